"""The front door: articles from whatever a source is, with each fault and each guess in its place."""

import datetime
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import ArticleError
from .model import Article, Notice
from .reading import standard_input
from .reading.fields import Moment, Outcome, Reading
from .reading.files import is_pattern, read_path, read_pattern
from .web.addresses import is_address, read_address

if TYPE_CHECKING:
    from .web import Web

Found = Article | ArticleError | Notice
"""What a source yields: articles; faults, each in place of what cannot be read; and what was guessed or left out."""


def read_articles(source: str | Path, *, separator: str | None = None, web: "Web | None" = None) -> Iterator[Found]:
    """Read every article of a source.

    What cannot be read comes out as an :class:`ArticleError` in its place, so that one bad file or line never stops
    the others, and nothing is raised. A :class:`Notice` tells what was guessed or left out of the article after it. A
    date in the future is left out: nobody has published anything tomorrow.

    Args:
        source: a file, a folder, a pattern with wildcards such as ``news/**/*.md``, the address of a page, a feed or
            a site map, or ``-`` for standard input.
        separator: a line that parts the articles of a text file; without it, front matter does.
        web: fetches addresses, and the pages that a feed or a site map among the files names; without it none is.
    """
    for outcome in _outcomes(source, separator, web):
        yield from _settled(outcome)


def _outcomes(source: str | Path, separator: str | None, web: "Web | None") -> Iterator[Outcome]:
    name = os.fspath(source)
    if name == standard_input.NAME:
        return standard_input.read_standard_input(separator)
    if is_address(name):
        return read_address(name, web)
    if is_pattern(name):
        return read_pattern(name, separator, web)
    return read_path(Path(name), separator, web)


def _settled(outcome: Outcome) -> Iterator[Found]:
    """An outcome as whoever reads articles wants it: no date in the future."""
    if not isinstance(outcome, Reading):
        yield outcome
        return
    article = outcome.article
    yield from outcome.notices
    if article.published is not None and _is_to_come(outcome.moment or article.published):
        what = f"its date was left out, since it is in the future: {article.published}"
        yield Notice(where=article.origin or article.id, line=outcome.line, what=what)
        article = article.model_copy(update={"published": None, "published_from": None})
    yield article


def _is_to_come(moment: Moment) -> bool:
    """Whether a moment is later than now or, where no time zone tells the moment, a day later than today."""
    if isinstance(moment, datetime.datetime):
        if moment.tzinfo is not None:
            return moment > datetime.datetime.now(datetime.UTC)
        moment = moment.date()
    return moment > datetime.date.today()
