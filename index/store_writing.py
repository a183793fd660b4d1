"""Writing the SQLite file of a generation: article by article, copying what the generation before has already."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from onrecord.corpus import Article, Passage, Quote, QuoteKind, Speaker, fold_name

from .documents import embedded_text, header_text
from .manifest import Counts
from .store import CONFIDENCES, FILE_NAME, read_only

_SCHEMA = """
CREATE TABLE articles (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT, source TEXT, author TEXT, published TEXT,
    url TEXT, published_from TEXT, origin TEXT, extra TEXT, fingerprint TEXT NOT NULL, content BLOB NOT NULL,
    text TEXT NOT NULL, words TEXT NOT NULL
);
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, article INTEGER NOT NULL REFERENCES articles,
    start INTEGER NOT NULL, end INTEGER NOT NULL, heading TEXT, embedded BLOB NOT NULL
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
    spoken TEXT, sure INTEGER NOT NULL, words TEXT NOT NULL, length INTEGER NOT NULL, verbatim INTEGER NOT NULL,
    quote TEXT NOT NULL, PRIMARY KEY (passage, position)
);
CREATE INDEX passages_by_article ON passages (article);
CREATE INDEX passages_by_embedded ON passages (embedded);
"""
_COPIED = """
INSERT INTO articles SELECT :number, id, title, source, author, published, url, published_from, :origin, extra,
    fingerprint, content, text, words FROM base.articles WHERE number = :kept
"""
_COPIED_PASSAGES = """
INSERT INTO passages SELECT row + :shift, id, :number, start, "end", heading, embedded
    FROM base.passages WHERE article = :kept ORDER BY row
"""
_COPIED_ROWS = """
INSERT INTO words SELECT row + :shift, header, text FROM base.words WHERE row BETWEEN :first AND :last;
INSERT INTO quotes SELECT passage + :shift, position, NULL, spoken, sure, words, length, verbatim, quote
    FROM base.quotes WHERE passage BETWEEN :first AND :last
"""


class Unembedded(NamedTuple):
    """A passage whose vector is wanted.

    ``digest`` tells its text, ``twin`` is a row before it that has the same, and ``before`` a row of the generation
    before.
    """

    row: int
    digest: bytes
    twin: int | None
    before: int | None


class StoreWriter:
    """Writes a new store; a context that commits where nothing went wrong, and closes the file.

    Args:
        folder: of the draft; it must not have a store yet.
        analyse: gives the terms of a text, as questions are analysed.
        base: folder of the generation before; ``None`` where there is none.
    """

    def __init__(self, folder: Path, analyse: Callable[[str], Sequence[str]], base: Path | None = None) -> None:
        self._connection = sqlite3.connect((folder / FILE_NAME).resolve().as_uri(), uri=True, isolation_level=None)
        self._analyse = analyse
        self._numbers: dict[str, int] = {}
        self._passages = self._quotes = self._speakers = 0
        self._based = base is not None
        self._connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
        if base is not None:
            self._connection.execute("ATTACH ? AS base", (read_only(base / FILE_NAME),))
        self._connection.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._connection.execute("COMMIT")
        finally:
            self._connection.close()

    @property
    def counts(self) -> Counts:
        """How much was written."""
        return Counts(
            articles=len(self._numbers), passages=self._passages, quotes=self._quotes, speakers=self._speakers
        )

    def copy(self, id_: str, kept: int, origin: str | None) -> None:
        """Write an article as the generation before has it, with its passages, quotes and words.

        Args:
            id_: of the article.
            kept: its number there.
            origin: where it lies now.
        """
        run = self._connection.execute
        first, last, count = run(
            "SELECT min(row), max(row), count(*) FROM base.passages WHERE article = ?", (kept,)
        ).fetchone()
        number = self._number(id_)
        values = {"number": number, "kept": kept, "origin": origin, "first": first, "last": last}
        run(_COPIED, values)
        if not count:
            return
        values["shift"] = self._passages - first
        run(_COPIED_PASSAGES, values)
        words, quotes = _COPIED_ROWS.split(";")
        run(words, values)
        self._quotes += run(quotes, values).rowcount
        self._passages += count

    def write(self, article: Article, passages: Sequence[Passage]) -> None:
        """Write an article with its passages, in their order, after those that were written before."""
        run, many = self._connection.execute, self._connection.executemany
        number = self._number(article.id)
        run(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                article.id,
                article.title,
                article.source,
                article.author,
                article.published and article.published.isoformat(),
                article.url,
                article.published_from,
                article.origin,
                article.extra,
                article.fingerprint,
                hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).digest(),
                article.text,
                self._terms("\n".join(filter(None, (article.title, article.text)))),
            ),
        )
        numbered = list(enumerate(passages, start=self._passages))
        many(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?)",
            ((row, p.id, number, p.start, p.end, p.heading, digest(embedded_text(p.text))) for row, p in numbered),
        )
        many(
            "INSERT INTO words VALUES (?, ?, ?)",
            ((row, self._terms(header_text(article, p)), self._terms(p.text)) for row, p in numbered),
        )
        many(
            "INSERT INTO quotes VALUES (?, ?, NULL, ?, ?, ?, ?, ?, ?)",
            (
                (
                    row,
                    position,
                    quote.speaker and fold_name(quote.speaker),
                    CONFIDENCES.index(quote.confidence),
                    self._terms(" ".join(piece.text for piece in quote.pieces)),
                    sum(len(piece.text) for piece in quote.pieces),
                    quote.kind is not QuoteKind.INDIRECT,
                    quote.model_dump_json(),
                )
                for row, passage in numbered
                for position, quote in enumerate(passage.quotes)
            ),
        )
        self._passages += len(passages)
        self._quotes += sum(len(passage.quotes) for passage in passages)

    def quoted(self) -> Iterator[tuple[str, list[Quote]]]:
        """The quotes of each article that has some, by its id, in the order in which they stand."""
        found = self._connection.execute(
            "SELECT articles.id, quote FROM quotes JOIN passages ON row = passage"
            " JOIN articles ON number = article ORDER BY passage, position"
        )
        for id_, rows in groupby(found, key=itemgetter(0)):
            yield id_, [Quote.model_validate_json(quote) for _, quote in rows]

    def link(self, speakers: Iterable[Speaker]) -> None:
        """Write who speaks, as linked over the whole collection, and which quote is whose."""
        run, many = self._connection.execute, self._connection.executemany
        for speaker in speakers:
            number = self._speakers
            run("INSERT INTO speakers VALUES (?, ?, ?, ?)", (number, speaker.name, speaker.named, speaker.quotes))
            many("INSERT INTO spellings VALUES (?, ?)", ((number, spelling) for spelling in speaker.spellings))
            many(
                "INSERT INTO aliases VALUES (?, ?, ?, ?, ?, ?)",
                (
                    (
                        number,
                        alias.words,
                        alias.kind.value,
                        alias.text,
                        json.dumps([self._numbers[id_] for id_ in alias.articles]),
                        alias.article_count,
                    )
                    for alias in speaker.aliases
                ),
            )
            self._speakers += 1
        run("CREATE TEMP TABLE spelt (spoken TEXT PRIMARY KEY, speaker INTEGER)")
        spelt = run("SELECT name, speaker FROM spellings ORDER BY rowid").fetchall()
        many("INSERT OR REPLACE INTO spelt VALUES (?, ?)", ((fold_name(name), number) for name, number in spelt))
        run("UPDATE quotes SET speaker = (SELECT speaker FROM spelt WHERE spelt.spoken = quotes.spoken)")
        run("DROP TABLE spelt")

    def unembedded(self, reusable: bool) -> Iterator[Unembedded]:
        """Every passage in order, with where its vector may be taken from.

        Args:
            reusable: whether the vectors of the generation before are by the same encoder.
        """
        before = (
            "(SELECT min(row) FROM base.passages AS old WHERE old.embedded = passages.embedded)"
            if self._based and reusable
            else "NULL"
        )
        twin = "(SELECT min(row) FROM passages AS twin WHERE twin.embedded = passages.embedded)"
        found = self._connection.execute(
            f"SELECT row, embedded, {twin}, {before} FROM passages ORDER BY row"  # noqa: S608 (no input)
        )
        for row, embedded, first, old in found:
            yield Unembedded(row, embedded, first if first < row else None, old)

    def texts(self, rows: Sequence[int]) -> list[str]:
        """What the encoder gets of some passages, in their order."""
        found = self._connection.execute(
            'SELECT row, substr(text, start + 1, "end" - start) FROM passages JOIN articles ON number = article'
            " WHERE row IN (SELECT value FROM json_each(?))",
            (json.dumps(list(rows)),),
        )
        texts = {row: embedded_text(text) for row, text in found}
        return [texts[row] for row in rows]

    def _number(self, id_: str) -> int:
        """Number the next article."""
        return self._numbers.setdefault(id_, len(self._numbers))

    def _terms(self, text: str) -> str:
        """The terms of a text as they are kept: each once, in order, between blanks."""
        return f" {' '.join(dict.fromkeys(self._analyse(text)))} "


def digest(text: str) -> bytes:
    """What tells the text of a passage as the encoder gets it: the first half of its SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]
