"""Candidates: the passages that may answer a question, near in meaning or by words, and both fused."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from onrecord.corpus import Confidence

from .dense import DenseIndex
from .evidence import Kindred, Topic, concept_terms
from .lexical import LexicalIndex
from .question import Question
from .store import Store

# The constants below were set on development questions: 150 and the turns of 25 dialogues over 486 articles of seven
# outlets, and on no other data; ``benchmarks/ablation.py`` prints what each part brings there. On the news quiz of
# ``benchmarks/news.py`` they rank no worse than an even sum of meaning and words without the rest (MRR@10 .55 and .54),
# and have the right article first more often (70 and 61 of 100).

# Candidates taken from each list. With half as many one first hit of 110 is lost.
CANDIDATES = 200
# What the fused score is made of, each part scaled by its best: nearness in meaning, words of the topic, and words of
# the whole question, among them the speaker's name, which stands above every passage that quotes him.
DENSE_WEIGHT, TOPIC_WORDS_WEIGHT, QUESTION_WORDS_WEIGHT = 0.6, 0.2, 0.2
# What the better of the passages before and behind adds to the meaning of one: a quote seldom repeats what it is about.
NEIGHBOUR_WEIGHT = 0.4
# Passages that are given the benefit of those beside them, the best without it.
NEIGHBOURS_OF = 100
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
        """What a passage counts that neither quotes nor names the speaker; 1 where nobody is asked about."""
        if not self.speakers:
            return 1.0
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
        speaker: what they count by who is quoted in them; 1 where nobody is asked about.
        of_article: the mean of ``fused`` over the best of the article, after who speaks.
        near_article: the mean of the best ``cosines`` in the article.
    """

    rows: list[int]
    cosines: Scores
    meaning_ranks: NDArray[np.int64]
    words: Scores
    fused: Scores
    speaker: Scores
    of_article: Scores
    near_article: Scores


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
        everywhere = bool(allowed.all())
        articles = None if everywhere else np.unique(self._store.article_of[allowed]).tolist()
        concepts = [concept.terms for concept in topic.concepts]
        by_topic = self._by_words(concepts, articles)
        if query.asked and len(by_topic) == CANDIDATES:  # or all that hold a word of it are found already
            by_topic |= self._by_words(concepts, articles, query.asked)
        by_question = by_topic
        if query.topic != query.question.bare:
            whole = concept_terms(query.question.bare, self._lexical, self._kindred)
            by_question = self._by_words(whole.values(), articles)
        vectors = np.stack([query.topic_vector, query.whole_vector])
        # What is near the one between the two is near both of them on the whole.
        between = vectors.sum(axis=0)
        between /= np.linalg.norm(between)
        near = [self._dense.nearest(between, CANDIDATES, None if everywhere else allowed)]
        speaking = self._speaking(query)
        own = (speaking > query.other) & allowed
        if topic.concepts and np.count_nonzero(own) > CANDIDATES:
            near.append(self._dense.nearest(between, CANDIDATES, own))
        else:
            near.append(np.flatnonzero(own))
        chosen = np.zeros(len(self._store), dtype=bool)
        chosen[np.concatenate([*near, _rows(by_topic), _rows(by_question)])] = True
        rows = np.flatnonzero(chosen)
        to_topic, to_question = self._dense.scores(vectors, rows).astype(np.float64)
        cosines = np.maximum(0.0, np.maximum(to_topic, to_question))
        words, question_words, speaker = _scores(rows, by_topic), _scores(rows, by_question), speaking[rows]
        meaning = (to_topic + to_question) / 2
        # Only what is good by itself is worth a look at what stands beside it.
        best = np.argsort(-fuse(meaning, words, question_words) * speaker, kind="stable")[:NEIGHBOURS_OF]
        meaning[best] += NEIGHBOUR_WEIGHT * self._beside(query.topic_vector, rows[best])
        fused = fuse(meaning, words, question_words)
        _, of = np.unique(self._store.article_of[rows], return_inverse=True)
        return Candidates(
            rows=rows.tolist(),
            cosines=cosines,
            meaning_ranks=1 + len(rows) - np.searchsorted(np.sort(cosines), cosines, side="right"),
            words=_scaled(words),
            fused=fused,
            speaker=speaker,
            of_article=_best_of(of, fused * speaker),
            near_article=_best_of(of, cosines),
        )

    def _speaking(self, query: Query) -> Scores:
        """What each passage counts by who is quoted in it."""
        counts = np.full(len(self._store), query.other)
        counts[self._store.spoken_by(query.namesakes)] = BY_NAMESAKE
        surest = self._store.surest(query.speakers)
        counts[_rows(surest)] = [BY_SPEAKER[sure] for sure in surest.values()]
        return counts

    def _by_words(
        self, concepts: Iterable[frozenset[str]], articles: list[int] | None, speakers: frozenset[int] | None = None
    ) -> dict[int, float]:
        """The passages that hold words of what is asked, by row, with BM25 scores; only those of some speakers."""
        return self._lexical.scores(concepts, CANDIDATES, speakers=speakers, articles=articles)

    def _beside(self, topic: NDArray[np.float32], rows: NDArray[np.int64]) -> Scores:
        """The cosine of the topic with the better of the two passages beside each, where its article has any."""
        article = self._store.article_of
        beside = np.clip([rows - 1, rows + 1], 0, len(article) - 1)
        cosines = self._dense.scores(topic[np.newaxis], beside.ravel())[0].astype(np.float64).reshape(beside.shape)
        cosines[(article[beside] != article[rows]) | (beside == rows)] = 0.0
        better: Scores = cosines.max(axis=0, initial=0.0)
        return better


def fuse(meaning: Scores, topic_words: Scores, question_words: Scores) -> Scores:
    """Fuse the scores of candidates, in [0, 1]: a weighted sum of each scaled by its best.

    Reciprocal rank fusion (Cormack, Clarke and Buettcher, 2009), which needs no scaling, puts 77 in place of 87 right
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


def _rows(found: Mapping[int, object]) -> NDArray[np.int64]:
    """The rows that something was found for."""
    return np.fromiter(found, dtype=np.int64, count=len(found))


def _scores(rows: NDArray[np.int64], found: Mapping[int, float]) -> Scores:
    """What was found for some of the rows, which are in order; 0 for the others."""
    scores = np.zeros(len(rows))
    scores[np.searchsorted(rows, _rows(found))] = list(found.values())
    return scores
