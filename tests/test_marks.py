"""Quotation marks: what stands inside them."""

import pytest
from hypothesis import given, settings
from onrecord.corpus.marks import segments
from onrecord.corpus.text import Range, paragraphs

from tests.articles import texts


def inside(text: str) -> list[str]:
    return [text[segment.start : segment.end] for segment in segments(text, paragraphs(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("“one” and “two”", ["one", "two"]),
        ('"one" and "two"', ["one", "two"]),
        ("«one» and «two»", ["one", "two"]),
        ("„one“ and „two“", ["one", "two"]),
        ("„one” and „two”", ["one", "two"]),
        ("``one'' and ``two''", ["one", "two"]),
        ("''one'' and ''two''", ["one", "two"]),
        ("‘‘one’’ and ‘‘two’’", ["one", "two"]),
        ("”one” and ”two”", ["one", "two"]),
        ("‟one” and ‟two”", ["one", "two"]),
        ("'one.' and 'two,'", ["one.", "two,"]),
        ("‘one.’ and ‘two,’", ["one.", "two,"]),
    ],
)
def test_marks_of_every_style_enclose(text: str, found: list[str]) -> None:
    assert inside(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("“one ‘two’ three”", ["one ‘two’ three"]),
        ("“one 'two' three”", ["one 'two' three"]),
        ("“it's one”", ["it's one"]),
        ("‘The workers’ rights are ours,’ she said", ["The workers’ rights are ours,"]),
        ("“ one ”", ["one"]),
        ("“” and “...” and “one”", ["one"]),
        ("(“one”)", ["one"]),
        ("“one,”said Brel", ["one,"]),
    ],
)
def test_nested_marks_and_apostrophes_belong_to_what_is_around_them(text: str, found: list[str]) -> None:
    assert inside(text) == found


@pytest.mark.parametrize(
    "text", ["no marks", 'a 12" pipe', "it's the workers' day", "rock 'n roll", "’twas late", "one ” two", ""]
)
def test_inches_apostrophes_and_stray_marks_enclose_nothing(text: str) -> None:
    assert inside(text) == []


def test_a_mark_that_is_never_closed_runs_to_the_end_of_its_paragraph() -> None:
    text = "Brel said: “one.\n\n“two.”"
    first, second = segments(text, paragraphs(text))
    assert (text[first.start : first.end], first.closed) == ("one.", False)
    assert (text[second.start : second.end], second.closed) == ("two.", True)


def test_a_mark_that_opens_anew_ends_the_one_before() -> None:
    text = "“one two “three four”"
    assert [(text[s.start : s.end], s.closed) for s in segments(text, paragraphs(text))] == [
        ("one two", False),
        ("three four", True),
    ]


@settings(deadline=None)
@given(texts)
def test_stretches_stand_in_order_inside_their_paragraph_and_never_overlap(text: str) -> None:
    stretches = paragraphs(text)
    position = 0
    for segment in segments(text, stretches):
        assert position <= segment.outer_start < segment.start < segment.end <= segment.outer_end
        assert any(start <= segment.outer_start and segment.outer_end <= end for start, end in stretches)
        words = text[segment.start : segment.end]
        assert words == words.strip()
        assert any(character.isalnum() for character in words)
        position = segment.outer_end


@pytest.mark.parametrize("text", ['"' * 300_000, "“" * 300_000, "“a " * 50_000 + "”" * 50_000, " 'abc" * 60_000])
def test_marks_by_the_hundred_thousand_are_read_in_linear_time(text: str) -> None:
    for segment in segments(text, [Range(0, len(text))]):
        assert segment.start < segment.end
