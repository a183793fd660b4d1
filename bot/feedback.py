"""What readers think of answers, kept for the administrator; who they are is not."""

from __future__ import annotations

import datetime
import json
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from onrecord.corpus import FrozenModel
from onrecord.index.question import readable

from .readers import ReaderFile

Kind = Literal["up", "down", "comment"]

#: Characters of a question and of a comment that are kept, and most entries, the latest.
_MAX_TEXT = 4_096
MOST = 100_000

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS feedback (id INTEGER PRIMARY KEY AUTOINCREMENT, given REAL NOT NULL,"
    " reader TEXT NOT NULL, kind TEXT NOT NULL, question TEXT NOT NULL, answered INTEGER NOT NULL,"
    " hits TEXT NOT NULL, generation TEXT NOT NULL, comment TEXT, answer TEXT)",
    # A thumb counts once: up takes the place of down.
    "CREATE UNIQUE INDEX IF NOT EXISTS feedback_thumbs ON feedback (reader, answer) WHERE answer IS NOT NULL",
)


class Feedback(FrozenModel):
    """What somebody thought of an answer.

    ``reader`` is a hash, the same for all that one person gives. ``hits`` are the passages that were shown, and
    ``answered`` tells whether they were an answer or only what came nearest.
    """

    given: datetime.datetime
    reader: str
    kind: Kind
    question: str
    answered: bool
    hits: tuple[str, ...]
    generation: str
    comment: str | None = None


class FeedbackBook:
    """The feedback so far; several threads may use it.

    Args:
        file: where it is kept.
        now: the clock, in seconds since the epoch.
    """

    def __init__(self, file: ReaderFile, now: Callable[[], float] = time.time) -> None:
        self._file = file
        self._now = now
        file.prepare(_SCHEMA)

    def add(
        self,
        person: int,
        kind: Kind,
        *,
        question: str,
        answered: bool,
        hits: Sequence[str],
        generation: str,
        comment: str | None = None,
        message: tuple[int, int] | None = None,
    ) -> None:
        """Write something down.

        Args:
            person: who gives it; only a hash is kept.
            kind: a thumb or a comment.
            question: what was asked.
            answered: whether there was an answer.
            hits: the passages that were shown.
            generation: the index that answered.
            comment: what the person wrote.
            message: chat and number of the message under which a thumb was given, where it counts once.
        """
        answer = self._file.hashed(*message) if message else None
        row = (
            self._now(),
            self._file.hashed(person),
            kind,
            readable(question)[:_MAX_TEXT],
            answered,
            json.dumps(list(hits)),
            generation,
            None if comment is None else readable(comment)[:_MAX_TEXT],
            answer,
        )
        with self._file.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO feedback (given, reader, kind, question, answered, hits, generation, comment,"
                " answer) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            connection.execute(
                "DELETE FROM feedback WHERE id IN (SELECT id FROM feedback ORDER BY id DESC LIMIT -1 OFFSET ?)",
                (MOST,),
            )

    def entries(self) -> list[Feedback]:
        """All that is kept, oldest first."""
        query = "SELECT given, reader, kind, question, answered, hits, generation, comment FROM feedback ORDER BY id"
        with self._file.transaction() as connection:
            rows = connection.execute(query).fetchall()
        return [
            Feedback(
                given=datetime.datetime.fromtimestamp(given, datetime.UTC),
                reader=reader,
                kind=kind,
                question=question,
                answered=bool(answered),
                hits=tuple(json.loads(hits)),
                generation=generation,
                comment=comment,
            )
            for given, reader, kind, question, answered, hits, generation, comment in rows
        ]


def unanswered(entries: Sequence[Feedback]) -> Iterator[dict[str, object]]:
    """The questions without an answer, each once, as lines of an evaluation file for ``onrecord eval``.

    They stand there as questions to be refused; whoever knows an answer puts ``"expect"`` in the place of that.
    """
    questions = dict.fromkeys(entry.question for entry in entries if not entry.answered and entry.question)
    for question in questions:
        comments = [entry.comment for entry in entries if entry.question == question and entry.comment]
        line: dict[str, object] = {"question": question, "kind": "unanswered", "answerable": False}
        yield {**line, "comments": comments} if comments else line
