"""Reading any words for a time: dates, parts of them, and what is relative to today.

Libraries that read dates give points in time, pass over the words between, and find dates in "may happen" and in "2000
houses"; what is wanted here are stretches of whole days, and nothing that is not meant as a time.
"""

import re
from collections.abc import Callable

from .datewords import TIMES_OF_DAY, WEEKDAYS, DateReader
from .days import Days, around, back, nth, share, shifted
from .timewords import Kind, TimeWords, numbered

# "A few" and "several" are as many as most people would still call so: a filter too narrow loses the right answer.
_FEW = 5
_ORDINALS = numbered("first/1st second/2nd third/3rd fourth/4th", 0) | {"last": -1, "final": -1}
_COUNTS = numbered("one two three four five six seven eight nine ten eleven twelve") | {
    "a": 1,
    "an": 1,
    "couple": 2,
    "few": _FEW,
    "several": _FEW,
}
_UNITS = {unit + s: unit for unit in ("day", "week", "month", "quarter", "year", "decade") for s in ("", "s")}
_HOURS = ("hour", "hours")
_THIRDS = {"early": 0, "mid": 1, "late": 2, "beginning": 0, "start": 0, "middle": 1, "end": 2, "close": 2}
# The first words of what may stand without a preposition.
HEADS = frozenset(
    "the today yesterday tonight this last past previous final first second third fourth 1st 2nd 3rd 4th early mid late"
    " earlier beginning start end middle close about around over almost nearly some".split()
) | frozenset(_COUNTS)

_NUMBER = re.compile(r"\d{1,3}", re.ASCII)  # of days or years; nobody counts more of them


class TimeReader(DateReader):
    """Reads words for a time at any token of a question; how far it looks ahead is bounded."""

    def read(self, at: int) -> TimeWords | None:
        """Read the words for a time that begin at a token."""
        the = self.key(at) == "the"
        return self._near(at) or self._ago(at) or self._part(at + the, the=the) or self.whole(at)

    def whole(self, at: int) -> TimeWords | None:
        """Read the words for a time that is no part of another."""
        if self.key(at) == "the":
            forms = _FORMS_WITH_THE
            at += 1
        else:
            forms = _FORMS
        return next((found for form in forms if (found := form(self, at))), None)

    def _part(self, at: int, *, the: bool) -> TimeWords | None:
        """Read a part of a time: "late March", "the end of 2015", "the first two weeks of June", "the year 2016"."""
        key, following = self.key(at), self.key(at + 1)
        if key in ("month", "year", "week"):
            whole = self.whole(at + 1 + (following == "of"))
            if not whole or (key, whole.kind) not in (("month", Kind.MONTH), ("year", Kind.YEAR), ("week", Kind.DAY)):
                return None
            return _of(whole, lambda days: around(days.first, "week")) if key == "week" else whole
        if key in ("early", "mid", "late"):
            whole = self.whole(at + 1 + (following == "-"))
        elif key in _THIRDS and following == "of":
            whole = self.whole(at + 2)
        else:
            return self._nth(at)
        if not whole or whole.kind not in (Kind.MONTH, Kind.YEAR, Kind.SPAN, Kind.RELATIVE):
            return None
        kind = {"end": Kind.END, "close": Kind.END, "beginning": Kind.START, "start": Kind.START}.get(key, Kind.SPAN)
        return _of(whole, lambda days: share(days, _THIRDS[key], 3), kind, alone=not the)

    def _nth(self, at: int) -> TimeWords | None:
        if (which := _ORDINALS.get(self.key(at))) is None:
            return None
        count, at = self._count(at + 1) or (1, at + 1)
        unit = _UNITS.get(self.key(at), self.key(at))
        if unit not in ("day", "week", "month", "quarter", "half") or self.key(at + 1) not in ("of", "in"):
            return None
        whole = self.whole(at + 2) if which in (0, -1) or count == 1 else None
        if not whole or whole.kind not in (Kind.MONTH, Kind.YEAR, Kind.SPAN, Kind.RELATIVE):
            return None
        return _of(whole, lambda days: nth(days, unit, which, count), alone=True)

    def _near(self, at: int) -> TimeWords | None:
        key, today = self.key(at), self.today
        if key in ("early", "late") and self.key(at + 1) in ("today", "yesterday"):
            at, key = at + 1, self.key(at + 1)
        if key in ("today", "tonight"):
            return TimeWords(Kind.NEAR, at + 1, Days(today, today), alone=True)
        if key == "yesterday":
            end = at + 1 + (self.key(at + 1) in TIMES_OF_DAY)
            return TimeWords(Kind.NEAR, end, Days(shifted(today, -1), shifted(today, -1)), alone=True)
        if key == "last" and self.key(at + 1) == "night":  # which is of two days
            return TimeWords(Kind.NEAR, at + 2, Days(shifted(today, -1), today), alone=True)
        if key == "this" and self.key(at + 1) in ("morning", "afternoon", "evening"):
            return TimeWords(Kind.NEAR, at + 2, Days(today, today), alone=True)
        if key == "the" and [self.key(at + step) for step in (1, 2, 3)] == ["day", "before", "yesterday"]:
            return TimeWords(Kind.NEAR, at + 4, Days(shifted(today, -2), shifted(today, -2)), alone=True)
        return None

    def _count(self, at: int) -> tuple[int, int] | None:
        """Read a number of things, and where it ends: "12", "three", "a couple of"."""
        key = self.key(at)
        if key == "a" and self.key(at + 1) in ("couple", "few"):
            at, key = at + 1, self.key(at + 1)
        count = int(key) if _NUMBER.fullmatch(key) else _COUNTS.get(key, 0)
        end = at + 1 + (key == "couple" and self.key(at + 1) == "of")
        return (count, end) if count else None

    def _ago(self, at: int) -> TimeWords | None:
        """Read "two weeks ago" as the calendar's week, two before this one."""
        at += self.key(at) in ("about", "around", "over", "almost", "nearly", "some")
        if not (counted := self._count(at)) or self.key(counted[1] + 1) != "ago":
            return None
        count, at = counted
        unit = _UNITS.get(self.key(at))
        return TimeWords(Kind.NEAR, at + 2, around(back(self.today, unit, count), unit), alone=True) if unit else None

    def _relative_with_the(self, at: int) -> TimeWords | None:
        """Read what "the" stands before: "the last week" are seven days up to today, and "last week" is a week."""
        if self.key(at) in ("last", "past", "previous"):
            return self._rolling(at + 1, single=self.key(at) != "previous") or self._previous(at + 1, the=True)
        return None

    def _relative(self, at: int) -> TimeWords | None:
        key = self.key(at)
        if key == "this" and self.key(at + 1) == "past":
            return self._rolling(at + 2, single=True) or self._previous(at + 2)
        if key in ("last", "past", "previous"):
            return self._rolling(at + 1, single=key == "past") or self._previous(at + 1)
        if key not in ("this", "earlier"):
            return None
        if key == "earlier":
            at += 1
            if self.key(at) != "this":
                return None
        unit = _UNITS.get(self.key(at + 1))
        if unit and unit != "day" and self.key(at + 1) == unit:
            return TimeWords(Kind.RELATIVE, at + 2, around(self.today, unit), alone=True)
        named = self._weekend(at + 1) or self.weekday(at + 1) or self._named(at + 1)
        return named and TimeWords(named.kind, named.end, named.latest(self.today), alone=True)

    def _rolling(self, end: int, *, single: bool) -> TimeWords | None:
        """Read "past two weeks", and with ``single`` "past week", as up to today."""
        count, end = self._count(end) or (0, end)
        key = self.key(end)
        if key in _HOURS and count:
            return TimeWords(Kind.ROLLING, end + 1, Days(shifted(self.today, -count // 24), self.today), alone=True)
        unit = _UNITS.get(key)
        if not unit or not (count or (single and unit == key and unit not in ("day", "quarter"))):
            return None
        return TimeWords(Kind.ROLLING, end + 1, Days(back(self.today, unit, count or 1), self.today), alone=True)

    def _previous(self, end: int, *, the: bool = False) -> TimeWords | None:
        """Read "last" with a week, a Monday, a March, a summer: the latest that is over."""
        unit = _UNITS.get(self.key(end))
        if unit and unit != "day" and self.key(end) == unit:
            return TimeWords(Kind.RELATIVE, end + 1, around(back(self.today, unit, 1), unit), alone=True)
        if weekend := self._weekend(end):
            saturday = shifted(self.today, -(self.today.weekday() + 2))
            return TimeWords(Kind.WEEKEND, weekend.end, Days(saturday, shifted(saturday, 1)), alone=True)
        if not the and self.key(end) in WEEKDAYS:
            gone = (self.today.weekday() - WEEKDAYS[self.key(end)] - 1) % 7 + 1
            day = shifted(self.today, -gone)
            return TimeWords(Kind.WEEKDAY, self.past_time_of_day(end + 1), Days(day, day), alone=True)
        named = self.season(end) if the else self._named(end)
        return named and TimeWords(named.kind, named.end, named.latest(self.today, ended=True), alone=True)

    def _named(self, at: int) -> TimeWords | None:
        named = self.season(at) or self.month(at)
        return named if named and named.yearly and named.kind in (Kind.SPAN, Kind.MONTH) else None

    def _weekend(self, at: int) -> TimeWords | None:
        if self.key(at) != "weekend":
            return None
        saturday = shifted(self.today, -((self.today.weekday() + 2) % 7))
        return TimeWords(Kind.WEEKEND, at + 1, Days(saturday, shifted(saturday, 1)))


_FORMS_WITH_THE: tuple[Callable[[TimeReader, int], TimeWords | None], ...] = (
    TimeReader._relative_with_the,
    TimeReader.season,
    TimeReader.quarter,
    TimeReader.decade,
    TimeReader.dates,
    TimeReader._weekend,
)
_FORMS: tuple[Callable[[TimeReader, int], TimeWords | None], ...] = (
    TimeReader._relative,
    TimeReader.season,
    TimeReader.quarter,
    TimeReader.decade,
    TimeReader.dates,
    TimeReader.month,
    TimeReader.numeric,
    TimeReader.year,
    TimeReader.weekday,
)


def _of(
    whole: TimeWords, part: Callable[[Days], Days | None], kind: Kind = Kind.SPAN, *, alone: bool = False
) -> TimeWords:
    """Take a part of a time, in whatever year it turns out to be."""
    if (yearly := whole.yearly) is not None:

        def part_of_year(year: int) -> Days | None:
            days = yearly(year)
            return days and part(days)

        return TimeWords(kind, whole.end, yearly=part_of_year, alone=alone)
    return TimeWords(kind, whole.end, whole.days and part(whole.days), alone=alone)
