"""Articles from the web: pages, feeds and site maps by their addresses."""

from .bodies import FetchError
from .fetching import Fetched, Web

__all__ = ["FetchError", "Fetched", "Web"]
