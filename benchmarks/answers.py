"""How well questions are answered: python benchmarks/answers.py [DIR] [--index INDEX] [--errors FILE].

DIR is a folder of evaluation data (default: shared/eval beside the repository): articles in quotes/polnear, questions
and dialogues about them in who-said-what, questions about the shipped articles in seed_questions.jsonl, each with its
scorer. The scorers decide what is right; here the articles become an index, answers become their rows, and their
results a table with what each figure has to reach. INDEX is one that an earlier run left with --keep: building one
embeds some 15,000 texts, which takes minutes. --sample asks a part of the questions, over the articles that answer
these and some others, so that a test can afford it. --errors lists what came out wrong.
"""

import argparse
import hashlib
import json
import re
import statistics
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from onrecord.corpus import Article, read_articles, shipped_articles
from onrecord.index import Answer, Conversation, Encoder, Hit, Retriever, build

REPOSITORY = Path(__file__).resolve().parents[1]
EVALUATION = REPOSITORY.parent / "shared" / "eval"
HITS = 10  # as many as the scorer looks at
SHOWN = 3  # hits whose length counts: what the bot shows

# What --sample takes: one of so many questions of each type, and beside the articles that hold their answers as many
# others as make this many. Two slow cores embed them in 40 seconds.
SAMPLE_SHARE = 5
SAMPLE_ARTICLES = 32

Row = dict[str, Any]  # what the scorers read and write is JSON

_COUNT = re.compile(r"(\S+) (\d+)/(\d+)")  # how the scorer of the shipped articles prints its figures


class Data(NamedTuple):
    """Where the evaluation data lies."""

    articles: Path
    questions: Path
    dialogues: Path
    scorer: Path
    seed: Path
    seed_scorer: Path

    @classmethod
    def within(cls, folder: Path) -> "Data":
        """Name the files of a folder."""
        asked = folder / "who-said-what"
        return cls(
            folder / "quotes" / "polnear" / "articles.jsonl",
            asked / "questions.jsonl",
            asked / "dialogues.jsonl",
            asked / "score.py",
            folder / "seed_questions.jsonl",
            folder / "score_seed.py",
        )


class Figure(NamedTuple):
    """A measured figure, with the least (or the most) that it has to be, where that is set."""

    name: str
    value: float
    target: float | None = None
    at_most: bool = False

    @property
    def met(self) -> bool:
        """Whether it is what it has to be."""
        return self.target is None or (self.value <= self.target if self.at_most else self.value >= self.target)

    def __str__(self) -> str:
        label = f"  {self.name:<58} {self.value:8,.1f}"
        if self.target is None:
            return label
        verdict = "met" if self.met else f"{abs(self.value - self.target):.1f} off"
        return f"{label}   {'at most' if self.at_most else 'at least'} {self.target:<4,.0f} {verdict}"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("folder", metavar="DIR", type=Path, nargs="?", default=EVALUATION, help="evaluation data")
    parser.add_argument("--index", metavar="INDEX", type=Path, help="an index of the articles, from an earlier run")
    parser.add_argument("--keep", metavar="INDEX", type=Path, help="build the index here, and leave it there")
    parser.add_argument("--sample", action="store_true", help="a part of the questions, over a part of the articles")
    parser.add_argument("--errors", metavar="FILE", type=Path, help="write what is wrong here, as JSON Lines")
    parser.add_argument("--json", action="store_true", help="print one JSON object in place of the table")
    given = parser.parse_args()
    data = Data.within(given.folder)
    if missing := [path for path in data if not path.is_file()]:
        parser.error(f"no evaluation data in {given.folder}: {missing[0]} is missing; name the folder that holds it")
    if given.index and given.sample:
        parser.error("a sample has an index of its own; leave out --index or --sample")
    for option in (given.errors, given.keep):
        if option and option.resolve().is_relative_to(REPOSITORY) and not _is_ignored(option):
            parser.error(f"{option} lies in the repository, where no sentence of the data may go; name another place")

    with tempfile.TemporaryDirectory() as scratch:
        measured = measure(data, Path(scratch), given.index, given.keep, sample=given.sample)
    if given.errors:
        lines = (json.dumps(error, ensure_ascii=False) for error in measured.errors)
        given.errors.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    if given.json:
        print(json.dumps(measured.as_json()))
        return
    print(measured.over)
    for title, figures in measured.figures.items():
        print(title, *figures, sep="\n")


def _is_ignored(path: Path) -> bool:
    """Whether a path lies in the folder of the repository that git ignores and everything made goes into."""
    return path.resolve().is_relative_to(REPOSITORY / "build")


# --- measuring ------------------------------------------------------------------------------------


class Measured(NamedTuple):
    """What was measured: over what, the figures by title, what is wrong, and the digests of the data."""

    over: str
    figures: dict[str, list[Figure]]
    errors: list[Row]
    digests: dict[str, str]

    def as_json(self) -> Row:
        """Give the figures by name, what they have to reach, over what they were measured, and on which data."""
        every = [figure for figures in self.figures.values() for figure in figures]
        return {
            "over": self.over,
            "data": self.digests,
            "figures": {figure.name: figure.value for figure in every},
            "targets": {figure.name: figure.target for figure in every if figure.target is not None},
            "at_most": [figure.name for figure in every if figure.at_most],
        }


def measure(data: Data, scratch: Path, index: Path | None, keep: Path | None, *, sample: bool) -> Measured:
    """Build what is asked, ask everything, and have it scored."""
    articles, questions, dialogues = (read(path) for path in (data.articles, data.questions, data.dialogues))
    over = f"{len(questions)} questions and {len(dialogues)} dialogues over {len(articles)} articles"
    if sample:
        questions, dialogues = sampled(questions), sampled(dialogues)
        articles = holding(articles, questions, dialogues)
        over = f"{len(questions)}, {len(dialogues)} and {len(articles)} of {over}, by the digests of their ids"
    source = write(scratch / "articles.jsonl", map(converted, articles))
    # As they are read: control characters and the like are cleaned away, which moves what stands after them.
    texts = {article.id: article.text for article in read_articles(source) if isinstance(article, Article)}
    retriever = opened(source, len(articles), keep or scratch / "index", built=index)
    answers = [retriever.ask(question["question"], HITS) for question in questions]
    turns = [answer for dialogue in dialogues for answer in ask_dialogue(retriever, dialogue["turns"])]
    scored = score(data.scorer, scratch, questions, answers)
    scored_turns = score(data.scorer, scratch, dialogues, turns)
    figures = {
        "Questions, in %": question_figures(scored),
        "Refusals, in %": refusal_figures(scored),
        "Dialogues, in %": dialogue_figures(scored_turns),
        "What is shown": shown_figures(texts, answers, turns),
    }
    if not sample:
        figures["Questions about the shipped articles"] = seed_figures(data, scratch)
    return Measured(
        over,
        figures,
        [*wrong(scored["rows"], answers), *wrong(scored_turns["rows"], turns)],
        {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in data[:4]},
    )


def read(path: Path) -> list[Row]:
    """Read JSON Lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def write(path: Path, rows: Iterable[Row]) -> Path:
    """Write JSON Lines."""
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def sampled(rows: Sequence[Row]) -> list[Row]:
    """One of every :data:`SAMPLE_SHARE` rows of each type, in their order: those whose ids have the lowest digests."""
    by_type: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_type[row.get("type", "")].append(row)
    taken = {
        row["id"] for alike in by_type.values() for row in sorted(alike, key=_digest)[: -(-len(alike) // SAMPLE_SHARE)]
    }
    return [row for row in rows if row["id"] in taken]


def holding(articles: Sequence[Row], questions: Iterable[Row], dialogues: Iterable[Row]) -> list[Row]:
    """The articles that answer some questions, filled up to :data:`SAMPLE_ARTICLES`, in their order."""
    asked = [*questions, *(turn for dialogue in dialogues for turn in dialogue["turns"])]
    gold = {span["article_id"] for question in asked for span in question["gold"]}
    others = sorted((article for article in articles if article["id"] not in gold), key=_digest)
    taken = gold | {article["id"] for article in others[: max(0, SAMPLE_ARTICLES - len(gold))]}
    return [article for article in articles if article["id"] in taken]


def _digest(row: Row) -> str:
    return hashlib.sha256(row["id"].encode()).hexdigest()


def converted(article: Row) -> Row:
    """Give an article of the data as articles are read."""
    known = {key: article[key] for key in ("id", "title", "text")}
    return known | {"source": article["publisher"], "published": article["date"]}


def opened(source: Path, count: int, folder: Path, built: Path | None) -> Retriever:
    """Open an index of the articles: the one that was built before, or a new one in a folder."""
    if built is None:
        for error in build([source], folder, Encoder.load()).skipped:
            print(f"skipped {error}", file=sys.stderr)
    retriever = Retriever.open(built or folder)
    if retriever.counts.articles != count:
        sys.exit(
            f"the index holds {retriever.counts.articles} articles, and {count} are asked about; leave --index out"
        )
    return retriever


def ask_dialogue(retriever: Retriever, turns: Sequence[Row]) -> list[Answer]:
    """Ask the turns of one dialogue in order, as a conversation."""
    conversation = Conversation(retriever)
    return [conversation.ask(turn["question"], HITS) for turn in turns]


# --- scoring --------------------------------------------------------------------------------------


def score(scorer: Path, scratch: Path, gold: Sequence[Row], answers: Sequence[Answer]) -> Row:
    """Have answers scored, and return the scorer's own result."""
    questions = write(scratch / "gold.jsonl", gold)
    flat = write(scratch / "answers.jsonl", map(flattened, answers))
    result = scratch / "scored.json"
    run([scorer, questions, flat, "--json", result])
    scored: Row = json.loads(result.read_text(encoding="utf-8"))
    return scored


def run(command: Sequence[Path | str], expected: Sequence[int] = (0,)) -> str:
    """Run a scorer, and return what it prints."""
    ran = subprocess.run(  # noqa: S603 (a scorer of the evaluation data)
        [sys.executable, *map(str, command)], capture_output=True, text=True, check=False
    )
    if ran.returncode not in expected:
        sys.exit(f"{command[0]} ends with status {ran.returncode}:\n{ran.stderr}")
    return ran.stdout


def flattened(answer: Answer) -> Row:
    """Give an answer as the scorer reads it."""
    return {
        "answered": answer.answered,
        "hits": [flat(hit) for hit in answer.hits],
        "nearest": [flat(hit) for hit in answer.nearest],
    }


def flat(hit: Hit) -> Row:
    """Give a hit as the scorer reads it."""
    return {"article_id": hit.article.id} | hit.model_dump(include={"start", "end", "speaker", "score"})


def question_figures(scored: Row) -> list[Figure]:
    """Figures of the ranking and of the speakers."""
    types, rows = scored["types"], scored["rows"]
    every = types["ALL answerable"]
    rivals = [row for row in rows if "rival-speaker" in row["subtype"].split(",")]
    return [
        Figure("all answerable, success@1, ranked", 100 * every["ranked"]["s@1"], 80),
        Figure("all answerable, success@3, ranked", 100 * every["ranked"]["s@3"], 92),
        Figure("all answerable, MRR@10, ranked", 100 * every["ranked"]["mrr"]),
        Figure("who said what, success@1", 100 * types["who-said-what"]["ranked"]["s@1"], 83),
        Figure("who said what, others on the same topic, success@1", percent(row["rk"] == 1 for row in rivals), 82),
        Figure("who said, success@1", 100 * types["who-said"]["ranked"]["s@1"], 80),
        Figure("factual, success@1", 100 * types["factual"]["ranked"]["s@1"], 80),
        Figure("with a date or a source, success@1", 100 * types["filtered"]["ranked"]["s@1"], 80),
        Figure("all answerable, success@1, as answered", 100 * every["as answered"]["s@1"]),
        Figure("all answerable, success@3, as answered", 100 * every["as answered"]["s@3"]),
        Figure("speaker right on right first hits", 100 * (every["spk@1|hit"] or 0), 95),
        Figure("speaker right on first hits", 100 * (every["spk@1"] or 0)),
    ]


def refusal_figures(scored: Row) -> list[Figure]:
    """Figures of what is answered, and of what is refused, by the kind of question that must be."""
    rows = scored["rows"]
    refused = [row for row in rows if not row["answerable"]]
    kinds = Counter(row["subtype"] for row in refused)
    return [
        Figure("answered, of the answerable", percent(row["answered"] for row in rows if row["answerable"]), 93),
        Figure("answered, of the unanswerable", percent(row["answered"] for row in refused), 10, at_most=True),
        *(
            Figure(
                f"answered, of the {kinds[kind]} {kind}",
                percent(row["answered"] for row in refused if row["subtype"] == kind),
            )
            for kind in kinds
        ),
    ]


def dialogue_figures(scored: Row) -> list[Figure]:
    """Figures of turns that need the ones before them."""
    types = scored["types"]
    figures = [
        Figure(f"{name} turns, success@{k}, ranked", 100 * types[key]["ranked"][f"s@{k}"], target if k == 1 else None)
        for name, key, target in (("first", "dialogue-first", None), ("follow-up", "dialogue-followup", 65))
        for k in (1, 3)
        if key in types
    ]
    refused = [row["answered"] for row in scored["rows"] if not row["answerable"]]
    return [*figures, Figure("turns that the articles do not answer, answered", percent(refused))]


def shown_figures(texts: dict[str, str], answers: Sequence[Answer], turns: Sequence[Answer]) -> list[Figure]:
    """Figures of the passages themselves: their length, and that each is a slice of its article."""
    lengths = [hit.end - hit.start for answer in answers for hit in (answer.hits or answer.nearest)[:SHOWN]]
    hits = [hit for answer in (*answers, *turns) for hit in (*answer.hits, *answer.nearest)]
    slices = [hit.text == texts[hit.article.id][hit.start : hit.end] for hit in hits]
    return [
        Figure("median length of the passages shown, characters", statistics.median(lengths), 350, at_most=True),
        Figure("95th percentile of it", statistics.quantiles(lengths, n=20)[-1]),
        Figure("passages that are no slice of their article", slices.count(False), 0, at_most=True),
    ]


def seed_figures(data: Data, scratch: Path) -> list[Figure]:
    """Figures of the questions about the shipped articles, as their own scorer prints them."""
    build([shipped_articles()], scratch / "shipped", Encoder.load())
    retriever = Retriever.open(scratch / "shipped")
    asked = [retriever.ask(row["question"]) for row in read(data.seed)]
    answers = scratch / "seed.jsonl"
    answers.write_text("".join(f"{answer.model_dump_json()}\n" for answer in asked), encoding="utf-8")
    printed = run([data.seed_scorer, data.seed, answers, "--articles", shipped_articles()], expected=(0, 1))
    counts = {name: (int(part), int(whole)) for name, part, whole in _COUNT.findall(printed.splitlines()[-1])}
    return [
        Figure(f"right first, of {counts['success@1'][1]}", counts["success@1"][0], 13),
        Figure(f"right speaker, of {counts['speaker'][1]}", counts["speaker"][0]),
        Figure(f"refused for the right reason, of {counts['reasons'][1]}", counts["reasons"][0], 5),
    ]


def percent(judgements: Iterable[bool]) -> float:
    """The share of what is true, in %; 0 of nothing."""
    listed = list(judgements)
    return 100 * sum(listed) / len(listed) if listed else 0.0


def wrong(rows: Sequence[Row], answers: Sequence[Answer]) -> Iterator[Row]:
    """What an error listing shows: questions wrongly answered, wrongly refused, or answered by other words."""
    for row, answer in zip(rows, answers, strict=True):
        faults = {
            "answered": not row["answerable"] and row["answered"],
            "refused": row["answerable"] and not row["answered"],
            "passage": row["answerable"] and row["rk"] != 1,
            "speaker": row["answerable"] and row["rk"] == 1 and row["spk"] is False,
        }
        if not any(faults.values()):
            continue
        ranked = answer.hits or answer.nearest
        yield (
            {key: row[key] for key in ("id", "type", "subtype", "question", "speaker")}
            | {"faults": [fault for fault, is_so in faults.items() if is_so], "right_at": row["rk"] or None}
            | {"reason": answer.reason, "interpretation": answer.interpretation.model_dump(mode="json")}
            | {"first": [{"speaker": hit.speaker, "score": hit.score, "text": hit.text} for hit in ranked[:SHOWN]]}
        )


if __name__ == "__main__":
    main()
