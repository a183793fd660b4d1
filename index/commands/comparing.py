"""Timeline and compare: a speaker over time, and speakers beside one another."""

from typing import Annotated

import typer

from .. import console as show
from ..console_timeline import render_comparison, render_timeline
from ..retriever import MAX_HITS
from .asking import open_or_build
from .shared import NO_ANSWER, IndexOption, JsonOption, day, print_json, warn

SHOWN_STATEMENTS = 20
"""Passages that a timeline shows a person who does not say how many; a program gets them all."""

SourceOption = Annotated[str | None, typer.Option(metavar="NAME", help="Only articles of this source.")]
SinceOption = Annotated[str | None, typer.Option(metavar="DATE", help="Only articles from this day on, as 2015-11-28.")]
UntilOption = Annotated[str | None, typer.Option(metavar="DATE", help="Only articles up to this day.")]


def register(app: typer.Typer) -> None:
    """Add the commands to an application."""
    app.command(epilog="Example: onrecord timeline Peskov Syria --since 2015-11-01")(timeline)
    app.command(epilog='Example: onrecord compare Peskov "Human Rights Watch" --topic "cluster munitions"')(compare)


def timeline(
    speaker: Annotated[str, typer.Argument(metavar="SPEAKER", help="A name, a role or another alias.")],
    topic: Annotated[
        str | None,
        typer.Argument(metavar="TOPIC", show_default=False, help="Only what was said about this; else everything."),
    ] = None,
    index: IndexOption = None,
    source: SourceOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "-n",
            "--limit",
            metavar="NUMBER",
            min=1,
            show_default=False,
            help=f"Most passages to show, the first ones; else {SHOWN_STATEMENTS}, and all with --json.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show what a speaker said, in order of date.

    What stands in articles without a date comes last. Exit status 1: there is nothing to show.
    """
    most = limit or (None if as_json else SHOWN_STATEMENTS)
    days = {"since": day(since, "--since"), "until": day(until, "--until")}
    found = open_or_build(index).timeline(speaker, topic, source=source, **days, limit=most)
    if as_json:
        print_json(found.model_dump_json())
    else:
        show.write(render_timeline(found))
        if found.total > len(found.statements):
            passages = show.counted(found.total, "passage")
            warn(f"{len(found.statements)} of {passages} shown; all of them: -n {found.total}")
    if not found.statements:
        raise typer.Exit(NO_ANSWER)


def compare(
    speakers: Annotated[list[str], typer.Argument(metavar="SPEAKER", help="Two to six speakers.")],
    topic: Annotated[str, typer.Option(metavar="TOPIC", help="What they are to be compared on.")],
    k: Annotated[
        int, typer.Option("-k", metavar="NUMBER", min=1, max=MAX_HITS, help="Most passages of each speaker.")
    ] = 3,
    index: IndexOption = None,
    source: SourceOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what several speakers said on one topic, side by side.

    Of whoever said nothing on it, that is said, and why. Exit status 1: none of them said anything.
    """
    days = {"since": day(since, "--since"), "until": day(until, "--until")}
    found = open_or_build(index).compare(speakers, topic, k, source=source, **days)
    if as_json:
        print_json(found.model_dump_json())
    else:
        show.write(render_comparison(found))
    if not any(side.answer.answered for side in found.sides):
        raise typer.Exit(NO_ANSWER)
