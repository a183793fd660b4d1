"""What may be asked for: no other scheme, no password, no host of a private network by whatever name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from onrecord.corpus import ArticleError
from onrecord.corpus.web.hosts import checked_address, is_public, shown_address

from tests.webs import reason_of

REFUSED = {
    "file://localhost/etc/passwd": "an address of kind 'file'; wanted http or https",
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
    news.says("/out", "", status=302, headers={"Location": "file://localhost/etc/passwd"})
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
