"""What the commands share: options, input that cannot be used, files, and lines for programs and for people."""

import datetime
import json
import os
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TextIO

import typer
from onrecord.corpus import OnRecordError

from .. import console as show
from ..build import Source

NO_ANSWER = 1
"""Exit status where nothing was found; errors exit with 2."""

IndexOption = Annotated[
    Path | None,
    typer.Option("--index", metavar="DIR", help="Folder of the index; else ONRECORD_INDEX, else .onrecord."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
_ADDRESSES = ("http://", "https://")
# What JSON lets stand and a terminal would obey: DEL, C1, separators, changes of writing direction.
_UNESCAPED = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


class InputError(OnRecordError):
    """What a command was given cannot be used."""


def paths(sources: Sequence[str]) -> list[Source]:
    """What was named as sources, whether or not it is there: addresses as they are, all else as paths.

    Raises:
        InputError: one is empty, which would be the current folder, or is no name that the system takes.
    """
    return [_named(source) for source in sources]


def _named(source: str) -> Source:
    if not source.strip():
        raise InputError("a SOURCE is empty; give a file or a folder, the current one as .")
    if source.lower().startswith(_ADDRESSES):
        return source
    try:
        Path(source).exists()
    except OSError as error:
        raise InputError(f"{show.echoed(source)}: {error.strerror or error}") from error
    return Path(source)


def day(value: str | None, option: str) -> datetime.date | None:
    """Read the date that an option was given.

    Raises:
        InputError: it is none.
    """
    if value is None:
        return None
    try:
        return datetime.date.fromisoformat(value)
    except ValueError as error:
        raise InputError(f"{option}: found {show.echoed(value)!r}; wanted a date such as 2015-11-28") from error


def warn(message: str) -> None:
    """Say something on standard error."""
    typer.echo(f"onrecord: {show.visible(message)}", err=True)


def print_json(value: str | Mapping[str, object]) -> None:
    """Print one line of JSON, given as such or as a value."""
    typer.echo(json_line(value))


def json_line(value: str | Mapping[str, object]) -> str:
    """One line of JSON, given as such or as a value, without anything that a terminal would obey."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return _UNESCAPED.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


@contextmanager
def replaced(file: Path) -> Iterator[TextIO]:
    """Open a file that takes the place of another when it is complete; a device or a pipe is written to as it is.

    Raises:
        InputError: the system refuses.
    """
    try:
        target = file.resolve()
        if target.exists() and not target.is_file() and not target.is_dir():
            with target.open("w", encoding="utf-8", errors="replace") as stream:
                yield stream
            return
        beside = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}")
        try:
            with beside.open("x", encoding="utf-8", errors="replace") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise InputError(f"{show.echoed(str(file))} cannot be written: {error.strerror or error}") from error
