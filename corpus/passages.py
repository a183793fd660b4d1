"""Splitting articles into passages: the units that are embedded, searched and shown."""

import hashlib
import re
from dataclasses import dataclass

from . import lexicon
from .blocks import Block, BlockKind, blocks
from .full_names import last_name
from .marks import Segment, segments
from .model import Article, Attribution, Passage, Quote, QuoteKind
from .quotes import find_quotes
from .text import Range, sentences

# Code points that a passage aims at. Shorter passages are found more precisely, longer ones read better on their own;
# a paragraph of news with its quote, some 350, stays whole, and lies well inside the encoder's 256 word pieces.
TARGET_LENGTH = 420
# A statement and the quote that backs it stay together up to this length, some 160 word pieces.
MERGED_LENGTH = 640
# A quote of fewer words says nothing without what it replies to.
_SHORT_QUOTE = 8
# Quotes whose speaker is told by what stands before.
_LEANING = frozenset({Attribution.PRONOUN, Attribution.CONTINUED})


@dataclass(slots=True)
class _Part:
    """A stretch on its way to become a passage, with the quotes that begin in it and how far they reach."""

    start: int
    end: int
    heading: str | None
    paragraph: int
    quotes: list[Quote]
    reach: int

    @property
    def opens_with_quote(self) -> bool:
        return bool(self.quotes) and self.quotes[0].kind is QuoteKind.DIRECT and self.quotes[0].start - self.start <= 2


def split_passages(article: Article, quotes: tuple[Quote, ...] | None = None) -> tuple[Passage, ...]:
    """Split an article into passages, in order, without overlaps.

    A lead-in stays with the quote that it announces, a reply with what it replies to, and a speaker's statement with
    the words that back it. Nothing is cut inside quotation marks, so a long quotation makes a long passage. Headings,
    captions, credits and repeated lines belong to no passage, unless a quotation runs across them.

    Args:
        article: what to split.
        quotes: its quotes where they are known already; found here otherwise.
    """
    quotes = find_quotes(article) if quotes is None else quotes
    merged: list[_Part] = []
    for part in _parts(article, quotes):
        if merged and _belong_together(article.text, merged[-1], part):
            merged[-1].end = part.end
            merged[-1].paragraph = part.paragraph
            merged[-1].quotes += part.quotes
            merged[-1].reach = max(merged[-1].reach, part.reach)
        else:
            merged.append(part)
    return tuple(
        Passage.cut(
            article.text,
            part.start,
            part.end,
            id=passage_id(article, part.start, part.end),
            article_id=article.id,
            heading=part.heading,
            # A quote that runs on into a repeated line is not in the passage as a whole.
            quotes=tuple(quote for quote in part.quotes if quote.end <= part.end),
        )
        for part in merged
    )


def passage_id(article: Article, start: int, end: int) -> str:
    """The lasting name of a passage: 16 hexadecimal digits from the article's id, the offset and the words."""
    words = f"{article.id}\0{start}\0{article.text[start:end]}"
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _parts(article: Article, quotes: tuple[Quote, ...]) -> list[_Part]:
    """Cut the text paragraphs at sentence ends where they are long, never inside marks or a statement."""
    text = article.text
    found = blocks(article)
    uncut = _Uncut(segments(text, [block.range for block in found]), quotes)
    parts: list[_Part] = []
    heading: str | None = None
    given = 0
    for number, block in enumerate(found):
        if block.kind is BlockKind.HEADING and parts:
            # Before the first text stand decks and captions, and before a credit a caption: none of them is a heading.
            heading = text[block.start : block.end]
        elif block.kind is BlockKind.CREDIT:
            heading = None
        if block.kind is not BlockKind.TEXT:
            continue
        for start, end in _cut(text, block, uncut):
            mine: list[Quote] = []
            while given < len(quotes) and quotes[given].start < end:
                if quotes[given].start >= start:
                    mine.append(quotes[given])
                given += 1
            parts.append(_Part(start, end, heading, number, mine, max((quote.end for quote in mine), default=end)))
    return parts


class _Uncut:
    """What no passage may cut: quotation marks with the words in them, and quotes with their cues."""

    def __init__(self, marked: list[Segment], quotes: tuple[Quote, ...]) -> None:
        spans = [(segment.outer_start, segment.outer_end) for segment in marked]
        spans += [(quote.start, quote.end) for quote in quotes]
        cued = [(quote.cue, quote) for quote in quotes if quote.cue is not None]
        spans += [(min(cue.start, quote.start), max(cue.end, quote.end)) for cue, quote in cued]
        self._spans = sorted(spans)
        self._next = self._reach = 0

    def holds(self, at: int) -> bool:
        """Whether a cut at a place would part something; to be asked in the order of the text."""
        while self._next < len(self._spans) and self._spans[self._next][0] < at:
            self._reach = max(self._reach, self._spans[self._next][1])
            self._next += 1
        return self._reach > at


def _cut(text: str, block: Block, uncut: _Uncut) -> list[Range]:
    """Part a long paragraph into stretches of whole sentences of about the target length."""
    if block.end - block.start <= TARGET_LENGTH:
        return [block.range]
    stretches: list[Range] = []
    for sentence in sentences(text, block.start, block.end):
        last = stretches[-1] if stretches else None
        if last is not None and (uncut.holds(sentence.start) or sentence.end - last.start <= TARGET_LENGTH):
            stretches[-1] = Range(last.start, sentence.end)
        else:
            stretches.append(sentence)
    return stretches


def _belong_together(text: str, before: _Part, part: _Part) -> bool:
    """Whether a part continues the passage before it."""
    if before.reach > part.start:
        return True
    if part.heading != before.heading:
        return False
    if text[before.end - 1] == ":" and before.end - before.start <= MERGED_LENGTH:
        return True
    if part.paragraph - before.paragraph != 1 or part.end - before.start > MERGED_LENGTH:
        return False
    if not part.quotes:
        return False
    quote = part.quotes[0]
    goes_on = bool(before.quotes) and before.quotes[-1].speaker == quote.speaker is not None
    if part.opens_with_quote and not before.opens_with_quote and (goes_on or _is_reply(quote)):
        return True
    if quote.attribution not in _LEANING or part.end - before.start > TARGET_LENGTH:
        return False
    # "He said" says nothing without whom that is.
    return goes_on or last_name(quote.speaker or "") in text[before.start : before.end].casefold()


def _is_reply(quote: Quote) -> bool:
    if quote.cue is None:
        return False
    short = sum(len(re.findall(r"\w+", piece.text)) for piece in quote.pieces) <= _SHORT_QUOTE
    return short and quote.cue.text.lower() in lexicon.REPLYING
