"""Aligning words with a text: the place where they stand with the fewest changes, and these changes."""

import itertools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .wording import Word, Wording

# A cost beyond every sum of others, so that no alignment runs from one text into the next.
_BARRIER = 1_000_000
_NO_WORD, _END = -1, -2


class Step(NamedTuple):
    """One step of an alignment: a word that was given, one that stands there, or both where one stands for the other.

    ``costs`` is false where the two are equal, and where an insertion or a gap lets a word be passed over.
    """

    given: Word | None
    actual: Word | None
    costs: bool


class Alignment(NamedTuple):
    """How given words lie on a text: the steps in order, from the first given word to the last."""

    cost: int
    steps: tuple[Step, ...]


class Aligner:
    """Lays one wording on many texts.

    The cost is the number of words changed, added or left out: Sellers' edit distance of a pattern anywhere in a text,
    on words. Words in brackets are passed over for nothing, and so is anything where the wording has a gap; but a
    negation never is. One row of the table is one numpy operation, so that time goes with words given times words
    read, both bounded by whoever calls.

    Source: Sellers (1980), "The theory and computation of evolutionary distances: pattern recognition".
    """

    def __init__(self, wording: Wording) -> None:
        self._units = wording.units
        self._numbers = {word: number for number, word in enumerate({w.folded for w in wording.words})}
        counts = dict.fromkeys(self._numbers, 0)
        for word in wording.words:
            counts[word.folded] += 1
        self._counts = counts

    def least_cost(self, words: Sequence[Word]) -> int:
        """A cost that an alignment with these words cannot fall below: the given words that are not among them."""
        return sum(self._counts.values()) - sum(
            self._counts[w] for w in {w.folded for w in words} & self._counts.keys()
        )

    def costs(self, texts: Sequence[Sequence[Word]]) -> list[int]:
        """The least cost of laying the wording on each of some texts."""
        if not texts:
            return []
        ends = np.cumsum([len(words) + 1 for words in texts])
        numbers, passed, gapped = (np.concatenate(parts) for parts in zip(*map(self._coded, texts), strict=True))
        row = np.zeros(len(numbers) + 1, dtype=np.int64)
        for unit in self._units:
            row = self._next(row, unit, numbers, passed, gapped)
        starts = np.concatenate(([0], ends[:-1]))
        return [int(cost) for cost in np.minimum.reduceat(row[:-1], starts)]

    def align(self, words: Sequence[Word]) -> Alignment:
        """Lay the wording on one text, where it costs least, at the first of equal places."""
        numbers, passed, gapped = self._coded(words)
        rows = [np.zeros(len(numbers) + 1, dtype=np.int64)]
        for unit in self._units:
            rows.append(self._next(rows[-1], unit, numbers, passed, gapped))
        first = int(rows[-1].argmin())
        cost = int(rows[-1][first])
        steps = self._trace(words, rows, first)
        # Last words that seem to be added may as well stand for the words that follow there.
        added = sum(1 for _ in itertools.takewhile(lambda step: step.actual is None, reversed(steps)))
        for at in range(min(first + added, len(words)), first, -1):
            if rows[-1][at] == cost:
                steps = self._trace(words, rows, at)
                break
        return Alignment(cost, tuple(steps))

    def _trace(self, words: Sequence[Word], rows: Sequence[NDArray[np.int64]], at: int) -> list[Step]:
        """Find the steps by which the words come to an end at a place of a text."""
        numbers, passed, gapped = self._coded(words)
        steps: list[Step] = []
        place = len(self._units)
        while place:
            unit, row, above = self._units[place - 1], rows[place], rows[place - 1]
            if unit is None:
                if row[at] == above[at]:
                    place -= 1
                else:
                    at -= 1
                    steps.append(Step(None, words[at], bool(gapped[at])))
                continue
            if at:
                differs = int(numbers[at - 1] != self._numbers[unit.folded])
                if row[at] == above[at - 1] + differs:
                    place, at = place - 1, at - 1
                    steps.append(Step(unit, words[at], bool(differs)))
                    continue
            if row[at] == above[at] + 1:
                place -= 1
                steps.append(Step(unit, None, True))
            else:
                at -= 1
                steps.append(Step(None, words[at], bool(passed[at])))
        return steps[::-1]

    def _coded(self, words: Sequence[Word]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """A text as numbers of words, with the cost of passing each over, by itself and in a gap."""
        numbers = [self._numbers.get(word.folded, _NO_WORD) for word in words]
        passed = [0 if word.inserted and not word.negates else 1 for word in words]
        gapped = [1 if word.negates else 0 for word in words]
        return (
            np.array([*numbers, _END], dtype=np.int64),
            np.array([*passed, _BARRIER], dtype=np.int64),
            np.array([*gapped, _BARRIER], dtype=np.int64),
        )

    def _next(
        self,
        row: NDArray[np.int64],
        unit: Word | None,
        numbers: NDArray[np.int64],
        passed: NDArray[np.int64],
        gapped: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        """The next row of the table: least costs up to one more unit, at each place of the text."""
        if unit is None:
            best, skips = row, gapped
        else:
            best = row + 1
            differs = np.where(numbers == _END, _BARRIER, numbers != self._numbers[unit.folded])
            np.minimum(best[1:], row[:-1] + differs, out=best[1:])
            skips = passed
        # Passing over words: what it costs to come from any earlier place, all at once.
        sums = np.concatenate(([0], np.cumsum(skips)))
        reached: NDArray[np.int64] = sums + np.minimum.accumulate(best - sums)
        return reached
