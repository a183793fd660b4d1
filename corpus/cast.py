"""The cast of one article: who is named in it, how they are described, and whom a short mention stands for."""

import bisect
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from . import lexicon
from .mentions import Mention, MentionKind, Token, TokenKind, count_titles, is_role
from .model import Attribution, Confidence
from .text import Range

# How far back, in code points, a pronoun may reach for the one it stands for; some four paragraphs of news.
_REACH = 2_000
# How many of the last mentions a pronoun chooses among: more than four paragraphs hold.
_LAST_MET = 36
# How many descriptions a role is compared with, the nearest before it.
_LAST_DESCRIPTIONS = 64
# Words of a person's full name; longer runs of capitals are headlines.
_LONGEST_NAME = 5
_WORD = re.compile(r"\w+")
_INDEFINITE = frozenset({"a", "an", "one"})


@dataclass(slots=True)
class Member:
    """Somebody who is named in the article, with his descriptions and the words of each, in lower case."""

    name: str
    kind: MentionKind
    first: int
    descriptions: dict[Range, frozenset[str]] = field(default_factory=dict)
    gender: str | None = None

    @property
    def description(self) -> Range | None:
        """The first description that the article gives of him."""
        return next(iter(self.descriptions), None)


@dataclass(frozen=True, slots=True)
class Resolved:
    """Whom a mention stands for, and how sure that is."""

    speaker: str | None
    description: Range | None
    attribution: Attribution
    confidence: Confidence


UNCLEAR = Resolved(None, None, Attribution.UNCLEAR, Confidence.LOW)


class Cast:
    """Who takes part in one article.

    Full names are collected from the whole text first, so that a surname finds its full name wherever that stands;
    pronouns and roles then look back at who was met before them: named as the subject of a sentence, or speaking.
    """

    def __init__(self, text: str, tokens: list[Token]) -> None:
        """Collect the full names of an article from its tokens."""
        self._text = text
        self._members: dict[str, Member] = {}
        # Full names by surname, in the order of the text; the last one met of each surname.
        self._families: dict[str, list[Member]] = {}
        self._last_of_family: dict[str, Member] = {}
        self._met: list[tuple[int, Member]] = []
        self._last_seen: dict[str, int] = {}
        # Who is described with a word, in the order of the text.
        self._described: dict[str, list[tuple[Range, Member]]] = {}
        self._collect(tokens)

    def note(self, mention: Mention) -> None:
        """Remember a mention as it is met, in the order of the text."""
        if mention.kind in {MentionKind.PERSON, MentionKind.ORGANISATION}:
            member = self._member(mention)
            self._met.append((mention.start, member))
            self._last_seen[member.name] = mention.start
            if " " in member.name:
                self._last_of_family[last_name(member.name)] = member

    def note_speaker(self, speaker: str, position: int) -> None:
        """Remember who spoke at a place, however he was found."""
        if speaker in self._members:
            self._met.append((position, self._members[speaker]))

    def describe(self, mention: Mention) -> None:
        """Learn a description and the gender it tells, in the order of the text and before anything is resolved."""
        if mention.kind not in {MentionKind.PERSON, MentionKind.ORGANISATION}:
            return
        member = self._member(mention)
        member.gender = member.gender or _gender(self._title_before(mention))
        description = mention.description
        if description is not None and description not in member.descriptions:
            words = _WORD.findall(self._text[description.start : description.end].lower())
            member.descriptions[description] = frozenset(words)
            member.gender = member.gender or _gender(words)
            for word in set(words):
                self._described.setdefault(word, []).append((description, member))

    def _title_before(self, mention: Mention) -> list[str]:
        return _WORD.findall(self._text[mention.whole.start : mention.start].lower())

    def resolve(self, mention: Mention) -> Resolved:
        """Find whom a mention stands for; ``UNCLEAR`` rather than a guess."""
        if mention.kind is MentionKind.PRONOUN:
            return self._pronoun(mention)
        if mention.kind is MentionKind.ROLE:
            return self._role(mention)
        member = self._member(mention)
        sure = Confidence.LOW if self._has_namesakes(mention, member) else Confidence.HIGH
        return Resolved(member.name, mention.description or member.description, Attribution.NAMED, sure)

    def _has_namesakes(self, mention: Mention, member: Member) -> bool:
        """Whether a bare surname may be somebody else's of that name; a title that rules the others out settles it."""
        if " " in mention.name or mention.kind is not MentionKind.PERSON:
            return False
        gender = _gender(self._title_before(mention))
        family = self._families.get(last_name(mention.name), [])
        return any(other is not member and (gender is None or other.gender in {None, gender}) for other in family)

    def _collect(self, tokens: list[Token]) -> None:
        """Enter everybody who is named in full: two to five capitalised words after any titles."""
        index = 0
        while index < len(tokens):
            run = index
            while run < len(tokens) and _part_of_name(tokens, run, index):
                run += 1
                if tokens[run - 1].possessive:
                    break
            titled = index + count_titles(tokens[index:run])
            name = tokens[titled:run]
            if 2 <= len(name) <= _LONGEST_NAME and _is_person(name):
                words = re.sub(r"['’]s$|['’]$", "", " ".join(token.text for token in name))
                member = self._enter(words, MentionKind.PERSON, name[0].start)
                member.gender = _gender(token.lower for token in tokens[index:titled]) or member.gender
            index = max(run, index + 1)

    def _enter(self, name: str, kind: MentionKind, position: int) -> Member:
        member = self._members.get(name)
        if member is None:
            member = self._members[name] = Member(name, kind, position)
            if " " in name:
                if kind is MentionKind.PERSON:
                    member.gender = lexicon.GENDER_OF_GIVEN_NAME.get(name.split()[0].lower())
                bisect.insort(self._families.setdefault(last_name(name), []), member, key=lambda m: m.first)
        return member

    def _member(self, mention: Mention) -> Member:
        """The member whom a mention names; a surname is the full name that was met last, or else the first to come."""
        if mention.kind is MentionKind.PERSON and " " not in mention.name:
            surname = last_name(mention.name)
            gender = _gender(self._title_before(mention))
            family = self._families.get(surname, [])
            if family := [m for m in family if gender is None or m.gender in {None, gender}] or family:
                introduced = bisect.bisect_right(family, mention.start, key=lambda m: m.first)
                nearest = family[max(0, introduced - 1)]
                met = self._last_of_family.get(surname, nearest)
                met = met if met in family else nearest
                return max(met, nearest, key=lambda m: self._last_seen.get(m.name, m.first)) if introduced else nearest
        return self._enter(mention.name, mention.kind, mention.start)

    def _pronoun(self, mention: Mention) -> Resolved:
        """Whom a pronoun stands for: whoever was met last and fits, a person who is surely one before any other."""
        gender = lexicon.GENDER_OF_PRONOUN.get(mention.name)
        recent = self._recent(mention.start)
        if gender is None:
            groups = [member for member in recent if member.kind is MentionKind.ORGANISATION]
            if mention.name not in lexicon.GROUP_PRONOUNS or not groups:
                return UNCLEAR
            return Resolved(groups[0].name, groups[0].description, Attribution.PRONOUN, Confidence.LOW)
        persons = [m for m in recent if m.kind is MentionKind.PERSON and m.gender in {None, gender}]
        # A lone capitalised word of no known gender may well be a newspaper, a country or a party.
        persons = [m for m in persons if m.gender is not None or " " in m.name] or persons
        if not persons:
            return UNCLEAR
        persons[0].gender = gender
        confidence = Confidence.HIGH if len(persons) == 1 else Confidence.MEDIUM
        return Resolved(persons[0].name, persons[0].description, Attribution.PRONOUN, confidence)

    def _recent(self, position: int) -> list[Member]:
        """Who may be meant at a place, the last one met first, each once."""
        last = sorted(self._met[-_LAST_MET:], key=lambda met: met[0], reverse=True)
        near = [member for at, member in last if position - _REACH <= at < position]
        return list({member.name: member for member in near}.values())

    def _role(self, mention: Mention) -> Resolved:
        """Whom a role stands for: whoever was described with all its words and met last, or else the role itself."""
        alone = Resolved(mention.name, mention.description, Attribution.ROLE, Confidence.MEDIUM)
        words = _WORD.findall(mention.name.lower())
        opening = _WORD.match(self._text, mention.start, mention.end)
        if not words or (opening is not None and opening.group().lower() in _INDEFINITE):
            return alone
        described = self._described.get(words[-1], [])
        before = bisect.bisect_left(described, mention.start, key=lambda entry: entry[0].start)
        fitting = [
            (self._last_seen.get(member.name, member.first), description, member.name)
            for description, member in described[max(0, before - _LAST_DESCRIPTIONS) : before]
            if set(words) <= member.descriptions[description]
        ]
        if not fitting:
            return alone
        _, description, name = max(fitting)
        return Resolved(name, description, Attribution.ROLE, Confidence.MEDIUM)


def _gender(words: Iterable[str]) -> str | None:
    """The gender that a title or a role tells."""
    return next((lexicon.GENDER_OF_TITLE[word] for word in words if word in lexicon.GENDER_OF_TITLE), None)


def last_name(name: str) -> str:
    """The surname that a name ends in, folded for comparison; suffixes such as "Jr." do not count."""
    words = [w for w in re.findall(r"[\w'’-]+", name) if w.lower() not in lexicon.SUFFIXES]
    return re.sub(r"['’]s$", "", words[-1]).casefold() if words else name.casefold()


def _is_person(name: list[Token]) -> bool:
    last = name[-1]
    return last.lower not in lexicon.ORGANISATIONS and last.lower not in lexicon.TITLES and not is_role(last)


def _part_of_name(tokens: list[Token], position: int, start: int) -> bool:
    token = tokens[position]
    if token.kind is not TokenKind.WORD:
        return False
    if token.text in lexicon.PARTICLES and not token.capitalised:
        following = tokens[position + 1] if position + 1 < len(tokens) else None
        return position > start and following is not None and following.capitalised
    return token.capitalised and not (token.lower in lexicon.NO_NAMES and token.lower not in lexicon.PARTICLES)
