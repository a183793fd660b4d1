"""Chat: questions that build on one another, typed one after the other, or in a file of dialogues."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from .. import console as show
from ..answer import Answer
from ..console_conversation import WELCOME, render_turn
from ..conversation import Conversation
from ..errors import QuestionError
from ..retriever import MAX_HITS, Retriever
from .asking import no_answer, open_or_build
from .shared import NO_ANSWER, IndexOption, InputError, JsonOption, print_json, warn

_PROMPT = "> "
_LEAVING = frozenset({"bye", "goodbye", "exit", "quit", "q"})


def register(app: typer.Typer) -> None:
    """Add the command to an application."""
    app.command(epilog="Example: onrecord chat --file dialogues.jsonl --json")(chat)


def chat(
    index: IndexOption = None,
    k: Annotated[int, typer.Option("-k", metavar="NUMBER", min=1, max=MAX_HITS, help="Most passages to show.")] = 5,
    file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="JSON Lines with 'turns': [{'question': ...}, ...]; - is stdin."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Answer questions that build on one another.

    A turn may leave out what the ones before it said: "and about Turkey?", "who else?", "when was that?", "more". "bye"
    or Ctrl-D ends the chat. With --file, each line is a conversation of its own. Exit status 1: no turn of the file has
    an answer.
    """
    if file is None:
        _talk(Conversation(open_or_build(index)), k, as_json=as_json)
        return
    dialogues = _dialogues(file)
    retriever = open_or_build(index)
    # Every dialogue is gone through, also behind one that has an answer.
    answered = [_go_through(turns, retriever, k, as_json=as_json) for turns in dialogues]
    if not any(answered):
        raise typer.Exit(NO_ANSWER)


def _talk(conversation: Conversation, k: int, *, as_json: bool) -> None:
    """Answer what is typed, until whoever types it leaves."""
    # Where the output goes elsewhere, a prompt would stand among the results.
    typed_by_hand = sys.stdin.isatty() and sys.stdout.isatty()
    if typed_by_hand:
        _remember_lines()
        if not as_json:
            show.write(WELCOME)
    while True:
        try:
            words = input(_PROMPT) if typed_by_hand else _line()
        except EOFError:
            if typed_by_hand:
                show.write("")
            return
        if words.strip(" .!").casefold() in _LEAVING:
            return
        if not words.strip():
            continue
        try:
            answer = conversation.ask(words, k)
        except QuestionError as error:
            warn(str(error))
            continue
        _show(answer, conversation, as_json=as_json)


def _line() -> str:
    """The next line of what is piped in.

    Raises:
        EOFError: there is none.
    """
    line = sys.stdin.buffer.readline()
    if not line:
        raise EOFError
    return line.decode("utf-8", errors="replace").rstrip("\n")


def _remember_lines() -> None:
    """Let the arrow keys bring back what was typed, where Python has readline."""
    try:
        import readline  # noqa: F401 (its import is what makes input() use it)
    except ImportError:  # as on Windows; then input() is plain
        return


def _go_through(turns: list[tuple[str, str]], retriever: Retriever, k: int, *, as_json: bool) -> bool:
    """Answer the turns of one dialogue, in order, and say whether one of them has an answer."""
    conversation = Conversation(retriever)
    answered = False
    for place, words in turns:
        if not as_json:
            show.write(show.render_question(words))
        try:
            answer = conversation.ask(words, k)
        except QuestionError as error:
            warn(f"{place}{error}")
            if as_json:
                print_json(no_answer(words, retriever).model_dump_json())
            continue
        answered = answered or answer.answered
        _show(answer, conversation, as_json=as_json)
    return answered


def _show(answer: Answer, conversation: Conversation, *, as_json: bool) -> None:
    if as_json:
        print_json(answer.model_dump_json())
    elif conversation.reading is not None:
        show.write(render_turn(answer, conversation.reading))
        show.write("")


def _dialogues(file: Path) -> list[list[tuple[str, str]]]:
    """Read the dialogues of a file, each turn with the place to name in an error.

    Raises:
        InputError: the file cannot be read, or a line is no JSON object with turns that have questions.
    """
    try:
        raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{file}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: not UTF-8 at byte {error.start}; save the file as UTF-8") from error
    lines = enumerate(text.split("\n"), start=1)
    found = [_turns(f"{file}:{number}: ", line) for number, line in lines if line.strip()]
    if not found:
        raise InputError(f'{file}: no dialogues; wanted JSON Lines with "turns"')
    return found


def _turns(place: str, line: str) -> list[tuple[str, str]]:
    wanted = 'wanted a JSON object with "turns": [{"question": ...}, ...]'
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{place}found no JSON; {wanted}") from error
    if not isinstance(value, dict):
        raise InputError(f"{place}found {type(value).__name__}; {wanted}")
    turns = value.get("turns")
    if not isinstance(turns, list) or not turns:
        found = "no turns" if turns in (None, []) else f'"turns": {type(turns).__name__}'
        raise InputError(f"{place}found {found}; {wanted}")
    asked = []
    for number, turn in enumerate(turns, start=1):
        words = turn.get("question") if isinstance(turn, dict) else turn
        if not isinstance(turn, dict) or not isinstance(words, str):
            raise InputError(f"{place}turn {number}: found {type(words).__name__}; {wanted}")
        asked.append((f"{place}turn {number}: ", words))
    return asked
