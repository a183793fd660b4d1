"""What the README shows is what the product does."""

import re
from pathlib import Path
from typing import Any

import pytest
from onrecord.bot.cli import run
from onrecord.index import Retriever

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
ANSWERS = re.findall(r"<!-- answer: (.+?) -->\n```text\n(.*?)```", README, re.DOTALL)


def test_the_readme_shows_answers():
    assert len(ANSWERS) == 2


@pytest.mark.parametrize(("question", "shown"), ANSWERS, ids=[question for question, _ in ANSWERS])
def test_an_answer_in_the_readme_is_printed_like_that(question, shown, shipped_index, capsys):
    run(["ask", question, "--index", str(shipped_index)])

    assert capsys.readouterr().out == shown


def test_the_python_example_in_the_readme_runs(shipped_index, monkeypatch, capsys):
    example, _ = re.findall(r"<!-- run -->\n```python\n(.*?)```", README, re.DOTALL)
    monkeypatch.setenv("ONRECORD_INDEX", str(shipped_index))

    exec(example, {})  # noqa: S102 (our own README)

    answer = Retriever.open(shipped_index).ask("What did Peskov say about the Kurds?", k=3)
    assert capsys.readouterr().out.startswith(f"Dmitry Peskov {answer.hits[0].text}")


def test_the_conversation_in_the_readme_goes_on_and_can_be_kept(shipped_index, monkeypatch, capsys):
    _, example = re.findall(r"<!-- run -->\n```python\n(.*?)```", README, re.DOTALL)
    monkeypatch.setenv("ONRECORD_INDEX", str(shipped_index))

    names: dict[str, Any] = {}
    exec(example, names)  # noqa: S102 (our own README)

    assert capsys.readouterr().out == "Turkey\n"
    assert names["later"].context == names["conversation"].context
