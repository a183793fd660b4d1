"""Reading sources, as the commands that take some do: with the options and the settings that concern it."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from onrecord.corpus import Found, read_articles
from onrecord.corpus.web import Web
from onrecord.corpus.web.addresses import is_address

from ..build import Read, Source
from ..settings import IndexSettings

CACHE = ".pages.sqlite"
"""The file in the folder of an index that keeps what was fetched, so that nothing unchanged is fetched again."""

SOURCES = "Files, folders, patterns such as 'news/**/*.md', addresses, or - for standard input"

SeparatorOption = Annotated[
    str | None,
    typer.Option(
        "--separator", metavar="LINE", help="A line that parts the articles of a text file; else front matter does."
    ),
]
PrivateOption = Annotated[
    bool, typer.Option("--allow-private", help="Fetch addresses of private networks and of this machine as well.")
]


@contextmanager
def reader(
    sources: Sequence[Source], *, separator: str | None, allow_private: bool, index: Path | None
) -> Iterator[Read]:
    """What reads some sources; the web is there for addresses alone, and nothing that a file names is fetched.

    Args:
        sources: what will be read.
        separator: a line that parts the articles of a text file.
        allow_private: whether addresses of private networks are fetched.
        index: folder of the index, in which what was fetched is kept; ``None`` keeps nothing.
    """
    if not any(is_address(os.fspath(source)) for source in sources):
        yield lambda source: read_articles(source, separator=separator)
        return
    settings = IndexSettings.load()
    cache = index / CACHE if index is not None else None
    with Web(
        cache=cache, allow_private=allow_private, delay=settings.web_delay, user_agent=settings.web_user_agent
    ) as web:

        def read(source: Source) -> Iterator[Found]:
            return read_articles(source, separator=separator, web=web if is_address(os.fspath(source)) else None)

        yield read
