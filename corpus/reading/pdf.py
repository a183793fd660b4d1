"""PDF: the text of a document, page by page, with what its metadata say."""

import logging
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ..errors import ArticleError
from ..model import DateOrigin, Notice
from .fields import Moment, Outcome, reading
from .raw import MAX_FILE_BYTES, Raw

if TYPE_CHECKING:
    from pypdf import PdfReader

# A newspaper's issue has 100 pages, and the longest reports some 1,000.
MAX_PAGES = 2_000
_NEEDS = "PDF needs pypdf; install it: pip install 'onrecord[pdf]'"
_ENDS = (".", "!", "?", "…", ":", '"', "'", "”", "’", "»", ")", "]")


def read_pdf(raw: Raw) -> Iterator[Outcome]:
    """Read the article that a PDF is.

    Its pages are joined: with a blank line where one ends a sentence, else as lines of one paragraph. Words that are
    hyphenated at the end of a line stay so.
    """
    try:
        from pypdf import PdfReader
    except ImportError as error:
        raise ArticleError(raw.where, _NEEDS) from error
    # What it warns of is what a hostile file makes it say.
    logging.getLogger("pypdf").addHandler(logging.NullHandler())
    data = raw.whole()
    try:
        document = PdfReader(BytesIO(data))
        text = _text(document, raw.where)
        fields, moment, problem = _metadata(document)
    except ArticleError:
        raise
    except Exception as error:  # a damaged file makes pypdf raise nearly anything
        raise ArticleError(raw.where, f"no PDF that can be read: {type(error).__name__}") from error
    if problem is not None:
        yield Notice(where=raw.where, what=problem)
    if moment is not None:
        fields["published"] = moment
    yield reading(fields, text, where=raw.where, line=None, default_id=raw.stem or None, dated_by=DateOrigin.DOCUMENT)


def _text(document: "PdfReader", where: str) -> str:
    if document.is_encrypted and not document.decrypt(""):
        raise ArticleError(where, "encrypted; save it without a password")
    if len(document.pages) > MAX_PAGES:
        raise ArticleError(where, f"{len(document.pages)} pages; at most {MAX_PAGES} are read")
    text = ""
    for page in document.pages:
        words = page.extract_text().strip()
        if not words:
            continue
        between = "" if not text else "\n\n" if text.endswith(_ENDS) or not words[0].islower() else "\n"
        text += between + words
        if len(text) > MAX_FILE_BYTES:
            raise ArticleError(where, f"more than {MAX_FILE_BYTES} characters of text")
    if not text:
        raise ArticleError(where, "no text in it, as where pages were scanned; wanted a PDF with text")
    return text


def _metadata(document: "PdfReader") -> tuple[dict[str, Any], Moment | None, str | None]:
    """Title and author, the day of its creation, and why there is no day where one was written."""
    known = document.metadata
    if known is None:
        return {}, None, None
    fields = {name: str(value) for name in ("title", "author") if (value := getattr(known, name))}
    written = known.creation_date_raw
    try:
        moment = known.creation_date
    except ValueError:
        moment = None
    problem = None if moment is not None or not written else "its date was left out: no date of a PDF"
    return fields, moment, problem
