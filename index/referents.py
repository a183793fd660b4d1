"""What the pronouns of a follow-up stand for: the speaker, another person, or the topic of the turn before."""

import re
from collections.abc import Iterator

from onrecord.corpus import FrozenModel, fold_name
from onrecord.corpus.lexicon import GENDER_OF_GIVEN_NAME, HONORIFICS

_BEING = r"(?:is|are|was|were|be|been|will|would|does|did|do|has|have|had|can|could|should|might|may|must)"
_PREPOSITION = r"(?:about|on|of|to|with|for|against|over|regarding|concerning|in|from|by|at|behind|after|before)"
# "it" is no thing where a clause follows that it only announces, and where it is the weather.
_EMPTY_IT = r"(?!\s+(?:true|possible|likely|clear|rain\w*|snow\w*)\b)(?!\s+(?:is|was)\s+\w+\s+(?:that|to)\b)"
_WORDS = re.compile(
    r"\b(?:"
    r"(?P<subject>he|she|they)"
    r"|(?P<object>him|them)"
    r"|(?P<owner>his|its|their|theirs|hers)(?P<own>\s+own)?"
    # "her view" owns, "about her" does not.
    r"|(?P<her>her)(?P<her_own>\s+own)?(?P<her_noun>(?=\s+(?!" + _PREPOSITION + r"\b|" + _BEING + r"\b|and\b|or\b)\w))?"
    r"|(?P<it>it)" + _EMPTY_IT +
    # "that", "this": a thing where no noun and no clause follows.
    rf"|(?P<that>that|this|these|those|that\s+one)(?=\s*$|\s*[,?.!;]|\s+{_PREPOSITION}\b|\s+{_BEING}\b|\s+(?:too|either|though)\b)"
    r")\b(?!['’](?:s|d|ll|re|ve)\b\s+\w+ing)",
    re.IGNORECASE,
)
_REACTING = re.compile(
    r"\b(?:respond|react|repl(?:y|ies)|answer|retort|retaliate|counter|comment|(?:hit|fire|push|strike|shoot|fight)\s+back)",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_][\w.-]*(?:['’](?!s\b)\w+)*")
# Words after which "their" is likelier about a noun of the same turn: "what is their", "and why did their".
_FIRST = 3
_OF_HERS, _OF_HIS = frozenset({"she", "her", "hers"}), frozenset({"he", "him", "his"})
_MANY = frozenset({"they", "them", "their", "theirs"})


class Referents(FrozenModel):
    """What a pronoun may stand for.

    Attributes:
        speaker: whose words were asked for, or were found.
        full_name: the same as the articles have it, which may tell whether it is he or she.
        topic: what was spoken of.
    """

    speaker: str | None
    full_name: str | None
    topic: str | None


def names_in(words: str) -> Iterator[str]:
    """The runs of capitalised words in some words: names, mostly; possessives and what follows them are left out."""
    run: list[str] = []
    end = 0
    for match in _NAME.finditer(words):
        word = match.group()
        joined = not words[end : match.start()].strip() and run
        if run and not (joined and word[0].isupper()):
            yield " ".join(run)
            run = []
        if word[0].isupper():
            run.append(word)
        end = match.end()
    if run:
        yield " ".join(run)


def is_reaction(words: str) -> bool:
    """Whether a question asks for a response, which is another person's than whoever spoke before."""
    return _REACTING.search(words) is not None


def resolve(words: str, known: Referents, *, subject: str | None = None) -> str:
    """Put what the pronouns of a turn stand for in their places.

    A pronoun that nothing stands for is left as it is. Whoever is named in the turn itself, the ``subject``, is not
    meant by "him" or "her" there, and owns what is "his" or "hers".
    """
    taken: list[str] = [subject] if subject else []
    taken_by: set[str] = set()

    def person(pronoun: str) -> str | None:
        others = [name for name in names_in(known.topic or "") if not _same(name, known.speaker)]
        speakers = [known.speaker] if known.speaker else []
        order = [*others, *speakers] if is_reaction(words) and not taken else [*speakers, *others]
        fitting = [name for name in order if name not in taken and _may_be(pronoun, name, known)]
        # A name is meant before a role: "the judge".
        fitting.sort(key=lambda name: not any(letter.isupper() for letter in name) and bool(others))
        return fitting[0] if fitting else None

    def replace(match: re.Match[str]) -> str:
        found = match.groupdict()
        word = match.group().split()[0].lower()
        if found["it"] or found["that"]:
            return known.topic or match.group()
        owning = bool(found["owner"] or found["her_own"]) or found["her_noun"] is not None
        if owning and subject and not is_reaction(words):
            return match.group()
        if word == "their" and "they" not in taken_by and len(words[: match.start()].split()) > _FIRST:
            # "How many will lose their jobs": those in the turn itself.
            return match.group()
        if owning and word == "its":
            return _possessive(known.topic, match.group())
        if owning and taken and not subject:
            # "What did he say about his plan": the same he.
            who: str | None = taken[0]
        else:
            who = person(word)
        if who is None:
            return match.group()
        if not owning and who not in taken:
            taken.append(who)
            taken_by.add(word)
        return _possessive(who, "") if owning else who

    return _WORDS.sub(replace, words)


def _possessive(owner: str | None, otherwise: str) -> str:
    if owner is None:
        return otherwise
    return owner if owner.lower().endswith(("'s", "’s")) else f"{owner}'s"


def _may_be(pronoun: str, name: str, known: Referents) -> bool:
    """Whether somebody of that name may be meant by a pronoun, as far as the given name tells."""
    if pronoun in _MANY:
        return True
    words = fold_name(known.full_name or name if name == known.speaker else name).split()
    gender = next((GENDER_OF_GIVEN_NAME[word] for word in words[:2] if word in GENDER_OF_GIVEN_NAME), None)
    return gender is None or gender == ("f" if pronoun in _OF_HERS else "m" if pronoun in _OF_HIS else gender)


def _same(name: str, other: str | None) -> bool:
    """Whether two names may be one person's: the words of the one are all in the other."""
    if not other:
        return False
    one, two = (set(fold_name(words).split()) - HONORIFICS for words in (name, other))
    return one <= two or two <= one
