"""Embedding what is new: every passage gets its vector, and the encoder reads no text a second time."""

from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import numpy as np

from .encoder import Encoder, EncoderFingerprint
from .journal import Journal
from .store_writing import StoreWriter, Unembedded
from .vectors import Vectors, VectorWriter

WINDOW = 512
"""Passages that are looked at together. The encoder sorts them by length, so that batches waste little, and as many are
lost at most when a build is killed: some 4 seconds of work."""

WORDS = 1000
"""Bytes that are set aside for the words of a passage in the full-text index, which takes some 300."""

Embedded = Callable[[int, int], None]
"""Told for how many passages there are vectors, and of how many."""


def embed(
    path: Path,
    index: Path,
    store: StoreWriter,
    encoder: Encoder,
    before: Vectors | None,
    progress: Embedded | None = None,
) -> int:
    """Write the vectors of all passages of a store.

    A vector is taken from the generation before, from a passage of the same words, or from the journal of a build that
    did not end; only then is it embedded.

    Args:
        path: the file of vectors to make.
        index: folder of the index, in which the journal lies.
        store: with all its passages.
        encoder: what embeds.
        before: the vectors of the generation before, by the same encoder; ``None`` where there are none.
        progress: called as passages get their vectors.

    Returns:
        How many texts the encoder read.

    Raises:
        EncoderError: the encoder cannot be loaded.
        OSError: the disk refuses.
    """
    fingerprint = encoder.fingerprint
    total, read = store.counts.passages, 0
    waiting = store.unembedded(before is not None)
    width = fingerprint.dimension * 4

    def reserve(written: int) -> int:
        """What vectors, their index in half precision, and the full-text index still take."""
        return (total - written) * width + total * (width // 2 + WORDS)

    with (
        VectorWriter(path, fingerprint.dimension) as vectors,
        Journal(index, _name(fingerprint), fingerprint.dimension, reserve(0)) as journal,
    ):
        while window := list(islice(waiting, WINDOW)):
            found = {one.row: vector for one in window if (vector := _known(one, vectors, before, journal)) is not None}
            new = [one for one in window if one.row not in found and one.twin is None]
            if new:
                made = encoder.encode_passages(store.texts([one.row for one in new]))
                journal.add([one.digest for one in new], made, reserve(vectors.count))
                found.update((one.row, vector) for one, vector in zip(new, made, strict=True))
                read += len(new)
            # What is left has a twin in this window.
            rows = [one.row if one.row in found or one.twin is None else one.twin for one in window]
            vectors.append(np.stack([found[row] for row in rows]))
            if progress is not None:
                progress(vectors.count, total)
            if new:
                _give_back_memory()
    return read


def _give_back_memory() -> None:
    """Have the C library return what the encoder has freed, where it can.

    Texts of many lengths leave the heap of glibc in pieces, which it keeps: without this a process grew from 525 to 918
    MB over 3,000 passages and went on growing; with it, it stays some 50 MB above where it began.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _known(one: Unembedded, written: VectorWriter, before: Vectors | None, journal: Journal) -> Vectors | None:
    """The vector of a passage where there is one already."""
    if before is not None and one.before is not None:
        known: Vectors = before[one.before]
        return known
    if one.twin is not None and one.twin < written.count:
        return written.read(one.twin)
    return journal.find(one.digest)


def _name(fingerprint: EncoderFingerprint) -> str:
    """What the journal of an encoder is called."""
    return hashlib.sha256(fingerprint.model_dump_json(exclude={"name"}).encode()).hexdigest()[:16]
