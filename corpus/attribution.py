"""Attribution: which cue and which mention a stretch in quotation marks belongs to."""

import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from . import lexicon, mentions
from .marks import Segment
from .mentions import Mention, MentionKind, Token, TokenKind
from .text import STARTERS, Range

_STOPS = frozenset({".", "!", "?"})
# What may part a quotation from the frame after it.
_PAUSES = frozenset({",", "—", "–", "-"})
# What may stand before a cue whose speaker follows ("..., said the minister"), before one that goes on ("and added"),
# and before a participle ("he said, adding").
_BEFORE_INVERSION = frozenset({",", "—", "–"})
_GOING_ON = frozenset({"and", "but", "then"})
_BEFORE_PARTICIPLE = lexicon.CUES | lexicon.AUXILIARIES | {"and", "by"}


class Place(StrEnum):
    """Where the cue stands, seen from the quoted words."""

    AFTER = "after"
    BEFORE = "before"
    AROUND = "around"
    CONTINUED = "continued"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Frame:
    """A cue with the mention of its speaker: "Peskov said", "said Peskov", "according to Peskov"."""

    cue: Range
    mention: Mention
    sentence: Range
    participle: bool = False
    inverted: bool = False

    @property
    def start(self) -> int:
        """Where the words of the frame begin."""
        return min(self.cue.start, self.mention.whole.start)

    @property
    def end(self) -> int:
        """Where the words of the frame end."""
        follows = self.mention.whole.start >= self.cue.start
        return self.mention.whole.end if follows else self.cue.end


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


def frames(tokens: list[Token]) -> list[Frame]:
    """Find the cues of a paragraph with the mentions that go with them, in order."""
    found: list[Frame] = []
    for sentence in _sentences(tokens):
        whole = Range(sentence[0].start, sentence[-1].end)
        for index, token in enumerate(sentence):
            if token.kind is not TokenKind.WORD:
                continue
            earlier = found[-1] if found and found[-1].sentence == whole else None
            if frame := _frame(sentence, index, whole, earlier):
                found.append(frame)
    return found


def subjects(tokens: list[Token]) -> list[Mention]:
    """Find whom the sentences of a paragraph begin with, in order."""
    found = (mentions.leading(sentence) for sentence in _sentences(tokens))
    return [mention for mention in found if mention is not None]


def assign(
    text: str,
    found: list[Segment],
    paragraphs: list[Range],
    framed: list[list[Frame]],
    tokens: list[list[Token]],
) -> list[Line]:
    """Give every quoted stretch of an article its frame, paragraph by paragraph."""
    lines: list[Line] = []
    starts = [segment.start for segment in found]
    for number, paragraph in enumerate(paragraphs):
        low, high = bisect.bisect_left(starts, paragraph.start), bisect.bisect_left(starts, paragraph.end)
        if low == high:
            continue
        places = _Places(tokens[number], framed[number])
        for segment in found[low:high]:
            before = lines[-1] if lines else None
            first = segment is found[low]
            line = _line(segment, places, None if first else before)
            if first and number and line.place is Place.NONE and segment.outer_start == paragraph.start:
                earlier = paragraphs[number - 1]
                line = _from_before(line, before, earlier, framed[number - 1], leads=text[earlier.end - 1] == ":")
            lines.append(line)
    return lines


def _sentences(tokens: list[Token]) -> Iterator[list[Token]]:
    """Part the tokens of a paragraph at full stops outside quotation marks, and after "U.S." where a new one begins."""
    begin = 0
    for index, token in enumerate(tokens):
        following = tokens[min(index + 1, len(tokens) - 1)].text
        dotted = token.text.endswith(".") and following in STARTERS
        # After a quotation "He" may be its speaker, and "The" begins another sentence.
        closed = token.kind is TokenKind.QUOTE and following in STARTERS and following.lower() in lexicon.DETERMINERS
        if token.text in _STOPS or dotted or closed:
            yield tokens[begin : index + 1]
            begin = index + 1
    if begin < len(tokens):
        yield tokens[begin:]


def _frame(sentence: list[Token], index: int, whole: Range, earlier: Frame | None) -> Frame | None:
    """Read the frame whose cue is the word at ``index``; ``earlier`` is the one before it in the sentence."""
    token = sentence[index]
    word = token.lower
    cue = Range(token.start, token.end)
    previous = sentence[index - 1] if index else None
    if word == "according":
        following = sentence[index + 1] if index + 1 < len(sentence) else None
        if following is None or following.lower != "to":
            return None
        mention = mentions.after(sentence, index + 1)
        return Frame(Range(token.start, following.end), mention, whole, inverted=True) if mention else None
    if token.possessive or not token.text.islower():
        return None
    if word in lexicon.PARTICIPLES:
        if previous is None or not (previous.text in _BEFORE_INVERSION or previous.lower in _BEFORE_PARTICIPLE):
            return None
        mention = earlier.mention if earlier else mentions.leading(sentence)
        return Frame(cue, mention, whole, participle=True) if mention else None
    if word not in lexicon.CUES:
        return None
    if mention := mentions.before(sentence, index):
        return Frame(cue, mention, whole)
    parted = previous is None or previous.kind is TokenKind.QUOTE or previous.text in _BEFORE_INVERSION
    if parted and (mention := mentions.after(sentence, index)):
        return Frame(cue, mention, whole, inverted=True)
    if previous is not None and (previous.lower in _GOING_ON or previous.text == ","):
        mention = earlier.mention if earlier else mentions.leading(sentence)
        return Frame(cue, mention, whole) if mention else None
    return None


class _Places:
    """The tokens and frames of one paragraph, found by where they stand."""

    def __init__(self, tokens: list[Token], framed: list[Frame]) -> None:
        self._tokens = tokens
        self._token_starts = [token.start for token in tokens]
        self._framed = framed
        self._cue_starts = [frame.cue.start for frame in framed]
        self._by_start = sorted(framed, key=lambda frame: frame.start)
        self._frame_starts = [frame.start for frame in self._by_start]

    def neighbours(self, segment: Segment) -> tuple[Token | None, Token | None]:
        """The first word after a stretch, pauses aside, and what stands right before it."""
        index = bisect.bisect_right(self._token_starts, segment.outer_start) - 1
        after = index + 1
        while after < len(self._tokens) and self._tokens[after].text in _PAUSES:
            after += 1
        follows = self._tokens[after] if after < len(self._tokens) else None
        word = follows if follows is not None and follows.kind is TokenKind.WORD else None
        return word, self._tokens[index - 1] if index > 0 else None

    def opens_with_prompt(self, segment: Segment, precedes: Token | None) -> bool:
        """Whether a stretch stands in what a speaker was asked: "Asked about the “growth”, X said"."""
        if precedes is None or precedes.kind is not TokenKind.WORD:
            return False
        index = bisect.bisect_right(self._token_starts, segment.outer_start) - 1
        while index > 0 and self._tokens[index - 1].text not in _STOPS:
            index -= 1
        return self._tokens[index].lower in lexicon.PROMPTS

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
        while index >= 0 and self._framed[index].end > segment.outer_start:
            index -= 1
        return _if_around(self._framed[index], segment) if index >= 0 else None

    def frame_after(self, segment: Segment) -> Frame | None:
        """The first frame of the stretch's sentence that begins after it."""
        index = bisect.bisect_left(self._frame_starts, segment.outer_end)
        return _if_around(self._by_start[index], segment) if index < len(self._by_start) else None


def _if_around(frame: Frame, segment: Segment) -> Frame | None:
    return frame if frame.sentence.start <= segment.start < frame.sentence.end else None


def _line(segment: Segment, places: _Places, before: Line | None) -> Line:
    """Choose among the frames of the paragraph: right after, around, before, later, or the one that goes on."""
    follows, precedes = places.neighbours(segment)
    joins = before is not None and _only_frame_between(before, segment, places)
    if follows is not None and (frame := places.frame_at(follows.start)):
        if places.opens_with_prompt(segment, precedes):
            return Line(segment, None, Place.NONE, embedded=True, joins=False)
        return Line(segment, frame, Place.AFTER, embedded=False, joins=joins)
    if before is not None and joins:
        return Line(segment, before.frame, Place.AROUND, embedded=False, joins=True)
    if frame := places.frame_before(segment):
        announced = precedes is None or precedes.text in {",", ":"} or precedes.end == frame.end
        return Line(segment, frame, Place.BEFORE, embedded=not announced, joins=False)
    starts_sentence = precedes is None or precedes.text in _STOPS | {":"} or precedes.kind is TokenKind.QUOTE
    if frame := places.frame_after(segment):
        return Line(segment, frame, Place.AFTER, embedded=not starts_sentence or follows is not None, joins=False)
    if starts_sentence and before is not None and before.frame is not None and _goes_on(before, segment, places):
        return Line(segment, before.frame, Place.CONTINUED, embedded=False, joins=False)
    return Line(segment, None, Place.NONE, embedded=not starts_sentence, joins=False)


def _goes_on(before: Line, segment: Segment, places: _Places) -> bool:
    """Whether the speaker of the stretch before may still be speaking: no sentence between is about somebody else."""
    if before.embedded or before.frame is None:
        return False
    between = places.between(before.segment.outer_end, segment.outer_start)
    named = {mention.name for mention in subjects(between) if mention.kind is not MentionKind.PRONOUN}
    return named <= {before.frame.mention.name}


def _only_frame_between(before: Line, segment: Segment, places: _Places) -> bool:
    """Whether nothing but the frame of the stretch before parts it from this one: “...,” he said, “...”."""
    if before.frame is None or before.place not in {Place.AFTER, Place.AROUND} or before.embedded:
        return False
    last = places.frame_before(segment)
    if last is not None and last.mention != before.frame.mention and last.cue.start > before.frame.cue.start:
        return False
    between = places.between(before.segment.outer_end, segment.outer_start)
    if before.place is Place.AROUND:
        return not any(token.kind is TokenKind.WORD for token in between)
    ends = [token for token in between if token.text in _STOPS]
    return bool(between) and (not ends or (len(ends) == 1 and ends[0] is between[-1]))


def _from_before(line: Line, before: Line | None, earlier: Range, framed: list[Frame], *, leads: bool) -> Line:
    """Look in the paragraph before for the speaker of one that opens with a quotation."""
    if leads and framed:
        return Line(line.segment, framed[-1], Place.BEFORE, embedded=False, joins=False)
    if before is not None and before.segment.start >= earlier.start and before.frame and not before.segment.closed:
        return Line(line.segment, before.frame, Place.CONTINUED, embedded=False, joins=True)
    return line
