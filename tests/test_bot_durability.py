"""Nothing is lost and nothing comes twice: kills, replays, outages, and updates that break what handles them."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from onrecord.bot.errors import BotError
from onrecord.bot.wording import catalogue

from tests.answers import answer, hit
from tests.botapi import PATIENCE, TOKEN, Replies, RunningBot, settings_for

ROOT = Path(__file__).parents[1]

#: A bot that never comes to an end of the questions that are named, and answers all others.
SERVE = """
import sys, threading
sys.path.insert(0, {root!r})
from onrecord.bot.application import run
from onrecord.bot.settings import BotSettings
from tests.answers import answer, hit
from tests.botapi import Replies

def reply(question):
    if question in {stuck!r}:
        threading.Event().wait()
    return answer(hit(question, None), question=question)

run(BotSettings.load(), Replies(reply).live())
"""


def echo(question):
    return answer(hit(question, None), question=question)


def quoted(message):
    return message["text"].splitlines()[0]


@pytest.fixture
def unused_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def start(bot_api, tmp_path):
    """Start the bot in a process of its own, over the same state each time; it is killed at the end."""
    processes = []

    def start(*stuck, **settings):
        environment = {
            **os.environ,
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_BASE_URL": bot_api.base_url,
            "ONRECORD_BOT_STATE": str(bot_api.state),
            "ONRECORD_BOT_WORKERS": "8",
            **settings,
        }
        code = SERVE.format(root=str(ROOT), stuck=stuck)
        process = subprocess.Popen(
            [sys.executable, "-c", code], cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


@contextmanager
def aside(server):
    """What is put aside, once there is something: number and reason."""
    connection = sqlite3.connect(server.state / "state.sqlite")
    try:
        query = "SELECT update_id, reason FROM inbox WHERE reason IS NOT NULL"
        yield connection.execute(query).fetchall()
    finally:
        connection.close()


def kill(process):
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=PATIENCE)


def test_after_a_kill_in_the_middle_of_six_questions_each_is_answered_once(bot_api, start):
    """The first chat has all six; the fourth is being worked on when the process is killed."""
    ann = bot_api.private()
    process = start("q4")
    for number in range(1, 7):
        bot_api.message(ann, f"q{number}")
    bot_api.wait_for_messages(ann, 3)
    bot_api.wait_for_call("sendChatAction")  # for the fourth, half a second after the third was sent
    kill(process)
    start()
    messages = bot_api.wait_for_messages(ann, 6)
    assert [quoted(message) for message in messages] == [f"q{number}" for number in range(1, 7)]


@pytest.mark.slow
def test_after_kills_at_the_very_moment_of_sending_nothing_comes_twice(bot_api, start):
    readers = [bot_api.private(str(number)) for number in range(4)]
    process = start()
    for number, reader in enumerate(readers):
        bot_api.message(reader, f"q{number}")
        bot_api.wait_for_messages(reader)
        kill(process)
        process = start()
    bot_api.wait_until_fetched()
    bot_api.message(readers[0], "and now")
    bot_api.wait_for_messages(readers[0], 2)
    assert [len(bot_api.sent(reader)) for reader in readers] == [2, 1, 1, 1]


def test_five_questions_by_webhook_are_answered_once_though_the_process_is_killed(bot_api, start, unused_port):
    webhook = {
        "ONRECORD_BOT_WEBHOOK": f"http://127.0.0.1:{unused_port}/onrecord",
        "ONRECORD_BOT_WEBHOOK_LISTEN": f"127.0.0.1:{unused_port}",
    }
    readers = [bot_api.private(str(number)) for number in range(5)]
    process = start("q1", "q3", **webhook)
    bot_api.wait_for_call("setWebhook")
    for number, reader in enumerate(readers):
        bot_api.message(reader, f"q{number}")
    for number in (0, 2, 4):
        bot_api.wait_for_messages(readers[number])
    bot_api.wait_for_call("sendChatAction", 2)
    bot_api.wait_until_fetched()
    kill(process)
    start(**webhook)
    assert [[quoted(message) for message in bot_api.wait_for_messages(reader)] for reader in readers] == [
        ["q0"], ["q1"], ["q2"], ["q3"], ["q4"]
    ]  # fmt: skip
    assert bot_api.called("getUpdates") == []


def test_replayed_updates_are_ignored_by_this_run_and_the_next(bot_api, run_bot):
    replies = Replies(echo)
    bot = run_bot(replies)
    ann = bot_api.private()
    for number in range(2):
        bot_api.message(ann, str(number))
    bot_api.wait_for_messages(ann, 2)
    bot_api.replay()
    bot_api.wait_until_fetched()
    bot.stop()
    bot_api.replay()
    run_bot(replies)
    bot_api.message(ann, "2")
    bot_api.wait_for_messages(ann, 3)
    assert replies.questions == ["0", "1", "2"]
    assert len(bot_api.sent(ann)) == 3


def test_answers_under_way_when_telegram_goes_away_are_sent_when_it_returns(bot_api, run_bot):
    readers = [bot_api.private(str(number)) for number in range(4)]

    def lose_the_server(question):
        if question == "0":
            bot_api.outage(True)
        return echo(question)

    run_bot(Replies(lose_the_server), workers=1)
    for number, reader in enumerate(readers):
        bot_api.message(reader, str(number))
    bot_api.wait_until(lambda: bot_api.dropped("sendMessage") >= 4, "four requests to be dropped")
    assert sum(len(bot_api.sent(reader)) for reader in readers) == 0
    bot_api.outage(False)
    answers = [quoted(bot_api.wait_for_messages(reader)[0]) for reader in readers]
    assert answers == ["0", "1", "2", "3"]


def test_what_an_outage_keeps_back_is_sent_by_the_next_run(bot_api, run_bot):
    ann = bot_api.private()

    def lose_the_server(question):
        bot_api.outage(True)
        return echo(question)

    bot = run_bot(Replies(lose_the_server), grace=0)
    bot_api.message(ann, "late")
    bot_api.wait_until(lambda: bot_api.dropped("sendMessage"), "the reply to be dropped")
    bot.stop()
    bot_api.outage(False)
    # Ended in the midst of it, the bot may work on the question once more; it does not send the answer once more.
    run_bot(Replies(echo))
    bot_api.message(ann, "early")
    assert [quoted(message) for message in bot_api.wait_for_messages(ann, 2)] == ["late", "early"]


def test_the_bot_starts_during_an_outage_and_waits(bot_api, run_bot):
    ann = bot_api.private()
    bot_api.message(ann, "since when?")
    bot_api.outage(True)
    run_bot(Replies(echo))
    bot_api.wait_until(lambda: bot_api.dropped("getMe"), "the start to fail")
    bot_api.outage(False)
    assert quoted(bot_api.wait_for_messages(ann)[0]) == "since when?"


@pytest.mark.slow
def test_a_ten_part_answer_is_complete_and_in_order_under_flood_control(bot_api, run_bot):
    parts = [f"{number}: {'word ' * 700}end." for number in range(10)]
    run_bot(Replies(lambda _: answer(*(hit(text) for text in parts))), hits=10)
    ann = bot_api.private()
    bot_api.fault("sendMessage", retry_after=1)
    bot_api.message(ann, "Tell me everything")
    messages = bot_api.wait_for_messages(ann, 10)
    assert [message["text"][:2] for message in messages] == [f"{number}:" for number in range(10)]


def test_questions_are_worked_on_while_flood_control_holds_back_the_answers(bot_api, run_bot):
    third = threading.Event()

    def note(question):
        if question == "3":
            third.set()
        return echo(question)

    run_bot(Replies(note), grace=0)
    ann = bot_api.private()
    bot_api.fault("sendMessage", retry_after=3600)
    for number in range(1, 4):
        bot_api.message(ann, str(number))
    assert third.wait(PATIENCE)
    assert bot_api.sent(ann) == []


def test_a_question_that_is_edited_while_its_answer_is_held_back_has_the_new_answer_alone(bot_api, run_bot):
    run_bot(Replies(echo))
    ann = bot_api.private()
    bot_api.fault("sendMessage", retry_after=1)
    asked = bot_api.message(ann, "before")
    bot_api.wait_for_call("sendMessage")
    bot_api.edit(ann, asked, "after")
    bot_api.wait_for_call("editMessageText")
    assert [quoted(message) for message in bot_api.sent(ann)] == ["after"]


@pytest.mark.parametrize(
    "broken",
    [
        {"message": {"no": "message"}},
        {"message": "text"},
        {"message": {"message_id": 1, "date": "yesterday", "chat": {"id": 1, "type": "private"}, "text": "x"}},
        {"message": {"message_id": 1, "date": 1, "chat": {"id": [1], "type": "private"}, "text": "x"}},
        {"message": {"message_id": 1, "date": 1, "chat": {"id": {}, "type": "group"}, "text": "x"}},
    ],
)
def test_an_update_that_cannot_be_read_is_put_aside_and_holds_up_nobody(bot_api, run_bot, broken):
    run_bot(Replies(echo))
    update = bot_api.raw(**broken)
    ann = bot_api.private()
    bot_api.message(ann, "me too")
    bot_api.wait_for_messages(ann)
    bot_api.wait_until_fetched()
    assert len(bot_api.called("getUpdates")) < 10
    with aside(bot_api) as put_aside:
        assert put_aside[0][0] == update["update_id"]
        assert put_aside[0][1].startswith("it cannot be read: ")


def test_an_update_that_can_be_neither_handled_nor_answered_is_put_aside(bot_api, run_bot):
    ann = bot_api.private()
    bot = run_bot(Replies(echo), users={ann.id})
    bot_api.raw(message={"message_id": 1, "date": 1, "chat": {"id": "x", "type": "private"}, "text": "let me in"})
    bot_api.message(ann, "1")
    assert quoted(bot_api.wait_for_messages(ann)[0]) == "1"
    bot_api.wait_until_fetched()
    bot.stop()
    run_bot(Replies(echo))
    bot_api.raw(message={"message_id": 1, "date": 1, "chat": {"id": "x", "type": "private"}, "text": "who?"})
    bot_api.message(ann, "2")
    assert quoted(bot_api.wait_for_messages(ann, 2)[1]) == "2"
    bot_api.wait_until_fetched()


def test_updates_without_a_number_do_not_keep_the_others_from_coming(bot_api, run_bot):
    run_bot(Replies(echo))
    for strange in (None, "2000", -1, 2**70, True):
        bot_api.raw(update_id=strange, message={})
    ann = bot_api.private()
    bot_api.message(ann, "me too")
    assert quoted(bot_api.wait_for_messages(ann)[0]) == "me too"


def test_an_update_that_breaks_its_handler_three_times_is_put_aside_with_the_reason(bot_api, run_bot):
    def fail(question):
        if question == "break":
            raise RuntimeError(f"the\nreason {TOKEN}")
        return echo(question)

    replies = Replies(fail)
    ann, admin = bot_api.private("Ann"), bot_api.private("Admin")
    run_bot(replies, administrators={admin.id})
    bot_api.message(ann, "break")
    bot_api.message(ann, "and on")
    first, second = bot_api.wait_for_messages(ann, 2)
    assert (first["text"], quoted(second)) == (catalogue("en").say("errors.failed"), "and on")
    assert replies.questions == ["break"] * 3 + ["and on"]
    with aside(bot_api) as put_aside:
        ((number, reason),) = put_aside
    without_secret = f"{TOKEN.partition(':')[0]}:[token]"
    assert reason == f"RuntimeError: the\nreason {without_secret}"
    bot_api.message(admin, "/status")
    told = bot_api.wait_for_messages(admin)[0]["text"].splitlines()
    assert told[-2:] == ["Put aside: 1 updates.", f"{number}: RuntimeError: the reason {without_secret}"]


@pytest.mark.slow
def test_a_question_that_comes_to_no_end_does_not_keep_the_bot_from_ending_and_is_answered_later(bot_api, start):
    ann = bot_api.private()
    process = start("endless")
    bot_api.message(ann, "endless")
    bot_api.wait_for_call("sendChatAction")
    process.send_signal(signal.SIGTERM)
    _, log = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert "work under way does not come to an end" in log
    start()
    assert quoted(bot_api.wait_for_messages(ann)[0]) == "endless"


@pytest.mark.slow
def test_an_update_that_ends_the_process_three_times_is_put_aside(bot_api, start):
    ann, bob = bot_api.private("Ann"), bot_api.private("Bob")
    for _ in range(3):
        process = start("deadly")
        if not bot_api.called("sendChatAction"):
            bot_api.message(ann, "deadly")
        bot_api.wait_for_call("sendChatAction", len(bot_api.called("sendChatAction")) + 1)
        kill(process)
    start("deadly")
    bot_api.message(bob, "alive?")
    assert quoted(bot_api.wait_for_messages(bob)[0]) == "alive?"
    with aside(bot_api) as put_aside:
        assert [reason for _, reason in put_aside] == ["the bot ended 3 times while handling it"]


def test_only_one_bot_runs_on_one_state(bot_api, run_bot):
    run_bot(Replies(echo))
    bot_api.wait_for_call("getUpdates")
    with pytest.raises(
        BotError, match=rf"another bot \(process {os.getpid()}\) is running with the state in"
    ) as caught:
        RunningBot(settings_for(bot_api), Replies(echo)).wait()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (lambda folder: (folder / "state.sqlite").write_bytes(b"no database" * 100), "cannot be used: file is not a d"),
        (lambda folder: (folder / "state.sqlite").mkdir(), "cannot be kept in"),
    ],
)
def test_a_state_that_cannot_be_used_is_one_line(bot_api, spoil, wanted):
    spoil(bot_api.state)
    with pytest.raises(BotError, match=wanted):
        RunningBot(settings_for(bot_api), Replies(echo)).wait()


def test_what_was_written_does_not_stay_on_the_disk(bot_api, run_bot):
    bot = run_bot(Replies(echo))
    ann = bot_api.private()
    bot_api.message(ann, "a question that is nobody's business")
    bot_api.wait_for_messages(ann)
    bot_api.message(ann, "/new")  # until then the last question is remembered, so that the next may go on from it
    bot_api.wait_for_messages(ann, 2)
    bot.stop()
    assert all(b"nobody's business" not in path.read_bytes() for path in bot_api.state.iterdir())


def test_a_state_that_another_program_locks_for_a_while_costs_no_question(bot_api, run_bot, caplog):
    run_bot(Replies(echo))
    ann = bot_api.private()
    bot_api.message(ann, "before")
    bot_api.wait_for_messages(ann)
    bot_api.wait_until_fetched()
    backup = sqlite3.connect(bot_api.state / "state.sqlite", isolation_level=None)
    backup.execute("BEGIN IMMEDIATE")
    polls = len(bot_api.called("getUpdates"))
    bot_api.message(ann, "meanwhile")
    bot_api.wait_for_call("getUpdates", polls + 1)
    assert len(bot_api.sent(ann)) == 1
    backup.execute("ROLLBACK")
    backup.close()
    assert quoted(bot_api.wait_for_messages(ann, 2)[1]) == "meanwhile"
    assert "updates cannot be fetched, trying again: database is locked" in caplog.text
