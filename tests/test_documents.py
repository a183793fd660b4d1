"""What search sees of a passage: its words for the encoder, and what stands above them for the lexical index."""

from __future__ import annotations

import datetime

from onrecord.corpus import Article, Passage
from onrecord.index.documents import embedded_text, header_text, searched_text

from tests.answers import quote

TEXT = "“It\u00a0rains,” said  Ann Lee,\n\nlooking out. “Again.”"
ARTICLE = Article(id="a", text=TEXT, title="Rain", source="The Day", author="Bob", published=datetime.date(2015, 11, 2))
PASSAGE = Passage.cut(TEXT, 0, len(TEXT), id="p", article_id="a")
RAINS, AGAIN = (quote(words, "Ann Lee") for words in ("It\u00a0rains,", "Again."))
QUOTING = PASSAGE.model_copy(update={"heading": "Weather", "quotes": (RAINS, AGAIN)})


def test_the_encoder_gets_the_words_alone_with_blanks_folded():
    assert embedded_text(QUOTING.text) == "“It rains,” said Ann Lee, looking out. “Again.”"


def test_what_a_passage_is_about_stands_above_it_without_the_date():
    described = QUOTING.model_copy(update={"quotes": (quote("It\u00a0rains,", "Ann Lee", "a poet"), AGAIN)})
    assert header_text(ARTICLE, described) == "Rain\nWeather\nThe Day\nAnn Lee\na poet"
    assert header_text(Article(id="a", text=TEXT), PASSAGE) == ""


def test_the_lexical_index_gets_title_source_date_heading_and_speakers_before_the_words():
    assert searched_text(ARTICLE, QUOTING) == f"Rain\nThe Day\n02 November 2015\nWeather\nAnn Lee\n{TEXT}"


def test_what_is_unknown_leaves_no_trace_in_it():
    assert searched_text(Article(id="a", text=TEXT), PASSAGE) == TEXT
