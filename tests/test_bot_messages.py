"""What the bot replies to which message, in private chats and in groups, over HTTP."""

from __future__ import annotations

import pytest
from onrecord.bot.handlers import _ADMINISTRATORS, _GROUP_ADMINISTRATORS, _GROUPS, _PRIVATE
from onrecord.bot.lists import help_page, welcome_page
from onrecord.bot.wording import catalogue
from onrecord.index import QuestionError

from tests.answers import KURDS, TITLE, URL, abstention, answer, hit
from tests.botapi import Replies
from tests.botapi.text import slice_units

QUESTION = "What did Peskov say about the Kurds?"
ENGLISH = catalogue("en")
WELCOME = welcome_page((), ENGLISH).text
HELP = help_page((), "OnRecordTestBot", ENGLISH).text
ASK_HINT = ENGLISH.say("ask.hint", example=ENGLISH.say("ask.example"))
UNKNOWN_COMMAND = ENGLISH.say("errors.unknown_command")
TEXT_ONLY = ENGLISH.say("errors.text_only")


@pytest.fixture
def replies(run_bot):
    """Answers every question with Peskov's words about the Kurds; the bot runs over it."""
    replies = Replies(lambda question: answer(hit(), question=question))
    run_bot(replies)
    return replies


def sliced(message, kind):
    return [
        slice_units(message["text"], entity["offset"], entity["length"])
        for entity in message.get("entities", [])
        if entity["type"].removeprefix("expandable_") == kind
    ]


def test_a_question_in_private_is_answered_with_the_passage_in_a_block_quote(bot_api, replies):
    ann = bot_api.private()
    asked = bot_api.message(ann, QUESTION)
    (message,) = bot_api.wait_for_messages(ann)
    assert replies.questions == [QUESTION]
    assert sliced(message, "blockquote") == [KURDS]
    assert sliced(message, "bold")[-1] == "Dmitry Peskov"
    assert sliced(message, "text_link") == [TITLE]
    assert [entity["url"] for entity in message["entities"] if entity["type"] == "text_link"] == [URL]
    assert message["reply_to_message"]["message_id"] == asked["message_id"]
    assert message["link_preview_options"] == {"is_disabled": True}


def test_a_reply_is_sent_as_text_with_entities_and_never_with_a_parse_mode(bot_api, replies):
    ann = bot_api.private()
    bot_api.message(ann, QUESTION)
    bot_api.wait_for_messages(ann)
    (call,) = bot_api.called("sendMessage")
    assert set(call.params) == {
        "chat_id",
        "text",
        "entities",
        "reply_parameters",
        "link_preview_options",
        "reply_markup",
    }
    assert call.params["reply_parameters"]["allow_sending_without_reply"] is True


@pytest.mark.parametrize(
    "passage",
    [
        "😀 “Smile,” he said 👩🏽‍🚀. 🇷🇺",
        "وقال بيسكوف: «لا تعليق» 😀",
        "שלום עולם",
        "<b>not bold</b> *nor this* [nor](http://this.example) `that` &amp; _so_",
        "No-break\u00a0space — and “curly” ‘quotes’",
        "@everyone /start #tag https://example.org/x",
    ],
)
def test_a_passage_arrives_to_the_letter_whatever_it_holds(bot_api, run_bot, passage):
    run_bot(Replies(lambda _: answer(hit(passage), hit(f"{passage} {passage}", rank=2))))
    ann = bot_api.private()
    bot_api.message(ann, "What?")
    (message,) = bot_api.wait_for_messages(ann)
    assert sliced(message, "blockquote") == [passage, f"{passage} {passage}"]
    assert sliced(message, "bold") == ["Dmitry Peskov"] * 2


@pytest.mark.parametrize("question", ["Wer sagte das? 😀", "מה אמר פסקוב?", '" OR * NEAR(', "<b>x</b>", "a\nb"])
def test_a_question_reaches_the_desk_as_it_was_written(bot_api, replies, question):
    ann = bot_api.private()
    bot_api.message(ann, question)
    bot_api.wait_for_messages(ann)
    assert replies.questions == [question]


def test_a_long_answer_comes_as_several_messages_which_reply_to_the_question(bot_api, run_bot):
    passages = [f"{number}: {'😀 word ' * 200}end." for number in range(5)]
    run_bot(Replies(lambda _: answer(*(hit(text) for text in passages))), hits=5)
    ann = bot_api.private()
    bot_api.message(ann, "Tell me everything")
    messages = bot_api.wait_for_messages(ann, 3)
    assert [quoted for message in messages for quoted in sliced(message, "blockquote")] == passages
    assert ["reply_to_message" in message for message in messages] == [True, True, True]


def test_an_abstention_says_why_and_what_comes_nearest(bot_api, run_bot):
    found_nothing = abstention(
        "no-match", hit(), speaker="Dmitry Peskov", topic="Greenland", suggestions=("the Kurds",)
    )
    run_bot(Replies(lambda _: found_nothing))
    ann = bot_api.private()
    bot_api.message(ann, "What did Peskov say about Greenland?")
    (message,) = bot_api.wait_for_messages(ann)
    assert message["text"].startswith("I found nothing from Dmitry Peskov about “Greenland” in my articles.\n\n")
    assert sliced(message, "blockquote") == [KURDS]
    assert message["text"].endswith("\n\nDmitry Peskov spoke of: the Kurds.")


def test_a_question_that_cannot_be_asked_gets_its_reason(bot_api, run_bot):
    def refuse(_):
        raise QuestionError("that question is too long; ask in 1,000 characters or fewer")

    run_bot(Replies(refuse))
    ann = bot_api.private()
    bot_api.message(ann, "why " * 1000)
    (message,) = bot_api.wait_for_messages(ann)
    assert message["text"].endswith("that question is too long; ask in 1,000 characters or fewer")


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("/start", WELCOME),
        ("/start payload", WELCOME),
        ("/help", HELP),
        ("/HELP@onrecordtestbot", HELP),
        ("/ask", ASK_HINT),
        ("/ask   ", ASK_HINT),
        ("/sing", UNKNOWN_COMMAND),
        ("/sing@OnRecordTestBot la", UNKNOWN_COMMAND),
    ],
)
def test_commands_in_private_get_their_text_and_ask_nothing(bot_api, replies, said, reply):
    ann = bot_api.private()
    bot_api.message(ann, said)
    (message,) = bot_api.wait_for_messages(ann)
    assert message["text"] == reply
    assert replies.questions == []


def test_the_menu_is_set_at_the_start_for_each_kind_of_chat_and_each_language(bot_api, replies):
    bot_api.wait_for_call("getUpdates")
    menus = {place: [(each["command"], each["description"]) for each in menu] for place, menu in bot_api.menus.items()}
    assert menus == {
        (scope, "" if language == "en" else language): [
            (name, catalogue(language).say(f"menu.{name}")) for name in names
        ]
        for language in ("en", "ru")
        for scope, names in (
            ("all_private_chats", _PRIVATE),
            ("all_group_chats", _GROUPS),
            ("all_chat_administrators", _GROUP_ADMINISTRATORS),
        )
    }


def test_administrators_have_their_commands_in_the_menu_of_their_chats(bot_api, run_bot):
    ann, nobody_yet = bot_api.private(), 1
    run_bot(Replies(lambda _: answer(hit())), administrators={ann.id, nobody_yet})
    bot_api.wait_for_call("getUpdates")
    assert {name: [each["command"] for each in menu] for name, menu in bot_api.menus.items() if "chat " in name[0]} == {
        (f"chat {ann.id}", language): list(_ADMINISTRATORS) for language in ("", "ru")
    }
    assert _ADMINISTRATORS[-3:] == ("status", "stats", "reload")


@pytest.mark.parametrize(
    "fields",
    [
        {"sticker": {"file_id": "a", "file_unique_id": "b", "type": "regular", "width": 1, "height": 1,
                     "is_animated": False, "is_video": False}},
        {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}], "caption": QUESTION},
        {"location": {"latitude": 1.0, "longitude": 2.0}},
    ],
)  # fmt: skip
def test_what_is_no_text_gets_one_friendly_line_in_private(bot_api, replies, fields):
    ann = bot_api.private()
    bot_api.message(ann, **fields)
    (message,) = bot_api.wait_for_messages(ann)
    assert message["text"] == TEXT_ONLY


def test_what_was_picked_from_the_bots_own_offers_asks_nothing(bot_api, replies):
    ann, newsroom = bot_api.private(), bot_api.group()
    bot_api.message(ann, KURDS, via_bot=bot_api.me)
    bot_api.message(ann, KURDS, via_bot={**bot_api.me, "id": 77})
    bot_api.privacy = False
    bot_api.message(newsroom, f"@OnRecordTestBot {KURDS}", via_bot=bot_api.me)
    bot_api.message(ann, QUESTION)
    bot_api.wait_for_messages(ann, 2)
    assert replies.questions == [KURDS, QUESTION]
    assert bot_api.sent(newsroom) == []


def test_ask_works_in_groups_and_in_private(bot_api, replies):
    newsroom, ann = bot_api.group(), bot_api.private()
    asked = bot_api.message(newsroom, f"/ask@OnRecordTestBot {QUESTION}")
    (message,) = bot_api.wait_for_messages(newsroom)
    assert sliced(message, "blockquote") == [KURDS]
    assert message["reply_to_message"]["message_id"] == asked["message_id"]
    bot_api.message(ann, f"/ask {QUESTION}\nin detail")
    bot_api.wait_for_messages(ann)
    assert replies.questions == [QUESTION, f"{QUESTION}\nin detail"]


def test_ask_as_a_reply_asks_about_that_message_or_the_part_of_it_that_is_quoted(bot_api, replies):
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    said = bot_api.message(bot_api.private("elsewhere"), "They fight well, and they vote.")
    for text, fields in (
        ("/ask", {"reply_to_message": said}),
        ("/ask", {"reply_to_message": said, "quote": {"text": "fight well", "position": 5}}),
        ("/ask", {"reply_to_message": {**said, "text": "", "photo": photo, "caption": "Who is this?"}}),
        (f"/ask {QUESTION}", {"reply_to_message": said}),
    ):
        reader = bot_api.private()
        bot_api.message(reader, text, **fields)
        bot_api.wait_for_messages(reader)
    assert replies.questions[1:] == ["They fight well, and they vote.", "fight well", "Who is this?", QUESTION]


def test_a_group_is_left_alone_unless_the_bot_is_asked(bot_api, replies):
    bot_api.privacy = False
    newsroom = bot_api.group()
    bot_api.message(newsroom, QUESTION)
    bot_api.message(newsroom, "/ask@SomeOtherBot what now?")
    bot_api.message(newsroom, "/sing")
    bot_api.message(newsroom, location={"latitude": 1.0, "longitude": 2.0})
    bot_api.message(newsroom, "/ask and answered")
    bot_api.wait_for_messages(newsroom)
    bot_api.wait_until_fetched()
    assert replies.questions == ["and answered"]
    assert len(bot_api.sent(newsroom)) == 1


def test_commands_to_other_bots_and_service_messages_are_ignored_in_private(bot_api, replies):
    ann = bot_api.private()
    bot_api.message(ann, "/ask@SomeOtherBot what now?")
    bot_api.message(ann, message_auto_delete_timer_changed={"message_auto_delete_time": 86400})
    bot_api.message(ann, QUESTION)
    bot_api.wait_for_messages(ann)
    assert replies.questions == [QUESTION]
    assert len(bot_api.sent(ann)) == 1
