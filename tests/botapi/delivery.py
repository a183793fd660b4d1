"""Delivering updates to a webhook, as Telegram does: with the secret, in order, again until they are taken."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

#: Seconds before a delivery that failed is made again, at first and at most; much shorter than Telegram's own.
_FIRST_WAIT = 0.05
_LONGEST_WAIT = 1.0


class Delivery:
    """Delivers from the time that a webhook is set until it is deleted.

    Args:
        url: where to.
        secret: shown with each delivery.
        changed: held while ``pending`` is looked at; told whenever something may be new.
        pending: gives the updates that are not taken yet.
        taken: called with one that was taken.
    """

    def __init__(
        self,
        url: str,
        secret: str | None,
        changed: threading.Condition,
        pending: Callable[[], list[dict[str, Any]]],
        taken: Callable[[dict[str, Any]], None],
    ) -> None:
        self.url = url
        self.statuses: list[int] = []
        self._secret = secret
        self._changed = changed
        self._pending = pending
        self._taken = taken
        self._stopped = False
        threading.Thread(target=self._run, name="webhook delivery").start()

    def stop(self) -> None:
        """Deliver nothing more; to be called with ``changed`` held."""
        self._stopped = True
        self._changed.notify_all()

    def post(self, body: bytes, *, secret: str | None, path: str | None = None, **headers: str) -> int:
        """Make one delivery, right or wrong, and give the status of the answer; 0 where there is none."""
        address = urlsplit(self.url)
        connection = HTTPConnection(address.hostname or "", address.port, timeout=10)
        shown = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        try:
            connection.request(
                "POST", path or address.path, body, {"Content-Type": "application/json", **shown, **headers}
            )
            return connection.getresponse().status
        except (OSError, HTTPException):
            return 0
        finally:
            connection.close()

    def _run(self) -> None:
        wait = _FIRST_WAIT
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._stopped or self._pending())
                if self._stopped:
                    return
                update = self._pending()[0]
            status = self.post(json.dumps(update).encode(), secret=self._secret)
            with self._changed:
                self.statuses.append(status)
                if 200 <= status < 300:
                    self._taken(update)
                    wait = _FIRST_WAIT
                else:
                    self._changed.wait_for(lambda: self._stopped, wait)
                    wait = min(_LONGEST_WAIT, 2 * wait)
