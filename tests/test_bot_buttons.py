"""Buttons under answers, over HTTP and over the shipped articles: what a tap shows, and that it goes on working."""

from __future__ import annotations

import pytest
from onrecord.bot.taps import Action, Tap, digest
from onrecord.bot.wording import catalogue

from tests.botapi.reading import KURDS, Reader, labels, quoted

SYRIA = "What did Peskov say about Syria?"
ENGLISH = catalogue("en")


@pytest.fixture
def ann(bot_api, run_bot, shipped_retriever):
    run_bot(shipped_retriever)
    return Reader(bot_api)


def test_more_and_back_leaf_through_the_answer_in_place(ann):
    first = ann.says(SYRIA)
    assert len(quoted(first)) == 3
    second, _ = ann.taps(first, "More ›")
    assert second["message_id"] == first["message_id"]
    assert not set(quoted(first)) & set(quoted(second))
    again, _ = ann.taps(second, "‹ Back")
    assert (again["text"], labels(again)) == (first["text"], labels(first))
    assert len(ann.api.sent(ann.chat)) == 1


def test_leafing_ends_with_the_last_passage_and_says_so(ann):
    message = ann.says(KURDS)
    seen = quoted(message)
    while "More ›" in labels(message):
        message, notice = ann.taps(message, "More ›")
        assert notice is None or notice == ENGLISH.say("answer.no_more")
        seen += [text for text in quoted(message) if text not in seen]
    assert "More ›" not in labels(message)


def test_context_shows_what_stands_before_and_after_and_walks_through_the_article(ann, shipped_retriever):
    answer = ann.says(KURDS)
    label = next(each for each in labels(answer) if each.startswith("In context"))
    placed, _ = ann.taps(answer, label)
    hit = shipped_retriever.ask(KURDS, 1).hits[0]
    passage = shipped_retriever.passage(hit.passage_id)
    assert quoted(placed) == [hit.text]
    assert passage.before.text in placed["text"]
    assert passage.after.text in placed["text"]
    following, _ = ann.taps(placed, "After ›")
    assert quoted(following) == [passage.after.text]
    back, _ = ann.taps(following, "‹ Before")
    assert back["text"] == placed["text"]
    home, _ = ann.taps(back, "‹ Answer")
    assert (home["text"], labels(home)) == (answer["text"], labels(answer))


def test_the_article_shows_its_title_and_all_its_quotes_page_by_page(ann, shipped_retriever):
    answer = ann.says(KURDS)
    leaf, _ = ann.taps(answer, next(each for each in labels(answer) if each.startswith("Article")))
    article = shipped_retriever.article("tass-2015-11-28-syria")
    assert leaf["text"].startswith(" ".join(article.article.title.split()))
    seen = quoted(leaf)
    while "Next ›" in labels(leaf):
        leaf, _ = ann.taps(leaf, "Next ›")
        seen += quoted(leaf)
    assert seen == [quote.text for quote in article.quotes]
    before, _ = ann.taps(leaf, "‹ Previous")
    assert set(quoted(before)) <= set(seen)


def test_only_this_speaker_narrows_the_answer_and_can_be_taken_back(ann):
    answer = ann.says("cluster munitions")
    label = next(each for each in labels(answer) if each.startswith("Only "))
    narrowed, _ = ann.taps(answer, label)
    speaker = label.removeprefix("Only ")
    assert narrowed["text"].startswith(f"Only: {speaker}\n\n")
    assert speaker in narrowed["text"].partition("\n\n")[2]
    back, _ = ann.taps(narrowed, ENGLISH.say("buttons.all"))
    assert back["text"] == answer["text"]


def test_dates_are_offered_and_narrow_the_answer(ann):
    answer = ann.says(SYRIA)
    dates, _ = ann.taps(answer, "Dates")
    assert "28 November 2015" in labels(dates)
    narrowed, _ = ann.taps(dates, "28 November 2015")
    assert narrowed["text"].startswith("Only: 28 November 2015\n\n")
    assert "date unknown" not in narrowed["text"]
    everything, _ = ann.taps(narrowed, ENGLISH.say("buttons.all"))
    assert everything["text"] == answer["text"]


def test_why_tells_how_each_passage_was_found(ann):
    why, _ = ann.taps(ann.says(KURDS), "Why?")
    assert why["text"].startswith(
        "How I found this\n\n1. a strong match\n• these words of your question: Kurds\n• number "
    )
    assert "• Dmitry Peskov speaks here, as you asked" in why["text"]
    assert "‹ Answer" in labels(why)


def test_a_follow_up_shows_what_was_carried_over_and_a_tap_removes_it(ann):
    ann.says(KURDS)
    answer = ann.says("and about elections?")
    assert answer["text"].startswith("↪ What did Peskov say about elections?\n\n")
    entity = answer["entities"][0]
    assert (entity["type"], entity["offset"]) == ("italic", 0)
    alone, _ = ann.taps(answer, ENGLISH.say("buttons.drop"))
    assert alone["text"] == Reader(ann.api).says("and about elections?")["text"]
    assert ENGLISH.say("buttons.drop") not in labels(alone)
    afresh = Reader(ann.api)
    afresh.says("and about elections?")
    assert ann.says("more")["text"] == afresh.says("more")["text"]


def test_what_was_carried_over_can_be_removed_after_leafing_too(ann):
    ann.says(KURDS)
    answer = ann.says("and about Syria?")
    more, _ = ann.taps(answer, "More ›")
    back, _ = ann.taps(more, "‹ Back")
    assert (back["text"], labels(back)) == (answer["text"], labels(answer))
    alone, _ = ann.taps(back, ENGLISH.say("buttons.drop"))
    assert alone["text"] == Reader(ann.api).says("and about Syria?")["text"]


@pytest.mark.parametrize(
    ("turn", "question"),
    [
        ("more", KURDS),
        ("who else?", "Who spoke about the Kurds?"),
        ("only from TASS", KURDS),
        ("and in November 2015?", "What did Peskov say about the Kurds in November 2015?"),
    ],
)
def test_a_turn_without_words_of_its_own_falls_back_on_the_question_that_it_was_put_as(ann, turn, question):
    ann.says(KURDS)
    answer = ann.says(turn)
    alone, _ = ann.taps(answer, ENGLISH.say("buttons.drop"))
    assert alone["text"] == f"↪ {question}\n\n" + Reader(ann.api).says(question)["text"]


def test_why_explains_the_passages_that_are_shown_and_no_others(ann):
    ann.says("What did Peskov say about cluster munitions?")
    others = ann.says("who else?")
    (speaker,) = {label for label in labels(others) if label.startswith("Only ")}
    why, _ = ann.taps(others, "Why?")
    assert why["text"].count("speaks here") == len(quoted(others))
    assert f"{speaker.removeprefix('Only ')} speaks here" in why["text"]


def test_every_message_of_a_long_answer_has_buttons_that_find_the_question(bot_api, run_bot, shipped_retriever):
    run_bot(shipped_retriever, hits=6)
    ann = Reader(bot_api)
    ann.says(SYRIA)
    first, second = bot_api.wait_for_messages(ann.chat, 2)
    for message in (first, second):
        placed, _ = ann.taps(message, next(each for each in labels(message) if each.startswith("In context")))
        back, _ = ann.taps(placed, "‹ Answer")
        assert quoted(back) == quoted(message)
    why, notice = ann.taps(second, "Why?")
    assert notice is None
    assert why["text"].startswith("How I found this")


@pytest.mark.parametrize("hits", [1, 2])
def test_more_leads_back_to_what_was_before_however_many_passages_an_answer_has(
    bot_api, run_bot, shipped_retriever, hits
):
    run_bot(shipped_retriever, hits=hits)
    ann = Reader(bot_api)
    ann.says(SYRIA)
    (before,) = bot_api.wait_for_messages(ann.chat)
    second = ann.says("more")
    back, _ = ann.taps(second, "‹ Back")
    assert quoted(back) == quoted(before)


def test_a_reply_goes_on_from_the_page_that_an_answer_was_leafed_to(ann):
    first = ann.says(SYRIA)
    second, _ = ann.taps(first, "More ›")
    ann.says(KURDS)
    third = ann.says("more", reply_to_message=ann.api.now(ann.chat, first))
    assert not set(quoted(third)) & {*quoted(first), *quoted(second)}


def test_thanks_for_a_thumb_up_pass_by_and_those_that_say_what_to_do_stay(ann):
    answer = ann.says(KURDS)
    alerts = [
        ann.api.wait_for_tap(ann.api.tap(ann.chat, answer, thumb)).get("show_alert", False) for thumb in ("👍", "👎")
    ]
    assert alerts == [False, True]


def test_buttons_under_a_follow_up_know_its_whole_question(ann):
    ann.says(KURDS)
    answer = ann.says("and about Syria?")
    more, _ = ann.taps(answer, "More ›")
    assert more["text"].startswith("↪ What did Peskov say about Syria?\n\n")
    placed, _ = ann.taps(more, next(each for each in labels(more) if each.startswith("In context")))
    back, _ = ann.taps(placed, "‹ Answer")
    assert back["text"] == more["text"]


def test_buttons_work_after_a_restart(bot_api, run_bot, shipped_retriever):
    bot = run_bot(shipped_retriever)
    ann = Reader(bot_api)
    answer = ann.says(SYRIA)
    bot.stop()
    run_bot(shipped_retriever)
    more, _ = ann.taps(answer, "More ›")
    assert not set(quoted(answer)) & set(quoted(more))
    assert ann.says("and about Turkey?")["text"].startswith("↪ What did Peskov say about Turkey?")


@pytest.mark.parametrize("action", [Action.CONTEXT, Action.ARTICLE])
def test_an_article_that_is_gone_is_said_to_be(ann, action):
    answer = ann.says(KURDS)
    number = ann.api.send_back(ann.chat, answer, Tap(action=action, passage="0" * 16).data)
    assert ann.api.wait_for_tap(number) == {
        "callback_query_id": number,
        "text": ENGLISH.say("notices.gone"),
        "show_alert": True,
    }
    assert ann.api.now(ann.chat, answer)["text"] == answer["text"]


def test_a_speaker_who_is_gone_is_said_to_be(ann):
    answer = ann.says(KURDS)
    tap = Tap(action=Action.ANSWER, page=0, speaker=digest("Nobody At All"))
    assert ann.api.wait_for_tap(ann.api.send_back(ann.chat, answer, tap.data))["text"] == ENGLISH.say("notices.gone")


@pytest.mark.parametrize("data", ["old", "a", "z.........", "a.xyz........", "a......zzzzzz...", "\ud7ff", "c" * 64])
def test_a_button_that_is_not_known_is_answered_all_the_same(ann, data):
    answer = ann.says(KURDS)
    number = ann.api.send_back(ann.chat, answer, data)
    assert ann.api.wait_for_tap(number)["text"] == ENGLISH.say("notices.old_button")


def test_a_question_that_was_deleted_is_said_to_be_gone(ann):
    answer = ann.says(KURDS)
    ann.api.forget(ann.chat, ann.written)
    _, notice = ann.taps(answer, "Why?")
    assert notice == ENGLISH.say("notices.question_gone")


def test_a_tap_that_telegram_fails_on_is_done_all_the_same(ann):
    answer = ann.says(SYRIA)
    ann.api.fault("editMessageText", status=500)
    shown, notice = ann.taps(answer, "Why?")
    assert notice is None
    assert ENGLISH.say("why.title") in shown["text"]
