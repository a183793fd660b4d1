"""Who speaks in an index: everybody at a glance, and one speaker with all that stands for him."""

from __future__ import annotations

import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from onrecord.corpus import Alias, FrozenModel
from pydantic import Field

from . import generation
from .answer import ArticleCard
from .directory import SpeakerDirectory
from .store import FILE_NAME, Store


class SpeakerSummary(FrozenModel):
    """A speaker at a glance.

    ``named`` is false for whoever is known by a role alone ("a resident"), who may be several people. ``first`` and
    ``last`` are dates of articles that quote him, ``None`` where none of these is dated; ``undated`` says how many of
    the ``article_count`` articles are not.
    """

    name: str
    named: bool
    description: str | None
    spellings: tuple[str, ...]
    aliases: tuple[Alias, ...]
    quotes: int = Field(ge=0)
    article_count: int = Field(ge=0)
    undated: int = Field(ge=0)
    first: datetime.date | None
    last: datetime.date | None


class Appearance(FrozenModel):
    """An article that quotes a speaker, and how often."""

    article: ArticleCard
    quotes: int = Field(ge=1)


class SpeakerProfile(SpeakerSummary):
    """A speaker with the articles that quote him, newest first and those without a date last.

    ``similar`` are other speakers whose names are spelt so much alike that they may be the same person.
    """

    similar: tuple[str, ...]
    articles: tuple[Appearance, ...]


class Roster:
    """The speakers of one generation of an index; where it was opened by itself, a context that closes it."""

    def __init__(self, store: Store, directory: SpeakerDirectory) -> None:
        """Tell of the speakers of a store, found by their directory."""
        self._store = store
        self._directory = directory

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the current generation of an index, without its encoder.

        Raises:
            IndexMissing: there is no index in that folder.
            IndexDamaged: a file of it is not what was written.
            IndexFormatError: another version of the product wrote it.
        """
        opened = generation.open_serving(path)
        store = Store(opened.path / FILE_NAME, opened.manifest.counts)
        return cls(store, SpeakerDirectory(store.speakers))

    def close(self) -> None:
        """Close the store; afterwards nobody can be looked up."""
        self._store.close()

    def __enter__(self) -> Self:
        """Use the roster in a ``with`` statement."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it, whatever happened."""
        self.close()

    def everybody(self) -> tuple[SpeakerSummary, ...]:
        """All speakers, most quoted first."""
        every = map(self._summary, range(len(self._store.speakers)))
        return tuple(sorted(every, key=lambda speaker: (-speaker.quotes, speaker.name)))

    def find(self, name: str) -> tuple[SpeakerProfile, ...]:
        """Whom a name, a role or another alias stands for: all that it may mean; empty where nobody is known by it."""
        return tuple(self._profile(number) for number in self._directory.find(name))

    def nearest(self, name: str) -> tuple[str, ...]:
        """Names of speakers that are worth trying instead."""
        return self._directory.nearest(name)

    def _summary(self, number: int) -> SpeakerSummary:
        speaker = self._store.speakers[number]
        days = [self._store.day(article) for article in self._store.appearances(number)]
        dated = [day for day in days if day is not None]
        return SpeakerSummary(
            name=speaker.name,
            named=speaker.named,
            description=speaker.description,
            spellings=speaker.spellings,
            aliases=speaker.aliases,
            quotes=speaker.quotes,
            article_count=len(days),
            undated=len(days) - len(dated),
            first=min(dated, default=None),
            last=max(dated, default=None),
        )

    def _profile(self, number: int) -> SpeakerProfile:
        quotes = self._store.appearances(number)
        articles = tuple(
            Appearance(article=ArticleCard.of(article), quotes=count)
            for article, count in zip(self._store.articles(list(quotes)), quotes.values(), strict=True)
        )
        newest_first = sorted(
            articles, key=lambda seen: -(seen.article.published.toordinal() if seen.article.published else 0)
        )
        similar = tuple(self._store.speakers[other].name for other in self._directory.alike(number))
        return SpeakerProfile(**dict(self._summary(number)), similar=similar, articles=tuple(newest_first))
