"""Noun phrases that end or begin at a token, read without a parser: "the minister of defence", "one of those who"."""

from bisect import bisect_left
from dataclasses import replace

from . import lexicon
from .mentions import Mention, MentionKind, is_name_part, name_of
from .text import Range
from .tokens import Token, TokenKind, count_titles, is_group, is_role, may_be_verb

# Most words of a noun phrase and in brackets: those of news stay below 10; the bounds keep reading linear in any text.
PHRASE = 14
_BRACKETED = 8
# How many brackets, "of" and "who" a phrase may be nested in.
_NESTING = 4
# What the name of an organisation runs across: "the Institute for Lakes", "the University of Orvik".
JOINTS = frozenset({"for", "of"})
# What stands between an office and the body it serves: "Secretary of State", "Ambassador to the United Nations".
_OF_OFFICE = frozenset({"of", "for", "to"})
_CONTRACTED = ("n't", "n’t")


def position(tokens: list[Token], offset: int) -> int:
    """The place of the first token that begins at an offset or after it."""
    return bisect_left(tokens, offset, key=lambda token: token.start)


def chunk_at(tokens: list[Token], start: int) -> list[Token]:
    """The nouns that stand from a token on, up to a mark or a word that ends their phrase."""
    stop = start
    while stop < len(tokens) and continues(tokens[stop]) and stop - start < PHRASE:
        stop += 1
    return tokens[start:stop]


def continues(token: Token) -> bool:
    """Whether a chunk of nouns goes on over this token."""
    return token.text == "&" or (
        token.kind is TokenKind.WORD and not (token.text.islower() and _ends_chunk(token.lower))
    )


def _ends_chunk(word: str) -> bool:
    return (
        word in lexicon.BOUNDARIES or word in lexicon.CUES or word in lexicon.PARTICIPLES or word.endswith(_CONTRACTED)
    )


def ending_at(tokens: list[Token], last: int, nesting: int = _NESTING) -> Mention | None:
    """Read the noun phrase that ends with the token at ``last``, across brackets, "of" and "who"."""
    if last < 0 or nesting == 0:
        return None
    if tokens[last].text in {")", "]"}:
        return _before_brackets(tokens, last, nesting)
    first = last
    while first >= 0 and continues(tokens[first]) and last - first < PHRASE:
        first -= 1
    chunk = tokens[first + 1 : last + 1]
    mention = name_of(chunk)
    joint = tokens[first].lower if first > 0 and tokens[first].kind is TokenKind.WORD else ""
    if (
        joint == "and"
        and mention is not None
        and mention.kind is MentionKind.PERSON
        and is_name_part(tokens[first - 1])
    ):
        mention = replace(mention, shared=True)  # "Brel and Hale said"
    if joint in lexicon.RELATIVE:
        if mention is not None:
            return mention  # "told the Times that Brel had said", "which Brel called": a subject of its own
        return ending_at(tokens, first - 2 if tokens[first - 1].text == "," else first - 1, nesting - 1)
    if joint in _OF_OFFICE and mention is not None and (office := _office_holder(tokens, first, chunk, nesting)):
        return office
    if joint == "and" and mention is not None and mention.kind is MentionKind.ROLE:
        # "the senator and presidential candidate said": one person of two roles
        outer = ending_at(tokens, first - 1, nesting - 1)
        plain = chunk[0].lower not in lexicon.DETERMINERS
        if outer is not None and outer.kind is MentionKind.ROLE and outer.definite and plain and not outer.loose:
            return replace(outer, end=mention.end, whole=Range(outer.start, mention.end), description=outer.whole)
    capitals = bool(chunk) and all(token.capitalised for token in chunk)
    if joint == "and" and capitals:
        outer = ending_at(tokens, first - 1, nesting - 1)
        if outer is not None and outer.kind is MentionKind.ORGANISATION and JOINTS & set(outer.name.split()):
            return extended(outer, tokens[first : last + 1])  # "the Institute for Lakes and Rivers"
    if joint in lexicon.DESCRIPTIVE and chunk:
        outer = ending_at(tokens, first - 1, nesting - 1) or _somebody(tokens, first)
        if outer is not None and outer.kind is MentionKind.PERSON:
            return replace(outer, whole=Range(outer.whole.start, chunk[-1].end))
        holds = count_titles(chunk) > 0
        if outer is not None and outer.kind is MentionKind.ORGANISATION and joint in JOINTS and capitals and not holds:
            return extended(outer, tokens[first : last + 1])
        if outer is not None and outer.kind is MentionKind.ROLE and not any(map(_is_past, chunk[1:-1])):
            whole = Range(outer.start, chunk[-1].end)
            return replace(outer, end=whole.end, whole=whole, description=whole)
        if mention is not None and mention.loose:
            return None  # "... in the talks said": what the preposition follows is the subject
    return mention


def _is_past(token: Token) -> bool:
    """Whether a word inside a phrase is its verb: "the head of the port refused a request called"."""
    return may_be_verb(token) and not token.text.endswith("s")


def _somebody(tokens: list[Token], joint: int) -> Mention | None:
    """Read "people close" before "to the talks", "one Norwegian involved" before "in the planning"."""
    first = joint - 1
    while first >= 0 and continues(tokens[first]) and joint - first < PHRASE:
        first -= 1
    chunk = tokens[first + 1 : joint]
    heads = (i for i in range(len(chunk) - 1, -1, -1) if is_role(chunk[i]) or is_group(chunk[i], determined=i > 0))
    head = next(heads, None)
    return name_of(chunk[: head + 1]) if head is not None else None


def extended(outer: Mention, more: list[Token]) -> Mention:
    """Add "for Lakes" to the name of an organisation."""
    whole = Range(outer.whole.start, more[-1].end)
    name = " ".join([outer.name, *(token.text for token in more)])
    return replace(outer, name=name, end=whole.end, whole=whole)


def _office_holder(tokens: list[Token], joint: int, chunk: list[Token], nesting: int) -> Mention | None:
    """Read "Secretary of State Anna Brel" and "head of the Lake Council Anna Brel": the name follows the office."""
    outer = ending_at(tokens, joint - 1, nesting - 1)
    if outer is None or outer.kind is not MentionKind.ROLE:
        return None
    office = max((i for i, token in enumerate(chunk) if token.lower in lexicon.OFFICES), default=-1)
    titled = count_titles(chunk)
    held = chunk[max(office + 1, titled) :]
    serves = tokens[joint].lower != "of" or chunk[titled - 1].lower in lexicon.HONORIFICS
    if titled > office + 1 and serves:
        return None  # "a spokesman for Gov. Anna Brel", "a lawyer for House Speaker Brel": whom he serves
    if (office < 0 and not titled) or not held or not all(is_name_part(token) for token in held):
        return None
    named = name_of(held)
    if named is None or named.kind is not MentionKind.PERSON:
        return None
    description = Range(outer.start, chunk[max(office, titled - 1)].end)
    return replace(named, whole=Range(outer.start, named.end), description=description)


def _before_brackets(tokens: list[Token], last: int, nesting: int) -> Mention | None:
    """Read the name that stands before brackets closing at ``last``: "Human Rights Watch (HRW)"."""
    opening = next((i for i in range(last - 1, max(-1, last - _BRACKETED), -1) if tokens[i].text in {"(", "["}), None)
    mention = ending_at(tokens, opening - 1, nesting - 1) if opening is not None else None
    if opening is None or mention is None:
        return None
    return replace(mention, whole=Range(mention.whole.start, tokens[last].end))
