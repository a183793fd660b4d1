"""Text with entities as Telegram counts and cleans it: the pages that an answer is sent as.

Nothing here knows python-telegram-bot, so that pages can be made and judged without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal, Self
from urllib.parse import quote, urlsplit

from onrecord.corpus import FrozenModel
from pydantic import Field

#: Most UTF-16 code units in one message. The documentation says 4096 characters and does not say of which kind, so
#: the strictest reading is used. Source: https://core.telegram.org/bots/api#sendmessage
MAX_UNITS = 4096

#: Most entities in one message; the server drops the rest. Source: ``MAX_USER_ENTITY_COUNT`` in TDLib.
MAX_ENTITIES = 100

#: What Telegram trims from both ends of a message, once the text is cleaned.
TRIMMED = " \n"

_TO_SPACE = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f]")
_DROPPED = re.compile("[\r\u2028-\u202e\u030a\u0333\u033f]")

#: Of several marks of writing direction in a row, Telegram keeps the last and makes the others joiners without width.
_REPEATED_MARK = re.compile("[\u200e\u200f](?=[\u200e\u200f])")

_MAX_URL = 2048
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.ASCII)

EntityType = Literal["blockquote", "bold", "expandable_blockquote", "italic", "strikethrough", "text_link", "underline"]

#: Longer block quotes are shown folded, to be opened with a tap: more than this fills a phone.
FOLDED_FROM = 700


class Entity(FrozenModel):
    """A stretch of a page's text that is shown in its own way; offset and length in UTF-16 code units."""

    type: EntityType
    offset: int = Field(ge=0)
    length: int = Field(gt=0)
    url: str | None = None


class Button(FrozenModel):
    """A button under a message: what a tap sends back, at most 64 bytes of it, or the address that it opens."""

    label: str
    data: str | None = None
    url: str | None = None


class Page(FrozenModel):
    """One message, or a piece of one: cleaned text, the entities in it, and rows of buttons under it."""

    text: str = ""
    entities: tuple[Entity, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()

    @classmethod
    def of(cls, text: str, kind: EntityType | None = None, url: str | None = None) -> Self:
        """Make a page of text that is shown in one way throughout; the text is cleaned first."""
        text = clean(text)
        if kind is None or not text:
            return cls(text=text)
        return cls(text=text, entities=(Entity(type=kind, offset=0, length=units(text), url=url),))

    @classmethod
    def quoting(cls, text: str, spans: Iterable[tuple[int, int, EntityType]] = ()) -> Self:
        """Make a block quote of words that stay as they are, folded where they are long.

        Args:
            text: the words; cleaned already, so that offsets in it hold.
            spans: parts of it to show in a way of their own, in order, by code points.
        """
        if clean(text) != text:
            raise ValueError("a quote is cleaned before its parts are counted")
        if not text:
            return cls()
        length = units(text)
        kind: EntityType = "expandable_blockquote" if length > FOLDED_FROM else "blockquote"
        entities = [Entity(type=kind, offset=0, length=length)]
        for start, end, way in spans:
            entities.append(Entity(type=way, offset=units(text[:start]), length=units(text[start:end])))
        return cls(text=text, entities=tuple(entities))

    def under(self, *rows: Sequence[Button]) -> Page:
        """Put rows of buttons under this; empty rows are left out."""
        return self.model_copy(update={"buttons": tuple(tuple(row) for row in rows if row)})

    def __add__(self, other: Page | str) -> Page:
        if isinstance(other, str):
            other = Page.of(other)
        shift = units(self.text)
        moved = (entity.model_copy(update={"offset": entity.offset + shift}) for entity in other.entities)
        return Page(text=self.text + other.text, entities=(*self.entities, *moved))

    def and_if_it_fits(self, *others: Page | str) -> Page:
        """Add what still fits onto one message, all of it or nothing."""
        page = self
        for other in others:
            page = page + other
        return page if page.fits() else self

    def fits(self, room: int = MAX_UNITS) -> bool:
        """Tell whether this can be sent as one message, or within ``room`` UTF-16 code units of one."""
        return units(self.text) <= room and len(self.entities) <= MAX_ENTITIES


def units(text: str) -> int:
    """Count UTF-16 code units, in which Telegram measures offsets and lengths."""
    return len(text) + sum(character > "\uffff" for character in text)


def clean(text: str) -> str:
    """Change a text as Telegram changes it on arrival, so that offsets counted here still hold there.

    Control characters become spaces; carriage returns, line and paragraph separators, direction overrides and three
    combining lines are dropped; of several marks of writing direction in a row only the last stays one. A lone
    surrogate, which cannot be sent, becomes U+FFFD.

    Source: ``clean_input_string`` and ``replace_offending_characters`` in TDLib (td/telegram/misc.cpp).
    """
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _REPEATED_MARK.sub("\u200c", _DROPPED.sub("", _TO_SPACE.sub(" ", text)))


def one_line(text: str, limit: int) -> str:
    """Bring a text onto one line of at most ``limit`` UTF-16 code units; what is cut off shows as an ellipsis."""
    line = " ".join(clean(text).split())
    if units(line) <= limit:
        return line
    return line[: _fitting(line, limit - 1)].rstrip() + "…"


def link(url: str | None) -> str | None:
    """Give the address in a form that Telegram takes as a link, or ``None`` where it would refuse the message.

    One entity with an address that Telegram cannot parse fails the whole message, and addresses come from articles.
    """
    if url is None or len(url) > _MAX_URL or clean(url) != url:
        return None
    try:
        address = urlsplit(url.strip())
        port = address.port
    except ValueError:
        return None
    if address.scheme not in {"http", "https"} or port == 0 or "@" in address.netloc:
        return None
    if not _HOST.fullmatch(address.hostname or ""):
        return None
    return quote(address.geturl(), safe="/?#:&=%+,;~!$'()*@[]-._")


def split(text: str, limit: int) -> list[str]:
    """Cut a long text into pieces of at most ``limit`` UTF-16 code units, dropping spaces at the cuts alone.

    Cuts after a paragraph or a sentence where that leaves a piece at least half full, else between words, else between
    characters; never inside a surrogate pair.
    """
    pieces = []
    rest = text.strip(TRIMMED)
    while units(rest) > limit:
        window = rest[: _fitting(rest, limit) + 1]
        cut = _last_break(window)
        pieces.append(rest[:cut].rstrip(TRIMMED))
        rest = rest[cut:].lstrip(TRIMMED)
    return [*pieces, rest] if rest else pieces


def paginate(blocks: Iterable[Page], room: int = MAX_UNITS) -> tuple[Page, ...]:
    """Put blocks onto as few messages of ``room`` units as they fit on, in order, an empty line between them.

    Each block must fit by itself.
    """
    pages: list[Page] = []
    for block in blocks:
        if pages and (together := pages[-1] + "\n\n" + block).fits(room):
            pages[-1] = together
        else:
            pages.append(block)
    return tuple(pages)


_BREAKS = (
    re.compile(r"\n+"),
    re.compile(r"[.!?…]['\"”’»)\]]*[ \n]+"),
)
_WORD_BREAK = re.compile(r"[ \n]+")


def _last_break(window: str) -> int:
    """Find where to cut a window that is one character longer than what fits."""
    most = len(window) - 1
    for pattern in _BREAKS:
        ends = [match.end() for match in pattern.finditer(window)]
        # The space after the cut is dropped, so it may stand on the character that no longer fits.
        if ends and ends[-1] >= most // 2:
            return ends[-1]
    ends = [match.end() for match in _WORD_BREAK.finditer(window)]
    return ends[-1] if ends else most


def _fitting(text: str, limit: int) -> int:
    """Count the leading code points that fit into ``limit`` UTF-16 code units."""
    used = 0
    for index, character in enumerate(text):
        used += 1 + (character > "\uffff")
        if used > limit:
            return index
    return len(text)
