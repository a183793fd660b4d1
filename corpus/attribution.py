"""Attribution: which cue and which mention a stretch in quotation marks belongs to."""

import bisect
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from .frames import PAUSES, Frame, topics
from .marks import Segment
from .mentions import MentionKind
from .paragraph import Paragraph, Surroundings
from .text import Range
from .tokens import STOPS, Token, TokenKind, split_sentences

# Most tokens after a quotation and its frame that still let the next paragraph go on with it: an apposition, "when
# asked about the bridge".
_AFTERTHOUGHT = 40
# Most words of a heading in marks.
_HEADING = 12
# Most code points of a nickname inside a name.
_NICKNAME = 20
# What stands before the second piece of a quote that its frame splits.
_GOES_ON = PAUSES | STOPS | {":", ";", "…", "...", "and", "but", "that"}


class Place(StrEnum):
    """Where the cue stands, seen from the quoted words."""

    AFTER = "after"
    BEFORE = "before"
    AROUND = "around"
    CONTINUED = "continued"
    NEAR = "near"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Line:
    """A quoted stretch with the frame that it belongs to, if one was found.

    ``embedded`` tells that the stretch is part of a sentence that is not the speaker's own ("called it “a fact”").
    ``joins`` tells that it goes on with the stretch before: one quote, split by its frame.
    """

    segment: Segment
    frame: Frame | None
    place: Place
    embedded: bool
    joins: bool


def assign(
    text: str,
    found: list[Segment],
    paragraphs: list[Range],
    framed: list[list[Frame]],
    parsed: list[list[list[Token]]],
) -> list[Line]:
    """Give every quoted stretch of an article its frame, paragraph by paragraph."""
    lines: list[Line] = []
    places = [Paragraph(*parts) for parts in zip(paragraphs, parsed, framed, strict=True)]
    starts = [segment.start for segment in found]
    for number, paragraph in enumerate(paragraphs):
        low, high = bisect.bisect_left(starts, paragraph.start), bisect.bisect_left(starts, paragraph.end)
        # The last stretch that is a quotation of its own: a title in marks between two pieces parts them not.
        last = lines[-1] if lines else None
        for index in range(low, high):
            segment = found[index]
            line = _line(segment, places[number], last if index > low else None)
            if _is_heading(text, segment, paragraph) and line.frame is None:
                line = replace(line, embedded=not _is_announced(text, paragraphs, number))
            if line.place is Place.NONE and not line.embedded and not _leads_on(segment, places[number]):
                line = _from_nearby(text, line, last, lines[-1] if lines else None, Surroundings(places, number))
            lines.append(line)
            last = last if line.embedded and last is not None and index > low else line
    return _to_the_frame(lines, paragraphs)


def _is_heading(text: str, segment: Segment, paragraph: Range) -> bool:
    """Whether a stretch stands as a heading or a link does: alone and without a stop, or a colon after its mark."""
    if segment.outer_start != paragraph.start:
        return False
    if text[segment.outer_end : segment.outer_end + 1] == ":":
        return True
    words = text[segment.start : segment.end].split()
    return segment.outer_end == paragraph.end and segment.closed and len(words) <= _HEADING and words[-1][-1].isalnum()


def _is_announced(text: str, paragraphs: list[Range], number: int) -> bool:
    """Whether the paragraph before ends in a colon."""
    return number > 0 and text[paragraphs[number - 1].end - 1] == ":"


def _to_the_frame(lines: list[Line], paragraphs: list[Range]) -> list[Line]:
    """Give what was left open before a paragraph that ends it the frame that stands there: “...¶“...,” Brel said."""
    starts = {left.end: right.start for left, right in pairwise(paragraphs)}
    for index in range(len(lines) - 2, -1, -1):
        line, following = lines[index], lines[index + 1]
        told = following.frame is not None and following.place is Place.AFTER and not following.embedded
        opens = starts.get(line.segment.outer_end) == following.segment.outer_start
        if line.place is Place.NONE and not line.embedded and not line.segment.closed and told and opens:
            lines[index] = replace(line, frame=following.frame, place=Place.AFTER)
            lines[index + 1] = replace(following, joins=True)
    return lines


def _line(segment: Segment, places: Paragraph, before: Line | None) -> Line:
    """Choose among the frames of the paragraph: right after, around, before, later, or the one that goes on."""
    follows, precedes = places.neighbours(segment)
    if _is_nickname(segment, places):
        return Line(segment, None, Place.NONE, embedded=True, joins=False)
    starts_sentence = precedes is None or precedes.text in STOPS | {":"} or precedes.kind is TokenKind.QUOTE
    joins = before is not None and _only_frame_between(before, segment, places)
    quotation = places.quotation(segment)
    frame = places.frame_at(follows.start) if follows is not None else None
    inside = precedes is not None and precedes.kind is TokenKind.WORD
    if follows is not None and inside and quotation.stops and follows.text[0].isupper():
        # "It will stay “in doubt.” The council ...": the sentence ends there, and who comes next has not said it.
        frame = follows = None
    anew = frame is not None and places.begins_anew(segment, frame)
    if frame is not None and places.opens_with_prompt(segment, precedes):
        return Line(segment, None, Place.NONE, embedded=True, joins=False)
    if frame is None and starts_sentence:
        frame = places.frame_soon_after(segment)
    if frame is not None and not frame.inverted and (earlier := places.subordinate(segment)):
        return Line(segment, earlier, Place.BEFORE, embedded=True, joins=False)
    if frame is not None and not anew:
        # "The port is “a gift,” Brel said": words of her sentence
        embedded = inside and not joins and before is None
        return Line(segment, frame, Place.AFTER, embedded=embedded, joins=joins)
    if before is not None and joins:
        return Line(segment, before.frame, Place.AROUND, embedded=False, joins=True)
    if earlier := places.frame_before(segment):
        announced = precedes is None or precedes.text in {",", ":"} or precedes.end == earlier.end
        return Line(segment, earlier, Place.BEFORE, embedded=not announced, joins=False)
    if frame is None and (later := places.frame_after(segment)):
        return Line(segment, later, Place.AFTER, embedded=not starts_sentence or follows is not None, joins=False)
    # "“Goblin mode” was a favourite": what the sentence is about, and nobody's words
    named = follows is not None and not quotation.ends
    goes_on = starts_sentence and not named and before is not None and _goes_on(before, segment, places)
    if goes_on and before is not None:
        return Line(segment, before.frame, Place.CONTINUED, embedded=False, joins=False)
    if frame is not None and not places.announces(frame):
        return Line(segment, frame, Place.AFTER, embedded=False, joins=False)
    return Line(segment, None, Place.NONE, embedded=named or not starts_sentence, joins=False)


def _is_nickname(segment: Segment, places: Paragraph) -> bool:
    """Whether a word or two in marks stand inside a name: "Anna “Boots” Brel"."""
    follows, precedes = places.neighbours(segment)
    within = follows is not None and follows.capitalised and precedes is not None and precedes.capitalised
    return within and not places.quotation(segment).ends and segment.end - segment.start <= _NICKNAME


def _leads_on(segment: Segment, places: Paragraph) -> bool:
    """Whether the words after a quotation are its frame, though it cannot be read: nobody else then speaks it."""
    follows, _ = places.neighbours(segment)
    quotation = places.quotation(segment)
    return follows is not None and (quotation.pauses or (quotation.calls and not follows.text.istitle()))


def _goes_on(before: Line, segment: Segment, places: Paragraph) -> bool:
    """Whether the speaker of the stretch before may still be speaking: no sentence between is about somebody else."""
    if before.embedded or before.frame is None:
        return False
    between = places.between(before.segment.outer_end, segment.outer_start)
    named = {
        mention.name for mention in topics(list(split_sentences(between))) if mention.kind is not MentionKind.PRONOUN
    }
    return named <= {before.frame.mention.name}


def _only_frame_between(before: Line, segment: Segment, places: Paragraph) -> bool:
    """Whether nothing but the frame of the stretch before parts it from this one: “...,” he said, “...”."""
    if before.frame is None or before.place not in {Place.AFTER, Place.AROUND} or before.embedded:
        return False
    last = places.frame_before(segment)
    if last is not None and last.mention != before.frame.mention and last.cue.start > before.frame.cue.start:
        return False
    between = places.between(before.segment.outer_end, segment.outer_start)
    if before.place is Place.AROUND:
        return not any(token.kind is TokenKind.WORD for token in between)
    if not between or not (between[-1].text in _GOES_ON or between[-1].end == before.frame.end):
        return False  # "“...,” Brel said on Orvik's “Morning Talk”"
    ends = [token for token in between if token.text in STOPS]
    return not ends or (len(ends) == 1 and ends[0] is between[-1])


def _from_nearby(text: str, line: Line, spoken: Line | None, before: Line | None, places: Surroundings) -> Line:
    """Look around for the speaker of a quotation without a frame.

    In this order: who signs it in the next line, a lead-in that ends in a colon, the quotation that the paragraph
    before ends with, and the subject of the sentence before. ``spoken`` is the last line that is a quotation of its
    own, ``before`` the last one of any kind.
    """
    segment = line.segment
    if places.following is not None and places.following.signature is not None:
        return Line(segment, places.following.signature, Place.AFTER, embedded=False, joins=False)
    opens = segment.outer_start == places.here.stretch.start
    earlier = places.earlier if opens else None
    if earlier is not None and text[earlier.stretch.end - 1] == ":" and (leads := earlier.last_sentence):
        return Line(segment, leads[-1], Place.BEFORE, embedded=False, joins=False)
    near = earlier is not None and spoken is not None and spoken.segment.start >= earlier.stretch.start
    if near and earlier is not None and spoken is not None and before is not None and spoken.frame:
        if not spoken.segment.closed:
            return Line(segment, spoken.frame, Place.CONTINUED, embedded=False, joins=True)
        if not spoken.embedded and _ends_paragraph(spoken, before, earlier):
            return Line(segment, spoken.frame, Place.CONTINUED, embedded=False, joins=False)
    told = earlier if opens else places.here
    if told is not None and (frame := told.announcement(segment.outer_start)):
        return Line(segment, frame, Place.NEAR, embedded=False, joins=False)
    return line


def _ends_paragraph(spoken: Line, before: Line, paragraph: Paragraph) -> bool:
    """Whether a paragraph ends with a quotation or the sentence of its frame, so that the next may go on with it."""
    end = before.segment.outer_end
    if spoken.frame is not None and spoken.place is Place.AFTER:
        end = max(end, spoken.frame.end)
    rest = paragraph.between(end, paragraph.stretch.end)
    stops = [token for token in rest if token.text in STOPS | {":"} or token.kind is TokenKind.QUOTE]
    return len(rest) <= _AFTERTHOUGHT and (not stops or stops == rest[-1:])
