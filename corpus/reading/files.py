"""Reading articles from files: plain text and Markdown with front matter, and JSON Lines."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..errors import ArticleError
from ..model import Article
from ..text import clean
from .fields import article, one_line

# A file larger than this is no article; a book of 5 MB still is.
MAX_FILE_BYTES = 32_000_000
_TEXT_SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown"})
_LINES_SUFFIXES = frozenset({".jsonl", ".ndjson"})
# Files that explain a folder rather than belong to the collection.
_PAPERS = frozenset({"readme", "notice", "license", "licence", "copying", "changelog"})
# Between two lines of three dashes, or of three dots at the end, as in Jekyll, Hugo and Pandoc.
_FRONT_MATTER = re.compile(r"---[ \t]*\n(?P<fields>(?:.*\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_OPENS_FRONT_MATTER = re.compile(r"---[ \t]*\n")
_LINE_END = re.compile(rb"\r\n|\r|\n")


def shipped_articles() -> Path:
    """The folder of the articles that come with the product."""
    return Path(__file__).parent.parent / "articles"


def read_articles(source: Path) -> Iterator[Article | ArticleError]:
    """Read every article of a file or, in the order of their names, of a folder and the folders in it.

    What cannot be read comes out as an :class:`ArticleError` in its place, so that one bad file or line never stops
    the others. Hidden files and folders, links to folders, and papers such as a README are passed over.
    """
    if not source.is_dir():
        yield from _read_file(source)
        return
    waiting = [source]
    while waiting:
        path = waiting.pop()
        if not path.is_dir():
            yield from _read_file(path)
            continue
        try:
            inside = sorted(path.iterdir(), reverse=True)
        except OSError as error:
            yield ArticleError(_shown(path), f"cannot be read: {error.strerror or error}")
            continue
        waiting += [entry for entry in inside if _belongs(entry)]


def _belongs(path: Path) -> bool:
    """Whether an entry of a folder belongs to the collection."""
    if path.name.startswith("."):
        return False
    return not path.is_symlink() if path.is_dir() else path.stem.lower() not in _PAPERS


def _shown(path: Path) -> str:
    """A path as one line of valid text, whatever bytes its name is made of."""
    return one_line(os.fsencode(path).decode("utf-8", "replace"))


def _read_file(path: Path) -> Iterator[Article | ArticleError]:
    suffix, where = path.suffix.lower(), _shown(path)
    if not path.exists():
        yield ArticleError(where, "no such file or folder")
        return
    if suffix not in _TEXT_SUFFIXES | _LINES_SUFFIXES or not path.is_file():
        found = f"a file of kind {suffix or 'unknown'!r}" if path.is_file() else "no regular file"
        yield ArticleError(where, f"{found}; wanted one of {', '.join(sorted(_TEXT_SUFFIXES | _LINES_SUFFIXES))}")
        return
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            yield ArticleError(where, f"{size} bytes; at most {MAX_FILE_BYTES} are read")
            return
        raw = path.read_bytes()
    except OSError as error:
        yield ArticleError(where, f"cannot be read: {error.strerror or error}")
        return
    if suffix in _LINES_SUFFIXES:
        yield from _read_lines(raw, where)
        return
    try:
        yield parse_text(_decode(raw, where), where=where, default_id=_shown(Path(path.stem)))
    except ArticleError as error:
        yield error


def _decode(raw: bytes, where: str, line: int | None = None) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = line if line is not None else len(_LINE_END.findall(raw, 0, error.start)) + 1
        raise ArticleError(where, f"not UTF-8: byte 0x{raw[error.start]:02x}; save the file as UTF-8", at) from error


def _read_lines(raw: bytes, where: str) -> Iterator[Article | ArticleError]:
    for number, line in enumerate(raw.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield parse_json(_decode(line, where, number), where=where, line=number)
        except ArticleError as error:
            yield error


def parse_json(text: str, *, where: str, line: int | None = None) -> Article:
    """Read one article from a JSON object; ``text`` alone is required, and unknown keys are ignored.

    Raises:
        ArticleError: it is no JSON object, has no text, or a field is not what it should be.
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
    return article(fields, body, where=where, line=line, default_id=None)


def parse_text(text: str, *, where: str, default_id: str) -> Article:
    """Read one article from plain text or Markdown, with front matter between two ``---`` lines where there is any.

    The text is kept to the letter, but for the blank lines at its ends. Without a title in the front matter the title
    is unknown.

    Raises:
        ArticleError: the front matter is no YAML mapping, a field is not what it should be, or no text follows.
    """
    text = clean(text)
    fields: Mapping[str, Any] = {}
    if front_matter := _FRONT_MATTER.match(text):
        fields = _front_matter(front_matter["fields"], where)
        text = text[front_matter.end() :]
    elif _OPENS_FRONT_MATTER.match(text):
        raise ArticleError(where, "the front matter is never closed; wanted a line of three dashes after it", 1)
    return article(fields, text, where=where, line=None, default_id=default_id)


def _front_matter(text: str, where: str) -> Mapping[str, Any]:
    import yaml  # at use: reading JSON Lines needs no YAML

    try:
        # BaseLoader leaves every value a string: a title stays "1984", and nothing is constructed.
        fields = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = one_line(getattr(error, "problem", None) or "it cannot be read")
        raise ArticleError(where, f"the front matter is not YAML: {problem}", mark.line + 2 if mark else 1) from error
    if fields is None:
        return {}
    if not isinstance(fields, dict):
        raise ArticleError(where, "the front matter is not YAML of the form 'key: value'", 2)
    return {str(key).lower(): value for key, value in fields.items()}
