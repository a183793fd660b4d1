"""Examination: whether a generation is what its manifest says, down to the last quote, and answers a question."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import numpy as np
from onrecord.corpus import passage_id

from . import dense, lexical, rejections, store, vectors
from .dense import DenseIndex
from .documents import embedded_text
from .encoder import PROBE_COSINE, Encoder
from .errors import IndexDamaged, StoreError, VectorError
from .generation import Generation, file_faults
from .lexical import LexicalIndex
from .retriever import Retriever
from .store import Store
from .store_writing import digest

PROBES = 12
"""Passages that are looked up by their words and by their vectors; the encoder reads them once more in a second."""

_BATCH = 512
_TERMS = 50  # words that a passage is looked up by
_NEAREST = 20  # a passage is among so many nearest to itself, also where others say the same


def examine(made: Generation, encoder: Encoder | None = None) -> Iterator[str]:
    """Name everything that is wrong with a generation, in the order in which it is found; nothing where it is sound.

    Every file has the size and the checksum that the manifest gives, and the store the counts; every passage and every
    quote is the slice of its article that it claims to be, under the name that follows from it; every vector has
    length 1 and is the one that is searched; some passages are found by their words and by their vectors; and a
    question gets an answer.

    Args:
        made: the generation.
        encoder: the one that it was built with; without it, no text is encoded and no question asked.

    Raises:
        StoreError: a file may not be read.
        EncoderError: the encoder cannot be loaded.
    """
    try:
        faults = list(file_faults(made.path, made.manifest))
    except OSError as error:
        raise StoreError.from_os(made.path, error) from error
    yield from faults
    if faults:
        return  # the rest would only say the same in other words
    try:
        yield from _contents(made, encoder)
    except IndexDamaged as error:
        yield error.reason
    except (VectorError, sqlite3.Error) as error:
        yield str(error)


def _contents(made: Generation, encoder: Encoder | None) -> Iterator[str]:
    manifest = made.manifest
    rejections.load(made.path)
    with closing(Store(made.path / store.FILE_NAME, manifest.counts)) as opened:
        yield from _sound(opened)
        yield from _articles(opened)
        yield from _slices(opened)
        mapped = vectors.open_vectors(
            made.path / vectors.FILE_NAME, manifest.encoder.dimension, manifest.counts.passages
        )
        for start in range(0, len(mapped), _BATCH):
            vectors.unit(mapped[start : start + _BATCH])
        near = DenseIndex.open(made.path / dense.FILE_NAME, mapped, manifest.neighbours)
        for row in near.astray():
            yield f"{dense.FILE_NAME} has another vector in row {row} than {vectors.FILE_NAME}"
        words = LexicalIndex.open(made.path / lexical.FOLDER_NAME)
        if words.count != len(opened):
            yield f"{lexical.FOLDER_NAME} holds {words.count:,} passages, and {store.FILE_NAME} {len(opened):,}"
        rows = list(range(0, len(opened), max(1, len(opened) // PROBES)))
        yield from _found(opened, near, words, rows)
        if encoder is not None and rows:
            texts = [embedded_text(passage.text) for passage, _ in opened.passages(rows)]
            cosines = np.vecdot(encoder.encode_passages(texts), mapped[rows])
            for row, cosine in zip(rows, cosines.tolist(), strict=True):
                if cosine < PROBE_COSINE:
                    yield f"the vector in row {row} is not that of its passage (cosine {cosine:.4f})"
    if encoder is not None:
        yield from _asked(made, encoder)


def _sound(opened: Store) -> Iterator[str]:
    try:
        problems = opened.problems()
    except sqlite3.Error as error:
        problems = [str(error)]
    yield from (f"{store.FILE_NAME}: {problem}" for problem in problems)


def _articles(opened: Store) -> Iterator[str]:
    for number, fingerprint in enumerate(opened.fingerprints()):
        (article,) = opened.articles([number])
        if article.fingerprint != fingerprint:
            yield f"the article {article.id!r} is not the one that was read"


def _slices(opened: Store) -> Iterator[str]:
    """Every passage and quote; a slice that does not fit its article ends it."""
    for start in range(0, len(opened), _BATCH):
        rows = range(start, min(start + _BATCH, len(opened)))
        digests = opened.digests(rows)
        for row, (passage, article) in zip(rows, opened.passages(rows), strict=True):
            if passage.id != passage_id(article, passage.start, passage.end):
                yield f"the passage {passage.id} of {article.id!r} is under another name than its own"
            if digests[row] != digest(embedded_text(passage.text)):
                yield f"the passage {passage.id} of {article.id!r} is not the one that was embedded"
            within = (passage.start <= quote.start and quote.end <= passage.end for quote in passage.quotes)
            if not all(within):
                yield f"the passage {passage.id} of {article.id!r} has a quote that is not in it"


def _found(opened: Store, near: DenseIndex, words: LexicalIndex, rows: list[int]) -> Iterator[str]:
    """Whether some passages are found by their vectors and by their words."""
    for row, (passage, _) in zip(rows, opened.passages(rows), strict=True):
        vector = near.vector(row)
        best = near.nearest(vector, _NEAREST)
        if row not in best and near.scores(vector[np.newaxis], best).max() < PROBE_COSINE:
            yield f"the passage in row {row} is not among those nearest to it"
        terms = sorted(set(words.terms(passage.text)))[:_TERMS]
        article = int(opened.article_of[row])
        if terms and row not in words.scores([(term,) for term in terms], len(opened), articles=[article]):
            yield f"the passage in row {row} is not found by its words"


def _asked(made: Generation, encoder: Encoder) -> Iterator[str]:
    """Whether a question gets an answer whose words are slices of their articles."""
    with closing(Retriever(made, encoder)) as retriever:
        for speaker in retriever.most_quoted(1):
            answer = retriever.ask(f"What did {speaker} say?", k=3)
            if not answer.hits:
                yield f"the question what {speaker} said gets no answer ({answer.reason})"
