"""How a promotion looks in a terminal, and what it was held to; pure, as :mod:`.console`."""

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from .console import INDENT, counted, echoed, visible
from .promotion import ChangedQuestion, Gate, Promoted, Tally

_COLUMNS = ("right first", "rightly refused", "wrongly refused", "wrongly answered")


def render_promoted(promoted: Promoted) -> RenderableType:
    """Show which generation is current now, and what it was held to."""
    if promoted.before == promoted.generation:
        return Group(_line(f"{promoted.generation} is the current one already"))
    instead = f", in the place of {promoted.before}" if promoted.before else ""
    said = _line(f"promoted {promoted.generation}{instead}")
    return Group(said, _held_to(promoted.gate)) if promoted.gate is not None else Group(said)


def render_gate(gate: Gate) -> RenderableType:
    """Show why a generation was not promoted, and to which questions it answers worse."""
    said = _line(f"not promoted: with {gate.candidate}, {'; '.join(gate.worse)} than with {gate.current}")
    return Group(said, _held_to(gate))


def _held_to(gate: Gate) -> RenderableType:
    """What both generations made of the questions: by kind, and each question of which something else became."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("kind", overflow="fold")
    for name in ("questions", *_COLUMNS):
        table.add_column(name, justify="right", no_wrap=True)
    rows = {**gate.kinds, "all": (gate.before, gate.after)} if len(gate.kinds) > 1 else gate.kinds
    for kind, (before, after) in rows.items():
        pairs = zip(_numbers(before), _numbers(after), strict=True)
        cells = (f"{was:,}" if was == now else f"{was:,} to {now:,}" for was, now in pairs)
        table.add_row(Text(visible(echoed(kind))), f"{before.questions:,}", *cells)
    groups = (
        ("became wrong", gate.became_wrong),
        ("became right", gate.became_right),
        ("wrong in another way", gate.wrong_otherwise),
    )
    named = (line for title, changed in groups if changed for line in _questions(title, changed))
    return Group(table, *map(_line, named))


def _numbers(tally: Tally) -> tuple[int, int, int, int]:
    return tally.right_first, tally.rightly_refused, tally.wrongly_refused, tally.wrongly_answered


def _questions(title: str, changed: Sequence[ChangedQuestion]) -> Iterator[str]:
    yield f"{counted(len(changed), 'question')} {title}:"
    for one in changed:
        yield f"{INDENT}{echoed(one.question)} (line {one.line}): {one.before}, now {one.after}"


def _line(text: str) -> Text:
    return Text(visible(text), no_wrap=True, overflow="ignore")
