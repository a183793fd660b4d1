"""Mentions: the words that name a speaker, and what a few words name: a person, an organisation, a role."""

from dataclasses import dataclass
from enum import StrEnum

from . import lexicon
from .text import Range
from .tokens import Token, TokenKind, count_titles, is_group, is_role

# Most words of a phrase that its article alone makes a subject.
_LOOSE = 5
_ARTICLES = frozenset({"the", "a", "an"})
# What begins no chunk that names somebody ("May" is a name as well), and what ends or holds no noun phrase.
_NOT_FIRST = lexicon.AUXILIARIES - lexicon.DAYS_AND_MONTHS
_NOT_LAST = lexicon.TIMES | lexicon.AUXILIARIES
_NOT_WITHIN = lexicon.DETERMINERS | lexicon.IRREGULAR_PAST
# Words that stand before the article of a role and are none of it: "Even the minister".
_BEFORE_ARTICLE = lexicon.NO_NAMES - lexicon.DETERMINERS
_BEFORE_GROUP = lexicon.DETERMINERS | lexicon.QUANTIFIERS
_NO_NAME_PARTS = lexicon.DAYS_AND_MONTHS | lexicon.PERSONAL_PRONOUNS


class MentionKind(StrEnum):
    """What kind of words name the speaker."""

    PERSON = "person"
    ORGANISATION = "organisation"
    ROLE = "role"
    PRONOUN = "pronoun"


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name a speaker: where they stand, the name in them, and the description that comes with it.

    ``whole`` is the full noun phrase, description included, which a statement around it leaves out. ``loose`` tells
    that nothing but its article or its place makes it a subject ("the board", "Videos show"), ``definite`` that its
    article is "the" or tells whose he is, ``shared`` that he is the last of several who speak together.
    """

    start: int
    end: int
    kind: MentionKind
    name: str
    whole: Range
    description: Range | None = None
    loose: bool = False
    definite: bool = False
    shared: bool = False


def name_of(chunk: list[Token]) -> Mention | None:
    """Tell what a chunk of nouns names: a pronoun, a person, an organisation or a role."""
    while chunk and chunk[0].lower in _NOT_FIRST:
        chunk = chunk[1:]
    if not chunk:
        return None
    if chunk[-1].text in lexicon.PERSONAL_PRONOUNS:
        chunk = chunk[-1:]  # "a day later she"
    if len(chunk) == 1 and chunk[0].lower in lexicon.PERSONAL_PRONOUNS:
        if chunk[0].text == "IT":
            return None
        here = Range(chunk[0].start, chunk[0].end)
        return Mention(*here, MentionKind.PRONOUN, chunk[0].lower, here)
    run = len(chunk)
    while run > 0 and (is_name_part(chunk[run - 1]) or _is_surname(chunk[:run])):
        run -= 1
    name = chunk[run:]
    if len(chunk) == 1 and not name and chunk[0].capitalised and chunk[0].lower in lexicon.DAYS_AND_MONTHS:
        # "May said", if that is somebody's name
        here = Range(chunk[0].start, chunk[0].end)
        return Mention(*here, MentionKind.PERSON, chunk[0].text, here, loose=True)
    while name and (name[0].lower in lexicon.NO_NAMES or name[0].text in lexicon.PARTICLES):
        if (
            name[0].text in lexicon.PARTICLES
            and len(name[0].text) > 1
            and any(token.capitalised for token in name[1:3])
        ):
            break  # "van der Berg"
        name = name[1:]
        run += 1
    if not name or name[-1].possessive:
        return _role(chunk)
    if is_group(name[-1], determined=run > 0 and chunk[run - 1].lower in _BEFORE_GROUP):
        return _group(chunk)
    return _named(chunk, run)


def _is_surname(words: list[Token]) -> bool:
    """Whether the last of some words is a name though it is a month as well: "Anna May", "Mrs. May"."""
    if len(words) < 2 or not words[-1].capitalised or words[-1].lower not in lexicon.DAYS_AND_MONTHS:
        return False
    return words[-2].lower in lexicon.GENDER_OF_GIVEN_NAME or words[-2].lower in lexicon.HONORIFICS


def _group(chunk: list[Token]) -> Mention:
    """Name people by their party or nation: "one Republican", "Norwegians"."""
    here = Range(chunk[0].start, chunk[-1].end)
    bare = chunk[1:] if chunk[0].lower in lexicon.DETERMINERS and len(chunk) > 1 else chunk
    definite = chunk[0].lower == "the"
    name = " ".join(token.text for token in bare)
    return Mention(*here, MentionKind.ROLE, name, here, description=here, definite=definite)


def _role(chunk: list[Token]) -> Mention | None:
    # "the statement posted on Monday", "a source close to Brel": what trails is no part of the name.
    trails = (i for i in range(len(chunk) - 1) if _is_source(chunk[i]) and _trails(chunk[i + 1]))
    chunk = chunk[: next(trails, len(chunk)) + 1]
    # "Brel raised a sign that said": the phrase begins at its article, a verb before it left out.
    anew = (i for i in range(len(chunk) - 1, 0, -1) if chunk[i].text in lexicon.DETERMINERS)
    chunk = chunk[next(anew, 0) :]
    last = chunk[-1]
    listed = _is_source(last) or _counts(chunk)
    if not listed and not _is_noun_phrase(chunk):
        return None
    start = 0
    while start < len(chunk) - 1 and chunk[start].lower in _BEFORE_ARTICLE:
        start += 1
    words = chunk[start:]
    bare = words[1:] if words[0].lower in lexicon.DETERMINERS and len(words) > 1 else words
    name = " ".join(token.text for token in bare)
    here = Range(words[0].start, words[-1].end)
    counted = start > 0 and chunk[start - 1].lower in lexicon.QUANTIFIERS
    whole = Range(chunk[start - 1].start, here.end) if counted else here  # "two officials"
    definite = words[0].lower in lexicon.DEFINITE or words[0].possessive
    return Mention(*here, MentionKind.ROLE, name, whole, description=here, loose=not listed, definite=definite)


def _trails(token: Token) -> bool:
    return token.text.endswith("ed") or token.lower in lexicon.TRAILING


def _is_source(token: Token) -> bool:
    return is_role(token) or token.lower in lexicon.THINGS_THAT_SAY


def _is_noun_phrase(chunk: list[Token]) -> bool:
    """Whether an article and the few words after it name something, without a verb between them."""
    inner = chunk[1:-1]
    return (
        1 < len(chunk) <= _LOOSE
        and chunk[0].lower in lexicon.DETERMINERS
        and chunk[-1].lower not in _NOT_LAST
        and not any(token.lower in _NOT_WITHIN for token in inner)
    )


def _counts(chunk: list[Token]) -> bool:
    """Whether a lone word stands for somebody out of a number: "one", "another", "many"."""
    return len(chunk) == 1 and chunk[0].lower in lexicon.QUANTIFIERS


def _named(chunk: list[Token], run: int) -> Mention | None:
    """Part a run of capitalised words into description and name: "Foreign Minister" + "Anna Brel"."""
    titled = count_titles(chunk[run:])
    described, name = chunk[: run + titled], chunk[run + titled :]
    bare = not (described and described[0].lower in lexicon.DETERMINERS)
    while bare and len(name) > 1 and name[-1].lower in lexicon.POST_NOMINALS and name[-1].text.isupper():
        name = name[:-1]
    said = (i for i in range(1, len(name)) if name[i].text.isupper() and name[i].lower in lexicon.SAYING)
    name = name[: next(said, len(name))]  # a text in capitals: "ANNA BREL SAID:"
    last = name[-1]
    if len(name) == 1 and (is_role(last) or last.lower in lexicon.TITLES) and last.lower not in lexicon.ORGANISATIONS:
        return _role(chunk)
    article = bool(described) and described[0].lower in _ARTICLES
    the_alone = len(described) == 1 and described[0].lower == "the"
    together = any(token.text == "&" for token in name)
    if together or last.lower in lexicon.ORGANISATIONS or _is_acronym(last, chunk) or the_alone:
        return _organisation(described, name, article=article, titled=titled > 0)
    titles = [token for token in described if is_role(token) or token.lower in lexicon.TITLES]
    whole = Range(described[0].start if titles else name[0].start, last.end)
    tells = any(token.lower not in lexicon.HONORIFICS for token in titles)
    description = Range(described[0].start, described[-1].end) if tells else None
    words = " ".join(token.text for token in name)
    return Mention(name[0].start, last.end, MentionKind.PERSON, words, whole, description)


def _organisation(described: list[Token], name: list[Token], *, article: bool, titled: bool) -> Mention:
    """Name an organisation; words that would be a person's title belong to its name ("Press Secretary Office")."""
    if titled:
        while len(described) > article and described[-1].capitalised:
            name = [described[-1], *name]
            described = described[:-1]
    words = " ".join(token.text for token in name)
    here = Range(described[0].start if article else name[0].start, name[-1].end)
    return Mention(*here, MentionKind.ORGANISATION, words, here)


def _is_acronym(token: Token, chunk: list[Token]) -> bool:
    """Whether a word in capitals is one, and neither "III" nor part of a text in capitals ("ANNA BREL said")."""
    shouting = len(chunk) > 1 and all(other.text.isupper() for other in chunk)
    return len(token.text) > 1 and token.text.isupper() and token.lower not in lexicon.SUFFIXES and not shouting


def is_name_part(token: Token) -> bool:
    """Whether a word may be part of a name: capitalised, or a particle such as "van"."""
    if token.text == "&":
        return True
    if token.kind is not TokenKind.WORD or "/" in token.text:
        return False  # "NAME/AGENCY" signs a photograph
    named = token.capitalised and token.lower not in _NO_NAME_PARTS
    return named or token.text in lexicon.PARTICLES
