"""Pages: the article in them, to the letter, and what is none."""

import contextlib
import datetime
import subprocess
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from onrecord.corpus import ArticleError, DateOrigin
from onrecord.corpus.reading.pages import MAX_PAGE_BYTES, parse_page

ADDRESS = "https://gazette.example/news/bridge"
FILLER = "The bridge over the Orvik has been planned for ten years, and the council debated it in every one of them."
HEAD = """<meta charset="utf-8"><title>Council votes for a bridge | The Orvik Gazette</title>
    <meta property="og:site_name" content="The Orvik Gazette"><meta name="author" content="J.R. van der Brel">
    <meta property="article:published_time" content="2015-11-28T23:30:00-05:00">
    <link rel="canonical" href="https://www.gazette.example/2015/bridge">"""
FURNITURE = """<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
    <div class="cookie-banner">We use cookies. Accept all of them?</div>"""
COMMENTS = """<section id="comments" class="comments"><h3>Comments</h3>
    <div class="comment"><p>“I said it first,” writes a reader, who has never seen the river.</p></div></section>
    <aside class="related"><h3>Read more</h3><ul><li><a href="/a">Ferry sinks</a></li></ul></aside>
    <footer>© 2015 The Orvik Gazette. All rights reserved. <a href="/privacy">Privacy</a></footer>"""


def page(article, head=HEAD):
    return f"""<!doctype html><html><head>{head}</head><body>{FURNITURE}<main><article>
        {article}</article>{COMMENTS}</main><script>document.write("scripts write this")</script></body></html>"""


def read(text, **more):
    return parse_page(text.encode(), where="page", **{"default_id": "bridge", "address": ADDRESS} | more)


def lines_of(article):
    return read(page(f"<p>{FILLER}</p>{article}<p>{FILLER}</p>")).text.split("\n\n")[1:-1]


def test_a_page_becomes_an_article_without_its_furniture():
    article = read(page(f"<h1>Council votes for a bridge</h1><p>It was\n high time.</p><h2>Next</h2><p>{FILLER}</p>"))
    assert article.text == f"It was high time.\n\nNext\n\n{FILLER}"
    assert (article.id, article.title, article.source) == (
        "www.gazette.example-bridge-9cfa583b",
        "Council votes for a bridge",
        "The Orvik Gazette",
    )
    assert (article.author, article.url) == ("J.R. van der Brel", "https://www.gazette.example/2015/bridge")
    assert (article.published, article.published_from) == (datetime.date(2015, 11, 28), DateOrigin.META)


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        ("<p>“It was high time,” she said – after ‘years’ — of “it”…</p>",
         ["“It was high time,” she said – after ‘years’ — of “it”…"]),
        ("<p>«Мост\u00a0нужен», — сказала Анна\u00a0Брель; 45\u202f% за.</p>",
         ["«Мост\u00a0нужен», — сказала Анна\u00a0Брель; 45\u202f% за."]),
        ("<p>A&nbsp;day&mdash;&ldquo;gone&rdquo; &amp; over &lt;here&gt; &#8222;so&#8220;.</p>",
         ["A\u00a0day—“gone” & over <here> „so“."]),
        ("<p>Soft\u00adhyphen, zero\u200bwidth, join\u200der, thin\u2009space, ⠿ and 🦊.</p>",
         ["Soft\u00adhyphen, zero\u200bwidth, join\u200der, thin\u2009space, ⠿ and 🦊."]),
        ("<p>We <em>shall</em> <b>not</b> <a class='x' href='/y'>wait</a>, <i>she</i><u>'s</u> said.</p>",
         ["We shall not wait, she's said."]),
        ("<p>un<b>believ</b>able</p>", ["unbelievable"]),
        ("<ul><li>First, “one”;</li><li>Second.</li></ul>", ["First, “one”;", "Second."]),
        ("<ol><li><p>First.</p></li><li>Second <b>thing</b>.</li></ol>", ["First.", "Second thing."]),
        ("<blockquote><p>“To be,” he said.</p><p>“Or not.”</p></blockquote>", ["“To be,” he said.", "“Or not.”"]),
        ("<figure class='quote'><blockquote><p>“To be,” he said.</p></blockquote></figure>", ["“To be,” he said."]),
        ("<h2>What <i>comes</i> next</h2><p>Work begins in the month of May.</p>",
         ["What comes next", "Work begins in the month of May."]),
        ("<p>One line<br>and another.<br><br>A paragraph of its own.</p>",
         ["One line\nand another.", "A paragraph of its own."]),
        ("<p>Shown<span hidden>, hidden</span><span style='display: none'>, too</span>.</p>", ["Shown."]),
        ("<p>Cafe\u0301 and A\u030angstro\u0308m.</p>", ["Caf\u00e9 and \u00c5ngstr\u00f6m."]),
    ],
)  # fmt: skip
def test_words_and_marks_are_kept_to_the_letter(markup, lines):
    assert lines_of(markup) == lines


@pytest.mark.parametrize(
    ("head", "title", "author", "source"),
    [
        ("<title>Bridge | The Gazette</title>", "Council", None, None),
        ('<title>Bridge - The Gazette</title><meta property="og:site_name" content="The Gazette">'
         '<meta property="og:title" content="Bridge - The Gazette">', "Bridge", None, "The Gazette"),
        ('<meta property="og:title" content="Who’s “who” – the list">', "Who’s “who” – the list", None, None),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Bridge &amp; it", "author": '
         '[{"@type": "Person", "name": "Anna \\u201cAnn\\u201d Brel"}, {"name": "Mr. C.D. of Orvik"}],'
         ' "publisher": {"name": "TASS"}}</script>', "Bridge & it", "Anna “Ann” Brel, Mr. C.D. of Orvik", "TASS"),
        ('<meta name="author" content="By Anna Brel">', "Council", "Anna Brel", None),
        ('<meta property="article:author" content="https://facebook.example/anna">', "Council", None, None),
        ('<meta name="author" content="@gazette">', "Council", None, None),
    ],
)  # fmt: skip
def test_title_author_and_source_are_what_the_page_says(head, title, author, source):
    article = read(page(f"<h1>Council</h1><p>{FILLER}</p>", head))
    assert (article.title, article.author, article.source) == (title, author, source)


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ('<p class="byline">By Anna Brel</p>', "Anna Brel"),
        ('<span itemprop="author"><span itemprop="name">Anna Brel</span>, reporter</span>', "Anna Brel"),
        ('<a rel="author" href="/anna">Anna Brel</a>', "Anna Brel"),
        ('<aside><p class="author">Anna Brel</p></aside>', None),
        ("<p>By the river</p>", None),
    ],
)
def test_a_byline_names_the_author_where_the_metadata_does_not(byline, author):
    assert read(page(f"<h1>Council</h1>{byline}<p>{FILLER}</p>", "")).author == author


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        ("https://www.gazette.example/2015/bridge", "https://www.gazette.example/2015/bridge"),
        ("/2015/bridge#top", "https://gazette.example/2015/bridge"),
        ("https://other.example/bridge", ADDRESS),
        ("https://gazette.example.evil.example/bridge", ADDRESS),
        ("javascript:alert(1)", ADDRESS),
        ("https://user:word@gazette.example/", ADDRESS),
        ("https://[bad/", ADDRESS),
        ("", ADDRESS),
    ],
)
def test_a_canonical_address_counts_on_its_own_host_alone(canonical, url):
    assert read(page(f"<p>{FILLER}</p>", f'<link rel="canonical" href="{canonical}">')).url == url


def test_a_page_from_a_file_has_the_address_that_it_gives():
    assert read(page(f"<p>{FILLER}</p>"), address=None).url == "https://www.gazette.example/2015/bridge"
    assert read(page(f"<p>{FILLER}</p>", ""), address=None).url is None


FEED = "<link rel=alternate type=application/rss+xml href=/feed>"
NOT_FREE = '<script type="application/ld+json">{"isAccessibleForFree": "False"}</script>'
TEASERS = "".join(
    f"<li><a href='/{n}'>Council votes for the bridge over the Orvik, part {n}</a></li>" for n in range(30)
)
NO_ARTICLES = {
    "": "an empty page; wanted one with an article",
    " \n": "an empty page; wanted one with an article",
    "<!-- nothing -->": "an empty page; wanted one with an article",
    "<html><body></body></html>": "no article text; an empty page, or one that scripts fill in",
    "<html><body><div id='app'></div><script>start()</script></body></html>": "no article text; an empty page",
    "<html><body><p>Moved.</p></body></html>": "no article text; 6 characters, and an article has at least 80",
    f"<html><body><h1>News</h1><ul>{TEASERS}</ul></body></html>": "a list of links, not an article",
    f"<html><head>{FEED}</head><body><ul>{TEASERS}</ul></body></html>":
        "a list of links, not an article; it announces a feed, which can be read: https://gazette.example/feed",
    f"<html><body><p>{FILLER}</p><p>Log in to read on.</p><form><input type=password></form></body></html>":
        "a page that asks to log in or subscribe, not the whole article",
    f"<html><body>{NOT_FREE}<p>{FILLER}</p></body></html>":
        "a page that asks to log in or subscribe, not the whole article",
    "<html><body>" + "<div>" * 100_000 + "deep": "its elements are nested more than 255 deep",
    "<html><body>" + "<b></b>" * 100_000: "a page of 100002 elements; at most 100000 are read",
    "<html><body>" + "<p>word</p>" * 10_001: "10001 pieces of text; a page of at most 10000 is read",
    "<html><body>" + "x" * 50_000_000: "a page of 50000012 bytes; at most 10000000 are read",
}  # fmt: skip


@pytest.mark.parametrize("text", NO_ARTICLES, ids=lambda text: text[:30])
def test_what_holds_no_article_is_one_line_that_says_why(text):
    with pytest.raises(ArticleError) as error:
        read(text)
    assert error.value.reason.startswith(NO_ARTICLES[text])
    assert "\n" not in str(error.value)


def test_a_login_form_beside_a_whole_article_keeps_nobody_out():
    assert read(page(f"<p>{FILLER}</p>" * 20 + "<form><input type=password></form>")).title is not None


def test_a_table_that_says_it_is_huge_is_read_as_what_it_is():
    rows = "<tr><td colspan=1000 rowspan=1000>Green</td><td>45</td></tr>" * 1_000
    assert read(page(f"<p>{FILLER}</p><table>{rows}</table>")).text.endswith("Green 45\n\nGreen 45")


def test_no_entity_is_expanded_and_nothing_is_loaded(tmp_path):
    (tmp_path / "secret").write_text("the secret")
    doctype = f'<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY s SYSTEM "file://{tmp_path}/secret">]>'
    text = read(f"{doctype}<html><body><article><p>{FILLER}</p><p>Words: &b; &s;.</p></article></body></html>").text
    assert "aaaa" not in text
    assert "secret" not in text


def crowd(count):
    return "<p " + " ".join(f"a{number}=1" for number in range(count)) + ">x</p>"


@pytest.mark.parametrize(
    ("markup", "crowded"),
    [
        (crowd(100_000), True),
        (f"<!-->{crowd(3_000)}<!-- -->", True),
        (crowd(3_000).replace("=1 ", '=">"'), True),
        (f"<!-- {crowd(3_000)} -->", False),
        (f"<script>for (i = 0; i <n; i++) '{'word ' * 3_000}'</script>", False),
        (f'<p title="{"word " * 3_000}">x</p>', False),
    ],
)
def test_an_element_with_more_attributes_than_any_needs_is_refused_before_it_is_parsed(markup, crowded):
    text = "<p>" + "It rains in Orvik. " * 12
    if crowded:
        with pytest.raises(ArticleError, match="an element with more than 2000 attributes"):
            read(markup + text)
    else:
        assert "It rains in Orvik." in read(markup + text).text


def test_a_page_as_large_as_may_be_is_read_to_its_end():
    start, end = b"<html><body><article><p>", b"The end.</p></article></body></html>"
    filler = (FILLER.encode() + b" ") * (MAX_PAGE_BYTES // (len(FILLER) + 1) - 1)
    article = parse_page(start + filler + end, where="page", default_id=None)
    assert article.text == filler.decode() + "The end."


def test_the_encoding_that_a_server_gives_is_heeded():
    raw = page(f"<p>{FILLER}</p><p>Мост нужен всем</p>", "").encode("cp1251", "xmlcharrefreplace")
    assert "Мост нужен всем" in parse_page(raw, where="page", default_id=None, charset="windows-1251").text


def test_a_missing_library_is_one_line_that_says_what_to_install():
    code = (
        "import sys; sys.modules['trafilatura'] = None\n"
        "from onrecord.corpus import ArticleError\n"
        "from onrecord.corpus.reading.pages import parse_page\n"
        "try: parse_page(b'<p>x', where='page', default_id=None)\n"
        "except ArticleError as error: print(error)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "page: HTML needs trafilatura; install it: pip install 'onrecord[html]'\n"


@settings(max_examples=150, deadline=None)
@given(raw=st.binary(max_size=400))
def test_no_bytes_raise_anything_but_an_article_error(raw):
    for text in (raw, page(FILLER).encode() + raw, b"<html><body><article><p>" + FILLER.encode() + raw):
        with contextlib.suppress(ArticleError):
            assert parse_page(text, where="page", default_id=None, address=ADDRESS).text


TAGS = st.sampled_from("p div span a b ul li table tr td h1 h2 q blockquote article section br pre title head".split())


@settings(max_examples=100, deadline=None)
@given(pieces=st.lists(st.tuples(TAGS, st.text(max_size=30), st.booleans()), max_size=30))
@example([("p", "no letter: \ufffe", False)])
@example([("p", "as an entity: &#xffff;", True)])
def test_whatever_the_mark_up_no_line_holds_words_that_the_page_does_not(pieces):
    markup = "".join(
        f"<{tag}>{words.replace('<', '').replace('&', '')}{f'</{tag}>' * end}" for tag, words, end in pieces
    )
    try:
        text = read(f"<html><body><article><p>{FILLER}</p>{markup}</article></body></html>").text
    except ArticleError:
        return
    shown = "".join((FILLER + "".join(words for _, words, _ in pieces)).split())
    letters = [letter for letter in "".join(text.split()) if letter.isascii() and letter.isalnum()]
    pool = [letter for letter in shown if letter.isascii() and letter.isalnum()]
    assert all(letters.count(letter) <= pool.count(letter) for letter in set(letters))
