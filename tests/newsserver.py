"""A web server of the suite's own: pages, feeds and site maps, with entity tags, redirects, and every bad manner."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FILLER = "The bridge over the Orvik has been planned for ten years, and the council debated it in every one of them."


@dataclass
class Reply:
    """What the server says at one path; with an entity tag, 304 to whoever has it already."""

    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    tag: str | None = None


Handler = Callable[["Asked"], None]


class Asked(BaseHTTPRequestHandler):
    """One request, and the connection to answer it on."""

    server: Listening
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        news = self.server.news
        news.asked.append(self.path)
        news.heads.append({name.lower(): value for name, value in self.headers.items()})
        reply = news.replies.get(self.path)
        if callable(reply):
            self.close_connection = True
            reply(self)
            return
        if isinstance(reply, list):
            reply = reply.pop(0) if len(reply) > 1 else reply[0]
        self.answer(reply if reply is not None else Reply(b"not here", status=404))

    def answer(self, reply: Reply) -> None:
        unchanged = reply.tag is not None and self.headers.get("If-None-Match") == reply.tag
        body = b"" if unchanged else reply.body
        self.send_response(304 if unchanged else reply.status)
        for name, value in {"Content-Type": reply.kind, "Content-Length": str(len(body)), **reply.headers}.items():
            self.send_header(name, value)
        if reply.tag is not None:
            self.send_header("ETag", reply.tag)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


class Listening(ThreadingHTTPServer):
    daemon_threads = True
    news: NewsServer

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # a client that hangs up is what is tested


class NewsServer:
    """What it says by path, and what it was asked for."""

    def __init__(self) -> None:
        self.replies: dict[str, Reply | list[Reply] | Handler] = {}
        self.asked: list[str] = []
        self.heads: list[dict[str, str]] = []
        self.over = threading.Event()
        self.server = Listening(("127.0.0.1", 0), Asked)
        self.server.news = self
        self.host = f"127.0.0.1:{self.server.server_address[1]}"

    def at(self, path: str) -> str:
        """The address of a path."""
        return f"http://{self.host}{path}"

    def says(self, path: str, body: str | bytes, kind: str = "text/html; charset=utf-8", **more: object) -> None:
        raw = body.encode() if isinstance(body, str) else body
        self.replies[path] = Reply(raw, kind, **more)  # type: ignore[arg-type]

    def page(self, path: str, title: str, *, head: str = "", tag: str | None = None, body: str = "") -> None:
        """Put an article at a path."""
        markup = f"<p>{title} is what this is about.</p><p>{FILLER}</p>{body}"
        self.says(path, f"<html><head><title>{title}</title>{head}</head><body><article>{markup}</article>", tag=tag)

    def forget(self) -> None:
        """Forget what was asked so far."""
        self.asked.clear()
        self.heads.clear()


@contextmanager
def news_server() -> Iterator[NewsServer]:
    news = NewsServer()
    serving = threading.Thread(target=news.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    serving.start()
    try:
        yield news
    finally:
        news.over.set()
        news.server.shutdown()
        news.server.server_close()
        serving.join()


def endless_body(asked: Asked) -> None:
    """Send a body that has no end, until the client hangs up."""
    asked.send_response(200)
    asked.send_header("Content-Type", "text/html")
    asked.end_headers()
    while not asked.server.news.over.is_set():
        asked.wfile.write(b"x" * 65_536)


def trickle(asked: Asked) -> None:
    """Send one byte at a time, each well before anybody would give up on the next."""
    asked.send_response(200)
    asked.end_headers()
    while not asked.server.news.over.wait(0.02):
        asked.wfile.write(b"x")
        asked.wfile.flush()


def trickle_head(asked: Asked) -> None:
    """Send a head that never ends."""
    asked.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while not asked.server.news.over.wait(0.02):
        asked.wfile.write(b"x")
        asked.wfile.flush()


def silence(asked: Asked) -> None:
    """Never answer."""
    asked.server.news.over.wait()


def hang_up(asked: Asked) -> None:
    """Promise more than is sent."""
    asked.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")


def babble(asked: Asked) -> None:
    """Answer with what is no HTTP."""
    asked.wfile.write(b"220 mail.example ESMTP ready\r\n")
