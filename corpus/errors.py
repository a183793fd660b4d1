"""The errors of *On the Record*: one base, and one class for each thing that a caller would catch."""


class OnRecordError(Exception):
    """Base of every error that this product raises on purpose; its message is one line for people."""


class ArticleError(OnRecordError):
    """One article cannot be read; the others are not affected.

    Attributes:
        where: the file, or the name under which the text came in.
        line: line number in it, from 1, where one is known.
        reason: what was found and what was wanted.
    """

    def __init__(self, where: str, reason: str, line: int | None = None) -> None:
        self.where = where
        self.line = line
        self.reason = reason
        super().__init__(f"{where}:{line}: {reason}" if line is not None else f"{where}: {reason}")


class SpanError(OnRecordError, ValueError):
    """Offsets do not lie in the text that they should cut, or the words are not those that stand there."""
