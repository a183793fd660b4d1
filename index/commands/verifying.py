"""Verify a quote: whether somebody said some words, exactly or nearly."""

from typing import Annotated

import typer

from .. import console as show
from ..console_verification import render_verification
from .asking import open_or_build
from .shared import NO_ANSWER, IndexOption, JsonOption, print_json


def register(app: typer.Typer) -> None:
    """Add the command to an application."""
    app.command(epilog='Example: onrecord verify-quote "I have said everything I could" --speaker Peskov')(verify_quote)


def verify_quote(
    words: Annotated[
        str, typer.Argument(metavar="WORDS", help='What is claimed to have been said; "..." stands for words left out.')
    ],
    index: IndexOption = None,
    speaker: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who is claimed to have said it; else anybody.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Tell whether anybody said some words, exactly or altered.

    Shown are the passage, who, where and when, how the words differ, and where else they stand. Exit status 1: anything
    but these very words, said by that speaker where one is given.
    """
    verified = open_or_build(index).verify_quote(words, speaker)
    if as_json:
        print_json(verified.model_dump_json())
    else:
        show.write(render_verification(verified))
    if verified.verdict != "exact":
        raise typer.Exit(NO_ANSWER)
