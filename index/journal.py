"""The journal: vectors of a build that has not ended yet, so that one that was stopped need not embed them again.

Records of one size follow each other: the digest of a text, a checksum, and its vector. Whatever a process that was
killed left half written is cut off, and a record whose checksum does not fit is as good as none.
"""

from __future__ import annotations

import os
import shutil
import zlib
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from .vectors import Vectors

PREFIX = ".embedded-"
"""What the names of journals begin with, in the folder of the index."""


class Journal:
    """Vectors by the digests of their texts; a context that closes the file.

    Args:
        folder: of the index.
        encoder: what tells the encoder; each has a journal of its own.
        dimension: of the vectors.
        reserve: bytes that the generation still takes; a journal that leaves no room for them is given up.
    """

    def __init__(self, folder: Path, encoder: str, dimension: int, reserve: int = 0) -> None:
        path = folder / f"{PREFIX}{encoder}"
        self._record = np.dtype([("digest", "V16"), ("check", "<u4"), ("vector", "<f4", (dimension,))])
        self._file = path.open("a+b", buffering=0)
        whole = self._file.seek(0, os.SEEK_END) // self._record.itemsize
        self._file.truncate(whole * self._record.itemsize)
        self._folder = folder
        self._given_up = False
        self._places: dict[bytes, int] = {}
        if self._free < reserve:
            self._give_up()
            return
        if whole:
            records = np.memmap(path, dtype=self._record, mode="r", shape=(whole,))
            self._places = {digest.tobytes(): place for place, digest in enumerate(records["digest"])}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def find(self, digest: bytes) -> Vectors | None:
        """The vector of a text, shape (dimension,); ``None`` where it is not there."""
        place = self._places.get(digest)
        if place is None:
            return None
        self._file.seek(place * self._record.itemsize)
        record = np.frombuffer(self._file.read(self._record.itemsize), dtype=self._record)[0]
        vector: Vectors = record["vector"]
        return vector if zlib.crc32(vector.tobytes()) == record["check"] else None

    def add(self, digests: list[bytes], vectors: Vectors, reserve: int = 0) -> None:
        """Write vectors down, shape (len(digests), dimension).

        It only saves time, and must not take the room that a generation needs: what would leave too little is not
        written, and where the system refuses all the same, the journal is given up, with what was in it.

        Args:
            digests: of the texts.
            vectors: theirs.
            reserve: bytes that the generation still takes.
        """
        records = np.empty(len(digests), dtype=self._record)
        records["digest"] = [np.void(digest) for digest in digests]
        records["check"] = [zlib.crc32(vector.tobytes()) for vector in vectors]
        records["vector"] = vectors
        if self._given_up or self._free < records.nbytes + reserve:
            return
        try:
            written = self._file.write(records.tobytes())
        except OSError:
            written = 0
        if written != records.nbytes:
            self._give_up()

    @property
    def _free(self) -> int:
        """Bytes that are left on the disk."""
        return shutil.disk_usage(self._folder).free

    def _give_up(self) -> None:
        self._given_up = True
        self._places.clear()
        self._file.truncate(0)


def discard(folder: Path) -> None:
    """Remove the journals of an index, whose vectors its generation has.

    One that cannot be removed is no harm: what it says of a text stays true.
    """
    for path in folder.glob(f"{PREFIX}*"):
        with suppress(OSError):
            path.unlink()
