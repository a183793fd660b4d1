"""The bot as a process of its own: its log, its signals, and the ways in which it does not start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.botapi import PATIENCE, TOKEN, BotApiServer

ROOT = Path(__file__).parents[1]

SERVE = """
import logging, sys
sys.path.insert(0, {root!r})
from onrecord.bot.application import run
from onrecord.bot.settings import BotSettings
from tests.answers import answer, hit
from tests.botapi import Replies

def reply(question):
    if question == "break":
        token = BotSettings.load().require_token()
        raise RuntimeError(f"https://example.org/bot{{token}}/getMe and {{token.replace(':', '%3A')}}")
    return answer(hit())

run(BotSettings.load(), Replies(reply).live())
"""

#: What ``serve`` does where python-telegram-bot cannot be found.
WITHOUT_TELEGRAM = """
import sys
sys.modules["telegram"] = None
from onrecord.bot.serve import serve
from onrecord.corpus import OnRecordError
try:
    serve()
except OnRecordError as error:
    print(error)
"""


def environment(**settings: str) -> dict[str, str]:
    return {**os.environ, "TELEGRAM_BOT_TOKEN": TOKEN, **settings}


def start(server: BotApiServer, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SERVE.format(root=str(ROOT))],
        cwd=folder,
        env=environment(TELEGRAM_BASE_URL=server.base_url),
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_bot_cleanly_and_its_log_never_holds_the_token(bot_api, tmp_path, number):
    process = start(bot_api, tmp_path)
    ann = bot_api.private()
    bot_api.fault("getUpdates", status=502)
    bot_api.message(ann, "What did Peskov say about the Kurds?")
    bot_api.message(ann, "break")
    bot_api.wait_for_messages(ann, 2)
    process.send_signal(number)
    _, log = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert "answering as @OnRecordTestBot" in log
    assert "RuntimeError: https://example.org/bot" in log
    assert "stopping" in log
    assert TOKEN.partition(":")[2] not in log
    assert "/getUpdates" not in log
    assert "PTBDeprecationWarning" not in log


def test_without_python_telegram_bot_one_line_says_what_to_install(tmp_path):
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT_TELEGRAM], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert run.stdout.splitlines() == [
        "the bot needs python-telegram-bot, which is not installed: pip install 'onrecord[telegram]'"
    ]


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({"TELEGRAM_BOT_TOKEN": ""}, "onrecord: no bot token: set TELEGRAM_BOT_TOKEN"),
        ({"TELEGRAM_BOT_TOKEN": "hunter2"}, "onrecord: TELEGRAM_BOT_TOKEN is no bot token"),
        ({"ONRECORD_BOT_HITS": "none"}, "onrecord: ONRECORD_BOT_HITS: "),
        ({"ONRECORD_INDEX": "nowhere"}, "onrecord: there is no index in nowhere"),
    ],
)
def test_what_keeps_the_bot_from_starting_is_one_line_and_exit_status_2(tmp_path, settings, line):
    command = [sys.executable, "-c", "from onrecord.bot.cli import main; main()", "serve"]
    run = subprocess.run(command, cwd=tmp_path, env=environment(**settings), capture_output=True, text=True)
    assert (run.returncode, run.stdout) == (2, "")
    (told,) = run.stderr.splitlines()
    assert told.startswith(line)
    assert "hunter2" not in told
