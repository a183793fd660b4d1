"""Pairing: which of all readings of a row of marks costs least."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from onrecord.corpus.pairing import Action, Boundary, Mark, pair

# What a mark costs as one that opens and as one that closes: sure of the one, sure of the other, of either alike.
OPENS, CLOSES, EITHER = (0, 30), (30, 0), (10, 10)
LETTERS = {Action.PASS: ".", Action.OPEN: "(", Action.CLOSE: ")", Action.REOPEN: "|", Action.STAY: "_"}


def mark(costs: tuple[int, int], *, style: int = 0, stray: int = 26) -> Mark:
    return Mark(0, 1, style, *costs, stray_outside=stray, stray_inside=stray)


def end(ends: int = 15, stays: int = 45) -> Boundary:
    return Boundary(ends, stays, paragraph=0, following=1)


def actions(*steps: Mark | Boundary) -> str:
    return "".join(LETTERS[action] for action in pair(steps))


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ([mark(EITHER), mark(EITHER), end()], "()."),
        ([mark(EITHER), mark(EITHER), mark(EITHER), mark(EITHER), end()], "()()."),
        ([mark(OPENS), mark(CLOSES), end(), mark(OPENS), mark(CLOSES), end()], "().()."),
        ([mark(EITHER, stray=3), end()], ".."),
        ([mark(OPENS), mark(EITHER, stray=3), mark(CLOSES), end()], "(.)."),
    ],
    ids=["a pair", "two pairs", "a pair in each of two paragraphs", "inches", "inches inside a quotation"],
)
def test_plain_marks_pair_and_stray_ones_pass(steps: list[Mark | Boundary], found: str) -> None:
    assert actions(*steps) == found


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ([mark(OPENS), mark(OPENS, style=2), mark(CLOSES, style=2), mark(CLOSES), end()], "(..)."),
        ([mark(OPENS), mark(EITHER, style=2), mark(EITHER, style=2), mark(CLOSES), end()], "(..)."),
        ([mark(OPENS), mark(OPENS), mark(OPENS), mark(CLOSES), mark(CLOSES), mark(CLOSES), end()], "(....)."),
        ([mark(OPENS), mark(CLOSES, style=2), end()], "()."),
    ],
    ids=["another style", "another style that may be either", "three deep", "closed by another style"],
)
def test_marks_inside_a_quotation_belong_to_it(steps: list[Mark | Boundary], found: str) -> None:
    assert actions(*steps) == found


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ([mark(OPENS), end(ends=3), mark(OPENS), mark(CLOSES), end()], "()()."),
        ([mark(OPENS), end(stays=10), mark(CLOSES), end()], "(_)."),
        ([mark(OPENS), end(stays=45), mark(CLOSES), end()], "().."),
    ],
    ids=["opened anew", "runs on", "too far to run on"],
)
def test_a_quotation_ends_with_its_paragraph_or_runs_on_as_is_likelier(
    steps: list[Mark | Boundary], found: str
) -> None:
    assert actions(*steps) == found


STEPS = st.lists(
    st.one_of(
        st.builds(
            mark,
            st.tuples(st.integers(0, 45), st.integers(0, 45)),
            style=st.integers(0, 3),
            stray=st.integers(0, 45),
        ),
        st.builds(end, ends=st.integers(0, 45), stays=st.integers(0, 45)),
    ),
    max_size=30,
)


@given(STEPS)
def test_what_opens_comes_before_what_closes_and_only_an_end_lets_it_run_on(steps: list[Mark | Boundary]) -> None:
    opened = False
    for step, action in zip(steps, pair(steps), strict=True):
        assert opened is (action is not Action.OPEN) or action is Action.PASS
        assert (action is Action.STAY) <= isinstance(step, Boundary)
        assert (action in {Action.OPEN, Action.REOPEN}) <= isinstance(step, Mark)
        opened = {Action.OPEN: True, Action.CLOSE: False}.get(action, opened)


@given(STEPS, st.integers(0, 3))
def test_a_plain_pair_after_an_end_is_found_whatever_stands_before(steps: list[Mark | Boundary], style: int) -> None:
    following = (mark(OPENS, style=style), mark(CLOSES, style=style), end())
    assert actions(*steps, end(ends=0, stays=1_000), *following).endswith("().")


def test_a_long_row_of_marks_is_paired_in_linear_time() -> None:
    steps = [mark(EITHER) for _ in range(50_000)]
    assert actions(*steps, end()) == "()" * 25_000 + "."
