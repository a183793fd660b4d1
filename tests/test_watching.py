"""Watching: rounds that bring an index up to date, say what is wrong once, and end when they are told to."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys

import pytest
from onrecord.index import Encoder, EncoderMismatch, IndexFormatError, Options, build
from onrecord.index.generation import current_id, generation_ids, new_generation, open_current
from onrecord.index.watching import Watcher

from tests.generations import rewritten


@pytest.fixture
def encoder(tiny_encoder):
    return Encoder.load(str(tiny_encoder))


@pytest.fixture
def news(elsewhere):
    folder = elsewhere / "news"
    folder.mkdir()
    write(folder, "rain")
    return folder


def write(folder, name, words="It is {}"):
    (folder / f"{name}.md").write_text(f"---\nid: {name}\n---\n“{words.format(name)},” said Ann Lee.\n")


def watched(sources, index, encoder, *between):
    """The rounds of a watch in which each thing happens between one round and the next."""
    happenings = iter(between)
    waits = []

    def wait(seconds):
        waits.append(seconds)
        happening = next(happenings, None)
        if happening is not None:
            happening()
        return happening is None

    rounds = list(Watcher(sources, index, encoder, Options()).rounds(600, wait))
    assert waits == [600] * (len(between) + 1)
    return rounds


def changes(made):
    return (made.built.changes.added, made.built.changes.updated, made.built.changes.removed) if made.changed else None


def test_each_round_brings_in_what_changed_and_makes_nothing_where_nothing_did(news, encoder):
    index = news.parent / "index"
    rounds = watched(
        [news],
        index,
        encoder,
        lambda: None,
        lambda: write(news, "snow"),
        lambda: write(news, "rain", "It is more {}"),
        lambda: (news / "rain.md").unlink(),
        lambda: None,
    )
    assert [changes(made) for made in rounds] == [(1, 0, 0), None, (1, 0, 0), (0, 1, 0), (0, 0, 1), None]
    assert [made.troubles for made in rounds] == [()] * 6
    assert open_current(index).manifest.counts.articles == 1


def test_what_is_wrong_is_said_when_it_begins_and_again_when_it_comes_back(news, encoder):
    broken = news / "broken.jsonl"
    rounds = watched(
        [news],
        news.parent / "index",
        encoder,
        lambda: broken.write_text("{"),
        lambda: None,
        lambda: (news / "empty.md").write_text(""),
        broken.unlink,
        lambda: broken.write_text("{"),
    )
    said = [[trouble.split(": ")[0] for trouble in made.troubles] for made in rounds]
    lost, empty = f"skipped {broken}:1", f"skipped {news / 'empty.md'}"
    assert said == [[], [lost], [], [empty], [], [lost]]


def test_a_folder_that_is_away_is_an_error_of_its_rounds_and_comes_back(news, encoder):
    index, away = news.parent / "index", news.parent / "away"
    rounds = watched(
        [news],
        index,
        encoder,
        lambda: news.rename(away),
        news.mkdir,
        lambda: None,
        lambda: (news.rmdir(), away.rename(news), write(news, "snow")),
    )
    assert [changes(made) for made in rounds] == [(1, 0, 0), None, None, None, (1, 0, 0)]
    gone, empty = (made.troubles[0] for made in rounds[1:3])
    assert gone == f"no article could be read: {news}: no such file or folder; the index stays as it was"
    assert f"{news}: no article is there" in empty
    assert rounds[3].troubles == rounds[4].troubles == ()
    assert open_current(index).manifest.counts.articles == 2


def test_another_builder_at_work_fails_a_round_and_not_the_watch(news, encoder):
    index = news.parent / "index"
    build([news], index, encoder)
    write(news, "snow")
    watcher = Watcher([news], index, encoder, Options())
    with new_generation(index):
        made = watcher.round()
    assert made.built is None
    assert "is writing the index" in made.troubles[0]
    assert changes(watcher.round()) == (1, 0, 0)


def test_an_index_of_another_format_or_encoder_ends_the_watch(news, encoder, tiny_encoder):
    index = news.parent / "index"
    build([news], index, encoder)
    other = shutil.copytree(tiny_encoder, news.parent / "other")
    (weights,) = other.rglob("*.safetensors")
    weights.write_bytes(weights.read_bytes() + b" ")
    with pytest.raises(EncoderMismatch):
        Watcher([news], index, Encoder.load(str(other)), Options()).round()
    rewritten(open_current(index), lambda manifest: manifest.update(format_version=99))
    with pytest.raises(IndexFormatError):
        watched([news], index, encoder)


# --- the command ----------------------------------------------------------------------------------


@pytest.fixture
def tiny(monkeypatch, news, tiny_encoder):
    monkeypatch.setenv("ONRECORD_ENCODER", str(tiny_encoder))
    return news


def test_one_round_prints_one_line_where_it_changed_something(onrecord, tiny):
    (tiny / "broken.jsonl").write_text("{")
    ran = onrecord("watch", "news", "--index", "i", "--once")
    assert ran.status == 0
    line = re.fullmatch(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC  (\S+)  \+1 ~0 -0\n", ran.out)
    assert line
    assert line[2] == current_id(tiny.parent / "i")
    assert re.fullmatch(r"onrecord: skipped news/broken\.jsonl:1: .+\n", ran.err)
    assert onrecord("watch", "./news", "--index", "i", "--once").out == ""

    write(tiny, "snow")
    printed = json.loads(onrecord("watch", "news", "--index", "i", "--once", "--json").out)
    assert (printed["generation"], printed["articles"], printed["added"]) == (current_id(tiny.parent / "i"), 2, 1)


def test_one_round_that_fails_is_an_error(onrecord, tiny):
    assert onrecord("watch", "gone", "--index", "i", "--once").error.startswith("no article could be read: gone")
    onrecord("build", "news", "--index", "i")
    rewritten(open_current(tiny.parent / "i"), lambda manifest: manifest.update(format_version=99))
    assert "has format 99" in onrecord("watch", "news", "--index", "i").error


@pytest.mark.parametrize("every", ["9s", "169h", "10", "1d", "1.5h", "-10s", "", "٣٠s", "10m\n", "9" * 400 + "s"])
def test_a_time_that_is_none_or_out_of_bounds_is_refused(onrecord, tiny, every):
    refused = onrecord("watch", "news", "--every", every).error
    assert refused.startswith("--every: found ")
    assert refused.endswith("wanted a time from 10s to 168h, such as 30s, 10m or 2h")
    assert not (tiny.parent / ".onrecord").exists()


def test_standard_input_cannot_be_watched(onrecord, tiny):
    assert "standard input" in onrecord("watch", "news", "-").error


def test_an_article_file_is_parted_by_a_separator(onrecord, tiny):
    (tiny / "rain.md").write_text("“It rains,” said Ann Lee.\n=====\n“It snows,” said Bob Day.\n")
    printed = json.loads(onrecord("watch", "news", "--once", "--json", "--separator", "=====").out)
    assert printed["articles"] == 2


@pytest.mark.slow
@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_a_signal_ends_the_watch_between_rounds(onrecord_process, tiny, number, status):
    with onrecord_process("watch", "news", "--every", "168h") as watching:
        assert watching.stdout.readline().endswith(b"+1 ~0 -0\n")
        watching.send_signal(number)
        out, err = watching.communicate(timeout=60)
    assert (watching.returncode, out, err) == (status, b"", b"")


STOPPED = """
import os, signal, sys
from onrecord.bot import cli
from onrecord.index import staging

def stop(frame, event, argument):
    if event == "call" and frame.f_code.co_name == sys.argv[1]:
        sys.setprofile(None)
        os.kill(os.getpid(), int(sys.argv[2]))

sys.setprofile(stop)
sys.exit(cli.run(["watch", "news", "--every", "168h"]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("where", ["put", "fingerprint", "publish"])
def test_a_signal_within_a_round_leaves_the_index_as_it_was(tiny, encoder, where):
    index = tiny.parent / ".onrecord"
    before = build([tiny], index, encoder).generation.id
    write(tiny, "snow")
    done = subprocess.run(
        [sys.executable, "-c", STOPPED, where, str(int(signal.SIGTERM))], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert generation_ids(index) == os.listdir(index / "generations") == [before]
    assert current_id(index) == before


@pytest.mark.slow
def test_a_round_without_a_change_loads_no_model(tiny, encoder):
    build([tiny], tiny.parent / ".onrecord", encoder)
    code = (
        "import sys; from onrecord.bot import cli; status = cli.run(['watch', 'news', '--once']);"
        " sys.exit(status or 'torch' in sys.modules or 'sentence_transformers' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
