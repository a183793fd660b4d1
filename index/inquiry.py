"""One question on its way through an index: matched, ranked, and decided last."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from onrecord.corpus import Article, Passage

from .answer import Answer, ArticleCard, Hit, IndexStamp, Interpretation, Reason, Why
from .candidates import Query
from .decision import Thresholds
from .directory import SpeakerDirectory, is_full_name
from .documents import embedded_text
from .duplicates import Distinct
from .encoder import Encoder
from .filters import Filters, allowed_rows
from .lexical import LexicalIndex
from .offices import Offices, is_role, is_somebody
from .question import Question, QuestionKind, subject_places
from .ranking import Ranked, Ranker, Search
from .reranker import RERANKED, Reranker
from .source_names import means_source
from .store import SpeakerNumbers, Store, StoredPassage
from .subjects import subjects_of

# Passages that are ranked beyond those to show, to take the place of such as repeat a better one; and by how much more
# are ranked where these do not do. Copies of one text are few in most collections, and each more takes time.
SPARE = 3
MORE = 4
_TELLING = re.compile(r"(?:saying|telling|claiming|arguing|writing)\s+(?:(?:about|on|of|that)\s+)?(?P<topic>.+)", re.I)


@dataclass(frozen=True)
class Library:
    """The opened parts of a generation, as a question needs them."""

    store: Store
    ranker: Ranker
    speakers: SpeakerDirectory
    offices: Offices
    numbers: SpeakerNumbers
    lexical: LexicalIndex
    encoder: Encoder
    stamp: IndexStamp
    thresholds: Thresholds
    reranker: Reranker | None = None


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
        shown: tuple[Hit, ...] = ()
        reason: Reason | None = "empty-index"
        if len(self._library.store):
            shown, reason = self._shown(self._query())
        return Answer(
            question=self._question.text,
            answered=reason is None,
            reason=reason,
            interpretation=self._interpretation(),
            hits=() if reason else shown,
            nearest=shown if reason else (),
            suggestions=self._suggestions(reason),
            index=self._library.stamp,
            took_ms=0,
        )

    def _shown(self, query: Query) -> tuple[tuple[Hit, ...], Reason | None]:
        """The passages to show, of those that repeat one another the best, and why they are no answer."""
        most = max(self._k + SPARE, 0 if self._library.reranker is None else RERANKED)
        search = self._search(query, self._filters)
        while True:
            chosen, reason, within = self._decide(search, most)
            hits = self._hits(chosen, within)
            if len(hits) == self._k or len(chosen) < most:
                return hits, reason
            most *= MORE

    def _decide(self, search: Search, most: int) -> tuple[Sequence[Ranked], Reason | None, Filters]:
        """Rank within the filters, and only then tell whether that answers.

        Returns:
            Hits, or what is nearest and the reason; and the filters within which they were looked for.
        """
        rank, worth_showing = self._library.ranker.rank, self._library.thresholds.worth_showing
        query = search.query
        ranked = rank(search, most)
        known = bool(self._speakers) or not self._question.asks_for_words
        if known and (hits := worth_showing(self._in_order(query, ranked))):
            return hits, None, self._filters
        if known and self._filters.dated:
            any_day = replace(self._filters, since=None, until=None)
            outside = self._in_order(query, rank(self._search(query, any_day), most))
            if worth_showing(outside):
                return outside, "outside-dates", any_day
        reason: Reason = "no-match" if known else "unknown-speaker"
        if ranked:
            return ranked, reason, self._filters
        return rank(self._search(query, Filters()), most), reason, Filters()

    def _in_order(self, query: Query, ranked: Sequence[Ranked]) -> Sequence[Ranked]:
        """What may answer, put in order by a reranker where there is one and a topic to read for."""
        mine = _own_words(query, ranked)
        thresholds, reranker = self._library.thresholds, self._library.reranker
        if reranker is None or not query.topic or not mine or not thresholds.answers(mine[0]):
            return mine
        able = [place for place, found in enumerate(mine[:RERANKED]) if thresholds.answers(found)]
        read = self._library.store.passages([mine[place].row for place in able])
        return reranker.reorder(query.question.text, mine, able, [embedded_text(each.passage.text) for each in read])

    def _match(self, question: Question) -> tuple[Question, tuple[int, ...]]:
        """Match the words in the speaker's place against the speakers and the sources of the collection."""
        if question.speaker is not None:
            if self._filters.source is None and self._is_source(question.speaker):
                speakers, name, rest = self._library.speakers.leading(question.topic)
                if speakers and (told := _TELLING.match(rest)):
                    # "What did the Gazette report Brel saying about the harbour?"
                    self._filters = replace(self._filters, source=question.speaker)
                    return question.model_copy(update={"speaker": name, "topic": told["topic"]}), speakers
            speakers = self._library.speakers.find(question.speaker)
            if speakers:
                return question, speakers
            names_source = self._is_source(question.speaker)
            if self._filters.speaker is None and self._filters.source is None and names_source:
                # "What did the Gazette report on ...?": a source, and nobody in particular.
                self._filters = replace(self._filters, source=question.speaker)
                changes: dict[str, object] = {"kind": QuestionKind.FACT, "speaker": None, "asks_for_words": False}
                return question.model_copy(update=changes), ()
            if is_role(question.speaker):
                if holders := self._library.offices.holders(question.speaker):
                    return question, holders
                if question.topic and is_somebody(question.speaker):
                    # Who that is nobody tells; whoever speaks of it may be he.
                    changes = {"kind": QuestionKind.WHO_SAID, "speaker": None, "asks_for_words": False}
                    topic = f"{question.speaker} {question.topic}"
                    return question.model_copy(update={**changes, "topic": topic}), ()
            if question.asks_for_words or is_full_name(question.speaker):
                return question.model_copy(update={"asks_for_words": True}), ()
            # "X on Y" where X is nobody: no speaker is asked about, and the words stay part of the topic.
            question = question.model_copy(
                update={"kind": QuestionKind.KEYWORDS, "speaker": None, "topic": question.bare}
            )
        if question.kind is QuestionKind.FACT:
            for place in subject_places(question):
                speakers, name, rest = self._library.speakers.leading(place)
                if speakers and rest:
                    changes = {"speaker": name, "topic": rest}
                    return question.model_copy(update=changes), speakers
        if question.kind is QuestionKind.KEYWORDS:
            speakers, rest = self._library.speakers.first_named(question.topic)
            return question.model_copy(update={"topic": rest}), speakers
        return question, ()

    def _is_source(self, words: str) -> bool:
        return any(means_source(words, source) for source in self._library.store.folded_sources)

    def _search(self, query: Query, filters: Filters) -> Search:
        """Gather the candidates within some filters."""
        return self._library.ranker.search(query, allowed_rows(self._library.store, filters))

    def _query(self) -> Query:
        question = self._question
        texts = [question.text, question.topic or question.text]
        vectors = self._library.encoder.encode_questions(list(dict.fromkeys(texts)))
        whole, topic = vectors[0], vectors[-1]
        everybody = self._library.speakers
        meant = everybody.prominent(self._speakers)
        namesakes = (*(number for number in self._speakers if number not in meant), *everybody.namesakes(meant))
        own_words = question.kind is QuestionKind.SAID_BY or not question.topic
        return Query(question, question.topic, whole, topic, meant, namesakes, own_words)

    def _interpretation(self) -> Interpretation:
        question = self._question
        everybody = self._library.speakers
        names = ", ".join(everybody.names(everybody.prominent(self._speakers)))
        return Interpretation(
            speaker=names or question.speaker,
            topic=question.topic or None,
            source=self._filters.source,
            since=self._filters.since,
            until=self._filters.until,
        )

    def _suggestions(self, reason: Reason | None) -> tuple[str, ...]:
        """Names worth asking about instead of an unknown one, or subjects that a known speaker did speak of."""
        library = self._library
        if reason == "no-match" and self._speakers:
            meant = library.speakers.prominent(self._speakers)
            # What one of several people spoke of would be said of all of them.
            return subjects_of(library.store, library.lexical, meant) if len(library.speakers.names(meant)) == 1 else ()
        if reason != "unknown-speaker" or self._question.speaker is None:
            return ()
        return library.speakers.nearest(self._question.speaker) or library.speakers.most_quoted()

    def _hits(self, ranked: Sequence[Ranked], within: Filters) -> tuple[Hit, ...]:
        """Load passages, leave out those that repeat a better one, and name their articles beside it; at most k."""
        distinct = Distinct(self._library.numbers, self._k)
        loaded = self._library.store.passages([found.row for found in ranked])
        kept = [both for both in zip(ranked, loaded, strict=True) if distinct.place(both[1])]
        return tuple(
            self._hit(place + 1, found, stored, distinct.also_in(place), within)
            for place, (found, stored) in enumerate(kept)
        )

    def _hit(self, rank: int, found: Ranked, stored: StoredPassage, also_in: Sequence[Article], within: Filters) -> Hit:
        passage, article = stored
        return Hit(
            rank=rank,
            score=round(found.score, 4),
            strength=self._library.thresholds.strength(found.evidence),
            text=passage.text,
            start=passage.start,
            end=passage.end,
            speaker=self._speaker_of(passage, found.said_by),
            quotes=passage.quotes,
            article=ArticleCard.of(article),
            also_in=tuple(map(ArticleCard.of, also_in)),
            passage_id=passage.id,
            why=self._why(found, within),
        )

    def _why(self, found: Ranked, within: Filters) -> Why:
        told = (("source", within.source), ("since", within.since), ("until", within.until))
        return Why(
            words=found.met,
            lexical=round(found.words, 4),
            meaning=round(found.meaning, 4),
            meaning_rank=found.meaning_rank,
            article=round(found.article, 4),
            verbatim=round(found.verbatim, 4),
            speaker=found.speaker,
            filters=tuple(f"{name} {value}" for name, value in told if value is not None),
            evidence=round(found.evidence, 4),
            needed=self._library.thresholds.answered,
        )

    def _speaker_of(self, passage: Passage, number: int | None) -> str | None:
        """What a passage calls a speaker who is quoted in it, in most of his words."""
        length: dict[str, int] = {}
        for quote in passage.quotes:
            if quote.speaker is not None and self._library.numbers.of(quote) == number:
                words = sum(len(piece.text) for piece in quote.pieces)
                length[quote.speaker] = length.get(quote.speaker, 0) + words
        return max(length, key=lambda name: length[name], default=None)


def _own_words(query: Query, ranked: Sequence[Ranked]) -> Sequence[Ranked]:
    """Leave out what others say where the speaker's own words are asked for and come first."""
    if not query.own_words or not ranked or ranked[0].speaker <= query.naming:
        return ranked
    return [found for found in ranked if found.speaker > query.naming]
