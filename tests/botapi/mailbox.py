"""The updates that wait for the bot: fetched and confirmed by number, or delivered to a webhook."""

from __future__ import annotations

import itertools
import threading
from typing import Any

from . import judge
from .delivery import Delivery
from .model import RefusedError


class Mailbox:
    """What a bot has not confirmed yet; its owner holds ``changed`` around every call.

    Attributes:
        delivery: delivers to the webhook, where one is set.
    """

    def __init__(self, changed: threading.Condition) -> None:
        self.delivery: Delivery | None = None
        self._changed = changed
        self._waiting: list[dict[str, Any]] = []
        self._seen: list[dict[str, Any]] = []
        self._replayed: list[dict[str, Any]] = []
        self._allowed: list[str] = []
        self._ids = itertools.count(1001)

    def push(self, kind: str, value: dict[str, Any]) -> None:
        """Send an update, if the bot takes its kind."""
        if not self._allowed or kind in self._allowed:
            update = {"update_id": next(self._ids), kind: value}
            self._waiting.append(judge.check_emitted("Update", update))
            self._changed.notify_all()

    def push_raw(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Send what need not be an update."""
        self._waiting.append({"update_id": next(self._ids), **fields})
        self._changed.notify_all()
        return self._waiting[-1]

    def replay(self) -> None:
        """Send what was sent before once more, whatever was confirmed."""
        if self.delivery is None:
            self._replayed = list(self._seen)
        else:
            self._waiting = [*self._seen, *self._waiting]
        self._changed.notify_all()

    def due(self) -> list[dict[str, Any]]:
        """Give what is to be sent next."""
        return [*self._replayed, *(each for each in self._waiting if each not in self._replayed)]

    def confirm(self, params: dict[str, Any]) -> None:
        """Read the parameters of a request for updates, which forgets those before the offset.

        Source: https://core.telegram.org/bots/api#getupdates
        """
        self._allowed = params.get("allowed_updates", self._allowed)
        offset = params.get("offset", 0)
        if offset < 0:
            self._waiting = self._waiting[offset:]
        else:
            self._waiting = [each for each in self._waiting if not self._is_confirmed(each, offset)]
        if self.delivery is not None:
            raise RefusedError(409, "Conflict: can't use getUpdates method while webhook is active")

    def _is_confirmed(self, update: dict[str, Any], offset: int) -> bool:
        number = update["update_id"]
        return number < offset if type(number) is int and number > 0 else update in self._seen

    def fetch(self, limit: int) -> list[dict[str, Any]]:
        """Give what is due; it waits on until it is confirmed."""
        sent = self.due()[: min(max(limit, 1), 100)]
        self._replayed = []
        self._seen += [each for each in sent if each not in self._seen]
        return sent

    def set_webhook(self, params: dict[str, Any]) -> bool:
        """Deliver from now on."""
        self._allowed = params.get("allowed_updates", self._allowed)
        if self.delivery is None or self.delivery.url != params["url"]:
            self.end_delivery()
            self.delivery = Delivery(params["url"], params.get("secret_token"), self._changed, self.due, self._taken)
        return True

    def delete_webhook(self, params: dict[str, Any]) -> bool:
        """Deliver no more."""
        self.end_delivery()
        if params.get("drop_pending_updates"):
            self._waiting.clear()
        return True

    def end_delivery(self) -> None:
        """Stop delivering, without waiting for the lock that is held here."""
        ending, self.delivery = self.delivery, None
        if ending is not None:
            ending.stop()

    def _taken(self, update: dict[str, Any]) -> None:
        self._waiting.remove(update)
        self._seen.append(update)
        self._changed.notify_all()
