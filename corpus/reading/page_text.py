"""The text of a page: which of its lines are the article, and those lines to the letter."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from copy import deepcopy
from itertools import groupby
from typing import TYPE_CHECKING, Literal, NamedTuple

from ..errors import ArticleError

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Elements that begin a line of their own, and those that part the cells of one.
_BLOCKS = frozenset(
    """address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section summary table
    tbody tfoot thead tr ul""".split()
)
_CELLS = frozenset({"td", "th"})
# Elements of a sentence, which belong to it whatever class they have.
_WORDING = frozenset("a abbr b bdi bdo cite code dfn em font i ins mark q s small strong u".split())
_CELLS_SPAN = frozenset({"colspan", "rowspan"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# What a reader of the page does not read as its text.
_UNREAD = frozenset(
    """applet audio button canvas datalist embed head iframe input math meter noembed noframes noscript object optgroup
    option progress rp rt script select style svg template textarea title video""".split()
)
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
# White space that HTML collapses; a no-break space is none (HTML Standard, "ASCII whitespace").
_WHITE = " \t\n\f\r"
_BLANKS = re.compile(f"[{_WHITE}]+")
_LINES = re.compile(r"\n{2,}")
# A page has some hundreds of pieces of text; the time that the extraction takes grows with their square.
MAX_PIECES = 10_000
# Two signs of the Braille alphabet name a piece of text: no letters, so that no rule on words matches them.
_FIRST_SIGN, _SIGNS = 0x2800, 256
_MARKER = re.compile("[\u2800-\u28ff]{2}")
# What a mark could be taken for, and what lxml reads in a page and refuses to be given.
_UNMARKED = re.compile("[\u2800-\u28ff\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Line(NamedTuple):
    """One line of a page: a paragraph, a heading, an item of a list, a row of a table."""

    text: str
    heading: bool
    linked: int
    """Characters of it that are the text of links."""


class _Piece(NamedTuple):
    """A run of characters with nothing but its place in the page; ``number`` is ``None`` for blank ones."""

    line: int
    text: str
    number: int | None
    heading: bool
    linked: bool
    apart: bool
    """Whether it stands in an inline element that the page gives a class or a name, and thus a purpose."""


class _Marks(NamedTuple):
    """What holds for the text at a place of a page, by the elements around it; as in :class:`_Piece`."""

    heading: bool = False
    linked: bool = False
    apart: bool = False
    preserved: bool = False


def remove_unread(tree: HtmlElement) -> None:
    """Take out of a page what nobody reads as its text: scripts, forms' fields, hidden elements."""
    for element in [*tree.iter()]:
        if element.getparent() is None or not isinstance(element.tag, str) or element.tag in {"head", "title"}:
            continue
        hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style", ""))
        if element.tag in _UNREAD or hidden:
            element.drop_tree()


def article_lines(tree: HtmlElement, where: str) -> list[Line]:
    """Find the lines of a page that are its article, in order, without navigation, teasers and comments.

    trafilatura tells which pieces of text belong to the article, and nothing else is taken from it, since it changes
    white space and leaves characters out: every piece goes to it with a marker, and the lines are made of the pieces
    whose markers come back, from the page itself. Within a line that is kept, a piece is left out only where its
    element has a class of its own ("share"), so that no sentence loses a word.

    Args:
        tree: the page, without what :func:`remove_unread` takes out.
        where: the file or address, for errors.

    Raises:
        ArticleError: the page has more pieces than any page needs, or its mark-up cannot be worked through.
    """
    pieces = list(_pieces(tree))
    if len(pieces) > MAX_PIECES:
        raise ArticleError(where, f"{len(pieces)} pieces of text; a page of at most {MAX_PIECES} is read")
    kept = _kept(tree, where)
    lines = [_line(list(run), kept) for _, run in groupby(pieces, key=lambda piece: piece.line)]
    return [line for line in lines if line is not None]


def all_lines(tree: HtmlElement) -> list[Line]:
    """Every line of a page or of a fragment, in order."""
    pieces = list(_pieces(tree))
    every = {piece.number for piece in pieces if piece.number is not None}
    lines = [_line(list(run), every) for _, run in groupby(pieces, key=lambda piece: piece.line)]
    return [line for line in lines if line is not None]


def _line(pieces: list[_Piece], kept: set[int]) -> Line | None:
    """Join the pieces of a line, where most of it is kept."""
    sizes = {piece.number: len(piece.text) for piece in pieces if piece.number is not None}
    if 2 * sum(size for number, size in sizes.items() if number in kept) <= sum(sizes.values()):
        return None
    whole = [piece for piece in pieces if piece.number is None or piece.number in kept or not piece.apart]
    text = _joined(piece.text for piece in whole)
    if not text.strip():
        return None
    linked = sum(len(piece.text) for piece in whole if piece.linked)
    return Line(text, all(piece.heading for piece in whole if piece.number is not None), linked)


def _joined(texts: Iterator[str]) -> str:
    """Join pieces whose blanks are collapsed, so that one blank stands where two meet, and none at a line's end."""
    text = re.sub(" {2,}", " ", "".join(texts))
    text = re.sub(" ?\n ?", "\n", text)
    return _LINES.sub("\n\n", text).strip(" \n")


def _pieces(tree: HtmlElement) -> Iterator[_Piece]:
    """Yield the text of a page piece by piece, blank ones included, as a browser would lay it out."""
    number = 0
    for line, element, place, marks in _walk(tree):
        if place == "break":
            yield _Piece(line, "\n" if element.tag == "br" else " ", None, marks.heading, marks.linked, marks.apart)
            continue
        text = getattr(element, place)
        blank = not text.strip(_WHITE)
        shown = text if marks.preserved else _BLANKS.sub(" ", text)
        yield _Piece(line, shown, None if blank else number, marks.heading, marks.linked, marks.apart)
        number += not blank


def _walk(tree: HtmlElement) -> Iterator[tuple[int, HtmlElement, Literal["text", "tail", "break"], _Marks]]:
    """Go through a page in its order, without recursion: line, element, where in it text is, and what holds there."""
    line = 0
    waiting = [(tree, _Marks(), True)]
    while waiting:
        element, around, opening = waiting.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        line += tag in _BLOCKS
        if not opening:
            if element is not tree and element.tail:
                yield line, element, "tail", around
            continue
        waiting.append((element, around, False))
        if tag == "br" or tag in _CELLS:
            yield line, element, "break", around
        if not tag or tag in _UNREAD:
            continue
        named = tag not in _WORDING and bool(element.get("class") or element.get("id"))
        inside = _Marks(
            heading=around.heading or tag in _HEADINGS,
            linked=around.linked or tag == "a",
            apart=tag not in _BLOCKS and (around.apart or named),
            preserved=around.preserved or tag == "pre",
        )
        waiting += [(child, inside, True) for child in reversed(element)]
        if element.text:
            yield line, element, "text", inside


def _kept(tree: HtmlElement, where: str) -> set[int]:
    """The numbers of the pieces that trafilatura takes for the article's."""
    import trafilatura

    logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # what it logs of a page is not for readers
    marked = deepcopy(tree)
    for cell in marked.iter(*_CELLS):
        for spans in _CELLS_SPAN & set(cell.attrib):  # trafilatura makes as many cells as they say, row by row
            del cell.attrib[spans]
    for figure in marked.iter("figure"):  # trafilatura leaves out what it holds, and pages set quotations in it
        if next(figure.iter("blockquote"), None) is not None:
            figure.tag = "div"
    texts = [(element, place) for _, element, place, _ in _walk(marked) if place != "break"]
    filled = [(element, place) for element, place in texts if getattr(element, place).strip(_WHITE)]
    for number, (element, place) in enumerate(filled):
        setattr(element, place, f"{_marker(number)} {_UNMARKED.sub(' ', getattr(element, place))}")
    try:
        found = trafilatura.bare_extraction(marked, include_comments=False, include_tables=True, with_metadata=False)
    except Exception as error:  # whatever somebody else's page makes the extraction stumble over
        raise ArticleError(where, f"its mark-up cannot be worked through ({type(error).__name__})") from error
    body = getattr(found, "body", None)
    if body is None:
        return set()
    markers = _MARKER.findall(" ".join(body.itertext()))
    return {(ord(first) - _FIRST_SIGN) * _SIGNS + ord(second) - _FIRST_SIGN for first, second in markers}


def _marker(number: int) -> str:
    high, low = divmod(number, _SIGNS)
    return chr(_FIRST_SIGN + high) + chr(_FIRST_SIGN + low)
