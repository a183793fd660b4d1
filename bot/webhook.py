"""Updates that Telegram delivers: each is on the disk before the delivery is confirmed."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import sqlite3
from urllib.parse import urlsplit

from .polling import Accept
from .web import Request, Response, WebServer

logger = logging.getLogger(__name__)

#: Most bytes in one update. A message has some 16 KB of text at most, and repeats the one that it replies to.
LARGEST = 1024 * 1024

#: Deliveries that Telegram may make at the same time; its own default.
CONNECTIONS = 40

_SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the name of the header


def secret(token: str) -> str:
    """Give what Telegram shows with each delivery, so that nobody else can make one.

    It follows from the token, which it does not give away, so that it stays the same from start to start.
    """
    return hmac.new(token.encode(), b"webhook", hashlib.sha256).hexdigest()


class Webhook:
    """Listens for deliveries.

    Args:
        address: the address that Telegram was told; its path is the only one that is served.
        token: the bot's token.
        accept: takes updates in.
    """

    def __init__(self, address: str, token: str, accept: Accept) -> None:
        self._path = urlsplit(address).path
        self._secret = secret(token)
        self._accept = accept
        self.server = WebServer(self._deliver, LARGEST)

    async def _deliver(self, request: Request) -> Response:
        if request.path != self._path:
            return Response(404)
        if request.method != "POST":
            return Response(405)
        shown = request.headers.get(_SECRET_HEADER, "")
        if not hmac.compare_digest(shown.encode(), self._secret.encode()):
            logger.warning("a delivery came without the secret, and is refused")
            return Response(403)
        try:
            update = json.loads(request.body)
        except (ValueError, RecursionError):
            return Response(400)
        try:
            await self._accept([update])
        except sqlite3.Error as error:
            logger.error("an update cannot be kept, and Telegram is asked to deliver it again: %s", error)  # noqa: TRY400 - one line is enough
            return Response(503)
        return Response(200)
