"""Passages in their place, articles, verdicts and reasons as pages: within limits, and to the letter."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from onrecord.bot.emphasis import MOST_EMPHASISED, emphasised, topic_words
from onrecord.bot.header import MARK, Heading, question_in
from onrecord.bot.lists import (
    LATEST_A_PAGE,
    about_page,
    help_page,
    latest_page,
    profiles_page,
    sources_page,
    speakers_page,
    welcome_page,
)
from onrecord.bot.pages import MAX_ENTITIES, MAX_UNITS, Page, clean, units
from onrecord.bot.places import article_leaves, context_page
from onrecord.bot.render import PER_MESSAGE, sheets
from onrecord.bot.verdicts import Claim, claim_in, quoted_in, verdict_page
from onrecord.bot.why import why_page
from onrecord.bot.wording import catalogue, languages
from onrecord.corpus import Span
from onrecord.index import Difference, Interpretation, PlacedPassage, QuotedArticle, SourceSummary, Why

from tests.answers import answer, article, hit, quote
from tests.botapi import text as telegram

ENGLISH = catalogue("en")
words = st.text(st.sampled_from("ab 😀é\n.!“”’\u00a0\u202e\u0333\r\t@#/_*`[שaKurds"), max_size=300)
passages = st.builds(lambda text, times: text * times, words, st.integers(1, 40)).filter(bool)
names = st.none() | st.text(max_size=150)
headings = st.builds(
    Heading, question=st.none() | st.text(max_size=1000), filters=st.lists(st.text(max_size=300), max_size=3).map(tuple)
)
catalogues = st.sampled_from(languages()).map(catalogue)


def check(page):
    """A page is shown as it was written, by TDLib's word, and within Telegram's limits."""
    shown, entities = telegram.fix(page.text, [entity.model_dump(exclude_none=True) for entity in page.entities])
    assert shown == page.text.strip(" \n")
    assert 1 <= units(shown) <= MAX_UNITS
    assert len(page.entities) <= MAX_ENTITIES
    for entity in entities:
        assert telegram.slice_units(shown, entity["offset"], entity["length"])


def quoted(page):
    kinds = {"blockquote", "expandable_blockquote"}
    return [telegram.slice_units(page.text, e.offset, e.length) for e in page.entities if e.type in kinds]


def span(text):
    return Span(text=text, start=0, end=len(text))


@given(text=passages, before=st.none() | passages, after=st.none() | passages, speaker=names, above=headings,
       language=catalogues)  # fmt: skip
def test_a_passage_in_its_place_fits_and_is_quoted_to_the_letter(text, before, after, speaker, above, language):
    passage = PlacedPassage(
        **span(text).model_dump(), passage_id="0" * 16, speaker=speaker, quotes=(quote(text, speaker),),
        article=article(), number=2, total=3, before=span(before) if before else None, before_id="1" * 16,
        after=span(after) if after else None, after_id="2" * 16,
    )  # fmt: skip
    page = context_page(passage, above.page(language), language)
    check(page)
    for block in quoted(page):
        assert clean(text).strip(" \n").startswith(block)


@given(texts=st.lists(passages, max_size=12), speaker=names, above=headings, language=catalogues)
def test_an_articles_leaves_hold_every_quote_in_order_and_to_the_letter(texts, speaker, above, language):
    found = QuotedArticle(
        article=article(title="x" * 400), quotes=tuple(quote(text, speaker) for text in texts), passage_id=None
    )
    leaves = article_leaves(found, above.page(language), language)
    blocks = []
    for leaf in leaves:
        check(leaf)
        blocks += quoted(leaf)
    for text in texts:
        left = clean(text).strip(" \n")
        while left:
            block = blocks.pop(0)
            assert left.startswith(block)
            left = left.removeprefix(block).lstrip(" \n")
    assert blocks == []


@given(
    texts=st.lists(passages, min_size=1, max_size=9), above=headings, together=st.integers(1, 10), language=catalogues
)
def test_sheets_fall_the_same_way_however_many_passages_follow(texts, above, together, language):
    hits = [hit(text, None) for text in texts]
    everything = sheets(answer(*hits), language, above, together=together)
    first = sheets(answer(*hits[:together]), language, above, together=together)
    assert everything[: len(first)] == first
    for sheet in everything:
        check(sheet.page)
        assert len(sheet.hits) <= PER_MESSAGE
    assert [each for sheet in everything for each in sheet.hits] == hits


@given(question=st.text(min_size=1, max_size=440), filters=st.lists(st.text(max_size=100), max_size=2), body=words)
def test_the_question_above_an_answer_is_read_as_it_was_written(question, filters, body):
    line = " ".join(clean(question).split())
    if not line or units(line) > 440:
        return
    page = Heading(question=question, filters=tuple(filters)).page(ENGLISH) + "\n\n" + body
    assert question_in(page.text, starts_italic=True) == line
    assert question_in(page.text, starts_italic=False) is None
    assert question_in(page.text.removeprefix(MARK), starts_italic=True) is None or line.startswith(MARK)


@pytest.mark.parametrize(
    ("question", "topic", "text", "expected"),
    [
        ("Kurds?", "the Kurds", "The Kurdish militia and the Kurds’ force", ["Kurdish", "Kurds’"]),
        (
            "bombs",
            "cluster bombs",
            "A cluster bombing; a bomber, clusters",
            ["cluster", "bombing", "bomber", "clusters"],
        ),
        ("IS", "IS", "controlled by IS (Islamic State)", ["IS"]),
        ("about it", None, "about it and about", []),
        ("cat", "cats", "category", []),
        ("Çelik", "celik", "ÇELİK said", ["ÇELİK"]),
        ("Éric", "eric", "Said Éric.", ["Éric"]),
        ("2016", "the 2016 election", "in 2016 and 20167, elections", ["2016", "elections"]),
        ("Турция", "Турция", "Турции и Турция", ["Турции", "Турция"]),
    ],
)
def test_words_that_meet_the_question_are_found_in_their_forms(question, topic, text, expected):
    spans = emphasised(text, topic_words(question, Interpretation(topic=topic)))
    assert [text[start:end] for start, end in spans] == [word.rstrip("’") for word in expected]


@given(text=passages, question=words)
def test_emphasis_is_bounded_and_lies_on_words(text, question):
    spans = emphasised(text, topic_words(question, Interpretation()))
    assert len(spans) <= MOST_EMPHASISED
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in spans)


@given(texts=st.lists(passages, min_size=1, max_size=3), topic=names, speaker=names, language=catalogues)
def test_why_fits_and_gives_a_reason_for_every_passage(texts, topic, speaker, language):
    how = Why(
        words=tuple((topic or "").split()),
        lexical=0.5,
        meaning=0.5,
        meaning_rank=12_000,
        article=0.5,
        verbatim=0.5,
        speaker=1,
        filters=(),
        evidence=0.1,
        needed=0.4,
    )
    hits = [hit(text, speaker, why=how) for text in texts]
    found = answer(*hits).model_copy(update={"interpretation": Interpretation(topic=topic, speaker=speaker)})
    page = why_page(found, hits, language)
    check(page)
    assert page.text.count("\n\n") == len(hits)


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("I have said everything", ("I have said everything", None)),
        ("“I have said everything” — Peskov", ("I have said everything", "Peskov")),
        ('"I have said everything," - Dmitry Peskov', ("I have said everything,", "Dmitry Peskov")),
        ("«Ничего» – Песков.", ("Ничего", "Песков")),
        ("“I have said everything” (Peskov)", ("I have said everything", "Peskov")),
        ("I have said everything — the Kremlin", ("I have said everything", "the Kremlin")),
        ("They came — and they left", ("They came — and they left", None)),
        ("I said – and I mean it – Peskov", ("I said – and I mean it", "Peskov")),
        ("a — " + " " * 4000 + '"', ("a — " + " " * 4000 + '"', None)),
        ("“I have said everything I could”", ("“I have said everything I could”", None)),
        ("—", ("—", None)),
    ],
)
def test_a_name_behind_words_is_whose_they_are_to_be(text, claim):
    assert claim_in(text) == Claim(*claim)


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("Peskov: “I have said it all”, and «так не бывает никогда», „das sagt er nie“.",
         ("I have said it all", "так не бывает никогда", "das sagt er nie")),
        ('"One two three," she said. "Four five six." “Seven eight nine” “ten eleven twelve”',
         ("One two three,", "Four five six.", "Seven eight nine")),
        ("The “pressing position” of “Syria”", ()),
        ("“" * 100 + "a b c", ()),
        ("no marks at all", ()),
    ],
)  # fmt: skip
def test_the_first_quotes_of_a_text_are_those_of_three_words_and_more(text, quotes):
    assert quoted_in(text) == quotes


@pytest.mark.parametrize(
    ("claimed", "verdict", "underlined", "struck"),
    [
        ("I have said everything I could", "Exact: Dmitry Peskov said these words", [], []),
        (
            "They are a more reliable force in fighting IS than the Free Syrian Army",
            "Altered: Dmitry Peskov said almost these words.",
            ["realistic", "ephemeral"],
            ["reliable"],
        ),
        ("“I have said everything I could” — Obama", "Said by somebody else: Dmitry Peskov said these words", [], []),
        ("The weather will be fine on Tuesday", "Not found: ", [], []),
    ],
)
def test_a_verdict_is_said_with_the_differences_marked(shipped_retriever, claimed, verdict, underlined, struck):
    claim = claim_in(claimed)
    page = verdict_page(shipped_retriever.verify_quote(claim.words, claim.speaker), ENGLISH)
    check(page)
    assert page.text.startswith(verdict)

    def marked(kind):
        return [telegram.slice_units(page.text, e.offset, e.length) for e in page.entities if e.type == kind]

    assert marked("underline") == underlined * 2
    assert marked("strikethrough") == struck
    assert bool(quoted(page)) == (not verdict.startswith("Not found"))
    if verdict.startswith("Exact"):
        assert marked("bold")[1] == claimed


@pytest.mark.parametrize(("start", "cut"), [(0, (False, True)), (3000, (True, True)), (5970, (True, False))])
def test_a_long_passage_in_a_verdict_is_cut_between_words_on_the_sides_where_it_is(shipped_retriever, start, cut):
    text = " ".join(f"word{number}" for number in range(1000, 1667))
    start = text.rfind(" ", 0, start) + 1
    verified = shipped_retriever.verify_quote("I have said everything I could")
    match = verified.matches[0].model_copy(update={"passage": span(text), "start": start, "end": start + 17})
    page = verdict_page(verified.model_copy(update={"matches": (match,)}), ENGLISH)
    (block,) = quoted(page)
    assert text[start : start + 17] in block
    assert f" {block} " in f" {text} "
    at = page.text.index(block)
    assert (page.text[:at].endswith("…\n"), page.text[at + len(block) :].startswith("\n…")) == cut


def test_everybody_who_is_quoted_in_a_passage_is_named_under_it(shipped_retriever):
    text = "“Yes,” said Brel. “No, no, no,” said Holm."
    both = (quote("Yes", "Anna Brel"), quote("No, no, no", "Greta Holm"))
    passage = PlacedPassage(
        **span(text).model_dump(), passage_id="0" * 16, speaker="Greta Holm", quotes=both, article=article(),
        number=1, total=1, before=None, before_id=None, after=None, after_id=None,
    )  # fmt: skip
    assert context_page(passage, Page(), ENGLISH).text.endswith(f"{text}\n— Greta Holm\n— Anna Brel")


@given(claimed=words.filter(lambda text: any(c.isalnum() for c in text)), language=catalogues)
def test_any_words_get_a_verdict_that_fits(shipped_retriever, claimed, language):
    claim = claim_in(f"The Kurdish militia, well, in fact {claimed}")
    check(verdict_page(shipped_retriever.verify_quote(claim.words, claim.speaker), language))


LONG = "Ж😀" * 300


def test_lists_of_long_names_fit(shipped_retriever):
    (peskov, *_) = shipped_retriever.find_speakers("peskov")
    seen = peskov.articles[0].model_copy(update={"article": article(title=LONG, source=LONG)})
    aliases = tuple(alias.model_copy(update={"text": f"{LONG}{number}"}) for number, alias in enumerate(peskov.aliases))
    long = peskov.model_copy(
        update={"name": LONG, "description": LONG, "aliases": aliases * 3, "articles": (seen,) * 30}
    )
    first, last = datetime.date(2015, 9, 30), datetime.date(2016, 9, 30)
    source = SourceSummary(name=LONG, articles=1_000_000, first=first, last=last)
    found = QuotedArticle(article=article(title=LONG, source=LONG), quotes=(), passage_id=None)
    for language in map(catalogue, languages()):
        check(profiles_page(LONG, [long] * 3, language))
        check(profiles_page(LONG, [], language))
        check(speakers_page([long] * 40, 1, language))
        check(sources_page([source] * 40, 0, language))
        check(latest_page([found] * LATEST_A_PAGE, language))
        check(about_page(shipped_retriever.counts, [LONG] * 9, (first, last), shipped_retriever.stamp, language))
        check(help_page(["x" * 120] * 3, "x" * 32, language))
        check(welcome_page(["x" * 120] * 3, language))


@pytest.mark.parametrize("language", languages())
def test_a_verdict_with_everything_long_fits(shipped_retriever, language):
    verified = shipped_retriever.verify_quote("They are a more reliable force in fighting IS than the Free Syrian Army")
    (match, *_) = verified.matches
    difference = Difference(given=span("Ж" * 500), actual=span("y" * 500))
    text = LONG * 20
    match = match.model_copy(
        update={
            "speaker": LONG, "quotes": (quote(text, LONG, LONG),), "passage": span(text), "start": 5000, "end": 9000,
            "text": text[5000:9000], "differences": (difference,) * 40, "article": article(title=LONG, source=LONG),
        }
    )  # fmt: skip
    for verdict in ("exact", "altered", "other-speaker", "speaker-unclear", "not-quoted"):
        changes = {"verdict": verdict, "speaker": LONG, "matches": (match,) * 20, "suggestions": (LONG,) * 9}
        page = verdict_page(verified.model_copy(update=changes), catalogue(language), above=LONG)
        check(page)
        assert all(block in clean(text) for block in quoted(page))


def test_an_empty_page_has_no_heading():
    assert Heading().page(ENGLISH) == Page()
