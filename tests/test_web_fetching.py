"""Fetching: bounds, manners, refusals, and the cache, against a server that misbehaves in every way."""

import datetime
import email.utils
import gzip
import itertools
import sqlite3
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from onrecord.corpus import ArticleError
from onrecord.corpus.web import FetchError, Web
from onrecord.corpus.web.bodies import unpacked
from onrecord.corpus.web.hosts import checked_address, is_public, shown_address

from tests.newsserver import Reply, babble, endless_body, hang_up, news_server, silence, trickle, trickle_head


class Clock:
    """Time that passes only where somebody waits."""

    def __init__(self):
        self.now = 1_000.0
        self.waits = []

    def __call__(self):
        return self.now

    def wait(self, seconds):
        self.waits.append(seconds)
        self.now += seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def news():
    with news_server() as server:
        yield server


@pytest.fixture
def web_of(clock):
    """Makes webs that may ask this machine and wait in no time, and closes them."""
    made = []

    def make(**more):
        made.append(Web(**{"allow_private": True, "clock": clock, "wait": clock.wait} | more))
        return made[-1]

    yield make
    for web in made:
        web.close()


def reason_of(web, address):
    with pytest.raises(ArticleError) as error:
        web.fetch(address)
    assert "\n" not in str(error.value)
    return error.value.reason


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


# --- what may not be asked ------------------------------------------------------------------------

REFUSED = {
    "file:///etc/passwd": "an address of kind 'file'; wanted http or https",
    "gopher://gazette.example/": "an address of kind 'gopher'; wanted http or https",
    "ftp://gazette.example/": "an address of kind 'ftp'",
    "javascript:alert(1)": "an address of kind 'javascript'",
    "//gazette.example/": "an address of kind ''",
    "gazette.example": "an address of kind ''",
    "": "an address of kind ''",
    "http://": "no host in the address",
    "http:///path": "no host in the address",
    "http://gazette.example:0/": "no host in the address",
    "http://gazette.example:99999/": "no address that can be read",
    "http://gazette.example:port/": "no address that can be read",
    "http://[::1/": "no address that can be read",
    "http://user:secret@gazette.example/": "a user name or password in the address",
    "http://user@gazette.example/": "a user name or password in the address",
    "http://@gazette.example/": "a user name or password in the address",
    "http://gazette.example/a b": "blanks, control characters or backslashes in the address",
    "http://gazette.example/a\nHost: evil.example": "blanks, control characters or backslashes",
    "http://gazette.example/\x00": "blanks, control characters or backslashes",
    "http://gazette.example\\@127.0.0.1/": "blanks, control characters or backslashes",
    "ht\ntp://gazette.example/": "blanks, control characters or backslashes",
    "http://gazette.example/\ud800": "blanks, control characters or backslashes",
    "http://gazette.example/\u202e": "blanks, control characters or backslashes",
    "http://gazette.example/" + "x" * 3_000: "an address of 3023 characters; at most 2000 are read",
}


@pytest.mark.parametrize("address", REFUSED, ids=lambda address: ascii(address[:40]))
def test_what_is_no_address_to_fetch_is_refused_before_anything_is_asked(web_of, address):
    def resolve(host, port):
        raise AssertionError(host)

    reason = reason_of(web_of(resolve=resolve), address)
    assert reason.startswith(REFUSED[address])


def test_no_error_shows_a_password():
    for address in ("http://user:secret@gazette.example/", "http://user:secret@[gazette.example/", "x:secret@y"):
        with pytest.raises(ArticleError) as error:
            checked_address(address)
        assert "secret" not in str(error.value) or "//" not in address
    assert shown_address("https://a:b@gazette.example/x") == "https://gazette.example/x"


PRIVATE = """http://127.0.0.1/ http://localhost/ http://2130706433/ http://0x7f000001/ http://0177.0.0.1/ http://127.1/
    http://0/ http://0.0.0.0/ http://10.1.2.3/ http://172.16.0.1/ http://192.168.0.1/ http://169.254.169.254/latest/
    http://100.64.0.1/ http://198.18.0.1/ http://224.0.0.1/ http://240.0.0.1/ http://255.255.255.255/ http://[::1]/
    http://[::]/ http://[::ffff:127.0.0.1]/ http://[::ffff:7f00:1]/ http://[::ffff:10.0.0.1]/ http://[::127.0.0.1]/
    http://[64:ff9b::127.0.0.1]/ http://[64:ff9b::a00:1]/ http://[2002:7f00:1::]/ http://[fe80::1]/ http://[fc00::1]/
    http://[fec0::1]/ http://[ff02::1]/ http://[2001:db8::1]/ http://[2001:0:7f00:1::]/ http://[100::1]/""".split()


@pytest.mark.parametrize("address", PRIVATE)
def test_no_host_of_a_private_network_is_asked(web_of, address):
    reason = reason_of(web_of(allow_private=False), address)
    # This system may not know how to go to some of them at all, or not write numbers so.
    assert "is no address of the public network; it is read only where private ones are allowed" in reason or (
        reason.startswith(("cannot be reached: [Errno", "no address that can be asked for"))
    )


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("1.1.1.1", True),
        ("2606:4700::1111", True),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::808:808", True),
        ("2002:808:808::", True),
        ("127.0.0.1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:192.168.1.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:c0a8:101::", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("192.0.2.1", False),
        ("224.0.0.251", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("ff0e::1", False),
        ("gazette.example", False),
        ("", False),
    ],
)
def test_an_ip_address_is_public_where_all_that_it_carries_is(address, public):
    assert is_public(address) is public


def test_a_name_is_refused_where_any_of_its_addresses_is_private(web_of):
    web = web_of(allow_private=False, resolve=lambda *_: ["8.8.8.8", "192.168.0.1"])
    assert reason_of(web, "http://gazette.example/").startswith("192.168.0.1 is no address of the public network")


def test_a_redirect_to_another_host_is_checked_like_the_first(news, web_of):
    news.says("/out", "", status=302, headers={"Location": "file:///etc/passwd"})
    news.says("/word", "", status=302, headers={"Location": "http://me:secret@gazette.example/"})
    assert reason_of(web_of(), news.at("/out")) == (
        "leads to what is not fetched: an address of kind 'file'; wanted http or https"
    )
    assert reason_of(web_of(), news.at("/word")).startswith("leads to what is not fetched: a user name or password")


def test_the_connection_goes_to_the_address_that_was_checked(news, web_of):
    """A name that stands for another address the next time it is asked for changes nothing."""
    asked = []

    def resolve(host, port):
        asked.append(host)
        return ["127.0.0.1"]

    port = news.host.partition(":")[2]
    news.says("/page", "x")
    assert web_of(resolve=resolve).fetch(f"http://no-such-name.invalid:{port}/page").body == b"x"
    assert set(asked) == {"no-such-name.invalid"}
    assert news.heads[-1]["host"] == f"no-such-name.invalid:{port}"


@given(address=st.text() | st.text().map("http://{}".format) | st.text().map("http://gazette.example/{}".format))
def test_no_address_raises_anything_but_an_article_error(address):
    try:
        checked = checked_address(address)
    except ArticleError as error:
        assert "\n" not in str(error)  # noqa: PT017 - either of the two may happen
    else:
        assert checked.startswith(("http://", "https://", "HTTP", "Http", "hTTP")) or "://" in checked


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


# --- the cache ------------------------------------------------------------------------------------


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "cache" / "pages.sqlite"


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
