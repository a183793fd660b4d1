"""Full names in running text: how far a run of capitalised words is somebody's name."""

import re

from . import lexicon
from .tokens import Token, TokenKind, is_negation, is_role

_BEFORE_OFFICE = frozenset({"of", "for", "to", "the"})


def last_name(name: str) -> str:
    """The surname that a name ends in, folded for comparison; suffixes such as "Jr." do not count."""
    words = [w for w in re.findall(r"[\w'’-]+", name) if w.lower() not in lexicon.SUFFIXES]
    return re.sub(r"['’]s$", "", words[-1]).casefold() if words else name.casefold()


def names_person(name: list[Token]) -> bool:
    """Whether capitalised words end like the name of a person rather than of a body or an office."""
    last = name[-1]
    if name[0].lower in lexicon.GENDER_OF_GIVEN_NAME and last.lower not in lexicon.ORGANISATIONS:
        return True  # a surname may be a title: Bishop, Judge
    return last.lower not in lexicon.ORGANISATIONS and last.lower not in lexicon.TITLES and not is_role(last)


def is_surname_alone(name: str) -> bool:
    """Whether a name is one word, or one with particles before it: "van der Berg"."""
    *first, _ = name.split()
    return all(word in lexicon.PARTICLES for word in first)


def after_office(tokens: list[Token], start: int, stop: int) -> int:
    """How many words of a capitalised run name an office: one of "of State Brel", two of "the United Nations Brel"."""
    if start == 0 or tokens[start - 1].lower not in _BEFORE_OFFICE:
        return 0
    offices = [i for i in range(start, stop - 1) if tokens[i].lower in lexicon.OFFICES]
    return offices[-1] + 1 - start if offices else 0


def part_of_name(tokens: list[Token], position: int, start: int) -> bool:
    """Whether the token at a position belongs to the name that may begin at ``start``."""
    token = tokens[position]
    if token.kind is not TokenKind.WORD:
        return False
    if token.text in lexicon.PARTICLES and not token.capitalised:
        following = next((t for t in tokens[position + 1 : position + 3] if t.text not in lexicon.PARTICLES), None)
        return position > start and following is not None and following.capitalised
    if is_negation(token) or "/" in token.text or (position == start and _is_adverb(token)):
        return False  # "Don't Republicans ...?", "NAME/AGENCY", "Presumably Brel"
    if token.lower in lexicon.DAYS_AND_MONTHS and token.capitalised and position > start:
        before = tokens[position - 1].lower
        return before in lexicon.GENDER_OF_GIVEN_NAME or before in lexicon.HONORIFICS  # "Anna May"
    return token.capitalised and not (token.lower in lexicon.NO_NAMES and token.lower not in lexicon.PARTICLES)


def _is_adverb(token: Token) -> bool:
    """Whether a capitalised word is an adverb at the head of a sentence rather than a name such as "Emily"."""
    return len(token.text) > 5 and token.lower.endswith("ly") and token.lower not in lexicon.GENDER_OF_GIVEN_NAME
