"""The errors of the Telegram bot."""

from __future__ import annotations

from onrecord.corpus import OnRecordError


class BotError(OnRecordError):
    """The bot cannot start or go on; the message is one line, says what mends it, and never holds the token."""
