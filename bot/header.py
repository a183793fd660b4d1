"""The lines above an answer: what was asked where that is not what was typed, and what the answer is narrowed to.

The first of them is also where a button finds the question again; so it is written and read in one place.
"""

from __future__ import annotations

from onrecord.corpus import FrozenModel

from .pages import Page, one_line
from .taps import Tap
from .wording import Catalogue

MARK = "↪ "

#: Most UTF-16 code units of the question in that line; a longer one is cut, and asked as it is shown. Follow-ups are
#: put in fewer: 100 for the speaker, 300 for the topic.
MAX_SHOWN = 450

_MAX_FILTER = 120


class Heading(FrozenModel):
    """What stands above an answer.

    Attributes:
        question: what was asked, where a line tells it; ``None`` where it is what the message replies to.
        filters: what the answer is narrowed to, in words.
    """

    question: str | None = None
    filters: tuple[str, ...] = ()

    def page(self, words: Catalogue) -> Page:
        """Write it, without a line end behind."""
        lines = []
        if self.question is not None:
            lines.append(Page.of(MARK + one_line(self.question, MAX_SHOWN), "italic"))
        if self.filters:
            shown = " · ".join(one_line(each, _MAX_FILTER) for each in self.filters)
            lines.append(Page.of(words.say("answer.only", filters=shown), "italic"))
        page = Page()
        for number, line in enumerate(lines):
            page = page + "\n" + line if number else line
        return page


def heading(question: str | None, tap: Tap, speaker: str | None, source: str | None, words: Catalogue) -> Heading:
    """Put into words what a tap narrows an answer to; names are told by those who looked them up."""
    filters = [name for name in (speaker, source) if name]
    if tap.since or tap.until:
        filters.append(words.period(tap.since, tap.until))
    return Heading(question=question, filters=tuple(filters))


def question_in(text: str, *, starts_italic: bool) -> str | None:
    """Read the question from the line above an answer; ``None`` where there is no such line.

    Args:
        text: the message as Telegram shows it.
        starts_italic: whether its first line is in italics, which no passage is.
    """
    if not starts_italic or not text.startswith(MARK):
        return None
    return text.partition("\n")[0].removeprefix(MARK).strip() or None
