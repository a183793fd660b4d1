"""Attribution: which cue and which mention a stretch in quotation marks belongs to."""

import bisect
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from . import lexicon
from .frames import PAUSES, CueKind, Frame, topics
from .marks import Segment
from .mentions import MentionKind
from .subjects import leading
from .text import Range
from .tokens import STOPS, Token, TokenKind, split_sentences

# Most tokens after a quotation and its frame that still let the next paragraph go on with it: an apposition, "when
# asked about the bridge".
_AFTERTHOUGHT = 40


# Most tokens after a frame that ends a sentence: an apposition, "on Monday in Orvik."
_SETTING = 30
# Most words of a heading in marks.
_HEADING = 12
# Most tokens between a quotation and its frame that belong to the subject: "one of the two midfielders who ...".
_UNREAD = 14
# What stands before the second piece of a quote that its frame splits.
_GOES_ON = PAUSES | STOPS | {":", ";", "…", "...", "and", "but", "that"}
_PERSONAL = frozenset({MentionKind.PERSON, MentionKind.PRONOUN})


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
    places = [_Paragraph(*parts) for parts in zip(paragraphs, parsed, framed, strict=True)]
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
                line = _from_nearby(text, line, last, lines[-1] if lines else None, _Places(places, number))
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


class _Paragraph:
    """The tokens, frames and sentences of one paragraph, found by where they stand."""

    def __init__(self, stretch: Range, sentences: list[list[Token]], framed: list[Frame]) -> None:
        self.stretch = stretch
        self.framed = framed
        self._sentences = sentences

    @cached_property
    def _tokens(self) -> list[Token]:
        return [token for sentence in self._sentences for token in sentence]

    @cached_property
    def _token_starts(self) -> list[int]:
        return [token.start for token in self._tokens]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence[0].start for sentence in self._sentences]

    @cached_property
    def _by_sentence(self) -> dict[int, list[Frame]]:
        found: dict[int, list[Frame]] = {}
        for frame in self.framed:
            found.setdefault(frame.sentence.start, []).append(frame)
        return found

    @cached_property
    def _before(self) -> list[Frame]:
        """Frames that may announce what follows, by cue; a dash signs what stands before it."""
        return [frame for frame in self.framed if frame.kind is not CueKind.DASH]

    @cached_property
    def _cue_starts(self) -> list[int]:
        return [frame.cue.start for frame in self._before]

    @cached_property
    def _by_start(self) -> list[Frame]:
        """Frames that may follow what they give, by their first word; a colon announces what follows it."""
        return sorted((f for f in self.framed if f.kind is not CueKind.COLON), key=lambda frame: frame.start)

    @cached_property
    def _frame_starts(self) -> list[int]:
        return [frame.start for frame in self._by_start]

    def neighbours(self, segment: Segment) -> tuple[Token | None, Token | None]:
        """The first word after a stretch, pauses aside, and what stands right before it."""
        index = bisect.bisect_right(self._token_starts, segment.outer_start) - 1
        after = index + 1
        while after < len(self._tokens) and self._tokens[after].text in PAUSES:
            after += 1
        follows = self._tokens[after] if after < len(self._tokens) else None
        word = follows if follows is not None and follows.kind is TokenKind.WORD else None
        return word, self._tokens[index - 1] if index > 0 else None

    def opens_with_prompt(self, segment: Segment, precedes: Token | None) -> bool:
        """Whether a stretch stands in what a speaker was asked: "Asked about the “growth”, X said"."""
        if precedes is None or precedes.kind is not TokenKind.WORD:
            return False
        sentence = self._sentences[bisect.bisect_right(self._sentence_starts, segment.outer_start) - 1]
        return sentence[0].lower in lexicon.PROMPTS

    def quotation(self, segment: Segment) -> Token:
        """The token that a stretch is."""
        return self._tokens[bisect.bisect_right(self._token_starts, segment.outer_start) - 1]

    def begins_anew(self, segment: Segment, frame: Frame) -> bool:
        """Whether the frame after a stretch that ends in a full stop leads on: "“...” The sign read “...”"."""
        quotation = self.quotation(segment)
        following = bisect.bisect_left(self._token_starts, frame.end)
        if quotation.pauses or frame.kind is CueKind.DASH or following == len(self._tokens):
            return False
        if frame.inverted:
            # "“...” According to Brel, ...": written as a new sentence is.
            return (
                quotation.stops and self._tokens[bisect.bisect_left(self._token_starts, frame.start)].text[0].isupper()
            )
        token = self._tokens[following]
        return self.announces(frame) or (
            quotation.stops and token.kind is TokenKind.WORD and token.lower not in lexicon.SETTINGS
        )

    def announces(self, frame: Frame) -> bool:
        """Whether a frame leads to a quotation after it."""
        following = bisect.bisect_left(self._token_starts, frame.end)
        token = self._tokens[following] if following < len(self._tokens) else None
        return token is not None and (token.kind is TokenKind.QUOTE or token.text == ":")

    def between(self, left: int, right: int) -> list[Token]:
        """The tokens that begin from ``left`` on and before ``right``."""
        low, high = (bisect.bisect_left(self._token_starts, at) for at in (left, right))
        return self._tokens[low:high]

    def frame_at(self, start: int) -> Frame | None:
        """The frame that begins exactly there."""
        index = bisect.bisect_left(self._frame_starts, start)
        return self._by_start[index] if index < len(self._by_start) and self._frame_starts[index] == start else None

    def frame_before(self, segment: Segment) -> Frame | None:
        """The last frame of the stretch's sentence that ends before it."""
        index = bisect.bisect_left(self._cue_starts, segment.outer_start) - 1
        while index >= 0 and self._before[index].end > segment.outer_start:
            index -= 1
        return _if_around(self._before[index], segment) if index >= 0 else None

    def frame_after(self, segment: Segment) -> Frame | None:
        """The first frame of the stretch's sentence that begins after it."""
        index = bisect.bisect_left(self._frame_starts, segment.outer_end)
        return _if_around(self._by_start[index], segment) if index < len(self._by_start) else None

    def subordinate(self, segment: Segment) -> Frame | None:
        """The frame of a clause that a stretch stands in, though another follows: "While Brel called it “so”, Hale"."""
        sentence = self._sentences[bisect.bisect_right(self._sentence_starts, segment.outer_start) - 1]
        return self.frame_before(segment) if sentence[0].lower in lexicon.CONTRASTING else None

    def frame_soon_after(self, segment: Segment) -> Frame | None:
        """The frame after a stretch that ends in a pause or a call, past words of its subject that were not read."""
        quotation = self.quotation(segment)
        frame = self.frame_after(segment) if quotation.pauses or quotation.calls else None
        if frame is None:
            return None
        between = self.between(segment.outer_end, frame.start)
        if len(between) > _UNREAD:
            return None
        words = (token for token in between if token.text != ",")
        return frame if all(token.kind is TokenKind.WORD and not _is_finite(token) for token in words) else None

    def announcement(self, before: int) -> Frame | None:
        """Whom the last sentence that begins before a place is about, with the cue of what he says in it, if any."""
        index = bisect.bisect_left(self._sentence_starts, before) - 1
        if index < 0:
            return None
        last = self._sentences[index]
        quoted = max((token.end for token in last if token.kind is TokenKind.QUOTE), default=0)
        if quoted:
            # "The port is “a gift” and more, Brel said. “...”"
            frame = next(reversed(self._by_sentence.get(last[0].start, [])), None)
            ends = frame is not None and frame.kind is CueKind.WORD and frame.start > quoted
            return frame if ends and frame is not None and len(self.between(frame.end, before)) <= _SETTING else None
        if inside := self._by_sentence.get(last[0].start):
            return next((frame for frame in inside if frame.mention.kind in _PERSONAL), inside[0])
        mention = leading(last)
        if mention is None or mention.kind not in _PERSONAL:
            return None
        goes_on = any(token.start >= mention.end and token.kind is TokenKind.WORD for token in last)
        here = Range(mention.end, mention.end)
        return Frame(here, mention, Range(last[0].start, last[-1].end), kind=CueKind.NONE) if goes_on else None

    @property
    def last_sentence(self) -> list[Frame]:
        """The frames of the last sentence."""
        return self._by_sentence.get(self._sentence_starts[-1], []) if self._sentence_starts else []

    @property
    def signature(self) -> Frame | None:
        """The frame of a paragraph that only signs the one before: "— Anna Brel, Orvik"."""
        first = self.framed[0] if self.framed else None
        return first if first and first.kind is CueKind.DASH and first.cue.start == self.stretch.start else None


@dataclass(frozen=True, slots=True)
class _Places:
    """A paragraph among its neighbours."""

    paragraphs: list[_Paragraph]
    number: int

    @property
    def here(self) -> _Paragraph:
        """The paragraph itself."""
        return self.paragraphs[self.number]

    @property
    def earlier(self) -> _Paragraph | None:
        """The paragraph before it."""
        return self.paragraphs[self.number - 1] if self.number else None

    @property
    def following(self) -> _Paragraph | None:
        """The paragraph after it."""
        return self.paragraphs[self.number + 1] if self.number + 1 < len(self.paragraphs) else None


def _is_finite(token: Token) -> bool:
    return token.text in lexicon.FINITE or token.lower in lexicon.PERSONAL_PRONOUNS


def _if_around(frame: Frame, segment: Segment) -> Frame | None:
    return frame if frame.sentence.start <= segment.start < frame.sentence.end else None


def _line(segment: Segment, places: _Paragraph, before: Line | None) -> Line:
    """Choose among the frames of the paragraph: right after, around, before, later, or the one that goes on."""
    follows, precedes = places.neighbours(segment)
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


def _leads_on(segment: Segment, places: _Paragraph) -> bool:
    """Whether the words after a quotation are its frame, though it cannot be read: nobody else then speaks it."""
    follows, _ = places.neighbours(segment)
    quotation = places.quotation(segment)
    return follows is not None and (quotation.pauses or (quotation.calls and not follows.text.istitle()))


def _goes_on(before: Line, segment: Segment, places: _Paragraph) -> bool:
    """Whether the speaker of the stretch before may still be speaking: no sentence between is about somebody else."""
    if before.embedded or before.frame is None:
        return False
    between = places.between(before.segment.outer_end, segment.outer_start)
    named = {
        mention.name for mention in topics(list(split_sentences(between))) if mention.kind is not MentionKind.PRONOUN
    }
    return named <= {before.frame.mention.name}


def _only_frame_between(before: Line, segment: Segment, places: _Paragraph) -> bool:
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


def _from_nearby(text: str, line: Line, spoken: Line | None, before: Line | None, places: _Places) -> Line:
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


def _ends_paragraph(spoken: Line, before: Line, paragraph: _Paragraph) -> bool:
    """Whether a paragraph ends with a quotation or the sentence of its frame, so that the next may go on with it."""
    end = before.segment.outer_end
    if spoken.frame is not None and spoken.place is Place.AFTER:
        end = max(end, spoken.frame.end)
    rest = paragraph.between(end, paragraph.stretch.end)
    stops = [token for token in rest if token.text in STOPS | {":"} or token.kind is TokenKind.QUOTE]
    return len(rest) <= _AFTERTHOUGHT and (not stops or stops == rest[-1:])
