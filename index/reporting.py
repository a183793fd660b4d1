"""Reporting: what an index covers, who speaks in it, and what its last build did; figures alone."""

from __future__ import annotations

import datetime
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import closing

from onrecord.corpus import Alias, AliasKind, Attribution, Confidence, FrozenModel, QuoteKind, Speaker
from pydantic import AwareDatetime, Field

from . import rejections
from .errors import IndexDamaged
from .generation import Generation
from .manifest import Changes, Counts, Neighbours
from .rejections import Rejection
from .store import FILE_NAME, read_only

MOST_SOURCES = 8
"""Sources that are told apart; a page with more charts is not read. The others are taken together."""
MOST_SPEAKERS = 20
"""Speakers that are named: as many as ``onrecord speakers`` shows."""
MOST_REJECTIONS = 50
"""Rejections that are listed: enough to see what is wrong; all are counted."""
MOST_GIVEN = 20
"""Files, folders and addresses that are named as what the index was built from; all are counted."""

_BY_SOURCE = """
SELECT source, count(*) FROM articles GROUP BY source ORDER BY source IS NULL, count(*) DESC, source
"""
_BY_MONTH = "SELECT source, substr(published, 1, 7), count(*) FROM articles GROUP BY 1, 2 ORDER BY 2"
_DAYS = "SELECT min(published), max(published) FROM articles"
_SPEAKERS = "SELECT number, name, named, quotes FROM speakers ORDER BY quotes DESC, name LIMIT ?"
_APPEARANCES = """
SELECT speaker, count(DISTINCT article) FROM quotes JOIN passages ON row = passage
WHERE speaker IN (SELECT value FROM json_each(?)) GROUP BY speaker
"""
_ROLES = """
SELECT speaker, words, text, article_count FROM aliases
WHERE kind = ? AND speaker IN (SELECT value FROM json_each(?)) ORDER BY rowid
"""
_QUOTES = """
SELECT json_extract(quote, '$.kind'), json_extract(quote, '$.attribution'), json_extract(quote, '$.confidence'),
    count(*)
FROM quotes GROUP BY 1, 2, 3
"""


class MonthCount(FrozenModel):
    """How many articles are of a month, such as ``2015-11``."""

    month: str = Field(pattern=r"^\d{4}-\d{2}$")
    articles: int = Field(ge=1)


class SourceCoverage(FrozenModel):
    """How many articles there are of a source, or of several together, and from when.

    ``name`` is ``None`` for articles that name no source, and for several together; ``sources`` says how many they are:
    none, or several. ``months`` are in order, and those without an article left out.
    """

    name: str | None
    sources: int = Field(ge=0)
    articles: int = Field(ge=0)
    undated: int = Field(ge=0)
    months: tuple[MonthCount, ...]


class SpeakerCount(FrozenModel):
    """How much is quoted of a speaker; ``named`` is false for whoever is known by a role alone."""

    name: str
    named: bool
    description: str | None
    quotes: int = Field(ge=0)
    articles: int = Field(ge=0)


class QuoteCounts(FrozenModel):
    """How many quotes there are of each kind, by how the speaker was found, and how sure that is."""

    kind: dict[QuoteKind, int]
    attribution: dict[Attribution, int]
    confidence: dict[Confidence, int]


class LastBuild(FrozenModel):
    """What made the generation, out of what and with what.

    ``given`` are the first of what articles were read from, of ``given_count``. ``size`` is in bytes.
    """

    command: str
    created: AwareDatetime
    version: str
    parent: str | None
    changes: Changes
    given: tuple[str, ...]
    given_count: int = Field(ge=0)
    encoder: str
    dimension: int = Field(ge=1)
    weights_sha256: str
    neighbours: Neighbours
    size: int = Field(ge=0)


class Report(FrozenModel):
    """What one generation of an index holds, in figures.

    ``all_articles`` is the whole; ``sources`` are those with most articles, and ``others`` all that are left.
    ``first`` and ``last`` are dates of articles. ``rejections`` are the first of ``rejected`` things that the last
    build could not read.
    """

    generation: str
    counts: Counts
    first: datetime.date | None
    last: datetime.date | None
    all_articles: SourceCoverage
    sources: tuple[SourceCoverage, ...]
    others: SourceCoverage | None
    speakers: tuple[SpeakerCount, ...]
    quotes: QuoteCounts
    last_build: LastBuild
    rejections: tuple[Rejection, ...]
    rejected: int = Field(ge=0)


def report(generation: Generation) -> Report:
    """Count what a generation holds; no article is loaded.

    Args:
        generation: as it was opened and verified.

    Raises:
        IndexDamaged: a file of it is not what it should be.
        StoreError: one may not be read.
    """
    path = generation.path / FILE_NAME
    try:
        with closing(sqlite3.connect(read_only(path), uri=True)) as store:
            every, sources, others = _coverage(store)
            first, last = store.execute(_DAYS).fetchone()
            speakers = _speakers(store)
            quotes = _quotes(store)
    except (sqlite3.Error, ValueError) as error:
        raise IndexDamaged(path, f"{path.name} is no store ({error})") from error
    return Report(
        generation=generation.id,
        counts=generation.manifest.counts,
        first=first,
        last=last,
        all_articles=every,
        sources=sources,
        others=others,
        speakers=speakers,
        quotes=quotes,
        last_build=_last_build(generation),
        rejections=rejections.load(generation.path)[:MOST_REJECTIONS],
        rejected=generation.manifest.changes.rejected,
    )


def _coverage(store: sqlite3.Connection) -> tuple[SourceCoverage, tuple[SourceCoverage, ...], SourceCoverage | None]:
    """All articles, those of the largest sources, and those of all others."""
    months: dict[str | None, dict[str | None, int]] = defaultdict(dict)
    for source, month, count in store.execute(_BY_MONTH):
        months[source][month] = count
    named = [source for source, _ in store.execute(_BY_SOURCE)]
    # One that would be alone among the others is shown instead of them.
    shown = len(named) if len(named) <= MOST_SOURCES + 1 else MOST_SOURCES
    rest = named[shown:]
    every = _covered(months.values(), None, len(named) - (None in months))
    sources = tuple(_covered([months[name]], name, int(name is not None)) for name in named[:shown])
    others = _covered([months[name] for name in rest], None, len(rest) - (None in rest)) if rest else None
    return every, sources, others


def _covered(parts: Iterable[Mapping[str | None, int]], name: str | None, sources: int) -> SourceCoverage:
    total: dict[str | None, int] = defaultdict(int)
    for part in parts:
        for month, count in part.items():
            total[month] += count
    undated = total.pop(None, 0)
    months = tuple(MonthCount(month=month, articles=count) for month, count in sorted(total.items()) if month)
    articles = undated + sum(month.articles for month in months)
    return SourceCoverage(name=name, sources=sources, articles=articles, undated=undated, months=months)


def _speakers(store: sqlite3.Connection) -> tuple[SpeakerCount, ...]:
    found = store.execute(_SPEAKERS, (MOST_SPEAKERS,)).fetchall()
    numbers = json.dumps([number for number, *_ in found])
    articles = dict(store.execute(_APPEARANCES, (numbers,)).fetchall())
    roles: dict[int, list[Alias]] = defaultdict(list)
    for number, words, text, count in store.execute(_ROLES, (AliasKind.ROLE.value, numbers)):
        role = Alias(words=words, kind=AliasKind.ROLE, text=text, articles=(), article_count=count)
        roles[number].append(role)
    counted = []
    for number, name, named, quotes in found:
        speaker = Speaker(name=name, named=named, spellings=(), aliases=tuple(roles[number]), quotes=quotes)
        counted.append(
            SpeakerCount(
                name=name,
                named=speaker.named,
                description=speaker.description,
                quotes=quotes,
                articles=articles.get(number, 0),
            )
        )
    return tuple(counted)


def _quotes(store: sqlite3.Connection) -> QuoteCounts:
    kinds = dict.fromkeys(QuoteKind, 0)
    attributions = dict.fromkeys(Attribution, 0)
    confidences = dict.fromkeys(Confidence, 0)
    for kind, attribution, confidence, count in store.execute(_QUOTES):
        kinds[QuoteKind(kind)] += count
        attributions[Attribution(attribution)] += count
        confidences[Confidence(confidence)] += count
    return QuoteCounts(kind=kinds, attribution=attributions, confidence=confidences)


def _last_build(generation: Generation) -> LastBuild:
    manifest = generation.manifest
    return LastBuild(
        command=manifest.command,
        created=manifest.created,
        version=manifest.version,
        parent=manifest.parent,
        changes=manifest.changes,
        given=manifest.sources[:MOST_GIVEN],
        given_count=len(manifest.sources),
        encoder=manifest.encoder.name,
        dimension=manifest.encoder.dimension,
        weights_sha256=manifest.encoder.weights_sha256,
        neighbours=manifest.neighbours,
        size=manifest.size,
    )
