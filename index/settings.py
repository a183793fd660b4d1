"""Settings of the index, from the environment or ``.env``."""

from pathlib import Path
from typing import Self

from dotenv.parser import parse_stream
from onrecord.corpus import OnRecordError
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_DOTENV = Path(".env")


class SettingsError(OnRecordError):
    """A setting has a value that it cannot have; the message names it."""


class IndexSettings(BaseSettings):
    """Where the index lies and what it is built with; options of a command win over these.

    Attributes:
        index: ``ONRECORD_INDEX``, the folder of the index.
        encoder: ``ONRECORD_ENCODER``, a sentence-transformers model by name or path; ``None`` for the bundled one.
        reranker: ``ONRECORD_RERANKER``, a sentence-transformers cross-encoder by name or path; ``None`` for none.
        web_delay: ``ONRECORD_WEB_DELAY``, seconds between two requests to one host.
        web_user_agent: ``ONRECORD_WEB_USER_AGENT``, what requests say of who asks; ``None`` for the product's name.
    """

    model_config = SettingsConfigDict(
        env_prefix="ONRECORD_", env_file=_DOTENV, env_ignore_empty=True, extra="ignore", frozen=True
    )

    index: Path = Field(default=Path(".onrecord"))
    encoder: str | None = None
    reranker: str | None = None
    web_delay: float = Field(default=1.0, ge=0, le=60)
    web_user_agent: str | None = None

    @field_validator("index")
    @classmethod
    def _names_a_folder(cls, value: Path) -> Path:
        if "\0" in str(value):
            raise ValueError("no name of a folder; it holds a NUL character")
        return value

    @classmethod
    def load(cls) -> Self:
        """Read the settings.

        Raises:
            SettingsError: one cannot be read; the line names the first.
        """
        try:
            _refuse_stray_lines()
            return cls()
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            name = str(first["loc"][0]).upper()
            raise SettingsError(f"ONRECORD_{name}: {first['msg'].removeprefix('Value error, ')}") from error
        except UnicodeDecodeError as error:
            raise SettingsError(f"the file .env is not UTF-8 text: {error.reason} at byte {error.start}") from error
        except OSError as error:
            raise SettingsError(f"the file .env cannot be read: {error.strerror or error}") from error


def _refuse_stray_lines() -> None:
    """Refuse a line of ``.env`` that sets nothing; python-dotenv would skip it, with a warning of its own.

    The line itself is not repeated, since it may be a secret.
    """
    if not _DOTENV.is_file():
        return
    with _DOTENV.open(encoding="utf-8") as stream:
        for binding in parse_stream(stream):
            if binding.error:
                raise SettingsError(f".env:{binding.original.line}: wanted NAME=VALUE, or # before a remark")
