"""``onrecord eval``: what a file may hold, what is measured, and how two indexes are compared."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from onrecord.corpus import shipped_articles
from onrecord.index import Encoder, build
from onrecord.index.console_evaluation import render_comparison, render_evaluation
from onrecord.index.errors import ExpectationError
from onrecord.index.evaluation import ExpectedSpan, changes, evaluate, figures, read_expectations

from tests.answers import article, hit
from tests.test_console import shown

KURDS = "What did Peskov say about the Kurds?"
MILITIA = "they are fighting most effectively both in northern Iraq"
SHIPPED = Path(__file__).parent / "data" / "shipped_questions.jsonl"

# One question that is answered as expected, one whose expected words come second, one whose words never come, and three
# to be refused: one for the reason given, one for another reason, one without a reason.
QUESTIONS = [
    {"question": KURDS, "kind": "quote", "expect": [MILITIA, "the ephemeral Free Syrian Army"], "speaker": "Peskov"},
    {"question": KURDS, "kind": "later", "expect": ["Here, I have said\n everything I could"], "speaker": "Anna Brel"},
    {"question": KURDS, "kind": "quote", "expect": ["nobody said this"]},
    {"question": "What did Peskov say about Greenland?", "reason": "no-match"},
    {"question": "What did Anna Brel say about the Kurds?", "reason": "no-match"},
    {"question": "How do I bake sourdough bread?", "answerable": False},
]


@pytest.fixture
def ask_file(elsewhere):
    """Write questions into a file."""

    def write(questions=QUESTIONS):
        file = elsewhere / "questions.jsonl"
        file.write_text("\n".join(json.dumps(question) for question in questions), encoding="utf-8")
        return file

    return write


@pytest.fixture(scope="module")
def other_index(tmp_path_factory, tiny_encoder):
    """An index of the shipped articles by an encoder that knows little."""
    folder = tmp_path_factory.mktemp("other") / "index"
    build([shipped_articles()], folder, Encoder.load(str(tiny_encoder)))
    return folder


def evaluated(retriever, file, k=10):
    return evaluate(retriever, read_expectations(file), k)


# --- reading --------------------------------------------------------------------------------------

GOLD = {"article_id": "one", "start": 3, "end": 9}
FORMS = [
    ({"expect": ["a"]}, ("answerable", True, 1, None)),
    ({"expect": ["a", "b"], "kind": "quote", "speaker": None}, ("quote", True, 2, None)),
    ({"expect": [], "kind": "unanswerable", "reason": "no-match"}, ("unanswerable", False, 0, "no-match")),
    ({"reason": "unknown-speaker"}, ("unanswerable", False, 0, "unknown-speaker")),
    ({"answerable": False, "gold": [], "kind": "rain"}, ("rain", False, 0, None)),
    ({"gold": [GOLD], "answerable": True}, ("answerable", True, 1, None)),
    ({"type": "factual", "id": "x1", "gold": [GOLD | {"text": "words"}], "note": ""}, ("factual", True, 1, None)),
    ({"type": "unanswerable", "gold": [], "speaker": "Anna Brel"}, ("unanswerable", False, 0, None)),
]


@pytest.mark.parametrize(("expected", "read"), FORMS)
def test_each_way_to_say_what_is_expected_is_read(ask_file, expected, read):
    (one,) = read_expectations(ask_file([{"question": KURDS, **expected}]))
    assert (one.kind, one.answerable, one.wanted, one.reason) == read


def test_empty_lines_and_a_byte_order_mark_are_passed_over_and_lines_keep_their_numbers(elsewhere):
    first, second = '{"question": "a", "expect": ["b"]}', '{"question": "c", "reason": null, "expect": ["d"]}'
    (elsewhere / "q").write_text(f"{first}\r\n\n  \n{second}\n", encoding="utf-8-sig", newline="")
    assert [(one.line, one.question) for one in read_expectations(elsewhere / "q")] == [(1, "a"), (4, "c")]


def test_the_example_in_the_readme_is_a_file_of_questions(elsewhere):
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```json\n(.*?)```", readme, re.DOTALL)
    (elsewhere / "q").write_text(example, encoding="utf-8")
    assert [(one.kind, one.answerable) for one in read_expectations(elsewhere / "q")] == [
        ("answerable", True),
        ("facts", True),
        ("unanswerable", False),
    ]


BAD_LINES = [
    ("What did Peskov say?", 'wanted a JSON object with a "question"'),
    ("[" * 100_000, 'wanted a JSON object with a "question"'),
    ('{"turns": []}', 'wanted a JSON object with a "question"'),
    ('["question"]', 'wanted a JSON object with a "question"'),
    ('{"question": 7, "expect": ["a"]}', '"question": found 7; wanted text'),
    ('{"question": "a", "expect": "b"}', '"expect": found "b"; wanted a list of texts'),
    ('{"question": "a", "expect": [1]}', '"expect": found [1]; wanted a list of texts'),
    ('{"question": "a", "expect": ["b"], "kind": ["c"]}', '"kind": found ["c"]; wanted text'),
    ('{"question": "a", "expect": ["b"], "speaker": 5}', '"speaker": found 5; wanted a name or null'),
    (
        '{"question": "a", "reason": "because"}',
        '"reason": found "because"; wanted one of unknown-speaker, no-match, outside-dates, empty-index',
    ),
    (
        '{"question": "a", "gold": [{"article_id": "x", "start": 5, "end": 5}]}',
        '"gold": found [{"article_id": "x", "start": 5, "end": 5}]; wanted a list of'
        ' {"article_id": text, "start": number, "end": a larger number}',
    ),
    (
        '{"question": "a", "gold": 3}',
        '"gold": found 3; wanted a list of {"article_id": text, "start": number, "end": a larger number}',
    ),
    (
        '{"question": "a"}',
        'nothing is expected; wanted "expect" or "gold" with something in it, or "answerable": false where it must be'
        " refused",
    ),
    (
        '{"question": "a", "expect": [" "]}',
        'nothing is expected; wanted "expect" or "gold" with something in it, or "answerable": false where it must be'
        " refused",
    ),
    (
        '{"question": "a", "expect": ["b"], "reason": "no-match"}',
        "found both an answer and a refusal expected; wanted one of them",
    ),
    (
        '{"question": "a", "answerable": true, "kind": "unanswerable"}',
        "found both an answer and a refusal expected; wanted one of them",
    ),
]


@pytest.mark.parametrize(("line", "said"), BAD_LINES, ids=[line[:40] for line, _ in BAD_LINES])
def test_a_bad_line_is_named_with_what_was_found_and_wanted(onrecord, elsewhere, shipped_index, line, said):
    (elsewhere / "q").write_text('{"question": "a", "expect": ["b"]}\n' + line)
    assert onrecord("eval", "q", "--index", shipped_index).error == f"q:2: {said}"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", 'q: no questions; wanted one JSON object a line, with a "question"'),
        (b"\n \n", 'q: no questions; wanted one JSON object a line, with a "question"'),
        (b'{"question": "caf\xe9"}', "q: not UTF-8 at byte 17; save the file as UTF-8"),
        (None, "q: No such file or directory"),
        (b'{"question": "?!", "expect": ["b"]}', "q:1: the question has no words; ask something like"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_line(onrecord, elsewhere, shipped_index, data, said):
    if data is not None:
        (elsewhere / "q").write_bytes(data)
    assert onrecord("eval", "q", "--index", shipped_index).error.startswith(said)


def test_the_error_keeps_file_line_and_reason(elsewhere):
    (elsewhere / "q").write_text("{}")
    with pytest.raises(ExpectationError) as caught:
        read_expectations(elsewhere / "q")
    assert (caught.value.file, caught.value.line) == (elsewhere / "q", 1)
    assert str(caught.value) == f"{elsewhere / 'q'}:1: {caught.value.reason}"


@pytest.mark.parametrize("k", ["0", "101", "many"])
def test_places_are_a_number_that_can_be_shown(onrecord, ask_file, shipped_index, k):
    assert onrecord("eval", ask_file(), "--index", shipped_index, "-k", k).status == 2


def test_without_an_index_there_is_nothing_to_measure(onrecord, ask_file):
    assert onrecord("eval", ask_file()).error.startswith("there is no index in .onrecord; build one:")


# --- judging --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "id_", "right"),
    [
        (100, 200, "one", True),
        (0, 150, "one", True),
        (0, 149, "one", False),
        (150, 500, "one", True),
        (151, 500, "one", False),
        (200, 300, "one", False),
        (100, 200, "two", False),
    ],
)
def test_a_passage_is_right_when_it_holds_half_of_a_gold_span(start, end, id_, right):
    span = ExpectedSpan(article_id="one", start=100, end=200)
    assert span.covered_by(hit(text="x", start=start, end=end, article=article(id=id_))) is right


def test_each_question_is_judged_as_ranked_and_as_answered(shipped_retriever, ask_file):
    first, later, never, refused, other_reason, plain = evaluated(shipped_retriever, ask_file(), 5).questions

    assert (first.ranked.first_right, first.shown.first_right, first.speaker_right) == (1, 1, True)
    assert (later.ranked.first_right, later.speaker_right, later.answered) == (2, False, True)
    assert (later.ranked.reciprocal_rank, later.ranked.successes) == (0.5, {1: 0, 3: 1, 5: 1})
    assert (never.ranked.first_right, never.ranked.ndcg, never.speaker_right) == (None, 0, None)
    assert (refused.answered, refused.reason_right, refused.ranked, refused.speaker_right) == (False, True, None, None)
    assert (other_reason.answered, other_reason.reason, other_reason.reason_right) == (False, "unknown-speaker", False)
    assert (plain.answered, plain.reason_right) == (False, None)


def test_what_is_refused_and_ought_to_be_answered_counts_in_the_ranking_alone(shipped_retriever, ask_file):
    nearest = shipped_retriever.ask("What did Anna Brel say about the Kurds?").nearest[0].text
    asked = {"question": "What did Anna Brel say about the Kurds?", "expect": [nearest]}
    (outcome,) = evaluated(shipped_retriever, ask_file([asked])).questions
    assert (outcome.answered, outcome.ranked.first_right, outcome.shown.first_right) == (False, 1, None)


def test_figures_are_means_and_tell_where_there_are_none(shipped_retriever, ask_file):
    measured = evaluated(shipped_retriever, ask_file())
    overall = measured.overall
    assert (overall.answerable, overall.unanswerable) == (3, 3)
    assert overall.ranked.success == {1: pytest.approx(1 / 3), 3: pytest.approx(2 / 3), 10: pytest.approx(2 / 3)}
    assert overall.ranked.mrr == pytest.approx((1 + 1 / 2) / 3)
    assert (overall.speaker, overall.speaker_if_right) == (0.5, 1)
    assert (overall.coverage, overall.false_answers, overall.right_reasons) == (1, 0, 0.5)
    assert list(measured.kinds) == ["quote", "later", "unanswerable"]
    assert (measured.kinds["later"].false_answers, measured.kinds["unanswerable"].ranked) == (None, None)
    assert figures([]).model_dump(exclude={"answerable", "unanswerable"}) == dict.fromkeys(
        ("ranked", "shown", "speaker", "speaker_if_right", "coverage", "false_answers", "right_reasons")
    )


def test_a_speaker_is_right_by_any_name_that_the_index_knows_him_by(shipped_retriever, ask_file):
    names = {"Peskov": True, "Dmitri Peskov": True, "the press secretary": True, "Ivo Karlsen": False}
    asked = [{"question": KURDS, "expect": [MILITIA], "speaker": name} for name in names]
    outcomes = evaluated(shipped_retriever, ask_file(asked)).questions
    assert {name: outcome.speaker_right for name, outcome in zip(names, outcomes, strict=True)} == names


# --- the command ----------------------------------------------------------------------------------

TABLE = """\
6 questions: 3 to be answered, 3 to be refused; figures in %

As ranked: the hits, or what comes nearest where there are none
kind            questions  success@1  success@3  success@10  MRR@10  nDCG@10  speaker  if right
───────────────────────────────────────────────────────────────────────────────────────────────
quote                   2       50.0       50.0        50.0    50.0     50.0    100.0     100.0
later                   1        0.0      100.0       100.0    50.0     63.1      0.0         –
all                     3       33.3       66.7        66.7    50.0     54.4     50.0     100.0

As answered: a question that is refused counts as missed
kind            questions  success@1  success@3  success@10  MRR@10  nDCG@10  answered
──────────────────────────────────────────────────────────────────────────────────────
quote                   2       50.0       50.0        50.0    50.0     50.0     100.0
later                   1        0.0      100.0       100.0    50.0     63.1     100.0
all                     3       33.3       66.7        66.7    50.0     54.4     100.0

To be refused
kind            questions  answered  right reason
─────────────────────────────────────────────────
unanswerable            3       0.0          50.0
"""


def test_the_figures_are_a_table_for_a_person(onrecord, ask_file, shipped_index):
    ran = onrecord("eval", ask_file(), "--index", shipped_index)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == TABLE


@pytest.mark.parametrize(("k", "places"), [(1, ["1"]), (2, ["1", "2"]), (3, ["1", "3"]), (20, ["1", "3", "20"])])
def test_success_is_measured_at_one_three_and_as_many_places_as_asked_for(onrecord, ask_file, shipped_index, k, places):
    ran = onrecord("eval", ask_file(), "--index", shipped_index, "-k", k, "--json")
    assert list(json.loads(ran.out)["overall"]["ranked"]["success"]) == places


def test_json_is_one_object_in_a_fixed_form(onrecord, ask_file, shipped_index):
    ran = onrecord("eval", ask_file(), "--index", shipped_index, "--json")
    assert (ran.status, ran.err, ran.out.count("\n")) == (0, "", 1)
    found = json.loads(ran.out)
    figures = (
        "answerable unanswerable ranked shown speaker speaker_if_right coverage false_answers right_reasons".split()
    )
    assert list(found) == ["index", "k", "overall", "kinds", "questions"]
    assert [list(found["overall"]), *map(list, found["kinds"].values())] == [figures] * 4
    assert list(found["overall"]["ranked"]) == ["success", "mrr", "ndcg"]
    assert [list(question) for question in found["questions"]] == [
        "line question kind answerable answered reason reason_right ranked shown speaker speaker_right first".split()
    ] * 6
    assert list(found["questions"][0]["ranked"]) == ["first_right", "successes", "reciprocal_rank", "ndcg"]


def test_the_questions_about_the_shipped_articles_come_out_as_the_tests_hold_them(onrecord, shipped_index):
    found = json.loads(onrecord("eval", SHIPPED, "--index", shipped_index, "--json").out)["overall"]
    assert (found["false_answers"], found["right_reasons"], found["speaker_if_right"]) == (0, 1, 1)
    assert found["ranked"]["success"]["1"] > 0.95


def test_two_indexes_stand_side_by_side_with_their_difference_and_what_changed(
    onrecord, ask_file, shipped_index, other_index
):
    text = onrecord("eval", ask_file(), "--index", shipped_index, "--compare", other_index)
    found = json.loads(onrecord("eval", ask_file(), "--index", shipped_index, "--compare", other_index, "--json").out)

    assert (text.status, text.err) == (0, "")
    assert list(found) == ["one", "other", "changed"]
    assert found["one"]["index"]["encoder"] == "all-MiniLM-L6-v2" != found["other"]["index"]["encoder"]
    mine, theirs = (100 * found[name]["overall"]["ranked"]["success"]["1"] for name in ("one", "other"))
    (line,) = [
        line for line in text.out.splitlines() if line.startswith("success@1 as ranked  ") and "index" not in line
    ]
    assert line.split()[-3:] == [f"{mine:.1f}", f"{theirs:.1f}", f"{theirs - mine:+.1f}"]
    for change in found["changed"]:
        assert f"   {change['question']} (line {change['line']})\n" in text.out


def test_an_index_compared_with_itself_shows_no_difference(onrecord, ask_file, shipped_index):
    ran = onrecord("eval", ask_file(), "--index", shipped_index, "--compare", shipped_index)
    rows = [line.split()[-3:] for line in ran.out.splitlines() if line.split()[-1:] and line.split()[-1][0] in "+-"]
    assert rows
    assert {(one == other, difference) for one, other, difference in rows} == {(True, "+0.0")}
    assert ran.out.endswith("first passage right in the other alone: 0\n\nfirst passage right in this index alone: 0\n")


def test_an_index_to_compare_with_that_is_not_there_is_one_line(onrecord, ask_file, shipped_index):
    ran = onrecord("eval", ask_file(), "--index", shipped_index, "--compare", "none")
    assert ran.error == "there is no index in none; build one: onrecord build --index none"


def test_changes_are_the_questions_whose_first_passage_became_right_or_wrong(shipped_retriever, ask_file):
    right = {"question": KURDS, "expect": [MILITIA]}
    wrong = {"question": KURDS, "expect": ["Here, I have said everything I could"]}
    before = evaluated(shipped_retriever, ask_file([right, wrong, right]))
    after = evaluated(shipped_retriever, ask_file([wrong, right, right]))
    assert [(change.line, change.now_right) for change in changes(before, after)] == [(1, False), (2, True)]
    printed = shown(render_comparison(before, after, changes(before, after)))
    assert f"first passage right in the other alone: 1\n   {KURDS} (line 2)\n" in printed
    assert f"first passage right in this index alone: 1\n   {KURDS} (line 1)\n" in printed


def test_a_kind_of_ones_own_called_all_stands_beside_the_sum_of_all(shipped_retriever, ask_file):
    asked = [{"question": KURDS, "kind": kind, "expect": [MILITIA]} for kind in ("all", "other")]
    printed = shown(render_evaluation(evaluated(shipped_retriever, ask_file(asked))))
    assert [line.split()[:2] for line in printed.splitlines() if line.startswith("all ")] == [
        ["all", "1"],
        ["all", "2"],
    ] * 2


def test_nothing_in_a_file_of_questions_commands_the_terminal(shipped_retriever, ask_file):
    hostile = "\x1b[2J\u202eKurds\n"
    asked = [{"question": f"{KURDS} {hostile}", "kind": kind, "expect": [MILITIA]} for kind in (hostile, "x" * 5_000)]
    measured = evaluated(shipped_retriever, ask_file(asked))
    wrong = evaluated(shipped_retriever, ask_file([question | {"expect": ["no"]} for question in asked]))
    for printed in (
        shown(render_evaluation(measured)),
        shown(render_comparison(measured, wrong, changes(measured, wrong))),
    ):
        assert not set(printed) & {"\x1b", "\u202e"}
        assert "Kurds" in printed
        assert len(printed) < 5_000
