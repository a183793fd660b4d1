"""Stretches of days: months, weeks, parts of them, and steps back in time, never off the calendar."""

import calendar
import datetime
from typing import NamedTuple

_MONTHS_IN = {"month": 1, "quarter": 3, "year": 12, "decade": 120}


class Days(NamedTuple):
    """Days from the first to the last, both included."""

    first: datetime.date
    last: datetime.date


def shifted(day: datetime.date, by: int) -> datetime.date:
    """Go some days on or back, and stop where the calendar does."""
    return datetime.date.fromordinal(min(max(day.toordinal() + by, 1), datetime.date.max.toordinal()))


def months(year: int, month: int, count: int = 1) -> Days | None:
    """Take whole months from one on; ``None`` where they are not all on the calendar."""
    end = year * 12 + month - 1 + count
    if year < datetime.MINYEAR or end > datetime.MAXYEAR * 12:
        return None
    following = datetime.date(end // 12, end % 12 + 1, 1)
    return Days(datetime.date(year, month, 1), shifted(following, -1))


def dates(year: int, month: int, first: int, last: int) -> Days | None:
    """Take two days of a month and what lies between; ``None`` if one of them does not exist."""
    try:
        return ordered(datetime.date(year, month, first), datetime.date(year, month, last))
    except ValueError:
        return None


def ordered(*days: datetime.date) -> Days:
    """Run from the earliest to the latest."""
    return Days(min(days), max(days))


def back(day: datetime.date, unit: str, count: int) -> datetime.date:
    """Go back some days, weeks, months, quarters, years or decades; 31 March less a month is the last of February."""
    if unit in ("day", "week"):
        return shifted(day, -count * (7 if unit == "week" else 1))
    month = max(day.year * 12 + day.month - 1 - count * _MONTHS_IN[unit], datetime.MINYEAR * 12)
    year, month = month // 12, month % 12 + 1
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def around(day: datetime.date, unit: str) -> Days | None:
    """Take the day, or the calendar's week (from Monday, ISO 8601), month, quarter, year or decade that it is in."""
    if unit == "day":
        return Days(day, day)
    if unit == "week":
        monday = shifted(day, -day.weekday())
        return Days(monday, shifted(monday, 6))
    if unit == "decade":
        return months(day.year // 10 * 10, 1, 120)
    count = _MONTHS_IN[unit]
    return months(day.year, (day.month - 1) // count * count + 1, count)


def share(days: Days, part: int, parts: int) -> Days:
    """Take one of equal parts, in whole months where they divide evenly, else in days."""
    first, last = days
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    if first.day == 1 and shifted(last, 1).day == 1 and count % parts == 0:
        month = first.year * 12 + first.month - 1 + count // parts * part
        return months(month // 12, month % 12 + 1, count // parts) or days
    length = last.toordinal() - first.toordinal() + 1
    return Days(shifted(first, length * part // parts), shifted(first, length * (part + 1) // parts - 1))


def nth(days: Days, unit: str, which: int, count: int) -> Days | None:
    """Take so many days, weeks or months of a stretch: the first ones, the second (``which`` 1), the last ones (-1)."""
    size = count * (7 if unit == "week" else 1)
    if unit in ("half", "quarter"):
        parts = 2 if unit == "half" else 4
        return share(days, which % parts, parts) if count == 1 and which < parts else None
    if unit == "month":
        length = (days.last.year - days.first.year) * 12 + days.last.month - days.first.month + 1
        month = days.first.year * 12 + days.first.month - 1 + (which if which >= 0 else length - size)
        taken = months(month // 12, month % 12 + 1, size)
    elif which < 0:
        taken = Days(shifted(days.last, 1 - size), days.last)
    else:
        taken = Days(shifted(days.first, which * size), shifted(days.first, (which + 1) * size - 1))
    if taken is None or taken.first < days.first or taken.first > days.last or taken.last > days.last:
        return None
    return taken
