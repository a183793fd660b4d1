"""Build and status: what the index holds, and how it came to hold it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from onrecord.corpus import shipped_articles
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from .. import console as show
from ..build import Built
from ..build import build as build_index
from ..encoder import Encoder
from ..generation import open_current
from ..progress import Step
from ..settings import IndexSettings
from .shared import IndexOption, JsonOption, paths, print_json, warn


def register(app: typer.Typer) -> None:
    """Add the commands to an application."""
    app.command(epilog="Example: onrecord build my-articles/ --index my-index")(build)
    app.command(epilog="Example: onrecord status --json")(status)


def build(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="SOURCE", show_default=False, help="Files and folders; else the shipped articles."),
    ] = None,
    index: IndexOption = None,
    encoder: Annotated[
        str | None,
        typer.Option(
            metavar="NAME|PATH", help="A sentence-transformers model; else ONRECORD_ENCODER, else the bundled one."
        ),
    ] = None,
    full: Annotated[  # noqa: ARG001 (every build is full so far; scripts may say so)
        bool, typer.Option("--full", help="Embed every passage anew, even those that stand unchanged.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Make the index hold exactly these articles.

    They are plain text or Markdown, with front matter or without, or JSON Lines. What cannot be read is named on
    standard error and left out. The index that is being served stays as it is until the new one is complete and
    verified.
    """
    settings = IndexSettings.load()
    built = build_showing_progress(
        paths(sources) if sources else [shipped_articles()], index or settings.index, encoder or settings.encoder
    )
    counts = built.generation.manifest.counts
    if as_json:
        skipped = [{"where": e.where, "line": e.line, "reason": e.reason} for e in built.skipped]
        summary = {"generation": built.generation.id, **counts.model_dump(), "skipped": skipped}
        print_json({**summary, "repeated": built.repeated})
        return
    repeated = f"; {built.repeated} given more than once" if built.repeated else ""
    left_out = f"; {len(built.skipped)} skipped" if built.skipped else ""
    typer.echo(
        f"built {built.generation.id}: {show.counted(counts.articles, 'article')},"
        f" {show.counted(counts.passages, 'passage')}, {show.counted(counts.quotes, 'quote')}"
        f" by {show.counted(counts.speakers, 'speaker')}{repeated}{left_out}"
    )


def status(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """Show what is in the index, and verify its files."""
    folder = index or IndexSettings.load().index
    opened = open_current(folder)
    if as_json:
        manifest = opened.manifest.model_dump(mode="json", exclude={"files": True, "encoder": {"probe"}})
        print_json({"index": str(folder), "generation": opened.id, **manifest})
        return
    show.write(show.render_status(str(folder), opened.id, opened.manifest))


def build_showing_progress(sources: Sequence[Path], folder: Path, encoder: str | None) -> Built:
    """Build with a progress bar on a terminal; what was skipped is said on standard error."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    err = show.console(stderr=True)
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("embedding", total=None)

        def tell(step: Step, done: int, total: int | None) -> None:
            bar.update(task, description=step.value, completed=done, total=total)

        built = build_index(sources, folder, Encoder.load(encoder), tell)
    for error in built.skipped:
        warn(f"skipped {error}")
    for notice in built.notices:
        warn(str(notice))
    return built
