"""A disk that is full or read-only: one line of error, and what was served is served."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from onrecord.index import Encoder, Retriever, StoreError, build
from onrecord.index.generation import current_id, generation_ids, open_current, prune
from onrecord.index.journal import PREFIX

from tests.collections_of_articles import asked, many, write

FEW, MORE = many(5), many(150, "snow")


class Disk:
    """A file system in memory, of some kilobytes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.index = path / "index"

    def remount(self, *options: str) -> None:
        subprocess.run(["mount", "-o", ",".join(("remount", *options)), str(self.path)], check=True)  # noqa: S607

    def resize(self, kilobytes: int) -> None:
        self.remount(f"size={kilobytes}k")

    @property
    def used(self) -> int:
        """Kilobytes, as the file system counts them."""
        return shutil.disk_usage(self.path).used // 1024

    def fill(self) -> None:
        with suppress(OSError), (self.path / "ballast").open("wb", buffering=0) as file:
            while file.write(bytes(1 << 16)):
                pass


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    path = tmp_path / "disk"
    path.mkdir()
    if os.getuid() != 0:
        pytest.skip("only a superuser may mount a file system")
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(path)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody mount a file system")
    yield Disk(path)
    subprocess.run(["umount", "-l", str(path)], check=True)  # noqa: S607


@pytest.fixture
def encoder(tiny_encoder: Path) -> Encoder:
    return Encoder.load(str(tiny_encoder))


def refusal(write: Callable[[], object]) -> str | None:
    """What the system refuses, in the words of the product; ``None`` where nothing."""
    try:
        write()
    except StoreError as error:
        return str(error)
    return None


def left(index: Path) -> set[str]:
    """What lies in an index beside what belongs there."""
    names = {path.name for path in (*index.iterdir(), *(index / "generations").iterdir())}
    belongs = {".lock", "CURRENT", "generations", *generation_ids(index)}
    return {name for name in names - belongs if not name.startswith(PREFIX)}


@pytest.mark.slow
def test_a_full_disk_of_any_size_costs_one_build_and_nothing_else(
    disk: Disk, tmp_path: Path, encoder: Encoder, capfd: pytest.CaptureFixture[str]
) -> None:
    few, more = write(tmp_path / "few.jsonl", FEW), write(tmp_path / "more.jsonl", MORE)
    before = build([few], disk.index, encoder).generation.id
    small = disk.used
    build([more], disk.path / "trial", encoder)
    step = (disk.used - small) // 12
    shutil.rmtree(disk.path / "trial")
    refused = []
    for size in range(small, small + 40 * step, step):
        disk.resize(size)
        capfd.readouterr()
        error = refusal(lambda: build([more], disk.index, encoder))
        if error is not None:
            refused.append(error)
            assert "\n" not in error
            assert "damaged" not in error
            assert current_id(disk.index) == before
            assert left(disk.index) == set()
            assert asked(disk.index, encoder)
            assert capfd.readouterr() == ("", "")
        else:
            break
    assert len(refused) >= 6
    assert (current_id(disk.index) != before, left(disk.index)) == (True, set())
    assert asked(disk.index, encoder, "What did Ann Lee say about the snow?")
    assert not list(disk.index.glob(f"{PREFIX}*"))


def test_a_journal_that_filled_the_disk_gives_way_to_the_generation(
    disk: Disk, tmp_path: Path, encoder: Encoder
) -> None:
    more = write(tmp_path / "more.jsonl", MORE)
    build([write(tmp_path / "few.jsonl", FEW)], disk.index, encoder)
    small = disk.used
    build([more], disk.path / "trial", encoder)
    enough = disk.used - small
    shutil.rmtree(disk.path / "trial")

    def stop(step: object, done: int, total: int | None) -> None:
        if step == "embedding passages" and done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build([more], disk.index, encoder, stop)
    (journal,) = disk.index.glob(f"{PREFIX}*")
    with journal.open("ab") as file:  # what many builds of other articles may have left
        file.write(bytes(journal.stat().st_size * 100))
    assert journal.stat().st_size // 1024 > enough
    disk.resize(disk.used + 16)
    with pytest.raises(StoreError):
        build([more], disk.index, encoder)
    built = build([more], disk.index, encoder)
    assert built.generation.id == current_id(disk.index)
    assert not journal.exists()


@pytest.mark.slow
def test_on_a_full_disk_an_index_opens_and_pruning_makes_room(
    disk: Disk, tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = [write(tmp_path / f"{word}.jsonl", many(40, word)) for word in ("rain", "hail", "snow")]
    ids = [build([source], disk.index, encoder).generation.id for source in sources]
    disk.fill()
    with pytest.raises(StoreError, match=r"No space left|is full|cannot be written"):
        build([sources[0]], disk.index, encoder)
    # No folder for temporary files takes any, as where all lie on the same disk.
    code = (
        "import sys, tempfile; from pathlib import Path; from onrecord.index import Encoder\n"
        "from tests.collections_of_articles import asked\n"
        "tempfile._candidate_tempdir_list = lambda: [sys.argv[3]]\n"
        "print(asked(Path(sys.argv[1]), Encoder.load(sys.argv[2]), 'What did Ann Lee say about the snow?'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(disk.index), encoder.name, str(disk.path)],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("True\n", "")
    assert prune(disk.index, 1) == ids[:2]
    (disk.path / "ballast").unlink()
    assert build([sources[0]], disk.index, encoder).generation.id == current_id(disk.index)


def test_a_read_only_disk_is_read_and_a_build_says_what_refuses(disk: Disk, tmp_path: Path, encoder: Encoder) -> None:
    few = write(tmp_path / "few.jsonl", FEW)
    before = build([few], disk.index, encoder).generation
    disk.remount("ro")
    for write_there in (lambda: build([few], disk.index, encoder), lambda: prune(disk.index)):
        with pytest.raises(StoreError, match=r"cannot be written: Read-only file system \(.*\.lock\)") as caught:
            write_there()
        assert "\n" not in str(caught.value)
    assert open_current(disk.index) == before
    with closing(Retriever.open(disk.index, encoder=encoder.name)) as retriever:
        assert retriever.ask("What did Ann Lee say about the rain?").answered
        assert retriever.newer() is None
