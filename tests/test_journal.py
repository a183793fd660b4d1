"""The journal: what a stopped build had embedded is not embedded again, and never mistaken for anything else."""

from __future__ import annotations

import errno
import json
import os
import resource
import signal
from pathlib import Path

import numpy as np
import pytest
from onrecord.index import Encoder, StoreError, build
from onrecord.index.generation import current_id, generation_ids
from onrecord.index.journal import PREFIX, Journal, discard
from onrecord.index.progress import Progress, Step
from onrecord.index.vectors import Vectors

from tests.collections_of_articles import CountingEncoder, asked, many, vectors_of, write

DIMENSION = 4


def digests(*names: str) -> list[bytes]:
    return [name.encode().ljust(16, b".") for name in names]


def vectors(count: int, seed: int = 1) -> Vectors:
    found = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    unit: Vectors = found / np.linalg.norm(found, axis=1, keepdims=True)
    return unit


def file_of(folder: Path) -> Path:
    (file,) = folder.glob(f"{PREFIX}*")
    return file


@pytest.fixture
def written(tmp_path: Path) -> Path:
    with Journal(tmp_path, "one", DIMENSION) as journal:
        journal.add(digests("a", "b", "c"), vectors(3))
    return tmp_path


def found(folder: Path, *names: str, encoder: str = "one", dimension: int = DIMENSION) -> list[Vectors | None]:
    with Journal(folder, encoder, dimension) as journal:
        return [journal.find(digest) for digest in digests(*names)]


def test_what_was_written_is_found_and_nothing_else(written: Path) -> None:
    a, b, c, d = found(written, "a", "b", "c", "d")
    assert a is not None
    assert np.array_equal(np.stack([vector for vector in (a, b, c) if vector is not None]), vectors(3))
    assert d is None
    assert found(written, "a", encoder="two") == [None]
    discard(written)
    assert list(written.iterdir()) == []


@pytest.mark.parametrize("left", range(3 * 36))
def test_a_torn_tail_costs_what_was_torn_and_what_follows_is_written_in_its_place(written: Path, left: int) -> None:
    os.truncate(file_of(written), left)
    with Journal(written, "one", DIMENSION) as journal:
        assert [journal.find(digest) is not None for digest in digests("a", "b", "c")] == [
            left >= end for end in (36, 72, 108)
        ]
        journal.add(digests("d"), vectors(1, seed=2))
    (d,) = found(written, "d")
    assert d is not None
    assert np.array_equal(d, vectors(1, seed=2)[0])


@pytest.mark.parametrize("place", range(3 * 36))
def test_a_flipped_byte_gives_no_vector_in_place_of_a_wrong_one(written: Path, place: int) -> None:
    data = bytearray(file_of(written).read_bytes())
    data[place] ^= 0x10
    file_of(written).write_bytes(data)
    for number, vector in enumerate(found(written, "a", "b", "c")):
        assert (vector is None) == (place // 36 == number)
        assert vector is None or np.array_equal(vector, vectors(3)[number])


def test_the_record_that_was_written_last_counts(written: Path) -> None:
    with Journal(written, "one", DIMENSION) as journal:
        journal.add(digests("b"), vectors(1, seed=3))
    (b,) = found(written, "b")
    assert b is not None
    assert np.array_equal(b, vectors(1, seed=3)[0])


def test_a_journal_that_would_take_the_room_of_the_generation_is_given_up(written: Path) -> None:
    with Journal(written, "one", DIMENSION, reserve=1 << 60) as journal:
        assert file_of(written).stat().st_size == 0
        assert journal.find(digests("a")[0]) is None
        journal.add(digests("a"), vectors(1))
    assert file_of(written).stat().st_size == 0


def test_a_journal_grows_only_while_there_is_room_for_the_generation(written: Path) -> None:
    with Journal(written, "one", DIMENSION) as journal:
        journal.add(digests("d"), vectors(1), reserve=1 << 60)
    assert [vector is None for vector in found(written, "a", "d")] == [False, True]


def test_a_journal_that_the_system_refuses_is_given_up_with_what_it_takes(written: Path) -> None:
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (120, limit[1]))
    try:
        with Journal(written, "one", DIMENSION) as journal:
            journal.add(digests("d"), vectors(1))  # a part of which fits
            assert [journal.find(digest) for digest in digests("a", "d")] == [None, None]
            journal.add(digests("e"), vectors(1))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, ignored)
    assert file_of(written).stat().st_size == 0


WINDOW = 16


@pytest.fixture
def small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.index.embedding.WINDOW", WINDOW)


def stop_at(embedded: int) -> Progress:
    def stop(step: Step, done: int, total: int | None) -> None:
        if step is Step.EMBEDDING and done >= embedded:
            raise KeyboardInterrupt

    return stop


@pytest.fixture
def stopped(tmp_path: Path, tiny_encoder: Path, small_windows: None) -> Path:
    """An index of ten articles, and a build of forty that was stopped after three windows."""
    encoder = Encoder.load(str(tiny_encoder))
    index = tmp_path / "index"
    before = build([write(tmp_path / "few.jsonl", many(10))], index, encoder).generation.id
    with pytest.raises(KeyboardInterrupt):
        build([write(tmp_path / "more.jsonl", many(40, "snow"))], index, encoder, stop_at(3 * WINDOW))
    assert generation_ids(index) == [before]
    assert current_id(index) == before
    assert asked(index, encoder)
    return index


def test_the_next_build_embeds_only_what_was_missing(stopped: Path, tmp_path: Path, tiny_encoder: Path) -> None:
    encoder = CountingEncoder(tiny_encoder)
    built = build([tmp_path / "more.jsonl"], stopped, encoder)
    assert built.changes.embedded == 80 - 3 * WINDOW
    afresh = build([tmp_path / "more.jsonl"], tmp_path / "afresh", encoder)
    assert np.allclose(vectors_of(built.generation), vectors_of(afresh.generation), rtol=0, atol=1e-6)
    assert not list(stopped.glob(f"{PREFIX}*"))


def test_a_build_of_something_else_in_between_takes_what_it_can_use(
    stopped: Path, tmp_path: Path, tiny_encoder: Path
) -> None:
    encoder = Encoder.load(str(tiny_encoder))
    built = build([write(tmp_path / "other.jsonl", many(12, "snow"))], stopped, encoder)
    assert (built.changes.added, built.changes.updated, built.changes.embedded) == (2, 10, 0)


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(lambda file: file.write_bytes(b""), id="empty"),
        pytest.param(lambda file: file.write_bytes(file.read_bytes()[:-7]), id="torn"),
        pytest.param(lambda file: file.write_bytes(file.read_bytes()[7:]), id="shifted"),
        pytest.param(lambda file: file.write_bytes(bytes(10_000)), id="zeros"),
        pytest.param(lambda file: file.write_bytes(b"\xff" * 10_001), id="ones"),
        pytest.param(lambda file: file.write_bytes(file.read_bytes() * 3), id="thrice"),
        pytest.param(lambda file: file.rename(file.with_name(f"{PREFIX}another")), id="another encoder's"),
    ],
)
def test_a_journal_in_any_state_makes_no_wrong_vector(
    stopped: Path, tmp_path: Path, tiny_encoder: Path, harm: object
) -> None:
    assert callable(harm)
    harm(file_of(stopped))
    encoder = Encoder.load(str(tiny_encoder))
    built = build([tmp_path / "more.jsonl"], stopped, encoder)
    expected = encoder.encode_passages(
        [passage for article in many(40, "snow") for passage in article["text"].split("\n\n")]
    )
    assert np.allclose(vectors_of(built.generation), expected, rtol=0, atol=1e-6)
    assert not list(stopped.glob(f"{PREFIX}*"))


def test_a_folder_in_the_place_of_a_journal_is_named_and_hinders_no_build_that_needs_none(
    stopped: Path, tmp_path: Path, tiny_encoder: Path
) -> None:
    encoder = Encoder.load(str(tiny_encoder))
    file = file_of(stopped)
    file.unlink()
    file.mkdir()
    with pytest.raises(StoreError, match=rf"cannot be written: {os.strerror(errno.EISDIR)} \({file}\)") as caught:
        build([tmp_path / "more.jsonl"], stopped, encoder)
    assert "\n" not in str(caught.value)
    built = build([tmp_path / "few.jsonl"], stopped, encoder)
    assert built.generation.id == current_id(stopped)
    assert json.loads((built.generation.path / "rejections.json").read_bytes()) == []
