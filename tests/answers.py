"""Answers made by hand, for tests that need no index."""

from __future__ import annotations

import datetime
import hashlib
from typing import Any

from onrecord.corpus import Attribution, Confidence, Quote, QuoteKind, Span
from onrecord.index import Answer, ArticleCard, Hit, IndexStamp, Interpretation

KURDS = (
    "“The Kurdish militia, well, in fact they are fighting most effectively both in northern Iraq, and fighting"
    " effectively the Islamic State (a terrorist group outlawed in Russia),” Peskov said. “They are a more realistic"
    " force in fighting IS than the ephemeral Free Syrian Army.”"
)
TITLE = "Aerospace Force’s mission in Syria more effective than American – press secretary"
URL = "https://militarytechcooperations.wordpress.com/category/peskov"


def article(**fields: Any) -> ArticleCard:
    known = {
        "id": "tass-2015-11-28-syria",
        "title": TITLE,
        "source": "TASS",
        "author": None,
        "published": datetime.date(2015, 11, 28),
        "url": URL,
    }
    return ArticleCard(**{**known, **fields})


def quote(text: str, speaker: str | None, description: str | None = None, **fields: Any) -> Quote:
    """A direct quote of a whole text."""
    known = {
        "text": text,
        "start": 0,
        "end": len(text),
        "pieces": (Span(text=text, start=0, end=len(text)),),
        "kind": QuoteKind.DIRECT,
        "speaker": speaker,
        "description": description,
        "attribution": Attribution.NAMED if speaker is not None else Attribution.UNCLEAR,
        "confidence": Confidence.HIGH,
        "mention": None,
        "cue": None,
    }
    return Quote(**{**known, **fields})


def hit(text: str = KURDS, speaker: str | None = "Dmitry Peskov", **fields: Any) -> Hit:
    known = {
        "rank": 1,
        "score": 0.9,
        "strength": "strong",
        "text": text,
        "start": 0,
        "end": len(text),
        "speaker": speaker,
        "quotes": (quote(text, speaker, "Russia’s presidential press secretary"),) if speaker is not None else (),
        "article": article(),
        "passage_id": hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16],
    }
    return Hit(**{**known, **fields})


def answer(*hits: Hit, question: str = "What did Peskov say about the Kurds?") -> Answer:
    return _answer(question=question, answered=True, hits=hits)


def abstention(reason: str, *nearest: Hit, suggestions: tuple[str, ...] = (), **asked: Any) -> Answer:
    return _answer(
        answered=False,
        reason=reason,
        nearest=nearest,
        suggestions=suggestions,
        interpretation=Interpretation(**asked),
    )


def _answer(**fields: Any) -> Answer:
    known: dict[str, Any] = {
        "question": "What did Peskov say about Greenland?",
        "reason": None,
        "interpretation": Interpretation(),
        "hits": (),
        "nearest": (),
        "suggestions": (),
        "index": IndexStamp(generation="g1", encoder="all-MiniLM-L6-v2"),
        "took_ms": 7.4,
    }
    return Answer(**{**known, **fields})
