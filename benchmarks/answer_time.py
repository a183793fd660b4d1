"""How long an answer takes beside its encoder: python -m benchmarks.answer_time [INDEX] [QUESTIONS] [--sizes N ...].

INDEX is a folder that `onrecord build` made (default: a fresh one of the shipped articles), QUESTIONS a file with one
question a line, or JSON Lines with a "question" (default: a few about the shipped articles). Of each answer, the time
in the encoder is told apart from what is added to it: understanding, search, ranking, and the answer as JSON; and of
that, what this thread worked, which other work on the machine does not lengthen.

Then the same for collections of other sizes, made of the articles of INDEX (:mod:`benchmarks.editions`) and built by
the product itself, quotes, speakers and words included. Only the vectors are not encoded anew, which would take hours:
a passage gets that of the one it was made from, turned a little, and a passage without one that of any other.
"""

import argparse
import hashlib
import json
import re
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeVar, cast

import numpy as np
from numpy.typing import NDArray
from onrecord.corpus import Article, Passage, shipped_articles
from onrecord.index import Encoder, Retriever, build
from onrecord.index.documents import embedded_text
from onrecord.index.encoder import PROBE
from onrecord.index.generation import Generation, open_current
from onrecord.index.store import FILE_NAME, Store
from onrecord.index.vectors import FILE_NAME as VECTORS
from onrecord.index.vectors import open_vectors

from benchmarks.editions import editions, names_of, write_articles

Result = TypeVar("Result")
EncoderKind = TypeVar("EncoderKind", bound=Encoder)
Vectors = NDArray[np.float32]

SAMPLES = 120  # answers that are timed at least, so that the 95th percentile means something
SIZES = (100, 1_000, 10_000)
# What may be added to the encoder's own time on some 500 articles, in milliseconds.
ADDED_P50, ADDED_P95 = 5.0, 10.0
# Of each of the 384 numbers of a vector: it leaves a cosine of .95 with the one that it was made from, as two passages
# of much the same content have.
NOISE = 0.017
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
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("index", metavar="INDEX", type=Path, nargs="?", help="default: one of the shipped articles")
    parser.add_argument("questions", metavar="QUESTIONS", type=Path, nargs="?", help="one a line, or JSON Lines")
    parser.add_argument(
        "--sizes", metavar="N", type=int, nargs="*", default=SIZES, help="articles, in other collections"
    )
    given = parser.parse_args()
    questions = read_questions(given.questions) if given.questions else list(QUESTIONS)
    with tempfile.TemporaryDirectory() as scratch:
        index = given.index or Path(scratch) / "index"
        if given.index is None:
            _, seconds = timed(lambda: build([shipped_articles()], index, Encoder.load()))
            print(f"build            {seconds:8.2f} s, loading the encoder included")
        encoder = loaded(TimedEncoder)
        retriever, seconds = timed(lambda: Retriever(open_current(index), encoder))
        print(f"open             {1000 * seconds:8.1f} ms, every file verified")
        _, seconds = timed(retriever.warm_up)
        print(f"warm up          {seconds:8.2f} s\n")
        columns = ("encoder", "added to it", "... as work", "whole answer")
        print(f"{'milliseconds':<24}" + "".join(f"{name:>17} " for name in columns))
        print(f"{'articles':>10} {'passages':>12} " + f"{'p50':>9} {'p95':>7} " * len(columns))
        times = [measure(retriever, encoder, questions)]
        print(times[0], times[0].verdict)
        for size in given.sizes:
            folder = grow(open_current(index), size, Path(scratch) / f"articles-{size}")
            times.append(measure(Retriever(open_current(folder), encoder), encoder, questions))
            print(times[-1])
    print(f"\n{growth(times[1:])}" if len(given.sizes) > 1 else "")
    print(f"peak memory      {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB")


def loaded(kind: type[EncoderKind]) -> EncoderKind:
    """The bundled encoder, as one of the kinds below."""
    return cast("EncoderKind", kind.load())


# --- timing ---------------------------------------------------------------------------------------


class TimedEncoder(Encoder):
    """An encoder that knows how long its questions took, and what of that this thread worked."""

    seconds = 0.0
    worked = 0.0

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Encode as ever, and add the time to :attr:`seconds` and :attr:`worked`."""
        started, working = time.perf_counter(), time.thread_time()
        vectors = super().encode_questions(texts)
        self.seconds += time.perf_counter() - started
        self.worked += time.thread_time() - working
        return vectors


class Times(NamedTuple):
    """Of one collection: its size, and medians and 95th percentiles in milliseconds."""

    articles: int
    passages: int
    encoder: tuple[float, float]
    added: tuple[float, float]
    worked: tuple[float, float]
    whole: tuple[float, float]

    @property
    def verdict(self) -> str:
        """Whether what is added stays within what it may be."""
        is_met = self.added[0] <= ADDED_P50 and self.added[1] <= ADDED_P95
        return f"at most {ADDED_P50:.0f} and {ADDED_P95:.0f} added: {'met' if is_met else 'not met'}"

    def __str__(self) -> str:
        cells = "".join(f"{p50:9.1f} {p95:7.1f} " for p50, p95 in (self.encoder, self.added, self.worked, self.whole))
        return f"{self.articles:10,} {self.passages:12,} {cells}"


def measure(retriever: Retriever, encoder: TimedEncoder, questions: Sequence[str]) -> Times:
    """Ask questions, and tell the encoder's part of the time from the rest."""
    retriever.ask(questions[0])
    times: list[tuple[float, float, float, float]] = []
    for question in list(questions) * -(-SAMPLES // len(questions)):
        encoder.seconds = encoder.worked = 0.0
        started, working = time.perf_counter(), time.thread_time()
        retriever.ask(question).model_dump_json()
        whole, worked = time.perf_counter() - started, time.thread_time() - working
        times.append((encoder.seconds, whole - encoder.seconds, worked - encoder.worked, whole))
    counts = retriever.counts
    return Times(counts.articles, counts.passages, *map(percentiles, zip(*times, strict=True)))


def percentiles(seconds: Sequence[float]) -> tuple[float, float]:
    """Median and 95th percentile, in milliseconds."""
    return 1000 * statistics.median(seconds), 1000 * statistics.quantiles(seconds, n=20)[-1]


def growth(times: Sequence[Times]) -> str:
    """Say how what is added grows beside the index."""
    first, last = times[0], times[-1]
    longer = [after / before for before, after in zip(first.added, last.added, strict=True)]
    larger = last.passages / first.passages
    slower = all(factor < larger for factor in longer)
    return (
        f"{larger:.1f} times the passages: {longer[0]:.1f} times as much added at p50, {longer[1]:.1f} at p95;"
        f" it grows {'slower than' if slower else 'as fast as'} the index"
    )


def timed(work: Callable[[], Result]) -> tuple[Result, float]:
    """Run some work and return what it gave, with the seconds it took."""
    started = time.perf_counter()
    result = work()
    return result, time.perf_counter() - started


def read_questions(path: Path) -> list[str]:
    """Read a file of questions."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [json.loads(line)["question"] if line.startswith("{") else line for line in lines]


# --- collections of any size ----------------------------------------------------------------------


class BorrowingEncoder(Encoder):
    """An encoder that takes the vectors of passages from others of nearly the same words."""

    def lend(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Take the vectors to borrow from."""
        self._vectors = vectors
        self._rows = {unnamed(text): row for row, text in enumerate(texts)}

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Give each text the vector of the one it was made from, a little turned; by its digest where it has none."""
        if list(texts) in ([], [PROBE]):  # which say what the encoder is
            return super().encode_passages(texts)
        digests = [int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") for text in texts]
        rows = [
            self._rows.get(unnamed(text), digest % len(self._vectors))
            for text, digest in zip(texts, digests, strict=True)
        ]
        noise = [np.random.default_rng(digest).normal(0, NOISE, self._vectors.shape[1]) for digest in digests]
        turned = self._vectors[rows] + np.array(noise, dtype=np.float32)
        return np.ascontiguousarray(turned / np.linalg.norm(turned, axis=1, keepdims=True), dtype=np.float32)


def unnamed(text: str) -> str:
    """A text without its names: what stays as it is when these are altered."""
    return " ".join(word for word in re.findall(r"[^\W_]+", text) if not word[0].isupper())


def grow(base: Generation, size: int, folder: Path) -> Path:
    """Build an index of so many articles out of another one."""
    store = Store(base.path / FILE_NAME)
    stored = store.passages(range(len(store)))
    encoder = loaded(BorrowingEncoder)
    encoder.lend([embedded_text(passage.text) for passage, _ in stored], mapped(base))

    passages: dict[str, list[Passage]] = {}
    articles: dict[str, Article] = {}
    for passage, article in stored:
        articles[article.id] = article
        passages.setdefault(article.id, []).append(passage)
    source = folder / "articles.jsonl"
    folder.mkdir(parents=True)
    write_articles(source, islice(editions(articles, passages, names_of(store.speakers)), size))
    build([source], folder / "index", encoder)
    store.close()
    return folder / "index"


def mapped(base: Generation) -> Vectors:
    """Map all vectors of a generation."""
    held = base.manifest
    return open_vectors(base.path / VECTORS, held.encoder.dimension, held.counts.passages)


if __name__ == "__main__":
    main()
