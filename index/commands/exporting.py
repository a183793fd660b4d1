"""Export: the articles of an index, back as JSON Lines."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TextIO

import typer

from .. import console as show
from ..exporting import exported
from ..generation import open_serving
from ..settings import IndexSettings
from .shared import IndexOption, InputError, json_line, print_json


def register(app: typer.Typer) -> None:
    """Add the command to an application."""
    app.command(epilog="Example: onrecord export articles.jsonl --index my-index")(export)


def export(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", show_default=False, help="Where to write them; else standard output."),
    ] = None,
    index: IndexOption = None,
) -> None:
    """Write the articles of the index as JSON Lines.

    A build from that makes the same index again. Fields that came with an article are written as well. A file is
    replaced when all of it is written. Where the current generation is damaged, this is the last good one.
    """
    opened = open_serving(index or IndexSettings.load().index)
    if file is None or str(file) == "-":
        for article in exported(opened):
            print_json(article)
        return
    with _replaced(file) as stream:
        for article in exported(opened):
            stream.write(f"{json_line(article)}\n")
    show.write(f"{show.counted(opened.manifest.counts.articles, 'article')} exported to {show.visible(str(file))}")


@contextmanager
def _replaced(file: Path) -> Iterator[TextIO]:
    """Open a file that takes the place of another when it is complete; a device or a pipe is written to as it is.

    Raises:
        InputError: the system refuses.
    """
    try:
        target = file.resolve()
        if target.exists() and not target.is_file() and not target.is_dir():
            with target.open("w", encoding="utf-8") as stream:
                yield stream
            return
        beside = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}")
        try:
            with beside.open("x", encoding="utf-8") as stream:
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
