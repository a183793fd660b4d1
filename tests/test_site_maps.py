"""Site maps: their pages, one level down, with dates of publication alone."""

import gzip

from hypothesis import given, settings
from hypothesis import strategies as st
from onrecord.corpus import ArticleError, DateOrigin
from onrecord.corpus.web import Web
from onrecord.corpus.web.feeds import read_feed
from onrecord.corpus.web.site_maps import read_site_map

from tests.webs import (
    RSS,
    XML,
    articles_of,
    found_in,
    item,
    rss,
    said_of,
    urlset,
)


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
    news.says("/index", index("/one.xml.gz", "/deeper", "/gone", "file://localhost/etc/passwd"), XML)
    news.says("/one.xml.gz", gzip.compress(urlset(news.at("/a")).encode()), "application/gzip")
    news.says("/deeper", index("/index"), XML)
    found = found_in(news.at("/index"), web=web)
    assert [article.title for article in articles_of(found)] == ["Bridge"]
    assert said_of(found) == [
        f"{news.at('/deeper')}: an index of site maps in an index, which is not read",
        f"{news.at('/gone')}: the server answers 404",
        "file://localhost/etc/passwd: an address of kind 'file'; wanted http or https",
    ]


def test_pages_that_a_site_map_calls_unchanged_are_not_fetched_again(news, read_anew):
    news.page("/a", "Bridge", tag='"1"')
    news.says("/map", urlset("/a", more="<lastmod>2016-01-01</lastmod>"), XML)
    first = read_anew(news.at("/map"))
    news.forget()
    assert read_anew(news.at("/map")) == first
    assert news.asked == ["/map"]
    news.says("/map", urlset("/a", more="<lastmod>2016-01-02</lastmod>"), XML, tag='"1"')
    read_anew(news.at("/map"))
    assert news.asked == ["/map", "/map", "/a"]
    news.forget()
    assert read_anew(news.at("/map")) == first
    assert news.asked == ["/map"]


def test_a_damaged_site_map_is_a_fault(news, web):
    news.says("/map", urlset("/a")[:-5], XML)
    (fault,) = found_in(news.at("/map"), web=web)
    assert fault.reason.startswith("a damaged site map: ")


def test_a_damaged_cache_stops_no_reading(news, read_anew, cache):
    news.page("/a", "Bridge")
    news.says("/feed", rss(item("/a")), RSS)
    cache.parent.mkdir()
    cache.write_bytes(b"no database " * 999)
    notice, article = read_anew(news.at("/feed"))
    assert str(notice).startswith(f"{cache}: the cache of fetched pages cannot be used (")
    assert article.title == "Bridge"


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
