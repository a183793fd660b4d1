"""Names: their parts, and what stands before them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from onrecord.corpus.names import PersonName, as_written


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Anna Brel", ("anna", (), "brel", "")),
        ("Brel", ("", (), "brel", "")),
        ("Anna R. Brel Jr.", ("anna", ("r",), "brel", "jr")),
        ("Paul H. W. Reid III", ("paul", ("h", "w"), "reid", "iii")),
        ("Jean-Luc Vale", ("jean-luc", (), "vale", "")),
        ("Ivo de Vries", ("ivo", (), "de vries", "")),
        ("De Vries", ("", (), "de vries", "")),
        ("Tarik al-Vasir", ("tarik", (), "al-vasir", "")),
        ("Owen O’Hara", ("owen", (), "ohara", "")),
        ("Senator Anna Brel", ("anna", (), "brel", "")),
        ("Attorney General Brel", ("", (), "brel", "")),
        ("Orvik Bank spokeswoman Anna Brel", ("anna", (), "brel", "")),
        ("Pope Paul", ("pope", (), "paul", "")),
        ("Martin King", ("martin", (), "king", "")),
        ("Lake Watch United", None),
        ("Ministry of Fish", None),
        ("the chairman", None),
        ("", None),
        ("…", None),
    ],
)
def test_a_name_is_taken_apart(name, parts):
    assert PersonName.parse(name) == parts


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("Paul Reid", "Paul J. Reid", True),
        ("Paul J. Reid", "Paul James Reid", True),
        ("Paul J. Reid", "Paul K. Reid", False),
        ("Paul W. Reid", "Paul H. W. Reid", False),
    ],
)
def test_middle_names_tell_people_apart_only_where_they_differ(one, two, same):
    left, right = PersonName.parse(one), PersonName.parse(two)
    assert left is not None
    assert right is not None
    assert left.has_same_middles(right) is right.has_same_middles(left) is same


def test_a_part_of_a_name_is_shown_with_its_capitals():
    assert as_written("Senator Änna R. Brél", "anna brel") == "Änna Brél"
    assert as_written("Anna Brel", "vale") == "vale"


@given(st.text(st.characters()))
def test_any_text_is_a_name_or_none(text):
    person = PersonName.parse(text)
    assert person is None or (person.surname and person.bare_surname in person.surname)
