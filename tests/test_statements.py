"""Indirect speech: a table for each way in which English gives what somebody said, and what always holds."""

import itertools

import pytest
from hypothesis import given, settings
from onrecord.corpus import QuoteKind, find_quotes

from tests.articles import article, stated, texts

OPEN = "the port would stay open"


def words(text: str) -> list[str]:
    """What a text gives without marks, a stroke between two pieces."""
    return [found for found, *_ in stated(text)]


@pytest.mark.parametrize(
    "text",
    [
        f"Anna Brel said that {OPEN}.",
        f"Anna Brel said {OPEN}.",
        f"Anna Brel said Monday {OPEN}.",
        f"Anna Brel said again on Monday night that {OPEN}.",
        f"Anna Brel said in a statement that {OPEN}.",
        f"Anna Brel told reporters that {OPEN}.",
        f"Anna Brel told reporters {OPEN}.",
        f"Anna Brel told her {OPEN}.",
        f"Anna Brel told the Orvik Gazette on Monday that {OPEN}.",
        f"Anna Brel tweeted that {OPEN}.",
        f"Anna Brel denied that {OPEN}.",
        f"Anna Brel, a baker, acknowledged that {OPEN}.",
        f"Kremlin spokeswoman Anna Brel said Monday that {OPEN}.",
        f"Anna Brel believes {OPEN}.",
        f"According to Anna Brel, {OPEN}.",
        f"According to Anna Brel, a baker in Orvik, {OPEN}.",
        f"As Anna Brel said on Monday, {OPEN}.",
        f"In a letter to the mayor, Anna Brel said {OPEN}.",
        f"Asked about the road, Anna Brel said {OPEN}.",
    ],
)
def test_a_clause_after_its_cue_is_a_statement(text: str) -> None:
    assert stated(text) == [(OPEN, "indirect", "Anna Brel", "named")]


@pytest.mark.parametrize(
    "text",
    [
        "The port will stay open, Anna Brel said.",
        "The port will stay open, said Anna Brel.",
        "The port will stay open, said Anna Brel, a baker in Orvik.",
        "The port will stay open, Anna Brel said Monday.",
        "The port will stay open, Anna Brel said in an interview.",
        "The port will stay open, Anna Brel told reporters.",
        "The port will stay open, as Anna Brel said on Monday.",
        "The port will stay open, according to Anna Brel.",
        "The port will stay open, according to Anna Brel, a baker in Orvik.",
        "The port will stay open according to Anna Brel.",
        "ORVIK (News) — The port will stay open, Anna Brel said.",
    ],
)
def test_a_clause_before_its_cue_is_a_statement(text: str) -> None:
    assert stated(text) == [("The port will stay open", "indirect", "Anna Brel", "named")]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("The port, Anna Brel said, will stay open.", "The port|will stay open"),
        ("If it rains, Anna Brel said Monday, the port will close.", "If it rains|the port will close"),
        ("The port, according to Anna Brel, will stay open.", "The port|will stay open"),
        ("Instead, Anna Brel said, the port will close.", "the port will close"),
        ("The port will close, Anna Brel said, adding that the road is shut.", "The port will close"),
        ("The port will close, Anna Brel said, while the mayor wept.", "The port will close"),
    ],
)
def test_a_frame_may_stand_in_the_midst_of_a_statement(text: str, pieces: str) -> None:
    assert stated(text)[0] == (pieces, "indirect", "Anna Brel", "named")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Anna Brel promised to keep the port open.", "to keep the port open"),
        ("Anna Brel refused to close the port.", "to close the port"),
        ("Anna Brel denied having sold the port.", "having sold the port"),
        ("Anna Brel urged the mayor to close the port.", "the mayor to close the port"),
        ("Anna Brel asked voters to close the port.", "voters to close the port"),
        ("Anna Brel called on the mayor to close the port.", "the mayor to close the port"),
        ("Anna Brel called for a ban on trucks.", "a ban on trucks"),
        ("Anna Brel announced plans to close the port.", "plans to close the port"),
        ("Anna Brel accused Paul Reid of selling the port.", "Paul Reid of selling the port"),
        ("Anna Brel criticized Paul Reid for selling the port.", "Paul Reid for selling the port"),
        ("Anna Brel asked whether the port would close.", "whether the port would close"),
        ("Anna Brel explained why the port would close.", "why the port would close"),
        ("Anna Brel called the port “a gift to nobody” in May.", "the port “a gift to nobody”"),
        ("Anna Brel said against all advice the port would stay.", "against all advice the port would stay"),
        ("Anna Brel said the plan was “a gift” and would fail.", "the plan was “a gift” and would fail"),
        ("The port “is a gift to nobody,” Anna Brel said.", "The port “is a gift to nobody,”"),
    ],
)
def test_what_is_promised_asked_or_held_against_somebody_is_a_statement(text: str, found: str) -> None:
    assert stated(text) == [(found, "indirect", "Anna Brel", "named")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Anna Brel said the port was safe, but she closed it.", "the port was safe"),
        ("Anna Brel said the port was safe, but not in May.", "the port was safe, but not in May"),
        ("Anna Brel said the port was safe, adding: “We will pay.”", "the port was safe"),
        ("Anna Brel said the port was safe and called it “a gift.”", "the port was safe"),
        ("While Anna Brel said the port was safe, the road is shut.", "the port was safe"),
        ("Anna Brel, who said the port was safe, closed it.", "the port was safe"),
        ("Anna Brel said the port was safe, while Paul Reid wept.", "the port was safe"),
        ("Anna Brel said the port was “safe for now.” The road is shut.", "the port was “safe for now.”"),
    ],
)
def test_a_statement_ends_where_the_article_goes_on(text: str, found: str) -> None:
    assert stated(text)[0] == (found, "indirect", "Anna Brel", "named")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The poll shows Brel ahead of Reid.", ("Brel ahead of Reid", "poll")),
        ("A study found that the port was safe.", ("the port was safe", "study")),
        ("Court records show the port was sold.", ("the port was sold", "Court records")),
        ("According to data of the port, trade fell by half.", ("trade fell by half", "data")),
        ("Trade fell by half, according to court records.", ("Trade fell by half", "court records")),
        ("Lake Watch said in a report that the port was unsafe.", ("the port was unsafe", "Lake Watch")),
        ("The port was hit on Monday, the ministry said.", ("The port was hit on Monday", "ministry")),
    ],
)
def test_reports_groups_and_offices_are_given_as_they_are_named(text: str, found: tuple[str, str]) -> None:
    assert [(quoted, speaker) for quoted, _, speaker, _ in stated(text)] == [found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Brel: Port Will Stay Open\n\nAnna Brel runs the port of Orvik.", ["Port Will Stay Open"]),
        ("Poll: Brel Far Ahead of Reid\n\nAnna Brel runs the port.", ["Brel Far Ahead of Reid"]),
        ("Brel: Port Will Stay Open\n\nThe port of Orvik is old.", []),
        ("The Latest: Port Will Stay Open\n\nThe port is old.", []),
        ("Opinion: “Port Will Stay Open”\n\nThe port is old.", []),
    ],
)
def test_a_headline_may_give_somebodys_words(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Anna Brel said so.",
        "Anna Brel said in an interview on Monday.",
        "Anna Brel said over breakfast in the old town.",
        "Anna Brel told the mayor.",
        "Anna Brel told her audience, to loud applause: “We will pay.”",
        "Of the port, Anna Brel said: “We will pay.”",
        "In a letter to the mayor, Anna Brel wrote: “We will pay.”",
        "“We will pay,” Anna Brel said 30 minutes into the meeting.",
        "Asked about the port, Anna Brel said no.",
        "In reply to the mayor, Anna Brel said no.",
        "Anna Brel did not say the port was closed.",
        "Anna Brel declined to comment on the port.",
        "Anna Brel denied the charges of the mayor.",
        "Anna Brel denied charges her firm had sold it.",
        "The port, which Anna Brel said would stay open, closed.",
        "In several states the port is closed.",
        "Anna Brel found a baker who would sell his shop.",
        "The mayor wrote a letter to Anna Brel.",
        "The port stays open.",
        "I think the port will close.",
    ],
)
def test_what_says_nothing_is_no_statement(text: str) -> None:
    assert words(text) == []


def test_who_is_asked_does_not_ask() -> None:
    assert stated("Anna Brel, asked whether she would go, said she would stay.") == [
        ("she would stay", "indirect", "Anna Brel", "named")
    ]


def test_a_statement_within_a_statement_is_the_others() -> None:
    assert stated("The mayor denies the port would close, Anna Brel said.") == [
        ("The mayor denies the port would close", "indirect", "Anna Brel", "named"),
        ("the port would close", "indirect", "mayor", "role"),
    ]


@settings(deadline=None)
@given(texts)
def test_the_pieces_of_a_statement_stand_in_order_in_one_paragraph(text: str) -> None:
    for quote in find_quotes(article(text)):
        if quote.kind is QuoteKind.INDIRECT:
            assert all(left.end <= right.start for left, right in itertools.pairwise(quote.pieces))
            assert all(text[piece.start : piece.end].strip() == piece.text for piece in quote.pieces)


@pytest.mark.parametrize(
    "text",
    [
        "Brel said the port, Reid said, was open, Hale said. " * 4_000,
        "according to " * 20_000,
        "Brel said that " * 20_000,
        "Brel said, Reid said, " * 100 + ". ",
        ("Brel told the " + "old " * 300 + "mayor that it rains. ") * 100,
        ("half of " * 400 + "the voters say it rains. ") * 60,
    ],
    ids=["frames", "sources", "cues", "commas", "hearers", "subjects"],
)
def test_long_sentences_are_read_in_linear_time(text: str) -> None:
    for quote in find_quotes(article(text)):
        assert quote.text == text[quote.start : quote.end]
