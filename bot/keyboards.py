"""The buttons under each kind of message; pure."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Sequence

from onrecord.index import Hit

from .pages import Button, one_line
from .taps import MAX_DATA, Action, Tap, digest
from .wording import Catalogue

#: UTF-16 code units of a speaker's name on a button; a phone shows some 30 in half a row.
_MAX_LABEL = 28
#: Periods to choose from, newest first, and how many stand in a row.
_MOST_PERIODS = 12
_PERIODS_A_ROW = 3
#: Speakers to choose from.
_MOST_SPEAKERS = 2

Row = tuple[Button, ...]


def button(label: str, tap: Tap) -> Button:
    """Make a button for a tap; what it sends back fits by construction, which is checked all the same."""
    data = tap.data
    if len(data.encode()) > MAX_DATA:
        raise ValueError(f"a button would send back {len(data.encode())} bytes, and {MAX_DATA} can be sent: {data}")
    return Button(label=label, data=data)


def answer_rows(
    hits: Sequence[Hit], here: Tap, words: Catalogue, *, more: bool, carried: bool, generation: str
) -> tuple[Row, ...]:
    """The buttons under a page of an answer, or under an abstention with what comes nearest.

    Args:
        hits: the passages on the page.
        here: the page and the filters; without a page it is an abstention.
        words: the reader's language.
        more: whether there may be a next page.
        carried: whether the question was put together with what went before.
        generation: the index that answered.
    """
    thumbs = thumb_row(here, generation)
    rows = [*passage_rows(hits, here, words)]
    if here.page is not None:
        names = list(dict.fromkeys(hit.speaker for hit in hits if hit.speaker))
        only = [
            button(
                words.say("buttons.speaker", name=one_line(name, _MAX_LABEL)),
                here.to(Action.ANSWER, page=0, speaker=digest(name)),
            )
            for name in names[:_MOST_SPEAKERS]
            if not here.speaker
        ]
        rows.append(tuple(only))
        dates = button(words.say("buttons.dates"), here.to(Action.DATES))
        rows.append((dates, button(words.say("buttons.why"), here.to(Action.WHY))))
    rows.append(narrowed_row(here, words, carried=carried))
    leafing = []
    if here.page:
        leafing.append(button(words.say("buttons.back"), here.to(Action.ANSWER, page=here.page - 1)))
    if here.page is not None and more:
        leafing.append(button(words.say("buttons.more"), here.to(Action.ANSWER, page=here.page + 1)))
    return (*rows, (*leafing, *thumbs))


def narrowed_row(here: Tap, words: Catalogue, *, carried: bool) -> Row:
    """The buttons that take away what an answer is narrowed to: what was carried over, and filters."""
    row = []
    if carried:
        row.append(button(words.say("buttons.drop"), Tap(action=Action.DROP)))
    if here.speaker or here.since or here.until:
        everything = here.to(Action.ANSWER, page=0, speaker="", since=None, until=None)
        row.append(button(words.say("buttons.all"), everything))
    return tuple(row)


def thumb_row(here: Tap, generation: str) -> Row:
    """Thumbs up and down, each with the index that answered."""
    known = re.sub(r"[^0-9A-Za-z-]", "", generation)[:41]
    up, down = (Tap(action=action, page=here.page, generation=known) for action in (Action.UP, Action.DOWN))
    return button("👍", up), button("👎", down)


def date_rows(days: Sequence[datetime.date], here: Tap, words: Catalogue) -> tuple[Row, ...]:
    """Periods to choose from: years, or the months of one year, or the days of one month; and the way back."""
    found = periods(days)[:_MOST_PERIODS]
    shown = [
        button(_period(since, until, words), here.to(Action.ANSWER, page=0, since=since, until=until))
        for since, until in found
    ]
    rows = [tuple(shown[at : at + _PERIODS_A_ROW]) for at in range(0, len(shown), _PERIODS_A_ROW)]
    last = [button(words.say("buttons.to_answer"), here.to(Action.ANSWER))]
    if here.since or here.until:
        anytime = here.to(Action.ANSWER, page=0, since=None, until=None)
        last.append(button(words.say("buttons.any_date"), anytime))
    return (*rows, tuple(last))


def periods(days: Sequence[datetime.date]) -> list[tuple[datetime.date, datetime.date]]:
    """The periods that some days fall into, newest first: as fine as it needs to tell them apart."""
    years = {(day.year, 1) for day in days}
    months = {(day.year, day.month) for day in days}
    if len(years) > 1:
        return [(datetime.date(year, 1, 1), datetime.date(year, 12, 31)) for year, _ in sorted(years, reverse=True)]
    if len(months) > 1:
        return [
            (datetime.date(year, month, 1), datetime.date(year, month, calendar.monthrange(year, month)[1]))
            for year, month in sorted(months, reverse=True)
        ]
    return [(day, day) for day in sorted(set(days), reverse=True)]


def context_rows(
    here: Tap, before: str | None, after: str | None, words: Catalogue, address: str | None
) -> tuple[Row, ...]:
    """The buttons under a passage in its place.

    Args:
        here: the passage, and the answer that it was reached from.
        before: the passage before it.
        after: the passage after it.
        words: the reader's language.
        address: where the passage can be reached by anybody.
    """
    walk = []
    if before:
        walk.append(button(words.say("buttons.before"), here.to(Action.CONTEXT, passage=before)))
    if after:
        walk.append(button(words.say("buttons.after"), here.to(Action.CONTEXT, passage=after)))
    whole = [button(words.say("buttons.article"), here.to(Action.ARTICLE, passage=here.passage))]
    shared = (Button(label=words.say("buttons.link"), url=address),) if address else ()
    return (tuple(walk), (*whole, *_back(here, words)), shared)


def article_rows(here: Tap, words: Catalogue, *, more: bool) -> tuple[Row, ...]:
    """The buttons under a page of an article's quotes."""
    placed = button(words.say("buttons.context"), here.to(Action.CONTEXT, passage=here.passage))
    return (_leaves(here, words, more=more), (placed, *_back(here, words)))


def list_rows(here: Tap, words: Catalogue, *, more: bool) -> tuple[Row, ...]:
    """The buttons under a page of a list."""
    return (_leaves(here, words, more=more),)


def latest_rows(here: Tap, passages: Sequence[str | None], words: Catalogue, *, more: bool) -> tuple[Row, ...]:
    """The buttons under the newest articles: each by its number, and the pages."""
    opened = tuple(
        button(
            words.say("buttons.article_n", number=number), Tap(action=Action.ARTICLE, passage=passage, latest=here.leaf)
        )
        for number, passage in enumerate(passages, start=1)
        if passage
    )
    rows = [opened[at : at + _PERIODS_A_ROW] for at in range(0, len(opened), _PERIODS_A_ROW)]
    return (*rows, _leaves(here, words, more=more))


def back_rows(here: Tap, words: Catalogue) -> tuple[Row, ...]:
    """The way back to an answer, if there is one."""
    return (_back(here, words),)


def _back(here: Tap, words: Catalogue) -> Row:
    """The way back to where this was reached from: an answer, the newest articles, or nowhere."""
    if here.page is not None:
        return (button(words.say("buttons.to_answer"), here.to(Action.ANSWER)),)
    if here.latest is not None:
        return (button(words.say("buttons.to_latest"), Tap(action=Action.LATEST, leaf=here.latest)),)
    return ()


def _leaves(here: Tap, words: Catalogue, *, more: bool) -> Row:
    leaves = []
    if here.leaf:
        leaves.append(
            button(words.say("buttons.previous"), here.to(here.action, passage=here.passage, leaf=here.leaf - 1))
        )
    if more:
        leaves.append(button(words.say("buttons.next"), here.to(here.action, passage=here.passage, leaf=here.leaf + 1)))
    return tuple(leaves)


def passage_rows(hits: Sequence[Hit], here: Tap, words: Catalogue) -> tuple[Row, ...]:
    """A button for each passage in its place, and one for each article."""
    articles: dict[str, str] = {}
    for hit in hits:
        articles.setdefault(hit.article.id, hit.passage_id)
    return (
        _numbered("buttons.context", [hit.passage_id for hit in hits], here.to(Action.CONTEXT), words),
        _numbered("buttons.article", list(articles.values()), here.to(Action.ARTICLE), words),
    )


def _numbered(key: str, passages: Sequence[str], tap: Tap, words: Catalogue) -> Row:
    if len(passages) == 1:
        return (button(words.say(key), tap.to(tap.action, passage=passages[0])),)
    return tuple(
        button(words.say(f"{key}_n", number=number), tap.to(tap.action, passage=passage))
        for number, passage in enumerate(passages, start=1)
    )


def _period(since: datetime.date, until: datetime.date, words: Catalogue) -> str:
    if since.year != until.year or (since.month, until.month) == (1, 12):
        return str(since.year)
    if since == until:
        return words.day(since)
    return f"{since.month:02}.{since.year}"
