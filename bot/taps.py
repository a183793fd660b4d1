"""What a button sends back when it is tapped: all that is needed to do it, in at most 64 bytes.

Nothing is kept for it, so that buttons under old messages go on working after a restart. Passages are known by their
lasting names, which a rebuild keeps; speakers and sources by a hash of their names. The question stands in the message.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from enum import StrEnum

from onrecord.corpus import FrozenModel, fold_name
from pydantic import Field, ValidationError

#: Most bytes that a button sends back. Source: https://core.telegram.org/bots/api#inlinekeyboardbutton
MAX_DATA = 64

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_SHAPE = re.compile(r"[a-z](?:\.[0-9a-z-]*){9}", re.ASCII | re.IGNORECASE)


class Action(StrEnum):
    """What a tap asks for; the value is what is sent."""

    ANSWER = "a"  # a page of the answer
    CONTEXT = "c"  # a passage with what stands before and after it
    ARTICLE = "t"  # an article's quotes
    DATES = "d"  # which dates to choose from
    WHY = "w"  # how these passages were found
    DROP = "x"  # the question on its own, without what was carried over
    UP = "u"  # this was right
    DOWN = "n"  # this was wrong
    SPEAKERS = "s"  # a page of the list of speakers
    SOURCES = "o"  # a page of the list of sources
    LATEST = "l"  # a page of the newest articles


class Tap(FrozenModel):
    """What a button stands for.

    Attributes:
        action: what to do.
        passage: the lasting name of a passage.
        page: the page of the answer that this belongs to; ``None`` where there is no answer behind it.
        leaf: the page of an article or of a list.
        since: only articles from this day on.
        until: only articles up to this day.
        source: :func:`digest` of the only source.
        speaker: :func:`digest` of the only speaker.
        generation: the index that answered, with thumbs.
        latest: the page of the newest articles that this was reached from.
    """

    action: Action
    passage: str = Field(default="", pattern=r"^[0-9a-f]{0,16}$")
    page: int | None = Field(default=None, ge=0, lt=36**2)
    leaf: int = Field(default=0, ge=0, lt=36**3)
    since: datetime.date | None = None
    until: datetime.date | None = None
    source: str = Field(default="", pattern=r"^[0-9a-f]{0,8}$")
    speaker: str = Field(default="", pattern=r"^[0-9a-f]{0,8}$")
    generation: str = Field(default="", pattern=r"^[0-9A-Za-z-]{0,41}$")
    latest: int | None = Field(default=None, ge=0, lt=36**3)

    @property
    def data(self) -> str:
        """What is sent back."""
        fields = (
            self.passage,
            _number(self.page),
            _number(self.leaf or None),
            _number(self.since.toordinal() if self.since else None),
            _number(self.until.toordinal() if self.until else None),
            self.source,
            self.speaker,
            self.generation,
            _number(self.latest),
        )
        return f"{self.action.value}.{'.'.join(fields)}"

    @classmethod
    def read(cls, data: str) -> Tap | None:
        """Read what was sent back; ``None`` where it is of another making, as an older version's may be."""
        if not _SHAPE.fullmatch(data):
            return None
        action, passage, page, leaf, since, until, source, speaker, generation, latest = data.split(".")
        try:
            return cls(
                action=Action(action),
                passage=passage,
                page=_read(page),
                leaf=_read(leaf) or 0,
                since=_day(since),
                until=_day(until),
                source=source,
                speaker=speaker,
                generation=generation,
                latest=_read(latest),
            )
        except (ValidationError, ValueError, OverflowError):
            return None

    def to(self, action: Action, **changes: object) -> Tap:
        """The tap for doing something else from here: the same answer, within the same filters."""
        return self.model_copy(update={"action": action, "passage": "", "leaf": 0, **changes})


def digest(name: str) -> str:
    """Eight digits that stand for a name of a speaker or a source, however it is spelt."""
    return hashlib.sha256(fold_name(name).encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _number(value: int | None) -> str:
    if value is None:
        return ""
    digits = ""
    while value or not digits:
        value, rest = divmod(value, 36)
        digits = _DIGITS[rest] + digits
    return digits


def _read(digits: str) -> int | None:
    return int(digits, 36) if digits else None


def _day(digits: str) -> datetime.date | None:
    ordinal = _read(digits)
    return None if ordinal is None else datetime.date.fromordinal(ordinal)
