"""Report: what the index covers, as one page or as figures."""

from pathlib import Path
from typing import Annotated

import typer

from .. import console as show
from ..generation import open_serving
from ..report_page import render_page
from ..reporting import report as report_on
from ..settings import IndexSettings
from .shared import IndexOption, InputError, JsonOption, print_json, replaced


def register(app: typer.Typer) -> None:
    """Add the command to an application."""
    app.command(epilog="Example: onrecord report --html report.html --index my-index")(report)


def report(
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", show_default=False, help="Write the report as a web page.")
    ] = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Report what the index covers, as a page or as JSON.

    Articles by source and month, who speaks most, quotes by kind, the last build and what it could not read. The page
    stands by itself: it holds no script, and loads nothing.
    """
    if html is None and not as_json:
        raise InputError("a report is written as a page or printed as JSON; say which: --html FILE or --json")
    found = report_on(open_serving(index or IndexSettings.load().index))
    if html is not None:
        with replaced(html) as page:
            page.write(render_page(found))
    if as_json:
        print_json(found.model_dump_json())
    else:
        show.write(f"wrote {show.visible(str(html))}: generation {found.generation}")
