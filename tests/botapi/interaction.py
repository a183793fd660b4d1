"""What readers do beside writing, taps, edits, inline queries and reactions, and what the bot answers with."""

from __future__ import annotations

import itertools
import re
import threading
import time
from collections.abc import Callable
from typing import Any

from . import judge, text
from .mailbox import Mailbox
from .model import Chat, ChatState, RefusedError

#: Telegram's own limits. Source: https://core.telegram.org/bots/api, and TDLib for buttons.
_MAX_DATA = 64
_MAX_NOTICE = 200
_MAX_RESULTS = 50
_MAX_OFFSET = 64
_MAX_ROW = 8
_MAX_BUTTONS = 100
_KINDS_OF_BUTTON = {"url", "callback_data", "web_app", "switch_inline_query", "switch_inline_query_current_chat"}


class Interaction:
    """The part of the server that is about more than messages; :class:`BotApiServer` puts it to use."""

    violations: list[str]
    me: dict[str, Any]
    _changed: threading.Condition
    _chats: dict[int, ChatState]
    mailbox: Mailbox
    _wait: Callable[[Callable[[], bool], str], None]
    _writable: Callable[[dict[str, Any]], ChatState]

    def __init__(self) -> None:
        self._query_ids = itertools.count(70_001)
        self._taps: dict[str, dict[str, Any] | None] = {}
        self._inline: dict[str, dict[str, Any] | None] = {}
        #: Menus of commands, by kind of chat, or by one chat ("chat 5001"), and language.
        self.menus: dict[tuple[str, str], list[dict[str, str]]] = {}

    # What a test does as a reader.

    def tap(self, chat: Chat, message: dict[str, Any], label: str) -> str:
        """Tap the button with a label under a message, and give the number of the tap."""
        data = {
            button["text"]: button.get("callback_data")
            for row in message.get("reply_markup", {}).get("inline_keyboard", [])
            for button in row
        }
        if data.get(label) is None:
            raise AssertionError(f"no button {label!r} to tap among {list(data)}")
        return self.send_back(chat, message, data[label])

    def send_back(self, chat: Chat, message: dict[str, Any], data: str, **fields: Any) -> str:
        """Send back what a button under a message would."""
        with self._changed:
            number = str(next(self._query_ids))
            query = {
                "id": number,
                "from": reader(chat),
                "chat_instance": "1",
                "data": data,
                "message": self._as_it_stands(self._chats[chat.id], message["message_id"]),
                **fields,
            }
            self._taps[number] = None
            self.mailbox.push("callback_query", query)
            return number

    def edit(self, chat: Chat, message: dict[str, Any], said: str) -> dict[str, Any]:
        """Edit a reader's own message."""
        with self._changed:
            state = self._chats[chat.id]
            shown, _ = text.fix(said, [])
            changed = {key: value for key, value in message.items() if key not in {"text", "entities"}}
            changed |= {"text": shown, "edit_date": int(time.time())}
            if entities := text.found(shown):
                changed["entities"] = entities
            place = [each["message_id"] for each in state.messages].index(message["message_id"])
            state.messages[place] = judge.check_emitted("Message", changed)
            self.mailbox.push("edited_message", changed)
            return changed

    def forget(self, chat: Chat, message: dict[str, Any]) -> None:
        """Delete a message as a reader; the bot does not hear of it."""
        with self._changed:
            state = self._chats[chat.id]
            state.messages[:] = [each for each in state.messages if each["message_id"] != message["message_id"]]

    def inline(self, chat: Chat, typed: str, offset: str = "") -> str:
        """Type the bot's name and some words in any chat, and give the number of the query."""
        with self._changed:
            number = str(next(self._query_ids))
            self._inline[number] = None
            self.mailbox.push("inline_query", {"id": number, "from": reader(chat), "query": typed, "offset": offset})
            return number

    def react(self, chat: Chat, message: dict[str, Any], emoji: str) -> None:
        """React to a message; the bot hears of it only where it asks for such updates."""
        with self._changed:
            reaction = {
                "chat": chat.to_json(),
                "message_id": message["message_id"],
                "user": reader(chat),
                "date": int(time.time()),
                "old_reaction": [],
                "new_reaction": [{"type": "emoji", "emoji": emoji}],
            }
            self.mailbox.push("message_reaction", reaction)

    def announce(self, update: dict[str, Any]) -> None:
        """Expect an answer to the tap or the inline query in an update that a test hands over itself."""
        with self._changed:
            if number := update.get("callback_query", {}).get("id"):
                self._taps[number] = None
            if number := update.get("inline_query", {}).get("id"):
                self._inline[number] = None

    def unanswered(self) -> list[str]:
        """The taps and the inline queries that are not answered."""
        with self._changed:
            return [number for each in (self._taps, self._inline) for number, answer in each.items() if answer is None]

    def forget_unanswered(self) -> None:
        """Expect no answer any more."""
        with self._changed:
            for number in self.unanswered():
                self._taps.pop(number, None)
                self._inline.pop(number, None)

    # What a test looks at.

    def wait_for_tap(self, number: str) -> dict[str, Any]:
        """Wait until a tap is answered, and give what with."""
        self._wait(lambda: self._taps[number] is not None, f"an answer to tap {number}")
        return self._taps[number] or {}

    def wait_for_inline(self, number: str) -> dict[str, Any]:
        """Wait until an inline query is answered, and give what with."""
        self._wait(lambda: self._inline[number] is not None, f"an answer to inline query {number}")
        return self._inline[number] or {}

    def now(self, chat: Chat, message: dict[str, Any]) -> dict[str, Any]:
        """Give a message as it is shown now."""
        with self._changed:
            return self._as_it_stands(self._chats[chat.id], message["message_id"])

    # Methods of the Bot API.

    def _interactive(self) -> dict[str, Callable[[dict[str, Any]], Any]]:
        return {
            "setMyCommands": self._set_my_commands,
            "getMyCommands": self._get_my_commands,
            "editMessageText": self._edit_message_text,
            "deleteMessage": self._delete_message,
            "answerCallbackQuery": self._answer_callback_query,
            "answerInlineQuery": self._answer_inline_query,
        }

    def _set_my_commands(self, params: dict[str, Any]) -> Any:
        commands, chat = params["commands"], params.get("scope", {}).get("chat_id")
        if chat is not None and chat not in self._chats:
            raise RefusedError(400, "Bad Request: chat not found")
        if len(commands) > 100:
            raise RefusedError(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
        for each in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", each["command"]):
                raise RefusedError(400, "Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= len(each["description"]) <= 256:
                raise RefusedError(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        self.menus[_menu(params)] = commands
        return True

    def _get_my_commands(self, params: dict[str, Any]) -> Any:
        return self.menus.get(_menu(params), [])

    def _edit_message_text(self, params: dict[str, Any]) -> Any:
        state = self._writable(params)
        place = self._place(state, params["message_id"], "edit", "edited")
        before = state.messages[place]
        content = self._content(params)
        after = {key: value for key, value in before.items() if key not in {"text", "entities", "reply_markup"}}
        after |= {**content, "edit_date": int(time.time())}
        if all(before.get(key) == after.get(key) for key in ("text", "entities", "reply_markup")):
            raise RefusedError(400, "Bad Request: message is not modified: it has this content already")
        state.messages[place] = judge.check_emitted("Message", after)
        self._changed.notify_all()
        return after

    def _delete_message(self, params: dict[str, Any]) -> Any:
        state = self._writable(params)
        del state.messages[self._place(state, params["message_id"], "delete", "deleted")]
        self._changed.notify_all()
        return True

    def _answer_callback_query(self, params: dict[str, Any]) -> Any:
        number = params["callback_query_id"]
        if self._taps.get(number, {}) is not None:
            raise RefusedError(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        if len(params.get("text", "")) > _MAX_NOTICE:
            raise RefusedError(400, "Bad Request: MESSAGE_TOO_LONG")
        self._taps[number] = params
        self._changed.notify_all()
        return True

    def _answer_inline_query(self, params: dict[str, Any]) -> Any:
        number, results = params["inline_query_id"], params["results"]
        if self._inline.get(number, {}) is not None:
            raise RefusedError(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        if len(results) > _MAX_RESULTS:
            raise RefusedError(400, "Bad Request: RESULTS_TOO_MUCH")
        ids = [each["id"] for each in results]
        if len(set(ids)) < len(ids):
            raise RefusedError(400, "Bad Request: RESULT_ID_DUPLICATE")
        if not all(1 <= len(each.encode()) <= 64 for each in ids):
            raise RefusedError(400, "Bad Request: RESULT_ID_INVALID")
        if len(params.get("next_offset", "").encode()) > _MAX_OFFSET:
            raise RefusedError(400, "Bad Request: NEXT_OFFSET_INVALID")
        for each in results:
            if not each["title"]:
                raise RefusedError(400, "Bad Request: ARTICLE_TITLE_EMPTY")
            content = each["input_message_content"]
            self._content({**content, "text": content["message_text"], "reply_markup": each.get("reply_markup")})
        self._inline[number] = params
        self._changed.notify_all()
        return True

    # What is the same for all that is shown.

    def _content(self, params: dict[str, Any]) -> dict[str, Any]:
        """What a chat shows of a text, its entities and its buttons, as they were sent."""
        raw = params["text"]
        if len(raw.encode()) > 32768:
            raise RefusedError(400, "Bad Request: text is too long")
        if "parse_mode" in params:
            raw, entities = text.parse(raw, params["parse_mode"])
        else:
            entities = params.get("entities", [])
        if len(entities) > 100:
            self.violations.append(f"{len(entities)} entities in one message, and the server drops those above 100")
            entities = entities[:100]
        shown, kept = text.fix(raw, entities)
        if not shown:
            raise RefusedError(400, "Bad Request: message text is empty")
        if len(shown) > 4096:
            raise RefusedError(400, "Bad Request: message is too long")
        if text.units(shown) > 4096:
            self.violations.append(f"{text.units(shown)} UTF-16 code units in one message")
        content: dict[str, Any] = {"text": shown}
        if merged := _merged(kept, text.found(shown)):
            content["entities"] = merged
        if "link_preview_options" in params:
            content["link_preview_options"] = params["link_preview_options"]
        if markup := params.get("reply_markup"):
            content["reply_markup"] = _checked(markup)
        return content

    def _as_it_stands(self, state: ChatState, number: int) -> dict[str, Any]:
        """A message with the one that it replies to, as both are now."""
        by_number = {each["message_id"]: each for each in state.messages}
        message = dict(by_number[number])
        if replied := message.pop("reply_to_message", None):
            current = by_number.get(replied["message_id"])
            if current:
                message["reply_to_message"] = {k: v for k, v in current.items() if k != "reply_to_message"}
        return judge.check_emitted("Message", message)

    def _place(self, state: ChatState, number: int, what: str, past: str) -> int:
        for place, message in enumerate(state.messages):
            if message["message_id"] == number:
                if message["from"]["id"] != self.me["id"]:
                    raise RefusedError(400, f"Bad Request: message can't be {past}")
                return place
        raise RefusedError(400, f"Bad Request: message to {what} not found")


def reader(chat: Chat) -> dict[str, Any]:
    """Whoever writes in a chat."""
    person = {"id": abs(chat.id), "is_bot": False, "first_name": chat.name}
    return {**person, "language_code": chat.language} if chat.language else person


def _menu(params: dict[str, Any]) -> tuple[str, str]:
    scope = params.get("scope", {"type": "default"})
    kind = f"chat {scope['chat_id']}" if "chat_id" in scope else scope["type"]
    return kind, params.get("language_code", "")


def _checked(markup: dict[str, Any]) -> dict[str, Any]:
    """Check buttons: each does one thing, and what it sends back fits."""
    rows = markup["inline_keyboard"]
    if sum(map(len, rows)) > _MAX_BUTTONS or any(not 1 <= len(row) <= _MAX_ROW for row in rows):
        raise RefusedError(400, "Bad Request: reply markup is too long")
    for button in itertools.chain(*rows):
        if not button["text"].strip():
            raise RefusedError(400, "Bad Request: text of a button is empty")
        if len(_KINDS_OF_BUTTON & set(button)) != 1:
            raise RefusedError(400, "Bad Request: a button does exactly one thing")
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= _MAX_DATA:
            raise RefusedError(400, "Bad Request: BUTTON_DATA_INVALID")
    return markup


def _merged(sent: text.Entities, found: text.Entities) -> text.Entities:
    """Add what Telegram finds by itself to what was sent, except inside links."""
    links = [(each["offset"], each["offset"] + each["length"]) for each in sent if each["type"] == "text_link"]
    free = [
        each
        for each in found
        if not any(start < each["offset"] + each["length"] and each["offset"] < end for start, end in links)
    ]
    return sorted([*sent, *free], key=lambda each: (each["offset"], -each["length"]))
