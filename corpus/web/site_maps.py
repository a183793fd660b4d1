"""Site maps: an article for each page that they name, and those that they name for their parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin

from ..errors import ArticleError
from ..model import Article, DateOrigin, Notice
from ..reading.fields import Outcome, Reading, one_line
from ..reading.page_dates import parse_day
from .bodies import MAX_BODY_BYTES
from .contents import Kind, kind_of, refuse_declarations, without_gzip
from .fetching import Fetched, Web
from .hosts import checked_address, shown_address
from .single_pages import read_page

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NEEDS_SITE_MAPS = "site maps need defusedxml; install it: pip install 'onrecord[web]'"
# One second each, so many pages take the better part of three hours; and no index names so many parts.
MAX_PAGES = 10_000
MAX_PARTS = 100


class Named(NamedTuple):
    """A page that a site map names, with what it says of it; a day of change is no day of publication."""

    address: str
    changed: str | None
    published: str | None
    title: str | None
    source: str | None


def read_site_map(raw: bytes, *, where: str, web: Web | None, fetched: Fetched | None = None) -> Iterator[Outcome]:
    """Read the pages that a site map names, and those of the site maps that an index names, one level down.

    Args:
        raw: the site map, which may be packed with gzip.
        where: the file or address that was given, which becomes the articles' origin.
        web: fetches the pages.
        fetched: how the site map was fetched, if it was.

    Raises:
        ArticleError: it is no site map, or a library is missing, or nothing fetches its pages.
    """
    if web is None:
        raise ArticleError(where, "a site map names pages, which are fetched only where fetching is allowed")
    seen: set[str] = set()
    for outcome in _named(raw, where, web, fetched):
        if not isinstance(outcome, tuple):
            yield outcome
            continue
        named, unchanged = outcome
        if named.address in seen:
            continue
        if len(seen) == MAX_PAGES:
            yield Notice(where=where, what=f"the site map names more pages; the first {MAX_PAGES} are read")
            return
        seen.add(named.address)
        try:
            kept = web.kept(named.address, version=named.changed) if named.changed or unchanged else None
            article = read_page(kept or web.fetch(named.address, version=named.changed), origin=where)
        except ArticleError as error:
            yield error
        else:
            yield Reading(_completed(article, named))
        yield from web.notices()


def _named(
    raw: bytes, where: str, web: Web, fetched: Fetched | None
) -> Iterator[tuple[Named, bool] | ArticleError | Notice]:
    """The pages of a site map and of its parts, each with whether its site map is as it was."""
    root = _parsed(raw, where)
    base, unchanged = (fetched.final, fetched.unchanged) if fetched is not None else ("", False)
    if _name(root) == "urlset":
        yield from ((page, unchanged) for page in _pages(root, base))
        return
    parts = [loc for element in root if _name(element) == "sitemap" and (loc := _child(element, "loc"))]
    if len(parts) > MAX_PARTS:
        yield Notice(where=where, what=f"the index names {len(parts)} site maps; the first {MAX_PARTS} are read")
    for part in parts[:MAX_PARTS]:
        try:
            got = web.fetch(urljoin(base, part))
            place = shown_address(got.address)
            inside = _parsed(got.body, place)
        except ArticleError as error:
            yield error
        except ValueError:
            yield ArticleError(where, f"names a site map at what is no address: {one_line(part)[:80]!r}")
        else:
            if _name(inside) == "urlset":
                yield from ((page, got.unchanged) for page in _pages(inside, got.final))
            else:
                yield ArticleError(place, "an index of site maps in an index, which is not read")
        yield from web.notices()


def _parsed(raw: bytes, where: str) -> Element:
    """The root of a site map.

    Raises:
        ArticleError: it is none, or one that declares entities, or a library is missing.
    """
    try:
        from defusedxml.common import DefusedXmlException
        from defusedxml.ElementTree import ParseError, fromstring
    except ImportError as error:
        raise ArticleError(where, NEEDS_SITE_MAPS) from error
    raw = without_gzip(raw, where)
    if len(raw) > MAX_BODY_BYTES:
        raise ArticleError(where, f"a site map of {len(raw)} bytes; at most {MAX_BODY_BYTES} are read")
    refuse_declarations(raw, where)
    if kind_of(raw, "", where) is not Kind.SITE_MAP:
        raise ArticleError(where, "no site map, where one was wanted")
    try:
        root: Element = fromstring(raw, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise ArticleError(where, f"a damaged site map: {one_line(str(error))[:200]}") from error
    return root


def _pages(root: Element, base: str) -> Iterator[Named]:
    for element in root:
        if _name(element) != "url" or not (loc := _child(element, "loc")):
            continue
        try:
            address = checked_address(urljoin(base, loc))
        except (ArticleError, ValueError):
            address = loc  # fetching it tells what is wrong with it
        news = next((child for child in element if _name(child) == "news"), None)
        paper = next((child for child in news if _name(child) == "publication"), None) if news is not None else None
        yield Named(
            address=address,
            changed=_child(element, "lastmod"),
            published=_child(news, "publication_date"),
            title=_child(news, "title"),
            source=_child(paper, "name"),
        )


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _child(element: Element | None, name: str) -> str | None:
    for child in element if element is not None else ():
        if _name(child) == name and child.text and (text := one_line(child.text)):
            return text
    return None


def _completed(article: Article, named: Named) -> Article:
    """The article of a page with what the site map alone knows of it."""
    known: dict[str, object] = {"title": article.title or named.title, "source": article.source or named.source}
    if article.published is None and (day := parse_day(named.published)) is not None:
        known |= {"published": day, "published_from": DateOrigin.SITE_MAP}
    return article.model_copy(update=known)
