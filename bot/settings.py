"""What the bot is configured with: the token, the server, who may ask, how much, and how it is looked after."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from .access import Access
from .errors import BotError

#: A bot's number, a colon and its secret. Secrets have 35 characters today; the examples in Telegram's own
#: documentation have 34 (https://core.telegram.org/bots/features#creating-a-new-bot), so a little less is let through.
_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]{30,}")


Ids = Annotated[frozenset[int], NoDecode]


class Address(NamedTuple):
    """Where to listen."""

    host: str
    port: int


class BotSettings(BaseSettings):
    """Settings of the bot, from the environment or from ``.env`` in the current folder; the environment wins.

    Attributes:
        token: ``TELEGRAM_BOT_TOKEN``, as @BotFather gives it.
        base_url: ``TELEGRAM_BASE_URL``, the address of a Bot API server up to where the token follows.
        hits: ``ONRECORD_BOT_HITS``, most passages in one answer.
        workers: ``ONRECORD_BOT_WORKERS``, questions that are answered at the same time.
        state: ``ONRECORD_BOT_STATE``, folder of what must not be lost; of one bot alone.
        users: ``ONRECORD_BOT_USERS``, numbers of the people who may ask; with no list at all, everybody may.
        chats: ``ONRECORD_BOT_CHATS``, numbers of the chats in which anybody may ask.
        administrators: ``ONRECORD_BOT_ADMINS``, numbers of the people who look after the bot.
        per_person: ``ONRECORD_BOT_PER_PERSON``, messages a minute that one person may send.
        per_group: ``ONRECORD_BOT_PER_GROUP``, messages a minute to the bot that one group may send.
        queue: ``ONRECORD_BOT_QUEUE``, most updates and messages that wait at a time.
        webhook: ``ONRECORD_BOT_WEBHOOK``, the address at which Telegram reaches the bot; without, the bot polls.
        webhook_listen: ``ONRECORD_BOT_WEBHOOK_LISTEN``, where the bot listens for what that address leads to.
        monitor: ``ONRECORD_BOT_MONITOR``, where health and metrics are served, to this machine; nowhere by default.
        log_format: ``ONRECORD_BOT_LOG_FORMAT``, lines of text or of JSON.
        log_level: ``ONRECORD_BOT_LOG_LEVEL``, from which level on the bot's own news are logged.
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
    users: Ids = Field(default=frozenset(), validation_alias="ONRECORD_BOT_USERS")
    chats: Ids = Field(default=frozenset(), validation_alias="ONRECORD_BOT_CHATS")
    administrators: Ids = Field(default=frozenset(), validation_alias="ONRECORD_BOT_ADMINS")
    per_person: int = Field(default=20, ge=1, le=1000, validation_alias="ONRECORD_BOT_PER_PERSON")
    per_group: int = Field(default=60, ge=1, le=1000, validation_alias="ONRECORD_BOT_PER_GROUP")
    queue: int = Field(default=500, ge=1, le=100_000, validation_alias="ONRECORD_BOT_QUEUE")
    webhook: str | None = Field(default=None, validation_alias="ONRECORD_BOT_WEBHOOK")
    webhook_listen: Annotated[Address, NoDecode] = Field(
        default=Address("127.0.0.1", 8443), validation_alias="ONRECORD_BOT_WEBHOOK_LISTEN"
    )
    monitor: Annotated[Address | None, NoDecode] = Field(default=None, validation_alias="ONRECORD_BOT_MONITOR")
    log_format: Literal["text", "json"] = Field(default="text", validation_alias="ONRECORD_BOT_LOG_FORMAT")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", validation_alias="ONRECORD_BOT_LOG_LEVEL"
    )

    @property
    def access(self) -> Access:
        """Who may ask."""
        return Access(users=self.users, chats=self.chats, administrators=self.administrators)

    @field_validator("users", "chats", "administrators", mode="before")
    @classmethod
    def _numbers(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = value.replace(",", " ").split()
        if strange := [part for part in parts if not re.fullmatch(r"-?[0-9]{1,18}", part)]:
            raise ValueError(f"wanted numbers, as Telegram gives them to people and chats, and found {strange[0]!r}")
        return [int(part) for part in parts]

    @field_validator("webhook_listen", "monitor", mode="before")
    @classmethod
    def _host_and_port(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        host, colon, port = value.strip().rpartition(":")
        if not colon or not host or not re.fullmatch(r"[0-9]{1,5}", port) or int(port) > 65535:
            raise ValueError("wanted a host and a port, such as 127.0.0.1:8443")
        return Address(host.strip("[]"), int(port))

    @field_validator("webhook")
    @classmethod
    def _telegram_takes_the_address(cls, value: str | None) -> str | None:
        """Source: https://core.telegram.org/bots/api#setwebhook."""
        if value is None:
            return None
        address = urlsplit(value)
        encrypted = address.scheme == "https" or (address.scheme == "http" and address.hostname == "127.0.0.1")
        if not encrypted or not address.hostname or not address.path.strip("/"):
            raise ValueError("wanted an address with a path of its own, such as https://example.org/onrecord")
        return value

    @field_validator("base_url")
    @classmethod
    def _address_reaches_the_token(cls, value: str) -> str:
        address = urlsplit(value)
        if (
            address.port == 0
            or any(character <= " " for character in value)
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
