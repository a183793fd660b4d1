"""Indirect speech: what somebody is said to have said, outside quotation marks."""

import bisect
import re
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from . import lexicon
from .attribution import Frame
from .text import Range, trimmed

# Fewer words are no statement: "Peskov said so".
LEAST_WORDS = 3
# Code points. Sentences of news stay below 1,000; a longer "sentence" is a text without full stops, in which a
# statement would have no end.
_LONGEST_SENTENCE = 4_000
# "WASHINGTON (Reuters) — ", "PARIS, May 3 /AFP/ ".
_DATELINE = re.compile(
    r"[A-Z][A-Z .,/’'-]{2,40}(?:, \w+\.? \d{1,2}\.?)?\s*(?:\([^)]{1,30}\)\s*[—–-]+|/\w+/\.?|[—–-]+)\s+"
)
_WORD = re.compile(r"\w+")
_TO_THAT = re.compile(r"(?:[^.,;:?!“\"]{0,80}?\s)?that\s+", re.IGNORECASE)
_AFTER_NAME = re.compile(
    r"\s*(?:(?:on\s+)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|(?:today|yesterday|tonight|late|early|again|also|how)\b)?\s*"
)
_NO_STATEMENT_BEGINS = frozenset({",", ":", ";", ".", ""})


class Statement(NamedTuple):
    """Words given as somebody's without quotation marks, with the frame that gives them."""

    words: Range
    frame: Frame


def statements(text: str, framed: Iterable[list[Frame]], direct: list[Range]) -> list[Statement]:
    """Find statements outside marks: "X said that ...", "..., X said", "according to X, ...".

    Args:
        text: the article's text.
        framed: the frames of each paragraph, in order.
        direct: the direct quotations, marks included, in order; a statement ends where one begins.
    """
    found: list[Statement] = []
    for paragraph in framed:
        for sentence, group in groupby(paragraph, key=lambda frame: frame.sentence):
            if sentence.end - sentence.start > _LONGEST_SENTENCE:
                continue
            frames = list(group)
            for frame in frames:
                words = _statement(text, frame, frames, direct)
                if words is not None:
                    found.append(Statement(words, frame))
    return found


def _statement(text: str, frame: Frame, sentence: list[Frame], direct: list[Range]) -> Range | None:
    """The statement that a frame gives; before it or, failing that, after it."""
    cue = text[frame.cue.start : frame.cue.end].lower()
    according = cue.startswith("according")
    if not according and cue not in lexicon.SAYING and cue not in lexicon.PARTICIPLES:
        return None
    after = _after_according(text, frame) if according else _after(text, frame, cue)
    for stretch in (_before(text, frame), after):
        if stretch is None or _taken_over(text, stretch, frame, sentence):
            continue
        words = _without_direct(text, stretch, direct, sentence)
        if words is not None and len(_WORD.findall(text, *words)) >= LEAST_WORDS:
            return words
    return None


def _taken_over(text: str, stretch: Range, frame: Frame, sentence: list[Frame]) -> bool:
    """Whether another cue takes a statement over: "X denies it, Y said" is Y's, "he went on, saying" the second's."""
    for other in sentence:
        if other is frame or not stretch.start <= other.cue.start < stretch.end:
            continue
        set_off = other.start > stretch.start and text[stretch.start : other.start].rstrip().endswith(",")
        if other.cue.start == stretch.start or (set_off and not other.participle):
            return True
    return False


def _before(text: str, frame: Frame) -> Range | None:
    """The clause before ", X said", dateline left out; ``None`` where no comma ends one."""
    head = trimmed(text, frame.sentence.start, frame.start)
    if frame.participle or head.end <= head.start or text[head.end - 1] != ",":
        return None
    start = head.start
    dateline = _DATELINE.match(text, start, head.end)
    if dateline is not None and dateline.end() < head.end:
        start = dateline.end()
    first = _WORD.match(text, start, head.end)
    if first is not None and first.group().lower() in lexicon.CIRCUMSTANCES:
        return None
    return trimmed(text, start, head.end - 1)


def _sentence_end(text: str, frame: Frame) -> int:
    """Where the words of the frame's sentence end, its full stop left out."""
    end = frame.sentence.end
    while end > frame.end and (text[end - 1] in ".!?" or text[end - 1].isspace()):
        end -= 1
    return end


def _after_according(text: str, frame: Frame) -> Range | None:
    """The clause after "According to X,"."""
    if text[frame.end : frame.end + 1] != ",":
        return None
    return trimmed(text, frame.end + 1, max(frame.end + 1, _sentence_end(text, frame)))


def _after(text: str, frame: Frame, cue: str) -> Range | None:
    """The clause after "X said", up to the end of the sentence."""
    if frame.inverted:
        return None
    start, end = frame.end, _sentence_end(text, frame)
    if to_that := _TO_THAT.match(text, start, end):
        return trimmed(text, to_that.end(), end)
    if gap := _AFTER_NAME.match(text, start, end):
        start = gap.end()
    word = _WORD.match(text, start, end)
    setting = word is not None and word.group().lower() in lexicon.SETTINGS
    if cue in lexicon.TELLING or setting or text[start : start + 1] in _NO_STATEMENT_BEGINS:
        return None
    return trimmed(text, start, end)


def _without_direct(text: str, stretch: Range, direct: list[Range], sentence: list[Frame]) -> Range | None:
    """Cut a statement off where a direct quotation, or the cue that announces it, begins; ``None`` if none is left."""
    start, end = stretch
    following = bisect.bisect_right(direct, start, key=lambda quoted: quoted.start)
    if following > 0 and start < direct[following - 1].end:
        return None
    if following < len(direct):
        end = min(end, direct[following].start)
    end = _without_marks(text, start, end)
    for frame in sentence:
        if frame.cue.end == end:
            # "He said he would stay, adding: ..."
            end = _without_marks(text, start, frame.cue.start)
    return trimmed(text, start, end) if end > start else None


def _without_marks(text: str, start: int, end: int) -> int:
    """Where a stretch ends without the blanks and marks after its last word."""
    while end > start and (text[end - 1] in ',:;—–-“"' or text[end - 1].isspace()):
        end -= 1
    return end
