"""How ranking and refusing do on other news: python -m benchmarks.news [DIR] [--keep FOLDER].

DIR is a folder of evaluation data (default: shared/eval beside the repository), whose folder news/ holds sets of
articles with questions that hardly ever name a speaker, and their scorer: a news quiz over pages of many outlets, and
questions on paragraphs of an encyclopaedia. No constant of the product was chosen on them. Figures of a set are those
of the scorer, for hits as they are shown, and in %, how many questions are answered. --keep builds the indices in a
folder and leaves them there, or takes those that are there already; embedding them takes half an hour on two slow
cores.
"""

import argparse
import datetime
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from onrecord.index import Answer, Encoder, Retriever, build

from benchmarks.answers import EVALUATION, HITS, Row, read, run, write

SETS = ("realtimeqa", "xquad")
FIGURES = ("Hits@1", "Hits@4", "Hits@10", "MRR@10", "ArtHit@1", "ArtHit@10", "AUROC", "Refuse@95")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("folder", metavar="DIR", type=Path, nargs="?", default=EVALUATION, help="evaluation data")
    parser.add_argument("--keep", metavar="FOLDER", type=Path, help="leave the indices here, or take those left here")
    given = parser.parse_args()
    news = given.folder / "news"
    if not news.is_dir():
        parser.error(f"no evaluation data in {given.folder}: the folder news is missing; name the one that holds it")
    print(f"{'':<12}{'questions':>10}" + "".join(f"{name:>11}" for name in (*FIGURES, "answered", "... wrongly")))
    with tempfile.TemporaryDirectory() as scratch:
        for name in SETS:
            measure(news, name, given.keep or Path(scratch), Path(scratch))


def measure(news: Path, name: str, kept: Path, scratch: Path) -> None:
    """Ask the questions of one set, have the answers scored, and print a line."""
    questions = read(news / name / "questions.jsonl")
    retriever = opened(news / name / "articles.jsonl", kept / name, scratch)
    answers = [retriever.ask(question["question"], HITS, today=asked_on(question)) for question in questions]
    rows = write(scratch / f"{name}.jsonl", map(flattened, questions, answers))
    result = scratch / "scored.json"
    run([news / "eval_retrieval.py", news / name / "questions.jsonl", rows, "--json", result])
    scored = json.loads(result.read_text(encoding="utf-8"))[name]
    cells = [f"{scored[figure]:11.3f}" if figure in scored else f"{'-':>11}" for figure in FIGURES]
    cells += [share(questions, answers, answerable=True), share(questions, answers, answerable=False)]
    print(f"{name:<12}{len(questions):>10,}" + "".join(cells))


def opened(articles: Path, index: Path, scratch: Path) -> Retriever:
    """Open the index of a set, which is built where it is missing."""
    if not index.exists():
        source = write(scratch / "articles.jsonl", map(converted, read(articles)))
        for error in build([source], index, Encoder.load()).skipped:
            print(f"skipped {error}", file=sys.stderr)
    return Retriever.open(index)


def converted(article: Row) -> Row:
    """Give an article of the data as articles are read."""
    known = ("id", "title", "author", "source", "url", "text")
    return {key: article[key] for key in known if article[key]} | {"published": article["date"]}


def asked_on(question: Row) -> datetime.date | None:
    """The day of a question, which "this week" is reckoned from."""
    return datetime.date.fromisoformat(question["date"]) if question.get("date") else None


def flattened(question: Row, answer: Answer) -> Row:
    """Give an answer as the scorer reads it; the evidence of the first hit decides whether it is one."""
    hits = answer.hits or answer.nearest
    ranked = [{"article_id": hit.article.id, "text": hit.text, "score": hit.score} for hit in hits]
    why = hits[0].why if hits else None
    return {"id": question["id"], "ranked": ranked, "top_score": why.evidence if why else 0.0}


def share(questions: Sequence[Row], answers: Sequence[Answer], *, answerable: bool) -> str:
    """How many of the answerable questions are answered, or of the others, in %."""
    asked = zip(questions, answers, strict=True)
    told = [answer.answered for question, answer in asked if bool(question["evidence"]) is answerable]
    return f"{100 * sum(told) / len(told):11.1f}" if told else f"{'-':>11}"


if __name__ == "__main__":
    main()
