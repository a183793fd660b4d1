"""Tables: CSV and TSV with a header, an article a row, however many rows there are."""

import csv
import io
from collections.abc import Iterator, Mapping
from functools import partial
from typing import BinaryIO, NamedTuple

from ..errors import ArticleError
from ..model import DateOrigin, Notice
from .decoding import decode, encoding_by_mark
from .fields import Outcome, one_line, reading
from .raw import MAX_FILE_BYTES, Raw, rejoined

# What a field is called in the tables of agencies, archives and data sets; the first that a header has is taken.
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article"),
    "id": ("id",),
    "title": ("title", "headline"),
    "source": ("source", "publisher", "outlet", "publication"),
    "author": ("author", "byline", "authors"),
    "published": ("published", "date", "published_at", "publish_date"),
    "url": ("url", "link"),
}
_DELIMITERS = {".csv": ",;\t", ".tsv": "\t"}
# A header is one line of names; a table without one begins with something longer.
_MOST_HEADER = 100_000
_UNDECODABLE = range(0xDC80, 0xDD00)


class _Header(NamedTuple):
    """The columns of a table: their names, and which of them holds which field."""

    delimiter: str
    names: list[str]
    columns: Mapping[str, int]


def read_table(raw: Raw) -> Iterator[Outcome]:
    """Read an article from each row, each fault in its place, in the memory of one row.

    A row that has other than the header's number of cells is a fault: a delimiter in a text that is in no quotation
    marks would cut it.
    """
    with raw.open() as stream:
        head = stream.read(MAX_FILE_BYTES + 1)
        lines, guessed = _lines(raw, head, stream)
        if guessed is not None:
            what = f"read as {guessed}, which was guessed; save the file as UTF-8 to be sure"
            yield Notice(where=raw.where, what=what)
        try:
            yield from _rows(raw, lines)
        except UnicodeDecodeError as error:
            yield ArticleError(raw.where, f"not {error.encoding.upper()}, as its mark says; the rest is not read")


def _lines(raw: Raw, head: bytes, rest: BinaryIO) -> tuple[Iterator[str], str | None]:
    """The lines of a table with their ends, and the encoding where it was guessed.

    UTF-8 with damaged bytes is read as well; they stand as surrogates in the rows that they spoil.
    """
    if len(head) <= MAX_FILE_BYTES:
        try:
            text, guessed = decode(head, raw.where)
        except ArticleError as error:
            if encoding_by_mark(head) is not None or error.__cause__ is None:  # no text at all
                raise
        else:
            return iter(io.StringIO(text, newline="")), guessed
    encoding = encoding_by_mark(head)
    errors = "surrogateescape" if encoding is None else "strict"
    name = "utf-8-sig" if encoding is None else encoding[:6]  # that which takes the mark off
    wrapped = io.TextIOWrapper(rejoined(head, rest), name, errors, newline="")
    return iter(partial(wrapped.readline, MAX_FILE_BYTES), ""), None


def _rows(raw: Raw, lines: Iterator[str]) -> Iterator[Outcome]:
    header, taken = _header(raw, lines)
    # One limit for the whole process, which the module has; a longer text than its own 131,072 is no fault.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_FILE_BYTES))
    rows = csv.reader(lines, delimiter=header.delimiter, strict=True)
    while True:
        line = taken + rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            if "field limit" in str(error):
                what = f"a cell of more than {MAX_FILE_BYTES} characters, or a quotation mark that is never closed;"
                yield ArticleError(raw.where, f"{what} the rest is not read", line)
                return
            what = str(error)
            if what == "unexpected end of data":  # all rows after it are in its last cell
                what = "a quotation mark that is never closed; the rest is not read"
            yield ArticleError(raw.where, f"no row that can be read: {what}", line)
            continue
        try:
            if any(cell.strip() for cell in row):
                yield _article(row, header, raw.where, line)
        except ArticleError as error:
            yield error


def _header(raw: Raw, lines: Iterator[str]) -> tuple[_Header, int]:
    """The header, which is the first line that is not blank, and how many lines were taken."""
    taken, first = 0, ""
    for line in lines:
        taken += 1
        if line.strip():
            first = line
            break
    if not first:
        raise ArticleError(raw.where, "an empty table; wanted a header and rows")
    if len(first) > _MOST_HEADER:
        raise ArticleError(raw.where, f"a header of more than {_MOST_HEADER} characters", taken)
    headers = [_parsed(first, delimiter) for delimiter in _DELIMITERS.get(raw.suffix, ",")]
    header = max(headers, key=lambda one: ("text" in one.columns, len(one.columns), len(one.names)))
    if "text" not in header.columns:
        found = ", ".join(repr(name[:40]) for name in header.names[:20])
        wanted = ", ".join(_COLUMNS["text"])
        raise ArticleError(raw.where, f"no column with the text: found {found}; wanted one of {wanted}", taken)
    return header, taken


def _parsed(line: str, delimiter: str) -> _Header:
    try:
        cells = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        cells = []
    names = [one_line(cell) for cell in cells]
    places = {name.lower(): at for at, name in reversed(list(enumerate(names)))}
    columns = {
        field: places[name]
        for field, known in _COLUMNS.items()
        if (name := next((one for one in known if one in places), None))
    }
    return _Header(delimiter, names, columns)


def _article(row: list[str], header: _Header, where: str, line: int) -> Outcome:
    if len(row) != len(header.names):
        raise ArticleError(where, f"{len(row)} cells; the header has {len(header.names)}", line)
    if broken := next((ord(char) for cell in row for char in cell if ord(char) in _UNDECODABLE), None):
        raise ArticleError(where, f"not UTF-8: byte 0x{broken - 0xDC00:02x}; save the file as UTF-8", line)
    fields = {field: row[at] for field, at in header.columns.items()}
    used = set(header.columns.values())
    extra = {name: row[at] for at, name in enumerate(header.names) if at not in used and name and row[at].strip()}
    return reading(
        fields,
        fields["text"],
        where=where,
        line=line,
        default_id=None,
        dated_by=DateOrigin.COLUMN,
        extra=extra,
    )
