"""Words as they are compared: what stands in an article against what somebody claims that it says."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

# What may stand inside a word: apostrophes of all makes, soft hyphens and characters without width.
_APOSTROPHES = "'’‘ʼ‛＇`´"
_UNSEEN = "\u00ad\u200b-\u200f\u2060-\u2064\ufeff"
# An acronym with its points, or letters and digits, joined by what is above, or by points and commas in a number.
_WORD = re.compile(
    r"(?<![^\W_])[^\W\d_](?:\.[^\W\d_])+(?![^\W_])"
    rf"|[^\W_]+(?:(?:[{_APOSTROPHES}{_UNSEEN}]|(?<=\d)[.,](?=\d))[^\W_]+)*"
    r"|[%$€£¥&]"
)
_INNER = re.compile(f"[{_APOSTROPHES}{_UNSEEN},]")
_SIGNS = {"%": "percent", "&": "and"}
# What an editor put into a quote ("[the minister]"); longer brackets are words of the text.
_INSERTED = re.compile(r"\[[^\[\]\n]{0,200}\]|\([^()\n]{0,200}\)")
# Where whoever quotes left something out or put something in: "...", "[...]", "[the minister]".
_GAP = re.compile(r"\[[^\[\]]{0,200}\]|\(\s{0,3}(?:…|\.{2,5})\s{0,3}\)|…|\.(?:[ \u00a0]?\.){2,}")
# Words that turn a statement into its opposite; contractions ("don't") are told by their apostrophe.
_NEGATIONS = frozenset(
    "not no never neither nor none nobody nothing nowhere without cannot hardly scarcely barely".split()
)
_CONTRACTED = re.compile(rf"n[{_APOSTROPHES}]t\Z", re.IGNORECASE)


class Word(NamedTuple):
    """A word of a text, at ``text[start:end]``; equal words have equal ``folded`` forms.

    ``inserted`` are words in brackets; ``negates`` marks those that nobody may leave out unseen.
    """

    folded: str
    start: int
    end: int
    inserted: bool
    negates: bool


@dataclass(frozen=True, slots=True)
class Wording:
    """What somebody claims was said: its words, and ``None`` wherever any words may have been left out."""

    units: tuple[Word | None, ...]

    @classmethod
    def parse(cls, text: str) -> "Wording":
        """Read words as they are quoted: "..." and brackets are gaps, but at the ends, where they mean nothing."""
        units: list[Word | None] = []
        position = 0
        for gap in [*_GAP.finditer(text), None]:
            units += words_of(text, position, gap.start() if gap else len(text))
            if gap is not None:
                position = gap.end()
                if units and units[-1] is not None:
                    units.append(None)
        if units and units[-1] is None:
            units.pop()
        return cls(tuple(units))

    @property
    def words(self) -> tuple[Word, ...]:
        """The words alone."""
        return tuple(unit for unit in self.units if unit is not None)


def words_of(text: str, start: int, end: int) -> list[Word]:
    """Find the words of a stretch of text, in order.

    Folded are case, diacritics, compatibility forms, apostrophes, points in acronyms, separators of thousands and
    invisible characters; punctuation and blanks part words and are no words. Hyphens part words, too.
    """
    inserted = _INSERTED.finditer(text, start, end)
    bracket = next(inserted, None)
    found: list[Word] = []
    for match in _WORD.finditer(text, start, end):
        while bracket is not None and bracket.end() <= match.start():
            bracket = next(inserted, None)
        within = bracket is not None and bracket.start() < match.start()
        folded, negates = _fold(match.group())
        found.append(Word(folded, match.start(), match.end(), within, negates))
    return found


@lru_cache(maxsize=16_384)
def _fold(word: str) -> tuple[str, bool]:
    """The form of a word that is compared, and whether it negates."""
    if word in _SIGNS:
        return _SIGNS[word], False
    folded = _INNER.sub("", word).lower() if word.isascii() else _fold_letters(_INNER.sub("", word))
    if len(folded) > 1 and "." in folded and not any(letter.isdigit() for letter in folded):
        folded = folded.replace(".", "")
    return folded, folded in _NEGATIONS or _CONTRACTED.search(word) is not None


def _fold_letters(word: str) -> str:
    parted = unicodedata.normalize("NFKD", word).casefold()
    return "".join(letter for letter in parted if not unicodedata.combining(letter))
