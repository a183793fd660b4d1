"""Filters: what a question is narrowed to, and which passages they leave."""

import datetime
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .source_names import is_part_of_source
from .store import Store


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What a question is narrowed to, whatever it says."""

    speaker: str | None = None
    source: str | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None

    @property
    def dated(self) -> bool:
        """Whether a period is asked for."""
        return self.since is not None or self.until is not None


def allowed_rows(store: Store, filters: Filters) -> NDArray[np.bool_]:
    """Which passages source and period leave: shape (passages,); an article without a date is outside any period."""
    if filters.source is None and not filters.dated:
        return np.ones(len(store), dtype=bool)
    keep = np.ones(store.counts.articles, dtype=bool)
    if filters.source is not None:
        called = {source for source in store.folded_sources if is_part_of_source(filters.source, source)}
        keep &= np.array([source in called for source in store.source_of], dtype=bool)
    if filters.dated:
        keep &= store.published > 0
    if filters.since is not None:
        keep &= store.published >= filters.since.toordinal()
    if filters.until is not None:
        keep &= store.published <= filters.until.toordinal()
    allowed: NDArray[np.bool_] = keep[store.article_of]
    return allowed
