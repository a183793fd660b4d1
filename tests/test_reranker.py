"""The reranker: a real cross-encoder, tiny and of random weights, whose order answers follow."""

from __future__ import annotations

import json
import math
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from onrecord.index import Encoder, RerankerError, Retriever, build
from onrecord.index.reranker import Reranker

QUESTION = "What did Anna Brel say about the harbour?"
WORDS = "what did anna brel say about the harbour said is it old deep cheap loud we need for ships and fish . , ? “ ”"
SAID = [
    "“The harbour is old, and we need it for ships,” Anna Brel said.",
    "“The harbour is deep, and deep, and deep,” Anna Brel said.",
    "“The harbour is cheap, and it is loud, loud, loud,” Anna Brel said.",
    "“Fish is what we need the harbour for, and for fish it is cheap,” Anna Brel said.",
]


def make(folder, labels=1):
    """A BERT of a few kilobytes that reads two texts and gives as many numbers as it has labels."""
    import torch
    import transformers

    bert: Any = transformers  # whose types know half of what it has
    folder.mkdir()
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS.split()]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    torch.manual_seed(1)
    config = bert.BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        num_labels=labels,
        initializer_range=0.4,  # far apart, so that no two passages come out alike
    )
    bert.BertForSequenceClassification(config).save_pretrained(folder)
    bert.BertTokenizerFast(vocab_file=str(folder / "vocab.txt"), model_max_length=512).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def tiny_reranker(tmp_path_factory):
    return make(tmp_path_factory.mktemp("reranker") / "tiny")


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    """An article a statement, so that each is a passage of its own."""
    folder = tmp_path_factory.mktemp("harbour")
    lines = (json.dumps({"id": f"a{number}", "text": text}) for number, text in enumerate(SAID))
    (folder / "harbour.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build([folder / "harbour.jsonl"], folder / "index", Encoder.load())
    return folder / "index"


def scores_by_hand(folder, question, passages):
    from sentence_transformers import CrossEncoder

    model = CrossEncoder(str(folder), device="cpu", local_files_only=True)
    return [float(score) for score in model.predict([(question, passage) for passage in passages])]


def test_the_scores_are_those_of_the_model_for_the_question_with_each_passage(tiny_reranker):
    scores = Reranker.load(str(tiny_reranker)).scores(QUESTION, SAID)
    assert scores == pytest.approx(scores_by_hand(tiny_reranker, QUESTION, SAID), abs=1e-6)
    assert len({round(score, 4) for score in scores}) == len(SAID)
    assert Reranker.load(str(tiny_reranker)).scores(QUESTION, []).shape == (0,)


def test_hits_come_in_the_order_of_the_scores_and_are_the_same_ones(index, tiny_reranker):
    plain = Retriever.open(index).ask(QUESTION)
    reranked = Retriever.open(index, reranker=str(tiny_reranker)).ask(QUESTION)
    score = dict(zip(SAID, scores_by_hand(tiny_reranker, QUESTION, SAID), strict=True))
    texts = [hit.text for hit in reranked.hits]
    assert texts == sorted(SAID, key=score.__getitem__, reverse=True)
    assert texts != [hit.text for hit in plain.hits]
    assert {hit.passage_id for hit in reranked.hits} == {hit.passage_id for hit in plain.hits}
    assert [hit.score for hit in reranked.hits] == [hit.score for hit in plain.hits]
    assert [hit.rank for hit in reranked.hits] == [1, 2, 3, 4]


def test_the_best_is_found_below_what_is_shown(index, tiny_reranker):
    best = max(zip(scores_by_hand(tiny_reranker, QUESTION, SAID), SAID, strict=True))[1]
    (hit,) = Retriever.open(index, reranker=str(tiny_reranker)).ask(QUESTION, k=1).hits
    assert hit.text == best


@pytest.mark.parametrize(
    "question",
    [
        "What did Greta Holm say about fish?",
        "What did Greta Holm say?",
        "What did Anna Brel say about volcanoes in Iceland?",
    ],
)
def test_what_is_not_answered_without_a_reranker_is_not_answered_with_one(index, tiny_reranker, question):
    def asked(reranker):
        return Retriever.open(index, reranker=reranker).ask(question).model_copy(update={"took_ms": 0})

    assert asked(str(tiny_reranker)) == asked("")
    assert not asked("").answered


def test_a_newer_generation_keeps_the_reranker(tmp_path, tiny_reranker):
    def write(*said):
        lines = (json.dumps({"id": f"a{number}", "text": text}) for number, text in enumerate(said))
        (tmp_path / "harbour.jsonl").write_text("\n".join(lines), encoding="utf-8")
        build([tmp_path / "harbour.jsonl"], tmp_path / "index", Encoder.load())

    write(*SAID[:2])
    before = Retriever.open(tmp_path / "index", reranker=str(tiny_reranker))
    write(*SAID)
    newer = before.newer()
    assert newer is not None
    score = dict(zip(SAID, scores_by_hand(tiny_reranker, QUESTION, SAID), strict=True))
    assert [hit.text for hit in newer.ask(QUESTION).hits] == sorted(SAID, key=score.__getitem__, reverse=True)


def test_the_setting_names_it_and_none_is_the_default(index, tiny_reranker, elsewhere, monkeypatch):
    def order(**given):
        return [hit.text for hit in Retriever.open(index, **given).ask(QUESTION).hits]

    plain, reranked = order(), order(reranker=str(tiny_reranker))
    monkeypatch.setenv("ONRECORD_RERANKER", str(tiny_reranker))
    assert (order(), order(reranker="")) == (reranked, plain)
    monkeypatch.setenv("ONRECORD_RERANKER", "")
    assert order() == plain


def test_threads_share_a_reranker_from_its_first_use(tiny_reranker):
    fresh = Reranker.load(str(tiny_reranker))
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda _: fresh.scores(QUESTION, SAID), range(8)))
    assert all(np.array_equal(scores, together[0]) for scores in together)


@pytest.mark.parametrize(
    "text", ["", "\0", "\ud800", "word " * 20_000, "\u202eשלום عربى", "😀" * 500], ids=lambda text: ascii(text[:12])
)
def test_no_text_is_too_odd_to_read(tiny_reranker, text):
    assert math.isfinite(Reranker.load(str(tiny_reranker)).scores(text, [text])[0])


def broken(tmp_path, kind):
    if kind == "two numbers":
        return make(tmp_path / "model", labels=2)
    folder = tmp_path / "model" if kind == "nothing there" else make(tmp_path / "model")
    if kind == "no weights":
        (folder / "model.safetensors").unlink()
    elif kind == "cut off":
        (folder / "model.safetensors").write_bytes(b"\x08")
    elif kind == "a pickle":
        (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    return folder


BROKEN = {
    "nothing there": "there is no such folder",
    "no weights": "it cannot be loaded: ",
    "cut off": "it cannot be loaded: ",
    "a pickle": "it cannot be loaded: ",
    "two numbers": "it gives 2 numbers for a passage, and one is wanted",
}


@pytest.mark.parametrize("kind", BROKEN)
def test_one_that_cannot_be_used_is_one_line_that_names_it(index, onrecord, monkeypatch, tmp_path, kind):
    folder = broken(tmp_path, kind)
    monkeypatch.setenv("ONRECORD_RERANKER", str(folder))
    error = onrecord("ask", QUESTION, "--index", index).error
    assert error.startswith(f"the reranker '{folder}' cannot be used: {BROKEN[kind]}")
    assert error.endswith("; name another, or leave ONRECORD_RERANKER unset")
    with pytest.raises(RerankerError) as caught:
        Retriever.open(index, reranker=str(folder)).warm_up()
    assert (caught.value.reranker, str(caught.value)) == (str(folder), error)
