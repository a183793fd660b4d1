"""What goes wrong between the bot and the server, and how much Telegram lets a bot send."""

from __future__ import annotations

import re
import time
from collections import defaultdict, deque

from .model import ChatState, DroppedError, Fault, RefusedError

_SENDING = re.compile(r"send(?!ChatAction)", re.IGNORECASE)

#: Messages in so many seconds, and in one chat those that come at once, where one a second comes back; that number is
#: not published. Source: https://core.telegram.org/bots/faq
_BURST = 5
_GROUP = (20, 60.0)
_ALTOGETHER = (30, 1.0)


class Weather:
    """Faults that are due, an outage, and the limits of sending.

    Attributes:
        outage: every connection is closed without an answer, long polls that are under way included.
        dropped: the methods of the requests that met with an outage.
        unhurried: nothing is held against a bot that sends faster than Telegram lets it.
    """

    def __init__(self, violations: list[str]) -> None:
        self.outage = False
        self.unhurried = False
        self.dropped: list[str] = []
        self.faults: list[Fault] = []
        self._violations = violations
        self._left: dict[int, tuple[float, float]] = {}
        self._sent: dict[object, deque[float]] = defaultdict(deque)

    def next_fault(self, method: str) -> Fault:
        """Give the fault that befalls a request; one that does nothing where none is due."""
        if self.outage:
            self.dropped.append(method)
            raise DroppedError
        for fault in self.faults:
            if fault.befalls(method):
                fault.times -= 1
                return fault
        return Fault("")

    def check_flood(self, method: str, fault: Fault, state: ChatState | None) -> None:
        """Refuse what flood control refuses, and record what it would hold against the bot."""
        if state is not None and _SENDING.match(method):
            left = state.silent_until - time.monotonic()
            if left > 0:
                self._violations.append(f"{method} {left:.3f} s before the time that flood control asked for")
            if not self.unhurried:
                self._count_sent(state)
        if fault.retry_after is not None:
            if state is not None:
                state.silent_until = time.monotonic() + fault.retry_after
            raise RefusedError(
                429, f"Too Many Requests: retry after {fault.retry_after}", retry_after=fault.retry_after
            )

    def _count_sent(self, state: ChatState) -> None:
        self._count_burst(state)
        self._count("all chats", *_ALTOGETHER)
        if state.chat.type == "group":
            self._count(state.chat, *_GROUP)

    def _count_burst(self, state: ChatState) -> None:
        now = time.monotonic()
        left, since = self._left.get(state.chat.id, (float(_BURST), now))
        left = min(float(_BURST), left + now - since) - 1
        if left < 0:
            self._violations.append(f"more than {_BURST} messages at once to {state.chat.name}")
        self._left[state.chat.id] = (max(0.0, left), now)

    def _count(self, key: object, most: int, seconds: float) -> None:
        now = time.monotonic()
        times = self._sent[key]
        times.append(now)
        while times[0] <= now - seconds:
            times.popleft()
        if len(times) > most:
            self._violations.append(f"{len(times)} messages within {seconds:g} s to {key}")
