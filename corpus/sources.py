"""Sources without a name: "half of the voters say", "records show", "according to data of the port"."""

from . import lexicon
from .clauses import REACH, Sentence
from .mentions import Mention, MentionKind
from .text import Range
from .tokens import may_be_verb

# What a noun phrase runs across: "half of the voters in Orvik".
_JOINTS = frozenset({"of", "in", "for", "from", "on", "at", "with"})
# What a subject without a name neither begins with nor holds, what it may end with, and what may stand before it.
_NO_SUBJECT_BEGINS = _JOINTS | lexicon.DETERMINERS - {"some", "every", "each"}
_NO_SUBJECT = (
    lexicon.CUES | lexicon.FINITE | lexicon.PERSONAL_PRONOUNS | lexicon.NEGATIONS | lexicon.RELATIVE | {"others", "to"}
)
_COUNTS = frozenset("percent third half most many some few others dozen member".split())
# What may stand alone as a subject of a finding, and what stands between a subject and its cue.
_SURVEYS = lexicon.STUDIES | _COUNTS
_AUXILIARIES = lexicon.AUXILIARIES - lexicon.NEGATIONS
_BEFORE_SUBJECT = lexicon.SUBORDINATING | {"that", "but", "as"}
# What follows a noun and is no part of its name.
_TRAILING = frozenset("last this taken emerging familiar close there who that here seen shown known given".split())


def source_at(sentence: Sentence, first: int) -> Mention | None:
    """Read the source that begins at an index: "according to data of the port"."""
    last = first
    while _is_noun(sentence, last) and not (last > first and _trails(sentence, last)):
        last += 1
    while first < last and sentence.word(first) in lexicon.DETERMINERS:
        first += 1
    return _thing(sentence, first, last - 1) if first < last else None


def subject_before(sentence: Sentence, cue: int) -> Mention | None:
    """Read the subject that ends before the cue at an index: "half of the voters say"."""
    last = cue - 1
    while last > 0 and sentence.word(last) in _AUXILIARIES:
        last -= 1
    first = last + 1
    while first > 0 and last - first < REACH and (_is_noun(sentence, first - 1) or sentence.word(first - 1) in _JOINTS):
        first -= 1
    while first < last and sentence.word(first) in _NO_SUBJECT_BEGINS:
        first += 1
    words = [sentence.word(at) for at in range(first, last + 1)]
    apart = not sentence.word(first - 1) or sentence.word(first - 1) in _BEFORE_SUBJECT
    if not words or not apart or _NO_SUBJECT.intersection(words) or not sentence.mark(last).islower():
        return None
    counted = words[-1] in _SURVEYS or (words[-1].endswith("s") and len(words[-1]) > 4)
    verbs = any(may_be_verb(token) for token in sentence.tokens[first:last])
    singular = words[-1].endswith(("ss", "us")) or sentence.tokens[last].possessive
    return _thing(sentence, first, last) if counted and not verbs and not singular else None


def _thing(sentence: Sentence, first: int, last: int) -> Mention:
    """Some words as the mention of a source that has no name."""
    here = Range(sentence.tokens[first].start, sentence.tokens[last].end)
    return Mention(*here, MentionKind.ROLE, " ".join(sentence.text[slice(*here)].split()), here)


def _trails(sentence: Sentence, index: int) -> bool:
    """Whether a word after a noun begins what only describes it: "data released", "a survey last year"."""
    word = sentence.mark(index)
    participle = word.endswith("ed") and "-" not in word and not sentence.word(index - 1).endswith("ly")
    return word in _TRAILING or participle


def _is_noun(sentence: Sentence, index: int) -> bool:
    word = sentence.word(index)
    return bool(word) and (sentence.tokens[index].capitalised or word not in lexicon.BOUNDARIES)
