"""Passages: the shipped articles in every case, what stays together, and what always holds."""

import pytest
from hypothesis import given, settings
from onrecord.corpus import Article, Passage, find_quotes, read_articles, shipped_articles, split_passages
from onrecord.corpus.blocks import BlockKind, blocks
from onrecord.corpus.marks import segments
from onrecord.corpus.passages import MERGED_LENGTH, TARGET_LENGTH, passage_id
from onrecord.corpus.text import paragraphs

from tests.articles import article, texts

PLAN = "Russian, French military discuss action plan in Syria"
BORDERS = "Russia is adamant about territory integrity of Middle East countries"
# Each passage by the words that it begins and ends with, the heading above it, and how many quotes it holds.
SHIPPED: dict[str, list[tuple[str, str, str | None, int]]] = {
    "kremlin-denies-cluster-bombs": [
        ("Moscow denies allegations", "Dmitry Peskov said Monday.", None, 1),
        ("Human Rights Watch (HRW) said", "militants in Syria.", None, 1),
        ("In response to the report, Peskov told journalists:\n\n“Russia is", "doubts about this.”", None, 1),
        ("Syria has been in the state of civil war", "a request from Assad.", None, 0),
        ("According to the Russian military", "anti-terrorist operations.", None, 1),
    ],
    "tass-2015-11-28-syria": [
        ("VLADIVOSTOK, November 28.", "which may be announced.”", None, 2),
        ("He called an “undeniable fact”", "the tendency has changed radically”.", None, 2),
        ("The Russian and French military", "mutual readiness.”", PLAN, 3),
        ("He continued saying some countries", "is the Syrian Armed Forces”.", PLAN, 3),
        ("Russia is for territory", "neighbours our borders.”", BORDERS, 2),
        ("The anchorman said about", "the Kurdish militia.", BORDERS, 1),
        ("“The Kurdish militia, well,", "the ephemeral Free Syrian Army.”", BORDERS, 1),
        ("The presidential press secretary preferred", "Peskov replied.", BORDERS, 1),
    ],
}
# Of which passages hold not a word: captions, the deck, the credit and the headings.
ANSWERS_NOTHING = (
    "A Su-34 strike aircraft",
    "Dmitry Peskov also said that",
    "Russia’s presidential press secretary Dmitry Peskov\n",
    "© Anna Isakova",
    PLAN,
    BORDERS,
)


def shipped() -> list[Article]:
    return [found for found in read_articles(shipped_articles()) if isinstance(found, Article)]


def held(text: str) -> list[str]:
    return [passage.text for passage in split_passages(article(text))]


@pytest.mark.parametrize("told", shipped(), ids=lambda told: told.id)
def test_every_passage_of_the_shipped_articles_is_cut_where_it_should_be(told: Article) -> None:
    found = split_passages(told)
    wanted = SHIPPED[told.id]
    spaced = [passage.text.replace("\u00a0", " ") for passage in found]
    assert [(passage.heading, len(passage.quotes)) for passage in found] == [(h, n) for _, _, h, n in wanted]
    assert [words[: len(begins)] for words, (begins, *_) in zip(spaced, wanted, strict=True)] == [w[0] for w in wanted]
    assert [words[-len(w[1]) :] for words, w in zip(spaced, wanted, strict=True)] == [w[1] for w in wanted]


@pytest.mark.parametrize("told", shipped(), ids=lambda told: told.id)
def test_captions_credit_headings_and_repeated_lines_of_the_shipped_articles_answer_nothing(told: Article) -> None:
    for passage in split_passages(told):
        assert not any(words in passage.text.replace("\u00a0", " ") for words in ANSWERS_NOTHING)


REPLY = "The minister left a question about the debt unanswered.\n\n“I have said it,” Brel replied."
BACKED = "The port will stay open, Anna Brel said.\n\n“It pays for itself,” Brel said."
APART = "The port stays open.\n\n“It pays for itself, and it will for years to come,” Anna Brel said."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Brel said:\n\n“It pays for itself.”", ["Brel said:\n\n“It pays for itself.”"]),
        (REPLY, [REPLY]),
        (BACKED, [BACKED]),
        (APART, APART.split("\n\n")),
        ("“One,” Brel said.\n\n“Two,” Brel said.", ["“One,” Brel said.", "“Two,” Brel said."]),
        ("“One,” Brel said.\n\n“Two,” she said.", ["“One,” Brel said.\n\n“Two,” she said."]),
        ("Brel is not resigning.\n\n“No,” she said.", ["Brel is not resigning.\n\n“No,” she said."]),
        ("Brel is not resigning.\n\n“No,” Hale said.", ["Brel is not resigning.", "“No,” Hale said."]),
        ("Brel said: “One two.\n\n“Three four.”", ["Brel said: “One two.\n\n“Three four.”"]),
        ("A harbour at dusk\n\nThe port stays open.", ["The port stays open."]),
        ("The port stays open.\n\nThe port stays open.", ["The port stays open."]),
        ("By Anna Brel\n\nThe port stays open.\n\nPhoto: Tobin Hale", ["The port stays open."]),
        ("* * *\n\nThe port stays open.", ["The port stays open."]),
    ],
)
def test_what_belongs_together_stays_together_and_nothing_else(text: str, found: list[str]) -> None:
    assert held(text) == found


def test_the_title_repeated_as_the_first_line_answers_nothing() -> None:
    told = article("The port stays open.\n\nNobody had asked.", title="The port stays open")
    assert [passage.text for passage in split_passages(told)] == ["Nobody had asked."]


def test_a_heading_is_kept_beside_the_passages_under_it() -> None:
    told = article("The port stays open.\n\nWhat comes next\n\nNobody knows.\n\nNobody asked.")
    assert [passage.heading for passage in split_passages(told)] == [None, "What comes next", "What comes next"]


def test_an_article_without_full_stops_is_text_all_the_same() -> None:
    assert held("the port stays open\n\nnobody had asked") == ["the port stays open", "nobody had asked"]


def test_a_long_paragraph_is_cut_between_sentences_near_the_target_length() -> None:
    found = held("The port of Orvik stays open for another year. " * 40)
    assert len(found) > 1
    assert all(words.startswith("The port") and words.endswith("year.") for words in found)
    assert all(len(words) <= TARGET_LENGTH for words in found)


def test_a_long_quotation_makes_a_long_passage() -> None:
    text = "Brel said: “" + "The port of Orvik stays open. " * 40 + "It does.”"
    assert held(text) == [text]
    assert len(text) > MERGED_LENGTH


def test_a_chain_of_lead_ins_is_no_endless_passage() -> None:
    assert max(len(words) for words in held("Brel told the people of Orvik:\n" * 500)) < 2 * MERGED_LENGTH


def test_quotes_may_be_given_where_they_are_known() -> None:
    for told in shipped():
        assert split_passages(told, find_quotes(told)) == split_passages(told)
        assert all(not passage.quotes for passage in split_passages(told, ()))


# --- what always holds ----------------------------------------------------------------------------


def passages_of(text: str) -> tuple[Passage, ...]:
    return split_passages(article(text))


@settings(deadline=None)
@given(texts)
def test_passages_are_slices_in_order_that_do_not_overlap(text: str) -> None:
    position = 0
    for passage in passages_of(text):
        assert position <= passage.start < passage.end <= len(text)
        assert passage.text == text[passage.start : passage.end]
        assert passage.text == passage.text.strip() != ""
        position = passage.end


@settings(deadline=None)
@given(texts)
def test_no_passage_begins_or_ends_inside_quotation_marks(text: str) -> None:
    for segment in segments(text, paragraphs(text)):
        for passage in passages_of(text):
            for edge in (passage.start, passage.end):
                assert not segment.outer_start < edge < segment.outer_end


@settings(deadline=None)
@given(texts)
def test_the_quotes_of_a_passage_stand_in_it_and_none_is_in_two(text: str) -> None:
    found = passages_of(text)
    for passage in found:
        assert all(passage.start <= quote.start and quote.end <= passage.end for quote in passage.quotes)
    known = find_quotes(article(text))
    given_out = [quote for passage in found for quote in passage.quotes]
    assert given_out == [quote for quote in known if quote in given_out]


@settings(deadline=None)
@given(texts)
def test_every_word_of_the_text_is_in_a_passage(text: str) -> None:
    covered = {at for passage in passages_of(text) for at in range(passage.start, passage.end)}
    for block in blocks(article(text)):
        if block.kind is BlockKind.TEXT:
            assert all(at in covered or text[at].isspace() for at in range(block.start, block.end))


@settings(deadline=None)
@given(texts)
def test_the_id_of_a_passage_is_its_own_and_lasting(text: str) -> None:
    found = passages_of(text)
    assert len({passage.id for passage in found}) == len(found)
    assert [passage.id for passage in passages_of(text)] == [passage.id for passage in found]
    assert all(passage.id == passage_id(article(text), passage.start, passage.end) for passage in found)


def test_an_id_names_a_passage_for_good() -> None:
    # Pinned: links and bookmarks to passages rely on it.
    assert passage_id(article("The port stays open."), 0, 20) == "79ee5e4c18cba602"


@pytest.mark.parametrize(
    "text",
    [
        "Short line.\n" * 20_000,
        "The port stays open. " * 20_000,
        "word " * 100_000,
        "Brel said:\n" * 20_000,
        "." * 200_000,
    ],
)
def test_long_texts_are_split_in_linear_time(text: str) -> None:
    assert all(passage.text == text[passage.start : passage.end] for passage in passages_of(text))
