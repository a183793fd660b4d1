"""JSON Lines: an article a line, however many lines there are."""

import codecs
import json
from collections.abc import Iterator
from typing import Any

from ..errors import ArticleError
from ..model import Article, DateOrigin
from .decoding import decode_line, encoding_by_mark
from .fields import Outcome, Reading, reading
from .raw import MAX_FILE_BYTES, Raw, lines


def read_json_lines(raw: Raw) -> Iterator[Outcome]:
    """Read an article from each line that is not blank, each fault in its place, in the memory of one line."""
    with raw.open() as stream:
        number = 0
        for line in lines(stream):
            if line is None:
                number += 1
                yield ArticleError(raw.where, f"a line of more than {MAX_FILE_BYTES} bytes", number)
                continue
            if number == 0 and encoding_by_mark(line) is not None:
                yield ArticleError(raw.where, "not UTF-8, which JSON Lines is; save the file as UTF-8", 1)
                return
            for one in line.splitlines():  # a carriage return ends a line too
                number += 1
                if not one.strip() or one == codecs.BOM_UTF8:
                    continue
                try:
                    yield read_json(decode_line(one, raw.where, number), where=raw.where, line=number)
                except ArticleError as error:
                    yield error


def parse_json(text: str, *, where: str, line: int | None = None) -> Article:
    """Read one article from a JSON object; ``text`` alone is required, and unknown keys are kept as ``extra``.

    Raises:
        ArticleError: it is no JSON object, has no text, or a field is not what it should be.
    """
    return read_json(text, where=where, line=line).article


def read_json(text: str, *, where: str, line: int | None = None) -> Reading:
    """Read one article from a JSON object, as :func:`parse_json` does, with what was left out.

    Raises:
        ArticleError: as there.
    """
    try:
        fields = json.loads(text)
    except json.JSONDecodeError as error:
        raise ArticleError(where, f"not JSON: {error.msg} at column {error.colno}", line) from error
    except (ValueError, RecursionError) as error:
        raise ArticleError(where, "not JSON that can be read: a number too long, or nested too deeply", line) from error
    if not isinstance(fields, dict):
        raise ArticleError(where, f'a JSON {type(fields).__name__}; wanted an object with "text"', line)
    body = fields.get("text")
    if not isinstance(body, str):
        raise ArticleError(where, 'no "text"; every article needs one', line)
    return reading(
        fields, body, where=where, line=line, default_id=None, dated_by=_origin_of_date(fields), extra=fields
    )


def _origin_of_date(fields: dict[str, Any]) -> DateOrigin:
    """What the date was taken from before the article was written as JSON, or this JSON."""
    try:
        return DateOrigin(str(fields.get("published_from")))
    except ValueError:
        return DateOrigin.JSON
