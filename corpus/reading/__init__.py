"""Reading articles, in the forms in which news comes."""

from .fields import address_id
from .files import read_articles, shipped_articles

__all__ = ["address_id", "read_articles", "shipped_articles"]
