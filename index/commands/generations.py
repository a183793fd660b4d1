"""The generations of an index: what there is, going back, and clearing up."""

from pathlib import Path
from typing import Annotated, Any

import typer

from .. import console as show
from .. import generation
from ..console_generations import bytes_a_passage, render_history, render_pruned, render_rollback, render_status
from ..generation import KEEP, Generation
from ..history import Entry, disk_use, history, resolve, roll_back
from ..manifest import Manifest
from ..settings import IndexSettings
from .shared import IndexOption, JsonOption, print_json, warn

GENERATION = "the beginning of an id is enough; 'current' and 'previous' stand for those"


def register(app: typer.Typer) -> None:
    """Add the commands to an application."""
    app.command(epilog="Example: onrecord status --json")(status)
    app.command(name="history", epilog="Example: onrecord history --index my-index")(history_)
    app.command(epilog="Example: onrecord rollback")(rollback)
    app.command(epilog="Example: onrecord prune --keep 1")(prune)


def status(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """Show what is in the index, and verify its files.

    Where the current generation is damaged, this is the last good one, and standard error says so.
    """
    folder = folder_of(index)
    served = serving(folder)
    opened, damage = served
    manifest = opened.manifest
    count = len(generation.generation_ids(folder))
    if not as_json:
        show.write(render_status(str(folder), opened.id, manifest, generations=count, damage=damage))
        return
    print_json(
        {
            "index": str(folder),
            "generation": opened.id,
            **_manifest_json(manifest),
            "size": manifest.size,
            "bytes_a_passage": bytes_a_passage(manifest),
            "generations": count,
            "current": damage is None,
            "damage": damage,
        }
    )


def history_(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """List the generations of the index, newest first.

    A star marks the current one; "+3 ~1 -2" are articles added, updated and removed. Files are not verified here: onrecord verify does that.
    """
    entries = history(folder_of(index))
    if not as_json:
        show.write(render_history(entries))
        return
    for entry in entries:
        print_json(_entry_json(entry))


def rollback(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="GENERATION", show_default=False, help=f"Where to go back to; {GENERATION}. Else one step back."
        ),
    ] = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Go back to the generation before the current one.

    That is the one that it was made from or, where that is gone or damaged, the newest older one that is sound; once more goes one step further. A running
    bot follows by itself.
    """
    folder = folder_of(index)
    went = roll_back(folder, resolve(folder, name) if name is not None else None)
    if as_json:
        print_json(went.model_dump_json())
    else:
        show.write(render_rollback(went))


def prune(
    keep: Annotated[
        int, typer.Option("--keep", metavar="NUMBER", min=1, help="Newest generations that stay, with the current one.")
    ] = KEEP,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove the oldest generations.

    The current one always stays. Where all others hold the same articles as it does, the newest that holds others stays
    as well, unless --keep is 1.
    """
    folder = folder_of(index)
    before = disk_use(folder)
    removed = generation.prune(folder, keep)
    freed = before - disk_use(folder)
    if as_json:
        print_json({"removed": removed, "freed": freed})
    else:
        show.write(render_pruned(removed, freed))


def folder_of(index: Path | None) -> Path:
    """The folder of the index that is meant."""
    return index or IndexSettings.load().index


def serving(folder: Path) -> tuple[Generation, str | None]:
    """Open the generation that is served; where the current one is damaged, say so, and what is wrong with it."""
    opened, damage = generation.open_last_good(folder)
    if damage is None:
        return opened, None
    warn(f"DAMAGED: {damage.reason}; {opened.id} is served in its place. Go back to it: onrecord rollback {opened.id}")
    return opened, damage.reason


def _manifest_json(manifest: Manifest) -> dict[str, Any]:
    return manifest.model_dump(mode="json", exclude={"files": True, "encoder": {"probe"}})


def _entry_json(entry: Entry) -> dict[str, Any]:
    manifest = entry.manifest
    known = _manifest_json(manifest) | {"size": manifest.size} if manifest is not None else {}
    return {
        "id": entry.id,
        "current": entry.current,
        "fault": entry.fault,
        **known,
        "created": entry.created.isoformat(),
    }
