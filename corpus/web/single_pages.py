"""Single pages from the web, told from feeds and site maps."""

from __future__ import annotations

from ..errors import ArticleError
from ..model import Article
from ..reading.pages import parse_page
from .contents import Kind, kind_of
from .fetching import Fetched
from .hosts import shown_address


def read_page(fetched: Fetched, *, origin: str) -> Article:
    """Read the article of a page that was fetched.

    Args:
        fetched: the page.
        origin: the address that was given: its own, or that of the feed or site map which named it.

    Raises:
        ArticleError: it is no page, or one without an article.
    """
    where = shown_address(fetched.address)
    if (kind := kind_of(fetched.body, fetched.content_type, where)) is not Kind.PAGE:
        raise ArticleError(where, f"a {kind} where a page was wanted; give it as a source of its own")
    article = parse_page(fetched.body, where=where, default_id=None, address=fetched.final, charset=fetched.charset)
    return article.model_copy(update={"origin": origin})
