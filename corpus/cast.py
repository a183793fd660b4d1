"""The cast of one article: who is named in it, how they are described, and whom a short mention stands for."""

import bisect
import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from . import lexicon, subjects
from .full_names import after_office, is_surname_alone, last_name, names_person, part_of_name
from .mentions import Mention, MentionKind
from .model import Attribution, Confidence
from .roles import RoleIndex
from .text import Range
from .tokens import Token, TokenKind, count_titles, is_headline

# How far back, in code points, a pronoun may reach for the one it stands for; some four paragraphs of news.
_REACH = 2_000
# How many of the last mentions a pronoun chooses among: more than four paragraphs hold.
_LAST_MET = 36
# How many of the last full names a pronoun looks through for one of its gender.
_LAST_NAMED = 8
# How far back the one may have been met whom an epithet stands for ("the billionaire"): a paragraph or two.
_NEAR = 700
# Words of a person's full name; longer runs of capitals are headlines.
_LONGEST_NAME = 5
# Titles that a first name follows.
_BEFORE_GIVEN_NAMES = frozenset({"sir", "dame"})
_NATIONS = ("ian", "ean", "ican", "ese", "ish")
# Heads of roles that are nobody's.
_NO_PERSONS = lexicon.BODIES | lexicon.THINGS_THAT_SAY
_WORD = re.compile(r"\w+")
# "Brel, 41,"
_AGE = re.compile(r", \d{1,3}\b[,.]")
_SMALL = re.compile(r"(?<![\w'’-])[a-z]{3,}(?![\w'’-])")


@dataclass(slots=True)
class Member:
    """Somebody who is named in the article, with the places of his descriptions."""

    name: str
    kind: MentionKind
    first: int
    descriptions: list[Range] = field(default_factory=list)
    gender: str | None = None
    # Whether only a pronoun that may be his tells his gender.
    guessed: bool = False
    spoken: bool = False

    @property
    def description(self) -> Range | None:
        """The first description that the article gives of him."""
        return self.descriptions[0] if self.descriptions else None


@dataclass(frozen=True, slots=True)
class Resolved:
    """Whom a mention stands for, and how sure that is."""

    speaker: str | None
    description: Range | None
    attribution: Attribution
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class _Met:
    """Somebody met at a place; ``bare`` where a surname alone names one of several who bear it."""

    position: int
    member: Member
    bare: bool = False


UNCLEAR = Resolved(None, None, Attribution.UNCLEAR, Confidence.LOW)


class Cast:
    """Who takes part in one article.

    Full names are collected from the whole text first, so that a surname finds its full name wherever that stands;
    pronouns and roles then look back at who was met before them: named as the subject of a sentence, or speaking.
    """

    def __init__(self, text: str, sentences: Iterable[list[Token]]) -> None:
        """Collect the full names of an article, with their descriptions, from its sentences."""
        self._text = text
        self._members: dict[str, Member] = {}
        # Full names by surname, in the order of the text; the last one met of each surname.
        self._families: dict[str, list[Member]] = {}
        self._by_given_name: dict[str, list[Member]] = {}
        self._last_of_family: dict[str, Member] = {}
        self._met: list[_Met] = []
        self._last_seen: dict[str, int] = {}
        # Where full names stand, in the order of the text.
        self._named: list[_Met] = []
        # Words that stand in capitals inside a sentence, and all that stand in small letters.
        self._capitalised: set[str] = set()
        self._small = frozenset(_SMALL.findall(text))
        self._roles = RoleIndex()
        # The bodies and nameless speakers met last: what "it" and "they" stand for.
        self._groups: list[tuple[int, str, Range | None]] = []
        # Nameless persons: "an engineer", "Brel's deputy"; "she" may be one of them.
        self._nameless: list[Mention] = []
        # Who asked a question last, and will hardly be the one to answer it.
        self._asker: str | None = None
        for sentence in sentences:
            if is_headline(sentence):
                self._collect_from_headline(sentence)
            else:
                self._collect(sentence)

    def note(self, mention: Mention) -> None:
        """Remember a mention as it is met, in the order of the text."""
        if mention.kind in {MentionKind.PRONOUN, MentionKind.ROLE}:
            resolved = self.resolve(mention)
            if resolved.speaker in self._members:
                self._see(self._members[resolved.speaker], mention.start)
            elif mention.kind is MentionKind.ROLE and self._is_person(mention) and not mention.loose:
                self._nameless.append(mention)
        if mention.kind is MentionKind.PRONOUN:
            return
        if mention.kind is MentionKind.ROLE:
            self._roles.meet(mention)
            if not self._is_person(mention):
                self._groups.append((mention.start, mention.name, mention.description))
        elif not self._is_doubtful(mention):
            member = self._member(mention)
            self._see(member, mention.start, bare=bool(self._namesakes(mention, member)))
            if " " in member.name:
                self._last_of_family[last_name(member.name)] = member

    def note_speaker(self, speaker: str, position: int, *, asks: bool = False) -> None:
        """Remember who spoke at a place, however he was found, and whether it was a question."""
        self._asker = speaker if asks else None
        if speaker in self._members:
            self._members[speaker].spoken = True
            self._see(self._members[speaker], position)

    def _see(self, member: Member, position: int, *, bare: bool = False) -> None:
        self._met.append(_Met(position, member, bare))
        self._last_seen[member.name] = max(position, self._last_seen.get(member.name, 0))
        if member.kind is MentionKind.ORGANISATION:
            self._groups.append((position, member.name, member.description))

    def describe(self, mention: Mention) -> None:
        """Learn a description and the gender it tells, in the order of the text and before anything is resolved."""
        if mention.kind not in {MentionKind.PERSON, MentionKind.ORGANISATION}:
            return
        member = self._member(mention)
        title = _WORD.findall(self._text[mention.whole.start : mention.start].lower())
        member.gender = member.gender or _gender(title)
        if mention.kind is MentionKind.PERSON:
            self._roles.entitle(member.name, title, mention.start)
        description = mention.description
        if description is not None and description not in member.descriptions:
            words = self._text[description.start : description.end]
            member.descriptions.append(description)
            member.gender = member.gender or _gender(_WORD.findall(words.lower()))
            self._roles.describe(member.name, words, description.start)

    def resolve(self, mention: Mention) -> Resolved:
        """Find whom a mention stands for; ``UNCLEAR`` rather than a guess."""
        if mention.kind is MentionKind.PRONOUN:
            return self._pronoun(mention)
        if mention.kind is MentionKind.ROLE and not self._is_surname(mention):
            return self._role(mention)
        if self._is_doubtful(mention):
            return UNCLEAR
        member = self._member(mention)
        namesakes = self._namesakes(mention, member)
        sure = Confidence.MEDIUM if namesakes else Confidence.HIGH
        if mention.shared or any(met.member in namesakes for met in self._named_before(mention.start)):
            sure = Confidence.LOW
        return Resolved(member.name, mention.description or member.description, Attribution.NAMED, sure)

    def _is_surname(self, mention: Mention) -> bool:
        """Whether a lone title in capitals is somebody's surname: "Bishop said" where Anna Bishop is named."""
        alone = self._text[mention.start : mention.end] == mention.name and mention.name[:1].isupper()
        return alone and " " not in mention.name and last_name(mention.name) in self._families

    def _is_doubtful(self, mention: Mention) -> bool:
        """Whether a capitalised word at the head of a sentence is a name nowhere else, and so perhaps none here."""
        if not mention.loose or mention.kind is not MentionKind.PERSON:
            return False
        surname = last_name(mention.name)
        seen = surname in self._capitalised and surname not in lexicon.DAYS_AND_MONTHS and surname not in self._small
        first_name = len(self._by_given_name.get(mention.name.casefold(), [])) == 1
        return surname not in self._families and not seen and not first_name

    def _title_before(self, mention: Mention) -> list[str]:
        return _WORD.findall(self._text[mention.whole.start : mention.start].lower())

    def _namesakes(self, mention: Mention, member: Member) -> list[Member]:
        """Who else a bare surname may mean; a title that rules the others out settles it."""
        if " " in mention.name or mention.kind is not MentionKind.PERSON:
            return []
        gender = _gender(self._title_before(mention))
        family = self._families.get(last_name(mention.name), [])
        return [other for other in family if other is not member and (gender is None or other.gender in {None, gender})]

    def _collect(self, tokens: list[Token]) -> None:
        """Enter everybody who is named in full: two to five capitalised words after any titles."""
        index = 0
        while index < len(tokens):
            if not tokens[index].capitalised:
                index += 1
                continue
            run = index
            while run < len(tokens) and part_of_name(tokens, run, index):
                run += 1
                if tokens[run - 1].possessive:
                    break
            if index and tokens[index - 1].kind is TokenKind.WORD:
                self._capitalised.update(token.lower for token in tokens[index:run])
            titled = index + max(count_titles(tokens[index:run]), after_office(tokens, index, run))
            if run - titled == 1 and titled > index and tokens[titled - 1].lower in lexicon.REGNAL:
                titled -= 1  # "Pope Francis", whom no other name tells apart
            name = tokens[titled:run]
            if 2 <= len(name) <= _LONGEST_NAME and names_person(name):
                words = re.sub(r"['’]s$|['’]$", "", " ".join(token.text for token in name))
                member = self._enter(words, MentionKind.PERSON, name[0].start)
                if not name[-1].possessive:
                    self._named.append(_Met(name[0].start, member))
                titles = [token.lower for token in tokens[index : titled + (name[0].lower in lexicon.REGNAL)]]
                member.gender = _gender(titles) or member.gender
                self._roles.entitle(words, titles, name[0].start)
                if described := subjects.description(tokens, titled, run):
                    self._roles.describe(words, self._text[described.start : described.end], described.start)
            index = max(run, index + 1)

    def _collect_from_headline(self, tokens: list[Token]) -> None:
        """Enter whoever a headline names: only a known given name tells a name from other words in capitals."""
        for given, surname in itertools.pairwise(tokens):
            known = given.capitalised and given.lower in lexicon.GENDER_OF_GIVEN_NAME and not given.possessive
            if known and surname.capitalised and surname.lower not in lexicon.NO_NAMES:
                words = re.sub(r"['’]s$|['’]$", "", f"{given.text} {surname.text}")
                self._enter(words, MentionKind.PERSON, given.start)

    def _enter(self, name: str, kind: MentionKind, position: int) -> Member:
        member = self._members.get(name)
        if member is None:
            member = self._members[name] = Member(name, kind, position)
            if " " in name:
                if kind is MentionKind.PERSON:
                    given = name.split()[0].casefold()
                    member.gender = lexicon.GENDER_OF_GIVEN_NAME.get(given)
                    self._by_given_name.setdefault(given, []).append(member)
                bisect.insort(self._families.setdefault(last_name(name), []), member, key=lambda m: m.first)
        return member

    def _member(self, mention: Mention) -> Member:
        """The member whom a mention names; a surname is the full name that was met last, or else the first to come."""
        if mention.kind in {MentionKind.PERSON, MentionKind.ROLE} and is_surname_alone(mention.name):
            surname = last_name(mention.name)
            gender = _gender(self._title_before(mention))
            family = [m for m in self._families.get(surname, []) if gender is None or m.gender in {None, gender}]
            if family:
                introduced = bisect.bisect_right(family, mention.start, key=lambda m: m.first)
                nearest = family[max(0, introduced - 1)]
                met = self._last_of_family.get(surname, nearest)
                met = met if met in family else nearest
                return max(met, nearest, key=lambda m: self._last_seen.get(m.name, m.first)) if introduced else nearest
            namesakes = self._by_given_name.get(mention.name.casefold(), [])
            if len(namesakes) == 1 and self._goes_by_given_name(namesakes[0], mention):
                return namesakes[0]
        return self._enter(mention.name, mention.kind, mention.start)

    def _goes_by_given_name(self, member: Member, mention: Mention) -> bool:
        """Whether a first name alone stands for somebody: a known one, or one that is brought up without a title."""
        given, *others = member.name.casefold().split()
        if given in lexicon.GENDER_OF_GIVEN_NAME:
            return True
        brought_up = member.name in self._last_seen and _BEFORE_GIVEN_NAMES.issuperset(self._title_before(mention))
        return brought_up and self._may_be_person(member) and lexicon.PLACES.isdisjoint(others)

    def _pronoun(self, mention: Mention) -> Resolved:
        """Whom a pronoun stands for: whoever was met last and fits, a person who is surely one before any other."""
        gender = lexicon.GENDER_OF_PRONOUN.get(mention.name)
        if gender is None:
            return self._group(mention)
        persons = [m for m in self._recent(mention.start, gender) if m.kind is MentionKind.PERSON]
        # A lone capitalised word of no known gender may well be a newspaper, a country or a party.
        known = [member for member in persons if member.gender is not None or self._may_be_person(member)]
        chosen = known[0] if known else None
        if chosen is None or chosen.gender is None:
            since = self._last_seen.get(chosen.name, 0) if chosen is not None else 0
            known = [*self._named_near(since, mention.start, gender), *known]
        if not known and not persons:
            if (nameless := self._nameless_since(mention, gender, None)) is not None:
                return Resolved(nameless.name, nameless.description, Attribution.PRONOUN, Confidence.LOW)
            return self._only_one_named(mention)
        chosen = (known or persons)[0]
        nameless = self._nameless_since(mention, gender, chosen)
        told = chosen.gender is not None and not chosen.guessed
        if nameless is not None and not told:
            return Resolved(nameless.name, nameless.description, Attribution.PRONOUN, Confidence.LOW)
        sure = Confidence.HIGH if len(known) == 1 and told and nameless is None else Confidence.MEDIUM
        chosen.guessed = chosen.guessed or chosen.gender is None
        chosen.gender = gender
        return Resolved(chosen.name, chosen.description, Attribution.PRONOUN, sure if known else Confidence.LOW)

    def _nameless_since(self, mention: Mention, gender: str, chosen: Member | None) -> Mention | None:
        """Who has no name and was brought up after the one that a pronoun would stand for."""
        last = next((m for m in self._nameless[-_LAST_NAMED:][::-1] if m.start < mention.start), None)
        if last is None or last.start < mention.start - _NEAR:
            return None
        if chosen is not None and self._last_seen.get(chosen.name, chosen.first) > last.start:
            return None
        return last if _gender(last.name.lower().split()) in {None, gender} else None

    def _only_one_named(self, mention: Mention) -> Resolved:
        """Whom a pronoun means where nobody fits who was met: the only person named in full shortly before it."""
        gender = lexicon.GENDER_OF_PRONOUN.get(mention.name)
        near = {met.member.name: met.member for met in self._named_before(mention.start)}
        fitting = [m for m in near.values() if m.gender in {None, gender} and self._may_be_person(m)]
        if len(fitting) != 1:
            return UNCLEAR
        return Resolved(fitting[0].name, fitting[0].description, Attribution.PRONOUN, Confidence.LOW)

    def _named_near(self, since: int, position: int, gender: str) -> list[Member]:
        """Who was named in full in a stretch and is surely of a gender, though not as a subject: a hearer, say."""
        near = (met.member for met in self._named_before(position) if met.position > since)
        return [member for member in near if member.gender == gender][-1:]

    def _named_before(self, position: int) -> list[_Met]:
        """Who was named in full shortly before a place."""
        last = bisect.bisect_left(self._named, position, key=lambda met: met.position)
        return [met for met in self._named[max(0, last - _LAST_NAMED) : last] if met.position > position - _NEAR]

    def _may_be_person(self, member: Member) -> bool:
        """Whether a name of several words is hardly that of a place or a thing: no proof, but a hint."""
        if member.name.casefold() in self._small or member.name.endswith(_NATIONS):
            return False
        after_name = member.first + len(member.name)
        if member.spoken or _AGE.match(self._text, after_name):
            return True
        first, *others = (word.casefold() for word in member.name.split())
        named = first in lexicon.GENDER_OF_GIVEN_NAME
        common = first in lexicon.OF_PLACES or any(word in self._small for word in (first, *others))
        return bool(others) and (named or not (common or member.name.isupper()))

    def _group(self, mention: Mention) -> Resolved:
        """Whom "it" and "they" stand for: the body, or the nameless speaker, that was met last."""
        if mention.name not in lexicon.GROUP_PRONOUNS:
            return UNCLEAR
        near = (group for group in self._groups[-_LAST_MET:][::-1] if 0 < mention.start - group[0] <= _REACH)
        found = next(near, None)
        if found is None:
            return UNCLEAR
        return Resolved(found[1], found[2], Attribution.PRONOUN, Confidence.LOW)

    def _recent(self, position: int, gender: str | None = None, reach: int = _REACH) -> list[Member]:
        """Who may be meant at a place, the last one met first, each once; a bare surname may be any who bears it."""
        last = sorted(self._met[-_LAST_MET:], key=lambda met: met.position, reverse=True)
        near: list[Member] = []
        for met in last:
            if not position - reach <= met.position < position:
                continue
            if gender is None or met.member.gender in {None, gender}:
                near.append(met.member)
            elif met.bare:
                family = self._families.get(last_name(met.member.name), [])
                near += [other for other in family if other.gender == gender][:1]
        members = list({member.name: member for member in near}.values())
        if len(members) > 1 and members[0].name == self._asker:
            members = [*members[1:], members[0]]
        return members

    def _role(self, mention: Mention) -> Resolved:
        """Whom a role stands for: who is described with it, else whom an epithet can only mean, or the role itself."""
        alone = Resolved(mention.name, mention.description, Attribution.ROLE, Confidence.MEDIUM)
        opening = _WORD.match(self._text, mention.start, mention.end)
        indefinite = opening is not None and opening.group().lower() in lexicon.INDEFINITE
        if indefinite or not self._is_person(mention):
            return alone
        if name := self._roles.find(mention, self._last_seen):
            member = self._members[name]
            return Resolved(name, member.description, Attribution.ROLE, Confidence.MEDIUM)
        if not mention.definite or not self._roles.is_epithet(mention) or self._roles.is_nameless(mention):
            return alone
        gender = _gender(_WORD.findall(mention.name.lower()))
        persons = [
            m for m in self._recent(mention.start, gender, _NEAR) if m.kind is MentionKind.PERSON and " " in m.name
        ]
        if not persons:
            return alone
        return Resolved(persons[0].name, persons[0].description, Attribution.ROLE, Confidence.MEDIUM)

    def _is_person(self, mention: Mention) -> bool:
        """Whether a role is one of somebody rather than of a body, a paper or several people."""
        words = mention.name.lower().split()
        several = bool(words) and words[-1].endswith("s") and words[-1][:-1] in lexicon.PEOPLE
        return bool(words) and not several and RoleIndex.head(words) not in _NO_PERSONS


def _gender(words: Iterable[str]) -> str | None:
    """The gender that a title or a role tells."""
    return next((lexicon.GENDER_OF_TITLE[word] for word in words if word in lexicon.GENDER_OF_TITLE), None)
