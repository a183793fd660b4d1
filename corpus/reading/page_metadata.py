"""What a page says of itself beside its text: title, author, the site's name, its own address, its feeds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from .fields import one_line
from .page_dates import is_article, json_ld_objects, kinds

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# A title or a name that is longer is neither.
_LONGEST_TITLE = 500
_LONGEST_NAME = 200
_TITLES = ("og:title", "headline", "citation_title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title")
_LAST_TITLES = ("twitter:title",)
_AUTHORS = (
    "author",
    "article:author",
    "og:article:author",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "parsely-author",
    "sailthru.author",
)
_SITES = ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher", "publisher", "citation_publisher")
_SITE_KINDS = frozenset({"organization", "newsmediaorganization", "website"})
# What parts the title from the site's name in a page's title.
_PARTS = re.compile(r"\s+[|–—•·»]\s+|\s+[-:]{1,2}\s+")
_BY = re.compile(r"(?:written\s+)?by:?\s+", re.IGNORECASE)
_BYLINE = re.compile(r"(?:^|[\s_-])(?:byline|author)(?:$|[\s_-]|name)", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml"})


def meta(tree: HtmlElement) -> dict[str, list[str]]:
    """The contents of a page's ``meta`` elements by name or property, in lower case."""
    named: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = one_line(element.get("content", ""))
        for attribute in ("property", "itemprop", "name"):
            name = element.get(attribute, "").strip().lower()
            if content and name and content not in named.setdefault(name, []):
                named[name].append(content)
    return named


def page_title(tree: HtmlElement) -> str | None:
    """The title of a page's article: of its metadata, else its only main heading, else the page's title alone."""
    named = meta(tree)
    articles = [value for value in json_ld_objects(tree) if is_article(value)]
    headings = [_text(element) for element in tree.iter("h1")]
    candidates = [
        *_first_of(named, _TITLES),
        *(unescape(value["headline"]) for value in articles if isinstance(value.get("headline"), str)),
        *(headings if len(headings) == 1 else []),
        *_first_of(named, _LAST_TITLES),
        *(_text(element) for element in tree.iter("title")),
        *headings,
    ]
    title = next((words for words in map(one_line, candidates) if 0 < len(words) <= _LONGEST_TITLE), None)
    return _without_site(title, headings, page_site(tree)) if title else None


def _without_site(title: str, headings: list[str], site: str | None) -> str:
    """A title without what stands before or after it, where a heading or the site's name says which part is which."""
    for gap in [] if title in headings else _PARTS.finditer(title):
        before, after = title[: gap.start()], title[gap.end() :]
        if before in headings or after == site:
            return before
        if after in headings or before == site:
            return after
    return title


def page_author(tree: HtmlElement) -> str | None:
    """Whoever the page names as author, several parted by commas; ``None`` where it names none, or an address."""
    for names in (_json_ld_authors(tree), _meta_authors(tree), _bylines(tree)):
        found = list(dict.fromkeys(name for name in map(_name, names) if name))
        if found:
            return ", ".join(found)
    return None


def _name(words: str) -> str | None:
    """A name as it stands, without "By" before it; an address or a number is none."""
    name = _BY.sub("", one_line(words), count=1) if _BY.match(one_line(words)) else one_line(words)
    if not 1 < len(name) <= _LONGEST_NAME or "://" in name or name.startswith("@") or not re.search(r"[^\W\d_]", name):
        return None
    return name


def _json_ld_authors(tree: HtmlElement) -> Iterator[str]:
    for value in json_ld_objects(tree):
        if is_article(value) and (names := list(_names(value.get("author")))):
            yield from names
            return


def _names(value: Any) -> Iterator[str]:
    for one in value[:20] if isinstance(value, list) else [value]:
        name = one.get("name") if isinstance(one, dict) else one
        if isinstance(name, str):
            yield unescape(name)  # programs write HTML's entities into JSON as well


def _meta_authors(tree: HtmlElement) -> list[str]:
    named = meta(tree)
    return next((names for key in _AUTHORS if any(map(_name, names := named.get(key, [])))), [])


def _bylines(tree: HtmlElement) -> Iterator[str]:
    """Short texts that the page marks as the author's name, nearest first; those of other articles are not in it."""
    for element in tree.iter("a", "span", "div", "p", "address", "li"):
        marked = (
            "author" in element.get("rel", "").lower().split()
            or "author" in element.get("itemprop", "").lower().split()
            or _BYLINE.search(element.get("class", ""))
        )
        if not marked or any(above.tag in {"aside", "footer", "nav"} for above in element.iterancestors()):
            continue
        named = [part for part in element.iter() if isinstance(part.tag, str) and part.get("itemprop") == "name"]
        words = _text(named[0] if named else element)
        if 1 < len(words) <= _LONGEST_NAME // 2:
            yield words
            return


def page_site(tree: HtmlElement) -> str | None:
    """The name of the site, or of the publisher, as the page has it."""
    named = meta(tree)
    articles = [value for value in json_ld_objects(tree) if is_article(value)]
    sites = [value for value in json_ld_objects(tree) if kinds(value) & _SITE_KINDS]
    candidates = [
        *_first_of(named, _SITES[:1]),
        *(name for value in articles for name in _names(value.get("publisher"))),
        *(name for value in sites for name in _names(value)),
        *_first_of(named, _SITES[1:]),
    ]
    return next((words for words in map(_name, candidates) if words), None)


def canonical_address(tree: HtmlElement, address: str | None) -> str | None:
    """The address that a page gives as its own; of another host than it came from, it is not believed."""
    links = [element.get("href", "") for element in tree.iter("link") if _relation(element, "canonical")]
    for candidate in [*links, *_first_of(meta(tree), ("og:url",))]:
        try:
            joined = urljoin(address or "", candidate.strip())
            parts = urlsplit(joined)
            mine = urlsplit(address).hostname if address else parts.hostname
        except ValueError:
            continue
        same = _bare(parts.hostname) == _bare(mine)
        if parts.scheme in {"http", "https"} and parts.hostname and same and parts.username is None:
            return one_line(parts._replace(fragment="").geturl())
    return None


def _bare(host: str | None) -> str:
    return (host or "").lower().removeprefix("www.")


def announced_feeds(tree: HtmlElement, address: str | None) -> list[str]:
    """The addresses of the feeds that a page announces."""
    found = []
    for element in tree.iter("link"):
        if _relation(element, "alternate") and element.get("type", "").strip().lower() in _FEED_TYPES:
            try:
                found.append(one_line(urljoin(address or "", element.get("href", "").strip())))
            except ValueError:
                continue
    return [feed for feed in found if feed]


def _relation(element: HtmlElement, relation: str) -> bool:
    return relation in element.get("rel", "").lower().split()


def _first_of(named: dict[str, list[str]], names: tuple[str, ...]) -> list[str]:
    return [named[name][0] for name in names if name in named]


def _text(element: HtmlElement) -> str:
    return _BLANKS.sub(" ", element.text_content()).strip()
