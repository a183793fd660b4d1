"""Kill what writes an index, again and again: run as a process of its own, which has imported all that it needs.

Each time a fork of this process begins to build, promote or prune, and dies without a word: just before its n-th
operation on files, for n spread over all that there are, or after a part of the time that the work takes, since what
libraries do to files is not told. Then what is served is opened, verified and asked.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from onrecord.index import Encoder, Options, build
from onrecord.index.examination import examine
from onrecord.index.generation import current_id, generation_ids, open_current, promote, prune

from tests.collections_of_articles import asked, many, write

_FILES = ("open", "os.", "shutil.", "sqlite3.", "fcntl.", "tempfile.", "mmap.")
KILLS = {"build": 52, "promote": 12, "prune": 12}
"""Kills at operations on files, for each command."""
TIMED = 24
"""Kills of a build after a part of its time."""


class Told(NamedTuple):
    """What was killed, before which operation or after what part of its time, and whether the index still answers."""

    command: str
    moment: float
    died: bool
    served: bool
    answered: bool


class Killer:
    """Runs commands on one index in forks that die."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self._encoder = encoder
        self._index = folder / "index"
        self._first = write(folder / "first.jsonl", many(12, "rain"))
        self._second = write(folder / "second.jsonl", [*many(6, "rain"), *many(60, "snow")[6:]])

    def run(self) -> None:
        """Kill, look, and tell; one JSON object a line."""
        self._base = build([self._first], self._index, self._encoder).generation.id
        commands: dict[str, Callable[[], object]] = {
            "build": lambda: build([self._second], self._index, self._encoder),
            "promote": lambda: promote(self._index, self._other(), self._check),
            "prune": lambda: prune(self._index, 1),
        }
        for command, kills in KILLS.items():
            self._refill()
            operations = self._count(commands[command])
            for number in range(kills):
                self._kill(command, commands[command], operations * (number + 0.5) / kills)
        self._refill()
        began = time.perf_counter()
        self._forked(commands["build"])
        took = time.perf_counter() - began
        for number in range(TIMED):
            self._kill("build", commands["build"], (number + 0.5) / TIMED, took)
        last = build([self._second], self._index, self._encoder)
        faults = [*examine(last.generation, self._encoder)]
        left = [path.name for path in (*self._index.iterdir(), *(self._index / "generations").iterdir())]
        generations = generation_ids(self._index)
        _tell({"faults": faults, "left": sorted({*left} - {*generations}), "kept": len(generations)})

    def _other(self) -> str:
        return next(id_ for id_ in generation_ids(self._index) if id_ != current_id(self._index))

    def _check(self, generation: object) -> None:
        """Look at nothing more."""

    def _refill(self) -> None:
        """See to it that the first is served, and that there are others to promote and to prune."""
        if self._base not in generation_ids(self._index):
            self._base = build([self._first], self._index, self._encoder).generation.id
        elif current_id(self._index) != self._base:
            promote(self._index, self._base)
        while len(generation_ids(self._index)) < 3:
            build([self._first], self._index, self._encoder, options=Options(promote=False))

    def _kill(self, command: str, run: Callable[[], object], moment: float, took: float | None = None) -> None:
        self._refill()

        def die_after_a_while() -> None:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)  # the system ends the process, as by SIGKILL
            signal.setitimer(signal.ITIMER_REAL, moment * (took or 0))
            run()

        status = self._forked(die_after_a_while if took else lambda: self._dying(run, round(moment)))
        served = open_current(self._index)
        whole = served.id == self._base or not [*examine(served, self._encoder)]
        answered = asked(self._index, self._encoder)
        _tell(Told(command, moment, os.WIFSIGNALED(status), whole, answered)._asdict())

    def _forked(self, run: Callable[[], object]) -> int:
        if child := os.fork():
            return os.waitpid(child, 0)[1]
        try:
            run()
        finally:
            os._exit(0)

    def _dying(self, run: Callable[[], object], last: int) -> None:
        seen = 0

        def hook(event: str, arguments: object) -> None:
            nonlocal seen
            if event.startswith(_FILES):
                seen += 1
                if seen == last + 1:  # killing is told as well
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)
        run()

    def _count(self, run: Callable[[], object]) -> int:
        reading, writing = os.pipe()

        def counted() -> None:
            seen = 0

            def hook(event: str, arguments: object) -> None:
                nonlocal seen
                seen += event.startswith(_FILES)

            sys.addaudithook(hook)
            run()
            os.write(writing, str(seen).encode())

        self._forked(counted)
        os.close(writing)
        return int(os.read(reading, 20))


def _tell(what: dict[str, object]) -> None:
    sys.stdout.write(f"{json.dumps(what)}\n")
    sys.stdout.flush()  # or a fork would write it once more


if __name__ == "__main__":
    Killer(Path(sys.argv[1]), Encoder.load(sys.argv[2])).run()
