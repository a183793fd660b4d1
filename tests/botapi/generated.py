"""Updates of every kind that Telegram has, generated: hostile texts, broken entities, lone surrogates, marks of writing
direction; and a bot that is given them, with what went wrong.
"""

from __future__ import annotations

import asyncio
import itertools
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from onrecord.bot.taps import Action, Tap
from onrecord.index import Retriever

from .direct import DirectBot
from .model import Chat
from .server import BotApiServer

#: Updates that are drawn together.
AT_ONCE = 10
numbers = itertools.count(1)

hostile = st.text(st.characters(codec=None, exclude_categories=()), max_size=80)
marks = st.text(
    st.sampled_from(
        list("ab ?.!/@#“”—\u202e\u200f\u061c\u2066\ud800\udfff\u0333\u030a\u0000\n\r\t😀🏽é{}%'\"*_`[]()<>&;|\\")
    ),
    max_size=60,
)
COMMANDS = "ask start help speakers sources latest about verify new feedback sing"
turns = st.sampled_from(
    [
        "what did Peskov say about the Kurds?",
        "and about Turkey?",
        "who else?",
        "more",
        "when was that?",
        "why?",
        "thanks",
        "before that",
        "only from TASS",
        "since then",
        "what about Human Rights Watch?",
        "in October 2015",
        "he",
        "“They are a more realistic force”",
        "@OnRecordTestBot who spoke about Syria?",
        "/ask what about Syria?",
        "/ask@OnRecordTestBot Syria",
        "/ask@SomeOtherBot x",
        "/start p_0000000000000000",
        "/speakers peskov",
        "/verify I have said everything I could",
        "/feedback well",
        *(f"/{name}" for name in COMMANDS.split()),
        *("/", "/@", "@", "//"),
    ]
)
texts = st.one_of(
    turns,
    hostile,
    marks,
    st.builds("{} {}".format, turns, marks),
    st.builds(lambda text, times: text * times, marks, st.integers(1, 100)),
).map(lambda text: text[:4096])
filled = texts.filter(lambda text: text.strip() != "")
ids = st.integers(1, 2**52)


def people(person: int) -> st.SearchStrategy[dict[str, Any]]:
    known = {"id": st.just(person), "is_bot": st.just(False), "first_name": filled}
    return st.fixed_dictionaries(
        known, optional={"language_code": st.sampled_from(["en", "ru", "de", "", "x-y"]) | marks, "username": marks}
    )


entities = st.lists(
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(
                ["italic", "bold", "mention", "bot_command", "text_link", "blockquote", "unheard_of"]
            ),
            "offset": st.integers(0, 300),
            "length": st.integers(0, 300),
        },
        optional={"url": hostile},
    ),
    max_size=3,
)
thing = {"file_id": "a", "file_unique_id": "b"}
contents: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        {"photo": [{**thing, "width": 1, "height": 1}]},
        {"sticker": {**thing, "type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}},
        {"voice": {**thing, "duration": 1}},
        {"document": thing},
        {"location": {"latitude": 1.0, "longitude": 2.0}},
        {"contact": {"phone_number": "1", "first_name": "x"}},
        {"dice": {"emoji": "🎲", "value": 3}},
        {"new_chat_members": [{"id": 9, "is_bot": False, "first_name": "x"}]},
        {"left_chat_member": {"id": 9, "is_bot": False, "first_name": "x"}},
        {"new_chat_title": "x"},
        {"group_chat_created": True},
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
        {"forum_topic_created": {"name": "x", "icon_color": 1}},
        {},
    ]
)


class World:
    """A server with a reader, a group and a forum, in which the bot has said something already."""

    def __init__(self) -> None:
        self.server = BotApiServer()
        self.chats = (self.server.private(), self.server.group(), self.server.group(topics=(7,)))
        assert self.chats == CHATS

    def resolved(self, value: Any) -> Any:
        """Put in what the bot has said, where an update is to refer to it."""
        if isinstance(value, Said):
            said = self.server.sent(self.chats[value.chat])
            return said[-1 - value.back % len(said)]
        if isinstance(value, dict):
            value = {key: self.resolved(each) for key, each in value.items()}
            if (place := value.pop("button", None)) is not None:
                rows = value["message"].get("reply_markup", {}).get("inline_keyboard", [])
                known = [button["callback_data"] for row in rows for button in row if "callback_data" in button]
                value["data"] = known[place % len(known)] if known else "x"
            if (said := value.pop("said", None)) is not None:
                value = {**said, **value.pop("changed")}
            if replied := value.get("reply_to_message"):
                value["reply_to_message"] = {k: v for k, v in replied.items() if k != "reply_to_message"}
        return value


class Said(NamedTuple):
    """One of the bot's last messages in a chat, to be looked up when the update is handed over."""

    chat: int
    back: int


#: What the chats of every world are.
CHATS = (
    Chat(5001, "private", "Ann"),
    Chat(-5002, "group", "Newsroom"),
    Chat(-5003, "supergroup", "Newsroom", topics=(7,)),
)
said_by_bot = st.builds(Said, st.integers(0, 2), st.integers(0, 50))


@st.composite
def messages(draw: st.DrawFn, chat: int | None = None, *, replies: bool = True) -> dict[str, Any]:
    """A message by a reader."""
    number = draw(st.integers(0, 2)) if chat is None else chat
    place = CHATS[number]
    message: dict[str, Any] = {
        "message_id": draw(ids),
        "date": draw(st.integers(1, 2**31 - 1)),
        "chat": place.to_json(),
        "from": draw(people(abs(place.id))),
    }
    if draw(st.integers(0, 2)):
        message |= {"text": draw(filled), "entities": draw(entities)}
    else:
        message |= draw(contents)
        if draw(st.booleans()):
            message |= {"caption": draw(texts), "caption_entities": draw(entities)}
    in_topic: bool = draw(st.booleans())
    if place.topics and in_topic:
        message |= {"message_thread_id": 7, "is_topic_message": True}
    elif draw(st.booleans()):
        message["message_thread_id"] = draw(ids)
    if replies and draw(st.booleans()):
        of_bot: st.SearchStrategy[Any] = st.builds(Said, st.just(number), st.integers(0, 2))
        message["reply_to_message"] = draw(of_bot | messages(number, replies=False))
    if draw(st.integers(0, 3)) == 0:
        message["quote"] = {"text": draw(texts), "position": draw(st.integers(0, 100)), "is_manual": True}
    if draw(st.integers(0, 3)) == 0:
        message["forward_origin"] = {"type": "hidden_user", "sender_user_name": draw(filled), "date": 1}
    return message


taps = st.one_of(
    st.builds(
        lambda **fields: Tap(**fields).data,
        action=st.sampled_from(Action),
        passage=st.sampled_from(["", "0" * 16, "185bc31efa373016"]),
        page=st.none() | st.integers(0, 1295),
        leaf=st.integers(0, 99),
        since=st.none() | st.dates(),
        until=st.none() | st.dates(),
        source=st.sampled_from(["", "00000000"]),
        speaker=st.sampled_from(["", "00000000"]),
    ),
    hostile,
    marks,
)


@st.composite
def queries(draw: st.DrawFn) -> dict[str, Any]:
    """A tap: on one of the bot's messages, on one that is no longer accessible, or on one sent inline."""
    said = draw(said_by_bot)
    chat = CHATS[said.chat]
    query = {"id": f"tap{next(numbers)}", "from": draw(people(abs(chat.id))), "chat_instance": "1"}
    kind = draw(st.sampled_from(["button"] * 5 + ["message", "message", "inaccessible", "inline", "game"]))
    if kind == "button":
        return {**query, "message": said, "button": draw(st.integers(0, 20))}
    if kind == "message":
        changed: dict[str, Any] = {"text": draw(filled), "entities": draw(entities)}
        if draw(st.booleans()):
            changed["reply_to_message"] = draw(messages(said.chat, replies=False))
        return {**query, "data": draw(taps), "message": {"changed": changed, "said": said}}
    if kind == "inaccessible":
        gone = {"chat": chat.to_json(), "message_id": draw(ids), "date": 0}
        return {**query, "data": draw(taps), "message": gone}
    if kind == "game":
        return {**query, "inline_message_id": "x", "game_short_name": "x"}
    return {**query, "data": draw(taps), "inline_message_id": "x"}


@st.composite
def updates(draw: st.DrawFn) -> dict[str, Any]:
    """An update of any kind."""
    person = {"id": 9, "is_bot": False, "first_name": "x"}
    member = {"user": person, "status": "member"}
    change = {"chat": CHATS[0].to_json(), "from": person, "date": 1}
    others: dict[str, dict[str, Any]] = {
        "chosen_inline_result": {"result_id": "x", "from": person, "query": "x"},
        "poll": {
            "id": "1", "question": "x", "options": [], "total_voter_count": 0, "is_closed": False,
            "is_anonymous": True, "type": "regular", "allows_multiple_answers": False, "allows_revoting": False,
            "members_only": False,
        },
        "poll_answer": {"poll_id": "1", "user": person, "option_ids": [], "option_persistent_ids": []},
        "my_chat_member": {**change, "old_chat_member": member, "new_chat_member": member},
        "chat_member": {**change, "old_chat_member": member, "new_chat_member": member},
        "chat_join_request": {**change, "user_chat_id": 9},
        "pre_checkout_query": {"id": "1", "from": person, "currency": "EUR", "total_amount": 1, "invoice_payload": "x"},
        "message_reaction": {
            "chat": CHATS[0].to_json(), "message_id": 1, "date": 1, "user": person, "old_reaction": [],
            "new_reaction": [{"type": "emoji", "emoji": "👍"}],
        },
        "unheard_of": {"id": 1},
    }  # fmt: skip
    kind = draw(
        st.sampled_from(
            ["message"] * 6 + ["edited_message"] * 2 + ["callback_query"] * 4 + ["inline_query"] * 2
            + ["channel_post", "edited_channel_post", *others]
        )
    )  # fmt: skip
    match kind:
        case "callback_query":
            value = draw(queries())
        case "inline_query":
            value = {
                "id": f"inline{next(numbers)}",
                "from": draw(people(9)),
                "query": draw(texts)[:256],
                "offset": draw(st.sampled_from(["", "10", "x", "-1"]) | marks),
            }
        case "channel_post" | "edited_channel_post":
            value = draw(messages()) | {"chat": {"id": -900, "type": "channel", "title": "x"}}
            del value["from"]
        case "message" | "edited_message":
            value = draw(messages())
            if kind == "edited_message":
                value["edit_date"] = 1
        case _:
            value = others[kind]
    return {"update_id": next(numbers), kind: value}


def faults(retriever: Retriever, folder: Path, count: int) -> list[tuple[object, object]]:
    """Give so many updates to a bot that has answered something in every chat already.

    Args:
        retriever: what the bot answers from.
        folder: for what it remembers.
        count: how many updates, in tens.

    Returns:
        What went wrong, each with its update: errors that no handler caught, what Telegram would refuse or hold against
        the bot, and taps and inline queries without an answer.
    """
    world = World()
    wrong: list[tuple[object, object]] = []
    with asyncio.Runner() as runner, world.server:
        direct = runner.run(DirectBot(world.server, retriever, folder).__aenter__())
        for update in _conversation(world.chats):
            runner.run(direct.take(update))

        # What the bot does depends on what it said before, so that the same draw may fail at one time and not at
        # another; so faults are gathered, and judged at the end.
        @settings(
            max_examples=count // AT_ONCE,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(data=st.data())
        def hand_over(data: st.DataObject) -> None:
            for _ in range(AT_ONCE):
                update = world.resolved(data.draw(updates()))
                runner.run(direct.take(update))
                found = [*direct.failures, *world.server.violations, *world.server.unanswered()]
                direct.failures.clear()
                world.server.violations.clear()
                world.server.forget_unanswered()
                wrong.extend((fault, update) for fault in found)

        hand_over()
        runner.run(direct.__aexit__())
    return wrong


def _conversation(chats: tuple[Chat, ...]) -> list[dict[str, Any]]:
    """Something to answer in every chat."""
    found = []
    for chat in chats:
        person = {"id": abs(chat.id), "is_bot": False, "first_name": "x"}
        for said in ("/ask What did Peskov say about Syria?", "/ask and about the Kurds?", "/latest"):
            command = {"type": "bot_command", "offset": 0, "length": len(said.split()[0])}
            message = {
                "message_id": 1, "date": 1, "chat": chat.to_json(), "from": person, "text": said, "entities": [command]
            }  # fmt: skip
            found.append({"update_id": next(numbers), "message": message})
    return found
