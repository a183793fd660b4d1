"""Finding the quotes of an article, with their speakers and the evidence for them."""

import re
from dataclasses import dataclass

from . import mentions
from .attribution import Frame, Line, Place, assign, frames, subjects
from .cast import UNCLEAR, Cast, Resolved
from .marks import Segment, segments
from .mentions import Mention, Token, mask, tokenize
from .model import Article, Attribution, Confidence, Quote, QuoteKind, Span
from .statements import LEAST_WORDS, statements
from .text import Range, paragraphs

# A fragment of at most this many words, all of them capitalised, is a title of a work unless a cue stands right at it.
_TITLE_WORDS = 8
_SMALL_WORDS = frozenset("a an the of in on at to for and or but with from by as is vs".split())
_TITLE_WORD = re.compile(r"[^\W\d_][\w'’-]*")
# Parts the paragraphs in one run of tokens, so that no name is read across two of them.
_BREAK = Token("¶", "¶", 0, 0, mentions.TokenKind.MARK)


@dataclass(frozen=True, slots=True)
class _Found:
    """A quote whose speaker is still to be named."""

    pieces: list[Range]
    kind: QuoteKind
    frame: Frame | None
    place: Place


def find_quotes(article: Article) -> tuple[Quote, ...]:
    """Find what an article gives as somebody's words: direct, mixed and indirect quotes, in the order of the text.

    A quote in marks that its frame splits is one quote of several pieces; a part of a statement in marks is a mixed
    quote beside the indirect one that it stands in. Where the speaker cannot be told, the attribution is unclear.
    Plain rules over words and marks, linear in the length of the text.
    """
    text = article.text
    stretches = paragraphs(text)
    quoted = segments(text, stretches)
    masked = mask(text, quoted)
    tokens = [tokenize(masked, stretch) for stretch in stretches]
    framed = [frames(paragraph) for paragraph in tokens]
    cast = Cast(text, [token for paragraph in tokens for token in [*paragraph, _BREAK]])
    met = _met(framed, tokens)
    for mention in met:
        cast.describe(mention)
    lines = assign(text, quoted, stretches, framed, tokens)
    direct = [Range(line.segment.outer_start, line.segment.outer_end) for line in lines if not line.embedded]
    found = _in_marks(text, lines)
    found += [
        _Found([words], QuoteKind.INDIRECT, frame, Place.NONE) for words, frame in statements(text, framed, direct)
    ]
    return _resolve(text, cast, sorted(found, key=lambda quote: quote.pieces[0]), met)


def _in_marks(text: str, lines: list[Line]) -> list[_Found]:
    """Turn attributed stretches into quotes; titles, nicknames and scare quotes are nobody's words."""
    found: list[_Found] = []
    for line in lines:
        piece = Range(line.segment.start, line.segment.end)
        if line.joins and found and found[-1].frame == line.frame:
            found[-1].pieces.append(piece)
        elif _is_speech(text, line):
            kind = QuoteKind.MIXED if line.embedded else QuoteKind.DIRECT
            found.append(_Found([piece], kind, line.frame, line.place))
    return found


def _is_speech(text: str, line: Line) -> bool:
    """Whether words in marks are somebody's; a stretch without a frame counts where it is a clause of its own."""
    if line.embedded:
        return line.frame is not None and not _is_title(text, line.segment)
    return line.frame is not None or len(text[line.segment.start : line.segment.end].split()) >= LEAST_WORDS


def _is_title(text: str, segment: Segment) -> bool:
    """Whether the words are written like the title of a book, a programme or a law."""
    words = _TITLE_WORD.findall(text, segment.start, segment.end)
    large = [word for word in words if word.lower() not in _SMALL_WORDS]
    return 0 < len(words) <= _TITLE_WORDS and bool(large) and all(word[0].isupper() for word in large)


def _met(framed: list[list[Frame]], tokens: list[list[Token]]) -> list[Mention]:
    """Who is mentioned at a cue or as the subject of a sentence, each once, in the order of the text."""
    met = [frame.mention for paragraph in framed for frame in paragraph]
    met += [subject for paragraph in tokens for subject in subjects(paragraph)]
    return sorted({(mention.start, mention.end): mention for mention in reversed(met)}.values(), key=lambda m: m.start)


def _resolve(text: str, cast: Cast, found: list[_Found], met: list[Mention]) -> tuple[Quote, ...]:
    """Name the speakers, in the order in which the article mentions them."""
    waiting = met[::-1]
    known: dict[tuple[int, int], Resolved] = {}
    quotes: list[Quote] = []
    for quote in found:
        mention = quote.frame.mention if quote.frame else None
        limit = mention.start if mention else quote.pieces[0].start
        while waiting and waiting[-1].start <= limit:
            cast.note(waiting.pop())
        resolved = UNCLEAR
        if mention is not None:
            key = (mention.start, mention.end)
            if key not in known:
                known[key] = cast.resolve(mention)
            resolved = known[key]
            if resolved.speaker is not None:
                cast.note_speaker(resolved.speaker, mention.start)
        quotes.append(_quote(text, quote, resolved))
    return tuple(quotes)


def _quote(text: str, found: _Found, resolved: Resolved) -> Quote:
    """Cut a quote out of its article, with the evidence for its speaker where there is one."""
    frame = found.frame if resolved.speaker is not None else None
    attribution, confidence = resolved.attribution, resolved.confidence
    if found.place is Place.CONTINUED and attribution is not Attribution.UNCLEAR:
        attribution = Attribution.CONTINUED
        confidence = Confidence.MEDIUM if confidence is Confidence.HIGH else Confidence.LOW
    return Quote.cut(
        text,
        found.pieces[0].start,
        found.pieces[-1].end,
        pieces=tuple(Span.cut(text, *piece) for piece in found.pieces),
        kind=found.kind,
        speaker=resolved.speaker,
        description=text[slice(*resolved.description)] if resolved.description else None,
        attribution=attribution,
        confidence=confidence,
        mention=Span.cut(text, frame.mention.start, frame.mention.end) if frame else None,
        cue=Span.cut(text, *frame.cue) if frame else None,
    )
