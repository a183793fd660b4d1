"""Getting pages to a chat: as replies, with patience where Telegram asks for it, and typing meanwhile."""

from __future__ import annotations

import asyncio
import datetime
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

from telegram import LinkPreviewOptions, Message, MessageEntity, ReplyParameters
from telegram.constants import ChatAction
from telegram.error import RetryAfter, TelegramError

from .pages import Page

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


async def reply(message: Message, *pages: Page) -> None:
    """Send pages in order, the first as a reply to the message.

    Raises:
        TelegramError: the chat cannot be written to, or Telegram stays unreachable.
    """
    for number, page in enumerate(pages):
        quoted = ReplyParameters(message.message_id, allow_sending_without_reply=True) if number == 0 else None
        await _patiently(partial(_send, message, page, quoted))


async def _send(message: Message, page: Page, quoted: ReplyParameters | None) -> Message:
    return await message.reply_text(
        page.text,
        entities=[MessageEntity(entity.type, entity.offset, entity.length, url=entity.url) for entity in page.entities],
        reply_parameters=quoted,
        do_quote=None if quoted else False,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
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
