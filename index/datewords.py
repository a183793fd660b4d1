"""Reading dates: "5 May 2016", "October", "the summer of 2016", "Q3 2016", "the 1990s", "Monday, 9 May".

Seasons are the northern meteorological ones; a winter is named after the year it begins in.
"""

import itertools
import re
from collections.abc import Callable

from .days import Days, dates, months, shifted
from .timewords import Kind, Row, TimeWords, numbered

FIRST_YEAR, LAST_YEAR = 1800, 2199

_MONTHS = numbered(
    "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sept/sep october/oct"
    " november/nov december/dec"
)
_FULL_MONTHS = frozenset(
    "january february march april may june july august september october november december".split()
)
WEEKDAYS = numbered("monday tuesday wednesday thursday friday saturday sunday", 0)
_SHORT_WEEKDAYS = frozenset("mon tue tues wed thu thur thurs fri sat sun".split())
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
TIMES_OF_DAY = frozenset("morning afternoon evening night".split())
_TO = frozenset("- to and through until till".split())
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_TWO_DIGITS = re.compile(r"\d{2}", re.ASCII)
_DECADE = re.compile(r"((?:1[89]|2[01])?\d0)s", re.ASCII)
_QUARTER = re.compile(r"q([1-4])|h([12])", re.ASCII)


class DateReader(Row):
    """Reads dates at any token of a question; how far it looks ahead is bounded."""

    def month_ends(self, end: int) -> str:
        """Give the month that stands last before a token, without day or year."""
        key = self.key(end - 1)
        return key if key in _MONTHS else ""

    def _year_at(self, at: int) -> int | None:
        if not _YEAR.fullmatch(self.key(at)) or self.joined(at, ".,:/-"):
            return None
        return int(self.key(at))

    def _dated(self, kind: Kind, end: int, yearly: Callable[[int], Days | None], *, ranged: bool = False) -> TimeWords:
        """Add the year that follows: "May, 2016", "May of last year"."""
        at = end + (self.key(end) in (",", "of"))
        if (year := self._year_at(at)) is not None:
            days = yearly(year) if FIRST_YEAR <= year <= LAST_YEAR else None
            return TimeWords(kind, at + 1, days, ranged=ranged)
        if self.key(at) in ("last", "this") and self.key(at + 1) == "year" and self.key(end) != ",":
            return TimeWords(kind, at + 2, yearly(self.today.year - (self.key(at) == "last")), ranged=ranged)
        return TimeWords(kind, end, yearly=yearly, ranged=ranged)

    def _month_at(self, at: int) -> tuple[int, int]:
        """Give the month's number (0 for none) and where it ends; "Oct." has a full stop that ends no sentence."""
        key = self.key(at)
        number = _MONTHS.get(key, 0)
        return number, at + 1 + (bool(number) and key not in _FULL_MONTHS and self.key(at + 1) == ".")

    def _day_at(self, at: int) -> int:
        match = _DAY.fullmatch(self.key(at))
        day = int(match[1]) if match else 0
        return day if 1 <= day <= 31 and not self.joined(at, ".,:/") else 0

    def month(self, at: int) -> TimeWords | None:
        """Read a month, or days of it: "October 2016", "Oct.", "May 3–9, 2016"."""
        month, end = self._month_at(at)
        if not month:
            return None
        first = self._day_at(end + (self.key(end) == "the"))
        if first:
            end += 1 + (self.key(end) == "the")
            last = self._day_at(end + 1) if self.key(end) in _TO and not self._month_at(end + 2)[0] else 0
            end += 2 if last else 0
            return self._days_of(month, first, last or first, end)
        return self._dated(Kind.MONTH, end, lambda year: months(year, month))

    def dates(self, at: int) -> TimeWords | None:
        """Read days before their month: "5 May", "the 5th of May, 2016", "3 to 9 May"."""
        first = last = self._day_at(at)
        if not first:
            return None
        if self.key(at + 1) in _TO and (other := self._day_at(at + 2 + (self.key(at + 2) == "the"))):
            last, at = other, at + 2 + (self.key(at + 2) == "the")
        month, end = self._month_at(at + 1 + (self.key(at + 1) == "of"))
        return self._days_of(month, first, last, end) if month else None

    def _days_of(self, month: int, first: int, last: int, end: int) -> TimeWords:
        return self._dated(Kind.DAY, end, lambda year: dates(year, month, first, last), ranged=first != last)

    def numeric(self, at: int) -> TimeWords | None:
        """Read 2016-05-05, and 5/5/2016 or 13.5.2016 where only one order of day and month makes a date.

        5/6/2016 is June in London and May in New York: it names no day.
        """
        parts = self.tokens[at : at + 5]
        marks = parts[1::2]
        together = all(one.end == other.start for one, other in itertools.pairwise(parts))
        if len(parts) < 5 or not together or marks[0].key != marks[1].key or marks[0].key not in ("-", "/", "."):
            return None
        numbers = [part.key for part in parts[::2]]
        if self.joined(at + 4, "-/.") or not all(number.isascii() and number.isdigit() for number in numbers):
            return None
        shape = tuple(map(len, numbers))
        one, two, three = map(int, [number[:4] for number in numbers])
        days = None
        if shape[0] == 4 and max(shape[1:]) <= 2:
            days = dates(one, two, three, three) if FIRST_YEAR <= one <= LAST_YEAR else None
        elif shape[2] == 4 and max(shape[:2]) <= 2:
            if FIRST_YEAR <= three <= LAST_YEAR and (one == two or max(one, two) > 12):
                days = dates(three, min(one, two), max(one, two), max(one, two))
        else:
            return None
        return TimeWords(Kind.DAY, at + 5, days)

    def year(self, at: int) -> TimeWords | None:
        """Read a year, and what begins like one: "2016", "2016-05", "2015-16"."""
        if (year := self._year_at(at)) is not None:
            if not FIRST_YEAR <= year <= LAST_YEAR:
                return None
            return TimeWords(Kind.YEAR, at + 1, months(year, 1, 12))
        if not _YEAR.fullmatch(self.key(at)) or not self.joined(at, "-") or self.joined(at + 2, ".,:/-"):
            return None
        year, second = int(self.key(at)), self.key(at + 2)
        if not FIRST_YEAR <= year <= LAST_YEAR:
            return None
        if _YEAR.fullmatch(second):
            return TimeWords(Kind.YEAR, at + 1, months(year, 1, 12))
        if not _TWO_DIGITS.fullmatch(second):
            return None
        number, next_year = int(second), (year + 1) % 100
        # 2016-05 is a month and 2015-16 two years; 2011-12 might be either, so it names neither.
        if number == next_year and number > 12:
            return TimeWords(Kind.YEAR, at + 3, months(year, 1, 24))
        month = months(year, number) if 1 <= number <= 12 and number != next_year else None
        return TimeWords(Kind.MONTH, at + 3, month)

    def decade(self, at: int) -> TimeWords | None:
        """Read "1990s", "'90s", and after "the" also "90s"."""
        quoted = self.key(at) in ("'", "’", "‘")
        match = _DECADE.fullmatch(self.key(at + quoted))
        if not match or (len(match[1]) == 2 and not quoted and self.key(at - 1) != "the"):
            return None
        year = int(match[1])
        if len(match[1]) == 2:
            century = self.today.year // 100 * 100
            year += century if century + year <= self.today.year else century - 100
        # "The 1800s" and "the 1900s" are centuries to most, "the 2000s" ten years.
        return TimeWords(Kind.YEAR, at + 1 + quoted, months(year, 1, 1200 if year in (1800, 1900) else 120))

    def season(self, at: int) -> TimeWords | None:
        """Read "summer", "summer of 2016"."""
        month = _SEASONS.get(self.key(at))
        return self._dated(Kind.SPAN, at + 1, lambda year: months(year, month, 3)) if month else None

    def quarter(self, at: int) -> TimeWords | None:
        """Read "Q3 2016", "H1"."""
        match = _QUARTER.fullmatch(self.key(at))
        if not match:
            return None
        size = 3 if match[1] else 6
        first = (int(match[1] or match[2]) - 1) * size + 1
        return self._dated(Kind.SPAN, at + 1, lambda year: months(year, first, size))

    def weekday(self, at: int) -> TimeWords | None:
        """Read the latest such day, or the date that the weekday belongs to ("Thursday, 5 May 2016")."""
        key = self.key(at)
        weekday = WEEKDAYS.get(key)
        if weekday is None and key not in _SHORT_WEEKDAYS:
            return None
        date = at + 1
        while date < at + 4 and self.key(date) in (",", ".", "the"):
            date += 1
        if (dated := self.dates(date) or self.month(date)) and dated.kind is Kind.DAY:
            return dated
        if weekday is None:
            return None
        week = at + 1 + (self.key(at + 1) == "of")
        if self.key(week) in ("last", "this") and self.key(week + 1) == "week":
            monday = shifted(self.today, -self.today.weekday() - 7 * (self.key(week) == "last"))
            day, end = shifted(monday, weekday), week + 2
        else:
            day, end = shifted(self.today, -((self.today.weekday() - weekday) % 7)), self.past_time_of_day(at + 1)
        return TimeWords(Kind.WEEKDAY, end, Days(day, day))

    def past_time_of_day(self, at: int) -> int:
        """Step over "night" after "Monday"."""
        return at + (self.key(at) in TIMES_OF_DAY)
