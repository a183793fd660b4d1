"""The calls that are kept, as the database has them."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Sequence
from typing import NamedTuple

from . import pace
from .calls import Call
from .state import REMEMBERED

#: Why a message is given up that was being sent when the process was killed.
_ON_THE_WIRE = "it was being sent when the bot ended"


class Left(NamedTuple):
    """What an earlier run left: messages that were on the wire, those sent a moment ago, and those that wait."""

    on_the_wire: int
    sent_lately: list[tuple[int, float]]
    waiting: list[tuple[int, Call, float, float]]


def left(connection: sqlite3.Connection) -> Left:
    """Find what is left, and take what was on the wire as sent."""
    on_the_wire = connection.execute(
        "UPDATE outbox SET finished = begun, params = NULL, reason = ? WHERE begun IS NOT NULL AND finished IS NULL",
        (_ON_THE_WIRE,),
    ).rowcount
    sent_lately = connection.execute(
        "SELECT chat, finished FROM outbox WHERE chat IS NOT NULL AND finished > ? ORDER BY finished",
        (time.time() - pace.REMEMBERED,),
    ).fetchall()
    rows = connection.execute(
        "SELECT id, method, params, lane, chat, replies_to, instead_of, expires, not_before"
        " FROM outbox WHERE finished IS NULL ORDER BY id"
    )
    waiting = []
    for id_, method, params, lane, chat, replies_to, instead_of, expires, not_before in rows:
        call = Call(
            method=method,
            params=json.loads(params),
            lane=lane,
            chat=chat,
            replies_to=replies_to,
            instead_of=instead_of,
        )
        waiting.append((id_, call, expires, not_before))
    return Left(on_the_wire, sent_lately, waiting)


def answers_to(connection: sqlite3.Connection, chat: int, message_id: int) -> tuple[int, ...]:
    """Find the numbers of the bot's messages that answer a message, in order."""
    rows = connection.execute(
        "SELECT message_id FROM outbox WHERE chat = ? AND replies_to = ? AND message_id IS NOT NULL ORDER BY id",
        (chat, message_id),
    )
    return tuple(dict.fromkeys(number for (number,) in rows))


def most_answers_to(connection: sqlite3.Connection, chat: int, message_id: int) -> int:
    """Tell how many messages may answer a message once all that waits is sent."""
    (waiting,) = connection.execute(
        "SELECT count(*) FROM outbox WHERE chat = ? AND replies_to = ? AND method = 'sendMessage' AND finished IS NULL",
        (chat, message_id),
    ).fetchone()
    return len(answers_to(connection, chat, message_id)) + int(waiting)


def question_of(connection: sqlite3.Connection, chat: int, message_id: int) -> int | None:
    """Find the number of the message that one of the bot's answers."""
    row = connection.execute(
        "SELECT replies_to FROM outbox WHERE chat = ? AND message_id = ? AND replies_to IS NOT NULL", (chat, message_id)
    ).fetchone()
    return row[0] if row else None


class Keep:
    """Writes the calls of one step, and gives them with their numbers; none where the step is there already."""

    def __init__(self, update_id: int, step: int, calls: Sequence[Call]) -> None:
        self._key = update_id, step
        self._calls = calls

    def __call__(self, connection: sqlite3.Connection) -> list[tuple[int, Call]]:
        """Write them."""
        if connection.execute("SELECT 1 FROM outbox WHERE update_id = ? AND step = ?", self._key).fetchone():
            return []
        now = time.time()
        connection.execute("DELETE FROM outbox WHERE finished < ?", (now - REMEMBERED,))
        return [(self._insert(connection, part, call, now), call) for part, call in enumerate(self._calls)]

    def _insert(self, connection: sqlite3.Connection, part: int, call: Call, now: float) -> int:
        inserted = connection.execute(
            "INSERT INTO outbox (update_id, step, part, lane, method, params, expires, chat, replies_to,"
            " instead_of) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *self._key,
                part,
                call.lane,
                call.method,
                json.dumps(call.params),
                now + call.lifetime,
                call.chat,
                call.replies_to,
                call.instead_of,
            ),
        )
        return inserted.lastrowid or 0
