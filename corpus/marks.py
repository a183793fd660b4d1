"""Quotation marks: which stretches of a text stand inside them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from .pairing import Action, Boundary, Mark, pair
from .text import Range, is_prose, trimmed

# Double marks of every style count as one kind, since articles mix them, reverse them and forget them. A longer run
# is a rule or a drawing.
_DOUBLE = re.compile(r"[\"'`“”„‟«»‘’]{6,}+|``|'{2,3}+|‘‘|’{2,3}+|[\"“”„‟«»‹›「」『』]")
_LONGEST_MARK = 3
# Single marks: one that opens stands before a word and after none, one that closes the other way round. What opens
# no quotation is a word cut short: '90s, 'em, rock 'n' roll.
_SINGLE = re.compile(
    r"(?P<open>(?<![^\s(\[—–\"“«])(?:['‘](?!['‘])|‚)(?=[\w\[($€£…“\"«]|\.\.)"
    r"(?!(?:\d0s|(?i:em|n|til|tis|twas|twere|cause|bout|round|cos|cuz|nuff|fraid)\b)))"
    r"|(?P<close>(?<=[\w.,!?…)\]”\"»%])(?<!\d(?=['’]\s?\d))(?:['’](?!['’\w])|(?<=[\w.,!?…])‘(?!\w)))"
)
_ANY_MARK = "\"'`“”„‟«»‹›‘’‚「」『』"
_STRAIGHT = frozenset({'"', "''"})
_STYLES = {'"': 0, "''": 1, "``": 1}
_CURLY_STYLE, _SINGLE_STYLE = 2, 3
_OPENING = frozenset("“„‟«‹「『") | {"``", "‘‘"}
# What may be set the other way round: ”so”, »so«, „so“.
_REVERSED_OPENING = frozenset({"”", "»", "’’"})
_REVERSED_CLOSING = frozenset({"“", "‟", "«", "‘‘"})
_PUNCTUATION = frozenset(".,;:!?)]…—–-/")
_BEFORE_WORD = frozenset("([{—–-/")
_STOPS = frozenset(".,!?…")
_TWICE = frozenset('"“”„«»')
_WORD = re.compile(r"[^\W_]")
_ELLIPSIS = 6
# Before an apostrophe that may well close nothing: the workers' rights, goin', rock 'n' roll.
_CUT_SHORT = re.compile(r"(?:s|in|\bn|\bo|\ban|\bth)$")
_SHORT = 4

# A quotation left open is looked for in so many paragraphs after it.
_FARTHEST = 4
# So many words at most are who said it where they stand alone on the line after a quotation, before its mark.
_CREDIT = 12

# How unlikely a reading of a mark is, in tenths; found on news with marks of every style and their usual slips. A
# mark that stands as it should costs nothing; what costs 26 and more needs two slips elsewhere to be believed.
_LIKELY, _FAIR, _UNLIKELY, _NEVER = 0, 8, 30, 45
_STRAY = 26
_AMBIGUOUS, _AMBIGUOUS_STRAY = 10, 15
_REVERSED, _MISPLACED = 12, 15
_INCH_CLOSES, _INCH_STRAY = 5, 3
_OPEN_ENDED, _CONTINUED, _STAYS = 15, 3, 10
_APOSTROPHE = 2

# Where a quotation ends whose mark is lost: at a single mark, at its frame.
_SINGLE_INSTEAD = re.compile(r"(?<=[.,!?…])['’](?=\s)")
_NAMES = r"(?:he|she|they|(?:[A-Z][\w.'’-]+ ){0,3}[A-Z][\w.'’-]+)"
_FRAME = re.compile(rf",(?= (?:{_NAMES} (?:said|says|added|told)|(?:said|says|added) {_NAMES})\b)")
_SENTENCE_END = re.compile(r"(?<=\w\w)[.!?]+(?=\s+[A-Z])")


class Segment(NamedTuple):
    """A stretch inside quotation marks, the marks left out.

    ``closed`` is false where the quotation does not end in its paragraph: it runs on into the next one, which then
    opens with a mark of its own as publishers have it, or with none.
    """

    start: int
    end: int
    closed: bool
    outer_start: int
    outer_end: int


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph with its marks; ``number`` counts the paragraphs of the article."""

    number: int
    range: Range
    marks: list[Mark]


def segments(text: str, paragraphs: list[Range]) -> list[Segment]:
    """Find what stands inside quotation marks, in order and never overlapping.

    Nested marks belong to the stretch around them. A quotation that runs over paragraphs is one stretch in each. Of
    the ways to pair the marks the likeliest is taken, so that a mark that is lost, doubled or set wrongly costs no
    more than its own quotation. Linear in the length of the text.
    """
    paragraphs = [paragraph for paragraph in paragraphs if is_prose(text, paragraph)]
    double = [segment for blocks in _runs(_blocks(text, paragraphs)) for segment in _paired(text, blocks, paragraphs)]
    single = _single(text, paragraphs, double)
    return _outermost(text, double, single) if single else double


def _blocks(text: str, paragraphs: list[Range]) -> Iterator[_Block]:
    """Read the double marks, paragraph by paragraph; those without are left out."""
    for number, found in _by_paragraph(text, paragraphs, _DOUBLE):
        marks: list[Mark] = []
        for match in found:
            if match.end() - match.start() <= _LONGEST_MARK:
                marks.append(_read(text, *match.span(), paragraphs[number], marks[-1] if marks else None))
        if marks:
            yield _Block(number, paragraphs[number], marks)


def _by_paragraph(
    text: str, paragraphs: list[Range], pattern: re.Pattern[str]
) -> Iterator[tuple[int, list[re.Match[str]]]]:
    """Gather what a pattern matches, with the number of its paragraph; the others are left out."""
    number, found = 0, list[re.Match[str]]()
    for match in pattern.finditer(text):
        while number < len(paragraphs) and paragraphs[number].end <= match.start():
            if found:
                yield number, found
                found = []
            number += 1
        if number == len(paragraphs):
            return
        if match.start() >= paragraphs[number].start:
            found.append(match)
    if found:
        yield number, found


def _runs(blocks: Iterator[_Block]) -> Iterator[list[_Block]]:
    """Gather paragraphs whose marks may belong together: a paragraph of plain pairs stands alone."""
    run: list[_Block] = []
    for block in blocks:
        plain = _is_plain(block.marks)
        if run and (plain or block.number - run[-1].number > _FARTHEST):
            yield run
            run = []
        if plain:
            yield [block]
        else:
            run.append(block)
    if run:
        yield run


def _is_plain(marks: list[Mark]) -> bool:
    if len(marks) % 2:
        return False
    return all(
        left.opens == 0 == right.closes and left.style == right.style
        for left, right in zip(marks[::2], marks[1::2], strict=True)
    )


def _paired(text: str, run: list[_Block], paragraphs: list[Range]) -> Iterator[Segment]:
    """Pair the marks of a run of paragraphs, and give what stands between them."""
    if len(run) == 1 and _is_plain(run[0].marks):
        marks = run[0].marks
        for left, right in zip(marks[::2], marks[1::2], strict=True):
            yield from _cut(text, left.start, left.end, right.start, right.end, closed=True)
        return
    steps: list[Mark | Boundary] = []
    for block, following in pairwise([*run, None]):
        if block is not None:
            steps += [*block.marks, _boundary(text, block, following, paragraphs)]
    yield from _between(text, steps, pair(steps), paragraphs)


def _boundary(text: str, block: _Block, following: _Block | None, paragraphs: list[Range]) -> Boundary:
    """Judge whether a quotation that is open at the end of a paragraph ends there or runs on."""
    number = block.number
    opens_anew = number + 1 < len(paragraphs) and text[paragraphs[number + 1].start] in _ANY_MARK
    stays = _NEVER
    if following is not None and not opens_anew:
        first = following.marks[0]
        rest = text[following.range.start : first.start]
        credit = first.end == following.range.end and len(rest.split()) <= _CREDIT
        if not (credit and text[block.range.end - _LONGEST_MARK : block.range.end].rstrip(_ANY_MARK)[-1:] in _STOPS):
            stays = _STAYS * (following.number - number)
    ends = _CONTINUED if opens_anew else _OPEN_ENDED
    return Boundary(ends, stays, number, following.number if following else number)


def _between(
    text: str, steps: list[Mark | Boundary], actions: list[Action], paragraphs: list[Range]
) -> Iterator[Segment]:
    """Cut what stands between the marks that open and those that close."""
    outer = start = -1
    for step, action in zip(steps, actions, strict=True):
        if isinstance(step, Boundary):
            here = paragraphs[step.paragraph]
            if action is Action.CLOSE:
                lost = step.ends != _CONTINUED and _lost_end(text, start, here.end, reopened=False)
                end, outer_end = lost or (here.end, here.end)
                yield from _cut(text, outer, start, end, outer_end, closed=bool(lost))
            elif action is Action.STAY:
                yield from _cut(text, outer, start, here.end, here.end, closed=False)
                for between in paragraphs[step.paragraph + 1 : step.following]:
                    yield from _cut(text, between.start, between.start, between.end, between.end, closed=False)
                outer = start = paragraphs[step.following].start
        elif action is Action.OPEN:
            outer, start = step.start, step.end
        elif action is Action.CLOSE:
            yield from _cut(text, outer, start, step.start, step.end, closed=True)
        elif action is Action.REOPEN:
            lost = _lost_end(text, start, step.start, reopened=True)
            end, outer_end = lost or (step.start, step.start)
            yield from _cut(text, outer, start, end, outer_end, closed=bool(lost))
            outer, start = step.start, step.end


def _lost_end(text: str, start: int, limit: int, *, reopened: bool) -> tuple[int, int] | None:
    """Where a quotation ends whose closing mark is lost; ``None`` where nothing tells."""
    single = _SINGLE_INSTEAD.search(text, start, limit)
    if single is not None and not any(m["open"] for m in _SINGLE.finditer(text, start, single.start())):
        return single.start(), single.end()
    if frame := _FRAME.search(text, start, limit):
        return frame.start(), frame.start()
    if reopened and text[start:limit].rstrip()[-1:] not in _STOPS:
        sentence = _SENTENCE_END.search(text, start, limit)
        if sentence is not None:
            return sentence.end(), sentence.end()
    return None


def _read(text: str, start: int, end: int, paragraph: Range, last: Mark | None) -> Mark:
    """Tell from a mark's glyph and its neighbours what it may be."""
    glyph = text[start:end]
    if len(glyph) == _LONGEST_MARK:
        # A single mark beside a double one: the outer is the double.
        closing = start > paragraph.start and not text[start - 1].isspace()
        start, end = (start + 1, end) if closing else (start, end - 1)
        glyph = text[start:end]
    before, after = _beside(text, start, end, paragraph)
    opening_side = (before.isspace() or before in _BEFORE_WORD) and not (after.isspace() or after in _PUNCTUATION)
    closing_side = not before.isspace() and (after.isspace() or after in _PUNCTUATION)
    style = _STYLES.get(glyph, _CURLY_STYLE)
    if glyph in _STRAIGHT:
        if before.isdigit() and text[start - 1] == before and not after.isalpha():
            return Mark(start, end, style, _NEVER, _INCH_CLOSES, _INCH_STRAY, _INCH_STRAY)
        if opening_side:
            return Mark(start, end, style, _LIKELY, _UNLIKELY, _STRAY, _STRAY)
        if closing_side:
            misplaced = before in ",:" and _starts_anew(text, end, paragraph.end)
            return Mark(start, end, style, _MISPLACED if misplaced else _UNLIKELY, _LIKELY, _STRAY, _STRAY)
        opens = _STRAY if end == paragraph.end else _AMBIGUOUS
        closes = _STRAY if start == paragraph.start else _AMBIGUOUS
        return Mark(start, end, style, opens, closes, _AMBIGUOUS_STRAY, _AMBIGUOUS_STRAY)
    if glyph in _OPENING:
        closes = _NEVER
        if glyph in _REVERSED_CLOSING and closing_side:
            low = last is not None and text[last.start] in "„»"
            closes = _LIKELY if low else _REVERSED
        return Mark(start, end, style, _FAIR if closes < _NEVER else _LIKELY, closes, _UNLIKELY, _UNLIKELY)
    opens = _FAIR if glyph in _REVERSED_OPENING and opening_side else _NEVER
    return Mark(start, end, style, opens, _LIKELY, _STRAY, _STRAY)


def _beside(text: str, start: int, end: int, paragraph: Range) -> tuple[str, str]:
    """What stands before and after a mark, other marks right beside it left aside; blanks at the paragraph's ends."""
    left, right = start - 1, end
    floor, ceiling = max(paragraph.start, start - _LONGEST_MARK), min(paragraph.end, end + _LONGEST_MARK)
    while left > floor and text[left] in _ANY_MARK:
        left -= 1
    while right < ceiling - 1 and text[right] in _ANY_MARK:
        right += 1
    before = text[left] if left >= paragraph.start and text[left] not in _ANY_MARK else " "
    after = text[right] if right < paragraph.end and text[right] not in _ANY_MARK else " "
    if after == "…" or text.startswith("..", right):
        # What begins with an ellipsis begins with a word.
        after = text[right : min(right + _ELLIPSIS, ceiling + _ELLIPSIS)].lstrip(".…")[:1] or after
    return before, after


def _starts_anew(text: str, position: int, limit: int) -> bool:
    """Whether a blank and then the beginning of a sentence follow."""
    after = text[position : min(limit, position + 3)].lstrip()
    return after[:1].isupper() or after[:1] in {"[", "“", "‘"}


def _single(text: str, paragraphs: list[Range], double: list[Segment]) -> list[Segment]:
    """Find what stands inside single marks and outside double ones."""
    found: list[Segment] = []
    inside = iter(double)
    segment = next(inside, None)
    for number, matches in _by_paragraph(text, paragraphs, _SINGLE):
        marks: list[Mark] = []
        for match in matches:
            while segment is not None and segment.outer_end <= match.start():
                segment = next(inside, None)
            if (segment is None or match.start() < segment.outer_start) and (marks or match["open"]):
                marks.append(_read_single(text, match, paragraphs[number], main=not double))
        if marks:
            following = paragraphs[number + 1].start if number + 1 < len(paragraphs) else len(text)
            opens_anew = _SINGLE.match(text, following)
            ends = _CONTINUED if opens_anew is not None and opens_anew["open"] else _NEVER
            steps: list[Mark | Boundary] = [*marks, Boundary(ends, _NEVER, number, number)]
            found.extend(_between(text, steps, pair(steps), paragraphs))
    return found


def _read_single(text: str, match: re.Match[str], paragraph: Range, *, main: bool) -> Mark:
    """Tell how likely a single mark opens or closes rather than being an apostrophe.

    Where double marks are the article's own, single ones in the middle of a sentence are for titles and irony.
    """
    start, end = match.span()
    before = text[start - 1] if start > paragraph.start else ""
    if match["open"]:
        announced = not before or text[max(paragraph.start, start - 2) : start].strip()[-1:] in {",", ":"}
        stray = _UNLIKELY if announced else _AMBIGUOUS_STRAY if main and match["open"] == "‘" else _FAIR
        return Mark(start, end, _SINGLE_STYLE, _LIKELY, _NEVER, stray, stray)
    after = text[end] if end < paragraph.end else ""
    if before in _STOPS and before:
        return Mark(start, end, _SINGLE_STYLE, _NEVER, _LIKELY, _AMBIGUOUS_STRAY, _STRAY)
    if _CUT_SHORT.search(text, max(paragraph.start, start - _SHORT), start) and after not in _PUNCTUATION:
        return Mark(start, end, _SINGLE_STYLE, _NEVER, _AMBIGUOUS, _LIKELY, _APOSTROPHE)
    weak = not main and not (after == "" or after in _PUNCTUATION)
    return Mark(start, end, _SINGLE_STYLE, _NEVER, _AMBIGUOUS if weak else _APOSTROPHE, _LIKELY, _FAIR)


def _outermost(text: str, double: list[Segment], single: list[Segment]) -> list[Segment]:
    """Merge what stands in double and in single marks: what is inside another stretch is part of it."""
    found: list[Segment] = []
    doubles = iter(double)
    waiting = next(doubles, None)
    for segment in single:
        while waiting is not None and waiting.outer_start < segment.outer_start:
            found.append(waiting)
            waiting = next(doubles, None)
        if waiting is not None and waiting.outer_start < segment.outer_end:
            if not _encloses(text, segment):
                continue
            while waiting is not None and waiting.outer_start < segment.outer_end:
                waiting = next(doubles, None)
        found.append(segment)
    if waiting is not None:
        found += [waiting, *doubles]
    return found


def _encloses(text: str, segment: Segment) -> bool:
    """Whether single marks stand as the outer ones do, so that double marks between them are nested."""
    before = text[max(0, segment.outer_start - 2) : segment.outer_start].rstrip(" ")[-1:]
    return before in {"", "\n", ",", ":", ".", "!", "?"} and (text[segment.end - 1] in _STOPS or not segment.closed)


def _cut(text: str, outer: int, start: int, end: int, outer_end: int, *, closed: bool) -> Iterator[Segment]:
    """Give the stretch without blanks, and without marks set twice; nothing where no word stands in it."""
    while end - start > 1 and text[start] in _TWICE and text[end - 1] in _TWICE:
        if _DOUBLE.search(text, start + 1, end - 1):
            break
        start, end = start + 1, end - 1
    start, end = trimmed(text, start, end)
    if _WORD.search(text, start, end):
        yield Segment(start, end, closed, outer, outer_end)
