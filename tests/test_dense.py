"""The dense index: its scores are numpy's, its order is fixed, and a wrong file is refused."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onrecord.index import Encoder, Retriever, build, dense
from onrecord.index.dense import DenseIndex
from onrecord.index.errors import IndexDamaged, VectorError
from onrecord.index.examination import examine
from onrecord.index.manifest import Neighbours
from onrecord.index.vectors import Vectors, VectorWriter, open_vectors

from tests.collections_of_articles import many as articles
from tests.collections_of_articles import write

DIMENSION = 8


def unit_vectors(count: int, seed: int = 1, dimension: int = DIMENSION) -> Vectors:
    vectors = np.random.default_rng(seed).normal(size=(count, dimension))
    unit: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit


def reopened(vectors: Vectors, folder: Path) -> DenseIndex:
    """Built, written and mapped again, the vectors as well."""
    with VectorWriter(folder / "vectors", vectors.shape[1]) as writer:
        writer.append(vectors)
    mapped = open_vectors(folder / "vectors", vectors.shape[1], len(vectors))
    index = DenseIndex.build(mapped)
    index.save(folder / "dense.faiss")
    return DenseIndex.open(folder / "dense.faiss", mapped, index.neighbours)


@pytest.mark.parametrize("k", [1, 3, 50, 51, 1000])
@pytest.mark.parametrize("dimension", [2, 8, 384])
def test_the_nearest_and_their_scores_are_those_of_numpy(tmp_path: Path, dimension: int, k: int) -> None:
    vectors = unit_vectors(50, dimension=dimension)
    question = unit_vectors(1, seed=2, dimension=dimension)[0]
    cosines = vectors @ question
    best = np.argsort(-cosines)[:k]
    for index in (DenseIndex.build(vectors), reopened(vectors, tmp_path)):
        # Half precision may take one for another where they hardly differ, and only there.
        assert sorted(cosines[index.nearest(question, k)]) == pytest.approx(sorted(cosines[best]), abs=2e-3)
        assert index.scores(question[np.newaxis], best)[0] == pytest.approx(cosines[best], abs=1e-6)


def test_a_vector_scores_one_with_itself_and_minus_one_with_its_opposite() -> None:
    vector = unit_vectors(1)[0]
    index = DenseIndex.build(np.stack([-vector, vector]))
    assert index.nearest(vector, 1).tolist() == [1]
    assert index.scores(vector[np.newaxis], [0, 1])[0] == pytest.approx([-1, 1], abs=1e-6)


def test_scores_follow_the_order_of_the_rows_asked_for() -> None:
    vectors = unit_vectors(5)
    index = DenseIndex.build(vectors)
    rows = [4, 0, 4, 2]
    assert index.scores(vectors[:2], rows) == pytest.approx(vectors[:2] @ vectors[rows].T, abs=1e-6)
    assert index.scores(vectors[:2], []).shape == (2, 0)


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    index = reopened(unit_vectors(0), tmp_path)
    assert len(index) == 0
    assert index.dimension == DIMENSION
    assert index.nearest(unit_vectors(1)[0], 5).tolist() == []


@pytest.mark.parametrize("k", [0, -1])
def test_fewer_than_one_row_asked_for_is_none(k: int) -> None:
    assert DenseIndex.build(unit_vectors(3)).nearest(unit_vectors(1)[0], k).tolist() == []


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 0.0, 2.0])
def test_a_vector_that_is_not_of_length_one_is_refused(value: float) -> None:
    vectors = unit_vectors(3)
    bad = np.full(DIMENSION, value, dtype=np.float32)
    with pytest.raises(VectorError, match="row 1"):
        DenseIndex.build(np.stack([vectors[0], bad]))
    index = DenseIndex.build(vectors)
    with pytest.raises(VectorError):
        index.nearest(bad, 1)
    with pytest.raises(VectorError):
        index.scores(bad[np.newaxis], [0])


def test_a_vector_of_another_shape_is_refused_with_both_shapes() -> None:
    index = DenseIndex.build(unit_vectors(3))
    with pytest.raises(VectorError, match=r"dimension 8, and a vector of shape \(9,\)"):
        index.nearest(unit_vectors(1, dimension=9)[0], 1)
    with pytest.raises(VectorError):
        DenseIndex.build(unit_vectors(1)[0])
    with pytest.raises(VectorError, match="rows run from 0 to 2"):
        index.scores(unit_vectors(1), [3])


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda data: data[:-1], "bytes"),
        (lambda data: data[: len(data) // 2], "bytes"),
        (lambda data: data[:0], "bytes"),
        (lambda data: data + b"\0", "bytes"),
        (lambda data: b"\0" * len(data), "no FAISS index"),
        (lambda data: b"IxF2" + data[4:], "index"),
        (lambda data: data[:8] + b"\x09" + data[9:], "index"),
    ],
    ids=["one byte short", "half", "empty", "one byte long", "zeros", "another kind", "another count"],
)
def test_a_damaged_file_is_refused(tmp_path: Path, damage: Callable[[bytes], bytes], says: str) -> None:
    path = tmp_path / "generations" / "one" / "dense.faiss"
    path.parent.mkdir(parents=True)
    DenseIndex.build(unit_vectors(5)).save(path)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(IndexDamaged, match=says) as caught:
        DenseIndex.open(path, unit_vectors(5), Neighbours())
    assert str(caught.value).endswith(f"onrecord build SOURCE ... --index {tmp_path}")


@pytest.mark.parametrize(("dimension", "count"), [(DIMENSION, 4), (DIMENSION, 6), (5, 8)])
def test_an_index_of_another_size_than_wanted_is_refused(tmp_path: Path, dimension: int, count: int) -> None:
    path = tmp_path / "dense.faiss"
    DenseIndex.build(unit_vectors(5)).save(path)
    with pytest.raises(IndexDamaged):
        DenseIndex.open(path, unit_vectors(count, dimension=dimension), Neighbours())


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexDamaged, match=r"dense\.faiss is missing"):
        DenseIndex.open(tmp_path / "dense.faiss", unit_vectors(5), Neighbours())


def test_threads_find_the_same() -> None:
    vectors = unit_vectors(2000, dimension=64)
    index = DenseIndex.build(vectors)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda row: index.nearest(vectors[row], 1).tolist(), range(200)))
    assert found == [[row] for row in range(200)]


@given(st.data())
def test_the_nearest_among_some_rows_are_the_nearest_of_these(data: st.DataObject) -> None:
    vectors = unit_vectors(12)
    among = np.array(data.draw(st.lists(st.booleans(), min_size=12, max_size=12)))
    k = data.draw(st.integers(0, 13))
    ranked = np.argsort(-(vectors @ vectors[3]))
    wanted = [row for row in ranked if among[row]][:k]
    assert set(DenseIndex.build(vectors).nearest(vectors[3], k, among)) == set(wanted)


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> Vectors:
    """Vectors of a few subjects, of which so many count as too many to be compared one by one."""
    monkeypatch.setattr(dense, "EXACT_UP_TO", 1000)
    subjects = unit_vectors(40, seed=3, dimension=32)
    noisy = np.repeat(subjects, 100, axis=0) + 0.6 * unit_vectors(4000, seed=4, dimension=32)
    unit: Vectors = (noisy / np.linalg.norm(noisy, axis=1, keepdims=True)).astype(np.float32)
    return unit


def test_many_vectors_are_parted_into_lists_that_hold_nearly_all_of_the_nearest(tmp_path: Path, many: Vectors) -> None:
    index = reopened(many, tmp_path)
    assert index.neighbours.kind == "inverted-lists"
    assert index.neighbours.probes < index.neighbours.lists
    assert index.neighbours.recall >= dense.RECALL
    questions = many[::40]
    exact = [set(np.argsort(-(many @ question))[:10]) for question in questions]
    found = [len(exact[n] & set(index.nearest(question, 10))) for n, question in enumerate(questions)]
    assert np.mean(found) / 10 >= 0.98
    assert index.scores(questions[:3], [0, 40])[:, 0] == pytest.approx(questions[:3] @ many[0], abs=1e-6)


def test_few_rows_among_many_are_all_found_however_far_their_lists_lie(tmp_path: Path, many: Vectors) -> None:
    index = reopened(many, tmp_path)
    among = np.zeros(len(many), dtype=np.bool_)
    among[[3, 1700, 3999]] = True
    assert set(index.nearest(-many[3], 5, among)) == {3, 1700, 3999}


def test_lists_shorter_than_what_is_asked_for_are_looked_through_until_enough_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dense, "EXACT_UP_TO", 100)
    vectors = unit_vectors(300, seed=5, dimension=16)
    index = reopened(vectors, tmp_path)
    assert index.neighbours.lists > len(vectors) / 10
    for row in range(0, 300, 30):
        exact = np.argsort(-(vectors @ vectors[row]))[:10]
        assert len(set(exact) & set(index.nearest(vectors[row], 10))) >= 9


def test_lists_of_another_file_are_refused(tmp_path: Path, many: Vectors) -> None:
    index = reopened(many, tmp_path)
    for count, neighbours in ((3000, index.neighbours), (4000, Neighbours())):
        with pytest.raises(IndexDamaged):
            DenseIndex.open(tmp_path / "dense.faiss", many[:count], neighbours)


def test_answers_over_lists_are_those_of_comparing_with_every_passage(
    tmp_path: Path, tiny_encoder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder, source = Encoder.load(str(tiny_encoder)), write(tmp_path / "a.jsonl", articles(80))
    exact = build([source], tmp_path / "exact", encoder).generation
    monkeypatch.setattr(dense, "EXACT_UP_TO", 100)
    lists = build([source], tmp_path / "lists", encoder).generation
    assert (exact.manifest.neighbours.kind, lists.manifest.neighbours.kind) == ("exact", "inverted-lists")
    assert list(examine(lists, encoder)) == []
    questions = ("What did Ann Lee say about the rain?", "What about Syria?", "Who spoke of the Kurds?")
    with closing(Retriever(exact, encoder)) as one, closing(Retriever(lists, encoder)) as other:
        for question in questions:
            asked = [retriever.ask(question, k=3) for retriever in (one, other)]
            found = [[hit.passage_id for hit in answer.hits or answer.nearest] for answer in asked]
            assert found[0]
            assert found[0] == found[1]
