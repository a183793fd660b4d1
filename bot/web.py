"""A small HTTP server, for what Telegram delivers and for those who look after the bot."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import h11

from .errors import BotError

logger = logging.getLogger(__name__)

#: Seconds for a request to come in, and for which a connection may stay open between two.
_PATIENCE = 30.0

#: Most connections at a time; Telegram opens 100 at most. Source: https://core.telegram.org/bots/api#setwebhook
_CONNECTIONS = 200

_CHUNK = 65536


@dataclass(frozen=True)
class Request:
    """A request: its header names are in lower case, and its path has no query."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Response:
    """What is answered."""

    status: int
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"


Handle = Callable[[Request], Awaitable[Response]]


class _TooLargeError(Exception):
    """A body is longer than it may be."""


@dataclass
class WebServer:
    """Serves HTTP/1.1 without TLS, which is for a proxy in front of it.

    Args:
        handle: answers requests; a failure in it is answered with 500.
        largest: most bytes in the body of a request.
    """

    handle: Handle
    largest: int = 0
    _server: asyncio.Server | None = None
    _connections: set[asyncio.Task[None]] = field(default_factory=set)

    async def start(self, host: str, port: int) -> int:
        """Listen, and give the port, which the system chooses where 0 was asked for.

        Raises:
            BotError: the address cannot be listened at.
        """
        try:
            self._server = await asyncio.start_server(self._connected, host, port)
        except OSError as error:
            raise BotError(f"cannot listen at {host}:{port}: {error.strerror or error}; choose another port") from error
        listening: int = self._server.sockets[0].getsockname()[1]
        return listening

    async def stop(self) -> None:
        """Take no more connections, and end those there are."""
        if self._server is None:
            return
        self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._server.wait_closed()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - this runs in one
        self._connections.add(task)
        try:
            if len(self._connections) <= _CONNECTIONS:
                await self._converse(reader, writer)
        except (ConnectionError, TimeoutError, h11.RemoteProtocolError):
            return  # Whoever it was went away, or does not speak HTTP.
        except asyncio.CancelledError:
            return  # By :meth:`stop`; the server would log it.
        finally:
            self._connections.discard(task)
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = h11.Connection(h11.SERVER)
        while True:
            try:
                async with asyncio.timeout(_PATIENCE):
                    request = await self._read(connection, reader, writer)
            except h11.RemoteProtocolError as error:
                await _write(connection, writer, Response(error.error_status_hint))
                return
            except _TooLargeError:
                await _write(connection, writer, Response(413))
                return
            if request is None:
                return
            response = await self._answer(request)
            await _write(connection, writer, response, head_only=request.method == "HEAD")
            if connection.our_state is not h11.DONE or connection.their_state is not h11.DONE:
                return
            connection.start_next_cycle()

    async def _read(
        self, connection: h11.Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> Request | None:
        """Read a request; ``None`` where no more comes."""
        head: h11.Request | None = None
        body = bytearray()
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA:
                if connection.they_are_waiting_for_100_continue:
                    going_on = h11.InformationalResponse(status_code=100, headers=[])
                    writer.write(connection.send(going_on) or b"")
                connection.receive_data(await reader.read(_CHUNK))
            elif isinstance(event, h11.Request):
                head = event
            elif isinstance(event, h11.Data):
                body += event.data
                if len(body) > self.largest:
                    raise _TooLargeError
            elif isinstance(event, h11.EndOfMessage) and head is not None:
                headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in head.headers}
                path = head.target.decode("latin-1").partition("?")[0]
                return Request(head.method.decode("latin-1"), path, headers, bytes(body))
            else:
                return None

    async def _answer(self, request: Request) -> Response:
        try:
            return await self.handle(request)
        except Exception:
            logger.exception("a request to %s could not be answered", request.path)
            return Response(500)


async def _write(
    connection: h11.Connection, writer: asyncio.StreamWriter, response: Response, *, head_only: bool = False
) -> None:
    if connection.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:
        return
    headers = [("Content-Type", response.content_type), ("Content-Length", str(len(response.body)))]
    head = h11.Response(status_code=response.status, headers=headers)
    for event in (head, h11.Data(data=b"" if head_only else response.body), h11.EndOfMessage()):
        writer.write(connection.send(event) or b"")
    await writer.drain()
