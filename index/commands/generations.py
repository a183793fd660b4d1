"""The generations of an index: what there is, going back, and clearing up."""

from pathlib import Path
from typing import Annotated, Any

import typer

from .. import console as show
from .. import generation, promotion
from ..console_generations import (
    bytes_a_passage,
    render_difference,
    render_history,
    render_pruned,
    render_rollback,
    render_status,
    render_verified,
)
from ..console_promotion import render_gate, render_promoted
from ..difference import difference
from ..encoder import Encoder
from ..errors import (
    GENERATIONS,
    EncoderError,
    EncoderMismatch,
    IndexDamaged,
    IndexFormatError,
    StoreError,
    VerificationFailed,
)
from ..evaluation import read_expectations
from ..examination import examine
from ..generation import KEEP, Generation
from ..history import CURRENT, PREVIOUS, Entry, disk_use, history, mend_of, newest_unpromoted, resolve, roll_back
from ..manifest import Manifest, read_manifest
from ..settings import IndexSettings
from .shared import IndexOption, InputError, JsonOption, print_json, warn
from .waiting import counting, waiting_for

WORSE = 1
"""Exit status where a generation is not promoted, since it answers worse than the current one."""

GENERATION = "the beginning of an id is enough; 'current' and 'previous' stand for those"


def register(app: typer.Typer) -> None:
    """Add the commands to an application."""
    app.command(epilog="Example: onrecord status --json")(status)
    app.command(name="history", epilog="Example: onrecord history --index my-index")(history_)
    app.command(epilog="Example: onrecord diff previous current")(diff)
    app.command(epilog="Example: onrecord promote --gate questions.jsonl")(promote)
    app.command(epilog="Example: onrecord rollback")(rollback)
    app.command(epilog="Example: onrecord verify --all")(verify)
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

    A star marks the current one; "+3 ~1 -2" are articles added, updated and removed. Files are not verified here, as
    they are by onrecord verify.
    """
    entries = history(folder_of(index))
    if not as_json:
        show.write(render_history(entries))
        return
    for entry in entries:
        print_json(_entry_json(entry))


def diff(
    before: Annotated[
        str | None,
        typer.Argument(metavar="A", show_default=False, help=f"A generation: {GENERATION}. Else the previous one."),
    ] = None,
    after: Annotated[
        str | None, typer.Argument(metavar="B", show_default=False, help="Another one; else the current one.")
    ] = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what changed from one generation to another.

    These are articles added, changed (with what changed) and gone, and speakers added, gone, or quoted more or less.
    """
    folder = folder_of(index)
    one, other = (resolve(folder, name) for name in (before or PREVIOUS, after or CURRENT))
    found = difference(generation.open_generation(folder, one), generation.open_generation(folder, other))
    if as_json:
        print_json(found.model_dump_json())
    else:
        show.write(render_difference(found))


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

    That is the one that it was made from or, where that is gone or damaged, the newest older one that is sound; once
    more goes one step further. A running bot follows by itself.
    """
    folder = folder_of(index)
    went = roll_back(folder, resolve(folder, name) if name is not None else None)
    if as_json:
        print_json(went.model_dump_json())
    else:
        show.write(render_rollback(went, str(folder)))


def promote(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="GENERATION",
            show_default=False,
            help=f"Which one: {GENERATION}. Else the newest, where that is not current.",
        ),
    ] = None,
    index: IndexOption = None,
    gate: Annotated[
        Path | None,
        typer.Option(metavar="QUESTIONS", help="A file as for onrecord eval; it must not be answered worse than now."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Make a generation the current one.

    Its files are verified first. With --gate, both are asked the same questions, and it is not promoted where fewer of
    them have a right passage first, more are wrongly refused, or more are wrongly answered; these are named, and the
    exit status is 1.
    """
    expected = read_expectations(gate) if gate is not None else ()
    folder = folder_of(index)
    id_ = resolve(folder, name) if name is not None else newest_unpromoted(folder)
    encoder = Encoder.load(IndexSettings.load().encoder) if expected else None
    try:
        with counting("asking") as tell:
            promoted = promotion.promote(folder, id_, expected, encoder, tell)
    except promotion.AnswersWorse as worse:
        if as_json:
            print_json({"promoted": False, "generation": id_, "gate": worse.gate.model_dump(mode="json")})
        else:
            show.write(render_gate(worse.gate))
        raise typer.Exit(WORSE) from worse
    if gate is not None and promoted.gate is None:
        warn("there was no other generation to hold it to")
    if as_json:
        print_json({"promoted": True, **promoted.model_dump(mode="json")})
    else:
        show.write(render_promoted(promoted))


def verify(
    name: Annotated[
        str | None,
        typer.Argument(metavar="GENERATION", show_default=False, help=f"{GENERATION.capitalize()}. Else the current."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All generations.")] = False,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Look for everything that is wrong with a generation.

    Checksums, counts, the offsets of passages and quotes, vectors and searches are verified, and a question is asked.
    Exit status 2: something is damaged, and standard error says what mends it.
    """
    if every and name is not None:
        raise InputError("both a GENERATION and --all were given; give one of them")
    folder = folder_of(index)
    entries = history(folder)
    current = [entry.id for entry in entries if entry.current]
    ids = [entry.id for entry in entries] if every else [resolve(folder, name)] if name is not None else current
    damaged = []
    if name is None and not current:
        damaged.append("CURRENT")
        _print_verified("CURRENT", ["it names no generation that is there"], None, as_json=as_json)
    for id_ in ids:
        with waiting_for(f"verifying {id_}"):
            faults, encoder = _faults(folder, id_)
        if faults:
            damaged.append(id_)
        _print_verified(id_, faults, encoder, as_json=as_json)
    if damaged:
        raise VerificationFailed(folder, damaged, mend_of(folder, damaged))


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
    warn(generation.served_instead(folder, opened, damage))
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


def _print_verified(what: str, faults: list[str], encoder: str | None, *, as_json: bool) -> None:
    if as_json:
        print_json({"generation": what, "sound": not faults, "faults": faults, "encoder": encoder})
    else:
        show.write(render_verified(what, faults))


def _faults(folder: Path, id_: str) -> tuple[list[str], str | None]:
    """Everything that is wrong with a generation, and the encoder that was used to find it."""
    encoder = None
    try:
        path = folder / GENERATIONS / id_
        made = Generation(path, read_manifest(path))
        encoder = _encoder_here(made)
        return list(examine(made, encoder)), encoder.name if encoder is not None else None
    except IndexDamaged as error:
        return [error.reason], None
    except IndexFormatError as error:
        return [f"format {error.found!r}, and this version reads format {error.wanted}"], None
    except OSError as error:
        raise StoreError.from_os(folder, error) from error


def _encoder_here(made: Generation) -> Encoder | None:
    """The encoder that a generation was built with; without it, that is said, and no text is encoded."""
    try:
        return promotion.encoder_of(made, Encoder.load(IndexSettings.load().encoder))
    except (EncoderMismatch, EncoderError):
        named = show.echoed(made.manifest.encoder.name)
        warn(f"the encoder {named!r} of {made.id} is not here: no text is encoded, and no question asked")
        return None
