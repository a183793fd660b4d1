"""Retrieval over news articles: build an index, open it, ask it, get quoted passages or an honest no."""

from .answer import Answer, ArticleCard, Hit, IndexStamp, Interpretation, Reason, Strength, Why
from .build import Built, Options, add, build, refresh, remove
from .context import Context
from .conversation import Conversation
from .encoder import Encoder
from .errors import (
    ArticlesMissing,
    EncoderError,
    EncoderMismatch,
    GenerationMissing,
    IndexBusy,
    IndexDamaged,
    IndexFormatError,
    IndexMissing,
    QuestionError,
    RejectedArticles,
    RerankerError,
    StoreError,
)
from .retriever import Retriever
from .roster import Appearance, SpeakerProfile, SpeakerSummary
from .settings import IndexSettings, SettingsError
from .shelf import PlacedPassage, QuotedArticle, SourceSummary
from .timeline import Comparison, Side, Statement, Timeline
from .verification import Difference, QuoteMatch, Verdict, Verification

__all__ = [
    "Answer",
    "Appearance",
    "ArticleCard",
    "ArticlesMissing",
    "Built",
    "Comparison",
    "Context",
    "Conversation",
    "Difference",
    "Encoder",
    "EncoderError",
    "EncoderMismatch",
    "GenerationMissing",
    "Hit",
    "IndexBusy",
    "IndexDamaged",
    "IndexFormatError",
    "IndexMissing",
    "IndexSettings",
    "IndexStamp",
    "Interpretation",
    "Options",
    "PlacedPassage",
    "QuestionError",
    "QuoteMatch",
    "QuotedArticle",
    "Reason",
    "RejectedArticles",
    "RerankerError",
    "Retriever",
    "SettingsError",
    "Side",
    "SourceSummary",
    "SpeakerProfile",
    "SpeakerSummary",
    "Statement",
    "StoreError",
    "Strength",
    "Timeline",
    "Verdict",
    "Verification",
    "Why",
    "add",
    "build",
    "refresh",
    "remove",
]
