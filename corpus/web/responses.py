"""What was fetched, kept in one file, so that what has not changed is not fetched again."""

from __future__ import annotations

import sqlite3
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from ..model import Notice

_FORMAT = 1
_SCHEMA = """CREATE TABLE responses (
    address TEXT PRIMARY KEY, final TEXT NOT NULL, etag TEXT, last_modified TEXT, content_type TEXT,
    body BLOB NOT NULL, size INTEGER NOT NULL, version TEXT, failure TEXT, kept_at REAL NOT NULL
) WITHOUT ROWID"""
_COLUMNS = "final, etag, last_modified, content_type, body, size, version, failure, kept_at"
# Another run may be writing; so many seconds are waited for it.
_BUSY_SECONDS = 5.0


class Kept(NamedTuple):
    """One response as it is kept.

    ``version`` is what the feed or site map said of the page when it was fetched; ``failure`` is why there is no body,
    where asking again would be of no use; ``kept_at`` is seconds since 1970.
    """

    final: str
    etag: str | None
    last_modified: str | None
    content_type: str | None
    body: bytes
    version: str | None = None
    failure: str | None = None
    kept_at: float = 0.0


class Responses:
    """Responses by the address that was asked for, in one SQLite file.

    Every response is written whole or not at all, whenever the run ends. What is wrong with the file never stops a
    reading: it is told once, through ``tell``, with the file to delete, and the file is left alone from then on.
    """

    def __init__(self, path: Path, tell: Callable[[Notice], None], now: Callable[[], float] = time.time) -> None:
        self._path = path
        self._tell = tell
        self._now = now
        self._database: sqlite3.Connection | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
            self._database.execute("PRAGMA synchronous = NORMAL")
            (version,) = self._database.execute("PRAGMA user_version").fetchone()
            if version not in {0, _FORMAT}:
                self._give_up(f"has format {version}, and this version reads format {_FORMAT}")
            elif version == 0:
                self._create()
        except (sqlite3.Error, OSError) as error:
            self._give_up(f"cannot be used ({error})")

    def _create(self) -> None:
        database = self._database
        if database is None:
            return
        database.execute("BEGIN IMMEDIATE")
        if database.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
            database.execute(_SCHEMA)
            database.execute(f"PRAGMA user_version = {_FORMAT}")
        database.execute("COMMIT")
        database.execute("SELECT kept_at FROM responses LIMIT 1")

    def get(self, address: str) -> Kept | None:
        """The response that is kept for an address."""
        if self._database is None:
            return None
        try:
            row = self._database.execute(
                f"SELECT {_COLUMNS} FROM responses WHERE address = ?",  # noqa: S608 - a constant
                (address,),
            ).fetchone()
            if row is None:
                return None
            final, etag, last_modified, content_type, body, size, version, failure, kept_at = row
            whole = zlib.decompressobj().decompress(body, size + 1)
            if len(whole) != size:
                raise zlib.error("another size")  # noqa: TRY301
        except (sqlite3.Error, zlib.error, TypeError, ValueError) as error:
            self._give_up(f"is damaged ({error})")
            return None
        return Kept(final, etag, last_modified, content_type, whole, version, failure, kept_at)

    def put(self, address: str, kept: Kept) -> None:
        """Keep a response in place of the one before."""
        if self._database is None:
            return
        row = (
            *(address, kept.final, kept.etag, kept.last_modified, kept.content_type),
            *(zlib.compress(kept.body), len(kept.body), kept.version, kept.failure, self._now()),
        )
        try:
            self._database.execute(
                f"INSERT OR REPLACE INTO responses (address, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
                row,
            )
        except (sqlite3.Error, UnicodeError) as error:
            self._give_up(f"cannot be written ({error})")

    def age(self, kept: Kept) -> float:
        """Seconds since a response was kept."""
        return self._now() - kept.kept_at

    def close(self) -> None:
        """Close the file."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def _give_up(self, problem: str) -> None:
        self.close()
        advice = "everything is fetched anew; delete the file to have it made again"
        self._tell(Notice(where=str(self._path), what=f"the cache of fetched pages {problem}; {advice}"))
