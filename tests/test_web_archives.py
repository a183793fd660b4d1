"""WARC: the pages that servers sent, of each address the last, and never the day of the capture as their date."""

import gzip
import subprocess
import sys
from importlib.util import find_spec

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onrecord.corpus import Article, ArticleError, DateOrigin
from onrecord.corpus.reading.identity import address_id

from tests.articles import found_in

HTML = [("Content-Type", "text/html; charset=utf-8")]


def page(words, head=""):
    return f"<html><head>{head}</head><body><article><p>{f'{words} ' * 20}</p></article></body></html>".encode()


def record(address, payload, status="200 OK", headers=HTML, kind="response"):
    told = "".join(f"{name}: {value}\r\n" for name, value in headers)
    block = f"HTTP/1.1 {status}\r\n{told}\r\n".encode() + payload
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2020-02-02T02:02:02Z\r\n"
    head += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    return head.encode() + block + b"\r\n\r\n"


def warc(*records, zipped=False):
    """An archive, compressed a record at a time where it is."""
    return b"".join(gzip.compress(record(*one)) if zipped else record(*one) for one in records)


@pytest.fixture
def read(tmp_path):
    def read(data, name="a.warc"):
        (tmp_path / name).write_bytes(data)
        return found_in(tmp_path / name)

    return read


@pytest.mark.parametrize(("name", "zipped"), [("a.warc", False), ("a.warc.gz", True), ("a.warc", True)])
def test_pages_are_read_under_their_addresses(read, name, zipped):
    records = [("https://example.org/rain", page("It rains.")), ("https://example.org/sun", page("The sun shines."))]
    rain, sun = read(warc(*records, zipped=zipped), name)
    assert (rain.url, rain.id) == ("https://example.org/rain", address_id("https://example.org/rain"))
    assert rain.text.startswith("It rains. It rains.")
    assert sun.url == "https://example.org/sun"
    assert (rain.published, rain.published_from) == (None, None)


def test_a_page_that_the_crawler_cut_off_is_a_fault(read):
    whole = record("https://example.org/rain", page("It rains."))
    (fault,) = read(whole.replace(b"\r\n", b"\r\nWARC-Truncated: length\r\n", 1))
    assert fault.reason == "https://example.org/rain: not the whole page; the crawler cut it off (length)"


@pytest.mark.skipif(find_spec("brotli") is not None, reason="what unpacks Brotli is installed")
def test_a_page_packed_as_brotli_says_what_to_install(read):
    (fault,) = read(warc(("https://example.org/rain", b"\x0b\x02", "200 OK", [*HTML, ("Content-Encoding", "br")])))
    assert fault.reason.endswith("packed as Brotli, which needs brotli; install it: pip install brotli")


def test_a_date_is_that_of_the_page(read):
    head = '<meta property="article:published_time" content="2015-11-28T10:00:00Z">'
    (article,) = read(warc(("https://example.org/rain", page("It rains.", head))))
    assert (str(article.published), article.published_from) == ("2015-11-28", DateOrigin.META)


def test_only_pages_that_were_sent_in_full_are_read(read):
    records = [
        ("https://example.org/a", page("Moved."), "302 Found"),
        ("https://example.org/b", page("Gone."), "404 Not Found"),
        ("https://example.org/c", page("A picture."), "200 OK", [("Content-Type", "image/png")]),
        ("https://example.org/d", page("A script."), "200 OK", []),
        ("https://example.org/e", page("Kept."), "200 OK", HTML, "resource"),
        ("https://example.org/f", page("It rains."), "200 OK", [("content-type", "Text/HTML")]),
    ]
    (article,) = read(warc(*records))
    assert article.url == "https://example.org/f"


def test_of_two_captures_of_an_address_the_later_is_read(read):
    records = [
        ("https://example.org/rain?utm_source=a", page("It rains.")),
        ("https://example.org/sun", page("The sun shines.")),
        ("http://example.org/rain/", page("It pours.")),
    ]
    assert [article.text[:9] for article in read(warc(*records))] == ["The sun s", "It pours."]


def test_a_page_that_is_no_article_is_a_fault_with_its_address(read):
    fault, article = read(warc(("https://example.org/a", b"<p>x"), ("https://example.org/b", page("It rains."))))
    assert isinstance(fault, ArticleError)
    assert fault.reason.startswith("https://example.org/a: no article text")
    assert article.url == "https://example.org/b"


def test_what_stands_before_the_damage_is_read(read):
    whole = warc(("https://example.org/a", page("It rains.")), ("https://example.org/b", page("It pours.")))
    cut = whole[: whole.index(b"WARC/1.", 10)] + b"no record\r\n\r\n" * 3
    article, fault = read(cut)
    assert article.url == "https://example.org/a"
    assert fault.reason.startswith("no WARC, or a damaged one, after 1 records: ")


@pytest.mark.parametrize("data", [b"", b"It rains.", b"\x1f\x8b\x08\x00", b"\xff" * 9_000])
def test_what_is_no_archive_is_a_fault(read, data):
    (fault,) = read(data)
    assert fault.reason.startswith("no WARC")


def test_an_archive_that_is_cut_off_is_read_so_far_and_told(read):
    whole = warc(
        ("https://example.org/a", page("It rains.")), ("https://example.org/b", page("It pours.")), zipped=True
    )
    article, fault = read(whole[:-200], "a.warc.gz")
    assert article.url == "https://example.org/a"
    assert isinstance(fault, ArticleError)


def test_a_page_that_expands_beyond_its_bound_is_a_fault(read):
    bomb = gzip.compress(bytes(50_000_000))
    headers = [*HTML, ("Content-Encoding", "gzip")]
    (fault,) = read(warc(("https://example.org/a", bomb, "200 OK", headers)))
    assert "a page of 10000001 bytes" in fault.reason


WHOLE = warc(("https://example.org/a", page("It rains.")), ("https://example.org/b", page("It pours.")))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=9), st.integers(1, len(WHOLE)))
def test_a_damaged_archive_is_articles_and_faults(tmp_path_factory, changes, length):
    data = bytearray(WHOLE)
    for place, byte in changes:
        data[place] = byte
    path = tmp_path_factory.getbasetemp() / "damaged.warc"
    path.write_bytes(data[:length])
    for found in found_in(path):
        assert isinstance(found, Article) or "\n" not in str(found)


def test_without_the_library_one_line_says_what_to_install(tmp_path):
    (tmp_path / "a.warc").write_bytes(WHOLE)
    code = "import sys; sys.modules['warcio'] = None\n"
    code += "from onrecord.corpus import read_articles; print(*read_articles('.'))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ran.stdout == "a.warc: WARC needs warcio; install it: pip install 'onrecord[warc]'\n"
