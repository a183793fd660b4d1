"""Quotation marks: which stretches of a text stand inside them."""

import re
from typing import NamedTuple

from .text import Range

# Double marks of every style count as one kind, since articles mix them, reverse them and forget them.
_MARK = re.compile(r"``|''|‘‘|’’|[\"“”„«»‟]")
_OPENING = frozenset({"``", "‘‘", "“", "„", "«", "‟"})
_CLOSING = frozenset({"”", "»", "’’"})
# Single marks, in British style: one that opens stands before a word and after none, unlike an apostrophe.
_SINGLE_OPEN = re.compile(r"(?<![^\s(\[—–])[‘'](?=[\w\[…])")
_SINGLE_CLOSE = re.compile(r"(?<=[\w.,!?…\])])[’'](?![\w])")


class Segment(NamedTuple):
    """A stretch inside quotation marks, the marks left out.

    ``closed`` is false where the mark is never closed in the paragraph: published practice for a quote that runs on
    into the next one, which then opens with a mark of its own.
    """

    start: int
    end: int
    closed: bool
    outer_start: int
    outer_end: int


def segments(text: str, paragraphs: list[Range]) -> list[Segment]:
    """Find what stands inside quotation marks, paragraph by paragraph, in order and never overlapping.

    Nested marks belong to the stretch around them. Paragraphs without double marks are searched for single ones.
    Linear in the length of the text.
    """
    found: list[Segment] = []
    for paragraph in paragraphs:
        inside = _double(text, paragraph)
        found.extend(inside or _single(text, paragraph))
    return found


def _double(text: str, paragraph: Range) -> list[Segment]:
    found: list[Segment] = []
    opened: re.Match[str] | None = None
    for mark in _MARK.finditer(text, paragraph.start, paragraph.end):
        if opened is None:
            if _opens(text, mark, paragraph):
                opened = mark
        elif _closes(text, mark, paragraph):
            _append(found, text, opened.start(), opened.end(), mark.start(), mark.end(), closed=True)
            opened = None
        elif mark.group() in _OPENING and text[opened.start()] not in "«„":
            # A new mark opens although the last was never closed: that one ends where this begins.
            if not text[opened.end() : mark.start()].strip():
                continue
            _append(found, text, opened.start(), opened.end(), mark.start(), mark.start(), closed=False)
            opened = mark
    if opened is not None:
        _append(found, text, opened.start(), opened.end(), paragraph.end, paragraph.end, closed=False)
    return found


def _single(text: str, paragraph: Range) -> list[Segment]:
    found: list[Segment] = []
    position = paragraph.start
    while opening := _SINGLE_OPEN.search(text, position, paragraph.end):
        closing = None
        for candidate in _SINGLE_CLOSE.finditer(text, opening.end(), paragraph.end):
            # "the workers' rights" closes nothing; a closing mark stands after punctuation or before a pause.
            after = text[candidate.end() : candidate.end() + 1]
            if text[candidate.start() - 1] in ".,!?…" or after in ("", ",", ".", ";", ":", "!", "?", ")"):
                closing = candidate
                break
        if closing is None:
            break
        _append(found, text, opening.start(), opening.end(), closing.start(), closing.end(), closed=True)
        position = closing.end()
    return found


def _opens(text: str, mark: re.Match[str], paragraph: Range) -> bool:
    """Whether a mark outside any quotation begins one; reversed marks count, inches and strays do not."""
    before = text[mark.start() - 1] if mark.start() > paragraph.start else " "
    after = text[mark.end()] if mark.end() < paragraph.end else " "
    if mark.group() in _OPENING:
        return True
    if mark.group() in _CLOSING:
        return before.isspace() and not after.isspace()
    return not after.isspace() and not (before.isdigit() and mark.group() in {'"', "''"})


def _closes(text: str, mark: re.Match[str], paragraph: Range) -> bool:
    """Whether a mark inside a quotation ends it."""
    before = text[mark.start() - 1]
    after = text[mark.end()] if mark.end() < paragraph.end else " "
    glyph = mark.group()
    if glyph in _CLOSING:
        return True
    if glyph in {'"', "''"}:
        opens_again = before.isspace() and not after.isspace() and after not in ".,;:!?)"
        return not opens_again
    # An opening glyph closes where it is set reversed („so“, ”so“) or where no word follows it.
    return before in ".,!?…" or after.isspace() or after in ".,;:!?)" if glyph in {"“", "‟"} else False


def _append(
    found: list[Segment], text: str, outer_start: int, start: int, end: int, outer_end: int, *, closed: bool
) -> None:
    words = text[start:end]
    if not any(character.isalnum() for character in words):
        return
    left, right = len(words) - len(words.lstrip()), len(words) - len(words.rstrip())
    found.append(Segment(start + left, end - right, closed, outer_start, outer_end))
