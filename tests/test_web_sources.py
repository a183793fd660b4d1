"""Addresses, feeds and site maps as sources: what is read, from where, with which date, and what it costs."""

import gzip
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onrecord.corpus import Article, ArticleError, DateOrigin, Notice, read_articles
from onrecord.corpus.reading.identity import address_id
from onrecord.corpus.web import Web
from onrecord.corpus.web.addresses import is_address
from onrecord.corpus.web.contents import beginning_of
from onrecord.corpus.web.feeds import parse_feed, read_feed
from onrecord.corpus.web.site_maps import read_site_map

from tests.newsserver import FILLER, news_server

RSS = "application/rss+xml; charset=utf-8"
XML = "application/xml"
WHOLE = f"<p>“It was high time,” the mayor said.</p><p>{FILLER}</p><p>{FILLER}</p><p>{FILLER}</p>"
CONTENT = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'


def found_in(source, **more) -> list[Any]:
    return list(read_articles(source, **more))


def from_feed(raw, **more) -> list[Any]:
    return list(read_feed(raw, **more))


def entries_of(raw, **more) -> tuple[list[Any], list[Notice]]:
    return parse_feed(raw, **more)  # type: ignore[return-value]


@pytest.fixture
def news():
    with news_server() as server:
        yield server


@pytest.fixture
def web():
    with Web(allow_private=True, delay=0) as web:
        yield web


@pytest.fixture
def build(tmp_path):
    """Reads a source as a run of its own would, with one cache for all runs."""

    def run(source, **more):
        with Web(allow_private=True, delay=0, cache=tmp_path / "cache.sqlite", **more) as web:
            return found_in(source, web=web)

    return run


def articles_of(found):
    return [one for one in found if isinstance(one, Article)]


def said_of(found):
    return [str(one) for one in found if not isinstance(one, Article)]


def item(link, number=1, more=""):
    return f"<item><title>Item {number}</title><link>{link}</link><guid>{number}</guid>{more}</item>"


def rss(*items, title="The Feed"):
    inside = "".join(items)
    return f'<?xml version="1.0"?><rss version="2.0" {CONTENT}><channel><title>{title}</title>{inside}</channel></rss>'


def urlset(*pages, more=""):
    inside = "".join(f"<url><loc>{page}</loc>{more}</url>" for page in pages)
    news = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" {news}>{inside}</urlset>'


# --- addresses ------------------------------------------------------------------------------------


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
        ("file:///etc/passwd", True),
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
    (fault,) = found_in("file:///etc/passwd")
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


# --- feeds ----------------------------------------------------------------------------------------


def test_a_feed_gives_the_pages_behind_its_entries_in_its_order(news, web):
    dated = '<meta property="article:published_time" content="2015-11-27">'
    named = '<meta name="author" content="Anna Brel"><meta property="og:site_name" content="The Gazette">'
    news.page("/a", "Bridge", head=dated + named)
    news.page("/b", "Ferry")
    news.says("/feed", rss(
        item("/a", 1, "<pubDate>Sat, 28 Nov 2015 23:30:00 -0500</pubDate><author>Somebody</author>"),
        item(news.at("/b"), 2, "<pubDate>Sat, 28 Nov 2015 23:30:00 -0500</pubDate><author>Somebody</author>"),
        item(news.at("/b#top"), 3),
    ), RSS)  # fmt: skip
    bridge, ferry = found_in(news.at("/feed"), web=web)
    assert (bridge.title, bridge.author, bridge.source) == ("Bridge", "Anna Brel", "The Gazette")
    assert (bridge.published.isoformat(), bridge.published_from) == ("2015-11-27", DateOrigin.META)
    assert (ferry.title, ferry.author, ferry.source) == ("Ferry", "Somebody", "The Feed")
    assert (ferry.published.isoformat(), ferry.published_from) == ("2015-11-28", DateOrigin.FEED)
    assert {bridge.origin, ferry.origin} == {news.at("/feed")}
    assert (bridge.url, bridge.id) == (news.at("/a"), address_id(news.at("/a")))


ATOM = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>The Feed</title>
<entry><id>1</id><title type="html">Tom &amp;amp; “Jerry”</title><link rel="alternate" href="/a"/>{dates}
<author><name>Anna Brel</name></author><content type="html">{content}</content></entry></feed>"""


@pytest.mark.parametrize(
    ("dates", "day"),
    [
        ("<published>2015-11-28T23:30:00-05:00</published><updated>2015-12-01T00:00:00Z</updated>", "2015-11-28"),
        ("<updated>2015-12-01T00:00:00Z</updated>", "2015-12-01"),
        ("<published>soon</published>", None),
        ("<published>2915-11-28T23:30:00Z</published>", None),
        ("", None),
    ],
)
def test_the_day_of_an_entry_is_that_of_its_publication(news, web, dates, day):
    news.page("/a", "Bridge")
    news.says("/feed", ATOM.format(dates=dates, content="x"), "application/atom+xml")
    (article,) = found_in(news.at("/feed"), web=web)
    assert (article.published.isoformat() if article.published else None) == day
    assert article.published_from == (DateOrigin.FEED if day else None)


@pytest.mark.parametrize(
    ("set_up", "reason"),
    [
        (lambda news: news.says("/a", "", status=404), "the server answers 404"),
        (lambda news: news.says("/a", "", status=500), "the server answers 500"),
        (lambda news: news.says("/a", "<p>Log in.</p>"), "no article text; 7 characters"),
        (lambda news: news.says("/robots.txt", "User-agent: *\nDisallow: /a"), "robots.txt of the host forbids it"),
        (lambda news: news.says("/a", "%PDF", "application/pdf"), "found application/pdf; wanted a page"),
        (lambda news: news.says("/a", rss(item("/b")), RSS), "a feed where a page was wanted"),
    ],
)
def test_the_text_of_an_entry_takes_the_place_of_a_page_that_cannot_be_read(news, web, set_up, reason):
    set_up(news)
    dates = "<published>2015-11-28T10:00:00Z</published>"
    content = WHOLE.replace("<", "&lt;").replace(">", "&gt;")
    news.says("/feed", ATOM.format(dates=dates, content=content), "application/atom+xml")
    notice, article = found_in(news.at("/feed"), web=web)
    assert isinstance(notice, Notice)
    assert notice.where == news.at("/a")
    assert notice.what.startswith(reason)
    assert notice.what.endswith("; the text in the feed is read instead")
    assert article.text == "\n\n".join(["“It was high time,” the mayor said.", FILLER, FILLER, FILLER])
    assert (article.title, article.author, article.source) == ("Tom & “Jerry”", "Anna Brel", "The Feed")
    assert (article.url, article.origin) == (news.at("/a"), news.at("/feed"))
    assert (article.published.isoformat(), article.published_from) == ("2015-11-28", DateOrigin.FEED)


def test_a_page_that_cannot_be_read_is_a_fault_where_the_feed_has_only_a_summary(news, web):
    news.page("/b", "Ferry")
    news.says("/feed", rss(item("/a", 1, f"<description>{FILLER * 9}</description>"), item("/b", 2)), RSS)
    fault, article = found_in(news.at("/feed"), web=web)
    assert str(fault) == f"{news.at('/a')}: the server answers 404"
    assert article.title == "Ferry"


def test_an_entry_without_a_page_is_read_from_the_feed_or_named(news, web):
    content = f"<content:encoded><![CDATA[{WHOLE}]]></content:encoded>"
    news.says("/feed", rss(item("javascript:x", 1, content), "<item><title>Two</title></item>"), RSS)
    notice, article, fault = found_in(news.at("/feed"), web=web)
    assert notice.what == "no address of a page in the feed; the text in the feed is read instead"
    assert (article.title, article.url) == ("Item 1", None)
    assert str(fault) == f"{news.at('/feed')}: entry 'Two': no address of a page in the feed"


def test_an_unchanged_feed_costs_one_request(news, build):
    for path in ("/a", "/b"):
        news.page(path, f"Page {path}")
    content = f"<content:encoded><![CDATA[{WHOLE}]]></content:encoded>"
    news.says("/robots.txt", "User-agent: *\nDisallow: /private", "text/plain")
    links = [item("/a", 1), item("/b", 2), item("/private/c", 3, content), item("/gone", 4)]
    news.says("/feed", rss(*links), RSS, tag='"1"')
    first = build(news.at("/feed"))
    assert news.asked == ["/robots.txt", "/feed", "/a", "/b", "/gone"]
    news.forget()
    assert [str(found) for found in build(news.at("/feed"))] == [str(found) for found in first]
    assert news.asked == ["/feed"]
    assert [type(found) for found in first] == [Article, Article, Notice, Article, ArticleError]


def test_of_a_feed_that_changed_only_new_and_changed_entries_are_fetched(news, build):
    for path in ("/a", "/b", "/c"):
        news.page(path, f"Page {path}", tag='"1"')
    news.says("/feed", rss(item("/a", 1), item("/b", 2, "<description>old</description>")), RSS, tag='"1"')
    build(news.at("/feed"))
    news.forget()
    news.page("/b", "Page new", tag='"2"')
    changed = [item("/c", 3), item("/b", 2, "<description>new</description>"), item("/a", 1)]
    news.says("/feed", rss(*changed), RSS, tag='"2"')
    assert [article.title for article in build(news.at("/feed"))] == ["Page /c", "Page new", "Page /a"]
    assert news.asked == ["/feed", "/c", "/b"]
    news.forget()
    build(news.at("/feed"))
    assert news.asked == ["/feed"]


def test_a_page_that_was_not_reached_is_asked_for_again_though_the_feed_is_as_it_was(news, build):
    news.says("/a", "", status=500)
    news.says("/feed", rss(item("/a")), RSS, tag='"1"')
    assert said_of(build(news.at("/feed"))) == [f"{news.at('/a')}: the server answers 500"]
    news.page("/a", "Bridge")
    assert [article.title for article in build(news.at("/feed"))] == ["Bridge"]


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE rss [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!doctype rss SYSTEM "http://127.0.0.1/x.dtd">',
        "<!-- <rss> --><!DOCTYPE rss>",
        '<?x <rss> ?>\n<!DOCTYPE rss [<!ENTITY % a SYSTEM "x"> %a;]>',
    ],
)
def test_feeds_and_site_maps_that_declare_entities_are_refused_unread(news, web, declared):
    news.says("/feed", declared + rss(item("/a")).partition("?>")[2], RSS)
    news.says("/map", declared.replace("rss", "urlset") + urlset(news.at("/a")), XML)
    for path in ("/feed", "/map"):
        (fault,) = found_in(news.at(path), web=web)
        assert fault.reason == "declares a document type, and with it entities that may expand; that is not read"
    assert "/a" not in news.asked


def test_a_damaged_feed_is_read_as_far_as_it_goes_and_said(news, web):
    news.page("/a", "Bridge")
    news.says("/feed", rss(item("/a")).replace("</channel></rss>", "<item><title>Cut"), RSS)
    notice, *rest = found_in(news.at("/feed"), web=web)
    assert notice.what.startswith("the feed is damaged (")
    assert notice.what.endswith("); read as far as it could be")
    assert [article.title for article in articles_of(rest)] == ["Bridge"]


def test_an_entry_that_cannot_be_read_stops_no_other():
    deep = f"<description>{'&lt;b&gt;' * 1_000}</description>"
    raw = rss(item("/a", 1, deep), item("http://gazette.example/b", 2, f"<description>{FILLER}</description>"))
    fault, reading = from_feed(raw.encode(), where="feed", web=None)
    assert fault.reason == "its elements are nested more than 255 deep; no page needs that"
    assert reading.article.text == FILLER


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (
            "<![CDATA[<p>A\u00a0day &mdash; “gone”&nbsp;and<br/>on</p><p>“No.”</p>]]>",
            "A\u00a0day — “gone”\u00a0and\non\n\n“No.”",
        ),
        ("&lt;p&gt;A &amp;ldquo;quote&amp;rdquo; &amp;amp; more&lt;/p&gt;", "A “quote” & more"),
        ("Plain “words” &amp; no mark-up, 5 &lt; 6", "Plain “words” & no mark-up, 5 < 6"),
        ("<![CDATA[<p>Un<b>believ</b>able</p><script>alert(1)</script><p hidden>no</p>]]>", "Unbelievable"),
    ],
)
def test_the_words_of_a_feed_are_kept_to_the_letter(markup, text):
    for field in ("description", "content:encoded"):
        (entry,), _ = entries_of(rss(item("/a", 1, f"<{field}>{markup}</{field}>")).encode(), where="feed")
        assert (entry.whole or entry.summary) == text


def test_a_feed_without_entries_is_a_fault(news, web):
    news.says("/feed", rss(), RSS)
    (fault,) = found_in(news.at("/feed"), web=web)
    assert fault.reason == "a feed without entries"


def test_a_feed_has_a_bound(tmp_path):
    many = rss(*(item(f"http://gazette.example/{n}", n, f"<description>{FILLER}</description>") for n in range(1_010)))
    notice, *articles = from_feed(many.encode(), where="feed.rss", web=None)
    assert notice.what == "1010 entries; the first 1000 are read"
    assert len(articles) == 1_000


def test_bytes_that_name_a_file_are_not_opened(tmp_path):
    secret = tmp_path / "feed.rss"
    secret.write_text(rss(item("/a", 1, f"<description>{FILLER}</description>")))
    with pytest.raises(ArticleError, match="a feed without entries"):
        parse_feed(str(secret).encode(), where="feed")


@pytest.mark.parametrize("name", ["news.rss", "news.xml"])
def test_a_feed_in_a_file_gives_the_text_that_it_holds(tmp_path, name):
    path = tmp_path / name
    whole = f"<content:encoded><![CDATA[{WHOLE}]]></content:encoded><pubDate>Sat, 28 Nov 2015 10:00:00 GMT</pubDate>"
    path.write_text(rss(item("https://gazette.example/a", 1, whole), item("https://gazette.example/b", 2)))
    article, fault = found_in(path)
    assert article.text.startswith("“It was high time,” the mayor said.")
    assert (article.title, article.source, article.origin) == ("Item 1", "The Feed", str(path))
    assert (article.published.isoformat(), article.published_from) == ("2015-11-28", DateOrigin.FEED)
    assert article.id == address_id("https://gazette.example/a")
    assert str(fault) == (
        "https://gazette.example/b: 0 characters of text in the feed; the page behind it was not fetched"
    )


def test_a_feed_in_a_file_gives_its_pages_where_they_may_be_fetched(news, web, tmp_path):
    news.page("/a", "Bridge")
    (tmp_path / "news.atom").write_text(ATOM.format(dates="", content="x").replace('"/a"', f'"{news.at("/a")}"'))
    (tmp_path / "map.xml").write_text(urlset(news.at("/a")))
    (tmp_path / "other.xml").write_text("<opml/>")
    site_map, feed, other = found_in(tmp_path, web=web)
    assert (site_map.title, site_map.origin) == ("Bridge", str(tmp_path / "map.xml"))
    assert (feed.title, feed.origin) == ("Bridge", str(tmp_path / "news.atom"))
    assert other.reason == "XML that is neither a feed nor a site map"
    (fault, _, _) = found_in(tmp_path)
    assert fault.reason == "a site map names pages, which are fetched only where fetching is allowed"


# --- site maps ------------------------------------------------------------------------------------


def test_a_site_map_gives_its_pages_and_its_dates_of_publication_alone(news, web):
    news.page("/a", "Bridge")
    news.page("/b", "Ferry", head='<meta property="article:published_time" content="2015-11-27">')
    said = (
        "<lastmod>2016-01-01</lastmod><news:news><news:publication><news:name>The Gazette</news:name>"
        "</news:publication><news:publication_date>2015-11-28T23:30:00-05:00</news:publication_date></news:news>"
    )
    news.says("/map", urlset("/a", "/b", "/a", "/gone", more=said), XML)
    bridge, ferry, fault = found_in(news.at("/map"), web=web)
    assert (bridge.published.isoformat(), bridge.published_from) == ("2015-11-28", DateOrigin.SITE_MAP)
    assert (ferry.published.isoformat(), ferry.published_from) == ("2015-11-27", DateOrigin.META)
    assert (bridge.source, bridge.origin, bridge.url) == ("The Gazette", news.at("/map"), news.at("/a"))
    assert str(fault) == f"{news.at('/gone')}: the server answers 404"
    news.says("/map", urlset("/a", more="<lastmod>2016-01-01</lastmod>"), XML)
    (bridge,) = found_in(news.at("/map"), web=web)
    assert bridge.published is None


def test_an_index_is_followed_one_level_down(news, web):
    def index(*parts):
        return f"<sitemapindex>{''.join(f'<sitemap><loc>{part}</loc></sitemap>' for part in parts)}</sitemapindex>"

    news.page("/a", "Bridge")
    news.says("/index", index("/one.xml.gz", "/deeper", "/gone", "file:///etc/passwd"), XML)
    news.says("/one.xml.gz", gzip.compress(urlset(news.at("/a")).encode()), "application/gzip")
    news.says("/deeper", index("/index"), XML)
    found = found_in(news.at("/index"), web=web)
    assert [article.title for article in articles_of(found)] == ["Bridge"]
    assert said_of(found) == [
        f"{news.at('/deeper')}: an index of site maps in an index, which is not read",
        f"{news.at('/gone')}: the server answers 404",
        "file:///etc/passwd: an address of kind 'file'; wanted http or https",
    ]


def test_pages_that_a_site_map_calls_unchanged_are_not_fetched_again(news, build):
    news.page("/a", "Bridge", tag='"1"')
    news.says("/map", urlset("/a", more="<lastmod>2016-01-01</lastmod>"), XML)
    first = build(news.at("/map"))
    news.forget()
    assert build(news.at("/map")) == first
    assert news.asked == ["/map"]
    news.says("/map", urlset("/a", more="<lastmod>2016-01-02</lastmod>"), XML, tag='"1"')
    build(news.at("/map"))
    assert news.asked == ["/map", "/map", "/a"]
    news.forget()
    assert build(news.at("/map")) == first
    assert news.asked == ["/map"]


def test_a_damaged_site_map_is_a_fault(news, web):
    news.says("/map", urlset("/a")[:-5], XML)
    (fault,) = found_in(news.at("/map"), web=web)
    assert fault.reason.startswith("a damaged site map: ")


def test_a_damaged_cache_stops_no_reading(news, build, tmp_path):
    news.page("/a", "Bridge")
    news.says("/feed", rss(item("/a")), RSS)
    (tmp_path / "cache.sqlite").write_bytes(b"no database " * 999)
    notice, article = build(news.at("/feed"))
    assert str(notice).startswith(f"{tmp_path / 'cache.sqlite'}: the cache of fetched pages cannot be used (")
    assert article.title == "Bridge"


# --- anything at all ------------------------------------------------------------------------------


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


SCRAPS = st.lists(
    st.sampled_from(
        """<rss> <channel> <item> </item> <title> </title> <link> /a http://a.example/ <![CDATA[ ]]> <p>words</p> &amp;
        &a; &#0; &#xD800; <feed> <entry> </entry> <content type="html"> <content type="xhtml"> <updated>2015</updated>
        <urlset> <url> <loc> </loc> </url> <?xml?> <!-- --> \x00 “ <pubDate>Sat</pubDate> xmlns="x" ]> <!""".split()
    ),
    max_size=25,
).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(
    raw=st.binary(max_size=200) | SCRAPS.map(str.encode),
    begin=st.sampled_from(["", "<rss><channel>", "<feed>", "<urlset>"]),
)
def test_no_bytes_raise_anything_but_an_article_error(raw, begin):
    with Web(resolve=lambda *_: []) as web:
        for read in (read_feed, read_site_map):
            for where in (None, web):
                try:
                    found = list(read(begin.encode() + raw, where="source", web=where))
                except ArticleError as error:
                    found = [error]
                assert all("\n" not in str(one) for one in found if not isinstance(one, tuple))
