"""Files at an address: read as files are, under the address where one file is one article."""

from __future__ import annotations

import json

import pytest
from onrecord.corpus import Article, ArticleError, address_id

from tests.webs import found_in

TEXT = "“It rains,” said Ann Lee."


@pytest.mark.parametrize(
    ("path", "kind", "body"),
    [
        ("/rain.txt", "text/plain", TEXT),
        ("/rain.md", "text/markdown; charset=utf-8", f"---\ntitle: Rain\n---\n{TEXT}"),
        ("/rain", "text/markdown", TEXT),
        ("/rain.md?page=2", "application/octet-stream", TEXT),
    ],
)
def test_a_file_at_an_address_is_an_article_under_that_address(news, web, path, kind, body):
    news.says(path, body, kind)
    (article,) = found_in(news.at(path), web=web)
    assert isinstance(article, Article)
    assert (article.text, article.url, article.id) == (TEXT, news.at(path), address_id(news.at(path)))
    assert article.origin == news.at(path)


@pytest.mark.parametrize(
    ("path", "kind", "body"),
    [
        ("/news.jsonl", "text/plain", "".join(json.dumps({"id": id_, "text": id_}) + "\n" for id_ in "ab")),
        ("/news", "text/csv", "id,text\na,a\nb,b\n"),
    ],
)
def test_several_articles_in_a_file_keep_their_own_names(news, web, path, kind, body):
    news.says(path, body, kind)
    assert [(found.id, found.text, found.url) for found in found_in(news.at(path), web=web)] == [
        ("a", "a", None),
        ("b", "b", None),
    ]


def test_a_damaged_file_at_an_address_is_a_fault(news, web):
    news.says("/report.pdf", b"%PDF-1.7 and no more", "application/pdf")
    (fault,) = found_in(news.at("/report.pdf"), web=web)
    assert isinstance(fault, ArticleError)
    assert fault.where == news.at("/report.pdf")
