"""A conversation: questions that build on one another, each answered as if it had been asked in full."""

from __future__ import annotations

import time

from onrecord.corpus import fold_name

from .answer import Answer, Hit, Interpretation
from .context import Context
from .follow_up import Act, Reading, compose, read
from .question import readable, understand
from .retriever import MAX_HITS, Retriever


class Conversation:
    """Answers the turns of one reader, who may say "and Brel?", "who else?", "when was that?" or "more".

    It belongs to one thread at a time, while the retriever may serve many. All that it remembers is :attr:`context`,
    which is bounded and survives JSON; a conversation that is given it goes on where the other one stopped.
    """

    def __init__(self, retriever: Retriever, context: Context | None = None) -> None:
        """Begin a conversation, or go on with one that was kept."""
        self._retriever = retriever
        self._context = context or Context()
        self._reading: Reading | None = None

    @property
    def context(self) -> Context:
        """What is remembered."""
        return self._context

    @property
    def reading(self) -> Reading | None:
        """How the last turn was read; its one question is the one that was answered. ``None`` before the first."""
        return self._reading

    def ask(self, text: str, k: int = 5) -> Answer:
        """Answer a turn.

        Args:
            text: what the reader typed, unaltered.
            k: most hits to return, from 1 to :data:`MAX_HITS`.

        Returns:
            An answer whose ``question`` is the text; how it was understood stands in ``interpretation``. What asks
            nothing, such as thanks, is answered with ``no-match`` and no hits.

        Raises:
            QuestionError: as :meth:`Retriever.ask`; nothing is remembered of such a turn.
        """
        started = time.perf_counter()
        understand(text)
        reading = read(readable(text), self._context, _Collection(self._retriever))
        asked, answer = self._answered(reading, k)
        if reading.act not in {Act.CHAT, Act.AGAIN}:
            self._context = self._context.after(asked, answer, carried=reading.act is not Act.QUESTION)
        self._reading = reading.model_copy(update={"questions": (asked,)})
        took = round((time.perf_counter() - started) * 1000, 1)
        return answer.model_copy(update={"question": readable(text), "took_ms": took})

    def _answered(self, reading: Reading, k: int) -> tuple[str, Answer]:
        """Ask what a turn may mean, until something is answered; else the likeliest stands."""
        if reading.act is Act.CHAT:
            return reading.questions[0], self._nothing(reading.questions[0])
        tried = []
        for number, question in enumerate(reading.questions, start=1):
            if reading.role and number == len(reading.questions):
                speaker = self._called(reading.role, question, reading)
                if speaker is None:
                    break
                question = compose(speaker, self._context.topic)
            answer = self._one(question, reading, k)
            if answer.answered:
                return question, answer
            tried.append((question, answer))
        return tried[0]

    def _one(self, question: str, reading: Reading, k: int) -> Answer:
        """Ask one question, and choose from its hits what the turn wants of them.

        What was shown is left out where more is asked for, and nowhere else: a passage may answer two questions. To put
        what was shown behind the rest in every follow-up loses three of 39 first hits on development dialogues.
        """
        chooses = reading.act in {Act.MORE, Act.OTHERS, Act.AGAIN}
        # So many more that, without what was shown, there are enough; a k that cannot be is left to the retriever.
        most = min(MAX_HITS, k + len(self._context.shown)) if chooses and 1 <= k <= MAX_HITS else k
        answer = self._search(question, most, reading)
        if not chooses or not answer.answered:
            return answer
        kept = [hit for hit in answer.hits if self._is_wanted(hit, reading.act)][:k]
        if not kept:
            return answer.model_copy(update={"answered": False, "reason": "no-match", "hits": ()})
        return answer.model_copy(update={"hits": _ranked(kept)})

    def _search(self, question: str, k: int, reading: Reading) -> Answer:
        return self._retriever.ask(question, k, source=reading.source, since=reading.since, until=reading.until)

    def _called(self, role: str, question: str, reading: Reading) -> str | None:
        """Who is quoted first, of all on a topic, that an article calls so: "Chief Coroner", "the coroner"."""
        for hit in self._search(question, MAX_HITS, reading).hits:
            for quote in hit.quotes:
                called = f"{quote.description or ''} {quote.mention.text if quote.mention else ''}"
                if quote.speaker is not None and role in called.lower().split():
                    return quote.speaker
        return None

    def _is_wanted(self, hit: Hit, act: Act) -> bool:
        context = self._context
        if act is Act.AGAIN:
            return hit.passage_id in context.last or not context.last
        if act is Act.OTHERS and (hit.speaker is None or hit.speaker in context.heard):
            return False
        return hit.passage_id not in context.shown

    def _nothing(self, text: str) -> Answer:
        """What answers thanks and greetings."""
        return Answer(
            question=text,
            answered=False,
            reason="no-match",
            interpretation=Interpretation(),
            hits=(),
            nearest=(),
            suggestions=(),
            index=self._retriever.stamp,
            took_ms=0,
        )


def _ranked(hits: list[Hit]) -> tuple[Hit, ...]:
    return tuple(hit.model_copy(update={"rank": rank}) for rank, hit in enumerate(hits, start=1))


class _Collection:
    """What a retriever knows of speakers and sources."""

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever

    def has_speaker(self, words: str) -> bool:
        return bool(self._retriever.find_speakers(words))

    def has_source(self, words: str) -> bool:
        wanted = fold_name(words)
        return bool(wanted) and any(wanted == fold_name(source) for source in self._retriever.sources)
