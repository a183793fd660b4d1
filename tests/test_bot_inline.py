"""Inline mode: passages offered in any chat, each with its attribution, over HTTP."""

from __future__ import annotations

import pytest
from onrecord.bot.inline import passage_page
from onrecord.bot.wording import catalogue

from tests.answers import answer, hit
from tests.botapi import Replies
from tests.botapi.reading import KURDS
from tests.botapi.text import slice_units

ENGLISH = catalogue("en")


@pytest.fixture
def typed(bot_api, run_bot, shipped_retriever):
    run_bot(shipped_retriever)
    reader = bot_api.private()
    return lambda words, offset="": bot_api.wait_for_inline(bot_api.inline(reader, words, offset))


def test_a_question_offers_its_passages_each_with_its_attribution(typed, shipped_retriever):
    offered = typed(KURDS)
    hits = shipped_retriever.ask(KURDS, 11).hits
    assert [each["id"] for each in offered["results"]] == [found.passage_id for found in hits]
    first = offered["results"][0]
    assert first["title"] == "Dmitry Peskov"
    content = first["input_message_content"]
    quote, *_ = [each for each in content["entities"] if each["type"] == "blockquote"]
    assert slice_units(content["message_text"], quote["offset"], quote["length"]) == hits[0].text
    assert content["message_text"].endswith("· TASS · 28 November 2015")
    assert content["link_preview_options"] == {"is_disabled": True}
    assert "parse_mode" not in content
    ((button,),) = first["reply_markup"]["inline_keyboard"]
    assert button["url"] == f"https://t.me/OnRecordTestBot?start=p_{hits[0].passage_id}"


def test_what_is_offered_is_for_the_one_who_typed_and_not_kept_long(typed):
    offered = typed(KURDS)
    assert offered["is_personal"] is True
    assert offered["cache_time"] <= 60


@pytest.mark.parametrize("words", ["", " ", "?!", "What did Obama say about Greenland?", "x" * 256])
def test_what_has_no_answer_offers_a_way_to_the_bot(typed, words):
    offered = typed(words)
    assert offered["results"] == []
    assert offered["button"]["text"] == ENGLISH.say("buttons.ask")


def test_more_is_offered_page_by_page(bot_api, run_bot):
    hits = [hit(f"Passage {number}.", None, rank=number + 1) for number in range(25)]
    run_bot(Replies(lambda question: answer(*hits, question=question)))
    reader = bot_api.private()
    seen, offset = [], ""
    while True:
        offered = bot_api.wait_for_inline(bot_api.inline(reader, "passages", offset))
        seen += [each["id"] for each in offered["results"]]
        offset = offered["next_offset"]
        if not offset:
            break
    assert seen == [each.passage_id for each in hits]


@pytest.mark.parametrize("offset", ["x", "-1", "999999", "²", "9" * 60])
def test_an_offset_of_another_making_does_no_harm(typed, offset):
    assert "results" in typed(KURDS, offset)


def test_a_passage_too_long_for_a_message_is_not_offered():
    long = hit("word " * 1000)
    assert passage_page(answer(long), long, ENGLISH) is None
    assert passage_page(answer(hit()), hit(), ENGLISH) is not None
