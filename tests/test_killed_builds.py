"""A process that is killed while it writes an index leaves one that opens and answers, whatever it was just doing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.killing import KILLS, TIMED


@pytest.mark.slow
def test_a_hundred_killed_processes_do_no_harm_and_the_next_build_cleans_up(tmp_path: Path, tiny_encoder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.killing", str(tmp_path), str(tiny_encoder)],
        cwd=Path(__file__).parent.parent,
        # Threads do not survive a fork.
        env={**os.environ, "OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    *told, last = map(json.loads, done.stdout.splitlines())
    assert Counter(one["command"] for one in told) == Counter(KILLS) + Counter(build=TIMED)
    assert len(told) == 100
    assert [one for one in told if not (one["served"] and one["answered"])] == []
    died = Counter(one["command"] for one in told if one["died"])
    assert died["build"] >= 0.9 * (KILLS["build"] + TIMED)  # one that was quicker than before is done
    assert (died["promote"], died["prune"]) == (KILLS["promote"], KILLS["prune"])
    assert last == {"faults": [], "left": [".lock", "CURRENT", "generations"], "kept": 3}
