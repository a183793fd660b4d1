"""Words for a time, as they stand in a question: what sort of time they name, and which days those are."""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from .days import Days

_LEAP_GAP = 8  # 29 February comes back after at most eight years (1896 to 1904)
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\s]")
_DASHES = frozenset("-‐‑‒–—−")


class Kind(StrEnum):
    """What sort of time words name, which decides the prepositions that go with them."""

    DAY = "day"  # a date, or dates of one month
    WEEKDAY = "weekday"
    WEEKEND = "weekend"
    MONTH = "month"
    YEAR = "year"  # or a decade
    SPAN = "span"  # a season, a quarter, a part of something
    START = "start"
    END = "end"
    NEAR = "near"  # today, yesterday, some days ago
    RELATIVE = "relative"  # last week, this year
    ROLLING = "rolling"  # the past two weeks


class Token(NamedTuple):
    """A word, a number or a mark; ``key`` is how it is looked up."""

    key: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class TimeWords:
    """Words for a time, up to the token ``end``.

    ``yearly`` gives the days in a year, where no year is said; else ``days`` are the days, and ``None`` means that
    there are none (30 February). ``alone`` are words that need no preposition, ``ranged`` those that name both ends.
    """

    kind: Kind
    end: int
    days: Days | None = None
    yearly: Callable[[int], Days | None] | None = None
    alone: bool = False
    ranged: bool = False

    def latest(self, by: datetime.date, *, ended: bool = False) -> Days | None:
        """Find the days: of those that come back, the last that have begun by a day, or have ended before it."""
        if self.yearly is None:
            return self.days
        for year in range(by.year, by.year - _LEAP_GAP - 2, -1):
            days = self.yearly(year) if year >= datetime.MINYEAR else None
            if days is not None and (days.last < by if ended else days.first <= by):
                return days
        return None

    def earliest(self, by: datetime.date) -> Days | None:
        """Find the days: of those that come back, the first that have not ended by a day."""
        if self.yearly is None:
            return self.days
        for year in range(by.year - 1, min(by.year + _LEAP_GAP + 2, datetime.MAXYEAR + 1)):
            days = self.yearly(year) if year >= datetime.MINYEAR else None
            if days is not None and days.last >= by:
                return days
        return None


def tokens_of(words: str) -> list[Token]:
    """Cut a question into words, numbers and marks; a possessive ("2016's") is one word, so never a year."""
    tokens = []
    for match in _TOKEN.finditer(words):
        text = match[0]
        tokens.append(Token("-" if text in _DASHES else text.casefold(), text, match.start(), match.end()))
    return tokens


class Row:
    """The tokens of one question, and the day on which it is asked."""

    def __init__(self, tokens: list[Token], today: datetime.date) -> None:
        self.tokens = tokens
        self.today = today

    def key(self, at: int) -> str:
        """Give the word at a place, and nothing beyond the ends."""
        return self.tokens[at].key if 0 <= at < len(self.tokens) else ""

    def joined(self, at: int, marks: str) -> bool:
        """Tell whether a mark and a digit follow a number without a blank, so that it is part of a longer one."""
        if self.key(at + 1) not in marks or at + 2 >= len(self.tokens):
            return False
        number, mark, following = self.tokens[at : at + 3]
        return number.end == mark.start and mark.end == following.start and following.text[0].isdigit()


def numbered(words: str, start: int = 1) -> dict[str, int]:
    """Number words in their order; those with a stroke between are the same."""
    return {word: number for number, group in enumerate(words.split(), start) for word in group.split("/")}
