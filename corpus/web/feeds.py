"""Feeds, RSS and Atom: an article an entry, from the page behind it where that can be read."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urljoin
from xml.sax import SAXException

from ..errors import ArticleError
from ..model import Article, DateOrigin, Notice
from ..reading.charsets import decode_page
from ..reading.fields import Outcome, Reading, one_line, reading
from ..reading.identity import normalise_address
from ..reading.page_dates import parse_day
from ..reading.pages import fragment_text
from .bodies import MAX_BODY_BYTES
from .contents import refuse_declarations
from .fetching import Fetched, Web
from .hosts import checked_address, shown_address
from .single_pages import read_page

NEEDS_FEEDS = "feeds need feedparser; install it: pip install 'onrecord[web]'"
# Feeds hold the last 10 to 200 entries; a whole archive in one is rare.
MAX_ENTRIES = 1_000
# Fewer characters are a summary, not the article, even where a feed says that they are the whole.
_WHOLE_TEXT = 300
# In a feed that is all there is, a summary of some sentences is read as well.
_OWN_TEXT = 80
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
# A document type that only names where it is kept, as RSS 0.91 has: it declares nothing, and nothing is loaded.
_NAMED_TYPE = re.compile(r"<!DOCTYPE[^<>\[\]]*>", re.IGNORECASE)
# A title that is longer is none.
_LONGEST_TITLE = 500


class Entry(NamedTuple):
    """One entry of a feed, as the feed has it.

    Attributes:
        link: the page behind it.
        title: its title.
        author: its author.
        source: the title of the feed.
        day: when it was published, as the feed writes it.
        whole: its text, where the feed gives it as the content.
        summary: its text, where the feed gives it as a summary.
        version: changes when the feed says anything else of it.
    """

    link: str | None
    title: str | None
    author: str | None
    source: str | None
    day: str | None
    whole: str
    summary: str
    version: str


def read_feed(raw: bytes, *, where: str, web: Web | None, fetched: Fetched | None = None) -> Iterator[Outcome]:
    """Read the articles of a feed, in its order.

    Without ``web`` only what stands in the feed itself is read. With it the pages behind the entries are, and the text
    of an entry takes the place of a page that cannot be read. Pages are fetched anew for entries that are new or
    changed, and for none where the whole feed is as it was.

    Args:
        raw: the feed.
        where: the file or address that was given, which becomes the articles' origin.
        web: fetches the pages.
        fetched: how the feed was fetched, if it was.

    Raises:
        ArticleError: it is no feed, or one that declares entities, or a library is missing.
    """
    base = fetched.final if fetched is not None else ""
    entries, notices = parse_feed(raw, where=where, base=base, charset=fetched.charset if fetched is not None else None)
    yield from notices
    seen = set()
    for entry in entries:
        if isinstance(entry, ArticleError):
            yield entry
            continue
        key = (normalise_address(entry.link) or entry.link) if entry.link else None
        if key is not None and key in seen:
            continue
        seen.add(key)
        try:
            yield from _read_entry(entry, where, web, unchanged=fetched is not None and fetched.unchanged)
        except ArticleError as error:
            yield error


def parse_feed(
    raw: bytes, *, where: str, base: str = "", charset: str | None = None
) -> tuple[list[Entry | ArticleError], list[Notice]]:
    """Find the entries of a feed, a fault in place of one that cannot be read, and what there is to say of it.

    Raises:
        ArticleError: it is no feed, or one that declares entities, or a library is missing.
    """
    try:
        import feedparser
    except ImportError as error:
        raise ArticleError(where, NEEDS_FEEDS) from error
    if len(raw) > MAX_BODY_BYTES:
        raise ArticleError(where, f"a feed of {len(raw)} bytes; at most {MAX_BODY_BYTES} are read")
    text = _DECLARATION.sub("", decode_page(raw, where=where, charset=charset))
    body = _NAMED_TYPE.sub("", text, count=1).encode("utf-8", "replace")
    refuse_declarations(body, where)
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": base}
    try:
        # As a stream: of bytes themselves it would think that they might be the name of a file, and open that.
        found = feedparser.parse(
            io.BytesIO(body),
            response_headers=headers,
            sanitize_html=False,  # nothing but the text of HTML is taken, and that to the letter
            resolve_relative_uris=False,
        )
    except Exception as error:  # whatever somebody else's feed makes a parser stumble over
        raise ArticleError(where, f"a feed that cannot be read ({type(error).__name__})") from error
    entries = found.entries
    problem = _problem(found.get("bozo_exception")) if found.bozo else None
    if not entries:
        raise ArticleError(where, f"a feed without entries{f', or a damaged one: {problem}' if problem else ''}")
    notices = []
    if problem is not None:
        notices.append(Notice(where=where, what=f"the feed is damaged ({problem}); read as far as it could be"))
    if len(entries) > MAX_ENTRIES:
        notices.append(Notice(where=where, what=f"{len(entries)} entries; the first {MAX_ENTRIES} are read"))
    source = _line(_plain(found.feed, "title", where))
    return [_entry_or_fault(entry, source, base, where) for entry in entries[:MAX_ENTRIES]], notices


def _problem(error: object) -> str:
    """What a parser found wrong, in a line; where in the feed is of no use to whoever did not write it."""
    said = error.getMessage() if isinstance(error, SAXException) else str(error or "no reason given")
    return one_line(said)[:200]


def _entry_or_fault(entry: Any, source: str | None, base: str, where: str) -> Entry | ArticleError:
    try:
        return _entry(entry, source, base, where)
    except ArticleError as error:
        return error


def _entry(entry: Any, source: str | None, base: str, where: str) -> Entry:
    link = _string(entry, "link")
    if link is not None:
        try:
            link = checked_address(urljoin(base, link.strip()))
        except (ArticleError, ValueError):
            link = None
    contents = [content for content in dict.get(entry, "content") or [] if isinstance(content, dict)]
    whole = max((_text(content.get("value"), content.get("type"), where) for content in contents), key=len, default="")
    summary = _plain(entry, "summary", where) or ""
    published, updated = _string(entry, "published"), _string(entry, "updated")
    title = _line(_plain(entry, "title", where))
    said = (_string(entry, "id"), link, title, published, updated, "" if updated else whole + summary)
    return Entry(
        link=link,
        title=title if title and len(title) <= _LONGEST_TITLE else None,
        author=_line(_string(entry, "author")),
        source=source,
        day=published or updated,
        whole=whole,
        summary=summary,
        version=hashlib.sha256(repr(said).encode("utf-8", "replace")).hexdigest(),
    )


def _read_entry(entry: Entry, where: str, web: Web | None, *, unchanged: bool) -> Iterator[Outcome]:
    """Read one entry: the page behind it, else its own text.

    Raises:
        ArticleError: there is neither.
    """
    place = shown_address(entry.link) if entry.link else f"{where}: entry {entry.title or 'without a title'!r}"
    if web is None:
        text = max(entry.whole, entry.summary, key=len)
        if len(text) < _OWN_TEXT:
            raise ArticleError(place, f"{len(text)} characters of text in the feed; the page behind it was not fetched")
        yield _of_entry(entry, text, where)
        return
    if entry.link is None:
        reason = "no address of a page in the feed"
    else:
        try:
            fetched = web.kept(entry.link, version=entry.version) or (web.kept(entry.link) if unchanged else None)
            article = read_page(fetched or web.fetch(entry.link, version=entry.version), origin=where)
        except ArticleError as error:
            reason = error.reason
        else:
            yield from web.notices()
            yield Reading(_completed(article, entry))
            return
        yield from web.notices()
    if len(entry.whole) < _WHOLE_TEXT:
        raise ArticleError(place, reason)
    yield Notice(where=place, what=f"{reason}; the text in the feed is read instead")
    yield _of_entry(entry, entry.whole, where)


def _of_entry(entry: Entry, text: str, where: str) -> Reading:
    """The article that stands in a feed itself."""
    fields = {"title": entry.title, "author": entry.author, "source": entry.source, "url": entry.link}
    fields["published"] = day.isoformat() if (day := parse_day(entry.day)) is not None else None
    return reading(fields, text, where=where, line=None, default_id=None, dated_by=DateOrigin.FEED)


def _completed(article: Article, entry: Entry) -> Article:
    """The article of a page with what the feed alone knows of it."""
    known: dict[str, object] = {
        "title": article.title or entry.title,
        "author": article.author or entry.author,
        "source": article.source or entry.source,
    }
    if article.published is None and (day := parse_day(entry.day)) is not None:
        known |= {"published": day, "published_from": DateOrigin.FEED}
    return article.model_copy(update=known)


def _string(element: Any, name: str) -> str | None:
    """One field as text; past what feedparser puts in its place."""
    value = dict.get(element, name)
    return value if isinstance(value, str) and value.strip() else None


def _line(value: str | None) -> str | None:
    return (one_line(" ".join(value.split("\n"))) or None) if value else None


def _plain(element: Any, name: str, where: str) -> str | None:
    """One field that may be HTML, as its text."""
    value = _string(element, name)
    detail = dict.get(element, f"{name}_detail")
    return _text(value, detail.get("type") if isinstance(detail, dict) else None, where) if value else None


def _text(value: object, kind: object, where: str) -> str:
    """The text of a value of a feed: HTML without its mark-up, anything else as it stands."""
    if not isinstance(value, str):
        return ""
    marked_up = "<" in value or "&" in value
    return fragment_text(value, where=where) if kind != "text/plain" and marked_up else value.strip()
