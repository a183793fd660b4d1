"""Feeds: the pages behind their entries, or their own text, with which date, and what that costs."""

import pytest
from onrecord.corpus import Article, ArticleError, DateOrigin, Notice
from onrecord.corpus.reading.identity import address_id

from tests.newsserver import FILLER
from tests.webs import RSS, WHOLE, XML, articles_of, entries_of, found_in, from_feed, item, rss, said_of, urlset


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


def test_an_unchanged_feed_costs_one_request(news, read_anew):
    for path in ("/a", "/b"):
        news.page(path, f"Page {path}")
    content = f"<content:encoded><![CDATA[{WHOLE}]]></content:encoded>"
    news.says("/robots.txt", "User-agent: *\nDisallow: /private", "text/plain")
    links = [item("/a", 1), item("/b", 2), item("/private/c", 3, content), item("/gone", 4)]
    news.says("/feed", rss(*links), RSS, tag='"1"')
    first = read_anew(news.at("/feed"))
    assert news.asked == ["/robots.txt", "/feed", "/a", "/b", "/gone"]
    news.forget()
    assert [str(found) for found in read_anew(news.at("/feed"))] == [str(found) for found in first]
    assert news.asked == ["/feed"]
    assert [type(found) for found in first] == [Article, Article, Notice, Article, ArticleError]


def test_of_a_feed_that_changed_only_new_and_changed_entries_are_fetched(news, read_anew):
    for path in ("/a", "/b", "/c"):
        news.page(path, f"Page {path}", tag='"1"')
    news.says("/feed", rss(item("/a", 1), item("/b", 2, "<description>old</description>")), RSS, tag='"1"')
    read_anew(news.at("/feed"))
    news.forget()
    news.page("/b", "Page new", tag='"2"')
    changed = [item("/c", 3), item("/b", 2, "<description>new</description>"), item("/a", 1)]
    news.says("/feed", rss(*changed), RSS, tag='"2"')
    assert [article.title for article in read_anew(news.at("/feed"))] == ["Page /c", "Page new", "Page /a"]
    assert news.asked == ["/feed", "/c", "/b"]
    news.forget()
    read_anew(news.at("/feed"))
    assert news.asked == ["/feed"]


def test_a_page_that_was_not_reached_is_asked_for_again_though_the_feed_is_as_it_was(news, read_anew):
    news.says("/a", "", status=500)
    news.says("/feed", rss(item("/a")), RSS, tag='"1"')
    assert said_of(read_anew(news.at("/feed"))) == [f"{news.at('/a')}: the server answers 500"]
    news.page("/a", "Bridge")
    assert [article.title for article in read_anew(news.at("/feed"))] == ["Bridge"]


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE rss [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE rss [<!ENTITY a SYSTEM "file://localhost/etc/passwd">]>',
        '<!doctype rss SYSTEM "http://127.0.0.1/x.dtd" [<!ENTITY a "b">]>',
        '<!-- <!DOCTYPE rss> --><!DOCTYPE rss [<!ENTITY a "b">]>',
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


def test_a_feed_that_names_its_document_type_is_read_and_the_type_is_not_fetched(news, web):
    named = f'<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "{news.at("/rss-0.91.dtd")}">'
    news.page("/a", "Bridge")
    news.says("/feed", '<?xml version="1.0"?>\n' + named + rss(item("/a")).partition("?>")[2], RSS)
    assert [article.title for article in found_in(news.at("/feed"), web=web)] == ["Bridge"]
    assert "/rss-0.91.dtd" not in news.asked


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
        entries_of(str(secret).encode(), where="feed")


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
