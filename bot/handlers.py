"""The one place where handlers are registered, in the order in which they are tried."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

from telegram import (
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    Message,
    Update,
)
from telegram.error import BadRequest, Forbidden
from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler, ExtBot, InlineQueryHandler, MessageHandler
from telegram.ext.filters import CAPTION, COMMAND, FORWARDED, TEXT, ChatType, MessageFilter, StatusUpdate, UpdateType

from . import admin, asking, commanding, inline, tapping
from .botcontext import BotApplication, BotContext, Services, provide, words_for
from .logs import described
from .pages import Page
from .questions import mentions, replies_to_bot
from .sending import answer_callback, reply
from .wording import DEFAULT, catalogue, languages

logger = logging.getLogger(__name__)

#: The kinds of update that :func:`register` has handlers for; Telegram sends no others.
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "inline_query")

#: The menu of commands in private chats and in groups, in the order in which they are shown.
_PRIVATE = ("ask", "verify", "speakers", "sources", "latest", "about", "new", "feedback", "help", "start")
_GROUPS = ("ask", "verify", "latest", "about", "new", "help")
#: Administrators of a group see as well what the group's members rarely need.
_GROUP_ADMINISTRATORS = (*_GROUPS, "speakers", "sources", "feedback")
#: In the private chat of somebody who looks after the bot.
_ADMINISTRATORS = (*_PRIVATE, *admin.COMMANDS)

_COMMANDS = {
    "start": commanding.on_start,
    "help": commanding.on_help,
    "ask": asking.on_ask,
    "verify": commanding.on_verify,
    "speakers": commanding.on_speakers,
    "sources": commanding.on_sources,
    "latest": commanding.on_latest,
    "about": commanding.on_about,
    "new": commanding.on_new,
    "feedback": commanding.on_feedback,
}


class _ToBot(MessageFilter):
    """What is meant for the bot in a group: a reply to one of its messages, or its name."""

    def filter(self, message: Message) -> bool:
        return replies_to_bot(message) or mentions(message, message.get_bot().username)


class _ViaBot(MessageFilter):
    """What was picked from this bot's own offers in inline mode, and asks nothing."""

    def filter(self, message: Message) -> bool:
        return bool(message.via_bot and message.via_bot.id == message.get_bot().id)


def register(
    application: BotApplication, services: Services, office: Sequence[BaseHandler[Update, BotContext, None]] = ()
) -> None:
    """Register every handler, in the order in which they are tried; the first that fits handles the update.

    Text in groups that is not meant for the bot fits none of them, and neither do commands for another bot.

    Args:
        application: what gets the handlers.
        services: what they work with.
        office: those of the administrators' commands, which fit nobody else's messages.
    """
    provide(application, services)
    private = ChatType.PRIVATE & UpdateType.MESSAGE & ~_ViaBot()
    groups = ChatType.GROUPS & UpdateType.MESSAGE & ~_ViaBot()
    application.add_handlers(
        [
            *office,
            *(CommandHandler(name, handler, UpdateType.MESSAGE) for name, handler in _COMMANDS.items()),
            MessageHandler(private & FORWARDED & (TEXT | CAPTION), commanding.on_forwarded),
            MessageHandler(private & COMMAND, commanding.on_other_command),
            MessageHandler(private & TEXT, asking.on_question),
            MessageHandler(private & ~StatusUpdate.ALL, commanding.on_anything_else),
            MessageHandler(groups & TEXT & ~COMMAND & _ToBot(), asking.on_question),
            CommandHandler("verify", commanding.on_verify, UpdateType.EDITED_MESSAGE),
            MessageHandler(UpdateType.EDITED_MESSAGE & TEXT, asking.on_edited),
            CallbackQueryHandler(tapping.on_tap),
            InlineQueryHandler(inline.on_inline),
        ]
    )


async def set_menu(bot: ExtBot[None], administrators: Iterable[int] = ()) -> None:
    """Set the menu of commands for each kind of chat, in each language that there is.

    Args:
        bot: whose menu it is.
        administrators: numbers of the people whose own chats have the administrators' commands as well. Telegram knows
            the chat of somebody who wrote to the bot before; the others have the menu from the next start on.

    Raises:
        TelegramError: Telegram refuses, or cannot be reached.
    """
    menus = (
        (BotCommandScopeAllPrivateChats(), _PRIVATE),
        (BotCommandScopeAllGroupChats(), _GROUPS),
        (BotCommandScopeAllChatAdministrators(), _GROUP_ADMINISTRATORS),
    )
    for language in languages():
        words = catalogue(language)
        for scope, names in menus:
            await bot.set_my_commands(
                [(name, words.say(f"menu.{name}")) for name in names],
                scope=scope,
                # What has no language is shown to everybody whose own there is no menu for.
                language_code=None if language == DEFAULT else language,
            )
    for number in sorted(administrators):
        try:
            await _set_administrators_menu(bot, number)
        except (BadRequest, Forbidden) as error:
            logger.info("an administrator's chat has no menu of its own yet: %s", described(error))


async def _set_administrators_menu(bot: ExtBot[None], number: int) -> None:
    for language in languages():
        words = catalogue(language)
        await bot.set_my_commands(
            [(name, words.say(f"menu.{name}")) for name in _ADMINISTRATORS],
            scope=BotCommandScopeChat(number),
            language_code=None if language == DEFAULT else language,
        )


async def on_error(update: object, _: BotContext) -> None:
    """Tell the reader in one line that something failed; the log has what it was."""
    if not isinstance(update, Update):
        return
    apology = words_for(update).say("errors.failed")
    if update.callback_query:
        await answer_callback(update.callback_query, apology, alert=True)
    elif update.effective_message:
        await reply(update.effective_message, Page.of(apology))
