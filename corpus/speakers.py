"""Speakers over a whole collection: one person is one speaker, however the articles name him.

What joins two names, and nothing else does:

- they are the same but for case, diacritics, an article or an honorific before them;
- given name, surname and suffix agree, and one has middle names or initials more ("Ann B. Lee", "Ann Lee"), or a title
  before it ("Senator Ann Lee"), and no third name of the collection makes that a choice between two people;
- a surname alone, an initial with a surname, or the acronym of a body, where the collection has one who fits.

Names that are only spelt alike ("Dmitri", "Dmitry") stay apart: whoever looks a name up may follow a likeness, but an
index that had merged two people could not be put right. A speaker without a name ("a resident") is whomever each
article means by these words.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from . import lexicon
from .model import Attribution, FrozenModel, Quote
from .names import PersonName, as_written, initials, is_capitalised, is_full, is_title_of_body
from .names import fold_name as fold_name

MOST_CITED = 20
"""Articles that an alias names as its support; how many there are in all stands beside them."""

# Share of the commonest spelling's uses from which the one with more diacritics is the name: about as many. Diacritics
# are left out in haste, and put in by those who know them; yet a single article may have put them in wrongly.
_WITH_DIACRITICS = 0.75
_LEADING_ARTICLE = re.compile(r"^(?:The|An?)(?= )")


class AliasKind(StrEnum):
    """What an alias is, from the surest to the loosest."""

    NAME = "name"
    SURNAME = "surname"
    GIVEN = "given"
    ACRONYM = "acronym"
    ROLE = "role"
    SPOKEN_FOR = "spoken-for"


class Alias(FrozenModel):
    """Words that stand for a speaker.

    ``words`` are folded by :func:`fold_name`, for comparing, and ``text`` is how the articles mostly write them.
    ``articles`` are ids of those that use them for this speaker, the first :data:`MOST_CITED` in the order of the
    collection, and ``article_count`` says of how many; none where the words only follow from the name.
    """

    words: str
    kind: AliasKind
    text: str
    articles: tuple[str, ...] = ()
    article_count: int = 0


class Speaker(FrozenModel):
    """Somebody who is quoted in a collection, under the full name that the articles use most.

    ``spellings`` are all names under which quotes of his stand; ``quotes`` says how many there are. ``named`` is false
    for whoever is known by a role alone ("a resident"): there, one speaker may be several people. ``aliases`` are
    ordered by kind, then by how many articles and quotes support them.
    """

    name: str
    named: bool
    spellings: tuple[str, ...]
    aliases: tuple[Alias, ...]
    quotes: int

    @property
    def description(self) -> str | None:
        """What most articles say he is, in their words; more than a bare title where one says more."""
        roles = [alias for alias in self.aliases if alias.kind is AliasKind.ROLE]
        return next((alias.text for alias in (*(a for a in roles if " " in a.words), *roles)), None)


@dataclass
class _Words:
    """Some folded words as the articles write them, with the articles that do and their places in the collection."""

    texts: Counter[str] = field(default_factory=Counter)
    articles: dict[str, int] = field(default_factory=dict)

    def add(self, text: str, article: str, place: int) -> None:
        self.texts[text] += 1
        self.articles[article] = place

    def join(self, other: "_Words") -> None:
        self.texts.update(other.texts)
        self.articles |= other.articles

    def alias(self, words: str, kind: AliasKind) -> Alias:
        text = max(self.texts, key=lambda text: (self.texts[text], text))
        cited = tuple(sorted(self.articles, key=self.articles.__getitem__)[:MOST_CITED])
        return Alias(words=words, kind=kind, text=text, articles=cited, article_count=len(self.articles))


@dataclass
class _Sighting:
    """What the articles tell about one speaker: his names, what he is called, what he is said to be; folded."""

    names: dict[str, _Words] = field(default_factory=lambda: defaultdict(_Words))
    mentions: dict[str, _Words] = field(default_factory=lambda: defaultdict(_Words))
    roles: dict[str, _Words] = field(default_factory=lambda: defaultdict(_Words))

    def add(self, quote: Quote, key: str, article: str, place: int) -> None:
        self.names[key].add(quote.speaker or "", article, place)
        if quote.description is not None and (role := fold_name(quote.description)) and not _points(role):
            self.roles[role].add(_within_sentence(quote.description), article, place)
        if quote.mention is not None and (words := fold_name(quote.mention.text)):
            text = " ".join(quote.mention.text.split())
            # One word ("the minister") says too little to be looked for beyond its article.
            if quote.attribution is Attribution.ROLE and " " in words and not _points(words):
                self.roles[words].add(_within_sentence(text), article, place)
            elif quote.attribution is Attribution.NAMED:
                self.mentions[words].add(text, article, place)

    def join(self, other: "_Sighting") -> None:
        for mine, others in zip(
            (self.names, self.mentions, self.roles), (other.names, other.mentions, other.roles), strict=True
        ):
            for words, seen in others.items():
                mine[words].join(seen)

    @property
    def spelt(self) -> Counter[str]:
        spelt: Counter[str] = Counter()
        for words in self.names.values():
            spelt.update(words.texts)
        return spelt

    @property
    def named(self) -> bool:
        """Whether this is the name of somebody or of a body, and no role that stands for one."""
        texts = [text for words in self.names.values() for text in words.texts]
        if self.names.keys() & self.roles.keys():
            return any(is_title_of_body(text) for text in texts)
        return any(text != text.lower() for text in texts)


def _within_sentence(role: str) -> str:
    """A role without the capital that the beginning of a sentence gives to its article."""
    return _LEADING_ARTICLE.sub(lambda article: article.group().lower(), role)


def _points(words: str) -> bool:
    """Whether a role means somebody only beside the words around it: "his wife", "one company", "that report"."""
    return words.split()[0] in lexicon.DETERMINERS


def link_speakers(
    articles: Mapping[str, Sequence[Quote]] | Iterable[tuple[str, Sequence[Quote]]],
) -> tuple[Speaker, ...]:
    """Gather the speakers of a collection; what joins two names stands at the top of this module.

    Args:
        articles: the quotes of each article, by its id; or pairs of these, which are read once.

    Returns:
        The speakers by name; no two share a spelling.
    """
    seen: dict[str, _Sighting] = defaultdict(_Sighting)
    pairs = articles.items() if isinstance(articles, Mapping) else articles
    for place, (article, quotes) in enumerate(pairs):
        for quote in quotes:
            if quote.speaker is not None and (key := fold_name(quote.speaker)):
                seen[key].add(quote, key, article, place)
    joined: dict[str, _Sighting] = defaultdict(_Sighting)
    for key, owner in _owners(seen).items():
        joined[owner].join(seen[key])
    return tuple(_speaker(sighting) for _, sighting in sorted(joined.items()))


def _owners(seen: Mapping[str, _Sighting]) -> dict[str, str]:
    """Which name stands for each name."""
    owner = {key: key for key in seen}
    people: dict[str, PersonName] = {}
    bodies: dict[str, str] = {}
    for key, sighting in seen.items():
        if sighting.named:
            spelling = _likeliest(sighting.spelt)
            person = PersonName.parse(spelling) if is_capitalised(spelling) else None
            if person is not None:
                people[key] = person
            if person is None or not person.given:
                bodies[key] = spelling
    _join_fuller_names(owner, people)
    _join_short_names(owner, people)
    _join_acronyms(owner, bodies)
    return owner


def _join_fuller_names(owner: dict[str, str], people: Mapping[str, PersonName]) -> None:
    namesakes: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for key, person in people.items():
        if person.given:
            namesakes[person.given, person.surname, person.suffix].append(key)
    for keys in namesakes.values():
        alike = {key: {k for k in keys if people[key].has_same_middles(people[k])} for key in keys}
        # A name that fits two who do not fit each other belongs to either; it stays open.
        sure = [key for key in keys if all(alike[key] <= alike[k] for k in alike[key])]
        for key in sure:
            owner[key] = min(k for k in alike[key] if k in sure)


def _join_short_names(owner: dict[str, str], people: Mapping[str, PersonName]) -> None:
    """Join surnames alone, and initials with a surname, to the one full name that they can stand for."""
    bearers: dict[str, set[str]] = defaultdict(set)
    for key, person in people.items():
        if len(person.given) > 1:
            bearers[person.surname].add(key)
            bearers[person.bare_surname].add(key)
    for key, person in people.items():
        if len(person.given) > 1:
            continue
        fitting = {
            owner[k]
            for k in bearers.get(person.surname, ())
            if people[k].given.startswith(person.given)
            and person.suffix in {"", people[k].suffix}
            and (not person.given or person.has_same_middles(people[k]))
        }
        if len(fitting) == 1:
            owner[key] = fitting.pop()


def _join_acronyms(owner: dict[str, str], bodies: Mapping[str, str]) -> None:
    """Join an acronym, with full stops or without, to the one body whose name has these initials."""
    spelt_out: dict[str, set[str]] = defaultdict(set)
    short: dict[str, list[str]] = defaultdict(list)
    for key, spelling in bodies.items():
        letters = key.replace(" ", "")
        if spelling.isupper() and (" " not in key or len(letters) == len(key.split())):
            short[letters].append(key)
        elif initials(spelling):
            spelt_out[initials(spelling)].add(owner[key])
    for letters, keys in short.items():
        meant = spelt_out.get(letters, set())
        for key in keys:
            if owner[key] == key:
                owner[key] = next(iter(meant)) if len(meant) == 1 else owner[keys[0]]


def _likeliest(spelt: Counter[str]) -> str:
    """The spelling that is used most; of two, the one without an article and not all in capitals.

    One that has more diacritics, and is otherwise the same, comes before it where it is not rare.
    """
    most = max(spelt, key=lambda name: (spelt[name], not name.lower().startswith("the "), not name.isupper(), name))
    fuller = [
        name
        for name in spelt
        if spelt[name] >= _WITH_DIACRITICS * spelt[most]
        and (len(name.split()), name.isupper(), fold_name(name)) == (len(most.split()), most.isupper(), fold_name(most))
    ]
    return max(fuller, key=lambda name: (_diacritics(name), spelt[name], name == most, name))


def _diacritics(name: str) -> int:
    return sum(letter.isalpha() and not letter.isascii() for letter in name)


def _speaker(sighting: _Sighting) -> Speaker:
    spelt, named = sighting.spelt, sighting.named
    aliases = {(words, AliasKind.NAME): seen for words, seen in sighting.names.items()}
    for spelling in sorted(spelt) if named else ():
        for words, kind, text in _following(spelling):
            if words and (words, AliasKind.NAME) not in aliases:
                called = sighting.mentions.get(words)
                aliases.setdefault((words, kind), called or _Words(Counter({text: 0})))
    for role, seen in sighting.roles.items():
        aliases[role, AliasKind.ROLE] = seen
        for text in seen.texts:
            for body in spoken_for(text):
                speaks = aliases.setdefault((body, AliasKind.SPOKEN_FOR), _Words())
                speaks.texts[as_written(text, body)] += seen.texts[text]
                speaks.articles |= seen.articles
    kinds = list(AliasKind)

    def rank(alias: tuple[str, AliasKind]) -> tuple[int, int, int, str]:
        seen = aliases[alias]
        return kinds.index(alias[1]), -len(seen.articles), -seen.texts.total(), alias[0]

    return Speaker(
        name=_likeliest(Counter({name: spelt[name] for name in spelt if is_full(name)}) or spelt),
        named=named,
        spellings=tuple(sorted(spelt)),
        aliases=tuple(aliases[words, kind].alias(words, kind) for words, kind in sorted(aliases, key=rank)),
        quotes=spelt.total(),
    )


def _following(spelling: str) -> Iterator[tuple[str, AliasKind, str]]:
    """What else stands for whoever has a name, since it follows from the name: folded, its kind, and as written."""
    person = PersonName.parse(spelling)
    if person is not None and person.given:
        for words, kind in (
            (person.short, AliasKind.NAME),
            (fold_name(person.surname), AliasKind.SURNAME),
            (fold_name(person.bare_surname), AliasKind.SURNAME),
            (fold_name(person.given) if len(person.given) > 1 else "", AliasKind.GIVEN),
        ):
            yield words, kind, as_written(spelling, words)
    yield initials(spelling), AliasKind.ACRONYM, initials(spelling).upper()


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
