"""Zip archives: members are read in memory, in the order of their names, and nothing in one touches the disk."""

import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath
from typing import BinaryIO

from ..errors import ArticleError
from .expanding import DAMAGED, Budget, counted
from .raw import Raw, shown, told_apart

# More files than years of a newspaper have articles.
MAX_MEMBERS = 100_000
_ENCRYPTED = 0x1


def zip_members(raw: Raw) -> Iterator[Raw | ArticleError]:
    """The members of a zip archive in the order of their names; those that cannot be read are faults in their places.

    ``where`` of a member is ``archive.zip/member``. Hidden ones are passed over.

    Raises:
        ArticleError: it is no zip archive, a damaged one, or one with too many members.
    """
    with ExitStack() as opened:
        try:
            archive = opened.enter_context(zipfile.ZipFile(opened.enter_context(raw.open())))
        except (zipfile.BadZipFile, *DAMAGED, ValueError, NotImplementedError, RuntimeError, OverflowError) as error:
            raise ArticleError(raw.where, "no zip archive, or a damaged one") from error
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) > MAX_MEMBERS:
            raise ArticleError(raw.where, f"an archive of {len(members)} files; at most {MAX_MEMBERS} are read")
        budget = Budget(raw.where, raw.size or 0)
        apart = told_apart(PurePosixPath(member.filename) for member in members)
        for member in sorted(members, key=lambda one: one.filename):
            path = PurePosixPath(member.filename)
            where = f"{raw.where}/{shown(member.filename)}"
            if any(part.startswith((".", "__MACOSX")) and part != ".." for part in path.parts):
                continue
            if member.flag_bits & _ENCRYPTED:
                yield ArticleError(where, "encrypted; give it without a password")
                continue
            yield replace(
                raw,
                where=where,
                name=shown(path.name),
                open=partial(_opened, archive, member, budget),
                size=member.file_size,
                apart=apart.get(path, ""),
            )


def _opened(archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: Budget) -> BinaryIO:
    return counted(archive.open(member), budget)  # type: ignore[arg-type]
