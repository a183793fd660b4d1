"""What the articles know of some words, as a page; pure."""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

from onrecord.index import Difference, QuoteMatch, Verification

from .pages import EntityType, Page, clean, one_line, units
from .render import MAX_NAME, article_line, byline
from .wording import Catalogue

_MOST_DIFFERENCES = 10
_MOST_ELSEWHERE = 3
_MOST_SUGGESTIONS = 5
_MAX_WORDS = 120
#: UTF-16 code units of the passage that a verdict shows; around it stand some 1,500 at most.
_PASSAGE_ROOM = 1800

#: UTF-16 code units that a verdict with its differences may fill of a message; what else there is takes the rest.
_DIFFERENCES_ROOM = 3900

# “words” — Name, as people write whose words they quote; without marks only behind a dash at the end.
_CLAIM = re.compile(
    r"\s*(?:[\"“„«‘](?P<quoted>.+)[\"”“»’]\s*(?:[-–—,(]|\bby\b)\s*|(?P<bare>.+?)\s+[–—]\s*)"
    r"(?P<speaker>[^\"“”„«»–—]{2,100}?)\s*[).]?\s*",
)


#: Words in quotation marks inside a longer text, and the fewest that are worth verifying by themselves; two stand in
#: too many articles.
_QUOTED = re.compile(r"“([^“”]+)”|«([^«»]+)»|„([^„“”]+)[“”]|\"([^\"]+)\"")
_BLANK = re.compile(r"\s+")
_FEWEST_QUOTED = 3
_MOST_QUOTED = 3


class Claim(NamedTuple):
    """Words that are to be verified, and who is to have said them."""

    words: str
    speaker: str | None


def claim_in(text: str) -> Claim:
    """Part words from the name behind them, as in: “I have said everything I could” — Peskov."""
    # A run of blanks could be parted among the pattern's places for them in ever so many ways.
    match = _CLAIM.fullmatch(" ".join(text.split()))
    if match is None or not any(character.isalpha() for character in match["speaker"]):
        return Claim(text, None)
    if match["bare"] is not None and not match["speaker"].removeprefix("the ")[0].isupper():
        return Claim(text, None)  # a dash inside a sentence, and no name behind it
    return Claim(match["quoted"] or match["bare"], match["speaker"])


def quoted_in(text: str) -> tuple[str, ...]:
    """Give what a longer text, such as a message that is passed on, has in quotation marks: the first three quotes."""
    found = ("".join(group or "" for group in match.groups()).strip() for match in _QUOTED.finditer(text))
    return tuple(islice((quote for quote in found if len(re.findall(r"\w+", quote)) >= _FEWEST_QUOTED), _MOST_QUOTED))


def verdict_page(verified: Verification, words: Catalogue, *, above: str | None = None) -> Page:
    """Write a verdict, the passage that it rests on with the words in bold, and how they differ from it.

    Where the article has other words than were given, these are underlined in the passage.

    Args:
        verified: what is known of the words.
        words: the reader's language.
        above: the words, where they are not all that the message says.
    """
    page = Page.of(_verdict(verified, words), "bold")
    if above is not None:
        page = Page.of(f"“{one_line(above, _MAX_WORDS)}”", "italic") + "\n" + page
    if verified.suggestions:
        names = ", ".join(one_line(name, MAX_NAME) for name in verified.suggestions[:_MOST_SUGGESTIONS])
        page = page + f"\n{words.say('verify.suggestions', names=names)}"
    if not verified.matches:
        return page
    first, *others = verified.matches
    page = page + "\n\n" + _passage(first)
    who = byline(first.speaker, first.quotes, words)
    if who.text:
        page = page + "\n" + who
    page = page + "\n" + article_line(first.article, words)
    if first.differences:
        page = _differences(page, first, words)
    for number, match in enumerate(others[:_MOST_ELSEWHERE]):
        lead = "\n• " if number else f"\n\n{words.say('verify.also')}\n• "
        page = page.and_if_it_fits(lead, article_line(match.article, words))
    return page


def _verdict(verified: Verification, words: Catalogue) -> str:
    if not verified.matches:
        return words.say("verify.not_found")
    match = verified.matches[0]
    speaker = one_line(match.speaker or "", MAX_NAME) or words.say("verify.somebody")
    asked = one_line(verified.speaker or "", MAX_NAME)
    match verified.verdict:
        case "exact":
            return words.say("verify.exact_excerpt" if match.excerpt else "verify.exact", speaker=speaker)
        case "altered":
            return words.say("verify.altered", speaker=speaker)
        case "other-speaker":
            return words.say(
                "verify.other_altered" if match.differences else "verify.other", speaker=speaker, asked=asked
            )
        case "speaker-unclear":
            return words.say("verify.unclear")
        case _:
            return words.say("verify.not_quoted_near" if match.differences else "verify.not_quoted")


def _passage(match: QuoteMatch) -> Page:
    """The passage to the letter, cut where it is long to what stands around the words, which shows."""
    text, begins = match.passage.text, match.passage.start
    start, end = match.start - begins, match.end - begins
    if not 0 <= start < end <= len(text):
        start, end = 0, len(text)
    low, high = 0, len(text)
    if units(text) > _PASSAGE_ROOM:
        around = max(0, (_PASSAGE_ROOM // 2 - (end - start)) // 2)
        low, high = _between_words(text, start - around, min(end + around, start - around + _PASSAGE_ROOM // 2))
    shown = text[low:high]
    if clean(shown) != shown:
        page = Page.quoting(clean(shown))
    else:
        spans = sorted(
            (max(0, s.start - begins - low), min(len(shown), s.end - begins - low))
            for difference in match.differences
            if (s := difference.actual) is not None
        )
        marked: list[tuple[int, int, EntityType]] = [(max(0, start - low), min(len(shown), end - low), "bold")]
        marked += [(a, b, "underline") for a, b in spans[:_MOST_DIFFERENCES]]
        page = Page.quoting(shown, [each for each in marked if shown[each[0] : each[1]].strip()])
    page = Page.of("…\n") + page if low > 0 else page
    return page + "\n…" if high < len(text) else page


def _between_words(text: str, low: int, high: int) -> tuple[int, int]:
    """Draw the ends of a stretch inwards to the next blanks, so that no word is cut, where there are any."""
    low, high = max(0, low), min(len(text), max(0, low) + high - low)
    if low > 0 and (blank := _BLANK.search(text, low - 1, high)):
        low = blank.end()
    if high < len(text) and (blanks := list(_BLANK.finditer(text, low, high + 1))):
        high = blanks[-1].start()
    return low, high


def _differences(page: Page, match: QuoteMatch, words: Catalogue) -> Page:
    """Add the differences below a verdict, as many as fit, and how many there are beside them."""
    page = page + "\n\n" + Page.of(words.say("verify.differences"), "italic")
    shown = match.differences[:_MOST_DIFFERENCES]
    for number, difference in enumerate(shown):
        longer = page + "\n• " + _difference(difference, words)
        if units(longer.text) > _DIFFERENCES_ROOM:
            shown = shown[:number]
            break
        page = longer
    left = len(match.differences) - len(shown)
    return page + f"\n• {words.say('verify.more_differences', count=left)}" if left else page


def _difference(difference: Difference, words: Catalogue) -> Page:
    """One difference: what the article has underlined, and what was given struck through."""
    given = one_line(difference.given.text, _MAX_WORDS) if difference.given else ""
    actual = one_line(difference.actual.text, _MAX_WORDS) if difference.actual else ""
    key = "changed" if given and actual else "added" if given else "left_out"
    page = Page()
    template = words.texts[f"verify.{key}"]
    for part in re.split(r"(\{given\}|\{actual\})", template):
        match part:
            case "{given}":
                page = page + Page.of(given, "strikethrough")
            case "{actual}":
                page = page + Page.of(actual, "underline")
            case _:
                page = page + part
    return page
