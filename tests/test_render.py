"""Answers as pages: what they say, and that Telegram shows every passage to the letter whatever it holds."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from onrecord.bot.pages import MAX_ENTITIES, MAX_UNITS, Page, clean, link, one_line, split, units
from onrecord.bot.render import render as render_in
from onrecord.bot.wording import catalogue
from onrecord.corpus import Confidence
from onrecord.index import Answer

from tests.answers import KURDS, TITLE, URL, abstention, answer, article, hit, quote
from tests.botapi import text as telegram

GREEK = "«Η λέξη» 😀 είπε ο 👩🏽‍🚀 שלום"


ENGLISH = catalogue("en")
QUOTED = ("blockquote", "expandable_blockquote")


def render(given_answer: Answer) -> tuple[Page, ...]:
    return render_in(given_answer, ENGLISH)


def slices(page: Page, kind: str) -> list[str]:
    """The text that each entity of a kind covers, cut as Telegram cuts it."""
    kinds = QUOTED if kind == "blockquote" else (kind,)
    return [telegram.slice_units(page.text, e.offset, e.length) for e in page.entities if e.type in kinds]


def bold_words(page: Page, *, quoted: bool) -> list[str]:
    """What is bold inside block quotes, or outside of them."""
    quotes = [(e.offset, e.offset + e.length) for e in page.entities if e.type in QUOTED]
    return [
        telegram.slice_units(page.text, e.offset, e.length)
        for e in page.entities
        if e.type == "bold" and any(start <= e.offset < end for start, end in quotes) is quoted
    ]


def shown(page: Page) -> tuple[str, list[dict[str, object]]]:
    """What Telegram shows of a page, judged by TDLib's parser."""
    return telegram.fix(page.text, [entity.model_dump(exclude_none=True) for entity in page.entities])


def test_an_answer_is_the_quote_then_speaker_and_role_then_title_source_and_date():
    (page,) = render(answer(hit()))
    assert page.text == (
        f"{KURDS}\n— Dmitry Peskov, Russia’s presidential press secretary\n{TITLE} · TASS · 28 November 2015"
    )
    assert slices(page, "blockquote") == [KURDS]
    assert bold_words(page, quoted=False) == ["Dmitry Peskov"]
    assert slices(page, "text_link") == [TITLE]
    assert [entity.url for entity in page.entities if entity.type == "text_link"] == [URL]


@pytest.mark.parametrize(
    ("changed", "evidence"),
    [
        ({"published": None}, f"{TITLE} · TASS · date unknown"),
        ({"source": None, "published": None}, f"{TITLE} · date unknown"),
        ({"title": None}, "TASS · 28 November 2015"),
        ({"title": None, "source": None, "published": None}, "untitled article · date unknown"),
        ({"title": "Two\nlines\tand  more"}, "Two lines and more · TASS · 28 November 2015"),
    ],
)
def test_what_is_not_known_of_an_article_is_left_out_or_said_to_be_unknown(changed, evidence):
    (page,) = render(answer(hit(article=article(**changed))))
    assert page.text.splitlines()[-1] == evidence


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"quotes": (quote(KURDS, "Dmitry Peskov"),)}, "— Dmitry Peskov"),
        ({"quotes": ()}, "— Dmitry Peskov"),
        (
            {"quotes": (quote(KURDS, "Dmitry Peskov", confidence=Confidence.LOW),)},
            "— probably Dmitry Peskov",
        ),
        ({"speaker": None, "quotes": (quote(KURDS, None),)}, "— speaker unclear"),
        ({"speaker": None, "quotes": ()}, f"{TITLE} · TASS · 28 November 2015"),
    ],
)
def test_a_speaker_is_named_only_as_surely_as_the_attribution_allows(fields, line):
    (page,) = render(answer(hit(**fields)))
    assert page.text.removeprefix(KURDS).splitlines()[1] == line


def test_only_a_weak_hit_says_that_it_is_not_sure():
    pages = {strength: render(answer(hit(strength=strength)))[0] for strength in ("strong", "fair", "weak")}
    assert [strength for strength, page in pages.items() if "not a sure match" in page.text] == ["weak"]
    assert slices(pages["weak"], "italic") == ["not a sure match"]
    assert not any("%" in page.text or "0.9" in page.text for page in pages.values())


REPEATING = {
    "another paper, by its name": ([article(source="The Gazette", published=None)], "Also in The Gazette"),
    "the same paper, by the title": ([article(title="Once more")], "Also in Once more (28 November 2015)"),
    "many": (
        [article(source=f"Paper {number}", published=None) for number in range(5)],
        "Also in Paper 0, Paper 1, Paper 2 and 2 more",
    ),
}


@pytest.mark.parametrize(("cards", "said"), REPEATING.values(), ids=REPEATING)
def test_where_else_the_same_stands_is_said_last_each_with_its_address(cards, said):
    (page,) = render(answer(hit(also_in=tuple(cards))))
    assert page.text.splitlines()[-1] == said
    assert [entity.url for entity in page.entities if entity.type == "text_link"] == [URL] * (1 + min(len(cards), 3))


def test_several_hits_stand_on_one_page_with_an_empty_line_between_them():
    (page,) = render(answer(hit(), hit("Second.", None, rank=2), hit("Third.", None, rank=3)))
    assert slices(page, "blockquote") == [KURDS, "Second.", "Third."]
    assert page.text.count("\n\n") == 2


def test_a_long_answer_is_split_between_passages_and_not_inside_one():
    passages = [f"{number}: {'word ' * 300}end." for number in range(6)]
    pages = render(answer(*(hit(text, rank=number + 1) for number, text in enumerate(passages))))
    assert len(pages) > 1
    assert [quoted for page in pages for quoted in slices(page, "blockquote")] == passages


def test_a_passage_longer_than_a_message_is_split_between_sentences_and_speaker_follows_the_last():
    sentences = [f"Sentence number {number} says “this” and no more." for number in range(200)]
    pages = render(answer(hit(" ".join(sentences))))
    parts = [quoted for page in pages for quoted in slices(page, "blockquote")]
    assert len(parts) == 3
    assert " ".join(parts) == " ".join(sentences)
    assert all(part.endswith("more.") for part in parts)
    assert ["Dmitry Peskov" in page.text for page in pages] == [False, False, True]


@pytest.mark.parametrize(
    ("given_answer", "sentence"),
    [
        (
            abstention("unknown-speaker", speaker="Greta Thunberg"),
            "I found nobody called Greta Thunberg who is quoted in my articles.",
        ),
        (abstention("unknown-speaker"), "The person you ask about is not quoted in my articles."),
        (
            abstention("no-match", speaker="Dmitry Peskov", topic="Greenland"),
            "I found nothing from Dmitry Peskov about “Greenland” in my articles.",
        ),
        (abstention("no-match", topic="Greenland"), "I found nothing about “Greenland” in my articles."),
        (abstention("no-match"), "I found nothing on that in my articles."),
        (
            abstention("outside-dates", since=datetime.date(2020, 1, 1), until=datetime.date(2020, 3, 31)),
            "I found no answer in articles from 1 January 2020 to 31 March 2020.",
        ),
        (
            abstention("outside-dates", since=datetime.date(2020, 1, 1)),
            "I found no answer in articles from 1 January 2020 on.",
        ),
        (
            abstention("outside-dates", until=datetime.date(2014, 12, 31)),
            "I found no answer in articles up to 31 December 2014.",
        ),
        (abstention("outside-dates"), "I found no answer in articles from the dates you ask about."),
        (abstention("empty-index"), "I have no articles to search yet."),
    ],
)
def test_an_abstention_says_why_in_one_sentence(given_answer, sentence):
    assert render(given_answer) == (Page(text=sentence),)


def test_an_abstention_shows_what_comes_nearest_and_what_to_ask_for_instead():
    nearest = [hit(f"Passage {number}.", None) for number in range(4)]
    suggestions = ("Dmitry Peskov", "cluster bombs")
    (page,) = render(abstention("no-match", *nearest, topic="Greenland", suggestions=suggestions))
    first, *_, last = page.text.split("\n\n")
    assert first == "I found nothing about “Greenland” in my articles."
    assert "What comes nearest, though it may not answer you:" in page.text
    assert slices(page, "blockquote") == ["Passage 0.", "Passage 1."]
    assert last == "You could ask about: Dmitry Peskov, cluster bombs."


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (URL, URL),
        ("HTTP://Example.org", "http://Example.org"),
        ("https://example.org/a b?q=“x”#f", "https://example.org/a%20b?q=%E2%80%9Cx%E2%80%9D#f"),
        ("https://example.org/100%25", "https://example.org/100%25"),
        (None, None),
        ("", None),
        ("javascript:alert(1)", None),
        ("tg://user?id=1", None),
        ("ftp://example.org/", None),
        ("https://", None),
        ("https://localhost/", None),
        ("https://127.0.0.1/", None),
        ("https://tass.ru@evil.example/", None),
        ("https://exa mple.org/", None),
        ("https://example.org:99999/", None),
        ("https://[::1/", None),
        ("https://example.org/\u202egpj", None),
        (f"https://example.org/{'a' * 3000}", None),
    ],
)
def test_an_address_becomes_a_link_only_where_telegram_takes_it(url, expected):
    assert link(url) == expected
    (page,) = render(answer(hit(article=article(url=url))))
    assert slices(page, "text_link") == ([TITLE] if expected else [])
    shown(page)


hosts = st.lists(st.text("abcxyz0189-_.é", max_size=8), min_size=1, max_size=4).map(".".join)
addresses = st.one_of(
    st.text(max_size=40),
    st.builds(
        "{}://{}{}/{}".format,
        st.sampled_from(["http", "https", "HTTPS", "ftp"]),
        hosts,
        st.sampled_from(["", ":", ":80", ":0", ":65535", ":65536", ":x"]),
        st.text(max_size=30),
    ),
)
any_text = st.text(st.characters(codec=None, exclude_categories=()), max_size=120)
words = st.text(st.sampled_from("ab 😀é\n.!“”’\u00a0\u202e\u0333\r\t@#/_*`[שa"), max_size=400)
passages = st.one_of(
    st.text(max_size=200),
    words,
    st.builds(lambda text, times: text * times, words, st.integers(1, 60)),
)
cards = st.builds(
    article,
    title=st.none() | st.text(max_size=500),
    source=st.none() | st.text(max_size=200),
    published=st.none() | st.dates(),
    url=st.none() | addresses,
)
speakers = st.none() | st.text(max_size=200)


@st.composite
def hits(draw):
    text = draw(passages.filter(bool))
    speaker = draw(speakers)
    described = quote(text, speaker, draw(speakers), confidence=draw(st.sampled_from(Confidence)))
    return hit(
        text,
        speaker,
        quotes=(described,) if draw(st.booleans()) else (),
        strength=draw(st.sampled_from(["strong", "fair", "weak"])),
        article=draw(cards),
        also_in=tuple(draw(st.lists(cards, max_size=5))),
    )


answers = st.one_of(
    st.lists(hits(), max_size=6).map(lambda found: answer(*found)),
    st.builds(
        lambda reason, nearest, suggestions, speaker, topic: abstention(
            reason, *nearest, suggestions=tuple(suggestions), speaker=speaker, topic=topic
        ),
        st.sampled_from(["unknown-speaker", "no-match", "outside-dates", "empty-index"]),
        st.lists(hits(), max_size=3),
        st.lists(st.text(max_size=200), max_size=7),
        speakers,
        st.none() | st.text(max_size=4000),
    ),
)


@given(given_answer=answers)
def test_every_page_is_within_telegrams_limits_and_shown_exactly_as_it_was_written(given_answer: Answer):
    pages = render(given_answer)
    assert pages
    for page in pages:
        text, entities = shown(page)
        assert text == page.text
        assert 1 <= telegram.units(text) <= MAX_UNITS
        assert len(page.entities) <= MAX_ENTITIES
        assert [(e["offset"], e["length"]) for e in entities] == [(e.offset, e.length) for e in page.entities]


@given(found=st.lists(hits(), min_size=1, max_size=6))
def test_block_quotes_hold_every_passage_to_the_letter_and_nothing_else(found):
    quoted = [part for page in render(answer(*found)) for part in slices(page, "blockquote")]
    for each in found:
        left = telegram.clean(each.text).strip(" \n")
        while left:
            part = quoted.pop(0)
            assert left.startswith(part)
            left = left.removeprefix(part).lstrip(" \n")
    assert quoted == []


@given(text=any_text, limit=st.integers(2, 60))
def test_splitting_loses_nothing_but_spaces_at_the_cuts(text, limit):
    text = clean(text)
    parts = split(text, limit)
    assert all(0 < units(part) <= limit for part in parts)
    position = 0
    for part in parts:
        start = text.index(part, position)
        assert text[position:start].strip(" \n") == ""
        position = start + len(part)
    assert text[position:].strip(" \n") == ""


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("", 5, []),
        ("One. Two three.", 9, ["One.", "Two", "three."]),
        ("One two. Three.", 9, ["One two.", "Three."]),
        ("Said “No.” Then went.", 14, ["Said “No.”", "Then went."]),
        ("First.\nSecond one", 12, ["First.", "Second one"]),
        ("😀😀😀", 3, ["😀", "😀", "😀"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
    ],
)
def test_a_cut_is_after_a_sentence_else_between_words_else_between_characters(text, limit, parts):
    assert split(text, limit) == parts


@given(text=any_text)
def test_cleaning_twice_changes_no_more_than_cleaning_once(text):
    assert clean(clean(text)) == clean(text)
    clean(text).encode()


marked = st.text(
    st.sampled_from("ab \n\r\u200c\u200e\u200f\u2028\u202e\u2066\u061c\u0333\u030a\u0301\x00\t😀"), max_size=40
)


@given(text=st.text(max_size=300) | marked)
def test_cleaning_agrees_with_tdlib(text):
    assert clean(text) == telegram.clean(text)
    telegram.fix(text, [])


@given(text=any_text, limit=st.integers(1, 50))
def test_a_line_stays_within_its_limit(text, limit):
    line = one_line(text, limit)
    assert units(line) <= limit
    assert "\n" not in line


@given(parts=st.lists(st.tuples(any_text, st.sampled_from([None, "bold", "blockquote"])), max_size=8))
def test_pages_put_together_keep_each_entity_on_its_text(parts):
    page = sum((Page.of(text, kind) for text, kind in parts), Page())
    assert [telegram.slice_units(page.text, e.offset, e.length) for e in page.entities] == [
        clean(text) for text, kind in parts if kind and clean(text)
    ]


def test_characters_beyond_the_basic_plane_count_twice():
    (page,) = render(answer(hit(GREEK)))
    assert slices(page, "blockquote") == [GREEK]
    assert bold_words(page, quoted=False) == ["Dmitry Peskov"]
    assert units("😀") == 2
