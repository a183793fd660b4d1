"""Writing the SQLite file of a generation."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from onrecord.corpus import Article, Passage, QuoteKind, Speaker

from .documents import header_text
from .generation import Counts
from .store import CONFIDENCES, SpeakerNumbers

_SCHEMA = """
CREATE TABLE articles (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT, source TEXT, author TEXT, published TEXT,
    url TEXT, text TEXT NOT NULL, words TEXT NOT NULL
);
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, article INTEGER NOT NULL REFERENCES articles,
    start INTEGER NOT NULL, end INTEGER NOT NULL, heading TEXT
);
CREATE TABLE words (row INTEGER PRIMARY KEY REFERENCES passages, header TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE speakers (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL, named INTEGER NOT NULL, quotes INTEGER NOT NULL
);
CREATE TABLE spellings (speaker INTEGER NOT NULL REFERENCES speakers, name TEXT NOT NULL);
CREATE TABLE aliases (
    speaker INTEGER NOT NULL REFERENCES speakers, words TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL,
    articles TEXT NOT NULL, article_count INTEGER NOT NULL
);
CREATE TABLE quotes (
    passage INTEGER NOT NULL REFERENCES passages, position INTEGER NOT NULL, speaker INTEGER REFERENCES speakers,
    sure INTEGER NOT NULL, words TEXT NOT NULL, length INTEGER NOT NULL, verbatim INTEGER NOT NULL,
    quote TEXT NOT NULL, PRIMARY KEY (passage, position)
);
CREATE INDEX passages_by_article ON passages (article);
"""


def write_store(
    path: Path,
    articles: Sequence[Article],
    passages: Sequence[Passage],
    speakers: Sequence[Speaker],
    analyse: Callable[[str], Sequence[str]],
) -> Counts:
    """Write a new store; the row of a passage is its place in ``passages``.

    Args:
        path: the file to make; it must not exist.
        articles: every article, each id once.
        passages: their passages, in the order of the dense and the lexical index.
        speakers: who speaks in them, as linked over the collection.
        analyse: gives the terms of a text, as questions are analysed.
    """
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        connection.executescript(_SCHEMA)
        connection.execute("BEGIN")
        numbers = {article.id: number for number, article in enumerate(articles)}
        connection.executemany(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    *(
                        number,
                        a.id,
                        a.title,
                        a.source,
                        a.author,
                        a.published and a.published.isoformat(),
                        a.url,
                        a.text,
                    ),
                    _joined(analyse("\n".join(filter(None, (a.title, a.text))))),
                )
                for number, a in enumerate(articles)
            ),
        )
        connection.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?)",
            ((row, p.id, numbers[p.article_id], p.start, p.end, p.heading) for row, p in enumerate(passages)),
        )
        connection.executemany(
            "INSERT INTO words VALUES (?, ?, ?)",
            (
                (row, _joined(analyse(header_text(articles[numbers[p.article_id]], p))), _joined(analyse(p.text)))
                for row, p in enumerate(passages)
            ),
        )
        connection.executemany(
            "INSERT INTO speakers VALUES (?, ?, ?, ?)",
            ((number, s.name, s.named, s.quotes) for number, s in enumerate(speakers)),
        )
        connection.executemany(
            "INSERT INTO spellings VALUES (?, ?)",
            ((number, spelling) for number, s in enumerate(speakers) for spelling in s.spellings),
        )
        connection.executemany(
            "INSERT INTO aliases VALUES (?, ?, ?, ?, ?, ?)",
            (
                (
                    number,
                    a.words,
                    a.kind.value,
                    a.text,
                    json.dumps([numbers[id_] for id_ in a.articles]),
                    a.article_count,
                )
                for number, s in enumerate(speakers)
                for a in s.aliases
            ),
        )
        who = SpeakerNumbers(speakers)
        quotes = [
            (
                row,
                position,
                who.of(quote),
                CONFIDENCES.index(quote.confidence),
                _joined(analyse(" ".join(piece.text for piece in quote.pieces))),
                sum(len(piece.text) for piece in quote.pieces),
                quote.kind is not QuoteKind.INDIRECT,
                quote.model_dump_json(),
            )
            for row, passage in enumerate(passages)
            for position, quote in enumerate(passage.quotes)
        ]
        connection.executemany("INSERT INTO quotes VALUES (?, ?, ?, ?, ?, ?, ?, ?)", quotes)
        connection.execute("COMMIT")
    finally:
        connection.close()
    return Counts(articles=len(articles), passages=len(passages), quotes=len(quotes), speakers=len(speakers))


def _joined(terms: Iterable[str]) -> str:
    """Terms as they are kept: each once, in order, between blanks."""
    return f" {' '.join(dict.fromkeys(terms))} "
