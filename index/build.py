"""Building an index: articles in, one more generation out."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onrecord.corpus import (
    Article,
    ArticleError,
    Notice,
    Passage,
    Quote,
    Speaker,
    find_quotes,
    link_speakers,
    read_articles,
    split_passages,
)

from . import generation
from .calibration import calibrate
from .dense import DenseIndex
from .documents import embedded_text, searched_text
from .encoder import Encoder
from .errors import IndexBusy, StoreError
from .evidence import Kindred
from .lexical import LexicalDocument, LexicalIndex
from .ranking import Ranker
from .store import FILE_NAME, SpeakerNumbers, Store
from .store_writing import write_store

DENSE_FILE = "passages.faiss"
LEXICAL_FOLDER = "words"
# Texts that are embedded between two reports of progress; large enough for full batches.
_BATCH = 256

Progress = Callable[[int, int], None]
"""Told how many texts are embedded, and of how many."""


@dataclass(frozen=True)
class Built:
    """What a build made, what it left out, and what of that it was given more than once."""

    generation: generation.Generation
    skipped: tuple[ArticleError, ...]
    repeated: int
    notices: tuple[Notice, ...] = ()


def build(sources: Sequence[Path], index: Path, encoder: Encoder, progress: Progress | None = None) -> Built:
    """Make the index hold exactly the articles of some files and folders, as a new generation.

    The generation that is served stays as it is until the new one is complete and verified. An article that comes
    twice is one article; one that cannot be read, or whose id another article has already, is skipped and reported.

    Args:
        sources: files and folders.
        index: folder of the index; made where it is missing.
        encoder: what embeds the passages.
        progress: called as passages are embedded.

    Raises:
        StoreError: nothing could be read from the sources, or the index cannot be written.
        EncoderError: the encoder cannot be loaded.
    """
    articles, skipped, repeated, notices = _gather(sources)
    if skipped and not articles:
        first = skipped[0]
        more = f" (and {len(skipped) - 1} more)" if len(skipped) > 1 else ""
        raise StoreError(index, str(first), f"no article could be read: {first}{more}; the index stays as it was")
    quotes = [find_quotes(article) for article in articles]
    passages = [p for article, found in zip(articles, quotes, strict=True) for p in split_passages(article, found)]
    speakers = link_speakers(_quotes_of(passages))
    given = [_readable(source) for source in sources]
    with generation.new_generation(index) as draft:
        dense = DenseIndex.build(_embed(passages, encoder, progress))
        dense.save(draft.path / DENSE_FILE)
        lexical = LexicalIndex.build(draft.path / LEXICAL_FOLDER, _documents(articles, passages, speakers))
        counts = write_store(draft.path / FILE_NAME, articles, passages, speakers, LexicalIndex.terms)
        with closing(Store(draft.path / FILE_NAME, counts)) as store:
            calibrated = calibrate(store, Ranker(store, dense, lexical, Kindred(lexical.terms)), lexical, encoder)
        made = draft.publish(encoder=encoder.fingerprint, counts=counts, thresholds=calibrated, sources=given)
    with suppress(IndexBusy):  # the next build has begun already, and prunes when it is done
        generation.prune(index)
    return Built(made, tuple(skipped), repeated, tuple(notices))


def _quotes_of(passages: Sequence[Passage]) -> dict[str, list[Quote]]:
    """The quotes that can be shown, article by article, by its id."""
    quotes: dict[str, list[Quote]] = defaultdict(list)
    for passage in passages:
        quotes[passage.article_id].extend(passage.quotes)
    return quotes


def _readable(source: Path) -> str:
    """A path as text, since on disk it may be no valid UTF-8, and a manifest is."""
    return os.fsencode(source).decode("utf-8", "replace")


def _gather(sources: Sequence[Path]) -> tuple[list[Article], list[ArticleError], int, list[Notice]]:
    articles: list[Article] = []
    notices: list[Notice] = []
    skipped: list[ArticleError] = []
    by_id: dict[str, Article] = {}
    by_text: dict[str, Article] = {}
    repeated = 0
    for source, found in ((path, found) for path in sources for found in read_articles(path)):
        if isinstance(found, ArticleError):
            skipped.append(found)
        elif isinstance(found, Notice):
            notices.append(found)
        elif found.text in by_text:
            repeated += 1
        elif found.id in by_id:
            skipped.append(ArticleError(str(source), f"another article has the id {found.id!r}; give each its own"))
        else:
            by_id[found.id] = by_text[found.text] = found
            articles.append(found)
    return articles, skipped, repeated, notices


def _embed(passages: Sequence[Passage], encoder: Encoder, progress: Progress | None) -> NDArray[np.float32]:
    """Embed every passage.

    Returns:
        Shape (passages, dimension).
    """
    texts = list(map(embedded_text, passages))
    batches = [encoder.encode_passages([])]
    for start in range(0, len(texts), _BATCH):
        batches.append(encoder.encode_passages(texts[start : start + _BATCH]))
        if progress is not None:
            progress(min(start + _BATCH, len(texts)), len(texts))
    return np.concatenate(batches)


def _documents(
    articles: Sequence[Article], passages: Sequence[Passage], speakers: Sequence[Speaker]
) -> Iterable[LexicalDocument]:
    by_id = {article.id: (number, article) for number, article in enumerate(articles)}
    who = SpeakerNumbers(speakers)
    for row, passage in enumerate(passages):
        number, article = by_id[passage.article_id]
        yield LexicalDocument(
            row=row, text=searched_text(article, passage), speakers=_quoted(passage.quotes, who), article=number
        )


def _quoted(quotes: Sequence[Quote], who: SpeakerNumbers) -> tuple[int, ...]:
    return tuple(sorted({number for quote in quotes if (number := who.of(quote)) is not None}))
