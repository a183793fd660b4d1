"""How long readers wait for the bot under load: python benchmarks/bot_load.py [INDEX] [--rate N] [--chats N].

INDEX is a folder that `onrecord build` made (default: a fresh one of the shipped articles). The bot runs as a process
of its own and polls the Bot API server that the tests use, over HTTP on the loopback interface. So many questions a
second are written from so many chats, and the time from each to its reply is taken at the server. Then the same with a
bot that differs in one thing, searching on its event loop, and the ratio of the two; and the bot as it is beside one
more person, who writes 60 messages in the first ten seconds, and how many notices that gets him. All share the machine
with the server. What Telegram would hold against each is counted; a bot whose event loop stands still cannot keep its
pace.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from onrecord.bot.wording import catalogue  # noqa: E402
from onrecord.corpus import shipped_articles  # noqa: E402 - the tests' server is found from the repository
from onrecord.index import Encoder, build  # noqa: E402

from tests.botapi import PATIENCE, TOKEN, BotApiServer, Chat  # noqa: E402

QUESTIONS = (
    "What did Peskov say about the Kurds?",
    "What did the Kremlin say about international law?",
    "Who said that talks about a political settlement are not realistic?",
    "How long has Syria been at war?",
    "What did Obama say about the Kurds?",
    "What did Peskov say about Greenland?",
)

#: Messages of the person who writes too much, and the seconds in which he does.
_FLOOD = 60
_FLOOD_SECONDS = 10.0

#: The bot as it is, and the bot that searches on its event loop: its desk's threads give way to no thread at all.
AS_IT_IS = "from onrecord.bot.serve import serve; from pathlib import Path; import sys; serve(Path(sys.argv[1]))"
ON_THE_LOOP = f"""
from concurrent.futures import Executor, Future
from onrecord.bot import desk

class Inline(Executor):
    def __init__(self, **_):
        pass

    def submit(self, work, /, *arguments):
        done = Future()
        try:
            done.set_result(work(*arguments))
        except Exception as error:
            done.set_exception(error)
        return done

desk.ThreadPoolExecutor = Inline
{AS_IT_IS}
"""


class Measured(NamedTuple):
    """Seconds from questions to replies, how many got none, what Telegram would hold against the bot, and notices."""

    seconds: list[float]
    missing: int
    violations: int
    notices: int


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("index", metavar="INDEX", type=Path, nargs="?", help="default: one of the shipped articles")
    parser.add_argument("--rate", type=float, default=15.0, metavar="N", help="questions a second (default: 15)")
    parser.add_argument("--chats", type=int, default=50, metavar="N", help="chats that they come from (default: 50)")
    parser.add_argument("--seconds", type=float, default=20.0, metavar="N", help="for how long (default: 20)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        index = given.index or Path(scratch) / "index"
        if given.index is None:
            build([shipped_articles()], index, Encoder.load())
        print(f"{given.rate:g} questions a second from {given.chats} chats, for {given.seconds:g} s; times in ms")
        threads = report("in threads", waits(AS_IT_IS, index, given.rate, given.chats, given.seconds))
        loop = report("on the loop", waits(ON_THE_LOOP, index, given.rate, given.chats, given.seconds))
        print(f"{'ratio':12} p50 {loop[0] / threads[0]:8.2f}  p95 {loop[1] / threads[1]:8.2f}")
        measured = waits(AS_IT_IS, index, given.rate, given.chats, given.seconds, flooded=True)
        flooded = report("in a flood", measured)
        ratio = f"p50 {flooded[0] / threads[0]:8.2f}  p95 {flooded[1] / threads[1]:8.2f}"
        print(f"{'ratio':12} {ratio}  {_FLOOD} messages in {_FLOOD_SECONDS:g} s: {measured.notices} notices")


def report(name: str, measured: Measured) -> tuple[float, float]:
    """Print what was measured, and give the median and the 95th percentile of the times."""
    centiles = statistics.quantiles(measured.seconds, n=100)
    p50, p95 = centiles[49], centiles[94]
    times = f"p50 {p50 * 1000:8.0f}  p95 {p95 * 1000:8.0f}  most {max(measured.seconds) * 1000:8.0f}"
    print(
        f"{name:12} {times}  of {len(measured.seconds)}; {measured.missing} missing, {measured.violations} violations"
    )
    return p50, p95


def waits(code: str, index: Path, rate: float, chats: int, seconds: float, *, flooded: bool = False) -> Measured:
    """Run a bot, write to it, and see how long each question waited for the first message of its reply."""
    with BotApiServer() as server:
        environment = {
            **os.environ,
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_BASE_URL": server.base_url,
            "ONRECORD_BOT_STATE": str(server.state),
            **({} if flooded else {"ONRECORD_BOT_PER_PERSON": "1000"}),
            "ONRECORD_BOT_LOG_LEVEL": "WARNING",
        }
        bot = subprocess.Popen([sys.executable, "-c", code, str(index)], env=environment)  # noqa: S603 - our own
        try:
            server.wait_for_call("getUpdates")
            readers = [server.private(str(number)) for number in range(chats)]
            flooder = server.private("flooder")
            if flooded:
                threading.Thread(target=flood, args=(server, flooder), daemon=True).start()
            asked = ask(server, readers, rate, seconds)
            until = time.monotonic() + PATIENCE
            while len(found := replied(server, asked)) < len(asked) and time.monotonic() < until:
                time.sleep(0.1)
        finally:
            bot.send_signal(signal.SIGTERM)
            bot.wait()
        said = catalogue().say("refusals.too_many")
        notices = sum(sent["text"] == said for sent in server.sent(flooder))
        return Measured(found, len(asked) - len(found), len(server.violations), notices)


def ask(server: BotApiServer, readers: Sequence[Chat], rate: float, seconds: float) -> dict[tuple[int, int], float]:
    """Write questions evenly, each chat in its turn; give when each was written, by chat and number."""
    asked = {}
    started = time.monotonic()
    for number in range(int(rate * seconds)):
        time.sleep(max(0.0, started + number / rate - time.monotonic()))
        reader = readers[number % len(readers)]
        written = time.monotonic()
        message = server.message(reader, QUESTIONS[number % len(QUESTIONS)])
        asked[reader.id, message["message_id"]] = written
    return asked


def flood(server: BotApiServer, flooder: Chat) -> None:
    """Write more than anybody may."""
    for number in range(_FLOOD):
        server.message(flooder, QUESTIONS[number % len(QUESTIONS)])
        time.sleep(_FLOOD_SECONDS / _FLOOD)


def replied(server: BotApiServer, asked: dict[tuple[int, int], float]) -> list[float]:
    """Give the time from each question to the message that replies to it."""
    found = []
    for call in server.called("sendMessage"):
        if "reply_parameters" in call.params:
            key = call.params["chat_id"], call.params["reply_parameters"]["message_id"]
            if key in asked:
                found.append(call.at - asked[key])
    return found


if __name__ == "__main__":
    main()
