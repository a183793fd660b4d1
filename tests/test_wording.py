"""Words as they are compared: what is forgiven, and what is not."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from onrecord.index.wording import Wording, words_of


def folded(text):
    return [word.folded for word in words_of(text, 0, len(text))]


@pytest.mark.parametrize(
    ("written", "otherwise"),
    [
        ("“I don’t know,”", "i DON'T know"),
        ("the U.S. mission", "the US mission"),
        ("high-precision weapons", "high precision weapons"),
        ("1,000 people", "1000 people"),
        ("naïve", "naive"),
        ("naïve", "nai\u0308ve"),
        ("gov\u00adern", "govern"),
        ("so — that  is\u00a0it!", "so that is it"),
        ("5% of us", "5 percent of us"),
        ("ﬁne", "fine"),
    ],
)
def test_marks_case_and_ways_of_writing_make_no_other_word(written, otherwise):
    assert "".join(folded(written)) == "".join(folded(otherwise))


@pytest.mark.parametrize(
    ("one", "other"), [("can't", "can"), ("1.5", "15"), ("$5", "5"), ("5%", "5"), ("not", "now"), ("it's", "it")]
)
def test_what_changes_the_sense_is_another_word(one, other):
    assert folded(one) != folded(other)


@pytest.mark.parametrize(
    ("claimed", "units"),
    [
        ("we will ... go", ["we", "will", None, "go"]),
        ("we will … go", ["we", "will", None, "go"]),
        ("we . . . go", ["we", None, "go"]),
        ("[The minister] will [not] go", ["will", None, "go"]),
        ("we will [...] [sic] go", ["we", "will", None, "go"]),
        ("... we (…) go ...", ["we", None, "go"]),
        ("...", []),
        ("?!", []),
    ],
)
def test_dots_and_square_brackets_are_gaps_but_not_at_the_end(claimed, units):
    assert [unit and unit.folded for unit in Wording.parse(claimed).units] == units


@pytest.mark.parametrize("word", ["not", "never", "don't", "Can’t", "cannot", "without", "NO"])
def test_a_negation_is_known(word):
    assert words_of(word, 0, len(word))[0].negates


def test_a_word_that_only_ends_like_a_negation_is_none():
    assert not any(word.negates for word in words_of("want went isn dont", 0, 18))


def test_words_in_brackets_are_inserted_and_others_are_not():
    text = "we (the council) will [soon] go (and so on"
    assert [word.inserted for word in words_of(text, 0, len(text))] == [
        *[False, True, True, False, True],
        *[False, False, False, False],
    ]


@given(text=st.text(max_size=300), start=st.integers(0, 50))
def test_words_stand_in_order_within_the_stretch_that_was_read(text, start):
    end = len(text)
    start = min(start, end)
    words = words_of(text, start, end)
    assert all(start <= word.start < word.end <= end for word in words)
    assert all(one.end <= two.start for one, two in pairwise(words))


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "(" * 100_000, "." * 100_000, "a'" * 50_000, "a." * 50_000, "1," * 50_000]
)
def test_hostile_texts_are_read_like_others(text):
    words_of(text, 0, len(text))
    Wording.parse(text)
