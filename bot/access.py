"""Who may ask, and who may look after the bot."""

from __future__ import annotations

from onrecord.corpus import FrozenModel


class Access(FrozenModel):
    """Lists of numbers, as Telegram gives them to people and chats.

    Attributes:
        users: people who may ask, anywhere.
        chats: chats in which anybody may ask.
        administrators: people who may ask, and who look after the bot.
    """

    users: frozenset[int] = frozenset()
    chats: frozenset[int] = frozenset()
    administrators: frozenset[int] = frozenset()

    @property
    def is_open(self) -> bool:
        """Whether everybody may ask, which is so where no list is given."""
        return not self.users and not self.chats

    def allows(self, user: int | None, chat: int | None) -> bool:
        """Tell whether a person may ask in a chat; either may be unknown."""
        return self.is_open or user in self.users or chat in self.chats or user in self.administrators

    def is_administrator(self, user: int | None) -> bool:
        """Tell whether a person looks after the bot."""
        return user in self.administrators
