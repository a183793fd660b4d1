"""Requests to the Bot API server, with an eye on what the library does not tell: a dead token, and the last moment."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from telegram.error import TelegramError
from telegram.request import HTTPXRequest

if TYPE_CHECKING:
    import httpx

#: Unauthorized: what a revoked token gets.
_REJECTED = 401

#: The step after which a request may reach the server, whatever becomes of this process.
#: Source: https://www.encode.io/httpcore/extensions/#trace
_LAST_MOMENT = "http11.send_request_headers.started"

before_writing: ContextVar[Callable[[], Awaitable[None]] | None] = ContextVar("before_writing", default=None)
"""Called when the connection stands and the request is about to be written to it."""


class WatchedRequest(HTTPXRequest):
    """Makes requests, and tells when the token stops being accepted.

    Args:
        on_rejected: called when the server refuses the token.
        connections: most connections at a time.
        read_timeout: seconds to wait for an answer; ``None`` leaves that to whoever watches.
    """

    __slots__ = ("_on_rejected",)

    def __init__(self, on_rejected: Callable[[], None], *, connections: int, read_timeout: float | None) -> None:
        super().__init__(
            connection_pool_size=connections,
            read_timeout=read_timeout,
            pool_timeout=30.0,
            httpx_kwargs={"event_hooks": {"request": [_trace]}},
        )
        self._on_rejected = on_rejected

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Make a request, and look at its status."""
        status, payload = await super().do_request(*args, **kwargs)
        if status == _REJECTED:
            self._on_rejected()
        return status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read the body of an answer.

        Raises:
            TelegramError: it is none of the Bot API, such as what a proxy sends in its place; the library itself would
                take whatever is JSON, and fail on it later.

        Source: https://core.telegram.org/bots/api#making-requests
        """
        try:
            answer = json.loads(payload)
        except (ValueError, RecursionError) as error:
            raise TelegramError("Invalid server response") from error
        if not isinstance(answer, dict) or not ("result" in answer or answer.get("ok") is False):
            raise TelegramError("Invalid server response")
        return answer


async def _trace(request: httpx.Request) -> None:
    request.extensions = {**request.extensions, "trace": _on_step}


async def _on_step(name: str, _: dict[str, Any]) -> None:
    if name == _LAST_MOMENT and (call := before_writing.get()):
        await call()
