"""Addresses as sources: what is behind one is told by what it gives, and read as an article."""

import gzip
import subprocess
import sys

import pytest
from onrecord.corpus import ArticleError, DateOrigin
from onrecord.corpus.reading.identity import address_id
from onrecord.corpus.web.addresses import is_address
from onrecord.corpus.web.contents import beginning_of

from tests.newsserver import FILLER
from tests.webs import (
    RSS,
    XML,
    found_in,
    item,
    rss,
    urlset,
)


def test_a_page_by_its_address_is_an_article(news, web):
    news.page("/2015/11/28/bridge", "Bridge", head='<link rel="canonical" href="/2015/11/28/the-bridge">')
    news.says("/go", "", status=301, headers={"Location": "/2015/11/28/bridge"})
    (article,) = found_in(news.at("/go"), web=web)
    assert article.url == news.at("/2015/11/28/the-bridge")
    assert article.id == address_id(article.url)
    assert article.origin == news.at("/go")
    assert (article.published.isoformat(), article.published_from) == ("2015-11-28", DateOrigin.ADDRESS)
    assert article.text == f"Bridge is what this is about.\n\n{FILLER}"


@pytest.mark.parametrize(
    ("path", "kind", "body"),
    [
        ("/feed", RSS, "rss"),
        ("/page.html", "text/html", "rss"),
        ("/feed", "text/plain", "rss"),
        ("/x", "application/octet-stream", "urlset"),
        ("/sitemap.xml", XML, "urlset"),
        ("/feed.xml", "text/html; charset=utf-8", "page"),
        ("/feed.xml", XML, "page"),
        ("/map.xml.gz", "application/gzip", "packed"),
    ],
)
def test_what_an_address_is_is_told_by_what_it_gives(news, web, path, kind, body):
    news.page("/bridge", "Bridge")
    bodies = {
        "rss": rss(item(news.at("/bridge"))).encode(),
        "urlset": urlset(news.at("/bridge")).encode(),
        "packed": gzip.compress(urlset(news.at("/bridge")).encode()),
        "page": news.replies["/bridge"].body,
    }
    news.says(path, bodies[body], kind)
    (article,) = found_in(news.at(path), web=web)
    assert article.text.startswith("Bridge is what this is about.")
    assert article.origin == news.at(path)


@pytest.mark.parametrize(
    ("kind", "body", "reason"),
    [
        ("application/pdf", b"%PDF-1.7", "found application/pdf; wanted a page, a feed or a site map"),
        ("application/json", b"{}", "found application/json; wanted a page, a feed or a site map"),
        ("image/png", b"\x89PNG", "found image/png; wanted a page"),
        ("text/plain", b"words", "found text/plain that is none of these; wanted a page"),
        ("application/xml", b"<opml/>", "found application/xml that is none of these"),
        ("text/html", b"", "an empty page"),
        ("text/html", b"<p>" + b"x" * 20_000_000, "more than 10000000 bytes; no page needs that"),
        ("application/gzip", gzip.compress(b"<urlset>" + b" " * 20_000_000), "more than 10000000 bytes unpacked"),
        ("application/gzip", b"\x1f\x8b\x08 broken", "gzip that is damaged"),
    ],
)
def test_what_is_none_of_these_is_a_fault(news, web, kind, body, reason):
    news.says("/x", body, kind)
    (fault,) = found_in(news.at("/x"), web=web)
    assert isinstance(fault, ArticleError)
    assert fault.where == news.at("/x")
    assert fault.reason.startswith(reason)


def test_a_list_of_articles_names_the_feed_that_it_announces(news, web):
    links = "".join(f"<li><a href='/{n}'>Council votes for the bridge, part {n}</a></li>" for n in range(30))
    head = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    news.says("/", f"<html><head>{head}</head><body><ul>{links}</ul></body></html>")
    (fault,) = found_in(news.at("/"), web=web)
    assert fault.reason == (
        f"a list of links, not an article; it announces a feed, which can be read: {news.at('/feed.xml')}"
    )


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("https://gazette.example/", True),
        ("HTTP://gazette.example/", True),
        ("file://localhost/etc/passwd", True),
        ("gopher://gazette.example", True),
        ("news/", False),
        ("C:\\news", False),
        ("-", False),
        ("a:b", False),
    ],
)
def test_an_address_is_told_from_a_file(source, address):
    assert is_address(source) is address


def test_without_leave_to_fetch_an_address_is_one_line_that_says_what_to_install():
    (fault,) = found_in("https://gazette.example/")
    assert str(fault) == (
        "https://gazette.example/: web addresses need httpx and others; install them: pip install 'onrecord[web]'"
    )
    (fault,) = found_in("file://localhost/etc/passwd")
    assert fault.reason == "an address of kind 'file'; wanted http or https"


@pytest.mark.parametrize("library", ["httpx", "feedparser", "protego", "defusedxml", "trafilatura"])
def test_a_missing_library_is_one_line_that_says_what_to_install(library):
    code = (
        f"import sys; sys.modules[{library!r}] = None\n"
        "from onrecord.corpus import read_articles\n"
        "from onrecord.corpus.web import Web\n"
        "for found in read_articles('http://127.0.0.1:9/', web=Web(allow_private=True)): print(found)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == (
        "http://127.0.0.1:9/: web addresses need httpx and others; install them: pip install 'onrecord[web]'\n"
    )


def test_articles_are_read_without_loading_what_fetches_them():
    code = "import sys, onrecord.corpus, onrecord.corpus.web; print({'httpx', 'lxml', 'feedparser'} & {*sys.modules})"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "set()\n"


@pytest.mark.parametrize(
    ("raw", "root", "doctype"),
    [
        (b"<rss>", "rss", None),
        (b'\xef\xbb\xbf <?xml version="1.0"?>\n<!-- a <feed> --><?x y?><rdf:RDF a="b">', "rdf", None),
        ("<feed/>".encode("utf-16"), "feed", None),
        (b"<!DOCTYPE html><HTML>", "html", "html"),
        (b"<!doctype RSS [<!ENTITY a 'b'>]><rss>", "rss", "rss"),
        (b"<!-- never closed <rss>", "", None),
        (b"words <rss>", "", None),
        (b"", "", None),
    ],
)
def test_the_root_of_a_document_is_found_behind_what_stands_before_it(raw, root, doctype):
    assert beginning_of(raw) == (root, doctype)
