"""Spelling: what is one name by two systems of transliteration, what is a slip, and what is another name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from onrecord.corpus import fold_name
from onrecord.index.spelling import Spellings, distance, romanised, unlikeness

SAME_KEY = [
    "Dmitri Dmitry Dmitriy Dmitrij Dmitrii",
    "Sergey Sergei Sergej",
    "Yuri Yury Iouri Juri",
    "Alexei Aleksey Alexey",
    "Tatiana Tatyana Tatjana",
    "Yulia Julia Yuliya",
    "Zelinsky Zelinski Zelinskiy Zelinskyy",
    "Möller Moeller Moller",
    "Peskow Peskov Pesckov",
    "O’Hara O'Hara OHara",
    "Weiß Weiss",
]


@pytest.mark.parametrize("names", SAME_KEY)
def test_the_spellings_of_one_name_have_one_key(names):
    assert len({romanised(fold_name(name)) for name in names.split()}) == 1


@pytest.mark.parametrize(
    ("one", "two", "edits"),
    [("", "", 0), ("vale", "vale", 0), ("vale", "vole", 0.5), ("vale", "vane", 1), ("vale", "vlae", 1), ("", "abc", 3)],
)
def test_edits_are_counted_and_a_vowel_for_another_is_half_of_one(one, two, edits):
    assert distance(one, two) == edits


@given(one=st.text("aeiklmn", max_size=8), two=st.text("aeiklmn", max_size=8))
def test_the_way_there_is_as_far_as_the_way_back(one, two):
    assert distance(one, two) == distance(two, one) <= max(len(one), len(two))
    assert (distance(one, two) == 0) == (one == two)


@pytest.mark.parametrize(
    ("one", "two", "apart"),
    [
        ("anna weston", "anna westom", 1),
        ("weston", "westom", 1),
        ("muhammad vale", "mohammed vale", 1),
        ("reid", "reed", None),
        ("lee", "lew", None),
        ("anna lee", "anna lew", None),
        ("westo", "westu", None),
        ("weston", "beston", None),
        ("paul vale", "paula vale", None),
        ("daniel vale", "danielle vale", None),
        ("anna vale", "vale", None),
    ],
)
def test_long_words_may_differ_a_little_and_short_ones_not(one, two, apart):
    assert unlikeness(one, two) == unlikeness(two, one) == apart


@given(st.text(st.characters()))
def test_any_words_are_spelt_like_themselves(words):
    folded = fold_name(words)
    if folded:
        assert unlikeness(folded, folded) == 0
        assert Spellings([folded]).alike(folded) == [folded]


def test_other_transliterations_are_the_same_name_and_a_slip_or_a_short_name_is_not():
    names = ["dmitri vale", "dmitry vale", "dmitro vale", "yuri lee", "yury lee", "kim lew", "kym lew"]
    known = Spellings(names)
    assert {name: set(known.same(name)) - {name} for name in names} == {
        "dmitri vale": {"dmitry vale"},
        "dmitry vale": {"dmitri vale"},
        "dmitro vale": set(),
        "yuri lee": {"yury lee"},
        "yury lee": {"yuri lee"},
        "kim lew": set(),
        "kym lew": set(),
    }
    assert known.same("dmitrij vale") == ["dmitri vale", "dmitry vale"]


def test_a_known_name_is_no_other_family_that_only_sounds_like_it():
    spellings = Spellings(["anna smith", "anna smyth", "dmitri orlenky", "dmitry orlenkiy"])

    assert spellings.same("anna smith") == ["anna smith"]
    assert set(spellings.same("dmitry orlenky")) == {"dmitri orlenky", "dmitry orlenkiy"}


def test_where_no_names_are_none_is_alike():
    assert Spellings([]).alike("brel") == Spellings(["brel"]).alike("") == []
