"""What the bot says, in the reader's language: a catalogue a language, and English where there is none.

A catalogue is a file ``catalogues/LANGUAGE.toml`` with the same keys and the same ``{placeholders}`` as ``en.toml``;
adding one needs nothing else. Quotes, names and titles stay in the language of their article.
"""

from __future__ import annotations

import datetime
import tomllib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "catalogues"
DEFAULT = "en"


class Catalogue:
    """The texts of one language.

    Args:
        language: its code, as Telegram has it: ISO 639-1.
        texts: each text by its key, ``section.name``.
        months: the months as they stand in a date.
    """

    def __init__(self, language: str, texts: dict[str, str], months: tuple[str, ...]) -> None:
        self.language = language
        self.texts = texts
        self.months = months

    def say(self, key: str, **values: object) -> str:
        """Give a text with its placeholders filled; what stands in the values is text and nothing else."""
        return self.texts[key].format(**values)

    def day(self, date: datetime.date) -> str:
        """Write a day: 28 November 2015."""
        return self.say("dates.day", day=date.day, month=self.months[date.month - 1], year=date.year)

    def period(self, since: datetime.date | None, until: datetime.date | None) -> str:
        """Write a period by its ends; a single day or a whole year by its name."""
        if since and until:
            if name := self._named(since, until):
                return name
            return self.say("dates.between", since=self.day(since), until=self.day(until))
        if since:
            return self.say("dates.since", since=self.day(since))
        return self.say("dates.until", until=self.day(until)) if until else self.say("dates.unknown")

    def of_period(self, since: datetime.date | None, until: datetime.date | None) -> str:
        """Write a period as it stands behind "articles": of 2015, from 1 March 2015 on."""
        name = self._named(since, until) if since and until else ""
        return self.say("dates.of", period=name) if name else self.period(since, until)

    def _named(self, since: datetime.date, until: datetime.date) -> str:
        """The name of a period that has one: a day, a year."""
        if since == until:
            return self.day(since)
        ends = (since.month, since.day, until.month, until.day)
        return str(since.year) if since.year == until.year and ends == (1, 1, 12, 31) else ""


@cache
def languages() -> tuple[str, ...]:
    """The languages that there are catalogues for, English first."""
    found = sorted(path.stem for path in FOLDER.glob("*.toml"))
    return (DEFAULT, *(name for name in found if name != DEFAULT))


@cache
def catalogue(language: str = DEFAULT) -> Catalogue:
    """Read the catalogue of a language that there is one for."""
    content = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    months = tuple(content["dates"].pop("months"))
    texts = {f"{section}.{key}": text for section, entries in content.items() for key, text in entries.items()}
    return Catalogue(language, texts, months)


def catalogue_for(code: str | None) -> Catalogue:
    """Find the catalogue for a reader's language, as Telegram tells it: "ru", "pt-br"; English where there is none."""
    language = (code or "").partition("-")[0].lower()
    return catalogue(language if language in languages() else DEFAULT)
