"""The examples of how the bot is run: that what they name is there, and that they give it the time that it takes."""

from __future__ import annotations

import configparser
import re
import shlex
from pathlib import Path

import pytest
from onrecord.bot import application, outbox
from onrecord.bot.settings import BotSettings
from onrecord.index import IndexSettings

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "bot" / "deploy"
CONTAINERFILE = (DEPLOY / "Containerfile").read_text(encoding="utf-8")

SETTINGS = {
    str(field.validation_alias or f"ONRECORD_{name}".upper())
    for settings in (BotSettings, IndexSettings)
    for name, field in settings.model_fields.items()
}


@pytest.fixture
def unit():
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    text = (DEPLOY / "onrecord.service").read_text(encoding="utf-8")
    # Of a key that comes more than once, such as Environment, configparser keeps the last.
    parser.read_string(text)
    environment = dict(line.split("=", 1) for line in re.findall(r"^Environment=(.+)$", text, re.MULTILINE))
    return parser, environment


def test_the_bot_ends_by_itself_before_a_container_is_killed():
    assert application._GRACE + outbox._LAST_WAIT < application._AT_LAST < 10.0


def test_the_unit_serves_with_settings_that_there_are_and_a_state_that_it_may_write(unit):
    parser, environment = unit
    service = parser["Service"]
    command, verb = shlex.split(service["ExecStart"])
    assert command == f"{service['WorkingDirectory']}/.venv/bin/onrecord"
    assert verb == "serve"
    assert set(environment) <= SETTINGS
    assert environment["ONRECORD_BOT_STATE"] == f"/var/lib/{service['StateDirectory']}"
    BotSettings.model_validate({"ONRECORD_BOT_LOG_FORMAT": environment["ONRECORD_BOT_LOG_FORMAT"]})
    assert (service["ProtectSystem"], service["StateDirectoryMode"]) == ("strict", "0700")
    assert service["User"] != "root"


def test_the_unit_waits_for_the_end_and_starts_a_bot_that_failed_but_not_for_ever(unit):
    parser, _ = unit
    service, limits = parser["Service"], parser["Unit"]
    assert float(service["TimeoutStopSec"]) > application._AT_LAST
    assert service["Restart"] == "on-failure"
    # An unexpected fault has exit status 2 as well.
    assert "RestartPreventExitStatus" not in service
    # All starts that are allowed, each with half a minute to load in, fall into the time in which they are counted.
    starts = int(limits["StartLimitBurst"])
    assert starts * (float(service["RestartSec"]) + 30) < float(limits["StartLimitIntervalSec"])


def test_the_container_copies_what_is_there_and_serves_as_nobody_special():
    for line in re.findall(r"^COPY (.+)$", CONTAINERFILE, re.MULTILINE):
        *sources, _ = line.split()
        assert [source for source in sources if not (ROOT / source).exists()] == []
    environment = dict(re.findall(r"(ONRECORD_\w+)=(\S+)", CONTAINERFILE))
    assert set(environment) <= SETTINGS
    assert environment["ONRECORD_INDEX"] == "/data/index"
    assert environment["ONRECORD_BOT_STATE"] == "/data/state"
    assert "\nUSER onrecord\n" in CONTAINERFILE
    # The process that gets the signal is the bot, not a shell.
    assert CONTAINERFILE.rstrip().endswith('exec onrecord serve"]')
    (patience,) = re.findall(r"--stop-timeout (\d+)", CONTAINERFILE)
    assert float(patience) > application._AT_LAST
