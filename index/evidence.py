"""Evidence that a passage answers: how much of the topic its words meet, and how near it is in meaning."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from .lexical import LexicalIndex
from .nations import KINDRED

# What a met word counts in the ranking, by where it is met: in what the asked speaker says, around it (the reporter's
# question, the lead-in), above it (title, heading, who speaks), and in the passages beside it.
_RANKING = (1.0, 0.6, 0.5, 0.4)
# The same for whether that is an answer at all, where it matters less; and anywhere else in the article.
_PROOF = (1.0, 1.0, 0.8, 0.8, 0.6)
# A word that no passage has is a sign of another subject, but as often of another wording: it counts for half. A name
# that no passage has is another subject nearly always: it counts double. On 150 questions over some 500 articles that
# refused two wrong answers more and no right one.
UNSEEN_WEIGHT = 0.5
UNSEEN_NAME_WEIGHT = 2.0
_WORD = re.compile(r"[^\W_][\w'’-]*")
# Capitalised words in a row, up to a possessive: "Anna Brel", "Orvik University", "North Orvik's".
_NAME = re.compile(r"\b[A-Z][\w-]*(?:\s+[A-Z][\w-]*)+(?:['’]s)?")


@dataclass(frozen=True)
class Concept:
    """One term of a topic with those that stand for it; ``weight`` is its rarity (idf)."""

    term: str
    terms: frozenset[str]
    weight: float

    @cached_property
    def _needles(self) -> tuple[str, tuple[str, ...]]:
        """The terms as they stand among others, between blanks: one, and the others that hardly any concept has."""
        first, *others = (f" {term} " for term in sorted(self.terms))
        return first, tuple(others)

    def is_in(self, words: str) -> bool:
        """Whether one of the terms is among some words, each between blanks."""
        first, others = self._needles
        return first in words or (bool(others) and any(needle in words for needle in others))


class Topic:
    """The words of a topic, weighed by how rare they are in the collection."""

    def __init__(self, words: str, lexical: LexicalIndex, kindred: "Kindred") -> None:
        """Analyse the words of a topic."""
        self._words = words
        self._lexical = lexical
        meanings = concept_terms(words, lexical, kindred)
        capitalised = [word for word in _WORD.findall(words) if word[0].isupper()] if words != words.upper() else []
        names = set(lexical.terms(" ".join(capitalised)))
        self.concepts = tuple(self._concept(term, alike, is_name=term in names) for term, alike in meanings.items())
        places = {term: number for number, term in enumerate(meanings)}
        runs = (lexical.terms(run[0]) for run in _NAME.finditer(words)) if words != words.upper() else ()
        self._names = [frozenset(places[term] for term in run if term in places) for run in runs]

    @cached_property
    def weight(self) -> float:
        """The weight of all concepts together."""
        return sum(concept.weight for concept in self.concepts)

    @cached_property
    def _written(self) -> dict[str, str]:
        """The words as they are asked, by their terms."""
        return {term: word for word in _WORD.findall(self._words) for term in self._lexical.terms(word)}

    def _concept(self, term: str, terms: frozenset[str], *, is_name: bool) -> Concept:
        count = self._lexical.count
        frequency = max(self._lexical.document_frequency(term) for term in terms)
        # Robertson and Sparck Jones' weight as in Lucene's BM25, which is never negative.
        weight = math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))
        if not frequency:
            weight *= UNSEEN_NAME_WEIGHT if is_name else UNSEEN_WEIGHT
        return Concept(term, terms, weight)

    def share(self, *places: str) -> float:
        """The share of the topic's weight that a passage meets for the ranking, in [0, 1].

        Args:
            places: the words of what is said, of all of the passage, of what stands above it, and beside it, as terms
                between blanks.
        """
        return self._share(_RANKING, places, frozenset())

    def proof(self, *places: str) -> float:
        """The same for whether it is an answer; the last of the places are the terms of the whole article.

        A name of several words is met by all or by none: an article on another Brel says nothing of Anna Brel.
        """
        whole = places[-1]
        apart = (name for name in self._names if not all(self.concepts[number].is_in(whole) for number in name))
        return self._share(_PROOF, places, frozenset().union(*apart))

    def words_in(self, *places: str) -> tuple[str, ...]:
        """The words of the topic, as they are asked, that stand in one of some places."""
        met = (concept.term for concept in self.concepts if any(map(concept.is_in, places)))
        return tuple(self._written.get(term, term) for term in met)

    def _share(self, weights: Sequence[float], places: Sequence[str], unmet: frozenset[int]) -> float:
        if not self.concepts or self.weight == 0:
            return 1.0
        met = 0.0
        weighed = tuple(zip(weights, places, strict=True))  # the best place comes first
        for number, concept in enumerate(self.concepts):
            if number not in unmet:
                for weight, words in weighed:
                    if concept.is_in(words):
                        met += concept.weight * weight
                        break
        return met / self.weight


def concept_terms(words: str, lexical: LexicalIndex, kindred: "Kindred") -> dict[str, frozenset[str]]:
    """Give the terms of what is asked, in order and each once, each with those that stand for it."""
    found = lexical.question_terms(words)
    return {term: frozenset({term, *kindred.of(term), *compounds}) for term, compounds in found.items()}


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
