"""Which updates are handled at all: decided before anything is searched, whatever kind of update it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from telegram import Message, Update

from .access import Access
from .botcontext import words_for
from .limits import INLINE, TAP, Limit, Notices
from .pages import Page
from .questions import command_is_for, mentions, replies_to_bot
from .sending import answer_callback, answer_inline, reply


@dataclass(frozen=True)
class Refusal:
    """Why an update is not handled: in a word, and what the person is told, if anything."""

    reason: str
    notice: str | None = None


class Gate:
    """Lets updates through, or says why not.

    Args:
        access: who may ask.
        per_person: messages a minute for each person.
        per_group: messages a minute for each group.
        is_full: whether as much waits as may wait.
    """

    def __init__(self, access: Access, *, per_person: int, per_group: int, is_full: Callable[[], bool]) -> None:
        self._access = access
        self._people = Limit(per_person)
        self._groups = Limit(per_group)
        self._is_full = is_full
        self._notices = Notices()

    def refuse(self, update: Update, *, again: bool = False) -> Refusal | None:
        """Say why an update is not handled; ``None`` where it is.

        Args:
            update: the update.
            again: whether it was let through before, by an earlier run, and is counted no more.
        """
        user = update.effective_user.id if update.effective_user else None
        chat = update.effective_chat.id if update.effective_chat else None
        if not self._access.allows(user, chat):
            return self._refusal("access", update, "refusals.not_allowed")
        if again or self._access.is_administrator(user) or not _asks(update):
            return None
        if self._is_full():
            return self._refusal("full", update, "refusals.too_busy")
        cost = TAP if update.callback_query else INLINE if update.inline_query else 1.0
        kind, at = _clock(update)
        if not self._people.take((kind, user or chat), at, cost):
            return self._refusal("person", update, "refusals.too_many")
        if chat is not None and chat != user and not self._groups.take((kind, chat), at, cost):
            return self._refusal("group", update, "refusals.too_many_here")
        return None

    def _refusal(self, reason: str, update: Update, said: str) -> Refusal:
        """Give the reason, with the words for it where they were not said a moment ago; a tap is always answered."""
        notice = words_for(update).say(said)
        if update.callback_query or update.inline_query:
            return Refusal(reason, notice)
        message = update.message
        # A group that the bot is not for is left in peace.
        if message is None or (reason == "access" and message.chat.type != message.chat.PRIVATE):
            return Refusal(reason)
        who = message.chat_id if reason == "group" else (message.from_user or message.chat).id
        return Refusal(reason, notice if self._notices.due((reason, who), _clock(update)[1]) else None)


async def tell(update: Update, notice: str) -> None:
    """Tell somebody why an update is not handled, in the way of its kind."""
    if update.callback_query:
        await answer_callback(update.callback_query, notice)
    elif update.inline_query:
        await answer_inline(update.inline_query, [])
    elif update.message:
        await reply(update.message, Page.of(notice))


def _clock(update: Update) -> tuple[str, float]:
    """Give the time of an update, and by which clock: Telegram dates messages, and nothing else."""
    message = update.message or update.edited_message
    if message is None:
        return "here", time.monotonic()
    return "theirs", (message.edit_date or message.date).timestamp()


def _asks(update: Update) -> bool:
    """Tell whether an update wants anything of the bot, which most messages in a group do not."""
    message = update.message or update.edited_message or update.channel_post
    if message is None or message.chat.type == message.chat.PRIVATE:
        return True
    return _addresses(message)


def _addresses(message: Message) -> bool:
    username = message.get_bot().username
    if replies_to_bot(message):
        return True
    # By its text, as the handlers read it: entities need not fit it.
    text = message.text or ""
    return command_is_for(message, username) if text.startswith("/") else mentions(message, username)
