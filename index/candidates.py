"""Candidates: the passages that may answer a question, near in meaning or by words, and both fused."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from onrecord.corpus import Confidence

from .dense import DenseIndex
from .evidence import Kindred, Topic
from .lexical import LexicalIndex
from .question import Question
from .store import Store

# The constants below were set on development questions: 150 and the turns of 25 dialogues over 486 articles of seven
# outlets, and on no other data; ``benchmarks/ablation.py`` prints what each part brings there.

# Candidates taken from each list. With half as many one first hit of 110 is lost.
CANDIDATES = 200
# What the fused score is made of, each part scaled by its best: nearness in meaning, words of the topic, and words of
# the whole question, among them the speaker's name, which stands above every passage that quotes him.
DENSE_WEIGHT, TOPIC_WORDS_WEIGHT, QUESTION_WORDS_WEIGHT = 0.6, 0.2, 0.2
# What the better of the passages before and behind adds to the meaning of one: a quote seldom repeats what it is about.
NEIGHBOUR_WEIGHT = 0.4
# Passages of an article that tell how much of it is about the topic: the best ones.
ARTICLE_PASSAGES = 3
# What a passage counts, by who speaks in it: the one asked about, by how sure that is; somebody known by his surname
# alone; nobody or others, with him named or not.
BY_SPEAKER = {Confidence.HIGH: 1.0, Confidence.MEDIUM: 0.97, Confidence.LOW: 0.9}
BY_NAMESAKE = 0.85
NAMES_SPEAKER, NOT_BY_SPEAKER = 0.65, 0.4
# What is left of the latter where it is decided whether that is an answer: words of others about him hardly ever are.
UNSAID = 0.6
# The same where somebody is named whose words may answer, but others' as well: "Why does Brel refuse to pay?"
NAMES_SUBJECT, NOT_BY_SUBJECT = 0.8, 0.6

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Query:
    """A question ready for ranking: its vectors, and whose words are asked for.

    ``speakers`` are whom it may mean; ``namesakes`` are who is known by no more than the surname of one of these, or is
    hardly ever quoted beside another of that surname. With ``own_words`` theirs are wanted, not others' about them.
    """

    question: Question
    topic: str
    whole_vector: NDArray[np.float32]
    topic_vector: NDArray[np.float32]
    speakers: tuple[int, ...] = ()
    namesakes: tuple[int, ...] = ()
    own_words: bool = False

    @property
    def asked(self) -> frozenset[int]:
        """All whose words count as the speaker's."""
        return frozenset((*self.speakers, *self.namesakes))

    @property
    def naming(self) -> float:
        """What a passage counts that names the speaker without quoting him."""
        return NAMES_SPEAKER if self.own_words else NAMES_SUBJECT

    def proves(self, speaker: float) -> float:
        """What who speaks counts for whether that is an answer: much less where it is not the one asked about."""
        unsaid = bool(self.speakers) and self.own_words and speaker <= NAMES_SPEAKER
        return speaker * UNSAID if unsaid else speaker

    @property
    def other(self) -> float:
        """What a passage counts that neither quotes nor names the speaker."""
        return NOT_BY_SPEAKER if self.own_words else NOT_BY_SUBJECT


@dataclass(frozen=True, slots=True)
class Candidates:
    """Rows that may answer, in order, with what is known of each before its words are read.

    Attributes:
        rows: of the passages.
        cosines: the better of those with topic and question, not below 0.
        meaning_ranks: the places of the rows by their ``cosines``, from 1; equal ones share the best.
        words: BM25 scores of the topic's words, in [0, 1] of the best.
        fused: nearness and words together, in [0, 1].
        of_article: the mean of ``fused`` over the best of the article, after who speaks.
        near_article: the mean of the best ``cosines`` in the article.
        by_speaker: what the passages count that quote whom the question asks about, by row.
    """

    rows: list[int]
    cosines: Scores
    meaning_ranks: NDArray[np.int64]
    words: Scores
    fused: Scores
    of_article: Scores
    near_article: Scores
    by_speaker: dict[int, float]


class Gatherer:
    """Finds candidates among the passages of one generation."""

    def __init__(self, store: Store, dense: DenseIndex, lexical: LexicalIndex, kindred: Kindred) -> None:
        """Take the parts of a generation."""
        self._store = store
        self._dense = dense
        self._lexical = lexical
        self._kindred = kindred

    def gather(self, query: Query, topic: Topic, allowed: NDArray[np.bool_]) -> Candidates:
        """Gather what is near by words or by meaning, or said by the speaker, and fuse the two.

        Args:
            query: what is asked.
            topic: its topic, analysed.
            allowed: shape (passages,), which passages the filters leave.
        """
        by_speaker = dict.fromkeys(self._store.spoken_by(query.namesakes).tolist(), BY_NAMESAKE)
        by_speaker |= {row: BY_SPEAKER[sure] for row, sure in self._store.surest(query.speakers).items()}
        everywhere = bool(allowed.all())
        articles = None if everywhere else np.unique(self._store.article_of[allowed]).tolist()
        by_topic = self._by_words(topic, articles)
        if query.asked:
            by_topic |= self._by_words(topic, articles, query.asked)
        by_question = by_topic
        if query.topic != query.question.bare:
            by_question = self._by_words(Topic(query.question.bare, self._lexical, self._kindred), articles)
        vectors = np.stack([query.topic_vector, query.whole_vector])
        # What is near the one between the two is near both of them on the whole.
        between = vectors.sum(axis=0)
        between /= np.linalg.norm(between)
        near = self._dense.nearest(between, CANDIDATES, None if everywhere else allowed).tolist()
        own = np.zeros(len(self._store), dtype=bool)
        own[list(by_speaker)] = True
        own &= allowed
        if topic.concepts and np.count_nonzero(own) > CANDIDATES:
            near += self._dense.nearest(between, CANDIDATES, own).tolist()
        else:
            near += np.flatnonzero(own).tolist()
        rows = sorted({*near, *by_topic, *by_question})
        to_topic, to_question, beside = self._cosines(vectors, rows)
        cosines = np.maximum(0.0, np.maximum(to_topic, to_question))
        words = _scaled(np.array([by_topic.get(row, 0.0) for row in rows], dtype=np.float64))
        question_words = np.array([by_question.get(row, 0.0) for row in rows], dtype=np.float64)
        fused = fuse((to_topic + to_question) / 2 + NEIGHBOUR_WEIGHT * beside, words, question_words)
        _, of = np.unique(self._store.article_of[np.asarray(rows, dtype=np.int64)], return_inverse=True)
        told = fused
        if query.speakers:
            told = fused * np.array([by_speaker.get(row, query.other) for row in rows], dtype=np.float64)
        return Candidates(
            rows=rows,
            cosines=cosines,
            meaning_ranks=1 + len(rows) - np.searchsorted(np.sort(cosines), cosines, side="right"),
            words=words,
            fused=fused,
            of_article=_best_of(of, told),
            near_article=_best_of(of, cosines),
            by_speaker=by_speaker,
        )

    def _by_words(
        self, topic: Topic, articles: list[int] | None, speakers: frozenset[int] | None = None
    ) -> dict[int, float]:
        """The passages that hold words of a topic, by row, with their BM25 scores; those of some speakers alone."""
        concepts = [concept.terms for concept in topic.concepts]
        return dict(self._lexical.search(concepts, CANDIDATES, speakers=speakers, articles=articles))

    def _cosines(self, vectors: NDArray[np.float32], rows: Sequence[int]) -> tuple[Scores, Scores, Scores]:
        """The cosines of passages with topic and question, and of the topic with the better of those beside each.

        Args:
            vectors: shape (2, dimension), of the topic and of the question.
            rows: of the passages.
        """
        at, article = np.asarray(rows, dtype=np.int64), self._store.article_of
        around = np.clip([at - 1, at, at + 1], 0, len(article) - 1)
        wanted, places = np.unique(around, return_inverse=True)
        to_topic, to_question = self._dense.scores(vectors, wanted).astype(np.float64)[:, places.reshape(around.shape)]
        apart = (article[around] != article[at]) | (around == at)
        beside = np.where(apart, 0.0, to_topic).max(axis=0, initial=0.0)
        return to_topic[1], to_question[1], beside


def fuse(meaning: Scores, topic_words: Scores, question_words: Scores) -> Scores:
    """Fuse the scores of candidates, in [0, 1]: a weighted sum of each scaled by its best.

    Reciprocal rank fusion (Cormack, Clarke and Buettcher, 2009), which needs no scaling, puts 78 in place of 87 right
    passages of 100 first on the questions above; it drops how far scores are apart. On other news it may be as good.
    """
    return (
        DENSE_WEIGHT * _scaled(meaning)
        + TOPIC_WORDS_WEIGHT * _scaled(topic_words)
        + QUESTION_WORDS_WEIGHT * _scaled(question_words)
    )


def _scaled(scores: Scores) -> Scores:
    """Scale scores by their best, negative ones to nothing."""
    positive = np.maximum(scores, 0.0)
    best = positive.max(initial=0.0)
    return positive / best if best > 0 else positive


def _best_of(groups: NDArray[np.int64], scores: Scores) -> Scores:
    """For each passage, the mean of the best scores in its article: what is about the topic holds its answers."""
    order = np.lexsort((-scores, groups))
    sizes = np.bincount(groups)
    place = np.arange(len(order)) - (np.cumsum(sizes) - sizes)[groups[order]]
    best = order[place < ARTICLE_PASSAGES]
    means: Scores = np.bincount(groups[best], weights=scores[best]) / np.minimum(sizes, ARTICLE_PASSAGES)
    return means[groups]
