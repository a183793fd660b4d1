"""The SQLite file of a generation, opened for reading: articles, passages, quotes, speakers and their aliases."""

import datetime
import json
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from onrecord.corpus import (
    Alias,
    AliasKind,
    Article,
    Confidence,
    Passage,
    Quote,
    SpanError,
    Speaker,
    fold_name,
)
from pydantic import ValidationError

from .errors import IndexDamaged
from .manifest import Counts

Words = TypeVar("Words")

FILE_NAME = "articles.sqlite"
CONFIDENCES = (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)
"""Steps of confidence, by the number that the file has for each."""
ARTICLE_FIELDS = ("id", "title", "source", "author", "published", "url", "published_from", "origin", "extra", "text")
"""What an article is, and the columns that hold it."""

_WORDS = """
SELECT row, header, text, "end" - start FROM words JOIN passages USING (row)
WHERE row IN (SELECT value FROM json_each(?))
"""
_TERMS = "SELECT row, text FROM words WHERE row IN (SELECT value FROM json_each(?))"
_DIGESTS = "SELECT row, embedded FROM passages WHERE row IN (SELECT value FROM json_each(?))"
_PASSAGES = """
SELECT row, article, id, start, "end", heading FROM passages WHERE row IN (SELECT value FROM json_each(?))
"""
_QUOTES = """
SELECT passage, quote FROM quotes WHERE passage IN (SELECT value FROM json_each(?)) ORDER BY passage, position
"""
_SAID = """
SELECT passage, speaker, words, length, verbatim FROM quotes
WHERE passage IN (SELECT value FROM json_each(?)) ORDER BY passage, position
"""


class SaidWords(NamedTuple):
    """What one quote gives as somebody's: the speaker's number, the terms, the code points, and whether in marks."""

    speaker: int | None
    terms: str
    length: int
    verbatim: bool


def read_only(path: Path) -> str:
    """The address of a store, or of another file of SQLite that nobody writes any more, for reading alone."""
    return f"{path.resolve().as_uri()}?mode=ro&immutable=1"


class PassageWords(NamedTuple):
    """The words of a passage as analysed terms: of what stands above it, of all of it, and of what is said in it.

    Terms stand in one string, each between blanks, as :class:`~.evidence.Topic` looks for them. ``length`` counts the
    code points of the passage.
    """

    header: str
    text: str
    said: tuple[SaidWords, ...]
    length: int

    def of(self, speakers: Collection[int]) -> tuple[SaidWords, ...]:
        """What some speakers say in it."""
        return tuple(said for said in self.said if said.speaker in speakers)


class StoredPassage(NamedTuple):
    """A passage with the article that it stands in."""

    passage: Passage
    article: Article


class SpeakerNumbers:
    """Which speaker of the collection the speaker of a quote is."""

    def __init__(self, speakers: Sequence[Speaker]) -> None:
        self._names: dict[str, int] = {}
        for number, speaker in enumerate(speakers):
            for spelling in speaker.spellings:
                self._names[fold_name(spelling)] = number

    def of(self, quote: Quote) -> int | None:
        """The number of a quote's speaker; ``None`` where the attribution is unclear."""
        return None if quote.speaker is None else self._names.get(fold_name(quote.speaker))


class Store:
    """The store of a generation, opened for reading; several threads may use it.

    What ranking asks of every passage lies in arrays, loaded once: ``article_of`` (int64, one a passage),
    ``published`` (ordinal day of an article, 0 where unknown) and ``source_of`` (folded source of an article, "" where
    unknown; each once in ``folded_sources``), which ``named_sources`` has as the article writes it. ``counts`` says how
    much there is.
    """

    def __init__(self, path: Path, counts: Counts | None = None) -> None:
        """Open the file.

        Args:
            path: the file that a :class:`~.store_writing.StoreWriter` made.
            counts: what it must hold, by the manifest of its generation; ``None`` takes what is there.

        Raises:
            IndexDamaged: it is no store, or does not hold what it should.
        """
        self._path = path
        self._lock = threading.Lock()
        try:
            self._connection = sqlite3.connect(read_only(path), uri=True, check_same_thread=False)
            with self._lock:
                self._load()
        except (sqlite3.Error, ValueError, LookupError) as error:
            reason = str(error).splitlines()[0]  # that of a value that does not fit has several
            raise IndexDamaged(path, f"{path.name} is no store ({reason})") from error
        if counts not in (None, self.counts):
            raise IndexDamaged(path, f"{path.name} holds {self.counts!r}, and its manifest promises {counts!r}")

    def _load(self) -> None:
        query = self._connection.execute
        articles = query("SELECT id, source, published FROM articles ORDER BY number").fetchall()
        self.published: NDArray[np.int64] = np.array(
            [datetime.date.fromisoformat(day).toordinal() if day else 0 for _, _, day in articles], dtype=np.int64
        )
        self.counts = Counts(
            articles=len(articles),
            passages=query("SELECT count(*) FROM passages").fetchone()[0],
            quotes=query("SELECT count(*) FROM quotes").fetchone()[0],
            speakers=query("SELECT count(*) FROM speakers").fetchone()[0],
        )
        self.named_sources = [source or "" for _, source, _ in articles]
        self.source_of = [fold_name(source) if source else "" for source in self.named_sources]
        self.folded_sources = frozenset(filter(None, self.source_of))
        self.sources = sorted({source for _, source, _ in articles if source})
        self.article_of: NDArray[np.int64] = np.array(
            [article for (article,) in query("SELECT article FROM passages ORDER BY row")], dtype=np.int64
        )
        aliases: dict[int, list[Alias]] = defaultdict(list)
        ids = [id_ for id_, _, _ in articles]
        self._numbers = {id_: number for number, id_ in enumerate(ids)}
        for number, words, kind, text, cited, count in query("SELECT * FROM aliases ORDER BY rowid"):
            support = tuple(ids[place] for place in json.loads(cited))
            alias = Alias(words=words, kind=AliasKind(kind), text=text, articles=support, article_count=count)
            aliases[number].append(alias)
        spellings: dict[int, list[str]] = defaultdict(list)
        for number, spelling in query("SELECT speaker, name FROM spellings ORDER BY rowid"):
            spellings[number].append(spelling)
        self.speakers = tuple(
            Speaker(
                name=name,
                named=named,
                spellings=tuple(spellings[number]),
                aliases=tuple(aliases[number]),
                quotes=quotes,
            )
            for number, name, named, quotes in query("SELECT * FROM speakers ORDER BY number")
        )
        spoken: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for speaker, row, quotes, sure in query(
            "SELECT speaker, passage, count(*), max(sure) FROM quotes WHERE speaker IS NOT NULL"
            " GROUP BY speaker, passage"
        ):
            spoken[speaker].append((row, quotes, sure))
        self._spoken_by: dict[int, NDArray[np.int64]] = {}
        self._quotes_in: dict[int, NDArray[np.int64]] = {}
        self._sure_in: dict[int, NDArray[np.int64]] = {}
        for number, found in spoken.items():
            columns = np.array(sorted(found), dtype=np.int64).T
            self._spoken_by[number], self._quotes_in[number], self._sure_in[number] = columns

    def __len__(self) -> int:
        """How many passages there are."""
        return len(self.article_of)

    def row_of(self, passage_id: str) -> int | None:
        """The row of a passage, by its lasting name; ``None`` where there is none of that name."""
        if not passage_id.isascii():
            return None
        with self._lock:
            found = self._connection.execute("SELECT row FROM passages WHERE id = ?", (passage_id,)).fetchone()
        return None if found is None else int(found[0])

    def rows_of(self, article: int) -> list[int]:
        """The rows of an article's passages, in the order in which they stand there."""
        rows: list[int] = np.flatnonzero(self.article_of == article).tolist()
        return rows

    def number_of(self, article_id: str) -> int | None:
        """The number of an article, by its id; ``None`` where there is none of that id."""
        return self._numbers.get(article_id)

    def newest_first(self) -> list[int]:
        """The numbers of all articles, newest first and those without a date last."""
        numbers: list[int] = np.argsort(-self.published, kind="stable").tolist()
        return numbers

    def spoken_by(self, speakers: Iterable[int]) -> NDArray[np.int64]:
        """The rows of the passages that quote one of these speakers, in order."""
        rows = [self._spoken_by[speaker] for speaker in speakers if speaker in self._spoken_by]
        return np.unique(np.concatenate(rows)) if rows else np.empty(0, dtype=np.int64)

    def surest(self, speakers: Iterable[int]) -> dict[int, Confidence]:
        """The passages that quote one of these speakers, by row, with the surest of the attributions there."""
        steps: dict[int, int] = {}
        for speaker in speakers:
            if speaker in self._spoken_by:
                pairs = zip(self._spoken_by[speaker].tolist(), self._sure_in[speaker].tolist(), strict=True)
                steps.update((row, max(sure, steps.get(row, 0))) for row, sure in pairs)
        return {row: CONFIDENCES[sure] for row, sure in steps.items()}

    def words(self, rows: Sequence[int]) -> list[PassageWords]:
        """Load the words of passages, in the order asked for, for rows that there are.

        Raises:
            IndexDamaged: there are none for a row.
        """
        texts, quoted = self._of_rows(rows, _WORDS, _SAID)
        said: dict[int, list[SaidWords]] = defaultdict(list)
        for row, number, terms, length, verbatim in quoted:
            said[row].append(SaidWords(number, terms, length, bool(verbatim)))
        found = {row: PassageWords(header, text, tuple(said[row]), size) for row, header, text, size in texts}
        return self._listed(found, rows)

    def terms(self, rows: Sequence[int]) -> list[str]:
        """Load the terms of passages alone, as :attr:`PassageWords.text` has them, for rows that there are.

        Raises:
            IndexDamaged: there are none for a row.
        """
        return self._listed(dict(*self._of_rows(rows, _TERMS)), rows)

    def _of_rows(self, rows: Sequence[int], *queries: str) -> list[list[Any]]:
        """The results of queries about the words of some rows."""
        listed = json.dumps([int(row) for row in rows])
        with self._lock:
            try:
                return [self._connection.execute(query, (listed,)).fetchall() for query in queries]
            except sqlite3.Error as error:
                raise IndexDamaged(self._path, f"{self._path.name} holds no words of a passage") from error

    def _listed(self, found: Mapping[int, Words], rows: Sequence[int]) -> list[Words]:
        """What was found for some rows, in their order."""
        try:
            return [found[int(row)] for row in rows]
        except KeyError as error:
            raise IndexDamaged(self._path, f"{self._path.name} holds no words of a passage") from error

    def article_words(self, article: int) -> str:
        """Load the terms of an article and its title, by its number, each between blanks.

        Raises:
            IndexDamaged: there is no such article.
        """
        with self._lock:
            try:
                (words,) = self._row("SELECT words FROM articles WHERE number = ?", article)
            except (sqlite3.Error, KeyError) as error:
                raise IndexDamaged(self._path, f"{self._path.name} holds no words of an article") from error
        return str(words)

    def appearances(self, speaker: int) -> dict[int, int]:
        """The numbers of the articles that quote a speaker, in order, each with how many quotes of his it has."""
        if speaker not in self._spoken_by:
            return {}
        numbers, places = np.unique(self.article_of[self._spoken_by[speaker]], return_inverse=True)
        quotes = np.zeros(len(numbers), dtype=np.int64)
        np.add.at(quotes, places, self._quotes_in[speaker])
        return dict(zip(numbers.tolist(), quotes.tolist(), strict=True))

    def day(self, article: int) -> datetime.date | None:
        """The date of an article, by its number; ``None`` where it is not known."""
        ordinal = int(self.published[article])
        return datetime.date.fromordinal(ordinal) if ordinal else None

    def articles(self, numbers: Sequence[int]) -> list[Article]:
        """Load articles by their numbers, in the order asked for.

        Raises:
            IndexDamaged: there is no such article, or it is none.
        """
        with self._lock:
            try:
                return [self._article(number) for number in numbers]
            except (sqlite3.Error, ValidationError, KeyError) as error:
                raise IndexDamaged(self._path, f"{self._path.name} holds no article of that number") from error

    def passages(self, rows: Sequence[int]) -> list[StoredPassage]:
        """Load passages with their quotes and articles, in the order asked for.

        Args:
            rows: places of passages, from 0 up to the length of the store.

        Raises:
            IndexDamaged: an offset does not lie in its article, or a quote is not the slice that it claims.
        """
        with self._lock:
            try:
                return self._read(rows)
            except (sqlite3.Error, ValidationError, SpanError, KeyError) as error:
                raise IndexDamaged(
                    self._path, f"{self._path.name} holds a passage that does not fit its article"
                ) from error

    def _read(self, rows: Sequence[int]) -> list[StoredPassage]:
        listed = json.dumps([int(row) for row in rows])
        places = {row: place for row, *place in self._connection.execute(_PASSAGES, (listed,))}
        quoted: dict[int, list[str]] = defaultdict(list)
        for row, quote in self._connection.execute(_QUOTES, (listed,)):
            quoted[row].append(quote)
        articles = {number: self._article(number) for number in {number for number, *_ in places.values()}}
        found: list[StoredPassage] = []
        for row in map(int, rows):
            number, id_, start, end, heading = places[row]
            article = articles[number]
            quotes = tuple(_checked(Quote.model_validate_json(quote), article) for quote in quoted[row])
            passage = Passage.cut(
                article.text, start, end, id=id_, article_id=article.id, heading=heading, quotes=quotes
            )
            found.append(StoredPassage(passage, article))
        return found

    def _article(self, number: int) -> Article:
        values = self._row(f"SELECT {', '.join(ARTICLE_FIELDS)} FROM articles WHERE number = ?", number)  # noqa: S608
        return Article(**dict(zip(ARTICLE_FIELDS, values, strict=True)))

    def _row(self, query: str, key: int) -> tuple[Any, ...]:
        """The one row with a key; a KeyError where there is none."""
        row: tuple[Any, ...] | None = self._connection.execute(query, (key,)).fetchone()
        if row is None:
            raise KeyError(key)
        return row

    @cached_property
    def period(self) -> tuple[datetime.date, datetime.date] | None:
        """The dates of the oldest and the newest article that has one."""
        dated = self.published[self.published > 0]
        if not len(dated):
            return None
        return datetime.date.fromordinal(int(dated.min())), datetime.date.fromordinal(int(dated.max()))

    def fingerprints(self) -> list[str]:
        """The fingerprints that the articles had when they were read, by their numbers."""
        with self._lock:
            found = self._connection.execute("SELECT fingerprint FROM articles ORDER BY number").fetchall()
        return [fingerprint for (fingerprint,) in found]

    def digests(self, rows: Sequence[int]) -> dict[int, bytes]:
        """What tells the texts of which passages' vectors were made, by their rows."""
        (found,) = self._of_rows(rows, _DIGESTS)
        return dict(found)

    def problems(self) -> list[str]:
        """What SQLite finds wrong with its own file."""
        with self._lock:
            found = self._connection.execute("PRAGMA quick_check").fetchall()
        return [problem for (problem,) in found if problem != "ok"]

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def _checked(quote: Quote, article: Article) -> Quote:
    for span in (quote, *quote.pieces, *(s for s in (quote.mention, quote.cue) if s is not None)):
        if article.text[span.start : span.end] != span.text:
            raise SpanError(f"a span of {article.id!r} at {span.start} is not what stands there")
    return quote
