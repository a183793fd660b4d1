"""The ``onrecord`` command: the commands over an index, and ``serve``, which runs the bot."""

import importlib.metadata
import logging
import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from onrecord.corpus import OnRecordError
from onrecord.index import commands
from onrecord.index.console import visible

ERROR = 2
"""Exit status of every error."""
INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it."""

# Help is plain text, so that it reads the same on a terminal, in a pipe and in the documentation.
app = typer.Typer(
    name="onrecord",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
commands.register(app)


@app.callback(invoke_without_command=True, epilog='Example: onrecord ask "What did Peskov say about the Kurds?"')
def onrecord(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
) -> None:
    """Answers questions about news articles with the words that stand in them.

    Exit status: 0 done; 1 no answer was found, or a generation was not promoted; 2 an error, said in one line on
    standard error.
    """
    if version:
        typer.echo(f"onrecord {importlib.metadata.version('onrecord')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command(epilog="Example: TELEGRAM_BOT_TOKEN=... onrecord serve")
def serve(
    index: commands.IndexOption = None,
    check: Annotated[
        bool, typer.Option("--check", help="Verify the settings, the index and the token, and do not serve.")
    ] = False,
) -> None:
    """Run the Telegram bot until it is stopped.

    The token comes from the environment or from .env, as TELEGRAM_BOT_TOKEN.
    """
    from .serve import check as verify  # at use: nothing else needs Telegram
    from .serve import serve as run

    if check:
        for line in verify(index):
            typer.echo(line)
    else:
        run(index)


@app.command(epilog="Example: onrecord feedback --questions unanswered.jsonl")
def feedback(
    questions: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the questions without an answer to a file for onrecord eval."),
    ] = None,
    as_json: commands.JsonOption = False,
) -> None:
    """Show what readers of the bot thought of its answers.

    With --questions, the questions that had no answer are written as JSON Lines, each as one to be refused; put
    "expect" in the place of that where there should be an answer.
    """
    from .feedback_command import show  # at use: nothing else needs the bot's settings

    show(questions, as_json=as_json)


def main() -> None:
    """Run the command; every error is one line on standard error and exit status 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    handler = logging.StreamHandler()
    handler.setFormatter(_Line())
    logging.getLogger("onrecord").addHandler(handler)
    sys.exit(run())


class _Line(logging.Formatter):
    """One line, safe to print, in the form of the command's other messages."""

    def format(self, record: logging.LogRecord) -> str:
        return f"onrecord: {visible(' '.join(super().format(record).split()))}"


def run(arguments: list[str] | None = None) -> int:
    """Run the command with some arguments, those of the process by default, and return the exit status."""
    try:
        status = app(arguments, standalone_mode=False, prog_name="onrecord")
        if sys.stdout is not None:  # which a shell can close: onrecord build >&-
            sys.stdout.flush()
    except typer.Exit as leaving:
        return leaving.exit_code
    except typer.Abort:
        return INTERRUPTED
    except typer.TyperException as error:
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "onrecord"
        return _fail(f"{error.format_message().rstrip('.')} (see: {command} --help)")
    except OnRecordError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return _nobody_reads()
    except SystemExit as leaving:
        # How typer and rich leave where whoever read the output has gone.
        if isinstance(leaving.__context__, BrokenPipeError):
            return _nobody_reads()
        raise
    except OSError as error:
        _discard_output()
        where = f" ({error.filename})" if error.filename is not None else ""
        return _fail(f"the system refuses: {error.strerror or error}{where}")
    except Exception as error:  # noqa: BLE001 (a fault of ours: still one line, and its name to report it by)
        return _fail(f"unexpected fault, please report it: {type(error).__name__}: {error}")
    return status if isinstance(status, int) else 0


def _nobody_reads() -> int:
    """Whoever read the output has seen enough (``onrecord ... | head``), which is no error."""
    _discard_output()
    return 0


def _discard_output() -> None:
    """Give what is left in the buffer nowhere to go, so that ending the process does not fail on it again."""
    if sys.__stdout__ is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno())


def _fail(message: str) -> int:
    line = " ".join(message.split())
    typer.echo(f"onrecord: {visible(line)}", err=True)
    return ERROR
