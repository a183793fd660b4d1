"""Where questions are answered: off the event loop, a few at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from onrecord.index import Retriever

from .live import Live

T = TypeVar("T")


class Desk:
    """Works on questions in threads of its own, so that embedding never holds up the event loop.

    Args:
        live: what answers them.
        hits: most hits in an answer.
        workers: questions that are worked on at the same time; the others wait their turn.
    """

    def __init__(self, live: Live, *, hits: int, workers: int) -> None:
        self._live = live
        self.hits = hits
        self._pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="onrecord-desk")

    async def run(self, work: Callable[[Retriever], T]) -> T:
        """Do some work with the index, all of it with the same generation.

        Raises:
            QuestionError: a question has no words or is too long.
        """

        def leased() -> T:
            with self._live.lease() as retriever:
                return work(retriever)

        return await asyncio.get_running_loop().run_in_executor(self._pool, leased)

    def close(self) -> None:
        """Wait for the work under way and end the threads."""
        self._pool.shutdown(cancel_futures=True)
