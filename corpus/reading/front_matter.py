"""Front matter: fields in YAML between two lines of three dashes, at the beginning of a text or of one of several."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ..errors import ArticleError
from .fields import KNOWN_FIELDS, one_line

# Between two lines of three dashes, or of three dots at the end, as in Jekyll, Hugo and Pandoc.
_FRONT_MATTER = re.compile(r"---[ \t]*\n(?P<fields>(?:.*\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_OPENS = re.compile(r"---[ \t]*\n")
_DASHES = re.compile(r"---[ \t]*")
_FIELD = re.compile(r"(?P<key>[A-Za-z_][\w -]*)[ \t]*:(?:[ \t].*)?")


class Headed(NamedTuple):
    """A text with the fields that stood before it, and the line, from 1, on which it all began."""

    fields: Mapping[str, Any]
    body: str
    line: int = 1


def take(text: str, where: str, line: int = 1) -> Headed:
    """Take the front matter off a cleaned text, where there is any.

    Args:
        text: it.
        where: the file, for errors.
        line: where in the file the text begins.

    Raises:
        ArticleError: the front matter is never closed, or no YAML mapping.
    """
    if found := _FRONT_MATTER.match(text):
        return Headed(_parsed(found["fields"], where, line), text[found.end() :], line)
    if _OPENS.match(text):
        raise ArticleError(where, "the front matter is never closed; wanted a line of three dashes after it", line)
    return Headed({}, text, line)


def split(text: str) -> Iterator[tuple[int, str]]:
    """Part a cleaned text before each front matter that begins another article, with the line that each begins on.

    Such front matter stands after a blank line, has nothing but ``key: value`` in its lines, one of the keys that
    articles have among them, and text after it. Any other line of dashes is part of the text.
    """
    rows = text.split("\n")
    first = _FRONT_MATTER.match(text)
    at = text.count("\n", 0, first.end()) if first else 1
    begins, bodies = [0], [at]
    while at < len(rows):
        end = None if rows[at - 1].strip() else _end_of_fields(rows, at)
        if end is not None:
            begins.append(at)
            bodies.append(end + 1)
        at = at + 1 if end is None else end + 1
    if len(begins) > 1 and _is_blank(rows[bodies[-1] :]):
        begins.pop()
    if len(begins) > 1 and _is_blank(rows[: begins[1]]):
        begins.pop(0)
    for begin, end in zip(begins, [*begins[1:], len(rows)], strict=True):
        yield begin + 1, "\n".join(rows[begin:end])


def _is_blank(rows: list[str]) -> bool:
    return not any(row.strip() for row in rows)


def _end_of_fields(rows: list[str], begin: int) -> int | None:
    """The row that closes the front matter which a row of dashes opens, or ``None`` where it opens none."""
    if not _DASHES.fullmatch(rows[begin]):
        return None
    known = False
    for number in range(begin + 1, len(rows)):
        if _DASHES.fullmatch(rows[number]):
            return number if known else None
        field = _FIELD.fullmatch(rows[number])
        if field is None:
            return None
        known = known or field["key"].strip().lower() in KNOWN_FIELDS
    return None


def _parsed(text: str, where: str, line: int) -> Mapping[str, Any]:
    import yaml  # at use: reading JSON Lines needs no YAML

    try:
        # BaseLoader leaves every value a string: a title stays "1984", and nothing is constructed.
        fields = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = one_line(getattr(error, "problem", None) or "it cannot be read")
        at = line + 1 + mark.line if mark else line
        raise ArticleError(where, f"the front matter is not YAML: {problem}", at) from error
    if fields is None:
        return {}
    if not isinstance(fields, dict):
        raise ArticleError(where, "the front matter is not YAML of the form 'key: value'", line + 1)
    return {str(key).lower(): value for key, value in fields.items()}
