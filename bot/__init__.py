"""The Telegram bot and the command."""
