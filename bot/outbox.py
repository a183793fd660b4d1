"""What the bot sends, on disk from before it is sent until Telegram has it.

A handler does not send; it puts calls here, and they go out in the order of their chat. Each call is known by the
update that it answers and by its place among that handler's calls: a handler that runs again, after the process was
killed, puts the same calls again, and those that are here already stay as they are.

Nobody waits for a message to be sent: flood control may keep a chat waiting for long. What is to be known of it then,
its number, is written down here, and a call that changes it finds that number once it is its turn.

A message that was on the wire when the process was killed is taken as sent. It is marked as the last thing before it is
written to a connection that stands, so that it nearly always was; sent once more, it would nearly always come twice.
Whatever fails while the process lives is sent again.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import cast

from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from . import kept, pace
from .calls import Call, perform
from .logs import described
from .metrics import Metrics
from .pace import seconds_of
from .state import State
from .wire import before_writing

logger = logging.getLogger(__name__)

#: Seconds before a call that failed is made again, at first and at most; each wait is twice the one before. Once the
#: server is known to be back, nobody waits any longer.
_FIRST_WAIT = 0.5
_LONGEST_WAIT = 30.0

#: Seconds for what is being sent when the bot stops.
_LAST_WAIT = 1.0

#: Seconds added to what flood control asks for: its clock and this one need not agree to the last.
_MARGIN = 0.1

#: Seconds for which a call waits for the one that it is to come after. Telegram soon takes no answer to a tap any more.
_COURTESY = 5.0

#: Refusals that say that a message is already what it was to become.
_DONE = ("message is not modified", "message to delete not found")


@dataclass
class Handling:
    """An update that is being handled, and how many calls were put for it so far."""

    update_id: int
    steps: int = 0


_handling: ContextVar[Handling] = ContextVar("handling")


@contextmanager
def handling(update_id: int, *, first_step: int = 0) -> Iterator[None]:
    """Count what is put inside as answers to this update, from some step on."""
    token = _handling.set(Handling(update_id, first_step))
    try:
        yield
    finally:
        _handling.reset(token)


@dataclass
class _Entry:
    """A call on its way; ``through`` is set once it was made or given up, ``after`` is that of the one before it."""

    id: int
    call: Call
    expires: float
    after: asyncio.Event | None = None
    through: asyncio.Event = field(default_factory=asyncio.Event)


class Outbox:
    """Sends calls, each chat's in order, with the patience that Telegram asks for.

    Args:
        state: where calls are kept.
        bot: what makes them.
        metrics: where they are counted.
    """

    def __init__(self, state: State, bot: Bot, metrics: Metrics) -> None:
        self._state = state
        self._bot = bot
        self._metrics = metrics
        self._pace = pace.Pace()
        self._lanes: dict[str, deque[_Entry]] = {}
        self._entries: dict[int, _Entry] = {}
        self._senders: set[asyncio.Task[None]] = set()
        self._silent: dict[str, float] = {}
        self._reachable = asyncio.Event()
        self._in_flight: set[asyncio.Task[None]] = set()
        self._stopped = False
        metrics.gauge("onrecord_outbox_waiting", lambda: self.waiting)

    @property
    def waiting(self) -> int:
        """How many calls are not through yet."""
        return len(self._entries)

    def is_silent(self, chat: int) -> bool:
        """Tell whether flood control takes nothing for a chat just now."""
        return self._silent_for(f"chat {chat}") > 0

    async def put(self, *calls: Call, in_order: bool = False) -> None:
        """Keep calls that belong together, all or none, and send them as soon as may be.

        Args:
            calls: what to send.
            in_order: whether each waits a moment for the one before it, where they are not of one lane.

        Raises:
            LookupError: no update is being handled; see :func:`handling`.
            sqlite3.Error: they could not be written.
        """
        current = _handling.get()
        step, current.steps = current.steps, current.steps + 1
        after: asyncio.Event | None = None
        for id_, call in await self._state.run(kept.Keep(current.update_id, step, calls)):
            entry = _Entry(id_, call, time.time() + call.lifetime, after)
            after = entry.through if in_order else None
            self._enqueue(entry)

    async def resume(self) -> int:
        """Go on with what an earlier run left, and tell how much that is."""
        left = await self._state.run(kept.left)
        if left.on_the_wire:
            logger.warning("%d messages were being sent when the bot ended, and are taken as sent", left.on_the_wire)
        now = time.time()
        for chat, finished in left.sent_lately:
            self._pace.remember(chat, max(0.0, now - finished))
        for id_, call, expires, not_before in left.waiting:
            if not_before > now:
                self._silent[call.lane] = asyncio.get_running_loop().time() + not_before - now
            self._enqueue(_Entry(id_, call, expires))
        return len(left.waiting)

    async def answers_to(self, chat: int, message_id: int) -> tuple[int, ...]:
        """Give the numbers of the bot's messages that answer a message, in order; they are known for a week."""
        return await self._state.run(lambda connection: kept.answers_to(connection, chat, message_id))

    async def most_answers_to(self, chat: int, message_id: int) -> int:
        """Tell how many messages may answer a message once all that waits is sent."""
        return await self._state.run(lambda connection: kept.most_answers_to(connection, chat, message_id))

    async def question_of(self, chat: int, message_id: int) -> int | None:
        """Give the number of the message that one of the bot's answers; ``None`` where that is not known."""
        return await self._state.run(lambda connection: kept.question_of(connection, chat, message_id))

    def wake(self) -> None:
        """Let calls that failed be made again at once: the server is back."""
        self._reachable.set()
        self._reachable = asyncio.Event()

    async def flush(self) -> None:
        """Wait until nothing is left to send."""
        while self._senders:
            await asyncio.wait(self._senders)

    async def stop(self) -> int:
        """Send nothing more, and tell how much is left for the next start.

        What is being sent just now gets a moment to end: given up, it would be sent once more.
        """
        self._stopped = True
        for sender in self._senders - self._in_flight:
            sender.cancel()
        if self._in_flight:
            await asyncio.wait(self._in_flight, timeout=_LAST_WAIT)
        for sender in self._senders:
            sender.cancel()
        await asyncio.gather(*self._senders, return_exceptions=True)
        return self.waiting

    def _enqueue(self, entry: _Entry) -> None:
        self._entries[entry.id] = entry
        lane = entry.call.lane
        if lane in self._lanes:
            self._lanes[lane].append(entry)
            return
        self._lanes[lane] = deque([entry])
        if self._stopped:
            return
        sender = asyncio.create_task(self._drain(lane), name=f"outbox: {lane}")
        self._senders.add(sender)
        sender.add_done_callback(self._on_drained)

    def _on_drained(self, sender: asyncio.Task[None]) -> None:
        self._senders.discard(sender)
        if not sender.cancelled() and (error := sender.exception()):
            logger.error("%s stopped, and goes on at the next start", sender.get_name(), exc_info=error)

    async def _drain(self, lane: str) -> None:
        """Send what waits in a lane, one after the other, until it is empty."""
        entries = self._lanes[lane]
        wait = _FIRST_WAIT
        while entries and not self._stopped:
            entry = entries[0]
            if entry.expires <= time.time():
                await self._give_up(entries, "it is too late to send it")
                continue
            try:
                await self._send(entry)
            except RetryAfter as error:
                await self._be_silent(lane, seconds_of(error.retry_after))
            except ChatMigrated as error:
                for moving in entries:
                    moving.call = moving.call.moved(error.new_chat_id)
            except (BadRequest, Forbidden) as error:
                await self._give_up(entries, described(error))
                wait = _FIRST_WAIT
            except TelegramError as error:
                self._metrics.count("onrecord_send_failures_total")
                logger.warning("a call of %s failed, trying again: %s", entry.call.method, described(error))
                await _within(wait, self._reachable)
                wait = min(_LONGEST_WAIT, 2 * wait)
            else:
                entries.popleft()
                wait = _FIRST_WAIT
        if not entries:
            del self._lanes[lane]

    async def _send(self, entry: _Entry) -> None:
        """Make a call once it is its turn, and note that it was made."""
        if (left := self._silent_for(entry.call.lane)) > 0:
            await asyncio.sleep(left)
        if entry.after is not None:
            await _within(_COURTESY, entry.after)
        if (call := await self._in_place(entry.call)) is None:
            await self._finish(entry, None, None)
            return
        if call.chat is not None:
            # A change disturbs nobody, and Telegram names no limit for it in one chat.
            await self._pace.turn(call.chat if call.method == "sendMessage" else None)
        sender = cast("asyncio.Task[None]", asyncio.current_task())
        self._in_flight.add(sender)
        token = before_writing.set(partial(self._mark, entry, time.time()) if call.method == "sendMessage" else None)
        try:
            message_id = await self._perform(call)
        except BaseException:
            await asyncio.shield(self._mark(entry, None))
            raise
        else:
            await self._finish(entry, message_id, None)
        finally:
            before_writing.reset(token)
            self._in_flight.discard(sender)

    async def _in_place(self, call: Call) -> Call | None:
        """Give a call with the number of the message that it changes."""
        if call.instead_of is None or call.chat is None or call.replies_to is None:
            return call
        return call.in_place(await self.answers_to(call.chat, call.replies_to))

    async def _mark(self, entry: _Entry, begun: float | None) -> None:
        await self._write("UPDATE outbox SET begun = ? WHERE id = ?", (begun, entry.id))

    async def _perform(self, call: Call) -> int | None:
        try:
            message_id = await perform(self._bot, call)
        except BadRequest as error:
            if not error.message.lower().startswith(_DONE):
                raise
            message_id = None
        if call.method == "deleteMessage":
            gone = call.chat, call.params["message_id"]
            await self._write("UPDATE outbox SET message_id = NULL WHERE chat = ? AND message_id = ?", gone)
        self._metrics.count("onrecord_calls_total", method=call.method)
        return message_id

    async def _give_up(self, entries: deque[_Entry], reason: str) -> None:
        entry = entries[0]
        self._metrics.count("onrecord_calls_given_up_total", method=entry.call.method)
        logger.error("a reply could not be sent, and is given up (%s): %s", entry.call.method, reason)
        await self._finish(entry, None, reason)
        entries.popleft()

    async def _finish(self, entry: _Entry, message_id: int | None, reason: str | None) -> None:
        # Once begun it is written, even where this task is cancelled: what is sent must not be sent again.
        await asyncio.shield(
            self._write(
                "UPDATE outbox SET finished = ?, params = NULL, message_id = ?, reason = ? WHERE id = ?",
                (time.time(), message_id, reason, entry.id),
            )
        )
        self._entries.pop(entry.id, None)
        entry.through.set()

    async def _be_silent(self, lane: str, seconds: float) -> None:
        logger.warning("Telegram asks to wait %g s before the next message to one chat", seconds)
        self._metrics.count("onrecord_flood_waits_total")
        now = asyncio.get_running_loop().time()
        self._silent = {each: until for each, until in self._silent.items() if until > now}
        self._silent[lane] = now + seconds + _MARGIN
        # Written even where this task is cancelled: the next start must keep to it.
        await asyncio.shield(
            self._write(
                "UPDATE outbox SET not_before = ? WHERE lane = ? AND finished IS NULL",
                (time.time() + seconds + _MARGIN, lane),
            )
        )

    def _silent_for(self, lane: str) -> float:
        """Tell for how many seconds flood control takes nothing for a lane."""
        until = self._silent.get(lane)
        return 0.0 if until is None else max(0.0, until - asyncio.get_running_loop().time())

    async def _write(self, statement: str, values: tuple[object, ...]) -> None:
        """Change a row, and go on trying where the disk refuses: what is sent must not look as if it were not."""
        while True:
            try:
                await self._state.change(statement, values)
            except sqlite3.Error as error:
                logger.error("the bot's state cannot be written, trying again: %s", error)  # noqa: TRY400 - one line is enough
                await asyncio.sleep(_FIRST_WAIT)
            else:
                return


async def _within(seconds: float, event: asyncio.Event) -> None:
    """Wait for something, for so many seconds at most."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
