"""Fields into articles: what every reader ends with, whatever form it reads."""

import datetime
import hashlib
from collections.abc import Mapping
from typing import Any

from ..errors import ArticleError
from ..model import MAX_ID_LENGTH, Article
from ..text import clean

_UNKNOWN = frozenset({"", "null", "~", "none", "unknown"})
_FIELDS = ("id", "title", "source", "author", "url")


def one_line(text: str) -> str:
    """A text as one line, cleaned as an article's text is."""
    return " ".join(clean(text).split("\n")).strip()


def article(fields: Mapping[str, Any], body: str, *, where: str, line: int | None, default_id: str | None) -> Article:
    """Make an article of the fields that a reader found; unknown ones are ignored.

    Args:
        fields: id, title, source, author, url, and published or date, each as it was found.
        body: the text.
        where: the file or address, for errors.
        line: line in it, from 1, where one is known.
        default_id: what it is called where the fields have no id; else it is called by its content.

    Raises:
        ArticleError: there is no text, or a field is not what it should be.
    """
    text = clean(body).strip("\n")
    if not text.strip():
        raise ArticleError(where, "no text; every article needs some", line)
    known = {name: _line_of_text(fields.get(name), name, where, line) for name in _FIELDS}
    given = known.pop("id")
    if given is not None and len(given) > MAX_ID_LENGTH:
        raise ArticleError(where, f"an id of {len(given)} characters; at most {MAX_ID_LENGTH} are wanted", line)
    if default_id is not None and len(default_id) > MAX_ID_LENGTH:
        default_id = None
    article_id = given or default_id or content_id(text)
    published = fields.get("date") if fields.get("published") is None else fields["published"]
    return Article(id=article_id, text=text, published=_date(published, where, line), **known)


def content_id(text: str) -> str:
    """The id of an article that has none: 16 hexadecimal digits of the SHA-256 of its text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def _line_of_text(value: Any, name: str, where: str, line: int | None) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ArticleError(where, f"{name}: found {type(value).__name__}; wanted one line of text", line)
    words = one_line(str(value))
    return None if words.lower() in _UNKNOWN else words


def _date(value: Any, where: str, line: int | None) -> datetime.date | None:
    if value is None or (isinstance(value, str) and value.strip().lower() in _UNKNOWN):
        return None
    if isinstance(value, str):
        try:
            return datetime.datetime.fromisoformat(value.strip()).date()
        except ValueError as error:
            shown = value.strip()[:40]
            raise ArticleError(where, f"date: found {shown!r}; wanted ISO 8601, such as 2015-11-28", line) from error
    raise ArticleError(where, f"date: found {type(value).__name__}; wanted ISO 8601, such as 2015-11-28", line)


def address_id(url: str) -> str:
    """The id of an article that has none, from its address."""
    return hashlib.sha256(url.encode()).hexdigest()[:16]
