"""The vectors of all passages in a file of plain float32 numbers, row after row, written once and then mapped."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from .errors import IndexDamaged, StoreError, VectorError

Vectors = NDArray[np.float32]

FILE_NAME = "vectors.f32"
UNIT_TOLERANCE = 1e-3
"""How far the length of a vector may lie from 1: far above rounding, far below a vector left unnormalised."""

_ITEM = np.dtype("<f4")  # the same on every processor, as FAISS and its files have it


class VectorWriter:
    """Writes a file of vectors, in the order of their rows; a context that closes it."""

    def __init__(self, path: Path, dimension: int) -> None:
        """Make the file.

        Raises:
            OSError: it cannot be written.
        """
        self._file = path.open("w+b")
        self._dimension = dimension
        self.count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def append(self, vectors: Vectors) -> None:
        """Write the next rows.

        Args:
            vectors: shape (count, dimension), each of length 1.

        Raises:
            VectorError: another shape or length, or values that are not finite.
            OSError: they cannot be written.
        """
        if vectors.ndim != 2 or vectors.shape[1] != self._dimension:
            raise VectorError(f"vectors have dimension {self._dimension}, and their shape was {vectors.shape}")
        self._file.seek(0, 2)
        self._file.write(unit(vectors).astype(_ITEM, copy=False).tobytes())
        self.count += len(vectors)

    def read(self, row: int) -> Vectors:
        """Read a row that was written: shape (dimension,)."""
        width = self._dimension * _ITEM.itemsize
        self._file.seek(row * width)
        return np.frombuffer(self._file.read(width), dtype=_ITEM)


def open_vectors(path: Path, dimension: int, count: int) -> Vectors:
    """Map a file of vectors into memory; the system reads what is looked at.

    Args:
        path: the file that a :class:`VectorWriter` made.
        dimension: of the vectors that it must hold.
        count: number of vectors that it must hold.

    Returns:
        Shape (count, dimension), read-only.

    Raises:
        IndexDamaged: it is missing, or has another size than these take.
        StoreError: it may not be read.
    """
    size = count * dimension * _ITEM.itemsize
    try:
        found = path.stat().st_size
        if found != size:
            raise IndexDamaged(
                path, f"{path.name} has {found:,} bytes, and {count:,} vectors of dimension {dimension} take {size:,}"
            )
        if not count:  # nothing cannot be mapped
            return np.zeros((0, dimension), dtype=np.float32)
        return np.asarray(np.memmap(path, dtype=_ITEM, mode="r", shape=(count, dimension)))
    except FileNotFoundError as error:
        raise IndexDamaged(path, f"{path.name} is missing") from error
    except OSError as error:
        raise StoreError.from_os(path, error) from error


def unit(vectors: Vectors) -> Vectors:
    """Check that each vector has length 1; a value that is not finite fails that too.

    Raises:
        VectorError: one has not.
    """
    lengths = np.linalg.norm(vectors, axis=1)
    wrong = ~(np.abs(lengths - 1) <= UNIT_TOLERANCE)
    if wrong.any():
        row = int(wrong.argmax())
        raise VectorError(f"vectors have length 1, and the one in row {row} has {lengths[row]:.4g}")
    return np.ascontiguousarray(vectors, dtype=np.float32)
