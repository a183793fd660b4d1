"""The Bot API server itself: that it refuses, and holds against the bot, what Telegram would."""

from __future__ import annotations

import json
import threading
from http.client import HTTPConnection, RemoteDisconnected
from urllib.parse import urlsplit

import pytest

from tests.botapi import TOKEN, BotApiServer


@pytest.fixture
def server():
    with BotApiServer() as server:
        yield server


def request(server, method, params=None, token=TOKEN):
    """Make a request as any client would, and give status and body."""
    address = urlsplit(server.base_url)
    connection = HTTPConnection(address.hostname, address.port)
    try:
        body = json.dumps(params or {})
        connection.request("POST", f"{address.path}{token}/{method}", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, json.load(answer)
    finally:
        connection.close()


def send(server, text, **params):
    return request(server, "sendMessage", {"chat_id": server.private().id, "text": text, **params})


def entity(offset, length, kind="bold", **fields):
    return {"type": kind, "offset": offset, "length": length, **fields}


@pytest.mark.parametrize(
    ("text", "params", "description"),
    [
        ("", {}, "message text is empty"),
        (" \n\t\r ", {}, "message text is empty"),
        ("x" * 4097, {}, "message is too long"),
        ("😀" * 9000, {}, "text is too long"),
        ("hello", {"entities": [entity(0, 6)]}, "ends after the end of the text"),
        ("😀", {"entities": [entity(1, 1)]}, "begins in a middle of a UTF-16 symbol"),
        ("hello", {"entities": [entity(0, 5, "text_link", url="javascript:x")]}, "URL 'javascript:x' is invalid"),
        ("hello", {"entities": "all of it"}, "entities"),
        ("<b>hello", {"parse_mode": "HTML"}, "Can't find end tag"),
        ("hello", {"reply_parameters": {"message_id": 404}}, "message to be replied not found"),
    ],
)
def test_a_message_that_telegram_refuses_is_refused_and_recorded(server, text, params, description):
    status, body = send(server, text, **params)
    assert status == 400
    assert description in body["description"]
    assert description in server.violations[0]


@pytest.mark.parametrize(
    ("text", "params", "violation"),
    [
        ("😀" * 2049, {}, "4098 UTF-16 code units in one message"),
        ("x" * 200, {"entities": [entity(n, 1) for n in range(101)]}, "101 entities in one message"),
        ("hello", {"colour": "red"}, "sendMessage has no parameter colour"),
    ],
)
def test_what_telegram_lets_pass_in_silence_is_recorded(server, text, params, violation):
    status, _ = send(server, text, **params)
    assert status == 200
    assert server.violations[0].startswith(violation)


def test_a_text_is_shown_cleaned_and_trimmed_with_its_entities_moved_along(server):
    status, body = send(server, " \u202e\ta\rb\u0333c. ", entities=[entity(3, 5)])
    assert status == 200
    assert body["result"]["text"] == "abc."
    assert body["result"]["entities"] == [entity(0, 3)]


def test_markup_is_read_and_what_clients_mark_up_by_themselves_is_added(server):
    _, body = send(server, "<b>hello</b> /start @durov", parse_mode="html")
    assert body["result"]["entities"] == [entity(0, 5), entity(6, 6, "bot_command"), entity(13, 6, "mention")]


@pytest.mark.parametrize(
    ("method", "token", "status"),
    [
        ("getMe", TOKEN, 200),
        ("GETME", TOKEN, 200),
        ("getMe", TOKEN + "x", 401),
        ("getMe", "x", 404),
        ("sing", TOKEN, 404),
    ],
)
def test_token_and_method_are_checked(server, method, token, status):
    assert request(server, method, token=token)[0] == status


@pytest.mark.parametrize("chat", ["nobody", 404])
def test_a_chat_must_exist(server, chat):
    assert request(server, "sendMessage", {"chat_id": chat, "text": "hello"})[0] == 400


@pytest.mark.parametrize(
    "command", [{"command": "Ask", "description": "x"}, {"command": "ask", "description": ""}, {"command": "a" * 33}]
)
def test_commands_have_a_form(server, command):
    assert request(server, "setMyCommands", {"commands": [command]})[0] == 400


def test_updates_come_until_they_are_confirmed_and_only_of_the_kinds_allowed(server):
    ann = server.private()
    for number in range(3):
        server.message(ann, str(number))

    def texts(**params):
        return [each["message"]["text"] for each in request(server, "getUpdates", params)[1]["result"]]

    first = request(server, "getUpdates")[1]["result"][0]["update_id"]
    assert texts() == ["0", "1", "2"]
    assert texts(offset=first + 1, limit=1) == ["1"]
    assert texts(offset=-1, allowed_updates=["callback_query"]) == ["2"]
    server.message(ann, "unheard")
    assert texts() == ["2"]


def test_a_newer_long_poll_ends_the_older_one(server):
    older = []
    thread = threading.Thread(target=lambda: older.append(request(server, "getUpdates", {"timeout": 50})))
    thread.start()
    server.wait_for_call("getUpdates")
    request(server, "getUpdates")
    thread.join()
    assert older[0][0] == 409


def test_sending_before_flood_control_allows_it_is_recorded(server):
    ann = server.private()
    server.fault("send.*", retry_after=60)
    refused = request(server, "sendMessage", {"chat_id": ann.id, "text": "one"})
    assert refused[0] == 429
    assert refused[1]["parameters"] == {"retry_after": 60}
    request(server, "sendMessage", {"chat_id": ann.id, "text": "two"})
    assert "before the time that flood control asked for" in server.violations[0]


@pytest.mark.parametrize(
    ("said", "fields", "heard"),
    [
        ("hello", {}, False),
        ("@OnRecordTestBot hello", {}, False),
        ("/ask hello", {}, False),
        ("/ask@OnRecordTestBot hello", {}, True),
        ("/ask@SomeOtherBot hello", {}, False),
    ],
)
def test_privacy_mode_lets_through_what_is_meant_for_the_bot(server, said, fields, heard):
    newsroom = server.group()
    server.message(newsroom, said, **fields)
    assert bool(request(server, "getUpdates")[1]["result"]) is heard


def test_a_bare_command_reaches_the_bot_that_spoke_last_and_a_reply_to_it_always_does(server):
    newsroom = server.group()
    _, sent = request(server, "sendMessage", {"chat_id": newsroom.id, "text": "I spoke"})
    server.message(newsroom, "/ask heard")
    server.message(newsroom, "/ask unheard")
    server.message(newsroom, "heard too", reply_to_message=sent["result"])
    updates = request(server, "getUpdates")[1]["result"]
    assert [each["message"]["text"] for each in updates] == ["/ask heard", "heard too"]


@pytest.mark.parametrize("drop", ["before", "after"])
def test_a_dropped_connection_loses_the_request_or_the_answer(server, drop):
    ann = server.private()
    server.fault("sendMessage", drop=drop)
    with pytest.raises(RemoteDisconnected):
        request(server, "sendMessage", {"chat_id": ann.id, "text": "hello"})
    assert len(server.sent(ann)) == (drop == "after")
