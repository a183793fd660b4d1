"""What happens to an update between the disk and the handlers.

In order within a chat, without one chat waiting for another; what cannot be read, or breaks its handler again and
again, is put aside and holds up nobody.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from telegram import Update

from .botcontext import BotApplication, BotContext
from .gate import Gate, tell
from .inbox import Arrival, Inbox, number
from .logs import redact, without_texts
from .metrics import Metrics
from .outbox import handling

logger = logging.getLogger(__name__)

#: Attempts at one update, and the seconds before the second and the third.
_ATTEMPTS = 3
_PAUSES = (0.1, 0.5)

#: Seconds before the state is tried again after the disk refused.
_STATE_PAUSE = 1.0

#: Chats whose updates are handled at the same time; there are far fewer threads to search in.
_MOST_AT_ONCE = 256

#: Where the calls of an apology are counted from: no handler makes that many.
_APOLOGY = 1_000_000

OnError = Callable[[object, BotContext], Awaitable[None]]


@dataclass
class _Waiting:
    """An update in its chat's queue."""

    update: Update
    payload: dict[str, Any]
    attempts: int
    since: float = field(default_factory=time.monotonic)


class Dispatcher:
    """Takes updates in, and has them handled.

    Args:
        application: has the handlers.
        inbox: where updates are kept.
        gate: which of them are handled at all.
        on_error: tells the reader, once an update is put aside.
        metrics: where they are counted.
    """

    def __init__(
        self, application: BotApplication, inbox: Inbox, gate: Gate, on_error: OnError, metrics: Metrics
    ) -> None:
        self._application = application
        self._inbox = inbox
        self._gate = gate
        self._on_error = on_error
        self._metrics = metrics
        self._queues: dict[object, deque[_Waiting]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._under_way: set[int] = set()
        self._broken: dict[int, BotContext] = {}
        self._slots = asyncio.Semaphore(_MOST_AT_ONCE)
        application.add_error_handler(self._note_error)
        metrics.gauge("onrecord_updates_waiting", lambda: self.waiting)

    @property
    def waiting(self) -> int:
        """How many updates are not through yet."""
        return sum(len(queue) for queue in self._queues.values())

    async def resume(self) -> int:
        """Go on with the updates that an earlier run left, and tell how many there are."""
        left = await self._inbox.waiting()
        for arrival in left:
            if arrival.attempts >= _ATTEMPTS:
                await self._put_aside(arrival.update_id, f"the bot ended {arrival.attempts} times while handling it")
            else:
                await self._admit(arrival, again=True)
        return len(left)

    async def accept(self, updates: Sequence[object]) -> int | None:
        """Take updates in; once this returns they may be confirmed. Those that came before are ignored.

        Args:
            updates: as Telegram sends them, parsed from JSON and not looked at yet.

        Returns:
            The highest number among them, up to which all are confirmed; ``None`` where none has a number.

        Raises:
            sqlite3.Error: they could not be written, and must not be confirmed.
        """
        known = [update for update in updates if isinstance(update, dict) and number(update) is not None]
        if strange := len(updates) - len(known):
            logger.error("%d updates came without a number, and cannot be handled", strange)
        for arrival in await self._inbox.accept(known):
            self._metrics.count("onrecord_updates_total")
            try:
                await self._admit(arrival)
            except sqlite3.Error as error:
                logger.error("an update is left for the next start, since the state cannot be written: %s", error)  # noqa: TRY400 - one line is enough
        return max((number(update) or 0 for update in known), default=None)

    async def finish(self) -> None:
        """Wait until everything that was taken in is handled."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def stop(self) -> int:
        """Give up what is under way, and tell how many updates are left for the next start."""
        left = self.waiting
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._inbox.take_back(self._under_way)
        return left

    async def _admit(self, arrival: Arrival, *, again: bool = False) -> None:
        try:
            update = Update.de_json(arrival.payload, self._application.bot)
            refusal = self._gate.refuse(update, again=again)
            if refusal is None:
                self._enqueue(update, arrival)
                return
            self._metrics.count("onrecord_updates_refused_total", reason=refusal.reason)
            if refusal.notice:
                with handling(update.update_id):
                    await tell(update, refusal.notice)
        except sqlite3.Error:
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it, the others go on
            await self._put_aside(arrival.update_id, f"it cannot be read: {type(error).__name__}: {error}")
            return
        await self._inbox.finish([update.update_id])

    def _enqueue(self, update: Update, arrival: Arrival) -> None:
        waiting = _Waiting(update, arrival.payload, arrival.attempts)
        key = _order(update)
        if key in self._queues:
            self._queues[key].append(waiting)
            return
        self._queues[key] = deque([waiting])
        task = asyncio.create_task(self._work_off(key))
        self._tasks.add(task)
        task.add_done_callback(self._on_worked_off)

    def _on_worked_off(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            logger.error("a chat's updates are left for the next start", exc_info=error)

    async def _work_off(self, key: object) -> None:
        """Handle what waits in a queue, one after the other, until it is empty."""
        queue = self._queues[key]
        while queue:
            try:
                async with self._slots:
                    await self._handle(queue[0])
            except sqlite3.Error as error:
                logger.error("the bot's state cannot be written, trying again: %s", error)  # noqa: TRY400 - one line is enough
                await asyncio.sleep(_STATE_PAUSE)
                continue
            queue.popleft()
        del self._queues[key]

    async def _handle(self, waiting: _Waiting) -> None:
        update = waiting.update
        while True:
            context = await self._attempt(waiting)
            if context is None:
                await self._inbox.finish([update.update_id])
                self._metrics.observe("onrecord_handling_seconds", time.monotonic() - waiting.since)
                return
            if isinstance(context.error, sqlite3.OperationalError):  # a file that is locked, or a disk that is full
                waiting.attempts -= 1  # which is no fault of the update's
                await self._inbox.take_back([update.update_id])
                raise context.error
            self._metrics.count("onrecord_updates_failed_total")
            told = without_texts(context.error, waiting.payload)
            logger.error("an update could not be handled (attempt %d)\n%s", waiting.attempts, told)
            if waiting.attempts >= _ATTEMPTS:
                break
            await asyncio.sleep(_PAUSES[min(waiting.attempts, len(_PAUSES)) - 1])
        await self._apologise(update, context)
        await self._put_aside(update.update_id, f"{type(context.error).__name__}: {context.error}")

    async def _apologise(self, update: Update, context: BotContext) -> None:
        try:
            with handling(update.update_id, first_step=_APOLOGY):
                await self._on_error(update, context)
        except sqlite3.Error:
            raise
        except Exception as error:  # noqa: BLE001 - what cannot even be answered is put aside all the same
            logger.error("nobody could be told that it failed: %s", type(error).__name__)  # noqa: TRY400 - it may hold texts

    async def _attempt(self, waiting: _Waiting) -> BotContext | None:
        """Call the handlers, and give the context of the error that came of it, if any."""
        update_id = waiting.update.update_id
        self._under_way.add(update_id)
        await self._inbox.begin(update_id)
        waiting.attempts += 1
        with handling(update_id):
            await self._application.process_update(waiting.update)
        self._under_way.discard(update_id)
        return self._broken.pop(update_id, None)

    async def _note_error(self, update: object, context: BotContext) -> None:
        if isinstance(update, Update):
            self._broken[update.update_id] = context

    async def _put_aside(self, update_id: int, reason: str) -> None:
        self._metrics.count("onrecord_updates_put_aside_total")
        logger.error("update %d is put aside; the state holds the reason", update_id)
        await self._inbox.put_aside(update_id, redact(reason, self._application.bot.token))


def _order(update: Update) -> object:
    """Give what the order of an update is kept in: its chat, or its person where it belongs to no chat."""
    if update.effective_chat:
        return update.effective_chat.id
    return ("person", update.effective_user.id) if update.effective_user else ("alone", update.update_id)
