"""How the verdict on a quote looks in a terminal; pure: values in, printable out."""

from collections.abc import Iterator, Sequence

from onrecord.corpus import Quote
from rich.console import Group, RenderableType
from rich.text import Text

from .console import INDENT, Lines, byline, counted, echoed, passage_text, source_line, visible
from .verification import Difference, QuoteMatch, Verification


def render_verification(verified: Verification) -> RenderableType:
    """Show a verdict, the passage that it rests on, how the words differ from it, and where else they stand."""
    parts: list[RenderableType] = [Lines(Text(visible(_verdict(verified)), style="bold"))]
    if verified.suggestions:
        parts.append(
            Lines(Text(visible(f"Nobody is known by that name; quoted here: {', '.join(verified.suggestions)}.")))
        )
    if verified.matches:
        first, *others = verified.matches
        parts += _place(first)
        if others:
            parts += [Text(), Text("Also in:", style="italic")]
            parts += [Lines(_elsewhere(match), INDENT) for match in others]
    return Group(*parts)


def _verdict(verified: Verification) -> str:
    asked = echoed(verified.speaker) if verified.speaker is not None else None
    if not verified.matches:
        return "Not found: nobody says these words in these articles, nor words near to them."
    match = verified.matches[0]
    who = match.speaker or "Somebody whom the article does not clearly name"
    if verified.verdict == "exact":
        part = ", as a part of what is quoted" if match.excerpt else ""
        return f"Exact: {who} said these words{part}."
    if verified.verdict == "altered":
        return f"Altered: {who} said almost these words."
    if verified.verdict == "other-speaker":
        almost = "almost these" if match.differences else "these"
        return f"Said by somebody else: {who} said {almost} words; in these articles, {asked} did not."
    if verified.verdict == "speaker-unclear":
        return (
            f"Speaker unclear: these words are quoted, and the article does not clearly tell by whom; {asked} or not."
        )
    almost = "Words near to these stand" if match.differences else "These words stand"
    return f"Not a quote: {almost} in the article, outside any quotation."


def _place(match: QuoteMatch) -> Iterator[RenderableType]:
    text = passage_text(match.passage.text, match.passage.start, match.quotes)
    for difference in match.differences:
        if difference.actual is not None:
            start = difference.actual.start - match.passage.start
            text.stylize("reverse", start, start + len(difference.actual.text))
    yield Lines(text, INDENT)
    if match.speaker is not None:
        yield Lines(byline(match.speaker, match.quotes), INDENT)
        yield Lines(Text(_evidence(match.quotes), style="dim"), INDENT)
    yield Lines(source_line(match.article), INDENT)
    if match.article.url:
        yield Lines(Text(visible(match.article.url), style="dim", no_wrap=True, overflow="ignore"), INDENT)
    if match.differences:
        yield Text()
        yield Text(f"{INDENT}{counted(len(match.differences), 'difference')}", style="italic")
        for difference in match.differences:
            yield Lines(_difference(difference), INDENT * 2)


def _difference(difference: Difference) -> Text:
    given = difference.given and visible(difference.given.text)
    actual = difference.actual and " ".join(visible(difference.actual.text.replace("\n", " ")).split())
    if actual is None:
        return Text.assemble("added: ", (f"“{given}”", "bold"))
    if given is None:
        return Text.assemble("left out: ", (f"“{actual}”", "bold"))
    return Text.assemble("in place of ", (f"“{actual}”", "bold"), ": ", (f"“{given}”", "bold"))


def _evidence(quotes: Sequence[Quote]) -> str:
    """How the speaker is known, with the words that tell it, in the order of the article."""
    quote = quotes[0]
    spans = sorted((s for s in (quote.mention, quote.cue) if s is not None), key=lambda span: span.start)
    words = " … ".join(" ".join(visible(span.text.replace("\n", " ")).split()) for span in spans)
    return f"{quote.attribution}, {quote.confidence} confidence{f': {words}' if words else ''}"


def _elsewhere(match: QuoteMatch) -> Text:
    who = f"{match.speaker}: " if match.speaker is not None else ""
    return Text.assemble((visible(who), "cyan"), source_line(match.article))
