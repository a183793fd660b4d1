"""The values that cross folders: articles, spans, quotes and passages. Frozen, typed, validated."""

from __future__ import annotations

import datetime
import hashlib
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from .errors import SpanError

# Code points of an article's id: room for any name of a file that a person would give.
MAX_ID_LENGTH = 200


class FrozenModel(BaseModel):
    """A value: immutable, keyword-only, without unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DateOrigin(StrEnum):
    """What an article's date was taken from; always something that came with the text, never the time of reading."""

    JSON = "json"
    FRONT_MATTER = "front-matter"
    COLUMN = "column"
    JSON_LD = "json-ld"
    META = "meta"
    TIME_ELEMENT = "time-element"
    ADDRESS = "address"
    FEED = "feed"
    SITE_MAP = "site-map"
    DOCUMENT = "document"
    MAIL = "mail"


class Article(FrozenModel):
    """One published text with what is known about it; unknown stays ``None``.

    Offsets everywhere are code points into ``text``, which never changes after reading. ``published_from`` says what
    the date was taken from; ``origin`` is the file or the address that the article was read from; ``extra`` is a JSON
    object of what came with it under names that mean nothing here, kept for whoever exports it.
    """

    id: str = Field(min_length=1, max_length=MAX_ID_LENGTH)
    text: str = Field(min_length=1)
    title: str | None = None
    source: str | None = None
    author: str | None = None
    published: datetime.date | None = None
    url: str | None = None
    published_from: DateOrigin | None = None
    origin: str | None = None
    extra: str | None = None

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all that the article is, but not of where it lay: two that have the same are the same."""
        return hashlib.sha256(self.model_dump_json(exclude={"origin"}).encode()).hexdigest()


class Notice(FrozenModel):
    """Something that was left out or guessed when an article was read, which does not keep it out.

    ``where`` and ``line`` are as in :class:`~.errors.ArticleError`; ``what`` is one line for people.
    """

    where: str
    line: int | None = None
    what: str

    def __str__(self) -> str:
        place = self.where if self.line is None else f"{self.where}:{self.line}"
        return f"{place}: {self.what}"


class Span(FrozenModel):
    """A slice of an article: ``text == article.text[start:end]``, ``end`` exclusive, in code points."""

    text: str
    start: int = Field(ge=0)
    end: int

    @model_validator(mode="after")
    def _length_fits(self) -> Self:
        if self.end - self.start != len(self.text):
            raise SpanError(
                f"a span from {self.start} to {self.end} holds {self.end - self.start} characters,"
                f" and {len(self.text)} were given"
            )
        return self

    @classmethod
    def cut(cls, text: str, start: int, end: int, **fields: Any) -> Self:
        """Cut a span out of an article's text, so that its words cannot drift from their source.

        Raises:
            SpanError: the offsets are empty, reversed or outside the text.
        """
        if not 0 <= start < end <= len(text):
            raise SpanError(f"no span from {start} to {end} in a text of {len(text)} characters")
        return cls(text=text[start:end], start=start, end=end, **fields)


class QuoteKind(StrEnum):
    """How an article gives somebody's words.

    Direct: in quotation marks. Mixed: a part of an indirect statement in quotation marks. Indirect: without marks, as a
    statement that a cue announces ("said that ...") or as a turn of a transcript.
    """

    DIRECT = "direct"
    MIXED = "mixed"
    INDIRECT = "indirect"


class Attribution(StrEnum):
    """How the speaker of a quote was found."""

    NAMED = "named"
    ROLE = "role"
    PRONOUN = "pronoun"
    CONTINUED = "continued"
    UNCLEAR = "unclear"


class Confidence(StrEnum):
    """How far an attribution can be trusted.

    On annotated news (``benchmarks/quotes.py``) the speaker is right 98 times in 100 where it is high, 94 where it is
    medium, and 68 to 77 where it is low.
    """

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Quote(Span):
    """Words that one article gives as somebody's, never edited.

    ``start`` and ``end`` run from the first piece to the last, with what stands between; ``pieces`` are the words
    themselves, without the marks around them. ``speaker`` is the fullest name that the article gives, and ``None``
    exactly when the attribution is unclear; ``mention`` and ``cue`` are the evidence for it.
    """

    pieces: tuple[Span, ...] = Field(min_length=1)
    kind: QuoteKind
    speaker: str | None
    description: str | None
    attribution: Attribution
    confidence: Confidence
    mention: Span | None
    cue: Span | None

    @model_validator(mode="after")
    def _pieces_fill_the_quote(self) -> Self:
        if self.pieces[0].start != self.start or self.pieces[-1].end != self.end:
            raise SpanError("a quote runs from its first piece to its last")
        if any(left.end > right.start for left, right in zip(self.pieces, self.pieces[1:], strict=False)):
            raise SpanError("the pieces of a quote stand in order and do not overlap")
        if (self.speaker is None) != (self.attribution is Attribution.UNCLEAR):
            raise SpanError("a quote has a speaker exactly when its attribution is not unclear")
        return self


class Passage(Span):
    """The unit that is embedded, searched and shown: a slice of one article.

    ``id`` names it for good: it depends on the article's id, the offset and the words alone. ``heading`` is the
    sub-heading it stands under, which is searched and never shown.
    """

    id: str
    article_id: str
    heading: str | None = None
    quotes: tuple[Quote, ...] = ()
