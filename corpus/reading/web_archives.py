"""WARC: the pages that a crawler kept, an article a page, record by record."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from email.message import Message
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, BinaryIO

from ..errors import ArticleError
from ..model import Article
from .fields import Outcome, Reading, one_line
from .identity import normalise_address
from .pages import MAX_PAGE_BYTES, parse_page
from .raw import Raw

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

_NEEDS = "WARC needs warcio; install it: pip install 'onrecord[warc]'"
_PAGES = frozenset({"text/html", "application/xhtml+xml"})


class _Pieces:
    """A stream that gives what it has, so that all that stands before a fault is read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        piece: bytes = self._stream.read1(size)  # type: ignore[attr-defined]
        return piece


def read_web_archive(raw: Raw) -> Iterator[Outcome]:
    """Read the pages of an archive, of each address the last capture.

    Pages are HTML that a server sent with status 200. When a page was captured says nothing of when it was published.
    """
    try:
        import warcio.archiveiterator  # noqa: F401 -- asked for here, before any work
    except ImportError as error:
        raise ArticleError(raw.where, _NEEDS) from error
    last: dict[bytes, int] = {}
    with suppress(ArticleError):  # of what is damaged, all before the damage is read; it is told at the end
        for number, key, _ in _pages(raw):
            last[key] = number  # noqa: PERF403 -- what was found before a fault counts
    numbers = set(last.values())
    for number, _, page in _pages(raw):
        if number in numbers:
            try:
                yield Reading(page())
            except ArticleError as error:
                yield error


def _pages(raw: Raw) -> Iterator[tuple[int, bytes, Callable[[], Article]]]:
    """The pages of an archive: their number, a key of their address, and how each is parsed while it is the latest."""
    from warcio.archiveiterator import ArchiveIterator

    with raw.open() as stream:
        records = ArchiveIterator(_Pieces(stream))
        records.INC_RECORD = ""  # it would write what it finds amiss to standard error
        number = 0
        try:
            for number, record in enumerate(records, start=1):
                if (address := _address_of_page(record)) is not None:
                    key = hashlib.sha256((normalise_address(address) or address).encode("utf-8", "replace")).digest()
                    yield number, key[:16], partial(_parsed, record, raw, address)
        except ArticleError:
            raise
        except Exception as error:  # a damaged archive makes warcio raise nearly anything
            what = f"no WARC, or a damaged one, after {number} records: {type(error).__name__}; the rest is not read"
            raise ArticleError(raw.where, what) from error
        if not number:
            raise ArticleError(raw.where, "no WARC; no record in it")


def _address_of_page(record: "ArcWarcRecord") -> str | None:
    if record.rec_type != "response" or record.http_headers is None:
        return None
    if record.http_headers.get_statuscode() != "200" or _content_type(record).get_content_type() not in _PAGES:
        return None
    address = record.rec_headers.get_header("WARC-Target-URI")
    return one_line(address) if address else None


def _content_type(record: "ArcWarcRecord") -> Message:
    told = Message()
    told["Content-Type"] = one_line(record.http_headers.get_header("Content-Type") or "application/octet-stream")
    return told


def _parsed(record: "ArcWarcRecord", raw: Raw, address: str) -> Article:
    if (cut := record.rec_headers.get_header("WARC-Truncated")) is not None:
        raise ArticleError(raw.where, f"{address}: not the whole page; the crawler cut it off ({one_line(cut)[:40]})")
    packed = one_line(record.http_headers.get_header("Content-Encoding") or "").lower()
    if packed == "br" and find_spec("brotli") is None:
        raise ArticleError(
            raw.where, f"{address}: packed as Brotli, which needs brotli; install it: pip install brotli"
        )
    try:
        data = record.content_stream().read(MAX_PAGE_BYTES + 1)
    except Exception as error:  # as above
        raise ArticleError(raw.where, f"{address}: damaged: {type(error).__name__}") from error
    charset = _content_type(record).get_content_charset()
    try:
        return parse_page(data, where=raw.where, default_id=None, address=address, charset=charset)
    except ArticleError as error:
        raise ArticleError(raw.where, f"{address}: {error.reason}") from error
