"""The catalogues: the same keys and placeholders in every language, and texts that Telegram takes."""

from __future__ import annotations

import datetime
import string

import pytest
from onrecord.bot.pages import MAX_UNITS, clean, units
from onrecord.bot.wording import catalogue, catalogue_for, languages

ENGLISH = catalogue("en")
DAY = datetime.date


def placeholders(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def test_english_and_russian_ship():
    assert languages()[0] == "en"
    assert "ru" in languages()


@pytest.mark.parametrize("language", languages())
def test_a_catalogue_has_the_keys_and_placeholders_of_the_english_one(language):
    words = catalogue(language)
    assert set(words.texts) == set(ENGLISH.texts)
    different = [key for key, text in words.texts.items() if placeholders(text) != placeholders(ENGLISH.texts[key])]
    assert different == []
    assert len(words.months) == 12


@pytest.mark.parametrize("language", languages())
def test_a_text_is_shown_as_it_is_written_and_fits(language):
    for key, text in catalogue(language).texts.items():
        assert text.strip(), key
        assert clean(text) == text, key
        assert units(text) <= MAX_UNITS // 8, key
        limit = {"menu": 256, "buttons": 40, "notices": 200}.get(key.partition(".")[0])
        assert limit is None or len(text) <= limit, key


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("ru", "ru"),
        ("RU", "ru"),
        ("ru-RU", "ru"),
        ("en-GB", "en"),
        ("de", "en"),
        ("", "en"),
        (None, "en"),
        ("../x", "en"),
    ],
)
def test_a_reader_is_answered_in_a_language_that_there_is(code, language):
    assert catalogue_for(code).language == language


@pytest.mark.parametrize(
    ("since", "until", "bare", "of"),
    [
        (DAY(2015, 1, 1), DAY(2015, 12, 31), "2015", "of 2015"),
        (DAY(2015, 11, 28), DAY(2015, 11, 28), "28 November 2015", "of 28 November 2015"),
        (DAY(2015, 1, 1), DAY(2016, 12, 31), "from 1 January 2015 to 31 December 2016", None),
        (DAY(2015, 1, 2), None, "from 2 January 2015 on", None),
        (None, DAY.max, "up to 31 December 9999", None),
        (None, None, "date unknown", None),
    ],
)
def test_a_period_is_written_as_people_do(since, until, bare, of):
    assert ENGLISH.period(since, until) == bare
    assert ENGLISH.of_period(since, until) == (of or bare)


def test_what_stands_in_a_placeholder_is_never_read_as_one():
    assert "{speaker}" in ENGLISH.say("answer.nothing_from", speaker="{speaker} {0} {x.__class__}")
