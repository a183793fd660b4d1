"""News-like texts for property tests, and quotes in a form that a table of expectations can hold."""

from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from onrecord.corpus import Article, Quote, QuoteKind, find_quotes, read_articles
from onrecord.corpus.text import clean

_WORDS = ["Anna Brel", "Brel", "the minister", "he", "She", "budget", "is balanced", "Orvik Bank (OB)", "No", "we", "a"]
_CUES = ["said", "told reporters", "according to", "adding", "called it", "said that", "replied", "asked about it"]
_GLUE = [" ", ", ", ". ", ": ", "\n", "\n\n", " — ", " (", ") ", "! ", "...", "\u00a0", ".\n\n"]
_MARKS = ["“", "”", '"', "'", "‘", "’", "«", "»", "„", "``", "''", "‟"]

news = st.lists(st.sampled_from(_WORDS + _CUES + _GLUE + _MARKS), min_size=1, max_size=60).map("".join)
# Whatever is left of a text when it has been read; the models refuse lone surrogates.
anything = st.text(st.characters(), min_size=1, max_size=200).map(clean).filter(bool)
texts = st.one_of(news, anything, st.lists(st.one_of(news, anything), min_size=1, max_size=3).map("\n".join))


def article(text: str, **fields: str) -> Article:
    """An article that holds just this text."""
    return Article(id="one", text=text, **fields)


def found_in(source: Path | str, **more: str) -> list[Any]:
    """All that a source yields: articles, faults and notices, of which a test knows which is which."""
    return list(read_articles(source, **more))  # type: ignore[arg-type]


def in_brief(quote: Quote) -> tuple[str, str, str | None, str]:
    """Its pieces, with a stroke between them, its kind, its speaker and how the speaker was found."""
    return "|".join(piece.text for piece in quote.pieces), quote.kind.value, quote.speaker, quote.attribution.value


def in_marks(text: str) -> list[tuple[str, str, str | None, str]]:
    """The quotes inside quotation marks, in brief."""
    return [in_brief(quote) for quote in find_quotes(article(text)) if quote.kind is not QuoteKind.INDIRECT]


def stated(text: str) -> list[tuple[str, str, str | None, str]]:
    """The indirect quotes, in brief."""
    return [in_brief(quote) for quote in find_quotes(article(text)) if quote.kind is QuoteKind.INDIRECT]
