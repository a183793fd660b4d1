"""Names: folded for comparison, and those of people taken apart."""

import re
import unicodedata
from typing import NamedTuple, Self

from . import lexicon

# Words of a person's name, without titles and suffix; longer runs of capitals are headlines and bodies.
_LONGEST_NAME = 5
_POSSESSIVE = re.compile(r"['’]s\b|['’](?=\s|$)")
_WORD = re.compile(r"[^\W_]+")
_PART = re.compile(r"[^\W_]+(?:[-'’‘][^\W_]+)*")
# Letters that Unicode does not part into a letter and a diacritic.
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
# Titles that are given names or surnames as well, so that a capital one before a name may be part of it.
_ALSO_NAMES = frozenset(
    "king queen prince duke bishop pope judge justice major dean chancellor cardinal chief miss sheriff coach".split()
)
# Titles that a given name follows: "Pope Paul", "Sister Anna".
_BEFORE_GIVEN_NAMES = frozenset("king queen prince princess pope sister brother father st sir dame imam sheikh".split())
# Particles that begin a surname which stands alone; the others may be given names ("Al", "Ben").
_BEFORE_SURNAMES = frozenset("de la le du da di del della van von der den ter zu dos das el".split())
_LABELS = lexicon.TITLES | lexicon.ROLES
_NO_SURNAMES = (_LABELS | lexicon.NO_NAMES) - _ALSO_NAMES
_SMALL = lexicon.PARTICLES | _LABELS


def fold_name(words: str) -> str:
    """Fold a name for comparison: no case, no diacritics, no possessive, no leading article."""
    plain = _POSSESSIVE.sub("", words).casefold()
    if not plain.isascii():
        parted = unicodedata.normalize("NFKD", _POSSESSIVE.sub("", words)).casefold()
        plain = "".join(letter for letter in parted if not unicodedata.combining(letter)).translate(_LETTERS)
    found = _WORD.findall(plain)
    while len(found) > 1 and found[0] in {"the", "a", "an", "mr", "mrs", "ms", "dr"}:
        found = found[1:]
    return " ".join(found)


class PersonName(NamedTuple):
    """The parts of a person's name, folded; a surname alone has no given name.

    Hyphens hold a part together ("jean-luc"), and particles belong to the surname ("de vries").
    """

    given: str
    middles: tuple[str, ...]
    surname: str
    suffix: str

    @classmethod
    def parse(cls, name: str) -> Self | None:
        """Take a name apart, without the titles or the role before it; ``None`` where that is no person's name."""
        written = _without_labels(_PART.findall(re.sub(r"['’]s\b", "", name)))
        parts = [_folded_part(part) for part in written]
        suffix = ""
        if len(parts) > 1 and parts[-1] in lexicon.SUFFIXES:
            suffix = parts.pop()
        if not 1 <= len(parts) <= _LONGEST_NAME or not all(parts) or not lexicon.ORGANISATIONS.isdisjoint(parts):
            return None
        if len(parts[-1]) == 1 or (len(parts) > 1 and parts[-1] in _NO_SURNAMES):
            return None
        if any(part in lexicon.BOUNDARIES for part in parts[:-1]):
            return None
        surname = len(parts) - 1
        while surname > 1 and parts[surname - 1] in lexicon.PARTICLES:
            surname -= 1
        if parts[0] in _BEFORE_SURNAMES:
            return cls("", (), " ".join(parts), suffix)
        given = parts[0] if surname else ""
        return cls(given, tuple(parts[1:surname]), " ".join(parts[surname:]), suffix)

    @property
    def bare_surname(self) -> str:
        """The surname without its particles: "vries" of "de vries", "assad" of "al-assad"."""
        last = self.surname.split()[-1]
        particle, hyphen, rest = last.partition("-")
        return rest if hyphen and particle in lexicon.PARTICLES else last

    @property
    def short(self) -> str:
        """Given name, surname and suffix, as :func:`fold_name` has them."""
        return fold_name(" ".join(filter(None, (self.given, self.surname, self.suffix))))

    def has_same_middles(self, other: "PersonName") -> bool:
        """Whether the middle names do not tell two people apart: none on one side, or the same but for initials."""
        if not self.middles or not other.middles:
            return True
        return len(self.middles) == len(other.middles) and all(
            one == two or (min(len(one), len(two)) == 1 and one[0] == two[0])
            for one, two in zip(self.middles, other.middles, strict=True)
        )


def _folded_part(part: str) -> str:
    return re.sub(r" (?=.)", "-", fold_name(re.sub(r"['’‘]", "", part)))


def _without_labels(parts: list[str]) -> list[str]:
    """Leave out what stands before a name: titles ("Senator"), or a description that ends in a role."""
    start = 0
    for place, part in enumerate(parts[:-1]):
        word, left = part.casefold(), len(parts) - place - 1
        if word not in _LABELS or (word in _ALSO_NAMES and part[0].isupper()):
            continue
        # Before a lone name only titles are left out, one after the other ("Attorney General Reid").
        before_surname = start == place and word in lexicon.TITLES and word not in _BEFORE_GIVEN_NAMES
        if left > 1 or before_surname:
            start = place + 1
    return parts[start:]


def initials(name: str) -> str:
    """The acronym of a name of three or more words with capitals; empty where it has none."""
    capitals = [word[0] for word in _WORD.findall(name) if word[0].isupper()]
    return "".join(capitals).casefold() if len(capitals) >= 3 else ""


def is_full(name: str) -> bool:
    """Whether a name is more than a surname, an initial or an acronym, and has no title before it."""
    words = fold_name(name).split()
    person = PersonName.parse(name)
    if person is None:
        return len(words) > 1 and any(len(word) > 1 for word in words)
    return len(person.given) > 1 and words[0] == fold_name(person.given).split()[0]


def is_capitalised(name: str) -> bool:
    """Whether every word of a name has a capital, but for particles and for the role before it."""
    words = _PART.findall(name)
    return all(word != word.lower() or word in _SMALL for word in words)


def is_title_of_body(name: str) -> bool:
    """Whether a name is that of a ministry, a court and so on, all its words with capitals."""
    words = [word for word in _WORD.findall(name) if word.casefold() not in lexicon.SMALL_WORDS]
    capitals = len(words) > 1 and all(word[0].isupper() for word in words)
    return capitals and not lexicon.ORGANISATIONS.isdisjoint(word.casefold() for word in words)


def as_written(spelling: str, words: str) -> str:
    """Some folded words of a name with its capitals and diacritics."""
    wanted = set(words.split())
    for parts in (spelling.split(), spelling.replace("-", " ").split()):
        kept = " ".join(_POSSESSIVE.sub("", part).strip(",") for part in parts if {*fold_name(part).split()} <= wanted)
        if fold_name(kept) == words:
            return kept
    return words
