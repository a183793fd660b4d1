"""Encodings of texts: what is marked is believed, UTF-8 tried, and a guess taken only where nothing else fits."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onrecord.corpus import Article, ArticleError, Notice, shipped_articles
from onrecord.corpus.reading.decoding import decode

from tests.articles import found_in

ENGLISH = "“We’ve waited for 12 years,” the mayor said — and she meant it. The council voted on Tuesday."
FRENCH = "Le président a déclaré mardi que la situation était « très préoccupante ». L’élection aura lieu en février."
GERMAN = "Der Bürgermeister sagte am Dienstag, die Brücke müsse erneuert werden. „Die Größe des Schadens ist unklar.“"
SPANISH = "El presidente señaló el martes que la situación económica mejoró. «No habrá más impuestos», añadió."
POLISH = "Prezydent powiedział, że sytuacja jest poważna. „Nie możemy dłużej czekać”, dodał na konferencji w Łodzi."
CZECH = "Prezident prohlásil, že situace je vážná. Nemůžeme déle čekat, dodal v úterý na konferenci v Řeži, a ne to."
RUSSIAN = "Пресс-секретарь заявил журналистам, что решение ещё не принято. «Мы изучаем этот вопрос», — добавил он."
GREEK = "Ο πρόεδρος δήλωσε την Τρίτη ότι η κατάσταση είναι πολύ σοβαρή. «Δεν μπορούμε να περιμένουμε άλλο», πρόσθεσε."
CHINESE = "总统星期二表示，局势非常严重。“我们不能再等了，”他在新闻发布会上补充说。"
KOREAN = "대통령은 화요일에 상황이 매우 심각하다고 말했다. “더 이상 기다릴 수 없다”고 기자회견에서 덧붙였다."
NAMES = "Vučić, Đoković, Kaczyński and Wałęsa met Erdoğan and Šefčovič. “No,” said Muñoz of the Łódź team, “never.”"
TEXTS = [ENGLISH, FRENCH, GERMAN, SPANISH, POLISH, CZECH, RUSSIAN, GREEK, CHINESE, KOREAN, NAMES]
ENCODINGS = (
    "cp1250 cp1251 cp1252 cp1253 cp1254 cp1257 iso8859_1 iso8859_2 iso8859_5 iso8859_7 iso8859_9 iso8859_15 koi8_r"
    " koi8_u cp437 cp850 cp852 cp866 mac_roman mac_latin2 mac_cyrillic mac_greek gb18030 big5 cp949 euc_jp shift_jis"
).split()


def read(raw):
    try:
        return decode(raw, "a.txt").text
    except ArticleError:
        return None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:8])
def test_unicode_is_never_guessed(text, encoding):
    assert decode(text.encode(encoding), "a.txt") == (text, None)


@pytest.mark.parametrize(
    ("text", "encoding", "told"),
    [
        (ENGLISH, "cp1252", "windows-1252"),
        (FRENCH, "cp1252", "windows-1252"),
        (GERMAN, "cp1252", "windows-1252"),
        (SPANISH, "cp1252", "windows-1252"),
        (RUSSIAN, "cp1251", "windows-1251"),
        (RUSSIAN.replace("«", "").replace("»", "").replace("—", "-"), "koi8_r", "koi8-r"),
        (CZECH, "cp1250", "windows-1250"),
        (CZECH, "iso8859_2", "iso8859-2"),
    ],
)
def test_news_in_the_encoding_of_its_language_is_read_and_the_guess_told(tmp_path, text, encoding, told):
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    notice, article = found_in(tmp_path / "a.txt")
    assert isinstance(notice, Notice)
    assert notice.what == f"read as {told}, which was guessed; save the file as UTF-8 to be sure"
    assert article.text == text


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_no_text_is_read_with_other_letters_than_it_has(encoding):
    shipped = [one.text for one in found_in(shipped_articles()) if isinstance(one, Article)]
    for text in [*TEXTS, *(word for words in TEXTS for word in words.split(". ")), *shipped]:
        raw = text.encode(encoding, "ignore")
        assert read(raw) in {None, raw.decode(encoding)} or raw.isascii(), text


@pytest.mark.parametrize(
    ("raw", "line", "reason"),
    [
        ("It cost €50.\n£ukasz said.".encode("cp1252"), 1, "not UTF-8: byte 0x80"),
        (f"{FRENCH}\n{RUSSIAN}".encode()[:-2], 2, "not UTF-8: byte 0x"),
        (f"{RUSSIAN}\n{RUSSIAN}".encode() + b"\n\xff.", 3, "not UTF-8: byte 0xff"),
        ("“Čau”".encode("utf-16-le"), 1, "no"),
        ("plain".encode("utf-16-be"), 1, "no text: control characters"),
        ("plain".encode("utf-32-le"), 1, "no text: control characters"),
        (RUSSIAN.encode("utf-16-le"), 1, "no"),
        ("plain".encode("utf-16")[:-1], 1, "not UTF-16, as its mark says"),
        (b"\xff\xfe\x00\xd8x\x00", 1, "not UTF-16, as its mark says"),
        (b"\xff\xfe\x00\x00\xff\xff\xff\xff", 1, "not UTF-32, as its mark says"),
        (b"\xef\xbb\xbfone\r\ntwo\xff", 2, "not UTF-8: byte 0xff"),
        (bytes(range(256)), 3, "not UTF-8: byte 0x80"),
        (bytes(range(32)), 1, "no text: control characters"),
        (ENGLISH.encode("cp1252") * 30_000, 1, "not UTF-8: byte 0x93"),
    ],
)
def test_what_cannot_be_told_for_sure_is_refused_with_line_and_byte(raw, line, reason):
    with pytest.raises(ArticleError) as caught:
        decode(raw, "a.txt")
    assert (caught.value.line, caught.value.reason[: len(reason)]) == (line, reason)


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=120))
def test_any_bytes_are_a_text_or_a_fault(raw):
    text = read(raw)
    assert text is None or "\ufffd" not in text or b"\xef\xbf\xbd" in raw or raw[:2] in {b"\xff\xfe", b"\xfe\xff"}
