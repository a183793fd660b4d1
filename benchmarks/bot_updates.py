"""Whether anything breaks the bot: python benchmarks/bot_updates.py [INDEX] [--updates N].

INDEX is a folder that `onrecord build` made (default: a fresh one of the shipped articles). Updates of every kind that
Telegram has are generated, with hostile texts, and handled one after the other by the bot over the Bot API server that
the tests use. What no handler caught, what Telegram would refuse, drop or hold against the bot, and taps and inline
queries without an answer are counted. Exit status 1 where there is any.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from onrecord.corpus import shipped_articles
from onrecord.index import Encoder, Retriever, build

from tests.botapi.generated import faults

_SHOWN = 10


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("index", metavar="INDEX", type=Path, nargs="?", help="default: one of the shipped articles")
    parser.add_argument("--updates", type=int, default=10_000, metavar="N", help="how many, in tens (default: 10,000)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        if given.index is None:
            given.index = folder / "index"
            build([shipped_articles()], given.index, Encoder.load())
        retriever = Retriever.open(given.index)
        retriever.warm_up()
        began = time.perf_counter()
        wrong = faults(retriever, folder, given.updates)
        took = time.perf_counter() - began
    for fault, update in wrong[:_SHOWN]:
        print(f"{fault}: {update!r}")
    print(f"{given.updates} updates, {len(wrong)} faults, {took:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
