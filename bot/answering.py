"""From a question to the pages that answer it: what is done at the desk, with one retriever throughout."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.index import Answer, Context, Conversation, Hit, Interpretation, QuestionError, Retriever
from onrecord.index.follow_up import Act, Reading
from onrecord.index.inquiry import SPARE
from onrecord.index.question import understand
from onrecord.index.ranking import EXAMINED
from onrecord.index.verification import MAX_WORDING_LENGTH

from .conversations import LastAnswer
from .emphasis import topic_words
from .header import Heading, heading
from .keyboards import answer_rows, back_rows, date_rows, narrowed_row, passage_rows
from .pages import Page
from .render import Sheet, sheets
from .served import Served
from .taps import Action, Tap, digest
from .why import why_page
from .wording import Catalogue

#: Passages of one question that can be leafed through; nobody leafs further on a phone.
MOST_HITS = 60

#: Up to so many hits, an answer with fewer is the beginning of one with more: as many passages are weighed for it.
_ALIKE = EXAMINED - SPARE


@dataclass(frozen=True, kw_only=True)
class Turn:
    """How a turn of a conversation is answered: the pages, and what is remembered before and after it."""

    pages: tuple[Page, ...]
    before: Context
    after: Context
    answer: LastAnswer | None = None


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a tap on an answer shows: the page, and the passages on it; ``at_end`` where there was no further one."""

    page: Page
    answer: Answer
    sheet: Sheet
    at_end: bool = False


class Clerk:
    """Answers for one reader: with so many hits, in one language.

    Args:
        retriever: what is asked.
        served: what is known of its index.
        hits: most hits in an answer.
        words: the reader's language.
    """

    def __init__(self, retriever: Retriever, served: Served, hits: int, words: Catalogue) -> None:
        self._retriever = retriever
        self._served = served
        self._hits = hits
        self._words = words

    def turn(self, text: str, before: Context, *, shown: bool = False) -> Turn:
        """Answer a turn of a conversation.

        Args:
            text: what is asked.
            before: what is remembered.
            shown: whether to write the question above the answer, since it is not what the message says.

        Raises:
            QuestionError: it has no words or is too long.
        """
        conversation = Conversation(self._retriever, before)
        answer = conversation.ask(text, self._hits)
        reading = conversation.reading
        if reading is None or reading.act is Act.CHAT:
            return Turn(pages=(Page.of(self._words.say("answer.chat")),), before=before, after=before)
        hits = answer.hits or answer.nearest
        exhausted = not hits and reading.act in {Act.MORE, Act.OTHERS}
        return Turn(
            pages=self._pages(answer, reading, shown=shown),
            before=before,
            after=conversation.context,
            answer=None if exhausted else last_answer(reading.questions[0], answer, hits),
        )

    def page(self, question: str, tap: Tap, *, above: str | None, carried: bool) -> Seen | None:
        """Write one page of the answer to a question; ``None`` where whom or what it is narrowed to is gone.

        Args:
            question: what is asked, so that it stands alone.
            tap: which page, within which filters.
            above: the question again, where it stands above the answer.
            carried: whether it was put together with what went before.

        Raises:
            QuestionError: it has no words or is too long.
        """
        if (narrowed := self._narrowed(question, tap, above)) is None:
            return None
        answer, head = narrowed
        found = sheets(answer, self._words, head, together=self._hits)
        wanted = tap.page or 0
        number = min(wanted, len(found) - 1)
        here = tap.to(Action.ANSWER, page=number if answer.answered else None)
        rows = answer_rows(
            found[number].hits,
            here,
            self._words,
            more=number < len(found) - 1,
            carried=carried,
            generation=answer.index.generation,
        )
        return Seen(page=found[number].page.under(*rows), answer=answer, sheet=found[number], at_end=wanted > number)

    def dates(self, question: str, tap: Tap, *, above: str | None) -> Page | None:
        """Write a page of an answer with periods to choose from under it; ``None`` where no passage has a date."""
        anytime = tap.model_copy(update={"since": None, "until": None})
        everything = self._narrowed(question, anytime, above)
        seen = self.page(question, tap, above=above, carried=False)
        if everything is None or seen is None:
            return None
        within = [hit.article.published for hit in (seen.answer.hits or everything[0].hits) if hit.article.published]
        days = within if len(set(within)) > 1 else [h.article.published for h in everything[0].hits]
        known = [day for day in days if day is not None]
        return seen.page.under(*date_rows(known, tap, self._words)) if known else None

    def why(self, question: str, tap: Tap, *, above: str | None, shown: Sequence[str]) -> Page | None:
        """Write how the passages that a message shows were found; those on the page of the answer, where some are gone.

        What a turn showed need not be a page of all that answers its question: "who else?" leaves out who was heard.
        """
        if (seen := self.page(question, tap, above=above, carried=False)) is None:
            return None
        found = {hit.passage_id: hit for hit in (*seen.answer.hits, *seen.answer.nearest)}
        hits = [found[passage] for passage in shown if passage in found]
        page = why_page(seen.answer, hits if hits and len(hits) == len(shown) else seen.sheet.hits, self._words)
        head = Heading(question=above).page(self._words)
        return (head + "\n\n" + page if head.text else page).under(*back_rows(tap, self._words))

    def alone(self, typed: str | None, question: str) -> str:
        """Give what a turn asks without what went before it.

        Args:
            typed: its own words; ``None`` where they are not known.
            question: what they were put as.

        Returns:
            Its own words; or the question, where they ask for nothing by themselves: "more", "in 2016?", "only from
            TASS".

        Raises:
            QuestionError: they are too long.
        """
        own = understand(typed, datetime.date.today()) if typed is not None else None
        if typed is None or own is None or not (own.speaker or topic_words(own.topic, Interpretation())):
            return question
        conversation = Conversation(self._retriever, Context(asked=question))
        conversation.ask(typed, 1)
        reading = conversation.reading
        asks = reading is not None and reading.act in {Act.QUESTION, Act.FOLLOW_UP} and reading.questions[0] != question
        return typed if asks else question

    def _narrowed(self, question: str, tap: Tap, above: str | None) -> tuple[Answer, Heading] | None:
        speaker = self._served.speaker(self._retriever, tap.speaker) if tap.speaker else None
        source = self._served.source(self._retriever, tap.source) if tap.source else None
        if (tap.speaker and speaker is None) or (tap.source and source is None):
            return None
        answer = all_of(
            self._retriever, question, MOST_HITS, speaker=speaker, source=source, since=tap.since, until=tap.until
        )
        return answer, heading(above, tap, speaker, source, self._words)

    def _pages(self, answer: Answer, reading: Reading, *, shown: bool) -> tuple[Page, ...]:
        asked = reading.questions[0]
        carried = reading.act is not Act.QUESTION
        tap = Tap(
            action=Action.ANSWER,
            since=reading.since,
            until=reading.until,
            source=digest(reading.source) if reading.source else "",
        )
        head = heading(asked if carried or shown else None, tap, None, reading.source, self._words)
        if not answer.answered and answer.reason == "no-match" and not answer.nearest:
            said = {Act.MORE: "answer.no_more", Act.OTHERS: "answer.no_others"}.get(reading.act)
            if said:
                # No thumbs: what was answered before is not unanswered because there is no more of it.
                drop = narrowed_row(tap, self._words, carried=carried)
                return ((head.page(self._words) + "\n\n" + self._words.say(said)).under(drop),)
        found = sheets(answer, self._words, head, together=self._hits)
        first = self._first_page(asked, answer, reading, head) if answer.answered else None
        pages = []
        for number, sheet in enumerate(found):
            here = tap.model_copy(update={"page": None if first is None else first + number})
            if number < len(found) - 1:
                rows = passage_rows(sheet.hits, here, self._words)
            else:
                rows = answer_rows(
                    sheet.hits,
                    here,
                    self._words,
                    # Whether there is more shows when it is asked for; a page that is not full is the last.
                    more=len(answer.hits) == self._hits,
                    carried=carried,
                    generation=answer.index.generation,
                )
            pages.append(sheet.page.under(*rows))
        return tuple(pages)

    def _first_page(self, asked: str, answer: Answer, reading: Reading, head: Heading) -> int:
        """Which page of all that answers a question has the first hit: another than 0 where something is left out."""
        if reading.act not in {Act.MORE, Act.OTHERS, Act.AGAIN}:
            return 0
        everything = all_of(
            self._retriever, asked, MOST_HITS, source=reading.source, since=reading.since, until=reading.until
        )
        wanted = answer.hits[0].passage_id
        for number, sheet in enumerate(sheets(everything, self._words, head, together=self._hits)):
            if any(hit.passage_id == wanted for hit in sheet.hits):
                return number
        return 0


def all_of(
    retriever: Retriever,
    question: str,
    most: int,
    *,
    speaker: str | None = None,
    source: str | None = None,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
) -> Answer:
    """Answer a question with passages to leaf through: the first in the order in which a short answer has them.

    Where many are asked for, more are weighed, and some of these come before what a short answer showed.

    Raises:
        QuestionError: as :meth:`Retriever.ask`.
    """

    def ask(k: int) -> Answer:
        return retriever.ask(question, k, speaker=speaker, source=source, since=since, until=until)

    first = ask(min(most, _ALIKE))
    if most <= _ALIKE or len(first.hits) < _ALIKE:
        return first
    known = {hit.passage_id for hit in first.hits}
    rest = [hit for hit in ask(most).hits if hit.passage_id not in known]
    return first.model_copy(update={"hits": (*first.hits, *rest)[:most]})


def last_answer(question: str, answer: Answer, hits: Sequence[Hit]) -> LastAnswer:
    """What to remember of an answer, and of the passages of it that were shown."""
    return LastAnswer(
        question=question,
        answered=answer.answered,
        hits=tuple(hit.passage_id for hit in hits),
        generation=answer.index.generation,
    )


def refusal(error: QuestionError, text: str, words: Catalogue) -> Page:
    """Say why something cannot be asked."""
    if not any(character.isalnum() for character in text):
        return Page.of(words.say("errors.no_words"))
    if len(text) > MAX_WORDING_LENGTH:  # which is less than a question may have
        return Page.of(words.say("errors.too_long"))
    return Page.of(words.say("errors.refused", reason=str(error)))
