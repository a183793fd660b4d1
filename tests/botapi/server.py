"""The server: HTTP in front, chats and updates behind, and what a test does to it."""

from __future__ import annotations

import json
import re
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from . import judge, text
from .front import Front
from .interaction import Interaction, reader
from .mailbox import Mailbox
from .model import Call, Chat, ChatState, DroppedError, Fault, RefusedError
from .weather import Weather

TOKEN = "1234567890:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"  # noqa: S105 - made up
PATIENCE = 30.0  # seconds that a test waits before it gives up

_ACTIONS = frozenset(
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker"
    " find_location record_video_note upload_video_note".split()
)


class BotApiServer(Interaction):
    """A Bot API server for one bot. Use as a context manager; everything on it may be called from any thread.

    Attributes:
        base_url: what the bot is configured with.
        token: the only token that is accepted; change it to revoke the one in use.
        privacy: whether the bot hears in groups only what privacy mode lets through.
        skew: seconds by which this server's clock is ahead.
        mailbox: the updates that wait.
        weather: what goes wrong, and how fast the bot may send.
        calls: every request so far.
        violations: what Telegram would refuse, drop or ignore, in words.
        state: folder for the state of this server's bot, which outlives each run of it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.token = TOKEN
        self.privacy = True
        self.skew = 0.0
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.me: dict[str, Any] = {
            "id": int(TOKEN.partition(":")[0]),
            "is_bot": True,
            "first_name": "On the Record",
            "username": "OnRecordTestBot",
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": True,
        }
        self._folder = tempfile.TemporaryDirectory()
        self.state = Path(self._folder.name)
        self._changed = threading.Condition(threading.RLock())
        self._chats: dict[int, ChatState] = {}
        self.mailbox = Mailbox(self._changed)
        self._poller = 0
        self.weather = Weather(self.violations)
        self._closed = False
        self._http = Front(self.handle, self.violations)
        self.base_url = f"http://127.0.0.1:{self._http.server_address[1]}/bot"
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> BotApiServer:
        judge.method_name("getMe")  # loads what judges, before anybody waits for it
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            self.mailbox.end_delivery()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()
        self._folder.cleanup()

    # What a test does as a reader, an administrator, or the weather.

    def private(self, name: str = "Ann", language: str | None = None) -> Chat:
        """Open a private chat with a new reader, who has set a language or has not."""
        with self._changed:
            return self._open(Chat(5001 + len(self._chats), "private", name, language))

    def group(self, name: str = "Newsroom", *, topics: tuple[int, ...] = ()) -> Chat:
        """Open a group with the bot in it, or one that is parted into topics."""
        with self._changed:
            kind: Literal["group", "supergroup"] = "supergroup" if topics else "group"
            return self._open(Chat(-5001 - len(self._chats), kind, name, topics=topics))

    def message(self, chat: Chat, said: str | None = None, **fields: Any) -> dict[str, Any]:
        """Write a message as a reader; ``fields`` are those of a Message, for one that is no text."""
        with self._changed:
            state = self._chats[chat.id]
            content: dict[str, Any] = {}
            if said is not None:
                shown, _ = text.fix(said, [])
                content = {"text": shown}
                if entities := text.found(shown):
                    content["entities"] = entities
            message = self._add(state, {"from": reader(chat), **content, **fields})
            heard = self._hears(state, message)
            state.bot_spoke_last = False
            if heard:
                self.mailbox.push("message", message)
            return message

    def fault(self, method: str, **what: Any) -> None:
        """Let something go wrong with the next requests of a method; see ``Fault``."""
        with self._changed:
            self.weather.faults.append(Fault(method, **what))

    def outage(self, lasting: bool) -> None:
        """Go away, or come back; while away, every connection is closed without an answer."""
        with self._changed:
            self.weather.outage = lasting
            self._changed.notify_all()

    def replay(self) -> None:
        """Send every update once more that was sent before, whatever was confirmed."""
        with self._changed:
            self.mailbox.replay()

    def raw(self, **update: Any) -> dict[str, Any]:
        """Send an update that is made by hand, and need not be one."""
        with self._changed:
            return self.mailbox.push_raw(update)

    def block(self, chat: Chat) -> None:
        """Block the bot, as a reader may."""
        with self._changed:
            self._chats[chat.id].blocked = True

    def revoke(self) -> None:
        """Revoke the bot's token, as its owner may at @BotFather; a long poll under way ends at once."""
        with self._changed:
            self.token = ""
            self._changed.notify_all()

    # What a test looks at.

    def sent(self, chat: Chat) -> list[dict[str, Any]]:
        """Give the bot's messages in a chat, as they are shown."""
        with self._changed:
            return [each for each in self._chats[chat.id].messages if each["from"]["is_bot"]]

    def called(self, method: str) -> list[Call]:
        """Give the requests of one method."""
        with self._changed:
            return [call for call in self.calls if call.method == method]

    def wait_for_messages(self, chat: Chat, count: int = 1) -> list[dict[str, Any]]:
        """Wait until the bot has sent that many messages to a chat, and give them."""
        self._wait(lambda: len(self.sent(chat)) >= count, f"{count} messages in {chat.name}")
        return self.sent(chat)

    def wait_for_call(self, method: str, count: int = 1) -> list[Call]:
        """Wait until a method has been requested that often."""
        self._wait(lambda: len(self.called(method)) >= count, f"{count} of {method}")
        return self.called(method)

    def wait_until(self, holds: Callable[[], bool | int], wanted: str) -> None:
        """Wait until something holds; it is looked at whenever the server was asked for something."""
        self._wait(holds, wanted)

    def dropped(self, method: str = ".*") -> int:
        """Tell how many requests were dropped in outages."""
        with self._changed:
            return sum(re.fullmatch(method, each) is not None for each in self.weather.dropped)

    def wait_until_fetched(self) -> None:
        """Wait until the bot has fetched and confirmed every update so far."""
        self._wait(lambda: not self.mailbox.due(), "every update to be confirmed")

    def _wait(self, holds: Callable[[], bool | int], wanted: str) -> None:
        with self._changed:
            self._changed.wait_for(lambda: bool(holds() or self.violations), PATIENCE)
            if not holds():
                methods = [call.method for call in self.calls]
                raise AssertionError(f"waited for {wanted}; requests: {methods}; violations: {self.violations}")

    # Chats and updates.

    def _open(self, chat: Chat) -> Chat:
        self._chats[chat.id] = ChatState(chat)
        return chat

    def _add(self, state: ChatState, content: dict[str, Any]) -> dict[str, Any]:
        message = {
            "message_id": next(state.ids),
            "date": int(time.time() + self.skew),
            "chat": state.chat.to_json(),
            **content,
        }
        judge.check_emitted("Message", message)
        state.messages.append(message)
        self._changed.notify_all()
        return message

    def _hears(self, state: ChatState, message: dict[str, Any]) -> bool:
        """Tell whether privacy mode lets a message through.

        Source: https://core.telegram.org/bots/features#privacy-mode
        """
        if state.chat.type == "private" or not self.privacy:
            return True
        if message.get("reply_to_message", {}).get("from", {}).get("id") == self.me["id"]:
            return True
        first = (message.get("entities") or [{}])[0]
        if first.get("type") != "bot_command" or first["offset"] != 0:
            return "text" not in message and "new_chat_members" in message
        _, addressed, name = message["text"][: first["length"]].partition("@")
        return name.lower() == self.me["username"].lower() if addressed else state.bot_spoke_last

    # Methods of the Bot API.

    def _get_me(self, _: dict[str, Any]) -> Any:
        return judge.check_emitted("User", self.me)

    def _get_updates(self, params: dict[str, Any]) -> Any:
        """Wait for updates; a newer request of this kind ends an older one.

        Source: https://core.telegram.org/bots/api#getupdates, and ``Client::do_get_updates`` of telegram-bot-api.
        """
        self.mailbox.confirm(params)
        self._poller += 1
        turn = self._poller
        self._changed.notify_all()
        timeout = min(max(params.get("timeout", 0), 0), 50)
        self._changed.wait_for(
            lambda: self.mailbox.due() or self._poller != turn or not self.token or self._closed or self.weather.outage,
            timeout,
        )
        if self.weather.outage:
            raise DroppedError
        if not self.token:
            raise RefusedError(401, "Unauthorized")
        if self._poller != turn:
            raise RefusedError(
                409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
            )
        return self.mailbox.fetch(params.get("limit", 100))

    def _send_message(self, params: dict[str, Any]) -> Any:
        state = self._writable(params)
        content: dict[str, Any] = {"from": self.me, **self._content(params)}
        if (topic := params.get("message_thread_id")) is not None:
            if topic not in state.chat.topics:
                raise RefusedError(400, "Bad Request: message thread not found")
            content |= {"message_thread_id": topic, "is_topic_message": True}
        if (replied := self._replied(state, params.get("reply_parameters"))) is not None:
            content["reply_to_message"] = {k: v for k, v in replied.items() if k != "reply_to_message"}
        message = self._add(state, content)
        state.bot_spoke_last = True
        return message

    def _send_chat_action(self, params: dict[str, Any]) -> Any:
        self._writable(params)
        if params["action"] not in _ACTIONS:
            raise RefusedError(400, "Bad Request: wrong parameter action in request")
        return True

    def _writable(self, params: dict[str, Any]) -> ChatState:
        state = self._chats.get(params["chat_id"])
        if state is None:
            raise RefusedError(400, "Bad Request: chat not found")
        if state.blocked:
            raise RefusedError(403, "Forbidden: bot was blocked by the user")
        return state

    @staticmethod
    def _replied(state: ChatState, reply: dict[str, Any] | None) -> dict[str, Any] | None:
        if reply is None:
            return None
        for message in state.messages:
            if message["message_id"] == reply["message_id"]:
                return message
        if reply.get("allow_sending_without_reply"):
            return None
        raise RefusedError(400, "Bad Request: message to be replied not found")

    # Requests.

    def handle(self, token: str, name: str, raw: dict[str, Any]) -> bytes:
        """Answer a request: token, method and parameters in, the body of the answer out."""
        with self._changed:
            if token != self.token:
                raise RefusedError(401, "Unauthorized") if ":" in token else RefusedError(404, "Not Found")
            method = judge.method_name(name)
            params = judge.decode(method, raw)
            self.calls.append(Call(method, params))
            self._changed.notify_all()
            try:
                return self._answer(method, params)
            except RefusedError as refusal:
                # Whose chat there is yet, a bot learns by trying.
                tried = method == "setMyCommands" and refusal.description == "Bad Request: chat not found"
                if refusal.status == 400 and "message is not modified" not in refusal.description and not tried:
                    self.violations.append(f"{method}: {refusal.description}")
                raise

    def _answer(self, method: str, params: dict[str, Any]) -> bytes:
        fault = self.weather.next_fault(method)
        if fault.delay:
            self._changed.wait_for(lambda: self._closed, fault.delay)
        if fault.drop == "before":
            raise DroppedError
        if fault.garbage is not None:
            return fault.garbage
        if fault.status is not None:
            raise RefusedError(fault.status, fault.description)
        self.weather.check_flood(method, fault, self._chats.get(params.get("chat_id", 0)))
        judge.check_request(method, params)
        for unknown in sorted(judge.unknown_parameters(method, params)):
            self.violations.append(f"{method} has no parameter {unknown}")
        result = self._methods(method)(params)
        if fault.drop == "after":
            raise DroppedError
        return json.dumps({"ok": True, "result": result}).encode()

    def _methods(self, method: str) -> Callable[[dict[str, Any]], Any]:
        modelled = {
            "getMe": self._get_me,
            "getUpdates": self._get_updates,
            "deleteWebhook": self.mailbox.delete_webhook,
            "setWebhook": self.mailbox.set_webhook,
            "sendMessage": self._send_message,
            "sendChatAction": self._send_chat_action,
            **self._interactive(),
        }
        if method not in modelled:
            raise AssertionError(f"this server does not model {method} yet")
        return modelled[method]
