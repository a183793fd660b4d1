"""Watching sources: an index that is kept as they are, a round every so often."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from onrecord.corpus import OnRecordError

from .build import Built, Options, Source, refresh
from .encoder import Encoder
from .errors import EncoderMismatch, IndexFormatError

Wait = Callable[[float], bool]
"""Waits some seconds; returns whether to end instead of going on. ``threading.Event.wait`` is one."""


@dataclass(frozen=True)
class Round:
    """What came of a round.

    Attributes:
        built: the generation that is current after it, with what could not be read; ``None`` where the round failed.
        error: why it failed.
        troubles: what is to be said of it, a line each, and was not to be said of the round before.
    """

    built: Built | None
    error: OnRecordError | None
    troubles: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether it made a generation."""
        return self.built is not None and self.built.changed


class Watcher:
    """Keeps an index as some sources are.

    A round that changes nothing makes nothing, and needs no model; once one was needed, it stays loaded.

    Args:
        sources: files, folders, patterns and addresses.
        index: folder of the index; made where it is missing.
        encoder: the one that the index was built with.
        options: how to build.
    """

    def __init__(self, sources: Sequence[Source], index: Path, encoder: Encoder, options: Options) -> None:
        self._sources = tuple(sources)
        self._index = index
        self._encoder = encoder
        self._options = replace(options, idle=True)
        self._known: frozenset[str] = frozenset()

    def round(self) -> Round:
        """Bring the index up to date once.

        A disk that is full or away, a network that is down or another builder at work fail the round, and leave the
        index as it was.

        Raises:
            IndexFormatError: another version of the product has written the index.
            EncoderMismatch: it was built with another encoder.
        """
        try:
            built = refresh(self._sources, self._index, self._encoder, options=self._options)
        except (IndexFormatError, EncoderMismatch):  # which no later round mends
            raise
        except OnRecordError as error:
            return Round(None, error, self._new([str(error)]))
        said = [f"skipped {error}" for error in built.skipped] + [str(notice) for notice in built.notices]
        return Round(built, None, self._new(said))

    def _new(self, said: Sequence[str]) -> tuple[str, ...]:
        """Those lines that the round before did not have."""
        new = tuple(line for line in dict.fromkeys(said) if line not in self._known)
        self._known = frozenset(said)
        return new

    def rounds(self, every: float, wait: Wait) -> Iterator[Round]:
        """Bring the index up to date now, and again each time that some seconds have gone by.

        Args:
            every: seconds between the end of a round and the beginning of the next.
            wait: waits that long, and tells whether to end.

        Raises:
            IndexFormatError, EncoderMismatch: as :meth:`round`.
        """
        yield self.round()
        while not wait(every):
            yield self.round()
