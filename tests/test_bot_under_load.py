"""How the bot behaves when questions come together, work is slow, or Telegram does not play along."""

from __future__ import annotations

import logging
import threading

import pytest
from onrecord.bot import application
from onrecord.bot.errors import BotError
from onrecord.bot.wording import catalogue

from tests.answers import KURDS, answer, hit
from tests.botapi import PATIENCE, TOKEN, BotApiServer, Replies, RunningBot, settings_for

FAILED = catalogue("en").say("errors.failed")


def echo(question):
    return answer(hit(question, None), question=question)


def quoted(message):
    return message["text"].splitlines()[0]


def test_one_chat_does_not_wait_for_another(bot_api, run_bot):
    ann, bob = bot_api.private("Ann"), bot_api.private("Bob")

    def slow_for_ann(question):
        if question == "from Ann":
            bot_api.wait_for_messages(bob)
        return echo(question)

    run_bot(Replies(slow_for_ann))
    bot_api.message(ann, "from Ann")
    bot_api.message(bob, "from Bob")
    bot_api.wait_for_messages(ann)
    assert [quoted(message) for message in bot_api.sent(ann) + bot_api.sent(bob)] == ["from Ann", "from Bob"]


def test_as_many_questions_as_there_are_workers_are_answered_at_the_same_time_off_the_event_loop(bot_api, run_bot):
    together = threading.Barrier(4, timeout=PATIENCE)

    def meet(question):
        together.wait()
        return echo(question)

    replies = Replies(meet)
    run_bot(replies, workers=4)
    chats = [bot_api.private(str(number)) for number in range(4)]
    for chat in chats:
        bot_api.message(chat, "all at once")
    for chat in chats:
        bot_api.wait_for_messages(chat)
    assert len(replies.threads) == 4
    assert "bot" not in replies.threads


def test_the_questions_of_one_chat_are_answered_in_order(bot_api, run_bot):
    released = threading.Event()

    def slow_first(question):
        if question == "0":
            assert released.wait(PATIENCE)
        return echo(question)

    run_bot(Replies(slow_first), workers=4)
    ann = bot_api.private()
    for number in range(3):
        bot_api.message(ann, str(number))
    bot_api.wait_until_fetched()
    released.set()
    assert [quoted(message) for message in bot_api.wait_for_messages(ann, 3)] == ["0", "1", "2"]


def test_the_configured_number_of_hits_is_asked_for(bot_api, run_bot):
    replies = Replies(echo)
    run_bot(replies, hits=7)
    ann = bot_api.private()
    bot_api.message(ann, "how many?")
    bot_api.wait_for_messages(ann)
    assert replies.asked_for == {7}


def test_typing_shows_while_an_answer_takes_its_time(bot_api, run_bot):
    def slow(question):
        bot_api.wait_for_call("sendChatAction")
        return echo(question)

    run_bot(Replies(slow))
    ann = bot_api.private()
    bot_api.message(ann, "take your time")
    bot_api.wait_for_messages(ann)
    call, *_ = bot_api.called("sendChatAction")
    assert (call.params["chat_id"], call.params["action"]) == (ann.id, "typing")


def test_a_failure_to_show_typing_does_not_cost_the_answer(bot_api, run_bot):
    def slow(question):
        bot_api.wait_for_call("sendChatAction")
        return echo(question)

    bot_api.fault("sendChatAction", status=500)
    run_bot(Replies(slow))
    ann = bot_api.private()
    bot_api.message(ann, "take your time")
    assert quoted(bot_api.wait_for_messages(ann)[0]) == "take your time"


def test_flood_control_delays_a_reply_and_does_not_lose_it(bot_api, run_bot):
    bot_api.fault("sendMessage", retry_after=1, times=2)
    run_bot(Replies(echo))
    ann = bot_api.private()
    bot_api.message(ann, "patience")
    (message,) = bot_api.wait_for_messages(ann)
    assert quoted(message) == "patience"
    assert len(bot_api.called("sendMessage")) == 3


def test_flood_control_in_one_chat_does_not_hold_up_another_nor_the_end(bot_api, run_bot, caplog):
    bot_api.fault("sendMessage", retry_after=50)
    bot = run_bot(Replies(echo), grace=0)
    ann, bob = bot_api.private("Ann"), bot_api.private("Bob")
    bot_api.message(ann, "flooded")
    bot_api.message(ann, "and the next one waits its turn")
    bot_api.wait_for_call("sendMessage")
    bot_api.message(bob, "free")
    bot_api.wait_for_messages(bob)
    bot_api.wait_until_fetched()
    bot.stop()
    assert bot_api.sent(ann) == []
    assert " updates and 2 messages are left for the next start" in caplog.text


def test_a_long_wait_holds_a_reply_back_for_the_next_start_which_keeps_to_it(bot_api, run_bot, caplog):
    caplog.set_level(logging.INFO, "onrecord")
    bot_api.fault("sendMessage", retry_after=3600)
    ann, bob = bot_api.private("Ann"), bot_api.private("Bob")
    for reader, said in ((ann, "flooded"), (bob, "free")):
        bot = run_bot(Replies(echo), grace=0)
        bot_api.message(reader, said)
        bot_api.wait_for_call("sendMessage", 1 + (reader is bob))
        bot_api.wait_until_fetched()
        bot.stop()
    assert (bot_api.sent(ann), len(bot_api.sent(bob))) == ([], 1)
    assert "going on with 1 messages and " in caplog.text


def test_a_failure_gets_one_friendly_line_and_no_detail(bot_api, run_bot, caplog):
    def fail(question):
        if question == "break":
            raise RuntimeError(f"secret detail {TOKEN}")
        return echo(question)

    run_bot(Replies(fail))
    ann = bot_api.private()
    bot_api.message(ann, "break")
    bot_api.message(ann, "and on")
    first, second = bot_api.wait_for_messages(ann, 2)
    assert first["text"] == FAILED
    assert quoted(second) == "and on"
    assert "secret detail" in caplog.text


#: What is no answer of the Bot API, though some of it is JSON.
GARBAGE = [{"garbage": body} for body in (b"<html>", b"{}", b"null", b"[" * 100_000, b'{"ok": true}')]


@pytest.mark.parametrize(
    "what",
    [
        {"status": 500}, {"status": 502}, {"status": 404}, {"drop": "before"}, *GARBAGE,
        {"garbage": b'{"ok": true, "result": {}}'},
    ],
)  # fmt: skip
def test_a_reply_that_telegram_fails_on_is_sent_again(bot_api, run_bot, what):
    bot_api.fault("sendMessage", **what)
    run_bot(Replies(echo))
    ann = bot_api.private()
    bot_api.message(ann, "unlucky")
    (message,) = bot_api.wait_for_messages(ann)
    assert quoted(message) == "unlucky"


def test_a_reply_whose_receipt_is_lost_is_sent_again_since_nobody_knows_that_it_came(bot_api, run_bot):
    bot_api.fault("sendMessage", drop="after")
    run_bot(Replies(echo))
    ann = bot_api.private()
    bot_api.message(ann, "1")
    bot_api.message(ann, "2")
    messages = bot_api.wait_for_messages(ann, 3)
    assert [quoted(message) for message in messages] == ["1", "1", "2"]


def test_a_reply_that_the_server_hangs_on_is_given_up_and_sent_again(bot_api, run_bot, monkeypatch):
    monkeypatch.setattr(application, "_CALL_TIMEOUT", 0.3)
    bot_api.fault("sendMessage", delay=3600)
    run_bot(Replies(echo))
    ann, bob = bot_api.private("Ann"), bot_api.private("Bob")
    bot_api.message(ann, "unlucky")
    bot_api.wait_for_call("sendMessage")
    bot_api.message(bob, "and me")
    assert quoted(bot_api.wait_for_messages(bob)[0]) == "and me"
    assert quoted(bot_api.wait_for_messages(ann)[0]) == "unlucky"


def test_a_reader_who_blocks_the_bot_stops_nobody_else(bot_api, run_bot):
    run_bot(Replies(echo))
    ann, bob = bot_api.private("Ann"), bot_api.private("Bob")
    bot_api.block(ann)
    bot_api.message(ann, "gone")
    bot_api.wait_for_call("sendMessage")
    bot_api.message(bob, "here")
    assert quoted(bot_api.wait_for_messages(bob)[0]) == "here"


@pytest.mark.parametrize("what", [{"status": 502}, {"status": 404}, {"drop": "before"}, *GARBAGE, {"retry_after": 1}])
def test_polling_goes_on_after_a_failure(bot_api, run_bot, what):
    bot_api.fault("getUpdates", **what)
    run_bot(Replies(echo))
    ann = bot_api.private()
    bot_api.message(ann, "still there?")
    assert quoted(bot_api.wait_for_messages(ann)[0]) == "still there?"


def test_a_second_program_with_the_same_token_is_reported_in_one_line(bot_api, run_bot, caplog):
    bot_api.fault("getUpdates", status=409, description="Conflict: terminated by other getUpdates request")
    run_bot(Replies(echo))
    bot_api.wait_for_call("getUpdates", 2)
    assert "another program polls with this bot's token" in caplog.text
    assert "Traceback" not in caplog.text


def test_two_bots_with_one_token_and_a_state_each_say_so(bot_api, run_bot, tmp_path, caplog):
    run_bot(Replies(echo))
    bot_api.wait_for_call("getUpdates")
    run_bot(Replies(echo), state=tmp_path / "another")
    bot_api.wait_for_call("getUpdates", 3)  # the first, the second, and the first once more
    assert "another program polls with this bot's token; stop it, or give this one a token of its own" in caplog.text


def test_questions_under_way_are_answered_before_the_bot_stops(bot_api, run_bot):
    started, released = threading.Event(), threading.Event()

    def slow(question):
        started.set()
        assert released.wait(PATIENCE)
        return echo(question)

    bot = run_bot(Replies(slow))
    ann = bot_api.private()
    bot_api.message(ann, "before you go")
    assert started.wait(PATIENCE)
    stopping = threading.Thread(target=bot.stop)
    stopping.start()
    released.set()
    stopping.join(PATIENCE)
    assert quoted(bot_api.sent(ann)[0]) == "before you go"


def test_a_token_that_is_revoked_ends_the_bot_in_one_line(bot_api):
    bot = RunningBot(settings_for(bot_api), Replies(echo))
    bot_api.wait_for_call("getUpdates")
    bot_api.revoke()
    with pytest.raises(BotError, match="rejects TELEGRAM_BOT_TOKEN"):
        bot.wait()


def test_a_rejected_token_is_one_line_without_the_token(bot_api):
    bot_api.token = "1:" + "x" * 35
    with pytest.raises(BotError) as caught:
        RunningBot(settings_for(bot_api, token=TOKEN), Replies(echo)).wait()
    assert str(caught.value) == (
        f"the Bot API server at {bot_api.base_url} rejects TELEGRAM_BOT_TOKEN;"
        " copy it again from @BotFather, or ask @BotFather for a new one"
    )
    assert caught.value.__cause__ is None


def test_a_server_that_cannot_be_reached_is_waited_for_until_the_bot_is_told_to_stop(caplog):
    with BotApiServer() as gone, BotApiServer() as there:
        settings = settings_for(there, base_url=gone.base_url)
    bot = RunningBot(settings, Replies(echo))
    bot.stop()
    assert TOKEN.partition(":")[2] not in caplog.text


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook"])
@pytest.mark.parametrize("what", [{"status": 500}, {"drop": "before"}, *GARBAGE[:2], {"retry_after": 1}])
def test_a_server_that_is_out_of_order_at_the_start_is_waited_for(bot_api, run_bot, method, what):
    bot_api.fault(method, **what)
    run_bot(Replies(echo))
    ann = bot_api.private()
    bot_api.message(ann, "at last?")
    assert quoted(bot_api.wait_for_messages(ann)[0]) == "at last?"
    first, second, *_ = bot_api.called(method)
    assert second.at - first.at >= what.get("retry_after", 0)


def test_a_menu_that_flood_control_refuses_does_not_keep_the_bot_from_starting(bot_api, run_bot):
    bot_api.fault("setMyCommands", retry_after=3600)
    run_bot(Replies(lambda _: answer(hit())))
    ann = bot_api.private()
    bot_api.message(ann, "What about the Kurds?")
    assert KURDS in bot_api.wait_for_messages(ann)[0]["text"]
