"""Fetching from the web, politely, within bounds, and not twice what has not changed."""

from __future__ import annotations

import email.message
import importlib.metadata
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Self
from urllib.parse import urljoin, urlsplit

from ..errors import ArticleError
from ..model import Notice
from ..reading.fields import one_line
from .bodies import MAX_BODY_BYTES, FetchError
from .hosts import addresses_of, checked_address, shown_address
from .requesting import MAX_SECONDS, Answer, Requests, requests_of
from .responses import Kept, Responses

if TYPE_CHECKING:
    from protego import Protego

MAX_REDIRECTS = 5
# Between two requests to a host, unless its robots.txt wants more; and the most of that which is waited for.
DELAY_SECONDS = 1.0
_MAX_CRAWL_DELAY = 30.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# What a server says of a page that is not there, or not for us, however often it is asked.
_LASTING = frozenset({401, 402, 403, 404, 410, 451})
# Parsers read at least so much of a robots.txt, and keep it no longer than a day (RFC 9309, 2.4 and 2.5).
_MAX_ROBOTS_BYTES = 512_000
_ROBOTS_SECONDS = 24 * 3_600.0


class Fetched(NamedTuple):
    """What an address gave.

    Attributes:
        address: what was asked for.
        final: where it was found, after redirects.
        content_type: the media type in lower case, without parameters; empty where the server gave none.
        charset: the encoding that the server gave.
        body: the bytes, unpacked.
        unchanged: it is what was fetched before: the server said so, or was not asked.
    """

    address: str
    final: str
    content_type: str
    charset: str | None
    body: bytes
    unchanged: bool


class Web:
    """Fetches from the web for one reading; for one thread, and to be closed.

    Only http and https, and only hosts of the public network; every address that a host's name stands for is checked,
    after each redirect, and the connection goes to the checked one. robots.txt is heeded, and one host is asked no
    more than once in ``delay`` seconds. Proxies and settings of the environment are not looked at.

    Args:
        cache: the file in which responses are kept for the next time; without one nothing is kept.
        allow_private: whether hosts of private networks may be asked.
        delay: seconds between two requests to one host.
        user_agent: what the requests say of who asks; robots.txt is read for its first word.
        max_bytes: most bytes of a body, unpacked.
        max_seconds: most seconds for one address, redirects included.
        clock: seconds, of any beginning, by which the delay is measured.
        wait: waits for so many seconds.
        resolve: the IP addresses that a host's name and port stand for.
        now: seconds since 1970, by which a kept robots.txt grows old.
    """

    def __init__(
        self,
        *,
        cache: Path | None = None,
        allow_private: bool = False,
        delay: float = DELAY_SECONDS,
        user_agent: str | None = None,
        max_bytes: int = MAX_BODY_BYTES,
        max_seconds: float = MAX_SECONDS,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
        resolve: Callable[[str, int], list[str]] = addresses_of,
        now: Callable[[], float] = time.time,
    ) -> None:
        said = one_line(user_agent or "").encode("ascii", "ignore").decode().strip()
        agent = said or f"onrecord/{importlib.metadata.version('onrecord')}"
        self._product = agent.partition("/")[0].partition(" ")[0]
        self._delay = delay
        self._max_seconds = max_seconds
        self._make_requests = lambda: Requests(
            user_agent=agent,
            allow_private=allow_private,
            max_bytes=max_bytes,
            clock=clock,
            wait=wait,
            resolve=resolve,
        )
        self._requests: Requests | None = None
        self._robots: dict[str, Protego | FetchError] = {}
        self._notices: list[Notice] = []
        self._cache = Responses(cache, self._notices.append, now) if cache is not None else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close connections and the cache."""
        if self._requests is not None:
            self._requests.close()
            self._requests = None
        if self._cache is not None:
            self._cache.close()

    def notices(self) -> list[Notice]:
        """What there is to say since the last call: of a cache that cannot be used, of a page that was not reached."""
        said = self._notices[:]
        self._notices.clear()
        return said

    def fetch(self, address: str, *, version: str | None = None) -> Fetched:
        """Fetch an address, or learn that it has not changed since it was kept.

        What cannot be reached now, and is kept from before, is taken from there, with a notice.

        Args:
            address: what to ask for.
            version: what a feed or site map says of it now; kept with the response for :meth:`kept`.

        Raises:
            FetchError: it cannot be fetched, or it is not there.
            ArticleError: it is no address that may be fetched, or a library is missing.
        """
        address = checked_address(address)
        before = self._kept(address)
        if before is not None and before.failure is not None:
            before = None
        try:
            final, answer = self._follow(address, before)
        except FetchError as error:
            if error.lasting and self._cache is not None:
                self._cache.put(address, Kept(address, None, None, None, b"", version, error.reason))
            if error.lasting or before is None:
                raise
            self._notices.append(Notice(where=error.where, what=f"{error.reason}; read as it was fetched before"))
            return _fetched(address, before, unchanged=True)
        unchanged = answer.status == 304 and before is not None
        if unchanged and before is not None:
            kept = before._replace(version=version)
        else:
            etag, modified, kind = (answer.headers.get(name) for name in ("etag", "last-modified", "content-type"))
            kept = Kept(final, etag, modified, kind, answer.body, version)
        if self._cache is not None and kept != before:
            self._cache.put(address, kept)
        return _fetched(address, kept, unchanged=unchanged)

    def kept(self, address: str, *, version: str | None = None) -> Fetched | None:
        """What is kept of an address, without asking anybody; ``None`` where nothing is.

        Args:
            address: what was asked for.
            version: where one is given, only what was fetched for the same.

        Raises:
            FetchError: it is kept that asking is of no use.
            ArticleError: it is no address that may be fetched.
        """
        address = checked_address(address)
        kept = self._kept(address)
        if kept is None or (version is not None and kept.version != version):
            return None
        if kept.failure is not None:
            raise FetchError(shown_address(address), kept.failure, lasting=True)
        return _fetched(address, kept, unchanged=True)

    def _kept(self, address: str) -> Kept | None:
        return self._cache.get(address) if self._cache is not None else None

    def _follow(self, address: str, before: Kept | None, *, robots: bool = True) -> tuple[str, Answer]:
        """Ask for an address and for what it leads to, each only where robots.txt and the network allow it."""
        where, here = shown_address(address), address
        if self._requests is None:
            self._requests = requests_of(where, self._make_requests)
        started = time.monotonic()
        for _ in range(MAX_REDIRECTS + 1):
            if robots:
                self._heed_robots(here, where)
            known = before if before is not None and before.final == here else None
            left = self._max_seconds - (time.monotonic() - started)
            delay = self._delay_of(here)
            try:
                answer = self._requests.ask(here, _conditions(known), seconds=left, delay=delay)
            except FetchError as error:
                raise FetchError(where, error.reason, lasting=error.lasting) from error
            if answer.status in _REDIRECTS and "location" in answer.headers:
                here = _led_to(here, answer.headers["location"], where)
            elif answer.status == 200 or (answer.status == 304 and known is not None):
                return here, answer
            else:
                said, lasting = f"the server answers {answer.status}", answer.status in _LASTING
                raise FetchError(where, said, status=answer.status, lasting=lasting)
        raise FetchError(where, f"more than {MAX_REDIRECTS} redirects", lasting=True)

    def _delay_of(self, address: str) -> float:
        """Seconds between two requests to the host of an address: ours, or its own where that is longer."""
        rules = self._robots.get(_origin(address))
        if rules is None or isinstance(rules, FetchError):
            return self._delay
        return max(self._delay, min(rules.crawl_delay(self._product) or 0.0, _MAX_CRAWL_DELAY))

    def _heed_robots(self, address: str, where: str) -> None:
        """Raise where the host's robots.txt forbids an address, or cannot be had for now (RFC 9309)."""
        origin = _origin(address)
        if origin not in self._robots:
            self._robots[origin] = self._rules_of(origin)
        rules = self._robots[origin]
        if isinstance(rules, FetchError):
            raise FetchError(where, rules.reason)
        if not rules.can_fetch(address, self._product):
            raise FetchError(where, "robots.txt of the host forbids it", lasting=True)

    def _rules_of(self, origin: str) -> Protego | FetchError:
        """What the robots.txt of a host says; where there is none, everything is allowed."""
        from protego import Protego

        address = f"{origin}/robots.txt"
        kept = self._kept(address)
        if kept is None or self._cache is None or not 0 <= self._cache.age(kept) < _ROBOTS_SECONDS:
            try:
                _, answer = self._follow(address, None, robots=False)
                body = answer.body[:_MAX_ROBOTS_BYTES]
            except FetchError as error:
                if error.status is None:
                    return error
                if error.status == 429 or not 400 <= error.status < 500:
                    return FetchError(error.where, f"robots.txt of the host cannot be had: {error.reason}")
                body = b""
            kept = Kept(address, None, None, None, body)
            if self._cache is not None:
                self._cache.put(address, kept)
        return Protego.parse(kept.body.decode("utf-8", "replace"))


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _led_to(address: str, location: str, where: str) -> str:
    """The address that a redirect leads to.

    Raises:
        FetchError: it is none that may be fetched.
    """
    try:
        return checked_address(urljoin(address, location))
    except ArticleError as error:
        raise FetchError(where, f"leads to what is not fetched: {error.reason}", lasting=True) from error
    except ValueError as error:
        raise FetchError(where, "leads to what is no address", lasting=True) from error


def _conditions(known: Kept | None) -> dict[str, str]:
    """The headers that ask for a response only where it differs from the one known."""
    conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified} if known is not None else {}
    return {name: value for name, value in conditions.items() if value and value.isascii()}


def _fetched(address: str, kept: Kept, *, unchanged: bool) -> Fetched:
    head = email.message.Message()
    head["content-type"] = one_line(kept.content_type or "")
    kind = head.get_content_type() if kept.content_type else ""
    return Fetched(address, kept.final, kind, head.get_content_charset(), kept.body, unchanged)
