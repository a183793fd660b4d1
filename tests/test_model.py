"""The values that cross folders refuse what is not so."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onrecord.corpus import (
    Article,
    ArticleError,
    Attribution,
    Confidence,
    OnRecordError,
    Passage,
    Quote,
    QuoteKind,
    Span,
    SpanError,
)
from pydantic import ValidationError

TEXT = "“We,” Brel said, “will pay.”"
PIECES = (Span.cut(TEXT, 1, 4), Span.cut(TEXT, 18, 27))


def quote(**fields: Any) -> Quote:
    return Quote.cut(
        TEXT,
        1,
        27,
        **{
            "pieces": PIECES,
            "kind": QuoteKind.DIRECT,
            "speaker": "Brel",
            "description": None,
            "attribution": Attribution.NAMED,
            "confidence": Confidence.HIGH,
            "mention": Span.cut(TEXT, 6, 10),
            "cue": Span.cut(TEXT, 11, 15),
            **fields,
        },
    )


@settings(deadline=None)
@given(st.text(min_size=1), st.data())
def test_a_span_is_what_stands_there(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    span = Span.cut(text, start, end)
    assert (span.text, span.start, span.end) == (text[start:end], start, end)


@settings(deadline=None)
@given(st.text(), st.integers(), st.integers())
def test_a_span_outside_its_text_empty_or_reversed_is_refused(text: str, start: int, end: int) -> None:
    if 0 <= start < end <= len(text):
        assert Span.cut(text, start, end).text == text[start:end]
    else:
        with pytest.raises(SpanError, match=f"no span from {start} to {end} in a text of {len(text)} characters"):
            Span.cut(text, start, end)


@pytest.mark.parametrize(("start", "end"), [(0, 2), (0, 4), (3, 0), (-3, 0)])
def test_a_span_of_another_length_than_its_words_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValidationError):
        Span(text="abc", start=start, end=end)


def test_a_quote_keeps_its_pieces_and_its_evidence() -> None:
    assert [piece.text for piece in quote().pieces] == ["We,", "will pay."]
    assert quote().text == "We,” Brel said, “will pay."
    assert Quote.model_validate_json(quote().model_dump_json()) == quote()


@pytest.mark.parametrize(
    "fields",
    [
        {"pieces": ()},
        {"pieces": PIECES[:1]},
        {"pieces": PIECES[1:]},
        {"pieces": PIECES[::-1]},
        {"pieces": (Span.cut(TEXT, 1, 20), PIECES[1])},
        {"speaker": None},
        {"attribution": Attribution.UNCLEAR},
        {"kind": "shouted"},
        {"confidence": "99 %"},
        {"note": "unknown field"},
    ],
)
def test_a_quote_that_cannot_be_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        quote(**fields)


def test_values_never_change() -> None:
    passage = Passage.cut(TEXT, 0, len(TEXT), id="p", article_id="a", quotes=(quote(),))
    values: list[Any] = [Article(id="a", text="x"), Span.cut(TEXT, 0, 1), quote(), passage]
    for value in values:
        with pytest.raises(ValidationError):
            value.text = "y"


@pytest.mark.parametrize("fields", [{"id": ""}, {"id": "i" * 201}, {"text": ""}, {"published": "soon"}, {"body": "x"}])
def test_an_article_that_cannot_be_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Article(**{"id": "a", "text": "x", **fields})


def test_the_errors_are_one_family_and_keep_what_they_know() -> None:
    error = ArticleError("a.md", "no text", 3)
    assert isinstance(error, OnRecordError)
    assert (error.where, error.line, error.reason, str(error)) == ("a.md", 3, "no text", "a.md:3: no text")
    assert str(ArticleError("a.md", "no text")) == "a.md: no text"
    assert issubclass(SpanError, OnRecordError)
