"""The charts of a report as numbers: which periods stand side by side, and how high each column is; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .reporting import MonthCount

MOST_COLUMNS = 36
"""Columns that still read well on a phone, three years of months; with more, years stand for months, and so on."""
_MONTHS = 12
# What a period may be, its months, and how its name is made of the year and the month in which it begins.
_STEPS = (
    ("month", 1, "{year:04}-{month:02}"),
    ("year", _MONTHS, "{year:04}"),
    ("decade", 10 * _MONTHS, "{year:04}s"),
    ("century", 100 * _MONTHS, "{year:04}–{end:04}"),
)
WIDTH, HEIGHT = 720.0, 90.0
"""Of a chart, in its own units, which are pixels where it is as wide as the page."""
_GAP = 0.2  # of a column's room
_LEAST = 1.5  # height of a column that is not nothing, so that it can be seen


@dataclass(frozen=True)
class Axis:
    """The periods that stand side by side, without a gap in time, and what one is: a month, a year, ..."""

    unit: str
    periods: tuple[str, ...]
    _first: int
    _step: int

    def counts(self, months: Iterable[MonthCount]) -> tuple[int, ...]:
        """How many articles are of each period."""
        found: Counter[int] = Counter()
        for each in months:
            found[_number(each.month) // self._step - self._first] += each.articles
        return tuple(found[place] for place in range(len(self.periods)))


@dataclass(frozen=True)
class Column:
    """A column of a chart, with what it stands for."""

    period: str
    count: int
    x: float
    y: float
    width: float
    height: float


def axis_of(months: Sequence[MonthCount]) -> Axis | None:
    """Choose the shortest periods of which few enough fill the time from the first month to the last."""
    if not months:
        return None
    numbers = [_number(each.month) for each in months]
    first, last = min(numbers), max(numbers)
    # All centuries there are would be fewer than read well, or not many more.
    fitting = (step for step in _STEPS if last // step[1] - first // step[1] < MOST_COLUMNS)
    unit, step, name = next(fitting, _STEPS[-1])
    starts = (divmod(number * step, _MONTHS) for number in range(first // step, last // step + 1))
    periods = tuple(name.format(year=year, month=month + 1, end=year + 99) for year, month in starts)
    return Axis(unit, periods, first // step, step)


def columns(axis: Axis, counts: Sequence[int], most: int) -> tuple[Column, ...]:
    """Lay out the columns of a chart; those of no height are left out.

    Args:
        axis: the periods.
        counts: how high each is.
        most: what the whole height stands for.
    """
    room = WIDTH / len(axis.periods)
    laid = []
    for place, (period, count) in enumerate(zip(axis.periods, counts, strict=True)):
        if count:
            height = max(_LEAST, HEIGHT * count / most)
            x, width = room * (place + _GAP / 2), room * (1 - _GAP)
            laid.append(
                Column(period, count, round(x, 2), round(HEIGHT - height, 2), round(width, 2), round(height, 2))
            )
    return tuple(laid)


def share(count: int, most: int) -> float:
    """How long a bar is, in percent of the longest."""
    return round(100 * count / most, 2) if most else 0.0


def _number(month: str) -> int:
    """A month as a number: months since the year 0."""
    year, _, of_year = month.partition("-")
    return int(year) * _MONTHS + int(of_year) - 1
