"""Builds beside others and beside readers: one at a time, and nobody who asks notices."""

from __future__ import annotations

import os
import re
import threading
from contextlib import closing
from pathlib import Path

import pytest
from onrecord.index import Encoder, IndexBusy, Options, Retriever, add, build, remove
from onrecord.index.generation import current_id, promote, prune
from onrecord.index.progress import Step

from tests.collections_of_articles import many, write


@pytest.fixture
def encoder(tiny_encoder: Path) -> Encoder:
    return Encoder.load(str(tiny_encoder))


def test_whoever_would_write_during_a_build_is_told_who_is_building(tmp_path: Path, encoder: Encoder) -> None:
    index, source = tmp_path / "index", write(tmp_path / "a.jsonl", many(3))
    first = build([source], index, encoder).generation.id
    told: list[str] = []

    def others(step: Step, done: int, total: int | None) -> None:
        if step is Step.QUOTING and not told:
            for work in (
                lambda: build([source], index, encoder),
                lambda: add([source], index, encoder),
                lambda: remove(["article-1"], index, encoder),
                lambda: promote(index, first),
                lambda: prune(index),
            ):
                with pytest.raises(IndexBusy) as caught:
                    work()
                assert caught.value.holder is not None
                told.append(str(caught.value))

    built = add([write(tmp_path / "b.jsonl", many(5))], index, encoder, others)
    assert built.changes.added == 2
    assert len(told) == 5
    for message in told:
        assert re.match(rf"process {os.getpid()} \(add, since \d\d:\d\d:\d\d\) is writing the index in ", message)
        assert "\n" not in message
    assert build([source], index, encoder).generation.id == current_id(index)


@pytest.mark.slow
def test_four_threads_that_ask_without_pause_notice_nothing_of_builds(tmp_path: Path, encoder: Encoder) -> None:
    index = tmp_path / "index"
    words = ("rain", "snow", "hail")
    sources = {word: write(tmp_path / f"{word}.jsonl", many(20, word)) for word in words}
    held = {build([sources["rain"]], index, encoder).generation.id: "rain"}
    over, errors = threading.Event(), []
    seen: dict[str, set[str]] = {}

    def ask() -> None:
        retriever = Retriever.open(index, encoder=encoder.name)
        try:
            while not over.is_set():
                answer = retriever.ask("What did Ann Lee say about what it did?")
                assert answer.index.generation == retriever.stamp.generation
                texts = {word for hit in answer.hits + answer.nearest for word in words if word in hit.text}
                seen.setdefault(answer.index.generation, set()).update(texts)
                if (newer := retriever.newer()) is not None:
                    retriever.close()
                    retriever = newer
        except BaseException as error:  # noqa: BLE001 (told in the thread of the test)
            errors.append(error)
        finally:
            retriever.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        for number in range(4):
            word = words[(number + 1) % 3]
            held[build([sources[word]], index, encoder, options=Options(full=number % 2 == 0)).generation.id] = word
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert errors == []
    assert len(seen) >= 1
    assert {id_: {held[id_]} for id_ in seen} == seen
    with closing(Retriever.open(index, encoder=encoder.name)) as retriever:
        assert retriever.ask(f"What did Ann Lee say about the {word}?").answered
