"""The lexical index: which passages hold the words of a question, ranked by BM25."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from tantivy import (
    Document,
    Filter,
    Index,
    Occur,
    Query,
    Schema,
    SchemaBuilder,
    Searcher,
    TextAnalyzerBuilder,
    Tokenizer,
)

from .errors import IndexDamaged, StoreError

FOLDER_NAME = "words"

WRITER_MEMORY = 1_000_000_000
"""Bytes that the writer may take before it starts another segment. It takes what it needs: 75 MB for 100,000
passages of 100 words, which then make one segment, the fastest to search."""

LONGEST_WORD = 64
"""Longer runs of letters and digits are no words that anybody asks for."""

STOP_WORDS = frozenset(
    """
    i im ive me my myself we weve us our ours ourselves you youre youve your yours yourself yourselves he him his
    himself she her hers herself it its itself they theyre theyve them their theirs themselves what which who whom
    whose this that these those am is are was were be been being have has had having do does did doing would should
    could ought cannot can will shall may might must isnt arent wasnt werent hasnt havent hadnt doesnt dont didnt
    wont wouldnt shant shouldnt cant couldnt mustnt a an the and but if or because as until while of at by for with
    about against between into through during before after above below to from up down in out on off over under
    again further then once here there when where why how all any both each few more most other some such no nor not
    only own same so than too very
    """.split()
)
"""English words that say nothing of a topic. Source: the Snowball project's English list, without apostrophes."""

_MEMORY = "/dev/shm"  # noqa: S108 (a folder of one's own is made in it)
_UNITED_STATES = "usa"  # one word for US, U.S. and the country's name, apart from the pronoun
_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼ‛＇`´"), "'")
_INVISIBLE = dict.fromkeys([0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065)])
_ACCENTS = re.compile("[\u0300-\u036f]+")
_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
_ACRONYM = re.compile(r"(?<![^\W_])[^\W\d_](?:\.[^\W\d_])+(?![^\W_])\.?")
_POSSESSIVE = re.compile(r"(?<=\w)'s\b", re.IGNORECASE)
_AMERICAN = re.compile(r"\bUSA?\b|(?i:\b(?:the\s+us|united\s+states(?:\s+of\s+america)?)\b)")
_INNER_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_WORD = re.compile(r"[^\W_]+")

_FOLD = TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.lowercase()).filter(Filter.ascii_fold()).build()
_STEM = TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.stemmer("english")).build()


class Scored(NamedTuple):
    """A passage, by its row in the index, with its score; higher is better."""

    row: int
    score: float


@dataclass(frozen=True, kw_only=True, slots=True)
class LexicalDocument:
    """A passage as it is searched by words.

    Attributes:
        row: of the passage, as in the dense index.
        text: all that it can be found by: its words, and title, source, date and speakers where wanted.
        speakers: numbers of those who are quoted in it.
        article: number of its article.
    """

    row: int
    text: str
    speakers: tuple[int, ...] = ()
    article: int = 0


class LexicalIndex:
    """Passages by their words; may be used from several threads.

    Words go in and out as terms (:meth:`terms`), analysed alike, and a question is a set of terms: nothing that a
    reader types is ever read as the syntax of a query.

    Source: Robertson and Zaragoza (2009), "The Probabilistic Relevance Framework: BM25 and Beyond", as in tantivy
    (k1 = 1.2, b = 0.75, lengths of more than 40 words rounded to one byte).
    """

    def __init__(self, schema: Schema, searcher: Searcher) -> None:
        self._schema = schema
        self._searcher = searcher

    @classmethod
    def build(cls, path: Path, documents: Iterable[LexicalDocument]) -> LexicalIndex:
        """Write an index into a new folder, and open it.

        What stays there is all needed and never changes again: no lock files, readable by whom the folder is.

        Args:
            path: the folder, which must not exist yet.
            documents: passages in the order of their rows.

        Raises:
            StoreError: it cannot be written.
        """
        with _writing(path):
            path.mkdir(parents=True)
            index = Index(_schema(), path=str(path), reuse=False)
            # One thread keeps the passages in order, so that equal scores come in the order of rows.
            writer = index.writer(heap_size=WRITER_MEMORY, num_threads=1)
        for document in documents:
            entry = Document()
            entry.add_unsigned("row", document.row)
            entry.add_text("text", " ".join(cls.terms(document.text)))
            for speaker in document.speakers:
                entry.add_unsigned("speaker", speaker)
            entry.add_unsigned("article", document.article)
            with _writing(path):
                writer.add_document(entry)
        with _writing(path):
            writer.commit()
            writer.wait_merging_threads()
            del writer, index
            _tidy(path)
        return cls.open(path)

    @classmethod
    def open(cls, path: Path) -> LexicalIndex:
        """Open an index for searching; nothing is ever written into its folder.

        Raises:
            IndexDamaged: it is missing, or is no such index. What lies within its files is for the checksums of
                the manifest to vouch for.
            StoreError: it may not be read, or there is no folder for temporary files.
        """
        try:
            files = [file for file in path.resolve().iterdir() if not file.name.startswith(".")]
        except (FileNotFoundError, NotADirectoryError) as error:
            raise IndexDamaged(path, f"the folder {path.name} is missing") from error
        except OSError as error:
            raise StoreError.from_os(path, error) from error
        try:
            with _linked(files) as links:
                index = Index.open(links)
                index.config_reader(reload_policy="manual")  # or a thread would watch the folder
                searcher = index.searcher()
                schema = index.schema
        except OSError as error:
            raise StoreError.from_os(path, error) from error
        except ValueError as error:
            reason = str(error).splitlines()[0]
            raise IndexDamaged(path, f"{path.name} holds no readable full-text index ({reason})") from error
        return cls(schema, searcher)

    @staticmethod
    def terms(text: str) -> list[str]:
        """Return the terms of a text, in order: its words as they are indexed and searched.

        Folded are case, accents, compatibility forms, apostrophes, possessives ("Peskov's"), points in acronyms
        ("U.S."), the names of the United States (one term, not that of the pronoun), separators of thousands and
        English inflections; hyphenated words are split.
        """
        return _STEM.analyze(" ".join(_words(text)))

    @staticmethod
    def content_terms(text: str) -> list[str]:
        """Return the terms of a question: those of a text without stop words, unless nothing else is left."""
        words = _words(text)
        return _STEM.analyze(" ".join([word for word in words if word not in STOP_WORDS] or words))

    @property
    def count(self) -> int:
        """Number of passages."""
        return self._searcher.num_docs

    def document_frequency(self, term: str) -> int:
        """Number of passages that hold a term, given as :meth:`terms` returns it."""
        return self._searcher.doc_freq("text", term)

    def question_terms(self, text: str) -> dict[str, frozenset[str]]:
        """Give the terms of a question, as :meth:`content_terms` does, each with the compounds that it is part of.

        A compound is what two neighbouring words make when they are written as one ("cease fire", "ceasefire"), where
        some passage holds it.
        """
        words = _words(text)
        terms = _STEM.analyze(" ".join(words))
        compounds = _STEM.analyze(" ".join(map("".join, pairwise(words))))
        found: dict[str, set[str]] = defaultdict(set)
        for pair, compound in zip(pairwise(terms), compounds, strict=True):
            if self.document_frequency(compound):
                for term in pair:
                    found[term].add(compound)
        content = [term for word, term in zip(words, terms, strict=True) if word not in STOP_WORDS]
        return {term: frozenset(found.get(term, ())) for term in content or terms}

    def search(
        self,
        concepts: Iterable[Collection[str]],
        k: int,
        *,
        speakers: Collection[int] | None = None,
        articles: Collection[int] | None = None,
    ) -> list[Scored]:
        """Find the passages that hold words of a question, best first, the lower row first among equals.

        Args:
            concepts: as for :meth:`scores`, as are the others.
            k: most passages to return.
            speakers: only passages in which one of these is quoted.
            articles: only passages of these articles.
        """
        found = self.scores(concepts, k, speakers=speakers, articles=articles)
        return [Scored(row, -negated) for negated, row in sorted((-score, row) for row, score in found.items())]

    def scores(
        self,
        concepts: Iterable[Collection[str]],
        k: int,
        *,
        speakers: Collection[int] | None = None,
        articles: Collection[int] | None = None,
    ) -> dict[int, float]:
        """Score the passages that hold words of a question, the best ones, by row.

        Args:
            concepts: what was asked: each a word with those that stand for it, as terms. A passage gains by the best
                word of each concept alone.
            k: most passages to return.
            speakers: only passages in which one of these is quoted; ``None`` for all.
            articles: only passages of these articles; ``None`` for all.

        Returns:
            BM25 scores, which filters do not change; above 0, higher is better.
        """
        words = [(Occur.Should, self._any_of(terms)) for terms in concepts if terms]
        if k < 1 or not words:
            return {}
        query = Query.boolean_query(words)
        clauses = [(Occur.Must, query)]
        for field, numbers in (("speaker", speakers), ("article", articles)):
            if numbers is not None:
                allowed = Query.term_set_query(self._schema, field, [int(number) for number in numbers])
                clauses.append((Occur.Must, Query.const_score_query(allowed, 0.0)))
        if len(clauses) > 1:
            query = Query.boolean_query(clauses)
        hits = self._searcher.search(query, min(k, max(self.count, 1)), count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        return {int(row or 0): score for row, (score, _) in zip(rows, hits, strict=True)}

    def _any_of(self, terms: Collection[str]) -> Query:
        """Any of some terms, the best of which counts; one alone is not wrapped, since tantivy then skips much."""
        queries = [Query.term_query(self._schema, "text", term, "freq") for term in sorted(terms)]
        return queries[0] if len(queries) == 1 else Query.disjunction_max_query(queries)


def _schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_unsigned_field("row", fast=True)
    # The terms arrive analysed, so that a blank is all that tantivy splits at.
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
    builder.add_unsigned_field("speaker", indexed=True)
    builder.add_unsigned_field("article", indexed=True)
    return builder.build()


def _words(text: str) -> list[str]:
    """Split a text into folded words, before stemming."""
    text = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES).translate(_INVISIBLE))
    text = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", text)))
    text = _ACRONYM.sub(_joined, text)
    shouted = text.isupper()
    text = _AMERICAN.sub(_UNITED_STATES, _POSSESSIVE.sub("", text))
    text = text if shouted else _CAPITALS.sub(_apart, text)
    text = _THOUSANDS.sub("", _INNER_APOSTROPHE.sub("", text))
    return _FOLD.analyze(" ".join(word for word in _WORD.findall(text) if len(word) <= LONGEST_WORD))


def _apart(acronym: re.Match[str]) -> str:
    """Keep an acronym apart from the stop word that it looks like: IS and WHO are names, "is" and "who" are not."""
    return f"{acronym[0]}0" if acronym[0].lower() in STOP_WORDS else acronym[0]


def _joined(acronym: re.Match[str]) -> str:
    letters = acronym[0].replace(".", "")
    return _UNITED_STATES if letters.lower() == "us" else letters


def _tidy(path: Path) -> None:
    """Remove what only a writer needs, and give tantivy's private files the permissions of the others."""
    for file in path.glob(".*"):
        file.unlink()
    files = sorted(path.iterdir(), key=lambda file: file.name == "meta.json")
    if len(files) > 1:
        shutil.copymode(files[0], files[-1])


@contextmanager
def _linked(files: Iterable[Path]) -> Iterator[str]:
    """A folder of links to some files, for as long as tantivy opens them.

    It creates a lock file beside what it opens, also for reading, and so fails on a read-only folder (its issue 557);
    once the files are mapped, it needs the folder no more.
    """
    with tempfile.TemporaryDirectory(prefix="onrecord-", dir=_scratch(), ignore_cleanup_errors=True) as links:
        for file in files:
            os.symlink(file, Path(links) / file.name)
        yield links
    # The thread that watches a folder until it is told not to looks at it once, and may have put its lock there just
    # while the folder was emptied.
    shutil.rmtree(links, ignore_errors=True)


def _scratch() -> str:
    """A folder for links; one in memory where the disks are full, since links take no room there."""
    try:
        return tempfile.gettempdir()
    except FileNotFoundError:  # no folder for temporary files takes any
        if os.access(_MEMORY, os.W_OK):
            return _MEMORY
        raise


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError.from_os(path, error) from error
    except ValueError as error:  # what tantivy makes of any failure to write
        raise StoreError(path, f"the full-text index cannot be written ({str(error).splitlines()[0]})") from error
