"""Names that are spelt alike: transliterated by another system, or slightly misspelt.

Two measures, on folded names (no case, no diacritics):

- :func:`romanised` brings the spellings of one name by several systems of transliteration to one key: "Dmitri",
  "Dmitry", "Dmitriy", "Dmitrij"; "Sergei", "Sergey"; "Yuri", "Yury", "Iouri"; "Müller", "Mueller".
- :func:`distance` counts edits between keys; one vowel for another counts half, since vowels are spelt by ear
  ("Mohammed", "Muhammad").

Short words are never followed: "Lee" and "Lew", "Reid" and "Reed" are two names.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

# Letters from which a word is followed to another with the same key, where other words stand beside it and alone.
_SHORTEST_BESIDE, _SHORTEST_ALONE = 4, 5
# Edits allowed between the keys of two words, by the letters of the shorter key: at six letters one edit, since among
# shorter surnames one letter mostly makes another family; vowels alone from five letters where other words agree.
_EDITS_BESIDE = ((9, 2.0), (6, 1.0), (5, 0.5))
_EDITS_ALONE = ((9, 2.0), (6, 1.0))
# Share of the pairs of letters of a key that a candidate must have; one edit in six letters leaves 5 of 7.
_SHARED = 0.4
# Candidates that are compared letter by letter; the nearest by pairs of letters, which only sift.
_COMPARED = 100
_VOWELS = frozenset("aeiou")
_STEPS = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"\b(o|d|l) (?=\w\w)", r"\1"),  # O'Neill, D'Arcy
        (r"shch|sch|sh", "s"),
        (r"tsch|tch|cz", "ch"),
        (r"kh|ck|q|c(?!h)", "k"),
        (r"ph", "f"),
        (r"gh", "g"),
        (r"zh|dzh", "j"),
        (r"w", "v"),
        (r"x", "ks"),
        (r"ou", "u"),
        (r"ae", "a"),  # ä, ö, ü written out
        (r"oe", "o"),
        (r"ue", "u"),
        (r"\bju", "iu"),
        (r"\bye", "e"),
        (r"(?<=\w)j(?=[aeiouy]|\b)|y", "i"),
        (r"(?:i|ei|ie|ii)+\b", "i"),
        (r"(\w)\1+", r"\1"),
    )
)


@lru_cache(maxsize=100_000)
def romanised(folded: str) -> str:
    """Bring a folded name to the key that all its transliterations share; words stay apart."""
    for pattern, to in _STEPS:
        folded = pattern.sub(to, folded)
    return folded


def distance(one: str, two: str) -> float:
    """Count the edits between two words: letters put in, left out, exchanged or turned round; half for a vowel.

    Source: Damerau-Levenshtein, as optimal string alignment; the half is ours.
    """
    before: list[float] = []
    last = [float(place) for place in range(len(two) + 1)]
    for i, letter in enumerate(one, start=1):
        row = [float(i)]
        for j, other in enumerate(two, start=1):
            change = 0.0 if letter == other else 0.5 if letter in _VOWELS and other in _VOWELS else 1.0
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + change)
            if i > 1 and j > 1 and letter == two[j - 2] and one[i - 2] == other:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before, last = last, row
    return last[-1]


def unlikeness(asked: str, known: str) -> float | None:
    """How far two folded names are apart; ``None`` where they are not spellings of one name.

    Every word must have its like in the same place. A given name that ends like a woman's is not a man's.
    """
    left, right = asked.split(), known.split()
    left_keys, right_keys = romanised(asked).split(), romanised(known).split()
    if len(left_keys) != len(right_keys):
        return None
    if len(left_keys) != len(left) or len(left_keys) != len(right):
        left, right = left_keys, right_keys
    alone = len(left) == 1
    total = 0.0
    for place, (one, two, key, other) in enumerate(zip(left, right, left_keys, right_keys, strict=True)):
        if one == two:
            continue
        if min(len(one), len(two)) < (_SHORTEST_ALONE if alone else _SHORTEST_BESIDE) or key[0] != other[0]:
            return None
        is_given = not alone and place == 0
        if is_given and (key[-1] in "ae") != (other[-1] in "ae"):
            return None
        letters = min(len(key), len(other))
        allowed = next((most for size, most in (_EDITS_ALONE if alone else _EDITS_BESIDE) if letters >= size), 0.0)
        if abs(len(key) - len(other)) > allowed or (apart := distance(key, other)) > allowed:
            return None
        total += apart
    return total


class Spellings:
    """Folded names, found by others that are spelt alike, without comparing each with each."""

    def __init__(self, names: Iterable[str]) -> None:
        """Index the pairs of letters of the names' keys."""
        self._names = list(names)
        rows: dict[str, list[int]] = defaultdict(list)
        for number, name in enumerate(self._names):
            for pair in _pairs(romanised(name)):
                rows[pair].append(number)
        self._rows: dict[str, NDArray[np.int32]] = {pair: np.array(of, dtype=np.int32) for pair, of in rows.items()}

    def candidates(self, folded: str) -> list[str]:
        """The names that share most pairs of letters with a folded one, at least :data:`_SHARED` of its own."""
        pairs = _pairs(romanised(folded))
        rows = [self._rows[pair] for pair in pairs if pair in self._rows]
        if not rows:
            return []
        shared = np.bincount(np.concatenate(rows), minlength=len(self._names))
        found = np.flatnonzero(shared >= max(1, _SHARED * len(pairs)))
        best = found[np.argsort(-shared[found], kind="stable")][:_COMPARED]
        return [self._names[number] for number in best]

    def same(self, folded: str) -> list[str]:
        """The names that a folded one is by another system of transliteration; itself, where it is known.

        Surnames may differ in their endings alone ("Zelensky", "Zelenskiy"): Smith and Smyth are two families.
        """
        return [name for name in self.candidates(folded) if _ends_alike(folded, name) and unlikeness(folded, name) == 0]

    def alike(self, folded: str) -> list[str]:
        """The names that may be another spelling of a folded one, nearest only: more than one where they are equal."""
        apart = {name: measure for name in self.candidates(folded) if (measure := unlikeness(folded, name)) is not None}
        nearest = min(apart.values(), default=0.0)
        return [name for name, measure in apart.items() if measure == nearest]


def _ends_alike(one: str, two: str) -> bool:
    """Whether the last words of two names are the same but for the vowels that they end in."""
    left, right = (name.rpartition(" ")[2].rstrip("aeiouyj") for name in (one, two))
    return left == right


def _pairs(key: str) -> set[str]:
    """Pairs of neighbouring letters of a key, all vowels being one; the ends of words count."""
    plain = f" {''.join('a' if letter in _VOWELS else letter for letter in key)} "
    return {plain[place : place + 2] for place in range(len(plain) - 1)}
