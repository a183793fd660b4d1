"""Compressed files: what is in them is read as if it lay there, and never more than is allowed is expanded."""

import gzip
import io
import os
import tracemalloc
import zipfile

import pytest
from onrecord.corpus import Article, ArticleError
from onrecord.corpus.reading.expanding import MAX_RATIO, Budget
from onrecord.corpus.reading.raw import MAX_FILE_BYTES

from tests.articles import found_in

LINES = b'{"text": "one"}\n{"text": "two"}\n'


def zipped(members, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.fixture
def read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def read(name, data):
        (tmp_path / name).write_bytes(data)
        return found_in(name)

    return read


def in_brief(found):
    return [(one.origin, one.text) if isinstance(one, Article) else (one.where, one.reason[:24]) for one in found]


@pytest.mark.parametrize(
    ("name", "data", "wanted"),
    [
        ("a.jsonl.gz", gzip.compress(LINES), ["one", "two"]),
        ("a.txt.gz", gzip.compress(b"one"), ["one"]),
        ("a.CSV.GZ", gzip.compress(b"text\none\ntwo\n"), ["one", "two"]),
        ("a.md.gz", gzip.compress(b"---\nid: x\n---\n") + gzip.compress(b"one"), ["one"]),
        ("a.tsv.gz", gzip.compress("text\none".encode("utf-16")), ["one"]),
    ],
)
def test_a_gzipped_file_is_read_as_what_it_holds(read, name, data, wanted):
    found = read(name, data)
    assert [one.text for one in found] == wanted
    assert {one.origin for one in found} == {name}


def test_a_gzipped_text_is_called_by_its_name_without_both_suffixes(read):
    (article,) = read("rain.de.txt.gz", gzip.compress(b"one"))
    assert article.id == "rain.de"


def test_members_of_a_zip_are_read_in_the_order_of_their_names(read):
    members = {"b.md": b"B", "a/z.txt": b"Z", "a/news.jsonl.gz": gzip.compress(LINES), "c.csv": b"text\nC\n"}
    passed_over = {"README.md": b"x", ".hidden.txt": b"x", "__MACOSX/._b.md": b"x", "d/": b"", ".git/a.txt": b"x"}
    assert in_brief(read("news.zip", zipped(members | passed_over))) == [
        ("news.zip/a/news.jsonl.gz", "one"),
        ("news.zip/a/news.jsonl.gz", "two"),
        ("news.zip/a/z.txt", "Z"),
        ("news.zip/b.md", "B"),
        ("news.zip/c.csv", "C"),
    ]


def test_members_of_one_name_are_articles_of_their_own(read):
    found = read("a.zip", zipped({"x/1.txt": "one", "y/1.txt.gz": gzip.compress(b"two"), "../z/2.txt": "three"}))
    assert [one.id for one in found] == ["2", "x-1", "y-1"]


def test_paths_in_a_zip_lead_nowhere(read, tmp_path):
    found = read("a.zip", zipped({"../../out.txt": b"x", "/etc/b.txt": b"y", "a\\c.txt": b"z", "n\nl.txt": b"w"}))
    assert [one.text for one in found] == ["x", "y", "z", "w"]
    assert [one.origin for one in found] == [
        "a.zip/../../out.txt",
        "a.zip//etc/b.txt",
        "a.zip/a\\c.txt",
        "a.zip/n l.txt",
    ]
    assert os.listdir(tmp_path) == ["a.zip"]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.zip", zipped({"b.zip": zipped({"c.txt": b"x"})}), "an archive in an archive"),
        ("a.zip", zipped({"b.zip.gz": gzip.compress(zipped({"c.txt": b"x"}))}), "an archive in an archive"),
        ("a.zip.gz", gzip.compress(zipped({"c.txt": b"x"})), "an archive in an archive"),
        ("a.txt.gz.gz", gzip.compress(gzip.compress(b"x")), "an archive in an archive"),
        ("a.gz", gzip.compress(b"x"), "a file of kind 'unknown'"),
        ("a.zip", zipped({"b.png": b"x"}), "a file of kind '.png'; wanted one of"),
        ("a.txt.gz", b"It rains.", "damaged or cut off, or compressed in an unknown way: Not a gzipped"),
        ("a.txt.gz", gzip.compress(os.urandom(9_000))[:-20], "damaged or cut off"),
        ("a.zip", b"It rains.", "no zip archive, or a damaged one"),
        ("a.zip", b"", "no zip archive, or a damaged one"),
        ("a.zip", zipped({"c.txt": b"x" * 99})[:-30], "no zip archive, or a damaged one"),
        ("a.zip", zipped({"c.txt": b"It rains."}, zipfile.ZIP_STORED).replace(b"It", b"is"), "damaged or cut off"),
    ],
)
def test_a_damaged_or_nested_archive_is_a_fault(read, name, data, reason):
    (fault,) = read(name, data)
    assert isinstance(fault, ArticleError)
    assert fault.reason.startswith(reason)


def test_lines_before_the_damage_are_read(read):
    lines = b"".join(b'{"text": "%d %s"}\n' % (n, os.urandom(9).hex().encode()) for n in range(9_000))
    *articles, fault = read("a.jsonl.gz", gzip.compress(lines)[:-9_000])
    assert len(articles) > 7_000
    assert all(isinstance(one, Article) or one.reason.startswith("not JSON") for one in articles)
    assert fault.reason.startswith("damaged or cut off")


def test_an_encrypted_member_is_a_fault_and_the_others_are_read(read):
    data = bytearray(zipped({"a.txt": b"x", "b.txt": b"y"}))
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    assert in_brief(read("a.zip", bytes(data))) == [("a.zip/a.txt", "encrypted; give it witho"), ("a.zip/b.txt", "y")]


def bomb(size):
    """A zip of one member of zeros, made a piece at a time."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a.jsonl", "w", force_zip64=True) as file,
    ):
        for _ in range(size // 1_000_000):
            file.write(bytes(1_000_000))
    return buffer.getvalue()


@pytest.mark.slow
def test_a_bomb_is_a_fault_that_says_so_and_is_not_expanded(read):
    data = bomb(300_000_000)
    assert len(data) < 400_000
    tracemalloc.start()
    (fault,) = read("a.zip", data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert fault.reason.startswith(f"it expands to more than {MAX_RATIO} times its {len(data)} bytes, as a bomb does")
    assert peak < 5 * MAX_FILE_BYTES


@pytest.mark.slow
def test_many_small_members_are_a_bomb_together(read):
    members = {f"{n}.txt": b"x " * 2_000_000 for n in range(6)}
    found = read("a.zip", zipped(members))
    assert [isinstance(one, Article) for one in found] == [True, True, False, False, False, False]
    assert all("as a bomb does" in one.reason for one in found[2:])


@pytest.mark.slow
def test_a_text_that_expands_beyond_a_texts_bound_is_a_fault(read):
    data = gzip.compress(os.urandom(1_000).hex().encode() * 20_000, 1)
    (fault,) = read("a.txt.gz", data)
    assert fault.reason == f"more than {MAX_FILE_BYTES} bytes; at most {MAX_FILE_BYTES} are read"


def test_a_budget_ends_with_what_the_largest_file_may_hold():
    budget = Budget("a.gz", compressed=10**9)
    budget.use(16_000_000_000)
    with pytest.raises(ArticleError, match="it expands to more than 16000000000 bytes"):
        budget.use(1)
