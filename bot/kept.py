"""The calls that are kept, as the database has them."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from . import pace
from .calls import Call
from .state import REMEMBERED

#: Why a message is given up that was being sent when the process was killed.
_ON_THE_WIRE = "it was being sent when the bot ended"


@dataclass(frozen=True)
class Row:
    """A call that is kept: ``fresh`` is the call where it was not there before, else ``message_id`` what it sent."""

    id: int
    message_id: int | None = None
    fresh: Call | None = None


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
        "SELECT id, method, params, lane, chat, replies_to, expires, not_before"
        " FROM outbox WHERE finished IS NULL ORDER BY id"
    )
    waiting = []
    for id_, method, params, lane, chat, replies_to, expires, not_before in rows:
        call = Call(method=method, params=json.loads(params), lane=lane, chat=chat, replies_to=replies_to)
        waiting.append((id_, call, expires, not_before))
    return Left(on_the_wire, sent_lately, waiting)


class Keep:
    """Writes the calls of one step; where the step is there already, that stands as it is."""

    def __init__(self, update_id: int, step: int, calls: Sequence[Call]) -> None:
        self._key = update_id, step
        self._calls = calls

    def __call__(self, connection: sqlite3.Connection) -> list[Row]:
        """Write them."""
        there = connection.execute(
            "SELECT id, message_id FROM outbox WHERE update_id = ? AND step = ? ORDER BY part", self._key
        ).fetchall()
        if there:
            return [Row(id_, message_id) for id_, message_id in there]
        now = time.time()
        connection.execute("DELETE FROM outbox WHERE finished < ?", (now - REMEMBERED,))
        return [self._insert(connection, part, call, now) for part, call in enumerate(self._calls)]

    def _insert(self, connection: sqlite3.Connection, part: int, call: Call, now: float) -> Row:
        inserted = connection.execute(
            "INSERT INTO outbox (update_id, step, part, lane, method, params, expires, chat, replies_to)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *self._key,
                part,
                call.lane,
                call.method,
                json.dumps(call.params),
                now + call.lifetime,
                call.chat,
                call.replies_to,
            ),
        )
        return Row(inserted.lastrowid or 0, fresh=call)
