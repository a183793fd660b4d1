"""Mail: newsletters as single messages or as a mailbox, an article a message."""

import email.utils
from collections.abc import Iterator
from contextlib import suppress
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from ..errors import ArticleError
from ..model import DateOrigin, Notice
from .charsets import encoding_meant
from .decoding import decode
from .fields import Outcome, one_line, reading
from .pages import MAX_PAGE_BYTES, parse_page
from .raw import MAX_FILE_BYTES, Raw

_FROM = b"From "
# What programs say of any text, whatever it is in.
_SAID_OF_ANYTHING = "cp1252"
# What the header of a broken message makes the standard library's parser raise; the message is one fault then.
_BROKEN = (ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError)


class _Body(NamedTuple):
    raw: bytes
    charset: str | None
    is_page: bool


def read_message(raw: Raw) -> Iterator[Outcome]:
    """Read the article that a message is."""
    yield from _read(raw.whole(), raw.where, None)


def read_mailbox(raw: Raw) -> Iterator[Outcome]:
    """Read the messages of a mailbox one by one, in the memory of one; a fault has the line its message begins on."""
    message, begin, size, number = list[bytes](), 0, 0, 0
    after_blank = True
    with raw.open() as stream:
        while piece := stream.readline(MAX_FILE_BYTES):
            number += 1
            if after_blank and piece.startswith(_FROM):
                yield from _one(message, size, raw.where, begin)
                message, begin, size = [], number, 0
            elif not begin and piece.strip():
                raise ArticleError(raw.where, 'no mailbox; wanted a line that begins with "From "', number)
            size += len(piece)
            if size <= MAX_FILE_BYTES:
                # Such a line of the text itself is marked when the message is put into a mailbox.
                message.append(piece[1:] if piece.lstrip(b">").startswith(_FROM) and piece[:1] == b">" else piece)
            else:
                message.clear()
            after_blank = not piece.strip()
    if begin:
        yield from _one(message, size, raw.where, begin)
    else:
        yield ArticleError(raw.where, "an empty mailbox")


def _one(lines: list[bytes], size: int, where: str, begin: int) -> Iterator[Outcome]:
    if size > MAX_FILE_BYTES:
        yield ArticleError(where, f"a message of {size} bytes; at most {MAX_FILE_BYTES} are read", begin)
    elif begin:
        try:
            yield from _read(b"".join(lines[1:]), where, begin)
        except ArticleError as error:
            yield error


def _read(data: bytes, where: str, line: int | None) -> Iterator[Outcome]:
    try:
        message = BytesParser(policy=policy.default).parsebytes(data)
        fields, problem = _fields(message)
        body = _body(message)
    except _BROKEN as error:
        raise ArticleError(where, f"no message that can be read: {type(error).__name__}", line) from error
    if body is None:
        raise ArticleError(where, "no text in the message", line)
    if problem is not None:
        yield Notice(where=where, line=line, what=problem)
    if body.is_page:
        try:
            found = parse_page(body.raw[: MAX_PAGE_BYTES + 1], where=where, default_id=None, charset=body.charset)
        except ArticleError as error:
            raise ArticleError(where, error.reason, line) from error
        text = found.text
        fields["title"] = fields["title"] or found.title
    else:
        text, guessed = _decoded(body, where, line)
        if guessed is not None:
            yield Notice(where=where, line=line, what=f"read as {guessed}, which was guessed")
    yield reading(fields, text, where=where, line=line, default_id=None, dated_by=DateOrigin.MAIL)


def _fields(message: EmailMessage) -> tuple[dict[str, Any], str | None]:
    """What the headers say of the article, and why there is no date where one was written."""
    name, address = email.utils.parseaddr(_header(message, "From") or "")
    list_name, list_id = email.utils.parseaddr(_header(message, "List-Id") or "")
    archived = (_header(message, "Archived-At") or "").strip().strip("<>")
    fields: dict[str, Any] = {
        "title": _header(message, "Subject"),
        "author": name or address or None,
        "source": list_name or list_id or name or None,
        "url": archived if urlsplit(archived).scheme in {"http", "https"} else None,
    }
    if not (written := _header(message, "Date")):
        return fields, None
    try:
        fields["published"] = email.utils.parsedate_to_datetime(written)
    except (ValueError, TypeError, OverflowError):
        return (
            fields,
            f"its date was left out: found {written[:40]!r}; wanted one such as Sat, 28 Nov 2015 10:00:00 +0300",
        )
    return fields, None


def _header(message: EmailMessage, name: str) -> str | None:
    value = message.get(name)
    return None if value is None else one_line(str(value))


def _body(message: EmailMessage) -> _Body | None:
    """The text of a message: the plain one, or the page where there is none or a program left it blank."""
    for kind in ("plain", "html"):
        part = message.get_body(preferencelist=(kind,))
        data = part.get_payload(decode=True) if part is not None else None
        if part is not None and isinstance(data, bytes) and data.strip():
            return _Body(data, part.get_content_charset(), kind == "html")
    return None


def _decoded(body: _Body, where: str, line: int | None) -> tuple[str, str | None]:
    """The words of a plain part: in the encoding that it says where it is in that to the last byte."""
    encoding = encoding_meant(body.charset)
    if encoding is not None and (body.charset or "").lower() != "us-ascii":
        for tried in ("utf-8", encoding) if encoding == _SAID_OF_ANYTHING else (encoding,):
            with suppress(UnicodeError, LookupError):  # not what it says: what else it is is found out as for a file
                return body.raw.decode(tried), None
    try:
        return decode(body.raw, where)
    except ArticleError as error:
        raise ArticleError(where, error.reason, line) from error
