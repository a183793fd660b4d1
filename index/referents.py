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
    r"he|she|they|him|them"
    r"|(?P<owner>his|its|their|theirs|hers)(?:\s+own)?"
    # "her view" owns, "about her" does not.
    r"|(?P<her>her)(?P<her_own>\s+own)?(?P<her_noun>(?=\s+(?!" + _PREPOSITION + r"\b|" + _BEING + r"\b|and\b|or\b)\w))?"
    r"|(?P<it>it)" + _EMPTY_IT +
    # "that", "this": a thing where no noun and no clause follows.
    r"|(?P<that>that|this|these|those|that\s+one)"
    rf"(?=\s*$|\s*[,?.!;]|\s+{_PREPOSITION}\b|\s+{_BEING}\b|\s+(?:too|either|though)\b)"
    r")\b(?!['’](?:s|d|ll|re|ve)\b\s+\w+ing)",
    re.IGNORECASE,
)
_REACTING = re.compile(
    r"\b(?:respond|react|repl(?:y|ies)|answer|retort|retaliate|counter|comment|(?:hit|fire|push|strike|shoot|fight)\s+back)",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_][\w.-]*(?:['’](?!s\b)\w+)*")
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
# Pronouns of one turn that are resolved: so many topics still make a question.
_MOST_PRONOUNS = 6
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
    return _WORDS.sub(_Resolver(words, known, subject), words, count=_MOST_PRONOUNS)


class _Resolver:
    """Finds what stands for the pronouns of one turn, from left to right."""

    def __init__(self, words: str, known: Referents, subject: str | None) -> None:
        self._words = words
        self._known = known
        self._subject = subject
        self._reacts = is_reaction(words)
        # Whom the turn has named or meant so far, and by which pronouns.
        self._taken = [subject] if subject else []
        self._taken_by: set[str] = set()

    def __call__(self, match: re.Match[str]) -> str:
        """What stands for a pronoun; the pronoun itself where nothing does."""
        pronoun = match.group().split()[0].lower()
        if match["it"] or match["that"]:
            return self._known.topic or match.group()
        if not (match["owner"] or match["her_own"] or match["her_noun"] is not None):
            return self._person(pronoun) or match.group()
        owner = self._owner(pronoun, len(self._words[: match.start()].split()))
        return match.group() if owner is None else owner if _POSSESSIVE.search(owner) else f"{owner}'s"

    def _owner(self, pronoun: str, place: int) -> str | None:
        if self._subject and not self._reacts:
            return None
        if pronoun == "its":
            return self._known.topic
        if pronoun in _MANY and "they" not in self._taken_by and place > _FIRST:
            # "How many families left their homes": those in the turn itself.
            return None
        if self._taken and not self._subject and _may_be(pronoun, self._taken[0], self._known):
            # "What did he say about his plan": the same he.
            return self._taken[0]
        return next(iter(self._fitting(pronoun)), None)

    def _person(self, pronoun: str) -> str | None:
        found = next(iter(self._fitting(pronoun)), None)
        if found is not None:
            self._taken.append(found)
            self._taken_by.add(pronoun)
        return found

    def _fitting(self, pronoun: str) -> list[str]:
        """Whom a pronoun may mean who was not meant before in this turn, likeliest first."""
        speaker = self._known.speaker
        others = [name for name in names_in(self._known.topic or "") if not _same(name, speaker)]
        speakers = [speaker] if speaker else []
        # Whoever responds is not who spoke.
        order = [*others, *speakers] if self._reacts and not self._taken else [*speakers, *others]
        fitting = [name for name in order if name not in self._taken and _may_be(pronoun, name, self._known)]
        # A name is meant before a role: "the coroner".
        return sorted(fitting, key=lambda name: name == name.lower() and bool(others))


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
