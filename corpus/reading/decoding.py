"""Bytes into text: what says its encoding is believed, UTF-8 is tried, and a guess must be the only one that fits."""

import codecs
import re
from typing import NamedTuple

from ..errors import ArticleError
from .guessing import guess_encoding

# The longest mark first: that of UTF-16 begins that of UTF-32.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks, and the encodings that they tell."""
_LINE_END = re.compile(rb"\r\n|\r|\n")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
# Nearly half of what UTF-16 without a mark looks like is control characters; a text with a stray one has far fewer.
_MOST_CONTROLS = 0.1
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
# UTF-8's sequences of several bytes. Text in another encoding holds them by chance alone.
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_DAMAGED = 0.5
_NAMES = {f"cp{number}": f"windows-{number}" for number in range(1250, 1259)}


class Decoded(NamedTuple):
    """A text, and the encoding that was guessed where nothing told it."""

    text: str
    guessed: str | None = None


def decode(raw: bytes, where: str) -> Decoded:
    """Decode a whole file, never with a character replaced.

    Raises:
        ArticleError: it is damaged, no text, or in an encoding that cannot be told with certainty.
    """
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            return Decoded(_strict(raw[len(mark) :], encoding, where))
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        guess = _guess(raw)
        if guess is None:
            raise not_utf8(error, where, raw) from error
        return guess
    _refuse_controls(text, where)
    return Decoded(text)


def decode_line(raw: bytes, where: str, line: int) -> str:
    """Decode a line of a form that is UTF-8 by its definition.

    Raises:
        ArticleError: it is no UTF-8.
    """
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise not_utf8(error, where, raw, line) from error


def encoding_by_mark(head: bytes) -> str | None:
    """The encoding that a byte order mark at the beginning tells; it is other than UTF-8, or it is none."""
    marked = next((encoding for mark, encoding in MARKS if head.startswith(mark)), "utf-8")
    return None if marked == "utf-8" else marked


def not_utf8(error: UnicodeDecodeError, where: str, raw: bytes, line: int | None = None) -> ArticleError:
    """The fault of bytes that are not UTF-8, with the line and the first wrong byte."""
    at = line if line is not None else len(_LINE_END.findall(raw, 0, error.start)) + 1
    return ArticleError(where, f"not UTF-8: byte 0x{raw[error.start]:02x}; save the file as UTF-8", at)


def _strict(raw: bytes, encoding: str, where: str) -> str:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8":
            raise not_utf8(error, where, raw) from error
        line = raw[: error.start].decode(encoding, "replace").count("\n") + 1
        name = encoding[:6].upper()
        raise ArticleError(where, f"not {name}, as its mark says: byte 0x{raw[error.start]:02x}", line) from error
    _refuse_controls(text, where)
    return text


def _refuse_controls(text: str, where: str) -> None:
    """Refuse what is no text though it decodes, such as UTF-16 without its mark, which is ASCII with controls."""
    if len(_CONTROL.findall(text)) > _MOST_CONTROLS * len(text):
        what = "no text: control characters, as UTF-16 without a byte order mark has; save the file as UTF-8"
        raise ArticleError(where, what, 1)


def _guess(raw: bytes) -> Decoded | None:
    """The one reading of bytes in an unknown encoding that fits, or ``None``."""
    in_sequences = sum(map(len, _SEQUENCE.findall(raw)))
    if in_sequences > _DAMAGED * len(_BEYOND_ASCII.findall(raw)):
        return None  # UTF-8 with a damaged byte
    found = guess_encoding(raw)
    return None if found is None else Decoded(raw.decode(found), _NAMES.get(found, found.replace("_", "-")))
