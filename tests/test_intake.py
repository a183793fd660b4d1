"""The front door: which sources are read, in which order, under which ids and dates, and what never stops it."""

import datetime
import io
import json
import os
import socket
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onrecord.corpus import Article, ArticleError, DateOrigin, Notice
from onrecord.corpus.reading.fields import MAX_EXTRA
from onrecord.corpus.reading.forms import SUFFIXES
from onrecord.corpus.reading.identity import address_id, content_id
from onrecord.corpus.reading.raw import MAX_FILE_BYTES

from tests.articles import found_in

TODAY = datetime.date.today()


@pytest.fixture
def write(tmp_path):
    def write(name, data="It rains."):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    return write


def texts(source, **more):
    return [found.text for found in found_in(source, **more) if isinstance(found, Article)]


def reasons(source):
    return [found.reason for found in found_in(source) if isinstance(found, ArticleError)]


def only(source):
    (article,) = found_in(source)
    assert isinstance(article, Article)
    return article


# --- folders, patterns, standard input ------------------------------------------------------------


@pytest.fixture
def news(write, tmp_path):
    for name in ["a.txt", "b.md", "2024/c.md", "2024/05/d.md", "2025/e.txt", ".git/f.md", "2024/README.md", "[g].md"]:
        write(f"news/{name}", name)
    (tmp_path / "news/2025/circle").symlink_to(tmp_path / "news")
    return tmp_path / "news"


def test_an_index_among_the_articles_is_passed_over(write, tmp_path):
    write("news/a.txt")
    for name in ["CURRENT", "generations/20240305T000000000000Z-0123456789abcdef/manifest.json"]:
        write(f"news/index/{name}")
    write("news/generations/b.txt", "It pours.")
    assert texts(tmp_path / "news") == ["It rains.", "It pours."]


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("*.md", ["[g].md", "b.md"]),
        ("**/*.md", ["2024/05/d.md", "2024/c.md", "[g].md", "b.md"]),
        ("**", ["2024/05/d.md", "2024/c.md", "2025/e.txt", "[g].md", "a.txt", "b.md"]),
        ("20*", ["2024/05/d.md", "2024/c.md", "2025/e.txt"]),
        ("2024/**/*.md", ["2024/05/d.md", "2024/c.md"]),
        ("**/**/05/?.md", ["2024/05/d.md"]),
        ("[ab].*", ["a.txt", "b.md"]),
        ("[g].md", ["[g].md"]),
        ("./b.md", ["b.md"]),
        ("", ["2024/05/d.md", "2024/c.md", "2025/e.txt", "[g].md", "a.txt", "b.md"]),
    ],
)
def test_a_pattern_names_files_and_folders(news, pattern, wanted):
    assert texts(f"{news}/{pattern}") == wanted
    assert texts(news / pattern) == wanted


def test_a_pattern_that_matches_nothing_is_a_fault(news):
    assert reasons(f"{news}/*.html") == ["no file matches this pattern"]
    assert reasons(f"{news}/nowhere/*.md") == ["no file matches this pattern"]


def test_a_file_that_is_reached_twice_is_the_same_article(news):
    os.link(news / "a.txt", news / "h.txt")
    (news / "l.txt").symlink_to(news / "a.txt")
    assert texts(news).count("a.txt") == 3


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (b'\xef\xbb\xbf \n{"text": "one"}\n{"text": "two"}', ["one", "two"]),
        (b"One text.\n", ["One text."]),
        (b"---\ntitle: A\n---\none\n\n---\ntitle: B\n---\ntwo", ["one", "two"]),
        ("Čau".encode("utf-16"), ["Čau"]),
        (b" " * 70_000 + b'{"text": "one"}', ["one"]),
        (b"", []),
    ],
)
def test_standard_input_is_json_lines_or_text(monkeypatch, data, wanted):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    found = found_in("-")
    assert [one.text for one in found if isinstance(one, Article)] == wanted
    assert {getattr(one, "origin", None) or one.where for one in found} == {"-"}


def test_standard_input_that_is_not_there_is_a_fault(monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    assert reasons("-") == ["there is no standard input"]


def test_an_article_from_standard_input_is_named_by_its_words(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"One text.")))
    assert only("-").id == content_id("One text.")


# --- what is no file to read ----------------------------------------------------------------------


def test_sockets_pipes_devices_and_links_to_themselves_are_faults_and_nobody_waits(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe.txt")
    os.symlink("loop.txt", "loop.txt")
    os.symlink("gone", "broken.txt")
    os.symlink("/dev/zero", "device.txt")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.txt")
        found = {found.where: found.reason for found in found_in(".")}
    assert found["broken.txt"] == "no such file or folder"
    assert found["loop.txt"].startswith("cannot be read: ")
    assert {found[name] for name in ("pipe.txt", "device.txt", "socket.txt")} == {
        "no regular file; wanted one with articles"
    }


@pytest.mark.parametrize("name", ["a\0b", "\ud800", "a" * 5_000, "\0*", "*\udcff", "[", "~", " ", "--", ""])
def test_a_name_that_no_file_has_is_a_fault_of_one_printable_line(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = found_in(name)
    assert all(isinstance(one, ArticleError) for one in found)
    assert all("\n" not in str(one) and str(one).encode() for one in found)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_a_fault(write, tmp_path):
    write("news/a.txt").chmod(0)
    write("news/b/c.txt").parent.chmod(0)
    assert reasons(tmp_path) == ["cannot be read: Permission denied"] * 2
    (tmp_path / "news/b").chmod(0o755)


def test_a_text_of_200_mb_is_refused_by_its_size(tmp_path):
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(200_000_000)
    assert reasons(tmp_path) == [f"200000000 bytes; at most {MAX_FILE_BYTES} are read"]


# --- ids ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("https://example.org/2024/council-votes", "example.org-council-votes-"),
        ("https://example.org/Council_Votes.html", "example.org-council-votes-"),
        ("https://example.org/", "example.org-"),
        ("https://example.org/%D0%BC%D0%BE%D1%81%D1%82", "example.org-мост-"),
        ("https://example.org:8080/a", "example.org:8080-a-"),
        ("https://example.org/" + "word-" * 30, f"example.org-{'-'.join(['word'] * 12)}-"),
        ("https://example.org/" + "w" * 300, f"example.org-{'w' * 60}-"),
    ],
)
def test_an_id_of_an_address_has_its_host_and_the_words_of_its_path(address, wanted):
    name = address_id(address) or ""
    assert name[:-8] == wanted
    assert set(name[-8:]) <= set("0123456789abcdef")


@pytest.mark.parametrize(
    "spelling",
    [
        "http://example.org/a?id=1",
        "https://EXAMPLE.org/a/?id=1",
        "https://example.org:443/a?id=1#top",
        "https://me:secret@example.org/a?id=1",
        " https://example.org/a?utm_source=x&id=1&fbclid=y&gclid=z ",
    ],
)
def test_each_spelling_of_an_address_is_one_id(spelling):
    assert address_id(spelling) == address_id("https://example.org/a?id=1")


@pytest.mark.parametrize("other", ["https://example.org/A?id=1", "https://example.org/a?id=2", "https://example.org/a"])
def test_other_addresses_are_other_ids(other):
    assert address_id(other) != address_id("https://example.org/a?id=1")


@pytest.mark.parametrize("address", ["", "U", "/a", "ftp://a/b", "http://", "http://[a", "http://a:b/", "mailto:a@b"])
def test_what_is_no_web_address_makes_no_id(address):
    assert address_id(address) is None


def test_one_address_is_one_article_in_whatever_form_it_comes(write, tmp_path):
    write("a.jsonl", '{"text": "x", "url": "https://example.org/rain?utm_source=a"}')
    write("b.md", "---\nurl: http://example.org/rain/\n---\nx")
    write("c.csv", "text,link\nx,https://example.org/rain\n")
    link = '<link rel="canonical" href="https://example.org/rain">'
    write("d.html", f"<html><head>{link}</head><body><article><p>{'It rains. ' * 20}</p></article></body></html>")
    assert {found.id for found in found_in(tmp_path)} == {address_id("https://example.org/rain")}


@pytest.mark.parametrize(
    ("name", "data", "wanted"),
    [
        ("rain.txt", "x", "rain"),
        ("rain.de.md", "x", "rain.de"),
        ("rain.md", "---\nid: given\nurl: https://example.org/a\n---\nx", "given"),
        ("rain.md", "---\nurl: nowhere\n---\nx", "rain"),
        ("null.txt", "x", content_id("x")),
        ("rain.jsonl", '{"text": "x"}', content_id("x")),
    ],
)
def test_an_article_is_called_by_its_id_its_address_its_file_or_its_words(write, name, data, wanted):
    assert only(write(name, data)).id == wanted


# --- dates ----------------------------------------------------------------------------------------


def stamp(**ahead):
    return (datetime.datetime.now(datetime.UTC) + datetime.timedelta(**ahead)).isoformat()


@pytest.mark.parametrize(
    ("date", "wanted"),
    [
        ("2015-11-28", datetime.date(2015, 11, 28)),
        ("2015-11-28T23:30:00-08:00", datetime.date(2015, 11, 28)),
        ("0001-01-01T00:00:00+14:00", datetime.date(1, 1, 1)),
        pytest.param(TODAY.isoformat(), TODAY, id="today"),
        pytest.param(f"{TODAY}T23:59", TODAY, id="tonight"),
        pytest.param((TODAY + datetime.timedelta(days=2)).isoformat(), None, id="the day after tomorrow"),
        pytest.param(stamp(hours=1), None, id="in an hour"),
        ("9999-12-31", None),
        ("9999-12-31T23:59:59.999999-14:00", None),
    ],
)
def test_a_date_in_the_future_is_left_out_and_told(write, date, wanted):
    lines = [{"text": "x"}, {"text": "y", "date": date}]
    *notices, article = found_in(write("a.jsonl", "\n".join(map(json.dumps, lines))))
    assert article.published == wanted
    assert article.published_from == (None if wanted is None else DateOrigin.JSON)
    if wanted is None:
        (told,) = (notice for notice in notices if isinstance(notice, Notice))
        assert (told.line, told.where) == (2, article.origin)
        assert told.what.startswith("its date was left out, since it is in the future: ")


def test_a_moment_that_has_passed_is_no_future_though_it_is_tomorrow_there(write):
    east = datetime.timezone(datetime.timedelta(hours=14))
    moment = datetime.datetime.now(east) - datetime.timedelta(minutes=1)
    assert only(write("a.jsonl", json.dumps({"text": "x", "date": moment.isoformat()}))).published == moment.date()


@pytest.mark.parametrize(
    ("name", "data", "wanted"),
    [
        ("a.md", "---\ndate: 2015-11-28\n---\nx", DateOrigin.FRONT_MATTER),
        ("a.jsonl", '{"text": "x", "date": "2015-11-28"}', DateOrigin.JSON),
        ("a.jsonl", '{"text": "x", "published": "2015-11-28", "published_from": "feed"}', DateOrigin.FEED),
        ("a.jsonl", '{"text": "x", "published": "2015-11-28", "published_from": "hearsay"}', DateOrigin.JSON),
        ("a.jsonl", '{"text": "x", "published_from": "feed"}', None),
        ("a.csv", "date,text\n2015-11-28,x", DateOrigin.COLUMN),
        ("a.txt", "x", None),
    ],
)
def test_it_is_kept_what_a_date_was_taken_from(write, name, data, wanted):
    assert only(write(name, data)).published_from == wanted


# --- what is kept beside the fields ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "wanted"),
    [
        ("a.jsonl", '{"text": "x", "b": [1, {"ü": null}], "a": 1.0}', '{"a": 1.0, "b": [1, {"ü": null}]}'),
        ("a.jsonl", '{"text": "x", "title": "t", "date": null, "origin": "o", "published_from": 2}', None),
        ("a.md", "---\ntags: [a, b]\nDraft: yes\n---\nx", '{"draft": "yes", "tags": ["a", "b"]}'),
        ("a.csv", "text,Section,empty,\nx,Home,,y", '{"Section": "Home"}'),
    ],
)
def test_unknown_fields_are_kept_as_one_json_object(write, name, data, wanted):
    assert only(write(name, data)).extra == wanted


@pytest.mark.parametrize(
    "more", ['"' + "y" * MAX_EXTRA + '"', "NaN", "1e999", '"\\ud800"', "[" * 900 + "]" * 900 + " "]
)
def test_fields_that_cannot_be_kept_are_left_out_and_told(write, more):
    found = found_in(write("a.jsonl", f'{{"text": "x", "more": {more}}}'))
    article = found.pop()
    assert article.text == "x"
    assert (article.extra is None) == bool(found)
    assert all(isinstance(one, Notice) and "further fields were left out" in one.what for one in found)


def test_anchors_in_front_matter_that_multiply_are_not_written_out(write):
    layers = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    notice, article = found_in(write("a.md", f"---\na0: &a0 x\n{layers}---\nbody"))
    assert (notice.what, article.extra) == (f"its further fields were left out: more than {MAX_EXTRA} characters", None)


def exported(article):
    fields = article.model_dump(mode="json", exclude={"origin", "extra"})
    return json.dumps(fields | json.loads(article.extra or "{}"), ensure_ascii=False)


names = st.text(st.characters(), max_size=12)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None, max_examples=200)
@given(
    fields=st.fixed_dictionaries(
        {"text": st.text(st.characters(), min_size=1)},
        optional={
            **dict.fromkeys(["id", "title", "source", "author"], st.text(st.characters(), max_size=20)),
            "url": st.sampled_from(["https://example.org/a?b=c", "http://[", "x"]),
            "published": st.dates().map(str) | st.datetimes(timezones=st.timezones()).map(str),
            "published_from": st.sampled_from([*DateOrigin, "x", None]),
        },
    ),
    more=st.dictionaries(names, values, max_size=3),
)
def test_an_article_that_is_written_and_read_again_is_the_same(tmp_path_factory, fields, more):
    path = tmp_path_factory.getbasetemp() / "lines.jsonl"
    path.write_text(json.dumps(more | fields) + "\n")
    *_, article = found_in(path)
    if isinstance(article, Article):
        path.write_text(exported(article), encoding="utf-8")
        assert only(path) == article


# --- anything at all ------------------------------------------------------------------------------

beginnings = st.sampled_from(
    [
        *[b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\x1f\x8b\x08\x00", b"From a\n", b"text,date\n", b"---\ntitle: a\n---\n"],
        *[b"WARC/1.0\r\n", b'{"text": "x"}\n', b"<html>", b"\xff\xfe", b"\xff\xfe\x00\x00", b"Subject: a\n\n"],
    ]
)


@settings(deadline=None, max_examples=400)
@given(suffix=st.sampled_from(SUFFIXES), begin=beginnings, data=st.binary(max_size=300))
def test_any_bytes_under_any_name_are_articles_faults_or_notices(tmp_path_factory, suffix, begin, data):
    path = tmp_path_factory.getbasetemp() / f"any{suffix}"
    path.write_bytes(begin + data)
    for found in found_in(path):
        assert "\n" not in str(found) if not isinstance(found, Article) else found.model_dump_json()
        if isinstance(found, Article) and found.published is not None:
            assert found.published_from is not None
