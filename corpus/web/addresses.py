"""Addresses as sources: whatever is behind one, a page, a feed or a site map."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..errors import ArticleError
from ..reading.fields import Outcome, Reading
from ..reading.raw import Raw
from .bodies import MAX_BODY_BYTES, is_gzip
from .contents import Kind, kind_of, without_gzip
from .documents import document_name, read_document
from .feeds import read_feed
from .fetching import Web
from .hosts import checked_address, shown_address
from .requesting import NEEDS_WEB
from .single_pages import read_page
from .site_maps import read_site_map

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


def is_address(source: str) -> bool:
    """Whether a source is an address, of whatever kind, and no file."""
    return _SCHEME.match(source.lstrip()) is not None


def read_address(address: str, web: Web | None) -> Iterator[Outcome]:
    """Read the articles behind an address; what cannot be read is a fault in its place, and nothing is raised."""
    where = shown_address(address)
    try:
        address = checked_address(address)
        if web is None:
            yield ArticleError(where, NEEDS_WEB)
            return
        fetched = web.fetch(address)
        yield from web.notices()
        if (name := document_name(fetched)) is not None:
            yield from read_document(fetched, name, where)
            return
        if is_gzip(fetched.body):
            fetched = fetched._replace(body=without_gzip(fetched.body, where), content_type="")
        kind = kind_of(fetched.body, fetched.content_type, where)
        if kind is Kind.FEED:
            yield from read_feed(fetched.body, where=where, web=web, fetched=fetched)
        elif kind is Kind.SITE_MAP:
            yield from read_site_map(fetched.body, where=where, web=web, fetched=fetched)
        else:
            yield Reading(read_page(fetched, origin=where))
    except ArticleError as error:
        yield from web.notices() if web is not None else ()
        yield error


def read_feed_file(raw: Raw) -> Iterator[Outcome]:
    """Read a file that is a feed or a site map; the pages that it names are fetched where that is allowed.

    Raises:
        ArticleError: it is neither, or it cannot be read.
    """
    body = raw.whole(MAX_BODY_BYTES)
    kind = kind_of(body, "", raw.where)
    if kind is Kind.FEED:
        yield from read_feed(body, where=raw.where, web=raw.web)
    elif kind is Kind.SITE_MAP:
        yield from read_site_map(body, where=raw.where, web=raw.web)
    else:
        raise ArticleError(raw.where, "XML that is neither a feed nor a site map")
