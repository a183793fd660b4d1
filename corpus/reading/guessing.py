"""Guessing an encoding, and refusing to where two readings fit: a wrong guess alters names and words."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from charset_normalizer.models import CharsetMatch

# Letters beyond ASCII of the languages that charset-normalizer tells apart, as their alphabets have them. English has
# none of its own: those that windows-1250, -1252, -1254 and -1257 agree on.
_ALPHABETS = {
    "Croatian": "čćđšž",
    "Czech": "áčďéěíňóřšťúůýž",
    "Danish": "æøåéö",
    "Dutch": "éèëêïöüáóç",
    "English": "äéöüß",
    "Finnish": "äöåé",
    "French": "àâæçéèêëîïôœùûüÿ",
    "German": "äöüßé",
    "Hungarian": "áéíóöőúüű",
    "Italian": "àèéìíîòóùú",
    "Norwegian": "æøåéòôö",
    "Polish": "ąćęłńóśźż",
    "Portuguese": "áâãàçéêíóôõúü",
    "Romanian": "ăâîşţșț",
    "Slovak": "áäčďéíĺľňóôŕšťúýž",
    "Slovene": "čšž",
    "Spanish": "áéíñóúü",
    "Swedish": "åäöé",
    "Turkish": "âçğîışöüûi\u0307",
}
# Encodings that news is found in. That of the West last but one: where several give the same text, it is the name
# that is told.
_ENCODINGS = """iso8859_2 iso8859_5 iso8859_7 koi8_r cp866 euc_jp gb18030 big5 cp949 cp932
    cp1250 cp1251 cp1253 cp1254 cp1252""".split()
_OF_LANGUAGES = {
    "cp1250": {"Croatian", "Czech", "English", "Hungarian", "Polish", "Romanian", "Slovak", "Slovene", "German"},
    "cp1254": {"Turkish", "English"},
}
_OF_LANGUAGES["iso8859_2"] = _OF_LANGUAGES["cp1250"]
_OF_LANGUAGES["cp1252"] = set(_ALPHABETS) - (_OF_LANGUAGES["cp1250"] - {"English", "German"}) - {"Turkish"}
# Scripts in which a text of such an encoding is for the greater part.
_SCRIPTS = {
    **dict.fromkeys(("cp1251", "koi8_r", "iso8859_5", "cp866"), re.compile("[\u0400-\u045f\u0490\u0491]")),
    **dict.fromkeys(("cp1253", "iso8859_7"), re.compile("[\u0370-\u03ff]")),
    **dict.fromkeys(("cp932", "euc_jp"), re.compile("[\u3040-\u30ff\u4e00-\u9fff]")),
    **dict.fromkeys(("gb18030", "big5"), re.compile("[\u4e00-\u9fff]")),
    "cp949": re.compile("[\uac00-\ud7a3]"),
}
# Encodings of whole families that a text may be in as well: where one of them fits, nothing is sure.
_RIVALS = re.compile(r"mac_|cp(?:437|737|775|8[0-5]\d|86[0-5]|869|1125)")
# Mess in a text, as charset-normalizer reckons it, by which two readings are as good as each other, and likeness to a
# language, which running text reaches. Found on sentences in twenty languages and thirty encodings, some of which
# tests/test_encodings.py holds: none is read wrongly.
_AS_GOOD = 0.01
_MESS = 0.1
_LIKE_A_LANGUAGE = 0.5
_BEYOND_ASCII_LETTER = re.compile(r"[^\W\d_\x00-\x7f]")
_LETTER = re.compile(r"[^\W\d_]")
# What comes out of a wrong guess and not out of news: controls, private use, noncharacters, and signs that stand where
# another encoding has a letter: inside a word, or anywhere.
_NEVER_IN_NEWS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufff0-\uffff¤¦¬¶¨¸]")
_NEVER_IN_A_WORD = re.compile(r"(?<=[^\W\d_])[£¥¢ªº¯²³¹¼½¾×÷]|[£¥¢ªº¯²³¹¼½¾×÷](?=[^\W\d_])")

# The code pages of Windows for Latin letters have the same quotation marks, dashes and some letters in the same places.
# In no other encoding do those bytes stand around words as quotation marks do, or inside them as an apostrophe.
_LATIN_PAGES = ("cp1252", "cp1250", "cp1254", "cp1257")
_QUOTED = re.compile(rb"(?<=[A-Za-z])\x92(?:s|t|re|ve|ll|d|m)\b|(?<![^\s(\[\x91\x96\x97-])\x93(?=[A-Za-z0-9])")
_MISQUOTED = re.compile(rb"[A-Za-z]\x93|\x94[A-Za-z]|[A-Za-z]\x91")


def guess_encoding(raw: bytes) -> str | None:
    """The encoding of a text whose encoding nothing tells, or ``None`` where more than one reading may be right."""
    from charset_normalizer import from_bytes  # at use: most files are UTF-8

    if _QUOTED.search(raw) and not _MISQUOTED.search(raw) and len({_latin(raw, page) for page in _LATIN_PAGES}) == 1:
        return None if _NEVER_IN_NEWS.search(raw.decode(_LATIN_PAGES[0], "replace")) else _LATIN_PAGES[0]
    matches = list(from_bytes(raw, threshold=_MESS))
    fitting: dict[str, str] = {}
    for match in matches:
        if match.chaos <= matches[0].chaos + _AS_GOOD and (encoding := _fits(match)):
            fitting[str(match)] = encoding
    if len(fitting) != 1:
        return None
    ((text, encoding),) = fitting.items()
    rivals = (match for match in matches if _RIVALS.match(match.encoding) and str(match) != text)
    is_latin = encoding not in _SCRIPTS
    if is_latin and any(match.chaos <= matches[0].chaos + _AS_GOOD for match in rivals):
        return None
    return encoding


def _fits(match: "CharsetMatch") -> str | None:
    """The encoding of a reading where it is what it says: in the script, the language and the letters of its own."""
    text = str(match)
    if _NEVER_IN_NEWS.search(text) or _NEVER_IN_A_WORD.search(text):
        return None
    names = {match.encoding, *match.could_be_from_charset}
    for encoding in reversed([name for name in _ENCODINGS if name in names]):
        if script := _SCRIPTS.get(encoding):
            if len(script.findall(text)) > len(_LETTER.findall(text)) / 2:
                return encoding
        else:
            beyond = set("".join(_BEYOND_ASCII_LETTER.findall(text)).lower())
            if not beyond <= set(_ALPHABETS["English"]):
                languages = _OF_LANGUAGES[encoding].intersection(match.languages)
                if match.coherence < _LIKE_A_LANGUAGE or not any(beyond <= set(_ALPHABETS[one]) for one in languages):
                    continue
            return encoding
    return None


def _latin(raw: bytes, page: str) -> str:
    return raw.decode(page, "replace")
