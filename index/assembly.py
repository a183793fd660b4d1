"""Assembly: the files of a generation, made of the articles that were staged for it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import NamedTuple

from onrecord.corpus import find_quotes, link_speakers, split_passages

from . import dense, embedding, lexical, rejections, store, vectors
from .calibration import calibrate, topic_vectors
from .decision import Thresholds
from .dense import DenseIndex
from .documents import searched_text
from .encoder import Encoder, EncoderFingerprint
from .evidence import Kindred
from .generation import Generation
from .lexical import LexicalDocument, LexicalIndex
from .manifest import Counts, Neighbours
from .progress import Progress, Step
from .ranking import Ranker
from .staging import Staging
from .store import SpeakerNumbers, Store
from .store_writing import StoreWriter

_BATCH = 256  # passages that are read together for the full-text index


class Assembled(NamedTuple):
    """What the manifest says of the files; ``embedded`` is how many texts the encoder had to read."""

    encoder: EncoderFingerprint
    counts: Counts
    neighbours: Neighbours
    thresholds: Thresholds
    embedded: int


def assemble(
    folder: Path, index: Path, staged: Staging, before: Generation | None, encoder: Encoder, progress: Progress
) -> Assembled:
    """Make the files of a generation.

    Nothing of the collection as a whole is held in memory but the names of those who speak, a number or two a passage,
    and what FAISS looks through.

    Args:
        folder: of the draft.
        index: folder of the index.
        staged: the articles.
        before: the generation whose passages and vectors may be copied; ``None`` to make everything anew.
        encoder: what embeds.
        progress: called as the work goes on.

    Raises:
        EncoderError: the encoder cannot be loaded.
        StoreError, OSError, sqlite3.Error: the files cannot be written.
    """
    fingerprint = encoder.fingerprint
    with StoreWriter(folder, LexicalIndex.terms, before.path if before is not None else None) as writer:
        total = len(staged)
        for done, one in enumerate(staged, start=1):
            if one.article is not None:
                writer.write(one.article, split_passages(one.article, find_quotes(one.article)))
            elif one.kept is not None:
                writer.copy(one.id, one.kept, one.origin)
            progress(Step.QUOTING, done, total)
        writer.link(link_speakers(writer.quoted()))
        counts = writer.counts
        known = None
        if before is not None and before.manifest.encoder.difference(fingerprint) is None:
            held = before.path / vectors.FILE_NAME
            known = vectors.open_vectors(held, fingerprint.dimension, before.manifest.counts.passages)
        made = folder / vectors.FILE_NAME
        embedded = embedding.embed(made, index, writer, encoder, known, partial(progress, Step.EMBEDDING))
    mapped = vectors.open_vectors(made, fingerprint.dimension, counts.passages)
    topics = topic_vectors(encoder)
    near = DenseIndex.build(mapped, topics)
    near.save(folder / dense.FILE_NAME)
    with closing(Store(folder / store.FILE_NAME, counts)) as opened:
        words = LexicalIndex.build(folder / lexical.FOLDER_NAME, _documents(opened, progress))
        ranker = Ranker(opened, near, words, Kindred(words.terms))
        thresholds = calibrate(opened, ranker, words, topics)
    return Assembled(fingerprint, counts, near.neighbours, thresholds, embedded)


def take_over(before: Generation, folder: Path) -> Assembled:
    """Make the files of a generation those of the one before.

    They are copied, since of two that were one file on disk neither would be good when the other is damaged. What could
    not be read is left out: each build has its own.

    Raises:
        OSError: the disk refuses.
    """
    for name in before.manifest.files:
        if name != rejections.FILE_NAME:
            (folder / name).parent.mkdir(exist_ok=True, parents=True)
            shutil.copyfile(before.path / name, folder / name)
    held = before.manifest
    return Assembled(held.encoder, held.counts, held.neighbours, held.thresholds, 0)


def _documents(opened: Store, progress: Progress) -> Iterator[LexicalDocument]:
    who = SpeakerNumbers(opened.speakers)
    for start in range(0, len(opened), _BATCH):
        rows = range(start, min(start + _BATCH, len(opened)))
        for row, (passage, article) in zip(rows, opened.passages(rows), strict=True):
            speakers = {number for quote in passage.quotes if (number := who.of(quote)) is not None}
            yield LexicalDocument(
                row=row,
                text=searched_text(article, passage),
                speakers=tuple(sorted(speakers)),
                article=int(opened.article_of[row]),
            )
        progress(Step.WRITING, rows.stop, len(opened))
