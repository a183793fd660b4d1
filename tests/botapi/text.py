"""What Telegram makes of a text and its entities, with TDLib's own parser as the judge."""

from __future__ import annotations

import json
import re
from typing import Any

import tdjson

from .model import RefusedError

_TYPES = {
    "mention": "Mention",
    "hashtag": "Hashtag",
    "cashtag": "Cashtag",
    "bot_command": "BotCommand",
    "url": "Url",
    "email": "EmailAddress",
    "phone_number": "PhoneNumber",
    "bold": "Bold",
    "italic": "Italic",
    "underline": "Underline",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "blockquote": "BlockQuote",
    "expandable_blockquote": "ExpandableBlockQuote",
    "code": "Code",
    "pre": "Pre",
    "text_link": "TextUrl",
}
_NAMES = {f"textEntityType{theirs}": ours for ours, theirs in _TYPES.items()}
_PARSE_MODES = {
    "html": {"@type": "textParseModeHTML"},
    "markdown": {"@type": "textParseModeMarkdown", "version": 1},
    "markdownv2": {"@type": "textParseModeMarkdown", "version": 2},
}

#: The marks that ``parseMarkdown`` would take as markup, each replaced by a letter of the same length.
_UNMARKED = str.maketrans(dict.fromkeys("_*~`|[]()", "x"))

Entities = list[dict[str, Any]]


def units(text: str) -> int:
    """Count UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def slice_units(text: str, offset: int, length: int) -> str:
    """Cut a text by UTF-16 code units; a cut inside a surrogate pair raises ``UnicodeDecodeError``."""
    return text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le")


def clean(text: str) -> str:
    """Clean a text as ``clean_input_string`` in TDLib does, without trimming it."""
    text = re.sub("[\x00-\x09\x0b\x0c\x0e-\x1f]", " ", text)
    text = re.sub("[\r\u2028-\u202e\u030a\u0333\u033f]", "", text)
    return re.sub("[\u200e\u200f](?=[\u200e\u200f])", "\u200c", text)


def parse(text: str, parse_mode: str) -> tuple[str, Entities]:
    """Read markup as the server does.

    Raises:
        RefusedError: the markup cannot be read.
    """
    mode = _PARSE_MODES.get(parse_mode.lower())
    if mode is None:
        raise RefusedError(400, "Bad Request: unsupported parse_mode")
    parsed = _td({"@type": "parseTextEntities", "text": text, "parse_mode": mode})
    return parsed["text"], [_named(entity) for entity in parsed["entities"]]


def fix(text: str, entities: Entities) -> tuple[str, Entities]:
    """Give the text and entities that a chat shows for those that were sent.

    TDLib checks and cleans; it does not trim here, so that is done on top.

    Raises:
        RefusedError: an entity is out of range, splits a character, or links to what is no address.
    """
    fixed = _td(
        {
            "@type": "parseMarkdown",
            "text": {
                "@type": "formattedText",
                "text": text.translate(_UNMARKED),
                "entities": [_to_td(entity) for entity in entities],
            },
        }
    )
    cleaned = clean(text)
    if not cleaned.strip(" \n"):
        return "", []
    if fixed["text"] != cleaned.translate(_UNMARKED):
        raise AssertionError(f"TDLib cleans {text!r} to {fixed['text']!r}, and this server to {cleaned!r}")
    shown = cleaned.strip(" \n")
    cut = units(cleaned) - units(cleaned.lstrip(" \n"))
    trimmed = (_trimmed(_named(entity), cut, units(shown)) for entity in fixed["entities"])
    return shown, [entity for entity in trimmed if entity["length"] > 0]


def found(text: str) -> Entities:
    """Find what every client marks up by itself: commands, mentions, hashtags, addresses."""
    entities = _td({"@type": "getTextEntities", "text": text})["entities"]
    return [_named(entity) for entity in entities if entity["type"]["@type"] in _NAMES]


def _trimmed(entity: dict[str, Any], cut: int, length: int) -> dict[str, Any]:
    start = max(0, entity["offset"] - cut)
    end = min(length, entity["offset"] + entity["length"] - cut)
    return {**entity, "offset": start, "length": end - start}


def _to_td(entity: dict[str, Any]) -> dict[str, Any]:
    kind: dict[str, Any] = {"@type": f"textEntityType{_TYPES[entity['type']]}"}
    if "url" in entity:
        kind["url"] = entity["url"]
    return {"@type": "textEntity", "offset": entity["offset"], "length": entity["length"], "type": kind}


def _named(entity: dict[str, Any]) -> dict[str, Any]:
    kind = entity["type"]
    named = {"type": _NAMES[kind["@type"]], "offset": entity["offset"], "length": entity["length"]}
    return {**named, "url": kind["url"]} if "url" in kind else named


def _td(query: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(tdjson.td_execute(json.dumps(query).encode()) or b"{}")
    if answer["@type"] == "error":
        raise RefusedError(400, f"Bad Request: {answer['message']}")
    return answer


_td({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})
