"""Waiting: what a terminal shows while long work goes on; a pipe gets nothing of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from .. import console as show
from ..progress import Progress as Told
from ..progress import Step

_COUNTED = {Step.READING: "articles", Step.QUOTING: "articles", Step.EMBEDDING: "passages", Step.WRITING: "passages"}


class _Counted(ProgressColumn):
    """How many are done, of how many where that is known, and how many a second."""

    def render(self, task: Task) -> Text:
        of = "" if task.total is None else f" of {int(task.total):,}"
        speed = "" if task.speed is None else f", {task.speed:,.0f} a second"
        return Text(f"{int(task.completed):,}{of} {task.fields['counted']}{speed}")


@contextmanager
def build_bar() -> Iterator[Told]:
    """A bar on a terminal for each step of a build: articles or passages done, how many a second, and the time left."""
    err = show.console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=20), _Counted(), TimeRemainingColumn(compact=True))
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        at: tuple[Step, TaskID] | None = None

        def tell(step: Step, done: int, total: int | None) -> None:
            nonlocal at
            if at is None or at[0] is not step:  # each step has a speed of its own
                if at is not None:
                    bar.remove_task(at[1])
                at = step, bar.add_task(step.value, total=total, counted=_COUNTED[step])
            bar.update(at[1], completed=done, total=total)

        yield tell


@contextmanager
def counting(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, once it is told how much is done and of how much."""
    err = show.console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task(what, total=None, visible=False)
        yield lambda done, total: bar.update(task, completed=done, total=total, visible=True)


@contextmanager
def waiting_for(what: str) -> Iterator[None]:
    """Say on a terminal what is being done, where nothing tells how much of it is left."""
    err = show.console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        bar.add_task(what, total=None)
        yield
