"""Files and folders: which of them are read, and in which order."""

import os
import stat
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ArticleError
from .fields import Outcome
from .forms import is_paper, read_raw
from .raw import Raw, shown, told_apart

if TYPE_CHECKING:
    from ..web import Web

_WILDCARDS = frozenset("*?[")
# What every index of this product has in its folder.
_INDEX = ("CURRENT", "generations")
_ANY_FOLDERS = "**"


def shipped_articles() -> Path:
    """The folder of the articles that come with the product."""
    return Path(__file__).parent.parent / "articles"


def read_path(path: Path, separator: str | None = None, web: "Web | None" = None) -> Iterator[Outcome]:
    """Read a file or, in the order of their names, the files of a folder and the folders in it.

    Hidden files and folders, links to folders, indexes, and papers such as a README are passed over.
    """
    yield from _read_files(path, list(_files(path)), separator, web)


def read_pattern(pattern: str, separator: str | None = None, web: "Web | None" = None) -> Iterator[Outcome]:
    """Read the files that a pattern with wildcards names, and those in folders that it names.

    ``**`` stands for any folders one in the other. What is passed over in a folder is passed over here.
    """
    parts = Path(pattern).parts
    fixed = next((at for at, part in enumerate(parts) if _WILDCARDS & set(part)), len(parts))
    base, wanted = Path(*parts[:fixed]), parts[fixed:]
    matched = [
        file for file in _files(base) if isinstance(file, ArticleError) or matches(file.relative_to(base).parts, wanted)
    ]
    if not matched:
        yield ArticleError(shown(pattern), "no file matches this pattern")
    yield from _read_files(base, matched, separator, web)


def is_pattern(source: str) -> bool:
    """Whether a source has wildcards in it and is no file or folder of that very name."""
    return bool(_WILDCARDS & set(source)) and isinstance(_status(Path(source)), ArticleError)


def matches(path: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether the parts of a pattern match those of a path, or of a folder that it lies in."""
    if not wanted:
        return True
    if wanted[0] == _ANY_FOLDERS:
        return any(matches(path[at:], wanted[1:]) for at in range(len(path)))
    return bool(path) and fnmatchcase(path[0], wanted[0]) and matches(path[1:], wanted[1:])


def _files(source: Path) -> Iterator[Path | ArticleError]:
    """The files of a folder and the folders in it, in the order of their names, or the file itself."""
    waiting = [source]
    while waiting:
        path = waiting.pop()
        if not _is_folder(path):
            yield path
            continue
        try:
            inside = sorted(path.iterdir(), reverse=True)
        except OSError as error:
            yield ArticleError(shown(path), f"cannot be read: {error.strerror or error}")
            continue
        waiting += [entry for entry in inside if _belongs(entry)]


def _belongs(path: Path) -> bool:
    """Whether an entry of a folder belongs to the collection."""
    if path.name.startswith("."):
        return False
    if _is_folder(path):
        return not path.is_symlink() and not _is_index(path)
    return not is_paper(path.name)


def _is_index(folder: Path) -> bool:
    """Whether a folder is an index of this product, which may lie beside the articles that it is made of."""
    return all(not isinstance(_status(folder / name), ArticleError) for name in _INDEX)


def _is_folder(path: Path) -> bool:
    status = _status(path)
    return not isinstance(status, ArticleError) and stat.S_ISDIR(status.st_mode)


def _status(path: Path) -> os.stat_result | ArticleError:
    """What a path leads to, or why it leads nowhere."""
    try:
        return path.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):  # the last: a name that no file can have
        return ArticleError(shown(path), "no such file or folder")
    except OSError as error:
        return ArticleError(shown(path), f"cannot be read: {error.strerror or error}")


def _read_files(
    base: Path, files: list[Path | ArticleError], separator: str | None, web: "Web | None"
) -> Iterator[Outcome]:
    """Read files of one folder, of which those with the same stem are told apart by the folders in it."""
    apart = told_apart(file.relative_to(base) for file in files if isinstance(file, Path))
    for file in files:
        if isinstance(file, ArticleError):
            yield file
        else:
            yield from _read_file(file, apart.get(file.relative_to(base), ""), separator, web)


def _read_file(path: Path, apart: str, separator: str | None, web: "Web | None") -> Iterator[Outcome]:
    status = _status(path)
    if isinstance(status, ArticleError):
        yield status
    elif not stat.S_ISREG(status.st_mode):
        yield ArticleError(shown(path), "no regular file; wanted one with articles")
    else:
        raw = Raw(
            where=shown(path),
            name=shown(path.name),
            open=lambda: path.open("rb"),
            size=status.st_size,
            apart=apart,
            separator=separator,
            web=web,
        )
        yield from read_raw(raw)
