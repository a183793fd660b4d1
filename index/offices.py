"""Who holds an office that the articles name beside him, though not in those words: "the mayor of Orvik"."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from onrecord.corpus import last_name
from onrecord.corpus.lexicon import BODIES, ORGANISATIONS, PEOPLE, SPOKES_ROLES

from .evidence import Kindred, Topic
from .lexical import LexicalIndex
from .store import Store

# Passages that are read for an office, those with most of its words first.
_READ = 50
# Words that may stand between those of an office ("mayor of the city of Orvik"), and between it and the name.
_LOOSE = 2
_BESIDE = 3
_SENTENCE_END = re.compile(r"(?<=[.?!])['’\"”]?\s+(?=[“\"‘'A-Z])")
# Before an office, they tell that somebody held it once; as terms.
_ONCE = frozenset({"former", "ex", "late"})


def is_role(words: str) -> bool:
    """Whether some words tell what somebody is instead of naming him: "the mayor of Orvik", "his wife"."""
    parts = words.split()
    if parts and parts[0].lower() in {"the", "his", "her", "its", "their"} and len(parts) > 1 and parts[1].islower():
        return True
    singular = {part.lower().strip("'’s,") for part in parts} | {part.lower() for part in parts}
    return not singular.isdisjoint(PEOPLE | BODIES | ORGANISATIONS)


def is_somebody(words: str) -> bool:
    """Whether a role is one person's, who may be quoted by his name, and no body's or its spokesman's."""
    parts = {part.lower().strip("'’s,") for part in words.split()} | {part.lower() for part in words.split()}
    return parts.isdisjoint(BODIES | ORGANISATIONS | SPOKES_ROLES)


class Offices:
    """The offices that the passages of a generation name beside the speakers."""

    def __init__(self, store: Store, lexical: LexicalIndex, kindred: Kindred) -> None:
        """Read nothing yet."""
        self._store = store
        self._lexical = lexical
        self._kindred = kindred
        self._speakers_in: dict[int, set[int]] = defaultdict(set)
        for number, speaker in enumerate(store.speakers):
            if speaker.named:
                for article in store.appearances(number):
                    self._speakers_in[article].add(number)

    def holders(self, words: str) -> tuple[int, ...]:
        """Find whom articles name right beside all the words of an office, in any order of these.

        Returns:
            Whom most passages name so; several where they are equally many, nobody where nobody is.
        """
        topic = Topic(words, self._lexical, self._kindred).concepts
        concepts = [concept.terms for concept in topic]
        if len(concepts) < 2:
            return ()
        once = not _ONCE.isdisjoint(self._lexical.terms(words))
        found = [scored.row for scored in self._lexical.search(concepts, _READ)]
        read = zip(found, self._store.words(found), strict=True)
        rows = [row for row, mine in read if all(concept.is_in(mine.text) for concept in topic)]
        votes: Counter[int] = Counter()
        for row, stored in zip(rows, self._store.passages(rows), strict=True):
            speakers = self._speakers_in[int(self._store.article_of[row])]
            beside: set[int] = set()
            for sentence in _SENTENCE_END.split(stored.passage.text):
                terms = self._lexical.terms(sentence)
                windows = _windows(terms, concepts)
                if not once:
                    windows = [w for w in windows if _ONCE.isdisjoint(terms[max(0, w.start - _BESIDE) : w.stop])]
                beside |= self._beside(windows, terms, speakers) if windows else set()
            votes.update(beside)
        most = max(votes.values(), default=0)
        return tuple(sorted(number for number, count in votes.items() if count == most))

    def _beside(self, windows: Sequence[range], terms: Sequence[str], speakers: set[int]) -> set[int]:
        """Those of some speakers whose surname stands in or right beside a window."""
        near = {
            term for window in windows for term in terms[max(0, window.start - _BESIDE) : window.stop + _BESIDE + 1]
        }
        return {
            number
            for number in speakers
            if (surname := self._lexical.terms(last_name(self._store.speakers[number].name)))
            and near.issuperset(surname)
        }


def _windows(terms: Sequence[str], concepts: Sequence[frozenset[str]]) -> list[range]:
    """The stretches of a text that hold all the words of an office, with few others between."""
    longest = len(concepts) + _LOOSE
    places = [place for place, term in enumerate(terms) if any(term in concept for concept in concepts)]
    windows = []
    for start in places:
        stretch = terms[start : start + longest]
        if all(not concept.isdisjoint(stretch) for concept in concepts):
            last = max(place for place, term in enumerate(stretch) if any(term in concept for concept in concepts))
            windows.append(range(start, start + last + 1))
    return windows
