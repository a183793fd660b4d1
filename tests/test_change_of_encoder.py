"""Another encoder: everything embedded anew beside what is served, and no vectors ever mixed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from onrecord.index import Encoder, EncoderMismatch, Options, Retriever, add, build, remove
from onrecord.index.generation import current_id, generation_ids
from onrecord.index.progress import Step
from onrecord.index.promotion import encoder_of

from tests.collections_of_articles import CountingEncoder, asked, many, vectors_of, write

Model = Callable[..., Path]


@pytest.fixture
def model(tmp_path: Path, tiny_encoder: Path) -> Model:
    """Make a model: the tiny one with prompts, with other weights, or with another dimension."""
    from safetensors.numpy import load_file, save_file

    def model(name: str, prompts: dict[str, str] | None = None, seed: int | None = None, dimension: int = 8) -> Path:
        folder = tmp_path / name
        shutil.copytree(tiny_encoder, folder)
        if prompts is not None:
            file = folder / "config_sentence_transformers.json"
            file.write_text(json.dumps(json.loads(file.read_text()) | {"prompts": prompts}))
        if seed is not None:
            (weights,) = folder.rglob("*.safetensors")
            shape = {key: (len(value), dimension) for key, value in load_file(weights).items()}
            random = np.random.default_rng(seed)
            save_file({key: random.normal(size=size).astype(np.float32) for key, size in shape.items()}, weights)
        return folder

    return model


E5 = {"query": "what rain: ", "document": "syria : "}
INSTRUCTION = {"query": "Instruct: what did peskov say about it?\nQuery: ", "document": ""}


@pytest.mark.parametrize("prompts", [E5, INSTRUCTION], ids=["e5", "instruction"])
def test_passages_and_questions_get_the_prompts_of_the_model(
    model: Model, tmp_path: Path, tiny_encoder: Path, prompts: dict[str, str]
) -> None:
    plain, prompted = Encoder.load(str(tiny_encoder)), Encoder.load(str(model("prompted", prompts)))
    text = "It rains about kurds."
    assert np.allclose(prompted.encode_questions([text]), plain.encode_questions([prompts["query"] + text]))
    assert np.allclose(prompted.encode_passages([text]), plain.encode_passages([prompts["document"] + text]))
    built = build([write(tmp_path / "a.jsonl", many(4))], tmp_path / "index", prompted)
    texts = [text for article in many(4) for text in article["text"].split("\n\n")]
    expected = plain.encode_passages([prompts["document"] + text for text in texts])
    assert np.allclose(vectors_of(built.generation), expected, atol=1e-6)
    assert asked(tmp_path / "index", prompted)


@pytest.mark.parametrize(
    "change",
    [
        {"prompts": E5},
        {"prompts": INSTRUCTION},
        {"prompts": {"query": "", "document": E5["document"]}},
        {"seed": 2},
        {"seed": 2, "dimension": 12},
    ],
    ids=["prompts", "prompt of questions", "prompt of passages", "weights", "dimension"],
)
def test_another_encoder_embeds_everything_beside_what_is_served_and_then_takes_over(
    model: Model, tmp_path: Path, tiny_encoder: Path, change: dict[str, int]
) -> None:
    index, source = tmp_path / "index", write(tmp_path / "a.jsonl", many(8))
    old, other = Encoder.load(str(tiny_encoder)), CountingEncoder(model("other", **change))
    first = build([source], index, old).generation
    for refused in (lambda: add([source], index, other), lambda: remove(["article-1"], index, other)):
        with pytest.raises(
            EncoderMismatch, match=rf"rebuild it: onrecord build SOURCE ... --index {index} --encoder {other.name}"
        ):
            refused()
    assert generation_ids(index) == [first.id]
    other.read.clear()

    def served(step: Step, done: int, total: int | None) -> None:
        assert current_id(index) == first.id
        if step is Step.EMBEDDING:
            assert asked(index, old)

    built = build([source], index, other, served)
    assert built.changes.embedded == 16
    assert built.changes.unchanged == 8
    assert (current_id(index), built.generation.manifest.encoder) == (built.generation.id, other.fingerprint)
    assert asked(index, other)
    with pytest.raises(
        EncoderMismatch, match=rf"rebuild it: onrecord build SOURCE ... --index {index} --encoder {old.name}"
    ):
        _ask(index, old)
    assert build([source], index, CountingEncoder(tmp_path / "other"), options=Options(idle=True)).changed is False


def _ask(index: Path, encoder: Encoder) -> None:
    with closing(Retriever.open(index, encoder=encoder.name)) as retriever:
        retriever.ask("What did Ann Lee say about the rain?")


def test_the_same_model_saved_with_other_notes_is_the_same_encoder(
    model: Model, tmp_path: Path, tiny_encoder: Path
) -> None:
    source = write(tmp_path / "a.jsonl", many(3))
    build([source], tmp_path / "index", Encoder.load(str(tiny_encoder)))
    folder = model("noted")
    (folder / "notes.json").write_text("{}")
    (folder / "README.md").write_text("It is the same.")
    built = add([write(tmp_path / "b.jsonl", many(4))], tmp_path / "index", Encoder.load(str(folder)))
    assert (built.changes.added, built.changes.embedded) == (1, 2)


def test_the_same_weights_with_another_prompt_are_refused_at_opening_and_never_taken_for_those_of_the_index(
    model: Model, tmp_path: Path, tiny_encoder: Path
) -> None:
    index, prompted = tmp_path / "index", model("prompted", E5)
    made = build([write(tmp_path / "a.jsonl", many(4))], index, Encoder.load(str(prompted))).generation
    with pytest.raises(EncoderMismatch, match="the same weights, and vectors"):
        Retriever.open(index, encoder=str(tiny_encoder))
    assert encoder_of(made, Encoder.load(str(tiny_encoder))).name == str(prompted)
