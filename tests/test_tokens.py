"""Tokens: words, marks and quotations, the sentences they make, and what a word may be."""

import pytest
from hypothesis import given, settings
from onrecord.corpus.tokens import (
    TokenKind,
    count_titles,
    is_group,
    is_headline,
    is_negation,
    is_party,
    is_role,
    may_be_verb,
    split_sentences,
)

from tests.articles import texts
from tests.readings import masked, tokens_of


def test_words_are_told_from_marks_and_quotations() -> None:
    tokens = tokens_of("“We will,” said U.S. Gen. O’Hara (of Lake-Watch).")
    assert [(token.text.strip("\x01\x02"), token.kind.value) for token in tokens] == [
        ("", "quote"),
        ("said", "word"),
        ("U.S.", "word"),
        ("Gen.", "word"),
        ("O’Hara", "word"),
        ("(", "mark"),
        ("of", "word"),
        ("Lake-Watch", "word"),
        (")", "mark"),
        (".", "mark"),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sen. Brel, Lt. Gov. Vale", "Sen.|Brel|,|Lt.|Gov.|Vale"),
        ("Brel (N-Orvik) spoke", "Brel|(|N-Orvik|)|spoke"),
        ("J.R. Vale of the E.U.-led port", "J.R.|Vale|of|the|E.U.|-|led|port"),
        ("the workers’ hall", "the|workers’|hall"),
        ("Brel’s port", "Brel’s|port"),
        ("Vale & Reid or B&R", "Vale|&|Reid|or|B&R"),
        ("Vale/GAZETTE", "Vale/GAZETTE"),
        ("in 2015, 3.5 percent", "in|2015|,|3.5|percent"),
        ("no -- not now", "no|--|not|now"),
        ("no—not now", "no|—|not|now"),
        ("the 46-year-old", "the|46-year-old"),
        ("-- - - - - - - - --", "-- - - - - - - - --"),
        ("", ""),
    ],
)
def test_what_belongs_to_a_word_stays_in_it(text: str, found: str) -> None:
    assert "|".join(token.text for token in tokens_of(text)) == found


@pytest.mark.parametrize(
    ("word", "lower", "capitalised", "possessive"),
    [
        ("Brel", "brel", True, False),
        ("Brel’s", "brel", True, True),
        ("brel's", "brel", False, True),
        ("Gov.", "gov", True, False),
        ("U.S.", "u.s", True, False),
        ("al-Vasir", "al-vasir", True, False),
        ("re-Open", "re-open", False, False),
        ("3rd", "3rd", False, False),
        ("Órvik", "órvik", True, False),
        (",", ",", False, False),
    ],
)
def test_a_word_is_compared_without_case_stop_and_possessive(
    word: str, lower: str, capitalised: bool, possessive: bool
) -> None:
    (token,) = tokens_of(word)
    assert (token.lower, token.capitalised, token.possessive) == (lower, capitalised, possessive)


@pytest.mark.parametrize(
    ("quotation", "ends"),
    [
        ("“We will,”", "pauses"),
        ("“We will.”", "stops"),
        ("“Will we?”", "calls"),
        ("“We will!”", "calls"),
        ("“We will”", None),
        ("“We will;”", None),
    ],
)
def test_a_quotation_keeps_the_mark_that_its_words_end_in(quotation: str, ends: str | None) -> None:
    (token,) = tokens_of(quotation)
    assert token.kind is TokenKind.QUOTE
    assert [name for name in ("pauses", "stops", "calls") if getattr(token, name)] == ([ends] if ends else [])


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Brel left. Vale wept! Who came? Reid.", ["Brel left.", "Vale wept!", "Who came?", "Reid."]),
        ("Sen. Brel met Gov. Vale.", ["Sen. Brel met Gov. Vale."]),
        ("Brel (N-Wis.) said so. He left.", ["Brel (N-Wis.) said so.", "He left."]),
        ("Brel, of Orvik, Ill., said so.", ["Brel, of Orvik, Ill., said so."]),
        ("Room No. 2 is full.", ["Room No. 2 is full."]),
        ("He left the U.S. The port closed.", ["He left the U.S.", "The port closed."]),
        ("The U.S. port closed.", ["The U.S. port closed."]),
        ("“We left.” The port closed.", ["“We left.”", "The port closed."]),
        ("“We left.” He wept.", ["“We left.” He wept."]),
        ("“We left,” The Gazette said.", ["“We left,” The Gazette said."]),
        ("Brel left... then came", ["Brel left... then came"]),
        ("no stop", ["no stop"]),
    ],
)
def test_sentences_end_outside_quotations_at_stops_that_belong_to_no_word(text: str, sentences: list[str]) -> None:
    found = list(split_sentences(tokens_of(text)))
    assert [text[sentence[0].start : sentence[-1].end] for sentence in found] == sentences


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("minister", True),
        ("Ministers", True),
        ("tribesman", True),
        ("geologist", True),
        ("chairperson", True),
        ("Norman", False),
        ("Friedman", False),
        ("human", False),
        ("bridge", False),
    ],
)
def test_roles_are_told_from_names_that_end_like_one(word: str, role: bool) -> None:
    assert is_role(tokens_of(word)[0]) is role


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("Anna Brel", 0),
        ("Prime Minister Anna Brel", 2),
        ("Orvik Mayor Dr. Anna Brel", 3),
        ("Republican Anna Brel", 1),
        ("Orvik’s Anna Brel", 1),
        ("Anna", 0),
        ("Minister", 0),
    ],
)
def test_titles_are_counted_before_a_name(words: str, titles: int) -> None:
    assert count_titles(tokens_of(words)) == titles


@pytest.mark.parametrize(
    ("word", "party", "alone", "determined"),
    [
        ("Republican", True, False, True),
        ("Democrats", True, True, True),
        ("republican", False, False, False),
        ("Norwegians", False, True, True),
        ("Norwegian", False, False, True),
        ("Japanese", False, False, True),
        ("Brel", False, False, False),
        ("politicians", False, False, False),
    ],
)
def test_people_may_be_named_by_party_or_nation(word: str, party: bool, alone: bool, determined: bool) -> None:
    (token,) = tokens_of(word)
    assert is_party(token) is party
    assert (is_group(token, determined=False), is_group(token, determined=True)) == (alone, determined)


@pytest.mark.parametrize(
    ("word", "verb"),
    [
        ("fumed", True),
        ("snaps", True),
        ("wept", True),
        ("said", True),
        ("Reid", False),
        ("Fumed", False),
        ("press", False),
        ("was", False),
        ("us", False),
        ("Brel’s", False),
        ("bridge", False),
    ],
)
def test_a_word_may_be_a_verb_by_its_look(word: str, verb: bool) -> None:
    assert may_be_verb(tokens_of(word)[0]) is verb


@pytest.mark.parametrize(
    ("sentence", "headline"),
    [
        ("Brel Opens the Port of Orvik", True),
        ("BREL OPENS THE PORT", True),
        ("Brel opens the Port of Orvik", False),
        ("Finance Minister Anna", False),
        ("Anna Brel met Tobin Hale", False),
        ("", False),
    ],
)
def test_a_headline_has_every_word_of_weight_in_capitals(sentence: str, headline: bool) -> None:
    assert is_headline(tokens_of(sentence)) is headline


@pytest.mark.parametrize(("word", "negation"), [("never", True), ("didn’t", True), ("won't", True), ("now", False)])
def test_a_negation_takes_back_its_verb(word: str, negation: bool) -> None:
    assert is_negation(tokens_of(word)[0]) is negation


@settings(deadline=None)
@given(texts)
def test_masking_moves_nothing_and_tokens_are_slices_of_what_is_left(text: str) -> None:
    blotted = masked(text)
    assert len(blotted) == len(text)
    for token in tokens_of(text):
        assert token.text == blotted[token.start : token.end]
        if token.kind is not TokenKind.QUOTE:
            assert token.text == text[token.start : token.end]


@settings(deadline=None)
@given(texts)
def test_no_character_but_blanks_is_lost_between_tokens(text: str) -> None:
    tokens = tokens_of(text)
    gaps = zip([0, *(token.end for token in tokens)], [*(token.start for token in tokens), len(text)], strict=True)
    assert not "".join(text[end:start] for end, start in gaps).strip()


@settings(deadline=None)
@given(texts)
def test_the_sentences_of_a_text_hold_each_token_once_in_order(text: str) -> None:
    tokens = tokens_of(text)
    sentences = list(split_sentences(tokens))
    assert [token for sentence in sentences for token in sentence] == tokens
    assert all(sentences)
