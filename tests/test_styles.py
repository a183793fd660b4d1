"""News of every style, in tests/data/styles.jsonl: whose a quotation is, what it is made of, and what is none."""

import json
from pathlib import Path
from typing import Any

import pytest
from onrecord.corpus import Quote, QuoteKind, find_quotes

from tests.articles import article

LINES = (Path(__file__).parent / "data" / "styles.jsonl").read_text(encoding="utf-8").splitlines()
CASES: list[dict[str, Any]] = [json.loads(line) for line in LINES]


def of(key: str) -> list[dict[str, Any]]:
    return [case for case in CASES if key in case]


def in_marks(text: str) -> list[Quote]:
    return [quote for quote in find_quotes(article(text)) if quote.kind is not QuoteKind.INDIRECT]


@pytest.mark.parametrize("case", of("speaker"), ids=lambda case: case["text"][:60])
def test_the_first_quotation_belongs_to_whom_the_text_gives_it(case: dict[str, Any]) -> None:
    assert in_marks(case["text"])[0].speaker == case["speaker"]


@pytest.mark.parametrize("case", of("pieces"), ids=lambda case: case["text"][:60])
def test_a_quote_has_its_pieces_and_no_title_among_them(case: dict[str, Any]) -> None:
    assert [piece.text for piece in in_marks(case["text"])[0].pieces] == case["pieces"]


@pytest.mark.parametrize("case", of("quotations"), ids=lambda case: case["text"][:60])
def test_headings_titles_and_terms_in_marks_are_nobodys_words(case: dict[str, Any]) -> None:
    assert len(in_marks(case["text"])) == case["quotations"]
