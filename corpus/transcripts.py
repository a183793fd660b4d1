"""Transcripts and interviews: turns that a label names ("REID: We will pay", "Q: ... A: ...")."""

import itertools
import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from . import lexicon
from .text import Range, trimmed

# Most code points of a label with its title, description and brackets; "Ivo Karlsen, professor of law at the
# University of Orvik, by telephone" takes 70.
_LONGEST_LABEL = 100
# Most words of the name in a label, title included: "FORMER STATE SENATOR MARTA LINDQVIST".
_LABEL_WORDS = 6
# Most paragraphs without a label that a speaker may fill before the next label; more are an article around excerpts.
_CONTINUED = 6
# Share of turns in which somebody says "I" or "you", or asks. Dialogue has it in nearly all turns of a sentence or
# more; lists of positions, pros and cons, and fact boxes in hardly any.
_SPOKEN_SHARE = 0.4

_MARK = re.compile(r"``|''|[\"“”„«»]")
_OPENING = re.compile(r"\s*(?:``|''|[\"“”„«])?\s*(?:\*\*|__|[*_])?\[?")
_AFTER_COLON = re.compile(r"\]?(?:\*\*|__|[*_])?\s*")
_QUESTION_AND_ANSWER = re.compile(r"(?:[QA]|Question|Answer|QUESTION|ANSWER)\.(?=\s+[\w“\"'‘])")
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]{1,60})[)\]]\s*$")
# "SEN. ANNA BREL (I), NEW VALDIA", "REP. ANNA BREL, (I) NEW VALDIA": party and place after a name in capitals.
_PARTY = re.compile(r",?\s*\(([A-Z]{1,4}(?:-[^()]{1,20})?)\),?\s*(?=[A-Z])")
_NAME_WORD = re.compile(r"[^\W\d_][\w.'’-]*\.?$")
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
# A capitalised word after a small one stands for a name.
_NAMED_IN_TEXT = re.compile(r"(?<=[a-z,] )[^\W\d_a-z][\w’'-]+")
_POSSESSIVE = re.compile(r"['’]s?$")
_SPOKEN = re.compile(r"\bI\b|\b(?:we|you|my|our|your|me|us)\b|\?", re.IGNORECASE)
# A paragraph that ends otherwise is a heading or a lead-in.
_ENDS_SPEECH = re.compile(r"[.?!…—–)\]\"'”’»-]\s*$")
_STAGE_DIRECTION = re.compile(r"\W*[(\[][^()\[\]]{1,80}[)\]]\W*$|[\W_]*$")
_LINE = re.compile(r"\n\s*")
# "Note: ...", "THE FACTS: ...": whoever spoke before is not speaking there.
_HEAD = re.compile(r"\W{0,4}[^\W\da-z_][^.?!,;:\n]{0,30}:\s")
# "Follow our reporters on ...", "Watch the interview above": the article's own voice at the end of a transcript.
_OWN_VOICE = re.compile(r"\W*(?:follow|watch|read|listen|subscribe|transcript|this interview|the interview)\b", re.I)

# Labels of the article itself, lists and boxes. "The facts" and "the latest" count by their last word.
_NO_SPEAKERS = lexicon.DAYS_AND_MONTHS | frozenset(
    """note notes update updates updated photo photos image picture related watch read more see also source
        sources credit correction clarification editor contributing contact email phone tel fax twitter facebook
        address website web hours where when what who why how first second third fourth fifth finally last next but so
        and or claim claims fact facts verdict truth myth reality rating background context analysis conclusion
        example examples step tip tips pros cons pro con warning caution disclaimer exclusive breaking report reports
        poll latest live developing opinion summary result results score scores final total cost price date time place
        location age height weight position status career education family born died headline byline subject from to
        cc re remember instead meanwhile however answer-key issue question-and-answer quote topic bottom line takeaway
        takeaways highlights newsletter database podcast
        quiz guide map likes dislikes strengths weaknesses winner winners loser losers reads week day month
        year""".split()
)
_QUESTIONS = frozenset({"q", "question", "questioner", "interviewer"})
_ANSWERS = frozenset({"a", "answer"})
# Voices that a transcript labels without saying whose they are.
_UNNAMED = frozenset(
    """male female voice voice-over voiceover man woman speaker participant announcer narrator crowd audience both all
    unidentified unknown clip video tape""".split()
)
_ROLES = frozenset("moderator reporter host anchor interviewer operator clerk".split())


class LabelKind(StrEnum):
    """What the label of a turn tells of its speaker."""

    NAME = "name"
    ROLE = "role"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker of a transcript says in one paragraph.

    ``label`` is the words that name the speaker, title included, without marks, brackets and colon; ``name`` is the
    name in it in ordinary spelling, or the role in small letters, and ``None`` where the label tells nobody ("Q").
    ``description`` is what the label adds in brackets or after a comma. ``continued`` tells a paragraph without a
    label of its own, and ``marked`` words inside quotation marks.
    """

    label: Range
    kind: LabelKind
    name: str | None
    description: Range | None
    words: Range
    continued: bool
    marked: bool


@dataclass(frozen=True, slots=True)
class _Label:
    """What stands before the colon of a line."""

    words: Range
    kind: LabelKind
    name: str | None
    description: Range | None
    key: str
    capitals: bool
    opened: bool
    body: int


@dataclass(frozen=True, slots=True)
class _Unit:
    """A paragraph, or the part of one that begins with a label."""

    stretch: Range
    label: _Label | None
    opened: bool


def turns(text: str, paragraphs: list[Range]) -> list[Turn]:
    """Find what the speakers of a transcript or an interview say, in the order of the text.

    A label counts only on evidence: the article names its bearer or it is written in capitals, labels return or
    answer each other, and the words are those of people who talk. A name before words in quotation marks is evidence
    enough. Linear in the length of the text.
    """
    units = [unit for paragraph in paragraphs for unit in _units(text, paragraph)]
    labelled = [unit for unit in units if unit.label is not None]
    if not labelled:
        return []
    known = {_POSSESSIVE.sub("", word).casefold(): word for word in reversed(_NAMED_IN_TEXT.findall(text))}
    accepted = _dialogue(text, labelled, known)
    found: list[Turn] = []
    position = 0
    while position < len(units):
        label = units[position].label
        talks = label is not None and label.words.start in accepted
        if label is None or not (talks or _quotes(text, units[position], known)):
            position += 1
            continue
        lines = 1 + (_continuations(text, units, position, accepted) if talks else 0)
        for unit in units[position : position + lines]:
            turn = _turn(text, unit, label, known, continued=unit is not units[position])
            if turn is not None:
                found.append(turn)
        position += lines
    return found


def _units(text: str, paragraph: Range) -> list[_Unit]:
    """Part a paragraph at the lines that begin with a label."""
    starts = [paragraph.start, *(match.end() for match in _LINE.finditer(text, *paragraph))]
    labels = [_label(text, start, paragraph.end) for start in starts]
    cuts = [0, *(at for at in range(1, len(starts)) if labels[at] is not None)]
    ends = [*(starts[at] for at in cuts[1:]), paragraph.end]
    return [
        _Unit(trimmed(text, starts[at], end), labels[at], _MARK.match(text, starts[at]) is not None)
        for at, end in zip(cuts, ends, strict=True)
    ]


def _label(text: str, start: int, end: int) -> _Label | None:
    """Read the label that a line begins with, if it does."""
    opening = _OPENING.match(text, start, end)
    first = opening.end() if opening else start
    opened = _MARK.search(text, start, first) is not None
    if initial := _QUESTION_AND_ANSWER.match(text, first, end):
        letter, here = text[first].casefold(), Range(first, initial.end() - 1)
        return _Label(here, LabelKind.NOBODY, None, None, letter, False, opened, initial.end())
    colon = text.find(":", first, min(end, first + _LONGEST_LABEL))
    if colon == -1 or "\n" in text[first:colon] or not text[first : first + 1].isupper():
        return None
    body = _AFTER_COLON.match(text, colon + 1, end)
    if body is None or (body.end() == colon + 1 and not _MARK.match(text, colon + 1, end)):
        return None
    head = text[first:colon].rstrip(" \u00a0*_]")
    if not head or _MARK.search(head):
        return None
    brackets = _BRACKETS.search(head)
    description = Range(first + brackets.start(1), first + brackets.end(1)) if brackets else None
    head = head[: brackets.start()] if brackets else head
    if description is None and (party := _PARTY.search(head)) and head.isupper():
        description = trimmed(text, first + party.end(), first + len(head))
        head = head[: party.start()]
    name, comma, rest = head.partition(",")
    announces = any(word in lexicon.CUES or word in lexicon.PARTICIPLES for word in head.casefold().split())
    if announces or ("," in rest and not head.isupper()):
        return None  # "Ivo Karlsen, a baker, replied: “No.”" is a sentence.
    if comma and description is None and rest.strip():
        description = trimmed(text, first + len(name) + 1, first + len(head))
    return _named(text, trimmed(text, first, first + len(name)), description, opened, body.end())


def _named(text: str, words: Range, description: Range | None, opened: bool, body: int) -> _Label | None:
    """Tell whom the words of a label name; ``None`` where they are no label of a speaker."""
    said = text[slice(*words)].split()
    lower = [word.casefold().rstrip(".") for word in said]
    if not said or len(said) > _LABEL_WORDS or lower[-1] in _NO_SPEAKERS or lower[0] in _NO_SPEAKERS:
        return None
    capitals = all(word.upper() == word or word[:2] in {"Mc", "Ma"} for word in said) and said[-1][1:].upper() != ""
    numbered = lower[:-1] if len(lower) > 1 and lower[-1].isdigit() else lower
    if numbered[-1] in _QUESTIONS | _ANSWERS and len(numbered) == 1:
        key = "q" if numbered[-1] in _QUESTIONS else "a"
        return _Label(words, LabelKind.NOBODY, None, description, key, capitals, opened, body)
    if _UNNAMED.intersection(numbered):
        return _Label(words, LabelKind.NOBODY, None, description, " ".join(lower), capitals, opened, body)
    if numbered[-1] in _ROLES or numbered[-1] in lexicon.ROLES:
        name = " ".join(lower)
        return _Label(words, LabelKind.ROLE, name, description, name, capitals, opened, body)
    for word in said:
        particle = word in lexicon.PARTICLES
        if not _NAME_WORD.match(word) or not (word[0].isupper() or particle):
            return None
        if word.casefold() in lexicon.SMALL_WORDS and not particle:
            return None
    titles = 0
    while titles < len(said) - 1 and (lower[titles] in lexicon.TITLES or lower[titles] in lexicon.ROLES):
        titles += 1
    name = " ".join(said[titles:])
    return _Label(words, LabelKind.NAME, name, description, lower[-1], capitals, opened, body)


def _dialogue(text: str, labelled: list[_Unit], known: dict[str, str]) -> set[int]:
    """Where the labels stand by which an article tells its speakers apart; empty where it is no transcript.

    A transcript writes its labels in one way, so capitals are tried alone before ordinary names.
    """
    units = [(unit, unit.label) for unit in labelled if unit.label is not None]
    for capitals in (True, False):
        alike = [(u, label) for u, label in units if label.capitals == capitals or label.kind is LabelKind.NOBODY]
        if starts := _talk(text, alike, known):
            return starts
    return set()


def _talk(text: str, units: list[tuple[_Unit, _Label]], known: dict[str, str]) -> set[int]:
    """Where the labels stand, among those of one style, that belong to speakers who talk with each other."""
    spoken = {label.key for unit, label in units if _SPOKEN.search(text, label.body, unit.stretch.end)}
    times = Counter(label.key for _, label in units if _is_somebody(label, known, spoken))
    if "q" not in times:
        del times["a"]
    talk = [(unit, label) for unit, label in units if label.key in times]
    said = sum(_SPOKEN.search(text, label.body, unit.stretch.end) is not None for unit, label in talk)
    if len(talk) < 2 or said < _SPOKEN_SHARE * len(talk):
        return set()
    capitals = all(label.capitals for _, label in talk)
    returns = max(times.values()) > 1 and (len(times) > 1 or capitals)
    named = capitals and all(
        label.kind is LabelKind.NOBODY or label.key in known or label.key in _ROLES for _, label in talk
    )
    answers = len(times) > 1 and (named or _answer_each_other(text, talk))
    return {label.words.start for _, label in talk} if returns or answers else set()


def _is_somebody(label: _Label, known: dict[str, str], spoken: set[str]) -> bool:
    """Whether a label names a speaker: by a role, by a name that the article has, or in capitals before speech."""
    return label.kind is not LabelKind.NAME or label.key in known or (label.capitals and label.key in spoken)


def _answer_each_other(text: str, talk: list[tuple[_Unit, _Label]]) -> bool:
    """Whether one who is labelled asks and another one comes next."""
    return any(
        label.key != following.key and text[slice(*unit.stretch)].rstrip("\"”'’*_ ").endswith("?")
        for (unit, label), (_, following) in itertools.pairwise(talk)
    )


def _quotes(text: str, unit: _Unit, known: dict[str, str]) -> bool:
    """Whether a label is the name of somebody and its words stand in quotation marks: "Ivo Karlsen: “No.”"."""
    label = unit.label
    if label is None or label.kind is not LabelKind.NAME or label.opened or label.name is None:
        return False
    given = label.name.split()[0].casefold()
    somebody = label.key in known or (
        " " in label.name and (label.description is not None or given in lexicon.GENDER_OF_GIVEN_NAME)
    )
    return somebody and _MARK.match(text, label.body, unit.stretch.end) is not None


def _continuations(text: str, units: list[_Unit], position: int, accepted: set[int]) -> int:
    """How many paragraphs after a turn still belong to its speaker.

    Within quotation marks, those that open with a mark while the last one is not closed; without, those that another
    label follows soon.
    """
    marked = units[position].opened
    after = position + 1
    while after < len(units) and after - position <= _CONTINUED and units[after].label is None:
        words = text[slice(*units[after].stretch)]
        if _OWN_VOICE.match(words) or _HEAD.match(words) or not _ENDS_SPEECH.search(words):
            break
        if marked and (not units[after].opened or _ends_closed(text, units[after - 1])):
            break
        after += 1
    following = units[after].label if after < len(units) else None
    in_talk = following is not None and following.words.start in accepted
    return after - position - 1 if marked or in_talk else 0


def _ends_closed(text: str, unit: _Unit) -> bool:
    """Whether a paragraph that opens with a mark closes it at its end."""
    return text[unit.stretch.start : unit.stretch.end].endswith(("”", '"', "''", "»", "’’"))


def _turn(text: str, unit: _Unit, label: _Label, known: dict[str, str], *, continued: bool) -> Turn | None:
    """Cut the words of a turn out, marks at both ends left out; ``None`` for a stage direction."""
    start = unit.stretch.start if continued else label.body
    end = unit.stretch.end
    if _STAGE_DIRECTION.match(text, start, end):
        return None
    inner = _MARK.match(text, start, end)
    if inner:
        start = inner.end()
    marked = unit.opened or inner is not None
    if marked:
        closing = next((glyph for glyph in ("”", '"', "''", "»", "’’") if text.endswith(glyph, start, end)), "")
        inside = text[start : end - len(closing)]
        balanced = (inside.count("“") > inside.count("”")) or (closing == '"' and inside.count('"') % 2 == 1)
        end -= 0 if balanced else len(closing)
    words = trimmed(text, start, end)
    if not _WORD.search(text, *words):
        return None
    name = _spelled(label, known)
    return Turn(label.words, label.kind, name, label.description, words, continued, marked)


def _spelled(label: _Label, known: dict[str, str]) -> str | None:
    """The name of a label as the article spells it elsewhere, or else in ordinary capitals."""
    if label.name is None or label.kind is not LabelKind.NAME or not label.capitals:
        return label.name
    words = [known.get(word.casefold()) or _capitalised(word) for word in label.name.split()]
    return " ".join(_POSSESSIVE.sub("", word) for word in words)


def _capitalised(word: str) -> str:
    """A word in capitals as names are written: "O'HARA-BREL" is "O'Hara-Brel"."""
    return re.sub(r"[^\W\d_]+", lambda part: part.group().capitalize(), word)
