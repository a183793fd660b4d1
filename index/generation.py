"""Generations: complete, immutable indexes on disk, one of them current.

An index is a folder::

    .onrecord/
        CURRENT                     the id of the generation that is served; replaced atomically
        .lock                       held by whoever writes
        generations/
            20151128T101530000000Z-5b86072a720afab0/
                manifest.json       what it was built from and with, and the checksum of every other file
                ...                 what its builder put there

An id is the time of building and the beginning of the manifest's SHA-256, so that CURRENT vouches for the manifest, and
the manifest for everything else. Locks and durability are POSIX's: ``flock``, ``rename`` and ``fsync`` of folders.
"""

from __future__ import annotations

import datetime
import importlib.metadata
import logging
import os
import re
import secrets
import shlex
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from . import manifest as manifests
from .errors import (
    GENERATIONS,
    GenerationMissing,
    IndexDamaged,
    IndexFormatError,
    IndexMissing,
    NoneCurrent,
    StoreError,
)
from .lock import BUILDING, REMOVING, must_be_text, writing
from .manifest import FORMAT_VERSION, FileRecord, Manifest, read_manifest

KEEP = 3
"""Generations that remain after a build: the current one and two to go back to."""

_log = logging.getLogger(__name__)

_CURRENT = "CURRENT"
_ID = re.compile(r"[0-9]{8}T[0-9]{12}Z-(?P<digest>[0-9a-f]{16})")


@dataclass(frozen=True)
class Generation:
    """A generation whose files are those that were built."""

    path: Path
    manifest: Manifest

    @property
    def id(self) -> str:
        """Its name, which sorts by time."""
        return self.path.name


Check = Callable[[Generation], None]
"""Raises where something is wrong with a generation."""


class Draft:
    """A generation that is being built; see :func:`new_generation`.

    Attributes:
        path: the folder to put its files into.
    """

    def __init__(self, index: Path, path: Path) -> None:
        self.path = path
        self._index = index
        self.published = False

    def publish(self, made: Callable[..., Manifest], *, check: Check | None = None, promote: bool = True) -> Generation:
        """Make a generation of what lies in the folder, verify it, and then make it the current one.

        Files must be closed; hidden ones are left out of the manifest.

        Args:
            made: makes the manifest, given what is known here: format and version, when it was made and its files.
            check: looks the generation over before it may become current, and raises where something is wrong.
            promote: whether it becomes current; else it only stands beside the others.

        Raises:
            IndexDamaged: what is read back is not what was written.
            OSError: the disk refuses; :func:`new_generation` makes a :class:`StoreError` of it.
        """
        files = [file for file in sorted(self.path.rglob("*")) if file.is_file() and file.name[0] != "."]
        created = datetime.datetime.now(datetime.UTC)
        manifest = made(
            format_version=FORMAT_VERSION,
            version=importlib.metadata.version("onrecord"),
            created=created,
            files={file.relative_to(self.path).as_posix(): FileRecord.of(file) for file in files},
        )
        data = manifest.model_dump_json(indent=2).encode() + b"\n"
        (self.path / manifests.FILE_NAME).write_bytes(data)
        for path in (*self.path.rglob("*"), self.path):
            _to_disk(path)
        # Before it has a name: whatever ends this process, what stands under one has been looked over.
        if fault := next(file_faults(self.path, manifest), None):
            raise IndexDamaged(self.path, fault)
        if check is not None:
            check(Generation(self.path, manifest))

        id_ = f"{created:%Y%m%dT%H%M%S%fZ}-{manifests.digest_of(data)}"
        self.path = self.path.rename(self._index / GENERATIONS / id_)
        _to_disk(self.path.parent)
        generation = Generation(self.path, read_manifest(self.path))
        if promote:
            _replace_current(self._index, id_)
        self.published = True
        _to_disk(self._index)
        return generation


def promote(index: Path, id_: str, check: Check | None = None) -> Generation:
    """Make a generation that is there the current one, after it has been verified.

    Raises:
        GenerationMissing: there is none of that id.
        IndexBusy: another process is writing the index.
        IndexDamaged, IndexFormatError, StoreError: as :func:`open_current`; nothing is changed then.
    """
    if id_ not in generation_ids(index):
        raise GenerationMissing(index, id_)
    with writing(index, "promote"):
        generation = open_generation(index, id_)
        if check is not None:
            check(generation)
        _replace_current(index, id_)
        _to_disk(index)
    return generation


@contextmanager
def new_generation(index: Path, command: str = "build") -> Iterator[Draft]:
    """Build a generation beside those that are there.

    Files go into ``draft.path``, and ``draft.publish(...)`` makes them the current generation. Leaving without it, by
    an error or not, removes them and changes nothing else; what a killed build left is removed by the next one.

    Raises:
        IndexBusy: another build is running.
        StoreError: the system refuses to write (permissions, a full disk).
    """
    with writing(index, command):
        scratch = index / GENERATIONS / f"{BUILDING}{secrets.token_hex(4)}"
        scratch.mkdir()
        draft = Draft(index, scratch)
        try:
            yield draft
        finally:
            # An interrupt may have come when it was current already, and that was not noted yet.
            if not draft.published and not _is_current(index, draft.path.name):
                shutil.rmtree(draft.path, ignore_errors=True)  # the next build tries again


def current_id(index: Path) -> str:
    """Read which generation is current; cheap enough to watch for another one.

    Raises:
        IndexMissing: there is no index in this folder.
        NoneCurrent: CURRENT is missing, or does not name a generation, and there are some.
        IndexDamaged: it does not, and there are none.
        StoreError: it may not be read, or its name is no text.
    """
    must_be_text(index)
    try:
        with (index / _CURRENT).open("rb") as file:
            text = file.read(100).decode("ascii", "replace")
    except FileNotFoundError as error:
        if generation_ids(index):  # articles must not be added to nothing, and then take the place of those
            raise NoneCurrent(index, f"{_CURRENT} is missing") from error
        raise IndexMissing(index) from error
    except OSError as error:
        raise StoreError.from_os(index, error) from error
    id_, end, rest = text.partition("\n")
    if not _ID.fullmatch(id_) or not end or rest:
        wrong = NoneCurrent if generation_ids(index) else IndexDamaged
        raise wrong(index, f"{_CURRENT} does not name a generation")
    return id_


def _is_current(index: Path, id_: str) -> bool:
    try:
        return current_id(index) == id_
    except StoreError:
        return False


def open_current(index: Path) -> Generation:
    """Open the generation that is current, and verify every file of it.

    Raises:
        IndexMissing: there is no index in this folder.
        IndexFormatError: it was written by another version that lays it out in another way.
        IndexDamaged: a file is missing or not the one that was built.
        StoreError: a file may not be read.
    """
    current = current_id(index)
    try:
        return open_generation(index, current)
    except StoreError:
        if current_id(index) == current:
            raise
        return open_current(index)  # another took its place while it was read, and it may have been removed


def open_generation(index: Path, id_: str) -> Generation:
    """Open one generation, and verify every file of it.

    Raises:
        IndexDamaged, IndexFormatError, StoreError: as :func:`open_current`.
    """
    path = index / GENERATIONS / id_
    try:
        manifest = read_manifest(path)
        if fault := next(file_faults(path, manifest), None):
            raise IndexDamaged(path, fault)
    except OSError as error:
        raise StoreError.from_os(path, error) from error
    return Generation(path, manifest)


def open_last_good(index: Path) -> tuple[Generation, IndexDamaged | None]:
    """Open the current generation or, where that is damaged, the newest one before it that is not.

    Returns:
        The generation, and what is wrong with the current one where it is not that.

    Raises:
        IndexDamaged: the current one is damaged, and so is every one before it; or it is not known which it is.
        IndexMissing, IndexFormatError, StoreError: as :func:`open_current`.
    """
    try:
        return open_current(index), None
    except IndexDamaged as damage:
        current = current_id(index)
        for id_ in reversed(generation_ids(index)):
            if id_ < current:
                with suppress(IndexDamaged, IndexFormatError):  # nor is that one any good
                    return open_generation(index, id_), damage
        raise


def _fault(path: Path, expected: FileRecord) -> str | None:
    """Say what is wrong with a file; its size is looked at first, which costs nothing."""
    if not path.exists():
        return "is missing"
    if path.stat().st_size != expected.size or FileRecord.of(path) != expected:
        return "is not the file that was built"
    return None


def file_faults(path: Path, manifest: Manifest) -> Iterator[str]:
    """Name every file of a generation that is missing or not the one that was built, with what is wrong with it.

    Raises:
        OSError: one cannot be read.
    """
    for name, expected in manifest.files.items():
        if fault := _fault(path / name, expected):
            yield f"{name} {fault}"


def open_serving(index: Path) -> Generation:
    """Open the generation to answer from: the last good one, with an error in the log where that is not the current.

    Raises:
        IndexDamaged, IndexMissing, IndexFormatError, StoreError: as :func:`open_last_good`.
    """
    opened, damage = open_last_good(index)
    if damage is not None:
        _log.error("%s", served_instead(index, opened, damage))
    return opened


def served_instead(index: Path, opened: Generation, damage: IndexDamaged) -> str:
    """Say in one line that a generation is served in the place of the current one, and the command that mends it."""
    back = f"onrecord rollback {opened.id} --index {shlex.quote(str(index))}"
    return f"DAMAGED: {damage.reason}; {opened.id}, the last good one, is served in its place. Go back to it: {back}"


def generation_ids(index: Path) -> list[str]:
    """List the generations of an index, oldest first."""
    try:
        return sorted(name for name in os.listdir(index / GENERATIONS) if _ID.fullmatch(name))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StoreError.from_os(index, error) from error


def prune(index: Path, keep: int = KEEP) -> list[str]:
    """Remove all generations but the newest ones and the current one.

    Where those that stay all hold the same articles, the newest that holds others stays as well: it is the one to go
    back to. A process that has a removed one open keeps it until it closes its files.

    Args:
        index: folder of the index.
        keep: number of newest generations that stay.

    Returns:
        The ids of those removed.

    Raises:
        IndexBusy: a build is running.
        IndexMissing, IndexDamaged: there is no current generation; nothing is removed.
        StoreError: the system refuses.
    """
    current_id(index)  # before a folder is made for one that is not there
    with writing(index, "prune"):
        current = current_id(index)
        ids = generation_ids(index)
        kept = {current, *ids[max(0, len(ids) - keep) :]}
        contents = {id_: _content(index, id_) for id_ in ids}
        if len({contents[id_] for id_ in kept & contents.keys()} - {None}) <= 1:
            others = (id_ for id_ in reversed(ids) if contents[id_] not in (None, contents.get(current)))
            kept.update(islice(others, 1 if keep > 1 else 0))
        removed = [id_ for id_ in ids if id_ not in kept]
        for id_ in removed:
            # Renamed first: half a generation never stands under its name.
            path = index / GENERATIONS / id_
            shutil.rmtree(path.rename(path.with_name(f"{REMOVING}{id_}")))
    return removed


def _content(index: Path, id_: str) -> str | None:
    """Which articles a generation holds; ``None`` where its manifest does not tell."""
    try:
        return read_manifest(index / GENERATIONS / id_).content
    except (IndexDamaged, IndexFormatError):
        return None


def _replace_current(index: Path, id_: str) -> None:
    new = index / f".{_CURRENT}.new"
    try:
        new.write_text(f"{id_}\n", encoding="ascii")
        _to_disk(new)
        new.replace(index / _CURRENT)
    finally:
        new.unlink(missing_ok=True)


def _to_disk(path: Path) -> None:
    """Have the system write a file, or the list of names in a folder, through to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
