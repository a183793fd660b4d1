"""Where articles lay: names that stand whatever folder one works in, and which of them a source takes in."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from onrecord.corpus.reading.files import is_pattern, matches
from onrecord.corpus.reading.raw import shown

STANDARD_INPUT = "-"
_WILDCARDS = frozenset("*?[")


def lasting(where: str) -> str:
    """Where an article lay, as it may be compared later: the path of a file from the root on.

    Addresses and standard input stay as they are. Whatever is below a link stays named by the link.
    """
    if not is_file(where):
        return where
    parts = PurePosixPath(shown(os.getcwd()), where).parts
    resolved = max((at for at, part in enumerate(parts, start=1) if part == ".."), default=0)
    head = os.path.realpath(os.path.join(*parts[:resolved])) if resolved else ""
    return str(PurePosixPath(head, *parts[resolved:]))


def is_file(where: str) -> bool:
    """Whether what a source or an article names is a file or a folder, and no address and not standard input."""
    return where != STANDARD_INPUT and "://" not in where


class Place:
    """What a source takes in: a file with all in it, a folder with all below it, or what a pattern matches.

    Args:
        source: as it was given; a file, a folder or a pattern.
    """

    def __init__(self, source: str | Path) -> None:
        name = os.fspath(source)
        # As a path, and so without "./" and slashes at the end, is how the names of files below it begin.
        parts = PurePosixPath(lasting(shown(Path(name)))).parts
        wild = is_pattern(name)
        fixed = next((at for at, part in enumerate(parts) if wild and _WILDCARDS & set(part)), len(parts))
        self._base, self._pattern = parts[:fixed], parts[fixed:]

    def holds(self, origin: str) -> bool:
        """Whether an article lies in it, by its lasting origin."""
        parts, size = PurePosixPath(origin).parts, len(self._base)
        return parts[:size] == self._base and matches(parts[size:], self._pattern)


def lies_in(origin: str, names: Collection[str]) -> bool:
    """Whether an article lies in one of some files or folders, by their lasting names."""
    path = PurePosixPath(origin)
    return origin in names or any(str(above) in names for above in path.parents)
