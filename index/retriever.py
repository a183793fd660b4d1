"""The retrieval module's front: open an index, ask a question, get passages or an honest no."""

from __future__ import annotations

import datetime
import time
from collections.abc import Sequence
from pathlib import Path

from onrecord.corpus import OnRecordError

from . import dense, generation, vectors
from . import lexical as words
from .answer import Answer, IndexStamp
from .dense import DenseIndex
from .directory import SpeakerDirectory
from .encoder import Encoder
from .errors import EncoderMismatch, QuestionError
from .evidence import Kindred
from .filters import Filters
from .inquiry import Inquiry, Library
from .lexical import LexicalIndex
from .manifest import Counts
from .offices import Offices
from .question import Question, QuestionKind, readable, understand
from .ranking import Ranker
from .reranker import Reranker
from .roster import Roster, SpeakerProfile, SpeakerSummary
from .settings import IndexSettings
from .shelf import PlacedPassage, QuotedArticle, Shelf, SourceSummary
from .store import FILE_NAME, SpeakerNumbers, Store
from .timeline import Comparison, Follower, Timeline
from .verification import Verification, Verifier

# Hits that anybody may ask for; more would only be the rest of the index.
MAX_HITS = 100


class Retriever:
    """Answers questions from one generation of an index; may be used from several threads.

    Make one with :meth:`open`. Everything but the models is read at once; these load, which takes seconds, at the first
    question or in :meth:`warm_up`.
    """

    def __init__(self, opened: generation.Generation, encoder: Encoder, reranker: Reranker | None = None) -> None:
        """Read a generation that has been verified."""
        manifest = opened.manifest
        self._manifest = manifest
        self._path = opened.path
        self._store = Store(opened.path / FILE_NAME, manifest.counts)
        shape = manifest.encoder.dimension, manifest.counts.passages
        mapped = vectors.open_vectors(opened.path / vectors.FILE_NAME, *shape)
        near = DenseIndex.open(opened.path / dense.FILE_NAME, mapped, manifest.neighbours)
        lexical = LexicalIndex.open(opened.path / words.FOLDER_NAME)
        kindred = Kindred(lexical.terms)
        self._library = Library(
            store=self._store,
            ranker=Ranker(self._store, near, lexical, kindred),
            speakers=SpeakerDirectory(self._store.speakers),
            offices=Offices(self._store, lexical, kindred),
            numbers=SpeakerNumbers(self._store.speakers),
            lexical=lexical,
            encoder=encoder,
            stamp=IndexStamp(generation=opened.id, encoder=manifest.encoder.name),
            reranker=reranker,
            thresholds=manifest.thresholds,
        )
        self._roster = Roster(self._store, self._library.speakers)
        self._shelf = Shelf(self._store)
        self._verifier = Verifier(self._store, lexical, self._library.speakers)
        self._follower = Follower(self._store, self._library.speakers, self.ask, MAX_HITS, self._library.stamp)
        self._warm = False

    @classmethod
    def open(
        cls, path: str | Path | None = None, *, encoder: str | None = None, reranker: str | None = None
    ) -> Retriever:
        """Open the current generation of an index.

        Where that is damaged, the last good one before it is opened, and the log says so as an error.

        Args:
            path: folder of the index; the setting ``ONRECORD_INDEX`` otherwise.
            encoder: name or path of the encoder; the setting ``ONRECORD_ENCODER`` otherwise.
            reranker: name or path of a cross-encoder that puts the best passages in order, ``""`` for none; the setting
                ``ONRECORD_RERANKER`` otherwise.

        Raises:
            IndexMissing: there is no index in that folder.
            IndexDamaged: a file of it is not what was written, and there is no good one before it.
            IndexFormatError: another version of the product wrote it.
            EncoderMismatch: it was built with another encoder than the one configured.
            EncoderError: the encoder cannot be used.
            RerankerError: there is no such reranker.
        """
        settings = IndexSettings.load()
        opened = generation.open_serving(Path(path) if path is not None else settings.index)
        loaded = Encoder.load(encoder or settings.encoder)
        if difference := loaded.difference_from(opened.manifest.encoder):
            raise EncoderMismatch(opened.path, opened.manifest.encoder.name, loaded.name, difference)
        named = settings.reranker if reranker is None else reranker
        return cls(opened, loaded, Reranker.load(named) if named else None)

    def newer(self) -> Retriever | None:
        """Open the generation that is current by now, with the models of this one, which stays open as well.

        Returns:
            ``None`` where this is the current generation still.

        Raises:
            OnRecordError: as :meth:`open` and :meth:`warm_up`; this retriever answers on.
        """
        index = self._path.parent.parent
        if generation.current_id(index) == self.stamp.generation:
            return None
        opened = generation.open_current(index)
        newer = Retriever(opened, self._library.encoder, self._library.reranker)
        try:
            if opened.manifest.counts.passages:
                newer.warm_up()
        except OnRecordError:
            newer.close()
            raise
        return newer

    def close(self) -> None:
        """Let go of the files and of the memory; no other thread may be using it, and nothing can be asked after."""
        self._store.close()
        # It refers back to this object, and large arrays should not wait for Python to notice.
        del self._follower, self._library, self._roster, self._shelf, self._verifier

    def warm_up(self) -> None:
        """Load the encoder now, and the reranker where there is one, so that no question has to wait for them.

        Raises:
            EncoderMismatch: the same weights, and yet not the vectors that the index was built with.
            EncoderError: the encoder cannot be loaded.
            RerankerError: the reranker cannot be loaded.
        """
        if self._warm:
            return
        encoder, reranker = self._library.encoder, self._library.reranker
        if difference := self._manifest.encoder.difference(encoder.fingerprint):
            raise EncoderMismatch(self._path, self._manifest.encoder.name, encoder.name, difference)
        if reranker is not None:
            reranker.warm_up()
        self._warm = True

    @property
    def stamp(self) -> IndexStamp:
        """Which index answers."""
        return self._library.stamp

    @property
    def counts(self) -> Counts:
        """How many articles, passages, quotes and speakers there are."""
        return self._manifest.counts

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources of the articles, in order."""
        return tuple(self._store.sources)

    @property
    def period(self) -> tuple[datetime.date, datetime.date] | None:
        """The dates of the oldest and the newest article that has one."""
        return self._store.period

    def most_quoted(self, most: int = 3) -> tuple[str, ...]:
        """The speakers who are quoted most."""
        return self._library.speakers.most_quoted(most)

    def speakers(self) -> tuple[SpeakerSummary, ...]:
        """Everybody who is quoted, most quoted first, with aliases, number of quotes and dates."""
        return self._roster.everybody()

    def find_speakers(self, name: str) -> tuple[SpeakerProfile, ...]:
        """Look a speaker up by a name, a role or another alias, in any spelling that comes near.

        Returns:
            All whom the words may mean, most quoted first, each with the articles that quote him; empty where nobody
            is known by them.
        """
        return self._roster.find(name)

    def passage(self, passage_id: str) -> PlacedPassage | None:
        """Look a passage up by its lasting name, with what stands before and after it.

        Returns:
            The passage; ``None`` where its article is gone, or has other words there now.
        """
        return self._shelf.passage(passage_id)

    def article(self, article_id: str) -> QuotedArticle | None:
        """Look an article up by its id, with all its quotes in order; ``None`` where there is no such article."""
        return self._shelf.article(article_id)

    def latest(self, most: int = 5, skip: int = 0) -> tuple[QuotedArticle, ...]:
        """Look up the newest articles, those without a date last.

        Args:
            most: how many to return.
            skip: how many newer ones to leave out.
        """
        return self._shelf.latest(most, skip)

    def source_summaries(self) -> tuple[SourceSummary, ...]:
        """The sources with their number of articles and its dates, that with most articles first."""
        return self._shelf.sources()

    def ask(
        self,
        question: str,
        k: int = 5,
        *,
        speaker: str | None = None,
        source: str | None = None,
        since: datetime.date | None = None,
        until: datetime.date | None = None,
        today: datetime.date | None = None,
    ) -> Answer:
        """Answer a question with passages, best first, or say why there is no answer.

        Args:
            question: what the reader typed, unaltered.
            k: most hits to return, from 1 to :data:`MAX_HITS`.
            speaker: only this speaker's words, whatever the question says.
            source: only articles of this source, in full or in part; case and diacritics do not matter. One that the
                question names counts where none is given.
            since: only articles from this day on; an article without a date is outside any period.
            until: only articles up to this day. A period that the question names counts where neither day is given.
            today: the day that "last week" is reckoned from; that of the computer's clock otherwise.

        Raises:
            QuestionError: the question has no words or too many characters, ``k`` is out of range, or ``since`` is
                after ``until``, or a name is empty.
        """
        started = time.perf_counter()
        if not 1 <= k <= MAX_HITS:
            raise QuestionError(f"{k} hits were asked for; from 1 to {MAX_HITS} can be shown")
        if since and until and since > until:
            raise QuestionError(f"the period from {since} to {until} is empty; the first day comes first")
        for option, name in (("speaker", speaker), ("source", source)):
            if name is not None and not name.strip():
                raise QuestionError(f"the {option} is empty; give a name, or leave it out")
        understood = self._understand(question, today or datetime.date.today())
        if speaker is not None:
            # "What did he say?" has no topic of its own once it is known who he is.
            topic = "" if understood.topic == understood.bare else understood.topic
            topic = understood.topic if understood.kind is not QuestionKind.WHO_SAID else topic
            changes = {"kind": QuestionKind.SAID_BY, "speaker": readable(speaker), "asks_for_words": True}
            understood = understood.model_copy(update={**changes, "topic": topic})
        if len(self._store):
            self.warm_up()
        filters = Filters(
            speaker=understood.speaker if speaker is not None else None,
            source=understood.source if source is None else readable(source),
            since=since if since or until else understood.period.since,
            until=until if since or until else understood.period.until,
        )
        answer = Inquiry(self._library, understood, filters, k).answer()
        took = (time.perf_counter() - started) * 1000
        return answer.model_copy(update={"took_ms": round(took, 1)})

    def _understand(self, question: str, today: datetime.date) -> Question:
        """Take a question apart; a time that no article is from is what a question of fact is about."""
        understood = understand(question, today, self._store.folded_sources)
        covered = self.period
        if understood.kind in {QuestionKind.SAID_BY, QuestionKind.WHO_SAID} or covered is None:
            return understood
        since, until = understood.period.since, understood.period.until
        outside = (since is not None and since > covered[1]) or (until is not None and until < covered[0])
        return understand(question, sources=self._store.folded_sources) if outside else understood

    def timeline(
        self,
        speaker: str,
        topic: str | None = None,
        *,
        source: str | None = None,
        since: datetime.date | None = None,
        until: datetime.date | None = None,
        limit: int | None = None,
    ) -> Timeline:
        """Put what a speaker said in order of the articles' dates, what has none last.

        Args:
            speaker: a name, a role or another alias, in any spelling that comes near.
            topic: only the passages that answer what he said about it, at most :data:`MAX_HITS`; all otherwise.
            source: only articles of this source, as in :meth:`ask`.
            since: only articles from this day on.
            until: only articles up to this day.
            limit: most passages to return, the first ones; all otherwise.

        Raises:
            QuestionError: as :meth:`ask`.
        """
        return self._follower.timeline(speaker, topic, Filters(source=source, since=since, until=until), limit)

    def compare(
        self,
        speakers: Sequence[str],
        topic: str,
        k: int = 3,
        *,
        source: str | None = None,
        since: datetime.date | None = None,
        until: datetime.date | None = None,
    ) -> Comparison:
        """Ask for what several speakers said on one topic.

        Args:
            speakers: two to six names.
            topic: in a few words.
            k: most hits for each speaker.
            source: only articles of this source, as in :meth:`ask`.
            since: only articles from this day on.
            until: only articles up to this day.

        Returns:
            An answer for each speaker, in the order of the names; one without hits says why.

        Raises:
            QuestionError: as :meth:`ask`; or too few or too many speakers, or one of them twice.
        """
        return self._follower.compare(speakers, topic, k, Filters(source=source, since=since, until=until))

    def verify_quote(self, words: str, speaker: str | None = None) -> Verification:
        """Tell whether anybody said some words, exactly or nearly, and who, where and when.

        Case, punctuation, diacritics and typographic marks do not matter. Dots ("...") and brackets stand for any
        words left out or put in, but for a negation; words that an article has in brackets may be left out.

        Args:
            words: what is claimed to have been said, with or without quotation marks.
            speaker: who is claimed to have said it; anybody otherwise.

        Raises:
            QuestionError: there are no words, or too many, or the name is empty.
        """
        return self._verifier.verify(words, speaker, self.stamp)
