"""Names of sources as questions have them: in full, in part, or where the articles abbreviate them."""

from onrecord.corpus import fold_name

# Letters of a word that may stand for all of it: "Wash Post".
_SHORTEST = 3
_SMALL = frozenset("the a an of and".split())


def means_source(words: str, source: str) -> bool:
    """Whether some words name a source, whole: "Orvik Gazette", "the Orvik Gazette", for "Orv Gazette" or "OG" as well.

    Args:
        words: as a question has them.
        source: folded name, as the articles have it.
    """
    asked = fold_name(words)
    if not asked or not source:
        return False
    if asked == source:
        return True
    theirs, ours = source.split(), [word for word in asked.split() if word not in _SMALL]
    if len(theirs) == 1 and len(ours) > 1:
        return source == "".join(word[0] for word in ours)
    return len(theirs) == len(ours) > 1 and all(
        len(short) >= _SHORTEST and word.startswith(short) for short, word in zip(theirs, ours, strict=True)
    )


def is_part_of_source(words: str, source: str) -> bool:
    """Whether some words name a source whole or in part: "Gazette" for "Orvik Gazette"."""
    asked = fold_name(words)
    return bool(source) and bool(asked) and (f" {asked} " in f" {source} " or means_source(words, source))
