"""Clauses: where the words begin and end that a cue gives, read in one sentence."""

import pytest
from hypothesis import given, settings
from onrecord.corpus.clauses import Sentence

from tests.articles import texts
from tests.readings import tokens_of


def sentence(text: str, *, direct: bool = False) -> Sentence:
    """One sentence; where it is ``direct``, its quotations are direct ones."""
    tokens = tokens_of(text)
    return Sentence(text, tokens, {token.start for token in tokens} if direct else frozenset())


def rest(text: str, index: int | None) -> str | None:
    """The words of a text from a token on."""
    if index is None:
        return None
    tokens = tokens_of(text)
    return text[tokens[index].start :] if index < len(tokens) else ""


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("again on Monday night that it rains", "that it rains"),
        ("on May 3 it rains", "it rains"),
        ("repeatedly it rains", "it rains"),
        ("on the port", "on the port"),
        ("it rains", "it rains"),
        ("Monday", ""),
        ("late last week it rains", "it rains"),
    ],
)
def test_days_and_adverbs_are_passed(text: str, left: str) -> None:
    assert rest(text, sentence(text).skip_when(0)) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("him it rains", "it rains"),
        ("reporters that it rains", "that it rains"),
        ("the Orvik Gazette on Monday that it rains", "that it rains"),
        ("Tomas Vale the port is old", "the port is old"),
        ("her audience: it rains", None),
        ("the mayor", None),
        ("the old port", None),
    ],
)
def test_whoever_is_told_is_passed(text: str, left: str | None) -> None:
    assert rest(text, sentence(text).skip_hearer(0)) == left


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("the port is old", True),
        ("the port isn’t old", True),
        ("the port closed", True),
        ("the port fell", True),
        ("it keeps the door open", True),
        ("the old port", False),
        ("the closed port", False),
        ("the port, which is old", False),
        ("", False),
    ],
)
def test_a_clause_has_a_finite_verb_before_the_next_pause(text: str, clause: bool) -> None:
    assert sentence(text).is_clause(0) is clause


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("said that it rains", True),
        ("said that the port is old", True),
        ("a film that showed it", False),
        ("a port that is old", False),
        ("a port, that old one", False),
        ("said that", False),
    ],
)
def test_that_begins_a_clause_or_points_back(text: str, begins: bool) -> None:
    read = sentence(text)
    that = next(index for index in range(10) if read.word(index) == "that")
    assert read.begins_clause(that) is begins


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("the port is old.", "the port is old"),
        (", the port is old,", "the port is old"),
        ("“a gift” to all —", "“a gift” to all"),
        ("from the U.S.", "from the U.S."),
        ("...", None),
        (",", None),
    ],
)
def test_words_are_cut_without_pauses_and_stops_around_them(text: str, words: str | None) -> None:
    read = sentence(text)
    found = read.cut(0, len(read.tokens))
    assert (text[slice(*found)] if found else None) == words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the port “a gift” and “a joy”", "the port “a gift” and “a joy”"),
        ("the port “a gift” in May", "the port “a gift”"),
        ("it “a gift” for that", None),
        ("the port, “a gift”", None),
        ("the port", None),
    ],
)
def test_what_a_thing_is_called_ends_with_its_last_quotation(text: str, found: str | None) -> None:
    read = sentence(text)
    last = read.last_quotation(0)
    cut = read.cut(0, last) if last is not None else None
    assert (text[slice(*cut)] if cut else None) == found


@pytest.mark.parametrize(
    ("text", "anew"),
    [("Brel said: “we will.”", True), ("Brel said, “We will.”", True), ("Brel said, “we will.”", False)],
)
def test_a_quotation_is_a_sentence_of_its_own_or_part_of_one(text: str, anew: bool) -> None:
    assert sentence(text, direct=True).opens_anew(3) is anew


@settings(deadline=None)
@given(texts)
def test_any_place_in_any_sentence_can_be_read(text: str) -> None:
    read = sentence(text)
    for index in range(len(read.tokens)):
        assert read.skip_when(index) >= index
        assert (read.skip_hearer(index) or index + 1) > index
        assert read.index(read.tokens[index].start) == index
        cut = read.cut(0, index)
        assert cut is None or text[slice(*cut)].strip()
