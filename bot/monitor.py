"""Health and metrics over HTTP, for whoever looks after the machine."""

from __future__ import annotations

import json
from collections.abc import Callable

from .metrics import Metrics
from .web import Request, Response, WebServer

_PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


class Monitor:
    """Serves ``/health`` and ``/metrics``.

    Args:
        metrics: what is counted.
        ailments: says what is wrong with the bot, each in a few words; nothing while it is well.
    """

    def __init__(self, metrics: Metrics, ailments: Callable[[], list[str]]) -> None:
        self._metrics = metrics
        self._ailments = ailments
        self.server = WebServer(self._show)

    async def _show(self, request: Request) -> Response:
        if request.method not in {"GET", "HEAD"}:
            return Response(405)
        if request.path == "/metrics":
            return Response(200, self._metrics.render().encode(), _PROMETHEUS)
        if request.path == "/health":
            wrong = self._ailments()
            body = json.dumps({"status": "failing" if wrong else "ok", "wrong": wrong})
            return Response(503 if wrong else 200, body.encode(), "application/json")
        return Response(404)
