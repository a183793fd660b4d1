"""Updates on disk, from before they are confirmed to Telegram until they are answered."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .state import REMEMBERED, State

#: SQLite's largest integer. Telegram's numbers have 32 bits.
_LARGEST = 2**63 - 1

#: Most updates that were put aside whose reasons are shown, the last ones.
SHOWN_ASIDE = 5
#: Most characters of a reason where it is shown; the state has all of it.
_MAX_REASON = 200


@dataclass(frozen=True)
class Arrival:
    """An update as it came, and how often it has been begun."""

    update_id: int
    payload: dict[str, Any]
    attempts: int = 0


@dataclass(frozen=True)
class PutAside:
    """An update that could not be handled, and why."""

    update_id: int
    reason: str
    payload: dict[str, Any]

    @property
    def told(self) -> str:
        """Its number and the reason, in one short line."""
        line = " ".join(self.reason.split())
        return f"{self.update_id}: {line if len(line) <= _MAX_REASON else line[:_MAX_REASON] + '…'}"


class Inbox:
    """The updates that have come in.

    Args:
        state: where they are kept.
    """

    def __init__(self, state: State) -> None:
        self._state = state

    async def accept(self, updates: Sequence[dict[str, Any]]) -> list[Arrival]:
        """Put updates on the disk, and give those that were not there yet, in order.

        Args:
            updates: objects with an ``update_id``, as :func:`number` finds it.

        Raises:
            sqlite3.Error: they could not be written, and must not be confirmed.
        """
        arrivals = [Arrival(number(update) or 0, _readable(update)) for update in updates]

        def insert(connection: sqlite3.Connection) -> list[Arrival]:
            now = time.time()
            connection.execute("DELETE FROM inbox WHERE finished < ?", (now - REMEMBERED,))
            return [
                arrival
                for arrival in arrivals
                if connection.execute(
                    "INSERT OR IGNORE INTO inbox (update_id, received, payload) VALUES (?, ?, ?)",
                    (arrival.update_id, now, json.dumps(arrival.payload)),
                ).rowcount
            ]

        return await self._state.run(insert, durable=True) if arrivals else []

    async def waiting(self) -> list[Arrival]:
        """Give the updates that are not finished, oldest first."""

        def select(connection: sqlite3.Connection) -> list[Arrival]:
            rows = connection.execute(
                "SELECT update_id, payload, attempts FROM inbox WHERE finished IS NULL ORDER BY update_id"
            )
            return [Arrival(update_id, json.loads(payload), attempts) for update_id, payload, attempts in rows]

        return await self._state.run(select)

    async def begin(self, update_id: int) -> None:
        """Count an attempt before it is made, so that one that ends the process counts as well."""
        await self._state.change("UPDATE inbox SET attempts = attempts + 1 WHERE update_id = ?", (update_id,))

    async def take_back(self, update_ids: Iterable[int]) -> None:
        """Take an attempt back that was given up for no fault of the update's."""
        statement = "UPDATE inbox SET attempts = max(0, attempts - 1) WHERE update_id = ?"
        await self._state.change(statement, *((each,) for each in update_ids))

    async def finish(self, update_ids: Iterable[int]) -> None:
        """Keep of updates that are done no more than their numbers."""
        now = time.time()
        statement = "UPDATE inbox SET finished = ?, payload = NULL WHERE update_id = ?"
        await self._state.change(statement, *((now, each) for each in update_ids))

    async def put_aside(self, update_id: int, reason: str) -> None:
        """Handle an update no more, and keep it with the reason."""
        reason = reason.encode(errors="backslashreplace").decode()
        statement = "UPDATE inbox SET finished = ?, reason = ? WHERE update_id = ?"
        await self._state.change(statement, (time.time(), reason, update_id))

    async def aside(self) -> list[PutAside]:
        """Give what was put aside, oldest first."""

        def select(connection: sqlite3.Connection) -> list[PutAside]:
            rows = connection.execute(
                "SELECT update_id, reason, payload FROM inbox WHERE reason IS NOT NULL ORDER BY update_id"
            )
            return [PutAside(update_id, reason, json.loads(payload)) for update_id, reason, payload in rows]

        return await self._state.run(select)


def number(update: object) -> int | None:
    """Give the number of an update, or ``None`` for what has none by which it could be kept and confirmed."""
    found = update.get("update_id") if isinstance(update, dict) else None
    return found if type(found) is int and 0 <= found <= _LARGEST else None


def _readable(update: dict[str, Any]) -> dict[str, Any]:
    """Put U+FFFD for what is no valid text, which JSON's escapes can hold: lone surrogates."""
    text = json.dumps(update, ensure_ascii=False)
    cleaned: dict[str, Any] = json.loads(text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
    return cleaned
