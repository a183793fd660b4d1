"""An answer as the pages that are sent: pure, and the same for every chat.

Every passage stands in a block quote, word for word; under it who speaks, and the article it stands in. What comes
from articles and readers goes in as plain text, cleaned and bounded; nothing is ever parsed as markup.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from onrecord.corpus import Confidence
from onrecord.index import Answer, ArticleCard, Hit, Interpretation

from . import wording
from .pages import MAX_UNITS, Page, clean, link, one_line, paginate, split, units

#: Most UTF-16 code units of what stands around the passages.
_MAX_TITLE = 300
_MAX_NAME = 120
_MAX_DESCRIPTION = 200
_MAX_SUGGESTION = 80

#: Most other articles that are named where several say the same.
_ALSO_IN = 3
#: With an abstention, most passages and suggestions.
_NEAREST = 2
_SUGGESTIONS = 5


def render(answer: Answer) -> tuple[Page, ...]:
    """Write an answer as messages, each within Telegram's limits, best hit first.

    An abstention says in words why there is no answer, then what comes nearest, then what to ask for instead.
    """
    if answer.answered and answer.hits:
        return paginate(block for hit in answer.hits for block in _hit(hit, hedged=hit.strength == "weak"))
    return paginate(_abstention(answer))


def abstention_sentence(answer: Answer) -> str:
    """Say in one sentence why there is no answer."""
    asked = answer.interpretation
    speaker = one_line(asked.speaker or "", _MAX_NAME)
    topic = one_line(asked.topic or "", _MAX_NAME)
    match answer.reason:
        case "empty-index":
            return "I have no articles to search yet."
        case "outside-dates":
            return f"I found no answer in articles {_dates(asked)}."
        case "unknown-speaker" if speaker:
            return f"I found nobody called {speaker} who is quoted in my articles."
        case "unknown-speaker":
            return "The person you ask about is not quoted in my articles."
        case _:
            by = f" from {speaker}" if speaker else ""
            about = f" about “{topic}”" if topic else " on that"
            return f"I found nothing{by}{about} in my articles."


def _abstention(answer: Answer) -> Iterator[Page]:
    sentence = Page.of(abstention_sentence(answer))
    nearest = answer.nearest[:_NEAREST]
    yield sentence + f"\n\n{wording.NEAREST}" if nearest else sentence
    for hit in nearest:
        yield from _hit(hit, hedged=False)
    suggestions = [one_line(each, _MAX_SUGGESTION) for each in answer.suggestions[:_SUGGESTIONS]]
    if named := [suggestion for suggestion in suggestions if suggestion]:
        yield Page.of(f"You could ask about: {', '.join(named)}.")


def _hit(hit: Hit, *, hedged: bool) -> Iterator[Page]:
    """Write a passage with its evidence: one block, or several where it is longer than a message."""
    evidence = _evidence(hit, hedged=hedged)
    room = MAX_UNITS - units(evidence.text) - 1
    *before, last = split(clean(hit.text), room) or [""]
    for piece in before:
        yield Page.of(piece, "blockquote")
    yield Page.of(last, "blockquote") + "\n" + evidence if last else evidence


def _evidence(hit: Hit, *, hedged: bool) -> Page:
    speaker = _speaker(hit)
    article = _article(hit.article)
    page = speaker + "\n" + article if speaker.text else article
    page = page + "\n" + _also_in(hit) if hit.also_in else page
    return page + " · " + Page.of("not a sure match", "italic") if hedged else page


def _speaker(hit: Hit) -> Page:
    name = one_line(hit.speaker or "", _MAX_NAME)
    if not name:
        return Page.of("— speaker unclear") if hit.quotes else Page()
    theirs = [quote for quote in hit.quotes if quote.speaker == hit.speaker]
    unsure = bool(theirs) and all(quote.confidence is Confidence.LOW for quote in theirs)
    page = Page.of("— probably " if unsure else "— ") + Page.of(name, "bold")
    description = next((quote.description for quote in theirs if quote.description), "")
    role = one_line(description, _MAX_DESCRIPTION)
    return page + f", {role}" if role else page


def _article(card: ArticleCard) -> Page:
    title = one_line(card.title or "", _MAX_TITLE)
    source = one_line(card.source or "", _MAX_NAME)
    name, *rest = [part for part in (title, source) if part] or ["untitled article"]
    url = link(card.url)
    page = Page.of(name, "text_link", url) if url else Page.of(name)
    date = _date(card.published) if card.published else "date unknown"
    return page + "".join(f" · {part}" for part in (*rest, date))


def _also_in(hit: Hit) -> Page:
    """Name the other articles that say the same, each with its address."""
    page = Page.of("Also in ")
    for number, card in enumerate(hit.also_in[:_ALSO_IN]):
        name = one_line(card.name_beside(hit.article), _MAX_NAME) or "untitled article"
        url = link(card.url)
        page += ", " if number else ""
        page += Page.of(name, "text_link", url) if url else name
        page += f" ({_date(card.published)})" if card.published else ""
    rest = len(hit.also_in) - _ALSO_IN
    return page + f" and {rest} more" if rest > 0 else page


def _date(date: datetime.date) -> str:
    return f"{date.day} {date:%B} {date.year}"


def _dates(asked: Interpretation) -> str:
    if asked.since and asked.until:
        return f"from {_date(asked.since)} to {_date(asked.until)}"
    if asked.since:
        return f"from {_date(asked.since)} on"
    if asked.until:
        return f"up to {_date(asked.until)}"
    return "from the dates you ask about"
