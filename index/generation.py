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
import fcntl
import hashlib
import importlib.metadata
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from onrecord.corpus import FrozenModel
from pydantic import AwareDatetime, Field, ValidationError, field_validator

from .decision import Thresholds
from .encoder import EncoderFingerprint
from .errors import GENERATIONS, IndexBusy, IndexDamaged, IndexFormatError, IndexMissing, StoreError

FORMAT_VERSION = 4
"""How a generation is laid out; raised whenever an older version of the product could not read it, or this one would
read an older one amiss."""

KEEP = 3
"""Generations that remain after a build: the current one and two to go back to."""

_CURRENT = "CURRENT"
_MANIFEST = "manifest.json"
_LOCK = ".lock"
_UNFINISHED = (".building-", ".removing-")
_ID = re.compile(r"[0-9]{8}T[0-9]{12}Z-(?P<digest>[0-9a-f]{16})")


class FileRecord(FrozenModel):
    """What a file of a generation must be: its size in bytes and its SHA-256."""

    size: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Counts(FrozenModel):
    """How much a generation holds."""

    articles: int = Field(ge=0)
    passages: int = Field(ge=0)
    quotes: int = Field(ge=0)
    speakers: int = Field(ge=0)


class Manifest(FrozenModel):
    """What a generation was built from and with.

    ``version`` is that of the product; ``thresholds`` are those of this collection (:mod:`.calibration`); ``sources``
    are what articles were read from, as they were given; ``files`` are all others of the generation, by their path.
    """

    format_version: int
    version: str
    created: AwareDatetime
    encoder: EncoderFingerprint
    counts: Counts
    thresholds: Thresholds
    sources: tuple[str, ...]
    files: dict[str, FileRecord]

    @field_validator("files")
    @classmethod
    def _files_lie_within(cls, files: dict[str, FileRecord]) -> dict[str, FileRecord]:
        for name in files:
            path = PurePosixPath(name)
            if path.is_absolute() or ".." in path.parts:
                raise ValueError(f"{name!r} lies outside of the generation")
        return files


@dataclass(frozen=True)
class Generation:
    """A generation whose files are those that were built."""

    path: Path
    manifest: Manifest

    @property
    def id(self) -> str:
        """Its name, which sorts by time."""
        return self.path.name


class Draft:
    """A generation that is being built; see :func:`new_generation`.

    Attributes:
        path: the folder to put its files into.
    """

    def __init__(self, index: Path, path: Path) -> None:
        self.path = path
        self._index = index
        self.published = False

    def publish(
        self, *, encoder: EncoderFingerprint, counts: Counts, thresholds: Thresholds, sources: Sequence[str]
    ) -> Generation:
        """Make the current generation of what lies in the folder, and verify it first.

        Files must be closed; hidden ones are left out of the manifest.

        Raises:
            IndexDamaged: what is read back is not what was written.
            OSError: the disk refuses; :func:`new_generation` makes a :class:`StoreError` of it.
        """
        files = [file for file in sorted(self.path.rglob("*")) if file.is_file() and file.name[0] != "."]
        created = datetime.datetime.now(datetime.UTC)
        manifest = Manifest(
            format_version=FORMAT_VERSION,
            version=importlib.metadata.version("onrecord"),
            created=created,
            encoder=encoder,
            counts=counts,
            thresholds=thresholds,
            sources=tuple(sources),
            files={file.relative_to(self.path).as_posix(): _record(file) for file in files},
        )
        data = manifest.model_dump_json(indent=2).encode() + b"\n"
        (self.path / _MANIFEST).write_bytes(data)
        for path in (*self.path.rglob("*"), self.path):
            _to_disk(path)

        id_ = f"{created:%Y%m%dT%H%M%S%fZ}-{_digest(data)}"
        self.path = self.path.rename(self._index / GENERATIONS / id_)
        _to_disk(self.path.parent)
        generation = open_generation(self._index, id_)
        _replace_current(self._index, id_)
        self.published = True
        _to_disk(self._index)
        return generation


@contextmanager
def new_generation(index: Path) -> Iterator[Draft]:
    """Build a generation beside those that are there.

    Files go into ``draft.path``, and ``draft.publish(...)`` makes them the current generation. Leaving without it, by
    an error or not, removes them and changes nothing else; what a killed build left is removed by the next one.

    Raises:
        IndexBusy: another build is running.
        StoreError: the system refuses to write (permissions, a full disk).
    """
    with _writing(index):
        scratch = index / GENERATIONS / f"{_UNFINISHED[0]}{secrets.token_hex(4)}"
        scratch.mkdir()
        draft = Draft(index, scratch)
        try:
            yield draft
        finally:
            if not draft.published:
                shutil.rmtree(draft.path, ignore_errors=True)  # the next build tries again


def current_id(index: Path) -> str:
    """Read which generation is current; cheap enough to watch for another one.

    Raises:
        IndexMissing: there is no index in this folder.
        IndexDamaged: CURRENT does not name a generation.
        StoreError: it may not be read.
    """
    try:
        with (index / _CURRENT).open("rb") as file:
            text = file.read(100).decode("ascii", "replace")
    except FileNotFoundError as error:
        raise IndexMissing(index) from error
    except OSError as error:
        raise StoreError.from_os(index, error) from error
    id_, end, rest = text.partition("\n")
    if not _ID.fullmatch(id_) or not end or rest:
        raise IndexDamaged(index, f"{_CURRENT} does not name a generation")
    return id_


def open_current(index: Path) -> Generation:
    """Open the generation that is current, and verify every file of it.

    Raises:
        IndexMissing: there is no index in this folder.
        IndexFormatError: it was written by another version that lays it out in another way.
        IndexDamaged: a file is missing or not the one that was built.
        StoreError: a file may not be read.
    """
    return open_generation(index, current_id(index))


def open_generation(index: Path, id_: str) -> Generation:
    """Open one generation, and verify every file of it.

    Raises:
        IndexDamaged, IndexFormatError, StoreError: as :func:`open_current`.
    """
    path = index / GENERATIONS / id_
    try:
        manifest = _read_manifest(path)
        for name, expected in manifest.files.items():
            if not (path / name).exists():
                raise IndexDamaged(path, f"{name} is missing")
            if _record(path / name) != expected:
                raise IndexDamaged(path, f"{name} is not the file that was built")
    except OSError as error:
        raise StoreError.from_os(path, error) from error
    return Generation(path, manifest)


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

    A process that has one of the removed ones open keeps it until it closes its files. Not to be called while
    building: it waits for nobody.

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
    current = current_id(index)
    with _writing(index):
        ids = generation_ids(index)
        removed = [id_ for id_ in ids[: max(0, len(ids) - keep)] if id_ != current]
        for id_ in removed:
            # Renamed first: half a generation never stands under its name.
            path = index / GENERATIONS / id_
            shutil.rmtree(path.rename(path.with_name(f"{_UNFINISHED[1]}{id_}")))
    return removed


@contextmanager
def _writing(index: Path) -> Iterator[None]:
    """Hold the lock of an index; the system releases it when this process dies. Errors of the system get one line."""
    try:
        (index / GENERATIONS).mkdir(parents=True, exist_ok=True)
        descriptor = os.open(index / _LOCK, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise IndexBusy(index) from error
            _sweep(index / GENERATIONS)
            yield
        finally:
            os.close(descriptor)
    except OSError as error:
        raise StoreError.from_os(index, error, "written") from error


def _sweep(generations: Path) -> None:
    """Remove what a process that died has left; the lock is held, so nobody is working on it."""
    for path in generations.iterdir():
        if path.name.startswith(_UNFINISHED):
            shutil.rmtree(path)


def _read_manifest(path: Path) -> Manifest:
    if not (path / _MANIFEST).exists():
        raise IndexDamaged(path, f"generation {path.name} has no {_MANIFEST}")
    data = (path / _MANIFEST).read_bytes()
    try:
        found = json.loads(data)["format_version"]
    except (ValueError, TypeError, KeyError) as error:
        raise IndexDamaged(path, f"{_MANIFEST} cannot be read") from error
    # Before the digest, so that a later layout may name its generations in another way.
    if found != FORMAT_VERSION:
        raise IndexFormatError(path, found, FORMAT_VERSION)
    if not path.name.endswith(f"-{_digest(data)}"):
        raise IndexDamaged(path, f"{_MANIFEST} is not the file that was built")
    try:
        return Manifest.model_validate_json(data)
    except ValidationError as error:
        raise IndexDamaged(path, f"{_MANIFEST} is incomplete") from error


def _digest(manifest: bytes) -> str:
    return hashlib.sha256(manifest).hexdigest()[:16]


def _record(path: Path) -> FileRecord:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return FileRecord(size=file.tell(), sha256=digest)


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
