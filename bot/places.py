"""A passage in its place and an article with its quotes, as pages; pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from onrecord.corpus import Quote
from onrecord.index import PlacedPassage, QuotedArticle

from .pages import MAX_UNITS, Page, clean, paginate, split, units
from .render import article_line, byline, quote_page
from .wording import Catalogue

#: UTF-16 code units of what is shown before and after a passage: two paragraphs of news.
_AROUND = 800
#: Quotes on one page of an article, and the room that they may take: a page is leafed through on a phone.
_QUOTES_A_PAGE = 5
_QUOTES_ROOM = 2400

#: Speakers who are named under a passage; four names with their roles still leave room for it.
_MOST_SPEAKERS = 4
_CUT = "…"


def context_page(passage: PlacedPassage, above: Page, words: Catalogue) -> Page:
    """Write a passage between what stands before and after it in its article.

    All three are the article's own words; a neighbour that is too long is cut at the far end, which shows.
    """
    head = article_line(passage.article, words)
    place = Page.of(words.say("context.place", number=passage.number, total=passage.total), "italic")
    head = (above + "\n\n" + head if above.text else head) + "\n" + place
    foot = _speakers(passage, words)
    before = _end(passage.before.text) if passage.before else ""
    after = _beginning(passage.after.text) if passage.after else ""
    room = MAX_UNITS - sum(map(units, (head.text, foot.text, before, after))) - 10
    first, *rest = split(clean(passage.text), room) or [""]
    middle = quote_page(first)
    if rest:
        middle = middle + f"\n{_CUT}"
    if foot.text:
        middle = middle + "\n" + foot
    parts = [head, *([Page.of(before)] if before else []), middle, *([Page.of(after)] if after else [])]
    page = parts[0]
    for part in parts[1:]:
        page = page + "\n\n" + part
    return page


def _speakers(passage: PlacedPassage, words: Catalogue) -> Page:
    """Everybody who is quoted in a passage, whoever says most first: an answer has it for any of them."""
    foot = byline(passage.speaker, passage.quotes, words)
    others = dict.fromkeys(q.speaker for q in passage.quotes if q.speaker not in (None, passage.speaker))
    for name in islice(others, _MOST_SPEAKERS - 1):
        foot = foot + "\n" + byline(name, passage.quotes, words)
    return foot


def article_leaves(found: QuotedArticle, above: Page, words: Catalogue) -> tuple[Page, ...]:
    """Write an article's quotes onto pages, in order, each under the article's title and above its speaker."""
    head = article_line(found.article, words)
    head = above + "\n\n" + head if above.text else head
    if not found.quotes:
        return (head + "\n\n" + words.say("article.no_quotes"),)
    leaves: list[list[Page]] = [[]]
    counts: list[int] = [0]
    for quote in found.quotes:
        blocks = list(_quote_blocks(quote, words))
        taken = sum(units(block.text) + 2 for block in leaves[-1])
        needed = sum(units(block.text) + 2 for block in blocks)
        if leaves[-1] and (counts[-1] == _QUOTES_A_PAGE or taken + needed > _QUOTES_ROOM):
            leaves.append([])
            counts.append(0)
        # A quote longer than a page goes on over the next ones; it counts where it ends.
        while len(blocks) > 1:
            leaves[-1].append(blocks.pop(0))
            leaves.append([])
            counts.append(0)
        leaves[-1].append(blocks[0])
        counts[-1] += 1
    pages = []
    first = 1
    for blocks, count in zip(leaves, counts, strict=True):
        span = words.say("article.quotes", first=first, last=max(first, first + count - 1), total=len(found.quotes))
        (page,) = paginate([head + "\n" + Page.of(span, "italic"), *blocks])
        pages.append(page)
        first += count
    return tuple(pages)


def _quote_blocks(quote: Quote, words: Catalogue) -> Iterator[Page]:
    foot = byline(quote.speaker, [quote], words)
    *before, last = split(clean(quote.text), _QUOTES_ROOM - units(foot.text) - 1) or [""]
    for piece in before:
        yield quote_page(piece)
    yield quote_page(last) + "\n" + foot if last else foot


def _end(text: str) -> str:
    """The end of a text, from a word on."""
    text = clean(text).strip()
    if units(text) <= _AROUND:
        return text
    kept = text[-_AROUND:]
    while units(kept) > _AROUND:
        kept = kept[units(kept) - _AROUND :]
    return f"{_CUT} {kept.partition(' ')[2] or kept}"


def _beginning(text: str) -> str:
    first, *rest = split(clean(text), _AROUND) or [""]
    return f"{first} {_CUT}" if rest else first
