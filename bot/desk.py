"""Where questions are answered: off the event loop, a few at a time."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from onrecord.index import Answer


class Answerer(Protocol):
    """Whatever answers questions and may be used from several threads; a ``Retriever`` does."""

    def ask(self, question: str, k: int) -> Answer:
        """Answer a question with at most ``k`` hits."""


class Desk:
    """Answers questions in threads of its own, so that embedding never holds up the event loop.

    Args:
        answerer: what answers them.
        hits: most hits in an answer.
        workers: questions that are worked on at the same time; the others wait their turn.
    """

    def __init__(self, answerer: Answerer, *, hits: int, workers: int) -> None:
        self._answerer = answerer
        self._hits = hits
        self._pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="onrecord-desk")

    async def ask(self, question: str) -> Answer:
        """Answer a question.

        Raises:
            QuestionError: the question has no words or is too long.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, self._answerer.ask, question, self._hits)

    def close(self) -> None:
        """Wait for the questions under way and end the threads."""
        self._pool.shutdown(cancel_futures=True)
