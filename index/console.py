"""How answers, quotes and speakers look in a terminal; pure: values in, printable out."""

import datetime
import re
from collections.abc import Iterator, Sequence

from onrecord.corpus import Alias, AliasKind, Article, Confidence, Quote, QuoteKind
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.text import Text

from .answer import Answer, ArticleCard, Hit, Why
from .roster import Appearance, SpeakerProfile, SpeakerSummary

# Wider lines read badly; a pipe gets the same width, so that what a script shows is what a person sees.
WIDTH = 100
INDENT = "   "
# Where a list has more than a person reads at a glance, it ends with "and 7 more"; --json has all of it.
_MOST_ALIASES, _MOST_CITED, _MOST_ARTICLES, _MOST_REPEATING = 6, 3, 20, 3
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


class Lines:
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
    return Lines(Text(visible(question), style="bold underline"))


def render_answer(answer: Answer, *, why: bool = False) -> RenderableType:
    """Show an answer: the quoted words, then who, where and when; or why there is none, and what comes nearest.

    Args:
        answer: what to show.
        why: whether to tell how each passage was found.
    """
    if answer.answered:
        return Group(*_hits(answer.hits, why=why))
    parts: list[RenderableType] = [Lines(Text(visible(f"{missed(answer)}."), style="bold"))]
    if answer.suggestions:
        spoke = answer.reason == "no-match" and answer.interpretation.speaker
        lead = f"{answer.interpretation.speaker} spoke of" if spoke else "Quoted here"
        parts.append(Lines(Text(visible(f"{lead}: {', '.join(answer.suggestions)}."))))
    if answer.nearest:
        parts += [Text(), Text("What comes nearest:", style="italic"), *_hits(answer.nearest[:1], why=why)]
    return Group(*parts)


def missed(answer: Answer) -> str:
    """Say why an answer has no hits."""
    asked = answer.interpretation
    said = _MISSED[answer.reason or "no-match"]
    if answer.reason == "unknown-speaker" and asked.speaker:
        said = f"Nobody known as “{echoed(asked.speaker)}” is quoted in these articles"
    elif answer.reason == "no-match" and asked.speaker and asked.topic:
        said = f"Nothing by {asked.speaker} on “{echoed(asked.topic)}” in these articles"
    return said


def _hits(hits: Sequence[Hit], *, why: bool) -> Iterator[RenderableType]:
    for hit in hits:
        if hit.rank > 1:
            yield Text()
        words = passage_text(hit.text, hit.start, hit.quotes)
        yield Lines(words, INDENT)
        yield Lines(_byline(hit), INDENT)
        yield Lines(source_line(hit.article), INDENT)
        if hit.article.url:
            yield Lines(Text(hit.article.url, style="dim", no_wrap=True, overflow="ignore"), INDENT)
        if hit.also_in:
            yield Lines(_also_in(hit), INDENT)
        if why and hit.why is not None:
            yield Lines(_reasons(hit.why), INDENT * 2)


def _reasons(why: Why) -> Text:
    """Tell how a passage was found, a part a line."""
    enough = "at least" if why.evidence >= why.needed else "short of"
    lines = (
        f"words      {visible(', '.join(why.words)) or 'none of the topic'} ({why.lexical:.2f})",
        f"meaning    {why.meaning:.2f}, place {why.meaning_rank}; its article {why.article:.2f}",
        f"speaker    counts {why.speaker:.2f}; very words {why.verbatim:.2f}",
        f"filters    {visible(', '.join(why.filters)) or 'none'}",
        f"evidence   {why.evidence:.2f}, {enough} the {why.needed:.2f} that an answer needs here",
    )
    return Text("\n".join(lines), style="dim")


def passage_text(text: str, start: int, quotes: Sequence[Quote]) -> Text:
    """Show a passage with the quoted words standing out."""
    shown = Text(text)
    for quote in quotes:
        for piece in quote.pieces:
            style = "italic" if quote.kind is QuoteKind.INDIRECT else "bold"
            shown.stylize(style, piece.start - start, piece.end - start)
    return shown


def byline(speaker: str, quotes: Sequence[Quote]) -> Text:
    """Say whose some quotes are; "probably" where none of his is sure."""
    description = next((q.description for q in quotes if q.speaker == speaker and q.description), None)
    role = f", {description}" if description and description.casefold() not in _spellings(speaker) else ""
    theirs = [quote.confidence for quote in quotes if quote.speaker == speaker]
    unsure = bool(theirs) and all(confidence is Confidence.LOW for confidence in theirs)
    return Text.assemble(("— probably " if unsure else "— ", "cyan"), (speaker, "bold cyan"), (role, "cyan"))


def _byline(hit: Hit) -> Text:
    itself = Text("— the article itself", style="cyan")
    line = itself if hit.speaker is None else byline(hit.speaker, hit.quotes)
    if hit.strength != "strong":
        line.append(f"  ({hit.strength} match)", style="dim")
    return line


def _spellings(name: str) -> tuple[str, str, str]:
    """A name that is a role itself ("the spokesman") as a description would give it."""
    return name.casefold(), f"the {name}".casefold(), f"a {name}".casefold()


def source_line(article: ArticleCard) -> Text:
    """Say where something stands: the article, its source and its date."""
    where = f"{article.source or 'source unknown'}, {_written(article.published)}"
    return Text(f"{article.title or article.id}\n{where}", style="dim")


def _also_in(hit: Hit) -> Text:
    """Name the other articles that say the same."""
    named = [f"{echoed(card.name_beside(hit.article))}, {_written(card.published)}" for card in hit.also_in]
    rest = len(named) - _MOST_REPEATING
    more = f"; and {counted(rest, 'more article')}" if rest > 0 else ""
    return Text(f"also in {'; '.join(named[:_MOST_REPEATING])}{more}", style="dim")


def _written(day: datetime.date | None) -> str:
    return written_day(day) if day else "date unknown"


def written_day(day: datetime.date) -> str:
    """Write a date as people do: 28 November 2015."""
    return f"{day.day} {day:%B %Y}"


def render_quotes(article: Article, quotes: Sequence[Quote]) -> RenderableType:
    """Show the quotes of an article, each with its speaker and how he was found."""
    parts: list[RenderableType] = [Lines(Text(visible(article.title or article.id), style="bold underline"))]
    known = [article.source, written_day(article.published) if article.published else None]
    if where := ", ".join(filter(None, known)):
        parts.append(Lines(Text(visible(where), style="dim")))
    above: Quote | None = None
    for quote in quotes:
        # A quote hangs under the statement that it is part of; every other stands by itself.
        if above is not None and _is_within(quote, above):
            indent = INDENT * 2
        else:
            above, indent = quote, INDENT
            parts.append(Text())
        parts += [Lines(_quoted(quote), indent), Lines(_attributed(article, quote), indent)]
    if not quotes:
        parts += [Text(), Lines(Text("no quotes found", style="dim"), INDENT)]
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
    parts: list[RenderableType] = [Lines(_heading(speaker)), Lines(_extent(speaker), INDENT)]
    if also:
        parts.append(Lines(Text(f"also {_few(also, _MOST_ALIASES)}", style="dim"), INDENT))
    return Group(*parts)


def render_profile(speaker: SpeakerProfile) -> RenderableType:
    """Show a speaker with each alias that articles support, these articles, and those that quote him."""
    parts: list[RenderableType] = [Lines(_heading(speaker)), Lines(_extent(speaker), INDENT)]
    if speaker.similar:
        parts.append(Lines(Text(f"spelt alike: {visible(', '.join(speaker.similar))}"), INDENT))
    parts += [Text(), Text(f"{INDENT}known as", style="italic")]
    parts += [Lines(_supported(alias), INDENT * 2) for alias in speaker.aliases if alias.article_count]
    parts += [Text(), Text(f"{INDENT}quoted in", style="italic")]
    parts += [Lines(_appearance(seen), INDENT * 2) for seen in speaker.articles[:_MOST_ARTICLES]]
    if len(speaker.articles) > _MOST_ARTICLES:
        rest = f"and {counted(len(speaker.articles) - _MOST_ARTICLES, 'more article')}; --json has them all"
        parts.append(Lines(Text(rest, style="dim"), INDENT * 2))
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
        when = written_day(speaker.first)
    else:
        when = f"from {written_day(speaker.first)} to {written_day(speaker.last)}"
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
    where = visible(f"{article.source or 'source unknown'}, {_written(article.published)}")
    return Text.assemble(visible(article.title or article.id), (f"\n{where}  ({counted(seen.quotes, 'quote')})", "dim"))


def _few(items: Sequence[str], most: int, total: int | None = None) -> str:
    """The first of some items, and how many there are beside them."""
    rest = (len(items) if total is None else total) - len(items[:most])
    return ", ".join(items[:most]) + (f" and {rest:,} more" if rest else "")
