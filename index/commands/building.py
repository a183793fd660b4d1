"""Build, add and remove: how an index comes to hold what it holds."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from onrecord.corpus import shipped_articles

from .. import console as show
from ..build import Built, Options
from ..build import add as add_to_index
from ..build import build as build_index
from ..build import remove as remove_from_index
from ..console_generations import render_built
from ..encoder import Encoder
from ..progress import Progress
from ..settings import IndexSettings
from .reading import SOURCES, PrivateOption, SeparatorOption, reader
from .shared import IndexOption, JsonOption, paths, print_json, warn
from .waiting import build_bar

Given = TypeVar("Given")
Make = Callable[[Sequence[Given], Path, Encoder, Progress | None, Options], Built]

EncoderOption = Annotated[
    str | None,
    typer.Option(
        "--encoder",
        metavar="NAME|PATH",
        help="A sentence-transformers model; else ONRECORD_ENCODER, else the bundled one.",
    ),
]
StrictOption = Annotated[bool, typer.Option("--strict", help="End, and change nothing, where anything cannot be read.")]
NoPromoteOption = Annotated[
    bool, typer.Option("--no-promote", help="Let the new generation stand beside the others until onrecord promote.")
]


def register(app: typer.Typer) -> None:
    """Add the commands to an application."""
    app.command(epilog="Example: onrecord build my-articles/ --index my-index")(build)
    app.command(epilog="Example: onrecord add today/*.html --index my-index")(add)
    app.command(epilog="Example: onrecord remove gazette-2024-03-05-bridge --index my-index")(remove)


def build(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="SOURCE", show_default=False, help=f"{SOURCES}; else the shipped articles."),
    ] = None,
    index: IndexOption = None,
    encoder: EncoderOption = None,
    full: Annotated[
        bool, typer.Option("--full", help="Make everything anew, even what stands unchanged in the index.")
    ] = False,
    strict: StrictOption = False,
    separator: SeparatorOption = None,
    allow_private: PrivateOption = False,
    no_promote: NoPromoteOption = False,
    as_json: JsonOption = False,
) -> None:
    """Make the index hold exactly these articles.

    What cannot be read is named on standard error and left out. Only what is new or changed is embedded. The index that
    is being served stays as it is until the new generation is complete and verified.
    """
    given = paths(sources) if sources else [shipped_articles()]
    folder = index or IndexSettings.load().index
    with reader(given, separator=separator, allow_private=allow_private, index=folder) as read:
        options = Options(read=read, full=full, strict=strict, promote=not no_promote)
        _report(build_index, given, folder, encoder, options, as_json=as_json)


def add(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE", show_default=False, help=f"{SOURCES}.")],
    index: IndexOption = None,
    encoder: EncoderOption = None,
    strict: StrictOption = False,
    separator: SeparatorOption = None,
    allow_private: PrivateOption = False,
    no_promote: NoPromoteOption = False,
    as_json: JsonOption = False,
) -> None:
    """Put these articles into the index, beside those that it has.

    An article that it has already, by its id or its address, is replaced where it changed. Only what is new or changed
    is embedded.
    """
    given, folder = paths(sources), index or IndexSettings.load().index
    with reader(given, separator=separator, allow_private=allow_private, index=folder) as read:
        options = Options(read=read, strict=strict, promote=not no_promote)
        _report(add_to_index, given, folder, encoder, options, as_json=as_json)


def remove(
    ids: Annotated[
        list[str], typer.Argument(metavar="ID", show_default=False, help="Of articles, as onrecord export prints them.")
    ],
    index: IndexOption = None,
    encoder: EncoderOption = None,
    no_promote: NoPromoteOption = False,
    as_json: JsonOption = False,
) -> None:
    """Take articles out of the index, by their ids.

    Where one of the ids is not there, nothing is removed. The generations before still hold the articles until they are
    pruned.
    """
    folder = index or IndexSettings.load().index
    _report(remove_from_index, ids, folder, encoder, Options(promote=not no_promote), as_json=as_json)


def make_showing_progress(
    make: Make[Given], given: Sequence[Given], folder: Path, encoder: str | None, options: Options
) -> Built:
    """Make a generation with a progress bar on a terminal; what was skipped or guessed is said on standard error."""
    try:
        with build_bar() as tell:
            built = make(given, folder, Encoder.load(encoder), tell, options)
    except KeyboardInterrupt:
        if show.console(stderr=True).is_terminal:
            warn("interrupted; what is served stays as it is, and the next build goes on with what is embedded already")
        raise
    for error in built.skipped:
        warn(f"skipped {error}")
    for notice in built.notices:
        warn(str(notice))
    return built


def _report(
    make: Make[Given],
    given: Sequence[Given],
    folder: Path,
    encoder: str | None,
    options: Options,
    *,
    as_json: bool,
) -> None:
    """Make a generation, and print what it holds and what changed."""
    began = time.monotonic()
    built = make_showing_progress(make, given, folder, encoder or IndexSettings.load().encoder, options)
    if as_json:
        print_json(_summary(built, promoted=options.promote, seconds=time.monotonic() - began))
    else:
        made = built.generation
        show.write(render_built(made.id, made.manifest, index=str(folder), promoted=options.promote))


def _summary(built: Built, *, promoted: bool, seconds: float) -> dict[str, Any]:
    """What a build did, for programs."""
    return {
        "generation": built.generation.id,
        **built.generation.manifest.counts.model_dump(),
        "skipped": [{"where": e.where, "line": e.line, "reason": e.reason} for e in built.skipped],
        "repeated": built.repeated,
        **built.changes.model_dump(),
        "notices": [notice.model_dump() for notice in built.notices],
        "promoted": promoted,
        "seconds": round(seconds, 3),
    }
