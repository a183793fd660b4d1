"""Calls of the Bot API as values that can be kept: what the bot sends, before it is sent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Literal, Self

from onrecord.corpus import FrozenModel
from pydantic import model_validator
from telegram import Bot, Message
from telegram.error import TelegramError

Method = Literal["sendMessage", "editMessageText", "deleteMessage", "answerCallbackQuery", "answerInlineQuery"]

#: Seconds after which it is no use any more to send something. A message may come late, within the day for which
#: Telegram itself keeps what people write; whoever tapped or typed for an inline answer has gone on long before.
_KEPT = 24 * 3600.0
_FLEETING = 60.0

#: What a new message has, and a changed one keeps.
_OF_A_NEW_MESSAGE = {"message_thread_id", "reply_parameters"}


class Call(FrozenModel):
    """One call: the method, and its parameters as JSON has them.

    Attributes:
        lane: calls of one lane are made in order, each once the one before it is through.
        chat: the chat that a message goes to.
        replies_to: number of the message that it replies to, for the whole of a reply.
        instead_of: which of the messages that answer that one this takes the place of, from 0.
        lifetime: seconds for which it is worth sending.
    """

    method: Method
    params: dict[str, Any]
    lane: str
    chat: int | None = None
    replies_to: int | None = None
    instead_of: int | None = None
    lifetime: float = _KEPT

    @model_validator(mode="after")
    def _params_can_be_sent(self) -> Self:
        json.dumps(self.params, ensure_ascii=False).encode()  # raises on a lone surrogate
        return self

    @classmethod
    def to_chat(
        cls, method: Method, chat: int, *, replies_to: int | None = None, instead_of: int | None = None, **params: Any
    ) -> Call:
        """Make a call that writes to a chat; parameters that are ``None`` are left out."""
        known = {name: value for name, value in params.items() if value is not None}
        return cls(
            method=method,
            params={"chat_id": chat, **known},
            lane=f"chat {chat}",
            chat=chat,
            replies_to=replies_to,
            instead_of=instead_of,
        )

    @classmethod
    def to_query(cls, method: Method, user: int, **params: Any) -> Call:
        """Make a call that answers somebody's tap or inline query."""
        known = {name: value for name, value in params.items() if value is not None}
        return cls(method=method, params=known, lane=f"{method} {user}", lifetime=_FLEETING)

    def in_place(self, answers: Sequence[int]) -> Call | None:
        """Give this call as it is to be made now that it is its turn; ``None`` where nothing is left to do.

        Args:
            answers: numbers of the messages that answer what this call replies to, in order. A page is sent where the
                message that it takes the place of is not among them, and changes that message otherwise.
        """
        if self.instead_of is None:
            return self
        if self.instead_of >= len(answers):
            return None if self.method == "deleteMessage" else self
        method = "deleteMessage" if self.method == "deleteMessage" else "editMessageText"
        kept = {name: value for name, value in self.params.items() if name not in _OF_A_NEW_MESSAGE}
        params = {**kept, "message_id": answers[self.instead_of]}
        return self.model_copy(update={"method": method, "params": params})

    def moved(self, chat: int) -> Call:
        """Give this call for the supergroup that its group has become; it keeps its place in its lane."""
        return self.model_copy(update={"params": {**self.params, "chat_id": chat}, "chat": chat})


async def perform(bot: Bot, call: Call) -> int | None:
    """Make a call, and give the number of the message that it sent or changed.

    Raises:
        TelegramError: it was refused, or nothing is known of what came of it.
    """
    try:
        return await _performed(bot, call)
    except TelegramError:
        raise
    except Exception as error:
        # What the library makes of a result that is not what Telegram documents: anything from KeyError on.
        raise TelegramError(f"the server's answer cannot be read: {type(error).__name__}") from error


async def _performed(bot: Bot, call: Call) -> int | None:
    rest = dict(call.params)
    match call.method:
        case "sendMessage":
            result: Message | bool = await bot.send_message(rest.pop("chat_id"), rest.pop("text"), api_kwargs=rest)
        case "editMessageText":
            result = await bot.edit_message_text(rest.pop("text"), api_kwargs=rest)
        case "deleteMessage":
            result = await bot.delete_message(rest["chat_id"], rest["message_id"])
        case "answerCallbackQuery":
            result = await bot.answer_callback_query(rest.pop("callback_query_id"), api_kwargs=rest)
        case "answerInlineQuery":
            result = await bot.answer_inline_query(rest.pop("inline_query_id"), [], api_kwargs=rest)
    return result.message_id if isinstance(result, Message) else None
