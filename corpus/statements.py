"""Indirect speech: what somebody is said to have said, outside quotation marks."""

import re
from collections.abc import Sequence, Set
from itertools import chain
from typing import NamedTuple

from . import lexicon, subjects
from .clauses import EDGES, REACH, WORD, Sentence
from .frames import Frame
from .mentions import MentionKind
from .sources import source_at, subject_before
from .text import Range
from .tokens import Token, TokenKind

# Fewer words are no statement: "Peskov said so".
LEAST_WORDS = 3
# Code points. Sentences of news stay below 1,000; a longer "sentence" is a text without full stops, in which a
# statement would have no end.
_LONGEST_SENTENCE = 4_000
# How many tokens the name before the colon of a headline may take.
_HEADLINE_NAME = 6
# How many tokens the name of a source may take after "according to", appositions included.
_SOURCE = 30
# "WASHINGTON (Reuters) — ", "PARIS, May 3 /AFP/ ".
_DATELINE = re.compile(
    r"[A-Z][A-Z .,/’'-]{2,40}(?:, \w+\.? \d{1,2}\.?)?\s*(?:\([^)]{1,30}\)\s*[—–-]+|/\w+/\.?|[—–-]+)\s+"
)
# Cues that need no quotation, and so no frame before: findings, views, and sources of any kind.
_MORE_CUES = lexicon.STATING | lexicon.SPEAKING | {"according"}
_CONJUNCTIONS = frozenset({"and", "but", "yet"})
# Alone before a frame they say nothing: "Instead, Brel said, ..."
_LIGHT = lexicon.NO_NAMES | lexicon.BOUNDARIES
# What the clause after "told voters" begins with, and what a noun without an article is not.
_BEGIN_CLAUSE = lexicon.FINITE | lexicon.SUBJECTS | {"to", "that"}
_NO_BARE_NOUN = lexicon.SUBJECTS | lexicon.DETERMINERS


class Statement(NamedTuple):
    """Words given as somebody's without quotation marks, with the frame that gives them.

    Two pieces where the frame stands in the midst of them: "The port, Brel said, will stay open".
    """

    pieces: tuple[Range, ...]
    frame: Frame


def statements(
    text: str, parsed: Sequence[list[list[Token]]], framed: Sequence[list[Frame]], direct: list[Range]
) -> list[Statement]:
    """Find statements outside marks: "X said that ...", "..., X said", "according to X, ...".

    Args:
        text: the article's text.
        parsed: the tokens of each sentence of each paragraph, in order.
        framed: the frames of each paragraph, in order.
        direct: the direct quotations, marks included, in order; a statement ends where one begins.
    """
    opened = frozenset(quoted.start for quoted in direct)
    found: list[Statement] = []
    if parsed and (headline := _headline(text, list(chain.from_iterable(parsed[0])))) is not None:
        found.append(headline)
    for paragraph, frames in zip(parsed, framed, strict=True):
        waiting = frames[::-1]
        for sentence in paragraph:
            own: list[Frame] = []
            while waiting and waiting[-1].sentence.start < sentence[-1].end:
                own.append(waiting.pop())
            if not own and not any(token.lower in _MORE_CUES for token in sentence):
                continue
            if sentence[-1].end - sentence[0].start <= _LONGEST_SENTENCE:
                found += _Framed(text, sentence, own, opened).statements()
    return found


def _headline(text: str, tokens: list[Token]) -> Statement | None:
    """What a headline gives as somebody's: "Brel: Port Will Stay Open"; the article has to name him again."""
    colon = next((at for at, token in enumerate(tokens[:_HEADLINE_NAME]) if token.text == ":"), None)
    if colon is None or colon + 1 == len(tokens) or tokens[colon + 1].kind is TokenKind.QUOTE:
        return None
    mention = subjects.before(tokens, colon)
    named = mention is not None and mention.kind is not MentionKind.PRONOUN and mention.start == tokens[0].start
    if mention is None or not named or tokens[0].lower in lexicon.DETERMINERS:
        return None
    whole = Range(tokens[0].start, tokens[-1].end)
    if mention.kind is MentionKind.PERSON and not re.search(rf"\b{re.escape(mention.name)}\b", text[whole.end :]):
        return None
    left, right = tokens[colon + 1].start, whole.end
    while right > left and text[right - 1] in EDGES + "’'":
        right -= 1
    while left < right and not text[left].isalnum():
        left += 1
    if len(WORD.findall(text, left, right)) < LEAST_WORDS:
        return None
    cue = Range(tokens[colon].start, tokens[colon].end)
    return Statement((Range(left, right),), Frame(cue, mention, whole))


class _Framed(Sentence):
    """One sentence with its frames; reads what each of them gives."""

    def __init__(self, text: str, tokens: list[Token], framed: list[Frame], direct: Set[int]) -> None:
        super().__init__(text, tokens, direct)
        self._at = {token.start: index for index, token in enumerate(tokens)}
        self._frames = sorted([*framed, *self._more(framed)], key=lambda frame: frame.cue.start)
        self._cues = {self._at[frame.cue.start]: frame for frame in self._frames}
        self._begins = {self._first(frame): frame for frame in self._frames if self._stands_alone(frame)}

    def statements(self) -> list[Statement]:
        """What the frames of the sentence give, in order."""
        found: list[Statement] = []
        for frame in self._frames:
            pieces = [words for words in self._pieces(frame) if words is not None]
            if sum(len(WORD.findall(self.text, *words)) for words in pieces) >= LEAST_WORDS:
                found.append(Statement(tuple(pieces), frame))
        return found

    def _more(self, framed: list[Frame]) -> list[Frame]:
        """Frames of cues that announce no quotation in marks: findings, views, and sources of any kind."""
        known = {frame.cue.start for frame in framed}
        whole = Range(self.tokens[0].start, self.tokens[-1].end)
        more: list[Frame] = []
        for index, token in enumerate(self.tokens):
            if token.lower not in _MORE_CUES or token.start in known:
                continue
            cue = Range(token.start, token.end)
            if token.text.islower() and token.lower != "according" and self.word(index - 1):
                mention = subjects.before(self.tokens, index) or subject_before(self, index)
                more += [Frame(cue, mention, whole)] if mention else []
            elif token.lower == "according" and self.word(index + 1) == "to":
                source = source_at(self, index + 2)
                cue = Range(token.start, self.tokens[index + 1].end)
                more += [Frame(cue, source, whole, inverted=True)] if source else []
        return more

    def _first(self, frame: Frame) -> int:
        """Where the words of a frame begin."""
        index = self._at[frame.cue.start]
        while index > 0 and self.tokens[index - 1].start >= frame.start:
            index -= 1
        return index

    def _stands_alone(self, frame: Frame) -> bool:
        """Whether a frame has a subject of its own, and does not go on with another's: "and added"."""
        first, at = self._first(frame), self._at[frame.cue.start]
        return not frame.participle and not any(cue in self._cues for cue in range(first, at))

    def _after(self, frame: Frame) -> int:
        """The first token after the words of a frame."""
        index = self._at[frame.cue.start]
        while index < len(self.tokens) and self.tokens[index].start < max(frame.end, frame.cue.end):
            index += 1
        return index

    def _pieces(self, frame: Frame) -> list[Range | None]:
        """The words that a frame gives, by the class of its cue."""
        at = self._at[frame.cue.start]
        cue = self.word(at)
        if frame.mention.name == "i" or self._is_relative(frame) or self._is_passive(frame):
            return []
        if cue in lexicon.NOUNLIKE and not self._is_verb(frame):
            return []
        if cue == "according":
            return self._of_source(frame)
        if cue in lexicon.INQUIRING:
            return [self._asked(frame, at + 1)]
        start = self._object(cue, at + 1) if not frame.inverted else None
        if start is None and not (cue in lexicon.SAYING or cue in lexicon.SAYING_PARTICIPLES or cue in lexicon.STATING):
            return []
        if start is None and not frame.inverted:
            start = self._clause(frame, cue, at + 1)
        named = start is not None and cue in lexicon.CALLING and self.word(start - 1) not in {"for", "on"}
        if start is not None and named and (last := self.last_quotation(start)) is not None:
            return [self.cut(start, last)]
        if start is not None:
            return [self._range(frame, start)]
        somebody = frame.mention.kind in {MentionKind.PERSON, MentionKind.PRONOUN}
        if not self._stands_alone(frame) or (cue in lexicon.STATING and not (cue in lexicon.BELIEVING and somebody)):
            return []
        return self._around(frame)

    def _is_relative(self, frame: Frame) -> bool:
        """Whether what is said lacks its subject, which stands before: "prices, which Brel said will rise"."""
        before = self.word(self._first(frame) - 1)
        at = self._at[frame.cue.start]
        found = self.word(at) in lexicon.FINDING and frame.mention.name.split()[-1].lower() not in lexicon.STUDIES
        if before in lexicon.RELATIVES or (found and self.word(at - 1) in lexicon.RELATIVE):
            return True
        bare = frame.mention.kind is MentionKind.PRONOUN and frame.mention.whole.start < frame.cue.start
        joined = before in lexicon.BOUNDARIES or before in lexicon.NO_NAMES or before in lexicon.CUES
        return bare and bool(before) and not joined and not before.endswith("ly") and self._stands_alone(frame)

    def _is_passive(self, frame: Frame) -> bool:
        """Whether somebody is asked or told rather than speaking: "Brel, asked about the port, said"."""
        at = self._at[frame.cue.start]
        apart = self.mark(at - 1) == "," and not frame.inverted and not frame.participle
        return apart and self.word(at) in lexicon.PROMPTS | {"accused", "called", "urged", "described"}

    def _is_verb(self, frame: Frame) -> bool:
        """Whether a cue that may be a noun ("claims", "states") is a verb."""
        after = self.word(self._after(frame))
        if frame.mention.kind is MentionKind.ROLE:
            return frame.mention.name.split()[-1].lower() in lexicon.STUDIES
        return frame.mention.kind is MentionKind.PRONOUN or after in lexicon.SUBJECTS | {"that"}

    def _asked(self, frame: Frame, index: int) -> Range | None:
        """What somebody asks whom: "asked the mayor whether", "asked voters to"."""
        start = index if self._is_told_to(index) else None
        question = self._find(index, lexicon.QUESTION_WORDS | ({"to"} if start is not None else frozenset()))
        if question is not None and self.word(question) != "to":
            start = question
        return self._range(frame, start) if start is not None else None

    def _is_told_to(self, index: int) -> bool:
        """Whether somebody is told to do something: "urged voters to go", not "told voters he wants to go"."""
        found = self._find(index, _BEGIN_CLAUSE)
        alone = found is not None and all(self.mark(at) != "," for at in range(index, found))
        return found is not None and found > index and alone and self.word(found) == "to"

    def _object(self, cue: str, index: int) -> int | None:
        """Where the words begin that are no clause: "to pay", "Hale of lying", "the port “a gift”"."""
        index = self.skip_when(index)
        word = self.word(index)
        if cue in lexicon.INTENDING and word == "to":
            return index if self.word(index + 1) not in lexicon.SILENCE else None
        if cue in lexicon.CALLING:
            if word == "for" and cue not in lexicon.JUDGING:
                return index + 1
            if word == "on" and self._is_told_to(index + 1):
                return index + 1
            bare = word in lexicon.DETERMINERS and not self.word(index + 1)
            named = self.has_quotation(index) or self._find(index + 1, {"a", "an"}) is not None
            return index if named and word != "on" and not bare and not self.starts_direct(index) else None
        if cue in lexicon.URGING and self._is_told_to(index):
            return index
        if cue in lexicon.ANNOUNCING and word in lexicon.DETERMINERS - {"that"} | {"plans"}:
            return index
        if cue in lexicon.ACCUSING and self._find(index, {"of"}) is not None:
            return index
        if cue in lexicon.JUDGING and self._find(index, {"for", "as"}) is not None:
            return index
        if cue in lexicon.DENYING and word.endswith("ing"):
            return index
        return None

    def _find(self, index: int, words: frozenset[str] | set[str]) -> int | None:
        """The first of some words after a cue, in the same breath."""
        for at in range(index, min(len(self.tokens), index + REACH)):
            token = self.tokens[at]
            if token.kind is not TokenKind.WORD:
                if token.text in {",", "(", ")", "'", "’", "$", "%", "."}:
                    continue
                return None
            if token.lower in words and not token.possessive:
                return at
            if at > index and at in self._cues:
                return None
        return None

    def _clause(self, frame: Frame, cue: str, index: int) -> int | None:
        """Where the clause begins that a cue gives: after "that", or at its subject."""
        if cue in lexicon.TELLING:
            hearer = self.skip_hearer(index)
            if hearer is None:
                return None
            index = hearer
        index = self.skip_when(index)
        word = self.word(index)
        surveys = frame.mention.name.split()[-1].lower() in lexicon.STUDIES
        things = cue in lexicon.FINDING and not surveys and frame.mention.kind is not MentionKind.ROLE
        if word == "about" and cue in lexicon.SPEAKING and self._find(index, {"that"}) is None:
            return index
        if word == "that" or word in lexicon.PREPOSITIONS or cue in lexicon.NEEDING_THAT or things:
            that = self._find(index, {"that"})
            return that + 1 if that is not None and self.begins_clause(that) else None
        if index >= len(self.tokens) or self.starts_direct(index) or word in lexicon.NO_CLAUSE:
            return None
        if self.starts_direct(self._first(frame) - 1):
            return None  # "“...,” Brel said 30 minutes into the debate"
        if self.tokens[index].kind is TokenKind.MARK and self.mark(index) not in {"$", "[", "‘", "'"}:
            return None
        if word in lexicon.WH_WORDS:
            return index
        thing = not (word in _NO_BARE_NOUN or self.tokens[index].capitalised)
        if cue in lexicon.DENYING and thing:
            return None  # "denied allegations that were made"
        finds = cue in lexicon.FINDING and surveys
        return index if cue in lexicon.SPEAKING or finds or self.is_clause(index) else None

    def _end(self, frame: Frame, start: int) -> int:
        """Where words end that begin at ``start``: with the sentence, at the next frame, or at a turn against them."""
        before_cue = self.word(self._at[frame.cue.start] - 1)
        subordinate = self.word(self._first(frame) - 1) in lexicon.SUBORDINATING or before_cue in {"who", "which"}
        for at in range(start + 1, len(self.tokens)):
            if (self.starts_direct(at) and self.opens_anew(at)) or self.closes(at - 1):
                return at
            comma = self.mark(at - 1) in {",", "—", "–", "-", ";"}
            begins, cue = self._begins.get(at), self._cues.get(at)
            other = begins is not None and begins is not frame and at > start + 1
            if other and (comma or self.word(at) == "according"):
                return at
            if cue is not None and cue is not frame and cue.participle and comma:
                return at
            if comma and self.word(at) in lexicon.RELATIVES and at + 1 in self._begins:
                return at
            if self.word(at) in {"and", "but"}:
                follows = self._cues.get(self.skip_when(at + 1))
                if follows is not None and follows.mention == frame.mention and self.mark(at - 1) != ".":
                    return at
            if comma and self.word(at) == "but" and self.word(at + 1) not in lexicon.BUT_STILL:
                return at
            if comma and (subordinate or self.word(at) in {"while", "although", "though"}):
                return at - 1
        return len(self.tokens)

    def _range(self, frame: Frame, start: int) -> Range | None:
        """The words from a token on, up to where the statement ends."""
        return self.cut(start, self._end(frame, start)) if start < len(self.tokens) else None

    def _around(self, frame: Frame) -> list[Range | None]:
        """The words around a frame that commas set off, or before it: "The port, Brel said, will stay open"."""
        first = self._first(frame)
        after = self.skip_when(self._after(frame))
        if self.word(first - 1) == "as":
            if first == 1 and (comma := self.comma(after)) is not None:
                return [self._range(frame, comma + 1)]
            first -= 1
        before = self._before(first) if self.mark(first - 1) == "," or self.ends_marked(first - 1) else None
        if before is None:
            return []
        if not frame.inverted and not self._is_over(frame, after):
            return []
        alone: list[Range | None] = [before] if self.has_verb(before) else []
        if frame.inverted or self.mark(after) != "," or self.word(after + 1) in lexicon.GOING_ON_OTHERWISE:
            return [] if self._announces(after) and not self.is_clause(self.index(before.start)) else alone
        goes_on = self._cues.get(self.skip_when(after + 1))
        if self.starts_direct(after + 1) or (goes_on is not None and goes_on.participle):
            return alone if self.is_clause(self.index(before.start)) else []
        light = self.word(self.index(before.start)) in _LIGHT and len(WORD.findall(self.text, *before)) == 1
        return [None if light else before, self._range(frame, after + 1)]

    def _is_over(self, frame: Frame, after: int) -> bool:
        """Whether nothing but who was told, when and where follows a cue, so that the statement stands before it."""
        word = self.word(after)
        told = self.word(self._at[frame.cue.start]) in lexicon.TELLING
        return not word or told or word in lexicon.PREPOSITIONS or word in lexicon.GOING_ON_OTHERWISE

    def _announces(self, after: int) -> bool:
        """Whether a cue announces a quotation in marks, a setting passed: "Brel said of the port, “...”"."""
        for at in range(after, min(len(self.tokens), after + REACH)):
            if self.starts_direct(at) or self.mark(at) == ":":
                return True
        return False

    def _before(self, end: int) -> Range | None:
        """The words before a frame that begins at ``end``, dateline and earlier statements left out."""
        start = 0
        while start < end and self.tokens[start].kind is TokenKind.MARK and self.mark(start) not in {"$", "[", "‘"}:
            start += 1
        for other in self._frames:
            last = self._after(other)
            if last < end and self.mark(self._first(other) - 1) == "," and self.mark(last) == ",":
                start = max(start, last + 1)
        start = max([start, *(at + 1 for at in range(start, end) if self.closes(at))])
        anew = any(self.starts_direct(at) and self.opens_anew(at) for at in range(start, end))
        if anew or self.starts_direct(start):
            return None
        if self.word(start) in lexicon.PROMPTS or self.word(start) == "speaking":
            return None
        words = self.cut(start, end)
        dateline = _DATELINE.match(self.text, *words) if words else None
        return Range(dateline.end(), words.end) if words and dateline and dateline.end() < words.end else words

    def _of_source(self, frame: Frame) -> list[Range | None]:
        """What "according to X" gives: the rest of the sentence, or what stands before."""
        first, after = self._at[frame.cue.start], self._after(frame)
        if first == 0 or self.mark(first - 1) in {":", ";"} or (first == 1 and self.word(0) in _CONJUNCTIONS):
            comma = self._comma_after_source(after)
            return [self._range(frame, comma + 1)] if comma is not None else []
        if self.mark(first - 1) == "," and self.word(first - 2) == "that":
            return []
        before = self._before(first)
        comma = self._comma_after_source(after)
        if comma is not None and self.mark(first - 1) == "," and self.word(comma + 1) in lexicon.FINITE:
            return [before, self._range(frame, comma + 1)]
        return [before]

    def _comma_after_source(self, index: int) -> int | None:
        """The comma that ends the name of a source, appositions passed."""
        commas = [at for at in range(index, min(len(self.tokens), index + _SOURCE)) if self.mark(at) == ","]
        while len(commas) > 1 and self.word(commas[0] + 1) in {"a", "an", "who", "which", "whose"}:
            commas = commas[1:]
        return commas[0] if commas else None
