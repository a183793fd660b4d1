"""An administrator's day at the command: articles in and out, and what is said of it."""

from __future__ import annotations

import io
import json
import os
import pty
import signal
import subprocess
import sys

import pytest

from tests.admin import RAIN, SNOW, WIND

CHANGES = ("added", "updated", "removed", "unchanged", "repeated", "rejected")


def changed(built):
    return tuple(built[name] for name in CHANGES)


def test_add_puts_articles_beside_those_that_are_there_and_replaces_what_changed(desk):
    desk.build(RAIN, SNOW)
    built = desk.json("add", desk.write("more.jsonl", {**RAIN, "title": "Showers"}, WIND, WIND))
    assert (built["articles"], built["speakers"], built["promoted"]) == (3, 3, True)
    assert changed(built) == (1, 1, 0, 1, 1, 0)
    assert built["embedded"] == 1  # only the title of the other changed
    assert desk.json("status")["sources"] == ["articles.jsonl", "more.jsonl"]


def test_nothing_is_added_where_it_is_not_known_what_is_there(desk):
    made = desk.build(RAIN)
    (desk.index / "CURRENT").unlink()
    error = desk("add", desk.write("more.jsonl", SNOW)).error
    assert error.startswith("no generation of the index in i is current: CURRENT is missing; ")
    assert error.endswith("onrecord promote --index i")
    assert (desk("promote").status, desk.current) == (0, made)
    assert desk.json("add", "more.jsonl")["articles"] == 2


def test_add_makes_an_index_where_there_is_none(desk):
    assert desk.json("add", desk.write("a.jsonl", RAIN))["articles"] == 1


def test_remove_takes_articles_out_of_the_index(desk):
    desk.build(RAIN, SNOW, WIND)
    built = desk.json("remove", "snow", "wind")
    assert (built["articles"], built["speakers"], changed(built)) == (1, 1, (0, 0, 2, 1, 0, 0))
    assert [article["id"] for article in desk.lines("export")] == ["rain"]
    assert desk("ask", "What did Bob Day say?").status == 1


def test_an_id_that_is_not_there_removes_nothing(desk):
    before = desk.build(RAIN, SNOW)
    error = desk("remove", "snow", "hail").error
    assert error.startswith("the index in i has no article 'hail'; nothing was removed.")
    assert error.endswith("onrecord export --index i")
    assert (desk.current, desk.generations) == (before, [before])


def test_an_id_that_is_no_text_is_one_that_is_not_there(desk):
    made = desk.build(RAIN)
    assert desk("remove", os.fsdecode(b"\xff")).error.startswith("the index in i has no article")
    assert desk.current == made


@pytest.mark.parametrize("command", [("add", "articles.jsonl"), ("remove", "rain")])
def test_articles_are_added_and_removed_with_the_encoder_of_the_index_alone(desk, monkeypatch, command):
    before = desk.build(RAIN, SNOW)
    monkeypatch.delenv("ONRECORD_ENCODER")
    assert "was built with the encoder" in desk(*command).error
    assert desk.generations == [before]


def test_a_build_embeds_what_is_new_and_all_of_it_with_full(desk):
    desk.build(RAIN)
    assert desk.json("build", "articles.jsonl")["embedded"] == 0
    assert desk.json("build", "articles.jsonl", "--full")["embedded"] == 1


def test_rejections_and_notices_are_told_in_json_and_on_standard_error(desk):
    rejected, guessed = {"id": "x"}, {**RAIN, "published": "9999-01-01"}
    ran = desk("build", desk.write("a.jsonl", rejected, guessed), "--json")
    built = json.loads(ran.out)
    reason = 'no "text"; every article needs one'
    assert built["skipped"] == [{"where": "a.jsonl", "line": 1, "reason": reason}]
    (notice,) = built["notices"]
    assert (notice["where"], "in the future" in notice["what"]) == ("a.jsonl", True)
    assert (built["rejected"], built["added"]) == (1, 1)
    skipped, noticed = ran.err.splitlines()
    assert skipped == f"onrecord: skipped a.jsonl:1: {reason}"
    assert noticed.startswith("onrecord: a.jsonl")


def test_with_strict_one_rejection_ends_the_build_and_nothing_is_changed(desk):
    before = desk.build(RAIN)
    for command in ("build", "add"):
        error = desk(command, desk.write("a.jsonl", SNOW, {"id": "x"}), "--strict").error
        assert error.startswith('rejected: a.jsonl:2: no "text"')
        assert error.endswith("the index stays as it was, since --strict was given")
    assert desk.generations == [before]


def test_articles_come_through_a_pipe_and_by_a_pattern(desk, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(WIND).encode())))
    desk.write("one.jsonl", RAIN)
    desk.write("two.jsonl", SNOW)
    assert desk.json("build", "-", "*.jsonl")["articles"] == 3
    assert [article["id"] for article in desk.lines("export")] == ["wind", "rain", "snow"]


def test_a_line_parts_the_articles_of_a_file(desk):
    (desk.folder / "a.txt").write_text("“It rains,” said Ann Lee.\n====\n“It snows,” said Bob Day.\n")
    assert desk.json("build", "a.txt", "--separator", "====")["articles"] == 2


def test_an_address_is_handed_on_as_it_is(desk):
    desk.build(RAIN)
    error = desk("add", "http://127.0.0.1:9/a//b").error
    assert "http://127.0.0.1:9/a//b" in error


def test_a_generation_may_stand_beside_the_served_one_until_it_is_promoted(desk):
    before = desk.build(RAIN)
    ran = desk("add", desk.write("more.jsonl", SNOW), "--no-promote")
    made = desk.generations[-1]
    assert ran.out.splitlines()[1:] == [
        "1 added, 0 updated, 0 removed, 1 unchanged, 0 repeated, 0 rejected",
        f"it stands beside the others until: onrecord promote {made} --index i",
    ]
    assert desk.current == before
    assert json.loads(desk("promote", "--json").out)["generation"] == made
    assert desk.current == made


@pytest.mark.slow
def test_what_is_interrupted_on_a_terminal_says_that_nothing_is_lost(desk):
    """On a terminal of its own, of which the other end is read here."""
    before = desk.build(RAIN)
    many = [{"text": f"“It rains on day {day},” said Ann Lee."} for day in range(1000)]
    source = desk.write("many.jsonl", *many)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from onrecord.bot.cli import main; main()", "build", source, "--index", "i"]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=theirs) as process:
        os.close(theirs)
        seen = b""
        while b"finding quotes" not in seen:
            seen += os.read(ours, 4096)
        process.send_signal(signal.SIGINT)
        try:
            while block := os.read(ours, 4096):
                seen += block
        except OSError:  # the other end is closed
            pass
        assert process.stdout is not None
        assert (process.wait(), process.stdout.read()) == (130, b"")
    os.close(ours)
    assert b"articles" in seen
    assert b"interrupted; what is served stays as it is" in seen
    assert (desk.current, desk.generations) == (before, [before])


# --- status, export -------------------------------------------------------------------------------


def test_status_tells_size_changes_and_generations(desk):
    desk.build(RAIN)
    desk.json("add", desk.write("more.jsonl", SNOW))
    status = desk.json("status")
    assert (status["command"], status["changes"]["added"], status["generations"]) == ("add", 1, 2)
    assert (status["current"], status["damage"]) == (True, None)
    assert status["bytes_a_passage"] == round(status["size"] / status["counts"]["passages"]) > 0
    files = [path for path in (desk.index / "generations" / desk.current).rglob("*") if path.is_file()]
    assert status["size"] == sum(path.stat().st_size for path in files if path.name != "manifest.json")
    shown = desk("status").out
    assert "changes     1 added, 0 updated, 0 removed, 1 unchanged, 0 repeated, 0 rejected\n" in shown
    assert "neighbours  exact\n" in shown
    assert "generations 2; see: onrecord history\n" in shown


def test_status_says_loudly_that_another_generation_is_served_than_the_current_one(desk):
    good = desk.build(RAIN)
    bad = desk.build(RAIN, SNOW)
    desk.damage(bad)
    ran = desk("status", "--json")
    status = json.loads(ran.out)
    assert (status["generation"], status["current"]) == (good, False)
    assert status["damage"] == "articles.sqlite is not the file that was built"
    assert ran.err.startswith("onrecord: DAMAGED: articles.sqlite is not the file that was built; ")
    assert ran.err.endswith(f"onrecord rollback {good} --index i\n")
    assert "in the place of the current one" in desk("status").out
