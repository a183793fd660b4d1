"""Which addresses may be asked for at all, and which hosts: no private network behind the administrator's back."""

from __future__ import annotations

import ipaddress
import re
import socket
from urllib.parse import urlsplit, urlunsplit

from ..errors import ArticleError
from ..reading.fields import one_line

# Browsers and servers take about as much.
_LONGEST = 2_000
_SHOWN = 200
# Also no space and no backslash: programs disagree on where a host ends that is followed by one.
_NOT_IN_ADDRESSES = re.compile(
    r"[\x00-\x20\x7f-\xa0\\\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff\ud800-\udfff]"
)
# IPv6 addresses that carry an IPv4 address in their last 32 bits (RFC 6052, RFC 4291).
_CARRIERS = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "::/96")))

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def shown_address(address: str) -> str:
    """An address as one line for people, without a password in it."""
    try:
        parts = urlsplit(address)
        if "@" in parts.netloc:
            address = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    except ValueError:
        address = address.rpartition("@")[2]
    line = one_line(address)
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def checked_address(address: str) -> str:
    """An address that may be asked for, without its fragment.

    Raises:
        ArticleError: it is of another kind than http and https, holds a name and password or characters that no
            address has, names no host, or is longer than any.
    """
    where = shown_address(address)
    if len(address) > _LONGEST:
        raise ArticleError(where, f"an address of {len(address)} characters; at most {_LONGEST} are read")
    if _NOT_IN_ADDRESSES.search(address):
        raise ArticleError(where, "blanks, control characters or backslashes in the address")
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ArticleError(where, "no address that can be read; wanted https://host/path") from error
    if parts.scheme not in {"http", "https"}:
        raise ArticleError(where, f"an address of kind {parts.scheme[:20]!r}; wanted http or https")
    if "@" in parts.netloc:
        raise ArticleError(where, "a user name or password in the address; it would be kept with the article")
    if not host or port == 0:
        raise ArticleError(where, "no host in the address; wanted https://host/path")
    return urlunsplit(parts._replace(fragment=""))


def addresses_of(host: str, port: int) -> list[str]:
    """The addresses that a name stands for now, as the system resolves it.

    Raises:
        OSError: it stands for none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(where[0]) for *_, where in found))


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public network: not private, local, reserved, or of a group of hosts.

    An IPv6 address that carries an IPv4 address (mapped, 6to4, Teredo, NAT64) is public where both are.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return all(_is_global(each) for each in (found, *_carried(found)))


def _is_global(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and (address.ipv4_mapped or address in _CARRIERS[0]):
        return True  # what it carries decides
    site_local = isinstance(address, ipaddress.IPv6Address) and address.is_site_local
    return address.is_global and not (address.is_multicast or address.is_reserved or site_local)


def _carried(address: Address) -> list[ipaddress.IPv4Address]:
    if isinstance(address, ipaddress.IPv4Address):
        return []
    inside = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if any(address in network for network in _CARRIERS):
        inside.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [each for each in inside if each is not None]
