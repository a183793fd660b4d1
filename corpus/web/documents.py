"""Files at an address that are no page: PDF, tables, JSON Lines and whatever else the readers of files take."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from ..reading.fields import Outcome, Reading
from ..reading.forms import SUFFIXES, read_raw
from ..reading.identity import address_id
from ..reading.raw import Raw
from .fetching import Fetched

# What a server says of a file, with the suffix that it would have.
_TYPES = {
    "application/pdf": ".pdf",
    "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
    "application/warc": ".warc",
    "application/mbox": ".mbox",
    "application/zip": ".zip",
    "message/rfc822": ".eml",
    "text/csv": ".csv",
    "text/markdown": ".md",
    "text/tab-separated-values": ".tsv",
}
# Types under which a name tells more, and what is told by its content alone.
_VAGUE = frozenset({"", "text/plain", "application/octet-stream", "application/gzip", "application/x-gzip"})
_BY_CONTENT = frozenset({".html", ".htm", ".xhtml", ".rss", ".atom", ".xml", ".gz"})
# One file, one article, which the address names.
_SINGLE = frozenset({".pdf", ".txt", ".text", ".md", ".markdown"})


def document_name(fetched: Fetched) -> str | None:
    """The name under which something fetched is read as a file; ``None`` where it is a page, a feed or a site map."""
    name = PurePosixPath(unquote(urlsplit(fetched.address).path)).name
    suffix = PurePosixPath(name.removesuffix(".gz")).suffix.lower()
    if (meant := _TYPES.get(fetched.content_type)) is not None:
        return name if suffix == meant else f"{name or 'document'}{meant}"
    told = suffix in SUFFIXES and suffix not in _BY_CONTENT
    return name if told and fetched.content_type in _VAGUE else None


def read_document(fetched: Fetched, name: str, where: str) -> Iterator[Outcome]:
    """Read the articles of a file that was fetched; one that is alone in it has its address, and its id from there."""
    raw = Raw(where=where, name=name, open=lambda: io.BytesIO(fetched.body), size=len(fetched.body))
    for outcome in read_raw(raw):
        if isinstance(outcome, Reading) and raw.suffix in _SINGLE and outcome.article.url is None:
            known = {"url": fetched.address, "id": address_id(fetched.address) or outcome.article.id}
            yield outcome._replace(article=outcome.article.model_copy(update=known))
        else:
            yield outcome
