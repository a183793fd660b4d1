"""Expanding what is compressed, in memory, a piece at a time, and never more of it than is allowed."""

import gzip
import io
import lzma
import zlib
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from ..errors import ArticleError

# What one file or one archive may expand to in all: years of a newspaper as JSON Lines. Forms that are read whole have
# their own bounds, far below.
MAX_EXPANDED_BYTES = 16_000_000_000
# How many times as large as it was compressed: text and HTML shrink to a fifth or a tenth, repetitive tables to a
# fiftieth, and a bomb to a thousandth.
MAX_RATIO = 200
# Below this, a ratio tells nothing: ten pages of blanks do no harm.
_HARMLESS = 10_000_000
_BLOCK = 65_536
DAMAGED = (zlib.error, lzma.LZMAError, EOFError, gzip.BadGzipFile)
"""What the standard library raises where compressed data is damaged or cut off."""


@dataclass
class Budget:
    """What may still be expanded of one file on disk, whatever is nested in it; counts as it is used.

    Attributes:
        where: the file, for errors.
        compressed: its bytes on disk.
        used: bytes that came out so far.
    """

    where: str
    compressed: int
    used: int = 0

    def use(self, count: int) -> None:
        """Count bytes that came out.

        Raises:
            ArticleError: they are more than such a file can hold in good faith.
        """
        self.used += count
        if self.used > max(_HARMLESS, MAX_RATIO * self.compressed):
            what = f"it expands to more than {MAX_RATIO} times its {self.compressed} bytes, as a bomb does"
            raise ArticleError(self.where, f"{what}; the rest is not read")
        if self.used > MAX_EXPANDED_BYTES:
            raise ArticleError(self.where, f"it expands to more than {MAX_EXPANDED_BYTES} bytes; the rest is not read")


class _Expanding(Protocol):
    """What GzipFile and the members of a zip archive have in common."""

    def read1(self, size: int, /) -> bytes: ...

    def close(self) -> None: ...


class _Counted(io.RawIOBase):
    """A stream of which every byte is counted before it is handed on."""

    def __init__(self, stream: _Expanding, budget: Budget, holds: BinaryIO | None = None) -> None:
        self._stream, self._budget, self._holds = stream, budget, holds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._stream.read1(min(len(buffer), _BLOCK))  # all that comes before a fault
        except EOFError as error:  # which many a reader takes for the end
            raise gzip.BadGzipFile("it is cut off") from error
        self._budget.use(len(data))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
            if self._holds is not None:
                self._holds.close()
        super().close()


def counted(stream: _Expanding, budget: Budget) -> BinaryIO:
    """A stream that expands as it is read, with what comes out counted."""
    return io.BufferedReader(_Counted(stream, budget), _BLOCK)


def gunzipped(stream: BinaryIO, budget: Budget) -> BinaryIO:
    """The contents of a gzip stream, which is closed with them, with what comes out counted."""
    return io.BufferedReader(_Counted(gzip.GzipFile(fileobj=stream, mode="rb"), budget, stream), _BLOCK)
