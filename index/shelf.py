"""Looking up instead of asking: a passage by its lasting name, an article with its quotes, the newest articles."""

from __future__ import annotations

import datetime

from onrecord.corpus import Article, FrozenModel, Passage, Quote, QuoteKind, Span
from pydantic import Field

from .answer import ArticleCard
from .store import Store, StoredPassage


class PlacedPassage(Span):
    """A passage in its place: ``article.text[start:end]``, with the passages that stand before and after it.

    ``number`` counts from 1 among the ``total`` passages of its article. ``before`` and ``after`` are slices of the
    same article, and ``before_id`` and ``after_id`` their lasting names; ``None`` at the article's ends.
    """

    passage_id: str
    speaker: str | None
    quotes: tuple[Quote, ...]
    article: ArticleCard
    number: int = Field(ge=1)
    total: int = Field(ge=1)
    before: Span | None
    before_id: str | None
    after: Span | None
    after_id: str | None


class QuotedArticle(FrozenModel):
    """An article with all its quotes, in order; a quote within a statement that is listed is not listed again.

    ``passage_id`` names its first passage, by which the article is found again after a rebuild; ``None`` where nothing
    in it is text.
    """

    article: ArticleCard
    quotes: tuple[Quote, ...]
    passage_id: str | None


class SourceSummary(FrozenModel):
    """A source with the number of its articles, and the dates of the oldest and the newest that has one."""

    name: str
    articles: int = Field(ge=1)
    first: datetime.date | None
    last: datetime.date | None


class Shelf:
    """The articles of one generation, to leaf through; may be used from several threads."""

    def __init__(self, store: Store) -> None:
        """Leaf through a store."""
        self._store = store

    def passage(self, passage_id: str) -> PlacedPassage | None:
        """Find a passage, as :meth:`Retriever.passage` describes."""
        row = self._store.row_of(passage_id)
        if row is None:
            return None
        rows = self._store.rows_of(int(self._store.article_of[row]))
        place = rows.index(row)
        before = rows[place - 1] if place else None
        after = rows[place + 1] if place + 1 < len(rows) else None
        found = self._store.passages([each for each in (row, before, after) if each is not None])
        (passage, article), *around = found
        behind = self._neighbour(around.pop() if after is not None else None)
        ahead = self._neighbour(around.pop() if before is not None else None)
        return PlacedPassage(
            text=passage.text,
            start=passage.start,
            end=passage.end,
            passage_id=passage.id,
            speaker=_most_quoted(passage),
            quotes=passage.quotes,
            article=ArticleCard.of(article),
            number=place + 1,
            total=len(rows),
            before=ahead[0],
            before_id=ahead[1],
            after=behind[0],
            after_id=behind[1],
        )

    def article(self, article_id: str) -> QuotedArticle | None:
        """Find an article with its quotes, as :meth:`Retriever.article` describes."""
        number = self._store.number_of(article_id)
        if number is None:
            return None
        found = self._store.passages(self._store.rows_of(number))
        article = found[0].article if found else self._store.articles([number])[0]
        return _quoted(article, found)

    def latest(self, most: int, skip: int) -> tuple[QuotedArticle, ...]:
        """Find the newest articles, as :meth:`Retriever.latest` describes."""
        numbers = self._store.newest_first()[skip : skip + most]
        articles = self._store.articles(numbers)
        return tuple(
            _quoted(article, self._store.passages(self._store.rows_of(number)))
            for number, article in zip(numbers, articles, strict=True)
        )

    def sources(self) -> tuple[SourceSummary, ...]:
        """All sources, that with most articles first."""
        numbers: dict[str, list[int]] = {}
        for number, name in enumerate(self._store.named_sources):
            if name:
                numbers.setdefault(name, []).append(number)
        found = [self._source(name, of_it) for name, of_it in numbers.items()]
        return tuple(sorted(found, key=lambda source: (-source.articles, source.name)))

    def _source(self, name: str, numbers: list[int]) -> SourceSummary:
        days = [day for number in numbers if (day := self._store.day(number)) is not None]
        return SourceSummary(
            name=name, articles=len(numbers), first=min(days, default=None), last=max(days, default=None)
        )

    @staticmethod
    def _neighbour(stored: StoredPassage | None) -> tuple[Span | None, str | None]:
        if stored is None:
            return None, None
        passage = stored.passage
        return Span(text=passage.text, start=passage.start, end=passage.end), passage.id


def _most_quoted(passage: Passage) -> str | None:
    """Who says most in a passage."""
    length: dict[str, int] = {}
    for quote in passage.quotes:
        if quote.speaker is not None:
            length[quote.speaker] = length.get(quote.speaker, 0) + sum(len(piece.text) for piece in quote.pieces)
    return max(length, key=lambda name: length[name], default=None)


def _quoted(article: Article, found: list[StoredPassage]) -> QuotedArticle:
    quotes: list[Quote] = []
    above: Quote | None = None
    for quote in sorted((q for stored in found for q in stored.passage.quotes), key=lambda q: (q.start, -q.end)):
        if above is not None and above.kind is QuoteKind.INDIRECT and quote.end <= above.end:
            continue
        above = quote
        quotes.append(quote)
    return QuotedArticle(
        article=ArticleCard.of(article),
        quotes=tuple(quotes),
        passage_id=found[0].passage.id if found else None,
    )
