"""What a speaker did speak of: subjects that are worth asking about where he said nothing on the one that was asked."""

import re
from collections import Counter
from collections.abc import Sequence

from onrecord.corpus.lexicon import HONORIFICS, NO_NAMES

from .lexical import STOP_WORDS, LexicalIndex
from .store import Store

# Passages that are read for subjects, and the subjects that are suggested at the most.
_READ = 60
MOST = 3
# Longer runs of capitals are headlines.
_LONGEST = 40
# Names inside a sentence: "the Orvik Harbour", not the word that begins it.
_NAME = re.compile(r"(?<=[a-z,;:] )(?:[A-Z][\w’'-]*)(?: [A-Z][\w’'-]*){0,3}\b")
_POSSESSIVE = re.compile(r"['’]s?$")


def subjects_of(store: Store, lexical: LexicalIndex, speakers: Sequence[int]) -> tuple[str, ...]:
    """Find the names that some speakers mention most, and others less; in the words of the articles.

    Args:
        store: of the generation.
        lexical: its index of words, which tells how common a name is.
        speakers: numbers of the speakers.

    Returns:
        At most :data:`MOST`, the likeliest first, no two of which share a word.
    """
    names = {name for number in speakers for name in store.speakers[number].spellings}
    own = {term for name in names for term in lexical.terms(name)}
    counts: Counter[str] = Counter()
    for passage, _ in store.passages(store.spoken_by(speakers)[:_READ].tolist()):
        said = "\n".join(piece.text for quote in passage.quotes if quote.speaker in names for piece in quote.pieces)
        counts.update(_POSSESSIVE.sub("", found) for found in _NAME.findall(said.replace("\u00a0", " ")))
    chosen: list[str] = []
    taken = set(own)
    for name in sorted(counts, key=lambda name: (-counts[name] / _commonness(lexical, name), name)):
        terms = set(lexical.terms(name))
        if len(name) <= _LONGEST and terms and terms.isdisjoint(taken) and not _says_nothing(name):
            chosen.append(name)
            taken |= terms
    return tuple(chosen[:MOST])


def _commonness(lexical: LexicalIndex, name: str) -> int:
    """How many passages have the rarest word of a name, at least one."""
    return max(1, min((lexical.document_frequency(term) for term in lexical.terms(name)), default=1))


def _says_nothing(name: str) -> bool:
    words = {word.lower().strip("’'") for word in name.split()}
    return len(name) < len("UN") or not words.isdisjoint(STOP_WORDS | NO_NAMES | HONORIFICS)
