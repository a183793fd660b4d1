"""The commands over an index, for whoever puts the ``onrecord`` command together."""

import typer

from . import (
    asking,
    building,
    comparing,
    conversing,
    evaluating,
    exporting,
    generations,
    quoting,
    reporting,
    speaking,
    verifying,
    watching,
)
from .shared import IndexOption, JsonOption

__all__ = ["IndexOption", "JsonOption", "register"]


_ASKING = (asking, conversing, comparing, verifying)
_KEEPING = (building, watching, generations, exporting, reporting)
_LOOKING = (speaking, quoting, evaluating)


def register(app: typer.Typer) -> None:
    """Add all commands to an application, in the order of its help."""
    for module in (*_ASKING, *_KEEPING, *_LOOKING):
        module.register(app)
