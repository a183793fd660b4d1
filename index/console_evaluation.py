"""How an evaluation looks in a terminal, alone or beside that of another index; pure, as :mod:`.console`."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from .console import counted, echoed, visible
from .evaluation import Change, Evaluation, Figures, RankingFigures
from .measures import DEPTH

ALL = "all"
_RANKED = "As ranked: the hits, or what comes nearest where there are none"
_SHOWN = "As answered: a question that is refused counts as missed"
_REFUSED = "To be refused"
_UNKNOWN = "–"
_Figure = tuple[str, Callable[[Figures], float | None]]
_SPEAKER: tuple[_Figure, ...] = (("speaker", lambda of: of.speaker), ("if right", lambda of: of.speaker_if_right))
_COVERAGE: tuple[_Figure, ...] = (("answered", lambda of: of.coverage),)
_COMPARED: tuple[_Figure, ...] = (
    ("speaker of the first passage right", lambda of: of.speaker),
    ("... where the passage is right", lambda of: of.speaker_if_right),
    ("answered, of those to be answered", lambda of: of.coverage),
    ("answered, of those to be refused", lambda of: of.false_answers),
    ("refused for the right reason", lambda of: of.right_reasons),
)


def render_evaluation(evaluation: Evaluation) -> RenderableType:
    """Show the figures of an index, by kind and overall, in %."""
    overall = evaluation.overall
    parts: list[RenderableType] = [
        Text(
            f"{counted(overall.answerable + overall.unanswerable, 'question')}: {overall.answerable:,} to be answered,"
            f" {overall.unanswerable:,} to be refused; figures in %"
        )
    ]
    if answerable := _rows(evaluation, lambda of: of.answerable):
        parts += [
            Group(Text(_RANKED, style="bold"), _ranking(answerable, lambda of: of.ranked, _SPEAKER)),
            Group(Text(_SHOWN, style="bold"), _ranking(answerable, lambda of: of.shown, _COVERAGE)),
        ]
    if refused := _rows(evaluation, lambda of: of.unanswerable):
        parts.append(Group(Text(_REFUSED, style="bold"), _refusals(refused)))
    return Group(*_apart(parts))


def _rows(evaluation: Evaluation, number: Callable[[Figures], int]) -> list[tuple[str, Figures]]:
    """The figures by kind, where there are some of it, and of all kinds together, where there are several."""
    kinds = [(kind, of) for kind, of in evaluation.kinds.items() if number(of)]
    return [*kinds, (ALL, evaluation.overall)] if len(kinds) > 1 else kinds


def render_comparison(one: Evaluation, other: Evaluation, changed: Sequence[Change]) -> RenderableType:
    """Show the figures of two indexes side by side, in %, and the questions whose first passage changed."""
    figures = _pairs("figure", _compared(one.overall, other.overall))
    firsts = ((kind, _first(of), _first(other.kinds[kind])) for kind, of in one.kinds.items() if of.answerable)
    kinds = _pairs("success@1 as ranked", firsts)
    names = (("this index", one.index), ("the other", other.index))
    parts: list[RenderableType] = [
        Text("\n".join(visible(f"{name:<12}{index.generation}, {index.encoder}") for name, index in names)),
        figures,
    ]
    if kinds.row_count > 1:
        parts.append(kinds)
    for said, now_right in (("right in the other alone", True), ("right in this index alone", False)):
        lines = [
            f"\n   {visible(echoed(change.question))} (line {change.line})"
            for change in changed
            if change.now_right is now_right
        ]
        parts.append(Text(f"first passage {said}: {len(lines):,}{''.join(lines)}"))
    return Group(*_apart(parts))


def _ranking(
    rows: Sequence[tuple[str, Figures]], of: Callable[[Figures], RankingFigures | None], more: Sequence[_Figure]
) -> Table:
    """Figures of a ranking, a row for each kind of question."""
    found = [(kind, figures, ranking) for kind, figures in rows if (ranking := of(figures)) is not None]
    places = found[0][2].success
    table = _table_of(
        "kind",
        "questions",
        *(f"success@{k}" for k in places),
        f"MRR@{DEPTH}",
        f"nDCG@{DEPTH}",
        *(name for name, _ in more),
    )
    for kind, figures, ranking in found:
        values = [*ranking.success.values(), ranking.mrr, ranking.ndcg, *(value(figures) for _, value in more)]
        table.add_row(_cell(kind), f"{figures.answerable:,}", *map(_percent, values))
    return table


def _refusals(rows: Sequence[tuple[str, Figures]]) -> Table:
    table = _table_of("kind", "questions", "answered", "right reason")
    for kind, of in rows:
        table.add_row(_cell(kind), f"{of.unanswerable:,}", _percent(of.false_answers), _percent(of.right_reasons))
    return table


def _compared(one: Figures, other: Figures) -> Iterator[tuple[str, float | None, float | None]]:
    """The figures that two indexes are compared by."""
    for title, mine, theirs in (("as ranked", one.ranked, other.ranked), ("as answered", one.shown, other.shown)):
        if mine is not None and theirs is not None:
            for k, share in mine.success.items():
                yield f"success@{k} {title}", share, theirs.success[k]
            yield f"MRR@{DEPTH} {title}", mine.mrr, theirs.mrr
            yield f"nDCG@{DEPTH} {title}", mine.ndcg, theirs.ndcg
    for name, of in _COMPARED:
        yield name, of(one), of(other)


def _first(of: Figures) -> float | None:
    return of.ranked.success[1] if of.ranked else None


def _pairs(title: str, rows: Iterable[tuple[str, float | None, float | None]]) -> Table:
    """Figures of two indexes, a row for each that either has, and by how much the second is above the first."""
    table = _table_of(title, "this index", "the other", "difference")
    for name, one, other in rows:
        if one is not None or other is not None:
            difference = f"{100 * (other - one):+.1f}" if one is not None and other is not None else _UNKNOWN
            table.add_row(_cell(name), _percent(one), _percent(other), difference)
    return table


def _table_of(title: str, *columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(title, min_width=14, overflow="fold")
    for name in columns:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _cell(name: str) -> Text:
    return Text(visible(echoed(name)))


def _percent(share: float | None) -> str:
    return _UNKNOWN if share is None else f"{100 * share:.1f}"


def _apart(parts: Sequence[RenderableType]) -> Iterator[RenderableType]:
    """Parts with an empty line between them."""
    for place, part in enumerate(parts):
        if place:
            yield Text()
        yield part
