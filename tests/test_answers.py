"""The main job: the right passage by the right speaker first, or an abstention for the right reason."""

import json
from pathlib import Path

import pytest

QUESTIONS = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "shipped_questions.jsonl").read_text(encoding="utf-8").splitlines()
]
ANSWERABLE = [question for question in QUESTIONS if "expect" in question]
UNANSWERABLE = [question for question in QUESTIONS if "reason" in question]
# No words in common with the passage but "terrorists", which others have too.
MISSED = {"What does the Kremlin think about the territory held by terrorists?"}


def folded(text):
    return " ".join(text.split())


def rows():
    """The answerable questions, those known to be missed marked so that mending one is noticed."""
    for question in ANSWERABLE:
        missed = question["question"] in MISSED
        marks = [pytest.mark.xfail(strict=True, reason="known miss")] if missed else []
        yield pytest.param(question, marks=marks, id=question["question"])


@pytest.mark.parametrize("question", list(rows()))
def test_the_right_passage_comes_first(question, shipped_retriever):
    answer = shipped_retriever.ask(question["question"])

    assert answer.answered
    assert any(folded(words) in folded(answer.hits[0].text) for words in question["expect"])
    assert "speaker" not in question or answer.hits[0].speaker == question["speaker"]


@pytest.mark.parametrize("question", UNANSWERABLE, ids=lambda question: question["question"])
def test_what_the_articles_do_not_say_is_not_answered(question, shipped_retriever):
    answer = shipped_retriever.ask(question["question"])

    assert (answer.answered, answer.reason, answer.hits) == (False, question["reason"], ())
    assert answer.nearest
