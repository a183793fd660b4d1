"""Conversations with the bot, in private and in groups, over HTTP and the shipped articles."""

from __future__ import annotations

import pytest
from onrecord.bot.wording import catalogue

from tests.botapi.reading import KURDS, Reader, labels, quoted

ENGLISH = catalogue("en")


@pytest.fixture
def ann(bot_api, run_bot, shipped_retriever):
    run_bot(shipped_retriever)
    return Reader(bot_api)


@pytest.mark.parametrize(
    ("turn", "shown"),
    [
        ("and about Turkey?", "↪ What did Peskov say about Turkey?\n\nRussia is for territory"),
        ("what about Human Rights Watch?", "↪ What did Human Rights Watch say about the Kurds?\n\n"),
        ("who else?", "↪ Who spoke about the Kurds?\n\n"),
        ("when was that?", f"↪ {KURDS}\n\n“The Kurdish militia"),
        ("more", f"↪ {KURDS}\n\n{ENGLISH.say('answer.no_more')}"),
        ("thanks!", ENGLISH.say("answer.chat")),
    ],
)
def test_a_turn_goes_on_from_the_last_and_shows_what_was_carried_over(ann, turn, shown):
    ann.says(KURDS)
    assert ann.says(turn)["text"].startswith(shown)


def test_a_whole_question_carries_nothing_over(ann):
    ann.says(KURDS)
    answer = ann.says("What did Human Rights Watch say about cluster munitions?")
    assert answer["text"].startswith("Human Rights Watch (HRW) said")
    assert ENGLISH.say("buttons.drop") not in labels(answer)


def test_more_shows_the_next_passages_and_its_buttons_lead_back(ann):
    first = ann.says("What did Peskov say about Syria?")
    second = ann.says("more")
    assert not set(quoted(first)) & set(quoted(second))
    before, _ = ann.taps(second, "‹ Back")
    assert quoted(before) == quoted(first)


def test_more_goes_on_from_where_a_tap_led(ann):
    first = ann.says("What did Peskov say about Syria?")
    second, _ = ann.taps(first, "More ›")
    third = ann.says("more")
    assert not set(quoted(third)) & {*quoted(first), *quoted(second)}


def test_a_reply_goes_on_from_the_answer_that_it_replies_to(ann):
    first = ann.says(KURDS)
    ann.says("What did Human Rights Watch say about cluster munitions?")
    answer = ann.says("and about Turkey?", reply_to_message=first)
    assert answer["text"].startswith("↪ What did Peskov say about Turkey?")


def test_selected_words_of_an_answer_are_the_question(ann):
    first = ann.says(KURDS)
    words = "the ephemeral Free Syrian Army"
    position = first["text"].index(words)
    answer = ann.says("?", reply_to_message=first, quote={"text": words, "position": position, "is_manual": True})
    assert answer["text"].startswith(f"↪ {words}\n\n")
    assert words in quoted(answer)[0]
    why, _ = ann.taps(answer, "Why?")
    assert why["text"].startswith(f"↪ {words}\n\nHow I found this")


def test_new_forgets(ann):
    ann.says(KURDS)
    assert ann.says("/new")["text"] == ENGLISH.say("new.done")
    assert "↪" not in ann.says("and about Turkey?")["text"]


def test_two_readers_in_a_group_have_a_conversation_each(ann):
    newsroom = ann.api.group()
    people = [{"id": number, "is_bot": False, "first_name": str(number)} for number in (801, 802)]
    ann.api.message(newsroom, f"/ask@OnRecordTestBot {KURDS}", **{"from": people[0]})
    ann.api.wait_for_messages(newsroom, 1)
    ann.api.message(newsroom, "/ask@OnRecordTestBot and about Turkey?", **{"from": people[1]})
    ann.api.message(newsroom, "/ask@OnRecordTestBot and about Turkey?", **{"from": people[0]})
    _, bobs, anns = ann.api.wait_for_messages(newsroom, 3)
    assert "↪" not in bobs["text"]
    assert anns["text"].startswith("↪ What did Peskov say about Turkey?")


def test_a_reply_to_the_bot_and_its_name_are_heard_in_a_group_and_nothing_else(ann):
    ann.api.privacy = False
    newsroom = ann.api.group()
    ann.api.message(newsroom, "What did Peskov say about the Kurds?")
    said = ann.api.message(newsroom, "@onrecordtestbot, What did Peskov say about the Kurds?")
    (first,) = ann.api.wait_for_messages(newsroom)
    assert first["reply_to_message"]["message_id"] == said["message_id"]
    ann.api.message(newsroom, "and nobody is asked", reply_to_message=said)
    ann.api.message(newsroom, "@OnRecordTestBots what now?")
    ann.api.message(newsroom, "/ask@SomeOtherBot what now?", reply_to_message=first)
    ann.api.message(newsroom, "and about Turkey?", reply_to_message=first)
    _, second = ann.api.wait_for_messages(newsroom, 2)
    assert second["text"].startswith("↪ What did Peskov say about Turkey?")
    ann.api.wait_until_fetched()
    more, _ = Reader(ann.api, newsroom).taps(first, "Why?")
    assert more["text"].startswith("How I found this")
    assert len(ann.api.sent(newsroom)) == 2


def test_the_bots_name_alone_asks_about_the_message_that_it_replies_to(ann):
    ann.api.privacy = False
    newsroom = ann.api.group()
    ann.api.message(newsroom, "@OnRecordTestBot")
    said = ann.api.message(newsroom, "The ephemeral Free Syrian Army")
    ann.api.message(newsroom, "@OnRecordTestBot", reply_to_message=said)
    (answer,) = ann.api.wait_for_messages(newsroom)
    assert answer["text"].startswith("↪ The ephemeral Free Syrian Army\n\n")


def test_an_answer_stays_in_the_topic_that_it_was_asked_in(ann):
    forum = ann.api.group(topics=(7, 8))
    ann.api.message(forum, f"/ask@OnRecordTestBot {KURDS}", message_thread_id=8, is_topic_message=True)
    (answer,) = ann.api.wait_for_messages(forum)
    assert answer["message_thread_id"] == 8


def test_an_edited_question_gets_an_edited_answer(ann):
    answer = ann.says(KURDS)
    asked = ann.api.edit(ann.chat, ann.written, "What did Peskov say about Turkey?")
    ann.api.wait_for_call("editMessageText")
    now = ann.api.now(ann.chat, answer)
    assert "Turkey" in quoted(now)[0]
    assert ann.says("and about the Kurds?")["text"].startswith("↪ What did Peskov say about the Kurds?")
    ann.api.edit(ann.chat, asked, "What did Peskov say about elections?")
    ann.api.wait_for_call("editMessageText", 2)
    assert "elections" in quoted(ann.api.now(ann.chat, answer))[0]
    assert ann.says("and about Iraq?")["text"].startswith("↪ What did Peskov say about Iraq?")


def test_an_edited_follow_up_is_answered_as_it_would_have_been_then(ann):
    ann.says(KURDS)
    answer = ann.says("and about Turkey?")
    ann.api.edit(ann.chat, ann.written, "and about elections?")
    ann.api.wait_for_call("editMessageText")
    assert ann.api.now(ann.chat, answer)["text"].startswith("↪ What did Peskov say about elections?")


def test_an_edit_of_what_was_not_asked_and_one_that_changes_nothing_are_quiet(ann):
    help_ = ann.says("/help")
    ann.api.edit(ann.chat, ann.written, "/help me")
    answer = ann.says(KURDS)
    ann.api.edit(ann.chat, ann.written, KURDS)
    ann.api.wait_for_call("editMessageText")
    ann.says("thanks")
    assert ann.api.now(ann.chat, help_)["text"] == help_["text"]
    assert ann.api.now(ann.chat, answer)["text"] == answer["text"]
    assert len(ann.api.sent(ann.chat)) == 3
    assert len(ann.api.called("editMessageText")) == 1


def test_an_edited_answer_takes_no_more_messages_than_it_needs(bot_api, run_bot, shipped_retriever):
    run_bot(shipped_retriever, hits=6)
    ann = Reader(bot_api)
    ann.says("What did Peskov say about Syria?")
    first, second = bot_api.wait_for_messages(ann.chat, 2)
    asked = bot_api.edit(ann.chat, ann.written, KURDS)
    bot_api.wait_for_call("deleteMessage")
    assert [each["message_id"] for each in bot_api.sent(ann.chat)] == [first["message_id"]]
    bot_api.edit(ann.chat, asked, "What did Peskov say about Syria?")
    one, another = bot_api.wait_for_messages(ann.chat, 2)
    assert quoted(one) == quoted(first)
    assert quoted(another) == quoted(second)
