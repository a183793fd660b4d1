"""What there is to ask about, as pages: speakers, sources, the newest articles, what is covered, how to ask; pure."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TypeVar

from onrecord.corpus import AliasKind
from onrecord.index import IndexStamp, QuotedArticle, SourceSummary, SpeakerProfile, SpeakerSummary
from onrecord.index.manifest import Counts

from .pages import Page, one_line
from .render import MAX_NAME, article_line
from .wording import Catalogue

T = TypeVar("T")

#: Entries on one page of a list.
SPEAKERS_A_PAGE = 15
SOURCES_A_PAGE = 15
LATEST_A_PAGE = 5

_MOST_ALIASES = 8
_MOST_ARTICLES = 5
_MOST_PROFILES = 3
_MOST_NAMED_SOURCES = 5
_MAX_ALIAS = 60


def welcome_page(examples: Sequence[str], words: Catalogue) -> Page:
    """Say what this is, and what to ask."""
    page = Page.of(words.say("start.welcome"))
    return page + "\n\n" + _examples(examples, words) if examples else page


def help_page(examples: Sequence[str], username: str, words: Catalogue) -> Page:
    """Say how to ask, and what else there is."""
    page = Page.of(words.say("help.ask"))
    if examples:
        page = page + "\n\n" + _examples(examples, words)
    for key in ("go_on", "groups", "inline", "verify", "lists", "promise"):
        page = page + "\n\n" + words.say(f"help.{key}", username=username)
    return page


def speakers_page(speakers: Sequence[SpeakerSummary], leaf: int, words: Catalogue) -> Page:
    """Write a page of those who are quoted, most often first."""
    if not speakers:
        return Page.of(words.say("speakers.nobody"))
    page = Page.of(words.say("speakers.title", total=len(speakers)), "bold")
    for speaker in _leaf(speakers, leaf, SPEAKERS_A_PAGE):
        page = page + "\n" + _speaker(speaker, words)
    return page + f"\n\n{words.say('speakers.hint')}"


def profiles_page(name: str, found: Sequence[SpeakerProfile], words: Catalogue) -> Page:
    """Tell of those whom a name may mean."""
    if not found:
        return Page.of(words.say("speakers.none", name=one_line(name, MAX_NAME)))
    first, *others = found[:_MOST_PROFILES]
    page = _profile(first, words)
    for profile in others:
        page = page.and_if_it_fits("\n\n", _profile(profile, words))
    return page


def sources_page(sources: Sequence[SourceSummary], leaf: int, words: Catalogue) -> Page:
    """Write a page of the sources."""
    if not sources:
        return Page.of(words.say("sources.none"))
    page = Page.of(words.say("sources.title", total=len(sources)), "bold")
    for source in _leaf(sources, leaf, SOURCES_A_PAGE):
        key = "line" if source.first else "line_undated"
        period = words.period(source.first, source.last) if source.first else ""
        name = one_line(source.name, MAX_NAME)
        page = page + "\n• " + words.say(f"sources.{key}", name=name, articles=source.articles, period=period)
    return page


def latest_page(articles: Sequence[QuotedArticle], words: Catalogue) -> Page:
    """Write some of the newest articles."""
    if not articles:
        return Page.of(words.say("latest.none"))
    page = Page.of(words.say("latest.title"), "bold")
    for number, found in enumerate(articles, start=1):
        page = page + "\n\n" + words.say("latest.line", number=number) + article_line(found.article, words)
    return page


def about_page(
    counts: Counts,
    sources: Sequence[str],
    period: tuple[datetime.date, datetime.date] | None,
    stamp: IndexStamp,
    words: Catalogue,
) -> Page:
    """Say what is covered, and what becomes of what people write."""
    page = Page.of(words.say("about.title"), "bold")
    lines = [
        words.say("about.counts", articles=counts.articles, quotes=counts.quotes, speakers=counts.speakers),
    ]
    if period:
        lines.append(words.say("about.period", period=words.period(*period)))
    if sources:
        named = ", ".join(one_line(name, MAX_NAME) for name in sources[:_MOST_NAMED_SOURCES])
        key = "sources_more" if len(sources) > _MOST_NAMED_SOURCES else "sources"
        lines.append(words.say(f"about.{key}", sources=named))
    lines.append(words.say("about.generation", generation=one_line(stamp.generation, MAX_NAME)))
    return page + "\n" + "\n".join(lines) + f"\n\n{words.say('about.privacy')}"


def pages_of(total: int, each: int) -> int:
    """How many pages a list takes: one at least."""
    return max(1, -(-total // each))


def _examples(examples: Sequence[str], words: Catalogue) -> Page:
    return Page.of(words.say("start.examples")) + "".join(f"\n• {example}" for example in examples)


def _leaf(items: Sequence[T], leaf: int, each: int) -> Sequence[T]:
    return items[leaf * each : (leaf + 1) * each]


def _speaker(speaker: SpeakerSummary, words: Catalogue) -> Page:
    name = one_line(speaker.name, MAX_NAME)
    line = words.say("speakers.line", name=name, quotes=speaker.quotes, articles=speaker.article_count)
    return Page.of(f"• {line}")


def _profile(profile: SpeakerProfile, words: Catalogue) -> Page:
    page = Page.of(one_line(profile.name, MAX_NAME), "bold")
    if profile.description:
        page = page + f", {one_line(profile.description, MAX_NAME)}"
    line = words.say("speakers.line", name="", quotes=profile.quotes, articles=profile.article_count)
    page = page + f"\n{line.strip(' —')}"
    loose = {AliasKind.GIVEN, AliasKind.SPOKEN_FOR}
    also = [
        one_line(alias.text, _MAX_ALIAS)
        for alias in profile.aliases
        if alias.article_count and alias.kind not in loose and alias.text.casefold() != profile.name.casefold()
    ]
    if also:
        page = page + f"\n{words.say('speakers.known_as', names=', '.join(also[:_MOST_ALIASES]))}"
    page = page + f"\n{words.say('speakers.quoted_in')}"
    for seen in profile.articles[:_MOST_ARTICLES]:
        page = page + "\n• " + article_line(seen.article, words)
    return page
