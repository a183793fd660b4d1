"""The figures on the evaluation data, held where that data lies beside the repository.

A floor falls only when somebody decides so, and says why in the changelog; a change that would break it is mended.
Whoever makes a figure better raises its floor. Times are printed by ``benchmarks/quotes.py`` and asserted nowhere.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from onrecord.corpus import shipped_articles

ROOT = Path(__file__).parents[1]
EVALUATION = ROOT.parent / "shared" / "eval"

pytestmark = pytest.mark.skipif(not EVALUATION.is_dir(), reason="no evaluation data in ../shared/eval")

# In %, by the names that benchmarks/quotes.py gives its figures; what is to be reached stands there.
FLOORS = {
    "core: span overlap F1": 96.5,
    "core: span exact F1": 95.5,
    "core: speaker accuracy": 95.2,
    "core: names": 97.2,
    "core: pronoun to person": 93.0,
    "core: end to end F1": 92.2,
    "core: speaker right where confidence is high": 99.0,
    "core: share with high confidence": 60.0,
    "direct: span exact F1": 95.6,
    "direct: speaker right where confidence is high": 98.0,
    "quoted: span overlap F1": 92.9,
    "quoted: speaker right where confidence is high": 97.5,
    "all: span overlap F1": 54.2,
    "all: speaker right where confidence is high": 98.0,
    "gum: span recall": 97.5,
    "gum: speaker accuracy": 86.0,
}


def benchmark(*options: str) -> subprocess.CompletedProcess[str]:
    """Run the benchmark, which imports a scorer from elsewhere, in a process of its own."""
    command = [sys.executable, str(ROOT / "benchmarks" / "quotes.py"), str(EVALUATION), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def measured():
    """What the benchmark measures, without times."""
    ran = benchmark("--json", "--no-times")
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("figure", FLOORS)
def test_a_figure_does_not_fall_below_its_floor(figure, measured):
    assert measured["figures"][figure] >= FLOORS[figure]


@pytest.mark.slow
def test_every_figure_that_has_something_to_reach_has_a_floor(measured):
    assert measured["targets"].keys() <= FLOORS.keys()
    assert {figure: FLOORS[figure] for figure, target in measured["targets"].items() if FLOORS[figure] < target} == {}


def test_no_error_listing_is_written_into_the_repository():
    errors = ROOT / "errors.jsonl"

    ran = benchmark("--errors", str(errors))

    assert (ran.returncode, errors.exists()) == (2, False)
    assert "lies in the repository" in ran.stderr


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
