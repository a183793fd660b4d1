"""Generations of a store alone, for what looks at nothing else."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

from onrecord.corpus import Article, find_quotes, link_speakers, split_passages
from onrecord.index.decision import Thresholds
from onrecord.index.generation import Generation
from onrecord.index.lexical import LexicalIndex
from onrecord.index.manifest import FORMAT_VERSION, Counts, Manifest
from onrecord.index.store_writing import StoreWriter

from tests.generations import ENCODER


def generation(folder: Path, articles: Sequence[Article]) -> Generation:
    """A generation of a store alone."""
    folder.mkdir()
    with StoreWriter(folder, LexicalIndex.terms) as writer:
        for article in articles:
            writer.write(article, split_passages(article, find_quotes(article)))
        writer.link(link_speakers(writer.quoted()))
    manifest = Manifest(
        format_version=FORMAT_VERSION,
        version="0",
        created=datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC),
        encoder=ENCODER,
        counts=Counts(articles=len(articles), passages=0, quotes=0, speakers=0),
        thresholds=Thresholds(answered=0.1, fair=0.2, strong=0.3),
        sources=(),
        files={},
    )
    return Generation(folder, manifest)
