"""The commands over an index: ask, build, status, speakers, quotes."""

import datetime
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from onrecord.corpus import ArticleError, OnRecordError, find_quotes, read_articles, shipped_articles
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from . import console as show
from .answer import Answer, Interpretation
from .build import Built
from .build import build as build_index
from .encoder import Encoder
from .errors import GENERATIONS, IndexMissing, QuestionError, StoreError
from .generation import generation_ids, open_current
from .question import readable, understand
from .retriever import MAX_HITS, Retriever
from .roster import Roster
from .settings import IndexSettings

NO_ANSWER = 1
"""Exit status of ``ask`` and ``speakers`` when nothing was found; errors exit with 2."""
SHOWN_SPEAKERS = 20
"""Speakers that are listed for a person who does not say how many; a program gets them all."""

IndexOption = Annotated[
    Path | None,
    typer.Option("--index", metavar="DIR", help="Folder of the index; else ONRECORD_INDEX, else .onrecord."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
# What JSON lets stand and a terminal would obey: DEL, C1, separators, changes of writing direction.
_UNESCAPED = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


class InputError(OnRecordError):
    """What a command was given cannot be used."""


def register(app: typer.Typer) -> None:
    """Add the commands of this module to an application."""
    app.command(epilog='Example: onrecord ask "What did Peskov say about the Kurds?"')(ask)
    app.command(epilog="Example: onrecord build my-articles/ --index my-index")(build)
    app.command(epilog="Example: onrecord status --json")(status)
    app.command(epilog="Example: onrecord speakers peskov")(speakers)
    app.command(epilog="Example: onrecord quotes article.md")(quotes)


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
    as_json: JsonOption = False,
) -> None:
    """Answer a question with what stands in the articles.

    Without an index yet, one is built from the shipped articles first. Exit status 1: the articles hold no answer.
    """
    if question is None and file is None:
        raise InputError('no question; ask one in quotation marks: onrecord ask "What did Peskov say about the Kurds?"')
    if question is not None and file is not None:
        raise InputError("both a question and --file were given; give one of them")
    first_day, last_day = _day(since, "--since"), _day(until, "--until")
    asked = _questions(file) if file is not None else [("", question or "")]
    unfit = {words: error for _, words in asked if (error := _unfit(words)) is not None}
    if file is None and unfit:
        raise unfit[asked[0][1]]
    retriever = _open(index)
    answered = False
    for place, words in asked:
        if words in unfit:
            _warn(f"{place}{unfit[words]}")
            answer = _no_answer(words, retriever)
        else:
            answer = retriever.ask(words, k, speaker=speaker, source=source, since=first_day, until=last_day)
        answered = answered or answer.answered
        if as_json:
            _print_json(answer.model_dump_json())
            continue
        if file is not None:
            show.write(show.render_question(answer.question))
        show.write(show.render_answer(answer))
        if file is not None:
            show.write("")
    if not answered:
        raise typer.Exit(NO_ANSWER)


def build(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="SOURCE", show_default=False, help="Files and folders; else the shipped articles."),
    ] = None,
    index: IndexOption = None,
    encoder: Annotated[
        str | None,
        typer.Option(
            metavar="NAME|PATH", help="A sentence-transformers model; else ONRECORD_ENCODER, else the bundled one."
        ),
    ] = None,
    full: Annotated[  # noqa: ARG001 (every build is full so far; scripts may say so)
        bool, typer.Option("--full", help="Embed every passage anew, even those that stand unchanged.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Make the index hold exactly these articles.

    They are plain text or Markdown, with front matter or without, or JSON Lines. What cannot be read is named on
    standard error and left out. The index that is being served stays as it is until the new one is complete and
    verified.
    """
    settings = IndexSettings.load()
    built = _build(
        _paths(sources) if sources else [shipped_articles()], index or settings.index, encoder or settings.encoder
    )
    counts = built.generation.manifest.counts
    if as_json:
        skipped = [{"where": e.where, "line": e.line, "reason": e.reason} for e in built.skipped]
        summary = {"generation": built.generation.id, **counts.model_dump(), "skipped": skipped}
        _print_json({**summary, "repeated": built.repeated})
        return
    repeated = f"; {built.repeated} given more than once" if built.repeated else ""
    left_out = f"; {len(built.skipped)} skipped" if built.skipped else ""
    typer.echo(
        f"built {built.generation.id}: {show.counted(counts.articles, 'article')},"
        f" {show.counted(counts.passages, 'passage')}, {show.counted(counts.quotes, 'quote')}"
        f" by {show.counted(counts.speakers, 'speaker')}{repeated}{left_out}"
    )


def status(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """Show what is in the index, and verify its files."""
    folder = index or IndexSettings.load().index
    opened = open_current(folder)
    if as_json:
        manifest = opened.manifest.model_dump(mode="json", exclude={"files": True, "encoder": {"probe"}})
        _print_json({"index": str(folder), "generation": opened.id, **manifest})
        return
    show.write(show.render_status(str(folder), opened.id, opened.manifest))


def speakers(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", show_default=False, help="A name, a role or another alias.")
    ] = None,
    index: IndexOption = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "-n",
            "--limit",
            metavar="NUMBER",
            min=1,
            show_default=False,
            help=f"Most speakers to show; else {SHOWN_SPEAKERS}, and all with --json.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List who is quoted in the index, or show one speaker.

    Those quoted most come first. With a NAME: all whom it may mean, with their aliases, the articles that support
    these, and the articles that quote them. Exit status 1: nobody of that name is quoted.
    """
    if name is not None and not name.strip():
        raise InputError("the name is empty; give one, or leave it out to list everybody")
    with Roster.open(index or IndexSettings.load().index) as roster:
        if name is None:
            summaries = roster.everybody()
            total, most = len(summaries), limit or (len(summaries) if as_json else SHOWN_SPEAKERS)
            shown = [(speaker, show.render_summary(speaker)) for speaker in summaries[:most]]
        else:
            profiles = roster.find(readable(name))
            if not profiles:
                nearest = " or ".join(roster.nearest(readable(name)))
                hint = f"did you mean {nearest}?" if nearest else "for everybody who is: onrecord speakers"
                _warn(f"nobody known as “{show.echoed(readable(name))}” is quoted here; {hint}")
                raise typer.Exit(NO_ANSWER)
            total, most = len(profiles), limit or (len(profiles) if as_json else SHOWN_SPEAKERS)
            shown = [(speaker, show.render_profile(speaker)) for speaker in profiles[:most]]
    if not shown and not as_json:
        show.write("nobody is quoted in this index")
    for place, (speaker, rendered) in enumerate(shown):
        if as_json:
            _print_json(speaker.model_dump_json())
            continue
        if place:
            show.write("")
        show.write(rendered)
    if not as_json and total > len(shown):
        _warn(f"{len(shown)} of {show.counted(total, 'speaker')} shown; all of them: -n {total}")


def quotes(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE", help="Files and folders of articles.")],
    as_json: JsonOption = False,
) -> None:
    """Print the quotes of articles with their speakers.

    No index is needed. Each quote comes with the words that tell whose it is.
    """
    read = 0
    failed: list[ArticleError] = []
    for source in _paths(sources):
        for article in read_articles(source):
            if isinstance(article, ArticleError):
                failed.append(article)
                continue
            read += 1
            found = find_quotes(article)
            if as_json:
                values = [quote.model_dump(mode="json") for quote in found]
                _print_json({"article_id": article.id, "quotes": values})
            else:
                show.write(show.render_quotes(article, found))
    if not read:
        more = f" (and {len(failed) - 1} more)" if len(failed) > 1 else ""
        raise InputError(f"no article could be read: {failed[0]}{more}" if failed else "there are no articles")
    for error in failed:
        _warn(f"skipped {error}")


def _open(index: Path | None) -> Retriever:
    """Open the index; build one from the shipped articles where there is none yet."""
    folder = index or IndexSettings.load().index
    try:
        return Retriever.open(folder)
    except IndexMissing:
        if not _is_vacant(folder):
            raise
    _warn(f"no index in {folder} yet: building one from the shipped articles")
    _build([shipped_articles()], folder, IndexSettings.load().encoder)
    return Retriever.open(folder)


def _unfit(words: str) -> QuestionError | None:
    """Why something cannot be asked at all; ``None`` where it can."""
    try:
        understand(words)
    except QuestionError as error:
        return error
    return None


def _no_answer(words: str, retriever: Retriever) -> Answer:
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


def _build(sources: Sequence[Path], folder: Path, encoder: str | None) -> Built:
    """Build with a progress bar on a terminal; what was skipped is said on standard error."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    err = show.console(stderr=True)
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("embedding", total=None)
        built = build_index(
            sources, folder, Encoder.load(encoder), lambda done, total: bar.update(task, completed=done, total=total)
        )
    for error in built.skipped:
        _warn(f"skipped {error}")
    return built


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


def _paths(sources: Sequence[str]) -> list[Path]:
    """The files and folders that were named, whether or not they are there.

    Raises:
        InputError: one is empty, which would be the current folder, or is no name that the system takes.
    """
    for source in sources:
        if not source.strip():
            raise InputError("a SOURCE is empty; give a file or a folder, the current one as .")
        try:
            Path(source).exists()
        except OSError as error:
            raise InputError(f"{show.echoed(source)}: {error.strerror or error}") from error
    return [Path(source) for source in sources]


def _day(value: str | None, option: str) -> datetime.date | None:
    if value is None:
        return None
    try:
        return datetime.date.fromisoformat(value)
    except ValueError as error:
        raise InputError(f"{option}: found {show.echoed(value)!r}; wanted a date such as 2015-11-28") from error


def _warn(message: str) -> None:
    typer.echo(f"onrecord: {show.visible(message)}", err=True)


def _print_json(value: str | dict[str, object]) -> None:
    """Print one line of JSON, given as such or as a value."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    typer.echo(_UNESCAPED.sub(lambda match: f"\\u{ord(match.group()):04x}", text))
