"""Eval: how well an index answers questions whose answers are known."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from .. import console as show
from ..console_evaluation import render_comparison, render_evaluation
from ..encoder import BUNDLED
from ..errors import EncoderMismatch
from ..evaluation import Evaluation, ExpectedAnswer, changes, evaluate, read_expectations
from ..measures import DEPTH
from ..retriever import MAX_HITS, Retriever
from .shared import IndexOption, JsonOption, print_json
from .waiting import counting


def register(app: typer.Typer) -> None:
    """Add the command to an application."""
    app.command(name="eval", epilog="Example: onrecord eval questions.jsonl --compare another-index")(eval_)


def eval_(
    questions: Annotated[
        Path, typer.Argument(metavar="QUESTIONS", help="JSON Lines: a 'question' with what is expected.")
    ],
    index: IndexOption = None,
    k: Annotated[
        int, typer.Option("-k", metavar="NUMBER", min=1, max=MAX_HITS, help="Places to look for a right passage.")
    ] = DEPTH,
    compare: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Another index; shows both side by side, and what changed.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure how well an index answers questions.

    Expected are "expect" (texts of which one must stand in a passage), "gold" (spans with article_id, start and end;
    a passage must cover half of one), or a refusal: "answerable": false, or a "reason". A "speaker" and a "kind" may
    stand beside them.
    """
    expected = read_expectations(questions)
    ours = _evaluate(Retriever.open(index), expected, k)
    if compare is None:
        if as_json:
            print_json(ours.model_dump_json())
        else:
            show.write(render_evaluation(ours))
        return
    theirs = _evaluate(_open_other(compare), expected, k)
    changed = changes(ours, theirs)
    if as_json:
        print_json(
            {
                "one": ours.model_dump(mode="json"),
                "other": theirs.model_dump(mode="json"),
                "changed": [change.model_dump(mode="json") for change in changed],
            }
        )
    else:
        show.write(render_comparison(ours, theirs, changed))


def _open_other(folder: Path) -> Retriever:
    """Open an index to compare with, by the encoder that it was built with, where that is on this machine."""
    try:
        return Retriever.open(folder)
    except EncoderMismatch as error:
        if error.built_with != BUNDLED and not Path(error.built_with).is_dir():
            raise
        return Retriever.open(folder, encoder=error.built_with)


def _evaluate(retriever: Retriever, expected: Sequence[ExpectedAnswer], k: int) -> Evaluation:
    """Evaluate with a progress bar on a terminal."""
    with counting("asking") as tell:
        return evaluate(retriever, expected, k, tell)
