"""Watch: the index kept as its sources are, for those without cron."""

import re
import signal
import sys
import time
from collections.abc import Iterator
from types import FrameType, TracebackType
from typing import Annotated, Self

import typer
from onrecord.corpus import Found

from .. import console as show
from ..build import Built, Options, Source
from ..encoder import Encoder
from ..origins import STANDARD_INPUT
from ..settings import IndexSettings
from ..watching import Round, Watcher
from .reading import PrivateOption, SeparatorOption, reader
from .shared import IndexOption, InputError, JsonOption, paths, print_json, warn

SHORTEST, LONGEST = 10, 7 * 24 * 60 * 60
"""Seconds between two rounds: fewer would keep a disk busy, and more is what cron is for."""

_SECONDS = {"s": 1, "m": 60, "h": 60 * 60}
_EVERY = re.compile(r"([0-9]{1,6})([smh])")


def register(app: typer.Typer) -> None:
    """Add the command to an application."""
    app.command(epilog="Example: onrecord watch my-articles/ --every 10m --index my-index")(watch)


def watch(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE", show_default=False, help="Files, folders, patterns and addresses."),
    ],
    every: Annotated[
        str, typer.Option("--every", metavar="TIME", help="How long to wait between rounds: 30s, 10m, 2h.")
    ] = "10m",
    index: IndexOption = None,
    once: Annotated[bool, typer.Option("--once", help="Make one round, and end.")] = False,
    separator: SeparatorOption = None,
    allow_private: PrivateOption = False,
    as_json: JsonOption = False,
) -> None:
    """Keep the index as these sources are.

    New and changed articles come in, and those whose files are gone go; what a feed no longer lists stays, and so does
    all else that is in the index. A round that changes nothing makes nothing. What goes wrong is said once, and tried
    again in the next round: a folder that is empty or away never empties the index. SIGTERM and Ctrl-C leave the
    index as it was before the round.
    """
    seconds = _seconds(every)
    if STANDARD_INPUT in sources:
        raise InputError("standard input can be read once, and not be watched; give a file or a folder")
    settings = IndexSettings.load()
    folder = index or settings.index

    def read(source: Source) -> Iterator[Found]:
        """Read a source in a round of its own, so that nothing fetched in one before counts as news."""
        with reader([source], separator=separator, allow_private=allow_private, index=folder) as read_source:
            yield from read_source(source)

    watcher = Watcher(paths(sources), folder, Encoder.load(settings.encoder), Options(read=read))
    with _Termination() as termination:
        if once:
            made = watcher.round()
            if made.error is not None:
                raise made.error
            _tell(made, as_json=as_json)
            return
        for made in watcher.rounds(seconds, termination.wait):
            _tell(made, as_json=as_json)


def _seconds(text: str) -> int:
    """Read how long to wait.

    Raises:
        InputError: it is no time, or out of bounds.
    """
    read = _EVERY.fullmatch(text)
    seconds = int(read[1]) * _SECONDS[read[2]] if read else 0
    if not SHORTEST <= seconds <= LONGEST:
        wanted = "a time from 10s to 168h, such as 30s, 10m or 2h"
        raise InputError(f"--every: found {show.echoed(text)!r}; wanted {wanted}")
    return seconds


class _Termination:
    """SIGTERM as an end by leaving, with exit status 0: whatever is at work cleans up behind itself."""

    def __init__(self) -> None:
        self._asked = False

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGTERM, self._end)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        signal.signal(signal.SIGTERM, self._before)

    def wait(self, seconds: float) -> bool:
        """Wait, and return whether to end, should the signal have come where nothing can be raised."""
        if not self._asked:
            time.sleep(seconds)
        return self._asked

    def _end(self, *_signal: int | FrameType | None) -> None:
        self._asked = True
        sys.exit(0)


def _tell(made: Round, *, as_json: bool) -> None:
    """Print what a round changed, and say what is wrong since."""
    for trouble in made.troubles:
        warn(trouble)
    if made.built is None or not made.changed:
        return
    if as_json:
        print_json(_summary(made.built))
    else:
        changes, manifest = made.built.changes, made.built.generation.manifest
        typer.echo(
            f"{manifest.created:%Y-%m-%d %H:%M:%S} UTC  {made.built.generation.id}"
            f"  +{changes.added} ~{changes.updated} -{changes.removed}"
        )


def _summary(built: Built) -> dict[str, object]:
    manifest = built.generation.manifest
    created = manifest.created.isoformat(timespec="seconds")
    return {
        "generation": built.generation.id,
        "created": created,
        **manifest.counts.model_dump(),
        **built.changes.model_dump(),
    }
