"""The characters of a page: which encoding its bytes are in, as far as that can be told for sure."""

from __future__ import annotations

import codecs
import re

from ..errors import ArticleError
from .decoding import MARKS
from .guessing import guess_encoding

# A page names its encoding in its first 1024 bytes (HTML Standard, 4.2.5.4); many name it a little later.
_DECLARED_WITHIN = 4096
_DECLARED = re.compile(rb"""<meta[^>]{1,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_XML_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]{1,100}?encoding\s*=\s*["']([A-Za-z0-9_:.-]{2,40})""")
# What a label means on the web where Python takes it at its word (WHATWG Encoding Standard, 4.2).
_ON_THE_WEB = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "tis-620": "cp874",
    "utf-16": "utf-16-le",
}
# Encodings that Python has and that would read plain words as something else.
_NOT_ON_THE_WEB = frozenset({"utf-7", "idna", "punycode", "unicode-escape", "raw-unicode-escape"})
# What servers say of everything, whatever it is.
_SAID_OF_ANYTHING = frozenset({"cp1252", "cp1254"})
# Encodings of this kind hold no NUL, so that a page in which they are declared in ASCII cannot be in them.
_WIDE = re.compile(r"utf-(?:16|32)")
_TAG = re.compile(rb"<[^<>]*>")


def decode_page(raw: bytes, *, where: str, charset: str | None = None) -> str:
    """Decode a page: by its byte order mark, what the server said, what it says itself, as UTF-8, or by its letters.

    What does not decode to the last byte is not what it says it is, and the next is tried; no character is replaced.
    A page that is UTF-8 to the last byte is not Western European because a server says so.

    Args:
        raw: the bytes.
        where: the file or address, for errors.
        charset: what the server said.

    Raises:
        ArticleError: nothing tells for sure what the bytes mean.
    """
    for mark, encoding in MARKS:
        if raw.startswith(mark) and (text := _decoded(raw[len(mark) :], encoding)) is not None:
            return text
    for label in (charset, _declared(raw)):
        encoding_named = encoding_meant(label)
        if encoding_named is None:
            continue
        as_utf_8 = _decoded(raw, "utf-8") if encoding_named in _SAID_OF_ANYTHING else None
        text = as_utf_8 if as_utf_8 is not None else _decoded(raw, encoding_named)
        if text is not None:
            return text
    text = _decoded(raw, "utf-8")
    if text is None:
        text = _recognised(raw)
    if text is None:
        raise ArticleError(where, "the encoding cannot be told; wanted UTF-8, or a page that names its encoding")
    return text


def _declared(raw: bytes) -> str | None:
    """The encoding that a page names itself; one of two bytes a character cannot be named in single ones."""
    found = _XML_DECLARED.search(raw, 0, _DECLARED_WITHIN) or _DECLARED.search(raw, 0, _DECLARED_WITHIN)
    label = found[1].decode("ascii") if found else None
    return "utf-8" if label and _WIDE.match(label.lower()) else label


def encoding_meant(label: str | None) -> str | None:
    """The encoding that a label means on the web, by Python's name; ``None`` for what is no encoding of text."""
    if label is None:
        return None
    try:
        encoding = codecs.lookup(label.strip().strip("\"'"))
    except (LookupError, ValueError):
        return None
    if encoding.name in _NOT_ON_THE_WEB:
        return None
    return _ON_THE_WEB.get(encoding.name, encoding.name)


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except (UnicodeError, LookupError, ValueError):
        return None


def _recognised(raw: bytes) -> str | None:
    """Tell an encoding by the letters between the tags, where one reading is the only likely one."""
    encoding = guess_encoding(_TAG.sub(b" ", raw))
    return None if encoding is None else _decoded(raw, encoding)
