"""What search sees of a passage: its words for the encoder, and what stands above them for the lexical index."""

from __future__ import annotations

import datetime

from onrecord.corpus import Article, Passage
from onrecord.index.documents import embedded_text, said_text, searched_text

from tests.answers import quote

TEXT = "“It\u00a0rains,” said  Ann Lee,\n\nlooking out. “Again.”"
ARTICLE = Article(id="a", text=TEXT, title="Rain", source="The Day", author="Bob", published=datetime.date(2015, 11, 2))
PASSAGE = Passage.cut(TEXT, 0, len(TEXT), id="p", article_id="a")
RAINS, AGAIN = (quote(words, "Ann Lee") for words in ("It\u00a0rains,", "Again."))
QUOTING = PASSAGE.model_copy(update={"heading": "Weather", "quotes": (RAINS, AGAIN)})


def test_the_encoder_gets_the_words_alone_with_blanks_folded():
    assert embedded_text(QUOTING) == "“It rains,” said Ann Lee, looking out. “Again.”"


def test_the_encoder_gets_what_is_said_apart_and_nothing_where_nobody_is_quoted():
    assert said_text(QUOTING) == "It rains, Again."
    assert said_text(PASSAGE) is None


def test_the_lexical_index_gets_title_source_date_heading_and_speakers_before_the_words():
    assert searched_text(ARTICLE, QUOTING) == f"Rain\nThe Day\n02 November 2015\nWeather\nAnn Lee\n{TEXT}"


def test_what_is_unknown_leaves_no_trace_in_it():
    assert searched_text(Article(id="a", text=TEXT), PASSAGE) == TEXT
