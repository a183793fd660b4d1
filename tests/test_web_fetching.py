"""Fetching: bounds and manners, against a server that misbehaves in every way."""

import datetime
import email.utils
import gzip
import itertools
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from onrecord.corpus.web.bodies import unpacked

from tests.newsserver import Reply, babble, endless_body, hang_up, news_server, silence, trickle, trickle_head
from tests.webs import reason_of

# --- what comes -----------------------------------------------------------------------------------


def test_an_address_gives_bytes_type_and_encoding(news, web_of):
    news.says("/page", "Hällo".encode("latin-1"), 'text/html; Charset="ISO-8859-1"')
    fetched = web_of().fetch(news.at("/page#part"))
    assert (fetched.address, fetched.final) == (news.at("/page"), news.at("/page"))
    assert (fetched.content_type, fetched.charset) == ("text/html", "iso-8859-1")
    assert fetched.body == "Hällo".encode("latin-1")
    assert not fetched.unchanged


def test_requests_say_who_asks_and_nothing_else_of_them(news, web_of):
    news.says("/page", "x", headers={"Set-Cookie": "a=b"})
    web = web_of(user_agent="gazettebot/2 (press@gazette.example)\r\nX: y")
    web.fetch(news.at("/page"))
    web.fetch(news.at("/page"))
    head = news.heads[-1]
    assert head["user-agent"] == "gazettebot/2 (press@gazette.example) X: y"
    assert set(head) == {"host", "user-agent", "accept", "accept-encoding"}
    assert web_of().fetch(news.at("/page"))
    assert news.heads[-1]["user-agent"].startswith("onrecord/")


def test_proxies_and_passwords_of_the_environment_are_not_used(news, web_of, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    news.says("/page", "x")
    assert web_of().fetch(news.at("/page")).body == b"x"


@pytest.mark.parametrize(
    ("coding", "pack"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("deflate", lambda raw: zlib.compress(raw, wbits=-15))],
)
def test_packed_bodies_are_unpacked(news, web_of, coding, pack):
    news.says("/page", pack(b"words" * 999), headers={"Content-Encoding": coding})
    assert web_of().fetch(news.at("/page")).body == b"words" * 999


def test_redirects_are_followed_to_where_they_lead(news, web_of):
    news.says("/old", "", status=301, headers={"Location": "/newer"})
    news.says("/newer", "", status=307, headers={"Location": news.at("/new")})
    news.says("/new", "x")
    fetched = web_of().fetch(news.at("/old"))
    assert (fetched.address, fetched.final, fetched.body) == (news.at("/old"), news.at("/new"), b"x")


# --- what is too much -----------------------------------------------------------------------------


def test_bodies_are_bounded_however_they_come(news, web_of):
    web = web_of(max_bytes=100_000)
    news.says("/large", b"x" * 100_001)
    news.says("/bomb", gzip.compress(b"x" * 50_000_000), headers={"Content-Encoding": "gzip"})
    news.says("/bombs", gzip.compress(b"") * 200, headers={"Content-Encoding": "gzip"})
    news.says("/promised", b"x", headers={"Content-Length": "9" * 30})
    news.says("/most", b"x" * 100_000)
    news.replies["/endless"] = endless_body
    for path in ("/large", "/bomb", "/endless"):
        assert reason_of(web, news.at(path)) == "more than 100000 bytes; no page needs that"
    assert reason_of(web, news.at("/promised"))
    assert reason_of(web, news.at("/bombs")) == "packed in a way that cannot be unpacked"
    assert len(web.fetch(news.at("/most")).body) == 100_000


def test_time_is_bounded_however_slowly_a_server_sends(news, web_of):
    news.replies |= {"/silent": silence, "/slow": trickle, "/slow-head": trickle_head}
    for path in ("/silent", "/slow", "/slow-head"):
        assert reason_of(web_of(max_seconds=0.2), news.at(path)) == "no whole answer in the time given"


def test_redirects_are_bounded(news, web_of):
    news.says("/round", "", status=302, headers={"Location": "/round"})
    for number in range(9):
        news.says(f"/{number}", "", status=302, headers={"Location": f"/{number + 1}"})
    news.says("/9", "x")
    assert reason_of(web_of(), news.at("/round")) == "more than 5 redirects"
    assert news.asked.count("/round") == 6
    assert reason_of(web_of(), news.at("/3")) == "more than 5 redirects"
    assert web_of().fetch(news.at("/4")).body == b"x"


@pytest.mark.parametrize(
    ("set_up", "reason"),
    [
        (lambda news: news.says("/page", "x", status=500), "the server answers 500"),
        (lambda news: news.says("/page", "x", status=404), "the server answers 404"),
        (lambda news: news.says("/page", "x", status=206), "the server answers 206"),
        (lambda news: news.says("/page", "x", status=304), "the server answers 304"),
        (lambda news: news.says("/page", "x", status=302), "the server answers 302"),
        (lambda news: news.says("/page", "x", headers={"Content-Encoding": "br"}), "packed as 'br', which was not"),
        (lambda news: news.says("/page", "x", headers={"Content-Encoding": "gzip"}), "packed in a way that cannot"),
        (lambda news: news.replies.update({"/page": hang_up}), "no answer of HTTP: "),
        (lambda news: news.replies.update({"/page": babble}), "no answer of HTTP: "),
    ],
)
def test_what_a_server_does_wrong_is_one_line(news, web_of, set_up, reason):
    set_up(news)
    assert reason_of(web_of(), news.at("/page")).startswith(reason)


def test_a_host_that_is_not_there_is_one_line(web_of):
    with news_server() as gone:
        address = gone.at("/")
    assert reason_of(web_of(), address).startswith("cannot be reached: ")

    def nobody(host, port):
        raise OSError(-2, "Name or service not known")

    assert reason_of(web_of(resolve=nobody), "http://nobody.example/") == (
        "cannot be reached: [Errno -2] Name or service not known"
    )
    assert reason_of(web_of(resolve=lambda *_: []), "http://nobody.example/") == (
        "cannot be reached: the name stands for no address"
    )


# --- manners --------------------------------------------------------------------------------------


def test_a_host_is_asked_once_in_so_many_seconds(news, web_of, clock):
    for path in ("/a", "/b"):
        news.says(path, "x")
    web = web_of(delay=1.5)
    web.fetch(news.at("/a"))
    assert clock.waits == [1.5]  # robots.txt came first
    clock.now += 1.0
    web.fetch(news.at("/b"))
    assert clock.waits == [1.5, 0.5]
    clock.now += 60.0
    web.fetch(news.at("/a"))
    assert clock.waits == [1.5, 0.5]


def test_hosts_have_turns_of_their_own(news, web_of, clock):
    with news_server() as other:
        news.says("/a", "x")
        other.says("/a", "x")
        web = web_of(delay=1.0)
        web.fetch(news.at("/a"))
        web.fetch(other.at("/a"))
        assert clock.waits == [1.0, 1.0]


def test_a_crawl_delay_is_waited_for_up_to_a_bound(news, web_of, clock):
    news.says("/robots.txt", "User-agent: *\nCrawl-delay: 7\n", "text/plain")
    news.says("/a", "x")
    web_of().fetch(news.at("/a"))
    news.says("/robots.txt", "User-agent: *\nCrawl-delay: 86400\n", "text/plain")
    web_of().fetch(news.at("/a"))
    assert clock.waits == [7.0, 30.0]


ROBOTS = "User-agent: *\nDisallow: /private\nAllow: /private/open\n\nUser-agent: onrecord\nDisallow: /ours\n"


def test_robots_txt_is_heeded_and_read_once(news, web_of):
    news.says("/robots.txt", ROBOTS, "text/plain")
    for path in ("/private", "/private/open", "/ours", "/news"):
        news.says(path, "x")
    mine, other = web_of(), web_of(user_agent="gazettebot/1")
    assert reason_of(mine, news.at("/ours")) == "robots.txt of the host forbids it"
    assert mine.fetch(news.at("/private")).body == b"x"
    assert reason_of(other, news.at("/private/x")) == "robots.txt of the host forbids it"
    assert other.fetch(news.at("/private/open")).body == b"x"
    assert news.asked == ["/robots.txt", "/private", "/robots.txt", "/private/open"]


def test_robots_txt_is_heeded_where_a_redirect_leads(news, web_of):
    news.says("/robots.txt", ROBOTS, "text/plain")
    news.says("/news", "", status=302, headers={"Location": "/ours"})
    news.says("/ours", "x")
    assert reason_of(web_of(), news.at("/news")) == "robots.txt of the host forbids it"
    assert "/ours" not in news.asked


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_host_without_robots_txt_allows_everything(news, web_of, status):
    news.says("/robots.txt", "User-agent: *\nDisallow: /", status=status)
    news.says("/a", "x")
    assert web_of().fetch(news.at("/a")).body == b"x"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_host_whose_robots_txt_cannot_be_had_is_left_alone_for_now(news, web_of, status):
    news.says("/robots.txt", "", status=status)
    news.says("/a", "x")
    web = web_of()
    for _ in range(2):
        assert reason_of(web, news.at("/a")) == f"robots.txt of the host cannot be had: the server answers {status}"
    assert news.asked == ["/robots.txt"]


def test_a_robots_txt_of_any_bytes_and_length_is_read(news, web_of):
    news.says("/robots.txt", b"\xff\xfe\x00" * 99 + b"\nUser-agent: *\nDisallow: /a\n" + b"#" * 600_000)
    assert reason_of(web_of(), news.at("/a")) == "robots.txt of the host forbids it"


def in_30_seconds():
    return email.utils.format_datetime(
        datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=30), usegmt=True
    )


@pytest.mark.parametrize(("status", "after", "waited"), [(429, "7", 7), (503, "0", 0), (503, "in 30 seconds", 30)])
def test_a_busy_server_is_asked_once_more_when_it_says(news, web_of, clock, status, after, waited):
    after = in_30_seconds() if after == "in 30 seconds" else after
    busy = Reply(b"", status=status, headers={"Retry-After": after})
    news.replies["/a"] = [busy, Reply(b"x")]
    assert web_of(delay=0).fetch(news.at("/a")).body == b"x"
    assert len(clock.waits) == 1
    assert waited - 5 <= clock.waits[0] <= waited
    news.replies["/a"] = [busy, busy, Reply(b"x")]
    assert reason_of(web_of(), news.at("/a")) == f"the server answers {status}"


@pytest.mark.parametrize("after", ["3600", "soon", "-1", "9" * 40, "²", ""])
def test_a_server_that_is_busy_for_long_is_not_waited_for(news, web_of, clock, after):
    news.says("/a", "", status=503, headers={"Retry-After": after})
    assert reason_of(web_of(delay=0), news.at("/a")) == "the server answers 503"
    assert clock.waits == []


# --- packing --------------------------------------------------------------------------------------


@given(raw=st.binary(), parts=st.integers(min_value=1, max_value=3))
def test_whatever_was_packed_is_unpacked(raw, parts):
    assert unpacked(gzip.compress(raw) * parts, 10_000) == raw * parts
    assert unpacked(zlib.compress(raw), 10_000) == raw


@given(raw=st.binary())
def test_whatever_is_unpacked_ends_within_bounds(raw):
    for head in (b"", b"\x1f\x8b\x08\x00", b"\x78\x9c"):
        try:
            assert len(unpacked(head + raw, 50)) <= 50
        except (OverflowError, zlib.error):
            continue


def test_a_bomb_costs_no_more_than_its_bound():
    bomb = gzip.compress(b"\0" * 100_000_000)
    for most in itertools.islice((0, 1, 1_000), 3):
        with pytest.raises(OverflowError):
            unpacked(bomb, most)
