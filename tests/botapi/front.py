"""HTTP in front of the server: requests taken apart, answers put together."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from .model import DroppedError, RefusedError

#: Token, method and undecoded parameters in; the body of the answer out.
Handle = Callable[[str, str, dict[str, Any]], bytes]


class Front(ThreadingHTTPServer):
    """Listens on a free port of the loopback; each connection has a thread of its own."""

    daemon_threads = True

    def __init__(self, handle: Handle, violations: list[str]) -> None:
        super().__init__(("127.0.0.1", 0), Request)
        self.handle = handle
        self.violations = violations


class Request(BaseHTTPRequestHandler):
    """One connection, kept open between requests as Telegram does."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Front

    def handle(self) -> None:
        """Serve a connection; the process at its other end may be killed."""
        with contextlib.suppress(ConnectionResetError):
            super().handle()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status = 200
        try:
            answer = self._answer(body)
        except RefusedError as refused:
            status = refused.status
            answer = json.dumps(refused.to_json()).encode()
        except DroppedError:
            self.close_connection = True
            return
        except AssertionError as error:
            self.server.violations.append(str(error))
            status = 500
            answer = b'{"ok":false,"error_code":500,"description":"Internal Server Error"}'
        self._send(status, answer)

    def do_GET(self) -> None:
        self.do_POST()

    def _answer(self, body: bytes) -> bytes:
        address = urlsplit(self.path)
        matched = re.fullmatch(r"/bot(.*)/(\w+)", address.path)
        if matched is None:
            raise RefusedError(404, "Not Found")
        params: dict[str, Any] = dict(parse_qsl(address.query, keep_blank_values=True))
        if "json" in self.headers.get("Content-Type", ""):
            params |= json.loads(body or b"{}")
        else:
            params |= dict(parse_qsl(body.decode(), keep_blank_values=True))
        return self.server.handle(matched[1], matched[2], params)

    def _send(self, status: int, body: bytes) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the bot hung up, as it does on a long poll when it stops

    def log_message(self, *_: object) -> None:
        """Keep quiet; ``BotApiServer.calls`` has it all."""
