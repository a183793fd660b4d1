"""PDF: the text of a document, page by page, with what its metadata say."""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ..errors import ArticleError
from ..model import DateOrigin, Notice
from .fields import Moment, Outcome, reading
from .raw import MAX_FILE_BYTES, Raw

if TYPE_CHECKING:
    from pypdf import PdfReader

# Rows with a gap at one place that make two columns, and the least share of a page's rows; a table that stands in an
# article has fewer.
_ROWS, _SHARE = 5, 0.5
# A gap between columns, and the mean width of a letter, in multiples of the size of the type.
_GAP, _LETTER = 1.5, 0.5
_PAINTING = frozenset({b"Tj", b"TJ", b"'", b'"'})  # the operators that paint texts (ISO 32000-1, table 109)
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
        text, mixed = _text(document, raw.where)
        fields, moment, problem = _metadata(document)
    except ArticleError:
        raise
    except Exception as error:  # a damaged file makes pypdf raise nearly anything
        raise ArticleError(raw.where, f"no PDF that can be read: {type(error).__name__}") from error
    if problem is not None:
        yield Notice(where=raw.where, what=problem)
    if mixed:
        pages = ", ".join(map(str, mixed[:_ROWS])) + (" and others" if len(mixed) > _ROWS else "")
        what = f"columns side by side on page {pages} are read line by line, across them; look whether words are mixed"
        yield Notice(where=raw.where, what=what)
    if moment is not None:
        fields["published"] = moment
    yield reading(fields, text, where=raw.where, line=None, default_id=raw.stem or None, dated_by=DateOrigin.DOCUMENT)


def _text(document: "PdfReader", where: str) -> tuple[str, list[int]]:
    """The text, and the numbers of the pages on which the lines of two columns may have been mixed."""
    if document.is_encrypted and not document.decrypt(""):
        raise ArticleError(where, "encrypted; save it without a password")
    if len(document.pages) > MAX_PAGES:
        raise ArticleError(where, f"{len(document.pages)} pages; at most {MAX_PAGES} are read")
    text, mixed = "", []
    for number, page in enumerate(document.pages, start=1):
        rows = _Rows()
        words = page.extract_text(visitor_operand_before=rows.see).strip()
        if rows.are_columns:
            mixed.append(number)
        if not words:
            continue
        between = "" if not text else "\n\n" if text.endswith(_ENDS) or not words[0].islower() else "\n"
        text += between + words
        if len(text) > MAX_FILE_BYTES:
            raise ArticleError(where, f"more than {MAX_FILE_BYTES} characters of text")
    if not text:
        raise ArticleError(where, "no text in it, as where pages were scanned; wanted a PDF with text")
    return text, mixed


class _Rows:
    """Where the texts of a page stand, in the order in which they are painted, which is how they are read."""

    def __init__(self) -> None:
        self._rows = 0
        self._gaps: Counter[int] = Counter()
        self._line: float | None = None
        self._end = 0.0
        self._size = 1.0

    def see(self, operator: bytes, operands: Sequence[Any], page: list[float], own: list[float]) -> None:
        """Take an operator, with the matrices that are in force before it, as pypdf gives them."""
        if operator == b"Tf" and len(operands) == 2 and isinstance(operands[1], int | float):
            self._size = float(operands[1])
        if operator not in _PAINTING or not operands:
            return
        painted = operands[-1] if isinstance(operands[-1], list) else [operands[-1]]
        letters = sum(len(text) for text in painted if isinstance(text, str | bytes) and text.strip())
        if not letters:
            return
        across = own[4] * page[0] + own[5] * page[2] + page[4]
        height = own[4] * page[1] + own[5] * page[3] + page[5]
        letter = self._size * abs(own[0] * page[0] or 1.0)
        if self._line is None or abs(height - self._line) > letter / 2:
            self._rows += 1
        elif across - self._end > _GAP * letter:
            self._gaps[round(across)] += 1
        self._line, self._end = height, across + _LETTER * letter * letters

    @property
    def are_columns(self) -> bool:
        """Whether so many rows go on, after a gap, at one place that these are two columns painted side by side."""
        most = max(self._gaps.values(), default=0)
        return most >= _ROWS and most >= _SHARE * self._rows


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
