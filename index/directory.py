"""Who is meant: matching the words of a question against the speakers of a collection."""

import difflib
import heapq
import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import chain

from onrecord.corpus import AliasKind, Speaker, fold_name, last_name
from onrecord.corpus.lexicon import GENDER_OF_GIVEN_NAME, SUFFIXES, TITLES
from onrecord.corpus.names import PersonName

from .short_forms import SHORT_FORMS
from .spelling import Spellings, unlikeness

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
# Of several who bear a surname, those are meant by it who have at least this share of the quotes of whoever has most.
_PROMINENT = 0.2
# Words of a name that is looked for among others.
_LONGEST = 4
# Likeness of spelling from which a name is worth suggesting; difflib's ratio, .6 being its own idea of "close".
_CLOSE = 0.7
# An initial, as it begins a name: "D. Brel", "D Brel"; "A" and "I" without a full stop are words.
_INITIAL = re.compile(r"\s*(?:[^\W\d_]\.|[B-HJ-Z]\s)")
# What stands before a name without being of it: "quote Anna Brel".
_BEFORE_CAPITALS = re.compile(r"^\s*(?:[a-z]+\s+)+(?=[A-Z])")
_POSSESSIVE = re.compile(r"['’]s?$")
_BEFORE_NAMES = TITLES | {"the"}
# The names of one office, and the words that may stand around them without saying whom it serves.
_SPOKESPERSON = re.compile(r"\b(?:press secretary|spokes(?:man|woman|person|people))\b")
_AROUND_OFFICE = frozenset("for of the a an its presidential official press chief main".split())


def is_full_name(words: str) -> bool:
    """Whether some words can hardly be anything but a person's name in full: "Anna Brel", not "Orvik Harbour"."""
    parts = words.split()
    known = bool(parts) and parts[0].casefold() in GENDER_OF_GIVEN_NAME
    return known and len(parts) > 1 and all(part[0].isupper() for part in parts) and PersonName.parse(words) is not None


class SpeakerDirectory:
    """The speakers of a collection, found by any words that stand for them. Numbers are places in ``speakers``."""

    def __init__(self, speakers: Sequence[Speaker]) -> None:
        """Index the aliases of the speakers."""
        self._speakers = speakers
        self._exact: dict[AliasKind, dict[str, set[int]]] = {kind: defaultdict(set) for kind in AliasKind}
        self._by_word: dict[str, set[int]] = defaultdict(set)
        # Those with a name, by it: all of it, a surname, and its first and last word.
        self._named: dict[str, set[int]] = defaultdict(set)
        self._by_ends: dict[tuple[str, str], set[int]] = defaultdict(set)
        for number, speaker in enumerate(speakers):
            for alias in speaker.aliases:
                self._exact[alias.kind][alias.words].add(number)
                parts = alias.words.split()
                for word in parts:
                    self._by_word[word].add(number)
                if speaker.named and alias.kind in _TIERS[0]:
                    self._named[alias.words].add(number)
                    self._by_ends[parts[0], parts[-2 if parts[-1] in SUFFIXES else -1]].add(number)
        self._spellings = Spellings(self._named)

    def find(self, words: str) -> tuple[int, ...]:
        """Whom some words stand for: all that they may mean, most quoted first; empty where nobody is known by them.

        Names come before roles, and roles before bodies that a spokesperson speaks for. Words may join a role and a
        name ("Kremlin spokesman Peskov"). A name leads to all its transliterations as well ("Dmitri", "Dmitry"), and
        an initial to every given name that begins with it. Only where nobody is known by the words is a name followed
        that has other middle names or another suffix, and last one that is spelt alike; of several that are equally
        near, all.
        """
        folded = fold_name(words)
        if not folded:
            return ()
        if people := self._bearers(words, folded):
            return self._most_quoted(people)
        for tier in _TIERS[1:]:
            numbers = set().union(*(self._exact[kind].get(folded, set()) for kind in tier))
            if tier == (AliasKind.ACRONYM,) and not words.isupper() and folded in self._exact[AliasKind.GIVEN]:
                continue  # "Jon" is no "J. O. N."
            if numbers and (tier != (AliasKind.GIVEN,) or len(numbers) <= _MOST_NAMESAKES):
                return self._most_quoted(numbers)
        asked = set(folded.split())
        candidates = set.intersection(*(self._by_word.get(word, set()) for word in asked))
        named = {n for n in candidates if self._last_word(n) in asked and self._covers(n, asked)}
        described = {n for n in candidates if self._covers(n, asked, kind=AliasKind.ROLE)}
        found = (
            named
            or described
            or self._speaking_for(folded)
            or self._same_person(words)
            or self._misspelt(words, folded)
        )
        if not found and len(both := folded.split(" and ")) > 1:
            each = [self.find(part) for part in both]
            return tuple(dict.fromkeys(chain(*each))) if all(each) else ()
        return self._most_quoted(found)

    def namesakes(self, numbers: Sequence[int]) -> tuple[int, ...]:
        """Speakers who are known by a surname alone that one of these bears, and who may be he."""
        surnames = {fold_name(last_name(self._speakers[number].name)) for number in numbers}
        bare = set().union(*(self._exact[AliasKind.NAME].get(surname, set()) for surname in surnames))
        return self._most_quoted({number for number in bare if self._speakers[number].named} - set(numbers))

    def _bearers(self, words: str, folded: str) -> set[int]:
        """Those who bear a name or a surname, in any transliteration; by an initial, all whom it may mean."""
        known = set().union(*(self._exact[kind].get(folded, set()) for kind in _TIERS[0]))
        if any(self._speakers[number].named for number in known):
            # No guess, as a slip of the pen would be: one name by two systems of transliteration.
            known = known.union(*(self._named[name] for name in self._spellings.same(folded)))
        asked = PersonName.parse(words) if _INITIAL.match(words) else None
        if asked is None or len(asked.given) != 1 or (known and asked.middles):
            # Two initials that are known as they stand may be a body's: "J. R. Brel" the bank.
            return known
        bearers = self._exact[AliasKind.SURNAME].get(fold_name(asked.surname), set())
        initialled = {n for n in bearers if self._may_be(asked, self._speakers[n].spellings)}
        if folded == fold_name(asked.surname):
            # "A. Brel" folds to "brel", the "A" being taken for an article; the surname alone would mean every Brel.
            return initialled or known
        return known | initialled

    @staticmethod
    def _may_be(asked: PersonName, spellings: Sequence[str]) -> bool:
        """Whether a name with an initial for its given name may be short for one of these."""
        names = [name for name in map(PersonName.parse, spellings) if name is not None and name.given]
        return any(
            name.given[0] == asked.given
            and name.surname == asked.surname
            and name.has_same_middles(asked)
            and (not asked.suffix or name.suffix in {"", asked.suffix})
            for name in names
        )

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

    def _same_person(self, words: str) -> set[int]:
        """People by a name with a title, or with more or fewer middle names or suffixes than the articles give."""
        asked = PersonName.parse(words)
        if (full := PersonName.parse(_BEFORE_CAPITALS.sub("", words))) is not None and full.given:
            asked = full
        if asked is None:
            return set()
        if not asked.given:
            return self._exact[AliasKind.SURNAME].get(fold_name(asked.surname), set())
        last = fold_name(asked.surname).split()[-1]
        given = fold_name(asked.given).split()[0]
        found: set[int] = set()
        for called in SHORT_FORMS.get(given, frozenset()) | {given}:
            meant = asked._replace(given=called) if called != given else asked
            found |= {
                n for n in self._by_ends.get((called, last), ()) if self._fits(meant, self._speakers[n].spellings)
            }
        return found

    @staticmethod
    def _fits(asked: PersonName, spellings: Sequence[str]) -> bool:
        known = [name for name in map(PersonName.parse, spellings) if name is not None and len(name.given) > 1]
        return bool(known) and all(
            (name.given, name.surname) == (asked.given, asked.surname)
            and name.has_same_middles(asked)
            and (not asked.suffix or name.suffix in {"", asked.suffix})
            for name in known
        )

    def _misspelt(self, words: str, folded: str) -> set[int]:
        """Speakers whose name or surname is spelt alike ("Dmitriy", "Peskow"): the nearest, and all of these."""
        alike = self._spellings.alike(folded)
        asked = PersonName.parse(words)
        if not alike and asked is not None and (plain := fold_name(f"{asked.given} {asked.surname}")) != folded:
            alike = self._spellings.alike(plain)
        return set().union(*(self._named[name] for name in alike))

    def alike(self, number: int) -> tuple[int, ...]:
        """Other speakers whose names are spelt alike, and who may be the same person; most quoted first."""
        name = fold_name(self.name(number))
        near = {other for other in self._spellings.candidates(name) if unlikeness(name, other) is not None}
        return self._most_quoted(set().union(*(self._named[other] for other in near)) - {number})

    def first_named(self, words: str) -> tuple[tuple[int, ...], str]:
        """Look for a speaker's full name or surname in some words.

        Returns:
            Whom the first such name stands for, and the words without it; nobody and all words where there is none.
        """
        parts = words.split()
        for start in range(len(parts)):
            for size in range(min(_LONGEST, len(parts) - start), 0, -1):
                part = " ".join(parts[start : start + size])
                if people := {n for n in self._bearers(part, fold_name(part)) if self._speakers[n].named}:
                    return self._most_quoted(people), " ".join(parts[:start] + parts[start + size :])
        return (), words

    def leading(self, words: str) -> tuple[tuple[int, ...], str, str]:
        """Look for a speaker's full name or surname at the head of some words, after titles at the most.

        Returns:
            Whom it stands for, the name as it stands there, and the words behind it; nobody and no name where none is.
        """
        parts = words.split()
        titles = next((at for at, word in enumerate(parts) if word.lower().strip(".,") not in _BEFORE_NAMES), 0)
        for size in range(min(_LONGEST, len(parts) - titles), 0, -1):
            name = " ".join(parts[titles : titles + size])
            rest = parts[titles + size :]
            if size == 1 and rest and rest[0][:1].isupper() and not _POSSESSIVE.search(name):
                return (), "", words  # "Jack Brel" is no Jack
            people = {number for number in self._bearers(name, fold_name(name)) if self._is_person(number)}
            people = people or (self._same_person(name) if size > 1 and name.istitle() else set())
            if people:
                return self._most_quoted(people), name.rstrip(",;:"), " ".join(rest)
        return (), "", words

    def prominent(self, numbers: Sequence[int]) -> tuple[int, ...]:
        """Of several speakers, most quoted first, those whom a bare surname means: not who is hardly ever quoted."""
        most = max((self._speakers[number].quotes for number in numbers), default=0)
        return tuple(number for number in numbers if self._speakers[number].quotes >= _PROMINENT * most)

    def _is_person(self, number: int) -> bool:
        speaker = self._speakers[number]
        return speaker.named and PersonName.parse(speaker.name) is not None

    def name(self, number: int) -> str:
        """The full name of a speaker."""
        return self._speakers[number].name

    def names(self, numbers: Sequence[int], most: int = 3) -> tuple[str, ...]:
        """The full names of some speakers, the first alone of those that are one name in several spellings."""
        names: list[str] = []
        for name in map(self.name, numbers):
            if len(names) < most and all(unlikeness(fold_name(name), fold_name(other)) != 0 for other in names):
                names.append(name)
        return tuple(names)

    def nearest(self, words: str, most: int = 3) -> tuple[str, ...]:
        """Names that hold all of some words ("brookvale police"), or are spelt like them; likeliest first."""
        folded = fold_name(words)
        scored: dict[int, float] = {}
        if asked := set(folded.split()):
            for number in set.intersection(*(self._by_word.get(word, set()) for word in asked)):
                speaker = self._speakers[number]
                names = (set(alias.words.split()) for alias in speaker.aliases if alias.kind is AliasKind.NAME)
                if speaker.named and any(asked <= name for name in names):
                    scored[number] = 1.0
        likeness = difflib.SequenceMatcher()
        likeness.set_seq2(folded)
        for name in self._spellings.candidates(folded):
            likeness.set_seq1(name)
            # The quick ones are bounds of it from above, and take a tenth of its time.
            if min(likeness.real_quick_ratio(), likeness.quick_ratio()) >= _CLOSE and likeness.ratio() >= _CLOSE:
                for number in self._named[name]:
                    scored[number] = max(likeness.ratio(), scored.get(number, 0))
        for number in self._exact[AliasKind.SURNAME].get(folded.rpartition(" ")[2], ()):
            scored.setdefault(number, _CLOSE)
        best = sorted(scored, key=lambda number: (-scored[number], -self._speakers[number].quotes, number))
        return tuple(self.name(number) for number in best[:most])

    def most_quoted(self, most: int = 3) -> tuple[str, ...]:
        """The names of those who are quoted most."""
        named = (number for number, speaker in enumerate(self._speakers) if speaker.named)
        best = heapq.nsmallest(most, named, key=lambda number: (-self._speakers[number].quotes, number))
        return tuple(self.name(number) for number in best)

    def _most_quoted(self, numbers: set[int]) -> tuple[int, ...]:
        return tuple(sorted(numbers, key=lambda number: (-self._speakers[number].quotes, number)))

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
