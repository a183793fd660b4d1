"""Cleaning, paragraphs and sentences."""

import itertools
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onrecord.corpus.text import Range, clean, is_prose, paragraphs, sentences, trimmed

from tests.articles import texts
from tests.botapi.text import clean as as_telegram_cleans

SURROGATES = "\ud800\udfff"
# What Telegram drops or replaces: TDLib, clean_input_string.
DROPPED = "\r\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u030a\u0333\u033f\ufeff" + SURROGATES


@pytest.mark.parametrize(
    ("published", "read"),
    [
        ("one\r\ntwo\rthree\x85four\u2028five\u2029six", "one\ntwo\nthree\nfour\nfive\nsix"),
        ("a\x00b\x0bc\x0cd\x1fe\x7ff\x9fg", "a b c d e f g"),
        ("a\tb", "a\tb"),
        ("\ufeffBrel", "Brel"),
        ("Bre\u0301l", "Br\u00e9l"),
        ("A\u030a", "\u00c5"),
        ("x\u030a\u0333y", "xy"),
        ("\u202bBrel\u202c", "Brel"),
        ("Brel" + SURROGATES, "Brel"),
        ("U.S.\u00a0port – “so”", "U.S.\u00a0port – “so”"),
        ("👩\u200d🚀", "👩\u200d🚀"),
    ],
)
def test_cleaning_changes_what_could_not_be_shown_and_nothing_else(published: str, read: str) -> None:
    assert clean(published) == read


@settings(deadline=None)
@given(st.text(st.characters()))
def test_clean_text_stays_as_it_is(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@settings(deadline=None)
@given(st.text(st.characters()))
def test_clean_text_is_composed_and_holds_nothing_that_telegram_drops(text: str) -> None:
    cleaned = clean(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not set(cleaned) & set(DROPPED)
    assert not any(character < " " for character in cleaned if character not in "\t\n")


@settings(deadline=None)
@given(st.text(st.characters()))
def test_telegram_shows_a_clean_text_to_the_letter(text: str) -> None:
    shown = clean(text).strip().replace("\t", " ")
    assert as_telegram_cleans(shown) == shown


@settings(deadline=None)
@given(st.text(st.sampled_from("a\u0301\u0300\u0315\u0316\u0344\u05b0\u1161\u1100\u11a8—░"), max_size=200))
def test_long_runs_of_marks_are_composed_as_unicode_has_it(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)


def test_a_very_long_run_of_marks_is_composed_in_linear_time() -> None:
    text = "a" + "\u0315\u0300" * 100_000
    assert clean(text) == "à" + "\u0300" * 99_999 + "\u0315" * 100_000


def shown(text: str) -> list[str]:
    return [text[start:end] for start, end in paragraphs(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        (" \n\t\n\u00a0", []),
        ("One.\n\nTwo.", ["One.", "Two."]),
        ("One.\n \u00a0 \n\n Two. ", ["One.", "Two."]),
        ("One.\nTwo.", ["One.", "Two."]),
        ("A heading\nOne.", ["A heading", "One."]),
        ("The port of Orvik stays open for another\nyear.", ["The port of Orvik stays open for another\nyear."]),
        (
            "The port of Orvik stays open until the summer, said Anna\nBrel.",
            ["The port of Orvik stays open until the summer, said Anna\nBrel."],
        ),
        ("Brel said:\n“One.”", ["Brel said:", "“One.”"]),
    ],
)
def test_paragraphs_part_at_line_ends_save_where_a_line_was_wrapped(text: str, found: list[str]) -> None:
    assert shown(text) == found


@settings(deadline=None)
@given(texts)
def test_paragraphs_hold_every_word_in_order_without_blanks_around(text: str) -> None:
    found = shown(text)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(words == words.strip() != "" for words in found)


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("", False),
        ("“", False),
        ('"' * 64, False),
        ('"' * 65, False),
        ('" ' * 100, False),
        ("“a ” " * 100, False),
        ("(" * 1_000, False),
        ("-, " * 1_000, False),
        ("“Yes,” he said. " * 1_000, True),
        ("A, B, C, " * 30, False),
        ("Anna, Paul, Ivo, " * 30, True),
        ("A word. " + "* " * 80, False),
        ("These words lead in to what follows, and go on for a while, as they do in news. " * 4 + "* " * 80, True),
    ],
)
def test_a_stretch_with_more_symbols_than_words_can_have_is_no_prose(text: str, prose: bool) -> None:
    assert is_prose(text, Range(0, len(text))) is prose


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One. Two! Three? Four… Five", ["One.", "Two!", "Three?", "Four…", "Five"]),
        ("“One.” “Two.”", ["“One.”", "“Two.”"]),
        ("Mr. Hale met Gen. Brel. They left.", ["Mr. Hale met Gen. Brel.", "They left."]),
        ("The U.S. mission stays. So be it.", ["The U.S. mission stays.", "So be it."]),
        ("It left the U.S. The port stays.", ["It left the U.S.", "The port stays."]),
        ("A. B. Hale left.", ["A. B. Hale left."]),
        ("In other countries.On September 30 it began.", ["In other countries.", "On September 30 it began."]),
        ("It cost 3.5 million.", ["It cost 3.5 million."]),
        ("“Why?” he asked. Nobody knew.", ["“Why?” he asked.", "Nobody knew."]),
        ("One... two. Three", ["One... two.", "Three"]),
        ("Done.) Next.", ["Done.)", "Next."]),
    ],
)
def test_sentences_end_at_full_stops_that_end_one(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text, 0, len(text))] == found


@settings(deadline=None)
@given(texts, st.data())
def test_sentences_hold_every_word_of_their_stretch_in_order(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = sentences(text, start, end)
    assert "".join("".join(text[a:b].split()) for a, b in found) == "".join(text[start:end].split())
    assert all(left.end <= right.start for left, right in itertools.pairwise(found))


@pytest.mark.parametrize("text", ["." * 200_000 + "x", "." * 100_000 + ")" * 100_000 + "x", "a" + " " * 200_000 + "b"])
def test_long_runs_are_split_in_linear_time(text: str) -> None:
    assert [text[start:end] for start, end in sentences(text, 0, len(text))] == [text]


@settings(deadline=None)
@given(texts, st.data())
def test_trimming_takes_blanks_alone(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    left, right = trimmed(text, start, end)
    assert start <= left <= right <= end
    assert text[left:right] == text[start:end].strip()
