"""Lists that are leafed through: whatever page is wanted, with the buttons that lead on."""

from __future__ import annotations

from onrecord.index import Retriever

from .keyboards import latest_rows, list_rows
from .lists import (
    LATEST_A_PAGE,
    SOURCES_A_PAGE,
    SPEAKERS_A_PAGE,
    latest_page,
    pages_of,
    sources_page,
    speakers_page,
)
from .pages import Page
from .taps import Action, Tap
from .wording import Catalogue


def list_page(retriever: Retriever, tap: Tap, words: Catalogue) -> Page:
    """Write the page of a list that a tap asks for; of one that has become shorter, the last."""
    match tap.action:
        case Action.SPEAKERS:
            speakers = retriever.speakers()
            here, more = _here(tap, len(speakers), SPEAKERS_A_PAGE)
            return speakers_page(speakers, here.leaf, words).under(*list_rows(here, words, more=more))
        case Action.SOURCES:
            sources = retriever.source_summaries()
            here, more = _here(tap, len(sources), SOURCES_A_PAGE)
            return sources_page(sources, here.leaf, words).under(*list_rows(here, words, more=more))
        case _:
            here, more = _here(tap, retriever.counts.articles, LATEST_A_PAGE)
            articles = retriever.latest(LATEST_A_PAGE, here.leaf * LATEST_A_PAGE)
            rows = latest_rows(here, [article.passage_id for article in articles], words, more=more)
            return latest_page(articles, words).under(*rows)


def _here(tap: Tap, total: int, each: int) -> tuple[Tap, bool]:
    last = pages_of(total, each) - 1
    leaf = min(tap.leaf, last)
    return tap.model_copy(update={"leaf": leaf}), leaf < last
