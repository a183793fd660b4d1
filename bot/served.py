"""What follows from the index that is served: questions worth showing as examples, and names by their hashes."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from onrecord.corpus import fold_name
from onrecord.index import QuestionError, Retriever

from .taps import digest

#: Examples that are shown; questions that are tried for them, and speakers that they are made for.
EXAMPLES = 3
_TRIED = 24
_SPEAKERS = 4

#: A name inside a sentence, of up to four words, followed by no further one.
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,}){0,3}\b(?! [A-Z])")
_MAX_EXAMPLE = 120


class Served:
    """What is derived from the generation that is served, once for each; several threads may use it."""

    def __init__(self) -> None:
        self._finding = threading.Lock()
        self._naming = threading.Lock()
        self._examples: tuple[str, tuple[str, ...]] = ("", ())
        self._speakers: tuple[str, dict[str, str]] = ("", {})

    def examples(self, retriever: Retriever) -> tuple[str, ...]:
        """Questions that this index answers surely, with the speaker that they name; fewer where it is small.

        While somebody else's call looks for them, those of the generation before: no question should wait for that.
        """
        generation = retriever.stamp.generation
        if self._examples[0] != generation and self._finding.acquire(blocking=False):
            try:
                self._examples = (generation, tuple(islice(_answered(retriever), EXAMPLES)))
            finally:
                self._finding.release()
        return self._examples[1]

    def speaker(self, retriever: Retriever, hashed: str) -> str | None:
        """The name that :func:`digest` gives these digits for; ``None`` where nobody of that name is quoted."""
        generation = retriever.stamp.generation
        with self._naming:
            if self._speakers[0] != generation:
                names = (name for speaker in retriever.speakers() for name in (*speaker.spellings, speaker.name))
                self._speakers = (generation, {digest(name): name for name in names})
            return self._speakers[1].get(hashed)

    @staticmethod
    def source(retriever: Retriever, hashed: str) -> str | None:
        """The source, or the part of its name, that :func:`digest` gives these digits for."""
        for name in retriever.sources:
            words = fold_name(name).split()
            for start in range(len(words)):
                for end in range(len(words), start, -1):
                    part = " ".join(words[start:end])
                    if digest(part) == hashed:
                        return name if end - start == len(words) else part
        return None


def _answered(retriever: Retriever) -> Iterator[str]:
    """Try questions until enough are answered strongly, each by whom it names."""
    for speaker, question in islice(_candidates(retriever), _TRIED):
        try:
            answer = retriever.ask(question, 1)
        except QuestionError:
            continue
        if answer.hits and answer.hits[0].strength == "strong" and answer.hits[0].speaker == speaker:
            yield question


def _candidates(retriever: Retriever) -> Iterator[tuple[str, str]]:
    """Questions about what those who are quoted most speak of: the names in their passages, a speaker at a time."""
    by_speaker = [
        [(name, f"What did {name} say about {topic}?") for topic in _topics(retriever, name)]
        for name in retriever.most_quoted(_SPEAKERS)
    ]
    for turn in range(max(map(len, by_speaker), default=0)):
        for questions in by_speaker:
            if turn < len(questions) and len(questions[turn][1]) <= _MAX_EXAMPLE:
                yield questions[turn]


def _topics(retriever: Retriever, speaker: str) -> list[str]:
    own = set(fold_name(speaker).split())
    statements = retriever.timeline(speaker, limit=20).statements
    found = Counter(match.group() for statement in statements for match in _NAME.finditer(statement.text))
    return [topic for topic, _ in found.most_common() if not own & set(fold_name(topic).split())]
