"""The manifest of a generation: what it was built from and with, and what its files must be."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path, PurePosixPath
from typing import Literal

from onrecord.corpus import FrozenModel
from pydantic import AwareDatetime, Field, ValidationError, field_validator

from .decision import Thresholds
from .encoder import EncoderFingerprint
from .errors import IndexDamaged, IndexFormatError

FORMAT_VERSION = 5
"""How a generation is laid out; raised whenever an older version of the product could not read it, or this one would
read an older one amiss."""

FILE_NAME = "manifest.json"


class FileRecord(FrozenModel):
    """What a file of a generation must be: its size in bytes and its SHA-256."""

    size: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")

    @classmethod
    def of(cls, path: Path) -> FileRecord:
        """Read what a file is.

        Raises:
            OSError: it cannot be read.
        """
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return cls(size=file.tell(), sha256=digest)


class Counts(FrozenModel):
    """How much a generation holds."""

    articles: int = Field(ge=0)
    passages: int = Field(ge=0)
    quotes: int = Field(ge=0)
    speakers: int = Field(ge=0)


class Changes(FrozenModel):
    """What a build did to the articles.

    Those that were ``repeated`` came more than once, ``rejected`` is what could not be read, and ``embedded`` says how
    many texts the encoder had to read.
    """

    added: int = Field(default=0, ge=0)
    updated: int = Field(default=0, ge=0)
    removed: int = Field(default=0, ge=0)
    unchanged: int = Field(default=0, ge=0)
    repeated: int = Field(default=0, ge=0)
    rejected: int = Field(default=0, ge=0)
    embedded: int = Field(default=0, ge=0)


class Neighbours(FrozenModel):
    """How the nearest passages are looked up.

    ``exact`` compares a vector with every other one. ``inverted-lists`` compares it with those of the ``probes``
    nearest of ``lists`` clusters; ``recall`` is what that found of the exact ten nearest of a sample when it was built.
    """

    kind: Literal["exact", "inverted-lists"] = "exact"
    lists: int = Field(default=0, ge=0)
    probes: int = Field(default=0, ge=0)
    recall: float = Field(default=1, ge=0, le=1)


class Manifest(FrozenModel):
    """What a generation was built from and with.

    ``version`` is that of the product; ``command`` is what made it, out of the generation ``parent`` where there was
    one; ``content`` is the SHA-256 of which articles it holds; ``thresholds`` are those of this collection
    (:mod:`.calibration`); ``sources`` are what articles were read from, as they were given; ``files`` are all others
    of the generation, by their path.
    """

    format_version: int
    version: str
    created: AwareDatetime
    command: str = "build"
    parent: str | None = None
    content: str = ""
    encoder: EncoderFingerprint
    counts: Counts
    changes: Changes = Changes()
    neighbours: Neighbours = Neighbours()
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

    @property
    def size(self) -> int:
        """Bytes that its files take on disk."""
        return sum(record.size for record in self.files.values())


def digest_of(manifest: bytes) -> str:
    """What the name of a generation ends with: the beginning of its manifest's SHA-256."""
    return hashlib.sha256(manifest).hexdigest()[:16]


def read_manifest(generation: Path) -> Manifest:
    """Read the manifest of a generation, by its folder.

    Raises:
        IndexFormatError: another version laid the generation out in another way.
        IndexDamaged: the manifest is missing, or not the one that was built.
        OSError: it cannot be read.
    """
    path = generation / FILE_NAME
    if not path.exists():
        raise IndexDamaged(generation, f"generation {generation.name} has no {FILE_NAME}")
    data = path.read_bytes()
    try:
        found = json.loads(data)["format_version"]
    except (ValueError, TypeError, KeyError) as error:
        raise IndexDamaged(generation, f"{FILE_NAME} cannot be read") from error
    # Before the digest, so that a later layout may name its generations in another way.
    if found != FORMAT_VERSION:
        raise IndexFormatError(generation, found, FORMAT_VERSION)
    if not generation.name.endswith(f"-{digest_of(data)}"):
        raise IndexDamaged(generation, f"{FILE_NAME} is not the file that was built")
    try:
        return Manifest.model_validate_json(data)
    except ValidationError as error:
        raise IndexDamaged(generation, f"{FILE_NAME} is incomplete") from error
