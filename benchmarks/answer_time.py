"""How long an answer takes, and what of that is the encoder's: python benchmarks/answer_time.py [INDEX] [QUESTIONS].

INDEX is a folder that `onrecord build` made (default: a fresh one of the shipped articles), QUESTIONS a text file with
one question a line (default: a few about the shipped articles).
"""

import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from onrecord.corpus import shipped_articles
from onrecord.index import Encoder, Retriever, build

Result = TypeVar("Result")
ROUNDS = 20
QUESTIONS = (
    "What did Peskov say about the Kurds?",
    "What did the Kremlin say about international law?",
    "Who said that talks about a political settlement are not realistic?",
    "How long has Syria been at war?",
    "What did Obama say about the Kurds?",
    "What did Peskov say about Greenland?",
)


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as scratch:
        index = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(scratch) / "index"
        if len(sys.argv) == 1:
            _, seconds = timed(lambda: build([shipped_articles()], index, Encoder.load()))
            print(f"build            {seconds:8.2f} s, loading the encoder included")
        retriever, seconds = timed(lambda: Retriever.open(index))
        print(f"open             {1000 * seconds:8.1f} ms, every file verified")
        _, seconds = timed(retriever.warm_up)
        print(f"warm up          {seconds:8.2f} s")
        questions = Path(sys.argv[2]).read_text(encoding="utf-8").splitlines() if len(sys.argv) > 2 else QUESTIONS
        measure(retriever, [question for question in questions if question.strip()])
    print(f"peak memory      {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB")


def measure(retriever: Retriever, questions: list[str]) -> None:
    """Print medians and 95th percentiles of whole answers, of the encoder alone, and the ratio of the two."""

    def answer(question: str) -> str:
        return retriever.ask(question).model_dump_json()

    encoder = Encoder.load()
    encoder.encode_question("warm")
    whole: list[float] = []
    alone: list[float] = []
    for question in questions * ROUNDS:
        alone.append(1000 * timed(partial(encoder.encode_question, question))[1])
        whole.append(1000 * timed(partial(answer, question))[1])
    for name, values in (("answer as JSON", whole), ("encoder, a text", alone)):
        print(
            f"{name:<16} {statistics.median(values):8.1f} ms p50 {statistics.quantiles(values, n=20)[-1]:8.1f} ms p95"
        )
    print(f"ratio            {statistics.median(whole) / statistics.median(alone):8.1f} answers encode up to two texts")


def timed(work: Callable[[], Result]) -> tuple[Result, float]:
    """Run some work and return what it gave, with the seconds it took."""
    started = time.perf_counter()
    result = work()
    return result, time.perf_counter() - started


if __name__ == "__main__":
    main()
