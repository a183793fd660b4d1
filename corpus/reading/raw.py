"""Bytes under a name: what every reader is given, be it a file, a member of an archive or standard input."""

import io
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from ..errors import ArticleError
from .fields import one_line

if TYPE_CHECKING:
    from ..web import Web

# One text, one line of JSON Lines, one row, one message: larger is no article; a book of 5 MB still is.
MAX_FILE_BYTES = 32_000_000
_BLOCK = 65_536


@dataclass(frozen=True)
class Raw:
    """Bytes that are read as one form of articles, told by the suffix of their name.

    Attributes:
        where: what they are called in errors and as an article's origin.
        name: the name of the file, without what it is compressed with.
        open: opens them at their beginning, each time anew; standard input can be opened once.
        size: how many there are, where that is known beforehand.
        apart: goes before the stem where several files of the source have the same, such as the name of the folder.
        separator: a line that parts the articles of a text.
        web: fetches the pages that a feed or a site map names, where that is allowed.
    """

    where: str
    name: str
    open: Callable[[], BinaryIO]
    size: int | None = None
    apart: str = ""
    separator: str | None = None
    web: "Web | None" = None

    @property
    def suffix(self) -> str:
        """The last suffix, in lower case, with its dot."""
        return PurePosixPath(self.name).suffix.lower()

    @property
    def stem(self) -> str:
        """What an article is called by: the name without its last suffix, as one line."""
        stem = one_line(PurePosixPath(self.name).stem)
        return f"{self.apart}-{stem}" if self.apart else stem

    def whole(self, most: int = MAX_FILE_BYTES) -> bytes:
        """All bytes.

        Raises:
            ArticleError: there are more than ``most``; of what tells its size beforehand none is read.
        """
        if self.size is not None and self.size > most:
            raise ArticleError(self.where, f"{self.size} bytes; at most {most} are read")
        with self.open() as stream:
            data = stream.read(most + 1)
        if len(data) > most:
            raise ArticleError(self.where, f"more than {most} bytes; at most {most} are read")
        return data


def shown(path: Path | str) -> str:
    """A path as one line of valid text, whatever bytes its name is made of."""
    try:
        return one_line(os.fsencode(path).decode("utf-8", "replace"))
    except UnicodeEncodeError:  # surrogates, which no file system gave
        return one_line(str(path))


def told_apart(paths: Iterable[PurePath]) -> dict[PurePath, str]:
    """What tells files of one source with the same stem apart: the folders that each lies in, but for the top one.

    Only those with such a namesake are in it, so that every other is called by its stem alone, wherever it lies.
    """
    folders: dict[str, set[PurePath]] = {}
    every = list(paths)
    for path in every:
        folders.setdefault(_stem(path), set()).add(path.parent)
    return {
        path: "-".join(shown(part) for part in path.parent.parts if part not in {"..", "/"})
        for path in every
        if len(folders[_stem(path)]) > 1
    }


def _stem(path: PurePath) -> str:
    """What an article is called by, whatever its file is compressed with."""
    return PurePath(path.name.removesuffix(".gz")).stem


def lines(stream: BinaryIO, most: int = MAX_FILE_BYTES) -> Iterator[bytes | None]:
    """The lines of a stream with their ends, in bounded memory: ``None`` stands for one of more than ``most`` bytes."""
    while line := stream.readline(most + 1):
        if len(line) <= most:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(_BLOCK)
        yield None


class _Rejoined(io.RawIOBase):
    """A stream of which the head was read, from its beginning; the stream stays open."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = io.BytesIO(head), rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._head.read(len(buffer)) or self._rest.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def rejoined(head: bytes, rest: BinaryIO) -> BinaryIO:
    """A stream of which the head was read, from its beginning; closing it leaves the rest open."""
    return io.BufferedReader(_Rejoined(head, rest))
