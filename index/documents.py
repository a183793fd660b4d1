"""What search sees of a passage: normalised copies of its words, never shown."""

import re
from collections.abc import Iterable

from onrecord.corpus import Article, Passage

_BLANKS = re.compile(r"\s+")


def embedded_text(words: str) -> str:
    """What the encoder gets of a passage: its words alone, blanks folded.

    Title, source and date are left out, since embedding them made every collection that was measured worse.
    """
    return _BLANKS.sub(" ", words).strip()


def searched_text(article: Article, passage: Passage) -> str:
    """What lexical search gets: title, source, date, heading and who speaks before the words of the passage."""
    date = f"{article.published:%d %B %Y}" if article.published else None
    header = (article.title, article.source, date, passage.heading, *_speaking(passage))
    return "\n".join([*filter(None, header), passage.text])


def header_text(article: Article, passage: Passage) -> str:
    """What stands above a passage and tells what it is about: title, heading, source, and who speaks."""
    return "\n".join(filter(None, (article.title, passage.heading, article.source, *_speaking(passage))))


def _speaking(passage: Passage) -> Iterable[str]:
    """Who is quoted in a passage, each with what his article calls him."""
    speaking = ((quote.speaker, quote.description) for quote in passage.quotes if quote.speaker is not None)
    return dict.fromkeys(words for both in speaking for words in both if words is not None)
