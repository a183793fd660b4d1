"""What each paragraph of an article is: text, a heading, a caption, a credit, or a line repeated."""

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from .model import Article
from .text import Range, paragraphs

# Longest heading, caption or credit line, in words. News headlines run to some 15 words and captions without a full
# stop to some 25; paragraphs of text that end without one are nearly always longer or quoted.
_LINE_WORDS = 25
_CREDIT = re.compile(
    r"^(?:©|\(c\)|copyright\b|photo(?:s|graph)?\s*(?:by|credit|:|/)|\(?(?:AP|AFP|EPA|Reuters|Getty) (?:Photo|Images)|"
    r"image\s*(?:by|credit|:)|credit\s*:|source\s*:|picture\s*:)",
    re.IGNORECASE,
)
# Every word but "by" and "and" is a name: "By noon the port had closed." is no byline.
_BYLINE = re.compile(r"(?:By|BY|by)\s+(?:[^\W\d_a-z][\w.'’-]*(?:,| and| AND| |$)\s*){1,8}$")
_ENDS_SENTENCE = re.compile(r"[.!?…:][\"'”’»)\]]*$|[\"”»]$")
_MARKS = re.compile(r"[\"“”„«»]")


class BlockKind(StrEnum):
    """What a paragraph is for the reader; only text answers questions."""

    TEXT = "text"
    HEADING = "heading"
    CREDIT = "credit"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph with its kind."""

    start: int
    end: int
    kind: BlockKind

    @property
    def range(self) -> Range:
        """Where it stands."""
        return Range(self.start, self.end)


def blocks(article: Article) -> list[Block]:
    """Tell the paragraphs of an article apart.

    A short paragraph without quotation marks that does not end as a sentence does is a heading or a caption. Where an
    article punctuates so little that this would leave less than half of it, such lines count as text.
    """
    text = article.text
    found = paragraphs(text)
    folded = [_fold(text[start:end]) for start, end in found]
    times = Counter(folded)
    title = _fold(article.title or "")
    seen: set[str] = set()
    kinds: list[BlockKind] = []
    for stretch, words in zip(found, folded, strict=True):
        kind = _kind(text[stretch.start : stretch.end])
        short = len(words.split()) <= _LINE_WORDS
        if (kind is BlockKind.TEXT and (words in seen or (words == title and short))) or (
            kind is BlockKind.HEADING and times[words] > 1
        ):
            kind = BlockKind.REPEATED
        seen.add(words)
        kinds.append(kind)
    unpunctuated = sum(
        end - start for (start, end), kind in zip(found, kinds, strict=True) if kind is BlockKind.HEADING
    )
    punctuated = sum(end - start for (start, end), kind in zip(found, kinds, strict=True) if kind is BlockKind.TEXT)
    if unpunctuated > punctuated:
        kinds = [BlockKind.TEXT if kind is BlockKind.HEADING else kind for kind in kinds]
    return [Block(*stretch, kind) for stretch, kind in zip(found, kinds, strict=True)]


def _kind(words: str) -> BlockKind:
    count = len(words.split())
    if not any(character.isalnum() for character in words):
        return BlockKind.CREDIT
    if count <= _LINE_WORDS and (_CREDIT.match(words) or _BYLINE.match(words)):
        return BlockKind.CREDIT
    if count <= _LINE_WORDS and not _MARKS.search(words) and not _ENDS_SENTENCE.search(words):
        return BlockKind.HEADING
    return BlockKind.TEXT


def _fold(words: str) -> str:
    return " ".join(words.casefold().rstrip(".").split())
