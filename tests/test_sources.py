"""Sources that have no name: voters, records, data."""

import pytest
from onrecord.corpus.clauses import Sentence
from onrecord.corpus.sources import source_at, subject_before

from tests.readings import tokens_of


def sentence(text: str) -> Sentence:
    return Sentence(text, tokens_of(text), frozenset())


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("data of the port", "data"),
        ("the latest census figures", "latest census figures"),
        ("Orvik tax records released in May", "Orvik tax records"),
        ("a survey last year", "survey"),
        ("people familiar with it", "people"),
        ("of the port", None),
        ("the", None),
    ],
)
def test_a_source_begins_after_its_cue(text: str, name: str | None) -> None:
    mention = source_at(sentence(text), 0)
    assert (mention.name if mention else None) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("half of the voters", "half of the voters"),
        ("court records", "court records"),
        ("most of the workers also", "most of the workers"),
        ("It rains, but polls", "polls"),
        ("he has records", None),
        ("the boss", None),
        ("green glass", None),
        ("the port’s", None),
        ("", None),
    ],
)
def test_a_subject_without_a_name_ends_before_its_cue(text: str, name: str | None) -> None:
    read = sentence(f"{text} show")
    mention = subject_before(read, len(read.tokens) - 1)
    assert (mention.name if mention else None) == name
