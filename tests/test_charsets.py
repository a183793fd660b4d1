"""Which encoding the bytes of a page are in."""

import codecs
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from onrecord.corpus import ArticleError
from onrecord.corpus.reading.charsets import decode_page

RUSSIAN = "Мост нужен всем, - сказала мэр Анна Брель на встрече с жителями города. Работы начнутся в мае. " * 4
FRENCH = "Le pont était nécessaire à tous, a déclaré la maire, « où étiez-vous ? » Les travaux débuteront en mai. " * 4
ENGLISH = "“It was high time,” the mayor said – after ten years’ debate. “We shall build.” " * 4


def meta(charset: str) -> str:
    return f'<html><head><meta charset="{charset}"></head><body>'


@pytest.mark.parametrize(
    ("raw", "charset", "text"),
    [
        (codecs.BOM_UTF8 + "“Yes”".encode(), None, "“Yes”"),
        (codecs.BOM_UTF8 + "“Yes”".encode(), "windows-1251", "“Yes”"),
        ("“Yes”".encode("utf-16"), None, "“Yes”"),
        (codecs.BOM_UTF16_BE + "“Yes”".encode("utf-16-be"), None, "“Yes”"),
        ("“Yes”".encode("utf-32"), None, "“Yes”"),
        ("“Yes”".encode(), None, "“Yes”"),
        (RUSSIAN.encode("cp1251"), "windows-1251", RUSSIAN),
        (RUSSIAN.encode("cp1251"), '"Windows-1251" ', RUSSIAN),
        (RUSSIAN.encode("koi8-r"), "koi8-r", RUSSIAN),
        ((meta("koi8-r") + RUSSIAN).encode("koi8-r"), None, meta("koi8-r") + RUSSIAN),
        ((meta("koi8-r") + RUSSIAN).encode("koi8-r"), "no-such-charset", meta("koi8-r") + RUSSIAN),
        ((meta("iso-8859-1") + ENGLISH).encode("cp1252"), None, meta("iso-8859-1") + ENGLISH),
        # A server that says one thing of everything, and a page that is what it says itself.
        ((meta("utf-8") + FRENCH).encode(), "iso-8859-1", meta("utf-8") + FRENCH),
        (FRENCH.encode(), "iso-8859-1", FRENCH),
        # What does not decode to the last byte is not what it says it is.
        (RUSSIAN.encode("cp1251"), "utf-8", RUSSIAN),
        ((meta("utf-16") + "“Yes”").encode(), None, meta("utf-16") + "“Yes”"),
        ("日本の首相は述べた".encode("shift_jis"), "shift_jis", "日本の首相は述べた"),
        # Nothing says what it is, and the letters do.
        (RUSSIAN.encode("cp1251"), None, RUSSIAN),
        (RUSSIAN.encode("koi8-r"), None, RUSSIAN),
        (ENGLISH.encode("cp1252"), None, ENGLISH),
    ],
)
def test_the_bytes_of_a_page_become_its_characters(raw, charset, text):
    assert decode_page(raw, where="page", charset=charset) == text


@pytest.mark.parametrize("raw", [b"caf\xe9 \x8do\x9d", bytes(range(256)), b"\xff\xfe\xfd" * 7])
def test_what_could_be_read_in_several_ways_is_not_guessed(raw):
    with pytest.raises(ArticleError, match="page: the encoding cannot be told; wanted UTF-8"):
        decode_page(raw, where="page")


@pytest.mark.parametrize("charset", ["utf-7", "base64", "rot13", "hex", "unicode_escape", "idna", "\x00", "ä" * 99, ""])
def test_what_names_no_encoding_of_a_page_is_not_decoded_with(charset):
    assert decode_page(b"+ADw-b+AD4- 3C62 \\u0041", where="page", charset=charset) == "+ADw-b+AD4- 3C62 \\u0041"


@given(text=st.text())
def test_utf_8_is_always_read_to_the_letter(text):
    assert decode_page(text.encode("utf-8", "replace"), where="page") == text.encode(
        "utf-8", "replace"
    ).decode().removeprefix("\ufeff")


@given(raw=st.binary(max_size=300), charset=st.none() | st.text(max_size=20))
def test_no_bytes_raise_anything_but_an_article_error(raw, charset):
    with contextlib.suppress(ArticleError):
        assert isinstance(decode_page(raw, where="page", charset=charset), str)
