"""Speakers over a whole collection: one person is one speaker, however the articles name him."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from enum import StrEnum

from . import lexicon
from .cast import last_name
from .model import FrozenModel, Quote

_WORD = re.compile(r"[^\W_]+")


class AliasKind(StrEnum):
    """What an alias is, from the surest to the loosest."""

    NAME = "name"
    SURNAME = "surname"
    GIVEN = "given"
    ACRONYM = "acronym"
    ROLE = "role"
    SPOKEN_FOR = "spoken-for"


class Alias(FrozenModel):
    """Words that stand for a speaker, folded by :func:`fold_name`."""

    words: str
    kind: AliasKind


class Speaker(FrozenModel):
    """Somebody who is quoted in a collection, under the fullest name that the articles give.

    ``spellings`` are all names under which quotes of his stand; ``quotes`` says how many there are.
    """

    name: str
    spellings: tuple[str, ...]
    aliases: tuple[Alias, ...]
    quotes: int


def fold_name(words: str) -> str:
    """Fold a name for comparison: no case, no diacritics, no possessive, no leading article."""
    plain = unicodedata.normalize("NFKD", re.sub(r"['’]s\b|['’](?=\s|$)", "", words)).casefold()
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    found = _WORD.findall(plain)
    while len(found) > 1 and found[0] in {"the", "a", "an", "mr", "mrs", "ms", "dr"}:
        found = found[1:]
    return " ".join(found)


def link_speakers(articles: Iterable[tuple[Quote, ...]]) -> tuple[Speaker, ...]:
    """Gather the speakers of a collection from the quotes of its articles.

    Names that fold alike are one speaker. A lone surname joins the one full name in the collection that ends in it;
    where several do, it stays a speaker of its own, since joining would be a guess. Two full names never merge.
    """
    names: dict[str, Counter[str]] = defaultdict(Counter)
    descriptions: dict[str, set[str]] = defaultdict(set)
    for quotes in articles:
        for quote in quotes:
            if quote.speaker is not None:
                key = fold_name(quote.speaker)
                names[key][quote.speaker] += 1
                if quote.description is not None:
                    descriptions[key].add(quote.description)
    full: dict[str, list[str]] = defaultdict(list)
    for key in names:
        if " " in key and key not in {fold_name(d) for d in descriptions[key]}:
            full[fold_name(last_name(next(iter(names[key]))))].append(key)
    for key in [key for key in names if " " not in key and len(full.get(key, [])) == 1]:
        owner = full[key][0]
        names[owner].update(names.pop(key))
        descriptions[owner] |= descriptions.pop(key, set())
    return tuple(_speaker(key, spelt, descriptions[key]) for key, spelt in sorted(names.items()) if key)


def _speaker(key: str, spelt: Counter[str], descriptions: set[str]) -> Speaker:
    name = max(spelt, key=lambda words: (len(fold_name(words).split()), spelt[words], words))
    aliases = {Alias(words=key, kind=AliasKind.NAME)}
    words = key.split()
    is_role = key in {fold_name(description) for description in descriptions}
    if len(words) > 1 and not is_role:
        aliases.add(Alias(words=fold_name(last_name(name)), kind=AliasKind.SURNAME))
        aliases.add(Alias(words=words[0], kind=AliasKind.GIVEN))
        capitals = [word[0] for word in _WORD.findall(name) if word[0].isupper()]
        if len(capitals) >= 3:
            aliases.add(Alias(words="".join(capitals).casefold(), kind=AliasKind.ACRONYM))
    for description in descriptions:
        folded = fold_name(description)
        if folded:
            aliases.add(Alias(words=folded, kind=AliasKind.ROLE))
            aliases |= {Alias(words=body, kind=AliasKind.SPOKEN_FOR) for body in spoken_for(description)}
    return Speaker(
        name=name,
        spellings=tuple(sorted(spelt)),
        aliases=tuple(sorted(aliases, key=lambda alias: (alias.kind, alias.words))),
        quotes=spelt.total(),
    )


_FOR = re.compile(r"\b(?:for|of)\s+(?:the\s+)?((?:[A-Z][\w.'’-]*\s*(?:of\s+|and\s+|for\s+)?)+)")


def spoken_for(description: str) -> set[str]:
    """Whom a spokesperson speaks for, folded: "Russia's press secretary" answers when Russia is asked.

    Only descriptions with a spokesperson's role count; a minister of a country does not speak for the whole of it.
    """
    words = description.split()
    folded = [fold_name(word) for word in words]
    heads = [i for i, word in enumerate(folded) if word in lexicon.SPOKES_ROLES and word not in {"press", "secretary"}]
    heads += [i for i in range(len(folded) - 1) if folded[i : i + 2] == ["press", "secretary"]]
    if not heads:
        return set()
    bodies: set[str] = set()
    run: list[str] = []
    for word in [*words[: heads[0]], ""]:
        if word[:1].isupper() and fold_name(word) not in lexicon.NO_NAMES:
            run.append(word)
        elif run:
            bodies.add(fold_name(" ".join(run)))
            run = []
    bodies |= {fold_name(match.group(1)) for match in _FOR.finditer(description)}
    return {body for body in bodies if body}
