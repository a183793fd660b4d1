"""What a question gets back: hits with their evidence, or an abstention with its reason."""

from __future__ import annotations

import datetime
from typing import Literal, Self

from onrecord.corpus import Article, FrozenModel, Quote
from pydantic import Field

Reason = Literal["unknown-speaker", "no-match", "outside-dates", "empty-index"]
Strength = Literal["strong", "fair", "weak"]


class ArticleCard(FrozenModel):
    """What is shown of the article that a hit stands in."""

    id: str
    title: str | None
    source: str | None
    author: str | None
    published: datetime.date | None
    url: str | None

    @classmethod
    def of(cls, article: Article) -> Self:
        """Make the card of an article."""
        return cls(**article.model_dump(include=set(cls.model_fields)))

    def name_beside(self, other: ArticleCard) -> str:
        """What tells the article from another one that says the same: its source, or else its title."""
        if self.source is not None and self.source != other.source:
            return self.source
        return self.title or self.source or self.id


class Why(FrozenModel):
    """How a hit was found, and what each part gave. Numbers lie in [0, 1], the more the better.

    Attributes:
        words: of the topic, as they are asked, that stand in or around the passage.
        lexical: BM25 score of the topic's words, of the best passage's.
        meaning: cosine of the passage with topic or question, whichever is nearer.
        meaning_rank: its place by that among all passages that were looked at, from 1.
        article: how near the best passages of its article are on the whole.
        verbatim: how much of the passage is somebody's very words, of what is as good as all.
        speaker: what it counts by who speaks: 1 for the words of the one asked about, surely attributed, less for a
            doubt, for others, and for nobody; 1 as well where nobody is asked about, but less where "who said" is asked
            and nobody speaks.
        filters: what the passage was looked for within, in words; less than the question asks for where it is only
            what comes nearest.
        evidence: all of that, as far as it tells whether this is an answer.
        needed: the evidence from which it is one in this index.
    """

    words: tuple[str, ...]
    lexical: float = Field(ge=0, le=1)
    meaning: float = Field(ge=0, le=1)
    meaning_rank: int = Field(ge=1)
    article: float = Field(ge=0, le=1)
    verbatim: float = Field(ge=0, le=1)
    speaker: float = Field(ge=0, le=1)
    filters: tuple[str, ...]
    evidence: float = Field(ge=0, le=1)
    needed: float = Field(ge=0, le=1)


class Hit(FrozenModel):
    """A passage found for a question, with its score.

    ``score`` lies in [0, 1] and orders hits within one answer; ``strength`` says it in words. ``text`` is
    ``article.text[start:end]``; ``speaker`` is who is quoted in it, ``None`` where nobody is. ``also_in`` are other
    articles with a passage that says the same in nearly the same words, as far as these were looked at; ``why`` tells
    how it was found.
    """

    rank: int = Field(ge=1)
    score: float = Field(ge=0, le=1)
    strength: Strength
    text: str
    start: int = Field(ge=0)
    end: int
    speaker: str | None
    quotes: tuple[Quote, ...]
    article: ArticleCard
    also_in: tuple[ArticleCard, ...] = ()
    passage_id: str
    why: Why | None = None


class Interpretation(FrozenModel):
    """How a question was understood: speaker + topic + filters."""

    speaker: str | None = None
    topic: str | None = None
    source: str | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None


class IndexStamp(FrozenModel):
    """Which index answered."""

    generation: str
    encoder: str


class Answer(FrozenModel):
    """The hits for a question, best first, or an abstention with its reason and what comes nearest.

    ``suggestions`` are names or topics worth asking for instead, as plain words.
    """

    question: str
    answered: bool
    reason: Reason | None
    interpretation: Interpretation
    hits: tuple[Hit, ...]
    nearest: tuple[Hit, ...]
    suggestions: tuple[str, ...]
    index: IndexStamp
    took_ms: float = Field(ge=0)
