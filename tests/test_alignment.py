"""Laying words on texts: the cost is the fewest words changed, and the steps say which."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from onrecord.index.alignment import Aligner
from onrecord.index.wording import Wording, words_of

WORDS = st.lists(st.sampled_from("we will not go there (now) [or] never ...".split()), max_size=12).map(" ".join)


def aligned(claimed, text):
    return Aligner(Wording.parse(claimed)).align(words_of(text, 0, len(text)))


TEXT = "He said we will not go there (at once) for the bridge is closed"


@pytest.mark.parametrize(
    ("claimed", "cost"),
    [
        ("we will not go there", 0),
        ("we will not go there for the bridge", 0),
        ("we will not go there at once", 0),
        ("we will go there", 1),
        ("we ... go there", 1),
        ("we will ... bridge", 1),
        ("we will not ... bridge", 0),
        ("go there for the old bridge", 1),
        ("go there for a bridge", 1),
        ("something else", 2),
    ],
)
def test_the_cost_is_the_number_of_words_changed_added_or_left_out(claimed, cost):
    found = aligned(claimed, TEXT)
    assert found.cost == cost == sum(step.costs for step in found.steps)


@given(claimed=WORDS, texts=st.lists(WORDS, max_size=5))
def test_texts_laid_at_once_cost_what_each_costs_by_itself(claimed, texts):
    wording = Wording.parse(claimed)
    aligner = Aligner(wording)
    read = [words_of(text, 0, len(text)) for text in texts]
    costs = aligner.costs(read)
    assert costs == [aligner.align(words).cost for words in read]
    for words, cost in zip(read, costs, strict=True):
        assert aligner.least_cost(words) <= cost <= len(wording.words)


@given(claimed=WORDS, text=WORDS)
def test_the_steps_hold_every_given_word_once_in_order_and_add_up(claimed, text):
    found = aligned(claimed, text)
    assert [step.given for step in found.steps if step.given] == list(Wording.parse(claimed).words)
    actual = [step.actual.start for step in found.steps if step.actual]
    assert actual == sorted(set(actual))
    assert found.cost == sum(step.costs for step in found.steps)


@pytest.mark.parametrize(
    ("claimed", "pairs"),
    [
        ("we will not go here", [("here", "there")]),
        ("you will not go there", [("you", "we")]),
        ("will not go over yonder", [("over", "there"), ("yonder", "for")]),
        ("the bridge is closed now then", [("now", None), ("then", None)]),
        ("we will go there", [(None, "not")]),
    ],
)
def test_a_word_stands_for_another_rather_than_beside_it(claimed, pairs):
    steps = [step for step in aligned(claimed, "we will not go there for the bridge is closed").steps if step.costs]
    assert [(step.given and step.given.folded, step.actual and step.actual.folded) for step in steps] == pairs
