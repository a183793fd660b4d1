"""The period that a question asks about: "in October 2016", "since the summer", "last week", "between May and July".

Only what stands as an adverbial is a filter. "The 2016 election" and "about May 5" are what a question is about, and
stay in it; so does what lies in the future, since no article is from there.
"""

import datetime
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from onrecord.corpus import FrozenModel
from pydantic import model_validator

from .days import Days, ordered, shifted
from .timereader import HEADS, TimeReader
from .timewords import Kind, TimeWords, tokens_of


class Period(FrozenModel):
    """Days from one to another, both included; ``None`` is an open end."""

    since: datetime.date | None = None
    until: datetime.date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"a period ends on {self.until}, before it begins on {self.since}")
        return self


@dataclass(frozen=True)
class DatedWords:
    """A period and the words ``[start:end]`` that stand for it, with their preposition, to be cut from the topic."""

    period: Period
    start: int
    end: int


class _Relation(StrEnum):
    IN = "in"
    SINCE = "since"
    AFTER = "after"
    UNTIL = "until"
    BEFORE = "before"
    FROM = "from"
    BETWEEN = "between"


_ANY = frozenset(Kind)
_LONG = frozenset({Kind.MONTH, Kind.YEAR, Kind.SPAN, Kind.START, Kind.END, Kind.RELATIVE, Kind.ROLLING})
# Prepositions, the longest first, with the times that they go with: "on 2016" is what somebody speaks about.
_PREPOSITIONS: dict[str, list[tuple[tuple[str, ...], _Relation, frozenset[Kind]]]] = {}
for _words, _relation, _kinds in (
    ("on or after", _Relation.SINCE, _ANY),
    ("on or before", _Relation.UNTIL, _ANY),
    ("ever since", _Relation.SINCE, _ANY),
    ("up until", _Relation.UNTIL, _ANY),
    ("up to", _Relation.UNTIL, _ANY),
    ("prior to", _Relation.BEFORE, _ANY),
    ("as of", _Relation.UNTIL, _ANY),
    ("in", _Relation.IN, _LONG),
    ("during", _Relation.IN, _ANY),
    ("throughout", _Relation.IN, _ANY),
    ("within", _Relation.IN, frozenset({Kind.RELATIVE, Kind.ROLLING})),
    ("for", _Relation.IN, frozenset({Kind.ROLLING})),
    ("over", _Relation.IN, frozenset({Kind.WEEKEND, Kind.SPAN, Kind.RELATIVE, Kind.ROLLING})),
    ("on", _Relation.IN, frozenset({Kind.DAY, Kind.WEEKDAY, Kind.WEEKEND})),
    ("at", _Relation.IN, frozenset({Kind.WEEKEND, Kind.START, Kind.END})),
    ("since", _Relation.SINCE, _ANY),
    ("after", _Relation.AFTER, _ANY),
    ("until", _Relation.UNTIL, _ANY),
    ("till", _Relation.UNTIL, _ANY),
    ("by", _Relation.UNTIL, _ANY),
    ("before", _Relation.BEFORE, _ANY),
    ("from", _Relation.FROM, _ANY),
    ("between", _Relation.BETWEEN, _ANY),
):
    _PREPOSITIONS.setdefault(_words.split()[0], []).append((tuple(_words.split()), _relation, _kinds))
_JOINTS = {
    _Relation.IN: frozenset("- to through and or".split()),
    _Relation.SINCE: frozenset("- to through until till".split()),
    _Relation.FROM: frozenset("- to through until till".split()),
    _Relation.BETWEEN: frozenset("- and to".split()),
}
# What may follow a time. Another word makes it part of a name or of a measure: "in 2000 houses", "on Sunday Times".
_FOLLOWING = frozenset(
    """about on regarding concerning over as in at with by from for to and or but nor that which who whom whose what
    when where why how whether if while because after before since until till during between against under into
    through the a an this these those his her its their our my your he she it they we you i not again already also too
    ever exactly only""".split()
)
_VERBS = frozenset(
    """do does did was were is are had has have would will could can should must said say says saying told claimed
    called wrote asked warned""".split()
)
# Months that are also words or names: "after May said", "before March for Orvik".
_NAMES = frozenset("march april may june august jan mar".split())
_FALLING = frozenset("in from into to".split())
_NO_MARKS = frozenset("/%&@#$€£°*+=\\<>|^~_")
_APOSTROPHES = frozenset("'’")
_SENTENCE_ENDS = frozenset('.?!:;("“')
_SET_OFF_BEFORE = frozenset(",([-:;")
_SET_OFF_AFTER = frozenset(",-:;")
# Before a time without preposition, these make it a subject, or somebody's: "about last week", "his last year".
_TAKING = frozenset(
    """about of on regarding concerning re like than to with for as against his her its their our my your every in at
    during over from by since until before after between within""".split()
)
_UNITS_BEFORE = frozenset("day days week weeks month months year years hours".split())
# Times by the clock mean one thing alone, whatever follows; others may be the first part of a name.
_PLAIN = frozenset({Kind.NEAR, Kind.RELATIVE, Kind.ROLLING, Kind.WEEKEND})
_SET_OFF_REACH = 12  # the longest date set off at the end of a question has about as many words and marks


@dataclass(frozen=True)
class _Found:
    """A period between two tokens; ``None`` where there are no such days."""

    period: Period | None
    first: int
    end: int


def find_period(words: str, today: datetime.date) -> DatedWords | None:
    """Find the period that a question restricts its answers to.

    Times are relative to ``today``, a month without a year is the latest that has begun, and two ends are put in order.
    Of several periods the last counts, except that "since ..." and "before ..." side by side are one. Dates that do not
    exist, or that might be two (5/6/2016), are no period, and neither is what has not begun.

    Args:
        words: the question, or a part of it.
        today: the day on which it is asked.

    Returns:
        The period, and the words to be cut from the topic; ``None`` for a question without one.
    """
    return _Search(words, today).last()


class _Search:
    """The search of one question for periods."""

    def __init__(self, words: str, today: datetime.date) -> None:
        self.tokens = tokens_of(words)
        self.today = today
        self.reader = TimeReader(self.tokens, today)
        self.key = self.reader.key
        # In a question all in capitals, or with every word in them, they tell nothing.
        self.cased = any(token.text[0].islower() for token in self.tokens)

    def last(self) -> DatedWords | None:
        found: _Found | None = None
        at = 0
        while at < len(self.tokens):
            here = self._adverbial(at) or self._alone(at)
            if here and here.period:
                found = self._combined(found, here) or here
            at = here.end if here else at + 1
        found = found or self._set_off()
        if not found or not found.period:
            return None
        return DatedWords(found.period, self.tokens[found.first].start, self.tokens[found.end - 1].end)

    def _adverbial(self, at: int) -> _Found | None:
        for words, relation, kinds in _PREPOSITIONS.get(self.key(at), ()):
            if any(self.key(at + step) != word for step, word in enumerate(words)):
                continue
            if relation is not _Relation.IN and self.key(at - 1) in _UNITS_BEFORE:
                return None  # "two days after 3 May"
            time = self.reader.read(at + len(words))
            if not time or time.kind not in kinds:
                continue
            found = self._range(at, time, relation)
            if not found and relation is not _Relation.BETWEEN and self._ends_well(at, time, relation):
                found = _Found(self._period(time, relation), at, time.end)
            return found
        return None

    def _range(self, at: int, time: TimeWords, relation: _Relation) -> _Found | None:
        """Read the second end of a period: "May to July", "between November and March 2016"."""
        if time.ranged and relation in (_Relation.FROM, _Relation.BETWEEN):
            days = time.latest(self.today)
            return _Found(self._between(days, days), at, time.end) if self._ends_well(at, time, relation) else None
        if self.key(time.end) not in _JOINTS.get(relation, ()):
            return None
        if self.key(time.end + 1) in ("now", "present"):
            other = TimeWords(Kind.NEAR, time.end + 2, Days(self.today, self.today))
        elif not (read := self.reader.read(time.end + 1)):
            return None
        else:
            other = read
        if not self._ends_well(at, other, relation):
            return None
        return _Found(self._between(*self._both(time, other)), at, other.end)

    def _both(self, left: TimeWords, right: TimeWords) -> tuple[Days | None, Days | None]:
        """Give each end the year that the other one says; without any, both have begun, left before right."""
        if right.yearly and not left.yearly and left.days and left.kind is not Kind.YEAR:
            return left.days, right.earliest(left.days.first)
        days = right.latest(self.today)
        before = left.latest(days.last) if days else None
        if days and before and left.kind is right.kind is Kind.WEEKDAY and before.first > days.first:
            before = Days(shifted(before.first, -7), shifted(before.last, -7))
        return before, days

    def _between(self, left: Days | None, right: Days | None) -> Period | None:
        if not left or not right:
            return None
        first, last = ordered(*left, *right)
        return Period(since=first, until=last) if first <= self.today else None

    def _period(self, time: TimeWords, relation: _Relation) -> Period | None:
        days = time.latest(self.today)
        if not days or days.first > self.today:
            return None
        since: datetime.date | None = days.first
        until: datetime.date | None = days.last
        if relation is _Relation.SINCE:
            until = None
        elif relation is _Relation.UNTIL:
            since = None
        elif relation is _Relation.BEFORE:
            # "Before the end of 2015" is all of it.
            since, until = None, days.last if time.kind is Kind.END else shifted(days.first, -1)
        elif relation is _Relation.AFTER:
            since, until = days.first if time.kind is Kind.START else shifted(days.last, 1), None
        return Period(since=since, until=until) if not since or since <= self.today else None

    def _alone(self, at: int) -> _Found | None:
        """Read a time that needs no preposition: "yesterday", "last week of July", "three days ago"."""
        key = self.key(at)
        if (
            not (key in HEADS or (key.isdigit() and self.key(at + 2) == "ago"))
            or not (time := self.reader.read(at))
            or not time.alone
        ):
            return None
        before = self.key(at - 1)
        # After "the" the words were read with it, and not taken.
        if before in _TAKING or before == "the" or (key == "tonight" and before in _UNITS_BEFORE):
            return None
        if before.endswith(("'s", "’s", "s'", "s’")) or (before in _APOSTROPHES and self._touch(at - 2)):
            return None
        if self.cased and not self._opens(at) and self.tokens[at].text.istitle():
            return None  # "USA Today"
        if not self._ends_well(at, time, _Relation.IN):
            return None
        return _Found(self._period(time, _Relation.IN), at, time.end)

    def _ends_well(self, at: int, time: TimeWords, relation: _Relation) -> bool:
        """Tell whether what follows a time, read from the token ``at`` on, leaves it to stand for itself."""
        end, following = time.end, self.key(time.end)
        month = self.reader.month_ends(end)
        named = bool(month in _NAMES and time.yearly and time.kind is Kind.MONTH)
        if named and self.key(at) in ("by", "from") and end == at + 2 and month != "march":
            return False  # "said by May", "words from May"
        if self.key(end - 1) == "fall" and following in _FALLING:
            return False  # "after the fall in prices"
        if named and month == "may" and self.key(end - 2) == "this":
            return not following or following in "?.!,"  # "what this may mean"
        if not following:
            return True
        if self._touch(end - 1) and self.key(end + 1).isalnum():
            if following in _APOSTROPHES and (self._touch(end) or self.key(end - 1).endswith("s")):
                return False  # "two weeks' notice"
            if following == "-" and self._touch(end) and self.tokens[end].text not in "–—":
                return False  # "a last-minute deal"
        if not following[0].isalnum():
            return following not in _NO_MARKS
        if time.kind in _PLAIN:
            return following not in ("of", "tonight")
        if following in _FOLLOWING:
            return not (month == "march" and following == "for" and time.yearly)
        if following in _VERBS or (following.endswith("ed") and relation is _Relation.IN):
            return not named or relation is _Relation.IN  # "who in 1985 signed it", but not "after May resigned"
        bare = time.yearly is not None or time.kind in (Kind.YEAR, Kind.WEEKDAY)
        named_next = self.tokens[end].text[0].isupper() and time.kind is not Kind.WEEKDAY
        return self._opens(at) and (named_next or not bare)

    def _set_off(self) -> _Found | None:
        """Read a date that a comma or brackets set off at the start or the end: "Brel on taxes, October 2016"."""
        end = len(self.tokens)
        time = self._date(0)
        if time and time.end < end and self.key(time.end) in _SET_OFF_AFTER and not self._touch(time.end):
            return _Found(self._period(time, _Relation.IN), 0, time.end)
        while end and self.key(end - 1) in ("?", "!", ".", "…"):
            end -= 1
        closed = self.key(end - 1) in (")", "]")
        for at in range(max(1, end - _SET_OFF_REACH), end - 1):
            if self.key(at) not in _SET_OFF_BEFORE or (self.key(at) == "-" and self._touch(at - 1)):
                continue
            if self.key(at - 1).isdigit() or self.reader.month_ends(at):
                continue  # "January 6, 2016"
            time = self._date(at + 1)
            if time and time.end == end - closed and closed == (self.key(at) in ("(", "[")):
                return _Found(self._period(time, _Relation.IN), at + 1 - closed, end)
        return None

    def _date(self, at: int) -> TimeWords | None:
        time = self.reader.read(at)
        if not time or time.alone or (time.yearly and time.kind is not Kind.DAY) or time.kind is Kind.WEEKDAY:
            return None
        return time

    def _combined(self, one: _Found | None, other: _Found) -> _Found | None:
        """Put "after May and before July" together, where nothing else stands between."""
        if not one or not one.period or not other.period:
            return None
        if any(self.key(at) not in ("and", "but", ",") for at in range(one.end, other.first)):
            return None
        halves = (one.period, other.period)
        since = [half.since for half in halves if half.since and not half.until]
        until = [half.until for half in halves if half.until and not half.since]
        if len(since) != 1 or len(until) != 1 or since[0] > until[0]:
            return None
        return _Found(Period(since=since[0], until=until[0]), one.first, other.end)

    def _touch(self, at: int) -> bool:
        """Tell whether no blank stands between a token and the next."""
        return 0 <= at < len(self.tokens) - 1 and self.tokens[at].end == self.tokens[at + 1].start

    def _opens(self, at: int) -> bool:
        """Tell whether a sentence begins at a token."""
        return at == 0 or self.key(at - 1) in _SENTENCE_ENDS
