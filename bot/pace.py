"""How fast Telegram lets a bot send: to one chat, to one group, and altogether."""

from __future__ import annotations

import asyncio
import datetime
import math
from collections import OrderedDict, deque
from dataclasses import dataclass, field

#: Telegram names one message a second in a chat, with short bursts, 20 a minute in a group and 30 a second altogether
#: (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this), and does not say how it counts. A
#: little is kept back, since what is sent evenly may arrive closer together. For a chat, messages at once and seconds
#: after which one more may come; for the others, messages in so many seconds.
_CHAT = (3, 1.07)
_GROUP = (20, 62.0)
_ALTOGETHER = (28, 1.05)

#: Seconds after which a message counts no more.
REMEMBERED = _GROUP[1]

#: Most chats that are kept in mind; the least recently written to is forgotten first.
_CHATS = 10_000


@dataclass
class Window:
    """At most ``count`` events in any stretch of so many ``seconds``."""

    count: int
    seconds: float
    _times: deque[float] = field(default_factory=deque)

    def ready(self, now: float) -> float:
        """Give the time from which one more may happen; it may lie in the past."""
        return now if len(self._times) < self.count else self._times[0] + self.seconds

    def take(self, now: float) -> None:
        """Let one happen."""
        self._times.append(now)
        if len(self._times) > self.count:
            self._times.popleft()


@dataclass
class Bucket:
    """At most ``burst`` events at once, and one more every so many ``seconds``."""

    burst: int
    seconds: float
    #: When all of the burst is there again.
    _full: float = -math.inf

    def ready(self, now: float) -> float:
        """Give the time from which one more may happen; it may lie in the past."""
        return max(now, self._full) - (self.burst - 1) * self.seconds

    def take(self, now: float) -> None:
        """Let one happen."""
        self._full = max(now, self._full) + self.seconds


class Pace:
    """Holds each message back until Telegram's limits allow it; other chats go on meanwhile."""

    def __init__(self) -> None:
        self._altogether = Window(*_ALTOGETHER)
        self._chats: OrderedDict[int, list[Window | Bucket]] = OrderedDict()

    async def turn(self, chat: int | None) -> None:
        """Wait until a message may be sent.

        Args:
            chat: the chat it goes to, groups having negative numbers; ``None`` for what goes to no chat.
        """
        loop = asyncio.get_running_loop()
        windows = [self._altogether, *(self._of(chat) if chat is not None else ())]
        while (ready := max(window.ready(loop.time()) for window in windows)) > (now := loop.time()):
            await asyncio.sleep(ready - now)
        for window in windows:
            window.take(now)

    def remember(self, chat: int, ago: float) -> None:
        """Count a message that an earlier run sent so many seconds ago; the oldest comes first."""
        then = asyncio.get_running_loop().time() - ago
        for window in (self._altogether, *self._of(chat)):
            window.take(then)

    def _of(self, chat: int) -> list[Window | Bucket]:
        windows = self._chats.setdefault(chat, [Bucket(*_CHAT), *([Window(*_GROUP)] if chat < 0 else [])])
        self._chats.move_to_end(chat)
        if len(self._chats) > _CHATS:
            self._chats.popitem(last=False)
        return windows


def seconds_of(wait: int | datetime.timedelta) -> float:
    """Give what flood control asks for in seconds, in whichever form the library has it."""
    return wait.total_seconds() if isinstance(wait, datetime.timedelta) else wait
