"""Staging: which articles the next generation will hold, settled before anything is made of them.

Articles come in one by one and are held in a file of the draft, so that a collection never has to fit into memory. What
the generation before has already, with the same content, is marked as kept and need not be read again.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Collection, Iterator
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import NamedTuple, Self

from onrecord.corpus import Article, ArticleError, Notice, address_id

from .origins import lasting
from .store import ARTICLE_FIELDS, read_only
from .store import FILE_NAME as STORE

FILE_NAME = ".staged.sqlite"  # hidden: no part of the generation


class Staged(NamedTuple):
    """An article of the next generation.

    ``kept`` is its number in the one before, where it stands there unchanged; ``article`` is what it is, unless it will
    be copied from there.
    """

    id: str
    kept: int | None
    origin: str | None
    article: Article | None


class Staging:
    """The articles of the next generation; a context that closes its file.

    Args:
        folder: of the draft.
        base: folder of the generation before; ``None`` where there is none.
        copied: whether what stands there unchanged will be copied; else every article is given whole.

    Attributes:
        repeated: how many articles came more than once.
    """

    def __init__(self, folder: Path, base: Path | None, *, copied: bool = True) -> None:
        self.repeated = 0
        self._copied = copied
        self._path = folder / FILE_NAME
        self._connection = sqlite3.connect(self._path.resolve().as_uri(), uri=True, isolation_level=None)
        run = self._connection.execute
        run("PRAGMA journal_mode = OFF")
        run("PRAGMA synchronous = OFF")
        run(
            "CREATE TABLE staged (place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, fingerprint TEXT NOT NULL,"
            " content BLOB NOT NULL, origin TEXT, kept INTEGER, seen INTEGER NOT NULL, article TEXT)"
        )
        run("CREATE INDEX by_content ON staged (content)")
        if base is None:
            run("ATTACH ':memory:' AS base")
            known = ", ".join(ARTICLE_FIELDS)
            run(f"CREATE TABLE base.articles (number INTEGER PRIMARY KEY, fingerprint, content, {known})")
        else:
            run("ATTACH ? AS base", (read_only(base / STORE),))
        run("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()
        self._path.unlink(missing_ok=True)

    def keep(self, *, without: Collection[str] = ()) -> list[str]:
        """Take over the articles of the generation before.

        Args:
            without: ids of those to leave out.

        Returns:
            The ids of those left out that are not there.
        """
        self._connection.execute(
            "INSERT INTO staged (id, fingerprint, content, origin, kept, seen)"
            " SELECT id, fingerprint, content, origin, number, 0 FROM base.articles"
            " WHERE id NOT IN (SELECT value FROM json_each(?)) ORDER BY number",
            (json.dumps(list(without)),),
        )
        return [id_ for id_ in without if self._before(id_) is None]

    def put(self, article: Article) -> Notice | None:
        """Take an article in.

        One that came already under its id is repeated. Of two that an address names, the later one counts, as it is
        what stands there now.

        Returns:
            What to tell, where it replaces one that another file of the same name gave, since it may not be the same.

        Raises:
            ArticleError: another article came in under the id that this one was given.
        """
        row = self._connection.execute(
            "SELECT fingerprint, seen, origin FROM staged WHERE id = ?", (article.id,)
        ).fetchone()
        if row is not None and row[1]:
            same = row[0] == article.fingerprint
            if not same and not _named_by_address(article):
                raise ArticleError(
                    article.origin or article.id,
                    f"another article has the id {article.id!r}; give each its own",
                )
            self.repeated += 1
            if same:
                return None
        before = self._before(article.id)
        self._stage(article, before[0] if before is not None and before[1] == article.fingerprint else None)
        if row is None or row[1] or row[0] == article.fingerprint or not _named_alike(article, row[2]):
            return None
        what = (
            f"replaces the article {article.id!r} from {row[2]}, a file of the same name; to keep both, give them ids"
        )
        return Notice(where=article.origin or article.id, what=what)

    def settle(self) -> None:
        """Of those with the same text leave the first alone, now that all have come in and none will change or go."""
        run = self._connection.execute
        run("CREATE TEMP TABLE firsts AS SELECT min(place) AS place FROM staged GROUP BY content")
        again = "place NOT IN (SELECT place FROM firsts)"
        self.repeated += run(f"SELECT count(*) FROM staged WHERE seen AND {again}").fetchone()[0]  # noqa: S608 (no input)
        run(f"DELETE FROM staged WHERE {again}")  # noqa: S608 (no input)
        run("DROP TABLE firsts")

    def drop(self, ids: Collection[str]) -> None:
        """Leave articles out after all."""
        self._connection.execute(
            "DELETE FROM staged WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)
        )

    def unseen(self, gone: Callable[[str], bool]) -> list[str]:
        """The ids of those that were taken over, have not come in again, and are gone.

        Args:
            gone: tells by its origin whether an article that has not come in again is gone.
        """
        found = self._connection.execute("SELECT id, origin FROM staged WHERE NOT seen AND origin IS NOT NULL")
        return [id_ for id_, origin in found if gone(origin)]

    def __len__(self) -> int:
        """How many articles there will be."""
        return int(self._connection.execute("SELECT count(*) FROM staged").fetchone()[0])

    @property
    def kept(self) -> int:
        """How many of them stand in the generation before, unchanged."""
        return int(self._connection.execute("SELECT count(kept) FROM staged").fetchone()[0])

    @property
    def updated(self) -> int:
        """How many of them are no longer what the generation before has under their ids."""
        query = "SELECT count(*) FROM staged WHERE kept IS NULL AND id IN (SELECT id FROM base.articles)"
        return int(self._connection.execute(query).fetchone()[0])

    @property
    def gone(self) -> int:
        """How many articles of the generation before are not among them."""
        query = "SELECT count(*) FROM base.articles WHERE id NOT IN (SELECT id FROM staged)"
        return int(self._connection.execute(query).fetchone()[0])

    @property
    def is_as_before(self) -> bool:
        """Whether they are those of the generation before, in that order, and from the same places."""
        places = "SELECT row_number() OVER (ORDER BY place) - 1 AS number, kept, id, origin FROM staged"
        same = (
            f"SELECT count(*) FROM ({places}) AS staged JOIN base.articles USING (number)"  # noqa: S608 (no input)
            " WHERE staged.kept = number AND staged.origin IS articles.origin"
        )
        total = self._connection.execute("SELECT count(*) FROM base.articles").fetchone()[0]
        alike: bool = len(self) == total == self._connection.execute(same).fetchone()[0]
        return alike

    @property
    def content(self) -> str:
        """SHA-256 of which articles there are, whatever their order."""
        digest = hashlib.sha256()
        for id_, fingerprint in self._connection.execute("SELECT id, fingerprint FROM staged ORDER BY id"):
            digest.update(json.dumps([id_, fingerprint]).encode())
        return digest.hexdigest()

    def __iter__(self) -> Iterator[Staged]:
        query = "SELECT id, kept, origin, article FROM staged ORDER BY place"
        for id_, kept, origin, article in self._connection.execute(query):
            if article is not None:
                yield Staged(id_, kept, origin, Article.model_validate_json(article))
            else:
                yield Staged(id_, kept, origin, None if self._copied else self._whole(kept))

    def _whole(self, number: int) -> Article:
        """An article of the generation before."""
        query = f"SELECT {', '.join(ARTICLE_FIELDS)} FROM base.articles WHERE number = ?"  # noqa: S608 (no input)
        return Article(**dict(zip(ARTICLE_FIELDS, self._connection.execute(query, (number,)).fetchone(), strict=True)))

    def _before(self, id_: str) -> tuple[int, str] | None:
        """The number and the fingerprint that an article has in the generation before."""
        found: tuple[int, str] | None = self._connection.execute(
            "SELECT number, fingerprint FROM base.articles WHERE id = ?", (id_,)
        ).fetchone()
        return found

    def _stage(self, article: Article, kept: int | None) -> None:
        """Put an article where its id stands, or at the end."""
        article = article.model_copy(update={"origin": article.origin and lasting(article.origin)})
        self._connection.execute(
            "INSERT INTO staged (id, fingerprint, content, origin, kept, seen, article) VALUES (?, ?, ?, ?, ?, 1, ?)"
            " ON CONFLICT (id) DO UPDATE SET fingerprint = excluded.fingerprint, content = excluded.content,"
            " origin = excluded.origin, kept = excluded.kept, seen = 1, article = excluded.article",
            (
                article.id,
                article.fingerprint,
                _content(article),
                article.origin,
                kept,
                None if self._copied and kept is not None else article.model_dump_json(),
            ),
        )


def _content(article: Article) -> bytes:
    return hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).digest()


def _named_alike(article: Article, before: str | None) -> bool:
    """Whether an article, and one that came from another file, are both called by their files' names."""
    if article.origin is None or before is None or lasting(article.origin) == before:
        return False
    names = {PurePosixPath(PurePosixPath(one).name.removesuffix(".gz")).stem for one in (article.origin, before)}
    return names == {article.id}


def _named_by_address(article: Article) -> bool:
    return article.url is not None and article.id == address_id(article.url)
