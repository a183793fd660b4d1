"""How builds and generations look in a terminal; pure, as :mod:`.console`."""

import datetime
import shlex
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from .console import INDENT, Lines, counted, echoed, visible
from .difference import ArticleDifference, ArticleName, Difference, SpeakerDifference
from .history import Entry, Rollback
from .manifest import Changes, Manifest, Neighbours

# Lines of one kind that a person reads at a glance.
_MOST_LISTED = 20
_UNITS = ("bytes", "kB", "MB", "GB", "TB")


def render_built(generation: str, manifest: Manifest, *, index: str, promoted: bool) -> RenderableType:
    """Show what a build made, and what changed."""
    lines = [f"built {generation}: {_held(manifest)}", _described(manifest.changes)]
    if not promoted:
        lines.append(f"it stands beside the others until: onrecord promote {generation} --index {shlex.quote(index)}")
    return _lines(lines)


def render_status(
    index: str, generation: str, manifest: Manifest, *, generations: int, damage: str | None = None
) -> RenderableType:
    """Show what is in an index.

    Args:
        index: its folder.
        generation: the one that is served.
        manifest: its manifest.
        generations: how many there are.
        damage: why it is not the current one that is served, where it is another.
    """
    counts = manifest.counts
    rows = {
        "index": index,
        "generation": generation if damage is None else f"{generation}, in the place of the current one: {damage}",
        "built": f"{written(manifest.created)} by onrecord {manifest.version}, {manifest.command}",
        "from": ", ".join(manifest.sources),
        "changes": _described(manifest.changes),
        "encoder": f"{manifest.encoder.name}, {manifest.encoder.dimension} dimensions",
        "articles": f"{counts.articles:,}",
        "passages": f"{counts.passages:,}",
        "quotes": f"{counts.quotes:,} by {counted(counts.speakers, 'speaker')}",
        "neighbours": _looked_up(manifest.neighbours),
        "size": f"{sized(manifest.size)}, {bytes_a_passage(manifest):,} bytes a passage",
        "generations": f"{generations:,}; see: onrecord history",
    }
    return Group(*(Lines(Text.assemble((f"{name:<12}", "dim"), visible(value))) for name, value in rows.items()))


def render_history(entries: Sequence[Entry]) -> RenderableType:
    """Show the generations of an index, two lines each, in the order given."""
    shown: list[RenderableType] = []
    for entry in entries:
        mark = "* " if entry.current else "  "
        head = Text.assemble(mark, (entry.id, "bold" if entry.current else ""), no_wrap=True, overflow="ignore")
        if entry.current:
            head.append("  current", style="bold")
        shown += [head, Lines(Text(visible(_told(entry))), INDENT)]
    return Group(*shown)


def render_rollback(went: Rollback, index: str) -> RenderableType:
    """Show where a rollback led."""
    lines = [f"went back to {went.now}, made {written(went.created)}"]
    lines += [f"passed over {id_}, which cannot be used" for id_ in went.passed_over]
    if went.same_articles:
        hint = (
            f"; to those of before: onrecord rollback {went.others} --index {shlex.quote(index)}" if went.others else ""
        )
        lines.append(f"it holds the same articles as {went.before}{hint}")
    return _lines(lines)


def render_pruned(removed: Sequence[str], freed: int) -> RenderableType:
    """Show which generations were removed, and the bytes that this freed."""
    return _lines(
        [*(f"removed {id_}" for id_ in removed), f"{counted(len(removed), 'generation')}, {sized(freed)} freed"]
    )


def render_difference(found: Difference) -> RenderableType:
    """Show what two generations differ in; of long lists the beginning."""
    articles, speakers = found.articles, found.speakers
    lines = [f"from {found.before} to {found.after}", _numbers("article", articles)]
    lines += _listed("+", [_named(article) for article in articles.added])
    lines += _listed("~", [f"{_named(article)}: {', '.join(article.fields)}" for article in articles.changed])
    lines += _listed("-", [_named(article) for article in articles.gone])
    lines.append(_numbers("speaker", speakers))
    lines += _listed("+", [f"{one.name}: {counted(one.after, 'quote')}" for one in speakers.added])
    lines += _listed("~", [f"{one.name}: {one.before:,} to {one.after:,} quotes" for one in speakers.changed])
    lines += _listed("-", [f"{one.name}: {counted(one.before, 'quote')} before" for one in speakers.gone])
    return _lines(lines)


def render_verified(generation: str, faults: Sequence[str]) -> RenderableType:
    """Show what is wrong with a generation, all of it."""
    if not faults:
        return _lines([f"{generation} is sound"])
    return _lines([f"{generation} is damaged: {counted(len(faults), 'fault')}", *(f"{INDENT}{one}" for one in faults)])


def bytes_a_passage(manifest: Manifest) -> int:
    """Bytes that a generation takes on disk for each of its passages, 0 without any."""
    passages = manifest.counts.passages
    return round(manifest.size / passages) if passages else 0


def written(moment: datetime.datetime) -> str:
    """Write a moment as people do, to the minute."""
    return f"{moment.astimezone(datetime.UTC):%Y-%m-%d %H:%M} UTC"


def sized(count: int) -> str:
    """Write a number of bytes in the unit in which it is easily read: "1.4 MB"."""
    size, unit = float(count), 0
    while size >= 1000 and unit < len(_UNITS) - 1:
        size, unit = size / 1000, unit + 1
    return f"{size:,.1f} {_UNITS[unit]}" if unit else f"{count} {_UNITS[0]}"


def _told(entry: Entry) -> str:
    """What a generation is, in a line or two."""
    made = written(entry.created)
    manifest = entry.manifest
    if manifest is None:
        return f"{made}; cannot be read: {entry.fault}"
    changes = manifest.changes
    changed = f"+{changes.added:,} ~{changes.updated:,} -{changes.removed:,}"
    return f"{made}, {manifest.command}: {_held(manifest)}; {changed}; {manifest.encoder.name}; {sized(manifest.size)}"


def _held(manifest: Manifest) -> str:
    counts = manifest.counts
    return (
        f"{counted(counts.articles, 'article')}, {counted(counts.passages, 'passage')},"
        f" {counted(counts.quotes, 'quote')} by {counted(counts.speakers, 'speaker')}"
    )


def _described(changes: Changes) -> str:
    """What a build did to the articles."""
    done = changes.model_dump(exclude={"embedded"})
    return ", ".join(f"{number:,} {name}" for name, number in done.items())


def _looked_up(neighbours: Neighbours) -> str:
    if neighbours.kind == "exact":
        return "exact"
    return (
        f"{neighbours.probes:,} of {neighbours.lists:,} inverted lists, which find"
        f" {100 * neighbours.recall:.1f} % of the exact ten nearest"
    )


def _numbers(noun: str, of: ArticleDifference | SpeakerDifference) -> str:
    return f"{noun}s: {len(of.added):,} added, {len(of.changed):,} changed, {len(of.gone):,} gone"


def _named(article: ArticleName) -> str:
    return f"{echoed(article.title)} ({article.id})" if article.title else article.id


def _listed(mark: str, items: Sequence[str]) -> list[str]:
    rest = len(items) - _MOST_LISTED
    more = [f"{INDENT}{mark} and {rest:,} more; --json has them all"] if rest > 0 else []
    return [f"{INDENT}{mark} {item}" for item in items[:_MOST_LISTED]] + more


def _lines(lines: Sequence[str]) -> RenderableType:
    return Group(*(Text(visible(line), no_wrap=True, overflow="ignore") for line in lines))
