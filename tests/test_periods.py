"""The period that a question asks about, and what only looks like one."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from onrecord.index.periods import Period, find_period
from pydantic import ValidationError

WEDNESDAY = datetime.date(2016, 11, 23)
DAY = datetime.timedelta(days=1)

# Words for a time, the first and the last day on Wednesday, 23 November 2016.
TIMES = [
    # Days
    ("on 5 May 2016", "2016-05-05", "2016-05-05"),
    ("on May 5, 2016", "2016-05-05", "2016-05-05"),
    ("on May 5th", "2016-05-05", "2016-05-05"),
    ("on the 5th of May", "2016-05-05", "2016-05-05"),
    ("on 24 November", "2015-11-24", "2015-11-24"),
    ("on 29 February", "2016-02-29", "2016-02-29"),
    ("on 2016-05-05", "2016-05-05", "2016-05-05"),
    ("on 5/5/2016", "2016-05-05", "2016-05-05"),
    ("on 13/5/2016", "2016-05-13", "2016-05-13"),
    ("on 5/13/2016", "2016-05-13", "2016-05-13"),
    ("on 13.5.2016", "2016-05-13", "2016-05-13"),
    ("on Monday, 9 May 2016", "2016-05-09", "2016-05-09"),
    ("on Thu, May 5, 2016", "2016-05-05", "2016-05-05"),
    ("on 10–12 May 2016", "2016-05-10", "2016-05-12"),
    ("on May 10—12, 2016", "2016-05-10", "2016-05-12"),
    # Months and years
    ("in October 2016", "2016-10-01", "2016-10-31"),
    ("in october, 2016", "2016-10-01", "2016-10-31"),
    ("IN OCT. 2016", "2016-10-01", "2016-10-31"),
    ("in October", "2016-10-01", "2016-10-31"),
    ("in November", "2016-11-01", "2016-11-30"),
    ("in December", "2015-12-01", "2015-12-31"),
    ("in March last year", "2015-03-01", "2015-03-31"),
    ("in March of this year", "2016-03-01", "2016-03-31"),
    ("in the month of May", "2016-05-01", "2016-05-31"),
    ("in 2016-05", "2016-05-01", "2016-05-31"),
    ("in May–July 2016", "2016-05-01", "2016-07-31"),
    ("in May and June", "2016-05-01", "2016-06-30"),
    ("in 2016", "2016-01-01", "2016-12-31"),
    ("in the year 2015", "2015-01-01", "2015-12-31"),
    ("in 2014-15", "2014-01-01", "2015-12-31"),
    ("in 2014–2015", "2014-01-01", "2015-12-31"),
    ("during the 1990s", "1990-01-01", "1999-12-31"),
    ("in the '90s", "1990-01-01", "1999-12-31"),
    ("in the 10s", "2010-01-01", "2019-12-31"),
    ("in the 2010s", "2010-01-01", "2019-12-31"),
    ("in the 1800s", "1800-01-01", "1899-12-31"),
    # Seasons, quarters, parts
    ("in the summer of 2016", "2016-06-01", "2016-08-31"),
    ("in summer 2015", "2015-06-01", "2015-08-31"),
    ("in fall", "2016-09-01", "2016-11-30"),
    ("in the winter of 2015", "2015-12-01", "2016-02-29"),
    ("in winter", "2015-12-01", "2016-02-29"),
    ("in Q3 2016", "2016-07-01", "2016-09-30"),
    ("in H1 2016", "2016-01-01", "2016-06-30"),
    ("in the third quarter of 2015", "2015-07-01", "2015-09-30"),
    ("in the second half of July", "2016-07-16", "2016-07-31"),
    ("last week of July", "2016-07-25", "2016-07-31"),
    ("in the first week of June 2016", "2016-06-01", "2016-06-07"),
    ("in the second week of June", "2016-06-08", "2016-06-14"),
    ("during the first two weeks of June", "2016-06-01", "2016-06-14"),
    ("in the last three months of 2015", "2015-10-01", "2015-12-31"),
    ("in the week of 5 May 2016", "2016-05-02", "2016-05-08"),
    ("at the end of 2015", "2015-09-01", "2015-12-31"),
    ("at the beginning of May", "2016-05-01", "2016-05-10"),
    ("in early March 2016", "2016-03-01", "2016-03-10"),
    ("in mid-March 2016", "2016-03-11", "2016-03-20"),
    ("in late March 2016", "2016-03-21", "2016-03-31"),
    ("in the early 1990s", "1990-01-01", "1993-04-30"),
    ("late last year", "2015-09-01", "2015-12-31"),
    # Relative to the day
    ("today", "2016-11-23", "2016-11-23"),
    ("this morning", "2016-11-23", "2016-11-23"),
    ("yesterday", "2016-11-22", "2016-11-22"),
    ("yesterday evening", "2016-11-22", "2016-11-22"),
    ("the day before yesterday", "2016-11-21", "2016-11-21"),
    ("last night", "2016-11-22", "2016-11-23"),
    ("three days ago", "2016-11-20", "2016-11-20"),
    ("about 3 days ago", "2016-11-20", "2016-11-20"),
    ("a couple of weeks ago", "2016-11-07", "2016-11-13"),
    ("two months ago", "2016-09-01", "2016-09-30"),
    ("a year ago", "2015-01-01", "2015-12-31"),
    ("on Monday", "2016-11-21", "2016-11-21"),
    ("on Wednesday", "2016-11-23", "2016-11-23"),
    ("on Thursday night", "2016-11-17", "2016-11-17"),
    ("last Monday", "2016-11-21", "2016-11-21"),
    ("last Wednesday", "2016-11-16", "2016-11-16"),
    ("on Tuesday of last week", "2016-11-15", "2016-11-15"),
    ("over the weekend", "2016-11-19", "2016-11-20"),
    ("last weekend", "2016-11-19", "2016-11-20"),
    ("this week", "2016-11-21", "2016-11-27"),
    ("last week", "2016-11-14", "2016-11-20"),
    ("over the last week", "2016-11-16", "2016-11-23"),
    ("past two weeks", "2016-11-09", "2016-11-23"),
    ("in the last 30 days", "2016-10-24", "2016-11-23"),
    ("for the past few days", "2016-11-18", "2016-11-23"),
    ("in the past 36 hours", "2016-11-21", "2016-11-23"),
    ("over the past year", "2015-11-23", "2016-11-23"),
    ("this month", "2016-11-01", "2016-11-30"),
    ("last month", "2016-10-01", "2016-10-31"),
    ("last quarter", "2016-07-01", "2016-09-30"),
    ("earlier this year", "2016-01-01", "2016-12-31"),
    ("last year", "2015-01-01", "2015-12-31"),
    ("this spring", "2016-03-01", "2016-05-31"),
    ("last summer", "2016-06-01", "2016-08-31"),
    ("last autumn", "2015-09-01", "2015-11-30"),
    ("last October", "2016-10-01", "2016-10-31"),
    ("last November", "2015-11-01", "2015-11-30"),
    # Open to one side
    ("since the summer", "2016-06-01", None),
    ("since March", "2016-03-01", None),
    ("since 2015", "2015-01-01", None),
    ("since last week", "2016-11-14", None),
    ("since the start of 2016", "2016-01-01", None),
    ("after 3 May 2016", "2016-05-04", None),
    ("after May", "2016-06-01", None),
    ("on or after 3 May 2016", "2016-05-03", None),
    ("until June 2016", None, "2016-06-30"),
    ("until May", None, "2016-05-31"),
    ("until yesterday", None, "2016-11-22"),
    ("by the end of 2015", None, "2015-12-31"),
    ("as of May 2016", None, "2016-05-31"),
    ("before June 2016", None, "2016-05-31"),
    ("before the end of 2015", None, "2015-12-31"),
    ("prior to 3 May 2016", None, "2016-05-02"),
    # From one to another
    ("between November 2015 and March 2016", "2015-11-01", "2016-03-31"),
    ("between March 2016 and November 2015", "2015-11-01", "2016-03-31"),
    ("between May and July 2016", "2016-05-01", "2016-07-31"),
    ("between November and March 2016", "2015-11-01", "2016-03-31"),
    ("between November 2015 and March", "2015-11-01", "2016-03-31"),
    ("between May and March", "2015-05-01", "2016-03-31"),
    ("between 3 and 9 May", "2016-05-03", "2016-05-09"),
    ("between 2014 and 2015", "2014-01-01", "2015-12-31"),
    ("between Thursday and Tuesday", "2016-11-17", "2016-11-22"),
    ("from 3 to 9 May 2016", "2016-05-03", "2016-05-09"),
    ("from 9 to 3 May 2016", "2016-05-03", "2016-05-09"),
    ("from 28 April to 3 May 2016", "2016-04-28", "2016-05-03"),
    ("from May to July", "2016-05-01", "2016-07-31"),
    ("from May 2016 until now", "2016-05-01", "2016-11-23"),
    ("from October 2015", "2015-10-01", "2015-10-31"),
    ("since March 2015 until June 2016", "2015-03-01", "2016-06-30"),
    ("after 3 May 2016 and before 6 June 2016", "2016-05-04", "2016-06-05"),
    ("before 6 June 2016, but after 3 May 2016", "2016-05-04", "2016-06-05"),
]


def period(since: str | None, until: str | None) -> Period:
    return Period(since=since, until=until)


@pytest.mark.parametrize(("words", "since", "until"), TIMES)
@pytest.mark.parametrize(
    "question", ["What did Anna Brel say {} about the harbour?", "what did brel say {}", "{}, what did Brel say?"]
)
def test_words_for_a_time_restrict_a_question(question, words, since, until):
    asked = question.format(words)
    found = find_period(asked, WEDNESDAY)
    assert found is not None
    assert (found.period, asked[found.start : found.end]) == (period(since, until), words)


NO_TIMES = [
    # What is asked about
    "What did Brel say about the 2016 election?",
    "What did Brel say about the May 2016 election?",
    "What did Brel say during the 2016 campaign?",
    "What did Brel say in the 2016 Olympics?",
    "What did Brel say about May 5?",
    "What did Brel say about the events of January 6?",
    "What did Brel say about the events of January 6, 2016?",
    "What did Brel say about last week?",
    "What did Brel say about last year's budget?",
    "What did Brel say in last year’s budget?",
    "What did Brel say about the past two weeks' strikes?",
    "What is Brel's view on 2016?",
    "What is Brel's view on October?",
    "What did Brel say of 2016?",
    "Did Brel earn more than last year?",
    "What did Brel say in his last year?",
    "What did Brel say about the last week?",
    "What did Brel say of the early 1990s?",
    "What did Brel say of Vale's last month?",
    "What did Brel say about a last-minute deal?",
    "What did Brel say after the 5 May attacks?",
    "What did Brel say after May 5 attacks?",
    # Words and names
    "What may happen in Orvik?",
    "What did Brel say this may mean?",
    "What did Brel say after May said no?",
    "What was said by May about taxes?",
    "What did Brel say after May resigned?",
    "Quotes from May on taxes",
    "What did Brel say at the March for Life?",
    "What did Brel say on the march in Orvik?",
    "Will they march in Orvik?",
    "What did Brel say in the Sunday Times?",
    "What did Brel tell the paper on Sunday Times?",
    "What did Brel say on Black Friday?",
    "What did Brel say on Super Tuesday?",
    "What did Brel say in the October Revolution?",
    "What did Brel say on the last week tonight?",
    "What did Brel say on Last Week Tonight?",
    "What did Brel tell Orvik Today about taxes?",
    "What did Brel say after the fall of Orvik?",
    "What did Brel say after the fall in prices?",
    "Second, what did Brel say?",
    "May, what did Brel say?",
    # Numbers
    "What did Brel say after 9/11?",
    "What did Brel say on 24/7 work?",
    "Who has worked since 7-Eleven?",
    "What did Brel say in Article 50, then?",
    "What did Brel say of 2,000 troops in 2,000 houses?",
    "What did Brel say about people in 2000 houses?",
    "What did Brel find in $2000?",
    "Who lost by 2000% in 2000/01?",
    "Who ran in 2016.5 seconds?",
    "in 1799, in 2200 and in 12016",
    # Dates that do not exist, or that might be two
    "What did Brel say on 30 February 2016?",
    "What did Brel say on 29 February 2015?",
    "What did Brel say on 31 June?",
    "What did Brel say on June 31, 2016?",
    "What did Brel say on 32 May 2016?",
    "What did Brel say on 13/13/2016?",
    "What did Brel say on 2016-13-01?",
    "What did Brel say on 5/6/2016?",
    "What did Brel say in 2011-12?",
    "What did Brel say between 30 February and 3 March 2016?",
    "What did Brel say on May 5, 1750?",
    "What did Brel say in May 1750?",
    # What has not begun
    "What did Brel say of emissions by 2030?",
    "What did Brel say in December 2016?",
    "What did Brel say after this week?",
    # Others
    "What did Brel say two days after 3 May 2016?",
    "What happens in two weeks?",
    "What did Brel say between May and Reid?",
    "October 2016",
    "",
    "?",
]


@pytest.mark.parametrize("question", NO_TIMES)
def test_what_only_looks_like_a_time_restricts_nothing(question):
    assert find_period(question, WEDNESDAY) is None


@pytest.mark.parametrize(
    ("question", "cut", "since", "until"),
    [
        ("Brel on taxes, October 2016", "October 2016", "2016-10-01", "2016-10-31"),
        ("Brel on taxes (5 May 2016)?", "(5 May 2016)", "2016-05-05", "2016-05-05"),
        ("Brel on taxes – May 5", "May 5", "2016-05-05", "2016-05-05"),
        ("May 2016: what did Brel say?", "May 2016", "2016-05-01", "2016-05-31"),
        ("In 2016 Brel said what?", "In 2016", "2016-01-01", "2016-12-31"),
        ("yesterday Brel harbour", "yesterday", "2016-11-22", "2016-11-22"),
        ("In 2014, what did Brel say of 2013 that she denied in 2015?", "in 2015", "2015-01-01", "2015-12-31"),
        ("What did Brel say in 2015 about the 2016 election?", "in 2015", "2015-01-01", "2015-12-31"),
        ("Which town in 2015 signed the treaty?", "in 2015", "2015-01-01", "2015-12-31"),
        ("Brel 🎉 in 2015", "in 2015", "2015-01-01", "2015-12-31"),
    ],
)
def test_the_words_of_the_time_alone_are_cut(question, cut, since, until):
    found = find_period(question, WEDNESDAY)
    assert found is not None
    assert (question[found.start : found.end], found.period) == (cut, period(since, until))


@pytest.mark.parametrize(
    ("words", "today", "since", "until"),
    [
        ("in winter", "2017-01-10", "2016-12-01", "2017-02-28"),
        ("this winter", "2016-11-30", "2015-12-01", "2016-02-29"),
        ("last month", "2016-01-31", "2015-12-01", "2015-12-31"),
        ("in the past month", "2016-03-31", "2016-02-29", "2016-03-31"),
        ("last week", "2016-01-01", "2015-12-21", "2015-12-27"),
        ("last weekend", "2016-11-20", "2016-11-12", "2016-11-13"),
        ("over the weekend", "2016-11-19", "2016-11-19", "2016-11-20"),
        ("from May to July", "2016-06-10", "2015-05-01", "2015-07-31"),
        ("on 29 February", "1904-02-28", "1896-02-29", "1896-02-29"),
        ("in the 20s", "2019-12-31", "1920-01-01", "1929-12-31"),
        ("in the 20s", "2020-01-01", "2020-01-01", "2029-12-31"),
    ],
)
def test_the_day_that_is_passed_in_decides(words, today, since, until):
    found = find_period(words, datetime.date.fromisoformat(today))
    assert found is not None
    assert found.period == period(since, until)


def ordinal(day: int) -> str:
    return f"{day}{'th' if 10 < day < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


FORMATS = [
    lambda d: d.isoformat(),
    lambda d: f"{d.day} {d:%B} {d.year}",
    lambda d: f"{d:%B} {d.day}, {d.year}",
    lambda d: f"{d:%b}{'.' if d.month != 5 else ''} {d.day}, {d.year}",
    lambda d: f"{d:%B} {ordinal(d.day)} {d.year}".lower(),
    lambda d: f"the {ordinal(d.day)} of {d:%B}, {d.year}".upper(),
    lambda d: f"{d:%A}, {d.day} {d:%b} {d.year}",
]
DATES = st.dates(datetime.date(1800, 1, 1), datetime.date(2199, 12, 31))


@given(day=DATES, written=st.sampled_from(FORMATS))
def test_a_date_is_read_however_it_is_written(day, written):
    last = datetime.date(2199, 12, 31)
    for preposition, since, until in (
        ("on", day, day),
        ("since", day, None),
        ("until", None, day),
        ("before", None, day - DAY),
        ("after", day + DAY, None),
    ):
        found = find_period(f"What did Brel say {preposition} {written(day)} about taxes?", last)
        if since is not None and since > last:
            assert found is None
        else:
            assert found is not None
            assert found.period == Period(since=since, until=until)


@given(one=DATES, other=DATES, written=st.sampled_from(FORMATS))
def test_two_dates_are_put_in_order(one, other, written):
    first, last = sorted((one, other))
    assume(written(one) != written(other))
    for words in (f"between {written(one)} and {written(other)}", f"from {written(one)} to {written(other)}"):
        found = find_period(f"What did Brel say {words}?", last)
        assert found is not None
        assert found.period == Period(since=first, until=last)


WORDS = """in on at since until before after between from to and by over during about of the last this past first week
weeks month year days two 3 5 31 30 2016 1990s May march october Monday summer fall yesterday today ago early mid late
end Q3 , . - – / ( ) ' ’ weekend night said few a couple Brel 2016-05-05 13/13/2016 12-05""".split()


@given(words=st.lists(st.sampled_from(WORDS), max_size=40), today=st.dates(), space=st.sampled_from(["", " "]))
def test_words_in_any_order_on_any_day_give_a_period_that_has_begun_or_none(words, today, space):
    question = space.join(words)
    found = find_period(question, today)
    if found is not None:
        assert 0 <= found.start < found.end <= len(question)
        assert found.period.since or found.period.until
        assert found.period.since is None or found.period.since <= today
        assert question[found.start : found.end].strip() == question[found.start : found.end]


@given(text=st.text(st.characters(exclude_categories=()), max_size=200), today=st.dates())
def test_any_text_has_a_period_or_none(text, today):
    found = find_period(text, today)
    assert found is None or 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    "words", ["in the first two weeks of ", "from May to ", "1/", ",", "last ", "between 3 and ", "5"]
)
def test_the_longest_questions_are_read_at_once(words):
    # Looking ahead further at each word would take minutes here.
    question = (words * 100_000)[:100_000]
    assert find_period(question, WEDNESDAY) is None


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValidationError, match="a period ends on 2016-05-04, before it begins on 2016-05-05"):
        Period(since=datetime.date(2016, 5, 5), until=datetime.date(2016, 5, 4))
