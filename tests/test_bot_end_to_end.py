"""The whole product in one chat: the shipped articles, the real index, the real bot, over HTTP."""

from __future__ import annotations

import pytest
from onrecord.corpus import Article, read_articles, shipped_articles

from tests.botapi.text import slice_units


def quoted(message):
    return [
        slice_units(message["text"], entity["offset"], entity["length"])
        for entity in message.get("entities", [])
        if entity["type"] in {"blockquote", "expandable_blockquote"}
    ]


@pytest.fixture
def ask(bot_api, run_bot, shipped_retriever):
    """Ask the bot over the shipped articles, in a private chat of its own, and give its reply."""
    run_bot(shipped_retriever)

    def ask(question):
        reader = bot_api.private()
        bot_api.message(reader, question)
        return bot_api.wait_for_messages(reader)[0]

    return ask


def test_peskov_on_the_kurds_is_quoted_with_his_name_role_article_source_and_date(ask, shipped_retriever):
    message = ask("What did Peskov say about the Kurds?")
    passage, *_ = quoted(message)
    assert passage == shipped_retriever.ask("What did Peskov say about the Kurds?", 1).hits[0].text
    assert "They are a more realistic force in fighting IS than the ephemeral Free Syrian Army." in passage
    evidence = message["text"].partition(passage)[2]
    assert evidence.startswith("\n— Dmitry Peskov, ")
    assert (
        "\nAerospace Force’s mission in Syria more effective than American – press secretary · TASS · 28 November 2015"
        in (evidence)
    )


def test_the_article_without_source_and_date_says_so(ask):
    message = ask("What did Peskov say about cluster bombs?")
    assert quoted(message)
    assert "Kremlin Denies HRW Allegations Russia Using Cluster Bombs in Syria · date unknown" in message["text"]


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("What did Peskov say about Greenland?", "I found nothing from Dmitry Peskov about “Greenland”"),
        ("What did Greta Thunberg say about Syria?", "I found nobody called Greta Thunberg"),
        ("?!", "I see no words in that."),
    ],
)
def test_what_the_articles_do_not_hold_is_said_plainly(ask, question, reply):
    assert ask(question)["text"].startswith(reply)


def test_every_block_quote_is_a_slice_of_a_shipped_article(ask):
    articles = [found for found in read_articles(shipped_articles()) if isinstance(found, Article)]
    for question in ("What did Peskov say about the Kurds?", "Who spoke about Assad?", "What about Greenland?"):
        for passage in quoted(ask(question)):
            assert any(passage in article.text for article in articles)
