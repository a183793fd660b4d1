"""Generated updates of every kind: none goes unhandled, and Telegram holds nothing against what comes of them.

So many that it takes a minute: python benchmarks/bot_updates.py
"""

from __future__ import annotations

from tests.botapi.generated import faults


def test_generated_updates_are_all_handled(shipped_retriever, tmp_path):
    assert faults(shipped_retriever, tmp_path, 300) == []
