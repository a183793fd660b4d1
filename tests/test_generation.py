"""Opening generations: what is served is what was built, to the last bit."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onrecord.index.errors import (
    IndexDamaged,
    IndexFormatError,
    IndexMissing,
    StoreError,
)
from onrecord.index.generation import (
    current_id,
    generation_ids,
    open_current,
    open_generation,
)
from onrecord.index.manifest import FORMAT_VERSION, FileRecord, Manifest
from pydantic import ValidationError

from tests.generations import COUNTS, ENCODER, FILES, SOURCES, build, files_of, refused, rewritten


def test_what_was_published_is_what_opens(tmp_path: Path) -> None:
    before = datetime.datetime.now(datetime.UTC)
    built = build(tmp_path)
    opened = open_current(tmp_path)
    assert opened == built
    assert (tmp_path / "CURRENT").read_text() == f"{opened.id}\n"
    assert opened.path == tmp_path / "generations" / opened.id
    assert {name: (opened.path / name).read_bytes() for name in FILES} == FILES
    manifest = opened.manifest
    assert (manifest.encoder, manifest.counts, manifest.sources) == (ENCODER, COUNTS, SOURCES)
    assert manifest.format_version == FORMAT_VERSION
    assert before <= manifest.created <= datetime.datetime.now(datetime.UTC)
    assert manifest.files == {
        name: FileRecord(size=len(data), sha256=hashlib.sha256(data).hexdigest()) for name, data in FILES.items()
    }


def test_an_index_is_made_in_a_folder_that_does_not_exist_yet(tmp_path: Path) -> None:
    build(tmp_path / "data" / "index")
    assert open_current(tmp_path / "data" / "index").manifest.counts == COUNTS


def test_a_new_generation_becomes_current_and_the_old_one_stays(tmp_path: Path) -> None:
    old = build(tmp_path)
    new = build(tmp_path, {"file": b"new"})
    assert open_current(tmp_path).id == current_id(tmp_path) == new.id
    assert generation_ids(tmp_path) == [old.id, new.id]
    assert open_generation(tmp_path, old.id) == old


def test_no_index_is_missing_and_the_line_says_how_to_build_one(tmp_path: Path) -> None:
    index = tmp_path / "my index"
    for make in (lambda: None, index.mkdir, (index / "generations").mkdir):
        make()
        with pytest.raises(IndexMissing) as caught:
            open_current(index)
        assert str(caught.value) == f"there is no index in {index}; build one: onrecord build --index '{index}'"
    assert generation_ids(index) == []


def test_a_file_in_the_place_of_an_index_is_refused_for_reading_and_for_writing(tmp_path: Path) -> None:
    index = tmp_path / "file"
    index.write_text("in the way")
    with pytest.raises(StoreError, match="cannot be read: Not a directory"):
        open_current(index)
    with pytest.raises(StoreError, match="cannot be written: ") as caught:
        build(index)
    assert "\n" not in str(caught.value)
    assert index.read_text() == "in the way"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    index = tmp_path_factory.mktemp("index")
    build(index)
    return index


@settings(deadline=None, max_examples=300)
@given(data=st.data())
def test_one_flipped_bit_anywhere_is_refused(index: Path, data: st.DataObject) -> None:
    file = data.draw(st.sampled_from([file for file in files_of(index) if file.stat().st_size]))
    whole = file.read_bytes()
    position = data.draw(st.integers(0, 8 * len(whole) - 1))
    flipped = bytearray(whole)
    flipped[position // 8] ^= 1 << position % 8
    file.write_bytes(flipped)
    try:
        refused(index)
    finally:
        file.write_bytes(whole)


@pytest.mark.parametrize("keep", [0, 0.5, 0.99])
def test_a_truncated_file_is_refused(index: Path, keep: float) -> None:
    for file in files_of(index):
        if whole := file.read_bytes():
            file.write_bytes(whole[: int(keep * len(whole))])
            assert isinstance(refused(index), IndexDamaged)
            file.write_bytes(whole)


@pytest.mark.parametrize("name", [*FILES, "manifest.json"])
def test_a_missing_file_is_named(index: Path, name: str) -> None:
    file = open_current(index).path / name
    whole = file.read_bytes()
    file.unlink()
    refusal = refused(index)
    file.write_bytes(whole)
    assert isinstance(refusal, IndexDamaged)
    assert name in refusal.reason


def test_a_longer_file_is_refused(index: Path) -> None:
    file = open_current(index).path / "empty"
    file.write_bytes(b"\0")
    refusal = refused(index)
    file.write_bytes(b"")
    assert refusal.reason == "empty is not the file that was built"


@pytest.mark.parametrize(
    "text",
    ["", "\n", "..\n", "../../elsewhere\n", "/etc\n", "a\0b\n", "CURRENT\n", "\ufffd\n", "x" * 1_000],
    ids=lambda text: ascii(text[:20]),
)
def test_current_is_an_id_and_never_a_path(index: Path, text: str) -> None:
    whole = (index / "CURRENT").read_bytes()
    for variant in (text.encode(), whole + text.encode(), whole[:-1] + b" " + text.encode()):
        if variant != whole:
            (index / "CURRENT").write_bytes(variant)
            assert refused(index).reason == "CURRENT does not name a generation"
    (index / "CURRENT").write_bytes(whole)


def test_a_generation_that_is_gone_is_damage(index: Path) -> None:
    path = open_current(index).path
    path.rename(index / "aside")
    refusal = refused(index)
    (index / "aside").rename(path)
    assert isinstance(refusal, IndexDamaged)
    assert path.name in refusal.reason


def test_lock_files_and_others_that_were_not_built_do_not_matter(index: Path) -> None:
    opened = open_current(index)
    (opened.path / ".tantivy-meta.lock").touch()
    (opened.path / "words" / "notes.txt").write_text("mine")
    assert open_current(index) == opened


@pytest.mark.parametrize("found", [0, FORMAT_VERSION + 1, "2b", None])
def test_another_format_is_named_with_the_one_wanted(tmp_path: Path, found: object) -> None:
    rewritten(build(tmp_path), lambda manifest: manifest.update(format_version=found, new="field"))
    with pytest.raises(
        IndexFormatError, match=f"has format {found!r}, and this version reads format {FORMAT_VERSION};"
    ) as caught:
        open_current(tmp_path)
    assert (caught.value.found, caught.value.wanted) == (found, FORMAT_VERSION)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda manifest: manifest.clear(), "cannot be read"),
        (lambda manifest: manifest.pop("encoder"), "incomplete"),
        (lambda manifest: manifest["files"].update({"../x": {"size": 0, "sha256": "a" * 64}}), "incomplete"),
    ],
    ids=["empty", "without encoder", "a file outside"],
)
def test_a_manifest_that_lacks_what_it_needs_is_refused(
    tmp_path: Path, change: Callable[[dict[str, object]], object], says: str
) -> None:
    rewritten(build(tmp_path), change)
    with pytest.raises(IndexDamaged, match=says):
        open_current(tmp_path)


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "words/../../x"])
def test_a_manifest_lists_no_file_outside_of_its_generation(tmp_path: Path, name: str) -> None:
    values = build(tmp_path).manifest.model_dump()
    with pytest.raises(ValidationError, match="lies outside of the generation"):
        Manifest.model_validate(values | {"files": {name: FileRecord(size=0, sha256="a" * 64)}})
