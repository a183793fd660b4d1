"""Roles: who in an article is described with the words of a role."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from onrecord.corpus.mentions import Mention, name_of
from onrecord.corpus.roles import RoleIndex

from tests.readings import tokens_of

LATER = 1_000


def role(words: str, position: int = LATER) -> Mention:
    """The mention that a role makes at a place."""
    tokens = [token._replace(start=token.start + position, end=token.end + position) for token in tokens_of(words)]
    mention = name_of(tokens)
    assert mention is not None
    return mention


@pytest.mark.parametrize(
    ("description", "asked"),
    [
        ("a spokeswoman for the port", "the spokeswoman"),
        ("a spokeswoman for the port", "the spokesman"),
        ("a spokeswoman for the port", "the spokesperson"),
        ("the Orvik mayor", "the mayor"),
        ("the Orvik mayor", "the Orvik mayor"),
        ("the mayor", "the Orvik mayor"),
        ("a senior Orvik official", "the senior official"),
        ("chairman and owner of the bank", "the owner"),
        ("the Republican nominee", "the Republican"),
        ("Sen.", "the senator"),
        ("Rep.", "the congresswoman"),
    ],
)
def test_a_role_finds_whom_its_words_describe(description: str, asked: str) -> None:
    index = RoleIndex()
    index.describe("Anna Brel", description, 0)
    assert index.find(role(asked), {}) == "Anna Brel"


@pytest.mark.parametrize(
    ("description", "asked"),
    [
        ("the Orvik mayor", "the Lund mayor"),
        ("the mayor", "the governor"),
        ("a baker", "the mayor"),
        ("a spokeswoman for the port", "the port"),
    ],
)
def test_a_role_finds_nobody_whom_its_words_do_not_fit(description: str, asked: str) -> None:
    index = RoleIndex()
    index.describe("Anna Brel", description, 0)
    assert index.find(role(asked), {}) is None


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("sen", "the senator"),
        ("gov", "the governor"),
        ("rep", "the representative"),
        ("congresswoman", "the congressman"),
        ("gen", "the general"),
        ("mayor", "the mayor"),
    ],
)
def test_a_title_before_a_name_gives_its_role(title: str, asked: str) -> None:
    index = RoleIndex()
    index.entitle("Anna Brel", [title], 0)
    assert index.find(role(asked), {}) == "Anna Brel"


def test_a_form_of_address_gives_no_role() -> None:
    index = RoleIndex()
    index.entitle("Anna Brel", ["mrs"], 0)
    assert index.find(role("the mrs"), {}) is None


@pytest.mark.parametrize(
    ("asked", "seen", "found"),
    [
        ("the mayor", {}, "Tomas Vale"),
        ("the mayor", {"Anna Brel": 500, "Tomas Vale": 100}, "Anna Brel"),
        ("the Orvik mayor", {"Anna Brel": 0, "Tomas Vale": 500}, "Anna Brel"),
        ("the Lund mayor", {"Anna Brel": 500, "Tomas Vale": 100}, "Tomas Vale"),
    ],
)
def test_of_several_the_best_described_and_then_the_last_met_is_meant(
    asked: str, seen: dict[str, int], found: str
) -> None:
    index = RoleIndex()
    index.describe("Anna Brel", "the Orvik mayor", 0)
    index.describe("Tomas Vale", "the Lund mayor", 100)
    assert index.find(role(asked), seen) == found


def test_who_is_described_later_is_not_meant_yet() -> None:
    index = RoleIndex()
    index.describe("Anna Brel", "the mayor", LATER + 1)
    assert index.find(role("the mayor"), {}) is None


def test_a_nameless_bearer_of_a_role_is_meant_until_the_named_one_is_met_again() -> None:
    index = RoleIndex()
    index.describe("Anna Brel", "a spokeswoman for the port", 0)
    index.meet(role("a spokesman", 500))
    assert index.find(role("the spokesman"), {"Anna Brel": 100}) is None
    assert index.find(role("the spokesman"), {"Anna Brel": 600}) == "Anna Brel"


@pytest.mark.parametrize(
    ("words", "epithet"),
    [
        ("the billionaire", True),
        ("the Orvik native", True),
        ("the 46-year-old", True),
        ("the 46-year-old engineer", True),
        ("the mother of two", True),
        ("the Republican", True),
        ("the spokesman", False),
        ("the official", False),
    ],
)
def test_news_speaks_by_epithets_of_whom_it_has_named(words: str, epithet: bool) -> None:
    text = f"{words} said"
    assert RoleIndex.is_epithet(role(text.removesuffix(" said"))) is epithet


@pytest.mark.parametrize(
    ("words", "head"),
    [(["orvik", "spokeswoman"], "spokesperson"), (["mayor"], "mayor"), (["man"], "man"), ([], "")],
)
def test_the_head_of_a_role_has_no_gender(words: list[str], head: str) -> None:
    assert RoleIndex.head(words) == head


DESCRIBED = st.lists(
    st.tuples(
        st.sampled_from(["Anna Brel", "Tomas Vale", "Ivo Karlsen"]),
        st.sampled_from(["the mayor", "the Orvik mayor", "a Lund senator", "an old friend"]),
        st.integers(0, 2 * LATER),
    ),
    max_size=8,
)


@given(DESCRIBED, st.sampled_from(["the mayor", "the Orvik mayor", "the Lund senator", "the friend"]))
def test_whoever_is_found_was_described_before_and_the_order_of_learning_changes_nothing(
    described: list[tuple[str, str, int]], asked: str
) -> None:
    forward, backward = RoleIndex(), RoleIndex()
    for entry in described:
        forward.describe(*entry)
    for entry in reversed(described):
        backward.describe(*entry)
    found = forward.find(role(asked), {})
    assert found == backward.find(role(asked), {})
    assert found is None or found in {name for name, _, position in described if position < LATER}
