"""Web pages and HTML files: one article a page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..errors import ArticleError
from ..model import Article
from .charsets import decode_page
from .fields import article
from .page_dates import page_date
from .page_metadata import announced_feeds, canonical_address, page_author, page_site, page_title
from .page_text import Line, all_lines, article_lines, remove_unread

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# A page of news has some 100 KB; with all its scripts, few have 5 MB.
MAX_PAGE_BYTES = 10_000_000
# A page has some thousands of elements; so many more take the extraction minutes.
MAX_ELEMENTS = 100_000
# An element has a dozen; the parser compares each with all before it, which takes minutes for 100,000.
MAX_ATTRIBUTES = 2_000
# Fewer characters outside links are no article: a flash of one sentence has 80.
_SHORTEST = 80
# Below this, a page that asks for a password or a subscription shows a taste of the article, not the article.
_TASTE = 1_200
# A page of which more than this is the text of links is a list of articles.
_LINKED = 0.6
_NEEDS = "HTML needs trafilatura; install it: pip install 'onrecord[html]'"
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_OPENING = re.compile(rb"<(?:(?P<comment>!--)|(?P<code>script|style)\b|[a-z])", re.IGNORECASE)
_ENDS_COMMENT = re.compile(rb"--!?>")
_ENDS_CODE = re.compile(rb"</(?:script|style)", re.IGNORECASE)
_ATTRIBUTES = re.compile(rb"""(?:[^>=]++|=\s*+(?:"[^"]*+"?|'[^']*+'?)?+)*+""")
_VALUE = re.compile(rb"""=\s*+(?:"[^"]*+"?|'[^']*+'?)""")
_NO_FREE_ACCESS = re.compile(r'"isAccessibleForFree"\s*:\s*"?false', re.IGNORECASE)


def parse_page(
    raw: bytes,
    *,
    where: str,
    default_id: str | None,
    address: str | None = None,
    charset: str | None = None,
) -> Article:
    """Read the article of a page: its text without the page's furniture, its title, author, site, date and address.

    The words are the page's to the letter; paragraphs, headings, items of lists and rows of tables are lines of their
    own with a blank line between. No script runs and nothing is fetched.

    Args:
        raw: the page's bytes.
        where: the file or address, for errors.
        default_id: what the article is called; without it, it is called by its content.
        address: where the page was found on the web, if it was.
        charset: the encoding that the server gave.

    Raises:
        ArticleError: the page holds no article, is too large or nested too deeply, or a library is missing.
    """
    tree = page_tree(raw, where=where, charset=charset)
    own_address = canonical_address(tree, address) or address
    title, author, source = page_title(tree), page_author(tree), page_site(tree)
    dated = page_date(tree, own_address)
    walled = _asks_to_log_in(tree)
    feeds = announced_feeds(tree, address)
    remove_unread(tree)
    lines = _without_title(article_lines(tree, where), title)
    if (reason := _no_article(lines, walled=walled)) is not None:
        known = f"; it announces a feed, which can be read: {feeds[0]}" if feeds else ""
        raise ArticleError(where, f"{reason}{known}")
    text = "\n\n".join(line.text for line in lines)
    fields = {"title": title, "author": author, "source": source, "url": own_address}
    found = article(fields, text, where=where, line=None, default_id=default_id)
    if dated is None:
        return found
    return found.model_copy(update={"published": dated.day, "published_from": dated.origin})


def page_tree(raw: bytes, *, where: str, charset: str | None = None) -> HtmlElement:
    """Parse a page.

    Raises:
        ArticleError: it is too large or nested too deeply, it is empty, or a library is missing.
    """
    try:
        import trafilatura  # noqa: F401 - asked for here, so that whoever lacks it is told before any work
        from lxml import etree
        from lxml.html import HTMLParser, document_fromstring
    except ImportError as error:
        raise ArticleError(where, _NEEDS) from error
    if len(raw) > MAX_PAGE_BYTES:
        raise ArticleError(where, f"a page of {len(raw)} bytes; at most {MAX_PAGE_BYTES} are read")
    text = decode_page(raw, where=where, charset=charset).encode("utf-8", "replace")
    if _is_crowded(text):
        raise ArticleError(where, f"an element with more than {MAX_ATTRIBUTES} attributes; no page needs that")
    parser = HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        tree = document_fromstring(_CONTROLS.sub(b" ", text), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise ArticleError(where, "an empty page; wanted one with an article") from error
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise ArticleError(where, "its elements are nested more than 255 deep; no page needs that")
    elements = sum(1 for _ in tree.iter())
    if elements > MAX_ELEMENTS:
        raise ArticleError(where, f"a page of {elements} elements; at most {MAX_ELEMENTS} are read")
    return tree


def _is_crowded(page: bytes) -> bool:
    """Whether an element has more attributes than any needs; told in one pass, before the page is parsed."""
    at = 0
    while found := _OPENING.search(page, at):
        if found["comment"]:
            # As short as a comment may be, so that nothing is taken for one that the parser looks into.
            end = _ENDS_COMMENT.search(page, found.end() - 2)
        else:
            attributes = _ATTRIBUTES.match(page, found.end())
            if attributes and len(attributes[0]) > MAX_ATTRIBUTES:
                names = _VALUE.sub(b" ", attributes[0]).replace(b"/", b" ").split()
                if len(names) > MAX_ATTRIBUTES:
                    return True
            end = _ENDS_CODE.search(page, found.end()) if found["code"] else attributes
        if end is None:
            return False
        at = end.end()
    return False


def fragment_text(html: str, *, where: str) -> str:
    """The text of a piece of HTML that is nothing but text, line by line as that of a page; empty where it has none.

    Raises:
        ArticleError: it is too large or nested too deeply, or a library is missing.
    """
    if not html.strip():
        return ""
    tree = page_tree(f"<html><body><div>{html}</div></body></html>".encode("utf-8", "replace"), where=where)
    remove_unread(tree)
    return "\n\n".join(line.text for line in all_lines(tree))


def _asks_to_log_in(tree: HtmlElement) -> bool:
    """Whether a page asks for a password, or says that it is not free to read."""
    if any(element.get("type", "").lower() == "password" for element in tree.iter("input")):
        return True
    return any(
        "ld+json" in script.get("type", "") and _NO_FREE_ACCESS.search(script.text or "")
        for script in tree.iter("script")
    )


def _without_title(lines: list[Line], title: str | None) -> list[Line]:
    """Leave out a first heading that is the title again."""
    if lines and lines[0].heading and title is not None and lines[0].text.split() == title.split():
        return lines[1:]
    return lines


def _no_article(lines: list[Line], *, walled: bool) -> str | None:
    """Why the text of a page is no article, if it is none."""
    prose = [line for line in lines if not line.heading]
    size = sum(len(line.text) for line in prose)
    linked = sum(line.linked for line in prose)
    if not prose:
        return "no article text; an empty page, or one that scripts fill in"
    if linked > _LINKED * size:
        return "a list of links, not an article"
    if walled and size < _TASTE:
        return "a page that asks to log in or subscribe, not the whole article"
    if size - linked < _SHORTEST:
        return f"no article text; {size - linked} characters, and an article has at least {_SHORTEST}"
    return None
