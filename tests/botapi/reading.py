"""A reader of the bot, who asks, taps, and looks at what is shown."""

from __future__ import annotations

from typing import Any

from .model import Chat
from .server import BotApiServer
from .text import slice_units

KURDS = "What did Peskov say about the Kurds?"

Message = dict[str, Any]


def labels(message: Message) -> list[str]:
    """The labels of the buttons under a message."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


def quoted(message: Message) -> list[str]:
    """What stands in block quotes."""
    return [
        slice_units(message["text"], entity["offset"], entity["length"])
        for entity in message.get("entities", [])
        if entity["type"] in {"blockquote", "expandable_blockquote"}
    ]


class Reader:
    """Somebody who asks, and taps."""

    def __init__(self, api: BotApiServer, chat: Chat | None = None, language: str | None = None) -> None:
        self.api = api
        self.chat = chat or api.private(language=language)
        self.written: Message = {}

    def says(self, text: str | None, **fields: Any) -> Message:
        """Write, and give the bot's next message."""
        known = len(self.api.sent(self.chat))
        self.written = self.api.message(self.chat, text, **fields)
        return self.api.wait_for_messages(self.chat, known + 1)[-1]

    def taps(self, message: Message, label: str) -> tuple[Message, str | None]:
        """Tap, and give the message as it is then, and what was said in passing."""
        notice = self.api.wait_for_tap(self.api.tap(self.chat, message, label)).get("text")
        return self.api.now(self.chat, message), notice
