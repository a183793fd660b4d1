"""Appositions: what stands between commas beside a name and says who that is."""

from dataclasses import replace

from . import lexicon
from .mentions import Mention, MentionKind, is_name_part, name_of
from .phrases import ending_at, position
from .text import Range
from .tokens import Token, TokenKind, is_party, is_role

# Most words of an apposition before its cue, and of one after a name; those of news stay below 20.
_APPOSITION = 30
_APPOSITION_AFTER = 20
# Most code points of an apposition that is shown as a description.
_DESCRIPTION = 120
_OPENS_APPOSITION = lexicon.DETERMINERS | lexicon.TITLES | lexicon.ADJUNCTS
_DESCRIBES_NOBODY = frozenset({"who", "which", "whose", "and", "in"})


def across_apposition(tokens: list[Token], last: int) -> Mention | None:
    """Read "NAME, a spokesman of ..., said" and "NAME, 30, of ..., who ..., said", with ``last`` at the last comma."""
    found: Mention | None = None
    closing = last
    for opening in range(last - 1, max(0, last - _APPOSITION), -1):
        if tokens[opening].kind is TokenKind.QUOTE:
            break
        if tokens[opening].text not in {",", "—", "–", "--"} or opening == 0:
            continue
        inside = tokens[opening + 1 : closing]
        mention = ending_at(tokens, opening - 1)
        if found is None and (named := named_by_apposition(mention, inside)):
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


def named_before(tokens: list[Token], role: Mention) -> Mention | None:
    """Read "Anna Brel, the head of the port said", where the second comma was left out."""
    comma = position(tokens, role.start) - 1
    if comma < 1 or tokens[comma].text != "," or not role.definite:
        return None
    named = ending_at(tokens, comma - 1)
    if named is None or named.kind is not MentionKind.PERSON or not _begins_clause(tokens, named):
        return None
    return replace(named, description=role.whole, whole=Range(named.whole.start, role.whole.end))


def _begins_clause(tokens: list[Token], mention: Mention) -> bool:
    """Whether nothing but a mark or a quotation stands before a mention, so that it may be the subject."""
    earlier = position(tokens, mention.whole.start) - 1
    return earlier < 0 or tokens[earlier].kind is not TokenKind.WORD


def named_by_apposition(mention: Mention | None, inside: list[Token]) -> Mention | None:
    """Read "the minister, Paul Reid, said": the name stands between the commas, and the role describes him."""
    if mention is None or mention.kind is not MentionKind.ROLE or not inside:
        return None
    first = next((i for i, token in enumerate(inside) if token.capitalised), len(inside))
    plain = all(map(is_role, inside[:first])) and all(map(is_name_part, inside[first:]))
    named = name_of(inside) if plain else None
    if named is None or named.kind is not MentionKind.PERSON or named.whole.start != inside[0].start:
        return None
    given, *rest = named.name.lower().split()
    if not mention.definite and not (rest and given in lexicon.GENDER_OF_GIVEN_NAME):
        return None  # "a curator at the university, Orvik,", "a baker from Orvik, New Valdia,": a place
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


def with_apposition(tokens: list[Token], stop: int, mention: Mention) -> Mention:
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
