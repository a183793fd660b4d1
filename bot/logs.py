"""Logging for the running bot, with the token kept out of it."""

from __future__ import annotations

import logging

#: Libraries that log request addresses, and so the token, or that report every step.
_QUIET = ("httpx", "httpcore", "telegram")


class RedactingFormatter(logging.Formatter):
    """Formats a record and then removes the token from all of it, tracebacks included."""

    def __init__(self, token: str) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        """Format the record."""
        return redact(super().format(record), self._token)


def redact(text: str, token: str) -> str:
    """Take a token's secret out of a text; the number before the colon stays, as the colon may be percent-encoded."""
    return text.replace(token.rpartition(":")[2], "[token]")


def configure_logging(token: str) -> None:
    """Log to standard error: the bot's own news, and other libraries' warnings; the token in none of it."""
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter(token))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("onrecord").setLevel(logging.INFO)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
