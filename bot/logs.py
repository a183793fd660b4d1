"""Logging for the running bot, with the token and what people write kept out of it."""

from __future__ import annotations

import datetime
import json
import logging
import re
import traceback
from collections.abc import Iterator
from typing import Any, Literal

#: Libraries that log request addresses, and so the token, or what goes through them, and so what people write.
_QUIET = ("httpx", "httpcore", "telegram")

#: Where in an update stands what somebody wrote.
_WRITTEN = frozenset({"text", "caption", "query", "first_name", "last_name", "username", "title", "data"})

#: Shorter ones would black out parts of ordinary words.
_SHORTEST = 3

#: Most characters of a library's error in the log.
_LONGEST = 200

Format = Literal["text", "json"]


class RedactingFormatter(logging.Formatter):
    """Formats a record and then removes the token from all of it, tracebacks included."""

    def __init__(self, token: str) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        """Format the record."""
        return redact(super().format(record), self._token)


class JsonFormatter(RedactingFormatter):
    """Formats a record as one line of JSON: time, level, logger, message, and the traceback where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """Format the record."""
        line = {
            "time": datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps({name: redact(value, self._token) for name, value in line.items()})


def redact(text: str, token: str) -> str:
    """Take a token's secret out of a text; the number before the colon stays, as the colon may be percent-encoded."""
    return text.replace(token.rpartition(":")[2], "[token]")


def described(error: Exception) -> str:
    """Say in one short line what a library's error says, without what a server sent, which may be anything."""
    line = " ".join(str(error).partition(". Parsing the server response")[0].split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def without_texts(error: BaseException | None, payload: dict[str, Any]) -> str:
    """Write an error with its traceback, and without what stands in an update that somebody wrote."""
    told = "".join(traceback.format_exception(error))
    for text in sorted(set(_texts(payload)), key=len, reverse=True):
        words = text.split()
        if sum(map(len, words)) >= _SHORTEST:
            # However white space was changed on the way to the message.
            told = re.sub(r"\s+".join(map(re.escape, words)), "[text]", told, flags=re.IGNORECASE)
    return told.rstrip()


def configure_logging(token: str, *, level: str = "INFO", form: Format = "text") -> None:
    """Log to standard error: the bot's own news, and other libraries' warnings; the token in none of it.

    Args:
        token: what must not be logged.
        level: from which level on the bot's own news are logged.
        form: lines to read, or one JSON object a line.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter(token) if form == "json" else RedactingFormatter(token))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    ours = logging.getLogger("onrecord")
    ours.setLevel(level)
    ours.handlers.clear()  # that of the command line, which would say everything twice
    for name in _QUIET:
        # Whatever they have to say reaches the bot as an exception too, and is logged there.
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _texts(value: Any) -> Iterator[str]:
    """Find what somebody wrote, anywhere in an update."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if isinstance(inner, str) and name in _WRITTEN:
                yield inner
                yield inner.encode("unicode_escape").decode()
            else:
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
