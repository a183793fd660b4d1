"""What is remembered of conversations: by chat and person, and by the questions that were answered.

It is bounded in number, in bytes and in time, and survives a restart.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from onrecord.corpus import FrozenModel
from onrecord.index import Context
from pydantic import ValidationError

from .readers import ReaderFile

#: Seconds for which a conversation, and an answer, is remembered; Telegram lets bots edit messages for 48 hours.
#: Source: https://core.telegram.org/bots/api#editmessagetext
KEPT = 48 * 3600.0
#: Most conversations and most answers, the latest; at some 2 KB each, a file of 40 MB.
MOST = 10_000
#: Most bytes of one context. One with 100 passages and their speakers has some 5,000.
MAX_BYTES = 16_384

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS conversations (reader TEXT PRIMARY KEY, context TEXT NOT NULL, answer TEXT,"
    " kept REAL NOT NULL)",
    "CREATE INDEX IF NOT EXISTS conversations_kept ON conversations (kept)",
    "CREATE TABLE IF NOT EXISTS answers (chat TEXT NOT NULL, question INTEGER NOT NULL, reader TEXT NOT NULL,"
    " before TEXT NOT NULL, after TEXT NOT NULL, kept REAL NOT NULL, PRIMARY KEY (chat, question))",
    "CREATE INDEX IF NOT EXISTS answers_reader ON answers (reader)",
    "CREATE INDEX IF NOT EXISTS answers_kept ON answers (kept)",
)


class Place(NamedTuple):
    """Where somebody writes: a conversation belongs to a person in a chat."""

    chat: int
    person: int


class LastAnswer(FrozenModel):
    """The last answer in a conversation, for whoever has something to say of it.

    ``hits`` are the passages that were shown; ``answered`` tells whether they were an answer, or what came nearest.
    """

    question: str
    answered: bool
    hits: tuple[str, ...]
    generation: str


class Answered(NamedTuple):
    """What was remembered before a question, and what after its answer."""

    before: Context
    after: Context


class Conversations:
    """The conversations that are remembered; several threads may use it.

    Args:
        file: where they are kept.
        now: the clock, in seconds since the epoch.
    """

    def __init__(self, file: ReaderFile, now: Callable[[], float] = time.time) -> None:
        self._file = file
        self._now = now
        file.prepare(_SCHEMA)

    def context(self, place: Place) -> Context:
        """What is remembered of a conversation; an empty context where there is nothing."""
        query = "SELECT context FROM conversations WHERE reader = ? AND kept > ?"
        with self._file.transaction() as connection:
            row = connection.execute(query, (self._file.hashed(*place), self._now() - KEPT)).fetchone()
        return _read(row[0]) if row else Context()

    def last_answer(self, place: Place) -> LastAnswer | None:
        """The last answer in a conversation; ``None`` where there was none, or it is forgotten."""
        query = "SELECT answer FROM conversations WHERE reader = ? AND kept > ?"
        with self._file.transaction() as connection:
            row = connection.execute(query, (self._file.hashed(*place), self._now() - KEPT)).fetchone()
        try:
            return LastAnswer.model_validate_json(row[0]) if row and row[0] else None
        except ValidationError:  # of an older version
            return None

    def keep(self, place: Place, context: Context, answer: LastAnswer | None) -> None:
        """Remember a conversation and its last answer in the place of what was remembered of it."""
        written = answer.model_dump_json() if answer else None
        row = (self._file.hashed(*place), _written(context), written, self._now())
        with self._file.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO conversations VALUES (?, ?, ?, ?)", row)
            self._bound(connection.execute, "conversations")

    def forget(self, place: Place) -> None:
        """Remember nothing of a conversation any more, nor of any of its answers."""
        reader = self._file.hashed(*place)
        with self._file.transaction() as connection:
            connection.execute("DELETE FROM conversations WHERE reader = ?", (reader,))
            connection.execute("DELETE FROM answers WHERE reader = ?", (reader,))

    def answered(self, place: Place, question: int, before: Context, after: Context) -> None:
        """Remember of a message that was answered what was known then, in the place of what was before."""
        hashed = self._file.hashed
        row = (hashed(place.chat), question, hashed(*place), _written(before), _written(after), self._now())
        with self._file.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?)", row)
            self._bound(connection.execute, "answers")

    def answer_to(self, chat: int, question: int) -> Answered | None:
        """What was known when a message was answered; ``None`` where that is not remembered."""
        query = "SELECT before, after FROM answers WHERE chat = ? AND question = ? AND kept > ?"
        with self._file.transaction() as connection:
            row = connection.execute(query, (self._file.hashed(chat), question, self._now() - KEPT)).fetchone()
        return Answered(_read(row[0]), _read(row[1])) if row else None

    def _bound(self, execute: Callable[..., object], table: str) -> None:
        """Drop what is too old, and the oldest of what is too much."""
        execute(f"DELETE FROM {table} WHERE kept <= ?", (self._now() - KEPT,))  # noqa: S608 - one of two names
        execute(
            f"DELETE FROM {table} WHERE rowid IN"  # noqa: S608
            f" (SELECT rowid FROM {table} ORDER BY kept DESC, rowid DESC LIMIT -1 OFFSET ?)",
            (MOST,),
        )


def _written(context: Context) -> str:
    """A context as JSON, in so many bytes; what was shown goes first, since it only keeps "more" from repeating."""
    text = context.model_dump_json()
    if len(text.encode()) > MAX_BYTES:
        text = context.model_copy(update={"shown": context.last, "heard": ()}).model_dump_json()
    return text if len(text.encode()) <= MAX_BYTES else Context().model_dump_json()


def _read(text: str) -> Context:
    """A context as it was kept; an empty one where another version of the product wrote it."""
    try:
        return Context.model_validate_json(text)
    except ValidationError:
        return Context()
