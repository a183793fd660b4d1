"""The lock of an index: one process writes at a time, others are told which, and what one left that died is removed."""

from __future__ import annotations

import datetime
import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .errors import GENERATIONS, IndexBusy, StoreError

BUILDING, REMOVING = ".building-", ".removing-"
"""What the names of folders begin with that are no generations yet, or no longer."""

_LOCK = ".lock"
_NOTE = re.compile(r"process \d+ \([a-z]+, since [\d:]+\)")
_NOTE_LENGTH = 100


@contextmanager
def writing(index: Path, command: str) -> Iterator[None]:
    """Hold the lock of an index, with a note in it of who holds it; the system releases it when this process dies.

    Raises:
        IndexBusy: another process holds it.
        StoreError: the system refuses, here or in whatever is done while it is held.
    """
    must_be_text(index)
    try:
        (index / GENERATIONS).mkdir(parents=True, exist_ok=True)
        descriptor = os.open(index / _LOCK, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise IndexBusy(index, _holder(descriptor)) from error
            note = f"process {os.getpid()} ({command}, since {datetime.datetime.now():%H:%M:%S})"
            with suppress(OSError):  # on a full disk nobody is told who this is, and pruning makes room all the same
                os.ftruncate(descriptor, 0)
                os.pwrite(descriptor, note.encode(), 0)
            _sweep(index / GENERATIONS)
            try:
                yield
            finally:
                os.ftruncate(descriptor, 0)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise StoreError.from_os(index, error, "written") from error


def must_be_text(index: Path) -> None:
    """Refuse a folder whose name is no valid UTF-8: FAISS opens no file in it.

    Raises:
        StoreError: it is not.
    """
    try:
        str(index).encode()
    except UnicodeEncodeError as error:
        name = ascii(str(index))
        raise StoreError(
            index, "its name is not valid UTF-8", f"no index can be in {name}: its name is not valid UTF-8; rename it"
        ) from error


def _holder(descriptor: int) -> str | None:
    """Who says that it holds the lock; ``None`` where it has not got to say so."""
    note = os.pread(descriptor, _NOTE_LENGTH, 0).decode("utf-8", "replace")
    return note if _NOTE.fullmatch(note) else None


def _sweep(generations: Path) -> None:
    """Remove what a process that died has left; the lock is held, so nobody is working on it."""
    for path in generations.iterdir():
        if path.name.startswith((BUILDING, REMOVING)):
            shutil.rmtree(path)
