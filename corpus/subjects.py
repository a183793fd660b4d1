"""Subjects: whose words a cue announces, read from the words around it without a parser."""

import re
from bisect import bisect_left
from dataclasses import replace

from . import lexicon
from .mentions import Mention, MentionKind, is_name_part, name_of
from .text import Range
from .tokens import Token, TokenKind, count_titles, is_group, is_negation, is_party, is_role, may_be_verb

# Most words of a noun phrase, of an apposition before its cue, of one after a name, and in brackets. Noun
# phrases of news stay below 10 words and appositions below 20; the bounds keep reading linear in any text.
_PHRASE = 14
_APPOSITION = 30
_APPOSITION_AFTER = 20
_BRACKETED = 8
# How many tokens the beginning of a sentence is, in which somebody may be brought up before its subject.
_OPENING = 6
# How many brackets, "of" and "who" a phrase may be nested in.
_NESTING = 4
# Most code points of an apposition that is shown as a description.
_DESCRIPTION = 120

_OPENS_APPOSITION = lexicon.DETERMINERS | lexicon.TITLES | lexicon.ADJUNCTS
# What the name of an organisation runs across: "the Institute for Lakes", "the University of Orvik".
_JOINTS = frozenset({"for", "of"})
_CONTRACTED = ("n't", "n’t")
_DESCRIBES_NOBODY = frozenset({"who", "which", "whose", "and", "in"})


def before(tokens: list[Token], index: int) -> Mention | None:
    """Read the subject that ends just before the cue at ``index``; ``None`` where there is none."""
    last = index - 1
    while last >= max(0, index - _PHRASE) and _is_auxiliary(tokens[last]):
        if is_negation(tokens[last]):
            return None
        last -= 1
    if last < 0 or tokens[last].kind is TokenKind.QUOTE:
        return None
    if tokens[last].text in {",", "—", "–", "-"}:
        return _across_apposition(tokens, last)
    mention = _ending_at(tokens, last)
    if mention is not None and mention.kind is MentionKind.ROLE:
        return _named_before(tokens, mention) or mention
    return mention


def after(tokens: list[Token], index: int) -> Mention | None:
    """Read the subject that begins just after the token at ``index`` ("said the minister of defence")."""
    first = index + 1
    stop = first
    while stop < len(tokens) and _continues(tokens[stop]) and stop - first < _PHRASE:
        stop += 1
    chunk = tokens[first:stop]
    mention = name_of(chunk)
    if mention is None and chunk and chunk[0].capitalised and len(chunk) > 1:
        # "said Peskov Monday", "said Peskov late": the name leads, something else trails.
        run = 1
        while run < len(chunk) and is_name_part(chunk[run]):
            run += 1
        mention = name_of(chunk[:run])
    if stop < len(tokens) and tokens[stop].lower == "of" and chunk and chunk[0].text.islower():
        mention = _named_after_of(tokens, first, stop) or mention
    if mention is None:
        return None
    if mention.kind is MentionKind.ROLE and mention.definite and stop < len(tokens) and tokens[stop].text == ",":
        mention = _named_by_apposition(mention, _chunk_at(tokens, stop + 1)) or mention
    return _with_apposition(tokens, max(stop, position(tokens, mention.end)), mention)


def _chunk_at(tokens: list[Token], start: int) -> list[Token]:
    """The nouns that stand from a token on, up to a mark or a word that ends their phrase."""
    stop = start
    while stop < len(tokens) and _continues(tokens[stop]) and stop - start < _PHRASE:
        stop += 1
    return tokens[start:stop]


def _named_after_of(tokens: list[Token], first: int, joint: int) -> Mention | None:
    """Read "said master of ceremonies Anna Brel": a role without an article, "of", and a name that ends the phrase."""
    if tokens[first].lower in lexicon.DETERMINERS:
        return None
    stop = joint + 1
    while stop < len(tokens) and _continues(tokens[stop]) and stop - joint < _PHRASE:
        stop += 1
    chunk = tokens[joint + 1 : stop]
    if not chunk or not chunk[0].text.islower():
        return None
    named = name_of(chunk)
    if named is None or named.kind is not MentionKind.PERSON or named.end != chunk[-1].end:
        return None
    description = Range(tokens[first].start, tokens[position(tokens, named.start) - 1].end)
    return replace(named, whole=Range(description.start, named.end), description=description)


def position(tokens: list[Token], offset: int) -> int:
    """The place of the first token that begins at an offset or after it."""
    return bisect_left(tokens, offset, key=lambda token: token.start)


def leading(tokens: list[Token]) -> Mention | None:
    """Read the subject that a sentence begins with; ``None`` where it begins otherwise."""
    start = 0
    while start < min(len(tokens), _PHRASE) and tokens[start].kind is TokenKind.MARK:
        start += 1
    if start == len(tokens):
        return None
    adverb = tokens[start].lower.endswith("ly") and start + 1 < len(tokens) and tokens[start + 1].text == ","
    if tokens[start].lower not in lexicon.OPENERS and not adverb:
        return _at(tokens, start)
    # "In response to the report, Peskov ...", "When Hale fell, Brel ...": the subject follows a comma, with its verb.
    for comma in range(start, min(len(tokens), start + _APPOSITION)):
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
    owner = next((i for i, token in enumerate(tokens[:_OPENING]) if token.possessive and token.capitalised), None)
    named = None
    if owner is not None:
        first = owner
        while first > 0 and is_name_part(tokens[first - 1]):
            first -= 1
        named = name_of([*tokens[first:owner], _unpossessive(tokens[owner])])
    persons = [named] if named is not None and named.kind is MentionKind.PERSON else []
    return [*persons, subject] if subject is not None else persons


def _unpossessive(token: Token) -> Token:
    return token._replace(text=re.sub(r"['’]s?$", "", token.text))


def _at(tokens: list[Token], start: int, *, with_verb: bool = False) -> Mention | None:
    """Read the subject that begins at a token; only one that a verb follows if it is to be ``with_verb``."""
    stop = start
    while stop < len(tokens) and _continues(tokens[stop]) and stop - start < _PHRASE:
        stop += 1
    if start < stop and tokens[start].lower in lexicon.PERSONAL_PRONOUNS:
        return name_of([tokens[start]])
    found: Mention | None = None
    for end in range(start + 1, stop + 1):
        here = tokens[end - 1]
        following = tokens[end] if end < stop else None
        chunk = tokens[start:end]
        names = here.capitalised or is_role(here) or here.lower in lexicon.THINGS_THAT_SAY | lexicon.SPEECH_NOUNS
        if not names or (here.possessive and not _owner(chunk)):
            continue
        if following is not None and (following.capitalised or is_role(following) or here.possessive):
            continue  # "Hale spokesman Anna Brel left": the subject is not over
        if mention := _owner(chunk) or name_of(chunk):
            mention = _with_apposition(tokens, end, mention)
            beyond = tokens[end] if end < len(tokens) else None
            ends = beyond is None or beyond.kind is not TokenKind.WORD
            if may_be_verb(following) if following else not (with_verb and ends):
                return replace(mention, loose=True) if _is_doubtful(mention, beyond) else mention
            found = found or mention
    if found is None or with_verb:
        return None
    return replace(found, loose=found.loose or (found.kind is MentionKind.PERSON and " " not in found.name))


def _is_doubtful(mention: Mention, following: Token | None) -> bool:
    """Whether one capitalised word at the head of a sentence may be no name at all: "Videos of the port ..."."""
    if mention.kind is not MentionKind.PERSON or " " in mention.name or following is None:
        return False
    return following.lower in lexicon.DESCRIPTIVE


def description(tokens: list[Token], start: int, stop: int) -> Range | None:
    """What describes a full name from ``start`` to ``stop``: the words before it, or an apposition after it."""
    first = start
    while first > 0 and start - first < _PHRASE and _continues(tokens[first - 1]):
        first -= 1
    mention = name_of(tokens[first:stop])
    if mention is None or mention.kind is not MentionKind.PERSON or mention.end != tokens[stop - 1].end:
        return None
    return _with_apposition(tokens, stop, mention).description


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
        word in lexicon.AUXILIARIES
        or is_negation(token)
        or (word.endswith("ly") and token.text.islower() and len(word) > 4)
    )


def _continues(token: Token) -> bool:
    """Whether a chunk of nouns goes on over this token."""
    return token.text == "&" or (
        token.kind is TokenKind.WORD and not (token.text.islower() and _ends_chunk(token.lower))
    )


def _ends_chunk(word: str) -> bool:
    return (
        word in lexicon.BOUNDARIES or word in lexicon.CUES or word in lexicon.PARTICIPLES or word.endswith(_CONTRACTED)
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
    mention = name_of(chunk)
    joint = tokens[first].lower if first > 0 and tokens[first].kind is TokenKind.WORD else ""
    if joint in lexicon.RELATIVE:
        if mention is not None:
            return mention  # "told the Times that Brel had said", "which Brel called": a subject of its own
        return _ending_at(tokens, first - 2 if tokens[first - 1].text == "," else first - 1, nesting - 1)
    if joint == "of" and mention is not None and (office := _office_holder(tokens, first, chunk, nesting)):
        return office
    if joint == "and" and mention is not None and mention.kind is MentionKind.ROLE:
        # "the senator and presidential candidate said": one person of two roles
        outer = _ending_at(tokens, first - 1, nesting - 1)
        plain = chunk[0].lower not in lexicon.DETERMINERS
        if outer is not None and outer.kind is MentionKind.ROLE and outer.definite and plain and not outer.loose:
            return replace(outer, end=mention.end, whole=Range(outer.start, mention.end), description=outer.whole)
    capitals = bool(chunk) and all(token.capitalised for token in chunk)
    if joint == "and" and capitals:
        outer = _ending_at(tokens, first - 1, nesting - 1)
        if outer is not None and outer.kind is MentionKind.ORGANISATION and " for " in outer.name:
            return _extended(outer, tokens[first : last + 1])  # "the Institute for Lakes and Rivers"
    if joint in lexicon.DESCRIPTIVE and chunk:
        outer = _ending_at(tokens, first - 1, nesting - 1) or _somebody(tokens, first)
        if outer is not None and outer.kind is MentionKind.PERSON:
            return replace(outer, whole=Range(outer.whole.start, chunk[-1].end))
        holds = count_titles(chunk) > 0
        if outer is not None and outer.kind is MentionKind.ORGANISATION and joint in _JOINTS and capitals and not holds:
            return _extended(outer, tokens[first : last + 1])
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
    while first >= 0 and _continues(tokens[first]) and joint - first < _PHRASE:
        first -= 1
    chunk = tokens[first + 1 : joint]
    heads = (i for i in range(len(chunk) - 1, -1, -1) if is_role(chunk[i]) or is_group(chunk[i], determined=i > 0))
    head = next(heads, None)
    return name_of(chunk[: head + 1]) if head is not None else None


def _extended(outer: Mention, more: list[Token]) -> Mention:
    """Add "for Lakes" to the name of an organisation."""
    whole = Range(outer.whole.start, more[-1].end)
    name = " ".join([outer.name, *(token.text for token in more)])
    return replace(outer, name=name, end=whole.end, whole=whole)


def _office_holder(tokens: list[Token], joint: int, chunk: list[Token], nesting: int) -> Mention | None:
    """Read "Secretary of State Anna Brel" and "head of the Lake Council Anna Brel": the name follows the office."""
    outer = _ending_at(tokens, joint - 1, nesting - 1)
    if outer is None or outer.kind is not MentionKind.ROLE:
        return None
    office = max((i for i, token in enumerate(chunk) if token.lower in lexicon.OFFICES), default=-1)
    titled = count_titles(chunk)
    held = chunk[max(office + 1, titled) :]
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
    mention = _ending_at(tokens, opening - 1, nesting - 1) if opening is not None else None
    if opening is None or mention is None:
        return None
    return replace(mention, whole=Range(mention.whole.start, tokens[last].end))


def _across_apposition(tokens: list[Token], last: int) -> Mention | None:
    """Read "NAME, a spokesman of ..., said" and "NAME, 30, of ..., who ..., said", with ``last`` at the last comma."""
    found: Mention | None = None
    closing = last
    for opening in range(last - 1, max(0, last - _APPOSITION), -1):
        if tokens[opening].kind is TokenKind.QUOTE:
            break
        if tokens[opening].text not in {",", "—", "–", "--"} or opening == 0:
            continue
        inside = tokens[opening + 1 : closing]
        mention = _ending_at(tokens, opening - 1)
        if found is None and (named := _named_by_apposition(mention, inside)):
            return replace(named, whole=Range(named.whole.start, tokens[last].end))
        if not _is_apposition(inside):
            if found is not None:
                break
            continue
        if mention is not None and mention.kind is not MentionKind.PRONOUN:
            whole = Range(mention.whole.start, tokens[last].end)
            mention = replace(_described(mention, inside), whole=whole)
            # "Anna Brel, 30, of Orvik, Ill., who ..., said": the first of them is the subject, not a place after it.
            if found is None or (mention.kind is MentionKind.PERSON and _begins_clause(tokens, mention)):
                found = mention
            closing = opening
    return found


def _named_before(tokens: list[Token], role: Mention) -> Mention | None:
    """Read "Anna Brel, the head of the port said", where the second comma was left out."""
    comma = position(tokens, role.start) - 1
    if comma < 1 or tokens[comma].text != "," or not role.definite:
        return None
    named = _ending_at(tokens, comma - 1)
    if named is None or named.kind is not MentionKind.PERSON or not _begins_clause(tokens, named):
        return None
    return replace(named, description=role.whole, whole=Range(named.whole.start, role.whole.end))


def _begins_clause(tokens: list[Token], mention: Mention) -> bool:
    """Whether nothing but a mark or a quotation stands before a mention, so that it may be the subject."""
    earlier = position(tokens, mention.whole.start) - 1
    return earlier < 0 or tokens[earlier].kind is not TokenKind.WORD


def _named_by_apposition(mention: Mention | None, inside: list[Token]) -> Mention | None:
    """Read "the minister, Paul Reid, said": the name stands between the commas, and the role describes him."""
    if mention is None or mention.kind is not MentionKind.ROLE or not inside:
        return None
    named = name_of(inside) if all(is_name_part(token) for token in inside) else None
    if named is None or named.kind is not MentionKind.PERSON or named.start != inside[0].start:
        return None
    if not mention.definite and " " not in named.name:
        return None  # "a curator at the university, Orvik,": a place
    role = Range(mention.whole.start, mention.whole.end)
    return replace(named, description=role, whole=Range(role.start, named.end))


def _is_apposition(inside: list[Token]) -> bool:
    """Whether words between commas say who somebody is, or what he did meanwhile, rather than go on with a clause."""
    if not inside:
        return False
    first = inside[0]
    return (
        first.lower in _OPENS_APPOSITION
        or first.text[0].isdigit()
        or first.lower.endswith("ing")
        or any(is_role(token) for token in inside[:6])
        # "Democrat of Orvik", "R-Ill.", "Orvik's mayor"
        or (first.capitalised and (is_party(first) or first.text.endswith(".") or "-" in first.text[:2]))
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
