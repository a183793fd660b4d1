"""Report: what the index covers, as one page or as figures."""

import secrets
from pathlib import Path
from typing import Annotated

import typer

from ..generation import open_serving
from ..report_page import render_page
from ..reporting import report as report_on
from ..settings import IndexSettings
from .shared import IndexOption, InputError, JsonOption, print_json


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
        _write(html, render_page(found))
    if as_json:
        print_json(found.model_dump_json())
    else:
        typer.echo(f"wrote {html}: generation {found.generation}")


def _write(file: Path, text: str) -> None:
    """Put a text into a file, which is whole at every moment.

    Raises:
        InputError: it cannot be written.
    """
    beside = file.with_name(f".{file.name[:100]}.{secrets.token_hex(4)}") if file.name else file
    try:
        try:
            beside.write_text(text, encoding="utf-8", errors="replace")
            beside.replace(file)
        finally:
            if beside != file:
                beside.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{file} cannot be written: {reason}; name another file: --html FILE") from error
