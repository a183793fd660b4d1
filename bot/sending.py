"""Getting pages to a chat: every call that handlers make goes out through here, and is kept until Telegram has it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast

from telegram import (
    Bot,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResult,
    InlineQueryResultsButton,
    Message,
    MessageEntity,
)
from telegram.constants import ChatAction
from telegram.error import TelegramError
from telegram.ext import ExtBot

from .calls import Call
from .logs import described
from .outbox import Delivery, Outbox
from .pages import Page, one_line

logger = logging.getLogger(__name__)

#: Seconds of work before typing shows, and how often it is renewed; Telegram shows it for five seconds.
#: Source: https://core.telegram.org/bots/api#sendchataction
_TYPING_AFTER = 0.5
_TYPING_EVERY = 4.5

#: Most characters of what is shown for a tap. Source: https://core.telegram.org/bots/api#answercallbackquery
MAX_NOTICE = 200

#: Seconds for which Telegram may keep an inline answer; a new generation of the index shows that soon.
_INLINE_CACHE = 30


class SendingBot(ExtBot[None]):
    """python-telegram-bot's bot, with the outbox that it sends through."""

    __slots__ = ("_outbox",)

    @property
    def outbox(self) -> Outbox:
        """The outbox."""
        return self._outbox

    def send_through(self, outbox: Outbox) -> None:
        """Give the bot its outbox, which cannot be made before it."""
        self._outbox = outbox


async def reply(message: Message, *pages: Page) -> Delivery:
    """Send pages in order, the first as a reply to the message; returns once they are kept, which is soon.

    Args:
        message: the message to reply to, in its chat and topic.
        pages: what to send.
    """
    calls = []
    for number, page in enumerate(pages, start=1):
        quoted = {"message_id": message.message_id, "allow_sending_without_reply": True}
        call = Call.to_chat(
            "sendMessage",
            message.chat_id,
            replies_to=message.message_id,
            message_thread_id=message.message_thread_id if message.is_topic_message else None,
            reply_parameters=quoted if number == 1 else None,
            **_shown(page),
        )
        calls.append(call)
    return await _outbox(message.get_bot()).put(*calls)


async def edit(bot: Bot, chat_id: int, message_id: int, page: Page) -> Delivery:
    """Let one of the bot's messages show another page."""
    return await _outbox(bot).put(Call.to_chat("editMessageText", chat_id, message_id=message_id, **_shown(page)))


async def delete(bot: Bot, chat_id: int, message_id: int) -> Delivery:
    """Take one of the bot's messages back."""
    return await _outbox(bot).put(Call.to_chat("deleteMessage", chat_id, message_id=message_id))


async def answer_callback(query: CallbackQuery, text: str | None = None, *, alert: bool = False) -> Delivery:
    """End the waiting that a tap shows, with a few words where there are any."""
    shown = one_line(text, MAX_NOTICE) if text else None
    call = Call.to_query(
        "answerCallbackQuery", query.from_user.id, callback_query_id=query.id, text=shown, show_alert=alert or None
    )
    return await _outbox(query.get_bot()).put(call)


async def answer_inline(
    query: InlineQuery,
    results: Sequence[InlineQueryResult],
    *,
    next_offset: str = "",
    button: InlineQueryResultsButton | None = None,
) -> Delivery:
    """Offer results for an inline query, to the person who typed it alone."""
    call = Call.to_query(
        "answerInlineQuery",
        query.from_user.id,
        inline_query_id=query.id,
        results=[result.to_dict() for result in results],
        next_offset=next_offset,
        cache_time=_INLINE_CACHE,
        is_personal=True,
        button=button.to_dict() if button else None,
    )
    return await _outbox(query.get_bot()).put(call)


def keyboard(page: Page) -> InlineKeyboardMarkup | None:
    """The buttons of a page as Telegram takes them."""
    if not page.buttons:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(button.label, url=button.url, callback_data=button.data) for button in row]
            for row in page.buttons
        ]
    )


def entities(page: Page) -> list[MessageEntity]:
    """The entities of a page as Telegram takes them."""
    return [MessageEntity(each.type, each.offset, each.length, url=each.url) for each in page.entities]


@asynccontextmanager
async def typing(message: Message) -> AsyncIterator[None]:
    """Show that an answer is on its way while the work inside takes longer than half a second."""
    task = asyncio.create_task(_keep_typing(message))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _keep_typing(message: Message) -> None:
    await asyncio.sleep(_TYPING_AFTER)
    while not _outbox(message.get_bot()).is_silent(message.chat_id):
        try:
            await message.reply_chat_action(ChatAction.TYPING)
        except TelegramError as error:
            logger.info("typing cannot be shown: %s", described(error))
            return
        await asyncio.sleep(_TYPING_EVERY)


def _shown(page: Page) -> dict[str, Any]:
    buttons = keyboard(page)
    return {
        "text": page.text,
        "entities": [entity.model_dump(exclude_none=True) for entity in page.entities],
        "link_preview_options": {"is_disabled": True},
        "reply_markup": buttons.to_dict() if buttons else None,
    }


def _outbox(bot: Bot) -> Outbox:
    return cast("SendingBot", bot).outbox
