"""The bot's settings, and what is said of those that cannot be."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from onrecord.bot.access import Access
from onrecord.bot.errors import BotError
from onrecord.bot.settings import BotSettings

from tests.botapi import TOKEN

NAMES = [str(field.validation_alias) for field in BotSettings.model_fields.values()]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty current folder and an environment without any of the settings."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_defaults_are_telegrams_server_and_no_token(folder):
    settings = BotSettings.load()
    assert settings.token is None
    assert settings.base_url == "https://api.telegram.org/bot"
    assert (settings.hits, settings.workers) == (3, 2)
    assert settings.state == Path(".onrecord-bot")


def test_settings_come_from_the_file_and_the_environment_wins(folder, monkeypatch):
    lines = [f"TELEGRAM_BOT_TOKEN={TOKEN}", "ONRECORD_BOT_HITS=4", "ONRECORD_BOT_WORKERS=", "SOMETHING_ELSE=1"]
    (folder / ".env").write_text("\n".join(lines))
    monkeypatch.setenv("ONRECORD_BOT_HITS", "5")
    monkeypatch.setenv("TELEGRAM_BASE_URL", "http://127.0.0.1:8081/bot")
    settings = BotSettings.load()
    assert settings.require_token() == TOKEN
    assert (settings.hits, settings.workers, settings.base_url) == (5, 2, "http://127.0.0.1:8081/bot")


@pytest.mark.parametrize(
    "token", [TOKEN, f" {TOKEN}\n", "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "1:" + "-_" * 20]
)
def test_what_looks_like_a_token_is_taken(folder, token):
    assert BotSettings(token=token).require_token() == token.strip()


@pytest.mark.parametrize("token", ["", " "])
def test_no_token_is_one_line_that_says_where_to_get_one(folder, monkeypatch, token):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", token)
    with pytest.raises(BotError, match=r"TELEGRAM_BOT_TOKEN.*@BotFather") as caught:
        BotSettings.load().require_token()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("token", ["hunter2hunter2", f"bot{TOKEN}", TOKEN[:30], f"{TOKEN}/x", f"{TOKEN}\n{TOKEN}"])
def test_a_malformed_token_is_one_line_that_does_not_repeat_it(folder, token):
    with pytest.raises(BotError, match="copy it again from @BotFather") as caught:
        BotSettings(token=token).require_token()
    assert token.strip() not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("ONRECORD_BOT_HITS", "many", "ONRECORD_BOT_HITS: .*integer"),
        ("ONRECORD_BOT_HITS", "0", "ONRECORD_BOT_HITS: .*greater than or equal to 1"),
        ("ONRECORD_BOT_HITS", "11", "ONRECORD_BOT_HITS: .*less than or equal to 10"),
        ("ONRECORD_BOT_WORKERS", "0", "ONRECORD_BOT_WORKERS: .*greater than or equal to 1"),
        ("TELEGRAM_BASE_URL", "api.telegram.org/bot", "TELEGRAM_BASE_URL: wanted an address up to the token"),
        ("TELEGRAM_BASE_URL", "http://127.0.0.1:8081", "TELEGRAM_BASE_URL: wanted an address up to the token"),
        ("TELEGRAM_BASE_URL", "http://exa\x07mple.org/bot", "TELEGRAM_BASE_URL: wanted an address up to the token"),
        ("ONRECORD_BOT_USERS", "1, @ann", "ONRECORD_BOT_USERS: wanted numbers, .* and found '@ann'"),
        ("ONRECORD_BOT_PER_PERSON", "0", "ONRECORD_BOT_PER_PERSON: .*greater than or equal to 1"),
        ("ONRECORD_BOT_QUEUE", "0", "ONRECORD_BOT_QUEUE: .*greater than or equal to 1"),
        ("ONRECORD_BOT_WEBHOOK", "http://example.org/x", "ONRECORD_BOT_WEBHOOK: wanted an address with a path"),
        ("ONRECORD_BOT_WEBHOOK", "https://example.org/", "ONRECORD_BOT_WEBHOOK: wanted an address with a path"),
        ("ONRECORD_BOT_WEBHOOK_LISTEN", "8443", "ONRECORD_BOT_WEBHOOK_LISTEN: wanted a host and a port"),
        ("ONRECORD_BOT_MONITOR", "127.0.0.1:99999", "ONRECORD_BOT_MONITOR: wanted a host and a port"),
        ("ONRECORD_BOT_LOG_FORMAT", "xml", "ONRECORD_BOT_LOG_FORMAT: .*'text' or 'json'"),
        ("ONRECORD_BOT_LOG_LEVEL", "all", "ONRECORD_BOT_LOG_LEVEL: .*'DEBUG'"),
        ("TELEGRAM_BASE_URL", "http://[::1/bot", "TELEGRAM_BASE_URL: "),
        ("TELEGRAM_BASE_URL", "http://127.0.0.1:x/bot", "TELEGRAM_BASE_URL: Port could not be"),
    ],
)
def test_a_setting_that_cannot_be_is_named_in_one_line(folder, monkeypatch, name, value, wanted):
    monkeypatch.setenv(name, value)
    with pytest.raises(BotError, match=wanted) as caught:
        BotSettings.load()
    assert "\n" not in str(caught.value)


def test_lists_and_addresses_are_read_as_people_write_them(folder, monkeypatch):
    monkeypatch.setenv("ONRECORD_BOT_USERS", "1, 22 ,333")
    monkeypatch.setenv("ONRECORD_BOT_CHATS", "-1001234567890")
    monkeypatch.setenv("ONRECORD_BOT_ADMINS", "")
    monkeypatch.setenv("ONRECORD_BOT_WEBHOOK_LISTEN", "[::1]:8443")
    monkeypatch.setenv("ONRECORD_BOT_MONITOR", "127.0.0.1:9464")
    settings = BotSettings.load()
    assert settings.access == Access(users={1, 22, 333}, chats={-1001234567890})
    assert (settings.webhook_listen, settings.monitor) == (("::1", 8443), ("127.0.0.1", 9464))


def test_a_file_that_is_no_text_is_one_line(folder):
    (folder / ".env").write_bytes(b"TELEGRAM_BOT_TOKEN=\xff\xfe")
    with pytest.raises(BotError, match="UTF-8"):
        BotSettings.load()


def test_the_token_shows_in_no_representation(folder):
    settings = BotSettings(token=TOKEN)
    assert TOKEN not in f"{settings!r} {settings} {settings.model_dump_json()} {settings.model_dump()}"


@pytest.mark.parametrize(
    "module", ["onrecord.bot", "onrecord.bot.serve", "onrecord.bot.render", "onrecord.bot.settings"]
)
def test_nothing_loads_telegram_before_it_serves(module):
    probe = f"import sys, {module}; print([name for name in sys.modules if name.partition('.')[0] == 'telegram'])"
    run = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
