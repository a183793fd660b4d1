"""The reranker: a cross-encoder that reads question and passage together, and puts the best passages in order."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from . import models
from .errors import RerankerError
from .ranking import Ranked

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

RERANKED = 20
"""Passages that are read with the question. A cross-encoder of six layers reads some hundred a second on two cores, and
what ranks lower is hardly ever among the first few."""

BATCH = 32
"""Pairs read at once."""


class Reranker:
    """A sentence-transformers cross-encoder on the CPU; may be used from several threads.

    Making one is cheap: the model is loaded, which takes seconds, when the first passages are put in order.

    Args:
        name: what it is called in messages.
        folder: where the model lies; ``None`` to get it from the Hugging Face hub under its name.
    """

    def __init__(self, name: str, folder: Path | None) -> None:
        self.name = name
        self._folder = folder
        # Held while loading and while reading, as with an encoder.
        self._lock = threading.Lock()

    @classmethod
    def load(cls, name: str) -> Reranker:
        """Find a reranker by name.

        Args:
            name: a folder that holds a model, else a model on the Hugging Face hub, the only case in which anything is
                downloaded (at first use).

        Raises:
            RerankerError: a path leads nowhere.
        """
        return cls(name, models.local_folder(name, RerankerError))

    def warm_up(self) -> None:
        """Load the model now, so that no question has to wait for it.

        Raises:
            RerankerError: it cannot be loaded, or is no reranker.
        """
        self.scores("Who spoke?", ["Nobody."])

    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float64]:
        """Tell how well passages answer a question.

        Returns:
            Shape (len(passages),), on the model's own scale; higher is better.

        Raises:
            RerankerError: the model cannot be loaded, or does not give one finite number for each passage.
        """
        if not passages:
            return np.empty(0)
        asked = models.readable(question)
        with self._lock:
            scores = self._model.predict(
                [(asked, models.readable(passage)) for passage in passages], batch_size=BATCH, show_progress_bar=False
            )
        if scores.ndim != 1:
            raise RerankerError(self.name, f"it gives {scores.shape[-1]} numbers for a passage, and one is wanted")
        if not np.isfinite(scores).all():
            raise RerankerError(self.name, "it gives values that are not finite")
        return scores.astype(np.float64)

    def reorder(
        self, question: str, ranked: Sequence[Ranked], able: Sequence[int], passages: Sequence[str]
    ) -> list[Ranked]:
        """Put some ranked passages in the order of their scores, before all others.

        Each place keeps its score, since those of a model are on a scale of its own; each passage keeps its evidence.

        Args:
            question: what the reader typed.
            ranked: passages, best first.
            able: places of those to put in order.
            passages: the text of each of these, as the encoder reads it.

        Raises:
            RerankerError: as :meth:`scores`.
        """
        first = [able[at] for at in np.argsort(-self.scores(question, passages), kind="stable")]
        rest = sorted(set(range(len(ranked))) - set(able))
        order = [ranked[place] for place in (*first, *rest)]
        return [replace(found, score=at.score) for found, at in zip(order, ranked, strict=True)]

    @cached_property
    def _model(self) -> CrossEncoder:
        """The model; read with the lock held, so that it is loaded once."""
        folder = self._folder if self._folder is not None else models.download(self.name, RerankerError)
        try:
            with models.quietly():
                from sentence_transformers import CrossEncoder

                model: CrossEncoder = CrossEncoder(
                    str(folder), device="cpu", local_files_only=True, model_kwargs={"use_safetensors": True}
                )
                return model
        except Exception as error:  # a broken folder raises nearly anything in the loaders
            raise RerankerError(self.name, f"it cannot be loaded: {models.first_line(error)}") from error
