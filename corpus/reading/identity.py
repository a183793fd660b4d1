"""What an article is called where nobody gave it an id: by its address, its title or its words."""

import hashlib
import re
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

from ..text import clean

# Code points; a title or the last part of a path is told from others by fewer, and an id has room for both and a hash.
_SLUG_LENGTH = 60
_HOST_LENGTH = 100
_WORD = re.compile(r"[^\W_]+")
_PAGE_SUFFIX = re.compile(r"\.(?:html?|xhtml|php|aspx?|jsp)\Z", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}
# Parameters that tell who clicked where, and never what is shown.
_TRACKING = re.compile(
    r"utm_.*|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|igshid|mc_cid|mc_eid|_ga|_gl|ref_src|cmpid",
    re.IGNORECASE,
)


def content_id(text: str) -> str:
    """The id of an article that has none: 16 hexadecimal digits of the SHA-256 of its text."""
    return _digest(text)[:16]


def address_id(url: str) -> str | None:
    """The id of an article that has an address, the same for each spelling of the address; none for no web address.

    Made of the host, the words of the last part of the path, and eight hexadecimal digits of the SHA-256 of the
    normalised address, such as ``example.org-council-votes-1a2b3c4d``.
    """
    normalised = normalise_address(url)
    if normalised is None:
        return None
    host, _, path = normalised.partition("?")[0].partition("/")
    slug = slug_of(_PAGE_SUFFIX.sub("", unquote(path.rpartition("/")[2])))
    return "-".join(filter(None, [host[:_HOST_LENGTH], slug, _digest(normalised)[:8]]))


def normalise_address(url: str) -> str | None:
    """An address without what may differ between two spellings of it, or ``None`` for what is no web address.

    Without scheme, user, default port, fragment, tracking parameters and slashes at the end, host in lower case.
    """
    split = _split(url)
    if split is None or not split.hostname:
        return None
    try:
        port = split.port
    except ValueError:  # no number
        return None
    host = clean(split.hostname.lower())
    if port not in {None, _DEFAULT_PORTS[split.scheme]}:
        host += f":{port}"
    pairs = [pair for pair in parse_qsl(split.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0])]
    query = "?" + urlencode(pairs) if pairs else ""
    return host + clean(split.path).rstrip("/") + query


def part_id(stem: str | None, title: str | None, text: str) -> str:
    """The id of one of several articles in a file, by the file's stem and its title, or without one by its words.

    Never by its place, so that one more article in the file renames no other.
    """
    name = (title and slug_of(title)) or content_id(text)[:8]
    return name if stem is None else f"{stem}-{name}"


def slug_of(text: str) -> str:
    """The words of a text in lower case with hyphens between them, as many as go into 60 characters."""
    slug = ""
    for word in _WORD.findall(clean(text.lower())):
        longer = f"{slug}-{word}" if slug else word[:_SLUG_LENGTH]
        if len(longer) > _SLUG_LENGTH:
            break
        slug = longer
    return clean(slug)


def _split(url: str) -> SplitResult | None:
    try:
        split = urlsplit(url.strip())
    except ValueError:  # brackets that hold no IPv6 address
        return None
    return split if split.scheme in _DEFAULT_PORTS else None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
