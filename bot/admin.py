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
from telegram.ext.filters import UpdateType, User

from .botcontext import BotContext, words_for
from .inbox import SHOWN_ASIDE, Inbox
from .live import Live
from .metrics import Metrics
from .pages import Page
from .sending import reply

logger = logging.getLogger(__name__)

#: The administrators' commands, in the order of their menu.
COMMANDS = ("status", "stats", "reload")

_COUNTED = (
    ("onrecord_updates_total", "admin.updates"),
    ("onrecord_updates_refused_total", "admin.updates_refused"),
    ("onrecord_updates_put_aside_total", "admin.updates_put_aside"),
    ("onrecord_updates_failed_total", "admin.updates_failed"),
    ("onrecord_calls_total", "admin.calls"),
    ("onrecord_calls_given_up_total", "admin.calls_given_up"),
    ("onrecord_send_failures_total", "admin.send_failures"),
    ("onrecord_flood_waits_total", "admin.flood_waits"),
    ("onrecord_reloads_total", "admin.reloads"),
)


class Office:
    """Answers administrators, and nobody else.

    Args:
        live: what answers questions.
        inbox: where updates are kept.
        metrics: what is counted.
        waiting: how many updates and how many calls are not through.
        ailments: says what is wrong with the bot.
    """

    def __init__(
        self,
        live: Live,
        inbox: Inbox,
        metrics: Metrics,
        waiting: Callable[[], tuple[int, int]],
        ailments: Callable[[], list[str]],
    ) -> None:
        self._live = live
        self._inbox = inbox
        self._metrics = metrics
        self._waiting = waiting
        self._ailments = ailments
        self._started = time.monotonic()

    def handlers(self, administrators: frozenset[int]) -> list[BaseHandler[Update, BotContext, None]]:
        """Give the handlers of the commands, which fit no other people's messages."""
        theirs = User(user_id=administrators) & UpdateType.MESSAGE
        answers = dict(zip(COMMANDS, (self.on_status, self.on_stats, self.on_reload), strict=True))
        return [CommandHandler(name, answer, theirs) for name, answer in answers.items()]

    async def on_status(self, update: Update, _: BotContext) -> None:
        """Say how the bot is."""
        updates, calls = self._waiting()
        up = datetime.timedelta(seconds=int(time.monotonic() - self._started))
        words = words_for(update)
        aside = await self._inbox.aside()
        lines = [
            *(self._ailments() or [words.say("admin.well")]),
            words.say("admin.running", time=up),
            words.say("admin.waiting", updates=updates, messages=calls),
            words.say("admin.index", generation=self._live.generation, passages=f"{self._live.passages:,}"),
            words.say("admin.aside", updates=len(aside)),
            *(each.told for each in aside[-SHOWN_ASIDE:]),
        ]
        await self._say(update, lines)

    async def on_stats(self, update: Update, _: BotContext) -> None:
        """Say how much it did since it was started."""
        words = words_for(update)
        await self._say(update, [words.say(key, count=f"{self._metrics.total(name):,}") for name, key in _COUNTED])

    async def on_reload(self, update: Update, _: BotContext) -> None:
        """Take over the newest generation of the index."""
        words = words_for(update)
        try:
            changed = await asyncio.to_thread(self._live.refresh)
        except OnRecordError as error:
            logger.error("the index cannot be reloaded: %s", error)  # noqa: TRY400 - one line is enough
            await self._say(update, [words.say("admin.reload_failed", reason=error)])
            return
        if changed:
            self._metrics.count("onrecord_reloads_total")
        key = "admin.reloaded" if changed else "admin.newest"
        await self._say(update, [words.say(key, generation=self._live.generation)])

    async def _say(self, update: Update, lines: list[str]) -> None:
        if update.effective_message:
            await reply(update.effective_message, Page.of("\n".join(lines)))
