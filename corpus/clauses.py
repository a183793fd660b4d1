"""Clauses: reading one sentence for where the words that a cue gives begin and end."""

import bisect
import re
from collections.abc import Set

from . import lexicon
from .text import Range, trimmed
from .tokens import Token, TokenKind, may_be_verb

# How many tokens after a cue its "that", "whether", "to" or "of" may stand: "told the reporters of the Orvik Gazette
# at a meeting in March that".
REACH = 16
WORD = re.compile(r"\w+")
# What makes a time with the word after it: "on Monday", "late Monday", "last week".
_NAMED_BY = {
    **dict.fromkeys(("on", "in", "late", "early"), lexicon.DAYS_AND_MONTHS),
    **dict.fromkeys(("last", "this", "next", "that"), lexicon.TIMES),
}
EDGES = ',:;—–-“"_.!? \n\t\u00a0'
# Before these "that" is a pronoun: "a film that showed".
_VERBS = lexicon.FINITE | lexicon.CUES
_CONTRACTED = re.compile("['’](?:s|re|ve|d|ll|m|t)$")


class Sentence:
    """The tokens of one sentence.

    Indices are of tokens; one outside the sentence is no word, and a full stop. ``direct`` holds where the direct
    quotations of the article begin.
    """

    def __init__(self, text: str, tokens: list[Token], direct: Set[int]) -> None:
        """Take a sentence that is not empty."""
        self.text = text
        self.tokens = tokens
        self._starts = [token.start for token in tokens]
        self._direct = direct

    def word(self, index: int) -> str:
        """The word at an index in lower case; empty outside the sentence and for marks."""
        if not 0 <= index < len(self.tokens) or self.tokens[index].kind is not TokenKind.WORD:
            return ""
        return self.tokens[index].lower

    def mark(self, index: int) -> str:
        """The text of the token at an index; a full stop outside the sentence."""
        return self.tokens[index].text if 0 <= index < len(self.tokens) else "."

    def index(self, offset: int) -> int:
        """The token at an offset, or the one before it."""
        return max(0, bisect.bisect_right(self._starts, offset) - 1)

    def comma(self, index: int) -> int | None:
        """The first comma from an index on, in the same breath."""
        return next((at for at in range(index, min(len(self.tokens), index + 12)) if self.mark(at) == ","), None)

    def skip_when(self, index: int) -> int:
        """Past adverbs and days: "said again on Monday night", "announced late last week"."""
        while True:
            word = self.word(index)
            if word in lexicon.DAYS_AND_MONTHS or word in lexicon.WHENEVER or (word.endswith("ly") and len(word) > 4):
                index += 1
            elif self.word(index + 1) in _NAMED_BY.get(word, frozenset()):
                index += 2
            elif word in {"late", "early"} and self.word(index + 2) in _NAMED_BY.get(self.word(index + 1), frozenset()):
                index += 3  # "late last week"
            elif word.isdigit() and self.word(index - 1) in lexicon.DAYS_AND_MONTHS:
                index += 1
            else:
                return index

    def skip_hearer(self, index: int) -> int | None:
        """Past whom somebody tells: "told him", "told the Orvik Gazette on Monday"; ``None`` where that is all."""
        if self.word(index) in lexicon.HEARERS:
            return index + 1
        for at in range(index + 1, min(len(self.tokens), index + REACH)):
            token = self.tokens[at]
            if token.kind is TokenKind.MARK and token.text not in {"'", "’"}:
                return None
            if token.lower in lexicon.SUBJECTS or token.lower == "that":
                return at
            before = self.tokens[at - 1]
            hearer = before.capitalised or before.text.endswith("s") or before.lower == "her"
            if token.lower in lexicon.DETERMINERS and hearer:
                return at
        return None

    def is_clause(self, index: int) -> bool:
        """Whether a verb in a finite form follows before the next pause."""
        for at in range(index, min(len(self.tokens), index + REACH)):
            token = self.tokens[at]
            if token.kind is not TokenKind.WORD:
                return False
            if token.text in lexicon.FINITE or token.text.endswith(("n't", "n’t")):
                return True
            past = token.text.endswith("ed") or token.text in lexicon.IRREGULAR_PAST
            # "keeps the door open": a plural noun is hardly followed by an article.
            present = may_be_verb(token) and token.text.endswith("s") and self.word(at + 1) in lexicon.DETERMINERS
            if (past or present) and at > index and self.word(at - 1) not in lexicon.SMALL_WORDS:
                return True
        return False

    def begins_clause(self, that: int) -> bool:
        """Whether "that" begins a clause, and is neither "a film that showed" nor ", that port,"."""
        if self.mark(that - 1) in {",", "("} or that + 1 >= len(self.tokens):
            return False
        following = self.tokens[that + 1]
        return following.lower not in _VERBS and not following.text.endswith("ed")

    def has_verb(self, words: Range) -> bool:
        """Whether words make a clause: a verb stands in them."""
        return any(
            token.kind is TokenKind.QUOTE
            or token.lower in lexicon.FINITE
            or may_be_verb(token)
            or _CONTRACTED.search(token.text) is not None
            for token in self.tokens
            if words.start <= token.start < words.end
        )

    def has_quotation(self, index: int) -> bool:
        """Whether a thing is called something in marks."""
        for token in self.tokens[index : index + REACH]:
            if token.kind is not TokenKind.WORD:
                return token.kind is TokenKind.QUOTE
        return False

    def last_quotation(self, index: int) -> int | None:
        """The end of what somebody calls a thing, in marks: "the port “a gift” and “a joy”"."""
        last = None
        for at in range(index, min(len(self.tokens), index + REACH)):
            token = self.tokens[at]
            if token.kind is TokenKind.QUOTE:
                last = at + 1
            elif last is not None and self.word(at) in lexicon.GOING_ON_CALLING:
                return None if at == last else last
            elif (last is not None and self.word(at) != "and") or (token.kind is TokenKind.MARK and last is None):
                break
        return last

    def starts_direct(self, index: int) -> bool:
        """Whether a direct quotation begins at an index."""
        return 0 <= index < len(self.tokens) and self.tokens[index].start in self._direct

    def opens_anew(self, index: int) -> bool:
        """Whether a quotation is a sentence of its own rather than part of the one around it."""
        opening = re.search(r"\w", self.text[self.tokens[index].start : self.tokens[index].end])
        lower = opening is not None and opening.group().islower()
        return self.mark(index - 1) in {":", "—"} or (self.mark(index - 1) == "," and not lower)

    def closes(self, index: int) -> bool:
        """Whether a sentence ends within the quotation at an index: "... “for now.” The port"."""
        token = self.tokens[index]
        if token.kind is not TokenKind.QUOTE or index + 1 >= len(self.tokens):
            return False
        words = self.text[token.start : token.end].rstrip("\"”'’» ")
        following = self.tokens[index + 1]
        anew = following.kind is TokenKind.QUOTE or following.text[:1].isupper()
        return words.endswith((".", "!", "?")) and anew

    def ends_marked(self, index: int) -> bool:
        """Whether words of the sentence end in marks before a frame: "The port “is a gift,” Brel said"."""
        if index < 1 or self.tokens[index].kind is not TokenKind.QUOTE or self.closes(index):
            return False
        return self.tokens[index].pauses and not self.opens_anew(index) and bool(self.word(index - 1))

    def cut(self, start: int, end: int) -> Range | None:
        """The words of some tokens without pauses and stops at either end; ``None`` where nothing is left."""
        if start >= end:
            return None
        left, right = trimmed(self.text, self.tokens[start].start, self.tokens[end - 1].end)
        marked = self.tokens[end - 1].kind is TokenKind.QUOTE
        while not marked and right > left and self.text[right - 1] in EDGES:
            if self.text[right - 2 : right - 1].isupper():
                break
            right -= 1
        while left < right and self.text[left] in ",:;—–-_ \n.":
            left += 1
        return Range(left, right) if WORD.search(self.text, left, right) else None
