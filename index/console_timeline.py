"""How a timeline and a comparison look in a terminal; pure: values in, printable out."""

from collections.abc import Iterator, Sequence

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.segment import Segment
from rich.text import Text

from .answer import Hit
from .console import INDENT, Lines, byline, echoed, missed, passage_text, source_line, visible, written_day
from .timeline import Comparison, Side, Statement, Timeline

# Columns of text narrower than this read badly; speakers who do not fit beside one another stand below.
_NARROWEST = 30
_GUTTER = 2


def render_timeline(timeline: Timeline) -> RenderableType:
    """Show what a speaker said under the days on which it was published; what has no date comes last."""
    if not timeline.statements:
        return Lines(Text(visible(f"{_nothing(timeline)}."), style="bold"))
    parts: list[RenderableType] = []
    shown: str | None = None
    for statement in timeline.statements:
        published = statement.article.published
        day = written_day(published) if published else "Date unknown"
        if parts:
            parts.append(Text())
        if day != shown:
            parts.append(Lines(Text(day, style="bold underline")))
            shown = day
        parts += _statement(statement)
    return Group(*parts)


def _statement(statement: Statement) -> Iterator[RenderableType]:
    yield Lines(passage_text(statement.text, statement.start, statement.quotes), INDENT)
    if statement.speaker is not None:
        yield Lines(byline(statement.speaker, statement.quotes), INDENT)
    yield Lines(source_line(statement.article), INDENT)


def _nothing(timeline: Timeline) -> str:
    name = echoed(timeline.speaker)
    if timeline.reason == "empty-index":
        return "The index is empty; add articles: onrecord build FOLDER"
    if timeline.reason == "unknown-speaker":
        named = f"; quoted here: {', '.join(timeline.suggestions)}" if timeline.suggestions else ""
        return f"Nobody known as “{name}” is quoted in these articles{named}"
    if timeline.reason == "outside-dates":
        return f"Nothing by {name} within those dates; outside of them there is something"
    on = f" on “{echoed(timeline.topic)}”" if timeline.topic is not None else ""
    return f"Nothing by {name}{on} in these articles"


def render_comparison(comparison: Comparison) -> RenderableType:
    """Show what speakers said on a topic side by side, as many as the terminal is wide enough for."""
    return _SideBySide([_side(side) for side in comparison.sides])


def _side(side: Side) -> RenderableType:
    name = side.answer.interpretation.speaker or side.asked
    parts: list[RenderableType] = [Lines(Text(visible(echoed(name)), style="bold underline"))]
    if not side.answer.hits:
        parts.append(Lines(Text(visible(f"{missed(side.answer)}."))))
        if side.answer.suggestions:
            parts.append(Lines(Text(visible(f"Quoted here: {', '.join(side.answer.suggestions)}."))))
    for hit in side.answer.hits:
        parts += [Text(), *_hit(hit)]
    return Group(*parts)


def _hit(hit: Hit) -> Iterator[RenderableType]:
    yield Lines(passage_text(hit.text, hit.start, hit.quotes))
    if hit.speaker is not None:
        yield Lines(byline(hit.speaker, hit.quotes))
    yield Lines(source_line(hit.article))


class _SideBySide:
    """Columns of equal width, without the blanks that rich leaves at the ends of lines."""

    def __init__(self, columns: Sequence[RenderableType]) -> None:
        self._columns = columns

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        most = max(1, (options.max_width + _GUTTER) // (_NARROWEST + _GUTTER))
        rows = -(-len(self._columns) // most)
        beside = -(-len(self._columns) // rows)
        width = max(1, (options.max_width + _GUTTER) // beside - _GUTTER)
        for start in range(0, len(self._columns), beside):
            if start:
                yield Text()
            columns = [
                console.render_lines(column, options.update(width=width), pad=True)
                for column in self._columns[start : start + beside]
            ]
            for place in range(max(map(len, columns))):
                yield _joined([lines[place] if place < len(lines) else [] for lines in columns], width)


def _joined(cells: Sequence[list[Segment]], width: int) -> Text:
    line = Text(no_wrap=True, overflow="ignore")
    for cell in cells:
        if line:
            line.append(" " * _GUTTER)
        before = line.cell_len
        for segment in cell:
            line.append(segment.text, segment.style)
        line.append(" " * (width - (line.cell_len - before)))
    line.rstrip()
    return line
