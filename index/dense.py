"""The dense index: the vectors of all passages, searched exactly by cosine."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from .errors import IndexDamaged, StoreError, VectorError

Vectors = NDArray[np.float32]

UNIT_TOLERANCE = 1e-3
"""How far the length of a vector may lie from 1: far above rounding, far below a vector left unnormalised."""


class DenseIndex:
    """All passage vectors, compared one by one: fast enough for hundreds of thousands.

    Rows count from 0 in the order of the vectors that it was built from. May be used from several threads. Which are
    nearest is looked up in half precision, in a third of the time: of the nearest 200 of 20,000 it has all but one, and
    that one lies at their end. What is scored is scored exactly.

    Source: FAISS wiki, "MetricType and distances": on normalised vectors the inner product is the cosine.
    """

    def __init__(self, flat: Any) -> None:
        self._flat = flat
        self._halved = faiss.IndexScalarQuantizer(flat.d, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        self._vectors: Vectors = faiss.rev_swig_ptr(flat.get_xb(), flat.ntotal * flat.d).reshape(-1, flat.d)
        self._threads = ThreadpoolController()
        if flat.ntotal:
            self._halved.add(self._vectors)

    @classmethod
    def build(cls, vectors: Vectors) -> DenseIndex:
        """Make an index of vectors.

        Args:
            vectors: shape (passages, dimension), float32, each of length 1.

        Raises:
            VectorError: another shape or length, or values that are not finite.
        """
        if vectors.ndim != 2 or vectors.shape[1] == 0:
            raise VectorError(f"an index needs vectors of shape (count, dimension), and got {vectors.shape}")
        flat = faiss.IndexFlatIP(vectors.shape[1])
        flat.add(_unit(vectors))
        return cls(flat)

    @classmethod
    def open(cls, path: Path, dimension: int, count: int) -> DenseIndex:
        """Read the index that :meth:`save` wrote.

        Args:
            path: the file.
            dimension: of the vectors that it must hold.
            count: number of vectors that it must hold.

        Raises:
            IndexDamaged: it is missing, is no such index, or holds other vectors than these.
            StoreError: it may not be read.
        """
        try:
            data = path.read_bytes()
        except FileNotFoundError as error:
            raise IndexDamaged(path, f"{path.name} is missing") from error
        except OSError as error:
            raise StoreError.from_os(path, error) from error
        # The size is checked first, so that no damaged header makes FAISS allocate what it claims to hold.
        size = len(_serialized(faiss.IndexFlatIP(dimension))) + count * dimension * np.float32().itemsize
        if len(data) != size:
            raise IndexDamaged(
                path,
                f"{path.name} has {len(data):,} bytes, and {count:,} vectors of dimension {dimension} take {size:,}",
            )
        try:
            flat = faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8))
        except RuntimeError as error:
            raise IndexDamaged(path, f"{path.name} is no FAISS index") from error
        if not isinstance(flat, faiss.IndexFlatIP) or flat.d != dimension or flat.ntotal != count:
            raise IndexDamaged(path, f"{path.name} holds another index than the one that was built")
        return cls(flat)

    def save(self, path: Path) -> None:
        """Write the index to a file, through to the disk.

        Raises:
            OSError: the file cannot be written.
        """
        with path.open("wb") as file:
            file.write(_serialized(self._flat))
            file.flush()
            os.fsync(file.fileno())

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        return int(self._flat.d)

    def __len__(self) -> int:
        return int(self._flat.ntotal)

    def nearest(self, vector: Vectors, k: int, among: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
        """Find the rows nearest to a vector, for a closer look: in no order, and without scores.

        Args:
            vector: shape (dimension,), of length 1.
            k: most rows; of those that hardly differ from the last, any.
            among: shape (len(self),), the rows to look at; all by default.

        Raises:
            VectorError: another shape or length, or values that are not finite.
        """
        if vector.shape != (self.dimension,):
            raise VectorError(
                f"the index has dimension {self.dimension}, and a vector of shape {vector.shape} was searched"
            )
        query = _unit(vector[np.newaxis])
        k = min(k, len(self) if among is None else int(np.count_nonzero(among)))
        if k < 1:
            return np.empty(0, dtype=np.int64)
        within = None if among is None else _within(np.packbits(among, bitorder="little"))
        # FAISS would start a thread for every processor, to look for one vector in one of them.
        with self._threads.limit(limits=1, user_api="openmp"):
            _, rows = self._halved.search(query, k, params=within)
        found: NDArray[np.int64] = rows[0]
        return found

    def scores(self, vectors: Vectors, rows: Sequence[int] | NDArray[np.int64]) -> Vectors:
        """Return the cosines of some vectors with each of some rows, in their order.

        Args:
            vectors: shape (count, dimension), each of length 1.
            rows: rows of the index; may repeat.

        Returns:
            Shape (count, len(rows)).

        Raises:
            VectorError: as in :meth:`nearest`, or a row that the index does not have.
        """
        if vectors.ndim != 2 or vectors.shape[1] != self.dimension:
            raise VectorError(
                f"the index has dimension {self.dimension}, and vectors of shape {vectors.shape} were compared"
            )
        queries, wanted = _unit(vectors), np.asarray(rows, dtype=np.int64)
        if wanted.size == 0:
            return np.zeros((len(queries), 0), dtype=np.float32)
        if wanted.min() < 0 or wanted.max() >= len(self):
            raise VectorError(f"rows run from 0 to {len(self) - 1}, and {list(rows)} were asked for")
        # Row by row, in this thread: a product of matrices, and FAISS where it copies more than a thousand rows, start
        # others, and wait for them ten times as long as this takes where the processor is busy.
        cosines: Vectors = np.vecdot(self._vectors[wanted], queries[:, np.newaxis])
        return cosines


def _within(bits: NDArray[np.uint8]) -> Any:
    """Parameters of a search among the rows whose bits are set."""
    library: Any = faiss  # its classes take arrays, and its types know the C++ constructors alone
    return library.SearchParameters(sel=library.IDSelectorBitmap(bits))


def _unit(vectors: Vectors) -> Vectors:
    """Check that each vector has length 1; a value that is not finite fails that too."""
    lengths = np.linalg.norm(vectors, axis=1)
    wrong = ~(np.abs(lengths - 1) <= UNIT_TOLERANCE)
    if wrong.any():
        row = int(wrong.argmax())
        raise VectorError(f"vectors have length 1, and the one in row {row} has {lengths[row]:.4g}")
    return np.ascontiguousarray(vectors, dtype=np.float32)


def _serialized(flat: Any) -> bytes:
    data: NDArray[np.uint8] = faiss.serialize_index(flat)
    return data.tobytes()
