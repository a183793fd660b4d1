"""Building an index: articles in, one more generation out."""

from __future__ import annotations

import importlib.metadata
import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.corpus import ArticleError, Found, Notice, read_articles

from . import generation, journal, rejections
from .assembly import assemble, take_over
from .encoder import Encoder
from .errors import (
    ArticlesMissing,
    EncoderMismatch,
    IndexBusy,
    IndexDamaged,
    IndexMissing,
    RejectedArticles,
    StoreError,
)
from .examination import examine
from .generation import Generation
from .manifest import Changes, Manifest
from .origins import Place, is_file, lasting, lies_in
from .progress import Progress, Step, silent
from .staging import Staging

Source = str | Path
Read = Callable[[Source], Iterable[Found]]


@dataclass(frozen=True)
class Options:
    """How to build.

    Attributes:
        read: what reads a source; by default, files alone.
        full: whether everything is made anew, also what stands unchanged in the generation before.
        strict: whether an article that cannot be read ends the build.
        promote: whether the new generation becomes the current one; else it only stands beside the others.
        idle: whether nothing is made where the articles are those that the index has.
    """

    read: Read = read_articles
    full: bool = False
    strict: bool = False
    promote: bool = True
    idle: bool = False


@dataclass(frozen=True)
class Built:
    """What a build made, what it could not read, and what it guessed or left out.

    ``changes`` says what was added, updated, removed, left as it was, given more than once, and rejected. ``changed``
    is false where it was told to make nothing of nothing new: then this is the generation of before.
    """

    generation: Generation
    changes: Changes
    skipped: tuple[ArticleError, ...] = ()
    notices: tuple[Notice, ...] = ()
    changed: bool = True

    @property
    def repeated(self) -> int:
        """How many articles were given more than once."""
        return self.changes.repeated


def build(
    sources: Sequence[Source],
    index: Path,
    encoder: Encoder,
    progress: Progress | None = None,
    options: Options = Options(),
) -> Built:
    """Make the index hold exactly the articles of some sources, as a new generation.

    The generation that is served stays as it is until the new one is complete and verified. What it has already is
    copied, and only what is new or changed is read by the encoder. An article that comes twice is one article; one that
    cannot be read, or whose id another article has already, is skipped and reported.

    Args:
        sources: what to read.
        index: folder of the index; made where it is missing.
        encoder: what embeds the passages.
        progress: called as the work goes on.
        options: how to build.

    Raises:
        StoreError: nothing could be read from the sources, or the index cannot be written.
        RejectedArticles: something could not be read, and the build is strict.
        EncoderError: the encoder cannot be loaded.
    """
    return _Build("build", index, encoder, progress, options).make(sources)


def add(
    sources: Sequence[Source],
    index: Path,
    encoder: Encoder,
    progress: Progress | None = None,
    options: Options = Options(),
) -> Built:
    """Put the articles of some sources into an index, as a new generation; one that it has already is replaced.

    Where there is no index yet, one is made.

    Args:
        sources: what to read.
        index: folder of the index.
        encoder: the one that the index was built with.
        progress: called as the work goes on.
        options: how to build.

    Raises:
        EncoderMismatch: it was built with another encoder.
        StoreError, RejectedArticles, EncoderError: as :func:`build`.
    """
    return _Build("add", index, encoder, progress, options, upon=True).make(sources)


def refresh(
    sources: Sequence[Source],
    index: Path,
    encoder: Encoder,
    progress: Progress | None = None,
    options: Options = Options(),
) -> Built:
    """Bring the articles of some sources up to date, as a new generation, and leave all others as they are.

    An article that came from one of these files or folders and is no longer there goes; one that can just not be read
    now stays, and so does what a feed no longer lists. A file or folder that has no article at all any more, as when a
    disk is not mounted, is reported like one that cannot be read, and what came from there stays.

    Args and raises: as :func:`add`.
    """
    return _Build("refresh", index, encoder, progress, options, upon=True, follow=True).make(sources)


def remove(
    ids: Sequence[str],
    index: Path,
    encoder: Encoder,
    progress: Progress | None = None,
    options: Options = Options(),
) -> Built:
    """Take articles out of an index, as a new generation.

    Args:
        ids: of the articles.
        index: folder of the index.
        encoder: the one that the index was built with.
        progress: called as the work goes on.
        options: how to build.

    Raises:
        ArticlesMissing: the index has no article of one of the ids; nothing is removed then.
        IndexMissing, EncoderMismatch, StoreError, EncoderError: as :func:`add`.
    """
    generation.current_id(index)  # before a folder is made for one that is not there
    named = tuple(map(readable, ids))
    return _Build("remove", index, encoder, progress, options, upon=True, without=named).make(())


class _Build:
    """One build, from the lock to the new generation."""

    def __init__(
        self,
        command: str,
        index: Path,
        encoder: Encoder,
        progress: Progress | None,
        options: Options,
        *,
        upon: bool = False,
        follow: bool = False,
        without: Sequence[str] = (),
    ) -> None:
        self._command = command
        self._index = index
        self._encoder = encoder
        self._progress = progress or silent
        self._options = options
        self._upon = upon
        self._follow = follow
        self._without = without
        self._skipped: list[ArticleError] = []
        self._notices: list[Notice] = []
        self._taken_in = 0
        self._before: Generation | None = None
        self._damaged = False

    def make(self, sources: Sequence[Source]) -> Built:
        """Make the new generation."""
        try:
            with generation.new_generation(self._index, self._command) as draft:
                try:
                    built = self._draft(draft, sources)
                except (StoreError, OSError, sqlite3.Error):
                    journal.make_room(self._index)
                    raise
        except sqlite3.Error as error:
            raise StoreError(self._index, f"it cannot be written ({error})") from error
        if built.changed:
            # The next build has begun already, and prunes when it is done; or no generation is current yet.
            with suppress(IndexBusy, IndexMissing, IndexDamaged):
                generation.prune(self._index)
        return built

    def _draft(self, draft: generation.Draft, sources: Sequence[Source]) -> Built:
        self._before = before = self._base()
        with Staging(draft.path, before.path if before is not None else None, copied=self._copied) as staged:
            if self._upon:
                self._keep(staged)
            self._read(sources, staged)
            changes = Changes(
                added=len(staged) - staged.kept - staged.updated,
                updated=staged.updated,
                unchanged=staged.kept,
                removed=staged.gone,
                repeated=staged.repeated,
                rejected=len(self._skipped),
            )
            alike = self._alike(staged)
            if alike and before is not None and self._options.idle and not self._damaged:
                return Built(before, changes, tuple(self._skipped), tuple(self._notices), changed=False)
            rejections.save(draft.path, self._skipped)
            if alike and before is not None:
                made = take_over(before, draft.path)
            else:
                base = None if self._options.full else before
                made = assemble(draft.path, self._index, staged, base, self._encoder, self._progress)
            content = staged.content

        def manifest(**known: Any) -> Manifest:
            return Manifest(
                command=self._command,
                parent=before.id if before is not None else None,
                content=content,
                encoder=made.encoder,
                counts=made.counts,
                changes=changes.model_copy(update={"embedded": made.embedded}),
                neighbours=made.neighbours,
                thresholds=made.thresholds,
                sources=self._sources(sources),
                **known,
            )

        # What is the same to the last byte was looked over when it was made, and its checksums hold.
        check = None if alike else self._check
        published = draft.publish(manifest, check=check, promote=self._options.promote)
        journal.discard(self._index)
        return Built(published, published.manifest.changes, tuple(self._skipped), tuple(self._notices))

    def _base(self) -> Generation | None:
        """The generation to start from: the current one, or the last that is good; ``None`` where there is none."""
        try:
            found, damage = generation.open_last_good(self._index)
        except IndexMissing:
            return None
        except StoreError:
            if self._upon:
                raise
            return None  # a build from scratch mends whatever is wrong
        if damage is not None:
            self._damaged = True
            self._notices.append(Notice(where=str(self._index), what=f"{damage.reason}; {found.id} is built upon"))
        held = found.manifest.encoder
        if self._upon and (difference := self._encoder.difference_from(held)):
            raise EncoderMismatch(found.path, held.name, self._encoder.name, difference)
        return found

    def _keep(self, staged: Staging) -> None:
        if missing := staged.keep(without=self._without):
            raise ArticlesMissing(self._index, missing)

    def _read(self, sources: Sequence[Source], staged: Staging) -> None:
        followed: list[Place] = []
        for source in sources:
            skipped = len(self._skipped)
            came = self._take_in(source, staged)
            if not self._follow or not is_file(readable(source)):
                continue
            if came:
                followed.append(Place(source))
            elif skipped == len(self._skipped):
                self._skipped.append(ArticleError(readable(source), "no article is there; what was stays in the index"))
        if self._follow:
            self._let_go(followed, staged)
        staged.settle()
        if self._skipped and self._options.strict:
            raise RejectedArticles(self._skipped)
        if self._skipped and not self._taken_in:
            first = self._skipped[0]
            more = f" (and {len(self._skipped) - 1} more)" if len(self._skipped) > 1 else ""
            raise StoreError(
                self._index, str(first), f"no article could be read: {first}{more}; the index stays as it was"
            )

    def _take_in(self, source: Source, staged: Staging) -> int:
        """Stage the articles of a source, and return how many came."""
        came = 0
        for found in self._options.read(source):
            if isinstance(found, ArticleError):
                self._skipped.append(found)
            elif isinstance(found, Notice):
                self._notices.append(found)
            else:
                came += 1
                try:
                    notice = staged.put(found)
                    self._notices += [notice] if notice is not None else []
                    self._taken_in += 1
                except ArticleError as error:
                    self._skipped.append(error)
            self._progress(Step.READING, self._taken_in, None)
        return came

    def _let_go(self, followed: Sequence[Place], staged: Staging) -> None:
        """Drop what is gone from some places, but nothing that lies in what could not be read."""
        spared = {lasting(error.where) for error in self._skipped}

        def gone(origin: str) -> bool:
            return any(place.holds(origin) for place in followed) and not lies_in(origin, spared)

        staged.drop(staged.unseen(gone))

    @property
    def _copied(self) -> bool:
        """Whether what stands in the generation before is as this version would make it."""
        known = self._before is not None and self._before.manifest.version == importlib.metadata.version("onrecord")
        return known and not self._options.full

    def _alike(self, staged: Staging) -> bool:
        """Whether the next generation is the one before to the last byte, so that no encoder is needed."""
        before = self._before
        return (
            before is not None
            and self._copied
            and staged.is_as_before
            and self._encoder.difference_from(before.manifest.encoder) is None
        )

    def _sources(self, given: Sequence[Source]) -> tuple[str, ...]:
        """What the new generation is made from: what was given, after what was given before where that stays."""
        named = tuple(map(readable, given))
        if not self._upon or self._before is None:
            return named
        return tuple(dict.fromkeys((*self._before.manifest.sources, *named)))

    def _check(self, made: Generation) -> None:
        """Refuse a generation with which something is wrong.

        Raises:
            IndexDamaged: something is.
        """
        for fault in examine(made, self._encoder):
            raise IndexDamaged(made.path, fault)


def readable(source: Source) -> str:
    """A source as text, since on disk it may be no valid UTF-8, and a manifest is."""
    return os.fsencode(source).decode("utf-8", "replace")
