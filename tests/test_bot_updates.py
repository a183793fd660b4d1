"""Generated updates: every kind, hostile text, entities that fit nothing; none breaks what handles it."""

from __future__ import annotations

import asyncio
import itertools
import json
import sqlite3
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from onrecord.bot import kept
from onrecord.bot.access import Access
from onrecord.bot.botcontext import BotContext, Services
from onrecord.bot.calls import Call
from onrecord.bot.conversations import Conversations
from onrecord.bot.desk import Desk
from onrecord.bot.dispatch import Dispatcher
from onrecord.bot.feedback import FeedbackBook
from onrecord.bot.gate import Gate
from onrecord.bot.handlers import on_error, register
from onrecord.bot.inbox import Inbox
from onrecord.bot.metrics import Metrics
from onrecord.bot.outbox import Outbox
from onrecord.bot.readers import FILE, ReaderFile
from onrecord.bot.sending import SendingBot
from onrecord.bot.served import Served
from onrecord.bot.state import State
from telegram.ext import Application, ContextTypes

from tests.answers import answer, hit
from tests.botapi import TOKEN, Replies, judge
from tests.botapi import text as shown

UPDATES_AT_ONCE = 5

#: Characters that have broken something somewhere: lone surrogates, right-to-left marks, joiners, controls, NUL.
NASTY = (
    "\ud800\udfff\u202e\u200f\u2066\u200d\u0000\u0001\r\n\t\u2028\ufeff\u0301\U0001f469\U0001f3fd\U000e0001a/@#<&*_`[("
)

texts = st.one_of(
    st.text(st.characters(), max_size=40),
    st.text(st.sampled_from(NASTY), max_size=20),
    st.sampled_from(
        [
            "What did Peskov say?", "/start", "/start p_x", "/help", "/ask", "/ask who?", "/ask@OnRecordTestBot x",
            "/ask@other x", "/sing", "/", "//", "/\ud800",
            "@OnRecordTestBot hello", "x" * 4096, "😀" * 2048, "\u202e/ask", "",
        ]
    ),
)  # fmt: skip
numbers = st.sampled_from([1, 2, 3, 777_000, 5_000_000_000])
entities = st.lists(
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(["bot_command", "mention", "bold", "url", "text_link", "what_will_come"]),
            "offset": st.integers(0, 30),
            "length": st.integers(0, 30),
        }
    ),
    max_size=3,
)
people = st.fixed_dictionaries(
    {"id": numbers, "is_bot": st.booleans(), "first_name": texts},
    optional={"language_code": st.sampled_from(["en", "ru", "xx", ""]), "username": texts},
)
chats = st.one_of(
    st.fixed_dictionaries({"id": numbers, "type": st.just("private"), "first_name": texts}),
    st.fixed_dictionaries(
        {"id": numbers.map(lambda number: -number), "type": st.sampled_from(["group", "supergroup", "channel"])}
    ),
)
_said = {"message_id": st.integers(1, 2**31), "date": st.integers(0, 2**32), "chat": chats}
bare = st.fixed_dictionaries(_said, optional={"from": people, "text": texts, "caption": texts})
messages = st.fixed_dictionaries(
    _said,
    optional={
        "from": people,
        "text": texts,
        "caption": texts,
        "entities": entities,
        "reply_to_message": bare,
        "quote": st.fixed_dictionaries({"text": texts, "position": st.integers(0, 100)}),
        "is_topic_message": st.booleans(),
        "message_thread_id": st.integers(1, 100),
        "edit_date": st.integers(0, 2**32),
        "sticker": st.just({"file_id": "a", "file_unique_id": "b"}),
        "new_chat_members": st.lists(people, max_size=2),
        "via_bot": people,
        "forward_origin": st.fixed_dictionaries({"type": st.just("hidden_user"), "date": st.just(0)}),
        "what_will_come": st.just({"some": "thing"}),
    },
)
taps = st.fixed_dictionaries(
    {"id": texts, "from": people, "chat_instance": texts}, optional={"data": texts, "message": bare}
)
inline_queries = st.fixed_dictionaries({"id": texts, "from": people, "query": texts, "offset": texts})
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
updates = st.one_of(
    messages.map(lambda value: {"message": value}),
    messages.map(lambda value: {"message": value}),
    messages.map(lambda value: {"edited_message": value}),
    messages.map(lambda value: {"channel_post": value}),
    taps.map(lambda value: {"callback_query": value}),
    inline_queries.map(lambda value: {"inline_query": value}),
    st.tuples(st.sampled_from(["message", "callback_query", "poll", "message_reaction", "chat_member"]), anything).map(
        lambda pair: {pair[0]: pair[1]}
    ),
    st.dictionaries(texts, anything, max_size=2),
)


class Handled:
    """Updates handled by all that the bot has, but for the sending: what would be sent stays in the outbox."""

    def __init__(self, base_url: str, state: State, readers: ReaderFile) -> None:
        self._runner = asyncio.Runner()
        self._state = state
        self._readers = readers
        self._numbers = itertools.count(1)
        self._seen = 0
        self._checked = 0
        self._runner.run(self._open(base_url))

    def handle(self, generated: list[dict[str, Any]]) -> None:
        for update in generated:
            update["update_id"] = next(self._numbers)
        self._runner.run(self._dispatched(generated))
        self._runner.run(self._state.run(self._check))

    def close(self) -> None:
        self._runner.run(self._application.shutdown())
        self._runner.close()
        self._desk.close()

    async def _open(self, base_url: str) -> None:
        metrics = Metrics()
        bot = SendingBot(TOKEN, base_url=base_url)
        outbox = Outbox(self._state, bot, metrics)
        bot.send_through(outbox)
        await outbox.stop()
        self._desk = Desk(Replies(lambda question: answer(hit(question or "x"))).live(), hits=3, workers=2)
        builder: Any = Application.builder()
        types = ContextTypes(context=BotContext)
        self._application = builder.bot(bot).updater(None).context_types(types).job_queue(None).build()
        services = Services(
            desk=self._desk,
            conversations=Conversations(self._readers),
            feedback=FeedbackBook(self._readers),
            served=Served(),
        )
        register(self._application, services)
        gate = Gate(Access(), per_person=1000, per_group=1000, is_full=lambda: False)
        self._dispatcher = Dispatcher(self._application, Inbox(self._state), gate, on_error, metrics)
        await self._application.initialize()

    async def _dispatched(self, generated: list[dict[str, Any]]) -> None:
        # As it comes over the wire, where a lone surrogate is an escape.
        await self._dispatcher.accept(json.loads(json.dumps(generated)))
        await self._dispatcher.finish()

    def _check(self, connection: sqlite3.Connection) -> None:
        assert connection.execute("SELECT count(*) FROM inbox WHERE finished IS NULL").fetchone() == (0,)
        query = "SELECT update_id, reason FROM inbox WHERE reason NOT LIKE 'it cannot be read%' AND update_id > ?"
        seen, self._seen = self._seen, connection.execute("SELECT max(update_id) FROM inbox").fetchone()[0]
        assert connection.execute(query, (seen,)).fetchall() == []
        for self._checked, call, *_ in kept.left(connection).waiting:
            # As it is sent, and as it takes the place of what was sent before.
            for made in (call.in_place(()), call.in_place(range(1, 100))):
                if made is not None:
                    self._judge(made)
        # What was looked at is through.
        connection.execute("UPDATE outbox SET finished = 1 WHERE finished IS NULL")

    @staticmethod
    def _judge(call: Call) -> None:
        judge.check_request(call.method, call.params)
        assert judge.unknown_parameters(call.method, call.params) == set()
        if "text" in call.params and call.chat is not None:
            text, _ = shown.fix(call.params["text"], call.params["entities"])
            assert 1 <= shown.units(text) <= 4096


@pytest.fixture
def handled(bot_api, tmp_path):
    state = State(tmp_path / "state")
    readers = ReaderFile(tmp_path / FILE)
    handled = Handled(bot_api.base_url, state, readers)
    yield handled
    handled.close()
    state.close()
    readers.close()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(generated=st.lists(updates, min_size=UPDATES_AT_ONCE, max_size=UPDATES_AT_ONCE))
def test_no_update_breaks_what_handles_it_and_what_is_sent_is_what_telegram_takes(handled, generated):
    handled.handle(generated)
