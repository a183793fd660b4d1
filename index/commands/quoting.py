"""Quotes: what is found in articles, without an index."""

from itertools import chain
from typing import Annotated

import typer
from onrecord.corpus import ArticleError, Notice, find_quotes

from .. import console as show
from .reading import SOURCES, PrivateOption, SeparatorOption, reader
from .shared import InputError, JsonOption, paths, print_json, warn


def register(app: typer.Typer) -> None:
    """Add the command to an application."""
    app.command(epilog="Example: onrecord quotes article.md")(quotes)


def quotes(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE", help=f"{SOURCES}.")],
    separator: SeparatorOption = None,
    allow_private: PrivateOption = False,
    as_json: JsonOption = False,
) -> None:
    """Print the quotes of articles with their speakers.

    No index is needed. Each quote comes with the words that tell whose it is.
    """
    read = 0
    failed: list[ArticleError] = []
    given = paths(sources)
    with reader(given, separator=separator, allow_private=allow_private, index=None) as read_source:
        for article in chain.from_iterable(map(read_source, given)):
            if isinstance(article, ArticleError):
                failed.append(article)
                continue
            if isinstance(article, Notice):
                warn(str(article))
                continue
            read += 1
            found = find_quotes(article)
            if as_json:
                values = [quote.model_dump(mode="json") for quote in found]
                print_json({"article_id": article.id, "quotes": values})
            else:
                show.write(show.render_quotes(article, found))
    if not read:
        more = f" (and {len(failed) - 1} more)" if len(failed) > 1 else ""
        raise InputError(f"no article could be read: {failed[0]}{more}" if failed else "there are no articles")
    for error in failed:
        warn(f"skipped {error}")
