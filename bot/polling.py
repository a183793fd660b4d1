"""Fetching updates by long polling: each is on the disk before the next request confirms it."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
import time
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import urlencode

from telegram.error import Conflict, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from .logs import described
from .metrics import Metrics
from .pace import seconds_of

logger = logging.getLogger(__name__)

#: Seconds for which Telegram holds a request while nothing comes; python-telegram-bot's own choice.
POLL_SECONDS = 10

#: Seconds before a failed request is made again, at first and at most; each wait is twice the one before.
_FIRST_WAIT = 0.5
_LONGEST_WAIT = 30.0

#: Seconds between two requests while another program polls as well; each of them ends the other's.
_CONFLICT_WAIT = 2.0

_CONFLICT = "another program polls with this bot's token; stop it, or give this one a token of its own (%s)"

Accept = Callable[[Sequence[object]], Awaitable[int | None]]


class Poller:
    """Fetches updates until it is cancelled, whatever goes wrong meanwhile.

    Args:
        request: makes the requests; one at a time.
        base_url: address of the bot, the token included.
        kinds: which kinds of update to fetch.
        accept: takes updates in, and gives the number up to which they may be confirmed.
        on_back: called when the server answers again after a failure.
        metrics: where failures are counted.
    """

    def __init__(
        self,
        request: HTTPXRequest,
        base_url: str,
        kinds: Sequence[str],
        accept: Accept,
        on_back: Callable[[], None],
        metrics: Metrics,
    ) -> None:
        self._request = request
        self._base_url = base_url
        self._kinds = kinds
        self._accept = accept
        self._on_back = on_back
        self._metrics = metrics
        self._offset: int | None = None
        self._heard = time.monotonic()
        self._answered = time.monotonic()

    @property
    def silence(self) -> float:
        """Seconds since the last request came to an end, in whatever way; long polls end by themselves."""
        return time.monotonic() - self._heard

    @property
    def absence(self) -> float:
        """Seconds since the server last answered as it should."""
        return time.monotonic() - self._answered

    async def run(self) -> None:
        """Poll.

        A token that the server does not accept any more is noticed where requests are made, see ``wire``.
        """
        self._heard = time.monotonic()
        wait = 0.0
        while True:
            try:
                await self._once()
            except Conflict as error:
                logger.error(_CONFLICT, described(error))  # noqa: TRY400 - one line is enough
                pause = _CONFLICT_WAIT
            except RetryAfter as error:
                pause = seconds_of(error.retry_after)
                logger.warning("Telegram asks to wait %g s before the next request for updates", pause)
            except (TelegramError, sqlite3.Error) as error:
                wait = min(_LONGEST_WAIT, 2 * wait or _FIRST_WAIT)
                pause = wait
                self._metrics.count("onrecord_poll_failures_total")
                logger.warning("updates cannot be fetched, trying again: %s", described(error))
            else:
                if wait:
                    logger.info("updates are fetched again")
                    self._on_back()
                wait = pause = 0.0
            # While it waits on purpose, it does not stall.
            self._heard = time.monotonic() + pause
            await asyncio.sleep(pause)

    async def _once(self) -> None:
        query = {"timeout": POLL_SECONDS, "allowed_updates": json.dumps(self._kinds)}
        if self._offset is not None:
            query["offset"] = self._offset
        # Not python-telegram-bot's get_updates, which fails on all of them where it cannot read one.
        updates: object = await self._request.post(f"{self._base_url}/getUpdates?{urlencode(query)}")
        self._answered = time.monotonic()
        if not isinstance(updates, list):
            raise TelegramError("the server sent no list of updates")
        taking = asyncio.ensure_future(self._accept(updates))
        try:
            highest = await asyncio.shield(taking)
        except asyncio.CancelledError:
            await taking  # What came in just before the end is still answered.
            raise
        if highest is not None:
            self._offset = highest + 1
        elif updates:
            raise TelegramError("the server sent updates without a number")
