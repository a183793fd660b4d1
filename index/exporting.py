"""Exporting: the articles of a generation as JSON Lines, from which a build makes the same index."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing

from .errors import IndexDamaged
from .generation import Generation
from .store import FILE_NAME, read_only

_FIELDS = ("id", "title", "text", "source", "author", "published", "url", "published_from")
_ARTICLES = f"SELECT {', '.join(_FIELDS)}, extra FROM articles ORDER BY number"  # noqa: S608 (no input)


def exported(opened: Generation) -> Iterator[dict[str, object]]:
    """Give the articles of a generation one by one, in their order, as JSON Lines has them.

    Beside the fields of the contract there are what the date was taken from, and the fields that came with an article
    under names that mean nothing here.

    Raises:
        IndexDamaged: the store cannot be read.
    """
    path = opened.path / FILE_NAME
    try:
        with closing(sqlite3.connect(read_only(path), uri=True)) as connection:
            for *values, extra in connection.execute(_ARTICLES):
                known = dict(zip(_FIELDS, values, strict=True))
                yield {**known, **(json.loads(extra) if extra else {}), **known}
    except (sqlite3.Error, ValueError) as error:
        raise IndexDamaged(path, f"{FILE_NAME} holds an article that cannot be read ({error})") from error
