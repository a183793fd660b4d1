"""Speakers: who is quoted in the index."""

from typing import Annotated

import typer

from .. import console as show
from ..question import readable
from ..roster import Roster
from ..settings import IndexSettings
from .shared import NO_ANSWER, IndexOption, InputError, JsonOption, print_json, warn

SHOWN_SPEAKERS = 20
"""Speakers that are listed for a person who does not say how many; a program gets them all."""


def register(app: typer.Typer) -> None:
    """Add the command to an application."""
    app.command(epilog="Example: onrecord speakers peskov")(speakers)


def speakers(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", show_default=False, help="A name, a role or another alias.")
    ] = None,
    index: IndexOption = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "-n",
            "--limit",
            metavar="NUMBER",
            min=1,
            show_default=False,
            help=f"Most speakers to show; else {SHOWN_SPEAKERS}, and all with --json.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List who is quoted in the index, or show one speaker.

    Those quoted most come first. With a NAME: all whom it may mean, with their aliases, the articles that support
    these, and the articles that quote them. Exit status 1: nobody of that name is quoted.
    """
    if name is not None and not name.strip():
        raise InputError("the name is empty; give one, or leave it out to list everybody")
    with Roster.open(index or IndexSettings.load().index) as roster:
        if name is None:
            summaries = roster.everybody()
            total, most = len(summaries), limit or (len(summaries) if as_json else SHOWN_SPEAKERS)
            shown = [(speaker, show.render_summary(speaker)) for speaker in summaries[:most]]
        else:
            profiles = roster.find(readable(name))
            if not profiles:
                nearest = " or ".join(roster.nearest(readable(name)))
                hint = f"did you mean {nearest}?" if nearest else "for everybody who is: onrecord speakers"
                warn(f"nobody known as “{show.echoed(readable(name))}” is quoted here; {hint}")
                raise typer.Exit(NO_ANSWER)
            total, most = len(profiles), limit or (len(profiles) if as_json else SHOWN_SPEAKERS)
            shown = [(speaker, show.render_profile(speaker)) for speaker in profiles[:most]]
    if not shown and not as_json:
        show.write("nobody is quoted in this index")
    for place, (speaker, rendered) in enumerate(shown):
        if as_json:
            print_json(speaker.model_dump_json())
            continue
        if place:
            show.write("")
        show.write(rendered)
    if not as_json and total > len(shown):
        warn(f"{len(shown)} of {show.counted(total, 'speaker')} shown; all of them: -n {total}")
