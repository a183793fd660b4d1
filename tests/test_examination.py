"""Examination: every damage is named, also where checksums were made to fit."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import faiss
import numpy as np
import pytest
from onrecord.index import Encoder, IndexDamaged, build
from onrecord.index.examination import examine
from onrecord.index.generation import Generation, open_current, open_generation
from onrecord.index.lexical import LexicalDocument, LexicalIndex
from onrecord.index.manifest import FILE_NAME, FileRecord

from tests.collections_of_articles import many, write
from tests.generations import rewritten

ARTICLES = 6
PASSAGES = 2 * ARTICLES


@pytest.fixture
def encoder(tiny_encoder: Path) -> Encoder:
    return Encoder.load(str(tiny_encoder))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, tiny_encoder: Path) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    build([write(folder / "a.jsonl", many(ARTICLES))], folder / "index", Encoder.load(str(tiny_encoder)))
    return folder / "index"


@pytest.fixture
def generation(whole: Path, tmp_path: Path) -> Generation:
    """A generation that may be damaged."""
    shutil.copytree(whole, tmp_path / "index")
    return open_current(tmp_path / "index")


FILES = ["articles.sqlite", "passages.faiss", "vectors.f32", "rejections.json", "words/"]


def test_what_was_built_is_sound(generation: Generation, encoder: Encoder) -> None:
    assert list(examine(generation, encoder)) == []
    named = {name if "/" not in name else "words/" for name in generation.manifest.files}
    assert named == set(FILES)


@pytest.mark.parametrize("part", [0, 0.3, 0.7, 1])
def test_a_byte_that_flipped_in_any_file_is_named_and_the_generation_refused(
    generation: Generation, encoder: Encoder, part: float
) -> None:
    for name in (*generation.manifest.files, FILE_NAME):
        file = generation.path / name
        data = bytearray(file.read_bytes())
        place = round(part * (len(data) - 1))
        data[place] ^= 1
        file.write_bytes(data)
        if name != FILE_NAME:
            assert list(examine(generation, encoder)) == [f"{name} is not the file that was built"]
        with pytest.raises(IndexDamaged, match=FILE_NAME if name == FILE_NAME else name):
            open_generation(generation.path.parent.parent, generation.id)
        data[place] ^= 1
        file.write_bytes(data)
        file.rename(file.with_name("away"))
        if name != FILE_NAME:
            assert list(examine(generation, encoder)) == [f"{name} is missing"]
        file.with_name("away").rename(file)
    assert list(examine(generation, encoder)) == []


def run(generation: Generation, *statements: str) -> None:
    with closing(sqlite3.connect(generation.path / "articles.sqlite")) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def swap_vectors(generation: Generation) -> None:
    file = generation.path / "vectors.f32"
    vectors = np.fromfile(file, dtype="<f4").reshape(PASSAGES, -1)
    vectors[[2, 7]] = vectors[[7, 2]]
    vectors.tofile(file)


def swap_vectors_everywhere(generation: Generation) -> None:
    swap_vectors(generation)
    vectors = np.fromfile(generation.path / "vectors.f32", dtype="<f4").reshape(PASSAGES, -1)
    index = faiss.IndexScalarQuantizer(vectors.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    index.add(vectors)
    faiss.write_index(index, str(generation.path / "passages.faiss"))


def lengthen_a_vector(generation: Generation) -> None:
    file = generation.path / "vectors.f32"
    vectors = np.fromfile(file, dtype="<f4").reshape(PASSAGES, -1)
    vectors[3] *= 1.1
    vectors.tofile(file)


def cut_vectors(generation: Generation) -> None:
    file = generation.path / "vectors.f32"
    file.write_bytes(file.read_bytes()[:-4])


def words_of(rows: list[int]) -> Callable[[Generation], None]:
    """Give the full-text index other rows, of all twelve passages or of fewer."""

    def change(generation: Generation) -> None:
        shutil.rmtree(generation.path / "words")
        texts = [text for article in many(ARTICLES) for text in article["text"].split("\n\n")]
        documents = [LexicalDocument(row=row, text=texts[place], article=place // 2) for place, row in enumerate(rows)]
        LexicalIndex.build(generation.path / "words", documents)

    return change


def sql(*statements: str) -> Callable[[Generation], None]:
    return lambda generation: run(generation, *statements)


def tear_a_page(generation: Generation) -> None:
    file = generation.path / "articles.sqlite"
    data = bytearray(file.read_bytes())
    data[4096 + 100 : 2 * 4096] = bytes(4096 - 100)
    file.write_bytes(data)


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (swap_vectors, "passages.faiss has another vector in row 2 than vectors.f32"),
        (swap_vectors_everywhere, "the vector in row 2 is not that of its passage"),
        (lengthen_a_vector, "the one in row 3 has 1.1"),
        (cut_vectors, "vectors.f32 has 380 bytes"),
        (words_of(list(range(PASSAGES - 1))), "words holds 11 passages, and articles.sqlite 12"),
        (words_of([*range(1, PASSAGES), 0]), "the passage in row 0 is not found by its words"),
        (words_of([0, *range(PASSAGES - 1)]), "the passage in row 1 is not found by its words"),
        (sql("UPDATE passages SET start = start + 1 WHERE row = 3"), "is under another name than its own"),
        (sql('UPDATE passages SET "end" = "end" + 999 WHERE row = 3'), "holds a passage that does not fit its article"),
        (sql("UPDATE passages SET embedded = zeroblob(16) WHERE row = 3"), "is not the one that was embedded"),
        (sql("UPDATE quotes SET quote = replace(quote, 'Kurds', 'Turks')"), "does not fit its article"),
        (
            sql("UPDATE quotes SET passage = 1, position = position + 9 WHERE passage = 0"),
            "has a quote that is not in it",
        ),
        (
            sql("UPDATE articles SET text = replace(text, 'rain', 'hail') WHERE number = 5"),
            "is not the one that was read",
        ),
        (sql("UPDATE articles SET title = 'Other' WHERE number = 5"), "'article-5' is not the one that was read"),
        (sql("DELETE FROM passages WHERE row = 11"), "its manifest promises"),
        (sql("DELETE FROM quotes WHERE passage = 0"), "its manifest promises"),
        (sql("UPDATE passages SET row = 99 WHERE row = 5"), "holds a passage that does not fit its article"),
        (sql("DELETE FROM articles WHERE number = 2"), "articles.sqlite is no store"),
        (sql("DROP TABLE words"), "holds no words of a passage"),
        (sql("DROP TABLE passages"), "is no store"),
        (tear_a_page, "articles.sqlite"),
        (lambda made: (made.path / "rejections.json").write_text("{}"), "rejections.json is missing or no list"),
    ],
)
def test_what_does_not_fit_is_named_although_every_checksum_does(
    generation: Generation, encoder: Encoder, damage: Callable[[Generation], None], named: str
) -> None:
    damage(generation)
    files = {
        file.relative_to(generation.path).as_posix(): FileRecord.of(file).model_dump()
        for file in generation.path.rglob("*")
        if file.is_file() and file.name != FILE_NAME
    }
    rewritten(generation, lambda manifest: manifest.update(files=files))
    faults = list(examine(open_current(generation.path.parent.parent), encoder))
    assert any(named in fault for fault in faults), faults
    assert not [fault for fault in faults if "\n" in fault]


@pytest.mark.parametrize(
    ("counts", "named"),
    [
        ({"articles": 7}, "its manifest promises"),
        ({"passages": 13}, "its manifest promises"),
        ({"quotes": 5}, "its manifest promises"),
        ({"speakers": 0}, "its manifest promises"),
    ],
)
def test_counts_that_are_not_so_are_named(
    generation: Generation, encoder: Encoder, counts: dict[str, int], named: str
) -> None:
    rewritten(generation, lambda manifest: manifest["counts"].update(counts))  # type: ignore[attr-defined]
    (fault,) = examine(open_current(generation.path.parent.parent), encoder)
    assert named in fault
    assert json.dumps(counts)[2:-1].split('"')[0] in fault
