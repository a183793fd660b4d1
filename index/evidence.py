"""Evidence that a passage answers: how much of the topic its words meet, and how near it is in meaning."""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from onrecord.corpus import Passage

from .lexical import LexicalIndex
from .nations import KINDRED

# What a met word counts, by where it is met. The asked speaker's own words answer; words around them (the reporter's
# question, the lead-in) and above them (title, heading) tell what they are about.
SAID_WEIGHT = 1.0
AROUND_WEIGHT = 0.6
HEADER_WEIGHT = 0.5
# A word that no passage has is a sign of another subject, but as often of another wording: it counts for half. A name
# that no passage has is another subject nearly always: it counts double. On 150 questions over some 500 articles that
# refused two wrong answers more and no right one.
UNSEEN_WEIGHT = 0.5
UNSEEN_NAME_WEIGHT = 2.0
_WORD = re.compile(r"[^\W_][\w'’-]*")


@dataclass(frozen=True)
class Concept:
    """One word of a topic with those that stand for it, as analysed terms; ``weight`` is its rarity (idf)."""

    terms: frozenset[str]
    weight: float


class Topic:
    """The words of a topic, weighed by how rare they are in the collection."""

    def __init__(self, words: str, lexical: LexicalIndex, kindred: "Kindred") -> None:
        """Analyse the words of a topic."""
        self._lexical = lexical
        terms = list(dict.fromkeys(lexical.content_terms(words)))
        joined = lexical.compounds(words)
        capitalised = [word for word in _WORD.findall(words) if word[0].isupper()] if words != words.upper() else []
        names = set(lexical.terms(" ".join(capitalised)))
        self.concepts = tuple(
            self._concept(frozenset({term, *kindred.of(term), *joined.get(term, ())}), is_name=term in names)
            for term in terms
        )

    @cached_property
    def weight(self) -> float:
        """The weight of all concepts together."""
        return sum(concept.weight for concept in self.concepts)

    def _concept(self, terms: frozenset[str], *, is_name: bool) -> Concept:
        count = self._lexical.count
        frequency = max(self._lexical.document_frequency(term) for term in terms)
        # Robertson and Sparck Jones' weight as in Lucene's BM25, which is never negative.
        weight = math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))
        if not frequency:
            weight *= UNSEEN_NAME_WEIGHT if is_name else UNSEEN_WEIGHT
        return Concept(terms, weight)

    def met_by(self, said: Iterable[str], around: Iterable[str], header: Iterable[str]) -> float:
        """The share of the topic's weight that some words meet, in [0, 1]; 1 for a topic without words."""
        if not self.concepts or self.weight == 0:
            return 1.0
        places = ((set(said), SAID_WEIGHT), (set(around), AROUND_WEIGHT), (set(header), HEADER_WEIGHT))
        met = 0.0
        for concept in self.concepts:
            met += concept.weight * max((weight for terms, weight in places if concept.terms & terms), default=0.0)
        return met / self.weight


class Kindred:
    """Terms that stand for one another, through the analyser of the index."""

    def __init__(self, analyse: Callable[[str], Sequence[str]]) -> None:
        """Analyse the groups of words once."""
        self._groups: dict[str, frozenset[str]] = {}
        for group in KINDRED:
            terms = frozenset(term for word in group for term in analyse(word))
            for term in terms:
                self._groups[term] = self._groups.get(term, frozenset()) | terms

    def of(self, term: str) -> frozenset[str]:
        """The terms that stand for a term, itself included where it has any."""
        return self._groups.get(term, frozenset())


def said_in(passage: Passage, speakers: frozenset[str]) -> str:
    """The words that a passage gives as those speakers' (names as in its quotes), pieces joined by blanks."""
    return " ".join(piece.text for quote in passage.quotes if quote.speaker in speakers for piece in quote.pieces)
