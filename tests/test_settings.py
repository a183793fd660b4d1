"""Settings of the index: where they come from, which one wins, and what is said of a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest
from onrecord.index import IndexSettings, SettingsError


def test_nothing_set_is_the_bundled_encoder_and_an_index_in_the_current_folder(elsewhere):
    assert IndexSettings.load() == IndexSettings.model_construct(index=Path(".onrecord"), encoder=None)


@pytest.mark.parametrize(
    ("dotenv", "environment", "index"),
    [
        ("", {}, ".onrecord"),
        ("ONRECORD_INDEX=from-file", {}, "from-file"),
        ('export ONRECORD_INDEX="from file" # a remark', {}, "from file"),
        ("ONRECORD_INDEX=from-file", {"ONRECORD_INDEX": "from-environment"}, "from-environment"),
        ("ONRECORD_INDEX=", {}, ".onrecord"),
        ("ONRECORD_INDEX=from-file", {"ONRECORD_INDEX": ""}, "from-file"),
        ("# a remark\n\nOTHER=1\nONRECORD_OTHER=2\n", {}, ".onrecord"),
    ],
)
def test_the_environment_wins_over_the_file_and_an_empty_value_is_none(
    elsewhere, monkeypatch, dotenv, environment, index
):
    (elsewhere / ".env").write_text(dotenv)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert IndexSettings.load().index == Path(index)


@pytest.mark.parametrize(
    ("dotenv", "line"),
    [
        (b"ONRECORD_INDEX=caf\xe9", "the file .env is not UTF-8 text: "),
        (b"ONRECORD_INDEX=a\0b", "ONRECORD_INDEX: no name of a folder; it holds a NUL character"),
        (b"\nTOKEN: hunter2\n", ".env:"),
        (b"ONRECORD_INDEX='never closed\n", ".env:1: wanted NAME=VALUE"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line_that_repeats_no_value(elsewhere, onrecord, caplog, dotenv, line):
    (elsewhere / ".env").write_bytes(dotenv)
    with pytest.raises(SettingsError) as caught:
        IndexSettings.load()
    assert str(caught.value).startswith(line)
    assert "hunter2" not in str(caught.value)
    assert onrecord("status").error == str(caught.value)
    assert caplog.records == []  # python-dotenv warns of such lines itself


def test_options_of_a_command_win_over_settings(elsewhere, onrecord, monkeypatch):
    monkeypatch.setenv("ONRECORD_INDEX", "from-environment")
    assert onrecord("status").error.startswith("there is no index in from-environment;")
    assert onrecord("status", "--index", "given").error.startswith("there is no index in given;")
