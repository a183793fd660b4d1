"""What a conversation remembers: whose words were asked for, on what, within what, and what was shown."""

from __future__ import annotations

import datetime
import re
from typing import Self

from onrecord.corpus import FrozenModel
from pydantic import Field

from .answer import Answer
from .question import QuestionKind, understand

MOST_SHOWN = 100
"""Passages that are remembered as shown, the latest; a reader who asks for more has long forgotten the first."""
# Characters of a name and of a topic that are carried on. Longer ones are no names, and would bury what is added.
_LONGEST_SPEAKER = 100
_LONGEST_TOPIC = 300
# What a question of fact is framed by: "How long did", "Which of them has", "Is there".
_FRAME = re.compile(
    r"^(?:(?:and|so|but)\s+)*"
    r"(?:(?:how(?:\s+(?:long|many|much|often|old|far|big|large|high|soon))?|what(?:['’]s)?|which|who|whom|whose|when|"
    r"where|why)\b\s*)?"
    r"(?:(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may|might|must)(?:n['’]t)?\b\s*|"
    r"won['’]t\b\s*|can['’]t\b\s*)?(?:there\b\s*)?"
    r"(?:(?:wrong|right|new|going\s+on|happening|happened|known)\s+(?:with|about|in|to|of)\b\s*)?",
    re.IGNORECASE,
)

_ASKS = re.compile(r"^(?:how|what|which|who|whom|whose|when|where|why)\b", re.IGNORECASE)


class Context(FrozenModel):
    """What the turns of a conversation left behind; a new one remembers nothing. It survives JSON.

    Attributes:
        asked: the last question, so put that it stands alone.
        speaker: whose words were asked for, as the reader called him; or else who was quoted first.
        full_name: the same as the articles have it.
        topic: what was spoken of.
        source: the source that was asked for.
        since: the first day that was asked for.
        until: the last day that was asked for.
        day: the date of the passage that was shown first in the last answer.
        shown: ids of the passages shown since the subject last changed, the latest :data:`MOST_SHOWN`.
        last: ids of those in the last answer that had any.
        heard: who was quoted in ``shown``.
    """

    asked: str = ""
    speaker: str | None = None
    full_name: str | None = None
    topic: str | None = None
    source: str | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    day: datetime.date | None = None
    shown: tuple[str, ...] = Field(default=(), max_length=MOST_SHOWN)
    last: tuple[str, ...] = Field(default=(), max_length=MOST_SHOWN)
    heard: tuple[str, ...] = Field(default=(), max_length=MOST_SHOWN)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing that a follow-up could refer to."""
        return not self.asked

    def after(self, asked: str, answer: Answer, *, carried: bool) -> Self:
        """Remember a turn.

        Args:
            asked: its question, so put that it stands alone.
            answer: what it was answered with.
            carried: whether it went on with the subject of this context; else nothing is kept.
        """
        before = self if carried else type(self)()
        question, found = understand(asked), answer.interpretation
        first = answer.hits[0] if answer.hits else None
        names = found.speaker.split(", ") if found.speaker else []
        speaker = question.speaker if question.speaker and names else next(iter(names), None)
        full_name = names[0] if names else None
        if speaker is None and first is not None:
            speaker = full_name = first.speaker
        if speaker is None:
            speaker, full_name = before.speaker, before.full_name
        topic = found.topic or ""
        if question.kind in {QuestionKind.FACT, QuestionKind.KEYWORDS} or _ASKS.match(topic):
            topic = subject_of(topic)
        if topic.count('"') % 2:
            topic = topic.replace('"', "")
        quoted = [hit.speaker for hit in answer.hits if hit.speaker]
        shown = tuple(hit.passage_id for hit in answer.hits)
        return type(self)(
            asked=asked,
            speaker=_cut(speaker, _LONGEST_SPEAKER),
            full_name=_cut(full_name, _LONGEST_SPEAKER),
            topic=_cut(topic, _LONGEST_TOPIC) or before.topic,
            source=found.source,
            since=found.since,
            until=found.until,
            day=next((hit.article.published for hit in answer.hits if hit.article.published), before.day),
            shown=_latest(before.shown, shown),
            last=shown[:MOST_SHOWN] or before.last,
            heard=_latest(before.heard, quoted),
        )


def subject_of(words: str) -> str:
    """What a question of fact is about: its words without the frame that asks."""
    return _FRAME.sub("", words, count=1).strip(" \t?.!,;:…")


def _latest(before: tuple[str, ...], new: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*before, *new)))[-MOST_SHOWN:]


def _cut(words: str | None, longest: int) -> str | None:
    """Words as they are carried on: whole, or cut behind a whole word."""
    if not words or len(words) <= longest:
        return words or None
    return words[:longest].rpartition(" ")[0] or words[:longest]
