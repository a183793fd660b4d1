"""The work of ``serve`` and of ``serve --check``, importable without python-telegram-bot."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from onrecord.index.console import counted, visible

from .errors import BotError
from .inbox import SHOWN_ASIDE, Inbox
from .live import Live
from .settings import BotSettings
from .state import State


def serve(index: Path | None = None) -> None:
    """Run the Telegram bot over an index until it is told to stop.

    Args:
        index: folder of the index; ``None`` for the configured one.

    Raises:
        BotError: a setting or the token is wrong, or python-telegram-bot is not installed.
        OnRecordError: the index is missing or cannot be read.
    """
    with _telegram():
        from .application import run
    settings = BotSettings.load()
    settings.require_token()
    live = Live.open(index)
    try:
        run(settings, live)
    finally:
        live.close()


def check(index: Path | None = None) -> Iterator[str]:
    """Verify all that serving needs, without serving, and say of each part that it is right.

    Args:
        index: folder of the index; ``None`` for the configured one.

    Raises:
        BotError: a setting, the token or the state is wrong, or the Bot API server cannot be reached.
        OnRecordError: the index is missing or cannot be read.
    """
    with _telegram():
        from .checking import username
    settings = BotSettings.load()
    settings.require_token()
    yield f"settings: {'everybody may' if settings.access.is_open else 'some may'} ask, {_way(settings)}"
    live = Live.open(index)
    try:
        yield f"index: {live.generation}, {live.passages:,} passages"
    finally:
        live.close()
    yield f"token: that of @{username(settings)}"
    # Last, since it fails while the bot runs, of which the rest may be verified all the same.
    yield from _state(settings.state)


def _state(folder: Path) -> Iterator[str]:
    """Open the state, and say what was put aside in it."""
    state = State(folder)
    try:
        aside = asyncio.run(Inbox(state).aside())
    finally:
        state.close()
    yield f"state: {folder}, {counted(len(aside), 'update')} put aside"
    for each in aside[-SHOWN_ASIDE:]:
        yield f"put aside: {visible(each.told)}"


def _way(settings: BotSettings) -> str:
    return f"updates come to {settings.webhook}" if settings.webhook else "updates are polled"


@contextmanager
def _telegram() -> Iterator[None]:
    """Import what needs python-telegram-bot."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "telegram":
            raise
        raise BotError(
            "the bot needs python-telegram-bot, which is not installed: pip install 'onrecord[telegram]'"
        ) from error
