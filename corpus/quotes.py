"""Finding the quotes of an article, with their speakers and the evidence for them."""

import bisect
import re
from dataclasses import dataclass

from . import lexicon
from .attribution import Line, Place, assign
from .cast import UNCLEAR, Cast, Resolved
from .frames import CueKind, Frame, frames, topics
from .marks import Segment, segments
from .mentions import Mention, MentionKind
from .model import Article, Attribution, Confidence, Quote, QuoteKind, Span
from .statements import LEAST_WORDS, statements
from .text import Range, is_prose, paragraphs
from .tokens import Token, mask, split_sentences, tokenize
from .transcripts import LabelKind, Turn, turns

# A fragment of at most this many words, all of them capitalised, is a title of a work unless a cue stands right at it.
_TITLE_WORDS = 8
_GOING_ON = frozenset({Place.CONTINUED, Place.NEAR})
_STEPS = (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)
_TITLE_WORD = re.compile(r"[^\W\d_][\w'’-]*")


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
    stretches = [stretch for stretch in paragraphs(text) if is_prose(text, stretch)]
    said = turns(text, stretches)
    quoted = _outside(segments(text, stretches), said)
    masked = mask(text, sorted([*quoted, *(_stretch(turn) for turn in said)]))
    parsed = [list(split_sentences(tokenize(masked, stretch))) for stretch in stretches]
    cast = Cast(text, (sentence for paragraph in parsed for sentence in paragraph))
    # What stands in a turn is its speaker's, cues included.
    parsed = [[] if taken else paragraph for paragraph, taken in zip(parsed, _taken(stretches, said), strict=True)]
    framed = [frames(paragraph) for paragraph in parsed]
    found = _in_turns(text, said)
    met = _met([*framed, [quote.frame for quote in found if quote.frame]], parsed)
    for mention in met:
        cast.describe(mention)
    lines = assign(text, quoted, stretches, framed, parsed)
    direct = [Range(line.segment.outer_start, line.segment.outer_end) for line in lines if not line.embedded]
    listed = [[frame for frame in paragraph if frame.kind is CueKind.WORD] for paragraph in framed]
    found += _in_marks(text, lines)
    found += [
        _Found(list(pieces), QuoteKind.INDIRECT, frame, Place.NONE)
        for pieces, frame in statements(text, parsed, listed, direct)
    ]
    return _resolve(text, cast, sorted(found, key=lambda quote: quote.pieces[0]), met)


def _outside(found: list[Segment], said: list[Turn]) -> list[Segment]:
    """Leave out the stretches in marks that stand in a turn: a turn is one quote, nested marks included."""
    ends = [turn.words.end for turn in said]
    kept: list[Segment] = []
    for segment in found:
        nearest = bisect.bisect_right(ends, segment.start)
        if nearest == len(said) or segment.end <= said[nearest].words.start:
            kept.append(segment)
    return kept


def _stretch(turn: Turn) -> Segment:
    """The words of a turn as a stretch to leave out when the article's own words are read."""
    return Segment(*turn.words, closed=True, outer_start=turn.words.start, outer_end=turn.words.end)


def _taken(stretches: list[Range], said: list[Turn]) -> list[bool]:
    """Which paragraphs hold a turn."""
    starts = [turn.words.start for turn in said]
    return [bisect.bisect_left(starts, start) < bisect.bisect_left(starts, end) for start, end in stretches]


def _in_turns(text: str, said: list[Turn]) -> list[_Found]:
    """Turn what a transcript gives as somebody's into quotes; a turn of several paragraphs has a piece in each."""
    found: list[_Found] = []
    for turn in said:
        if turn.continued and found:
            found[-1].pieces.append(turn.words)
            continue
        kind = QuoteKind.DIRECT if turn.marked else QuoteKind.INDIRECT
        frame = None
        if turn.name is not None:
            person = MentionKind.PERSON if turn.kind is LabelKind.NAME else MentionKind.ROLE
            mention = Mention(*turn.label, person, turn.name, turn.label, turn.description)
            colon = text.index(":", turn.label.end)
            frame = Frame(Range(colon, colon + 1), mention, Range(turn.label.start, colon + 1), kind=CueKind.COLON)
        found.append(_Found([turn.words], kind, frame, Place.BEFORE if frame else Place.NONE))
    return found


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
    named = line.frame is not None and text[slice(*line.frame.cue)].lower() in lexicon.NAMING
    if line.embedded or named:
        return line.frame is not None and not _is_title(text, line.segment)
    return line.frame is not None or len(text[line.segment.start : line.segment.end].split()) >= LEAST_WORDS


def _is_title(text: str, segment: Segment) -> bool:
    """Whether the words are written like the title of a book, a programme or a law."""
    words = _TITLE_WORD.findall(text, segment.start, segment.end)
    large = [word for word in words if word.lower() not in lexicon.SMALL_WORDS]
    return 0 < len(words) <= _TITLE_WORDS and bool(large) and all(word[0].isupper() for word in large)


def _met(framed: list[list[Frame]], parsed: list[list[list[Token]]]) -> list[Mention]:
    """Who is mentioned at a cue or as the subject of a sentence, each once, in the order of the text."""
    met = [frame.mention for paragraph in framed for frame in paragraph]
    met += [topic for paragraph in parsed for topic in topics(paragraph)]
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
            if quote.frame is not None and resolved.speaker is not None:
                asks = quote.kind is QuoteKind.DIRECT and text[slice(*quote.frame.cue)].lower() in lexicon.ASKING
                cast.note_speaker(resolved.speaker, mention.start, asks=asks)
        quotes.append(_quote(text, quote, resolved))
    return tuple(quotes)


def _most_confidence(found: _Found) -> Confidence:
    """How sure the place of the cue lets an attribution be, as measured on annotated news (see the README)."""
    cued = found.frame is not None and found.frame.kind is not CueKind.NONE
    if not cued or (found.kind is QuoteKind.MIXED and found.place is Place.AFTER):
        return Confidence.LOW
    if found.place in _GOING_ON or found.kind is QuoteKind.MIXED:
        return Confidence.MEDIUM
    listed = found.frame is not None and found.frame.kind in {CueKind.WORD, CueKind.DASH}
    return Confidence.HIGH if listed else Confidence.MEDIUM


def _both(person: Confidence, place: Confidence) -> Confidence:
    """How sure an attribution is that rests on a person and a place: as the weaker of them, and two doubts add up."""
    if person is place is Confidence.MEDIUM:
        return Confidence.LOW
    return min(person, place, key=_STEPS.index)


def _quote(text: str, found: _Found, resolved: Resolved) -> Quote:
    """Cut a quote out of its article, with the evidence for its speaker where there is one."""
    frame = found.frame if resolved.speaker is not None else None
    attribution, confidence = resolved.attribution, resolved.confidence
    if found.place in _GOING_ON and attribution is not Attribution.UNCLEAR:
        attribution = Attribution.CONTINUED
    confidence = _both(confidence, _most_confidence(found))
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
        cue=Span.cut(text, *frame.cue) if frame and frame.cue.start < frame.cue.end else None,
    )
