"""Measures of rankings: worked by hand, and against ir-measures on any ranking."""

from __future__ import annotations

import math

import ir_measures
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ir_measures import RR, Success, nDCG
from onrecord.index.measures import first_right, mean, ndcg, one_by_one, reciprocal_rank, success

rankings = st.lists(st.booleans(), max_size=15)
depths = st.integers(1, 12)


def theirs(measure, right, wanted):
    """What ir-measures makes of a ranking whose right places are some of the wanted documents."""
    documents = [f"{'right' if is_right else 'wrong'}{place}" for place, is_right in enumerate(right)]
    missed = [f"missed{number}" for number in range(wanted - sum(right))]
    judged = {document: 1 for document in [*documents, *missed] if not document.startswith("wrong")}
    scores = {document: float(-place) for place, document in enumerate(documents)}
    run = {"asked": scores or {"nothing": 0.0}}
    return ir_measures.calc_aggregate([measure], {"asked": judged}, run)[measure]


@settings(deadline=None)  # the first call loads trec_eval
@given(right=rankings, more=st.integers(0, 5), k=depths)
def test_every_measure_is_that_of_ir_measures(right, more, k):
    wanted = max(1, sum(right) + more)
    assert success(right, k) == pytest.approx(theirs(Success @ k, right, wanted))
    assert reciprocal_rank(right, k) == pytest.approx(theirs(RR @ k, right, wanted))
    assert ndcg(right, wanted, k) == pytest.approx(theirs(nDCG @ k, right, wanted))


T, F = True, False
TABLE = [
    # right, wanted, success@1, success@3, reciprocal rank, nDCG@10
    ([], 1, 0, 0, 0, 0),
    ([F, F], 1, 0, 0, 0, 0),
    ([T], 1, 1, 1, 1, 1),
    ([F, T], 1, 0, 1, 1 / 2, 1 / math.log2(3)),
    ([T, F, T], 2, 1, 1, 1, (1 + 1 / 2) / (1 + 1 / math.log2(3))),
    ([F, F, F, T], 3, 0, 0, 1 / 4, (1 / math.log2(5)) / (1 + 1 / math.log2(3) + 1 / 2)),
    ([F] * 10 + [T], 1, 0, 0, 0, 0),
]


@pytest.mark.parametrize(("right", "wanted", "first", "third", "rank", "gain"), TABLE)
def test_measures_are_those_worked_by_hand(right, wanted, first, third, rank, gain):
    assert (success(right, 1), success(right, 3)) == (first, third)
    assert reciprocal_rank(right) == pytest.approx(rank)
    assert ndcg(right, wanted) == pytest.approx(gain)


@given(right=rankings, more=st.integers(0, 5), k=depths)
def test_a_measure_lies_between_nothing_and_one_and_a_right_place_put_first_never_lowers_it(right, more, k):
    wanted = sum(right) + more + 1
    for measure in (lambda r: success(r, k), lambda r: reciprocal_rank(r, k), lambda r: ndcg(r, wanted, k)):
        assert 0 <= measure(right) <= measure([True, *right]) <= 1 + 1e-12


@pytest.mark.parametrize(
    ("found", "places"),
    [
        ([], []),
        ([[], []], [F, F]),
        ([[0], [0], [1]], [T, F, T]),
        ([[0, 1, 2]], [T, T, T]),
        ([[1, 1], [], [0, 1]], [T, F, T]),
    ],
)
def test_a_place_counts_for_each_new_thing_that_it_shows_and_a_repetition_for_none(found, places):
    assert one_by_one(found) == places


@given(st.lists(st.lists(st.integers(0, 6), max_size=4), max_size=12))
def test_all_things_that_are_shown_are_found_once(found):
    assert sum(one_by_one(found)) == len({thing for things in found for thing in things})


@pytest.mark.parametrize(("right", "place"), [([], None), ([F, F], None), ([F, T, T], 2)])
def test_the_first_right_place_is_counted_from_one(right, place):
    assert first_right(right) == place


def test_of_nothing_there_is_no_mean():
    assert mean([]) is None
    assert mean([1, 0, 0.5]) == 0.5
