"""What whoever runs the bot relies on: watchdog, webhook, health, metrics, logs, and the check before serving."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path

import pytest
from onrecord.bot.inbox import Inbox
from onrecord.bot.logs import JsonFormatter, described, without_texts
from onrecord.bot.metrics import Metrics
from onrecord.bot.polling import Poller
from onrecord.bot.state import State
from onrecord.bot.watchdog import supervise
from onrecord.bot.webhook import LARGEST, secret
from onrecord.bot.wire import WatchedRequest

from tests.answers import answer, hit
from tests.botapi import PATIENCE, TOKEN, BotApiServer, Replies

ROOT = Path(__file__).parents[1]

SERVE = """
import sys
sys.path.insert(0, {root!r})
from onrecord.bot.application import run
from onrecord.bot.settings import BotSettings
from tests.answers import answer, hit
from tests.botapi import Replies

def reply(question):
    if question.startswith("break"):
        raise RuntimeError(f"{{' '.join(question.split())}} at https://example.org/bot{{BotSettings.load().require_token()}}")
    return answer(hit(question, None), question=question)

run(BotSettings.load(), Replies(reply).live())
"""


def echo(question):
    return answer(hit(question, None), question=question)


@pytest.fixture
def port():
    """A port that nothing listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(port, path, method="GET"):
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request(method, path)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def metrics_with(port, *lines):
    """Read the metrics until they have some lines: the reader has the reply a moment before it is counted."""
    until = time.monotonic() + PATIENCE
    while True:
        status, metrics = get(port, "/metrics")
        assert status == 200
        if all(line in metrics for line in lines):
            return metrics
        assert time.monotonic() < until, metrics


# --- the watchdog ---------------------------------------------------------------------------------


def test_a_poll_that_hangs_is_begun_anew(bot_api):
    ann = bot_api.private()
    bot_api.message(ann, "anybody there?")
    bot_api.fault("getUpdates", delay=3600)
    accepted = []
    metrics = Metrics()

    async def main():
        heard = asyncio.Event()

        async def accept(updates):
            accepted.extend(updates)
            heard.set()
            return updates[-1]["update_id"]

        request = WatchedRequest(lambda: None, connections=1, read_timeout=None)
        async with request:
            poller = Poller(request, f"{bot_api.base_url}{TOKEN}", ("message",), accept, lambda: None, metrics)
            watching = asyncio.create_task(
                supervise(
                    poller.run, lambda: poller.silence, longest=0.2, on_stall=lambda: metrics.count("stalls_total")
                )
            )
            await asyncio.wait_for(heard.wait(), PATIENCE)
            watching.cancel()
            await asyncio.wait([watching])

    asyncio.run(main())
    assert [update["message"]["text"] for update in accepted] == ["anybody there?"]
    assert metrics.total("stalls_total") == 1


def test_what_is_watched_may_end_by_itself():
    async def fail():
        raise ValueError("over")

    with pytest.raises(ValueError, match="over"):
        asyncio.run(supervise(fail, lambda: 0.0, longest=60, on_stall=lambda: None))


# --- the webhook ----------------------------------------------------------------------------------


@pytest.fixture
def delivery(bot_api, run_bot, port):
    """Deliveries to a bot behind a webhook, in the order of ``bot_api``; more can be made by hand."""
    run_bot(Replies(echo), webhook=f"http://127.0.0.1:{port}/onrecord", webhook_listen=("127.0.0.1", port), queue=5)
    bot_api.wait_for_call("setWebhook")
    bot_api.wait_until(lambda: bot_api.mailbox.delivery is not None, "the webhook to be set")
    return bot_api.mailbox.delivery


def test_updates_are_delivered_to_a_webhook_with_its_secret(bot_api, delivery):
    (call,) = bot_api.called("setWebhook")
    assert call.params["secret_token"] == secret(TOKEN)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,256}", call.params["secret_token"])
    assert TOKEN.partition(":")[2] not in call.params["secret_token"]
    ann = bot_api.private()
    bot_api.message(ann, "by post")
    assert bot_api.wait_for_messages(ann)[0]["text"].startswith("by post")
    assert bot_api.called("getUpdates") == []


@pytest.mark.parametrize(
    ("body", "shown", "path", "status"),
    [
        (b"{}", None, None, 403),
        (b"{}", "guessed", None, 403),
        (b"{}", "right", "/", 404),
        (b"{}", "right", "/onrecord/", 404),
        (b"{", "right", None, 400),
        (b"[" * 100_000, "right", None, 400),
        (b"x" * (LARGEST + 1), "right", None, 413),
        # What is no update will not become one: it is taken, so that it does not come again and again.
        (b"{}", "right", None, 200),
        (b"[]", "right", None, 200),
        (b'{"update_id": 5, "message": {"no": "message"}}', "right", None, 200),
    ],
)
def test_only_what_telegram_sends_is_taken(bot_api, delivery, body, shown, path, status):
    given = secret(TOKEN) if shown == "right" else shown
    assert delivery.post(body, secret=given, path=path) == status
    ann = bot_api.private()
    bot_api.message(ann, "and on")
    assert bot_api.wait_for_messages(ann)[0]["text"].startswith("and on")


def test_what_is_not_http_is_let_go(bot_api, delivery, port):
    for nonsense in (b"\x00\x01\x02\r\n\r\n", b"GET\r\n\r\n", b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", b""):
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
            connection.sendall(nonsense)
            connection.shutdown(socket.SHUT_WR)
            connection.recv(1000)
    assert get(port, "/onrecord")[0] == 405
    ann = bot_api.private()
    bot_api.message(ann, "and on")
    assert bot_api.wait_for_messages(ann)[0]["text"].startswith("and on")


def test_deliveries_that_come_again_are_taken_and_ignored(bot_api, delivery):
    ann = bot_api.private()
    bot_api.message(ann, "once")
    bot_api.wait_for_messages(ann)
    bot_api.wait_until_fetched()
    bot_api.replay()
    bot_api.message(ann, "twice")
    bot_api.wait_for_messages(ann, 2)
    bot_api.wait_until_fetched()
    assert len(bot_api.sent(ann)) == 2


# --- health and metrics ---------------------------------------------------------------------------


def test_health_and_metrics_are_served_to_this_machine(bot_api, run_bot, port):
    run_bot(Replies(echo), monitor=("127.0.0.1", port))
    ann = bot_api.private()
    bot_api.message(ann, "What did he say?")
    bot_api.wait_for_messages(ann)
    bot_api.wait_until_fetched()
    assert get(port, "/health") == (200, '{"status": "ok", "wrong": []}')
    status, metrics = get(port, "/metrics")
    assert status == 200
    metrics = metrics_with(
        port, "onrecord_handling_seconds_count 1\n", 'onrecord_calls_total{method="sendMessage"} 1\n'
    )
    assert "onrecord_updates_total 1\n" in metrics
    metrics_with(port, "onrecord_updates_waiting 0\n")
    assert "What did he say" not in metrics
    assert (get(port, "/")[0], get(port, "/health", "POST")[0]) == (404, 405)
    assert get(port, "/health", "HEAD") == (200, "")


def test_a_bot_that_does_not_reach_the_server_is_unwell(bot_api, run_bot, port):
    bot_api.outage(True)
    run_bot(Replies(echo), monitor=("127.0.0.1", port))
    bot_api.wait_until(lambda: bot_api.dropped("getMe"), "the start to fail")
    assert get(port, "/health") == (
        503, '{"status": "failing", "wrong": ["the Bot API server was not reached yet"]}'
    )  # fmt: skip


def test_metrics_are_written_as_prometheus_reads_them():
    metrics = Metrics()
    metrics.count("onrecord_updates_refused_total", reason='a "b"\\\n')
    metrics.gauge("onrecord_updates_waiting", lambda: 3)
    for seconds in (0.01, 0.2, 99.0):
        metrics.observe("onrecord_handling_seconds", seconds)
    lines = metrics.render().splitlines()
    assert r'onrecord_updates_refused_total{reason="a \"b\"\\\n"} 1' in lines
    assert "onrecord_updates_waiting 3" in lines
    assert 'onrecord_handling_seconds_bucket{le="0.25"} 2' in lines
    assert 'onrecord_handling_seconds_bucket{le="+Inf"} 3' in lines
    assert all(re.fullmatch(r'# (HELP|TYPE) .+|\w+(\{\w+=".*"\})? [0-9.e+]+', line) for line in lines)


# --- logs -----------------------------------------------------------------------------------------


@pytest.fixture
def logging_bot(tmp_path):
    """Start bots that log at some level, each with a server of its own; they are killed at the end."""
    with ExitStack() as stack:

        def start(level):
            server = stack.enter_context(BotApiServer())
            environment = {
                **os.environ,
                "TELEGRAM_BOT_TOKEN": TOKEN,
                "TELEGRAM_BASE_URL": server.base_url,
                "ONRECORD_BOT_STATE": str(server.state),
                "ONRECORD_BOT_LOG_LEVEL": level,
                "ONRECORD_BOT_LOG_FORMAT": "json",
            }
            server.fault("getMe", status=502)
            server.fault("getUpdates", garbage=b'{"text": "a secret of Ann"')
            server.fault("sendMessage", status=500)
            server.fault("sendMessage", drop="before")
            command = [sys.executable, "-c", SERVE.format(root=str(ROOT))]
            process = subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True)
            stack.callback(process.communicate)
            stack.callback(process.kill)
            return server, process

        yield start


@pytest.mark.slow
def test_no_log_at_any_level_holds_the_token_or_what_people_write(logging_bot):
    bots = [logging_bot(level) for level in ("DEBUG", "INFO", "WARNING", "ERROR")]
    readers = [server.private("Annabella") for server, _ in bots]
    for (server, _), ann in zip(bots, readers, strict=True):
        server.message(ann, "break a  secret\nof Ann")
        server.message(ann, "a secret of Ann")
        server.raw(message={"text": "a secret of Ann", "from": {"first_name": "Annabella"}})
    for (server, process), ann in zip(bots, readers, strict=True):
        server.wait_for_messages(ann, 2)
        server.wait_until_fetched()
        process.send_signal(signal.SIGTERM)
    for server, process in bots:
        _, log = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0
        assert server.violations == []
        lines = [json.loads(line) for line in log.splitlines()]
        assert TOKEN.partition(":")[2] not in log
        assert [line for line in lines if "secret" in json.dumps(line) and "of Ann" in json.dumps(line)] == []
        assert "Annabella" not in log
        assert any("RuntimeError" in line["message"] for line in lines)
        assert {line["level"] for line in lines} >= {"ERROR"}


def test_an_error_is_told_without_the_texts_of_its_update():
    payload = {"message": {"text": "He said\n so", "from": {"first_name": "Ann"}, "chat": {"title": "x"}}}
    told = without_texts(ValueError("not understood: 'he said so', by Ann, in x"), payload)
    assert told.endswith("ValueError: not understood: '[text]', by [text], in x")


def test_an_error_of_the_library_is_told_in_one_line_without_what_the_server_sent():
    error = ValueError('Bad Gateway (502). Parsing the server response b\'{"text": "a secret"\' failed')
    assert described(error) == "Bad Gateway (502)"
    assert described(ValueError("x" * 1000)) == "x" * 200 + "…"


def test_a_line_of_json_has_the_traceback_without_the_token():
    error = ValueError(TOKEN)
    record = logging.LogRecord("onrecord", logging.ERROR, "", 0, "at %s", (TOKEN,), (ValueError, error, None))
    line = json.loads(JsonFormatter(TOKEN).format(record))
    number = TOKEN.partition(":")[0]
    assert (line["level"], line["message"]) == ("ERROR", f"at {number}:[token]")
    assert line["traceback"].endswith(f"ValueError: {number}:[token]")


# --- before serving -------------------------------------------------------------------------------


def test_the_check_says_of_each_part_that_it_is_right(bot_api, onrecord, monkeypatch, shipped_index):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("TELEGRAM_BASE_URL", bot_api.base_url)
    ran = onrecord("serve", "--check", "--index", shipped_index)
    assert (ran.status, ran.err) == (0, "")
    told = ran.out.splitlines()
    assert told[0] == "settings: everybody may ask, updates are polled"
    assert re.fullmatch(r"index: [0-9TZ]+-[0-9a-f]{16}, [0-9]+ passages", told[1])
    assert told[2:] == ["token: that of @OnRecordTestBot", "state: .onrecord-bot, 0 updates put aside"]
    assert bot_api.called("getUpdates") == []


def test_the_check_lists_what_was_put_aside_last_with_the_reasons(
    bot_api, onrecord, elsewhere, monkeypatch, shipped_index
):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("TELEGRAM_BASE_URL", bot_api.base_url)
    state = State(elsewhere / ".onrecord-bot")
    inbox = Inbox(state)

    async def fill():
        await inbox.accept([{"update_id": number} for number in range(7)])
        for number in range(7):
            await inbox.put_aside(number, f"it cannot be read:\n\x1b[31m{'x' * 300}")

    asyncio.run(fill())
    state.close()
    told = onrecord("serve", "--check", "--index", shipped_index).out.splitlines()
    assert told[3] == "state: .onrecord-bot, 7 updates put aside"
    assert [line.partition(": it cannot be read: ")[0] for line in told[4:]] == [
        f"put aside: {number}" for number in range(2, 7)
    ]
    assert all(len(line) < 250 and "\x1b" not in line for line in told)


def test_the_check_names_what_is_wrong_in_one_line(bot_api, onrecord, elsewhere, monkeypatch, shipped_index):
    monkeypatch.setenv("TELEGRAM_BASE_URL", bot_api.base_url)

    def error():
        ran = onrecord("serve", "--check", "--index", shipped_index)
        assert ran.status == 2
        (line,) = ran.err.splitlines()
        assert TOKEN.partition(":")[2] not in line
        return line

    assert "no bot token" in error()
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN[:-1] + "x")
    assert "rejects TELEGRAM_BOT_TOKEN" in error()
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    bot_api.fault("getMe", status=502)
    assert "cannot be reached" in error()
    running = State(elsewhere / ".onrecord-bot")
    assert "another bot" in error()
    assert bot_api.called("getMe")  # all else is verified though the bot runs
    running.close()
