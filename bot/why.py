"""How passages were found, in a few words each: the question's words, its meaning, the speaker, the filters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.index import Answer, Hit, Why

from .pages import Page, one_line
from .render import MAX_NAME
from .wording import Catalogue

_MAX_WORDS = 200
_MAX_EVIDENCE = 120


def why_page(answer: Answer, hits: Sequence[Hit], words: Catalogue) -> Page:
    """Explain how some hits of an answer were found, each with its number on the page."""
    page = Page.of(words.say("why.title"), "bold")
    for number, hit in enumerate(hits, start=1):
        page = page + f"\n\n{number}. " + "\n• ".join(_reasons(answer, hit, words))
    return page


def _reasons(answer: Answer, hit: Hit, words: Catalogue) -> Iterator[str]:
    """Say how one hit was found, as retrieval gives it, the strength of the match first."""
    asked = answer.interpretation
    yield words.say(f"why.{hit.strength}")
    if hit.why is not None:
        yield from _search(hit.why, words)
    if hit.speaker:
        speaker = one_line(hit.speaker, MAX_NAME)
        is_asked = hit.speaker in (asked.speaker or "").split(", ")
        yield words.say("why.asked_speaker" if is_asked else "why.speaker", speaker=speaker)
        if evidence := _evidence(hit):
            yield words.say("why.evidence", words=evidence)
    # What comes nearest may have been looked for without them.
    kinds = {"source", "since", "until"} if hit.why is None else {each.partition(" ")[0] for each in hit.why.filters}
    if asked.source and "source" in kinds:
        yield words.say("why.source", source=one_line(asked.source, MAX_NAME))
    if (asked.since or asked.until) and not kinds.isdisjoint({"since", "until"}):
        yield words.say("why.period", period=words.of_period(asked.since, asked.until))


def _search(why: Why, words: Catalogue) -> Iterator[str]:
    """Say what the words and the meaning of the question gave, and whether that is enough for an answer."""
    met = one_line(", ".join(why.words), _MAX_WORDS)
    yield words.say("why.words", words=met) if met else words.say("why.meaning")
    yield words.say("why.place", place=why.meaning_rank)
    if why.evidence < why.needed:
        yield words.say("why.short")


def _evidence(hit: Hit) -> str:
    """The article's words that name the speaker: mention and cue, in the order in which they stand."""
    quote = next((quote for quote in hit.quotes if quote.speaker == hit.speaker and quote.mention), None)
    if quote is None:
        return ""
    spans = sorted((span for span in (quote.mention, quote.cue) if span is not None), key=lambda span: span.start)
    return one_line(" … ".join(span.text for span in spans), _MAX_EVIDENCE)
