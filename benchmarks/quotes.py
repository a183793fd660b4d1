"""How well quotes and their speakers are found, and how fast: python benchmarks/quotes.py [DIR] [--errors FILE].

DIR is a folder of evaluation data (default: shared/eval beside the repository): annotated articles in quotes/polnear
and quotes/gum, and their scorer in quotes/eval_quotes.py. The scorer decides what is right; here quotes become its
rows, and its results a table with what each figure has to reach. --errors lists what was missed, what is spurious, and
whose speaker is wrong or unclear.
"""

import argparse
import importlib.util
import json
import resource
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from onrecord.corpus import Article, Attribution, Confidence, QuoteKind, find_quotes

REPOSITORY = Path(__file__).resolve().parents[1]
EVALUATION = REPOSITORY.parent / "shared" / "eval"
ROUNDS = 3
CONTEXT = 200

Row = dict[str, Any]  # what the scorer reads and writes is JSON
Scorer = Any  # a module that lies elsewhere


class View(NamedTuple):
    """One way to score: which articles, and which of their quotes."""

    name: str
    title: str
    data: str
    mode: str
    core: bool = False


VIEWS = (
    View("core", "PolNeAR, core articles, direct quotes", "polnear", "direct", core=True),
    View("direct", "PolNeAR, all articles, direct quotes", "polnear", "direct"),
    View("quoted", "PolNeAR, all articles, direct quotes and parts in marks", "polnear", "quoted"),
    View("all", "PolNeAR, all articles, every attributed statement", "polnear", "all"),
    View("gum", "GUM news, direct quotes", "gum", "direct"),
)

# Of each view: what a figure is called, where it stands in the scorer's result, and what it has to reach.
WANTED: dict[str, tuple[tuple[str, tuple[str, ...], float | None], ...]] = {
    "core": (
        ("span overlap F1", ("overlap80", "F1"), 96),
        ("span exact F1", ("exact", "F1"), None),
        ("speaker accuracy", ("speaker_acc",), 90),
        ("names", ("by_type", "name", "acc"), 97),
        ("pronoun to person", ("by_type", "pronoun", "acc"), 82),
        ("role to person", ("by_type", "role", "acc"), None),
        ("unnamed role, organisation", ("by_type", "role_org_unnamed", "acc"), None),
        ("end to end F1", ("end_to_end", "F1"), 86),
    ),
    "direct": (
        ("span exact F1", ("exact", "F1"), 94),
        ("span overlap F1", ("overlap80", "F1"), None),
        ("speaker accuracy", ("speaker_acc",), None),
        ("names", ("by_type", "name", "acc"), None),
        ("end to end F1", ("end_to_end", "F1"), None),
    ),
    "quoted": (
        ("span overlap F1", ("overlap80", "F1"), 92),
        ("span overlap precision", ("overlap80", "P"), None),
        ("span overlap recall", ("overlap80", "R"), None),
        ("speaker accuracy", ("speaker_acc",), None),
    ),
    "all": (
        ("span overlap F1", ("overlap80", "F1"), None),
        ("span overlap precision", ("overlap80", "P"), None),
        ("span overlap recall", ("overlap80", "R"), None),
        ("speaker accuracy", ("speaker_acc",), None),
        ("end to end F1", ("end_to_end", "F1"), None),
    ),
    "gum": (
        ("span recall", ("overlap80", "R"), 97),
        ("speaker accuracy", ("speaker_acc",), 85),
    ),
}
# How often, in 100, the speaker of a quote is right where the confidence is high, by view.
HIGH_IS_RIGHT: dict[str, float | None] = {"core": 97, "direct": 97, "quoted": 97, "all": 97, "gum": None}


class Figure(NamedTuple):
    """A measured figure, with the least (or the most) that it has to be, where that is set."""

    name: str
    value: float
    target: float | None = None
    at_most: bool = False

    def __str__(self) -> str:
        label = f"  {self.name.split(': ')[-1]:<44} {self.value:10,.1f}"
        if self.target is None:
            return label
        off = self.value - self.target if self.at_most else self.target - self.value
        verdict = "met" if off <= 0 else f"{off:.1f} off"
        return f"{label}   {'at most' if self.at_most else 'at least'} {self.target:<4,.0f} {verdict}"


class Judgement(NamedTuple):
    """A gold quote, the row that was matched with it, and whether the row's speaker is right."""

    gold: Row
    row: Row
    right: bool


# By step of confidence and kind of attribution: how many speakers are right, of how many.
Calibration = dict[Confidence, dict[Attribution, tuple[int, int]]]


class Measured(NamedTuple):
    """What the scorer found in one view."""

    view: View
    figures: list[Figure]
    calibration: Calibration
    errors: list[Row]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("folder", metavar="DIR", type=Path, nargs="?", default=EVALUATION, help="evaluation data")
    parser.add_argument("--errors", metavar="FILE", type=Path, help="write the errors here, as JSON Lines")
    parser.add_argument("--json", action="store_true", help="print one JSON object in place of the table")
    parser.add_argument("--no-times", action="store_true", help="leave out speed and memory")
    given = parser.parse_args()
    if not (given.folder / "quotes" / "eval_quotes.py").is_file():
        parser.error(f"no evaluation data in {given.folder}; name the folder that holds quotes/eval_quotes.py")
    if given.errors and given.errors.resolve().is_relative_to(REPOSITORY):
        parser.error(f"{given.errors} lies in the repository, where no sentence of the data may go; name another place")

    measured = measure(given.folder / "quotes")
    times = [] if given.no_times else measure_times(given.folder / "quotes" / "polnear" / "articles.jsonl")
    if given.errors:
        errors = (json.dumps(error, ensure_ascii=False) for one in measured for error in one.errors)
        given.errors.write_text("".join(f"{error}\n" for error in errors), encoding="utf-8")
    if given.json:
        print(json.dumps(as_json(measured, times)))
        return
    for one in measured:
        print(f"{one.view.title}, in %", *one.figures, sep="\n")
        print_calibration(one.calibration)
    if times:
        print("Time on one core, and memory", *times, sep="\n")


# --- quotes and speakers --------------------------------------------------------------------------


def measure(folder: Path) -> list[Measured]:
    """Find the quotes of the annotated articles, and score them in every view."""
    scorer = load_scorer(folder / "eval_quotes.py")
    found: dict[str, tuple[Row, Row, list[Row]]] = {}
    for data in dict.fromkeys(view.data for view in VIEWS):
        articles, gold = scorer.load(str(folder / data))
        found[data] = articles, gold, rows(articles.values())
    return [score(scorer, view, *found[view.data]) for view in VIEWS]


def load_scorer(path: Path) -> Scorer:
    """Import the scorer from where it lies, as a module of its own."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"no Python module in {path}")
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    return scorer


def rows(articles: Iterable[Row]) -> list[Row]:
    """Find quotes, and turn each piece into a row of the scorer, with the evidence for the error listing."""
    return [
        {
            "article_id": article["id"],
            "start": piece.start,
            "end": piece.end,
            "speaker": quote.speaker,
            "speaker_start": quote.mention.start if quote.mention else None,
            "speaker_end": quote.mention.end if quote.mention else None,
            "kind": quote.kind,
            "attribution": quote.attribution,
            "confidence": quote.confidence,
            "mention": quote.mention.text if quote.mention else None,
            "cue": quote.cue.text if quote.cue else None,
        }
        for article in articles
        for quote in find_quotes(Article(text=article["text"], id="evaluated"))
        for piece in quote.pieces
    ]


def score(scorer: Scorer, view: View, articles: Row, gold: Row, found: list[Row]) -> Measured:
    """Score the rows of one view; indirect quotes count in mode ``all`` alone."""
    by_article = defaultdict(list)
    for row in found:
        if view.mode == "all" or row["kind"] != QuoteKind.INDIRECT:
            by_article[row["article_id"]].append(row)
    # The scorer returns totals. Every matched pair passes through its judgement of the speaker, so that is listened to,
    # instead of writing its matching a second time.
    judge, judged = scorer.speaker_ok, []

    def listen(gold: Row, row: Row) -> tuple[bool, bool]:
        right, mentioned = judge(gold, row)
        judged.append(Judgement(gold, row, right))
        return right, mentioned

    scorer.speaker_ok = listen
    errors: list[Row] = []
    try:
        result = scorer.evaluate(articles, gold, by_article, mode=view.mode, core=view.core, errors=errors)
    finally:
        scorer.speaker_ok = judge

    figures = []
    for name, path, target in WANTED[view.name]:
        value = result
        for key in path:
            value = value[key]
        figures.append(Figure(f"{view.name}: {name}", float(value), target))
    # A pronoun whose person the annotators left open proves nothing about a name.
    resolved = [one for one in judged if scorer.speaker_class(one.gold) != "pronoun_unresolved"]
    calibration = calibrate(resolved)
    right, high = total(calibration[Confidence.HIGH])
    doubtful = (Confidence.MEDIUM, Confidence.LOW)
    unclear = sum(one.row["speaker"] is None for one in resolved)
    figures += [
        Figure(f"{view.name}: speaker right where confidence is high", percent(right, high), HIGH_IS_RIGHT[view.name]),
        *(
            Figure(f"{view.name}: speaker right where confidence is {step}", percent(*total(calibration[step])))
            for step in doubtful
        ),
        Figure(f"{view.name}: share with high confidence", percent(high, len(resolved))),
        Figure(f"{view.name}: share left unclear", percent(unclear, len(resolved))),
    ]
    listed = [] if view.core else list_errors(scorer, view, articles, by_article, judged, errors)
    return Measured(view, figures, calibration, listed)


def calibrate(judged: Iterable[Judgement]) -> Calibration:
    """Count right speakers by confidence and attribution; a quote whose speaker is unclear counts in no step of it."""
    claimed: Counter[tuple[Confidence, Attribution]] = Counter()
    right: Counter[tuple[Confidence, Attribution]] = Counter()
    for one in judged:
        step = one.row["confidence"], one.row["attribution"]
        claimed[step] += 1
        right[step] += one.right
    kinds = [kind for kind in Attribution if kind is not Attribution.UNCLEAR]
    return {
        confidence: {kind: (right[confidence, kind], claimed[confidence, kind]) for kind in kinds}
        for confidence in Confidence
    }


def total(kinds: dict[Attribution, tuple[int, int]]) -> tuple[int, int]:
    """Add up one step of confidence over the kinds of attribution."""
    return sum(right for right, _ in kinds.values()), sum(claimed for _, claimed in kinds.values())


def percent(part: float, whole: float) -> float:
    """Give a share in 100, with the scorer's one decimal."""
    return round(100 * part / max(1, whole), 1)


def list_errors(
    scorer: Scorer,
    view: View,
    articles: Row,
    found: dict[str, list[Row]],
    judged: list[Judgement],
    errors: list[Row],
) -> list[Row]:
    """List what is wrong in one view, with what was found there: speakers by their rows, the rest by their words."""
    where = {"view": view.name}
    listed = []
    for gold, row, right in judged:
        if not right:
            text = articles[gold["article_id"]]["text"]
            listed.append(
                where
                | {"type": "unclear" if row["speaker"] is None else "speaker", "article": gold["article_id"]}
                | {"core": bool(articles[gold["article_id"]].get("core")), "class": scorer.speaker_class(gold)}
                | {"quote": text[row["start"] : row["end"]], "gold": gold["speaker"]}
                | {"canonical": gold.get("canonical"), "gold_cue": gold.get("cue"), "found": evidence(row)}
                | {"context": text[max(0, row["start"] - CONTEXT) : row["end"] + CONTEXT]}
            )
    by_words = {
        (article, articles[article]["text"][start:end]): row
        for article, mine in found.items()
        for row in mine
        for start, end in scorer.split_paras(articles[article]["text"], row["start"], row["end"])
    }
    for error in errors:
        if error["type"] != "speaker":
            words = error["article"], error["quote"]
            listed.append(
                where
                | {"type": error["type"], "article": error["article"]}
                | {"core": bool(articles[error["article"]].get("core")), "quote": error["quote"]}
                | ({"gold": error["gold"]} if error["type"] == "missed" else {"found": evidence(by_words[words])})
                | {"context": error["ctx"]}
            )
    return listed


def evidence(row: Row) -> Row:
    """What an error listing shows of a row."""
    return {key: row[key] for key in ("speaker", "attribution", "confidence", "kind", "mention", "cue")}


# --- time and memory ------------------------------------------------------------------------------

# Invented; no two lines of it are attributed in the same way.
PAGE = """
“The bridge stays closed until spring,” Anna Brel, a spokeswoman for the harbour, said on Monday. “Nobody is happy.”
Ivo Karlsen, who runs the ferry, said that he had sold all tickets. “We could sell twice as many,” he added.
According to the council, the works cost less than was planned. Mayor Marta Lindqvist called that "a pleasant surprise."
"And the road?" asked Tomas Vale. Mr. Karlsen told reporters: "Ask me next year, when 'soon' means something."
"""
MARKS = ('"', "“", "''", "‘", "“”", "“\n")


def measure_times(path: Path) -> list[Figure]:
    """Measure speed, growth with length, and inputs that are made to hurt, in seconds of one core."""
    texts = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    letters = sum(map(len, texts))
    seconds = statistics.median(sum(seconds_for(text) for text in texts) for _ in range(ROUNDS))
    figures = [Figure("articles of 5,000 characters a second", letters / 5_000 / seconds, 100)]

    joined = "\n\n".join(texts)
    part, half, whole = (seconds_for(joined[: len(joined) // parts]) for parts in (4, 2, 1))
    figures += [
        Figure("one text twice as long, times as long", half / part),
        Figure("one text four times as long, times as long", whole / part),
        Figure("1 MB of marks alone, s", max(seconds_for(mark * (1_000_000 // len(mark))) for mark in MARKS), 2, True),
        Figure("10,000 nested marks, s", seconds_for("“‘" * 5_000 + "It rains, she said." + "’”" * 5_000)),
        Figure("peak memory so far, MB", peak_megabytes()),
        Figure("a book of 5 MB, s", seconds_for(PAGE * (5_000_000 // len(PAGE.encode())))),
        Figure("peak memory with the book, MB", peak_megabytes()),
    ]
    return figures


def seconds_for(text: str) -> float:
    """Seconds of this process that finding the quotes of a text takes, whatever else the machine does."""
    article = Article(id="timed", text=text)
    started = time.process_time()
    find_quotes(article)
    return time.process_time() - started


def peak_megabytes() -> float:
    """The most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)


# --- printing -------------------------------------------------------------------------------------


def print_calibration(calibration: Calibration) -> None:
    """Print how many speakers are right of how many, by confidence and attribution."""
    kinds = list(calibration[Confidence.HIGH])
    print(f"  {'right speakers by confidence':<30}", *(f"{kind:>13}" for kind in kinds), f"{'together':>20}", sep="")
    for confidence, cells in calibration.items():
        right, claimed = total(cells)
        shown = [f"{f'{part}/{whole}' if whole else '-':>13}" for part, whole in cells.values()]
        share = f"{right}/{claimed} {percent(right, claimed):5.1f}" if claimed else "-"
        print(f"    {confidence:<28}", *shown, f"{share:>20}", sep="")
    print()


def as_json(measured: Sequence[Measured], times: Sequence[Figure]) -> Row:
    """Give the figures by name, what they have to reach, and the calibration by view, confidence and attribution."""
    figures = [figure for one in measured for figure in one.figures] + list(times)
    return {
        "figures": {figure.name: figure.value for figure in figures},
        "targets": {figure.name: figure.target for figure in figures if figure.target is not None},
        "calibration": {one.view.name: one.calibration for one in measured},
    }


if __name__ == "__main__":
    main()
