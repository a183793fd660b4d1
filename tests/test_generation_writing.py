"""Writing generations: a build that fails, dies or meets another changes nothing that was there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import AbstractContextManager
from pathlib import Path
from types import FrameType

import pytest
from onrecord.index import generation as generations
from onrecord.index.errors import (
    EncoderMismatch,
    IndexBusy,
    IndexDamaged,
    IndexFormatError,
    IndexMissing,
    NoneCurrent,
    StoreError,
)
from onrecord.index.generation import (
    Generation,
    generation_ids,
    new_generation,
    open_current,
    open_last_good,
    promote,
    prune,
)
from onrecord.index.lock import writing
from onrecord.index.manifest import Manifest, read_manifest

from tests.generations import build, contents, fill, manifest, run


@pytest.mark.parametrize("with_one_before", [False, True])
@pytest.mark.parametrize("step", ["nothing written", "files written", "not published"])
def test_a_build_that_ends_early_leaves_what_was_there(tmp_path: Path, step: str, with_one_before: bool) -> None:
    index = tmp_path / "index"
    if with_one_before:
        build(index)
    else:
        (index / "generations").mkdir(parents=True)
    before = contents(index)
    if step == "not published":
        with new_generation(index) as draft:
            fill(draft)
    else:
        with pytest.raises(KeyboardInterrupt), new_generation(index) as draft:  # noqa: PT012
            if step == "files written":
                fill(draft)
            raise KeyboardInterrupt
    assert contents(index) == before


def test_a_publication_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    old = build(tmp_path)
    (tmp_path / "CURRENT").rename(tmp_path / "CURRENT.kept")
    (tmp_path / "CURRENT").mkdir()  # which no rename can replace with a file
    before = contents(tmp_path)
    with pytest.raises(StoreError, match="cannot be written: Is a directory"):
        build(tmp_path)
    assert contents(tmp_path) == before
    (tmp_path / "CURRENT").rmdir()
    (tmp_path / "CURRENT.kept").rename(tmp_path / "CURRENT")
    assert generation_ids(tmp_path) == [old.id]
    assert open_current(tmp_path) == old
    assert build(tmp_path) == open_current(tmp_path)


def test_an_interrupt_right_after_a_generation_became_current_leaves_it_there(tmp_path: Path) -> None:
    build(tmp_path)

    def interrupt(frame: FrameType, event: str, argument: object) -> None:
        if event == "return" and frame.f_code.co_name == "_replace_current":
            sys.setprofile(None)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), new_generation(tmp_path) as draft:  # noqa: PT012
        fill(draft)
        sys.setprofile(interrupt)
        draft.publish(manifest)
    assert open_current(tmp_path).id == generation_ids(tmp_path)[-1] == draft.path.name


def test_an_error_of_the_builder_passes_through(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), new_generation(tmp_path):
        1 / 0  # noqa: B018


BUILDER = """
import sys
from pathlib import Path
from onrecord.index.generation import new_generation
with new_generation(Path(sys.argv[1])) as draft:
    (draft.path / "half").write_text("half a fi")
    print("building", flush=True)
    sys.stdin.read()
"""


def test_a_second_builder_is_told_to_wait_and_a_killed_one_holds_nobody_up(tmp_path: Path) -> None:
    old = build(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", BUILDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "building\n"
        with pytest.raises(
            IndexBusy, match=rf"^process {other.pid} \(build, since [\d:]+\) is writing the index"
        ) as caught:
            build(tmp_path)
        assert "\n" not in str(caught.value)
        with pytest.raises(IndexBusy):
            prune(tmp_path)
        assert open_current(tmp_path) == old
        other.kill()
    (leftover,) = (tmp_path / "generations").glob(".building-*")
    assert (leftover / "half").exists()
    assert open_current(tmp_path) == old
    new = build(tmp_path)
    assert not leftover.exists()
    assert open_current(tmp_path) == new


def test_a_builder_in_the_same_process_waits_as_well(tmp_path: Path) -> None:
    with new_generation(tmp_path), pytest.raises(IndexBusy):
        build(tmp_path)
    assert build(tmp_path) == open_current(tmp_path)


@pytest.mark.parametrize(("keep", "left"), [(0, [4]), (1, [4]), (2, [3, 4]), (3, [2, 3, 4]), (9, [0, 1, 2, 3, 4])])
def test_pruning_keeps_the_newest(tmp_path: Path, keep: int, left: list[int]) -> None:
    ids = [build(tmp_path, {"number": bytes([number])}).id for number in range(5)]
    removed = prune(tmp_path, keep)
    assert generation_ids(tmp_path) == [ids[number] for number in left]
    assert sorted([*removed, *generation_ids(tmp_path)]) == ids
    assert sorted(os.listdir(tmp_path / "generations")) == generation_ids(tmp_path)
    assert open_current(tmp_path).id == ids[4]


def test_pruning_keeps_the_current_one_even_if_it_is_the_oldest(tmp_path: Path) -> None:
    ids = [build(tmp_path).id for _ in range(5)]
    (tmp_path / "CURRENT").write_text(f"{ids[0]}\n")
    assert prune(tmp_path, 2) == ids[1:3]
    assert generation_ids(tmp_path) == [ids[0], *ids[3:]]


def test_pruning_keeps_one_with_other_articles_also_where_a_damaged_one_is_among_the_newest(tmp_path: Path) -> None:
    def made(content: str) -> Generation:
        with new_generation(tmp_path) as draft:
            fill(draft)
            return draft.publish(lambda **known: manifest(content=content, **known))

    others, _, bad, same = made("a"), made("b"), made("b"), made("b")
    (bad.path / "manifest.json").write_text("no longer")
    prune(tmp_path, 2)
    assert generation_ids(tmp_path) == [others.id, bad.id, same.id]


def test_where_the_current_one_is_removed_while_it_is_opened_the_one_in_its_place_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tmp_path)

    def meanwhile(path: Path) -> Manifest:
        monkeypatch.undo()
        build(tmp_path)
        prune(tmp_path, 1)
        return read_manifest(path)

    monkeypatch.setattr(generations, "read_manifest", meanwhile)
    opened, damage = open_last_good(tmp_path)
    assert ([opened.id], damage) == (generation_ids(tmp_path), None)


def test_nothing_is_pruned_while_none_is_current(tmp_path: Path) -> None:
    ids = [build(tmp_path).id for _ in range(2)]
    (tmp_path / "CURRENT").write_text("damaged\n")
    with pytest.raises(IndexDamaged):
        prune(tmp_path, 1)
    (tmp_path / "CURRENT").unlink()
    with pytest.raises(NoneCurrent):
        prune(tmp_path, 1)
    assert generation_ids(tmp_path) == ids


def test_an_index_that_nobody_may_write_opens_and_a_build_says_why_it_cannot() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        index = Path(folder) / "index"
        built = build(index)
        before = contents(index)
        (index / "generations").chmod(0o555)
        index.chmod(0o555)
        done = run(
            """
import os, sys
from pathlib import Path
from onrecord.index.errors import StoreError
from onrecord.index.generation import new_generation, open_current
if os.getuid() == 0:  # whom no permission stops
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
index = Path(sys.argv[1])
print(open_current(index).id)
try:
    with new_generation(index):
        print("building")
except StoreError as error:
    print(error)
""",
            str(index),
        )
        index.chmod(0o755)
        (index / "generations").chmod(0o755)
        assert contents(index) == before
        shutil.rmtree(index)
    opened, refusal = done.stdout.splitlines()
    assert opened == built.id
    assert refusal.startswith(f"the index in {index} cannot be written: Permission denied (")
    assert done.stderr == ""


def test_a_full_disk_is_an_error_in_one_line_and_leaves_what_was_there(tmp_path: Path) -> None:
    old = build(tmp_path)
    before = contents(tmp_path)
    done = run(
        """
import resource, sys
from pathlib import Path
from onrecord.index.errors import StoreError
from onrecord.index.generation import new_generation
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))  # files may not grow further, as on a full disk
try:
    with new_generation(Path(sys.argv[1])) as draft:
        (draft.path / "file").write_bytes(bytes(2000))
except StoreError as error:
    print(error)
""",
        str(tmp_path),
    )
    assert done.stdout.startswith(f"the index in {tmp_path} cannot be written: File too large")
    assert (done.stdout.count("\n"), done.stderr) == (1, "")
    assert contents(tmp_path) == before
    assert open_current(tmp_path) == old


def test_an_error_in_a_file_of_an_index_names_the_index_in_its_command(tmp_path: Path) -> None:
    file = build(tmp_path).path / "words" / "meta.json"
    for error in (
        IndexMissing(file),
        IndexDamaged(file, "cut"),
        IndexFormatError(file, 2, 1),
        IndexBusy(file),
        EncoderMismatch(file, "one", "my model", "other weights"),
    ):
        assert error.index == tmp_path
        assert f" --index {tmp_path}" in str(error)
    assert str(error).endswith(
        "was built with the encoder 'one', and 'my model' is in use (other weights);"
        f" rebuild it: onrecord build SOURCE ... --index {tmp_path} --encoder 'my model'"
    )


def test_a_folder_whose_name_is_no_text_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    index = tmp_path / os.fsdecode(b"\xff")
    for use in (build, open_current, prune):
        with pytest.raises(StoreError, match="its name is not valid UTF-8; rename it"):
            use(index)
    assert not index.exists()


def test_what_became_current_while_pruning_waited_is_not_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [build(tmp_path).id for _ in range(3)]

    def meanwhile(index: Path, command: str) -> AbstractContextManager[None]:
        monkeypatch.undo()
        promote(tmp_path, ids[0])
        return writing(index, command)

    monkeypatch.setattr(generations, "writing", meanwhile)
    assert prune(tmp_path, 1) == [ids[1]]
    assert open_current(tmp_path).id == ids[0]
