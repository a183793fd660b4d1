"""Standard input: JSON Lines where it begins as that does, else a text or several."""

import codecs
import sys
from collections.abc import Iterator

from ..errors import ArticleError
from .fields import Outcome
from .forms import read_raw
from .json_lines import read_json_lines
from .plain import read_plain
from .raw import MAX_FILE_BYTES, Raw, rejoined

NAME = "-"
"""What standard input is called as a source."""
_BLOCK = 65_536


def read_standard_input(separator: str | None = None) -> Iterator[Outcome]:
    """Read the articles that come in through standard input, which is read once."""
    if sys.stdin is None:
        yield ArticleError(NAME, "there is no standard input")
        return
    stream, head = sys.stdin.buffer, b""
    try:
        while not (begin := head.removeprefix(codecs.BOM_UTF8).lstrip()) and len(head) <= MAX_FILE_BYTES:
            if not (block := stream.read(_BLOCK)):
                break
            head += block
    except (OSError, ValueError) as error:
        yield ArticleError(NAME, f"cannot be read: {error}")
        return
    raw = Raw(where=NAME, name="", open=lambda: rejoined(head, stream), separator=separator)
    yield from read_raw(raw, read_json_lines if begin.startswith(b"{") else read_plain)
