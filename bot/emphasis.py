"""Which words of a passage meet the question: those are shown in bold."""

from __future__ import annotations

import re
import unicodedata

from onrecord.index import Interpretation

#: Most words that are shown so in one passage, which keeps a message of three well within Telegram's 100 entities.
MOST_EMPHASISED = 20

#: Two words meet where one begins with the other, of so many letters at least, and has so few more: "Kurds" and
#: "Kurdish", "bomb" and "bombing"; not "cat" and "category".
_SHORTEST_STEM = 4
_LONGEST_ENDING = 3

#: Last letters that give way to an ending, in English and in Russian.
_ENDINGS = tuple("seyаеийоуыьюя")

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

# Words that frame a question or join its topic, and say nothing of it.
_FRAME = frozenset(
    """a about after against all also an and any anyone anything are article articles as at be been before being but by
    can comment could did do does during else ever for from had has have he her him his how i if in into is it its me
    more not of on or our over said say saying says she should so some somebody someone speak spoke talk than that the
    their them then there they think this those to told under up was we were what when where which who whom whose why
    will with would you your""".split()
)


def topic_words(question: str, asked: Interpretation) -> frozenset[str]:
    """The words of a question that a passage may meet: those of its topic, or else its own."""
    found = set(_WORD.findall(asked.topic or question))
    words = {_folded(word) for word in found} - _FRAME
    # "IS" is a name, and "is" is none: such a word is met only by itself.
    acronyms = {word for word in found if word.isupper() and _folded(word) in _FRAME}
    return frozenset(word for word in words | acronyms if len(word) > 1)


def emphasised(text: str, wanted: frozenset[str]) -> tuple[tuple[int, int], ...]:
    """Find the words of a text that meet some others, as code points from and to, in order."""
    if not wanted:
        return ()
    spans = [match.span() for match in _WORD.finditer(text) if _meets(match.group(), wanted)]
    return tuple(spans[:MOST_EMPHASISED])


def _meets(word: str, wanted: frozenset[str]) -> bool:
    folded = _folded(word)
    return word in wanted or folded in wanted or any(_alike(folded, other) for other in wanted)


def _alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    stem = short[:-1] if len(short) > _SHORTEST_STEM and short.endswith(_ENDINGS) else short
    return (
        len(stem) >= _SHORTEST_STEM
        and len(long) - len(stem) <= _LONGEST_ENDING
        and long.startswith(stem)
        and not any(letter.isdigit() for letter in long)
    )


def _folded(word: str) -> str:
    parted = unicodedata.normalize("NFKD", re.sub(r"['’]s?$", "", word)).casefold()
    return "".join(letter for letter in parted if not unicodedata.combining(letter))
