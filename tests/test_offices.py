"""Offices: who holds one that the articles name beside him in other words."""

import json

import pytest
from onrecord.index import Encoder, Retriever, build
from onrecord.index.offices import is_role, is_somebody

ARTICLES = [
    {
        "id": "orvik",
        "text": "Orvik's mayor, Anna Brel, opened the harbour. “It was high time,” Brel said of the harbour.\n\n"
        "Former Orvik mayor Paul Reid stayed away. “The harbour is too small,” Reid said.",
    },
    {
        "id": "tellin",
        "text": "Emma Hale is the mayor of Tellin. “The ferry stays,” Hale said. The finance minister of France, Yves"
        " Marot, had asked for cuts. “Ferries cost too much,” Marot said.",
    },
]


@pytest.fixture(scope="module")
def retriever(tmp_path_factory):
    folder = tmp_path_factory.mktemp("offices")
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, ARTICLES)), encoding="utf-8")
    build([folder / "a.jsonl"], folder / "index", Encoder.load())
    return Retriever.open(folder / "index")


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("What did the Orvik mayor say about the harbour?", "Anna Brel"),
        ("What did the mayor of Orvik say about the harbour?", "Anna Brel"),
        ("What did the former mayor of Orvik say about the harbour?", "Paul Reid"),
        ("What did the mayor of Tellin say about the ferry?", "Emma Hale"),
        ("What did the French finance minister say about ferries?", "Yves Marot"),
    ],
)
def test_an_office_leads_to_whom_the_articles_name_beside_it(retriever, question, speaker):
    answer = retriever.ask(question)
    assert answer.interpretation.speaker == speaker
    assert answer.hits[0].speaker == speaker


def test_an_office_that_nobody_is_named_beside_is_searched_as_words(retriever):
    answer = retriever.ask("What did the deputy mayor of Orvik say about the harbour?")
    assert answer.interpretation.speaker is None
    assert answer.interpretation.topic == "the deputy mayor of Orvik the harbour"


@pytest.mark.parametrize(
    ("words", "role", "somebody"),
    [
        ("the mayor of Orvik", True, True),
        ("his wife", True, True),
        ("France's finance minister", True, True),
        ("the French military", True, False),
        ("the Kremlin spokeswoman", True, False),
        ("Anna Brel", False, True),
    ],
)
def test_roles_are_told_from_names_and_persons_from_bodies(words, role, somebody):
    assert (is_role(words), is_somebody(words)) == (role, somebody)
