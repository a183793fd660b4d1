"""What a large collection costs: python -m benchmarks.scale [SOURCE ...] [--sizes N ...] [--borrow].

SOURCE are articles as `onrecord build` takes them (default: those of shared/eval beside the repository); out of
them collections of other sizes are made (:mod:`benchmarks.editions`). Each is built in a process of its own, then built
again unchanged, then ten articles are added, then questions are asked. Printed are the time of the build with the
encoder's part in it, its peak memory, bytes on disk a passage, what the unchanged build and the addition take, and how
long an answer takes.

The encoder is by far the slowest part: 10,000 articles take it half an hour. With --borrow it reads the texts of the
first edition alone, and each other text gets one of their vectors, a little turned; its part is then reckoned from its
speed. Passages of the same words are embedded once; so there are two ways to tell what the rest costs beside it: of the
time that the encoder took, and of the time that it would take for every passage.
"""

import argparse
import hashlib
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onrecord.corpus import Article, find_quotes, link_speakers, read_articles, split_passages
from onrecord.index import Encoder, Retriever, add, build
from onrecord.index.encoder import PROBE
from onrecord.index.generation import open_current

from benchmarks.answer_time import QUESTIONS, TimedEncoder, loaded, measure, read_questions
from benchmarks.editions import editions, names_of, write_articles

EVALUATION = Path(__file__).resolve().parents[2] / "shared" / "eval"
ARTICLES = EVALUATION / "quotes" / "polnear" / "articles.jsonl"
ASKED = EVALUATION / "who-said-what" / "questions.jsonl"
SIZES = (100, 1_000, 10_000)
ADDED = 10
# What the rest may cost on top of the encoder, and an addition beside the build of everything.
REST, ADDITION = 0.15, 0.05
SAMPLE = 256  # texts that the encoder's speed is taken from
NOISE = 0.017  # of each number of a borrowed vector, as in benchmarks/answer_time.py

Vectors = NDArray[np.float32]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("sources", metavar="SOURCE", type=Path, nargs="*", default=[ARTICLES])
    parser.add_argument("--sizes", metavar="N", type=int, nargs="*", default=SIZES, help="articles")
    parser.add_argument("--borrow", action="store_true", help="embed the first edition alone")
    parser.add_argument("--one", metavar="FOLDER", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one is not None:
        print(json.dumps(one(given.one, borrow=given.borrow)))
        return
    articles = [found for source in given.sources for found in read_articles(source) if isinstance(found, Article)]
    passages = {article.id: list(split_passages(article)) for article in articles}
    names = names_of(link_speakers((article.id, find_quotes(article)) for article in articles))
    by_id = {article.id: article for article in articles}
    rows = []
    for size in given.sizes:
        with tempfile.TemporaryDirectory() as scratch:
            made = editions(by_id, passages, names)
            write_articles(Path(scratch) / "articles.jsonl", islice(made, size))
            write_articles(Path(scratch) / "more.jsonl", islice(made, ADDED))
            command = [sys.executable, "-m", "benchmarks.scale", "--one", scratch]
            command += ["--borrow"] if given.borrow else []
            ran = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 (this file)
            rows.append(json.loads(ran.stdout))
        print(shown(rows[-1]), flush=True)
    print(f"\npeak memory grows by {grown(rows):,.0f} bytes a passage" if len(rows) > 1 else "")


def one(folder: Path, *, borrow: bool) -> dict[str, Any]:
    """Build a collection, build it again, add to it, and ask it."""
    encoder = loaded(BorrowingEncoder if borrow else ReadingEncoder)
    encoder.fingerprint  # noqa: B018 (so that loading it is no part of the build)
    encoder.reading, encoder.texts = 0.0, 0
    index = folder / "index"
    started = time.perf_counter()
    made = build([folder / "articles.jsonl"], index, encoder)
    whole = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    reading, texts = encoder.reading, encoder.texts
    held = made.generation.manifest

    started = time.perf_counter()
    build([folder / "articles.jsonl"], index, Encoder.load())
    unchanged = time.perf_counter() - started

    started = time.perf_counter()
    added = add([folder / "more.jsonl"], index, encoder)
    addition = time.perf_counter() - started

    timed = loaded(TimedEncoder)
    asked = read_questions(ASKED) if ASKED.exists() else list(QUESTIONS)
    times = measure(Retriever(open_current(index), timed), timed, asked)
    return {
        "articles": held.counts.articles,
        "passages": held.counts.passages,
        "size": held.size,
        "neighbours": held.neighbours.model_dump(),
        "seconds": whole,
        "encoder_seconds": reading,
        "texts": texts,
        "speed": encoder.speed,
        "borrowed": borrow,
        "peak": peak,
        "unchanged": unchanged,
        "addition": addition,
        "embedded": added.changes.embedded,
        "answer": times.whole,
        "added": times.added,
    }


class ReadingEncoder(Encoder):
    """An encoder that knows how many passages it read, and how long that took."""

    reading = 0.0
    texts = 0

    @property
    def speed(self) -> float:
        """Passages a second."""
        return self.texts / self.reading

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode as ever, and count."""
        started = time.perf_counter()
        vectors = super().encode_passages(texts)
        self.reading += time.perf_counter() - started
        self.texts += len(texts)
        return vectors


class BorrowingEncoder(ReadingEncoder):
    """An encoder that reads a sample, and gives all other texts one of its vectors, a little turned."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        """Take what an encoder takes."""
        super().__init__(*arguments, **more)
        self._sample: Vectors | None = None
        self._seconds = 0.0

    @property
    def speed(self) -> float:
        """Passages a second, of the sample."""
        return SAMPLE / self._seconds

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode the first texts, and borrow for the others."""
        if list(texts) in ([], [PROBE]) or (len(texts) < SAMPLE // 2 and self._sample is None):
            return super().encode_passages(texts)
        if self._sample is None:
            started = time.perf_counter()
            self._sample = super().encode_passages(list(texts)[:SAMPLE])
            self._seconds = time.perf_counter() - started
            self.reading = self.texts = 0
        digests = [int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") for text in map(unnamed, texts)]
        rows = [digest % len(self._sample) for digest in digests]
        noise = [np.random.default_rng(digest).normal(0, NOISE, self._sample.shape[1]) for digest in digests]
        turned = self._sample[rows] + np.array(noise, dtype=np.float32)
        self.texts += len(texts)
        return np.ascontiguousarray(turned / np.linalg.norm(turned, axis=1, keepdims=True), dtype=np.float32)


def unnamed(text: str) -> str:
    """A text without its names."""
    return " ".join(word for word in re.findall(r"[^\W_]+", text) if not word[0].isupper())


def shown(row: dict[str, Any]) -> str:
    """One collection as a paragraph."""
    rest = row["seconds"] - row["encoder_seconds"]
    every = row["passages"] / row["speed"]
    full = row["seconds"] if not row["borrowed"] else rest + row["texts"] / row["speed"]
    near = row["neighbours"]
    how = (
        near["kind"]
        if near["kind"] == "exact"
        else f"{near['probes']} of {near['lists']} lists, recall {near['recall']}"
    )
    return "\n".join(
        (
            f"\n{row['articles']:,} articles, {row['passages']:,} passages, of which {row['texts']:,} differ",
            f"  build          {full:9.1f} s{', reckoned' if row['borrowed'] else ''}:"
            f" {row['passages'] / full:,.0f} passages a second; the encoder alone reads {row['speed']:,.0f}",
            f"  the rest       {rest:9.1f} s: {rest / every:.1%} of what the encoder takes for as many passages"
            f" (at most {REST:.0%}), {rest / (full - rest):.1%} of what it takes for those that differ",
            f"  unchanged      {row['unchanged']:9.1f} s, without an encoder",
            f"  {ADDED} added       {row['addition']:9.1f} s: {row['addition'] / full:.1%} of the build"
            f" (less than {ADDITION:.0%}); {row['embedded']:,} texts embedded",
            f"  peak memory    {row['peak'] / 1e6:9,.0f} MB",
            f"  on disk        {row['size'] / row['passages']:9,.0f} bytes a passage; {how}",
            f"  an answer      {row['answer'][0]:9.1f} ms p50, {row['answer'][1]:.1f} p95;"
            f" {row['added'][0]:.1f} and {row['added'][1]:.1f} beside the encoder",
        )
    )


def grown(rows: Sequence[dict[str, Any]]) -> float:
    """By how much the peak grows with each passage, from the smallest collection to the largest."""
    return float((rows[-1]["peak"] - rows[0]["peak"]) / (rows[-1]["passages"] - rows[0]["passages"]))


if __name__ == "__main__":
    main()
