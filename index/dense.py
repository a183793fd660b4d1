"""The dense index: the vectors of all passages, searched by cosine."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from .errors import IndexDamaged, StoreError, VectorError
from .manifest import Neighbours
from .vectors import Vectors, unit

FILE_NAME = "passages.faiss"

EXACT_UP_TO = 100_000
"""Passages up to which a question is compared with every one: that takes 4 ms here, in one thread. In twice as many it
takes 7, and inverted lists 1 to 2."""

LISTS = 2.0
"""Inverted lists, in multiples of the square root of the number of passages. Half as many need twice the time at equal
recall; twice as many take four times as long to build, and were no faster at it."""

SAMPLE = 40
"""Vectors a list that the clusters are found from, of which FAISS asks for 39 at least."""

ROUNDS = 10
"""Rounds of k-means; twice as many, FAISS' own default, take twice as long."""

RECALL_AT = 10
RECALL = 0.99
"""Share of the exact nearest :data:`RECALL_AT` that inverted lists must find of a sample of topics; somewhat above the
.98 that is asked of questions, which are others than those."""

_HEADER, _LIST_HEADER = 4096, 64  # bytes, and more than FAISS takes
_HALF_PRECISION = 1e-3  # what rounding may do to a cosine, and then some
_CHUNK = 16_384  # vectors that are added at a time


class DenseIndex:
    """All passage vectors, and which of them are nearest to one.

    Rows count from 0 in the order of the vectors that it was built from. May be used from several threads. Which are
    nearest is looked up in half precision, in a third of the time: of the nearest 200 of 20,000 it has all but one, and
    that one lies at their end. Many vectors are parted into inverted lists by likeness, and only the lists nearest to a
    question are looked through. What is scored is scored exactly.

    Sources: FAISS wiki, "MetricType and distances": on normalised vectors the inner product is the cosine; Jégou et al.
    (2011), "Product Quantization for Nearest Neighbor Search", for inverted lists.

    Attributes:
        neighbours: how the nearest are looked up.
    """

    def __init__(self, vectors: Vectors, searched: Any, neighbours: Neighbours) -> None:
        self._vectors = vectors
        self._searched = searched
        self.neighbours = neighbours
        self._threads = ThreadpoolController()

    @classmethod
    def build(cls, vectors: Vectors, topics: Vectors | None = None) -> DenseIndex:
        """Make an index of vectors.

        Args:
            vectors: shape (passages, dimension), each of length 1; they stay where they are, on disk where they are
                mapped.
            topics: shape (count, dimension), what inverted lists are tried with, each of length 1; some of the vectors
                themselves by default, which are found more easily.

        Raises:
            VectorError: another shape or length, or values that are not finite.
        """
        if vectors.ndim != 2 or vectors.shape[1] == 0:
            raise VectorError(f"an index needs vectors of shape (count, dimension), and got {vectors.shape}")
        if len(vectors) <= EXACT_UP_TO:
            exact = _exact(vectors.shape[1])
            _fill(exact, vectors)
            return cls(vectors, exact, Neighbours())
        inverted = _inverted(vectors)
        asked = unit(vectors[:: max(1, len(vectors) // 100)] if topics is None or not len(topics) else topics)
        return cls(vectors, inverted, _tried(inverted, vectors, asked))

    @classmethod
    def open(cls, path: Path, vectors: Vectors, neighbours: Neighbours) -> DenseIndex:
        """Map the index that :meth:`save` wrote.

        Args:
            path: the file.
            vectors: those that it was built from.
            neighbours: how the nearest are looked up in it.

        Raises:
            IndexDamaged: it is missing, is no such index, or holds other vectors than these.
            StoreError: it may not be read.
        """
        count, dimension = vectors.shape
        try:
            size = path.stat().st_size
        except FileNotFoundError as error:
            raise IndexDamaged(path, f"{path.name} is missing") from error
        except OSError as error:
            raise StoreError.from_os(path, error) from error
        # The size is checked first, so that no damaged header makes FAISS allocate what it claims to hold.
        least = len(faiss.serialize_index(_exact(dimension))) + count * dimension * 2
        most = least
        if neighbours.kind == "inverted-lists":
            most += _HEADER + neighbours.lists * (dimension * 4 + _LIST_HEADER) + count * 8
        if not least <= size <= most:
            raise IndexDamaged(path, f"{path.name} has {size:,} bytes, which {count:,} such vectors never take")
        kind = faiss.IndexScalarQuantizer if neighbours.kind == "exact" else faiss.IndexIVFScalarQuantizer
        try:
            searched = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:
            raise IndexDamaged(path, f"{path.name} is no FAISS index") from error
        if not isinstance(searched, kind) or searched.d != dimension or searched.ntotal != count:
            raise IndexDamaged(path, f"{path.name} holds another index than the one that was built")
        return cls(vectors, searched, neighbours)

    def save(self, path: Path) -> None:
        """Write to a file how the nearest are looked up; the vectors lie in one of their own.

        Raises:
            OSError: the file cannot be written.
        """
        library: Any = faiss
        with path.open("wb") as file:  # Python's, since FAISS overlooks what is refused when its own file is closed
            faiss.write_index(self._searched, library.PyCallbackIOWriter(file.write))

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        return int(self._vectors.shape[1])

    def __len__(self) -> int:
        return len(self._vectors)

    def vector(self, row: int) -> Vectors:
        """The vector of a row: shape (dimension,)."""
        one: Vectors = self._vectors[row]
        return one

    def astray(self) -> list[int]:
        """The rows whose vectors are searched in half precision as others than they are."""
        rows: list[int] = []
        if self.neighbours.kind == "inverted-lists":
            self._searched.make_direct_map()
        for start in range(0, len(self), _CHUNK):
            exact = self._vectors[start : start + _CHUNK]
            cosines = np.vecdot(self._searched.reconstruct_n(start, len(exact)), exact)
            rows += (np.flatnonzero(~(cosines >= 1 - 3 * _HALF_PRECISION)) + start).tolist()
        return rows

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
        query = unit(vector[np.newaxis])
        allowed = len(self) if among is None else int(np.count_nonzero(among))
        k = min(k, allowed)
        if k < 1:
            return np.empty(0, dtype=np.int64)
        # FAISS would start a thread for every processor, to look for one vector in one of them.
        with self._threads.limit(limits=1, user_api="openmp"):
            _, rows = self._searched.search(query, k, params=self._parameters(allowed, among))
        found: NDArray[np.int64] = rows[0]
        return found[found >= 0]

    def _parameters(self, allowed: int, among: NDArray[np.bool_] | None) -> Any:
        """How to search: among which rows, and in how many lists, which are more the fewer rows are allowed."""
        library: Any = faiss  # its classes take arrays, and its types know the C++ constructors alone
        only = None if among is None else library.IDSelectorBitmap(np.packbits(among, bitorder="little"))
        if self.neighbours.kind == "exact":
            return None if only is None else library.SearchParameters(sel=only)
        probes = min(self.neighbours.lists, math.ceil(self.neighbours.probes * len(self) / allowed))
        return library.SearchParametersIVF(sel=only, nprobe=probes)

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
        queries, wanted = unit(vectors), np.asarray(rows, dtype=np.int64)
        if wanted.size == 0:
            return np.zeros((len(queries), 0), dtype=np.float32)
        if wanted.min() < 0 or wanted.max() >= len(self):
            raise VectorError(f"rows run from 0 to {len(self) - 1}, and {list(rows)} were asked for")
        # Row by row, in this thread: a product of matrices, and FAISS where it copies more than a thousand rows, start
        # others, and wait for them ten times as long as this takes where the processor is busy.
        cosines: Vectors = np.vecdot(self._vectors[wanted], queries[:, np.newaxis])
        return cosines


def _exact(dimension: int) -> Any:
    """An index that compares with every vector, in half precision."""
    return faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)


def _fill(index: Any, vectors: Vectors) -> None:
    """Add vectors a part at a time, so that no copy of all of them is needed."""
    for start in range(0, len(vectors), _CHUNK):
        index.add(unit(vectors[start : start + _CHUNK]))


def _inverted(vectors: Vectors) -> Any:
    """Part vectors into inverted lists."""
    count, dimension = vectors.shape
    lists = round(LISTS * math.sqrt(count))
    inverted = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimension), dimension, lists, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT, False
    )
    inverted.cp.niter, inverted.cp.spherical = ROUNDS, True
    inverted.train(unit(vectors[:: max(1, count // (SAMPLE * lists))]))
    _fill(inverted, vectors)
    return inverted


def _tried(inverted: Any, vectors: Vectors, asked: Vectors) -> Neighbours:
    """Find out how many lists must be looked through."""
    best = np.empty((len(asked), 0), dtype=np.float32)
    for start in range(0, len(vectors), _CHUNK):  # the best so far alone, and never the cosines of all of them
        seen = np.concatenate([best, asked @ vectors[start : start + _CHUNK].T], axis=1)
        best = np.partition(seen, -RECALL_AT, axis=1)[:, -RECALL_AT:]
    tenth = best.min(axis=1, keepdims=True)
    lists, probes = int(inverted.nlist), max(1, int(inverted.nlist) // 32)
    while True:
        inverted.nprobe = probes
        _, found = inverted.search(asked, RECALL_AT)
        cosines = np.vecdot(vectors[found], asked[:, np.newaxis])
        # Of passages that are alike to the last bit, any will do; -1 stands where lists held fewer.
        recall = float(np.mean((found >= 0) & (cosines >= tenth - _HALF_PRECISION)))
        if recall >= RECALL or probes == lists:
            return Neighbours(kind="inverted-lists", lists=lists, probes=probes, recall=round(recall, 4))
        probes = min(2 * probes, lists)
