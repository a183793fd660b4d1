"""How well follow-ups are answered: python benchmarks/dialogues.py INDEX DIALOGUES SCORER.

INDEX holds the articles of the dialogues, DIALOGUES are JSON Lines with "turns", each with a "question" and, for
diagnosis, the same "standalone", and SCORER is the module that reads both them and the answers. Three ways are
compared: each turn alone, in its conversation, and put by hand so that it stands alone, which bounds what reading a
turn can reach.
"""

import importlib.util
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from onrecord.index import Answer, Conversation, Hit, Retriever

Dialogue = list[dict[str, Any]]


def main() -> None:
    """Print the figures, in %."""
    index, file, scorer = map(Path, sys.argv[1:4])
    retriever = Retriever.open(index)
    lines = file.read_text(encoding="utf-8").splitlines()
    dialogues: list[Dialogue] = [json.loads(line)["turns"] for line in lines if line.strip()]
    ways: dict[str, Callable[[Dialogue], Iterator[Answer]]] = {
        "alone": lambda turns: (retriever.ask(turn["question"]) for turn in turns),
        "in context": lambda turns: map(Conversation(retriever).ask, (turn["question"] for turn in turns)),
        "by hand": lambda turns: (retriever.ask(turn["standalone"]) for turn in turns),
    }
    score = loaded(scorer)
    gold = score.load(file)
    print(f"{'follow-up turns':<16}{'ranked @1':>12}{'@3':>8}{'answered @1':>14}{'@3':>8}{'refused rightly':>18}")
    for name, answers in ways.items():
        rows = score.evaluate(gold, [flat(answer) for turns in dialogues for answer in answers(turns)])
        follow_ups = [row for row in rows if row["type"] == "dialogue-followup"]
        unanswerable = [row for row in rows if not row["answerable"]]
        figures = [share([within(row[key], most) for row in follow_ups]) for key in ("rk", "as") for most in (1, 3)] + [
            share([not row["answered"] for row in unanswerable])
        ]
        print(f"{name:<16}" + "".join(f"{value:>{w}.1f}" for value, w in zip(figures, (12, 8, 14, 8, 18), strict=True)))


def loaded(scorer: Path) -> ModuleType:
    """Import the scorer from where it lies."""
    spec = importlib.util.spec_from_file_location("scorer", scorer)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{scorer}: found no Python module; wanted the scorer of the dialogues")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def flat(answer: Answer) -> dict[str, Any]:
    """An answer as the scorer reads it."""

    def place(hit: Hit) -> dict[str, Any]:
        return {"article_id": hit.article.id, "start": hit.start, "end": hit.end, "speaker": hit.speaker}

    hits, nearest = map(place, answer.hits), map(place, answer.nearest)
    return {"answered": answer.answered, "hits": [*hits], "nearest": [*nearest]}


def within(rank: int, most: int) -> bool:
    """Whether a right passage stands among the first."""
    return 1 <= rank <= most


def share(right: list[bool]) -> float:
    """How many are right, in %."""
    return 100 * sum(right) / len(right)


if __name__ == "__main__":
    main()
