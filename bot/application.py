"""The running bot: putting it together, starting it, and stopping it cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal

from onrecord.index import Retriever
from telegram.error import InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application, ContextTypes

from .botcontext import BotApplication, BotContext, Services
from .conversations import Conversations
from .desk import Desk
from .errors import BotError
from .feedback import FeedbackBook
from .handlers import ALLOWED_UPDATES, register, set_menu
from .logs import configure_logging, redact
from .polling import ChatOrder, PollingRequest, on_polling_error
from .readers import FILE, ReaderFile
from .served import Served
from .settings import BotSettings

logger = logging.getLogger(__name__)

_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)

#: Seconds in which questions under way are still answered; containers are killed ten seconds after the signal.
#: Source: https://docs.docker.com/reference/cli/docker/container/stop/
_GRACE = 8.0


def run(settings: BotSettings, retriever: Retriever) -> None:
    """Run the bot until SIGINT or SIGTERM, with logging on standard error.

    Questions that came in before the signal are still answered; a second signal ends that.

    Raises:
        BotError: the token is missing, malformed or rejected, or the server cannot be reached at the start.
    """
    configure_logging(settings.require_token())
    asyncio.run(_run_until_signal(settings, retriever))


async def poll(settings: BotSettings, retriever: Retriever, stop: asyncio.Event, *, grace: float = _GRACE) -> None:
    """Run the bot by long polling until ``stop`` is set, then answer what has come in and end.

    Args:
        settings: the token, the server, and how much to do.
        retriever: what answers the questions.
        stop: ends the bot once it is set.
        grace: seconds for what has come in; what is not answered by then is given up.

    Raises:
        BotError: as for :func:`run`, or the token was revoked meanwhile.
    """
    rejected = asyncio.Event()

    def on_rejected() -> None:
        rejected.set()
        stop.set()

    file = ReaderFile(settings.state / FILE)
    services = Services(
        desk=Desk(retriever, hits=settings.hits, workers=settings.workers),
        conversations=Conversations(file),
        feedback=FeedbackBook(file),
        served=Served(),
    )
    order = ChatOrder()
    application = _build(settings, services, order, PollingRequest(on_rejected))
    try:
        await _start(application, settings)
        logger.info("answering as @%s", application.bot.username)
        await stop.wait()
    finally:
        await _stop(application, order, grace)
        services.desk.close()
        file.close()
    if rejected.is_set():
        raise _rejected(settings)


def _build(settings: BotSettings, services: Services, order: ChatOrder, polling: PollingRequest) -> BotApplication:
    # python-telegram-bot's own switch to the type of RetryAfter.retry_after to come; without it each 429 warns.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    application = (
        Application.builder()
        .token(settings.require_token())
        .base_url(settings.base_url)
        .get_updates_request(polling)
        .context_types(ContextTypes(context=BotContext))
        .concurrent_updates(order)
        .job_queue(None)
        .build()
    )
    register(application, services)
    return application


async def _start(application: BotApplication, settings: BotSettings) -> None:
    try:
        await application.initialize()
        await _set_menu(application)
        assert application.updater is not None  # noqa: S101 - the builder makes one
        await application.updater.start_polling(allowed_updates=ALLOWED_UPDATES, error_callback=on_polling_error)
    except InvalidToken:
        # Not chained: python-telegram-bot's message repeats the token.
        raise _rejected(settings) from None
    except NetworkError as error:
        reason = redact(str(error), settings.require_token())
        raise BotError(
            f"the Bot API server at {settings.base_url} cannot be reached: {reason};"
            " check the network and TELEGRAM_BASE_URL"
        ) from error
    except TelegramError as error:
        raise BotError(f"the Bot API server at {settings.base_url} refuses to start the bot: {error}") from error
    await application.start()


async def _set_menu(application: BotApplication) -> None:
    try:
        await set_menu(application.bot)
    except RetryAfter as error:
        logger.warning("the commands menu stays as it was: %s", error)


async def _stop(application: BotApplication, order: ChatOrder, grace: float) -> None:
    if application.updater and application.updater.running:
        await application.updater.stop()
    if application.running:
        try:
            async with asyncio.timeout(grace):
                await application.stop()
        except TimeoutError:
            logger.warning("%d messages are left without a reply", await order.give_up())
    await application.shutdown()
    # Where initialising failed, the application believes that it has nothing to close.
    await application.bot.shutdown()


async def _run_until_signal(settings: BotSettings, retriever: Retriever) -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()

    def on_signal() -> None:
        logger.info("stopping")
        for number in _STOP_SIGNALS:
            loop.remove_signal_handler(number)
        stop.set()

    for number in _STOP_SIGNALS:
        # Windows has no such handlers; there Ctrl-C interrupts.
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, on_signal)
    await poll(settings, retriever, stop)


def _rejected(settings: BotSettings) -> BotError:
    return BotError(
        f"the Bot API server at {settings.base_url} rejects TELEGRAM_BOT_TOKEN;"
        " copy it again from @BotFather, or ask @BotFather for a new one"
    )
