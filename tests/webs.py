"""Webs for tests: they may ask this machine, and wait in no time; and the feeds and site maps that they read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from onrecord.corpus import Article, ArticleError, Notice, read_articles
from onrecord.corpus.web import Web
from onrecord.corpus.web.feeds import parse_feed, read_feed

from tests.newsserver import FILLER, NewsServer, news_server

RSS = "application/rss+xml; charset=utf-8"
XML = "application/xml"
WHOLE = f"<p>“It was high time,” the mayor said.</p><p>{FILLER}</p><p>{FILLER}</p><p>{FILLER}</p>"
CONTENT = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'


class Clock:
    """Time that passes only where somebody waits."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.waits: list[float] = []

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def news() -> Iterator[NewsServer]:
    with news_server() as server:
        yield server


@pytest.fixture
def web_of(clock: Clock) -> Iterator[Callable[..., Web]]:
    """Makes webs, and closes them."""
    made = []

    def make(**more: Any) -> Web:
        settings: dict[str, Any] = {"allow_private": True, "clock": clock, "wait": clock.wait} | more
        made.append(Web(**settings))
        return made[-1]

    yield make
    for web in made:
        web.close()


@pytest.fixture
def web(web_of: Callable[..., Web]) -> Web:
    return web_of()


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "pages.sqlite"


@pytest.fixture
def read_anew(web_of: Callable[..., Web], cache: Path) -> Callable[[str], list[Any]]:
    """Reads a source as a run of its own would, with one cache for all runs."""

    def run(source: str) -> list[Any]:
        with web_of(cache=cache) as web:
            return found_in(source, web=web)

    return run


def reason_of(web: Web, address: str) -> str:
    """Why an address cannot be fetched."""
    with pytest.raises(ArticleError) as error:
        web.fetch(address)
    assert "\n" not in str(error.value)
    return error.value.reason


def found_in(source: str | Path, **more: Any) -> list[Any]:
    return list(read_articles(source, **more))


def from_feed(raw: bytes, **more: Any) -> list[Any]:
    return list(read_feed(raw, **more))


def entries_of(raw: bytes, **more: Any) -> tuple[list[Any], list[Notice]]:
    return parse_feed(raw, **more)


def articles_of(found: list[Any]) -> list[Article]:
    return [one for one in found if isinstance(one, Article)]


def said_of(found: list[Any]) -> list[str]:
    return [str(one) for one in found if not isinstance(one, Article)]


def item(link: str, number: int = 1, more: str = "") -> str:
    return f"<item><title>Item {number}</title><link>{link}</link><guid>{number}</guid>{more}</item>"


def rss(*items: str, title: str = "The Feed") -> str:
    inside = "".join(items)
    return f'<?xml version="1.0"?><rss version="2.0" {CONTENT}><channel><title>{title}</title>{inside}</channel></rss>'


def urlset(*pages: str, more: str = "") -> str:
    inside = "".join(f"<url><loc>{page}</loc>{more}</url>" for page in pages)
    news = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" {news}>{inside}</urlset>'
