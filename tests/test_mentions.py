"""Mentions: what a few nouns name, and what describes it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onrecord.corpus.mentions import MentionKind, is_name_part, name_of

from tests.readings import Told, tokens_of, told


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Vale", ("person", "Vale", None)),
        ("Anna Brel", ("person", "Anna Brel", None)),
        ("Anna M. Brel Jr.", ("person", "Anna M. Brel Jr.", None)),
        ("Ludwig van der Hale", ("person", "Ludwig van der Hale", None)),
        ("Jean-Luc d’Orvik", ("person", "Jean-Luc d’Orvik", None)),
        ("ANNA BREL", ("person", "ANNA BREL", None)),
        ("Ms. Brel", ("person", "Brel", None)),
        ("Dr. Anna Brel", ("person", "Anna Brel", None)),
        ("Gov. Vale", ("person", "Vale", "Gov.")),
        ("Prime Minister Marta Lindqvist", ("person", "Marta Lindqvist", "Prime Minister")),
        ("former mayor Ivo Karlsen", ("person", "Ivo Karlsen", "former mayor")),
        ("the port’s lawyer Tomas Vale", ("person", "Tomas Vale", "the port’s lawyer")),
        ("Orvik Bank chairman Tomas Vale", ("person", "Tomas Vale", "Orvik Bank chairman")),
        ("Republican Tomas Vale", ("person", "Tomas Vale", None)),
    ],
)
def test_a_person_is_told_from_titles_and_description(words: str, found: Told) -> None:
    assert told(words, name_of(tokens_of(words))) == found


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Orvik Bank", "Orvik Bank"),
        ("the Orvik Bank", "Orvik Bank"),
        ("Lake Watch", "Lake Watch"),
        ("the Kremlin", "Kremlin"),
        ("the LWF", "LWF"),
        ("Hale & Vale", "Hale & Vale"),
        ("Press Secretary Office", "Press Secretary Office"),
        ("the Supreme Court", "Supreme Court"),
    ],
)
def test_a_body_is_told_from_a_person(words: str, name: str) -> None:
    assert told(words, name_of(tokens_of(words))) == ("organisation", name, None)


@pytest.mark.parametrize(
    ("words", "name", "definite"),
    [
        ("the mayor", "mayor", True),
        ("her lawyer", "lawyer", True),
        ("a mayor", "mayor", False),
        ("one senior official", "senior official", False),
        ("officials", "officials", False),
        ("the Orvik mayor", "Orvik mayor", True),
        ("the statement posted Monday", "statement", True),
        ("Norwegians", "Norwegians", False),
        ("a Republican", "Republican", False),
        ("another", "another", False),
    ],
)
def test_a_role_stands_for_somebody_without_a_name(words: str, name: str, definite: bool) -> None:
    mention = name_of(tokens_of(words))
    assert mention is not None
    assert (mention.kind, mention.name, mention.definite) == (MentionKind.ROLE, name, definite)
    assert not mention.loose


@pytest.mark.parametrize(
    ("words", "name"),
    [("He", "he"), ("even they", "they"), ("a day later she", "she"), ("I", "i")],
)
def test_a_pronoun_is_read_wherever_its_phrase_ends(words: str, name: str) -> None:
    assert told(words, name_of(tokens_of(words))) == ("pronoun", name, None)


@pytest.mark.parametrize(
    ("words", "name"), [("the green bridge", "green bridge"), ("this wall", "wall"), ("Monday", "Monday")]
)
def test_an_article_or_a_capital_alone_makes_a_loose_mention(words: str, name: str) -> None:
    mention = name_of(tokens_of(words))
    assert mention is not None
    assert (mention.name, mention.loose) == (name, True)


@pytest.mark.parametrize(
    "words",
    ["", "Soon", "Last", "Meanwhile", "IT", "Brel’s", "green bridge", "the long green old iron bridge", "the day"],
)
def test_what_names_nobody_is_no_mention(words: str) -> None:
    assert name_of(tokens_of(words)) is None


@pytest.mark.parametrize(
    ("word", "part"),
    [
        ("Brel", True),
        ("van", True),
        ("&", True),
        ("al-Vasir", True),
        ("port", False),
        ("Monday", False),
        ("She", False),
        ("VALE/GAZETTE", False),
        (",", False),
    ],
)
def test_a_part_of_a_name_is_capitalised_or_a_particle(word: str, part: bool) -> None:
    assert is_name_part(tokens_of(word)[0]) is part


CHUNKS = st.lists(
    st.sampled_from(["the", "a", "Anna", "Brel", "Brel’s", "Sen.", "mayor", "Orvik", "Bank", "&", "van", "he", "old"]),
    max_size=8,
)


@settings(deadline=None)
@given(CHUNKS)
def test_a_mention_stands_inside_its_phrase_and_is_named_by_its_words(words: list[str]) -> None:
    text = " ".join(words)
    mention = name_of(tokens_of(text))
    if mention is None:
        return
    assert 0 <= mention.whole.start <= mention.start < mention.end <= mention.whole.end <= len(text)
    assert {word.casefold() for word in mention.name.split()} <= {word.casefold() for word in words}
    if mention.description is not None:
        assert text[slice(*mention.description)].strip()
