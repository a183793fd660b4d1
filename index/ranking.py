"""Ranking: dense and lexical candidates fused, the asked speaker's own words first, evidence weighed last."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from .dense import DenseIndex
from .evidence import Kindred, Topic, said_in
from .lexical import LexicalIndex
from .question import Question, QuestionKind
from .store import Store, StoredPassage

# The constants below were set on development questions: 150 over 486 articles of seven outlets, and some 90 over the
# shipped ones. "Nothing changes" means no first hit and no abstention more or less on either.

# Candidates taken from each list. With half or twice as many nothing changes.
CANDIDATES = 100
# Passages whose words are read for evidence, in the order of the fused scores. With half or twice as many nothing
# changes.
EXAMINED = 40
# Dense against lexical, each scaled by its best: a plateau from .4 to .6 on four collections.
DENSE_WEIGHT = 0.5
# Evidence = cosine x (this much + the rest x share of the topic's words met). Without the first part a paraphrase
# without one common word would count for nothing; at .35 eleven more of 40 questions without an answer got one, since
# near subjects passed.
MEANING_ALONE = 0.25
# Where somebody's words are asked for: the weight of what is said in a passage against the whole of it. What a speaker
# declines to talk about stands around his words, not in them. Without it two first hits and two abstentions are lost.
SAID_ALONE = 0.4
# How the final score parts: the order among the candidates, and the evidence of the passage itself. A plateau from .4
# to .6.
EVIDENCE_WEIGHT = 0.5
# Code points of a statement that needs no fuller one before it, where nothing but the speaker is asked for: some three
# lines on a phone's screen.
FULL_STATEMENT = 300
# A passage that does not quote the speaker who was named, where others may answer too. Two first hits are lost without;
# from .6 to .8 nothing changes.
NOT_BY_SPEAKER = 0.7


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage in its place: ``score`` orders, ``evidence`` decides whether it is an answer; both in [0, 1]."""

    row: int
    score: float
    evidence: float
    stored: StoredPassage


@dataclass(frozen=True, slots=True)
class Query:
    """A question ready for ranking: its vectors, and whose words are asked for."""

    question: Question
    topic: str
    whole_vector: NDArray[np.float32]
    topic_vector: NDArray[np.float32]
    speakers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Rows that may answer, in order, with their fused scores in [0, 1] and their cosines."""

    rows: list[int]
    fused: NDArray[np.float64]
    cosines: NDArray[np.float64]


class Ranker:
    """Ranks the passages of one generation for a query."""

    def __init__(self, store: Store, dense: DenseIndex, said: DenseIndex, lexical: LexicalIndex) -> None:
        """Take the parts of a generation; ``said`` holds the vector of what is said in each passage."""
        self._store = store
        self._dense = dense
        self._said = said
        self._lexical = lexical
        self._kindred = Kindred(lexical.terms)

    def rank(self, query: Query, allowed: NDArray[np.bool_], k: int, *, spoken_only: bool) -> list[Ranked]:
        """Rank passages, best first.

        Args:
            query: what is asked.
            allowed: shape (passages,), which passages the filters leave.
            k: most to return.
            spoken_only: leave only passages that quote one of the asked speakers.
        """
        own = np.zeros(len(self._store), dtype=bool)
        own[self._store.spoken_by(query.speakers)] = True
        topic = Topic(query.topic, self._lexical, self._kindred)
        found = self._candidates(query, topic, allowed, own, spoken_only=spoken_only)
        # Where nothing but a speaker is asked for, the order of the candidates says nothing yet.
        examined = max(k, EXAMINED if topic.concepts else CANDIDATES)
        best = np.argsort(-found.fused, kind="stable")[:examined]
        loaded = self._store.passages([found.rows[place] for place in best])
        ranked = [
            self._weigh(query, topic, stored, found, int(place), own)
            for place, stored in zip(best, loaded, strict=True)
        ]
        ranked.sort(key=lambda passage: (-passage.score, passage.row))
        return ranked[:k]

    def _candidates(
        self, query: Query, topic: Topic, allowed: NDArray[np.bool_], own: NDArray[np.bool_], *, spoken_only: bool
    ) -> _Candidates:
        """Gather what is near by words or by meaning, and fuse the two."""
        pool = allowed & own if spoken_only else allowed
        found = self._lexical.search(
            [concept.terms for concept in topic.concepts],
            CANDIDATES,
            speakers=query.speakers if spoken_only else None,
            articles=None if allowed.all() else np.unique(self._store.article_of[allowed]).tolist(),
        )
        by_words = {scored.row: scored.score for scored in found}
        if pool.all():
            near = (self._dense.search(vector, CANDIDATES) for vector in (query.topic_vector, query.whole_vector))
            candidates = {scored.row for scored in chain(*near)} | set(by_words) | set(np.flatnonzero(own).tolist())
        else:
            candidates = set(np.flatnonzero(pool).tolist())
        rows = sorted(candidates)
        to_topic = self._cosines(query, query.topic_vector, rows)
        to_question = self._cosines(query, query.whole_vector, rows)
        dense = _scaled((to_topic + to_question) / 2)
        words = _scaled(np.array([by_words.get(row, 0.0) for row in rows], dtype=np.float64))
        fused = DENSE_WEIGHT * dense + (1 - DENSE_WEIGHT) * words
        return _Candidates(rows, fused, np.maximum(0.0, np.maximum(to_topic, to_question)))

    def _cosines(self, query: Query, vector: NDArray[np.float32], rows: Sequence[int]) -> NDArray[np.float64]:
        """Cosines of some passages with a vector; of what is said in them as well, where words are asked for."""
        whole = self._dense.scores(vector, rows).astype(np.float64)
        if not query.speakers and query.question.kind not in {QuestionKind.SAID_BY, QuestionKind.WHO_SAID}:
            return whole
        return (1 - SAID_ALONE) * whole + SAID_ALONE * self._said.scores(vector, rows).astype(np.float64)

    def _weigh(
        self,
        query: Query,
        topic: Topic,
        stored: StoredPassage,
        found: _Candidates,
        place: int,
        own: NDArray[np.bool_],
    ) -> Ranked:
        """Read the words of one candidate for evidence, and give it its final score."""
        row = found.rows[place]
        names = frozenset(name for number in query.speakers for name in self._store.speakers[number].spellings)
        if query.speakers and not topic.concepts:
            # Everything that somebody said is an answer; the fuller statement comes first.
            evidence = 1.0 if own[row] else 0.0
            score = 0.5 + 0.5 * min(1.0, len(said_in(stored.passage, names)) / FULL_STATEMENT)
        else:
            share = topic.met_by(*self._places(stored, names))
            evidence = min(1.0, float(found.cosines[place]) * (MEANING_ALONE + (1 - MEANING_ALONE) * share))
            score = (1 - EVIDENCE_WEIGHT) * float(found.fused[place]) + EVIDENCE_WEIGHT * evidence
        if query.speakers and not own[row]:
            score *= NOT_BY_SPEAKER
        return Ranked(row, score, evidence, stored)

    def _places(self, stored: StoredPassage, names: frozenset[str]) -> tuple[list[str], list[str], list[str]]:
        """The terms in the speakers' words (in all, where nobody is asked about), around, and above them."""
        passage, article = stored
        around = self._lexical.terms(passage.text)
        said = self._lexical.terms(said_in(passage, names)) if names else around
        header = self._lexical.terms(" ".join(filter(None, (article.title, passage.heading, article.source))))
        return said, around, header


def _scaled(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scale scores by their best, negative ones to nothing."""
    positive = np.maximum(scores, 0.0)
    best = positive.max(initial=0.0)
    return positive / best if best > 0 else positive


def allowed_rows(
    store: Store, *, sources: Collection[str] | None, since: int | None, until: int | None
) -> NDArray[np.bool_]:
    """Which passages the filters leave: shape (passages,).

    Args:
        store: of the generation.
        sources: folded names of the sources to keep, or ``None`` for all.
        since: ordinal of the first day to keep, or ``None``; an article without a date is outside any period.
        until: ordinal of the last day to keep, or ``None``.
    """
    keep = np.ones(len(store.published), dtype=bool)
    if sources is not None:
        keep &= np.array([source in sources for source in store.source_of], dtype=bool)
    if since is not None:
        keep &= store.published >= since
    if until is not None:
        keep &= (store.published > 0) & (store.published <= until)
    return keep[store.article_of] if len(store.article_of) else np.zeros(0, dtype=bool)
