"""The errors of the index: each keeps its values, and its message ends with the command that mends it."""

# ruff: noqa: N818 (IndexMissing and the like say what is wrong; "Error" would add nothing)

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from onrecord.corpus import ArticleError, OnRecordError

GENERATIONS = "generations"
"""The folder inside an index that holds its generations."""


def index_folder(path: Path) -> Path:
    """Return the index that a file belongs to, since that is what ``--index`` takes; else the path itself."""
    return next((parent.parent for parent in path.parents if parent.name == GENERATIONS), path)


def _build(index: Path) -> str:
    """The command that makes an index where none is, of the shipped articles."""
    return f"onrecord build --index {shlex.quote(str(index))}"


def _rebuild(index: Path) -> str:
    """The command that makes an index anew; without its sources, it would come to hold the shipped articles instead."""
    return f"onrecord build SOURCE ... --index {shlex.quote(str(index))}"


class StoreError(OnRecordError):
    """An index cannot be used or written; raised itself where the system refuses (permissions, a full disk).

    Attributes:
        index: the folder of the index.
        reason: what was found and what was wanted.
    """

    def __init__(self, path: Path, reason: str, message: str | None = None) -> None:
        self.index = index_folder(path)
        self.reason = reason
        super().__init__(message or f"the index in {self.index} cannot be used: {reason}")

    @classmethod
    def from_os(cls, path: Path, error: OSError, use: str = "read") -> StoreError:
        """Say in one line what the system refused when an index was to be read, or ``use`` otherwise."""
        index = index_folder(path)
        reason = error.strerror or str(error)
        if error.filename is not None:
            reason += f" ({error.filename})"
        return cls(
            index,
            reason,
            f"the index in {index} cannot be {use}: {reason};"
            " mend that, or build one elsewhere: onrecord build --index FOLDER",
        )


class IndexMissing(StoreError):
    """There is no index in that folder yet."""

    def __init__(self, path: Path) -> None:
        index = index_folder(path)
        super().__init__(path, "missing", f"there is no index in {index}; build one: {_build(index)}")


class IndexDamaged(StoreError):
    """A file of the index is missing or holds something else than what was written."""

    def __init__(self, path: Path, reason: str) -> None:
        index = index_folder(path)
        super().__init__(path, reason, f"the index in {index} is damaged: {reason}; rebuild it: {_rebuild(index)}")


class NoneCurrent(IndexDamaged):
    """Generations are there, and which of them is current is not known, or none ever was."""

    def __init__(self, path: Path, reason: str) -> None:
        index = index_folder(path)
        StoreError.__init__(
            self,
            path,
            reason,
            f"no generation of the index in {index} is current: {reason}; make the newest so:"
            f" onrecord promote --index {shlex.quote(str(index))}",
        )


class IndexFormatError(StoreError):
    """The index was written by a version of *On the Record* that lays it out in another way.

    Attributes:
        found: the format version of the index.
        wanted: the one that this version reads.
    """

    def __init__(self, path: Path, found: object, wanted: int) -> None:
        self.found = found
        self.wanted = wanted
        index = index_folder(path)
        super().__init__(
            path,
            f"format {found!r}",
            f"the index in {index} has format {found!r}, and this version reads format {wanted};"
            f" rebuild it: {_rebuild(index)}",
        )


class EncoderMismatch(StoreError):
    """The index was built with another encoder than the one in use, so that their vectors do not compare.

    Attributes:
        built_with: name of the encoder that the index was built with.
        in_use: name of the encoder that was asked for.
        difference: what tells the two apart.
    """

    def __init__(self, path: Path, built_with: str, in_use: str, difference: str) -> None:
        self.built_with = built_with
        self.in_use = in_use
        self.difference = difference
        index = index_folder(path)
        super().__init__(
            path,
            difference,
            f"the index in {index} was built with the encoder {built_with!r}, and {in_use!r} is in use"
            f" ({difference}); rebuild it: {_rebuild(index)} --encoder {shlex.quote(in_use)}",
        )


class IndexBusy(StoreError):
    """Another process is writing this index.

    Attributes:
        holder: which process, doing what and since when; ``None`` where it has not said so yet.
    """

    def __init__(self, path: Path, holder: str | None = None) -> None:
        self.holder = holder
        index = index_folder(path)
        super().__init__(
            path,
            "another process is writing it",
            f"{holder or 'another process'} is writing the index in {index}; try again when it has ended, and see what"
            f" there is by then: onrecord history --index {shlex.quote(str(index))}",
        )


class GenerationMissing(StoreError):
    """An index has no generation of that name.

    Attributes:
        generation: the name that was given.
    """

    def __init__(self, path: Path, generation: str) -> None:
        self.generation = generation
        index = index_folder(path)
        super().__init__(
            path,
            f"no generation {generation!r}",
            f"the index in {index} has no generation {generation!r}; see which there are:"
            f" onrecord history --index {shlex.quote(str(index))}",
        )


class GenerationUnclear(StoreError):
    """The ids of several generations begin with what was given.

    Attributes:
        generation: what was given.
        matches: the ids that begin with it.
    """

    def __init__(self, path: Path, generation: str, matches: Sequence[str]) -> None:
        self.generation = generation
        self.matches = tuple(matches)
        index = index_folder(path)
        super().__init__(
            path,
            f"{len(matches)} generations {generation!r}",
            f"{len(matches)} generations of the index in {index} begin with {generation!r}; give more of the id:"
            f" onrecord history --index {shlex.quote(str(index))}",
        )


class NowhereToGo(StoreError):
    """An index has no generation to go to: none before the current one, or none that waits to be promoted."""

    def __init__(self, path: Path, reason: str, mend: str) -> None:
        index = index_folder(path)
        super().__init__(
            path,
            reason,
            f"the index in {index} stays as it is: {reason}; make one:"
            f" onrecord {mend} --index {shlex.quote(str(index))}",
        )


class VerificationFailed(StoreError):
    """An index was looked over, and something is wrong with it.

    Attributes:
        damaged: the ids of the generations that are, and ``CURRENT`` where that is.
    """

    def __init__(self, path: Path, damaged: Sequence[str], mend: str) -> None:
        self.damaged = tuple(damaged)
        index = index_folder(path)
        reason = f"damaged: {', '.join(damaged)}"
        super().__init__(
            path,
            reason,
            f"something in the index in {index} is {reason}; {mend} --index {shlex.quote(str(index))}",
        )


class ArticlesMissing(StoreError):
    """An index has no article of some ids.

    Attributes:
        ids: those that it does not have.
    """

    def __init__(self, path: Path, ids: Sequence[str]) -> None:
        self.ids = tuple(ids)
        index = index_folder(path)
        more = f" (and {len(ids) - 1} more)" if len(ids) > 1 else ""
        super().__init__(
            path,
            f"no article {ids[0]!r}",
            f"the index in {index} has no article {ids[0]!r}{more}; nothing was removed. See which there are:"
            f" onrecord export --index {shlex.quote(str(index))}",
        )


class RejectedArticles(OnRecordError):
    """Something could not be read, and a build was told to end then; the index stays as it was.

    Attributes:
        rejected: what could not be read.
    """

    def __init__(self, rejected: Sequence[ArticleError]) -> None:
        self.rejected = tuple(rejected)
        more = f" (and {len(rejected) - 1} more)" if len(rejected) > 1 else ""
        super().__init__(f"rejected: {rejected[0]}{more}; the index stays as it was, since --strict was given")


class EncoderError(OnRecordError):
    """An encoder cannot be loaded, or is not the model that it should be.

    Attributes:
        encoder: its name or path, as it was given.
        reason: what was found and what was wanted, or what to do.
    """

    def __init__(self, encoder: str, reason: str) -> None:
        self.encoder = encoder
        self.reason = reason
        super().__init__(f"the encoder {encoder!r} cannot be used: {reason}")


class RerankerError(OnRecordError):
    """A reranker cannot be loaded, or does not give one number for each passage.

    Attributes:
        reranker: its name or path, as it was given.
        reason: what was found and what was wanted, or what to do.
    """

    def __init__(self, reranker: str, reason: str) -> None:
        self.reranker = reranker
        self.reason = reason
        super().__init__(
            f"the reranker {reranker!r} cannot be used: {reason}; name another, or leave ONRECORD_RERANKER unset"
        )


class VectorError(OnRecordError, ValueError):
    """Vectors do not have the shape or the unit length that an index of cosines needs."""


class QuestionError(OnRecordError):
    """A question cannot be asked as it stands (empty, too long); the message is one line fit for readers."""


class ExpectationError(OnRecordError):
    """A line of a file of questions for evaluation does not say what is asked and what is expected.

    Attributes:
        file: the file.
        line: number of the line, from 1; ``None`` where the file as a whole is meant.
        reason: what was found and what was wanted.
    """

    def __init__(self, file: Path, line: int | None, reason: str) -> None:
        self.file = file
        self.line = line
        self.reason = reason
        super().__init__(f"{file}: {reason}" if line is None else f"{file}:{line}: {reason}")
