"""Mentions: the words that name a speaker at a cue, read from the words around it without a parser."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from . import lexicon
from .marks import Segment
from .text import Range

# Most words of a noun phrase, of an apposition before its cue, of one after a name, and in brackets. Noun
# phrases of news stay below 10 words and appositions below 20; the bounds keep reading linear in any text.
_PHRASE = 14
_APPOSITION = 30
_APPOSITION_AFTER = 20
_BRACKETED = 8
# How many brackets, "of" and "who" a phrase may be nested in.
_NESTING = 4
# Most code points of an apposition that is shown as a description.
_DESCRIPTION = 120

_DOTTED = "Mr|Mrs|Ms|Dr|Sen|Sens|Rep|Reps|Gov|Lt|Col|Gen|Maj|Capt|Sgt|Cpl|Adm|Cmdr|Rev|Fr|St|Hon|Jr|Sr|Prof"
_TOKEN = re.compile(rf"(?P<quote>\x01+)|(?P<word>(?:{_DOTTED})\.|(?:[A-Z]\.)+(?!\w)|\w+(?:['’&/.-]\w+)*)|(?P<mark>\S)")


_POSSESSIVE = re.compile(r"(?<=\w)['’]s?$")
_OPENS_APPOSITION = lexicon.DETERMINERS | lexicon.TITLES | lexicon.ADJUNCTS
_ARTICLES = frozenset({"the", "a", "an"})
_DESCRIBES_NOBODY = frozenset({"who", "which", "whose", "and", "in"})


class TokenKind(StrEnum):
    """What a token is: a word, a punctuation mark, or a whole quotation."""

    WORD = "word"
    MARK = "mark"
    QUOTE = "quote"


_KINDS: dict[str | None, TokenKind] = {"word": TokenKind.WORD, "mark": TokenKind.MARK, "quote": TokenKind.QUOTE}


@dataclass(frozen=True, slots=True)
class Token:
    """One word, mark or quotation outside of which we read; offsets into the article.

    ``lower`` is the word in lower case, without a possessive ending or an abbreviation's full stop.
    """

    text: str
    lower: str
    start: int
    end: int
    kind: TokenKind

    @property
    def capitalised(self) -> bool:
        """Whether it is written like a name."""
        if self.kind is not TokenKind.WORD:
            return False
        prefix, hyphen, rest = self.text.partition("-")
        return self.text[0].isupper() or (bool(hyphen) and prefix in lexicon.PARTICLES and rest[:1].isupper())

    @property
    def possessive(self) -> bool:
        """Whether it ends in 's."""
        return self.text.endswith(("'s", "’s", "s’", "s'"))


class MentionKind(StrEnum):
    """What kind of words name the speaker."""

    PERSON = "person"
    ORGANISATION = "organisation"
    ROLE = "role"
    PRONOUN = "pronoun"


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name a speaker: where they stand, the name in them, and the description that comes with it.

    ``whole`` is the full noun phrase, description included, which a statement around it leaves out.
    """

    start: int
    end: int
    kind: MentionKind
    name: str
    whole: Range
    description: Range | None = None


def mask(text: str, found: list[Segment]) -> str:
    """Blot out what stands inside quotation marks, marks included, without moving an offset."""
    pieces, position = [], 0
    for segment in found:
        pieces += [text[position : segment.outer_start], "\x01" * (segment.outer_end - segment.outer_start)]
        position = segment.outer_end
    return "".join([*pieces, text[position:]])


def tokenize(masked: str, stretch: Range) -> list[Token]:
    """Split a stretch of masked text into words, marks and quotations."""
    return [
        Token(word := match.group(), _lower(word), match.start(), match.end(), _KINDS[match.lastgroup])
        for match in _TOKEN.finditer(masked, stretch.start, stretch.end)
    ]


def _lower(word: str) -> str:
    return _POSSESSIVE.sub("", word.lower()).rstrip(".") or word


def is_role(token: Token) -> bool:
    """Whether a word is the head of a role: spokesman, anchorman, economist."""
    word = token.lower
    return (
        word in lexicon.ROLES
        or (word.endswith("s") and word[:-1] in lexicon.ROLES)
        # Not where it is written like a name: Norman, Friedman, Coleman.
        or (token.text.islower() and len(word) > 5 and word.endswith(("man", "woman", "ologist", "person")))
    )


def count_titles(name: list[Token]) -> int:
    """How many words of a capitalised run stand before the name proper: three of "Prime Minister Dr. Anna Brel"."""
    titles = (
        position
        for position in range(len(name) - 1, 0, -1)
        if name[position - 1].lower in lexicon.TITLES or is_role(name[position - 1]) or name[position - 1].possessive
    )
    return next(titles, 0)


def before(tokens: list[Token], index: int) -> Mention | None:
    """Read the subject that ends just before the cue at ``index``; ``None`` where there is none."""
    last = index - 1
    while last >= 0 and _is_auxiliary(tokens[last]):
        if tokens[last].lower in lexicon.NEGATIONS:
            return None
        last -= 1
    if last < 0 or tokens[last].kind is TokenKind.QUOTE:
        return None
    if tokens[last].text in {",", "—", "–", "-"}:
        return _across_apposition(tokens, last)
    return _ending_at(tokens, last)


def after(tokens: list[Token], index: int) -> Mention | None:
    """Read the subject that begins just after the token at ``index`` ("said the minister of defence")."""
    first = index + 1
    stop = first
    while stop < len(tokens) and _continues(tokens[stop]) and stop - first < _PHRASE:
        stop += 1
    chunk = tokens[first:stop]
    mention = _of_chunk(chunk)
    if mention is None and chunk and chunk[0].capitalised and len(chunk) > 1:
        # "said Peskov Monday", "said Peskov late": the name leads, something else trails.
        run = 1
        while run < len(chunk) and _name_part(chunk[run]):
            run += 1
        mention = _of_chunk(chunk[:run])
    if mention is None:
        return None
    return _with_apposition(tokens, stop, mention)


def leading(tokens: list[Token]) -> Mention | None:
    """Read the subject that a sentence begins with; ``None`` where it begins otherwise."""
    start = 0
    while start < min(len(tokens), _PHRASE) and tokens[start].kind is TokenKind.MARK:
        start += 1
    if start < len(tokens) and tokens[start].lower in lexicon.DESCRIPTIVE:
        # "In response to the report, Peskov ...": the subject follows the comma.
        comma = next(
            (i for i in range(start, min(len(tokens), start + _APPOSITION_AFTER)) if tokens[i].text == ","), None
        )
        if comma is None:
            return None
        start = comma + 1
    stop = start
    while stop < len(tokens) and _continues(tokens[stop]) and stop - start < _PHRASE:
        stop += 1
    for end in range(start + 1, stop + 1):
        here = tokens[end - 1]
        following = tokens[end] if end < stop else None
        if here.lower in lexicon.PERSONAL_PRONOUNS and end == start + 1:
            return _of_chunk([here])
        ends_name = here.capitalised and not (following and _name_part(following))
        ends_role = is_role(here) and not (following and (is_role(following) or following.capitalised))
        if not here.possessive and (ends_name or ends_role) and (found := _of_chunk(tokens[start:end])):
            return _with_apposition(tokens, end, found)
    return None


def _is_auxiliary(token: Token) -> bool:
    word = token.lower
    return token.kind is TokenKind.WORD and (
        word in lexicon.AUXILIARIES or (word.endswith("ly") and token.text.islower() and len(word) > 4)
    )


def _continues(token: Token) -> bool:
    """Whether a chunk of nouns goes on over this token."""
    return token.kind is TokenKind.WORD and not (token.text.islower() and _ends_chunk(token.lower))


def _ends_chunk(word: str) -> bool:
    return word in lexicon.BOUNDARIES or word in lexicon.CUES or word in lexicon.PARTICIPLES


def _name_part(token: Token) -> bool:
    return token.kind is TokenKind.WORD and (
        (token.capitalised and token.lower not in lexicon.DAYS_AND_MONTHS) or token.text in lexicon.PARTICLES
    )


def _ending_at(tokens: list[Token], last: int, nesting: int = _NESTING) -> Mention | None:
    """Read the noun phrase that ends with the token at ``last``, across brackets, "of" and "who"."""
    if last < 0 or nesting == 0:
        return None
    if tokens[last].text in {")", "]"}:
        return _before_brackets(tokens, last, nesting)
    first = last
    while first >= 0 and _continues(tokens[first]) and last - first < _PHRASE:
        first -= 1
    chunk = tokens[first + 1 : last + 1]
    mention = _of_chunk(chunk)
    joint = tokens[first].lower if first > 0 and tokens[first].kind is TokenKind.WORD else ""
    if joint in lexicon.RELATIVE:
        if joint == "that" and mention is not None:
            return mention  # "told the Times that Trump had said": a clause with a subject of its own
        outer = _ending_at(tokens, first - 2 if tokens[first - 1].text == "," else first - 1, nesting - 1)
        return outer or mention
    if joint in lexicon.DESCRIPTIVE and chunk:
        outer = _ending_at(tokens, first - 1, nesting - 1)
        if outer is not None and outer.kind is MentionKind.PERSON:
            return replace(outer, whole=Range(outer.whole.start, chunk[-1].end))
        if outer is not None and outer.kind is MentionKind.ROLE:
            whole = Range(outer.start, chunk[-1].end)
            return replace(outer, end=whole.end, whole=whole, description=whole)
    return mention


def _before_brackets(tokens: list[Token], last: int, nesting: int) -> Mention | None:
    """Read the name that stands before brackets closing at ``last``: "Human Rights Watch (HRW)"."""
    opening = next((i for i in range(last - 1, max(-1, last - _BRACKETED), -1) if tokens[i].text in {"(", "["}), None)
    mention = _ending_at(tokens, opening - 1, nesting - 1) if opening is not None else None
    if opening is None or mention is None:
        return None
    return replace(mention, whole=Range(mention.whole.start, tokens[last].end))


def _across_apposition(tokens: list[Token], last: int) -> Mention | None:
    """Read "NAME, a spokesman of ..., said" and "NAME, who ..., said", with ``last`` at the second comma."""
    for opening in range(last - 1, max(0, last - _APPOSITION), -1):
        if tokens[opening].kind is TokenKind.QUOTE:
            return None
        if tokens[opening].text in {",", "—", "–"} and opening > 0:
            mention = _ending_at(tokens, opening - 1)
            if named := _named_by_apposition(mention, tokens[opening + 1 : last]):
                return replace(named, whole=Range(named.whole.start, tokens[last].end))
            if not _is_apposition(tokens[opening + 1 : last]):
                continue
            if mention is not None and mention.kind is not MentionKind.PRONOUN:
                whole = Range(mention.whole.start, tokens[last].end)
                return replace(_described(mention, tokens[opening + 1 : last]), whole=whole)
    return None


def _named_by_apposition(mention: Mention | None, inside: list[Token]) -> Mention | None:
    """Read "the minister, Paul Reid, said": the name stands between the commas, and the role describes him."""
    if mention is None or mention.kind is not MentionKind.ROLE or not inside:
        return None
    named = _of_chunk(inside) if all(_name_part(token) for token in inside) else None
    if named is None or named.kind is not MentionKind.PERSON or named.start != inside[0].start:
        return None
    role = Range(mention.whole.start, mention.whole.end)
    return replace(named, description=role, whole=Range(role.start, named.end))


def _is_apposition(inside: list[Token]) -> bool:
    """Whether words between commas say who somebody is, or what he did meanwhile, rather than go on with a clause."""
    if not inside:
        return False
    first = inside[0]
    return (
        first.lower in _OPENS_APPOSITION
        or first.text.isdigit()
        or first.lower.endswith("ing")
        or any(is_role(token) for token in inside[:6])
    )


def _with_apposition(tokens: list[Token], stop: int, mention: Mention) -> Mention:
    """Add what stands after a name and a comma, where it says who that is."""
    if stop >= len(tokens) or tokens[stop].text != "," or mention.kind is not MentionKind.PERSON:
        return mention
    end = stop + 1
    while end < len(tokens) and end - stop < _APPOSITION_AFTER and tokens[end].kind is TokenKind.WORD:
        end += 1
    return _described(mention, tokens[stop + 1 : end])


def _described(mention: Mention, inside: list[Token]) -> Mention:
    """Take an apposition as the description when it names a role."""
    if mention.description is not None or not inside or inside[0].lower in _DESCRIBES_NOBODY:
        return mention
    if any(is_role(token) for token in inside) and inside[-1].end - inside[0].start <= _DESCRIPTION:
        return replace(mention, description=Range(inside[0].start, inside[-1].end))
    return mention


def _of_chunk(chunk: list[Token]) -> Mention | None:
    """Tell what a chunk of nouns names: a pronoun, a person, an organisation or a role."""
    while chunk and (chunk[0].lower in lexicon.AUXILIARIES or chunk[0].lower == "even"):
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
    while run > 0 and _name_part(chunk[run - 1]):
        run -= 1
    name = chunk[run:]
    while name and (name[0].lower in lexicon.NO_NAMES or name[0].text in lexicon.PARTICLES):
        particle = name[0].text in lexicon.PARTICLES and not name[0].capitalised
        if particle and len(name) > 1 and name[1].capitalised and run > 0:
            break
        name = name[1:]
        run += 1
    if not name or name[-1].possessive:
        return _role(chunk)
    return _named(chunk, run)


def _role(chunk: list[Token]) -> Mention | None:
    if not is_role(chunk[-1]) and chunk[-1].lower not in lexicon.THINGS_THAT_SAY:
        return None
    start = 0
    while start < len(chunk) - 1 and chunk[start].lower in lexicon.NO_NAMES - lexicon.DETERMINERS:
        start += 1
    words = chunk[start:]
    bare = words[1:] if words[0].lower in lexicon.DETERMINERS and len(words) > 1 else words
    name = " ".join(token.text for token in bare)
    here = Range(words[0].start, words[-1].end)
    return Mention(*here, MentionKind.ROLE, name, here, description=here)


def _named(chunk: list[Token], run: int) -> Mention | None:
    """Part a run of capitalised words into description and name: "Foreign Minister" + "Anna Brel"."""
    titled = count_titles(chunk[run:])
    described, name = chunk[: run + titled], chunk[run + titled :]
    last = name[-1]
    if len(name) == 1 and (is_role(last) or last.lower in lexicon.TITLES) and last.lower not in lexicon.ORGANISATIONS:
        return _role(chunk)
    article = bool(described) and described[0].lower in _ARTICLES
    the_alone = len(described) == 1 and described[0].lower == "the"
    if last.lower in lexicon.ORGANISATIONS or _is_acronym(last, chunk) or the_alone:
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
