"""How a command of a test ended."""

from typing import NamedTuple


class Ran(NamedTuple):
    """How a command ended, and what it printed."""

    status: int
    out: str
    err: str

    @property
    def error(self) -> str:
        """The one line of an error, which is all that it prints."""
        assert (self.status, self.out) == (2, "")
        (line,) = self.err.splitlines()
        assert line.startswith("onrecord: ")
        return line.removeprefix("onrecord: ")
