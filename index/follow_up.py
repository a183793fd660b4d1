"""Reading a turn of a conversation: what it asks, put so that it stands alone, or that it asks nothing.

A turn is rewritten by rules from itself and what went before, as a person would put it who does not want to be
misunderstood; that is worth more than mixing vectors of several turns (Dalton et al., "TREC CAsT 2021"). Pure: nothing
is searched here.
"""

from __future__ import annotations

import datetime
import re
from enum import StrEnum
from typing import Protocol

from onrecord.corpus import FrozenModel, fold_name
from onrecord.corpus.lexicon import BODIES, DAYS_AND_MONTHS, PEOPLE

from .context import Context
from .question import QuestionKind, understand
from .referents import Referents, is_reaction, names_in, resolve

# A longer turn is no follow-up: it says itself what it is about.
LONGEST_FOLLOW_UP = 300


class Act(StrEnum):
    """What a turn does."""

    QUESTION = "question"  # asks something of its own; nothing is carried over
    FOLLOW_UP = "follow-up"  # asks something that only the turns before make whole
    MORE = "more"  # asks on, without what was shown
    OTHERS = "others"  # asks on, without whoever was heard
    AGAIN = "again"  # asks when or where that was: what was shown last answers it
    CHAT = "chat"  # asks nothing: thanks, greetings


class Reading(FrozenModel):
    """How a turn is read.

    Attributes:
        act: what it does.
        questions: what to ask, each so put that it stands alone, likeliest first; the next is for where the one before
            has no answer.
        role: where it is set, the last question is for finding whoever an article on the topic calls so: "the coroner"
            of the story that is spoken of, whether or not he is known by that anywhere else.
        source: only articles of this source.
        since: only articles from this day on.
        until: only articles up to this day.
    """

    act: Act
    questions: tuple[str, ...]
    role: str | None = None
    source: str | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None


class Collection(Protocol):
    """What has to be known of the articles to tell "and Brel?" from "and taxes?"."""

    def has_speaker(self, words: str) -> bool:
        """Whether anybody is quoted who is known by some words."""

    def has_source(self, words: str) -> bool:
        """Whether some words are the name of a source."""


def _pattern(body: str) -> re.Pattern[str]:
    return re.compile(rf"^(?:{body})$", re.IGNORECASE)


_COURTESIES = (
    r"thanks?(?:\s+you)?(?:\s+(?:so|very)\s+much|\s+a\s+lot)?|thx|cheers|ok(?:ay)?|great|nice|cool|wow|lol|ha(?:ha)+|"
    r"hm+|oh|ah|aha|well|yes|yeah|yep|no|nope|sure|right|hi|hello|hey|please|sorry|perfect|excellent|awesome|good|"
    r"got\s+it|i\s+see|good\s+(?:morning|evening|afternoon|night|day|one|job)|good\s?bye|bye|interesting|fine|"
    r"never\s*mind|really|you(?:['’]re|\s+are)\s+welcome|(?:that(?:['’]s|\s+is)\s+)?(?:all|enough|good|great|funny|it)"
    r"(?:\s+for\s+(?:now|today))?|(?:how\s+are|who\s+are)\s+you|are\s+you\s+sure|no\s+way|seriously|makes\s+sense"
)
_CHAT = _pattern(rf"(?:(?:{_COURTESIES})[\s,.!?…;:]*+)+")
_COURTESY = re.compile(rf"^(?:{_COURTESIES})\s*[,.!?…;:]+\s*", re.IGNORECASE)

_SO = r"(?:(?:and|but|or|so|also|then|ok)\b[,\s]*)*+"
_HE = r"(?:he|she|they|it|that|this|these|those)"
_DID = r"(?:did|does|do|has|have|had|would|will|could|can)"
_BE = r"(?:is|are|was|were)"
_SAY = r"(?:say|said|says|speak|talk|comment|mention|tweet|write|claim|respond|react|reply|answer)"
_MORE = _pattern(
    rf"{_SO}(?:(?:please\s+)?(?:(?:show|tell|give)\s+me\s+)?(?:some\s+|any\s+|a\s+bit\s+|even\s+)?more"
    r"(?:\s+(?:of\s+(?:that|this|it|these|those|them)|like\s+(?:that|this)|on\s+(?:that|this|it)|about\s+(?:that|this|it)"
    r"|quotes|passages|results)|,?\s+please)*"
    r"|next(?:\s+(?:one|page))?|go\s+on|continue|keep\s+going|(?:show\s+me\s+)?(?:another(?:\s+one)?|others)"
    rf"|(?:is\s+there\s+|anything\s+)more|is\s+there\s+(?:any|some)thing\s+(?:else|more)"
    r"|(?:is\s+)?that(?:['’]s|\s+is)?\s+(?:all|everything)(?:\s+there\s+is)?|what\s+more)"
)
_ELSE = _pattern(rf"{_SO}(?:what|(?:is\s+there\s+)?anything|something)\s+else")
_WHO_ELSE = _pattern(
    rf"{_SO}(?:who|any(?:one|body)|some(?:one|body)|(?:did|has|does)\s+any(?:one|body))\s+else"
    rf"(?:\s+(?:has|have|had|did))?(?:\s+\w+(?:ed|s|ke|y|id|k|t|d))?(?:\s+(?:about|on|to|of|with))?(?:\s+{_HE})?"
)
_AGAIN = _pattern(
    rf"{_SO}(?:(?P<when>when|where|since\s+when)|(?:on|in|at|from)?\s*(?:what|which)\s+(?!else\b|more\b)[\w-]+)"
    rf"(?:\s+{_BE}\s+(?:that|this|it)(?:\s+(?:said|from|in|on|at|published|reported|written))?"
    rf"|\s+{_DID}\s+{_HE}\s+{_SAY}\s+(?:that|this|it|so)|(?(when)\s+{_DID}\s+{_HE}\s+{_SAY}|(?!)))"
    rf"|{_SO}(?:when|where|source|(?:when|where)['’]s\s+that(?:\s+from)?|who\s+said\s+(?:that|this|it|so)"
    r"|what(?:['’]s|\s+is)\s+(?:the|your)\s+(?:source|date)(?:\s+(?:of|for)\s+(?:that|this|it))?)"
)
_WHY = _pattern(
    rf"{_SO}(?:why|how\s+come|for\s+what\s+reason)(?:\s+(?:not|so|(?:is|was)\s+{_HE}|{_DID}\s+{_HE}\s+{_SAY}"
    r"(?:\s+(?:that|this|it|so))?))?"
)
_SINCE = _pattern(rf"{_SO}(?:(?:since|after)\s+(?:then|that)|later(?:\s+on)?|afterwards?|more\s+recently)")
_BEFORE = _pattern(rf"{_SO}(?:before\s+(?:then|that)|earlier|previously)")
_ABOUT = re.compile(r"^(?:about|on|regarding|concerning|as\s+for|over)\s+(?P<topic>.+)$", re.IGNORECASE)
_MORE_ABOUT = re.compile(
    rf"^{_SO}(?:tell\s+me\s+|show\s+me\s+)?(?:more|something|anything)\s+(?:about|on)\s+(?P<topic>.+)$", re.IGNORECASE
)
_ANYBODY = re.compile(
    r"^(?:any(?:one|body)|some(?:one|body)|nobody|no\s+one)\s+(?P<whence>(?:from|in|of|at|else|with)\b.+)$",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"^(?P<only>(?:only|just)\s+)?(?:(?:from|in|by|on|according\s+to|as\s+reported\s+by)\s+)(?P<name>.+)$",
    re.IGNORECASE,
)
_ONLY = re.compile(r"^(?:only|just)\s+(?P<name>.+)$", re.IGNORECASE)
_AND = re.compile(r"^(?:(?:and|but|or|also|so|then|plus)\b[,\s]*)++", re.IGNORECASE)
_WHAT_ABOUT = re.compile(r"^(?:what|how)\s+(?:about|of)\s+", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"^(?:in|at|to|for|with|against|from|since|until|before|after|during|between|by)\s", re.IGNORECASE
)
_ASKS = re.compile(
    r"^(?:what|who|whom|whose|when|where|why|how|which|is|are|was|were|do|does|did|has|have|had|can|could|will|would|"
    r"should|may|might|must)\b",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\b(?:1[89]\d\d|20\d\d|yesterday|today|tonight|(?:last|this|past|previous|next)\s+(?:week|month|year|spring|summer|"
    r"autumn|fall|winter|\w+day)|(?:" + "|".join(sorted(DAYS_AND_MONTHS - {"may", "march", "sun", "sat"})) + r")|"
    r"(?:in|since|until|last|by|of)\s+(?:may|march))\b",
    re.IGNORECASE,
)
# Characters that may stand around a date where nothing but a period is named: "between the beginning of".
_AROUND_DATE = 30
# Forms that are read here because a speaker stands in them and, cut short, no topic.
_WHO = r"(?P<speaker>[^?,;:]{1,80}?)"
_ON = r"(?:\s+(?:on|about|to|with)\s+(?P<topic>.+))?"
_SPOKEN = tuple(
    _pattern(_SO + body)
    for body in (
        rf"how\s+{_DID}\s+{_WHO}\s+(?:hit|fire|push|strike|shoot|fight)\s+back{_ON}",
        rf"how\s+{_DID}\s+{_WHO}\s+(?:respond|react|reply|answer|retort|retaliate|counter){_ON}",
        rf"{_DID}\s+{_WHO}\s+(?:dis)?(?:agree|concur|object|approve|accept|endorse){_ON}",
        rf"{_DID}\s+{_WHO}\s+(?:respond|react|repl|answer|comment|counter)(?:ed|y|ied)?(?:\s+yet)?{_ON}",
        rf"(?:is|are|was|were)\s+{_WHO}\s+(?:more|less|as|equally|also|of\s+the\s+same|in\s+favou?r|against|for)\b.*",
    )
)
# Not only his own words tell where somebody stands, so that question stays as it is.
_STANDS = _pattern(_SO + rf"where\s+(?:do|does|did)\s+{_WHO}\s+stand")
_ANSWERED = _pattern(
    rf"{_SO}(?:who|{_DID}\s+any(?:one|body))(?:\s+(?:has|have|had))?\s+(?:dis)?"
    r"(?:agreed?|object(?:ed|s)?|respond(?:ed|s)?|react(?:ed|s)?|repl(?:y|ied)|answer(?:ed|s)?|comment(?:ed|s)?)"
)
# What adds nothing to the topic: "say anything about it", "think so", "say the same".
_FILLER = re.compile(
    r"(?P<verb>\b(?:say|said|says|comment|think|thinks|talk|add|added|believe))\s+(?:(?:anything|something|a\s+word|much)\b"
    r"(?:\s+(?:else|more))?|(?:so|that|this|it|the\s+same(?:\s+thing)?)(?:\s+too)?$)",
    re.IGNORECASE,
)
# A question of which only the first words are there.
_CUT_SHORT = _pattern(
    rf"{_SO}(?:how\s+(?:many|much|long|often|old|far|big|high|soon)|(?:by\s+|to\s+|with\s+|for\s+)?(?:who|whom)|which\s+ones?)"
)
_OF_WHOM = re.compile(
    r"^(?:(?:is\s+there\s+)?any(?:thing)?\s*(?:word|news|quotes?)?\s+(?:from|by)|(?:the\s+)?same(?:\s+\w+)?\s+(?:for|with|from))\s+"
    r"(?P<speaker>.+)$",
    re.IGNORECASE,
)
_ASKS_ON = re.compile(r"\b(?:what|anything|something)\s+(?:else|more)\b", re.IGNORECASE)
_BARE_PRONOUN = re.compile(r"\b(?:he|she|they|his|her|him|their|them|its)\b", re.IGNORECASE)


def compose(speaker: str | None, topic: str | None) -> str:
    """Put a speaker and a topic, of which there is at least one, into a question that stands alone."""
    if speaker is None:
        return f"What was said about {topic}?"
    return f"What did {speaker} say about {topic}?" if topic else f"What did {speaker} say?"


def read(text: str, context: Context, collection: Collection) -> Reading:
    """Read a turn of a conversation.

    Args:
        text: what the reader typed; it has words.
        context: what is remembered of the turns before.
        collection: what is known of the articles.

    Returns:
        What the turn does and asks. Without a context, or where none is needed, that is the text itself.
    """
    return _Turn(text, context, collection).read()


class _Turn:
    """A turn while it is read."""

    def __init__(self, text: str, context: Context, collection: Collection) -> None:
        self._text = text
        # What has no letter and no digit stands for nobody and nothing.
        kept = {"speaker": context.speaker, "full_name": context.full_name, "topic": context.topic}
        empty = {name: None for name, words in kept.items() if not any(map(str.isalnum, words or ""))}
        context = context.model_copy(update=empty)
        self._context = context
        self._collection = collection
        words = " ".join(text.split())
        self._asked_with_mark = words.endswith("?")
        self._words = words.rstrip(" ?.!…")
        self._referents = Referents(speaker=context.speaker, full_name=context.full_name, topic=context.topic)

    def read(self) -> Reading:
        if len(self._words) > LONGEST_FOLLOW_UP:
            return self._plain()
        if _CHAT.match(self._words):
            return Reading(act=Act.CHAT, questions=(self._text,))
        if self._context.is_empty:
            return self._plain()
        self._words = _COURTESY.sub("", self._words)
        return self._about_what_was_shown() or self._fragment() or self._sentence()

    def _about_what_was_shown(self) -> Reading | None:
        """Turns that name nothing themselves: "more", "who else?", "when was that?"."""
        words, context = self._words, self._context
        if _MORE.match(words):
            return self._on(Act.MORE, context.asked)
        if _ELSE.match(words):
            return self._on(Act.MORE, context.asked, *([compose(context.speaker, None)] if context.speaker else []))
        if _WHO_ELSE.match(words):
            return self._on(Act.OTHERS, f"Who spoke about {context.topic}?" if context.topic else context.asked)
        if _AGAIN.match(words):
            return self._on(Act.AGAIN, context.asked)
        if _WHY.match(words):
            about = f"speak about {context.topic}" if context.topic else "say that"
            why = f"Why did {context.speaker} {about}?" if context.speaker else f"Why {context.topic}?"
            return self._on(Act.MORE, why)
        if context.day and _SINCE.match(words):
            return self._on(Act.MORE, context.asked).model_copy(update={"since": context.day, "until": None})
        if context.day and context.day > datetime.date.min and _BEFORE.match(words):
            until = context.day - datetime.timedelta(days=1)
            return self._on(Act.MORE, context.asked).model_copy(update={"since": None, "until": until})
        return None

    def _fragment(self) -> Reading | None:
        """Turns without a verb: "and about taxes?", "what about Brel?", "only from the Gazette"."""
        context = self._context
        bare = _AND.sub("", self._words)
        led = bare != self._words
        if asks_about := _WHAT_ABOUT.match(bare):
            bare, led = bare[asks_about.end() :], True
        if match := _MORE_ABOUT.match(self._words):
            return self._on_topic(match["topic"])
        if match := _ABOUT.match(bare):
            return self._dated(bare) or self._on_topic(match["topic"])
        if match := _OF_WHOM.match(bare):
            return self._noun(match["speaker"])
        if _CUT_SHORT.match(self._words) and context.topic:
            return self._on(Act.FOLLOW_UP, compose(context.speaker, f"{context.topic}, {bare}"))
        if _ASKS.match(bare):
            return None
        if match := _FROM.match(bare):
            name = match["name"]
            if self._collection.has_source(name) or (match["only"] and not _DATED.search(name)):
                return self._on(Act.FOLLOW_UP, context.asked).model_copy(update={"source": name})
        if match := _ONLY.match(bare):
            bare, led = match["name"], True
        if reading := (led or _PREPOSITION.match(bare)) and self._dated(bare):
            return reading
        if match := _ANYBODY.match(bare):
            whence = resolve(match["whence"], self._referents)
            topic = context.topic or context.speaker
            return self._on(Act.FOLLOW_UP, f"Who spoke about {topic}, {whence}?")
        if led or (self._asked_with_mark and self._collection.has_speaker(bare)):
            return self._noun(bare)
        return None

    def _dated(self, words: str) -> Reading | None:
        """A period to narrow the last question to: "and in October 2016?"."""
        when = re.sub(r"^(?:only|just)\s+", "", words, flags=re.IGNORECASE)
        names = [name for name in names_in(when) if not _DATED.search(name)]
        if (
            names
            or not (found := _DATED.search(when))
            or len(when) - len(found.group()) > len("between the beginning ")
        ):
            return None
        return self._on(Act.FOLLOW_UP, self._with(when)).model_copy(update={"since": None, "until": None})

    def _on_topic(self, topic: str) -> Reading:
        """Another topic, of the same speaker."""
        topic = resolve(topic, self._referents)
        return self._on(Act.FOLLOW_UP, compose(self._context.speaker, topic))

    def _noun(self, words: str) -> Reading:
        """A speaker, a source or a topic in the place of the one before."""
        context = self._context
        words = resolve(words, self._referents)
        owner = re.sub(r"['’]s?$", "", words)
        is_role = bool(_head(owner) & (PEOPLE | BODIES))
        known = self._collection.has_speaker(owner)
        if self._collection.has_source(words) and (context.source is not None or not known):
            return self._on(Act.FOLLOW_UP, context.asked).model_copy(update={"source": words})
        if _PREPOSITION.match(words):
            return self._on(Act.FOLLOW_UP, self._with(words))
        of_speaker = compose(owner, self._topic_for(owner))
        of_topic = compose(context.speaker, words)
        if self._asked_for_fact() and (before := [*names_in(context.topic or "")]):
            # A question of fact goes on with another name: "How old is Brel?" - "and Reid?"
            swapped = context.asked.replace(before[-1], owner, 1)
            return self._on(Act.FOLLOW_UP, *((swapped, of_speaker) if known or is_role else (swapped, of_topic)))
        if _head(owner) & PEOPLE or (known and words != words.lower()):
            return self._by_role(owner, self._on(Act.FOLLOW_UP, of_speaker))
        return self._on(Act.FOLLOW_UP, *((of_speaker, of_topic) if known or is_role else (of_topic,)))

    def _sentence(self) -> Reading:
        """Turns with a verb: whole ones, and those with a pronoun or without a topic."""
        words = _FILLER.sub(r"\g<verb>", self._words)
        act = Act.MORE if _ASKS_ON.search(self._words) else Act.FOLLOW_UP
        if _ANSWERED.match(words) and self._context.topic:
            return self._on(Act.OTHERS, f"Who spoke about {self._context.topic}?")
        if (match := _STANDS.match(words)) and self._context.topic:
            return self._on(act, f"{resolve(match.group(), self._referents)} on {self._context.topic}?")
        speaker, _ = _parts(words)
        subject = speaker if speaker and not _BARE_PRONOUN.search(speaker) else None
        whole = resolve(words, self._referents, subject=subject)
        speaker, topic = _parts(whole)
        if speaker is None or (topic and whole == words):
            is_whole = whole == words and not (act is Act.MORE and speaker)
            return self._plain() if is_whole else self._on(act, f"{whole}?")
        if topic:
            return self._on(act, f"{whole}?")
        if act is Act.MORE:
            return self._on(act, compose(speaker, self._context.topic), compose(speaker, None))
        return self._by_role(speaker, self._on(act, compose(speaker, self._topic_for(speaker))))

    def _by_role(self, speaker: str, reading: Reading) -> Reading:
        """Look as well for whoever the articles on the topic call so, where somebody is called by a role alone."""
        role = next(iter(_head(speaker) & PEOPLE), None)
        if role is None or self._context.topic is None or speaker[-len(role) :] != role:
            return reading
        questions = (*reading.questions, f"Who spoke about {self._context.topic}?")
        return reading.model_copy(update={"questions": questions, "role": role})

    def _asked_for_fact(self) -> bool:
        """Whether the last question is about no speaker, and short enough to be asked again with a change."""
        asked = self._context.asked
        return len(asked) <= LONGEST_FOLLOW_UP and understand(asked).speaker is None

    def _with(self, words: str) -> str:
        """The last question with a place or a period added."""
        context = self._context
        asked = context.asked if self._asked_for_fact() else compose(context.speaker, context.topic)
        return f"{asked.rstrip(' ?.!…')} {words}?"

    def _topic_for(self, speaker: str) -> str | None:
        """What another speaker is asked about: the topic; or, where he was it himself, who spoke of him."""
        context = self._context
        if context.topic is None:
            return context.speaker if is_reaction(self._words) and context.speaker != speaker else None
        own, spoken_of = set(fold_name(speaker).split()), set(fold_name(context.topic).split())
        return context.speaker or context.topic if spoken_of <= own else context.topic

    def _plain(self) -> Reading:
        return Reading(act=Act.QUESTION, questions=(self._text,))

    def _on(self, act: Act, *questions: str) -> Reading:
        """Go on with the subject, and with its filters, where the question has no period of its own."""
        context = self._context
        dated = act is Act.FOLLOW_UP and _DATED.search(self._words) is not None
        return Reading(
            act=act,
            questions=questions,
            source=context.source,
            since=None if dated else context.since,
            until=None if dated else context.until,
        )


def _parts(words: str) -> tuple[str | None, str]:
    """The speaker and the topic of a question, as far as it has them."""
    for pattern in _SPOKEN:
        if match := pattern.match(words):
            return match["speaker"], (match.groupdict().get("topic") or "")
    question = understand(words)
    return (question.speaker, question.topic) if question.kind is QuestionKind.SAID_BY else (None, question.topic)


def _head(words: str) -> frozenset[str]:
    """The word that a phrase turns on, in lower case: "wife" of "the wife of the mayor"."""
    before = re.split(r"\s(?:of|for|at|in|to|on|from)\s", words, maxsplit=1)[0].split()
    return frozenset({before[-1].lower()}) if before else frozenset()
