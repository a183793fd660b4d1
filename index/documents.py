"""What search sees of a passage: normalised copies of its words, never shown."""

import re

from onrecord.corpus import Article, Passage

_BLANKS = re.compile(r"\s+")


def embedded_text(passage: Passage) -> str:
    """What the encoder gets: the words of the passage alone, blanks folded.

    Title, source and date are left out, since embedding them made every collection that was measured worse.
    """
    return _BLANKS.sub(" ", passage.text).strip()


def searched_text(article: Article, passage: Passage) -> str:
    """What lexical search gets: title, source, date, heading and speakers before the words of the passage."""
    speakers = dict.fromkeys(quote.speaker for quote in passage.quotes if quote.speaker is not None)
    date = f"{article.published:%d %B %Y}" if article.published else None
    header = (article.title, article.source, date, passage.heading, *speakers)
    return "\n".join([*filter(None, header), passage.text])


def said_text(passage: Passage) -> str | None:
    """What the encoder gets of the words that a passage gives as somebody's; ``None`` where it gives none."""
    pieces = [piece.text for quote in passage.quotes for piece in quote.pieces]
    return _BLANKS.sub(" ", " ".join(pieces)).strip() or None
