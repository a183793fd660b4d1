"""The fixed sentences of the bot, in one place."""

from __future__ import annotations

#: The commands menu: command and description, in the order in which they are shown.
COMMANDS = (
    ("ask", "ask a question about the news"),
    ("help", "how to ask"),
    ("start", "what this is"),
)

EXAMPLES = (
    "What did Peskov say about the Kurds?",
    "Who spoke about cluster bombs?",
)

_EXAMPLE_LINES = "\n".join(f"• {example}" for example in EXAMPLES)

WELCOME = (
    "Ask me what was said in the news. I answer with the exact words, who said them, and the article they stand in."
    f"\n\nFor example:\n{_EXAMPLE_LINES}"
)

HELP = (
    "Write a question, and I look for the passage that answers it:"
    f"\n{_EXAMPLE_LINES}"
    "\n\nIn a group, write /ask and your question, or reply to a message with /ask."
    "\n\nI only quote: every passage is shown word for word. Where the articles hold no answer, I say so."
)

ASK_HINT = f"Write your question after the command, for example:\n/ask {EXAMPLES[0]}"

TEXT_ONLY = "I can only read text. Write me your question in words."

UNKNOWN_COMMAND = "I do not know that command. Just write your question, or see /help."

FAILED = "Sorry, something went wrong on my side. Please ask again in a moment."

NEAREST = "What comes nearest, though it may not answer you:"

NOT_ALLOWED = "I answer only people whom my owner has let in. Ask them to add you."

TOO_MANY = "That is a lot of questions at once. Give me a minute, and ask again."

TOO_MANY_HERE = "This group asks a lot just now. Give me a minute, and ask again."

TOO_BUSY = "More people are asking than I can answer right now. Please ask again in a few minutes."
