"""A report as one page of HTML that needs nothing beside it: no script, no network, no font, no image."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from jinja2 import Environment, StrictUndefined
from onrecord.corpus import Attribution, Confidence, QuoteKind

from .console import counted, visible, written_day
from .report_charts import HEIGHT, WIDTH, axis_of, columns, share
from .reporting import Report, SourceCoverage

Key = TypeVar("Key", bound=StrEnum)

MOST_SHOWN = 120
"""Characters of a name or an address that are shown: hardly any is longer, and a page stays a page."""

_TEMPLATE = "report.html.jinja"
_KINDS = {
    QuoteKind.DIRECT: "in quotation marks",
    QuoteKind.MIXED: "partly in quotation marks",
    QuoteKind.INDIRECT: "told without quotation marks",
}
_ATTRIBUTIONS = {
    Attribution.NAMED: "the speaker is named beside the words",
    Attribution.ROLE: "by an office or a role",
    Attribution.PRONOUN: "by “he”, “she” or “they”",
    Attribution.CONTINUED: "the speaker of the quote before goes on",
    Attribution.UNCLEAR: "nobody is named as the speaker",
}
_CONFIDENCES = {
    Confidence.HIGH: "hardly ever wrong",
    Confidence.MEDIUM: "seldom wrong",
    Confidence.LOW: "to be checked",
}


def render_page(report: Report) -> str:
    """Write a report as a page; the same report always gives the same page."""
    axis = axis_of(report.all_articles.months)
    parts = [report.all_articles, *report.sources, *([report.others] if report.others else [])]
    counts = [axis.counts(part.months) if axis else () for part in parts]
    highest = [max(each, default=0) for each in counts]
    # All sources have one scale, so that their charts compare; the chart of all articles has its own.
    scales = [highest[0], *[max(highest[1:], default=0)] * (len(parts) - 1)]
    charts = [
        {
            "name": _name_of(part, whole=place == 0),
            "coverage": part,
            "counts": each,
            "columns": columns(axis, each, scale) if axis and scale else (),
            "highest": most,
        }
        for place, (part, each, most, scale) in enumerate(zip(parts, counts, highest, scales, strict=True))
    ]
    quotes = report.quotes
    groups = [
        ("How the speaker was found", _counted(_ATTRIBUTIONS, quotes.attribution)),
        ("How sure that is", _counted(_CONFIDENCES, quotes.confidence)),
        ("How the words are given", _counted(_KINDS, quotes.kind)),
    ]
    return (
        _environment()
        .from_string(_source())
        .render(report=report, axis=axis, whole=charts[0], charts=charts[1:], groups=groups, width=WIDTH, height=HEIGHT)
    )


def _counted(known: Mapping[Key, str], counts: Mapping[Key, int]) -> list[tuple[str, str, int]]:
    """How many there are of each, with what it means, in the order of the meanings."""
    return [(key.value, what, counts[key]) for key, what in known.items()]


def _name_of(part: SourceCoverage, *, whole: bool) -> str:
    if whole:
        return "All articles"
    if part.name is not None:
        return part.name
    return counted(part.sources, "other source") if part.sources else "Source unknown"


def _shown(text: str) -> str:
    """Somebody's words as the page shows them: bounded, and without what would turn or hide others."""
    text = visible(" ".join(text.split()))
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 1].rstrip()}…"


@functools.cache
def _environment() -> Environment:
    made = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters |= {"shown": _shown, "day": written_day, "share": share, "number": "{:,}".format}
    made.globals["counted"] = counted
    return made


@functools.cache
def _source() -> str:
    return (Path(__file__).parent / _TEMPLATE).read_text(encoding="utf-8")
