"""How updates come in: in order within a chat, without one chat waiting for another, and never on a dead token."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, cast
from weakref import WeakValueDictionary

from telegram import Update
from telegram.error import Conflict, TelegramError
from telegram.ext import BaseUpdateProcessor
from telegram.request import HTTPXRequest

logger = logging.getLogger(__name__)

#: Most updates that are held at once; those beyond wait at Telegram's side of the queue.
_MOST_AT_ONCE = 1024

#: Unauthorized and Not Found: what a revoked or malformed token gets.
_REJECTED = frozenset({401, 404})


class ChatOrder(BaseUpdateProcessor):
    """Handles the updates of one chat one after the other, and those of different chats at the same time."""

    def __init__(self) -> None:
        super().__init__(_MOST_AT_ONCE)
        # A lock lives as long as an update of its chat holds it or waits for it.
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._under_way: set[asyncio.Task[Any]] = set()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Handle an update once the earlier ones of its chat are done."""
        task = cast("asyncio.Task[Any]", asyncio.current_task())
        self._under_way.add(task)
        try:
            async with self._turn(update):
                await coroutine
        finally:
            self._under_way.discard(task)
            # Where it is given up while it waits for its turn, it was never started, and Python would warn of it.
            cast("Coroutine[Any, Any, Any]", coroutine).close()

    async def give_up(self) -> int:
        """Cancel what is under way, and tell how many updates that were."""
        tasks = list(self._under_way)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return len(tasks)

    async def initialize(self) -> None:
        """Do nothing; there is nothing to open."""

    async def shutdown(self) -> None:
        """Do nothing; there is nothing to close."""

    def _turn(self, update: object) -> asyncio.Lock:
        chat = update.effective_chat if isinstance(update, Update) else None
        return asyncio.Lock() if chat is None else self._locks.setdefault(chat.id, asyncio.Lock())


class PollingRequest(HTTPXRequest):
    """Fetches updates, and tells when the token stops being accepted.

    python-telegram-bot ends its polling loop then, and the application stays up without hearing anything.

    Args:
        on_rejected: called when the server refuses the token.
    """

    __slots__ = ("_on_rejected",)

    def __init__(self, on_rejected: Callable[[], None]) -> None:
        super().__init__(connection_pool_size=1)
        self._on_rejected = on_rejected

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Make a request, and look at its status."""
        status, payload = await super().do_request(*args, **kwargs)
        if status in _REJECTED:
            self._on_rejected()
        return status, payload


def on_polling_error(error: TelegramError) -> None:
    """Log in one line why polling failed; python-telegram-bot goes on trying."""
    if isinstance(error, Conflict):
        logger.error("another program polls with this bot's token; stop it, or give this one a token of its own")
    else:
        logger.warning("the Bot API server cannot be reached, trying again: %s", error)
