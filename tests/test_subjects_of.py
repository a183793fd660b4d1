"""What a speaker did speak of, where he said nothing on what was asked."""

import json

import pytest
from onrecord.index import Encoder, Retriever, build

ARTICLES = [
    {
        "text": "“We sold the Tellin Ferry to Norway, and the Tellin Ferry was old,” Anna Brel said on Monday."
        " “In May we told Norway so,” she said.\n\n“Nobody told the Orvik Museum,” Paul Reid said."
    },
    {"text": "“The harbour froze,” said Emma Hale."},
    {"text": "“We know the Kessel Dam,” said Ida Stone.\n\n“We saw the Tarn Bridge,” said Leo Stone."},
]


@pytest.fixture(scope="module")
def retriever(tmp_path_factory):
    folder = tmp_path_factory.mktemp("subjects")
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, ARTICLES)), encoding="utf-8")
    build([folder / "a.jsonl"], folder / "index", Encoder.load())
    return Retriever.open(folder / "index")


def test_a_known_speaker_without_an_answer_is_told_of_by_the_names_in_his_own_words(retriever):
    answer = retriever.ask("What did Anna Brel say about vaccines?")
    assert (answer.reason, answer.suggestions) == ("no-match", ("Norway", "Tellin Ferry"))
    assert retriever.ask("What did Emma Hale say about vaccines?").suggestions == ()


def test_nobody_is_given_the_subject_of_his_namesake(retriever):
    answer = retriever.ask("What did Stone say about vaccines?")
    assert (answer.interpretation.speaker, answer.reason) == ("Ida Stone, Leo Stone", "no-match")
    assert answer.suggestions == ()


@pytest.mark.parametrize("question", ["What did Anna Brel say about vaccines?", "What did Paul Reid say about opera?"])
def test_each_subject_that_is_suggested_is_answered(retriever, question):
    answer = retriever.ask(question)
    assert answer.suggestions
    for subject in answer.suggestions:
        assert retriever.ask(f"What did {answer.interpretation.speaker} say about {subject}?").answered


def test_the_shipped_articles_answer_what_they_suggest(shipped_retriever):
    answer = shipped_retriever.ask("What did Peskov say about bitcoin?")
    assert "Free Syrian Army" in answer.suggestions
    for subject in answer.suggestions:
        assert shipped_retriever.ask(f"What did Peskov say about {subject}?").answered
