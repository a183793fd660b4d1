"""The values that a test and the server hand to one another, and the refusals that the server answers with."""

from __future__ import annotations

import itertools
import re
import time
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Chat:
    """A private chat with one reader, or a group; ``topics`` are the threads that it is parted into."""

    id: int
    type: Literal["private", "group", "supergroup"]
    name: str
    language: str | None = None
    topics: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        named: dict[str, Any] = {"first_name": self.name} if self.type == "private" else {"title": self.name}
        return {"id": self.id, "type": self.type, **named, **({"is_forum": True} if self.topics else {})}


@dataclass(frozen=True)
class Call:
    """One request as it arrived: the method, its parameters, decoded, and when by the monotonic clock."""

    method: str
    params: dict[str, Any]
    at: float = field(default_factory=time.monotonic, compare=False)


@dataclass
class Fault:
    """What goes wrong with the next requests of some methods.

    Attributes:
        method: regular expression that the method's whole name must match, case ignored.
        times: how many requests it befalls.
        delay: seconds that the server waits before it looks at the request.
        drop: close the connection without an answer, ``before`` or ``after`` doing what was asked.
        status: answer with this status and do nothing.
        retry_after: answer 429 with this many seconds; sending to the chat earlier is a violation.
        description: the error's text.
        garbage: answer 200 with this instead of JSON.
    """

    method: str
    times: int = 1
    delay: float = 0.0
    drop: Literal["before", "after"] | None = None
    status: int | None = None
    retry_after: int | None = None
    description: str = "Internal Server Error"
    garbage: bytes | None = None

    def befalls(self, method: str) -> bool:
        return self.times > 0 and re.fullmatch(self.method, method, re.IGNORECASE) is not None


class RefusedError(Exception):
    """The server refuses a request, as Telegram would."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    def to_json(self) -> dict[str, Any]:
        body = {"ok": False, "error_code": self.status, "description": self.description}
        return {**body, "parameters": self.parameters} if self.parameters else body


class DroppedError(Exception):
    """The connection is closed without an answer."""


@dataclass
class ChatState:
    """What the server keeps of a chat.

    Attributes:
        messages: every message in it, by anyone, in order.
        bot_spoke_last: whether the bot's own message is the newest.
        blocked: whether the reader has blocked the bot.
        silent_until: monotonic time before which flood control accepts no message.
    """

    chat: Chat
    messages: list[dict[str, Any]] = field(default_factory=list)
    bot_spoke_last: bool = False
    blocked: bool = False
    silent_until: float = 0.0
    ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
