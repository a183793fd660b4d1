"""Export: the articles of an index, back as JSON Lines."""

from pathlib import Path
from typing import Annotated

import typer

from .. import console as show
from ..exporting import exported
from ..generation import open_serving
from ..settings import IndexSettings
from .shared import IndexOption, json_line, print_json, replaced


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
    with replaced(file) as stream:
        for article in exported(opened):
            stream.write(f"{json_line(article)}\n")
    show.write(f"{show.counted(opened.manifest.counts.articles, 'article')} exported to {show.visible(str(file))}")
