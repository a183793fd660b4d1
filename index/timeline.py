"""What a speaker said over time, and what several said on one topic."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol, Self

from onrecord.corpus import FrozenModel, Passage, Quote, Span, fold_name
from pydantic import Field

from .answer import Answer, ArticleCard, Hit, IndexStamp, Reason
from .directory import SpeakerDirectory
from .errors import QuestionError
from .filters import Filters, allowed_rows
from .question import readable
from .store import Store

LEAST_COMPARED, MOST_COMPARED = 2, 6
"""Speakers that are compared at once: what stands side by side can be read side by side."""


class Statement(Span):
    """A passage that quotes a speaker: ``article.text[start:end]``; when he said it is the article's date."""

    speaker: str | None
    quotes: tuple[Quote, ...]
    article: ArticleCard
    passage_id: str

    @classmethod
    def of(cls, found: Passage | Hit, article: ArticleCard, passage_id: str, speaker: str | None) -> Self:
        """Take a passage as it is stored, or as it was found for a question."""
        slice_of = {"text": found.text, "start": found.start, "end": found.end}
        return cls(**slice_of, speaker=speaker, quotes=found.quotes, article=article, passage_id=passage_id)


class Timeline(FrozenModel):
    """What a speaker said, in order of date; what has no date comes last.

    ``statements`` are at most as many as were asked for, the first of ``total``. Where there are none, ``reason`` says
    why, and ``suggestions`` are names worth trying.
    """

    speaker: str
    topic: str | None
    source: str | None
    since: datetime.date | None
    until: datetime.date | None
    reason: Reason | None
    statements: tuple[Statement, ...]
    total: int = Field(ge=0)
    suggestions: tuple[str, ...]
    index: IndexStamp

    @property
    def undated(self) -> tuple[Statement, ...]:
        """Those without a date, which are the last."""
        return tuple(statement for statement in self.statements if statement.article.published is None)


class Side(FrozenModel):
    """One of the speakers that are compared: the name that was asked for, and what he said on the topic, if anything.

    The answer says who was understood (``answer.interpretation.speaker``), and why there are no hits where there are
    none.
    """

    asked: str
    answer: Answer


class Comparison(FrozenModel):
    """What several speakers said on one topic, in the order asked for."""

    topic: str
    sides: tuple[Side, ...]
    index: IndexStamp


class Asking(Protocol):
    """How a question is put: :meth:`Retriever.ask`."""

    def __call__(
        self,
        question: str,
        k: int = ...,
        *,
        speaker: str | None = ...,
        source: str | None = ...,
        since: datetime.date | None = ...,
        until: datetime.date | None = ...,
    ) -> Answer:
        """Answer a question within some filters."""


class Follower:
    """Follows speakers through one generation; may be used from several threads."""

    def __init__(self, store: Store, speakers: SpeakerDirectory, ask: Asking, most: int, stamp: IndexStamp) -> None:
        """Take the parts of a generation, and how to ask it for at most so many hits."""
        self._store = store
        self._speakers = speakers
        self._ask = ask
        self._most = most
        self._stamp = stamp

    def timeline(self, speaker: str, topic: str | None, filters: Filters, limit: int | None) -> Timeline:
        """Put what a speaker said in order, as :meth:`Retriever.timeline` describes."""
        speaker = readable(speaker)
        if not speaker.strip():
            raise QuestionError("the speaker is empty; give a name")
        if limit is not None and limit < 1:
            raise QuestionError(f"{limit} passages were asked for; a timeline shows one or more")
        asked = self._speakers.find(speaker)
        reason, filters, statements = (
            self._everything(asked, filters) if topic is None else self._on_topic(speaker, asked, topic, filters)
        )
        statements.sort(key=_in_time)
        return Timeline(
            speaker=", ".join(self._speakers.names(asked)) or speaker,
            topic=None if topic is None else readable(topic),
            source=filters.source,
            since=filters.since,
            until=filters.until,
            reason=reason,
            statements=tuple(statements[:limit]),
            total=len(statements),
            suggestions=() if asked else self._speakers.nearest(speaker) or self._speakers.most_quoted(),
            index=self._stamp,
        )

    def compare(self, speakers: Sequence[str], topic: str, k: int, filters: Filters) -> Comparison:
        """Ask for what each speaker said on a topic, as :meth:`Retriever.compare` describes."""
        self._tell_apart(speakers)
        sides = [
            Side(asked=readable(name), answer=self._ask_on(readable(name), topic, k, filters)) for name in speakers
        ]
        return Comparison(topic=readable(topic), sides=tuple(sides), index=self._stamp)

    def _everything(self, asked: Sequence[int], filters: Filters) -> tuple[Reason | None, Filters, list[Statement]]:
        """Everything that a speaker said within some filters, whatever it is about."""
        if filters.since and filters.until and filters.since > filters.until:
            raise QuestionError(
                f"the period from {filters.since} to {filters.until} is empty; the first day comes first"
            )
        if filters.source is not None and not filters.source.strip():
            raise QuestionError("the source is empty; give a name, or leave it out")
        rows = self._store.spoken_by(asked)
        from_source = rows[allowed_rows(self._store, replace(filters, since=None, until=None))[rows]]
        within = rows[allowed_rows(self._store, filters)[rows]]
        reason: Reason | None = None
        if not len(self._store):
            reason = "empty-index"
        elif not asked:
            reason = "unknown-speaker"
        elif not len(within):
            reason = "outside-dates" if len(from_source) else "no-match"
        statements = [
            Statement.of(passage, ArticleCard.of(article), passage.id, self._theirs(passage.quotes, asked))
            for passage, article in self._store.passages(within.tolist())
        ]
        return reason, filters, statements

    def _on_topic(
        self, speaker: str, asked: Sequence[int], topic: str, filters: Filters
    ) -> tuple[Reason | None, Filters, list[Statement]]:
        """A speaker's own words among what the retriever finds worth answering; a topic may tell a period, too."""
        answer = self._ask_on(speaker, topic, self._most, filters)
        statements = [
            Statement.of(hit, hit.article, hit.passage_id, theirs)
            for hit in answer.hits
            if (theirs := self._theirs(hit.quotes, asked)) is not None
        ]
        understood = answer.interpretation
        filters = Filters(source=understood.source, since=understood.since, until=understood.until)
        return answer.reason or (None if statements else "no-match"), filters, statements

    def _ask_on(self, speaker: str, topic: str, k: int, filters: Filters) -> Answer:
        topic = " ".join(readable(topic).split())
        if not any(character.isalnum() for character in topic):
            raise QuestionError("the topic has no words; give some, such as: the budget")
        name = next(iter(self._speakers.names(self._speakers.find(speaker))), "they")
        question = f"What did {name} say about {topic}"
        return self._ask(question, k, speaker=speaker, source=filters.source, since=filters.since, until=filters.until)

    def _theirs(self, quotes: Sequence[Quote], asked: Sequence[int]) -> str | None:
        """By which name some quotes have one of these speakers; ``None`` where they have none of them."""
        names = {name for number in asked for name in self._store.speakers[number].spellings}
        return next((quote.speaker for quote in quotes if quote.speaker in names), None)

    def _tell_apart(self, speakers: Sequence[str]) -> None:
        """Check that there are several speakers, and no one twice.

        Raises:
            QuestionError: too few or too many, or two names for one person.
        """
        if not LEAST_COMPARED <= len(speakers) <= MOST_COMPARED:
            given = f"{len(speakers)} speaker{'s were' if len(speakers) != 1 else ' was'} given"
            raise QuestionError(f"{given}; from {LEAST_COMPARED} to {MOST_COMPARED} can be compared")
        seen: dict[object, str] = {}
        for name in map(readable, speakers):
            if not name.strip():
                raise QuestionError("a speaker is empty; give a name")
            known = self._speakers.find(name) or fold_name(name)
            if known in seen:
                raise QuestionError(f"“{seen[known]}” and “{name}” are one speaker in these articles; give him once")
            seen[known] = name


def _in_time(statement: Statement) -> tuple[datetime.date, str, int]:
    return statement.article.published or datetime.date.max, statement.article.id, statement.start
