"""The date of a page: what its own metadata gives as the day of publication, and what that was taken from."""

from __future__ import annotations

import datetime
import email.utils
import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

from ..model import DateOrigin

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Names under which pages give the day of publication, in the order in which they are believed: Open Graph and
# schema.org first, then Dublin Core, then those of publishing systems. None of the day of a change.
_META_NAMES = """article:published_time og:article:published_time og:published_time article:published datepublished
    date_published dc.date.issued dcterms.issued dc.date.created dcterms.created dc.date dcterms.date dc.created
    prism.publicationdate citation_publication_date citation_date parsely-pub-date sailthru.date cxenseparse:publishtime
    cxenseparse:recs:publishtime article_date_original originalpublicationdate pubdate pub_date publishdate publish-date
    publish_date published-date published_date publication_date publication-date bt:pubdate og:pubdate
    article.published date""".split()
# Kinds of schema.org that are one article, beside those that end in "Article"; a page as a whole is the last resort.
_ARTICLE_KINDS = frozenset({"blogposting", "liveblogposting", "report", "socialmediaposting"})
_PAGE_KINDS = frozenset({"webpage", "itempage"})
# Objects in one page's JSON-LD that are looked at, and its size; a page has some dozens, and some kilobytes.
_MAX_OBJECTS = 1_000
_MAX_JSON = 1_000_000
# Before the first newspaper stands what a program writes when it knows no date; so does the first day of Unix time.
_FIRST_YEAR = 1600
_NO_DATE = datetime.date(1970, 1, 1)
# Clocks of the world differ by a day at most, so that a page may be of tomorrow.
_AHEAD = datetime.timedelta(days=1)
_LONGEST = 60
_YEAR_FIRST = re.compile(r"(\d{4})([/.])(\d{1,2})\2(\d{1,2})")
_ISO = re.compile(r"(?:\d{4}-\d\d-\d\d|\d{8})(?=[T ]|$)")
_ZONE_NAME = re.compile(r"(?<=\d)\s*(?:\(?[A-Z]{2,5}\)?|Z)$")
_ZONE_APART = re.compile(r"\s+(?=[+-]\d\d:?\d\d$)")
_IN_ADDRESS = re.compile(r"/((?:1[6-9]|20)\d\d)([/-])(\d{1,2}|[a-z]{3})\2(\d{1,2})(?=/|-|$)")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_WORD_MONTHS = """january february march april may june july august september october november december""".split()
_DAY_FIRST = re.compile(r"(?:[A-Za-z]{3,9},?\s+)?(\d{1,2})\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})(?![\d])")
_MONTH_FIRST = re.compile(r"(?:[A-Za-z]{3,9},?\s+)?([A-Za-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})(?![\d])")
# What stands in an article and is not its own: what refers to others, and what readers write.
_NOT_OWN = frozenset({"aside", "footer", "nav"})
_CHANGED = re.compile(r"updat|modif", re.IGNORECASE)
# A paragraph of so many characters is text, and the head of the article is over.
_TEXT_BEGINS = 120


class Dated(NamedTuple):
    """A day of publication, and what it was taken from."""

    day: datetime.date
    origin: DateOrigin


def page_date(tree: HtmlElement, address: str | None) -> Dated | None:
    """Read the day on which a page was published from its metadata; what is no date is passed over.

    In this order: JSON-LD, ``meta`` elements, ``time`` elements of the article's head, the address. A time of day is
    given up, not moved into another zone: the day is the publisher's.
    """
    candidates = (
        (DateOrigin.JSON_LD, _json_ld_dates(tree)),
        (DateOrigin.META, _meta_dates(tree)),
        (DateOrigin.TIME_ELEMENT, _time_elements(tree)),
    )
    for origin, values in candidates:
        for value in values:
            if (day := parse_day(value)) is not None:
                return Dated(day, origin)
    day = day_in_address(address) if address else None
    return Dated(day, DateOrigin.ADDRESS) if day is not None else None


def parse_day(value: object) -> datetime.date | None:
    """Read a day as metadata writes it; ``None`` for what is no date, could be two, or lies in the future.

    ISO 8601 with or without a time, RFC 5322 as in feeds, ``2015/11/28``, ``28 November 2015``, ``November 28, 2015``.
    """
    if not isinstance(value, str) or not (text := " ".join(value.split())) or len(text) > _LONGEST:
        return None
    day = _iso(text) or _written(text)
    return day if day is not None and _plausible(day) else None


def _plausible(day: datetime.date) -> bool:
    latest = datetime.datetime.now(datetime.UTC).date() + _AHEAD
    return day.year >= _FIRST_YEAR and day != _NO_DATE and day <= latest


def _iso(text: str) -> datetime.date | None:
    if year_first := _YEAR_FIRST.match(text):
        text = "{}-{:0>2}-{:0>2}".format(*year_first.group(1, 3, 4)) + text[year_first.end() :]
    if not _ISO.match(text):
        return None
    text = _ZONE_NAME.sub("", _ZONE_APART.sub("", text))
    try:
        return datetime.datetime.fromisoformat(text).date()
    except ValueError:
        return None


def _written(text: str) -> datetime.date | None:
    if day_first := _DAY_FIRST.match(text):
        day, month, year = day_first.groups()
    elif month_first := _MONTH_FIRST.match(text):
        month, day, year = month_first.groups()
    else:
        return _rfc(text)
    number = _month(month)
    try:
        return datetime.date(int(year), number, int(day)) if number else None
    except ValueError:
        return None


def _rfc(text: str) -> datetime.date | None:
    """A date as mail and RSS write it, two digits for the year included."""
    try:
        parts = email.utils.parsedate(text)
        return datetime.date(*parts[:3]) if parts is not None and parts[0] else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _month(word: str) -> int | None:
    word = word.lower()
    for number, month in enumerate(_WORD_MONTHS, start=1):
        if word in {month, month[:3]} or (month == "september" and word == "sept"):
            return number
    return None


def day_in_address(address: str) -> datetime.date | None:
    """The day that the path of an address names: ``/2015/11/28/``, ``/2015/nov/28/`` or ``/2015-11-28``."""
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        return None
    for year, _, month, day in _IN_ADDRESS.findall(path.lower()):
        number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month) if month.isdecimal() else 0
        try:
            found = datetime.date(int(year), number, int(day))
        except ValueError:
            continue
        if _plausible(found):
            return found
    return None


def json_ld_objects(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """Yield the objects that a page's JSON-LD says of the page itself, articles first, what is no JSON left out.

    Lists and ``@graph`` are gone through, and ``mainEntity``; not what an article refers to.
    """
    found: list[dict[str, Any]] = []
    for script in tree.iter("script"):
        if "ld+json" not in script.get("type", "").lower() or not script.text or len(script.text) > _MAX_JSON:
            continue
        try:
            waiting: list[Any] = [json.loads(script.text, strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting and len(found) < _MAX_OBJECTS:
            value = waiting.pop(0)
            if isinstance(value, list):
                waiting = value[:_MAX_OBJECTS] + waiting
            elif isinstance(value, dict):
                found.append(value)
                waiting = [value[key] for key in ("@graph", "mainEntity") if key in value] + waiting
    yield from (value for value in found if is_article(value))
    yield from (value for value in found if not is_article(value))


def kinds(value: dict[str, Any]) -> set[str]:
    """What an object of JSON-LD is, in lower case, without the vocabulary's address."""
    named = value.get("@type")
    several = named if isinstance(named, list) else [named]
    return {kind.rpartition("/")[2].lower() for kind in several if isinstance(kind, str)}


def is_article(value: dict[str, Any]) -> bool:
    """Whether an object of JSON-LD is an article."""
    return any(kind.endswith("article") or kind in _ARTICLE_KINDS for kind in kinds(value))


def _json_ld_dates(tree: HtmlElement) -> Iterator[object]:
    for value in json_ld_objects(tree):
        if is_article(value) or kinds(value) & _PAGE_KINDS:
            dates = value.get("datePublished")
            yield from dates if isinstance(dates, list) else [dates]


def _meta_dates(tree: HtmlElement) -> Iterator[str]:
    named: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = element.get("content")
        for attribute in ("property", "itemprop", "name"):
            name = element.get(attribute, "").strip().lower()
            if content and name:
                named.setdefault(name, []).append(content)
    for name in _META_NAMES:
        yield from named.get(name, [])
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag not in {"meta", "time"} and _publishes(element):
            yield element.get("content") or element.get("datetime") or element.text_content()[: _LONGEST + 1]


def _publishes(element: HtmlElement) -> bool:
    return "datepublished" in element.get("itemprop", "").lower().split()


def _time_elements(tree: HtmlElement) -> Iterator[str | None]:
    times = [element for element in tree.iter("time") if not _CHANGED.search(element.get("class", ""))]
    for element in times:
        if element.get("pubdate") is not None or _publishes(element):
            yield element.get("datetime") or element.text_content()[: _LONGEST + 1]
    head = _head_of_article(tree)
    if head is None:
        return
    for element in head.iter():
        if element.tag == "p" and len(element.text_content().strip()) >= _TEXT_BEGINS:
            return
        if element.tag == "time" and element in times and element.get("datetime") and _is_own(element, head):
            yield element.get("datetime")


def _head_of_article(tree: HtmlElement) -> HtmlElement | None:
    """The element that holds the article, beginning with its head; ``None`` where the page does not say."""
    articles = list(tree.iter("article"))
    outermost = [element for element in articles if next(element.iterancestors("article"), None) is None]
    titled = [element for element in outermost if next(element.iter("h1"), None) is not None]
    if len(titled) == 1:
        return titled[0]
    if len(outermost) == 1:
        return outermost[0]
    headings = list(tree.iter("h1"))
    if outermost or len(headings) != 1:
        return None
    return next(headings[0].iterancestors("main", "header"), None)


def _is_own(element: HtmlElement, head: HtmlElement) -> bool:
    for above in element.iterancestors():
        if above is head:
            return True
        if above.tag in _NOT_OWN or above.tag == "article":
            return False
    return False
