"""What each part of ranking and refusing brings: python -m benchmarks.ablation INDEX [DIR].

INDEX holds the articles of the questions, as `benchmarks/answers.py --keep INDEX` leaves it; DIR is the folder of
evaluation data. Each line of the table is the product with one part switched off, or done in another way; what brings
nothing here should go.
"""

import argparse
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from onrecord.corpus import Confidence
from onrecord.index import Retriever, candidates, decision, evidence, inquiry, ranking
from onrecord.index.candidates import Scores
from onrecord.index.question import Question

from benchmarks.answers import (
    EVALUATION,
    HITS,
    Data,
    ask_dialogue,
    dialogue_figures,
    question_figures,
    read,
    refusal_figures,
    score,
)

COLUMNS = {
    "s@1": "all answerable, success@1, ranked",
    "s@3": "all answerable, success@3, ranked",
    "said": "who said what, success@1",
    "who": "who said, success@1",
    "fact": "factual, success@1",
    "date": "with a date or a source, success@1",
    "turns": "follow-up turns, success@1, ranked",
    "answ": "answered, of the answerable",
    "false": "answered, of the unanswerable",
}
NO_NAME = re.compile(r"(?!)")  # matches nothing
RANK_CONSTANT = 60  # of reciprocal rank fusion, as its authors chose it

Change = tuple[Any, str, object]


def reciprocal_ranks(*lists: Scores) -> Scores:
    """Fuse by reciprocal ranks, scaled by the best."""
    fused = np.zeros(len(lists[0]))
    for scores in lists:
        places = np.empty(len(scores))
        places[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
        fused += np.where(scores > 0, 1 / (RANK_CONSTANT + places), 0.0)
    best: float = fused.max(initial=0.0)
    scaled: Scores = fused / best if best > 0 else fused
    return scaled


def no_subjects(_: Question) -> tuple[str, ...]:
    """Find nobody whom a question without a verb of saying is about."""
    return ()


def without(weights: tuple[float, float, float]) -> list[Change]:
    """Give the parts of the fused score other weights."""
    names = ("DENSE_WEIGHT", "TOPIC_WORDS_WEIGHT", "QUESTION_WORDS_WEIGHT")
    return [(candidates, name, weight) for name, weight in zip(names, weights, strict=True)]


WAYS: dict[str, list[Change]] = {
    "as it is": [],
    "meaning alone": without((1.0, 0.0, 0.0)),
    "words alone": without((0.0, 0.5, 0.5)),
    "no words of the whole question": without((0.6, 0.4, 0.0)),
    "reciprocal rank fusion": [(candidates, "fuse", reciprocal_ranks)],
    "no neighbours": [(candidates, "NEIGHBOUR_WEIGHT", 0.0)],
    "neighbours of all candidates": [(candidates, "NEIGHBOURS_OF", 10 * candidates.CANDIDATES)],
    "no article": [(ranking, "ARTICLE_WEIGHT", 0.0)],
    "no words met": [(ranking, "MET_WEIGHT", 0.0)],
    "no very words": [(ranking, "VERBATIM_WEIGHT", 0.0)],
    "every attribution alike": [(candidates, "BY_SPEAKER", dict.fromkeys(Confidence, 1.0))],
    "said about as good as said by": [
        # Just below the speaker's own words, which are told from others' by what they count.
        *((candidates, name, 0.999) for name in ("NAMES_SPEAKER", "NOT_BY_SPEAKER", "NAMES_SUBJECT", "NOT_BY_SUBJECT")),
        (candidates, "BY_SPEAKER", dict.fromkeys(Confidence, 1.0)),
        (candidates, "UNSAID", 1.0),
    ],
    "no subjects without a verb of saying": [(inquiry, "subject_places", no_subjects)],
    "half the candidates": [(candidates, "CANDIDATES", candidates.CANDIDATES // 2)],
    "twice as many of them examined": [(ranking, "EXAMINED", 2 * ranking.EXAMINED)],
    "refusal by the passage alone": [(decision, "PASSAGE_WEIGHT", 1.0)],
    "refusal by meaning alone": [(decision, "MEANING_ALONE", 1.0)],
    "words of names count apart": [(evidence, "_NAME", NO_NAME)],
}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("index", metavar="INDEX", type=Path, help="as benchmarks/answers.py --keep leaves it")
    parser.add_argument("folder", metavar="DIR", type=Path, nargs="?", default=EVALUATION, help="evaluation data")
    given = parser.parse_args()
    data = Data.within(given.folder)
    retriever = Retriever.open(given.index)
    print(f"{'in %':<38}" + "".join(f"{column:>7}" for column in COLUMNS))
    for way, changes in WAYS.items():
        with changed(changes), tempfile.TemporaryDirectory() as scratch:
            found = measure(retriever, data, Path(scratch))
        print(f"{way:<38}" + "".join(f"{found[name]:7.1f}" for name in COLUMNS.values()), flush=True)


@contextmanager
def changed(changes: list[Change]) -> Iterator[None]:
    """Do some things in another way for a while."""
    before: list[tuple[Any, str, object]] = [(place, name, getattr(place, name)) for place, name, _ in changes]
    for place, name, value in changes:
        setattr(place, name, value)
    try:
        yield
    finally:
        for place, name, value in before:
            setattr(place, name, value)


def measure(retriever: Retriever, data: Data, scratch: Path) -> dict[str, float]:
    """Ask everything, and have it scored."""
    questions, dialogues = read(data.questions), read(data.dialogues)
    asked = score(data.scorer, scratch, questions, [retriever.ask(q["question"], HITS) for q in questions])
    turns = [answer for dialogue in dialogues for answer in ask_dialogue(retriever, dialogue["turns"])]
    told = score(data.scorer, scratch, dialogues, turns)
    figures = [*question_figures(asked), *refusal_figures(asked), *dialogue_figures(told)]
    return {figure.name: figure.value for figure in figures}


if __name__ == "__main__":
    main()
