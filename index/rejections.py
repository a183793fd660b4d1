"""What a build could not read, kept with the generation for whoever asks later."""

import json
from collections.abc import Sequence
from pathlib import Path

from onrecord.corpus import ArticleError, FrozenModel
from pydantic import TypeAdapter, ValidationError

from .errors import IndexDamaged, StoreError

FILE_NAME = "rejections.json"
MOST = 10_000
"""Rejections that are kept; more are counted alone."""


class Rejection(FrozenModel):
    """Something that could not be read: the file or address, the line where one is known, and the reason."""

    where: str
    line: int | None
    reason: str


_LIST = TypeAdapter(tuple[Rejection, ...])


def save(folder: Path, skipped: Sequence[ArticleError]) -> None:
    """Write down what could not be read.

    Raises:
        OSError: it cannot be written.
    """
    kept = [{"where": error.where, "line": error.line, "reason": error.reason} for error in skipped[:MOST]]
    data = json.dumps(kept, ensure_ascii=False, indent=1) + "\n"
    (folder / FILE_NAME).write_text(data, encoding="utf-8", errors="replace")  # the name of a file may be no text


def load(folder: Path) -> tuple[Rejection, ...]:
    """Read what the build of a generation could not read, the first :data:`MOST`.

    Raises:
        IndexDamaged: the file is missing or no such list.
        StoreError: it may not be read.
    """
    try:
        return _LIST.validate_json((folder / FILE_NAME).read_bytes())
    except (FileNotFoundError, ValidationError) as error:
        raise IndexDamaged(folder, f"{FILE_NAME} is missing or no list of rejections") from error
    except OSError as error:
        raise StoreError.from_os(folder, error) from error
