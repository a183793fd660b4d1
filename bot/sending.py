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
from .outbox import Outbox
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


async def reply(message: Message, *pages: Page) -> None:
    """Send pages in order, as replies to the message; returns once they are kept, which is soon.

    Of several, the first replies to it, and those with buttons, which find the question there.

    Args:
        message: the message to reply to, in its chat and topic.
        pages: what to send.
    """
    await _outbox(message.get_bot()).put(*(_part(message, number, page) for number, page in enumerate(pages)))


async def revise(message: Message, *pages: Page) -> None:
    """Let what answers a message show other pages, whether or not it is sent yet.

    What is left over of it is deleted, and what is more is sent.

    Args:
        message: the message that was answered with :func:`reply`.
        pages: what is to be shown.
    """
    outbox = _outbox(message.get_bot())
    before = await outbox.most_answers_to(message.chat_id, message.message_id)
    shown = (_part(message, number, page, instead_of=number) for number, page in enumerate(pages))
    # From the last one on, so that the others keep their places.
    left_over = (
        Call.to_chat("deleteMessage", message.chat_id, replies_to=message.message_id, instead_of=number)
        for number in reversed(range(len(pages), before))
    )
    await outbox.put(*shown, *left_over)


async def question_of(message: Message) -> int | None:
    """Give the number of the message that one of the bot's answers; ``None`` where that is not known."""
    return await _outbox(message.get_bot()).question_of(message.chat_id, message.message_id)


async def answer_callback(
    query: CallbackQuery, text: str | None = None, *, alert: bool = False, page: Page | None = None
) -> None:
    """End the waiting that a tap shows.

    Args:
        query: the tap.
        text: a few words in passing.
        alert: whether they stay until they are read.
        page: what the tapped message shows from now on; where Telegram takes it at once, the waiting ends after.
    """
    shown = one_line(text, MAX_NOTICE) if text else None
    answer = Call.to_query(
        "answerCallbackQuery", query.from_user.id, callback_query_id=query.id, text=shown, show_alert=alert or None
    )
    outbox = _outbox(query.get_bot())
    if page is None or query.message is None:
        await outbox.put(answer)
        return
    chat_id, message_id = query.message.chat.id, query.message.message_id
    change = Call.to_chat("editMessageText", chat_id, message_id=message_id, **_shown(page))
    await outbox.put(change, answer, in_order=True)


async def answer_inline(
    query: InlineQuery,
    results: Sequence[InlineQueryResult],
    *,
    next_offset: str = "",
    button: InlineQueryResultsButton | None = None,
) -> None:
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
    await _outbox(query.get_bot()).put(call)


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


def _part(message: Message, number: int, page: Page, *, instead_of: int | None = None) -> Call:
    """One message of an answer."""
    quoted = {"message_id": message.message_id, "allow_sending_without_reply": True}
    return Call.to_chat(
        "sendMessage",
        message.chat_id,
        replies_to=message.message_id,
        instead_of=instead_of,
        message_thread_id=message.message_thread_id if message.is_topic_message else None,
        reply_parameters=quoted if number == 0 or page.buttons else None,
        **_shown(page),
    )


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
