"""The decision: made after ranking, on the evidence of what ranks first, with the thresholds of the collection."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onrecord.index import Encoder, Retriever, build
from onrecord.index.calibration import TOPICS, USUAL, thresholds
from onrecord.index.decision import Thresholds, evidence
from onrecord.index.generation import open_current
from onrecord.index.ranking import Ranked

FEW = Thresholds(answered=0.2, fair=0.3, strong=0.4)
SHARES = st.floats(0, 1)


def ranked(*passages):
    return [
        Ranked(row, score, proof, 0.5, 1, 0.5, 0.5, 0.5, 1.0, (), None) for row, (score, proof) in enumerate(passages)
    ]


@pytest.mark.parametrize(
    ("passages", "shown"),
    [
        ([], []),
        ([(0.8, 0.5)], [0]),
        ([(0.8, 0.19), (0.7, 0.9)], []),  # what ranks first decides
        ([(0.8, 0.5), (0.7, 0.19), (0.65, 0.3)], [0, 2]),
        ([(0.8, 0.5), (0.59, 0.5)], [0]),
    ],
)
def test_what_ranks_first_decides_and_later_hits_have_to_keep_up(passages, shown):
    assert [found.row for found in FEW.worth_showing(ranked(*passages))] == shown


@pytest.mark.parametrize(("proof", "word"), [(0.2, "weak"), (0.3, "fair"), (0.39, "fair"), (0.4, "strong")])
def test_evidence_is_said_in_words(proof, word):
    assert FEW.strength(proof) == word


@given(SHARES, SHARES, SHARES, SHARES, SHARES)
def test_evidence_lies_between_0_and_1_and_grows_with_each_part(meaning, article, proof, speaker, more):
    weight = evidence(meaning, article, proof, speaker)
    assert 0 <= weight <= 1
    assert evidence(max(meaning, more), article, proof, speaker) >= weight
    assert evidence(meaning, article, max(proof, more), speaker) >= weight
    assert evidence(meaning, article, proof, max(speaker, more)) >= weight


def test_a_passage_is_an_answer_or_none_by_the_thresholds_and_its_rank_stays(shipped_retriever):
    asked = "What did Peskov say about the Kurds?"
    answer = shipped_retriever.ask(asked)
    refused = shipped_retriever.ask("What did Peskov say about bitcoin?")
    assert answer.answered
    assert (refused.answered, refused.reason, refused.hits) == (False, "no-match", ())
    assert [hit.rank for hit in refused.nearest] == list(range(1, len(refused.nearest) + 1))


def test_each_collection_has_thresholds_of_its_own(shipped_index, tmp_path):
    lines = [
        {"text": f"“{words} is all that matters,” Anna Brel said in Orvik. “{words} comes first,” Brel added."}
        for words in ("The harbour", "The ferry", "The bridge", "The market", "The library", "The school")
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    made = build([tmp_path / "a.jsonl"], tmp_path / "index", Encoder.load()).generation.manifest.thresholds
    shipped = open_current(shipped_index).manifest.thresholds
    assert made != shipped
    for found in (made, shipped):
        assert 0 < found.answered < found.fair < found.strong < 0.5


def test_a_collection_in_which_nobody_speaks_has_the_usual_ones(tmp_path):
    (tmp_path / "a.txt").write_text("The harbour froze in January. The ferry stayed at its berth.", encoding="utf-8")
    build([tmp_path / "a.txt"], tmp_path / "index", Encoder.load())
    assert open_current(tmp_path / "index").manifest.thresholds == thresholds(USUAL)
    assert Retriever.open(tmp_path / "index").ask("Where did the ferry stay?").answered


def test_foreign_topics_are_many_and_each_stands_once():
    assert len(TOPICS) == len(set(TOPICS)) >= 30
    assert all(topic and topic == " ".join(topic.split()) for topic in TOPICS)
    assert np.all([len(topic) < 40 for topic in TOPICS])
