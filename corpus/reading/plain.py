"""Plain text and Markdown, with front matter or without, one article or several one after another."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from ..errors import ArticleError
from ..model import Article, DateOrigin, Notice
from ..text import clean
from . import front_matter
from .decoding import decode
from .fields import KNOWN_FIELDS, Outcome, Reading, one_line, reading
from .identity import part_id, slug_of
from .raw import Raw


class _Part(NamedTuple):
    line: int
    text: str


def read_plain(raw: Raw) -> Iterator[Outcome]:
    """Read the articles of a text: those that a separator line or front matter parts, or the one that it is."""
    text, guessed = decode(raw.whole(), raw.where)
    if guessed is not None:
        yield Notice(where=raw.where, what=f"read as {guessed}, which was guessed; save the file as UTF-8 to be sure")
    yield from read_text(text, where=raw.where, stem=raw.stem or None, separator=raw.separator)


def read_text(text: str, *, where: str, stem: str | None, separator: str | None = None) -> Iterator[Outcome]:
    """Read the articles of a text that is decoded, each fault in its place.

    Args:
        text: it.
        where: the file, for errors.
        stem: what a single article is called that has no id, and what the names of several begin with.
        separator: a line that parts articles; else front matter does.
    """
    text = clean(text)
    parts = list(_between(text, separator)) if separator else [_Part(*part) for part in front_matter.split(text)]
    if len(parts) <= 1:
        line, text = parts[0] if parts else (1, "")
        try:
            yield _reading(front_matter.take(text, where, line), where, stem)
        except ArticleError as error:
            yield error
        return
    found: list[front_matter.Headed | ArticleError] = []
    for line, part in parts:
        try:
            found.append(front_matter.take(part, where, line))
        except ArticleError as error:
            found.append(error)
    titles = [_title(one) for one in found]
    times = Counter(slug_of(title) for title in titles if title)
    for one, title in zip(found, titles, strict=True):
        if isinstance(one, ArticleError):
            yield one
            continue
        try:
            told = title if title and times[slug_of(title)] == 1 else None
            name = part_id(stem, told, clean(one.body).strip("\n"))
            yield _reading(one, where, name, line=one.line, is_part=True)
        except ArticleError as error:
            yield error


def parse_text(text: str, *, where: str, default_id: str | None) -> Article:
    """Read one article from plain text or Markdown, with front matter between two ``---`` lines where there is any.

    The text is kept to the letter, but for the blank lines at its ends. Without a title in the front matter the title
    is unknown.

    Raises:
        ArticleError: the front matter is no YAML mapping, a field is not what it should be, or no text follows.
    """
    return _reading(front_matter.take(clean(text), where), where, default_id).article


def _reading(
    headed: front_matter.Headed, where: str, default_id: str | None, line: int | None = None, is_part: bool = False
) -> Reading:
    extra = {name: value for name, value in headed.fields.items() if name not in KNOWN_FIELDS}
    return reading(
        headed.fields,
        headed.body,
        where=where,
        line=line,
        default_id=default_id,
        dated_by=DateOrigin.FRONT_MATTER,
        extra=extra,
        is_part=is_part,
    )


def _title(part: front_matter.Headed | ArticleError) -> str | None:
    title = None if isinstance(part, ArticleError) else part.fields.get("title")
    return one_line(title) if isinstance(title, str) else None


def _between(text: str, separator: str) -> Iterator[_Part]:
    """The parts of a cleaned text between lines that are a separator, but for blank ones."""
    wanted = clean(separator).rstrip()
    begin, rows = 1, list[str]()
    for number, row in enumerate([*text.split("\n"), wanted], start=1):
        if row.rstrip() != wanted:
            rows.append(row)
            continue
        if any(kept.strip() for kept in rows):
            blank = next(n for n, kept in enumerate(rows) if kept.strip())
            yield _Part(begin + blank, "\n".join(rows[blank:]))
        begin, rows = number + 1, []
