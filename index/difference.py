"""What two generations differ in: articles and speakers, compared by SQLite within their stores."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from onrecord.corpus import FrozenModel

from .errors import IndexDamaged
from .generation import Generation
from .store import FILE_NAME, read_only

# What an article is, by the columns that have it; where it lay is no part of that.
_FIELDS = ("title", "source", "author", "published", "url", "published_from", "extra", "text")
_ARTICLES_ONLY = """
SELECT id, title FROM {one}.articles WHERE id NOT IN (SELECT id FROM {other}.articles) ORDER BY number
"""
_ARTICLES_CHANGED = """
SELECT new.id, new.title, {differ}
FROM new.articles AS new JOIN old.articles AS old USING (id) WHERE old.fingerprint <> new.fingerprint
ORDER BY new.number
"""
# Two people may bear one name.
_SPEAKERS = """
SELECT name, sum(before), sum(after), sum(was), sum(is_now)
FROM (SELECT name, quotes AS before, 0 AS after, 1 AS was, 0 AS is_now FROM old.speakers
      UNION ALL SELECT name, 0, quotes, 0, 1 FROM new.speakers)
GROUP BY name HAVING sum(before) <> sum(after) OR (sum(was) = 0) <> (sum(is_now) = 0) ORDER BY name
"""


class ArticleName(FrozenModel):
    """An article, as a list names it."""

    id: str
    title: str | None


class ChangedArticle(ArticleName):
    """An article that both generations have and that is not the same in both; ``fields`` are those that differ."""

    fields: tuple[str, ...]


class SpeakerCount(FrozenModel):
    """A speaker, with the number of quotes in each of the two generations."""

    name: str
    before: int
    after: int


class ArticleDifference(FrozenModel):
    """Articles that one generation has and the other has not, or has otherwise, in the order of their stores."""

    added: tuple[ArticleName, ...]
    changed: tuple[ChangedArticle, ...]
    gone: tuple[ArticleName, ...]


class SpeakerDifference(FrozenModel):
    """Speakers that only one of two generations has, and those with another number of quotes in each, by name."""

    added: tuple[SpeakerCount, ...]
    changed: tuple[SpeakerCount, ...]
    gone: tuple[SpeakerCount, ...]


class Difference(FrozenModel):
    """What changed from the generation ``before`` to the generation ``after``."""

    before: str
    after: str
    articles: ArticleDifference
    speakers: SpeakerDifference

    @property
    def is_empty(self) -> bool:
        """Whether both hold the same articles and the same speakers."""
        of = self.articles, self.speakers
        return not any(group for part in of for group in (part.added, part.changed, part.gone))


def difference(before: Generation, after: Generation) -> Difference:
    """Compare two generations; names and titles alone are held in memory.

    Raises:
        IndexDamaged: one of the stores cannot be read.
    """
    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            for name, of in (("old", before), ("new", after)):
                connection.execute(f"ATTACH ? AS {name}", (read_only(of.path / FILE_NAME),))
            return Difference(
                before=before.id, after=after.id, articles=_articles(connection), speakers=_speakers(connection)
            )
    except sqlite3.Error as error:
        raise IndexDamaged(after.path, f"the stores of {before.id} and {after.id} do not compare ({error})") from error


def _articles(connection: sqlite3.Connection) -> ArticleDifference:
    def only(one: str, other: str) -> Iterator[ArticleName]:
        for id_, title in connection.execute(_ARTICLES_ONLY.format(one=one, other=other)):
            yield ArticleName(id=id_, title=title)

    differing = ", ".join(f"old.{field} IS NOT new.{field}" for field in _FIELDS)
    changed = (
        ChangedArticle(
            id=id_, title=title, fields=tuple(field for field, differs in zip(_FIELDS, differ, strict=True) if differs)
        )
        for id_, title, *differ in connection.execute(_ARTICLES_CHANGED.format(differ=differing))
    )
    return ArticleDifference(added=tuple(only("new", "old")), changed=tuple(changed), gone=tuple(only("old", "new")))


def _speakers(connection: sqlite3.Connection) -> SpeakerDifference:
    added: list[SpeakerCount] = []
    changed: list[SpeakerCount] = []
    gone: list[SpeakerCount] = []
    for name, before, after, was, is_now in connection.execute(_SPEAKERS):
        speaker = SpeakerCount(name=name, before=before, after=after)
        (added if not was else gone if not is_now else changed).append(speaker)
    return SpeakerDifference(added=tuple(added), changed=tuple(changed), gone=tuple(gone))
