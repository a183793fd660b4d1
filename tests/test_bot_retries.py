"""What fails for reasons that pass is tried again, and is held against no update; what is damaged is put aside."""

from __future__ import annotations

import sqlite3

from onrecord.bot import dispatch
from onrecord.bot.wording import catalogue

from tests.answers import answer, hit
from tests.botapi import Replies


def attempts(server):
    """How often each update was begun, by the state."""
    connection = sqlite3.connect(server.state / "state.sqlite")
    try:
        return [number for (number,) in connection.execute("SELECT attempts FROM inbox ORDER BY update_id")]
    finally:
        connection.close()


def test_a_file_that_is_locked_for_long_costs_an_update_no_attempt(bot_api, run_bot, monkeypatch):
    monkeypatch.setattr(dispatch, "_STATE_PAUSE", 0.01)
    left = [sqlite3.OperationalError("database is locked")] * 5

    def locked(question):
        if left:
            raise left.pop()
        return answer(hit(question, None), question=question)

    run_bot(Replies(locked))
    ann = bot_api.private()
    bot_api.message(ann, "and then?")
    assert "and then?" in bot_api.wait_for_messages(ann)[0]["text"]
    assert (left, attempts(bot_api)) == ([], [1])


def test_a_damaged_file_does_not_keep_a_chat_waiting_for_ever(bot_api, run_bot):
    def damaged(question):
        raise sqlite3.DatabaseError("database disk image is malformed")

    replies = Replies(damaged)
    run_bot(replies)
    ann = bot_api.private()
    bot_api.message(ann, "and then?")
    assert bot_api.wait_for_messages(ann)[0]["text"] == catalogue("en").say("errors.failed")
    assert replies.questions == ["and then?"] * 3
