"""How answers, quotes, speakers and the state of an index look in a terminal; pure: values in, printable out."""

import datetime
import re
from collections.abc import Iterator, Sequence

from onrecord.corpus import Alias, AliasKind, Article, Confidence, Quote, QuoteKind
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.text import Text

from .answer import Answer, Hit
from .generation import Manifest
from .roster import Appearance, SpeakerProfile, SpeakerSummary

# Wider lines read badly; a pipe gets the same width, so that what a script shows is what a person sees.
WIDTH = 100
_INDENT = "   "
# Where a list has more than a person reads at a glance, it ends with "and 7 more"; --json has all of it.
_MOST_ALIASES, _MOST_CITED, _MOST_ARTICLES = 6, 3, 20
# What a terminal obeys instead of showing: control characters (C0, DEL, C1), line and paragraph separators, changes of
# writing direction; and lone surrogates, which no terminal can be sent.
_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
# Characters of somebody's words that a message repeats: names are shorter, a longer topic is known by its beginning.
_MOST_ECHOED = 80
# Characters between mention and cue over which they are shown as they stand: a short apposition.
_NEAR = 40
_MISSED = {
    "unknown-speaker": "Nobody of that name is quoted in these articles",
    "no-match": "Nothing in these articles answers that",
    "outside-dates": "Nothing within those dates answers that; outside of them there is something",
    "empty-index": "The index is empty; add articles: onrecord build FOLDER",
}


def console(*, stderr: bool = False) -> Console:
    """Make a console for results, or for what is said beside them."""
    plain = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    width = min(plain.width, WIDTH) if plain.is_terminal else WIDTH
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False, width=width)


def write(shown: RenderableType) -> None:
    """Print a result; an address wider than the line stays whole."""
    console().print(shown, crop=False)


def visible(text: str) -> str:
    r"""Make somebody's line safe to print: what a terminal would obey becomes its escape, as in ``\x1b``."""
    return _UNSHOWN.sub(lambda match: match.group().encode("unicode_escape").decode("ascii"), text)


def echoed(words: str) -> str:
    """Somebody's words as a message repeats them: whole, or their beginning where they are long."""
    return words if len(words) <= _MOST_ECHOED else f"{words[: _MOST_ECHOED - 1].rstrip()}…"


def counted(number: int, noun: str) -> str:
    """Say how many there are of something: "1 article", "1,200 articles"."""
    return f"{number:,} {noun}{'s' if number != 1 else ''}"


class _Lines:
    """A text, wrapped and indented, without the blanks that rich leaves at the ends of lines."""

    def __init__(self, text: Text, indent: str = "") -> None:
        self._text = text
        self._indent = indent

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in self._text.wrap(console, max(1, options.max_width - len(self._indent))):
            line.rstrip()
            yield Text.assemble(self._indent if line.plain else "", line, no_wrap=True, overflow="ignore")


def render_question(question: str) -> RenderableType:
    """Show a question above its answer."""
    return _Lines(Text(visible(question), style="bold underline"))


def render_answer(answer: Answer) -> RenderableType:
    """Show an answer: the quoted words, then who, where and when; or why there is none, and what comes nearest."""
    if answer.answered:
        return Group(*_hits(answer.hits))
    asked = answer.interpretation
    said = _MISSED[answer.reason or "no-match"]
    if answer.reason == "unknown-speaker" and asked.speaker:
        said = f"Nobody known as “{echoed(asked.speaker)}” is quoted in these articles"
    elif answer.reason == "no-match" and asked.speaker and asked.topic:
        said = f"Nothing by {asked.speaker} on “{echoed(asked.topic)}” in these articles"
    parts: list[RenderableType] = [_Lines(Text(visible(f"{said}."), style="bold"))]
    if answer.suggestions:
        parts.append(_Lines(Text(f"Quoted here: {', '.join(answer.suggestions)}.")))
    if answer.nearest:
        parts += [Text(), Text("What comes nearest:", style="italic"), *_hits(answer.nearest[:1])]
    return Group(*parts)


def _hits(hits: Sequence[Hit]) -> Iterator[RenderableType]:
    for hit in hits:
        if hit.rank > 1:
            yield Text()
        words = passage_text(hit.text, hit.start, hit.quotes)
        yield _Lines(words, _INDENT)
        yield _Lines(_byline(hit), _INDENT)
        yield _Lines(_source_line(hit), _INDENT)
        if hit.article.url:
            yield _Lines(Text(hit.article.url, style="dim", no_wrap=True, overflow="ignore"), _INDENT)


def passage_text(text: str, start: int, quotes: Sequence[Quote]) -> Text:
    """Show a passage with the quoted words standing out."""
    shown = Text(text)
    for quote in quotes:
        for piece in quote.pieces:
            style = "italic" if quote.kind is QuoteKind.INDIRECT else "bold"
            shown.stylize(style, piece.start - start, piece.end - start)
    return shown


def _byline(hit: Hit) -> Text:
    if hit.speaker is None:
        line = Text("— the article itself", style="cyan")
    else:
        description = next((q.description for q in hit.quotes if q.speaker == hit.speaker and q.description), None)
        role = f", {description}" if description and description.casefold() not in _spellings(hit.speaker) else ""
        theirs = [quote.confidence for quote in hit.quotes if quote.speaker == hit.speaker]
        unsure = bool(theirs) and all(confidence is Confidence.LOW for confidence in theirs)
        line = Text.assemble(("— probably " if unsure else "— ", "cyan"), (hit.speaker, "bold cyan"), (role, "cyan"))
    if hit.strength != "strong":
        line.append(f"  ({hit.strength} match)", style="dim")
    return line


def _spellings(name: str) -> tuple[str, str, str]:
    """A name that is a role itself ("the spokesman") as a description would give it."""
    return name.casefold(), f"the {name}".casefold(), f"a {name}".casefold()


def _source_line(hit: Hit) -> Text:
    article = hit.article
    date = _day(article.published) if article.published else "date unknown"
    return Text(f"{article.title or article.id}\n{article.source or 'source unknown'}, {date}", style="dim")


def _day(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"


def render_quotes(article: Article, quotes: Sequence[Quote]) -> RenderableType:
    """Show the quotes of an article, each with its speaker and how he was found."""
    parts: list[RenderableType] = [_Lines(Text(visible(article.title or article.id), style="bold underline"))]
    known = [article.source, _day(article.published) if article.published else None]
    if where := ", ".join(filter(None, known)):
        parts.append(_Lines(Text(visible(where), style="dim")))
    above: Quote | None = None
    for quote in quotes:
        # A quote hangs under the statement that it is part of; every other stands by itself.
        if above is not None and _is_within(quote, above):
            indent = _INDENT * 2
        else:
            above, indent = quote, _INDENT
            parts.append(Text())
        parts += [_Lines(_quoted(quote), indent), _Lines(_attributed(article, quote), indent)]
    if not quotes:
        parts += [Text(), _Lines(Text("no quotes found", style="dim"), _INDENT)]
    return Group(*parts, Text())


def _is_within(quote: Quote, other: Quote) -> bool:
    return other.kind is QuoteKind.INDIRECT and other.start <= quote.start and quote.end <= other.end


def _quoted(quote: Quote) -> Text:
    """The words of a quote; those that the article has in marks in marks, whichever it uses."""
    if quote.kind is QuoteKind.INDIRECT:
        return Text(" … ".join(piece.text for piece in quote.pieces))
    return Text(" … ".join(f"“{piece.text}”" for piece in quote.pieces), style="bold")


def _attributed(article: Article, quote: Quote) -> Text:
    evidence = _evidence(article, quote)
    how = f"{quote.kind}; {quote.attribution}, {quote.confidence} confidence{f'; {evidence}' if evidence else ''}"
    who = quote.speaker or "speaker unclear"
    return Text.assemble(("— ", "cyan"), (who, "bold cyan"), (f"  ({how})", "dim"))


def _evidence(article: Article, quote: Quote) -> str:
    """Mention and cue in the order of the article; with what stands between, where that is little and not quoted."""
    found = sorted((span for span in (quote.mention, quote.cue) if span is not None), key=lambda span: span.start)
    if quote.mention is None:
        return ""
    start, end = found[0].start, max(span.end for span in found)
    is_near = found[-1].start - found[0].end <= _NEAR
    quoted = any(start < piece.end and piece.start < end for piece in quote.pieces)
    shown = article.text[start:end] if is_near and not quoted else " … ".join(span.text for span in found)
    return " ".join(shown.split())


def render_summary(speaker: SpeakerSummary) -> RenderableType:
    """Show a speaker at a glance: who, how much and when, and what else stands for him."""
    known = {speaker.name.casefold(), (speaker.description or "").casefold()}
    loose = {AliasKind.GIVEN, AliasKind.SPOKEN_FOR}
    also = [
        visible(alias.text)
        for alias in speaker.aliases
        if alias.article_count and alias.kind not in loose and alias.text.casefold() not in known
    ]
    parts: list[RenderableType] = [_Lines(_heading(speaker)), _Lines(_extent(speaker), _INDENT)]
    if also:
        parts.append(_Lines(Text(f"also {_few(also, _MOST_ALIASES)}", style="dim"), _INDENT))
    return Group(*parts)


def render_profile(speaker: SpeakerProfile) -> RenderableType:
    """Show a speaker with each alias that articles support, these articles, and those that quote him."""
    parts: list[RenderableType] = [_Lines(_heading(speaker)), _Lines(_extent(speaker), _INDENT)]
    if speaker.similar:
        parts.append(_Lines(Text(f"spelt alike: {visible(', '.join(speaker.similar))}"), _INDENT))
    parts += [Text(), Text(f"{_INDENT}known as", style="italic")]
    parts += [_Lines(_supported(alias), _INDENT * 2) for alias in speaker.aliases if alias.article_count]
    parts += [Text(), Text(f"{_INDENT}quoted in", style="italic")]
    parts += [_Lines(_appearance(seen), _INDENT * 2) for seen in speaker.articles[:_MOST_ARTICLES]]
    if len(speaker.articles) > _MOST_ARTICLES:
        rest = f"and {counted(len(speaker.articles) - _MOST_ARTICLES, 'more article')}; --json has them all"
        parts.append(_Lines(Text(rest, style="dim"), _INDENT * 2))
    return Group(*parts)


def _heading(speaker: SpeakerSummary) -> Text:
    description = speaker.description or ""
    role = "" if not description or description.casefold() in _spellings(speaker.name) else f", {description}"
    unnamed = "" if speaker.named else "  (by role alone; perhaps several people)"
    return Text.assemble((visible(speaker.name), "bold cyan"), (visible(role), "cyan"), (unnamed, "dim"))


def _extent(speaker: SpeakerSummary) -> Text:
    """How much there is of a speaker, and from when."""
    if speaker.first is None or speaker.last is None:
        when = "date unknown"
    elif speaker.first == speaker.last:
        when = _day(speaker.first)
    else:
        when = f"from {_day(speaker.first)} to {_day(speaker.last)}"
    undated = f" ({speaker.undated:,} without a date)" if speaker.undated and speaker.first else ""
    much = f"{counted(speaker.quotes, 'quote')} in {counted(speaker.article_count, 'article')}"
    return Text(f"{much}, {when}{undated}")


def _supported(alias: Alias) -> Text:
    articles = _few([visible(id_) for id_ in alias.articles], _MOST_CITED, alias.article_count)
    support = (
        f"{counted(alias.article_count, 'article')}: {articles}" if alias.article_count else "follows from the name"
    )
    kind = "spoken for" if alias.kind is AliasKind.SPOKEN_FOR else alias.kind.value
    return Text.assemble(visible(alias.text), (f"  ({kind}; {support})", "dim"))


def _appearance(seen: Appearance) -> Text:
    article = seen.article
    date = _day(article.published) if article.published else "date unknown"
    where = visible(f"{article.source or 'source unknown'}, {date}")
    return Text.assemble(visible(article.title or article.id), (f"\n{where}  ({counted(seen.quotes, 'quote')})", "dim"))


def _few(items: Sequence[str], most: int, total: int | None = None) -> str:
    """The first of some items, and how many there are beside them."""
    rest = (len(items) if total is None else total) - len(items[:most])
    return ", ".join(items[:most]) + (f" and {rest:,} more" if rest else "")


def render_status(index: str, generation: str, manifest: Manifest) -> RenderableType:
    """Show what is in an index."""
    counts = manifest.counts
    rows = {
        "index": index,
        "generation": generation,
        "built": f"{manifest.created:%Y-%m-%d %H:%M} UTC by onrecord {manifest.version}",
        "from": ", ".join(manifest.sources),
        "encoder": f"{manifest.encoder.name}, {manifest.encoder.dimension} dimensions",
        "articles": f"{counts.articles:,}",
        "passages": f"{counts.passages:,}",
        "quotes": f"{counts.quotes:,} by {counted(counts.speakers, 'speaker')}",
    }
    return Group(*(_Lines(Text.assemble((f"{name:<12}", "dim"), visible(value))) for name, value in rows.items()))
