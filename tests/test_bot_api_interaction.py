"""The Bot API server's taps, edits, inline queries, topics and reactions: it refuses what Telegram would."""

from __future__ import annotations

import pytest

from tests.botapi import BotApiServer
from tests.test_bot_api_server import request


@pytest.fixture
def server():
    with BotApiServer() as server:
        yield server


@pytest.fixture
def ann(server):
    return server.private()


def send(server, chat, text="hello", **params):
    return request(server, "sendMessage", {"chat_id": chat.id, "text": text, **params})


def updates(server, **params):
    return request(server, "getUpdates", params)[1]["result"]


def board(*buttons):
    return {"inline_keyboard": [list(buttons)]}


MORE = {"text": "More", "callback_data": "more"}


@pytest.mark.parametrize(
    ("buttons", "description"),
    [
        (board({"text": "More", "callback_data": "x" * 65}), "BUTTON_DATA_INVALID"),
        (board({"text": "More", "callback_data": "ж" * 33}), "BUTTON_DATA_INVALID"),
        (board({"text": "More", "callback_data": ""}), "BUTTON_DATA_INVALID"),
        (board({"text": " ", "callback_data": "x"}), "text of a button is empty"),
        (board({"text": "More"}), "a button does exactly one thing"),
        (
            board({"text": "More", "callback_data": "x", "url": "https://example.org"}),
            "a button does exactly one thing",
        ),
        (board(*[MORE] * 9), "reply markup is too long"),
        ({"inline_keyboard": [[]]}, "reply markup is too long"),
    ],
)
def test_buttons_that_telegram_refuses_are_refused(server, ann, buttons, description):
    status, body = send(server, ann, reply_markup=buttons)
    assert status == 400
    assert description in body["description"]
    assert server.violations


def test_a_tap_brings_the_message_with_what_it_replies_to_and_is_answered_once(server, ann):
    asked = server.message(ann, "What?")
    _, sent = send(server, ann, reply_markup=board(MORE), reply_parameters={"message_id": asked["message_id"]})
    number = server.tap(ann, sent["result"], "More")
    query = updates(server)[-1]["callback_query"]
    assert (query["id"], query["data"]) == (number, "more")
    assert query["message"]["reply_to_message"]["text"] == "What?"
    assert request(server, "answerCallbackQuery", {"callback_query_id": number, "text": "x" * 201})[0] == 400
    assert request(server, "answerCallbackQuery", {"callback_query_id": number, "text": "x" * 200})[0] == 200
    assert request(server, "answerCallbackQuery", {"callback_query_id": number})[0] == 400
    assert request(server, "answerCallbackQuery", {"callback_query_id": "404"})[0] == 400
    server.forget(ann, asked)
    server.tap(ann, sent["result"], "More")
    assert "reply_to_message" not in updates(server)[-1]["callback_query"]["message"]


def test_only_the_bots_own_messages_can_be_edited_and_deleted(server, ann):
    asked = server.message(ann, "What?")
    _, sent = send(server, ann, reply_markup=board(MORE))
    place = {"chat_id": ann.id, "message_id": sent["result"]["message_id"]}
    _, edited = request(server, "editMessageText", {**place, "text": "changed"})
    assert edited["result"]["text"] == "changed"
    assert "reply_markup" not in edited["result"]
    assert "not modified" in request(server, "editMessageText", {**place, "text": "changed"})[1]["description"]
    assert server.violations == []
    for method in ("editMessageText", "deleteMessage"):
        theirs = {"chat_id": ann.id, "message_id": asked["message_id"], "text": "x"}
        assert (
            request(server, method, {k: v for k, v in theirs.items() if method != "deleteMessage" or k != "text"})[0]
            == 400
        )
    assert request(server, "deleteMessage", place)[0] == 200
    assert request(server, "deleteMessage", place)[0] == 400
    assert server.sent(ann) == []


def article(number, **fields):
    content = {"message_text": "hello"}
    return {"type": "article", "id": str(number), "title": "x", "input_message_content": content, **fields}


@pytest.mark.parametrize(
    ("results", "params", "description"),
    [
        ([article(number) for number in range(51)], {}, "RESULTS_TOO_MUCH"),
        ([article(1), article(1)], {}, "RESULT_ID_DUPLICATE"),
        ([article("x" * 65)], {}, "RESULT_ID_INVALID"),
        ([article(1)], {"next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
        ([article(1, title="")], {}, "ARTICLE_TITLE_EMPTY"),
        ([article(1, input_message_content={"message_text": " "})], {}, "message text is empty"),
        ([article(1, reply_markup=board({"text": "x"}))], {}, "a button does exactly one thing"),
    ],
)
def test_inline_results_that_telegram_refuses_are_refused(server, ann, results, params, description):
    number = server.inline(ann, "kurds")
    answer = {"inline_query_id": number, "results": results, **params}
    status, body = request(server, "answerInlineQuery", answer)
    assert status == 400
    assert description in body["description"]


def test_an_inline_query_is_answered_once(server, ann):
    number = server.inline(ann, "kurds", "10")
    query = updates(server)[-1]["inline_query"]
    assert (query["query"], query["offset"]) == ("kurds", "10")
    answer = {"inline_query_id": number, "results": [article(1)]}
    assert [request(server, "answerInlineQuery", answer)[0] for _ in range(2)] == [200, 400]


def test_an_edit_by_a_reader_is_sent_and_a_reaction_where_it_is_asked_for(server, ann):
    asked = server.message(ann, "What?")
    server.edit(ann, asked, "Who?")
    assert updates(server)[-1]["edited_message"]["text"] == "Who?"
    updates(server, allowed_updates=["message"])
    server.react(ann, asked, "👍")
    assert "message_reaction" not in updates(server)[-1]
    updates(server, allowed_updates=["message_reaction"])
    server.react(ann, asked, "👍")
    assert updates(server)[-1]["message_reaction"]["new_reaction"] == [{"type": "emoji", "emoji": "👍"}]


def test_a_message_goes_to_a_topic_that_there_is(server):
    forum = server.group(topics=(7,))
    assert send(server, forum, message_thread_id=7)[1]["result"]["message_thread_id"] == 7
    assert send(server, forum, message_thread_id=8)[0] == 400


def test_menus_are_kept_by_kind_of_chat_and_language(server):
    commands = [{"command": "ask", "description": "ask"}]
    place = {"scope": {"type": "all_private_chats"}, "language_code": "ru"}
    request(server, "setMyCommands", {"commands": commands, **place})
    assert request(server, "getMyCommands", place)[1]["result"] == commands
    assert request(server, "getMyCommands")[1]["result"] == []
