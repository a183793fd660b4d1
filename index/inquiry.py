"""One question on its way through an index: matched, ranked, and decided last."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from onrecord.corpus import fold_name

from .answer import Answer, ArticleCard, Hit, IndexStamp, Interpretation, Reason, Strength
from .directory import SpeakerDirectory
from .encoder import Encoder
from .question import Question, QuestionKind
from .ranking import Query, Ranked, Ranker, allowed_rows
from .store import Store

# Evidence below which a passage is no answer, and from which it is a fair or a strong one. On some 80 questions over
# the shipped articles everything with an answer reaches .19, and nothing without one .15.
ANSWERED_FROM = 0.16
FAIR_FROM = 0.22
STRONG_FROM = 0.36
# A later hit is shown only if its score is at least this share of the first one's: what scores less shares a word or
# two with the question by chance.
KEPT_SHARE = 0.45


@dataclass(frozen=True)
class Library:
    """The opened parts of a generation, as a question needs them."""

    store: Store
    ranker: Ranker
    speakers: SpeakerDirectory
    encoder: Encoder
    stamp: IndexStamp


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What a question is narrowed to, whatever it says."""

    speaker: str | None = None
    source: str | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None

    @property
    def dated(self) -> bool:
        """Whether a period is asked for."""
        return self.since is not None or self.until is not None


class Inquiry:
    """A question, matched against who and what is in the library."""

    def __init__(self, library: Library, question: Question, filters: Filters, k: int) -> None:
        """Match the words in the speaker's place; nothing is searched yet."""
        self._library = library
        self._filters = filters
        self._k = k
        self._question, self._speakers = self._match(question)

    def answer(self) -> Answer:
        """Rank, decide, and put the answer together; ``took_ms`` is left at 0."""
        hits: Sequence[Ranked] = ()
        nearest: Sequence[Ranked] = ()
        reason: Reason | None = None
        if not len(self._library.store):
            reason = "empty-index"
        else:
            hits, nearest, reason = self._decide(self._query())
        return Answer(
            question=self._question.text,
            answered=bool(hits),
            reason=reason,
            interpretation=self._interpretation(),
            hits=self._hits(hits),
            nearest=self._hits(nearest),
            suggestions=self._suggestions(reason),
            index=self._library.stamp,
            took_ms=0,
        )

    def _decide(self, query: Query) -> tuple[Sequence[Ranked], Sequence[Ranked], Reason | None]:
        """Rank within the filters, and only then tell whether that answers: hits, nearest and the reason for none."""
        rank = self._library.ranker.rank
        within = self._within(self._filters)
        own_words = bool(self._speakers) and (self._question.kind is QuestionKind.SAID_BY or not self._question.topic)
        ranked = rank(query, within, self._k, spoken_only=own_words)
        known = bool(self._speakers) or not self._question.asks_for_words
        if known and (hits := _worth_showing(ranked)):
            return hits, (), None
        if known and self._filters.dated:
            any_day = self._within(replace(self._filters, since=None, until=None))
            outside = rank(query, any_day, self._k, spoken_only=own_words)
            if _worth_showing(outside):
                return (), outside, "outside-dates"
        nearest = ranked or rank(query, np.ones_like(within), self._k, spoken_only=False)
        return (), nearest, "no-match" if known else "unknown-speaker"

    def _match(self, question: Question) -> tuple[Question, tuple[int, ...]]:
        """Match the words in the speaker's place against the speakers and the sources of the collection."""
        if question.speaker is not None:
            speakers = self._library.speakers.find(question.speaker)
            if speakers:
                return question, speakers
            names_source = fold_name(question.speaker) in self._library.store.source_of
            if self._filters.speaker is None and self._filters.source is None and names_source:
                # "What did the Gazette report on ...?": a source, and nobody in particular.
                self._filters = replace(self._filters, source=question.speaker)
                changes = {"kind": QuestionKind.FACT, "speaker": None, "asks_for_words": False}
                return question.model_copy(update=changes), ()
            if question.asks_for_words:
                return question, ()
            # "X on Y" where X is nobody: no speaker is asked about, and the words stay part of the topic.
            question = question.model_copy(
                update={"kind": QuestionKind.KEYWORDS, "speaker": None, "topic": question.bare}
            )
        if question.kind is QuestionKind.KEYWORDS:
            speakers, rest = self._library.speakers.first_named(question.topic)
            return question.model_copy(update={"topic": rest}), speakers
        return question, ()

    def _sources_called(self, words: str) -> set[str]:
        """The sources, folded, that some words name in full or in part."""
        wanted = fold_name(words)
        return {name for name in self._library.store.source_of if name and f" {wanted} " in f" {name} "}

    def _within(self, filters: Filters) -> NDArray[np.bool_]:
        return allowed_rows(
            self._library.store,
            sources=None if filters.source is None else self._sources_called(filters.source),
            since=filters.since.toordinal() if filters.since else None,
            until=filters.until.toordinal() if filters.until else None,
        )

    def _query(self) -> Query:
        question, encode = self._question, self._library.encoder.encode_question
        whole = encode(question.text)
        alone = question.topic in {"", question.text}
        return Query(question, question.topic, whole, whole if alone else encode(question.topic), self._speakers)

    def _interpretation(self) -> Interpretation:
        question = self._question
        names = ", ".join(self._library.speakers.names(self._speakers))
        return Interpretation(
            speaker=names or question.speaker,
            topic=question.topic or None,
            source=self._filters.source,
            since=self._filters.since,
            until=self._filters.until,
        )

    def _suggestions(self, reason: Reason | None) -> tuple[str, ...]:
        if reason != "unknown-speaker" or self._question.speaker is None:
            return ()
        return self._library.speakers.nearest(self._question.speaker) or self._library.speakers.most_quoted()

    def _hits(self, ranked: Sequence[Ranked]) -> tuple[Hit, ...]:
        return tuple(self._hit(rank, found) for rank, found in enumerate(ranked, start=1))

    def _hit(self, rank: int, found: Ranked) -> Hit:
        passage, article = found.stored
        return Hit(
            rank=rank,
            score=round(found.score, 4),
            strength=_strength(found.evidence),
            text=passage.text,
            start=passage.start,
            end=passage.end,
            speaker=self._speaker_of(found),
            quotes=passage.quotes,
            article=ArticleCard.of(article),
            passage_id=passage.id,
        )

    def _speaker_of(self, found: Ranked) -> str | None:
        """Who is quoted in a passage: the asked speaker where he is, and else whoever says most."""
        asked = {name for number in self._speakers for name in self._library.store.speakers[number].spellings}
        length: dict[str, int] = {}
        for quote in found.stored.passage.quotes:
            if quote.speaker is not None:
                words = sum(len(piece.text) for piece in quote.pieces)
                length[quote.speaker] = length.get(quote.speaker, 0) + words
        return max(length, key=lambda name: (name in asked, length[name]), default=None)


def _worth_showing(ranked: Sequence[Ranked]) -> list[Ranked]:
    """The passages that hold as an answer: enough evidence each, and not far behind the first."""
    if not ranked or ranked[0].evidence < ANSWERED_FROM:
        return []
    floor = ranked[0].score * KEPT_SHARE
    return [found for found in ranked if found.evidence >= ANSWERED_FROM and found.score >= floor]


def _strength(evidence: float) -> Strength:
    if evidence >= STRONG_FROM:
        return "strong"
    return "fair" if evidence >= FAIR_FROM else "weak"
