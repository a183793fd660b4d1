"""Generations made for tests: small files in the place of a real index's."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from onrecord.index.decision import Thresholds
from onrecord.index.encoder import EncoderFingerprint
from onrecord.index.errors import (
    NoneCurrent,
    StoreError,
)
from onrecord.index.generation import (
    Draft,
    Generation,
    new_generation,
    open_current,
)
from onrecord.index.manifest import Counts, Manifest

ENCODER = EncoderFingerprint(
    name="small",
    dimension=2,
    weights_sha256="a" * 64,
    settings_sha256="b" * 64,
    probe=(0.6, 0.8),
    question_probe=(0.6, 0.8),
)
THRESHOLDS = Thresholds(answered=0.1, fair=0.2, strong=0.3)
COUNTS = Counts(articles=2, passages=30, quotes=20, speakers=4)
SOURCES = ("articles/one.md", "https://example.org/feed")
FILES = {"passages.faiss": b"\0\1vectors" * 100, "store.sqlite": b"SQLite" * 50, "words/meta.json": b"{}", "empty": b""}


def fill(draft: Draft, files: dict[str, bytes] = FILES) -> None:
    for name, data in files.items():
        (draft.path / name).parent.mkdir(exist_ok=True)
        (draft.path / name).write_bytes(data)


def build(index: Path, files: dict[str, bytes] = FILES) -> Generation:
    with new_generation(index) as draft:
        fill(draft, files)
        return draft.publish(manifest)


def manifest(**known: Any) -> Manifest:
    return Manifest(encoder=ENCODER, counts=COUNTS, thresholds=THRESHOLDS, sources=SOURCES, **known)


def contents(index: Path) -> dict[str, bytes | None]:
    """Everything in an index but the lock, hidden files included."""
    return {
        path.relative_to(index).as_posix(): path.read_bytes() if path.is_file() else None
        for path in index.rglob("*")
        if path.name != ".lock"
    }


def rewritten(generation: Generation, change: Callable[[dict[str, object]], object]) -> None:
    """Write another manifest as another version would: its generation's name vouches for it."""
    manifest = json.loads((generation.path / "manifest.json").read_bytes())
    change(manifest)
    data = json.dumps(manifest).encode()
    (generation.path / "manifest.json").write_bytes(data)
    id_ = f"{generation.id[:-16]}{hashlib.sha256(data).hexdigest()[:16]}"
    generation.path.rename(generation.path.with_name(id_))
    (generation.path.parent.parent / "CURRENT").write_text(f"{id_}\n")


def refused(index: Path) -> StoreError:
    with pytest.raises(StoreError) as caught:
        open_current(index)
    assert "\n" not in str(caught.value)
    mends = "promote" if isinstance(caught.value, NoneCurrent) else "build SOURCE ..."
    assert str(caught.value).endswith(f"onrecord {mends} --index {index}")
    return caught.value


def files_of(index: Path) -> list[Path]:
    return sorted(path for path in index.rglob("*") if path.is_file() and path.name != ".lock")


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
