"""Looking passages and articles up: what stands where, and that it is found again."""

from __future__ import annotations

import datetime

import pytest
from onrecord.corpus import Article, read_articles, shipped_articles

TASS = "tass-2015-11-28-syria"
KREMLIN = "kremlin-denies-cluster-bombs"


@pytest.fixture(scope="module")
def texts():
    return {found.id: found.text for found in read_articles(shipped_articles()) if isinstance(found, Article)}


def test_a_passage_is_found_by_its_name_with_what_stands_before_and_after(shipped_retriever, texts):
    (hit,) = shipped_retriever.ask("What did Peskov say about the Kurds?", 1).hits
    passage = shipped_retriever.passage(hit.passage_id)
    assert (passage.text, passage.speaker, passage.article) == (hit.text, "Dmitry Peskov", hit.article)
    assert passage.before.text.startswith("The anchorman said")
    assert passage.after.text.startswith("The presidential press secretary preferred")
    for span in (passage, passage.before, passage.after):
        assert texts[TASS][span.start : span.end] == span.text


def test_passages_lead_from_the_first_of_an_article_to_its_last_and_back(shipped_retriever):
    forth = [shipped_retriever.passage(shipped_retriever.article(TASS).passage_id)]
    assert forth[0].before is forth[0].before_id is None
    while forth[-1].after_id is not None:
        forth.append(shipped_retriever.passage(forth[-1].after_id))
    assert [passage.number for passage in forth] == [*range(1, forth[0].total + 1)]
    assert [passage.after.text for passage in forth[:-1]] == [passage.text for passage in forth[1:]]
    assert [passage.before_id for passage in forth[1:]] == [passage.passage_id for passage in forth[:-1]]


@pytest.mark.parametrize("name", ["", "0" * 16, "no such", "' OR 1=1 --", "\ud800"])
def test_what_is_not_there_is_none(shipped_retriever, name):
    assert shipped_retriever.article(name) is None
    assert shipped_retriever.passage(name) is None


def test_an_article_has_all_its_quotes_in_order_and_none_twice(shipped_retriever, texts):
    article = shipped_retriever.article(TASS)
    assert article.article.source == "TASS"
    assert len(article.quotes) > 10
    starts = [quote.start for quote in article.quotes]
    assert starts == sorted(set(starts))
    assert all(texts[TASS][quote.start : quote.end] == quote.text for quote in article.quotes)


def test_the_newest_articles_come_first_and_those_without_a_date_last(shipped_retriever):
    assert [found.article.id for found in shipped_retriever.latest(5)] == [TASS, KREMLIN]
    assert [found.article.id for found in shipped_retriever.latest(1, 1)] == [KREMLIN]
    assert shipped_retriever.latest(5, 2) == ()


def test_a_source_tells_how_many_articles_it_has_and_of_when(shipped_retriever):
    (source,) = shipped_retriever.source_summaries()
    day = datetime.date(2015, 11, 28)
    assert (source.name, source.articles, source.first, source.last) == ("TASS", 1, day, day)
