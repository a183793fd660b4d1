"""Progress: what long work tells whoever waits for it."""

from collections.abc import Callable
from enum import StrEnum


class Step(StrEnum):
    """What a build is at."""

    READING = "reading articles"
    QUOTING = "finding quotes"
    EMBEDDING = "embedding passages"
    WRITING = "writing the index"


Progress = Callable[[Step, int, int | None], None]
"""Told at which step the work is, how many articles or passages are done, and of how many, where that is known."""


def silent(step: Step, done: int, total: int | None) -> None:
    """Tell nobody."""
