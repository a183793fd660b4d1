"""Whether a new index disturbs the bot: python benchmarks/bot_swaps.py [--questions N] [--swaps N].

The bot runs over the Bot API server that the tests use, over HTTP on the loopback interface, and is asked evenly while
one generation after the other is built and made current, each as soon as the bot answers from the one before. Every
word of a generation's articles holds its number, so that a reply mixed from two of them shows. Replies that say
anything but what was asked for, questions without a reply, and what Telegram would hold against the bot are counted.
Exit status 1 where there is any.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from onrecord.bot.live import Live
from onrecord.index import Encoder, build

from tests.botapi import PATIENCE, BotApiServer, RunningBot, settings_for

QUESTION = "What did Peskov say about the rain?"
_MARK = re.compile(r"gen(\d+)x")
_ARTICLES = 3
_CHATS = 50
#: Questions a second: a little less than the messages that Telegram takes of a bot.
_RATE = 20.0


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("--questions", type=int, default=1000, metavar="N", help="at least so many (default: 1,000)")
    parser.add_argument("--swaps", type=int, default=20, metavar="N", help="new generations (default: 20)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        replies, asked, violations = ask_over_swaps(Path(scratch), given.questions, given.swaps)
    marks = [set(_MARK.findall(reply)) for reply in replies]
    errors = asked - len(replies) + sum(not found for found in marks)
    mixed = sum(len(found) > 1 for found in marks)
    generations = len(set.union(*marks)) if marks else 0
    print(
        f"{asked} questions over {given.swaps} swaps, answered from {generations} generations:"
        f" {errors} errors, {mixed} mixed, {violations} violations"
    )
    return 1 if errors or mixed or violations else 0


def ask_over_swaps(folder: Path, questions: int, swaps: int) -> tuple[list[str], int, int]:
    """Ask until there were so many questions and swaps; give the replies, how many were asked, and violations."""
    encoder = Encoder.load()
    publish(folder, 0, encoder)
    live = Live.open(folder / "index")
    swapped = threading.Event()

    def swap() -> None:
        for number in range(1, swaps + 1):
            publish(folder, number, encoder)
            taken = (folder / "index" / "CURRENT").read_text().strip()
            while live.generation != taken:
                time.sleep(0.05)
        swapped.set()

    with BotApiServer() as server:
        bot = RunningBot(settings_for(server, per_person=1000), live)
        server.wait_for_call("getUpdates")
        readers = [server.private(str(number)) for number in range(_CHATS)]
        threading.Thread(target=swap, daemon=True).start()
        asked, started = 0, time.monotonic()
        while asked < questions or not swapped.is_set():
            time.sleep(max(0.0, started + asked / _RATE - time.monotonic()))
            server.message(readers[asked % _CHATS], QUESTION)
            asked += 1
        until = time.monotonic() + PATIENCE
        while sum(len(server.sent(reader)) for reader in readers) < asked and time.monotonic() < until:
            time.sleep(0.1)
        bot.stop()
        replies = [sent["text"] for reader in readers for sent in server.sent(reader)]
        violations = len(server.violations)
    live.close()
    return replies, asked, violations


def publish(folder: Path, number: int, encoder: Encoder) -> None:
    """Make articles current whose every quote holds a number."""
    articles = folder / "articles"
    articles.mkdir(exist_ok=True)
    for each in range(_ARTICLES):
        text = (
            f"“The rain falls in gen{number}x at place {each},” Peskov said."
            f" “The rain of gen{number}x goes on,” he added."
        )
        (articles / f"{each}.txt").write_text(text, encoding="utf-8")
    build([articles], folder / "index", encoder)


if __name__ == "__main__":
    sys.exit(main())
