"""Subjects: whose words a cue announces, read from the words around it without a parser."""

import re
from dataclasses import replace

from . import lexicon
from .appositions import across_apposition, named_before, named_by_apposition, with_apposition
from .mentions import Mention, MentionKind, is_name_part, name_of
from .phrases import JOINTS, PHRASE, chunk_at, continues, ending_at, extended, position
from .text import Range
from .tokens import DASHES, Token, TokenKind, is_negation, is_role, may_be_verb

# How many tokens the beginning of a sentence is, in which somebody may be brought up before its subject.
_OPENING = 6
# How far a comma may stand from the head of a sentence after which its subject follows.
_HEAD = 30
# What a subject may end with though no person: "the report", "Brel's answer".
_SAYING_THINGS = lexicon.THINGS_THAT_SAY | lexicon.SPEECH_NOUNS


def before(tokens: list[Token], index: int) -> Mention | None:
    """Read the subject that ends just before the cue at ``index``; ``None`` where there is none."""
    last = index - 1
    while last >= max(0, index - PHRASE) and _is_auxiliary(tokens[last]):
        if is_negation(tokens[last]):
            return None
        last -= 1
    if last < 0 or tokens[last].kind is TokenKind.QUOTE:
        return None
    if tokens[last].text in {",", "—", "–", "-"}:
        return across_apposition(tokens, last)
    mention = ending_at(tokens, last)
    if mention is not None and mention.kind is MentionKind.ROLE:
        return named_before(tokens, mention) or mention
    return mention


def after(tokens: list[Token], index: int) -> Mention | None:
    """Read the subject that begins just after the token at ``index`` ("said the minister of defence")."""
    first = index + 1
    chunk = chunk_at(tokens, first)
    stop = first + len(chunk)
    mention = name_of(chunk)
    if mention is None and chunk and chunk[0].capitalised and len(chunk) > 1:
        # "said Peskov Monday", "said Peskov late": the name leads, something else trails.
        run = 1
        while run < len(chunk) and is_name_part(chunk[run]):
            run += 1
        mention = name_of(chunk[:run])
    if stop < len(tokens) and tokens[stop].lower == "of" and chunk:
        mention = _named_after_of(tokens, first, stop) or mention
    if mention is None:
        return None
    if mention.kind is MentionKind.ORGANISATION:
        more = _rest_of_name(tokens, stop)
        return extended(mention, more) if more else mention
    if mention.kind is MentionKind.ROLE and (mention.definite or mention.name.lower() == "one"):
        mention = _named_after_comma(tokens, stop, mention) or mention
    return with_apposition(tokens, max(stop, position(tokens, mention.end)), mention)


def _rest_of_name(tokens: list[Token], joint: int) -> list[Token]:
    """What runs on with the name of an organisation: "of Fish", "of Fish and Lakes"."""
    end = joint
    while end + 1 < len(tokens) and end - joint < PHRASE and tokens[end + 1].capitalised:
        if tokens[end].lower not in (JOINTS if end == joint else JOINTS | {"and"}):
            break
        end += 1
        while end < len(tokens) and tokens[end].capitalised and not tokens[end - 1].possessive:
            end += 1
    return tokens[joint:end]


def _named_after_of(tokens: list[Token], first: int, joint: int) -> Mention | None:
    """Read "said master of ceremonies Anna Brel": a role without an article, "of", and a name that ends the phrase."""
    if tokens[first].lower in lexicon.DETERMINERS:
        return None
    chunk = chunk_at(tokens, joint + 1)
    named = name_of(chunk)
    if named is None or named.kind is not MentionKind.PERSON or named.end != chunk[-1].end:
        return None
    # "of ceremonies Anna Brel", "the University of Orvik law professor Anna Brel", not "a resident of Orvik"
    described = any(token.text.islower() for token in chunk[: position(chunk, named.start)])
    if not described:
        return None
    description = Range(tokens[first].start, tokens[position(tokens, named.start) - 1].end)
    return replace(named, whole=Range(description.start, named.end), description=description)


def _named_after_comma(tokens: list[Token], stop: int, role: Mention) -> Mention | None:
    """Read "said the head of the port, Anna Brel.": a name after a comma, and nothing but a comma after it."""
    comma = stop
    while comma < len(tokens) and tokens[comma].kind is TokenKind.WORD and comma - stop < PHRASE:
        comma += 1
    if comma >= len(tokens) or tokens[comma].text != ",":
        return None
    inside = chunk_at(tokens, comma + 1)
    after_name = comma + 1 + len(inside)
    ends = (
        after_name == len(tokens) or tokens[after_name].kind is not TokenKind.WORD or tokens[after_name].lower == "of"
    )
    return named_by_apposition(role, inside) if ends or comma == stop else None


def leading(tokens: list[Token]) -> Mention | None:
    """Read the subject that a sentence begins with; ``None`` where it begins otherwise."""
    start = 0
    while start < min(len(tokens), PHRASE) and tokens[start].kind is TokenKind.MARK:
        start += 1
    if start == len(tokens):
        return None
    if tokens[start].text.isupper() and len(tokens[start].text) > 1:
        # "ORVIK, May 3 (AFP) — Anna Brel said"
        dashes = (at for at in range(start, min(len(tokens), start + PHRASE)) if tokens[at].text in DASHES)
        start = min(next(dashes, start - 1) + 1, len(tokens) - 1)
    adverb = tokens[start].lower.endswith("ly") and start + 1 < len(tokens) and tokens[start + 1].text == ","
    if tokens[start].lower in lexicon.INDEFINITE and (found := _described_before(tokens, start)):
        return found
    if tokens[start].lower not in lexicon.OPENERS and not adverb:
        return _at(tokens, start)
    return after_comma(tokens, start)


def _described_before(tokens: list[Token], start: int) -> Mention | None:
    """Read "A mother of two from Orvik, Brel is conservative": the description comes first."""
    comma = next((i for i in range(start, min(len(tokens), start + PHRASE)) if tokens[i].kind is TokenKind.MARK), None)
    if comma is None or tokens[comma].text != "," or any(may_be_verb(token) for token in tokens[start:comma]):
        return None
    found = _at(tokens, comma + 1, with_verb=True)
    return found if found is not None and found.kind is MentionKind.PERSON else None


def after_comma(tokens: list[Token], start: int) -> Mention | None:
    """Read the subject that follows a comma, with its verb: "In reply, Peskov ...", "When Hale fell, Brel ..."."""
    for comma in range(start, min(len(tokens), start + _HEAD)):
        if tokens[comma].text == "," and (found := _at(tokens, comma + 1, with_verb=True)):
            return found
    return None


def opening(tokens: list[Token]) -> list[Mention]:
    """Read whom a sentence brings up at its beginning: its subject, whose it is, or who has the view that follows.

    "Brel's sister left", "For Brel, the port was home": Brel may well be the next to speak.
    """
    if tokens and tokens[0].lower == "for":
        holder = _at(tokens, 1)
        if holder is not None and holder.kind is MentionKind.PERSON:
            after_name = position(tokens, holder.end)
            if after_name < len(tokens) and tokens[after_name].text == ",":
                return [holder]
    subject = leading(tokens)
    verb = next((i for i, token in enumerate(tokens[:_OPENING]) if may_be_verb(token)), _OPENING)
    owner = next((i for i, token in enumerate(tokens[:verb]) if token.possessive and token.capitalised), None)
    named = owner_at(tokens, owner) if owner is not None else None
    persons = [named] if named is not None and named.kind is MentionKind.PERSON else []
    return [*persons, subject] if subject is not None else persons


def owner_at(tokens: list[Token], index: int) -> Mention | None:
    """Read the name that ends in the possessive at an index: "Anna Brel's"."""
    first = index
    while first > 0 and is_name_part(tokens[first - 1]):
        first -= 1
    return name_of([*tokens[first:index], _unpossessive(tokens[index])])


def object_pronoun(tokens: list[Token], index: int) -> Mention | None:
    """Read "him" as the "he" that it stands for."""
    word = lexicon.OBJECT_PRONOUNS.get(tokens[index].lower) if index < len(tokens) else None
    here = Range(tokens[index].start, tokens[index].end) if word else None
    return Mention(*here, MentionKind.PRONOUN, word, here) if word and here else None


def _unpossessive(token: Token) -> Token:
    return token._replace(text=re.sub(r"['’]s?$", "", token.text))


def _at(tokens: list[Token], start: int, *, with_verb: bool = False) -> Mention | None:
    """Read the subject that begins at a token; only one that a verb follows if it is to be ``with_verb``."""
    stop = start + len(chunk_at(tokens, start))
    if start < stop and tokens[start].lower in lexicon.PERSONAL_PRONOUNS:
        return name_of([tokens[start]])
    found: Mention | None = None
    for end in range(start + 1, stop + 1):
        here = tokens[end - 1]
        following = tokens[end] if end < stop else None
        chunk = tokens[start:end]
        names = here.capitalised or is_role(here) or here.lower in _SAYING_THINGS
        if not names or (here.possessive and not _owner(chunk)):
            continue
        if following is not None and (following.capitalised or is_role(following) or here.possessive):
            continue  # "Hale spokesman Anna Brel left": the subject is not over
        if mention := _owner(chunk) or name_of(chunk):
            if following is None and (named := _named_between_commas(tokens, end, mention)):
                return named
            mention = with_apposition(tokens, end, mention)
            beyond = tokens[end] if end < len(tokens) else None
            ends = beyond is None or beyond.kind is not TokenKind.WORD
            if may_be_verb(following) if following else not (with_verb and ends):
                return replace(mention, loose=True) if _is_doubtful(mention, beyond) else mention
            found = found or mention
    if found is None or with_verb:
        return None
    return replace(found, loose=found.loose or (found.kind is MentionKind.PERSON and " " not in found.name))


def _named_between_commas(tokens: list[Token], comma: int, role: Mention) -> Mention | None:
    """Read "Her neighbour, Anna Brel, nodded" and "The head of the port, Anna Brel, was blunt"."""
    if role.kind is not MentionKind.ROLE or not role.definite:
        return None
    near = range(comma, min(len(tokens), comma + PHRASE))
    ends = (at for at in near if tokens[at].kind is not TokenKind.WORD or tokens[at].text in lexicon.FINITE)
    comma = next(ends, len(tokens))
    if comma >= len(tokens) or tokens[comma].text != ",":
        return None
    inside = chunk_at(tokens, comma + 1)
    closing = comma + 1 + len(inside)
    verb = closing + 1
    if verb + 2 < len(tokens) and tokens[verb].text.isdigit() and tokens[verb + 1].text == ",":
        verb += 2  # "Her son, Ivo, 15, nodded"
    if verb >= len(tokens) or tokens[closing].text != "," or not _may_be_predicate(tokens[verb]):
        return None
    return named_by_apposition(role, inside)


def _may_be_predicate(token: Token) -> bool:
    return may_be_verb(token) or token.text in lexicon.FINITE


def _is_doubtful(mention: Mention, following: Token | None) -> bool:
    """Whether one capitalised word at the head of a sentence may be no name at all: "Videos of the port ..."."""
    if mention.kind is not MentionKind.PERSON or " " in mention.name or following is None:
        return False
    return following.lower in lexicon.DESCRIPTIVE


def description(tokens: list[Token], start: int, stop: int) -> Range | None:
    """What describes a full name from ``start`` to ``stop``: the words before it, or an apposition after it."""
    first = start
    while first > 0 and start - first < PHRASE and continues(tokens[first - 1]):
        first -= 1
    mention = name_of(tokens[first:stop])
    if mention is None or mention.kind is not MentionKind.PERSON or mention.end != tokens[stop - 1].end:
        return None
    return with_apposition(tokens, stop, mention).description


def _owner(chunk: list[Token]) -> Mention | None:
    """Read whose words a noun of speech gives: "Brel's answer" is hers."""
    if len(chunk) < 2 or chunk[-1].lower not in lexicon.SPEECH_NOUNS:
        return None
    last = max((i for i, token in enumerate(chunk) if token.possessive and token.capitalised), default=-1)
    if last < 0:
        return None
    return name_of([*chunk[:last], _unpossessive(chunk[last])])


def _is_auxiliary(token: Token) -> bool:
    word = token.lower
    return token.kind is TokenKind.WORD and (
        (word in lexicon.AUXILIARIES and token.text.islower())
        or is_negation(token)
        or (word.endswith("ly") and token.text.islower() and word not in lexicon.NO_ADVERBS and len(word) > 4)
    )
