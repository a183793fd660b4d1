"""What the bot does with each kind of message, and the one place where that is registered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from onrecord.index import QuestionError
from telegram import Message, Update
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackContext,
    CommandHandler,
    ExtBot,
    MessageHandler,
)
from telegram.ext.filters import COMMAND, TEXT, ChatType, StatusUpdate, UpdateType

from . import wording
from .desk import Desk
from .pages import Page
from .render import render
from .sending import answer_callback, reply, typing

#: The kinds of update that :func:`register` has handlers for; Telegram sends no others.
ALLOWED_UPDATES = ("message",)

_DESK = "desk"


class BotContext(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """What a handler is given beside the update: python-telegram-bot's context, and the desk."""

    @property
    def desk(self) -> Desk:
        """The desk that questions are asked at."""
        return cast("Desk", self.bot_data[_DESK])


BotApplication = Application[ExtBot[None], BotContext, dict[Any, Any], dict[Any, Any], dict[Any, Any], None]


def register(
    application: BotApplication, desk: Desk, admin: Sequence[BaseHandler[Update, BotContext, None]] = ()
) -> None:
    """Register every handler, in the order in which they are tried; the first that fits handles the message.

    Plain text in groups fits none of them, and neither do commands that are addressed to another bot.

    Args:
        application: what gets the handlers.
        desk: where questions are asked.
        admin: those of the administrators' commands, which fit nobody else's messages.
    """
    application.bot_data[_DESK] = desk
    private = ChatType.PRIVATE & UpdateType.MESSAGE
    application.add_handlers(
        [
            *admin,
            CommandHandler("start", on_start, UpdateType.MESSAGE),
            CommandHandler("help", on_help, UpdateType.MESSAGE),
            CommandHandler("ask", on_ask, UpdateType.MESSAGE),
            MessageHandler(private & COMMAND, on_other_command),
            MessageHandler(private & TEXT, on_question),
            MessageHandler(private & ~StatusUpdate.ALL, on_anything_else),
        ]
    )


async def on_start(update: Update, _: BotContext) -> None:
    """Say what this is, and what to ask."""
    await reply(_message(update), Page.of(wording.WELCOME))


async def on_help(update: Update, _: BotContext) -> None:
    """Say how to ask."""
    await reply(_message(update), Page.of(wording.HELP))


async def on_question(update: Update, context: BotContext) -> None:
    """Answer a text message with quoted passages, or say that none was found."""
    message = _message(update)
    await _answer(message, message.text or "", context)


async def on_ask(update: Update, context: BotContext) -> None:
    """Answer the question behind the command, or the text of the message that it replies to."""
    message = _message(update)
    question = _after_command(message) or _replied_text(message)
    if question:
        await _answer(message, question, context)
    else:
        await reply(message, Page.of(wording.ASK_HINT))


async def on_other_command(update: Update, context: BotContext) -> None:
    """Say that a command is not known, unless it is meant for another bot."""
    message = _message(update)
    command, *_ = (message.text or "").split(maxsplit=1) or [""]
    _, addressed, name = command.partition("@")
    if not addressed or name.lower() == context.bot.username.lower():
        await reply(message, Page.of(wording.UNKNOWN_COMMAND))


async def on_anything_else(update: Update, _: BotContext) -> None:
    """Say that only text is read."""
    await reply(_message(update), Page.of(wording.TEXT_ONLY))


async def on_error(update: object, _: BotContext) -> None:
    """Tell the reader in one line that something failed; the log has what it was."""
    if not isinstance(update, Update):
        return
    if update.callback_query:
        await answer_callback(update.callback_query, wording.FAILED)
    elif update.effective_message:
        await reply(update.effective_message, Page.of(wording.FAILED))


async def _answer(message: Message, question: str, context: BotContext) -> None:
    try:
        async with typing(message):
            answer = await context.desk.ask(question)
    except QuestionError as error:
        await reply(message, Page.of(str(error)))
        return
    await reply(message, *render(answer))


def _message(update: Update) -> Message:
    """Give the message of an update that a handler for messages was called with."""
    return cast("Message", update.effective_message)


def _after_command(message: Message) -> str:
    _, *rest = (message.text or "").split(maxsplit=1)
    return "".join(rest)


def _replied_text(message: Message) -> str:
    """Give the text that a message replies to: the part that is quoted, where the reader chose one."""
    if message.quote:
        return message.quote.text
    replied = message.reply_to_message
    return (replied.text or replied.caption or "") if replied else ""
