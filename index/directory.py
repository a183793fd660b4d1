"""Who is meant: matching the words of a question against the speakers of a collection."""

import difflib
import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import chain

from onrecord.corpus import AliasKind, Speaker, fold_name

# The order in which aliases are trusted. A name beats a role: "Clinton" is she, not the chairman of her campaign. A
# bare surname means everybody who bears it, whether or not an article gives the full name.
_TIERS = (
    (AliasKind.NAME, AliasKind.SURNAME),
    (AliasKind.ACRONYM,),
    (AliasKind.SPOKEN_FOR,),
    (AliasKind.ROLE,),
    (AliasKind.GIVEN,),
)
# A given name that more than this many speakers bear names nobody.
_MOST_NAMESAKES = 3
# Likeness of spelling from which a name is worth suggesting; difflib's ratio, .6 being its own idea of "close".
_CLOSE = 0.7
# Likeness of given names, under one surname, that spell the same name: "Dmitri" and "Dmitry" have .83, "Hillary" and
# "William" .43.
_SAME_GIVEN_NAME = 0.75
# The names of one office, and the words that may stand around them without saying whom it serves.
_SPOKESPERSON = re.compile(r"\b(?:press secretary|spokes(?:man|woman|person|people))\b")
_AROUND_OFFICE = frozenset("for of the a an its presidential official press chief main".split())


class SpeakerDirectory:
    """The speakers of a collection, found by any words that stand for them. Numbers are places in ``speakers``."""

    def __init__(self, speakers: Sequence[Speaker]) -> None:
        """Index the aliases of the speakers."""
        self._speakers = speakers
        self._exact: dict[AliasKind, dict[str, set[int]]] = {kind: defaultdict(set) for kind in AliasKind}
        self._by_word: dict[str, set[int]] = defaultdict(set)
        for number, speaker in enumerate(speakers):
            for alias in speaker.aliases:
                self._exact[alias.kind][alias.words].add(number)
                for word in alias.words.split():
                    self._by_word[word].add(number)

    def find(self, words: str) -> tuple[int, ...]:
        """Whom some words stand for: all that they may mean, most quoted first; empty where nobody is known by them.

        Names come before roles, and roles before bodies that a spokesperson speaks for. Words may join a role and a
        name ("Kremlin spokesman Peskov").
        """
        folded = fold_name(words)
        if not folded:
            return ()
        for tier in _TIERS:
            numbers = set().union(*(self._exact[kind].get(folded, set()) for kind in tier))
            if numbers and (tier != (AliasKind.GIVEN,) or len(numbers) <= _MOST_NAMESAKES):
                return self._most_quoted(numbers)
        asked = set(folded.split())
        candidates = set.intersection(*(self._by_word.get(word, set()) for word in asked))
        named = {n for n in candidates if self._last_word(n) in asked and self._covers(n, asked)}
        described = {n for n in candidates if self._covers(n, asked, kind=AliasKind.ROLE)}
        found = named or described or self._speaking_for(folded) or self._misspelt(folded)
        if not found and len(both := folded.split(" and ")) > 1:
            each = [self.find(part) for part in both]
            return tuple(dict.fromkeys(chain(*each))) if all(each) else ()
        return self._most_quoted(found)

    def _speaking_for(self, folded: str) -> set[int]:
        """Spokespersons by whom they speak for, whatever an article calls the office: "the spokesman for Russia"."""
        office = _SPOKESPERSON.search(folded)
        if office is None:
            return set()
        body = [word for word in _SPOKESPERSON.sub(" ", folded).split() if word not in _AROUND_OFFICE]
        if body:
            candidates = self._exact[AliasKind.SPOKEN_FOR].get(" ".join(body), set())
        else:
            candidates = set().union(*self._exact[AliasKind.SPOKEN_FOR].values())
        other = {"spokesman": "spokeswoman", "spokeswoman": "spokesman"}.get(office.group())
        return {number for number in candidates if other is None or number not in self._by_word.get(other, set())}

    def _misspelt(self, folded: str) -> set[int]:
        """Speakers with this very surname and a given name of nearly this spelling ("Dmitri", "Dmitriy")."""
        *given, surname = folded.split()
        if not given:
            return set()
        return {
            number
            for number in self._exact[AliasKind.SURNAME].get(surname, set())
            if difflib.SequenceMatcher(None, " ".join(given), fold_name(self.name(number)).rpartition(" ")[0]).ratio()
            >= _SAME_GIVEN_NAME
        }

    def first_named(self, words: str) -> tuple[tuple[int, ...], str]:
        """Look for a speaker's full name or surname in some words.

        Returns:
            Whom the first such name stands for, and the words without it; nobody and all words where there is none.
        """
        parts = words.split()
        for start in range(len(parts)):
            for size in (4, 3, 2, 1):
                part = " ".join(parts[start : start + size])
                folded = fold_name(part)
                numbers = self._exact[AliasKind.NAME].get(folded, set()) | self._exact[AliasKind.SURNAME].get(
                    folded, set()
                )
                people = {number for number in numbers if self._is_named(number)}
                if people and start + size <= len(parts):
                    return self._most_quoted(people), " ".join(parts[:start] + parts[start + size :])
        return (), words

    def name(self, number: int) -> str:
        """The full name of a speaker."""
        return self._speakers[number].name

    def nearest(self, words: str, most: int = 3) -> tuple[str, ...]:
        """Names that are spelt like some words, likeliest first."""
        folded = fold_name(words)
        scored: dict[int, float] = {}
        for kind in (AliasKind.NAME, AliasKind.SURNAME):
            spelt = self._exact[kind]
            for alias in difflib.get_close_matches(folded, spelt, n=most, cutoff=_CLOSE):
                ratio = difflib.SequenceMatcher(None, folded, alias).ratio()
                for number in spelt[alias]:
                    scored[number] = max(ratio, scored.get(number, 0))
        best = sorted(scored, key=lambda number: (-scored[number], -self._speakers[number].quotes, number))
        return tuple(self.name(number) for number in best[:most])

    def most_quoted(self, most: int = 3) -> tuple[str, ...]:
        """The names of those who are quoted most."""
        named = {number for number in range(len(self._speakers)) if self._is_named(number)}
        return tuple(self.name(number) for number in self._most_quoted(named)[:most])

    def _most_quoted(self, numbers: set[int]) -> tuple[int, ...]:
        return tuple(sorted(numbers, key=lambda number: (-self._speakers[number].quotes, number)))

    def _is_named(self, number: int) -> bool:
        aliases = self._speakers[number].aliases
        names = {alias.words for alias in aliases if alias.kind is AliasKind.NAME}
        return not any(alias.kind is AliasKind.ROLE and alias.words in names for alias in aliases)

    def _last_word(self, number: int) -> str:
        return fold_name(self.name(number)).split()[-1]

    def _covers(self, number: int, asked: set[str], kind: AliasKind | None = None) -> bool:
        """Whether one alias of the kind, or else all aliases together, hold the words that were asked for."""
        aliases = self._speakers[number].aliases
        if kind is not None:
            return any(
                alias.kind is kind and asked <= set(alias.words.split()) and _head(alias.words) in asked
                for alias in aliases
            )
        return asked <= {word for alias in aliases for word in alias.words.split()}


def _head(role: str) -> str:
    """The word that a role turns on: "chairman" of "chairman of the campaign", for whom the campaign is not he."""
    before = re.split(r"\s(?:of|for|at|in|to|on)\s", role, maxsplit=1)[0]
    return before.split()[-1]
