"""Paragraphs: what stands before, at and after a quotation, found by where it stands."""

import bisect
from dataclasses import dataclass
from functools import cached_property

from . import lexicon
from .frames import PAUSES, CueKind, Frame
from .marks import Segment
from .mentions import MentionKind
from .subjects import leading
from .text import Range
from .tokens import Token, TokenKind

# Most tokens after a frame that ends a sentence: an apposition, "on Monday in Orvik".
_SETTING = 30
# Most tokens between a quotation and its frame that belong to the subject: "one of the two midfielders who ...".
_UNREAD = 14
_PERSONAL = frozenset({MentionKind.PERSON, MentionKind.PRONOUN})


class Paragraph:
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
        frames = self._by_sentence.get(last[0].start, [])
        if quoted:
            # "The port is “a gift” and more, Brel said. “...”", "Brel called it “a gift.” “...”"
            frame = frames[-1] if frames and frames[-1].kind is CueKind.WORD else None
            alone = len({other.mention.name for other in frames}) == 1
            tells = frame is not None and (frame.start > quoted or (alone and frame.mention.kind in _PERSONAL))
            return frame if tells and frame is not None and len(self.between(frame.end, before)) <= _SETTING else None
        if frames:
            return next((frame for frame in frames if frame.mention.kind in _PERSONAL), frames[0])
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
class Surroundings:
    """A paragraph among its neighbours."""

    paragraphs: list[Paragraph]
    number: int

    @property
    def here(self) -> Paragraph:
        """The paragraph itself."""
        return self.paragraphs[self.number]

    @property
    def earlier(self) -> Paragraph | None:
        """The paragraph before it."""
        return self.paragraphs[self.number - 1] if self.number else None

    @property
    def following(self) -> Paragraph | None:
        """The paragraph after it."""
        return self.paragraphs[self.number + 1] if self.number + 1 < len(self.paragraphs) else None


def _is_finite(token: Token) -> bool:
    return token.text in lexicon.FINITE or token.lower in lexicon.PERSONAL_PRONOUNS


def _if_around(frame: Frame, segment: Segment) -> Frame | None:
    return frame if frame.sentence.start <= segment.start < frame.sentence.end else None
