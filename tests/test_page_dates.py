"""The date of a page: what its metadata says, in which order it is believed, and what it was taken from."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring
from onrecord.corpus import DateOrigin
from onrecord.corpus.reading.page_dates import day_in_address, page_date, parse_day

ADDRESS = "https://gazette.example/2015/11/24/bridge"
JSON_LD = '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2015-11-28"}</script>'
META = '<meta property="article:published_time" content="2015-11-27T10:00:00Z">'
TIME = '<article><h1>Bridge</h1><time datetime="2015-11-26">Thursday</time><p>It is built.</p></article>'


def dated(head, body="", address=None):
    page = document_fromstring(f"<html><head><title>x</title>{head}</head><body>{body}<p>x</p></body></html>")
    found = page_date(page, address)
    return (found.day.isoformat(), found.origin) if found else None


@pytest.mark.parametrize(
    ("head", "body", "address", "expected"),
    [
        (JSON_LD + META, TIME, ADDRESS, ("2015-11-28", DateOrigin.JSON_LD)),
        (META, TIME, ADDRESS, ("2015-11-27", DateOrigin.META)),
        ("", TIME, ADDRESS, ("2015-11-26", DateOrigin.TIME_ELEMENT)),
        ("", "", ADDRESS, ("2015-11-24", DateOrigin.ADDRESS)),
        ("", "", "https://gazette.example/bridge", None),
        ("", "", None, None),
    ],
)
def test_metadata_is_believed_in_order_and_its_origin_told(head, body, address, expected):
    assert dated(head, body, address) == expected


def ld(content):
    return f'<script type="application/ld+json">{content}</script>'


@pytest.mark.parametrize(
    ("content", "day"),
    [
        ('{"@type": "Article", "datePublished": "2015-11-28T23:30:00-05:00"}', "2015-11-28"),
        ('{"@type": "NewsArticle", "datePublished": "2015-11-28T00:30:00+03:00"}', "2015-11-28"),
        ('{"@type": ["Thing", "ReportageNewsArticle"], "datePublished": "2015-11-28"}', "2015-11-28"),
        ('{"@type": "http://schema.org/NewsArticle", "datePublished": "2015-11-28"}', "2015-11-28"),
        (
            '{"@graph": [{"@type": "WebPage", "datePublished": "2015-11-20"},'
            ' {"@type": "NewsArticle", "datePublished": "2015-11-28"}]}',
            "2015-11-28",
        ),
        ('[{"@type": "Organization"}, {"@type": "BlogPosting", "datePublished": "2015-11-28"}]', "2015-11-28"),
        ('{"@type": "WebPage", "mainEntity": {"@type": "Article", "datePublished": "2015-11-28"}}', "2015-11-28"),
        ('{"@type": "WebPage", "datePublished": "2015-11-20"}', "2015-11-20"),
        # Neither the day of a change, nor that of something else, nor what is no date.
        ('{"@type": "NewsArticle", "dateModified": "2015-11-28"}', None),
        ('{"@type": "VideoObject", "datePublished": "2015-11-28"}', None),
        ('{"@type": "NewsArticle", "isBasedOn": {"@type": "NewsArticle", "datePublished": "2015-11-28"}}', None),
        ('{"@type": "NewsArticle", "datePublished": 20151128}', None),
        ('{"@type": "NewsArticle", "datePublished": "yesterday"}', None),
        ('{"@type": "NewsArticle", "datePublished": null}', None),
        ('{"@type": "NewsArticle", "datePublished": "2015-11-28"', None),
        ("[" * 5_000, None),
        ("7", None),
        ("", None),
    ],
)
def test_json_ld_gives_the_day_of_the_article_itself(content, day):
    assert dated(ld(content)) == ((day, DateOrigin.JSON_LD) if day else None)


def test_what_is_no_date_is_passed_over_for_the_next():
    assert dated(ld('{"@type": "NewsArticle", "datePublished": "soon"}') + META) == ("2015-11-27", DateOrigin.META)
    assert dated('<meta property="article:published_time" content="28.11.">', TIME)[1] is DateOrigin.TIME_ELEMENT


@pytest.mark.parametrize(
    "element",
    [
        '<meta property="article:published_time" content="2015-11-28">',
        '<meta property="og:article:published_time" content="2015-11-28T10:00:00+0300">',
        '<meta itemprop="datePublished" content="2015-11-28">',
        '<meta name="DC.date.issued" content="2015-11-28">',
        '<meta name="dc.date" content="2015-11-28">',
        '<meta name="pubdate" content="Sat, 28 Nov 2015 10:00:00 GMT">',
        '<meta name="publish-date" content="2015-11-28 10:00:00">',
        '<meta name="parsely-pub-date" content="2015-11-28T10:00:00.123Z">',
        '<meta name="citation_publication_date" content="2015/11/28">',
        '<meta name="Date" content="November 28, 2015">',
        '<meta name="article:modified_time" content="2015-11-30"><meta name="date" content="28 Nov 2015">',
    ],
)
def test_meta_elements_give_the_day_of_publication(element):
    assert dated(element) == ("2015-11-28", DateOrigin.META)


@pytest.mark.parametrize(
    "element",
    [
        '<meta property="article:modified_time" content="2015-11-28">',
        '<meta property="og:updated_time" content="2015-11-28">',
        '<meta name="last-modified" content="2015-11-28">',
        '<meta name="description" content="2015-11-28">',
        '<meta name="date" content="">',
    ],
)
def test_no_other_meta_element_gives_a_date(element):
    assert dated(element) is None


LONG = "<p>" + "The council voted on Tuesday for a new bridge over the river Orvik, and it was high time. " * 3 + "</p>"


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ('<span><time pubdate datetime="2015-11-28">x</time></span>', "2015-11-28"),
        ('<p><time itemprop="datePublished" datetime="2015-11-28T10:00">x</time></p>', "2015-11-28"),
        (
            '<article><h1>A</h1><p>By A. Writer, <time datetime="2015-11-28">x</time></p>' + LONG + "</article>",
            "2015-11-28",
        ),
        ('<main><header><h1>A</h1><time datetime="2015-11-28">x</time></header>' + LONG + "</main>", "2015-11-28"),
        (
            '<article><h1>A</h1><time class="updated" datetime="2015-11-30">x</time>'
            '<time datetime="2015-11-28">x</time>' + LONG + "</article>",
            "2015-11-28",
        ),
        # In the text, beside the article, in another one, and without anything that can be read.
        ("<article><h1>A</h1>" + LONG + '<time datetime="2015-11-28">x</time></article>', None),
        ('<article><h1>A</h1><aside><time datetime="2015-11-28">x</time></aside>' + LONG + "</article>", None),
        ('<article><h1>A</h1><article><time datetime="2015-11-28">x</time></article>' + LONG + "</article>", None),
        ('<time datetime="2015-11-28">x</time><article><h1>A</h1>' + LONG + "</article>", None),
        ("<article><h1>A</h1><time>28 November 2015</time>" + LONG + "</article>", None),
        (
            '<article><h1>A</h1><time datetime="2015-11-28">x</time></article>'
            '<article><h1>B</h1><time datetime="2015-11-29">x</time></article>',
            None,
        ),
    ],
)
def test_time_elements_count_in_the_head_of_the_article_alone(body, day):
    assert dated("", body) == ((day, DateOrigin.TIME_ELEMENT) if day else None)


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("https://a.example/2015/11/28/bridge", "2015-11-28"),
        ("https://a.example/news/2015/nov/28/bridge", "2015-11-28"),
        ("https://a.example/2015/1/2", "2015-01-02"),
        ("https://a.example/2015-11-28/bridge", "2015-11-28"),
        ("https://a.example/2015-11-28-bridge", "2015-11-28"),
        ("https://a.example/2015/11/bridge", None),
        ("https://a.example/2015/13/28/bridge", None),
        ("https://a.example/2015/02/30/bridge", None),
        ("https://a.example/9015/11/28/bridge", None),
        ("https://a.example/bridge?on=/2015/11/28/", None),
        ("https://a.example/12015/11/28/", None),
        ("https://[2015/11/28/", None),
    ],
)
def test_an_address_gives_the_day_in_its_path(address, day):
    found = day_in_address(address)
    assert (found.isoformat() if found else None) == day


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2015-11-28", "2015-11-28"),
        (" 2015-11-28\n", "2015-11-28"),
        ("20151128", "2015-11-28"),
        ("20151128T101500Z", "2015-11-28"),
        ("2015-11-28T23:59:59-11:00", "2015-11-28"),
        ("2015-11-28 10:15:00 +0300", "2015-11-28"),
        ("2015-11-28 10:15:00 UTC", "2015-11-28"),
        ("2015-11-28T10:15:00.0000000Z", "2015-11-28"),
        ("2015/11/28 10:15", "2015-11-28"),
        ("2015.1.2", "2015-01-02"),
        ("Sat, 28 Nov 2015 23:30:00 -0500", "2015-11-28"),
        ("Saturday, November 28, 2015 10:15 AM", "2015-11-28"),
        ("28 November 2015", "2015-11-28"),
        ("Nov. 28, 2015", "2015-11-28"),
        ("2015-11", None),
        ("2015", None),
        ("2015-W48-6", None),
        ("2015-02-30", None),
        ("2015-11-28T25:00", None),
        ("11/28/2015", None),
        ("03/04/2015", None),
        ("1448668800", None),
        ("0001-01-01T00:00:00", None),
        ("1970-01-01T00:00:00Z", None),
        ("9999-12-31", None),
        ("31 February 2015", None),
        ("28 Nevermber 2015", None),
        ("yesterday", None),
        ("", None),
        ("2015-11-28" + " " * 9 + "x" * 99, None),
        (20151128, None),
        (None, None),
    ],
)
def test_a_day_is_read_where_it_can_be_no_other(value, day):
    found = parse_day(value)
    assert (found.isoformat() if found else None) == day


def test_no_day_is_in_the_future():
    today = datetime.datetime.now(datetime.UTC).date()
    assert parse_day(today.isoformat()) == today
    assert parse_day((today + datetime.timedelta(days=3)).isoformat()) is None


@given(value=st.text(max_size=80))
def test_no_text_is_more_than_no_date(value):
    day = parse_day(value)
    assert day is None or day.year >= 1600


@given(day=st.dates(min_value=datetime.date(1800, 1, 1), max_value=datetime.date(2025, 1, 1)), time=st.times())
def test_any_day_is_read_as_itself(day, time):
    if day != datetime.date(1970, 1, 1):
        assert parse_day(day.isoformat()) == day
        assert parse_day(f"{day.isoformat()}T{time.isoformat('minutes')}+14:00") == day
        assert parse_day(day.strftime("%d %B %Y")) == day
