"""The running bot: putting it together, starting it, and stopping it cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import threading
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from functools import partial
from typing import Any, cast

from onrecord.corpus import OnRecordError
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application, ContextTypes, ExtBot

from .admin import Office
from .botcontext import BotApplication, BotContext, Services
from .checking import rejected
from .conversations import Conversations
from .desk import Desk
from .dispatch import Dispatcher
from .errors import BotError
from .feedback import FeedbackBook
from .gate import Gate
from .handlers import ALLOWED_UPDATES, on_error, register, set_menu
from .inbox import Inbox
from .live import Live
from .logs import configure_logging, described, redact
from .metrics import Metrics
from .monitor import Monitor
from .outbox import Outbox
from .pace import seconds_of
from .polling import POLL_SECONDS, Poller
from .readers import FILE, ReaderFile
from .sending import SendingBot
from .served import Served
from .settings import BotSettings
from .state import State
from .watchdog import supervise
from .webhook import CONNECTIONS, Webhook, secret
from .wire import WatchedRequest

logger = logging.getLogger(__name__)

_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)

#: Seconds in which questions under way are still answered; containers are killed ten seconds after the signal.
#: Source: https://docs.docker.com/reference/cli/docker/container/stop/
_GRACE = 8.0

#: Seconds after the signal at which the process ends in any case, whatever a thread is still at; what came in, and what
#: is not sent yet, is on the disk.
_AT_LAST = 9.5

#: Seconds to wait for the answer to a call. Long, since a call that was given up may have been carried out all the
#: same, and is made again.
_CALL_TIMEOUT = 20.0
_CALLS_AT_ONCE = 64

#: Seconds without a sign of life after which a long poll hangs, and after which the bot is said to be unwell.
_STALLED = 2.0 * POLL_SECONDS
_UNWELL = 60.0

#: Seconds before another attempt to start, at first and at most; each wait is twice the one before.
_FIRST_WAIT = 0.5
_LONGEST_WAIT = 30.0

#: Seconds between two looks for another generation of the index.
_LOOK_EVERY = 2.0
#: Most seconds between two looks while one cannot be used: each reads and checks the whole of it.
_LOOK_AGAIN = 60.0


def run(settings: BotSettings, live: Live) -> None:
    """Run the bot until SIGINT or SIGTERM, with logging on standard error.

    Questions that came in before the signal are still answered; a second signal ends that.

    Raises:
        BotError: the token is missing, malformed or rejected, or another bot runs with the same state.
    """
    configure_logging(settings.require_token(), level=settings.log_level, form=settings.log_format)
    asyncio.run(_run_until_signal(settings, live))


async def poll(settings: BotSettings, live: Live, stop: asyncio.Event, *, grace: float = _GRACE) -> None:
    """Run the bot, by long polling or a webhook, until ``stop`` is set, then answer what has come in and end.

    A server that cannot be reached is waited for, at the start and later.

    Args:
        settings: the token, the server, and how much to do.
        live: answers the questions; it is renewed whenever its index is.
        stop: ends the bot once it is set.
        grace: seconds for what has come in; what is not answered by then is left for the next start.

    Raises:
        BotError: as for :func:`run`, or the token was revoked meanwhile.
    """
    settings.require_token()
    state = State(settings.state)
    try:
        readers = ReaderFile(settings.state / FILE)
        try:
            service = _Service(settings, live, state, readers, stop)
            await service.run(grace)
        finally:
            readers.close()
    finally:
        state.close()


class _Service:
    """The bot and all that belongs to it, from start to end."""

    def __init__(
        self, settings: BotSettings, live: Live, state: State, readers: ReaderFile, stop: asyncio.Event
    ) -> None:
        # python-telegram-bot's own switch to the type of RetryAfter.retry_after to come; without it each 429 warns.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        self._settings = settings
        self._token = settings.require_token()
        self._live = live
        self._stop = stop
        self._rejected = False
        self._connected = False
        self._webhook: Webhook | None = None
        self._metrics = Metrics()
        self._polling = self._request(connections=1, read_timeout=None)
        self._bot = SendingBot(
            self._token,
            base_url=settings.base_url,
            request=self._request(connections=_CALLS_AT_ONCE, read_timeout=_CALL_TIMEOUT),
            get_updates_request=self._polling,
        )
        self._outbox = Outbox(state, self._bot, self._metrics)
        self._bot.send_through(self._outbox)
        self._inbox = Inbox(state)
        self._desk = Desk(live, hits=settings.hits, workers=settings.workers)
        self._application: BotApplication = (
            Application.builder()
            .bot(cast("ExtBot[None]", self._bot))
            .updater(None)
            .context_types(ContextTypes(context=BotContext))
            .job_queue(None)
            .build()
        )
        office = Office(live, self._inbox, self._metrics, self._waiting, self._ailments)
        services = Services(
            desk=self._desk,
            conversations=Conversations(readers),
            feedback=FeedbackBook(readers),
            served=Served(),
        )
        register(self._application, services, office.handlers(settings.administrators))
        gate = Gate(
            settings.access, per_person=settings.per_person, per_group=settings.per_group, is_full=self._is_full
        )
        self._dispatcher = Dispatcher(self._application, self._inbox, gate, on_error, self._metrics)
        self._poller = Poller(
            self._polling,
            self._bot.base_url,
            ALLOWED_UPDATES,
            self._dispatcher.accept,
            self._outbox.wake,
            self._metrics,
        )
        self._metrics.gauge("onrecord_index_passages", lambda: live.passages)

    async def run(self, grace: float) -> None:
        """Run until it is told to stop."""
        async with AsyncExitStack() as stack:
            stack.callback(self._desk.close)
            stack.push_async_callback(self._close)
            if self._settings.monitor:
                monitor = Monitor(self._metrics, self._ailments)
                port = await monitor.server.start(*self._settings.monitor)
                stack.push_async_callback(monitor.server.stop)
                logger.info("health and metrics are at port %d", port)
            if await self._patiently(self._application.initialize):
                await self._menu()
                await self._application.start()
                stack.push_async_callback(self._finish, grace)
                left = await self._outbox.resume(), await self._dispatcher.resume()
                if any(left):
                    logger.info("going on with %d messages and %d updates of before", *left)
                await self._work(stack)
        if self._rejected:
            raise rejected(self._settings)

    async def _work(self, stack: AsyncExitStack) -> None:
        """Take updates in, and renew the index, until it is told to stop."""
        if not await self._patiently(partial(self._hear, stack)):
            return
        logger.info("answering as @%s", self._bot.username)
        self._connected = True
        async with _Background() as background:
            background.start(self._renew())
            if self._settings.webhook is None:
                background.start(
                    supervise(self._poller.run, lambda: self._poller.silence, longest=_STALLED, on_stall=self._on_stall)
                )
            await background.run_until(self._stop)

    async def _hear(self, stack: AsyncExitStack) -> None:
        """Agree with Telegram on how updates reach the bot."""
        address = self._settings.webhook
        if address is None:
            await self._bot.delete_webhook()
            return
        if self._webhook is None:
            self._webhook = Webhook(address, self._token, self._dispatcher.accept)
            listen = self._settings.webhook_listen
            await self._webhook.server.start(*listen)
            stack.push_async_callback(self._webhook.server.stop)
            logger.info("listening at %s:%d", *listen)
        await self._bot.set_webhook(
            address,
            allowed_updates=ALLOWED_UPDATES,
            max_connections=CONNECTIONS,
            secret_token=secret(self._token),
        )

    async def _patiently(self, act: Callable[[], Awaitable[None]]) -> bool:
        """Do something at the start, for as long as the server cannot be reached; tell whether it came to be done.

        Raises:
            BotError: the token is rejected, or the server refuses for good.
        """
        wait = _FIRST_WAIT
        address = self._settings.base_url
        while not self._stop.is_set():
            try:
                await _unless(self._stop, act())
            except InvalidToken:
                # Not chained: python-telegram-bot's message repeats the token.
                raise rejected(self._settings) from None
            except BadRequest as error:
                raise BotError(
                    f"the Bot API server at {address} refuses to start the bot: {described(error)}"
                ) from error
            except TelegramError as error:
                reason = redact(described(error), self._token)
                pause = max(wait, seconds_of(error.retry_after)) if isinstance(error, RetryAfter) else wait
                logger.warning(
                    "the Bot API server at %s cannot be reached, trying again in %g s: %s", address, pause, reason
                )
                await _unless(self._stop, asyncio.sleep(pause))
                wait = min(_LONGEST_WAIT, 2 * wait)
            else:
                return not self._stop.is_set()
        return False

    async def _menu(self) -> None:
        try:
            await set_menu(self._bot, self._settings.administrators)
        except TelegramError as error:
            logger.warning("the commands menu stays as it was: %s", described(error))

    async def _renew(self) -> None:
        """Take over each new generation of the index."""
        live, failed, wait = self._live, "", _LOOK_EVERY
        while True:
            await asyncio.sleep(wait)
            try:
                changed = await asyncio.to_thread(live.refresh)
            except OnRecordError as error:
                self._metrics.count("onrecord_reload_failures_total")
                if str(error) != failed:
                    logger.error("the new index cannot be used, the one before answers on: %s", error)  # noqa: TRY400 - one line is enough
                failed, wait = str(error), min(2 * wait, _LOOK_AGAIN)
                continue
            failed, wait = "", _LOOK_EVERY
            if changed:
                self._metrics.count("onrecord_reloads_total")
                logger.info("generation %s answers from now on", live.generation)

    async def _finish(self, grace: float) -> None:
        """Answer what has come in, as far as the time allows; the rest is on the disk."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0 if self._rejected else grace):
                await self._dispatcher.finish()
                await self._outbox.flush()
        updates, calls = await self._dispatcher.stop(), await self._outbox.stop()
        if updates or calls:
            logger.warning("%d updates and %d messages are left for the next start", updates, calls)
        await self._application.stop()

    async def _close(self) -> None:
        await self._application.shutdown()
        # Where initialising failed, the application believes that it has nothing to close.
        await self._bot.shutdown()

    def _request(self, *, connections: int, read_timeout: float | None) -> WatchedRequest:
        return WatchedRequest(self._on_rejected, connections=connections, read_timeout=read_timeout)

    def _on_rejected(self) -> None:
        self._rejected = True
        self._stop.set()

    def _on_stall(self) -> None:
        self._metrics.count("onrecord_poll_stalls_total")

    def _waiting(self) -> tuple[int, int]:
        return self._dispatcher.waiting, self._outbox.waiting

    def _is_full(self) -> bool:
        return sum(self._waiting()) >= self._settings.queue

    def _ailments(self) -> list[str]:
        if not self._connected:
            return ["the Bot API server was not reached yet"]
        found = []
        if self._settings.webhook is None and (absence := self._poller.absence) > _UNWELL:
            found.append(f"the Bot API server has not answered for {absence:.0f} s")
        if self._is_full():
            found.append("as much waits as may wait")
        return found


class _Background:
    """Work that goes on beside, and is cancelled at the end."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> _Background:
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin some work."""
        self._tasks.add(asyncio.create_task(work))

    async def run_until(self, stop: asyncio.Event) -> None:
        """Wait until it is time to stop.

        Raises:
            Exception: whatever a piece of work failed with before.
        """
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait([stopping, *self._tasks], return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
        for task in self._tasks:
            if task.done() and (error := task.exception()):
                raise error


async def _unless(stop: asyncio.Event, work: Awaitable[None]) -> None:
    """Do some work, or give it up once it is time to stop."""
    task = asyncio.ensure_future(work)
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([task, stopping], return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        if not task.done():
            task.cancel()
            await asyncio.wait([task])
    if not task.cancelled():
        task.result()


def _leave() -> None:
    """End the process without waiting for threads, which nothing else can end."""
    logger.warning("work under way does not come to an end, and is left")
    os._exit(0)


async def _run_until_signal(settings: BotSettings, live: Live) -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()

    def on_signal() -> None:
        logger.info("stopping")
        for number in _STOP_SIGNALS:
            loop.remove_signal_handler(number)
        stop.set()
        leaving = threading.Timer(_AT_LAST, _leave)
        leaving.daemon = True
        leaving.start()

    for number in _STOP_SIGNALS:
        # Windows has no such handlers; there Ctrl-C interrupts.
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, on_signal)
    await poll(settings, live, stop)
