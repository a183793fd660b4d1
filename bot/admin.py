"""What administrators ask of the bot in a chat: how it is, how much it did, and to take over the newest index."""

from __future__ import annotations

import asyncio
import datetime
import logging
import time
from collections.abc import Callable

from onrecord.corpus import OnRecordError
from telegram import Update
from telegram.ext import BaseHandler, CommandHandler
from telegram.ext.filters import User

from .desk import Answerer
from .handlers import BotContext
from .inbox import Inbox
from .live import Live
from .metrics import Metrics
from .pages import Page
from .sending import reply

logger = logging.getLogger(__name__)

_COUNTED = (
    ("onrecord_updates_total", "updates"),
    ("onrecord_updates_refused_total", "of them refused"),
    ("onrecord_updates_put_aside_total", "of them put aside"),
    ("onrecord_updates_failed_total", "failed attempts"),
    ("onrecord_calls_total", "calls made"),
    ("onrecord_calls_given_up_total", "calls given up"),
    ("onrecord_send_failures_total", "calls made again"),
    ("onrecord_flood_waits_total", "waits for flood control"),
    ("onrecord_reloads_total", "generations taken over"),
)


class Office:
    """Answers administrators, and nobody else.

    Args:
        answerer: what answers questions; it can be reloaded where it is a :class:`Live`.
        inbox: where updates are kept.
        metrics: what is counted.
        waiting: how many updates and how many calls are not through.
        ailments: says what is wrong with the bot.
    """

    def __init__(
        self,
        answerer: Answerer,
        inbox: Inbox,
        metrics: Metrics,
        waiting: Callable[[], tuple[int, int]],
        ailments: Callable[[], list[str]],
    ) -> None:
        self._answerer = answerer
        self._inbox = inbox
        self._metrics = metrics
        self._waiting = waiting
        self._ailments = ailments
        self._started = time.monotonic()

    def handlers(self, administrators: frozenset[int]) -> list[BaseHandler[Update, BotContext, None]]:
        """Give the handlers of the commands, which fit no other people's messages."""
        theirs = User(user_id=administrators)
        return [
            CommandHandler("status", self.on_status, theirs),
            CommandHandler("stats", self.on_stats, theirs),
            CommandHandler("reload", self.on_reload, theirs),
        ]

    async def on_status(self, update: Update, _: BotContext) -> None:
        """Say how the bot is."""
        updates, calls = self._waiting()
        up = datetime.timedelta(seconds=int(time.monotonic() - self._started))
        lines = [
            *(self._ailments() or ["All is well."]),
            f"Running for {up}.",
            f"Waiting: {updates} updates, {calls} messages.",
            f"Put aside: {len(await self._inbox.aside())} updates.",
        ]
        if isinstance(self._answerer, Live):
            lines.append(f"Index: {self._answerer.generation}, {self._answerer.passages:,} passages.")
        await self._say(update, lines)

    async def on_stats(self, update: Update, _: BotContext) -> None:
        """Say how much it did since it was started."""
        await self._say(update, [f"{self._metrics.total(name):,} {what}" for name, what in _COUNTED])

    async def on_reload(self, update: Update, _: BotContext) -> None:
        """Take over the newest generation of the index."""
        if not isinstance(self._answerer, Live):
            await self._say(update, ["What answers cannot be reloaded."])
            return
        try:
            changed = await asyncio.to_thread(self._answerer.refresh)
        except OnRecordError as error:
            logger.error("the index cannot be reloaded: %s", error)  # noqa: TRY400 - one line is enough
            await self._say(update, [f"The index before answers on: {error}"])
            return
        if changed:
            self._metrics.count("onrecord_reloads_total")
        answers = f"{self._answerer.generation} answers"
        await self._say(update, [f"{answers} now." if changed else f"{answers}; there is no newer one."])

    async def _say(self, update: Update, lines: list[str]) -> None:
        if update.effective_message:
            await reply(update.effective_message, Page.of("\n".join(lines)))
