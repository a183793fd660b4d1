"""Evaluation: questions whose answers are known, asked of an index, and what of them comes out right."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Self, get_args

from onrecord.corpus import FrozenModel, fold_name
from pydantic import Field, ValidationError, model_validator

from .answer import Answer, Hit, IndexStamp, Reason
from .errors import ExpectationError, QuestionError
from .measures import DEPTH, first_right, mean, ndcg, one_by_one, reciprocal_rank, success
from .retriever import Retriever

REFUSED = "unanswerable"
"""The kind of questions that must be refused, where a file gives them none; as a kind in a file, it says just that."""
ANSWERED = "answerable"
"""The kind of all other questions that a file gives none."""

Progress = Callable[[int, int], None]
"""Told how many questions are answered, and of how many."""

# What each key of a line must hold, as a message says it.
_WANTED = {
    "question": "text",
    "kind": "text",
    "speaker": "a name or null",
    "reason": f"one of {', '.join(get_args(Reason))}",
    "expect": "a list of texts",
    "gold": 'a list of {"article_id": text, "start": number, "end": a larger number}',
}
# Characters of a wrong value that a message repeats.
_MOST_SHOWN = 60


class ExpectedSpan(FrozenModel):
    """A slice of an article that answers a question; what else a file tells of it is left aside."""

    article_id: str
    start: int = Field(ge=0)
    end: int

    @model_validator(mode="after")
    def _holds_something(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"it ends at {self.end}, and starts at {self.start}")
        return self

    def covered_by(self, hit: Hit) -> bool:
        """Whether a passage holds half of its characters or more."""
        shared = min(self.end, hit.end) - max(self.start, hit.start)
        return hit.article.id == self.article_id and shared > 0 and 2 * shared >= self.end - self.start


class ExpectedAnswer(FrozenModel):
    """A question with what must come back: one of some strings or spans, or a refusal.

    ``expect`` are strings of which one must stand in a passage, blanks folded; ``gold`` are spans of which a passage
    must cover half of one. ``reason`` is why a question must be refused, where that is told.
    """

    file: Path
    line: int
    question: str
    kind: str
    answerable: bool
    expect: tuple[str, ...] = ()
    gold: tuple[ExpectedSpan, ...] = ()
    reason: Reason | None = None
    speaker: str | None = None

    @property
    def wanted(self) -> int:
        """How many things there are that would be right."""
        return len(self.expect) + len(self.gold)

    def met_by(self, hit: Hit) -> list[int]:
        """The things that a passage shows, each by its number."""
        words = _folded(hit.text)
        met = [_folded(string) in words for string in self.expect] + [span.covered_by(hit) for span in self.gold]
        return [number for number, is_met in enumerate(met) if is_met]


class Judged(FrozenModel):
    """A list of passages, judged: the first right place, from 1, and what the whole list is worth."""

    first_right: int | None
    successes: dict[int, float]
    reciprocal_rank: float
    ndcg: float


class Outcome(FrozenModel):
    """What became of one question.

    ``ranked`` judges the hits, or what came nearest where there are none; ``shown`` the hits alone, so that a refusal
    is a miss there. Both are ``None`` where a refusal is wanted. ``speaker`` is that of the first of the ranked;
    ``speaker_right`` and ``reason_right`` are ``None`` where nothing of the kind is expected.
    """

    line: int
    question: str
    kind: str
    answerable: bool
    answered: bool
    reason: Reason | None
    reason_right: bool | None
    ranked: Judged | None
    shown: Judged | None
    speaker: str | None
    speaker_right: bool | None
    first: str | None


class RankingFigures(FrozenModel):
    """Means over questions, each in [0, 1]; ``success`` by the number of places looked at."""

    success: dict[int, float]
    mrr: float
    ndcg: float


class Figures(FrozenModel):
    """What came out right of some questions; ``None`` where none of them tells.

    ``speaker`` is the share of right speakers at the first place, of questions that expect one; ``speaker_if_right``
    the same where the passage there is right. ``coverage`` is the share of answerable questions that were answered,
    ``false_answers`` that of the others, and ``right_reasons`` how many of those that tell why got that reason.
    """

    answerable: int
    unanswerable: int
    ranked: RankingFigures | None
    shown: RankingFigures | None
    speaker: float | None
    speaker_if_right: float | None
    coverage: float | None
    false_answers: float | None
    right_reasons: float | None


class Evaluation(FrozenModel):
    """What one index makes of a file of questions: all of them, by kind, and one by one."""

    index: IndexStamp
    k: int
    overall: Figures
    kinds: dict[str, Figures]
    questions: tuple[Outcome, ...]


class Change(FrozenModel):
    """A question whose first passage is right in one index and wrong in the other."""

    line: int
    question: str
    now_right: bool
    before: str | None
    after: str | None


def read_expectations(file: Path) -> list[ExpectedAnswer]:
    """Read questions with what is expected, from JSON Lines.

    Each line holds a ``question`` and one of ``expect`` (strings), ``gold`` (spans with ``article_id``, ``start`` and
    ``end``), or, where it must be refused, ``"answerable": false``, a ``reason`` or the kind "unanswerable"; and, where
    wanted, a ``kind`` (or ``type``) and a ``speaker``. Other keys are left aside.

    Raises:
        ExpectationError: the file cannot be read, holds no question, or a line is something else.
    """
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ExpectationError(file, None, error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise ExpectationError(file, None, f"not UTF-8 at byte {error.start}; save the file as UTF-8") from error
    lines = ((number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip())
    found = [_expectation(file, number, line) for number, line in lines]
    if not found:
        raise ExpectationError(file, None, 'no questions; wanted one JSON object a line, with a "question"')
    return found


def evaluate(
    retriever: Retriever, expected: Sequence[ExpectedAnswer], k: int = DEPTH, progress: Progress | None = None
) -> Evaluation:
    """Ask every question, and measure what comes back.

    Args:
        retriever: the index to ask.
        expected: the questions, as :func:`read_expectations` read them.
        k: success is measured at the first place, among the first three and among the first ``k``; MRR and nDCG look
            at :data:`DEPTH` places, whatever this is.
        progress: called as questions are answered.

    Raises:
        ExpectationError: a question cannot be asked.
    """
    places = tuple(sorted({1, min(3, k), k}))
    speakers = _Speakers(retriever)
    outcomes = []
    for done, one in enumerate(expected, start=1):
        try:
            answer = retriever.ask(one.question, max(k, DEPTH))
        except QuestionError as error:
            raise ExpectationError(one.file, one.line, str(error)) from error
        outcomes.append(_outcome(one, answer, places, speakers))
        if progress is not None:
            progress(done, len(expected))
    kinds = dict.fromkeys(outcome.kind for outcome in outcomes)
    return Evaluation(
        index=retriever.stamp,
        k=k,
        overall=figures(outcomes),
        kinds={kind: figures([outcome for outcome in outcomes if outcome.kind == kind]) for kind in kinds},
        questions=tuple(outcomes),
    )


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """Sum up what became of some questions."""
    answerable = [outcome for outcome in outcomes if outcome.answerable]
    refused = [outcome for outcome in outcomes if not outcome.answerable]
    named = [(outcome, outcome.speaker_right) for outcome in answerable if outcome.speaker_right is not None]
    return Figures(
        answerable=len(answerable),
        unanswerable=len(refused),
        ranked=_ranking_figures(outcome.ranked for outcome in answerable),
        shown=_ranking_figures(outcome.shown for outcome in answerable),
        speaker=mean(is_right for _, is_right in named),
        speaker_if_right=mean(right for outcome, right in named if outcome.ranked and outcome.ranked.first_right == 1),
        coverage=mean(outcome.answered for outcome in answerable),
        false_answers=mean(outcome.answered for outcome in refused),
        right_reasons=mean(outcome.reason_right for outcome in refused if outcome.reason_right is not None),
    )


def changes(before: Evaluation, after: Evaluation) -> tuple[Change, ...]:
    """The questions whose first ranked passage changed from right to wrong, or back, in the order of the file."""
    return tuple(
        Change(line=old.line, question=old.question, now_right=_is_right(new), before=old.first, after=new.first)
        for old, new in zip(before.questions, after.questions, strict=True)
        if old.answerable and _is_right(old) != _is_right(new)
    )


class _Speakers:
    """Whether a speaker is the one that a name means, as the index knows its speakers."""

    def __init__(self, retriever: Retriever) -> None:
        self._find = retriever.find_speakers
        self._spellings: dict[str, set[str]] = {}

    def same(self, expected: str, found: str | None) -> bool:
        if found is None:
            return False
        if expected not in self._spellings:
            known = (spelling for profile in self._find(expected) for spelling in (profile.name, *profile.spellings))
            self._spellings[expected] = {fold_name(expected), *map(fold_name, known)}
        return fold_name(found) in self._spellings[expected]


def _outcome(expected: ExpectedAnswer, answer: Answer, places: Sequence[int], speakers: _Speakers) -> Outcome:
    ranked = answer.hits or answer.nearest
    first = ranked[0] if ranked else None
    speaker = first.speaker if first is not None else None
    wants_speaker = expected.answerable and expected.speaker is not None
    return Outcome(
        line=expected.line,
        question=expected.question,
        kind=expected.kind,
        answerable=expected.answerable,
        answered=answer.answered,
        reason=answer.reason,
        reason_right=answer.reason == expected.reason if expected.reason is not None else None,
        ranked=_judged(expected, ranked, places) if expected.answerable else None,
        shown=_judged(expected, answer.hits, places) if expected.answerable else None,
        speaker=speaker,
        speaker_right=speakers.same(expected.speaker or "", speaker) if wants_speaker else None,
        first=first.text if first is not None else None,
    )


def _judged(expected: ExpectedAnswer, hits: Sequence[Hit], places: Sequence[int]) -> Judged:
    met = [expected.met_by(hit) for hit in hits]
    right = [bool(things) for things in met]
    return Judged(
        first_right=first_right(right),
        successes={k: success(right, k) for k in places},
        reciprocal_rank=reciprocal_rank(right),
        ndcg=ndcg(one_by_one(met), expected.wanted),
    )


def _ranking_figures(judged: Iterable[Judged | None]) -> RankingFigures | None:
    found = [one for one in judged if one is not None]
    if not found:
        return None
    return RankingFigures(
        success={k: mean(one.successes[k] for one in found) or 0.0 for k in found[0].successes},
        mrr=mean(one.reciprocal_rank for one in found) or 0.0,
        ndcg=mean(one.ndcg for one in found) or 0.0,
    )


def _is_right(outcome: Outcome) -> bool:
    return outcome.ranked is not None and outcome.ranked.first_right == 1


def _folded(text: str) -> str:
    """A text with its blanks folded, no-break ones too."""
    return " ".join(text.split())


def _expectation(file: Path, number: int, line: str) -> ExpectedAnswer:
    """Read one line.

    Raises:
        ExpectationError: it is no question with what is expected.
    """
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ExpectationError(file, number, 'wanted a JSON object with a "question"') from error
    if not isinstance(found, dict) or "question" not in found:
        raise ExpectationError(file, number, 'wanted a JSON object with a "question"')
    kind = found.get("kind", found.get("type"))
    expected = {key: found[key] for key in ("question", "reason", "speaker") if key in found}
    # A list that is empty or null expects nothing, as one that is missing.
    expected |= {key: found[key] for key in ("expect", "gold") if found.get(key)}
    if isinstance(expected.get("gold"), list):
        expected["gold"] = [_span(item) for item in expected["gold"]]
    refused = found.get("answerable") is False or found.get("reason") is not None or kind == REFUSED
    expected |= {"kind": (REFUSED if refused else ANSWERED) if kind is None else kind, "answerable": not refused}
    try:
        read = ExpectedAnswer.model_validate({**expected, "file": file, "line": number})
    except ValidationError as error:
        raise ExpectationError(file, number, _first_fault(error, expected)) from error
    if refused and (read.wanted or found.get("answerable") is True):
        raise ExpectationError(file, number, "found both an answer and a refusal expected; wanted one of them")
    if not refused and (not read.wanted or not all(map(_folded, read.expect))):
        wanted = '"expect" or "gold" with something in it, or "answerable": false where it must be refused'
        raise ExpectationError(file, number, f"nothing is expected; wanted {wanted}")
    return read


def _span(item: object) -> object:
    """What a span needs of an object, which may tell more."""
    if not isinstance(item, dict):
        return item
    return {key: value for key, value in item.items() if key in ExpectedSpan.model_fields}


def _first_fault(error: ValidationError, given: dict[str, object]) -> str:
    """Say in one line what is wrong with the first key that is."""
    key = str(error.errors(include_url=False)[0]["loc"][0])
    value = json.dumps(given[key], ensure_ascii=False)
    found = value if len(value) <= _MOST_SHOWN else f"{value[: _MOST_SHOWN - 1]}…"
    return f'"{key}": found {found}; wanted {_WANTED[key]}'
