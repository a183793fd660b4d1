"""What is kept of the web: nothing is sent twice, and a damaged file stops no reading."""

import sqlite3

import pytest
from onrecord.corpus.web import FetchError

from tests.webs import reason_of


def test_what_has_not_changed_is_not_sent_again(news, web_of, cache):
    news.says("/tag", "words", tag='"1"')
    news.says("/date", "words", headers={"Last-Modified": "Sat, 28 Nov 2015 10:00:00 GMT"})
    with web_of(cache=cache) as web:
        assert not web.fetch(news.at("/tag")).unchanged
        web.fetch(news.at("/date"))
    news.forget()
    with web_of(cache=cache) as web:
        again = web.fetch(news.at("/tag"))
        assert (again.unchanged, again.body, again.content_type, again.charset) == (
            True,
            b"words",
            "text/html",
            "utf-8",
        )
        assert not web.fetch(news.at("/date")).unchanged
    assert news.asked == ["/tag", "/date"]  # and no robots.txt, which is kept for a day
    assert news.heads[0]["if-none-match"] == '"1"'
    assert news.heads[1]["if-modified-since"] == "Sat, 28 Nov 2015 10:00:00 GMT"
    news.says("/tag", "other words", tag='"2"')
    with web_of(cache=cache) as web:
        assert web.fetch(news.at("/tag")).body == b"other words"
    with web_of(cache=cache) as web:
        assert web.kept(news.at("/tag")).body == b"other words"


def test_robots_txt_is_asked_for_again_after_a_day(news, web_of, cache):
    news.says("/a", "x")
    for hours in (0, 23, 25):
        with web_of(cache=cache, now=lambda hours=hours: 1e9 + hours * 3_600) as web:
            web.fetch(news.at("/a"))
    assert news.asked == ["/robots.txt", "/a", "/a", "/robots.txt", "/a"]


def test_what_cannot_be_reached_now_is_read_as_it_was_and_said(news, web_of, cache):
    news.says("/a", "words")
    with web_of(cache=cache) as web:
        web.fetch(news.at("/a"))
    news.says("/a", "", status=500)
    with web_of(cache=cache) as web:
        assert web.fetch(news.at("/a")).body == b"words"
        assert [str(notice) for notice in web.notices()] == [
            f"{news.at('/a')}: the server answers 500; read as it was fetched before"
        ]
        assert web.notices() == []
    news.says("/a", "", status=410)
    with web_of(cache=cache) as web:
        assert reason_of(web, news.at("/a")) == "the server answers 410"
        with pytest.raises(FetchError, match="the server answers 410"):
            web.kept(news.at("/a"))


def test_what_is_kept_is_found_by_its_version(news, web_of, cache):
    news.says("/a", "words")
    web = web_of(cache=cache)
    assert web.kept(news.at("/a")) is None
    web.fetch(news.at("/a"), version="1")
    assert web.kept(news.at("/a"), version="1").body == b"words"
    assert web.kept(news.at("/a"), version="2") is None
    assert web.kept(news.at("/a")).unchanged


def flip(data, at):
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.write_bytes(b"no database at all, but some bytes of this length " * 99),
        lambda path: path.write_bytes(path.read_bytes()[:1_000]),
        lambda path: path.write_bytes(path.read_bytes()[:4_096] + b"\x55" * (path.stat().st_size - 4_096)),
        lambda path: path.write_bytes(flip(path.read_bytes(), 3)),
        lambda path: sqlite3.connect(path).execute("PRAGMA user_version = 7").connection.close(),
        lambda path: [path.unlink(), path.mkdir()],
    ],
)
def test_a_damaged_cache_is_said_and_the_reading_goes_on(news, web_of, cache, harm):
    news.says("/a", "words", tag='"1"')
    with web_of(cache=cache) as web:
        web.fetch(news.at("/a"))
    harm(cache)
    with web_of(cache=cache) as web:
        assert web.fetch(news.at("/a")).body == b"words"
        assert web.fetch(news.at("/a")).body == b"words"
        (notice,) = web.notices()
    assert str(notice).startswith(f"{cache}: the cache of fetched pages ")
    assert notice.what.endswith("; everything is fetched anew; delete the file to have it made again")


def test_a_cache_of_somebody_elses_tables_is_left_as_it_is(news, web_of, cache):
    cache.parent.mkdir()
    with sqlite3.connect(cache) as database:
        database.execute("CREATE TABLE mine (words TEXT)")
    database.close()
    before = cache.read_bytes()
    news.says("/a", "words")
    with web_of(cache=cache) as web:
        assert web.fetch(news.at("/a")).body == b"words"
        assert "cannot be used" in str(web.notices()[0])
    assert cache.read_bytes() == before
