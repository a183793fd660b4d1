"""What the bot is configured with: the token, the server, how much it shows and how much it does at once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from .errors import BotError

#: A bot's number, a colon and its secret. Secrets have 35 characters today; the examples in Telegram's own
#: documentation have 34 (https://core.telegram.org/bots/features#creating-a-new-bot), so a little less is let through.
_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]{30,}")


class BotSettings(BaseSettings):
    """Settings of the bot, from the environment or from ``.env`` in the current folder; the environment wins.

    Attributes:
        token: ``TELEGRAM_BOT_TOKEN``, as @BotFather gives it.
        base_url: ``TELEGRAM_BASE_URL``, the address of a Bot API server up to where the token follows.
        hits: ``ONRECORD_BOT_HITS``, most passages in one answer.
        workers: ``ONRECORD_BOT_WORKERS``, questions that are answered at the same time.
        state: ``ONRECORD_BOT_STATE``, the folder of what must survive a restart: conversations and feedback.
    """

    model_config = SettingsConfigDict(
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        validate_by_name=True,
    )

    token: SecretStr | None = Field(default=None, validation_alias="TELEGRAM_BOT_TOKEN")
    base_url: str = Field(default="https://api.telegram.org/bot", validation_alias="TELEGRAM_BASE_URL")
    hits: int = Field(default=3, ge=1, le=10, validation_alias="ONRECORD_BOT_HITS")
    workers: int = Field(default=2, ge=1, le=64, validation_alias="ONRECORD_BOT_WORKERS")
    state: Path = Field(default=Path(".onrecord-bot"), validation_alias="ONRECORD_BOT_STATE")

    @field_validator("base_url")
    @classmethod
    def _address_reaches_the_token(cls, value: str) -> str:
        address = urlsplit(value)
        if (
            address.port == 0
            or address.scheme not in {"http", "https"}
            or not address.hostname
            or not address.path.strip("/")
        ):
            raise ValueError("wanted an address up to the token, such as http://127.0.0.1:8081/bot")
        return value

    @classmethod
    def load(cls) -> Self:
        """Read the settings.

        Raises:
            BotError: a setting has a value that it cannot have; the line names the first one.
        """
        try:
            return cls()
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            name = ".".join(str(part) for part in first["loc"])
            raise BotError(f"{name}: {first['msg'].removeprefix('Value error, ')}") from None
        except UnicodeDecodeError as error:
            raise BotError(f"the file .env is not UTF-8 text: {error.reason} at byte {error.start}") from error

    def require_token(self) -> str:
        """Give the token, once it is there and looks like one.

        Raises:
            BotError: there is none, or it has another form; the message does not repeat it.

        Source: https://core.telegram.org/bots/api#authorizing-your-bot
        """
        if self.token is None:
            raise BotError(
                "no bot token: set TELEGRAM_BOT_TOKEN in the environment or in .env"
                " (get one from @BotFather in Telegram)"
            )
        token = self.token.get_secret_value().strip()
        if not _TOKEN.fullmatch(token):
            raise BotError(
                f"TELEGRAM_BOT_TOKEN is no bot token: found {len(token)} characters, and wanted digits, a colon and"
                " a secret of letters, digits, _ and -; copy it again from @BotFather"
            )
        return token
