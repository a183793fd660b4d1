"""What bytes from the web are: a page, a feed or a site map, told by what stands in them."""

from __future__ import annotations

import codecs
import re
import zlib
from enum import StrEnum
from typing import NamedTuple

from ..errors import ArticleError
from .bodies import MAX_BODY_BYTES, is_gzip, unpacked

# Before the root of a document stand a declaration, style sheets and comments; so much is room for a licence.
_HEAD_BYTES = 65_536
_ASIDE = (("<?", "?>"), ("<!--", "-->"))
_ROOT = re.compile(r"<([A-Za-z][\w.:-]*)")
_DOCTYPE = re.compile(r"<!DOCTYPE\s+([\w.:-]+)", re.IGNORECASE)
_FEEDS = frozenset({"rss", "feed", "rdf", "channel"})
_SITE_MAPS = frozenset({"urlset", "sitemapindex"})
_PAGE_TYPES = frozenset({"", "text/html", "application/xhtml+xml"})
# Types that servers give to nearly anything; whether it is a page is then told by how it begins.
_VAGUE_TYPES = frozenset({"text/plain", "text/xml", "application/xml", "application/octet-stream"})
_PAGE_ROOTS = frozenset({"html", "head", "body"})


class Kind(StrEnum):
    """What bytes are read as."""

    PAGE = "page"
    FEED = "feed"
    SITE_MAP = "site map"


class Beginning(NamedTuple):
    """How a document begins: the name of its root without prefix, in lower case, and whether it declares its type."""

    root: str
    doctype: str | None


def kind_of(raw: bytes, content_type: str, where: str) -> Kind:
    """Tell what bytes are by how they begin and, where that leaves it open, by the type that the server gave.

    Raises:
        ArticleError: they are none of the kinds.
    """
    beginning = beginning_of(raw)
    if beginning.root in _FEEDS:
        return Kind.FEED
    if beginning.root in _SITE_MAPS:
        return Kind.SITE_MAP
    if content_type in _PAGE_TYPES or (content_type in _VAGUE_TYPES and beginning.root in _PAGE_ROOTS):
        return Kind.PAGE
    found = f"{content_type}" if content_type not in _VAGUE_TYPES else f"{content_type} that is none of these"
    raise ArticleError(where, f"found {found[:80]}; wanted a page, a feed or a site map")


def beginning_of(raw: bytes) -> Beginning:
    """Find the root of a document behind what may stand before it."""
    text = _head(raw)
    at, doctype = 0, None
    while True:
        at += len(text) - at - len(text[at:].lstrip())
        aside = next((end for begin, end in _ASIDE if text.startswith(begin, at)), None)
        if aside is not None and (end := text.find(aside, at)) != -1:
            at = end + len(aside)
        elif doctype is None and (declared := _DOCTYPE.match(text, at)):
            doctype = declared[1].lower()
            root = _ROOT.search(text, declared.end())
            at = root.start() if root else len(text)
        else:
            break
    root = _ROOT.match(text, at)
    return Beginning(root[1].rpartition(":")[2].lower() if root else "", doctype)


def refuse_declarations(raw: bytes, where: str) -> None:
    """Refuse XML that declares a document type, which is where entities are declared that expand or that load files.

    Raises:
        ArticleError: it does.
    """
    if beginning_of(raw).doctype is not None:
        raise ArticleError(where, "declares a document type, and with it entities that may expand; that is not read")


def without_gzip(raw: bytes, where: str) -> bytes:
    """The bytes in a gzip file, as site maps come; other bytes as they are.

    Raises:
        ArticleError: they are too many, damaged or cut off.
    """
    if not is_gzip(raw):
        return raw
    try:
        return unpacked(raw, MAX_BODY_BYTES)
    except OverflowError as error:
        raise ArticleError(where, f"more than {MAX_BODY_BYTES} bytes unpacked; at most so many are read") from error
    except zlib.error as error:
        raise ArticleError(where, f"gzip that is damaged: {error}") from error


def _head(raw: bytes) -> str:
    head = raw[:_HEAD_BYTES]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "ignore")
    return head.removeprefix(codecs.BOM_UTF8).replace(b"\0", b"").decode("latin-1")
