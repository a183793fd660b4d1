"""What a handler is given beside the update."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from onrecord.index import Retriever
from telegram import Message, Update
from telegram.ext import Application, CallbackContext, ExtBot

from .answering import Clerk
from .conversations import Conversations, Place
from .desk import Desk
from .feedback import FeedbackBook
from .limits import Notices
from .served import Served
from .wording import Catalogue, catalogue_for

T = TypeVar("T")

_SERVICES = "services"


@dataclass(frozen=True, kw_only=True)
class Services:
    """What handlers work with.

    Attributes:
        desk: where questions are worked on.
        conversations: what is remembered of them.
        feedback: what readers think of answers.
        served: what follows from the index that is served.
        notices: what was said a moment ago, and need not be said again.
    """

    desk: Desk
    conversations: Conversations
    feedback: FeedbackBook
    served: Served
    notices: Notices = field(default_factory=Notices)


class BotContext(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """python-telegram-bot's context, and the services."""

    @property
    def services(self) -> Services:
        """What handlers work with."""
        return cast("Services", self.bot_data[_SERVICES])

    @property
    def username(self) -> str:
        """The bot's name, without the at sign."""
        return self.bot.username

    async def run(self, work: Callable[[Retriever], T]) -> T:
        """Do some work off the event loop, with the index that is served."""
        return await self.services.desk.run(work)

    @staticmethod
    async def keep(work: Callable[[], T]) -> T:
        """Do some work with what is remembered, off the event loop; no question waits for it."""
        return await asyncio.to_thread(work)

    def clerk(self, retriever: Retriever, words: Catalogue) -> Clerk:
        """Who answers a reader of some language."""
        services = self.services
        return Clerk(retriever, services.served, services.desk.hits, words)


BotApplication = Application[ExtBot[None], BotContext, dict[Any, Any], dict[Any, Any], dict[Any, Any], None]


def provide(application: BotApplication, services: Services) -> None:
    """Give the handlers of an application what they work with."""
    application.bot_data[_SERVICES] = services


def words_for(update: Update) -> Catalogue:
    """The catalogue in the language of whoever an update is from."""
    user = update.effective_user
    return catalogue_for(user.language_code if user else None)


def message_of(update: Update) -> Message:
    """Give the message of an update that a handler for messages was called with."""
    return cast("Message", update.effective_message)


def place_of(update: Update) -> Place:
    """Which conversation an update belongs to."""
    user = update.effective_user
    return Place(message_of(update).chat_id, user.id if user else 0)
