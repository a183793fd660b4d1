"""Another generation is taken over while questions are answered: none fails, none is mixed, nothing stays behind."""

from __future__ import annotations

import gc
import os
import re
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from onrecord.bot.live import Live
from onrecord.corpus import OnRecordError
from onrecord.index import Encoder, Retriever, build

QUESTION = "What did Peskov say?"
MARK = re.compile(r"gen(\d+)x")


def write(folder: Path, number: int, articles: int = 3) -> Path:
    """Write articles whose every quote holds the number."""
    folder.mkdir(exist_ok=True)
    for each in range(articles):
        text = f"“It rains in gen{number}x at place {each},” Peskov said. “The rain of gen{number}x goes on,” he added."
        (folder / f"{each}.txt").write_text(text, encoding="utf-8")
    return folder


def marks(text):
    return set(MARK.findall(text))


@pytest.fixture
def publish(tmp_path, tiny_encoder, monkeypatch):
    """Make another generation current: by its number, all whose words hold that."""
    monkeypatch.setenv("ONRECORD_ENCODER", str(tiny_encoder))
    encoder = Encoder.load(str(tiny_encoder))

    def publish(number, articles=3):
        build([write(tmp_path / "articles", number, articles)], tmp_path / "index", encoder)
        return tmp_path / "index"

    return publish


def test_a_new_generation_answers_after_a_refresh_and_the_old_one_is_closed(publish):
    live = Live.open(publish(1))
    old = weakref.ref(live._current.retriever)
    assert live.refresh() is False
    publish(2)
    assert live.refresh() is True
    assert marks(live.ask(QUESTION, 3).hits[0].text) == {"2"}
    assert old() is None
    live.close()


def test_who_is_answering_keeps_his_generation_to_the_end(publish):
    live = Live.open(publish(1))
    with live.lease() as first:
        publish(2)
        live.refresh()
        with live.lease() as second:
            assert marks(first.ask(QUESTION, 1).hits[0].text) == {"1"}
            assert marks(second.ask(QUESTION, 1).hits[0].text) == {"2"}
        publish(3)
        live.refresh()
        assert marks(first.ask(QUESTION, 1).hits[0].text) == {"1"}
    with pytest.raises(AttributeError):
        first.ask(QUESTION, 1)
    live.close()


def test_a_damaged_generation_is_refused_and_the_one_before_answers_on(publish):
    index = publish(1)
    live = Live.open(index)
    publish(2)
    current = index / "generations" / (index / "CURRENT").read_text().strip()
    (current / "articles.sqlite").write_bytes(b"spoilt")
    with pytest.raises(OnRecordError, match="is not the file that was built"):
        live.refresh()
    assert marks(live.ask(QUESTION, 1).hits[0].text) == {"1"}
    live.close()


@pytest.mark.slow
def test_a_thousand_questions_over_twenty_swaps_are_answered_each_from_one_generation(publish):
    live = Live.open(publish(0))
    done = threading.Event()

    def ask(_):
        answer = live.ask(QUESTION, 3)
        return answer.index.generation, frozenset(marks("".join(hit.text for hit in answer.hits))), len(answer.hits)

    def swap():
        for number in range(1, 21):
            publish(number)
            live.refresh()
        done.set()

    swapping = threading.Thread(target=swap)
    with ThreadPoolExecutor(4) as pool:
        swapping.start()
        answers = list(pool.map(ask, range(1000)))
        while not done.is_set():
            answers += pool.map(ask, range(100))
    swapping.join()
    assert all(len(found) == 1 and hits == 3 for _, found, hits in answers)
    assert len({(generation, *found) for generation, found, _ in answers}) == len({each[0] for each in answers})
    assert len({each[0] for each in answers}) > 1
    live.close()


def test_the_bot_takes_over_a_new_generation_by_itself_and_at_an_administrators_word(publish, bot_api, run_bot):
    live = Live.open(publish(1))
    ann, admin = bot_api.private("Ann"), bot_api.private("Admin")
    run_bot(live, administrators={admin.id}, per_person=1000)
    bot_api.message(ann, QUESTION)
    assert marks(bot_api.wait_for_messages(ann)[0]["text"]) == {"1"}
    publish(2)
    bot_api.message(admin, "/reload")
    assert "answers" in bot_api.wait_for_messages(admin)[0]["text"]
    bot_api.message(ann, QUESTION)
    assert marks(bot_api.wait_for_messages(ann, 2)[1]["text"]) == {"2"}
    bot_api.message(admin, "/status")
    assert f"Index: {live.generation}, " in bot_api.wait_for_messages(admin, 2)[1]["text"]


def _resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
def test_memory_and_open_files_stay_as_they_are_over_fifty_reloads(publish):
    index = publish(1, articles=200)
    ids = [(index / "CURRENT").read_text()]
    publish(2, articles=200)
    ids.append((index / "CURRENT").read_text())
    live = Live(Retriever.open(index))
    memory, files = [], []
    for number in range(60):
        (index / "CURRENT").write_text(ids[number % 2])
        assert live.refresh()
        live.ask(QUESTION, 3)
        memory.append(_resident())
        files.append(len(os.listdir("/proc/self/fd")))
    gc.collect()
    assert files[-1] <= files[9]
    # The first ten fill what the allocator keeps.
    assert memory[-1] - memory[9] < 0.02 * memory[9]
    live.close()
