"""The ``serve`` command's work, importable without python-telegram-bot."""

from __future__ import annotations

from pathlib import Path

from .errors import BotError
from .live import Live
from .settings import BotSettings


def serve(index: Path | None = None) -> None:
    """Run the Telegram bot over an index until it is told to stop.

    Args:
        index: folder of the index; ``None`` for the configured one.

    Raises:
        BotError: a setting or the token is wrong, or python-telegram-bot is not installed.
        OnRecordError: the index is missing or cannot be read.
    """
    try:
        from .application import run
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "telegram":
            raise
        raise BotError(
            "the bot needs python-telegram-bot, which is not installed: pip install 'onrecord[telegram]'"
        ) from error
    settings = BotSettings.load()
    settings.require_token()
    live = Live.open(index)
    try:
        run(settings, live)
    finally:
        live.close()
