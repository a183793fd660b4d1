"""The bot's application over the server without a network between them, for many updates in little time."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any, cast

from onrecord.bot.botcontext import BotApplication, BotContext, Services
from onrecord.bot.calls import Call, perform
from onrecord.bot.conversations import Conversations
from onrecord.bot.desk import Desk
from onrecord.bot.feedback import FeedbackBook
from onrecord.bot.handlers import register
from onrecord.bot.live import Live
from onrecord.bot.outbox import Outbox, handling
from onrecord.bot.readers import FILE, ReaderFile
from onrecord.bot.sending import SendingBot
from onrecord.bot.served import Served
from onrecord.index import Retriever
from telegram import Update
from telegram.error import BadRequest, Forbidden
from telegram.ext import Application, ContextTypes, ExtBot
from telegram.request import BaseRequest

from .model import RefusedError
from .server import BotApiServer


class DirectRequest(BaseRequest):
    """Hands requests to the server in the same process."""

    def __init__(self, server: BotApiServer) -> None:
        self._server = server

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None:
        """There is nothing to open."""

    async def shutdown(self) -> None:
        """There is nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002 - Telegram takes any
        request_data: Any = None,
        *_: Any,
        **__: Any,
    ) -> tuple[int, bytes]:
        token, name = url.rpartition("/bot")[2].split("/")
        try:
            return 200, self._server.handle(token, name, request_data.json_parameters if request_data else {})
        except RefusedError as refused:
            return refused.status, json.dumps(refused.to_json()).encode()


class DirectOutbox:
    """Makes calls at once: an outbox without a disk and without a pace."""

    def __init__(self, bot: SendingBot) -> None:
        self._bot = bot
        self._answers: dict[tuple[int | None, int | None], list[int]] = {}

    def is_silent(self, _: int) -> bool:
        return False

    async def put(self, *calls: Call, in_order: bool = False) -> None:  # noqa: ARG002 - they are made in order anyway
        for each in calls:
            answers = self._answers.setdefault((each.chat, each.replies_to), [])
            if (call := each.in_place(answers)) is None:
                continue
            with contextlib.suppress(BadRequest, Forbidden):
                number = await perform(self._bot, call)
                if call.method == "deleteMessage":
                    answers.remove(call.params["message_id"])
                elif call.method == "sendMessage" and number is not None:
                    answers.append(number)

    async def most_answers_to(self, chat: int, message_id: int) -> int:
        return len(self._answers.get((chat, message_id), ()))

    async def question_of(self, chat: int, message_id: int) -> int | None:
        return next(
            (asked for (there, asked), sent in self._answers.items() if there == chat and message_id in sent), None
        )


class DirectBot:
    """The application, to be given updates one by one; a context.

    Attributes:
        failures: the errors that no handler caught.
    """

    def __init__(self, server: BotApiServer, retriever: Retriever, folder: Path) -> None:
        os.environ.setdefault("PTB_TIMEDELTA", "true")  # as the bot itself does
        self._server = server
        server.weather.unhurried = True  # there is no pace without an outbox
        self._file = ReaderFile(folder / FILE)
        self._desk = Desk(Live(retriever), hits=3, workers=2)
        self.failures: list[Exception] = []
        request = DirectRequest(server)
        self._bot = SendingBot(server.token, base_url=server.base_url, request=request, get_updates_request=request)
        self._bot.send_through(cast("Outbox", DirectOutbox(self._bot)))
        application = (
            Application.builder()
            .bot(cast("ExtBot[None]", self._bot))
            .context_types(ContextTypes(context=BotContext))
            .job_queue(None)
            .updater(None)
            .build()
        )
        self._application: BotApplication = application
        services = Services(
            desk=self._desk,
            conversations=Conversations(self._file),
            feedback=FeedbackBook(self._file),
            served=Served(),
        )
        register(self._application, services)
        self._application.add_error_handler(self._on_error)

    async def __aenter__(self) -> DirectBot:
        await self._application.initialize()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._application.shutdown()
        self._desk.close()
        self._file.close()

    async def take(self, update: dict[str, Any]) -> None:
        """Handle an update as it would have come in."""
        self._server.announce(update)
        with handling(update["update_id"]):
            await self._application.process_update(
                Update.de_json(json.loads(json.dumps(update)), self._application.bot)
            )

    async def _on_error(self, _: object, context: BotContext) -> None:
        if context.error:
            self.failures.append(context.error)
