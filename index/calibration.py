"""Calibration: how much evidence chance alone gives in a collection, found out when it is built, without any labels.

Foreign topics are asked about, of the speakers who are quoted most and in whose passages no word of them stands. What
evidence the best passage has all the same is what questions without an answer get here: more in a large collection,
where something is always near, than in a small one.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from onrecord.corpus import FrozenModel

from .candidates import Query
from .decision import Thresholds
from .encoder import Encoder
from .lexical import LexicalIndex
from .question import Question, QuestionKind
from .ranking import Ranker
from .store import Store

# Everyday subjects, each hardly anybody's; those that a speaker touches are left out for him.
TOPICS = tuple(
    " ".join(topic.split())
    for topic in """
    the weather; oil prices; football; the Olympic Games; climate change; school meals; vaccines; a new stadium; the
    railway strike; wine; space travel; pensions; house prices; bees; the opera; tourism; smartphones; nuclear power;
    fishing; taxes on sugar; prison reform; road safety; the national parks; child care; robots; the film festival; a
    volcano; milk farmers; the cycling race; dental care; gambling; a shipwreck; chess; the harvest; electric cars;
    teachers' pay; museums; air pollution; the moon
    """.split(";")
)
# Speakers who are asked about: so few that a build takes hardly longer. Other numbers were not tried.
SPEAKERS = 4
# Fewer questions than this say nothing of a collection.
LEAST = 10
# Answered is what has more evidence than this share of the foreign topics get by chance, times SLOPE, and BASE on top:
# a real question brings the passages of the speaker whom it names nearer, and its topic is seldom so far off. Both were
# set so that a collection of two articles and one of 486 part what they answer from what they do not (.125, .172).
QUANTILE = 0.95
BASE, SLOPE = 0.108, 0.7
# What that makes of a large collection of news; for one in which too few speak.
USUAL = 0.172
# A fair and a strong hit, in multiples of that.
FAIR, STRONG = 1.25, 1.7


class _Asked(FrozenModel):
    """A foreign topic, asked of a speaker."""

    speaker: int
    topic: str


def topic_vectors(encoder: Encoder) -> NDArray[np.float32]:
    """Embed the topics, as questions are.

    Returns:
        Shape (len(TOPICS), dimension).

    Raises:
        EncoderError: the encoder cannot be loaded.
    """
    return encoder.encode_questions(TOPICS)


def calibrate(store: Store, ranker: Ranker, lexical: LexicalIndex, topics: NDArray[np.float32]) -> Thresholds:
    """Find the thresholds of a collection; those of news in general where too few speak in it.

    Args:
        store: of the collection.
        ranker: over the same passages.
        lexical: over the same passages.
        topics: the vectors of :data:`TOPICS`.
    """
    asked = _foreign(store, lexical)
    if len(asked) < LEAST:
        return thresholds(USUAL)
    vectors = dict(zip(TOPICS, topics, strict=True))
    everywhere = np.ones(len(store), dtype=bool)
    evidence: list[float] = []
    for one in asked:
        question = Question(text=one.topic, bare=one.topic, kind=QuestionKind.SAID_BY, topic=one.topic)
        vector = vectors[one.topic]
        query = Query(question, one.topic, vector, vector, (one.speaker,), (), own_words=True)
        found = ranker.rank(ranker.search(query, everywhere), 1)
        evidence.extend(passage.evidence for passage in found)
    return thresholds(BASE + SLOPE * float(np.quantile(evidence, QUANTILE)))


def thresholds(answered: float) -> Thresholds:
    """Give the thresholds of a collection whose passages are answers from some evidence on."""
    return Thresholds(answered=round(answered, 4), fair=round(FAIR * answered, 4), strong=round(STRONG * answered, 4))


def _foreign(store: Store, lexical: LexicalIndex) -> list[_Asked]:
    """The topics with those speakers in whose passages no word of them stands."""
    named = [number for number, speaker in enumerate(store.speakers) if speaker.named]
    asked = []
    for speaker in sorted(named, key=lambda number: (-store.speakers[number].quotes, number))[:SPEAKERS]:
        known = "".join(words.text for words in store.words(store.spoken_by([speaker]).tolist()))
        foreign = (topic for topic in TOPICS if not _touches(known, lexical.content_terms(topic)))
        asked += [_Asked(speaker=speaker, topic=topic) for topic in foreign]
    return asked


def _touches(known: str, terms: Iterable[str]) -> bool:
    return any(f" {term} " in known for term in terms)
