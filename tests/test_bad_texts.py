"""Texts that no reader should have to meet: whatever they hold, quotes are slices, and no name is guessed."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onrecord.corpus import Attribution, Quote, QuoteKind, find_quotes
from onrecord.corpus.text import clean

from tests.articles import article

# What no text should hold, and what a keyboard, a scanner or a mischief-maker puts into it all the same.
_MARKS = [*"“”\"'«»„‘’‚‹›‟", "''", "``", '""', "“ ", " ”", "6'2\"", "'90s", "s' "]
_UNSEEN = [*"\u202e\u2067\u200d\u200b\u0301\u0489\0\x01\x02\x9b\ud800", "\x1b[31m"]
_RARE = ["🦊", "👩\u200d🚀", "🇸🇾", "𝔄nna", "\U000e0041", "ﷺ", "ǅ", "ß", "İ", "\t", "\r\n", "\u2028", "\u00a0"]
_WORDS = "Anna Brel|ANNA BREL|anna brel|he|She|the minister| said | SAID |According to |we go on".split("|")
_PAUSES = [" ", ", ", ". ", ": ", "\n", "\n\n", "(", ")", " — "]
_DEBRIS = st.sampled_from([*_MARKS, *_UNSEEN, *_RARE, *_WORDS, *_PAUSES])
_TEXTS = st.lists(_DEBRIS, min_size=1, max_size=60).map(lambda parts: clean("".join(parts))).filter(bool)


def sound(text: str) -> tuple[Quote, ...]:
    """The quotes of a text, each of them held to what every quote promises."""
    quotes = find_quotes(article(text))
    position = 0
    for quote in quotes:
        assert quote.text == text[quote.start : quote.end] != ""
        assert (quote.pieces[0].start, quote.pieces[-1].end) == (quote.start, quote.end)
        assert all(left.end <= right.start for left, right in itertools.pairwise(quote.pieces))
        for span in (*quote.pieces, quote.mention, quote.cue):
            assert span is None or span.text == text[span.start : span.end]
        assert (quote.speaker is None) is (quote.attribution is Attribution.UNCLEAR)
        assert (quote.mention is None) is (quote.speaker is None)
        assert quote.start >= position
        position = quote.start
    marked = [piece for quote in quotes if quote.kind is not QuoteKind.INDIRECT for piece in quote.pieces]
    assert all(left.end <= right.start for left, right in itertools.pairwise(marked))
    return quotes


@settings(deadline=None, max_examples=300)
@given(_TEXTS)
def test_whatever_a_text_is_littered_with_its_quotes_are_slices_in_order(text: str) -> None:
    sound(text)


BROKEN_TEXTS = {
    "10,000 nested marks": "Brel said: " + "“so " * 10_000 + "”" * 10_000 + " and left.",
    "10,000 nested marks of all kinds": "Brel said: " + "“so ‘so «so " * 3_000 + "»’”" * 3_000 + " and left.",
    "10,000 marks without a word": '"' * 10_000,
    "10,000 marks and blanks": "” “ " * 5_000,
    "10,000 marks and letters": "'a\"b“c»" * 2_500,
    "10,000 brackets": "Brel (" * 5_000 + ")" * 5_000 + " said so.",
    "10,000 commas": "Brel, a minister, " * 5_000 + "said so.",
    "10,000 cues": "said Brel " * 10_000,
    "10,000 names": "Anna Brel " * 10_000 + "said so.",
    "10,000 possessives": "Brel's sister's " * 5_000 + "answer: “So.”",
    "10,000 colons": "“So,” Brel: " * 10_000,
    "10,000 dashes": "“So” — Anna Brel " * 10_000,
    "10,000 lines": "“So,”\n" * 10_000,
    "10,000 lines left open": "“So\n" * 10_000,
    "10,000 turns": "BREL: We go on.\nREID: You do.\n" * 5_000,
    "one word": "a" * 100_000,
    "one name": "A" * 100_000 + " said so.",
    "one letter": "“",
    "combining marks alone": "\u0301" * 10_000,
    "joiners alone": "\u200d" * 10_000,
    "a book": "“We go on,” Anna Brel said. She told us that it rained.\n\n“It did.\n\n“A lot,” he said.\n\n" * 1_000,
}


@pytest.mark.parametrize("name", BROKEN_TEXTS)
def test_no_text_is_too_broken_or_too_long_to_be_read(name: str) -> None:
    sound(clean(BROKEN_TEXTS[name]))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("“We go\u200d on,” said Anna Brel.", "We go\u200d on,"),
        ("“We go on 🦊,” said Anna Brel.", "We go on 🦊,"),
        ("“\u00a0We go on,\u00a0” said\u00a0Anna\u00a0Brel.", "We go on,"),
        ("“We 𝔤𝔬 on,” said Anna Brel.", "We 𝔤𝔬 on,"),
        ("“We go\u0301 on,” said Anna Brel.", "We gó on,"),
    ],
)
def test_characters_that_cannot_be_seen_keep_no_speaker_from_his_words(text: str, found: str) -> None:
    (quote,) = sound(clean(text))
    assert (quote.pieces[0].text, quote.mention and quote.mention.text.split()) == (found, ["Anna", "Brel"])


PROSE = (
    "The mayor, Ivo Karlsen, opened the bridge on Monday. “We waited long,” Ivo Karlsen told the crowd.\n\n"
    "“Nobody paid,” said the engineer, Marta Lindqvist. “Nobody will.”\n\n"
    "“We did,” Orvik Bank said in a statement."
)


@pytest.mark.parametrize("written", [str.upper, str.lower, str.title, str.swapcase])
def test_a_text_without_the_capitals_of_names_names_nobody_wrongly(written) -> None:
    right = {
        "we waited long": {"ivo karlsen", "karlsen"},
        "nobody paid": {"marta lindqvist", "lindqvist", "engineer"},
        "we did": {"orvik bank"},
    }
    for quote in sound(written(PROSE)):
        told = quote.pieces[0].text.lower().strip(",.")
        if quote.speaker is not None and told in right:
            assert quote.speaker.lower() in right[told], told


@pytest.mark.parametrize("data", [b"", b" \n\n", b"\xef\xbb\xbf", b"\x00\x07", "\u202e".encode()])
def test_quotes_of_an_article_without_text_are_one_line(onrecord, elsewhere, data) -> None:
    (elsewhere / "empty.txt").write_bytes(data)
    assert "no text" in onrecord("quotes", "empty.txt").error
