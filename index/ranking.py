"""Ranking: candidates in their final order, the asked speaker's own words first, as near the topic as they come."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from onrecord.corpus import last_name

from .candidates import Candidates, Gatherer, Query
from .decision import evidence
from .dense import DenseIndex
from .evidence import Kindred, Topic
from .lexical import LexicalIndex
from .question import QuestionKind
from .store import PassageWords, SaidWords, Store

# The constants below were set as those of the candidates were; benchmarks/ablation.py prints what each part brings.

# Passages whose words are read, in the order of the fused scores. With twice as many nothing changes.
EXAMINED = 15
# How the final score parts between the order of the candidates, and their nearness times the share of the topic's
# words that they meet; and what meaning counts for in the latter where no word is met.
MET_WEIGHT = 0.3
MEANING_ALONE = 0.25
# What the best passages of its article add to the score of one.
ARTICLE_WEIGHT = 0.6
# Where somebody's words are asked for: what it counts that a passage gives them in marks, and the share of the passage
# from which it is as good as all.
VERBATIM_WEIGHT = 0.3
MOSTLY_VERBATIM = 0.75
# What a passage counts in which nobody speaks, where nobody is named and words of somebody are asked for.
NOT_SPOKEN = 0.8
# Code points of a statement that needs no fuller one before it, where nothing but the speaker is asked for: some three
# lines on a phone's screen.
FULL_STATEMENT = 300


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage in its place, with what put it there; every measure lies in [0, 1].

    Attributes:
        row: of the passage.
        score: orders the hits of one answer.
        evidence: decides whether it is an answer.
        meaning: its cosine with topic or question.
        meaning_rank: its place by that among the candidates, from 1.
        words: its BM25 score for the topic's words, of the best.
        article: how near the best passages of its article are.
        verbatim: the share of it that is the speaker's very words.
        speaker: what it counts by who speaks.
        met: the words of the topic that stand in or around it.
        said_by: the number of whoever says most of what is asked for in it; ``None`` where nobody known speaks.
    """

    row: int
    score: float
    evidence: float
    meaning: float
    meaning_rank: int
    words: float
    article: float
    verbatim: float
    speaker: float
    met: tuple[str, ...]
    said_by: int | None


class Read(NamedTuple):
    """The words of a passage, and in one string those of the passages before and behind it in its article."""

    words: PassageWords
    beside: str

    def places(self, query: Query) -> tuple[str, ...]:
        """The words of what is said in the passage, of all of it, of what stands above it, and beside it."""
        mine = self.words
        said = "".join(statement.terms for statement in mine.of(query.asked)) if query.speakers else mine.text
        return said, mine.text, mine.header, self.beside


class Weighed(NamedTuple):
    """A candidate with its final score, before it is known whether it is an answer."""

    row: int
    place: int
    score: float
    speaker: float
    verbatim: float
    read: Read


class Search(NamedTuple):
    """A query with its topic, analysed, and the candidates for it."""

    query: Query
    topic: Topic
    found: Candidates


class Ranker:
    """Ranks the passages of one generation for a query."""

    def __init__(self, store: Store, dense: DenseIndex, lexical: LexicalIndex, kindred: Kindred) -> None:
        """Take the parts of a generation."""
        self._store = store
        self._lexical = lexical
        self._kindred = kindred
        self._gatherer = Gatherer(store, dense, lexical, kindred)

    def search(self, query: Query, allowed: NDArray[np.bool_]) -> Search:
        """Gather the candidates for a query.

        Args:
            query: what is asked.
            allowed: shape (passages,), which passages the filters leave.
        """
        topic = Topic(query.topic, self._lexical, self._kindred)
        return Search(query, topic, self._gatherer.gather(query, topic, allowed))

    def rank(self, search: Search, k: int) -> list[Ranked]:
        """Rank the candidates of a search by their words, best first; at most ``k``."""
        query, topic, found = search
        order = found.fused * found.speaker
        # Where nothing but a speaker is asked for, the order of the candidates says nothing yet.
        examined = max(k, EXAMINED) if topic.concepts else len(order)
        best = np.argsort(-(order + ARTICLE_WEIGHT * found.of_article), kind="stable")[:examined].tolist()
        read = self._read([found.rows[place] for place in best])
        surnames = self._surnames(query)
        weighed = [self._weigh(search, place, read[found.rows[place]], surnames) for place in best]
        weighed.sort(key=lambda each: (-each.score, each.row))
        numbers = [int(self._store.article_of[each.row]) for each in weighed[:k]]
        articles = {number: self._store.article_words(number) for number in set(numbers)}
        shown = zip(weighed[:k], numbers, strict=True)
        return [self._prove(search, each, articles[number]) for each, number in shown]

    def _read(self, rows: Sequence[int]) -> dict[int, Read]:
        """Load the words of some passages and of those beside them in their articles."""
        article = self._store.article_of
        beside = {
            row: [at for at in (row - 1, row + 1) if 0 <= at < len(article) and article[at] == article[row]]
            for row in rows
        }
        words = dict(zip(rows, self._store.words(rows), strict=True))
        others = list({at for places in beside.values() for at in places}.difference(words))
        texts = {row: mine.text for row, mine in words.items()}
        texts.update(zip(others, self._store.terms(others), strict=True))
        return {row: Read(mine, "".join(texts[at] for at in beside[row])) for row, mine in words.items()}

    def _surnames(self, query: Query) -> tuple[str, ...]:
        """The surnames of whom the question may mean, as terms between blanks."""
        names = (last_name(self._store.speakers[number].name) for number in query.speakers)
        return tuple({f" {term} " for name in names for term in self._lexical.terms(name)})

    def _weigh(self, search: Search, place: int, read: Read, surnames: tuple[str, ...]) -> Weighed:
        """Read the words of one candidate, and give it its final score."""
        query, topic, found = search
        mine = read.words
        statements = mine.of(query.asked) if query.speakers else mine.said
        speaker, verbatim = float(found.speaker[place]), _verbatim(mine, statements)
        if query.speakers:
            if speaker == query.other and any(name in mine.text for name in surnames):
                speaker = query.naming
        elif query.question.kind is QuestionKind.WHO_SAID:
            speaker = 1.0 if mine.said else NOT_SPOKEN
        if query.speakers and not topic.concepts:
            # Everything that somebody said is an answer; the fuller statement comes first.
            fullness = min(1.0, sum(statement.length for statement in statements) / FULL_STATEMENT)
            score = speaker * (0.5 + 0.5 * fullness)
        else:
            met = MEANING_ALONE + (1 - MEANING_ALONE) * topic.share(*read.places(query))
            near = float(found.cosines[place]) * met
            score = speaker * ((1 - MET_WEIGHT) * float(found.fused[place]) + MET_WEIGHT * near)
            if query.speakers or query.question.kind is QuestionKind.WHO_SAID:
                score *= 1 - VERBATIM_WEIGHT * (1 - verbatim)
            score = (score + ARTICLE_WEIGHT * float(found.of_article[place])) / (1 + ARTICLE_WEIGHT)
        return Weighed(found.rows[place], place, min(1.0, score), speaker, verbatim, read)

    def _prove(self, search: Search, weighed: Weighed, article: str) -> Ranked:
        """Weigh the evidence of one passage, by the words of its article as well."""
        query, topic, found = search
        row, place, score, speaker, verbatim, read = weighed
        places = read.places(query)
        meaning, near_article = min(1.0, float(found.cosines[place])), float(found.near_article[place])
        if query.speakers and not topic.concepts:
            proof = float(speaker > query.naming)
        else:
            proof = evidence(meaning, near_article, topic.proof(*places, article), query.proves(speaker))
        return Ranked(
            row=row,
            score=score,
            evidence=proof,
            meaning=meaning,
            meaning_rank=int(found.meaning_ranks[place]),
            words=float(found.words[place]),
            article=near_article,
            verbatim=verbatim,
            speaker=speaker,
            met=topic.words_in(*places),
            said_by=_who(topic, read.words.of(query.asked) or read.words.said),
        )


def _who(topic: Topic, statements: Sequence[SaidWords]) -> int | None:
    """Who meets most of the topic with his words, and says most of these who meet as much."""
    lengths: dict[int, int] = defaultdict(int)
    terms: dict[int, str] = defaultdict(str)
    for statement in statements:
        if statement.speaker is not None:
            lengths[statement.speaker] += statement.length
            terms[statement.speaker] += statement.terms
    if len(lengths) < 2:
        return next(iter(lengths), None)
    return max(lengths, key=lambda number: (len(topic.words_in(terms[number])), lengths[number]))


def _verbatim(words: PassageWords, statements: Iterable[SaidWords]) -> float:
    """How much of a passage is somebody's very words, in [0, 1] of what is as good as all."""
    marked = sum(statement.length for statement in statements if statement.verbatim)
    return min(1.0, marked / words.length / MOSTLY_VERBATIM)
