"""Bodies of responses, read and unpacked within bounds."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from ..errors import ArticleError

if TYPE_CHECKING:
    import httpx

# A page of news has some 100 KB, a site map of 50,000 addresses some 8 MB.
MAX_BODY_BYTES = 10_000_000
_CHUNK = 65_536
_UNPACKED = frozenset({"", "identity"})
_PACKED = frozenset({"gzip", "x-gzip", "deflate"})
# Compressed files one after another in one: each is copied once more, and nobody needs many.
_MAX_MEMBERS = 100
_GZIP = b"\x1f\x8b"


class FetchError(ArticleError):
    """An address cannot be fetched.

    Attributes:
        status: what the server answered, where that is the reason.
        lasting: asking again would give the same: the page is not there, or robots.txt forbids it.
    """

    def __init__(self, where: str, reason: str, *, status: int | None = None, lasting: bool = False) -> None:
        self.status = status
        self.lasting = lasting
        super().__init__(where, reason)


def read_body(response: httpx.Response, where: str, most: int) -> bytes:
    """Read a body as it comes, and stop where it grows too large, packed or unpacked.

    Raises:
        FetchError: it has more than ``most`` bytes, or is packed in another way than was asked for.
    """
    too_large = FetchError(where, f"more than {most} bytes; no page needs that", lasting=True)
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding not in _UNPACKED | _PACKED:
        raise FetchError(where, f"packed as {coding[:20]!r}, which was not asked for")
    length = response.headers.get("content-length", "")
    if length.isascii() and length.isdecimal() and (len(length) > 18 or int(length) > most):
        raise too_large
    raw = bytearray()
    for chunk in response.iter_raw(_CHUNK):
        raw += chunk
        if len(raw) > most:
            raise too_large
    try:
        return bytes(raw) if coding in _UNPACKED else unpacked(bytes(raw), most)
    except OverflowError as error:
        raise too_large from error
    except zlib.error as error:
        raise FetchError(where, "packed in a way that cannot be unpacked") from error


def is_gzip(raw: bytes) -> bool:
    """Whether bytes are a gzip file."""
    return raw.startswith(_GZIP)


def unpacked(raw: bytes, most: int) -> bytes:
    """Unpack gzip or deflate, never to more than ``most`` bytes.

    Raises:
        OverflowError: it would be more.
        zlib.error: it is neither, damaged, or cut off.
    """
    plain = bytearray()
    for _ in range(_MAX_MEMBERS):
        unpacker = zlib.decompressobj(47 if is_gzip(raw) or _is_zlib(raw) else -15)
        plain += unpacker.decompress(raw, most + 1 - len(plain))
        if len(plain) > most:
            raise OverflowError
        if not unpacker.eof:
            raise zlib.error("cut off")
        raw = unpacker.unused_data.lstrip(b"\0")
        if not is_gzip(raw):
            return bytes(plain)
    raise zlib.error("too many parts")


def _is_zlib(raw: bytes) -> bool:
    """Whether bytes begin with a zlib header (RFC 1950, 2.2); some servers send deflate without one."""
    return len(raw) > 1 and raw[0] & 15 == 8 and int.from_bytes(raw[:2]) % 31 == 0
