"""What buttons send back: it fits, it is read as it was written, and anything else is read as nothing."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from onrecord.bot.answering import all_of
from onrecord.bot.keyboards import answer_rows, article_rows, context_rows, date_rows, latest_rows, periods
from onrecord.bot.taps import MAX_DATA, Action, Tap, digest
from onrecord.bot.wording import catalogue, languages

from tests.answers import answer, hit

hexadecimal = st.text("0123456789abcdef", min_size=16, max_size=16)
hashed = st.just("") | st.text("0123456789abcdef", min_size=8, max_size=8)
taps = st.builds(
    Tap,
    action=st.sampled_from(Action),
    passage=st.just("") | hexadecimal,
    page=st.none() | st.integers(0, 36**2 - 1),
    leaf=st.integers(0, 36**3 - 1),
    since=st.none() | st.dates(),
    until=st.none() | st.dates(),
    source=hashed,
    speaker=hashed,
    latest=st.none() | st.integers(0, 36**3 - 1),
)


@given(tap=taps)
def test_a_tap_is_read_as_it_was_written_and_fits(tap):
    assert Tap.read(tap.data) == tap
    assert len(tap.data.encode()) <= MAX_DATA


def test_a_thumb_names_the_index_that_answered():
    generation = "20261127T003446139476Z-49d645969d032f07"
    here = Tap(action=Action.ANSWER, page=35)
    rows = answer_rows((), here, catalogue(), more=False, carried=False, generation=generation)
    sent_back = [button.data or "" for row in rows for button in row]
    assert Tap(action=Action.UP, page=35, generation=generation).data in sent_back
    assert Tap(action=Action.DOWN, page=35, generation=generation).data in sent_back


@given(data=st.text(max_size=80) | st.from_regex(r"\A[a-z](\.[0-9a-z]{0,20}){9}\Z"))
def test_whatever_else_is_sent_back_is_read_as_nothing_or_as_a_tap(data):
    tap = Tap.read(data)
    assert tap is None or Tap.read(tap.data) == tap


@given(
    texts=st.lists(st.text(max_size=60), max_size=3),
    speakers=st.lists(st.none() | st.text(max_size=200), min_size=3, max_size=3),
    here=taps,
    more=st.booleans(),
    carried=st.booleans(),
    generation=st.text(max_size=60),
    language=st.sampled_from(languages()),
)
def test_every_keyboard_fits_telegrams_limits(texts, speakers, here, more, carried, generation, language):
    words = catalogue(language)
    hits = [hit(text or "x", speaker) for text, speaker in zip(texts, speakers, strict=False)]
    here = here.model_copy(update={"page": None if here.page is None else min(here.page, 1000)})
    days = [datetime.date(2015, 1, 1) + datetime.timedelta(days=40 * number) for number in range(30)]
    boards = [
        answer_rows(hits, here.to(Action.ANSWER), words, more=more, carried=carried, generation=generation),
        context_rows(here, "0" * 16, None, words, None),
        article_rows(here.model_copy(update={"leaf": min(here.leaf, 100)}), words, more=more),
        date_rows(days, here, words),
        latest_rows(Tap(action=Action.LATEST, leaf=here.leaf), ["1" * 16, None, "2" * 16], words, more=more),
    ]
    for rows in boards:
        for button in (button for row in rows for button in row):
            assert button.label.strip()
            assert (button.data is None) != (button.url is None)
            assert len((button.data or "").encode()) <= MAX_DATA
        assert all(len(row) <= 8 for row in rows)


@pytest.mark.parametrize("most", [3, 12, 13, 60])
def test_what_is_leafed_through_goes_on_from_a_short_answer_however_a_long_one_is_ordered(most):
    hits = [hit(f"Passage {number}.", None) for number in range(30)]

    class Weighing:
        """Puts its hits in another order where more than a dozen are asked for, as weighing more of them may."""

        def ask(self, question, k, **_):
            return answer(*(hits if k <= 12 else hits[::-1])[:k], question=question)

    retriever: Any = Weighing()
    found = [each.text for each in all_of(retriever, "What?", most).hits]
    assert found[:12] == [each.text for each in hits[: min(most, 12)]]
    assert len(set(found)) == len(found) == min(most, 30)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([], []),
        (["2015-11-28"], [("2015-11-28", "2015-11-28")]),
        (["2015-11-01", "2015-11-28"], [("2015-11-28", "2015-11-28"), ("2015-11-01", "2015-11-01")]),
        (["2016-02-01", "2016-01-31"], [("2016-02-01", "2016-02-29"), ("2016-01-01", "2016-01-31")]),
        (["2014-12-31", "2016-02-01"], [("2016-01-01", "2016-12-31"), ("2014-01-01", "2014-12-31")]),
    ],
)
def test_periods_are_as_fine_as_it_needs_to_tell_days_apart(days, expected):
    found = periods([datetime.date.fromisoformat(day) for day in days])
    assert [(since.isoformat(), until.isoformat()) for since, until in found] == expected


def test_a_name_has_one_hash_however_it_is_spelt():
    assert digest("Dmitry Peskov") == digest(" DMITRY  peskov ")
    assert digest("Dmitry Peskov") != digest("Dmitri Peskov")
