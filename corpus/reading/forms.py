"""The forms that articles come in: which reader reads which, told by the suffix of a name."""

import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from ..errors import ArticleError
from .expanding import DAMAGED, Budget, gunzipped
from .fields import Outcome, Reading, one_line
from .json_lines import read_json_lines
from .mail import read_mailbox, read_message
from .pages import MAX_PAGE_BYTES, parse_page
from .pdf import read_pdf
from .plain import read_plain
from .raw import Raw
from .tables import read_table
from .web_archives import read_web_archive
from .zipped import zip_members

Reader = Callable[[Raw], Iterator[Outcome]]

# Files that explain a folder rather than belong to the collection.
_PAPERS = frozenset({"readme", "notice", "license", "licence", "copying", "changelog"})
_GZIP, _ZIP = ".gz", ".zip"


def _read_page(raw: Raw) -> Iterator[Outcome]:
    """Read the article of an HTML file."""
    yield Reading(parse_page(raw.whole(MAX_PAGE_BYTES), where=raw.where, default_id=raw.stem or None))


def _read_feed(raw: Raw) -> Iterator[Outcome]:
    """Read a file that is a feed or a site map."""
    from ..web.addresses import read_feed_file  # at use: what it needs reads the forms of this module

    yield from read_feed_file(raw)


_READERS: dict[str, Reader] = {
    **dict.fromkeys((".txt", ".text", ".md", ".markdown"), read_plain),
    **dict.fromkeys((".jsonl", ".ndjson"), read_json_lines),
    **dict.fromkeys((".csv", ".tsv"), read_table),
    **dict.fromkeys((".html", ".htm", ".xhtml"), _read_page),
    **dict.fromkeys((".rss", ".atom", ".xml"), _read_feed),
    ".pdf": read_pdf,
    ".warc": read_web_archive,
    ".mbox": read_mailbox,
    ".eml": read_message,
}
SUFFIXES = (*sorted(_READERS), _GZIP, _ZIP)
"""What names of files of articles end with."""


def is_paper(name: str) -> bool:
    """Whether a file explains the folder that it is in, such as a README."""
    return PurePosixPath(name).stem.lower() in _PAPERS


def read_raw(raw: Raw, reader: Reader | None = None) -> Iterator[Outcome]:
    """Read the articles of bytes under a name, or with a reader, where the name does not tell which.

    What cannot be read is a fault in its place, and nothing is raised.
    """
    try:
        yield from (reader or _read)(raw)
    except ArticleError as error:
        yield error
    except (*DAMAGED, zipfile.BadZipFile, NotImplementedError, RuntimeError, struct.error) as error:
        yield ArticleError(raw.where, f"damaged or cut off, or compressed in an unknown way: {one_line(str(error))}")
    except OSError as error:
        yield ArticleError(raw.where, f"cannot be read: {error.strerror or one_line(str(error))}")


def _read(raw: Raw) -> Iterator[Outcome]:
    if raw.suffix == _ZIP:
        yield from _read_zip(raw)
        return
    if raw.suffix == _GZIP:
        raw = _without_gzip(raw)
    if (reader := _READERS.get(raw.suffix)) is None:
        found = (
            "an archive in an archive" if raw.suffix in {_GZIP, _ZIP} else f"a file of kind {raw.suffix or 'unknown'!r}"
        )
        raise ArticleError(raw.where, f"{found}; wanted one of {', '.join(SUFFIXES)}")
    yield from reader(raw)


def _without_gzip(raw: Raw) -> Raw:
    name = raw.name[: -len(_GZIP)]
    return replace(raw, name=name, size=None, open=lambda: gunzipped(raw.open(), Budget(raw.where, raw.size or 0)))


def _read_zip(raw: Raw) -> Iterator[Outcome]:
    for member in zip_members(raw):
        if isinstance(member, ArticleError):
            yield member
        elif is_paper(member.name):
            continue
        elif member.suffix == _ZIP:
            yield ArticleError(member.where, "an archive in an archive, which is not read; take it out of it")
        else:
            yield from read_raw(member)
