"""Pairing quotation marks: of all ways to read them, the likeliest."""

from collections.abc import Iterator, Sequence
from enum import Enum, auto
from typing import NamedTuple

# Costs in tenths, as those of the marks themselves. A mark of another style nests more readily, and closes less.
_NESTED, _NESTED_OTHER, _CLOSED_OTHER = 22, 4, 4
_REOPENED = 18
# How deep quotations nest.
_DEEPEST = 3
# A reading that costs so much more than the best one so far has lost.
_HOPELESS = 100
_STYLES = 4
_OUTSIDE = 0


class Mark(NamedTuple):
    """A quotation mark, with what it costs to read it as one that opens, one that closes, or none at all."""

    start: int
    end: int
    style: int
    opens: int
    closes: int
    stray_outside: int
    stray_inside: int


class Boundary(NamedTuple):
    """The end of a paragraph, with what it costs that an open quotation ends there, or runs on without a mark.

    ``following`` is the next paragraph that has marks; those between have none.
    """

    ends: int
    stays: int
    paragraph: int
    following: int


class Action(Enum):
    """What a step does to the quotation that is open or not."""

    PASS = auto()
    OPEN = auto()
    CLOSE = auto()
    REOPEN = auto()
    STAY = auto()


# Where a reading stands: outside, or so deep in quotations whose outermost mark is of some style.
_State = int


def pair(steps: Sequence[Mark | Boundary]) -> list[Action]:
    """Choose what every mark does, so that together they cost the least; linear in their number."""
    costs: dict[_State, int] = {_OUTSIDE: 0}
    trail: list[dict[_State, tuple[_State, Action]]] = []
    for step in steps:
        reached: dict[_State, int] = {}
        came: dict[_State, tuple[_State, Action]] = {}
        for state, cost in costs.items():
            for following, action, more in _moves(step, state):
                total = cost + more
                if total < reached.get(following, total + 1):
                    reached[following] = total
                    came[following] = (state, action)
        least = min(reached.values())
        costs = {state: cost - least for state, cost in reached.items() if cost - least <= _HOPELESS}
        trail.append(came)
    state = min(costs, key=lambda state: costs[state])
    actions: list[Action] = []
    for came in reversed(trail):
        state, action = came[state]
        actions.append(action)
    return actions[::-1]


def _moves(step: Mark | Boundary, state: _State) -> Iterator[tuple[_State, Action, int]]:
    """Where a step may lead from a state, what it does then, and at what cost."""
    depth, style = divmod(state, _STYLES)
    if isinstance(step, Boundary):
        if state == _OUTSIDE:
            yield _OUTSIDE, Action.PASS, 0
        else:
            yield _OUTSIDE, Action.CLOSE, step.ends * depth
            yield state, Action.STAY, step.stays
        return
    if state == _OUTSIDE:
        yield _OUTSIDE, Action.PASS, step.stray_outside
        yield _STYLES + step.style, Action.OPEN, step.opens
        return
    other = step.style != style
    yield state, Action.PASS, step.stray_inside
    if depth == 1:
        yield _OUTSIDE, Action.CLOSE, step.closes + other * _CLOSED_OTHER
        yield _STYLES + step.style, Action.REOPEN, step.opens + _REOPENED
    else:
        yield state - _STYLES, Action.PASS, step.closes
    if depth < _DEEPEST:
        yield state + _STYLES, Action.PASS, step.opens + (_NESTED_OTHER if other else _NESTED)
