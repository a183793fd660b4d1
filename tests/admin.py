"""An index for tests of an administrator's commands: a few invented articles, and an encoder of a few kilobytes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.running import Ran

RAIN = {"id": "rain", "title": "Rain", "text": "“It rains,” said Ann Lee."}
SNOW = {"id": "snow", "title": "Snow", "text": "“It snows,” said Bob Day.\n\nIt was cold."}
WIND = {"id": "wind", "text": "“It blows,” said Carl May."}


class Desk:
    """Runs commands over one index, and writes the files that they read."""

    def __init__(self, run: Callable[..., Ran], folder: Path) -> None:
        self._run = run
        self.folder = folder
        self.index = folder / "i"

    def __call__(self, *arguments: str | Path) -> Ran:
        return self._run(*arguments, "--index", "i")

    def json(self, *arguments: str | Path) -> Any:
        """What a command that succeeds prints as one object."""
        ran = self(*arguments, "--json")
        assert ran.status == 0, ran.err
        return json.loads(ran.out)

    def lines(self, *arguments: str | Path) -> list[Any]:
        """What a command that succeeds prints as an object a line."""
        ran = self(*arguments)
        assert ran.status == 0, ran.err
        return [json.loads(line) for line in ran.out.splitlines()]

    def write(self, name: str, *articles: dict[str, Any]) -> str:
        """Write articles, or questions, into a file of JSON Lines."""
        text = "".join(json.dumps(article, ensure_ascii=False) + "\n" for article in articles)
        (self.folder / name).write_text(text, encoding="utf-8")
        return name

    def build(self, *articles: dict[str, Any], options: tuple[str, ...] = ()) -> str:
        """Build from articles, and give the id of the generation."""
        return str(self.json("build", self.write("articles.jsonl", *articles), *options)["generation"])

    @property
    def current(self) -> str:
        return (self.index / "CURRENT").read_text().strip()

    @property
    def generations(self) -> list[str]:
        return sorted(path.name for path in (self.index / "generations").iterdir())

    def damage(self, generation: str, name: str = "articles.sqlite") -> None:
        """Flip a bit in a file of a generation, and of no other that shares it."""
        file = self.index / "generations" / generation / name
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 1
        file.unlink()
        file.write_bytes(data)
