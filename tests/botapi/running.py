"""The real bot in a thread of its own, polling a Bot API server, and fixtures of both."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest
from onrecord.bot.application import poll
from onrecord.bot.live import Live
from onrecord.bot.settings import BotSettings
from onrecord.index import Answer, IndexStamp, Retriever
from onrecord.index.manifest import Counts

from .server import PATIENCE, BotApiServer

RunBot = Callable[..., "RunningBot"]


class Replies:
    """Answers questions by a function, and remembers them; stands where a ``Retriever`` with no articles does."""

    stamp = IndexStamp(generation="g1", encoder="all-MiniLM-L6-v2")
    counts = Counts(articles=0, passages=0, quotes=0, speakers=0)
    sources: tuple[str, ...] = ()

    def __init__(self, answer: Callable[[str], Answer]) -> None:
        self._answer = answer
        self.questions: list[str] = []
        self.asked_for: set[int] = set()
        self.threads: set[str] = set()

    def ask(self, question: str, k: int, **_: object) -> Answer:
        self.questions.append(question)
        self.asked_for.add(k)
        self.threads.add(threading.current_thread().name)
        return self._answer(question)

    def find_speakers(self, _: str) -> tuple[()]:
        return ()

    def most_quoted(self, _: int) -> tuple[()]:
        return ()

    def passage(self, _: str) -> None:
        return None

    def newer(self) -> None:
        return None

    def live(self) -> Live:
        """Give these where an index is served."""
        return Live(cast("Retriever", self))


Answers = Replies | Retriever | Live


class RunningBot:
    """The bot, from starting to :meth:`stop`; a failure to start comes out of :meth:`stop`."""

    def __init__(self, settings: BotSettings, answerer: Answers, *, grace: float = PATIENCE) -> None:
        self._settings = settings
        self._answerer = answerer
        self._grace = grace
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="bot")
        self._thread.start()

    def stop(self) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stop.set)
        self.wait()

    def wait(self) -> None:
        """Wait until the bot has ended by itself."""
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), "the bot does not stop"
        error, self._error = self._error, None
        if error:
            raise error

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            try:
                runner.run(poll(self._settings, _live(self._answerer), self._stop, grace=self._grace))
            except Exception as error:  # noqa: BLE001 - it is raised again where the test can see it
                self._error = error


@pytest.fixture
def bot_api() -> Iterator[BotApiServer]:
    """A Bot API server; whatever Telegram would hold against the bot fails the test at its end."""
    with BotApiServer() as server:
        yield server
    assert server.violations == []


@pytest.fixture
def run_bot(bot_api: BotApiServer) -> Iterator[RunBot]:
    """Start the bot over an answerer, with settings of choice; it is stopped at the end, and must stop cleanly."""
    running: list[RunningBot] = []

    def start(answerer: Answers, *, grace: float = PATIENCE, **settings: Any) -> RunningBot:
        bot = RunningBot(settings_for(bot_api, **settings), answerer, grace=grace)
        running.append(bot)
        return bot

    yield start
    for bot in running:
        bot.stop()


def settings_for(server: BotApiServer, **settings: Any) -> BotSettings:
    """Make the settings with which the bot reaches a server."""
    return BotSettings(
        _env_file=None, **{"token": server.token, "base_url": server.base_url, "state": server.state, **settings}
    )


def _live(answers: Answers) -> Live:
    if isinstance(answers, Live):
        return answers
    return answers.live() if isinstance(answers, Replies) else Live(answers)
