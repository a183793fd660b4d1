"""Who may ask: somebody who may not costs no search, whatever he sends."""

from __future__ import annotations

import pytest
from onrecord.bot.access import Access
from onrecord.bot.gate import Gate
from onrecord.bot.wording import catalogue
from telegram import Update

from tests.answers import answer, hit
from tests.botapi import Replies

ENGLISH = catalogue("en")

ANN, BOB, EVE = 1, 2, 3
NEWSROOM = -100


def person(number):
    return {"id": number, "is_bot": False, "first_name": "Someone"}


def message(user, chat=None, text="What did he say?"):
    where = {"id": chat, "type": "group", "title": "x"} if chat else {"id": user, "type": "private", "first_name": "x"}
    return {"message_id": 7, "date": 1_700_000_000, "chat": where, "from": person(user), "text": text}


KINDS = {
    "message": lambda user: {"message": message(user)},
    "edit": lambda user: {"edited_message": {**message(user), "edit_date": 1_700_000_100}},
    "tap": lambda user: {
        "callback_query": {"id": "1", "from": person(user), "chat_instance": "1", "data": "x", "message": message(user)}
    },
    "inline": lambda user: {"inline_query": {"id": "1", "from": person(user), "query": "he said", "offset": ""}},
}


def gate(access, *, per_person=20, full=False):
    return Gate(access, per_person=per_person, per_group=20, is_full=lambda: full)


def update(fields):
    return Update.de_json({"update_id": 1, **fields}, None)


@pytest.mark.parametrize(
    ("access", "user", "chat", "allowed"),
    [
        (Access(), EVE, EVE, True),
        (Access(), None, None, True),
        (Access(administrators={ANN}), EVE, EVE, True),
        (Access(users={ANN}), ANN, NEWSROOM, True),
        (Access(users={ANN}), EVE, EVE, False),
        (Access(users={ANN}), None, NEWSROOM, False),
        (Access(users={ANN}, administrators={BOB}), BOB, BOB, True),
        (Access(chats={NEWSROOM}), EVE, NEWSROOM, True),
        (Access(chats={NEWSROOM}), EVE, EVE, False),
        (Access(chats={NEWSROOM}), EVE, None, False),
    ],
)
def test_lists_say_who_may_ask_and_without_one_everybody_may(access, user, chat, allowed):
    assert access.allows(user, chat) is allowed


@pytest.mark.parametrize("kind", KINDS)
def test_somebody_who_may_not_ask_is_refused_whatever_he_sends(kind):
    only_ann = gate(Access(users={ANN}))
    refusal = only_ann.refuse(update(KINDS[kind](EVE)))
    assert refusal is not None
    assert refusal.reason == "access"
    assert only_ann.refuse(update(KINDS[kind](ANN))) is None


@pytest.mark.parametrize(
    ("kind", "before"),
    [("message", 2), ("tap", 8), ("inline", 20)],
)
def test_every_kind_of_update_counts(kind, before):
    limited = gate(Access(), per_person=2)
    let_through = [limited.refuse(update(KINDS[kind](ANN))) is None for _ in range(before + 1)]
    assert let_through == [True] * before + [False]


def test_administrators_have_no_limit_and_no_queue():
    looked_after = gate(Access(administrators={ANN}), per_person=1, full=True)
    assert [looked_after.refuse(update(KINDS["message"](ANN))) for _ in range(5)] == [None] * 5


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_let_through_before_a_restart_is_not_counted_again(kind):
    limited = gate(Access(), per_person=1, full=True)
    assert [limited.refuse(update(KINDS[kind](ANN)), again=True) for _ in range(20)] == [None] * 20


def test_an_update_of_nobody_is_let_through_where_everybody_may_ask():
    assert gate(Access()).refuse(update({})) is None


def test_who_may_not_ask_is_told_once_in_private_and_never_in_a_group(bot_api, run_bot):
    ann, eve, newsroom = bot_api.private("Ann"), bot_api.private("Eve"), bot_api.group()
    replies = Replies(lambda question: answer(hit(question, None), question=question))
    run_bot(replies, users={ann.id})
    for number in range(3):
        bot_api.message(eve, f"let me in {number}")
    bot_api.message(newsroom, "/ask@OnRecordTestBot and us")
    tapped = {"callback_query": {**KINDS["tap"](eve.id)["callback_query"], "id": "tap"}}
    for each in (tapped, KINDS["inline"](eve.id)):
        bot_api.announce(each)
        bot_api.raw(**each)
    bot_api.message(ann, "mine")
    bot_api.wait_for_messages(ann)
    bot_api.wait_for_call("answerCallbackQuery")
    bot_api.wait_for_call("answerInlineQuery")
    assert replies.questions == ["mine"]
    assert [sent["text"] for sent in bot_api.sent(eve)] == [ENGLISH.say("refusals.not_allowed")]
    assert bot_api.sent(newsroom) == []
    (tap,), (inline,) = bot_api.called("answerCallbackQuery"), bot_api.called("answerInlineQuery")
    assert tap.params == {"callback_query_id": "tap", "text": ENGLISH.say("refusals.not_allowed")}
    assert (inline.params["results"], inline.params["is_personal"]) == ([], True)


@pytest.mark.parametrize(
    ("said", "begins"),
    [
        ("/status", "All is well."),
        ("/stats", "1 updates\n0 of them refused"),
        ("/reload", "g1 answers; there is no newer one."),
    ],
)
def test_administrators_look_after_the_bot_in_a_chat_and_nobody_else_does(bot_api, run_bot, said, begins):
    ann, eve = bot_api.private("Ann"), bot_api.private("Eve")
    run_bot(Replies(lambda _: answer(hit())), administrators={ann.id})
    bot_api.message(ann, said)
    assert bot_api.wait_for_messages(ann)[0]["text"].startswith(begins)
    bot_api.message(eve, said)
    assert bot_api.wait_for_messages(eve)[0]["text"] == ENGLISH.say("errors.unknown_command")
