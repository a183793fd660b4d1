"""Reading news articles, splitting them into passages, and finding quotes and their speakers."""

from .errors import ArticleError, OnRecordError, SpanError
from .full_names import last_name
from .intake import Found, read_articles
from .model import Article, Attribution, Confidence, DateOrigin, FrozenModel, Notice, Passage, Quote, QuoteKind, Span
from .passages import passage_id, split_passages
from .quotes import find_quotes
from .reading.files import shipped_articles
from .reading.identity import address_id
from .speakers import Alias, AliasKind, Speaker, fold_name, link_speakers

__all__ = [
    "Alias",
    "AliasKind",
    "Article",
    "ArticleError",
    "Attribution",
    "Confidence",
    "DateOrigin",
    "Found",
    "FrozenModel",
    "Notice",
    "OnRecordError",
    "Passage",
    "Quote",
    "QuoteKind",
    "Span",
    "SpanError",
    "Speaker",
    "address_id",
    "find_quotes",
    "fold_name",
    "last_name",
    "link_speakers",
    "passage_id",
    "read_articles",
    "shipped_articles",
    "split_passages",
]
