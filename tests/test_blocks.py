"""What each paragraph of an article is: text, a heading or caption, a credit, or a line repeated."""

import pytest
from hypothesis import given, settings
from onrecord.corpus.blocks import BlockKind, blocks
from onrecord.corpus.text import paragraphs

from tests.articles import article, texts

STORY = "The port of Orvik stays open for another year, and nobody is surprised."


def kinds(text: str, **fields: str) -> list[str]:
    return [block.kind.value for block in blocks(article(text, **fields))]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("What comes next", "heading"),
        ("A crane in the port of Orvik, seen from the lake at dusk", "heading"),
        ("“What comes next”", "text"),
        ("What comes next?", "text"),
        ("Brel told reporters:", "text"),
        ("© Tobin Hale", "credit"),
        ("(c) Tobin Hale", "credit"),
        ("Photo: Tobin Hale", "credit"),
        ("Photograph by Tobin Hale", "credit"),
        ("(AP Photo/Tobin Hale)", "credit"),
        ("Source: Orvik News", "credit"),
        ("By Anna Brel", "credit"),
        ("By Anna Brel and Tobin Hale", "credit"),
        ("* * *", "credit"),
        ("By noon the port had closed.", "text"),
        ("word " * 26, "text"),
        (STORY, "repeated"),
    ],
)
def test_lines_are_told_from_text(line: str, kind: str) -> None:
    assert kinds(f"{STORY}\n\n{STORY[:-1]} at all.\n\n{line}")[2] == kind


def test_a_caption_given_twice_is_repeated_both_times() -> None:
    assert kinds(f"A crane\n\nA crane\n\n{STORY}") == ["repeated", "repeated", "text"]


def test_a_short_line_that_repeats_the_title_is_repeated() -> None:
    assert kinds(f"The port stays open.\n\n{STORY}", title="The Port Stays Open") == ["repeated", "text"]


def test_where_most_lines_end_without_a_full_stop_they_are_text() -> None:
    assert kinds("the port stays open\n\nnobody had asked\n\nYes.") == ["text", "text", "text"]


@settings(deadline=None)
@given(texts)
def test_every_paragraph_is_one_block(text: str) -> None:
    assert [block.range for block in blocks(article(text))] == paragraphs(text)


@settings(deadline=None)
@given(texts)
def test_an_article_whose_lines_all_differ_and_credit_nobody_holds_some_text(text: str) -> None:
    found = kinds(text)
    if found and not {BlockKind.CREDIT, BlockKind.REPEATED} & set(found):
        assert BlockKind.TEXT in found
