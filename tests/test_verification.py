"""``onrecord verify-quote``: exact, altered, somebody else's, in no quote, not there; from Python and as a command."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from onrecord.index import Encoder, QuestionError, Retriever, build
from onrecord.index.verification import MAX_WORDING_LENGTH

ARTICLES = [
    {
        "id": "bridge",
        "title": "A new bridge",
        "source": "The Orvik Gazette",
        "published": "2024-03-05",
        "text": "The council met for six hours on the old harbour wall.\n\n"
        "“We will not sell the harbour to anybody from abroad,” Anna Brel, the mayor, said. “The town [of Orvik] needs"
        " its 1,000 berths.”\n\n"
        "“The ferry,” Paul Reid said, “has never been late because of snow.”",
    },
    {
        "id": "again",
        "title": "The mayor again",
        "source": "The Day",
        "published": "2024-02-01",
        "text": "“We will not sell the harbour to anybody from abroad,” Anna Brel said on Monday.",
    },
    {"id": "taxes", "text": "Ivo Karlsen said the taxes were far too high for fishermen."},
    {"id": "lamp", "text": "The night was dark.\n\n“Somebody must have seen the blue lamp in the tower that night.”"},
]


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("verification")
    lines = "\n".join(json.dumps(article) for article in ARTICLES)
    (folder / "articles.jsonl").write_text(lines, encoding="utf-8")
    build([folder / "articles.jsonl"], folder / "index", Encoder.load())
    return folder / "index"


@pytest.fixture(scope="module")
def retriever(index):
    return Retriever.open(index)


VERDICTS = [
    ("We will not sell the harbour to anybody from abroad", None, "exact", "Anna Brel"),
    ("WE WILL NOT SELL the harbour, to anybody from abroad...", "Brel", "exact", "Anna Brel"),
    ("sell the harbour to anybody", None, "altered", "Anna Brel"),
    ("the harbour to anybody", None, "exact", "Anna Brel"),
    ("We will not sell ... to anybody", None, "exact", "Anna Brel"),
    ("We will sell the harbour to anybody from abroad", None, "altered", "Anna Brel"),
    ("We will ... sell the harbour to anybody", None, "altered", "Anna Brel"),
    ("We [...] sell the harbour to anybody from abroad", None, "altered", "Anna Brel"),
    ("The town needs its 1000 berths", "Anna Brel", "exact", "Anna Brel"),
    ("The ferry has never been late because of snow", None, "exact", "Paul Reid"),
    ("“The ferry,” Paul Reid said, “has never been late because of snow.”", None, "exact", "Paul Reid"),
    ("The ferry has been late because of snow", None, "altered", "Paul Reid"),
    ("The ferry has never been late because of snow", "Anna Brel", "other-speaker", "Paul Reid"),
    ("The ferry has ever been late because of snow", "Anna Brel", "other-speaker", "Paul Reid"),
    ("Somebody must have seen the blue lamp in the tower that night", None, "exact", None),
    ("Somebody must have seen the blue lamp in the tower that night", "Anna Brel", "speaker-unclear", None),
    ("The council met for six hours on the old harbour wall", None, "not-quoted", None),
    ("the taxes were far too high for fishermen", "Karlsen", "not-quoted", None),
    ("Nothing of this kind stands anywhere in those papers", None, "not-found", None),
    ("harbour ferry tower lamp snow abroad", None, "not-found", None),
    ("The weather has never been fine because of rain", None, "not-found", None),
]


@pytest.mark.parametrize(("words", "speaker", "verdict", "by"), VERDICTS)
def test_a_verdict_is_given_with_whom_it_rests_on(retriever, words, speaker, verdict, by):
    verified = retriever.verify_quote(words, speaker)
    assert verified.verdict == verdict
    assert [match.speaker for match in verified.matches[:1]] == ([by] if verdict != "not-found" else [])


def test_words_that_differ_are_told_on_both_sides(retriever):
    verified = retriever.verify_quote("We will surely not buy the harbour to anybody from abroad")
    pairs = [(d.given and d.given.text, d.actual and d.actual.text) for d in verified.matches[0].differences]
    assert pairs == [("surely", None), ("buy", "sell")]
    (left_out,) = retriever.verify_quote("We will sell the harbour to anybody").matches[0].differences
    assert (left_out.given, left_out.actual.text) == (None, "not")


def test_words_in_several_articles_are_listed_earliest_first_and_an_excerpt_says_so(retriever):
    verified = retriever.verify_quote("We will not sell the harbour to anybody from abroad")
    assert [match.article.id for match in verified.matches] == ["again", "bridge"]
    assert [match.excerpt for match in verified.matches] == [False, True]
    assert retriever.verify_quote("the harbour to anybody").matches[0].excerpt


def test_somebody_unknown_is_said_to_be_and_the_words_are_somebody_elses(retriever):
    verified = retriever.verify_quote("The town needs its 1,000 berths", "Ana Brell")
    assert (verified.verdict, verified.suggestions) == ("other-speaker", ("Anna Brel",))
    verified = retriever.verify_quote("The town needs its 1,000 berths", "Marta Lindqvist")
    assert (verified.verdict, verified.speaker) == ("other-speaker", "Marta Lindqvist")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.one_of(st.text(min_size=1, max_size=200), st.lists(st.sampled_from(VERDICTS)).map(str)))
def test_whatever_is_claimed_gets_a_verdict_of_slices_or_one_clear_error(retriever, words):
    texts = {article["id"]: article["text"] for article in ARTICLES}
    try:
        verified = retriever.verify_quote(words)
    except QuestionError:
        return  # the only error, and what it says is tested below
    for match in verified.matches:
        text = texts[match.article.id]
        actual = [difference.actual for difference in match.differences if difference.actual is not None]
        for span in (match, match.passage, *actual):
            assert text[span.start : span.end] == span.text
        for difference in match.differences:
            given_ = difference.given
            assert given_ is None or verified.words[given_.start : given_.end] == given_.text
    assert verified.verdict != "exact" or not verified.matches[0].differences


@pytest.mark.parametrize(
    ("words", "speaker", "said"),
    [
        ("", None, "the quote has no words"),
        ("?! ...", None, "the quote has no words"),
        ("a " * MAX_WORDING_LENGTH, None, "the quote has 8000 characters; at most 4000 are verified"),
        ("a bridge", " ", "the speaker is empty"),
    ],
)
def test_what_cannot_be_verified_is_refused_in_one_line(onrecord, index, words, speaker, said):
    extra = () if speaker is None else ("--speaker", speaker)
    assert onrecord("verify-quote", words, "--index", index, *extra).error.startswith(said)


def test_an_altered_quote_is_printed_with_its_passage_evidence_and_differences(onrecord, index):
    ran = onrecord("verify-quote", "The old ferry has been late because of snow", "--index", index)
    assert ran == (
        1,
        "Altered: Paul Reid said almost these words.\n"
        "   “The ferry,” Paul Reid said, “has never been late because of snow.”\n"
        "   — Paul Reid\n"
        "   named, high confidence: Paul Reid … said\n"
        "   A new bridge\n"
        "   The Orvik Gazette, 5 March 2024\n"
        "\n"
        "   2 differences\n"
        "      added: “old”\n"
        "      left out: “never”\n",
        "",
    )


def test_an_exact_quote_is_printed_with_where_else_it_stands(onrecord, index):
    ran = onrecord("verify-quote", "We will not sell the harbour to anybody from abroad", "--index", index)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("Exact: Anna Brel said these words.\n   “We will not sell")
    assert ran.out.endswith("\nAlso in:\n   Anna Brel: A new bridge\n   The Orvik Gazette, 5 March 2024\n")


@pytest.mark.parametrize(
    ("words", "speaker", "said"),
    [
        ("\x1b[31mnothing that anybody said at all", None, "Not found: nobody says these words"),
        ("The ferry has never been late", "Brel", "Said by somebody else: Paul Reid said these words; in these"),
        ("The ferry has never been late", "Greta", "Said by somebody else: Paul Reid said these words; in these"),
        ("The council met for six hours", None, "Not a quote: These words stand in the article, outside any"),
        ("seen the blue lamp in the tower", "Brel", "Speaker unclear: these words are quoted"),
        ("seen the blue lamp", None, "Exact: Somebody whom the article does not clearly name said these words, as a"),
    ],
)
def test_each_verdict_is_said_in_words(onrecord, index, words, speaker, said):
    extra = () if speaker is None else ("--speaker", speaker)
    ran = onrecord("verify-quote", words, "--index", index, *extra)
    assert ran.out.startswith(said)
    assert "\x1b" not in ran.out
    assert ran.status == (0 if said.startswith("Exact") else 1)


def test_json_is_one_object_in_a_fixed_form(onrecord, index):
    ran = onrecord("verify-quote", "We will sell the harbour to anybody", "--json", "--index", index)
    assert (ran.status, ran.err) == (1, "")
    verified = json.loads(ran.out)
    assert list(verified) == ["words", "speaker", "verdict", "matches", "suggestions", "index", "took_ms"]
    assert list(verified["matches"][0]) == [
        *["text", "start", "end", "speaker", "quotes", "excerpt", "agreement", "differences", "passage", "passage_id"],
        "article",
    ]
    not_at = ARTICLES[1]["text"].index("not")
    left_out = {"text": "not", "start": not_at, "end": not_at + 3}
    assert verified["matches"][0]["differences"] == [{"given": None, "actual": left_out}]
