"""Cleaning a text once when it is read, and cutting it into paragraphs and sentences."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

# Telegram turns control characters into spaces and drops the directional and combining marks below, so a text that
# held them could not be shown to the letter (TDLib, clean_input_string). U+2029 is a paragraph end.
_LINE_ENDS = re.compile("\r\n|\r|\x85|\u2028|\u2029")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f]")
_DROPPED = re.compile("[\u202a-\u202e\u030a\u0333\u033f\ufeff\ud800-\udfff]")
# More symbols in a row than any script needs; Unicode's Stream-Safe Text Format (UAX 15) allows 30.
_LONG_RUN = re.compile(r"[^\w\s\x00-\u02ff]{31,}")

# Lines broken for width: at most so long, broken within so much of the longest, and one in so many of them full; typed
# and mailed text has 60 to 100 characters a line, and its paragraphs end in one short line. A line goes on from this
# length.
_WIDEST = 120
_RAGGED = 25
_FULL_LINES = 3
_WRAPPED = 50
# More symbols than this in a paragraph, and every second character or more, are no prose; dense prose has one in ten.
_MANY_SYMBOLS = 64
_LETTER = re.compile(r"\w")
_SYMBOLS_IN_PROSE = 2
_SYMBOL = re.compile(r"[^\w\s]")

_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
# What a line ends with that was not broken for width.
_ENDS_LINE = frozenset(".!?…:\"'”’»)]“‘")
# A run of stops is taken whole, and few marks after it: giving back and starting anew would take quadratic time.
_SENTENCE_END = re.compile(
    r"(?<![.!?…])(?P<stop>[.!?…]++)(?P<close>[\"'”’»)\]]{0,4})(?=\s|[“\"«]|$)|(?<=[a-z0-9]{2})\.(?=[A-Z][a-z]+\s)"
)
_GOES_ON = re.compile(r"\s*[a-z]")
# Words after which a full stop is part of the word. A list of the language: titles, ranks, months, states, Latin.
ABBREVIATIONS = frozenset(
    """adm al ala apr ariz ark assn aug ave blvd brig btw calif capt cf cmdr co col colo conn corp cpl ct dec del dept
    det dist dr ed eg esq est etc feb fig fla ft ga gen gov govt hon ie ill inc ind insp jan jr jul jun kan ky la lt
    ltd maj mar mass maxim md messrs mich min minn miss mo mont mr mrs ms mt neb nev no nos nov oct okla ore pa pfc ph
    phd pres prof rep reps rev rd sen sens sept sgt spc sr st supt tenn tex univ va v vol vs vt wash wis wyo""".split()
)


# Words that begin a sentence and no name, so that a full stop before one is an end even after "U.S.".
STARTERS = frozenset("The A An In On At He She It They We I But And This That These Those There".split())


class Range(NamedTuple):
    """Where something stands in a text: code points, ``end`` exclusive."""

    start: int
    end: int


def clean(text: str) -> str:
    r"""Bring a text into the form that every offset refers to.

    Unicode NFC, ``\n`` line ends, control characters as spaces, and without the characters that Telegram drops
    from every message. Nothing else changes: no-break spaces, dashes and quotation marks stay as published. Cleaning
    a clean text changes nothing.
    """
    text = _CONTROLS.sub(" ", _LINE_ENDS.sub("\n", text))
    while (composed := _DROPPED.sub("", _composed(text))) != text:
        text = composed
    return text


def _composed(text: str) -> str:
    """Unicode NFC in linear time: long runs of combining marks are put in canonical order first.

    Python orders them by insertion, which takes minutes for a run of 100,000.
    """
    return unicodedata.normalize("NFC", _LONG_RUN.sub(_in_canonical_order, text))


def _in_canonical_order(run: re.Match[str]) -> str:
    """Decompose a run of marks and sort those between two starters by class, as Unicode, section 3.11, has it."""
    marks = "".join(unicodedata.normalize("NFD", character) for character in run.group())
    parts = groupby(marks, key=lambda character: unicodedata.combining(character) > 0)
    return "".join(
        "".join(sorted(part, key=unicodedata.combining)) if combining else "".join(part) for combining, part in parts
    )


def trimmed(text: str, start: int, end: int) -> Range:
    """Take the white space off both ends of a range; an all-blank range comes back empty."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Range(start, end)


def is_prose(text: str, stretch: Range) -> bool:
    """Whether a stretch is written in words; rules, drawings and heaps of marks are not, and hold no quote."""
    if _LETTER.search(text, *stretch) is None:
        return False
    if stretch.end - stretch.start <= _MANY_SYMBOLS:
        return True
    words = text[stretch.start : stretch.end]
    symbols = len(words) - len(_SYMBOL.sub("", words))
    return symbols <= _MANY_SYMBOLS or symbols * _SYMBOLS_IN_PROSE < len("".join(words.split()))


def paragraphs(text: str) -> list[Range]:
    """Find the paragraphs of a text, in order, without the white space around them.

    Blank lines part paragraphs, and so do single line ends, except where a line was wrapped for width: long, not the
    end of a sentence, or going on in lower case.
    """
    found: list[Range] = []
    position = 0
    wrapped = _is_wrapped(text)
    for gap in [*_BLANK_LINES.finditer(text), None]:
        end = gap.start() if gap else len(text)
        found.extend(_lines(text, position, end, wrapped=wrapped))
        position = gap.end() if gap else end
    return found


def _is_wrapped(text: str) -> bool:
    """Whether the lines of a text were broken for width: none is much longer than most, ends of paragraphs aside."""
    lengths = [length for line in text.split("\n") if (length := len(line.strip()))]
    longest = max(lengths, default=0)
    full = sum(length >= longest - _RAGGED for length in lengths)
    return _WRAPPED <= longest <= _WIDEST and full * _FULL_LINES >= len(lengths)


def _lines(text: str, start: int, end: int, *, wrapped: bool) -> Iterator[Range]:
    """Part a block at its line ends, save those that only wrap a line."""
    begin = line = start
    while (at := text.find("\n", line, end)) != -1:
        before = trimmed(text, line, at)
        unfinished = before.end > before.start and text[before.end - 1] not in _ENDS_LINE
        wraps = wrapped and unfinished and before.end - before.start >= _WRAPPED
        if not wraps and (wrapped or unfinished):
            wraps = text[at + 1 : at + 80].lstrip()[:1].islower()
        if not wraps:
            if (cut := trimmed(text, begin, at)).end > cut.start:
                yield cut
            begin = at + 1
        line = at + 1
    if (cut := trimmed(text, begin, end)).end > cut.start:
        yield cut


def sentences(text: str, start: int, end: int) -> list[Range]:
    """Split a stretch of text into sentences, closing quotation marks and brackets included.

    A full stop after an initial, a known abbreviation or inside a dotted acronym ends no sentence unless what
    follows leaves no doubt. A missing blank after the stop ("countries.On Monday") is forgiven.
    """
    found: list[Range] = []
    begin = start
    stretch = text[start:end]
    for match in _SENTENCE_END.finditer(stretch):
        at = start + match.end()
        if match["stop"] == "." and not match["close"] and _inside_word(stretch, match.start(), match.end()):
            continue
        if _GOES_ON.match(stretch, match.end()):
            continue
        cut = trimmed(text, begin, at)
        if cut.end > cut.start:
            found.append(cut)
        begin = at
    rest = trimmed(text, begin, end)
    if rest.end > rest.start:
        found.append(rest)
    return found


def _inside_word(stretch: str, stop: int, after: int) -> bool:
    """Whether the full stop at ``stop`` belongs to an abbreviation rather than to a sentence."""
    word = re.search(r"[\w.’']*$", stretch[max(0, stop - 24) : stop])
    before = word.group().lstrip(".’'") if word else ""
    if before.lower().replace(".", "") in ABBREVIATIONS or re.fullmatch(r"[A-Z]", before):
        return True
    # "U.S. mission" goes on; "in the U.S. The" does not, and only the next word tells.
    following = re.match(r"\s+([A-Z][a-z]*)", stretch[after : after + 40])
    starts_anew = following is not None and following.group(1) in STARTERS
    return bool(re.fullmatch(r"(?:[A-Za-z]\.)+[A-Za-z]", before)) and not starts_anew
