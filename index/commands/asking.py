"""Ask: questions, one or a file of them, and their answers."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from onrecord.corpus import shipped_articles

from .. import console as show
from ..answer import Answer, Interpretation
from ..build import Options
from ..build import build as build_index
from ..errors import GENERATIONS, IndexMissing, QuestionError, StoreError
from ..generation import generation_ids
from ..question import readable, understand
from ..retriever import MAX_HITS, Retriever
from ..settings import IndexSettings
from .building import make_showing_progress
from .shared import NO_ANSWER, IndexOption, InputError, JsonOption, day, print_json, warn


def register(app: typer.Typer) -> None:
    """Add the command to an application."""
    app.command(epilog='Example: onrecord ask "What did Peskov say about the Kurds?"')(ask)


def ask(
    question: Annotated[
        str | None, typer.Argument(metavar="QUESTION", help="What you want to know; after -- it may begin with a dash.")
    ] = None,
    k: Annotated[int, typer.Option("-k", metavar="NUMBER", min=1, max=MAX_HITS, help="Most passages to show.")] = 5,
    index: IndexOption = None,
    file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Ask one question a line, or JSON Lines with a 'question'; - is stdin."),
    ] = None,
    speaker: Annotated[str | None, typer.Option(metavar="NAME", help="Only words of this speaker.")] = None,
    source: Annotated[str | None, typer.Option(metavar="NAME", help="Only articles of this source.")] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only articles from this day on, as 2015-11-28.")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Only articles up to this day.")] = None,
    why: Annotated[bool, typer.Option("--why", help="Tell how each passage was found; --json always does.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Answer a question with what stands in the articles.

    Without an index yet, one is built from the shipped articles first. Exit status 1: the articles hold no answer.
    """
    if question is None and file is None:
        raise InputError('no question; ask one in quotation marks: onrecord ask "What did Peskov say about the Kurds?"')
    if question is not None and file is not None:
        raise InputError("both a question and --file were given; give one of them")
    first_day, last_day = day(since, "--since"), day(until, "--until")
    asked = _questions(file) if file is not None else [("", question or "")]
    unfit = {words: error for _, words in asked if (error := _unfit(words)) is not None}
    if file is None and unfit:
        raise unfit[asked[0][1]]
    retriever = open_or_build(index)
    answered = False
    for place, words in asked:
        if words in unfit:
            warn(f"{place}{unfit[words]}")
            answer = no_answer(words, retriever)
        else:
            answer = retriever.ask(words, k, speaker=speaker, source=source, since=first_day, until=last_day)
        answered = answered or answer.answered
        if as_json:
            print_json(answer.model_dump_json())
            continue
        if file is not None:
            show.write(show.render_question(answer.question))
        show.write(show.render_answer(answer, why=why))
        if file is not None:
            show.write("")
    if not answered:
        raise typer.Exit(NO_ANSWER)


def open_or_build(index: Path | None) -> Retriever:
    """Open the index; build one from the shipped articles where there is none yet."""
    folder = index or IndexSettings.load().index
    try:
        return Retriever.open(folder)
    except IndexMissing:
        if not _is_vacant(folder):
            raise
    warn(f"no index in {folder} yet: building one from the shipped articles")
    make_showing_progress(build_index, [shipped_articles()], folder, IndexSettings.load().encoder, Options())
    return Retriever.open(folder)


def _unfit(words: str) -> QuestionError | None:
    """Why something cannot be asked at all; ``None`` where it can."""
    try:
        understand(words)
    except QuestionError as error:
        return error
    return None


def no_answer(words: str, retriever: Retriever) -> Answer:
    """What stands in the place of an answer to an unfit question among others, so that answers stay in their order."""
    return Answer(
        question=readable(words),
        answered=False,
        reason="no-match",
        interpretation=Interpretation(),
        hits=(),
        nearest=(),
        suggestions=(),
        index=retriever.stamp,
        took_ms=0,
    )


def _is_vacant(folder: Path) -> bool:
    """Whether an index may be put there unasked: not into a mistyped folder, nor over an index without its pointer.

    What a first build leaves when it is interrupted does not count.
    """
    try:
        names = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    except FileNotFoundError:
        return True
    except OSError as error:
        raise StoreError.from_os(folder, error) from error
    return names <= {GENERATIONS} and not generation_ids(folder)


def _questions(file: Path) -> list[tuple[str, str]]:
    """Read the questions of a file, each with the place to name in an error.

    Raises:
        InputError: the file cannot be read, or a line is neither a question nor a JSON object with one.
    """
    try:
        raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{file}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: not UTF-8 at byte {error.start}; save the file as UTF-8") from error
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        place = f"{file}:{number}: "
        if line.strip().startswith("{"):
            try:
                words = json.loads(line)["question"]
            except (ValueError, KeyError, RecursionError) as error:
                raise InputError(f'{place}wanted a JSON object with a "question"') from error
            if not isinstance(words, str):
                raise InputError(f'{place}"question": found {type(words).__name__}; wanted text')
            found.append((place, words))
        elif line.strip():
            found.append((place, line.strip()))
    if not found:
        raise InputError(f"{file}: no questions; wanted one a line")
    return found
