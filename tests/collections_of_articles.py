"""Small collections for tests of building: articles in a file, and all that a generation holds of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onrecord.index import Encoder, Retriever
from onrecord.index.generation import Generation, open_current
from onrecord.index.lexical import FOLDER_NAME, LexicalIndex
from onrecord.index.store import FILE_NAME
from onrecord.index.vectors import FILE_NAME as VECTORS
from onrecord.index.vectors import Vectors, open_vectors

Fields = dict[str, Any]

_TABLES = {
    "articles": "number",
    "passages": "row",
    "words": "row",
    "speakers": "number",
    "spellings": "rowid",
    "aliases": "rowid",
    "quotes": "passage, position",
}


def write(file: Path, articles: Iterable[Fields]) -> Path:
    """Write articles as JSON Lines."""
    file.write_text("".join(json.dumps(article) + "\n" for article in articles), encoding="utf-8")
    return file


def many(count: int, word: str = "rain") -> list[Fields]:
    """Articles of two passages, by ten speakers."""
    names = ["Lee", "Day", "Kim", "Roe", "Poe", "Fox", "Ray", "Cox", "Orr", "Ash"]
    return [
        {
            "id": f"article-{number}",
            "title": f"Day {number}",
            "published": f"2015-11-{1 + number % 28:02}",
            "text": f"“The {word} of day {number} is what the Kurds did say,” said Ann {names[number % 10]}.\n\n"
            f"On day {number} it did {word} about Syria {number} times, and no one said what of it.",
        }
        for number in range(count)
    ]


def rows_of(generation: Generation) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with closing(sqlite3.connect(generation.path / FILE_NAME)) as connection:
        return {
            table: connection.execute(f"SELECT * FROM {table} ORDER BY {order}").fetchall()  # noqa: S608 (no input)
            for table, order in _TABLES.items()
        }


def vectors_of(generation: Generation) -> Vectors:
    manifest = generation.manifest
    return open_vectors(generation.path / VECTORS, manifest.encoder.dimension, manifest.counts.passages)


def found_by_words(generation: Generation, questions: Sequence[str]) -> list[list[tuple[int, float]]]:
    words = LexicalIndex.open(generation.path / FOLDER_NAME)
    concepts = [[(term,) for term in words.content_terms(question)] for question in questions]
    return [[(hit.row, hit.score) for hit in words.search(asked, 1000)] for asked in concepts]


def assert_same(one: Generation, other: Generation, questions: Sequence[str], encoder: Encoder) -> None:
    """Two generations hold the same, and answer alike."""
    rows, others = rows_of(one), rows_of(other)
    for table in _TABLES:
        assert rows[table] == others[table], table
    assert np.allclose(vectors_of(one), vectors_of(other), rtol=0, atol=1e-6)
    assert found_by_words(one, questions) == found_by_words(other, questions)
    for field in ("content", "counts", "neighbours", "thresholds", "encoder"):
        assert getattr(one.manifest, field) == getattr(other.manifest, field), field
    assert answers(one, questions, encoder) == answers(other, questions, encoder)


def answers(generation: Generation, questions: Sequence[str], encoder: Encoder) -> list[object]:
    with closing(Retriever(generation, encoder)) as retriever:
        return [retriever.ask(question).model_dump(exclude={"index", "took_ms"}) for question in questions]


def asked(index: Path, encoder: Encoder, question: str = "What did Ann Lee say about the rain?") -> bool:
    """Open what is served, its checksums verified, and ask a question."""
    with closing(Retriever(open_current(index), encoder)) as retriever:
        return retriever.ask(question).answered


class CountingEncoder(Encoder):
    """An encoder that keeps what it was given to embed as passages."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder), folder)
        self.read: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.read += texts
        return super().encode_passages(texts)

    @property
    def _model(self) -> Any:
        self.loaded = True
        return super()._model
