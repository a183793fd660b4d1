"""The index that answers, taken over anew whenever another generation becomes current."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from onrecord.index import Answer, Retriever


@dataclass
class _Held:
    """A retriever, and how many are using it."""

    retriever: Retriever
    users: int = 0


class Live:
    """Answers from the newest generation; may be used from several threads.

    Whoever is answering keeps the generation that he began with, to the end; it is closed once nobody uses it.

    Args:
        retriever: answers until there is another generation; it belongs to this object from now on.
    """

    def __init__(self, retriever: Retriever) -> None:
        self._current = _Held(retriever)
        self._lock = threading.Lock()
        # Held while another generation is opened, which takes a while: two would do it twice.
        self._refreshing = threading.Lock()

    @classmethod
    def open(cls, index: Path | None = None) -> Self:
        """Open an index, and load its encoder, so that no question has to wait for it.

        Args:
            index: folder of the index; ``None`` for the configured one.

        Raises:
            OnRecordError: it is missing or cannot be used.
        """
        retriever = Retriever.open(index)
        retriever.warm_up()
        return cls(retriever)

    @property
    def generation(self) -> str:
        """The generation that answers new questions."""
        return self._current.retriever.stamp.generation

    @property
    def passages(self) -> int:
        """How many passages it has."""
        return self._current.retriever.counts.passages

    @contextmanager
    def lease(self) -> Iterator[Retriever]:
        """Use one generation for all that belongs together, such as the turns that one message may mean."""
        with self._lock:
            held = self._current
            held.users += 1
        try:
            yield held.retriever
        finally:
            self._release(held)

    def ask(self, question: str, k: int) -> Answer:
        """Answer a question with at most ``k`` hits, all from one generation.

        Raises:
            QuestionError: the question has no words or is too long.
        """
        with self.lease() as retriever:
            return retriever.ask(question, k)

    def refresh(self) -> bool:
        """Take over the generation that is current by now, and tell whether it is another one; takes a while.

        Raises:
            OnRecordError: it cannot be used; the one before answers on.
        """
        with self._refreshing:
            newer = self._current.retriever.newer()
            if newer is None:
                return False
            with self._lock:
                replaced, self._current = self._current, _Held(newer)
                replaced.users += 1
            self._release(replaced)
            return True

    def close(self) -> None:
        """Close the generation that is open; nothing can be asked after."""
        self._current.retriever.close()

    def _release(self, held: _Held) -> None:
        with self._lock:
            held.users -= 1
            unused = held.users == 0 and held is not self._current
        if unused:
            held.retriever.close()
