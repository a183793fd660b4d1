"""Near-duplicates among passages: an agency's text in several papers, or a quote that another article repeats."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from onrecord.corpus import Article, Passage

from .store import SpeakerNumbers, StoredPassage
from .wording import Word, words_of

# Words in a row that make a shingle. Three, since a passage has some 50 words, and one changed word breaks as many
# shingles as a shingle has words; whole pages are compared by longer ones.
SHINGLE = 3
# Share of a text's shingles that a better one has to hold for the two to be one text ("containment"; A. Z. Broder, "On
# the resemblance and containment of documents", 1997). Of 50 words it leaves five to differ. Among the passages found
# for 150 questions over 486 articles, all longer pairs from .65 up were one text, and below .6 nearly none.
REPEATED_FROM = 0.7
# Shingles in a row that are not held from which on a text tells something new, such as a sentence: some six words.
NEW_FROM = 8
# A passage whose quoted words are repeated is itself repeated if these are at least this share of it: the rest is who
# said so to whom. With less, it tells something else.
QUOTED_SHARE = 0.5
# Words of a text that may be repeated nearly; a shorter one ("I have no comment on that") only to the word.
LEAST_WORDS = 10
_WORD = re.compile(r"[^\W_]+")
_NUMBERS = frozenset(
    """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million millions
    billion billions dozen dozens half third quarter first second fourth fifth sixth seventh eighth ninth tenth once
    twice
    """.split()
)
_CALENDAR = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december
    """.split()
)
# What stands before the first word of a sentence or a quote.
_OPENS = re.compile(r"(?:[.?!:;…“”\"‘(\[—–])\s*$")
_REACH = 3  # such a mark with a blank or two


class Distinct:
    """The first so many passages, each text once: place them best first, and read off which articles repeat them.

    A passage is compared with those kept alone, by its words first, and by the order of its words where most of them
    are the same. What must not differ is compared word by word: numbers, names, negations, and who speaks. Another verb
    ("killed", "saved") is not told from another wording.
    """

    def __init__(self, who: SpeakerNumbers, most: int) -> None:
        """Begin with none; ``who`` tells which speaker of the collection is quoted, and ``most`` are kept."""
        self._who = who
        self._most = most
        self._kept: list[StoredPassage] = []
        self._vocabularies: list[frozenset[str]] = []
        self._repeating: list[list[Article]] = []

    def place(self, stored: StoredPassage) -> bool:
        """Keep a passage, or count it to the one that it repeats; tell whether it is kept."""
        vocabulary = frozenset(_words(stored.passage.text))
        # No text is repeated, nor are the quotes that make half of it, where fewer of its words are.
        least = QUOTED_SHARE * REPEATED_FROM * len(vocabulary)
        for number, theirs in enumerate(self._vocabularies):
            if len(vocabulary & theirs) >= least and self._repeats(stored, self._kept[number]):
                self._repeating[number].append(stored.article)
                return False
        if len(self._kept) == self._most:
            return False
        self._kept.append(stored)
        self._vocabularies.append(vocabulary)
        self._repeating.append([])
        return True

    def also_in(self, kept: int) -> tuple[Article, ...]:
        """The other articles that repeat a kept passage, by its place; each once, in the order of their passages."""
        others = {article.id: article for article in self._repeating[kept]}
        others.pop(self._kept[kept].article.id, None)
        return tuple(others.values())

    def _repeats(self, stored: StoredPassage, better: StoredPassage) -> bool:
        """Whether a passage tells nothing that a better one does not tell."""
        passage, other = stored.passage, better.passage
        if not self._speakers(passage) <= self._speakers(other):
            return False
        if _is_held(passage.text, other.text):
            return True
        said, theirs = _said(passage), _said(other)
        return len(said) >= QUOTED_SHARE * len(passage.text) and _is_held(said, theirs)

    def _speakers(self, passage: Passage) -> set[int]:
        return {number for quote in passage.quotes if (number := self._who.of(quote)) is not None}


def _is_held(text: str, other: str) -> bool:
    """Whether another text has nearly all that a text has, and contradicts it in no number, name or negation."""
    words, others = _words(text), _words(other)
    if len(words) < LEAST_WORDS:
        return words == others
    theirs = set(_shingles(others))
    runs = [(is_held, len(list(run))) for is_held, run in groupby(shingle in theirs for shingle in _shingles(words))]
    held = sum(length for is_held, length in runs if is_held)
    newest = max((length for is_held, length in runs if not is_held), default=0)
    if newest >= NEW_FROM or held < REPEATED_FROM * sum(length for _, length in runs):
        return False
    mine, compared = words_of(text, 0, len(text)), words_of(other, 0, len(other))
    if [word.folded for word in mine if word.negates] != [word.folded for word in compared if word.negates]:
        return False
    # A name may open a sentence in the other text, where it is not told from any word.
    names = _are_in_order(_names(text, mine), (word.folded for word in compared))
    return names and _are_in_order(_numbers(mine), _numbers(compared))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _shingles(words: Sequence[str]) -> list[tuple[str, ...]]:
    """Every few words in a row."""
    return list(zip(*(words[start:] for start in range(SHINGLE)), strict=False))


def _numbers(words: Iterable[Word]) -> list[str]:
    return [word.folded for word in words if word.folded in _NUMBERS or any(map(str.isdigit, word.folded))]


def _names(text: str, words: Iterable[Word]) -> list[str]:
    """The words with a capital inside a sentence, but for those of the calendar: each article has its own."""
    return [
        word.folded
        for word in words
        if text[word.start].isupper() and word.folded not in _CALENDAR and not _opens(text, word.start)
    ]


def _opens(text: str, at: int) -> bool:
    """Whether a sentence or a quote begins at a place."""
    return at == 0 or _OPENS.search(text, max(0, at - _REACH), at) is not None


def _are_in_order(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether all of some words come among others, in their order."""
    left = iter(others)
    return all(word in left for word in some)


def _said(passage: Passage) -> str:
    """The words that a passage gives as somebody's, each once, where statements and quotes in them overlap."""
    parts: list[str] = []
    reached = passage.start
    for piece in sorted((p for quote in passage.quotes for p in quote.pieces), key=lambda piece: piece.start):
        parts.append(passage.text[max(piece.start, reached) - passage.start : max(piece.end, reached) - passage.start])
        reached = max(reached, piece.end)
    return " ".join(parts)
