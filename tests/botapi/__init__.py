"""A Bot API server on loopback that follows what is known of Telegram's, for tests over real HTTP.

It stands for Telegram where a test needs it: a test writes as a reader does, the bot polls and sends, and the test
looks at what arrived. Requests are judged by aiogram's models and texts by TDLib's own parser, so that neither is
judged by the code that made them; whatever Telegram would refuse, drop or silently ignore is kept in
``BotApiServer.violations``.
"""

from .model import Call, Chat, Fault
from .running import Replies, RunBot, RunningBot, settings_for
from .server import PATIENCE, TOKEN, BotApiServer

__all__ = [
    "PATIENCE",
    "TOKEN",
    "BotApiServer",
    "Call",
    "Chat",
    "Fault",
    "Replies",
    "RunBot",
    "RunningBot",
    "settings_for",
]
