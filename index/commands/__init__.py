"""The commands over an index, for whoever puts the ``onrecord`` command together."""

import typer

from . import asking, building, comparing, conversing, evaluating, quoting, reporting, speaking, verifying, watching
from .shared import IndexOption, JsonOption

__all__ = ["IndexOption", "JsonOption", "register"]


def register(app: typer.Typer) -> None:
    """Add all commands to an application, in the order of its help."""
    for module in (
        asking,
        conversing,
        comparing,
        verifying,
        building,
        watching,
        reporting,
        speaking,
        quoting,
        evaluating,
    ):
        module.register(app)
