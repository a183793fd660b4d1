"""Verifying a quote: did anybody say these words, and if not these, which?"""

from __future__ import annotations

import datetime
import itertools
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from onrecord.corpus import FrozenModel, Quote, QuoteKind, Span
from onrecord.corpus.text import clean
from pydantic import Field

from .alignment import Aligner, Alignment, Step
from .answer import ArticleCard, IndexStamp
from .directory import SpeakerDirectory
from .errors import QuestionError
from .lexical import STOP_WORDS, LexicalIndex
from .question import readable
from .store import Store, StoredPassage
from .wording import Word, Wording, words_of

Verdict = Literal["exact", "altered", "other-speaker", "speaker-unclear", "not-quoted", "not-found"]

MAX_WORDING_LENGTH = 4_000
"""Characters of words to verify: longer than any quote in a newspaper."""

MAX_PLACES = 20
"""Places that are listed where the same words stand in several."""

# Words changed, added or left out for each that was given, up to which words are somebody's altered, and not other
# words. Set with every second of 486 articles indexed (benchmarks/verification.py): of 120 quotes with up to three
# words in ten changed, 93 to 95 % are told; of 120 from the other articles two pass for altered. From .4 on, more do.
ALTERED_SHARE = 1 / 3
# Fewer words than this, changed, may be anybody's.
LEAST_ALTERED_WORDS = 4
# Words in common, stop words aside, that make altered words somebody's; fewer do where at most half as many differ. Of
# 259 quotes of up to seven words from other articles 29 came near to a text without it, and eight with it; asking for
# three in any case would leave four, and lose 10 % more of the altered ones.
LEAST_IN_COMMON = 3
# Places that are compared word by word for that.
_MOST_ALIGNED = 100
# Passages taken from each list of candidates, and terms of the words that are searched, the rarest first.
_CANDIDATES = 100
_SEARCHED_TERMS = 64
# Words of a text that are compared at once, and in all; no newspaper's quote comes near.
_LONGEST_RUN = 4_000
_MOST_WORDS = 40_000
# Characters between two quotes of one speaker over which they are read as one: “...,” she said on Monday. “...”
_FRAME_LENGTH = 150
_ENDS_SENTENCE = re.compile(r"[.!?;:]")


class Difference(FrozenModel):
    """Where words that were given are not those of the article.

    ``given`` is left out where the article has more, and ``actual`` where it has nothing in their place; ``actual`` is
    a slice of the article.
    """

    given: Span | None
    actual: Span | None


class QuoteMatch(Span):
    """A place where the words stand, or those nearest to them: ``article.text[start:end]``.

    ``quotes`` are those that the words stand in, with their speaker and the evidence for him; empty for the article's
    own words. ``excerpt`` says that the quotes have more words before or after. ``agreement`` is the share of the
    given words that stand there; it orders places, and is no probability.
    """

    speaker: str | None
    quotes: tuple[Quote, ...]
    excerpt: bool
    agreement: float = Field(ge=0, le=1)
    differences: tuple[Difference, ...]
    passage: Span
    passage_id: str
    article: ArticleCard


class Verification(FrozenModel):
    """What the articles know of some words that somebody is claimed to have said.

    ``exact``: somebody said exactly these words; ``altered``: almost these, and ``differences`` say where not;
    ``other-speaker``: not who was asked about, but somebody else; ``speaker-unclear``: somebody, and the article does
    not tell well enough who; ``not-quoted``: they stand in an article, in nobody's quote; ``not-found``: none of it.
    ``matches`` are the places that the verdict rests on. ``suggestions`` are names, where nobody is known by the one
    that was asked about.
    """

    words: str
    speaker: str | None
    verdict: Verdict
    matches: tuple[QuoteMatch, ...]
    suggestions: tuple[str, ...]
    index: IndexStamp
    took_ms: float = Field(ge=0)


@dataclass(frozen=True, slots=True)
class _Run:
    """Words that are read in one go: quotes of one speaker, or, without quotes, the text of a passage."""

    passages: tuple[StoredPassage, ...]
    words: tuple[Word, ...]
    pieces: tuple[Span, ...] = ()
    quotes: tuple[Quote, ...] = ()


class _Found(NamedTuple):
    """A run with the cost of laying the words on it."""

    cost: int
    run: _Run


class Verifier:
    """Looks for words in the quotes of one generation; may be used from several threads."""

    def __init__(
        self,
        store: Store,
        lexical: LexicalIndex,
        speakers: SpeakerDirectory,
    ) -> None:
        """Take the parts of a generation.

        Its vectors are none of them: nearness in meaning found no altered quote that words had not found, some quotes
        beside the point, and five times the time went by (benchmarks/verification.py).
        """
        self._store = store
        self._lexical = lexical
        self._speakers = speakers

    def verify(self, words: str, speaker: str | None, stamp: IndexStamp) -> Verification:
        """Look for words as :meth:`Retriever.verify_quote` describes."""
        started = time.perf_counter()
        words = clean(readable(words))
        if len(words) > MAX_WORDING_LENGTH:
            raise QuestionError(f"the quote has {len(words)} characters; at most {MAX_WORDING_LENGTH} are verified")
        wording = Wording.parse(words)
        if not wording.units:
            raise QuestionError('the quote has no words; give some: onrecord verify-quote "WORDS"')
        if speaker is not None and not speaker.strip():
            raise QuestionError("the speaker is empty; give a name, or leave it out")
        asked = self._speakers.find(readable(speaker)) if speaker is not None else ()
        claim = _Claim(words, wording, {n for a in asked for n in self._store.speakers[a].spellings}, speaker)
        verdict, matches = claim.judge(self._runs(self._candidates(claim, asked)))
        unknown = speaker is not None and not asked
        return Verification(
            words=words,
            speaker=", ".join(self._speakers.names(asked)) or (speaker and readable(speaker)),
            verdict=verdict,
            matches=matches,
            suggestions=self._speakers.nearest(readable(speaker or "")) if unknown else (),
            index=stamp,
            took_ms=round((time.perf_counter() - started) * 1000, 1),
        )

    def _candidates(self, claim: _Claim, asked: Sequence[int]) -> set[int]:
        terms = dict.fromkeys(self._lexical.content_terms(claim.words))
        rarest = sorted(terms, key=self._lexical.document_frequency)[:_SEARCHED_TERMS]
        concepts = [{term} for term in rarest]
        found = self._lexical.search(concepts, _CANDIDATES)
        if asked:
            found += self._lexical.search(concepts, _CANDIDATES, speakers=asked)
        return {scored.row for scored in found}

    def _runs(self, rows: Iterable[int]) -> list[_Run]:
        """What is read of some passages and their neighbours: every quote, and the text of every passage."""
        articles = self._store.article_of
        near = {other for row in rows for other in (row - 1, row, row + 1) if 0 <= other < len(articles)}
        # Neighbours of another article are left: they may hold the same words, and cost little.
        ordered = sorted(near)
        loaded = dict(zip(ordered, self._store.passages(ordered), strict=True))
        runs: list[_Run] = []
        for _, group in itertools.groupby(enumerate(ordered), key=lambda item: (item[1] - item[0], articles[item[1]])):
            stretch = [loaded[row] for _, row in group]
            runs += _spoken(stretch)
            runs += [_Run((stored,), _read(stored, [stored.passage])) for stored in stretch]
        return runs


class _Claim:
    """Words that somebody may have said, and the judgement on them."""

    def __init__(self, words: str, wording: Wording, names: set[str], speaker: str | None) -> None:
        self.words = words
        self._count = len(wording.words)
        self._aligner = Aligner(wording)
        self._names = names
        self._asked = speaker is not None

    def judge(self, runs: Sequence[_Run]) -> tuple[Verdict, tuple[QuoteMatch, ...]]:
        """Tell from all that was read what became of the words."""
        spoken = self._lay([run for run in runs if run.quotes])
        told = self._lay([run for run in runs if not run.quotes])
        whole = [match for found in _exact(spoken) if not (match := self._match(found)).differences]
        # The words of a split quote may be given with what stands between them.
        apart = [self._match(found) for found in _exact(told)]
        between = [match for match in apart if match.quotes and not match.differences]
        if exact := _placed([*whole, *between]):
            return self._attributed(exact, "exact")
        if alone := _placed([match for match in apart if not match.quotes]):
            return "not-quoted", alone
        if near := self._nearest(spoken):
            return self._attributed(_placed(near), "altered")
        if near := self._nearest(told):
            return "not-quoted", _placed(near)
        return "not-found", ()

    def _attributed(self, matches: tuple[QuoteMatch, ...], verdict: Verdict) -> tuple[Verdict, tuple[QuoteMatch, ...]]:
        """Put the asked speaker's own words first; say whose they are where he has none."""
        if not self._asked:
            return verdict, matches
        own = tuple(match for match in matches if match.speaker in self._names)
        if own:
            return verdict, own
        others = tuple(match for match in matches if match.speaker is not None)
        return ("other-speaker", others) if others else ("speaker-unclear", matches)

    def _lay(self, runs: Sequence[_Run]) -> list[_Found]:
        """Lay the words on runs that have enough of them, those with most first; the cheapest come first."""
        limit = int(self._count * ALTERED_SHARE) if self._count >= LEAST_ALTERED_WORDS else 0
        bounded = [(bound, run) for run in runs if (bound := self._aligner.least_cost(run.words)) <= limit]
        bounded.sort(key=lambda item: item[0])
        sizes = itertools.accumulate(len(run.words) for _, run in bounded)
        read = [run for size, (_, run) in zip(sizes, bounded, strict=True) if size <= _MOST_WORDS]
        costs = self._aligner.costs([run.words for run in read])
        found = [_Found(cost, run) for cost, run in zip(costs, read, strict=True) if cost <= limit]
        return sorted(found, key=lambda item: item.cost)

    def _nearest(self, found: Sequence[_Found]) -> list[QuoteMatch]:
        """The places that cost least of those that have enough in common; the asked speaker's before others'."""
        own = [item for item in found if any(quote.speaker in self._names for quote in item.run.quotes)]
        for pool in (own, found):
            kept: list[_Found] = []
            for item in pool[:_MOST_ALIGNED]:
                if kept and item.cost > kept[0].cost:
                    break
                if _has_enough(self._aligner.align(item.run.words)):
                    kept.append(item)
            if kept:
                return [self._match(item) for item in kept[:MAX_PLACES]]
        return []

    def _match(self, found: _Found) -> QuoteMatch:
        run = found.run
        aligned = self._aligner.align(run.words)
        steps = _Steps(self.words, run, aligned)
        start, end = steps.span
        passage = next(s for s in run.passages if s.passage.start <= start < s.passage.end)
        text = passage.article.text
        quotes = tuple(q for q in run.quotes if any(p.start < end and start < p.end for p in q.pieces))
        if not run.quotes:
            quotes = tuple(q for q in passage.passage.quotes if _is_verbatim(q) and q.start <= start and end <= q.end)
        last = next((s for s in run.passages if s.passage.start < end <= s.passage.end), passage)
        return QuoteMatch.cut(
            text,
            start,
            end,
            speaker=quotes[0].speaker if quotes else None,
            quotes=quotes,
            excerpt=any(
                word.start < start or word.end > end
                for quote in quotes
                for piece in quote.pieces
                for word in words_of(text, piece.start, piece.end)
            ),
            agreement=max(0.0, round(1 - aligned.cost / self._count, 4)),
            differences=steps.differences(text),
            passage=Span.cut(text, passage.passage.start, last.passage.end),
            passage_id=passage.passage.id,
            article=ArticleCard.of(passage.article),
        )


class _Steps:
    """The steps of an alignment, read as places of the claim and of the article."""

    def __init__(self, given: str, run: _Run, aligned: Alignment) -> None:
        self._given = given
        self._run = run
        self._steps = aligned.steps
        used = [step.actual for step in aligned.steps if step.actual is not None and step.given is not None]
        self.span = used[0].start, used[-1].end

    def differences(self, text: str) -> tuple[Difference, ...]:
        """Where the words differ, neighbours in one; an excerpt that cuts off a negation differs by that."""
        parts: list[list[Step]] = [[]]
        piece: int | None = None
        for step in self._steps:
            here = piece if step.actual is None else self._piece(step.actual)
            if not step.costs or here != piece:
                parts.append([])
            piece = here
            if step.costs:
                parts[-1].append(step)
        found = [_difference(part, self._given, text) for part in parts if part]
        if (before := self._cut_negation(text)) is not None:
            found.insert(0, Difference(given=None, actual=Span.cut(text, before.start, before.end)))
        return tuple(found)

    def _piece(self, word: Word) -> int:
        """Which piece a word stands in, so that no difference runs over what stands between two."""
        pieces = self._run.pieces
        return next((place for place, piece in enumerate(pieces) if piece.start <= word.start < piece.end), -1)

    def _cut_negation(self, text: str) -> Word | None:
        """The "not" right before the first word of an excerpt, in the same sentence."""
        words = self._run.words
        first = next((place for place, word in enumerate(words) if word.start == self.span[0]), 0)
        if not first or not words[first - 1].negates:
            return None
        before = words[first - 1]
        return None if _ENDS_SENTENCE.search(text, before.end, self.span[0]) else before


def _difference(steps: Sequence[Step], given: str, text: str) -> Difference:
    mine = [step.given for step in steps if step.given is not None]
    actual = [step.actual for step in steps if step.actual is not None]
    return Difference(
        given=Span.cut(given, mine[0].start, mine[-1].end) if mine else None,
        actual=Span.cut(text, actual[0].start, actual[-1].end) if actual else None,
    )


def _has_enough(aligned: Alignment) -> bool:
    """Whether altered words are still those of a text: by the words that are no stop words."""
    same = differ = 0
    for step in aligned.steps:
        content = any(word is not None and word.folded not in STOP_WORDS for word in (step.given, step.actual))
        same += content and step.given is not None and not step.costs
        differ += content and step.costs
    return same > 0 and same >= min(LEAST_IN_COMMON, 2 * differ)


def _exact(found: Sequence[_Found]) -> list[_Found]:
    return [item for item in found if not item.cost]


def _placed(matches: Iterable[QuoteMatch]) -> tuple[QuoteMatch, ...]:
    """Places in order, each once: whole quotes before excerpts, known speakers before unclear ones, earliest first."""
    places = {(match.article.id, match.start, match.end): match for match in matches}

    def order(match: QuoteMatch) -> tuple[bool, bool, datetime.date, str, int]:
        published = match.article.published or datetime.date.max
        return match.excerpt, match.speaker is None, published, match.article.id, match.start

    return tuple(sorted(places.values(), key=order)[:MAX_PLACES])


def _spoken(stretch: Sequence[StoredPassage]) -> list[_Run]:
    """The quotes of neighbouring passages; those of one speaker that only a frame parts are read as one."""
    runs: list[tuple[list[StoredPassage], list[Quote]]] = []
    for stored in stretch:
        for quote in filter(_is_verbatim, stored.passage.quotes):
            if runs and _goes_on(runs[-1][1][-1], quote):
                if runs[-1][0][-1] is not stored:
                    runs[-1][0].append(stored)
                runs[-1][1].append(quote)
            else:
                runs.append(([stored], [quote]))
    found: list[_Run] = []
    for passages, quotes in runs:
        pieces = tuple(piece for quote in quotes for piece in quote.pieces)
        found.append(_Run(tuple(passages), _read(passages[0], pieces), pieces, tuple(quotes)))
    return found


def _goes_on(before: Quote, quote: Quote) -> bool:
    direct = before.kind is not QuoteKind.MIXED and quote.kind is not QuoteKind.MIXED
    near = 0 <= quote.start - before.end <= _FRAME_LENGTH
    return direct and near and before.speaker == quote.speaker is not None


def _read(stored: StoredPassage, spans: Iterable[Span]) -> tuple[Word, ...]:
    words = (word for span in spans for word in words_of(stored.article.text, span.start, span.end))
    return tuple(itertools.islice(words, _LONGEST_RUN))


def _is_verbatim(quote: Quote) -> bool:
    """Whether a quote is somebody's very words: in marks, or a turn of a transcript, which has a colon for a cue."""
    return quote.kind is not QuoteKind.INDIRECT or (quote.cue is not None and quote.cue.text == ":")
