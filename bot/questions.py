"""What a message asks: the words behind a command, beside a mention, or those that somebody selected."""

from __future__ import annotations

import re
from typing import NamedTuple

from telegram import Message

from .header import MAX_SHOWN
from .pages import one_line

_COMMAND = re.compile(r"/(?P<name>\w{1,32})(?:@(?P<bot>\w+))?(?:\s+|$)", re.ASCII)


class Question(NamedTuple):
    """What a message asks; ``shown`` where that is not what it says itself."""

    text: str
    shown: bool = False


def question_of(message: Message, username: str) -> Question | None:
    """Find what a message asks; ``None`` where it asks nothing, or is another command than /ask.

    Words that are selected in one of the bot's answers are the question. ``/ask`` without words, or the bot's name
    alone, asks about the message that it replies to, or the part of it that is selected.
    """
    text = message.text or ""
    command = _COMMAND.match(text)
    if command and command["name"].lower() == "ask" and _is_for(command["bot"], username):
        if rest := text[command.end() :].strip():
            return Question(rest)
        return _shown(replied_text(message))
    if text.startswith("/"):
        return None
    if message.quote and replies_to_bot(message):
        return _shown(message.quote.text)
    asked = without_mention(text, username).strip()
    return Question(asked) if asked else _shown(replied_text(message))


def after_command(message: Message) -> str:
    """Give what stands behind a command."""
    _, *rest = (message.text or "").split(maxsplit=1)
    return "".join(rest).strip()


def command_is_for(message: Message, username: str) -> bool:
    """Tell whether a command is meant for this bot, or for whichever there is."""
    command = _COMMAND.match(message.text or "")
    return command is None or _is_for(command["bot"], username)


def replied_text(message: Message) -> str:
    """Give the text that a message replies to: the part that is selected, where the reader chose one."""
    if message.quote:
        return message.quote.text
    replied = message.reply_to_message
    return (replied.text or replied.caption or "") if replied else ""


def replies_to_bot(message: Message) -> bool:
    """Tell whether a message replies to one of this bot's."""
    replied = message.reply_to_message
    return bool(replied and replied.from_user and replied.from_user.id == message.get_bot().id)


def mentions(message: Message, username: str) -> bool:
    """Tell whether a message mentions the bot by name."""
    return bool(_mention(username).search(message.text or ""))


def without_mention(text: str, username: str) -> str:
    """Take the bot's name out of a text that addresses it."""
    return _mention(username).sub(" ", text)


def _mention(username: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)@{re.escape(username)}(?!\w)[,:]?", re.IGNORECASE)


def _is_for(bot: str | None, username: str) -> bool:
    return bot is None or bot.lower() == username.lower()


def _shown(text: str) -> Question | None:
    """A question that the answer shows, and so no longer than it can be shown."""
    line = one_line(text, MAX_SHOWN)
    return Question(line, shown=True) if line else None
