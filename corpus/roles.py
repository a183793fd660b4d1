"""Roles: who in an article is described with the words of a role, so that "the senator" finds his name."""

import bisect
import re
from dataclasses import dataclass

from . import lexicon
from .mentions import Mention

# How many descriptions with one head a role is compared with, the nearest before it.
_LAST_DESCRIPTIONS = 64
_WORD = re.compile(r"\w+(?:-\w+)*")
_AFTER_HEAD = re.compile(r"\s(?:of|for|at|in|to|on|from|with|who|which|and)\s|,")
_GENDERED = re.compile(r"(?<=\w\w)(?:woman|man|person|people)$")


@dataclass(frozen=True, slots=True)
class _Description:
    """Words that describe somebody at a place; ``names`` are those among them that are written like names."""

    position: int
    name: str
    words: frozenset[str]
    names: frozenset[str]


class RoleIndex:
    """Who is described how, found by the head of the description: "spokeswoman" of "a spokeswoman for the port"."""

    def __init__(self) -> None:
        """Start without descriptions."""
        self._by_head: dict[str, list[_Description]] = {}
        # Where a nameless bearer of a role was last introduced: "a spokesman for the port".
        self._nameless: dict[str, int] = {}

    @staticmethod
    def head(words: list[str]) -> str:
        """The word that a role turns on, without gender: the last one before "of" or "for"."""
        return _GENDERED.sub("person", words[-1]) if words else ""

    def entitle(self, name: str, titles: list[str], position: int) -> None:
        """Learn the role that a title gives: "Sen." makes a senator."""
        for title in titles:
            role = lexicon.ROLE_OF_TITLE.get(title, title if title in lexicon.PEOPLE else None)
            if role is not None:
                self._add(role, _Description(position, name, frozenset({role}), frozenset()))

    def describe(self, name: str, description: str, position: int) -> None:
        """Learn a description: "the Orvik senator" can be asked for as "the senator" and as "the Orvik senator"."""
        words = _WORD.findall(description)
        folded = [word.lower() for word in words]
        names = frozenset(word.lower() for word in words if word[0].isupper() and word.lower() not in lexicon.TITLES)
        entry = _Description(position, name, frozenset(folded), names)
        for word in set(folded):
            role = lexicon.ROLE_OF_TITLE.get(word, word)
            if role in lexicon.PEOPLE or _GENDERED.search(role) or role in lexicon.PARTISANS:
                self._add(role, entry)

    def _add(self, role: str, entry: _Description) -> None:
        bisect.insort(self._by_head.setdefault(self.head([role]), []), entry, key=lambda known: known.position)

    def meet(self, mention: Mention) -> None:
        """Remember that a role without a name was met."""
        if not mention.definite:
            self._nameless[self.head(mention.name.lower().split())] = mention.start

    def is_nameless(self, mention: Mention) -> bool:
        """Whether somebody of the role was brought up without a name: "a general" before "the general"."""
        words = _WORD.findall(_AFTER_HEAD.split(mention.name.lower())[0])
        return self.head(words) in self._nameless

    def find(self, mention: Mention, last_seen: dict[str, int]) -> str | None:
        """Who is meant by a role: the one met last among those whom its words describe and none contradict."""
        words = _WORD.findall(_AFTER_HEAD.split(mention.name)[0])
        if not words:
            return None
        folded = [lexicon.ROLE_OF_TITLE.get(word.lower(), word.lower()) for word in words]
        head = self.head(folded)
        asked = frozenset(folded[:-1])
        names = frozenset(word.lower() for word in words[:-1] if word[0].isupper())
        known = self._by_head.get(head, [])
        before = bisect.bisect_left(known, mention.start, key=lambda entry: entry.position)
        nameless = self._nameless.get(head, -1)
        fitting = [
            (len(asked & entry.words), last_seen.get(entry.name, entry.position), entry.name)
            for entry in known[max(0, before - _LAST_DESCRIPTIONS) : before]
            if not (names and entry.names and not names & entry.names)
        ]
        fitting = [entry for entry in fitting if entry[1] > nameless]
        return max(fitting)[2] if fitting else None

    @staticmethod
    def is_epithet(mention: Mention) -> bool:
        """Whether news speaks so of somebody it has just named: "the billionaire", "the 46-year-old engineer"."""
        words = _WORD.findall(_AFTER_HEAD.split(mention.name.lower())[0])
        return bool(words) and (words[-1] in lexicon.EPITHETS or any(word.endswith("year-old") for word in words))
