"""Reading articles, in the forms in which news comes."""

from .files import read_articles, shipped_articles

__all__ = ["read_articles", "shipped_articles"]
