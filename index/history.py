"""History: the generations of an index, which of them is meant, and which one to go back to."""

from __future__ import annotations

import datetime
import os
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from onrecord.corpus import FrozenModel

from .errors import (
    GENERATIONS,
    GenerationMissing,
    GenerationUnclear,
    IndexBusy,
    IndexDamaged,
    IndexFormatError,
    IndexMissing,
    NowhereToGo,
    StoreError,
)
from .generation import Generation, current_id, generation_ids, open_generation, promote
from .manifest import Manifest, read_manifest

CURRENT = "current"
PREVIOUS = "previous"
"""What stands for the current generation, and for the one that it was made from, in the place of an id."""

_TIME = "%Y%m%dT%H%M%S%fZ"


class Entry(FrozenModel):
    """A generation that is there.

    ``manifest`` is ``None`` where it cannot be read, and ``fault`` says then why; files are not looked at.
    """

    id: str
    created: datetime.datetime
    current: bool
    manifest: Manifest | None
    fault: str | None = None


class Rollback(FrozenModel):
    """What going back did: ``before`` was current, where that is known, and ``now`` is.

    ``same_articles`` is whether the two hold the same articles; ``others`` is then the newest generation before that
    holds others, if there is one. ``passed_over`` are those in between that cannot be used.
    """

    before: str | None
    now: str
    created: datetime.datetime
    same_articles: bool
    others: str | None
    passed_over: tuple[str, ...]


def history(index: Path) -> tuple[Entry, ...]:
    """List the generations of an index, newest first, by their manifests alone.

    Raises:
        IndexMissing: there is no index in this folder.
        StoreError: a manifest may not be read.
    """
    current = _current(index)
    return tuple(_entry(index, id_, is_current=id_ == current) for id_ in reversed(_ids(index)))


def resolve(index: Path, name: str) -> str:
    """Find the generation that is meant: by its id, a beginning of it that no other has, ``current`` or ``previous``.

    Raises:
        GenerationMissing: there is none of that name.
        GenerationUnclear: several begin with it.
        NowhereToGo: there is none before the current one.
        IndexMissing, IndexDamaged, StoreError: there is no index, no current generation, or it may not be read.
    """
    if name == CURRENT:
        return current_id(index)
    if name == PREVIOUS:
        return previous(index)
    ids = _ids(index)
    found = [id_ for id_ in ids if name and id_.lower().startswith(name.lower())]
    if not found:
        raise GenerationMissing(index, name)
    if len(found) > 1:
        raise GenerationUnclear(index, name, found)
    return found[0]


def previous(index: Path) -> str:
    """The generation before the current one: that which it was made from, else the newest older one.

    Raises:
        NowhereToGo: there is none.
        IndexMissing, IndexDamaged, StoreError: as :func:`resolve`.
    """
    current = current_id(index)
    for id_ in _before(index, current):
        return id_
    raise NowhereToGo(index, f"there is no generation before the current one, {current}", "build SOURCE ...")


def newest_unpromoted(index: Path) -> str:
    """The newest generation that waits to be promoted: newer than the current one, where there is one.

    Raises:
        NowhereToGo: there is none.
        IndexMissing, IndexDamaged, StoreError: as :func:`resolve`.
    """
    current = _current(index)
    waiting = [id_ for id_ in _ids(index) if current is None or id_ > current]
    if not waiting:
        raise NowhereToGo(
            index, f"no generation is newer than the current one, {current}", "build SOURCE ... --no-promote"
        )
    return waiting[-1]


def roll_back(index: Path, id_: str | None = None) -> Rollback:
    """Make the generation current that the present one was made from, or the newest older one that is sound.

    Args:
        index: folder of the index.
        id_: the generation to go back to, instead.

    Raises:
        NowhereToGo: there is no such generation; nothing is changed.
        GenerationMissing, IndexDamaged, IndexFormatError: the one that was asked for is not there or cannot be used.
        IndexBusy: another process is writing the index.
        IndexMissing, StoreError: there is no index, or the system refuses.
    """
    current = _current(index)

    def check(_: Generation) -> None:
        if _current(index) != current:  # another process was quicker, and one step back would be one from there
            raise IndexBusy(index)

    if id_ is not None:
        return _went_back(index, current, promote(index, id_, check), ())
    passed_over = []
    for candidate in _before(index, current):
        try:
            now = promote(index, candidate, check)
        except (IndexDamaged, IndexFormatError):
            passed_over.append(candidate)
            continue
        return _went_back(index, current, now, tuple(passed_over))
    why = "every one before the current is damaged" if passed_over else "none is older than the current one"
    raise NowhereToGo(index, f"there is no generation to go back to, {why}", "build SOURCE ...")


def mend_of(index: Path, damaged: Collection[str]) -> str:
    """What to do, as a command to be followed by the folder, where some generations are damaged.

    Raises:
        StoreError: the others may not be read.
    """
    current = _current(index)
    if current in damaged or current not in _ids(index):
        if any(_is_sound(index, id_) for id_ in _before(index, current)):
            return "go back to a sound one: onrecord rollback"
        return "rebuild it: onrecord build SOURCE ..."
    if _ids(index)[-1] in damaged:
        return "the current one is another; make a new one: onrecord build SOURCE ..."
    return "the current one is another; remove those before it: onrecord prune --keep 1"


def disk_use(index: Path) -> int:
    """Bytes that the generations take on disk together; files that several share count once.

    Raises:
        StoreError: they may not be looked at.
    """
    seen: dict[tuple[int, int], int] = {}
    try:
        for folder, _, names in os.walk(index / GENERATIONS):
            for name in names:
                status = os.lstat(os.path.join(folder, name))
                seen[status.st_dev, status.st_ino] = status.st_size
    except OSError as error:
        raise StoreError.from_os(index, error) from error
    return sum(seen.values())


def _is_sound(index: Path, id_: str) -> bool:
    """Whether every file of a generation is the one that was built."""
    with suppress(IndexDamaged, IndexFormatError):
        open_generation(index, id_)
        return True
    return False


def _went_back(index: Path, before: str | None, now: Generation, passed_over: tuple[str, ...]) -> Rollback:
    left = _entry(index, before).manifest if before is not None else None
    same = left is not None and left.content == now.manifest.content
    older = (entry for id_ in _before(index, now.id) if (entry := _entry(index, id_)).manifest is not None)
    others = (entry.id for entry in older if entry.manifest and entry.manifest.content != now.manifest.content)
    return Rollback(
        before=before,
        now=now.id,
        created=now.manifest.created,
        same_articles=same,
        others=next(others, None) if same else None,
        passed_over=passed_over,
    )


def _before(index: Path, current: str | None) -> Iterator[str]:
    """The generations to go back to from one, the one that it was made from first, then all older ones, newest first.

    Where it is not known which is current, all of them.
    """
    ids = _ids(index)
    older = [id_ for id_ in reversed(ids) if current is None or id_ < current]
    manifest = _entry(index, current).manifest if current is not None else None
    parent = manifest.parent if manifest is not None else None
    if parent in ids and parent != current:
        yield str(parent)
    yield from (id_ for id_ in older if id_ != parent)


def _current(index: Path) -> str | None:
    """The id of the current generation; ``None`` where generations are there and none is current."""
    try:
        return current_id(index)
    except (IndexMissing, IndexDamaged):
        if not generation_ids(index):
            raise
        return None


def _ids(index: Path) -> list[str]:
    """The ids of the generations, oldest first.

    Raises:
        IndexMissing: there are none.
    """
    ids = generation_ids(index)
    if not ids:
        raise IndexMissing(index)
    return ids


def _entry(index: Path, id_: str, *, is_current: bool = False) -> Entry:
    created = datetime.datetime.strptime(id_.partition("-")[0], _TIME).replace(tzinfo=datetime.UTC)
    manifest, fault = None, None
    try:
        manifest = read_manifest(index / GENERATIONS / id_)
    except IndexDamaged as error:
        fault = error.reason
    except IndexFormatError as error:
        fault = f"format {error.found!r}, and this version reads format {error.wanted}"
    except OSError as error:
        raise StoreError.from_os(index, error) from error
    return Entry(id=id_, created=created, current=is_current, manifest=manifest, fault=fault)
