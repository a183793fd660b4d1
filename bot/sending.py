"""Getting pages to a chat: as replies, with patience where Telegram asks for it, and typing meanwhile."""

from __future__ import annotations

import asyncio
import datetime
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

from telegram import (
    Bot,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResult,
    InlineQueryResultsButton,
    LinkPreviewOptions,
    Message,
    MessageEntity,
    ReplyParameters,
)
from telegram.constants import ChatAction
from telegram.error import BadRequest, RetryAfter, TelegramError

from .pages import Page, one_line

logger = logging.getLogger(__name__)

T = TypeVar("T")

#: Tries for one message under flood control, and the longest single wait in seconds; a minute frees a group's limit of
#: 20 messages. Source: https://core.telegram.org/bots/faq#broadcasting-to-users
_TRIES = 5
_LONGEST_WAIT = 60.0

#: Seconds of work before typing shows, and how often it is renewed; Telegram shows it for five seconds.
#: Source: https://core.telegram.org/bots/api#sendchataction
_TYPING_AFTER = 0.5
_TYPING_EVERY = 4.5

#: Most characters of what is shown for a tap. Source: https://core.telegram.org/bots/api#answercallbackquery
MAX_NOTICE = 200

#: Seconds for which Telegram may keep an inline answer: while somebody types, and not over a rebuild.
_INLINE_CACHE = 30

#: How Telegram refuses to change a message into what it is already, and one that is gone or too old: nothing is left
#: to be done about either.
_UNCHANGED = "message is not modified"
_UNCHANGEABLE = ("message to edit not found", "message can't be edited")


class Delivery:
    """Messages that were sent."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self._numbers = tuple(numbers)

    async def message_ids(self) -> tuple[int, ...]:
        """The numbers of the messages."""
        return self._numbers


async def reply(message: Message, *pages: Page) -> Delivery:
    """Send pages in order, the first as a reply to the message, in its chat and topic.

    Raises:
        TelegramError: the chat cannot be written to, or Telegram stays unreachable.
    """
    sent = []
    for number, page in enumerate(pages):
        quoted = ReplyParameters(message.message_id, allow_sending_without_reply=True) if number == 0 else None
        sent.append(await _patiently(partial(_send, message, page, quoted)))
    return Delivery([each.message_id for each in sent])


async def edit(bot: Bot, chat_id: int, message_id: int, page: Page) -> None:
    """Let one of the bot's messages show another page, with the buttons of that page.

    Raises:
        TelegramError: it cannot be changed any more, or Telegram stays unreachable.
    """
    try:
        await _patiently(
            partial(
                bot.edit_message_text,
                page.text,
                chat_id=chat_id,
                message_id=message_id,
                entities=entities(page),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                reply_markup=keyboard(page),
            )
        )
    except BadRequest as error:
        reason = str(error).lower()
        if reason.startswith(_UNCHANGEABLE):
            logger.info("an answer cannot be changed any more: %s", error)
        elif not reason.startswith(_UNCHANGED):
            raise


async def delete(bot: Bot, chat_id: int, message_id: int) -> None:
    """Take one of the bot's messages back; one that is gone already stays gone.

    Raises:
        TelegramError: Telegram stays unreachable.
    """
    try:
        await _patiently(partial(bot.delete_message, chat_id, message_id))
    except BadRequest as error:
        logger.info("a message cannot be taken back: %s", error)


async def answer_callback(query: CallbackQuery, text: str | None = None, *, alert: bool = False) -> None:
    """End the waiting that a tap shows, with a few words where there are any.

    Raises:
        TelegramError: Telegram stays unreachable.
    """
    shown = one_line(text, MAX_NOTICE) if text else None
    try:
        await _patiently(partial(query.answer, shown, show_alert=alert or None))
    except BadRequest as error:
        logger.info("a tap is answered too late: %s", error)


async def answer_inline(
    query: InlineQuery,
    results: Sequence[InlineQueryResult],
    *,
    next_offset: str = "",
    button: InlineQueryResultsButton | None = None,
) -> None:
    """Offer results for an inline query, to the person who typed it alone.

    Raises:
        TelegramError: Telegram stays unreachable.
    """
    try:
        await query.answer(results, cache_time=_INLINE_CACHE, is_personal=True, next_offset=next_offset, button=button)
    except BadRequest as error:
        logger.info("an inline query is answered too late: %s", error)


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


async def _send(message: Message, page: Page, quoted: ReplyParameters | None) -> Message:
    return await message.reply_text(
        page.text,
        entities=entities(page),
        reply_parameters=quoted,
        do_quote=None if quoted else False,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        reply_markup=keyboard(page),
    )


async def _patiently(send: Callable[[], Awaitable[T]]) -> T:
    """Send, and again after the time that flood control asks for, as long as that is bearable."""
    for _ in range(_TRIES - 1):
        try:
            return await send()
        except RetryAfter as error:
            wait = _seconds(error.retry_after)
            if wait > _LONGEST_WAIT:
                raise
            logger.warning("Telegram asks to wait %g s before the next message", wait)
            await asyncio.sleep(wait)
    return await send()


def _seconds(wait: int | datetime.timedelta) -> float:
    return wait.total_seconds() if isinstance(wait, datetime.timedelta) else wait


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
    while True:
        try:
            await message.reply_chat_action(ChatAction.TYPING)
        except TelegramError as error:
            logger.info("typing cannot be shown: %s", error)
            return
        await asyncio.sleep(_TYPING_EVERY)
