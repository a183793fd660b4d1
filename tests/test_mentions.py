"""Mentions at a cue: names, roles, titles, appositions and pronouns, read without a parser."""

import pytest
from hypothesis import given, settings
from onrecord.corpus.cast import last_name
from onrecord.corpus.marks import segments
from onrecord.corpus.mentions import Mention
from onrecord.corpus.subjects import after, before, leading
from onrecord.corpus.text import Range, paragraphs
from onrecord.corpus.tokens import Token, TokenKind, count_titles, is_role, mask, tokenize

from tests.articles import texts


def tokens_of(text: str) -> list[Token]:
    return tokenize(mask(text, segments(text, paragraphs(text))), Range(0, len(text)))


def told(text: str, mention: Mention | None) -> tuple[str, str, str | None] | None:
    if mention is None:
        return None
    description = text[slice(*mention.description)] if mention.description else None
    return mention.kind.value, mention.name, description


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Anna Brel", ("person", "Anna Brel", None)),
        ("Mr. Hale", ("person", "Hale", None)),
        ("Dr. Anna Brel", ("person", "Anna Brel", None)),
        ("Sen. Anna Brel", ("person", "Anna Brel", "Sen.")),
        ("Sen. Anna Brel (N-Orvik)", ("person", "Anna Brel", "Sen.")),
        ("Finance Minister Anna Brel", ("person", "Anna Brel", "Finance Minister")),
        ("the port’s spokeswoman Anna Brel", ("person", "Anna Brel", "the port’s spokeswoman")),
        ("Anna Brel, a spokeswoman for the port,", ("person", "Anna Brel", "a spokeswoman for the port")),
        ("Anna Brel, who runs the port,", ("person", "Anna Brel", None)),
        ("Anna Brel, speaking in Orvik,", ("person", "Anna Brel", None)),
        ("Anna Brel later", ("person", "Anna Brel", None)),
        ("Anna Brel has repeatedly", ("person", "Anna Brel", None)),
        ("Anna Brel of the port", ("person", "Anna Brel", None)),
        ("Ludwig van der Hale", ("person", "Ludwig van der Hale", None)),
        ("the Orvik Port Authority", ("organisation", "Orvik Port Authority", None)),
        ("Lake Watch (LW)", ("organisation", "Lake Watch", None)),
        ("the OPA", ("organisation", "OPA", None)),
        ("the Kremlin", ("organisation", "Kremlin", None)),
        ("ANNA BREL", ("person", "ANNA BREL", None)),
        ("the press secretary", ("role", "press secretary", "the press secretary")),
        ("The anchorman", ("role", "anchorman", "The anchorman")),
        ("the minister of defence", ("role", "minister", "the minister of defence")),
        ("a spokesman for the port", ("role", "spokesman", "a spokesman for the port")),
        ("officials", ("role", "officials", "officials")),
        ("the report", ("role", "report", "the report")),
        ("he", ("pronoun", "he", None)),
        ("She also", ("pronoun", "she", None)),
        ("Monday", None),
        ("the green bridge", ("role", "green bridge", "the green bridge")),
        ("Brel’s", None),
        (",", None),
    ],
)
def test_the_subject_before_a_cue_is_read(words: str, found: tuple[str, str, str | None] | None) -> None:
    text = f"{words} said"
    tokens = tokens_of(text)
    assert told(text, before(tokens, len(tokens) - 1)) == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Anna Brel.", ("person", "Anna Brel", None)),
        ("Anna Brel on Tuesday.", ("person", "Anna Brel", None)),
        ("Brel Monday.", ("person", "Brel", None)),
        ("the engineer Anna Brel.", ("person", "Anna Brel", "the engineer")),
        ("Anna Brel, a spokeswoman for the port.", ("person", "Anna Brel", "a spokeswoman for the port")),
        ("Anna Brel, 41, a baker.", ("person", "Anna Brel", None)),
        ("the press secretary in Orvik.", ("role", "press secretary", "the press secretary")),
        ("she.", ("pronoun", "she", None)),
        ("nothing.", None),
        (".", None),
    ],
)
def test_the_subject_after_a_cue_is_read(words: str, found: tuple[str, str, str | None] | None) -> None:
    text = f"said {words}"
    assert told(text, after(tokens_of(text), 0)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Anna Brel left the port.", ("person", "Anna Brel", None)),
        ("In reply to the mayor, Anna Brel left.", ("person", "Anna Brel", None)),
        ("Finance Minister Anna Brel left.", ("person", "Anna Brel", "Finance Minister")),
        ("The press secretary left.", ("role", "press secretary", "The press secretary")),
        ("He left.", ("pronoun", "he", None)),
        ("In reply to nobody", None),
        ("nothing is known", None),
        ("", None),
    ],
)
def test_the_subject_of_a_sentence_is_read(text: str, found: tuple[str, str, str | None] | None) -> None:
    assert told(text, leading(tokens_of(text))) == found


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
    ("word", "role"),
    [
        ("minister", True),
        ("Ministers", True),
        ("tribesman", True),
        ("Norman", False),
        ("Friedman", False),
        ("bridge", False),
    ],
)
def test_roles_are_told_from_names_that_end_like_one(word: str, role: bool) -> None:
    assert is_role(tokens_of(word)[0]) is role


@pytest.mark.parametrize(
    ("words", "titles"),
    [("Anna Brel", 0), ("Prime Minister Anna Brel", 2), ("Orvik Mayor Dr. Anna Brel", 3), ("Anna", 0)],
)
def test_titles_are_counted_before_a_name(words: str, titles: int) -> None:
    assert count_titles(tokens_of(words)) == titles


@pytest.mark.parametrize(
    ("name", "surname"),
    [
        ("Anna Brel", "brel"),
        ("Tobin Hale Jr.", "hale"),
        ("Anna Brel’s", "brel"),
        ("Jean Moreau-Brel", "moreau-brel"),
        ("—", "—"),
    ],
)
def test_a_surname_is_the_last_word_of_a_name_without_suffixes(name: str, surname: str) -> None:
    assert last_name(name) == surname


@settings(deadline=None)
@given(texts)
def test_masking_moves_nothing_and_tokens_are_slices_of_what_is_left(text: str) -> None:
    masked = mask(text, segments(text, paragraphs(text)))
    assert len(masked) == len(text)
    for token in tokenize(masked, Range(0, len(masked))):
        assert token.text == masked[token.start : token.end]
        if token.kind is not TokenKind.QUOTE:
            assert token.text == text[token.start : token.end]


@settings(deadline=None)
@given(texts)
def test_a_mention_is_read_inside_the_text_or_not_at_all(text: str) -> None:
    tokens = tokens_of(text)
    found = [leading(tokens)]
    for index in range(len(tokens)):
        found += [before(tokens, index), after(tokens, index)]
    for mention in filter(None, found):
        assert 0 <= mention.whole.start <= mention.start < mention.end <= len(text)
        assert mention.name


@pytest.mark.parametrize("words", ["(AB) ", "one who ", "minister of ", "a ", ", ", "Anna ", "also "])
def test_no_phrase_is_too_long_or_too_deep_to_read(words: str) -> None:
    tokens = tokens_of(words * 20_000 + "said")
    found = [leading(tokens)]
    for index in (0, len(tokens) // 2, len(tokens) - 1):
        found += [before(tokens, index), after(tokens, index)]
    assert all(mention is None or mention.whole.end - mention.whole.start < 1_000 for mention in found)
