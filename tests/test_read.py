"""Reading articles from files: every kind, every fault, and nothing that stops the rest."""

import datetime
import hashlib
import json
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onrecord.corpus import Article, ArticleError, Found, read_articles, shipped_articles
from onrecord.corpus.model import MAX_ID_LENGTH
from onrecord.corpus.reading.identity import content_id
from onrecord.corpus.reading.json_lines import parse_json
from onrecord.corpus.reading.plain import parse_text
from onrecord.corpus.reading.raw import MAX_FILE_BYTES

DAY = datetime.date(2015, 11, 28)


def read(folder: Path, name: str, data: bytes | str) -> list[Found]:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read_articles(path))


def parsed(text: str) -> Article:
    return parse_text(text, where="a.md", default_id="a")


# --- plain text and Markdown ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("body", {"id": "a", "text": "body"}),
        ("\n\n  body\n\nmore \n\n", {"text": "  body\n\nmore "}),
        ("---\ntitle: T\n---\nbody", {"title": "T", "text": "body"}),
        ("---\r\ntitle: T\r\n---\r\nbody\r\nmore", {"title": "T", "text": "body\nmore"}),
        ("---\rtitle: T\r---\rbody\rmore", {"title": "T", "text": "body\nmore"}),
        ("\ufeff---\ntitle: T\n---\nbody", {"title": "T", "text": "body"}),
        ("--- \ntitle: T\n---\t\nbody", {"title": "T", "text": "body"}),
        ("---\ntitle: T\n...\nbody", {"title": "T", "text": "body"}),
        ("---\ntitle: 'A --- B'\n---\nbody\n---\nmore", {"title": "A --- B", "text": "body\n---\nmore"}),
        ("---\n---\nbody", {"title": None, "text": "body"}),
        ("----\ntitle: T\n----", {"title": None, "text": "----\ntitle: T\n----"}),
        ("---\nTitle: T\nSOURCE: S\n---\nbody", {"title": "T", "source": "S"}),
        ("---\ntitle: 1984\nid: 007\n---\nbody", {"title": "1984", "id": "007"}),
        ("---\ntitle: |\n  one\n  two\n---\nbody", {"title": "one two"}),
        ("---\ntitle: a\x00b\n---\nbo\x07dy", {"title": "a b", "text": "bo dy"}),
        ('---\nid: "a\\nb"\n---\nbody', {"id": "a b"}),
        ("---\ntags: [a, b]\ndraft: true\n---\nbody", {"text": "body"}),
        ("---\nbase: &base T\ntitle: *base\n---\nbody", {"title": "T"}),
        ("---\ndate: 2015-11-28\n---\nbody", {"published": DAY}),
        ("---\npublished: 2015-11-28T10:00:00Z\n---\nbody", {"published": DAY}),
        ("---\npublished: null\ndate: 2015-11-28\n---\nbody", {"published": None}),
        ("---\ndate: '20151128'\n---\nbody", {"published": DAY}),
        ("---\ndate: null\ntitle: ~\nauthor:\nsource: unknown\n---\nbody", {"published": None, "title": None}),
    ],
)
def test_front_matter_of_every_form_is_read(text: str, wanted: dict[str, object]) -> None:
    fields = parsed(text).model_dump()
    assert {name: fields[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", None, "no text"),
        (" \n\n\u00a0", None, "no text"),
        ("---\ntitle: T\n---\n", None, "no text"),
        ("---\ntitle: T\nbody", 1, "never closed"),
        ("---\n- a\n- b\n---\nbody", 2, "'key: value'"),
        ("---\nhello\n---\nbody", 2, "'key: value'"),
        ("---\ntitle: T\nsource: [a\n---\nbody", 4, "not YAML"),
        ("---\n\ttitle: T\n---\nbody", 2, "not YAML"),
        ("---\n? [a, b]\n: c\n---\nbody", 2, "unhashable"),
        ("---\ntitle: [a, b]\n---\nbody", None, "title: found list"),
        ("---\nurl: {a: b}\n---\nbody", None, "url: found dict"),
        ("---\na: &a [*a]\n---\nbody", 2, "recursive"),
        ("---\ntitle: " + "[" * 5_000 + "\n---\nbody", 1, "not YAML"),
        ("---\ndate: yesterday\n---\nbody", None, "date: found 'yesterday'; wanted ISO 8601"),
        ("---\ndate: 2015-13-01\n---\nbody", None, "ISO 8601"),
        ("---\ndate: [2015]\n---\nbody", None, "date: found list"),
        (f"---\nid: {'i' * 201}\n---\nbody", None, f"201 characters; at most {MAX_ID_LENGTH}"),
    ],
)
def test_a_fault_is_told_with_its_line_and_what_was_wanted(text: str, line: int | None, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason) as caught:
        parsed(text)
    assert (caught.value.where, caught.value.line) == ("a.md", line)
    assert "\n" not in str(caught.value)


def test_yaml_constructs_nothing_and_a_bomb_of_anchors_stays_small() -> None:
    assert parsed("---\ntitle: !!python/object/new:os.system x\n---\nbody").title == "x"
    layers = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    assert parsed(f"---\na0: &a0 x\n{layers}---\nbody").text == "body"
    with pytest.raises(ArticleError, match="title: found list"):
        parsed(f"---\na0: &a0 x\n{layers}title: *a29\n---\nbody")


@settings(deadline=None)
@given(st.text(st.characters()))
def test_any_text_is_an_article_or_a_fault_of_one_line(text: str) -> None:
    try:
        told = parsed(text)
    except ArticleError as error:
        assert "\n" not in str(error)  # noqa: PT017 -- either may happen
    else:
        told.model_dump_json()


# --- JSON Lines -----------------------------------------------------------------------------------


def test_json_lines_are_read_in_order_with_each_fault_in_its_place(tmp_path: Path) -> None:
    lines = [
        b'\xef\xbb\xbf{"text": "first", "id": "one", "title": "T", "source": "S", "author": "A", "url": "U"}',
        b"{bad",
        b"",
        b'{"text": "second", "unknown": {"kept": [1]}, "published": "2015-11-28"}\r',
        b"[1]",
        b'{"title": "no text"}',
        b'{"text": 3}',
        b'{"text": "x", "title": ["a"]}',
        b'{"text": "x", "id": true}',
        b'{"text": "x", "published": 20151128}',
        b'{"text": "x", "published": "soon"}',
        b'{"text": "\xff"}',
        b"null",
        b'{"text": "x", "id": 1' + b"0" * 5_000 + b"}",
        b"[" * 100_000,
        b'{"text": "third", "id": 3, "published": null, "date": "2015-11-28"}',
    ]
    found = read(tmp_path, "a.jsonl", b"\n".join(lines))
    told = [one for one in found if isinstance(one, Article)]
    faults = [one for one in found if isinstance(one, ArticleError)]
    assert [(one.id, one.text, one.published) for one in told] == [
        ("one", "first", None),
        (content_id("second"), "second", DAY),
        ("3", "third", DAY),
    ]
    assert [fault.line for fault in faults] == [2, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]
    assert [found.index(one) for one in told] == [0, 2, 14]
    assert all("\n" not in str(fault) and "sys." not in str(fault) for fault in faults)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON: .* at column 2"),
        ("[]", "a JSON list; wanted an object"),
        ("{}", 'no "text"'),
        ('{"text": " "}', "no text"),
        ('{"text": "\\ud800"}', "no text"),
        ('{"text": "x", "url": NaN}', "url: found float"),
        ('{"text": "x", "id": "' + "i" * 201 + '"}', "at most 200"),
    ],
)
def test_a_faulty_line_says_what_was_found(line: str, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason) as caught:
        parse_json(line, where="a.jsonl", line=7)
    assert caught.value.line == 7


def test_what_json_escapes_is_cleaned_too() -> None:
    told = parse_json('{"text": "a\\u0000b\\r\\nc\\ud800", "id": "\\u0000", "title": "\\ud800T"}', where="a.jsonl")
    assert (told.id, told.text, told.title) == (content_id("a b\nc"), "a b\nc", "T")


def test_an_article_without_an_id_is_named_by_its_words() -> None:
    told = parse_json('{"text": "body"}', where="a.jsonl")
    assert told.id == content_id("body") == hashlib.sha256(b"body").hexdigest()[:16]


@settings(deadline=None)
@given(st.text(st.characters()), st.one_of(st.none(), st.text(st.characters()), st.integers(), st.lists(st.none())))
def test_any_field_is_read_or_refused(text: str, field: object) -> None:
    line = json.dumps({"text": text, **dict.fromkeys(("id", "title", "published", "url"), field)})
    try:
        told = parse_json(line, where="a.jsonl")
    except ArticleError as error:
        assert "\n" not in str(error)  # noqa: PT017 -- either may happen
    else:
        told.model_dump_json()


# --- files and folders ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "line", "reason"),
    [
        ("a.txt", b"one\ntwo\n\xff", 3, "not UTF-8: byte 0xff"),
        ("a.txt", b"one\rtwo\r\nthree\n\xff", 4, "not UTF-8"),
        ("a.txt", "port".encode("utf-16") + b"x", 1, "not UTF-16, as its mark says: byte 0x78"),
        ("a.txt", "port".encode("utf-16-le"), 1, "no text: control characters"),
        ("a.txt", b"", None, "no text"),
        ("a.docx", b"x", None, "a file of kind '.docx'; wanted one of .atom, .csv, .eml, .htm, .html"),
        ("a", b"x", None, "a file of kind 'unknown'"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_fault(
    tmp_path: Path, name: str, data: bytes, line: int | None, reason: str
) -> None:
    (fault,) = read(tmp_path, name, data)
    assert isinstance(fault, ArticleError)
    assert fault.where == str(tmp_path / name)
    assert fault.line == line
    assert reason in fault.reason


def test_a_file_too_large_for_an_article_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    (fault,) = read_articles(path)
    assert isinstance(fault, ArticleError)
    assert fault.reason == f"{MAX_FILE_BYTES + 1} bytes; at most {MAX_FILE_BYTES} are read"


@pytest.mark.parametrize("name", ["missing", "missing.txt", "a\0b.txt"])
def test_a_missing_path_is_a_fault(tmp_path: Path, name: str) -> None:
    (fault,) = read_articles(tmp_path / name)
    assert isinstance(fault, ArticleError)
    assert fault.reason == "no such file or folder"


def test_a_folder_is_read_in_the_order_of_names_without_papers_and_hidden_files(tmp_path: Path) -> None:
    names = ["b.md", "a/z.txt", "a/.hidden.txt", ".git/c.txt", "README.md", "c/LICENSE.txt", "c/NOTICE", "d.markdown"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    assert [one.text for one in read_articles(tmp_path) if isinstance(one, Article)] == [
        "a/z.txt",
        "b.md",
        "d.markdown",
    ]


@pytest.mark.parametrize("source", [".", "**/*.txt"])
def test_files_of_one_name_in_several_folders_are_articles_of_their_own(tmp_path: Path, source: str) -> None:
    names = ["first/1.txt", "first/2.txt", "second/1.txt", "1.txt", "second/deep/3.txt"]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    assert {one.text: one.id for one in read_articles(tmp_path / source) if isinstance(one, Article)} == {
        "1.txt": "1",
        "first/1.txt": "first-1",
        "first/2.txt": "2",
        "second/1.txt": "second-1",
        "second/deep/3.txt": "3",
    }


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    for name, data in {"a.txt": b"one", "b.txt": b"\xff", "c.pdf": b"x", "d.txt": b"two"}.items():
        (tmp_path / name).write_bytes(data)
    found = list(read_articles(tmp_path))
    assert [isinstance(one, Article) for one in found] == [True, False, False, True]


def test_an_empty_folder_holds_no_article(tmp_path: Path) -> None:
    assert list(read_articles(tmp_path)) == []


def test_links_in_a_circle_end_and_a_broken_link_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one", encoding="utf-8")
    (tmp_path / "circle").symlink_to(tmp_path)
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    found = list(read_articles(tmp_path))
    assert [getattr(one, "text", None) or getattr(one, "reason", None) for one in found] == [
        "one",
        "no such file or folder",
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are a matter of POSIX")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    (fault,) = read_articles(tmp_path)
    assert isinstance(fault, ArticleError)
    assert "no regular file" in fault.reason


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse names that are not UTF-8")
def test_any_name_of_a_file_makes_a_valid_id_and_a_printable_fault(tmp_path: Path) -> None:
    folder = bytes(tmp_path)
    names = {b"\xff.txt": b"odd", b"\xfe.pdf": b"x", b"a\nb.txt": b"two lines", b"n" * 230 + b".txt": b"long"}
    for name, data in names.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(data)
    found = list(read_articles(tmp_path))
    assert {one.text: one.id for one in found if isinstance(one, Article)} == {
        "odd": "\ufffd",
        "two lines": "a b",
        "long": content_id("long"),
    }
    for one in found:
        (str(one) if isinstance(one, ArticleError) else one.model_dump_json()).encode("utf-8")


def test_the_shipped_articles_are_read_as_they_were_published() -> None:
    first, second = (one for one in read_articles(shipped_articles()) if isinstance(one, Article))
    assert (first.id, first.source, first.published) == ("kremlin-denies-cluster-bombs", None, None)
    assert (second.id, second.source, second.published) == ("tass-2015-11-28-syria", "TASS", DAY)
    assert first.title == "Kremlin Denies HRW Allegations Russia Using Cluster Bombs in\u00a0Syria"
    assert all(told.author is None and told.url for told in (first, second))
