"""``onrecord feedback``: what readers thought of answers, in a table, in JSON, or as questions for evaluation."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import typer
from onrecord.corpus import OnRecordError
from onrecord.index.commands.shared import print_json
from onrecord.index.console import counted, visible, write
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from .errors import BotError
from .feedback import Feedback, FeedbackBook, unanswered
from .readers import FILE, ReaderFile
from .settings import BotSettings

_THUMBS = {"up": "👍", "down": "👎", "comment": "💬"}


def show(questions: Path | None, *, as_json: bool) -> None:
    """Show all feedback, or write the questions without an answer to a file.

    Raises:
        BotError: nothing is kept where the settings say, or it cannot be read.
        OnRecordError: the file cannot be written.
    """
    entries = _entries(BotSettings.load().state)
    if questions is not None:
        _write_questions(questions, entries)
    elif as_json:
        for entry in entries:
            print_json(entry.model_dump_json())
    else:
        write(render_feedback(entries))


def render_feedback(entries: Sequence[Feedback]) -> RenderableType:
    """Show feedback, newest first, below how much there is of each kind."""
    if not entries:
        return Text("no feedback yet", style="dim")
    numbers = {kind: sum(entry.kind == kind for entry in entries) for kind in _THUMBS}
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for heading in ("when", "", "question", "answer", "reader"):
        table.add_column(heading, overflow="fold")
    for entry in reversed(entries):
        said = f"{visible(entry.question)}\n“{visible(entry.comment)}”" if entry.comment else visible(entry.question)
        shown = counted(len(entry.hits), "passage") if entry.answered else "none"
        table.add_row(f"{entry.given:%Y-%m-%d %H:%M}", _THUMBS[entry.kind], said, shown, entry.reader[:8])
    return Group(Text("  ".join(f"{_THUMBS[kind]} {number:,}" for kind, number in numbers.items())), Text(), table)


def _entries(folder: Path) -> list[Feedback]:
    """Read what is kept; nothing where the bot has not run yet, and nothing is made for it.

    Raises:
        BotError: the file cannot be read.
    """
    path = folder / FILE
    if not path.exists():
        raise BotError(
            f"there is no feedback in {folder}; run the bot there first, or name its folder: ONRECORD_BOT_STATE"
        )
    file = ReaderFile(path)
    try:
        return FeedbackBook(file).entries()
    except sqlite3.Error as error:
        raise file.unusable(error) from error
    finally:
        file.close()


def _write_questions(path: Path, entries: Sequence[Feedback]) -> None:
    lines = [json.dumps(line, ensure_ascii=False) for line in unanswered(entries)]
    try:
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise OnRecordError(f"{path} cannot be written: {error.strerror}") from error
    typer.echo(f"{counted(len(lines), 'question')} without an answer in {visible(str(path))}", err=True)
