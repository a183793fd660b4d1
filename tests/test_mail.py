"""Mail: a message is an article, its date that of its header, and a mailbox is read message by message."""

import datetime
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onrecord.corpus import Article, ArticleError, DateOrigin, Notice
from onrecord.corpus.reading.identity import address_id, content_id
from onrecord.corpus.reading.raw import MAX_FILE_BYTES

from tests.articles import found_in

HEAD = b"From: The Orvik Gazette <news@example.org>\r\nSubject: It rains\r\nDate: Sat, 28 Nov 2015 23:30:00 -0800\r\n"
PAGE = f"<html><body><article><p>{'It rains in Orvik. ' * 12}</p></article></body></html>"


@pytest.fixture
def read(tmp_path):
    def read(data, name="a.eml"):
        (tmp_path / name).write_bytes(data)
        return found_in(tmp_path / name)

    return read


def test_a_message_is_an_article_with_what_its_headers_say(read):
    more = b"List-Id: Daily Briefing <daily.example.org>\r\nArchived-At: <https://example.org/daily/1>\r\n"
    (article,) = read(HEAD + more + b"\r\nIt rains.\r\n")
    assert (article.text, article.title, article.url) == ("It rains.", "It rains", "https://example.org/daily/1")
    assert (article.author, article.source) == ("The Orvik Gazette", "Daily Briefing")
    assert (article.published, article.published_from) == (datetime.date(2015, 11, 28), DateOrigin.MAIL)
    assert article.id == address_id("https://example.org/daily/1")


@pytest.mark.parametrize(
    ("headers", "author", "source"),
    [
        ("From: news@example.org", "news@example.org", None),
        ("From: =?utf-8?q?Orvik_=C4=8Cas?= <a@example.org>", "Orvik Čas", "Orvik Čas"),
        ("From: A <a@example.org>\nList-Id: <daily.example.org>", "A", "daily.example.org"),
        ("Subject: x", None, None),
    ],
)
def test_who_wrote_it_and_where_are_told_by_the_headers(read, headers, author, source):
    (article,) = read(f"{headers}\n\nIt rains.".encode())
    assert (article.author, article.source, article.published) == (author, source, None)
    assert article.id == content_id("It rains.")


@pytest.mark.parametrize("date", ["yesterday", "Sat, 99 Nov 2015 10:00:00 +0000", "Sat, 28 Nov 99999 10:00:00 +0000"])
def test_a_date_that_is_none_is_left_out_and_told(read, date):
    notice, article = read(f"Date: {date}\n\nIt rains.".encode())
    assert isinstance(notice, Notice)
    assert notice.what.startswith(f"its date was left out: found '{date}'"[:60])
    assert article.published is None


def test_plain_text_is_preferred_to_a_page_and_attachments_are_left_alone(read):
    message = EmailMessage()
    message["Subject"] = "Rain"
    message.set_content("It rains.\n")
    message.add_alternative(PAGE, subtype="html")
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="x.pdf")
    (article,) = read(message.as_bytes())
    assert article.text == "It rains."


def test_a_page_is_read_where_the_plain_text_beside_it_is_blank(read):
    message = EmailMessage()
    message.set_content(" \n")
    message.add_alternative(PAGE, subtype="html")
    (article,) = read(message.as_bytes())
    assert article.text == ("It rains in Orvik. " * 12).strip()


def test_a_message_that_is_a_page_alone_is_read_as_one(read):
    message = EmailMessage()
    message["Subject"] = "Rain"
    message.set_content(PAGE, subtype="html", cte="base64")
    (article,) = read(message.as_bytes())
    assert (article.text, article.title) == (("It rains in Orvik. " * 12).strip(), "Rain")


@pytest.mark.parametrize(
    ("charset", "raw", "wanted"),
    [
        ("windows-1251", "“Мост” нужен".encode("cp1251"), "“Мост” нужен"),
        ("utf-8", "“Čau”".encode(), "“Čau”"),
        ("utf-8", "“It’s time,” she said.".encode("cp1252"), "“It’s time,” she said."),
        ("us-ascii", "“Čau”".encode(), "“Čau”"),
        ("no-such", "“Čau”".encode(), "“Čau”"),
        ("iso-8859-1", "“It’s — naïve”".encode("cp1252"), "“It’s — naïve”"),
        ("iso-8859-1", "“Čau”".encode(), "“Čau”"),
        ("unicode_escape", b"a\\u0041\\d", "a\\u0041\\d"),
        ("utf-7", b"1 +AOk- 1", "1 +AOk- 1"),
        ("rot13", b"It rains.", "It rains."),
    ],
)
def test_words_are_read_in_the_encoding_that_they_are_in(read, charset, raw, wanted):
    head = f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n"
    assert read(head.encode() + raw)[-1].text == wanted


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no text"),
        (b"Subject: x\n\n \n", "no text in the message"),
        (b"Content-Type: image/png\n\nx", "no text in the message"),
        (b"Content-Type: text/plain; charset=utf-8\n\n\xe3\x81.", "not UTF-8: byte 0xe3"),
        (b"Content-Type: text/html\n\n<p>x", "no article text"),
    ],
)
def test_a_message_without_words_is_a_fault(read, data, reason):
    (fault,) = read(data)
    assert isinstance(fault, ArticleError)
    assert fault.reason.startswith(reason)


def test_a_mailbox_is_read_message_by_message(read):
    mailbox = (
        b"From a@example.org Sat Nov 28 10:00:00 2015\n" + HEAD + b"\nIt rains.\n>From then on it pours.\n>>From x\n\n"
        b"From b@example.org Sat Nov 28 10:00:00 2015\nContent-Type: image/png\n\nx\n\n"
        b"From c@example.org Sat Nov 28 10:00:00 2015\nSubject: y\n\nFirst.\nFrom now on no more.\n"
    )
    first, fault, last = read(mailbox, "a.mbox")
    assert first.text == "It rains.\nFrom then on it pours.\n>From x"
    assert (fault.line, fault.reason) == (10, "no text in the message")
    assert (last.text, last.title) == ("First.\nFrom now on no more.", "y")


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"\nIt rains.", 2, "no mailbox; wanted a line that begins"),
        (b"", None, "an empty mailbox"),
        (b"\n\n", None, "an"),
    ],
)
def test_what_is_no_mailbox_is_one_fault(read, data, line, reason):
    (fault,) = read(data, "a.mbox")
    assert (fault.line, fault.reason[: len(reason)]) == (line, reason)


@pytest.mark.slow
def test_a_message_too_large_is_one_fault_among_the_others(tmp_path):
    with (tmp_path / "a.mbox").open("wb") as file:
        file.write(b"From a\n\nfirst\n\nFrom b\n\n")
        for _ in range(MAX_FILE_BYTES // 1_000_000 + 1):
            file.write((b"x" * 999 + b"\n") * 1_000)
        file.write(b"\nFrom c\n\nlast\n")
    first, fault, last = found_in(tmp_path / "a.mbox")
    assert isinstance(fault, ArticleError)
    assert (first.text, fault.line, last.text) == ("first", 5, "last")
    assert fault.reason.startswith("a message of 33")


headers = st.sampled_from(
    [b"From", b"Date", b"Subject", b"List-Id", b"Content-Type", b"Content-Transfer-Encoding", b"Archived-At", b"X"]
)
values = st.one_of(
    st.binary(max_size=20),
    st.sampled_from(
        [b"text/html; charset=", b"multipart/mixed; boundary=b", b"base64", b"=?utf-8?b?////?=", b"<@:>", b"\xff"]
    ),
)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.tuples(headers, values), max_size=5), st.binary(max_size=60), st.sampled_from([".eml", ".mbox"]))
def test_any_message_is_an_article_or_a_fault(tmp_path_factory, headers, body, suffix):
    path = tmp_path_factory.getbasetemp() / f"any{suffix}"
    path.write_bytes(
        b"From x\n" + b"".join(b"%s: %s\n" % pair for pair in headers) + b"\n" + body + b"\n--b\n\nx\n--b--"
    )
    for found in found_in(path):
        assert isinstance(found, Article) or "\n" not in str(found)
