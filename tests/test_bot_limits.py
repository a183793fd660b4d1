"""How much may be asked, and how fast is sent: one person, one group, and altogether."""

from __future__ import annotations

import asyncio
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from onrecord.bot.limits import Limit, Notices
from onrecord.bot.pace import Bucket, Pace, Window
from onrecord.bot.wording import catalogue

from tests.answers import answer, hit
from tests.botapi import PATIENCE, Replies

ENGLISH = catalogue("en")


def echo(question):
    return answer(hit(question, None), question=question)


@pytest.mark.parametrize(
    ("times", "taken"),
    [
        ([0.0] * 5, [True, True, True, False, False]),
        ([0.0, 0.0, 0.0, 19.0, 20.0, 21.0], [True, True, True, False, True, False]),
        ([0.0, 0.0, 0.0, 3600.0, 3600.0, 3600.0, 3600.0], [True, True, True, True, True, True, False]),
        # A clock that is set back gives nothing, and takes nothing away.
        ([100.0, 100.0, 100.0, 0.0, 119.0, 121.0], [True, True, True, False, False, True]),
    ],
)
def test_three_a_minute_may_come_at_once_and_one_comes_back_every_twenty_seconds(times, taken):
    limit = Limit(3)
    assert [limit.take("ann", at) for at in times] == taken


def test_one_person_does_not_use_up_what_another_has():
    limit = Limit(1)
    assert [limit.take(who, 0.0) for who in ("ann", "bob", "ann", "bob")] == [True, True, False, False]


def test_what_costs_less_may_come_more_often():
    limit = Limit(1)
    assert [limit.take("ann", 0.0, 0.25) for _ in range(5)] == [True] * 4 + [False]


@given(
    steps=st.lists(st.floats(0, 30), max_size=200),
    per_minute=st.integers(1, 60),
)
def test_no_more_is_let_through_than_the_burst_and_what_came_back(steps, per_minute):
    limit = Limit(per_minute)
    now, taken = 0.0, 0
    for step in steps:
        now += step
        taken += limit.take("ann", now)
    assert taken <= per_minute + now * per_minute / 60 + 1e-6


def test_a_notice_is_due_once_a_minute_for_each():
    notices = Notices()
    said = [notices.due(*each) for each in (("ann", 0.0), ("ann", 59.0), ("bob", 59.0), ("ann", 60.0), ("ann", 61.0))]
    assert said == [True, False, True, True, False]


@given(steps=st.lists(st.floats(0, 2), max_size=100), count=st.integers(1, 5))
def test_a_window_never_holds_more_than_it_may(steps, count):
    window = Window(count, 3.0)
    now, taken = 0.0, []
    for step in steps:
        now = max(now + step, window.ready(now + step))
        window.take(now)
        taken.append(now)
        assert sum(each > now - 3.0 + 1e-9 for each in taken) <= count


@given(steps=st.lists(st.floats(0, 2), max_size=100), burst=st.integers(1, 5))
def test_a_bucket_lets_no_more_through_than_the_burst_and_one_in_each_stretch(steps, burst):
    bucket = Bucket(burst, 1.5)
    now, taken = 0.0, []
    for step in steps:
        now = max(now + step, bucket.ready(now + step))
        bucket.take(now)
        taken.append(now)
        assert all(len(taken) - place <= burst + (now - then) / 1.5 + 1e-6 for place, then in enumerate(taken))


@pytest.mark.parametrize(("chat", "free"), [(1, 3), (-1, 3), (None, 28)])
def test_so_many_messages_go_out_at_once_and_the_next_waits(chat, free):
    async def sent():
        pace = Pace()
        for _ in range(free):
            await asyncio.wait_for(pace.turn(chat), 0.5)
        waiting = asyncio.ensure_future(pace.turn(chat))
        await asyncio.sleep(0)
        held = not waiting.done()
        waiting.cancel()
        return held

    assert asyncio.run(sent())


def test_what_an_earlier_run_sent_counts_as_well():
    async def held():
        pace = Pace()
        for _ in range(20):
            pace.remember(-1, 30.0)
        waiting = asyncio.ensure_future(pace.turn(-1))
        await asyncio.sleep(0)
        held = not waiting.done()
        waiting.cancel()
        return held

    assert asyncio.run(held())


def test_sixty_messages_at_once_from_one_person_get_one_notice_and_the_others_do_not_wait(bot_api, run_bot):
    ann, bob = bot_api.private("Ann"), bot_api.private("Bob")
    held = threading.Event()

    def slow_for_ann(question):
        assert question == "from Bob" or held.wait(PATIENCE)
        return echo(question)

    replies = Replies(slow_for_ann)
    run_bot(replies, per_person=2)
    for number in range(60):
        bot_api.message(ann, f"flood {number}")
    bot_api.message(bob, "from Bob")
    # While Ann's first question is still being worked on, Bob has his answer.
    assert bot_api.wait_for_messages(bob)[0]["text"].startswith("from Bob")
    held.set()
    told = [message["text"].splitlines()[0] for message in bot_api.wait_for_messages(ann, 3)]
    bot_api.wait_until_fetched()
    assert sorted(told) == sorted(["flood 0", "flood 1", ENGLISH.say("refusals.too_many")])
    assert replies.questions.count("from Bob") == 1
    assert len(replies.questions) == 3


def test_questions_that_waited_while_the_bot_was_away_are_all_answered(bot_api, run_bot):
    ann = bot_api.private()
    for minute in range(3):
        bot_api.skew = 60.0 * minute
        bot_api.message(ann, str(minute))
    run_bot(Replies(echo), per_person=1)
    texts = [message["text"].splitlines()[0] for message in bot_api.wait_for_messages(ann, 3)]
    assert texts == ["0", "1", "2"]


@pytest.mark.parametrize("skew", [-86400.0, 86400.0])
def test_another_clock_at_telegram_changes_nothing(bot_api, run_bot, skew):
    bot_api.skew = skew
    run_bot(Replies(echo), per_person=1)
    ann = bot_api.private()
    bot_api.message(ann, "now")
    bot_api.message(ann, "again")
    told = [message["text"].splitlines()[0] for message in bot_api.wait_for_messages(ann, 2)]
    assert sorted(told) == sorted(["now", ENGLISH.say("refusals.too_many")])


def test_a_group_has_a_limit_of_its_own_and_counts_only_what_is_meant_for_the_bot(bot_api, run_bot):
    bot_api.privacy = False
    newsroom = bot_api.group()
    replies = Replies(echo)
    run_bot(replies, per_group=2)
    for said in ("hello", "hello all", "/ask@SomeOtherBot x", "/ask 1", "good morning", "/ask 2", "/ask 3", "/ask 4"):
        bot_api.message(newsroom, said)
    bot_api.wait_for_messages(newsroom, 3)
    bot_api.wait_until_fetched()
    texts = [message["text"].splitlines()[0] for message in bot_api.sent(newsroom)]
    assert sorted(texts) == sorted(["1", "2", ENGLISH.say("refusals.too_many_here")])


def test_a_full_queue_says_so_once_and_answers_go_on(bot_api, run_bot):
    ann, bob = bot_api.private("Ann"), bot_api.private("Bob")
    held = threading.Event()

    def slow(question):
        assert held.wait(PATIENCE)
        return echo(question)

    run_bot(Replies(slow), queue=4)
    for number in range(4):
        bot_api.message(ann, str(number))
    for number in range(3):
        bot_api.message(bob, f"too much {number}")
    assert bot_api.wait_for_messages(bob)[0]["text"] == ENGLISH.say("refusals.too_busy")
    bot_api.wait_until_fetched()
    held.set()
    bot_api.wait_for_messages(ann, 4)  # of which the last alone may still be under way
    bot_api.message(bob, "now?")
    assert bot_api.wait_for_messages(bob, 2)[1]["text"].startswith("now?")
