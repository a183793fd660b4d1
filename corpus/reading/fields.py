"""Fields into articles: what every reader ends with, whatever form it reads."""

import datetime
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..errors import ArticleError
from ..model import MAX_ID_LENGTH, Article, DateOrigin, Notice
from ..text import clean
from .identity import address_id, content_id
from .page_dates import parse_day

# Characters of what is kept of unknown fields: room for tags, a summary and a list of places, and for no second text.
MAX_EXTRA = 8_192
_UNKNOWN = frozenset({"", "null", "~", "none", "unknown"})
_FIELDS = ("id", "title", "source", "author", "url")
DATE_FIELDS = ("published", "date")
KNOWN_FIELDS = frozenset({*_FIELDS, *DATE_FIELDS})
"""The names that front matter and JSON give an article's fields."""
# Names that an article has for itself in JSON Lines; an unknown field of that name could not be written back.
_OWN_NAMES = KNOWN_FIELDS | {"text", "published_from", "origin"}

Moment = datetime.date | datetime.datetime


class Reading(NamedTuple):
    """An article as a reader made it.

    Attributes:
        article: it, with its date as it was given, be it in the future.
        moment: when it was published, to the second where that was given.
        notices: what was left out or guessed.
        line: where in its file it stands, from 1, where that is known.
    """

    article: Article
    moment: Moment | None = None
    notices: tuple[Notice, ...] = ()
    line: int | None = None


Outcome = Reading | ArticleError | Notice
"""What a reader yields: articles, faults in their places, and what was guessed."""


def one_line(text: str) -> str:
    """A text as one line, cleaned as an article's text is."""
    return " ".join(clean(text).split("\n")).strip()


def article(fields: Mapping[str, Any], body: str, *, where: str, line: int | None, default_id: str | None) -> Article:
    """Make an article of the fields that a reader found, as :func:`reading` does, and of nothing else."""
    return reading(fields, body, where=where, line=line, default_id=default_id).article


def reading(
    fields: Mapping[str, Any],
    body: str,
    *,
    where: str,
    line: int | None,
    default_id: str | None,
    dated_by: DateOrigin | None = None,
    extra: Mapping[str, Any] | None = None,
    is_part: bool = False,
) -> Reading:
    """Make an article of the fields that a reader found.

    Its id is the one given; else that of its address, since one address is one article whatever form it came in; else
    ``default_id``; else that of its content.

    Args:
        fields: id, title, source, author, url, and published or date, each as it was found.
        body: the text.
        where: the file or address that it came from, which becomes its origin.
        line: line in it, from 1, where one is known.
        default_id: what it is called where the fields have neither id nor address.
        dated_by: what its date was taken from.
        extra: fields that mean nothing here and are kept; those with a name that an article has for itself are not.
        is_part: whether it is one of several in a file, which are named by the file and not by an address.

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
    if default_id is not None and (len(default_id) > MAX_ID_LENGTH or default_id.lower() in _UNKNOWN):
        default_id = None
    url = known["url"]
    of_address = address_id(url) if url is not None and not is_part else None
    moment = _moment(next((fields[name] for name in DATE_FIELDS if fields.get(name) is not None), None), where, line)
    kept, notices = _canonical(extra or {}, where, line)
    made = Article(
        id=given or of_address or default_id or content_id(text),
        text=text,
        published=moment.date() if isinstance(moment, datetime.datetime) else moment,
        published_from=None if moment is None else dated_by,
        origin=where,
        extra=kept,
        **known,
    )
    return Reading(made, moment, notices, line)


def _line_of_text(value: Any, name: str, where: str, line: int | None) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ArticleError(where, f"{name}: found {type(value).__name__}; wanted one line of text", line)
    words = one_line(str(value))
    return None if words.lower() in _UNKNOWN else words


def _moment(value: Any, where: str, line: int | None) -> Moment | None:
    if value is None or (isinstance(value, str) and value.strip().lower() in _UNKNOWN):
        return None
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, str):
        try:
            return datetime.datetime.fromisoformat(value.strip())
        except ValueError as error:
            if (day := parse_day(value)) is not None:  # written so that it can be only one
                return day
            shown = one_line(value)[:40]
            raise ArticleError(where, f"date: found {shown!r}; wanted ISO 8601, such as 2015-11-28", line) from error
    raise ArticleError(where, f"date: found {type(value).__name__}; wanted ISO 8601, such as 2015-11-28", line)


def _canonical(extra: Mapping[str, Any], where: str, line: int | None) -> tuple[str | None, tuple[Notice, ...]]:
    """Unknown fields as one JSON object that is the same for the same fields, or why there is none."""
    kept = {name: value for name, value in extra.items() if name not in _OWN_NAMES}
    if not kept:
        return None, ()
    written = ""
    try:
        # Piece by piece: anchors in YAML can make a few lines into more than any memory holds.
        for piece in json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True).iterencode(kept):
            written += piece
            if len(written) > MAX_EXTRA:
                what = f"its further fields were left out: more than {MAX_EXTRA} characters"
                return None, (Notice(where=where, line=line, what=what),)
        written.encode()
    except (ValueError, TypeError, RecursionError):
        what = "its further fields were left out: they hold what JSON cannot write"
        return None, (Notice(where=where, line=line, what=what),)
    return written, ()
