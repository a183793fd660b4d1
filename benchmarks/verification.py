"""How well altered quotes are told from exact and from false ones: python benchmarks/verification.py [ARTICLES].

ARTICLES are files or folders that `onrecord build` takes (default: the evaluation articles in shared/eval beside the
repository). Every second article is indexed; --index DIR keeps that index, and uses it again. From the quotes of the
indexed articles words are taken away, put in or changed for others of the collection, and it is counted what is said of
them and whether the quote shown is the one that was altered. Of the quotes of the other articles nothing must be said
but that they are not there: those are as near to the subject, the speakers and the time as false quotes come. Last come
the times.
"""

import argparse
import random
import statistics
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from onrecord.corpus import Article, QuoteKind, find_quotes, read_articles
from onrecord.index import Encoder, Retriever, Verification, build

EVALUATION = Path(__file__).resolve().parents[2] / "shared" / "eval" / "quotes" / "polnear" / "articles.jsonl"
SAMPLE = 120
LEAST_WORDS = 4
# Of ten words of a quote, how many are altered; the first row alters one word of each quote.
TENTHS = (0, 2, 3)
WIDTH = 24

Words = list[str]
Altering = Callable[[random.Random, Words, int, Sequence[str]], Words]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", metavar="ARTICLES", nargs="*", type=Path, default=[EVALUATION])
    parser.add_argument("--index", metavar="DIR", type=Path, help="keep the index there, or use the one that is there")
    arguments = parser.parse_args()
    articles = [found for source in arguments.sources for found in read_articles(source) if isinstance(found, Article)]
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.index or Path(scratch) / "index"
        if not folder.exists():
            (Path(scratch) / "articles.jsonl").write_text(
                "\n".join(article.model_dump_json() for article in articles[::2]), encoding="utf-8"
            )
            build([Path(scratch) / "articles.jsonl"], folder, Encoder.load())
        measure(Retriever.open(folder), quotes_of(articles[::2]), quotes_of(articles[1::2]))


def measure(retriever: Retriever, known: list[Words], unknown: list[Words]) -> None:
    """Print what is said of quotes as they are, altered, and from elsewhere."""
    rng = random.Random(1)  # noqa: S311 (a sample, the same each time)
    known, unknown = rng.sample(known, min(SAMPLE, len(known))), rng.sample(unknown, min(SAMPLE, len(unknown)))
    vocabulary = sorted({word for quote in known for word in quote})
    retriever.warm_up()
    print(f"{'in %':<{WIDTH}} exact altered not quoted not found right quote")
    report("as they stand", (retriever.verify_quote(" ".join(quote)) for quote in known))
    excerpts = [quote[len(quote) // 3 :][: max(3, len(quote) // 2)] for quote in known]
    report("excerpts", (retriever.verify_quote(" ".join(quote)) for quote in excerpts))
    for altering in (changed, dropped, inserted):
        for tenths in TENTHS:
            counts = [max(1, len(quote) * tenths // 10) for quote in known]
            altered = [altering(rng, q, count, vocabulary) for q, count in zip(known, counts, strict=True)]
            title = f"{altering.__name__}: {f'{tenths} in 10 words' if tenths else 'one word'}"
            said = [retriever.verify_quote(" ".join(quote)) for quote in altered]
            report(title, said, known)
    said = [retriever.verify_quote(" ".join(quote)) for quote in unknown]
    report("from other articles", said)
    for least, most in ((4, 6), (7, 12), (13, 1000)):
        some = [verified for verified, quote in zip(said, unknown, strict=True) if least <= len(quote) <= most]
        report(f"  of {least} to {most} words", some)
    took = [verified.took_ms for verified in said]
    print(f"not found: {statistics.median(took):.0f} ms p50, {statistics.quantiles(took, n=20)[-1]:.0f} ms p95")


def quotes_of(articles: Sequence[Article]) -> list[Words]:
    """The words of the quotes in marks, those of one piece."""
    return [
        words
        for article in articles
        for quote in find_quotes(article)
        if quote.kind is not QuoteKind.INDIRECT and len(quote.pieces) == 1
        if len(words := quote.text.split()) >= LEAST_WORDS
    ]


def changed(rng: random.Random, quote: Words, count: int, vocabulary: Sequence[str]) -> Words:
    """Put other words in the place of some."""
    places = set(rng.sample(range(len(quote)), count))
    return [rng.choice(vocabulary) if place in places else word for place, word in enumerate(quote)]


def dropped(rng: random.Random, quote: Words, count: int, vocabulary: Sequence[str]) -> Words:  # noqa: ARG001
    """Leave some words out, never the first or the last, which would leave an excerpt."""
    inner = range(1, len(quote) - 1)
    places = set(rng.sample(inner, min(count, len(inner))))
    return [word for place, word in enumerate(quote) if place not in places]


def inserted(rng: random.Random, quote: Words, count: int, vocabulary: Sequence[str]) -> Words:
    """Put words in."""
    altered = list(quote)
    for _ in range(count):
        altered.insert(rng.randrange(1, len(altered)), rng.choice(vocabulary))
    return altered


def report(title: str, verified: Iterator[Verification] | list[Verification], known: Sequence[Words] = ()) -> None:
    """Print one row of the table."""
    said = list(verified)
    if not said:
        return
    counts = Counter(one.verdict for one in said)
    shares = [100 * counts[verdict] / len(said) for verdict in ("exact", "altered", "not-quoted", "not-found")]
    row = f"{title:<{WIDTH}} {shares[0]:5.1f} {shares[1]:7.1f} {shares[2]:10.1f} {shares[3]:9.1f}"
    if known:
        shown = [{" ".join(match.passage.text.split()) for match in one.matches} for one in said]
        right = [any(" ".join(q) in text for text in texts) for texts, q in zip(shown, known, strict=True)]
        row += f" {100 * sum(right) / len(said):11.1f}"
    print(row, flush=True)


if __name__ == "__main__":
    main()
