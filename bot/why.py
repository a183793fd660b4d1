"""How passages were found, in a few words each: the question's words, its meaning, the speaker, the filters."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.index import Answer, Hit

from .emphasis import emphasised, topic_words
from .pages import Page, clean, one_line
from .render import MAX_NAME
from .wording import Catalogue

_MOST_WORDS = 8
_MAX_EVIDENCE = 120


def why_page(answer: Answer, hits: Sequence[Hit], words: Catalogue) -> Page:
    """Explain how some hits of an answer were found, each with its number on the page."""
    page = Page.of(words.say("why.title"), "bold")
    for number, hit in enumerate(hits, start=1):
        page = page + f"\n\n{number}. " + "\n• ".join(reasons(answer, hit, words))
    return page


def reasons(answer: Answer, hit: Hit, words: Catalogue) -> list[str]:
    """Say how one hit was found, the strength of the match first.

    Derived from what the answer holds: the words that question and passage share, the speaker and the evidence for
    him, and what the question was narrowed to.
    """
    asked = answer.interpretation
    text = clean(hit.text)
    spans = emphasised(text, topic_words(answer.question, asked))
    shared = list(dict.fromkeys(text[start:end] for start, end in spans))[:_MOST_WORDS]
    found = [words.say(f"why.{hit.strength}")]
    found.append(words.say("why.words", words=one_line(", ".join(shared), 200)) if shared else words.say("why.meaning"))
    if hit.speaker:
        speaker = one_line(hit.speaker, MAX_NAME)
        is_asked = hit.speaker in (asked.speaker or "").split(", ")
        found.append(words.say("why.asked_speaker" if is_asked else "why.speaker", speaker=speaker))
        if evidence := _evidence(hit):
            found.append(words.say("why.evidence", words=evidence))
    if asked.source:
        found.append(words.say("why.source", source=one_line(asked.source, MAX_NAME)))
    if asked.since or asked.until:
        found.append(words.say("why.period", period=words.of_period(asked.since, asked.until)))
    return found


def _evidence(hit: Hit) -> str:
    """The article's words that name the speaker: mention and cue, in the order in which they stand."""
    quote = next((quote for quote in hit.quotes if quote.speaker == hit.speaker and quote.mention), None)
    if quote is None:
        return ""
    spans = sorted((span for span in (quote.mention, quote.cue) if span is not None), key=lambda span: span.start)
    return one_line(" … ".join(span.text for span in spans), _MAX_EVIDENCE)
