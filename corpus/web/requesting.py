"""Single requests: to a checked host, in its turn, within bounds, once more where a server is busy."""

from __future__ import annotations

import datetime
import email.utils
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from ..errors import ArticleError
from ..reading.fields import one_line
from .bodies import FetchError, read_body
from .hosts import shown_address

if TYPE_CHECKING:
    import httpx

NEEDS_WEB = "web addresses need httpx and others; install them: pip install 'onrecord[web]'"
# Of one address with its redirects; of connecting alone.
MAX_SECONDS = 60.0
_CONNECT_SECONDS = 10.0
# The longest that a busy server is waited for, once.
_MAX_RETRY_AFTER = 60.0
_BUSY = frozenset({429, 503})
_ACCEPT = "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/xml, */*;q=0.5"
_SHOWN = 200


class Answer(NamedTuple):
    """One response of a server; the body of any but 200 is not read."""

    status: int
    headers: httpx.Headers
    body: bytes


class Requests:
    """Makes requests one at a time, none to a host before its turn.

    Args:
        user_agent: what they say of who asks.
        allow_private: whether hosts of private networks may be asked.
        max_bytes: most bytes of a body, unpacked.
        clock: seconds, of any beginning, by which turns are measured.
        wait: waits for so many seconds.
        resolve: the IP addresses that a host's name and port stand for.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        allow_private: bool,
        max_bytes: int,
        clock: Callable[[], float],
        wait: Callable[[float], None],
        resolve: Callable[[str, int], list[str]],
    ) -> None:
        from .connections import Deadline, Transport

        self._user_agent = user_agent
        self._max_bytes = max_bytes
        self._clock = clock
        self._wait = wait
        self._deadline = Deadline()
        self._transport = Transport(resolve, self._deadline, allow_private=allow_private)
        self._asked: dict[str, float] = {}

    def close(self) -> None:
        """Close every connection."""
        self._transport.close()

    def ask(self, address: str, headers: dict[str, str], *, seconds: float, delay: float) -> Answer:
        """Ask for an address, and once more where the server is busy and says for how long.

        Args:
            address: what to ask for, checked.
            headers: what to say beside who asks.
            seconds: most seconds until the whole answer is there.
            delay: seconds between two requests to the host.

        Raises:
            FetchError: there is no answer, it is too large, or the host may not be asked.
        """
        answer = self._ask_once(address, headers, seconds, delay)
        pause = _retry_after(answer) if answer.status in _BUSY else None
        if pause is None:
            return answer
        self._wait(pause)
        return self._ask_once(address, headers, seconds, delay)

    def _ask_once(self, address: str, headers: dict[str, str], seconds: float, delay: float) -> Answer:
        import httpcore
        import httpx

        from .connections import HostRefused

        self._take_turn(address, delay)
        where = shown_address(address)
        said = {"User-Agent": self._user_agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"} | headers
        timeout = {"connect": min(_CONNECT_SECONDS, seconds), "read": seconds, "write": seconds, "pool": seconds}
        self._deadline.start(seconds)
        try:
            request = httpx.Request("GET", address, headers=said, extensions={"timeout": timeout})
            response = self._transport.handle_request(request)
            try:
                body = read_body(response, where, self._max_bytes) if response.status_code == 200 else b""
            finally:
                response.close()
            return Answer(response.status_code, response.headers, body)
        except HostRefused as error:
            reason = f"{error} is no address of the public network; allow private ones with --allow-private"
            raise FetchError(where, reason) from error
        except httpcore.TimeoutException as error:
            raise FetchError(where, "no whole answer in the time given") from error
        except (httpcore.NetworkError, OSError) as error:
            raise FetchError(where, f"cannot be reached: {_shown(error) or 'no connection'}") from error
        except (httpcore.ProtocolError, httpcore.UnsupportedProtocol, httpx.HTTPError) as error:
            raise FetchError(where, f"no answer of HTTP: {_shown(error)}") from error
        except (httpx.InvalidURL, ValueError) as error:
            raise FetchError(where, "no address that can be asked for", lasting=True) from error

    def _take_turn(self, address: str, delay: float) -> None:
        """Wait until the host may be asked again."""
        host = urlsplit(address).netloc.lower()
        pause = self._asked[host] + delay - self._clock() if host in self._asked else 0.0
        if pause > 0:
            self._wait(pause)
        self._asked[host] = self._clock()


def requests_of(where: str, make: Callable[[], Requests]) -> Requests:
    """Make what makes requests.

    Raises:
        ArticleError: a library of the extra ``web`` is missing.
    """
    try:
        import defusedxml  # noqa: F401 - all of the extra is asked for here, before any request
        import feedparser  # noqa: F401
        import protego  # noqa: F401
        import trafilatura  # noqa: F401

        return make()
    except ImportError as error:
        raise ArticleError(where, NEEDS_WEB) from error


def _shown(error: Exception) -> str:
    return one_line(str(error))[:_SHOWN]


def _retry_after(answer: Answer) -> float | None:
    """Seconds after which a busy server wants to be asked again; ``None`` where it does not say, or they are many."""
    value = answer.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdecimal() and len(value) < 10:
        seconds = float(value)
    else:
        try:
            at = email.utils.parsedate_to_datetime(value)
            seconds = max(0.0, (at - datetime.datetime.now(datetime.UTC)).total_seconds())
        except (ValueError, TypeError, OverflowError):
            return None
    return seconds if seconds <= _MAX_RETRY_AFTER else None
