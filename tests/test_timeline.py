"""``onrecord timeline`` and ``onrecord compare``: a speaker over time, and speakers beside one another."""

from __future__ import annotations

import datetime
import json

import pytest
from onrecord.index import Encoder, QuestionError, Retriever, build
from onrecord.index.console_timeline import render_comparison

from tests.test_console import shown

ARTICLES = [
    {
        "id": "may",
        "title": "The harbour in May",
        "source": "The Orvik Gazette",
        "published": "2024-05-02",
        "text": "“The harbour will be dredged in autumn,” Anna Brel said.\n\n"
        "“Taxes on fish will not rise,” Anna Brel said.",
    },
    {
        "id": "march",
        "title": "The harbour in March",
        "source": "The Day",
        "published": "2024-03-05",
        "text": "“The harbour is too shallow for the ferry,” said Anna Brel.\n\n"
        "“The harbour is deep enough for every ferry that we have,” said Paul Reid.",
    },
    {"id": "undated", "title": "A letter", "text": "“The harbour belongs to everybody,” Anna Brel said."},
]


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("timeline")
    lines = "\n".join(json.dumps(article) for article in ARTICLES)
    (folder / "articles.jsonl").write_text(lines, encoding="utf-8")
    build([folder / "articles.jsonl"], folder / "index", Encoder.load())
    return folder / "index"


@pytest.fixture(scope="module")
def retriever(index):
    return Retriever.open(index)


def articles_of(timeline):
    return [statement.article.id for statement in timeline.statements]


def test_a_timeline_is_in_order_of_date_and_what_has_no_date_comes_last(retriever):
    found = retriever.timeline("Brel")
    assert (found.speaker, found.total, found.reason) == ("Anna Brel", 4, None)
    assert articles_of(found) == ["march", "may", "may", "undated"]
    starts = [statement.start for statement in found.statements if statement.article.id == "may"]
    assert starts == sorted(starts)
    assert {statement.speaker for statement in found.statements} == {"Anna Brel"}


def test_with_a_topic_only_what_answers_is_left(retriever):
    found = retriever.timeline("Brel", "the harbour")
    assert (found.topic, found.reason) == ("the harbour", None)
    assert articles_of(found) == ["march", "may", "undated"]
    assert all("harbour" in statement.text for statement in found.statements)
    nothing = retriever.timeline("Brel", "volcanoes in Iceland")
    assert (nothing.statements, nothing.reason) == ((), "no-match")


@pytest.mark.parametrize("topic", [None, "the harbour"])
@pytest.mark.parametrize(
    ("filters", "articles"),
    [
        ({"since": datetime.date(2024, 4, 1)}, {"may"}),
        ({"until": datetime.date(2024, 4, 1)}, {"march"}),
        ({"source": "gazette"}, {"may"}),
    ],
)
def test_filters_narrow_a_timeline_with_a_topic_and_without(retriever, topic, filters, articles):
    assert set(articles_of(retriever.timeline("Brel", topic, **filters))) == articles


def test_a_limit_leaves_the_first_and_tells_how_many_there_are(retriever):
    found = retriever.timeline("Brel", limit=2)
    assert (articles_of(found), found.total) == (["march", "may"], 4)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("Greta Holm",), "unknown-speaker"),
        (("Greta Holm", "the harbour"), "unknown-speaker"),
        (("Brel", None, {"since": datetime.date(2030, 1, 1)}), "outside-dates"),
        (("Brel", None, {"source": "nowhere"}), "no-match"),
    ],
)
def test_an_empty_timeline_says_why(retriever, arguments, reason):
    speaker, topic, filters = (*arguments, None, None)[:3]
    found = retriever.timeline(speaker, topic, **(filters or {}))
    assert (found.statements, found.total, found.reason) == ((), 0, reason)


def test_an_index_of_nothing_has_no_timeline(elsewhere):
    (elsewhere / "none").mkdir()
    build([elsewhere / "none"], elsewhere / "i", Encoder.load())
    empty = Retriever.open(elsewhere / "i")
    assert empty.timeline("Brel").reason == "empty-index"
    assert empty.verify_quote("a bridge too far").verdict == "not-found"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda r: r.timeline(" "), "the speaker is empty"),
        (lambda r: r.timeline("Brel", "?!"), "the topic has no words"),
        (lambda r: r.timeline("Brel", "x" * 100_000), "characters; at most"),
        (lambda r: r.timeline("Brel", limit=0), "0 passages were asked for"),
        (lambda r: r.timeline("Brel", source=" "), "the source is empty"),
        (
            lambda r: r.timeline("Brel", since=datetime.date(2024, 2, 2), until=datetime.date(2024, 1, 1)),
            "the period from 2024-02-02 to 2024-01-01 is empty",
        ),
        (lambda r: r.compare(["Brel"], "the harbour"), "1 speaker was given; from 2 to 6 can be compared"),
        (lambda r: r.compare(list("abcdefg"), "the harbour"), "7 speakers were given; from 2 to 6"),
        (lambda r: r.compare(["Brel", "Anna Brel"], "the harbour"), "“Brel” and “Anna Brel” are one speaker"),
        (lambda r: r.compare(["Brel", " "], "the harbour"), "a speaker is empty"),
        (lambda r: r.compare(["Brel", "Reid"], " "), "the topic has no words"),
        (lambda r: r.compare(["Brel", "Reid"], "rain", 0), "0 hits were asked for"),
    ],
)
def test_what_cannot_be_followed_is_refused(retriever, wrong, said):
    with pytest.raises(QuestionError, match=said.replace("?", r"\?")):
        wrong(retriever)


def test_speakers_are_compared_in_the_order_asked_for_and_who_said_nothing_has_a_reason(retriever):
    found = retriever.compare(["Reid", "Brel", "Greta Holm"], "the harbour")
    assert [side.asked for side in found.sides] == ["Reid", "Brel", "Greta Holm"]
    reid, brel, holm = (side.answer for side in found.sides)
    assert [hit.article.id for hit in reid.hits] == ["march"]
    assert {hit.speaker for hit in brel.hits} == {"Anna Brel"}
    assert (holm.hits, holm.reason) == ((), "unknown-speaker")


def test_a_timeline_is_printed_under_its_days(onrecord, index):
    ran = onrecord("timeline", "Brel", "--index", index)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == (
        "5 March 2024\n"
        "   “The harbour is too shallow for the ferry,” said Anna Brel.\n"
        "   — Anna Brel\n"
        "   The harbour in March\n"
        "   The Day, 5 March 2024\n"
        "\n"
        "2 May 2024\n"
        "   “The harbour will be dredged in autumn,” Anna Brel said.\n"
        "   — Anna Brel\n"
        "   The harbour in May\n"
        "   The Orvik Gazette, 2 May 2024\n"
        "\n"
        "   “Taxes on fish will not rise,” Anna Brel said.\n"
        "   — Anna Brel\n"
        "   The harbour in May\n"
        "   The Orvik Gazette, 2 May 2024\n"
        "\n"
        "Date unknown\n"
        "   “The harbour belongs to everybody,” Anna Brel said.\n"
        "   — Anna Brel\n"
        "   A letter\n"
        "   source unknown, date unknown\n"
    )


def test_a_person_is_told_of_the_rest_and_a_program_gets_one_object(onrecord, index):
    ran = onrecord("timeline", "Brel", "-n", "1", "--index", index)
    assert ran.err == "onrecord: 1 of 4 passages shown; all of them: -n 4\n"
    ran = onrecord("timeline", "Brel", "harbour", "--json", "--index", index)
    found = json.loads(ran.out)
    assert list(found) == "speaker topic source since until reason statements total suggestions index".split()
    assert list(found["statements"][0]) == "text start end speaker quotes article passage_id".split()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("Greta Holm",),
            "Nobody known as “Greta Holm” is quoted in these articles; quoted here: Anna Brel, Paul Reid.",
        ),
        (("Brel", "volcanoes in Iceland"), "Nothing by Anna Brel on “volcanoes in Iceland” in these articles."),
        (
            ("Brel", "--since", "2030-01-01"),
            "Nothing by Anna Brel within those dates; outside of them there is something.",
        ),
    ],
)
def test_a_command_that_shows_nothing_says_why(onrecord, index, arguments, said):
    assert onrecord("timeline", *arguments, "--index", index) == (1, f"{said}\n", "")


def test_a_comparison_is_printed_side_by_side(onrecord, index):
    ran = onrecord("compare", "Reid", "Brel", "Holm", "--topic", "the harbour", "-k", "1", "--index", index)
    assert (ran.status, ran.err) == (0, "")
    first, *rest = ran.out.splitlines()
    assert first.split() == ["Paul", "Reid", "Anna", "Brel", "Holm"]
    assert "Nobody known as “Holm” is" in rest[0]
    assert all(line == line.rstrip() and len(line) <= 100 for line in (first, *rest))


@pytest.mark.parametrize("width", [10, 30, 63, 100])
def test_speakers_who_do_not_fit_beside_one_another_stand_below(retriever, width):
    printed = shown(render_comparison(retriever.compare(["Reid", "Brel"], "the harbour")), width)
    beside = any("Paul Reid" in line and "Anna Brel" in line for line in printed.splitlines()[:1])
    assert beside == (width >= 62)
    assert all(len(line) <= width for line in printed.splitlines())


def test_a_comparison_in_json_is_one_object_and_nothing_from_anybody_is_status_1(onrecord, index):
    ran = onrecord("compare", "Reid", "Brel", "--topic", "volcanoes in Iceland", "--json", "--index", index)
    found = json.loads(ran.out)
    assert (ran.status, list(found)) == (1, ["topic", "sides", "index"])
    assert [(side["asked"], side["answer"]["reason"]) for side in found["sides"]] == [
        ("Reid", "no-match"),
        ("Brel", "no-match"),
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("timeline", "Brel", "--since", "soon"), "--since: found 'soon'; wanted a date such as 2015-11-28"),
        (("compare", "Reid", "--topic", "rain"), "1 speaker was given; from 2 to 6 can be compared"),
        (("compare", "Reid", "Brel"), "Missing option '--topic' (see: onrecord compare --help)"),
    ],
)
def test_bad_input_is_one_line(onrecord, index, arguments, said):
    assert onrecord(*arguments, "--index", index).error == said
