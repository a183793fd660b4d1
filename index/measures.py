"""Measures of a ranking, from which of its places are right; pure, each with its source.

A ranking is a sequence of judgements, best place first. Nothing here knows of passages or questions.
"""

import math
from collections.abc import Collection, Iterable, Sequence

DEPTH = 10
"""Places that MRR and nDCG look at: as many as anybody reads, and what published figures are given for."""


def first_right(right: Sequence[bool]) -> int | None:
    """The first place that is right, from 1; ``None`` where none is."""
    return next((place for place, is_right in enumerate(right, start=1) if is_right), None)


def success(right: Sequence[bool], k: int) -> float:
    """1 where one of the first ``k`` places is right, else 0 (success@k, also called hit rate)."""
    return float(any(right[:k]))


def reciprocal_rank(right: Sequence[bool], k: int = DEPTH) -> float:
    """One divided by the first right place among the first ``k``; 0 where none is. Its mean over questions is MRR@k.

    Source: Voorhees (1999), "The TREC-8 Question Answering Track Report".
    """
    place = first_right(right[:k])
    return 1 / place if place is not None else 0.0


def ndcg(right: Sequence[bool], wanted: int, k: int = DEPTH) -> float:
    """Normalised discounted cumulated gain of the first ``k`` places, a right one gaining 1.

    Args:
        right: which places are right; each stands for another of the things that are wanted.
        wanted: how many things there are to be found, at least one.
        k: places to look at.

    Source: Järvelin and Kekäläinen (2002), "Cumulated gain-based evaluation of IR techniques", with the discount
    log2(place + 1) that trec_eval uses.
    """
    gained = math.fsum(1 / math.log2(place + 1) for place, is_right in enumerate(right[:k], start=1) if is_right)
    ideal = math.fsum(1 / math.log2(place + 1) for place in range(1, min(wanted, k) + 1))
    return gained / ideal


def one_by_one(found: Iterable[Collection[int]]) -> list[bool]:
    """Turn what each place shows into one place for each thing, so that :func:`ndcg` can tell what is found twice.

    A place that shows several things not seen above it becomes as many right places; one that shows nothing new,
    because it is wrong or repeats, becomes a single place that is not right.
    """
    seen: set[int] = set()
    places: list[bool] = []
    for things in found:
        new = set(things) - seen
        places += [True] * len(new) or [False]
        seen |= new
    return places


def mean(values: Iterable[float]) -> float | None:
    """The mean of some values; ``None`` where there are none."""
    listed = list(values)
    return math.fsum(listed) / len(listed) if listed else None
