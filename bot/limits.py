"""How much one person and one group may ask, and that they are told once when it is too much."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

#: Seconds over which what is allowed a minute comes back.
_MINUTE = 60.0

#: Seconds before the same person is told again.
_NOTICE_EVERY = 60.0

#: What a tap and an inline query count for, in messages: an inline query comes with nearly every letter typed.
TAP = 0.25
INLINE = 0.1

#: Most people and groups that are kept in mind; the one who was quiet longest is forgotten first.
_KNOWN = 10_000


@dataclass
class _Bucket:
    left: float
    at: float


class Limit:
    """So many messages a minute for each of those who ask; who has been quiet for a while may spend them at once.

    Args:
        per_minute: messages in a minute.
    """

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._buckets: OrderedDict[object, _Bucket] = OrderedDict()

    def take(self, who: object, at: float, cost: float = 1.0) -> bool:
        """Take one message off what somebody has left, and tell whether there was enough.

        Args:
            who: the person or the group.
            at: when it was written, in seconds of one clock; Telegram's own, so that what waited while the bot was
                away does not look as if it had come all at once.
            cost: what it counts for.
        """
        bucket = self._buckets.setdefault(who, _Bucket(float(self._per_minute), at))
        self._buckets.move_to_end(who)
        if len(self._buckets) > _KNOWN:
            self._buckets.popitem(last=False)
        passed = max(0.0, at - bucket.at)
        bucket.left = min(float(self._per_minute), bucket.left + passed * self._per_minute / _MINUTE)
        bucket.at = max(bucket.at, at)
        if bucket.left < cost:
            return False
        bucket.left -= cost
        return True


class Notices:
    """Remembers whom something was said to, so that it is said once and not with every message."""

    def __init__(self) -> None:
        self._said: OrderedDict[object, float] = OrderedDict()

    def due(self, who: object, at: float) -> bool:
        """Tell whether to say it now, and take it as said."""
        said = self._said.get(who)
        if said is not None and at - said < _NOTICE_EVERY:
            return False
        self._said[who] = at
        self._said.move_to_end(who)
        if len(self._said) > _KNOWN:
            self._said.popitem(last=False)
        return True
