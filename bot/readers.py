"""What is kept of readers, in one SQLite file: never who they are, only a salted hash."""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import BotError

FILE = "readers.sqlite"

#: Hexadecimal digits of a hash that stand for a reader: too many to meet by chance.
_DIGITS = 20
#: Seconds to wait for another process that has the file, such as ``onrecord feedback``.
_PATIENCE = 10.0

_SALT = "CREATE TABLE IF NOT EXISTS salt (one INTEGER PRIMARY KEY CHECK (one = 1), salt BLOB NOT NULL)"


class ReaderFile:
    """The file, opened; several threads may use it.

    Args:
        path: the file, made where it is missing, for its owner alone.

    Raises:
        BotError: it is no such file, or the system refuses.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            self._connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            # What /new forgets is gone from the file as well.
            self._connection.execute("PRAGMA secure_delete = ON")
            with self.transaction() as connection:
                connection.execute(_SALT)
                # Made once: another one would part everybody from what is kept of them.
                connection.execute("INSERT OR IGNORE INTO salt VALUES (1, ?)", (secrets.token_bytes(32),))
                (self._salt,) = connection.execute("SELECT salt FROM salt").fetchone()
        except sqlite3.Error as error:
            raise self.unusable(error) from error
        except OSError as error:
            raise BotError(
                f"the bot cannot keep anything in {path}: {error.strerror}; name another folder: ONRECORD_BOT_STATE"
            ) from error

    def prepare(self, schema: Iterable[str]) -> None:
        """Make tables and indices where they are missing.

        Args:
            schema: statements that change nothing where they were carried out before.

        Raises:
            BotError: they cannot be carried out.
        """
        try:
            with self.transaction() as connection:
                for statement in schema:
                    connection.execute(statement)
        except sqlite3.Error as error:
            raise self.unusable(error) from error

    def unusable(self, error: sqlite3.Error) -> BotError:
        """Say of the file what is wrong with it, and what mends it."""
        return BotError(f"what the bot keeps in {self._path} cannot be used ({error}); move the file away")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Work with the file, all or nothing.

        Raises:
            sqlite3.Error: it cannot be read or written.
        """
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def hashed(self, *ids: int) -> str:
        """What stands for a person, or for a person in a chat: without the salt it tells nothing."""
        named = "/".join(map(str, ids)).encode()
        return hashlib.blake2b(named, key=self._salt, digest_size=_DIGITS // 2).hexdigest()

    def close(self) -> None:
        """Close the file, once whoever is working with it is through; nobody else gets to."""
        with self._lock:
            self._connection.close()
