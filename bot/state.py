"""The bot's state on disk: one SQLite file, one process at a time, one thread that writes.

What stands in it is what must not be lost: updates that are not answered yet (see ``inbox``), and messages that are not
sent yet (see ``outbox``). Nothing here knows Telegram.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from .errors import BotError

T = TypeVar("T")

#: Names in the folder of the state.
FILE = "state.sqlite"
LOCK = "lock"

#: Seconds for which what is done stays known, so that a replay of it is recognised. Telegram keeps updates for a day,
#: and numbers them anew at random after a week without any. Source: https://core.telegram.org/bots/api#getting-updates
REMEMBERED = 7 * 24 * 3600.0

#: Seconds to wait for another program, such as a backup, that has the file locked.
_PATIENCE = 1.0

#: How the tables are laid out; raised whenever an older file could not be used.
_LAYOUT = 1

_SCHEMA = """
CREATE TABLE IF NOT EXISTS inbox (
    update_id INTEGER PRIMARY KEY,
    received REAL NOT NULL,
    payload TEXT,                       -- JSON; removed once the update is done
    attempts INTEGER NOT NULL DEFAULT 0,
    finished REAL,
    reason TEXT                         -- why it was put aside
) STRICT;
CREATE INDEX IF NOT EXISTS inbox_waiting ON inbox (update_id) WHERE finished IS NULL;
CREATE INDEX IF NOT EXISTS inbox_finished ON inbox (finished) WHERE finished IS NOT NULL;
CREATE TABLE IF NOT EXISTS outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    update_id INTEGER NOT NULL,         -- what it answers
    step INTEGER NOT NULL,              -- how many calls its handler had made before
    part INTEGER NOT NULL,              -- which of the messages of one reply
    lane TEXT NOT NULL,                 -- those of one lane go out in order
    method TEXT NOT NULL,
    params TEXT,                        -- JSON; removed once it is sent
    expires REAL NOT NULL,
    not_before REAL NOT NULL DEFAULT 0,
    begun REAL,                         -- since when it has been on the wire
    finished REAL,
    reason TEXT,                        -- why it was given up
    chat INTEGER,
    replies_to INTEGER,
    instead_of INTEGER,                 -- which of the messages that answer that one it takes the place of
    message_id INTEGER,                 -- of the message that was sent
    UNIQUE (update_id, step, part)
) STRICT;
CREATE INDEX IF NOT EXISTS outbox_waiting ON outbox (id) WHERE finished IS NULL;
CREATE INDEX IF NOT EXISTS outbox_finished ON outbox (finished) WHERE finished IS NOT NULL;
CREATE INDEX IF NOT EXISTS outbox_answers ON outbox (chat, replies_to);
CREATE INDEX IF NOT EXISTS outbox_sent ON outbox (chat, message_id) WHERE message_id IS NOT NULL;
"""


class State:
    """The state in a folder, opened by this process alone until :meth:`close`.

    Args:
        folder: where it lies; made where it is missing, for its owner alone, since it holds what people write.

    Raises:
        BotError: another process has it open, it is damaged, or the system refuses.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = _locked(folder)
        try:
            self._connection = _connected(folder / FILE)
        except BaseException:
            os.close(self._lock)
            raise
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="onrecord-state")

    async def run(self, work: Callable[[sqlite3.Connection], T], *, durable: bool = False) -> T:
        """Do some work in one transaction, off the event loop.

        Args:
            work: what to do with the connection; a failure undoes all of it. It gives no cursor back: one that ends in
                another thread disturbs what this one is doing.
            durable: wait until the disk has it, so that it survives even a loss of power. Without, it survives the end
                of this process, however sudden.

        Raises:
            sqlite3.Error: the file cannot be read or written.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._transaction, work, durable)

    async def change(self, statement: str, *rows: tuple[object, ...]) -> None:
        """Make one change for each row of values, all or none.

        Raises:
            sqlite3.Error: as :meth:`run`.
        """

        def work(connection: sqlite3.Connection) -> None:
            connection.executemany(statement, rows)

        await self.run(work)

    def close(self) -> None:
        """Finish what is being written, close the file, and let another process have it."""
        self._thread.shutdown()
        self._connection.close()
        os.close(self._lock)

    def _transaction(self, work: Callable[[sqlite3.Connection], T], durable: bool) -> T:
        self._connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            result = work(self._connection)
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        return result


def _locked(folder: Path) -> int:
    """Take the lock of a folder; the system releases it when this process dies."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise BotError(
            f"the bot's state cannot be kept in {folder}: {error.strerror}; name another folder: ONRECORD_BOT_STATE"
        ) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        owner = os.read(descriptor, 20).decode("ascii", "replace").strip()
        os.close(descriptor)
        raise BotError(
            f"another bot{f' (process {owner})' if owner else ''} is running with the state in {folder}; stop it first,"
            " or give this one a token and a folder of its own: ONRECORD_BOT_STATE"
        ) from error
    os.truncate(descriptor, 0)
    os.write(descriptor, f"{os.getpid()}\n".encode())
    return descriptor


def _connected(path: Path) -> sqlite3.Connection:
    mends = f"move {path} away, and the bot begins with an empty one"
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise BotError(f"the bot's state cannot be kept in {path}: {error.strerror}") from error
    connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA secure_delete = ON")
        (layout,) = connection.execute("PRAGMA user_version").fetchone()
        if layout in (0, _LAYOUT):
            connection.executescript(_SCHEMA)
            connection.execute(f"PRAGMA user_version = {_LAYOUT}")
            return connection
        reason = f"it has layout {layout}, and this version of the bot has {_LAYOUT}"
    except sqlite3.Error as error:
        connection.close()
        raise BotError(f"the bot's state in {path} cannot be used: {error}; {mends}") from error
    connection.close()
    raise BotError(f"the bot's state in {path} cannot be used: {reason}; {mends}")
