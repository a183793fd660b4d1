"""The main job's figures on the evaluation questions, held where the evaluation data lies beside the repository."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from onrecord.corpus import shipped_articles

EVALUATION = Path(__file__).parents[2] / "shared" / "eval"

pytestmark = pytest.mark.skipif(not EVALUATION.is_dir(), reason="no evaluation data beside the repository")


def test_the_questions_about_the_shipped_articles_are_answered_as_wanted(shipped_retriever, tmp_path):
    questions = EVALUATION / "seed_questions.jsonl"
    asked = [json.loads(line)["question"] for line in questions.read_text(encoding="utf-8").splitlines()]
    answers = tmp_path / "answers.jsonl"
    answers.write_text("".join(f"{shipped_retriever.ask(question).model_dump_json()}\n" for question in asked))

    scored = subprocess.run(
        [sys.executable, EVALUATION / "score_seed.py", questions, answers, "--articles", shipped_articles()],
        capture_output=True,
        text=True,
        check=False,
    )

    # The scorer's exit status is its verdict: all but one first, every speaker, every abstention, no foreign character.
    assert scored.returncode == 0, scored.stdout
    assert "characters not in an article 0" in scored.stdout
