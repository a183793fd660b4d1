"""Promotion held to questions: a generation that answers worse than the current one does not become current."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from enum import StrEnum
from pathlib import Path

from onrecord.corpus import FrozenModel, OnRecordError

from . import generation
from .encoder import BUNDLED, Encoder
from .errors import EncoderMismatch, IndexDamaged, IndexFormatError, IndexMissing
from .evaluation import ExpectedAnswer, Outcome, evaluate
from .generation import Generation
from .retriever import Retriever

Asked = Callable[[int, int], None]
"""Told how many questions are answered, and of how many, for both generations together."""


class Standing(StrEnum):
    """What became of a question: answered or refused as it should be, or how not."""

    RIGHT = "right"
    OTHER_FIRST = "another passage first"
    WRONGLY_REFUSED = "wrongly refused"
    WRONGLY_ANSWERED = "wrongly answered"

    @classmethod
    def of(cls, outcome: Outcome) -> Standing:
        """Judge a question by the answer as it is shown: a refusal shows nothing, whatever comes nearest."""
        if not outcome.answerable:
            return cls.WRONGLY_ANSWERED if outcome.answered else cls.RIGHT
        if not outcome.answered:
            return cls.WRONGLY_REFUSED
        is_first = outcome.shown is not None and outcome.shown.first_right == 1
        return cls.RIGHT if is_first else cls.OTHER_FIRST


class ChangedQuestion(FrozenModel):
    """A question of which something else became; ``first_before`` and ``first_after`` are the first passages."""

    line: int
    question: str
    kind: str
    before: Standing
    after: Standing
    first_before: str | None
    first_after: str | None


class Tally(FrozenModel):
    """How many of some questions came out how.

    ``right_first`` counts those answered with a right passage first, ``rightly_refused`` those refused that must be.
    """

    questions: int
    right_first: int
    rightly_refused: int
    wrongly_refused: int
    wrongly_answered: int

    def worse_than(self, other: Tally) -> tuple[str, ...]:
        """What of this is worse than another tally of the same questions; empty where nothing is."""
        compared = (
            ("fewer questions are answered right at the first place", self.right_first < other.right_first),
            ("more questions are wrongly refused", self.wrongly_refused > other.wrongly_refused),
            ("more questions are wrongly answered", self.wrongly_answered > other.wrongly_answered),
        )
        return tuple(what for what, is_worse in compared if is_worse)


class Gate(FrozenModel):
    """What the current generation and a candidate make of the same questions.

    ``worse`` says in what respects the candidate is worse over all questions; where it is empty, the candidate may be
    promoted, also where single questions came out worse and as many better. ``kinds`` holds the tallies of each kind of
    question, before and after.
    """

    current: str
    candidate: str
    before: Tally
    after: Tally
    kinds: dict[str, tuple[Tally, Tally]]
    worse: tuple[str, ...]
    became_wrong: tuple[ChangedQuestion, ...]
    became_right: tuple[ChangedQuestion, ...]
    wrong_otherwise: tuple[ChangedQuestion, ...]


class Promoted(FrozenModel):
    """A generation that became current, or was so already; ``gate`` is what it was held to, where it was."""

    generation: str
    before: str | None
    gate: Gate | None


class AnswersWorse(OnRecordError):  # noqa: N818 (as those in :mod:`.errors`)
    """A generation was not promoted, since it answers worse than the current one.

    Attributes:
        gate: in what, and to which questions.
    """

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        super().__init__(f"{gate.candidate} is not promoted: {'; '.join(gate.worse)} than with {gate.current}")


def promote(
    index: Path,
    id_: str,
    expected: Sequence[ExpectedAnswer] = (),
    encoder: Encoder | None = None,
    asked: Asked | None = None,
) -> Promoted:
    """Make a generation current, unless it answers worse than the one that is.

    With questions, nobody can write the index until they are answered. Where no generation is current, or none that can
    be opened, there is nothing to hold it to.

    Args:
        index: folder of the index.
        id_: of the generation.
        expected: questions with what must come back; none to promote it whatever it answers.
        encoder: the one configured; else, and where a generation was built with another, that one is loaded.
        asked: called as questions are answered.

    Raises:
        AnswersWorse: it does, and nothing is changed.
        EncoderMismatch: the encoder of one of the two is not on this machine.
        GenerationMissing, IndexBusy, IndexDamaged, IndexFormatError, StoreError: as :func:`~.generation.promote`.
    """
    before: str | None = None
    gate: Gate | None = None

    def check(candidate: Generation) -> None:
        nonlocal before, gate
        with suppress(IndexMissing, IndexDamaged):
            before = generation.current_id(index)
        served = _served(index)
        if not expected or served is None or served.id == candidate.id:
            return
        gate = compare(served, candidate, expected, encoder, asked)
        if gate.worse:
            raise AnswersWorse(gate)

    promoted = generation.promote(index, id_, check)
    return Promoted(generation=promoted.id, before=before, gate=gate)


def compare(
    current: Generation,
    candidate: Generation,
    expected: Sequence[ExpectedAnswer],
    encoder: Encoder | None = None,
    asked: Asked | None = None,
) -> Gate:
    """Ask two generations the same questions.

    Raises:
        EncoderMismatch: the encoder of one of them is not on this machine.
        ExpectationError: a question cannot be asked.
    """
    total = 2 * len(expected)
    outcomes: list[tuple[Outcome, ...]] = []
    for opened in (current, candidate):
        encoder = encoder_of(opened, encoder)
        done = len(outcomes) * len(expected)

        def tell(now: int, _: int, done: int = done) -> None:
            if asked is not None:
                asked(done + now, total)

        with closing(Retriever(opened, encoder)) as retriever:
            outcomes.append(evaluate(retriever, expected, progress=tell).questions)
    return _gate(current.id, candidate.id, *outcomes)


def encoder_of(opened: Generation, preferred: Encoder | None = None) -> Encoder:
    """The encoder that a generation was built with, where it is on this machine; nothing is downloaded.

    Args:
        opened: the generation.
        preferred: an encoder that is taken where its vectors are those.

    Raises:
        EncoderMismatch: it is not here.
        EncoderError: it is, and cannot be used.
    """
    built_with = opened.manifest.encoder
    difference = preferred.difference_from(built_with) if preferred is not None else None
    if preferred is not None and difference is None:
        return preferred
    if built_with.name == BUNDLED or Path(built_with.name).is_dir():
        found = Encoder.load(built_with.name)
        difference = found.difference_from(built_with)
        if difference is None:
            return found
    in_use = preferred.name if preferred is not None else BUNDLED
    raise EncoderMismatch(opened.path, built_with.name, in_use, difference or "it is not on this machine")


def _served(index: Path) -> Generation | None:
    """The generation that is served; ``None`` where none is, or none that can be opened."""
    try:
        return generation.open_last_good(index)[0]
    except (IndexMissing, IndexDamaged, IndexFormatError):
        return None


def _gate(current: str, candidate: str, before: Sequence[Outcome], after: Sequence[Outcome]) -> Gate:
    kinds = dict.fromkeys(outcome.kind for outcome in before)
    changed = [
        ChangedQuestion(
            line=old.line,
            question=old.question,
            kind=old.kind,
            before=Standing.of(old),
            after=Standing.of(new),
            first_before=old.first,
            first_after=new.first,
        )
        for old, new in zip(before, after, strict=True)
        if Standing.of(old) is not Standing.of(new)
    ]
    was, is_now = _tally(before), _tally(after)
    return Gate(
        current=current,
        candidate=candidate,
        before=was,
        after=is_now,
        kinds={kind: (_tally(before, kind), _tally(after, kind)) for kind in kinds},
        worse=is_now.worse_than(was),
        became_wrong=tuple(one for one in changed if one.before is Standing.RIGHT),
        became_right=tuple(one for one in changed if one.after is Standing.RIGHT),
        wrong_otherwise=tuple(one for one in changed if Standing.RIGHT not in (one.before, one.after)),
    )


def _tally(outcomes: Sequence[Outcome], kind: str | None = None) -> Tally:
    standings = [(one.answerable, Standing.of(one)) for one in outcomes if kind in (None, one.kind)]
    return Tally(
        questions=len(standings),
        right_first=standings.count((True, Standing.RIGHT)),
        rightly_refused=standings.count((False, Standing.RIGHT)),
        wrongly_refused=standings.count((True, Standing.WRONGLY_REFUSED)),
        wrongly_answered=standings.count((False, Standing.WRONGLY_ANSWERED)),
    )
