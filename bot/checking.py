"""Whether the token is one that the Bot API server accepts."""

from __future__ import annotations

import asyncio

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from .errors import BotError
from .logs import configure_logging, redact
from .settings import BotSettings


def username(settings: BotSettings) -> str:
    """Ask the server once whose token it is, and give the bot's name without the at sign.

    Raises:
        BotError: the token is rejected, or the server cannot be reached.
    """
    token = settings.require_token()
    configure_logging(token, level="WARNING")
    return asyncio.run(_username(settings, token))


async def _username(settings: BotSettings, token: str) -> str:
    bot = Bot(token, base_url=settings.base_url)
    try:
        await bot.initialize()
    except InvalidToken:
        # Not chained: python-telegram-bot's message repeats the token.
        raise rejected(settings) from None
    except TelegramError as error:
        raise BotError(
            f"the Bot API server at {settings.base_url} cannot be reached: {redact(str(error), token)};"
            " check the network and TELEGRAM_BASE_URL"
        ) from None
    else:
        return bot.username
    finally:
        await bot.shutdown()


def rejected(settings: BotSettings) -> BotError:
    """Give the error for a token that the server does not accept."""
    return BotError(
        f"the Bot API server at {settings.base_url} rejects TELEGRAM_BOT_TOKEN;"
        " copy it again from @BotFather, or ask @BotFather for a new one"
    )
