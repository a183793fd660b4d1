"""Guessing an encoding, and refusing to where two readings fit: a wrong guess alters names and words."""

import re
from collections import Counter
from typing import NamedTuple


class _Language(NamedTuple):
    """What tells that a text is in a language, whatever its encoding, and the letters beyond ASCII that it has then."""

    words: frozenset[str]
    letters: frozenset[str]


def _language(words: str, letters: str) -> _Language:
    return _Language(frozenset(words.split()), frozenset(letters))


# The commonest words of each language that are plain ASCII, and its alphabet. English has no letters of its own beyond
# ASCII: what it borrows, several encodings read differently.
_LATIN = {
    "English": _language("the and of to in that said is was for it with on by he she we have", ""),
    "French": _language("le la les des de du une un est dans que qui pour sur et en au par il", "àâæçéèêëîïôœùûüÿ"),
    "German": _language("der die das und den dem ein eine ist nicht mit von zu im auf sich des", "äöüß"),
    "Spanish": _language("el la los las de del que una un en y por con para no se su al", "áéíñóúü"),
    "Italian": _language("il la di che della del un una per non con le in ha sono si dei gli", "àèéìîòóù"),
    "Portuguese": _language("o a os as de do da que uma um em para com no na por se ao dos", "áâãàçéêíóôõúü"),
    "Polish": _language("w z na i do nie jest to o od po jak przez dla za ale oraz tym", "ąćęłńóśźż"),
    "Czech": _language("v na se je to o za po pro ale jako jsou od ve by do tak", "áčďéěíňóřšťúůýž"),
    "Hungarian": _language("a az hogy nem egy is ez meg azt mint de volt csak el lesz", "áéíóöőúüű"),
}
_ENCODINGS = {
    **dict.fromkeys(_LATIN, ("cp1252",)),
    **dict.fromkeys(("Polish", "Czech", "Hungarian"), ("cp1250", "iso8859_2")),
}
# Other encodings that such a text may be in: where one of them fits as well, nothing is sure.
_RIVALS = ("cp1252", "cp1250", "iso8859_2", "mac_roman", "mac_latin2", "cp437", "cp850", "cp852")
# So many common words, and so many times those of the language that comes next, make a language.
_FEWEST_WORDS = 4
_TIMES_THE_NEXT = 1.3
_WORD = re.compile(rb"(?<![\x80-\xffA-Za-z])[A-Za-z]+(?![\x80-\xffA-Za-z])")
_BEYOND_ASCII = re.compile(r"[^\W\d_\x00-\x7f]")
# What comes out of a wrong guess and not out of news: controls, private use, noncharacters, signs where another
# encoding has a letter, and capitals inside words.
_NEVER_IN_NEWS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufff0-\uffff\u2500-\u259f†‡‰¤¦¬¶¨¸´¯²³¹]"
    r"|(?<=[^\W\d_])[„‚“”‘•—](?=[^\W\d_])|(?<=[^\W\d_])[£¥¢ªº¼½¾×÷¿¡]|[£¥¢ªº¼½¾×÷](?=[^\W\d_])"
)
_CAPITAL_INSIDE = re.compile(r"[a-z\u00df-\u00ff\u0430-\u045f\u03ac-\u03ce][À-ÖØ-Þ\u0386-\u03ab\u0400-\u042f]")

# The code pages of Windows for Latin letters have the same quotation marks, dashes and some letters in the same places.
# In no other encoding do those bytes stand around words as quotation marks do, or inside them as an apostrophe.
_LATIN_PAGES = ("cp1252", "cp1250", "cp1254", "cp1257")
_QUOTED = re.compile(rb"(?<=[A-Za-z])\x92(?:s|t|re|ve|ll|d|m)\b|(?<![^\s(\[\x91\x96\x97-])\x93(?=[A-Za-z0-9])")
_MISQUOTED = re.compile(rb"[A-Za-z]\x93|\x94[A-Za-z]|[A-Za-z]\x91")

_CYRILLIC = ("cp1251", "koi8_r", "iso8859_5", "cp866", "mac_cyrillic")
_CYRILLIC_LETTER = re.compile("[\u0400-\u045f\u0490\u0491]")
_CYRILLIC_LANGUAGES = {"Russian", "Ukrainian", "Bulgarian", "Serbian"}
_LETTER = re.compile(r"[^\W\d_]")
# Shorter texts tell no language.
_FEWEST_LETTERS = 40
_CAPITALS_AT_FRONT = re.compile("[\u0400-\u042f]{2}[\u0430-\u045f]")
# Likeness to a language, as charset-normalizer reckons it: running text reaches 0.5, in another encoding's letters 0.4.
_LIKE_A_LANGUAGE = 0.5

# A guess reads the text in every encoding that there is: a second for so much.
_MOST_GUESSED = 2_000_000


def guess_encoding(raw: bytes) -> str | None:
    """The encoding of a text whose encoding nothing tells, or ``None`` where more than one reading may be right.

    Read are English with typographic quotation marks, languages of Western and Central Europe, and Cyrillic, where
    their common words or letters tell them. ``tests/test_encodings.py`` holds texts in thirty encodings to it: none is
    read with other letters than it has.
    """
    if len(raw) > _MOST_GUESSED or b"\x00" in raw:  # the latter as in UTF-16 without its mark
        return None
    if _QUOTED.search(raw) and not _MISQUOTED.search(raw):
        readings = {raw.decode(page, "replace") for page in _LATIN_PAGES}
        if len(readings) == 1 and not _NEVER_IN_NEWS.search(readings.pop()):
            return _LATIN_PAGES[0]
    return _latin(raw) or _cyrillic(raw)


def _latin(raw: bytes) -> str | None:
    """The encoding of a text in a language of Europe, told by words that are the same in every encoding."""
    words = Counter(word.lower().decode("ascii") for word in _WORD.findall(raw))
    counts = {name: sum(words[word] for word in language.words) for name, language in _LATIN.items()}
    first, second = sorted(counts, key=lambda name: -counts[name])[:2]
    if counts[first] < max(_FEWEST_WORDS, _TIMES_THE_NEXT * counts[second]):
        return None
    letters = _LATIN[first].letters
    fitting = {
        text: encoding
        for encoding in reversed(_RIVALS)
        if (text := _decoded(raw, encoding)) is not None
        and letters.issuperset("".join(_BEYOND_ASCII.findall(text)).lower())
        and not _NEVER_IN_NEWS.search(text)
        and not _CAPITAL_INSIDE.search(text)
    }
    if len(fitting) != 1:
        return None
    (encoding,) = fitting.values()
    return encoding if encoding in _ENCODINGS[first] else None


def _cyrillic(raw: bytes) -> str | None:
    """The encoding of a text in Cyrillic letters, told by how often each letter comes."""
    from charset_normalizer import from_bytes  # at use: most files are UTF-8

    fitting = {
        str(match): match.encoding
        for match in from_bytes(raw, cp_isolation=list(_CYRILLIC))
        if match.coherence >= _LIKE_A_LANGUAGE and match.language in _CYRILLIC_LANGUAGES and _is_cyrillic(str(match))
    }
    if len(fitting) != 1:
        return None
    (encoding,) = fitting.values()
    return encoding if encoding != "mac_cyrillic" else None


def _is_cyrillic(text: str) -> bool:
    letters = len(_LETTER.findall(text))
    return (
        letters >= _FEWEST_LETTERS
        and sum(map(str.islower, text)) > letters / 2
        and len(_CYRILLIC_LETTER.findall(text)) > letters / 2
        and not _NEVER_IN_NEWS.search(text)
        and not _CAPITAL_INSIDE.search(text)
        and not _CAPITALS_AT_FRONT.search(text)
    )


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None
