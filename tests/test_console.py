"""What a terminal shows: every word of a passage, who said it, and nothing that the terminal would obey."""

from __future__ import annotations

import datetime
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from onrecord.corpus import Article, QuoteKind, Span
from onrecord.index.console import counted, echoed, passage_text, render_answer, render_question, render_quotes, visible
from rich.console import Console

from tests.answers import KURDS, TITLE, URL, abstention, answer, article, hit, quote

ANYTHING = st.text(st.characters(exclude_categories=()), min_size=1)


def shown(renderable, width=100):
    out = io.StringIO()
    Console(file=out, width=width, highlight=False, markup=False, emoji=False).print(renderable, crop=False)
    return out.getvalue()


@pytest.mark.parametrize("width", [20, 40, 100])
def test_a_hit_is_its_words_then_speaker_and_role_then_article_source_and_date_then_address(width):
    printed = shown(render_answer(answer(hit())), width)
    byline = "— Dmitry Peskov, Russia’s presidential press secretary"
    assert " ".join(printed.split()) == f"{KURDS} {byline} {TITLE} TASS, 28 November 2015 {URL}"
    for line in printed.splitlines():
        assert line.startswith("   ")
        assert line == line.rstrip()
        assert len(line) <= width or line.strip() == URL


def test_what_is_not_known_is_said():
    unknown = article(source=None, published=None, url=None)
    printed = shown(render_answer(answer(hit(speaker=None, article=unknown))), width=120)
    assert printed.endswith(f"\n   — the article itself\n   {TITLE}\n   source unknown, date unknown\n")


DAY = datetime.date(2024, 3, 5)
REPEATING = {
    "another paper, by its name": (
        [article(source="The Gazette", published=DAY)],
        "also in The Gazette, 5 March 2024",
    ),
    "the same paper, by the title": (
        [article(title="Once more", published=None)],
        "also in Once more, date unknown",
    ),
    "many": (
        [article(source=f"Paper {number}", published=DAY) for number in range(5)],
        "also in Paper 0, 5 March 2024; Paper 1, 5 March 2024; Paper 2, 5 March 2024; and 2 more articles",
    ),
}


@pytest.mark.parametrize(("cards", "said"), REPEATING.values(), ids=REPEATING)
def test_where_else_the_same_stands_is_said_last(cards, said):
    printed = shown(render_answer(answer(hit(also_in=tuple(cards)))), 120)
    assert printed.endswith(f"   {URL}\n   {said}\n")


@pytest.mark.parametrize(("strength", "said"), [("strong", ""), ("fair", "  (fair match)"), ("weak", "  (weak match)")])
def test_a_score_is_said_in_words_and_a_strong_one_goes_without_saying(strength, said):
    printed = shown(render_answer(answer(hit(strength=strength, score=0.51))))
    assert f"   — Dmitry Peskov, Russia’s presidential press secretary{said}\n" in printed
    assert "51" not in printed


@pytest.mark.parametrize("speaker", ["the spokesman", "Spokesman", "a spokesman"])
def test_a_role_that_stands_for_a_name_is_not_said_twice(speaker):
    printed = shown(render_answer(answer(hit(speaker=speaker, quotes=(quote(KURDS, speaker, speaker),)))))
    assert f"   — {speaker}\n" in printed


REASONS = [
    ("unknown-speaker", {"speaker": "Greta"}, "Nobody known as “Greta” is quoted in these articles."),
    ("no-match", {"speaker": "Ann Lee", "topic": "rain"}, "Nothing by Ann Lee on “rain” in these articles."),
    ("no-match", {"topic": "rain"}, "Nothing in these articles answers that."),
    ("outside-dates", {}, "Nothing within those dates answers that; outside of them there is something."),
    ("empty-index", {}, "The index is empty; add articles: onrecord build FOLDER."),
]


@pytest.mark.parametrize(("reason", "asked", "said"), REASONS)
def test_an_abstention_says_why_whom_else_to_ask_about_and_what_comes_nearest(reason, asked, said):
    assert shown(render_answer(abstention(reason, **asked))) == f"{said}\n"
    printed = shown(render_answer(abstention(reason, hit(), suggestions=("Bob Day", "Cy Fox"), **asked)))
    lead = "Ann Lee spoke of" if asked.get("speaker") == "Ann Lee" else "Quoted here"
    assert printed.startswith(f"{said}\n{lead}: Bob Day, Cy Fox.\n\nWhat comes nearest:\n   “The Kurdish")


def test_quoted_words_stand_out_where_they_stand():
    text = "Ann said “yes” and that it rains."
    start = 100  # of the passage in its article

    def said(words, kind):
        piece = Span(text=words, start=start + text.index(words), end=start + text.index(words) + len(words))
        return quote(words, "Ann", start=piece.start, end=piece.end, pieces=(piece,), kind=kind)

    styled = passage_text(text, start, (said("yes", QuoteKind.DIRECT), said("it rains", QuoteKind.INDIRECT)))
    assert styled.plain == text
    assert [(text[span.start : span.end], span.style) for span in styled.spans] == [
        ("yes", "bold"),
        ("it rains", "italic"),
    ]


def test_the_quotes_of_an_article_come_with_how_their_speaker_was_found():
    source = Article(id="a1", text="…", title=None)
    printed = shown(render_quotes(source, (quote("It rains,", "Ann Lee"), quote("It snows,", None))))
    assert printed == (
        "a1\n\n   “It rains,”\n   — Ann Lee  (direct; named, high confidence)\n\n"
        "   “It snows,”\n   — speaker unclear  (direct; unclear, high confidence)\n\n"
    )
    assert shown(render_quotes(source, ())) == "a1\n\n   no quotes found\n\n"


def test_source_and_date_stand_under_the_title_where_they_are_known():
    day = datetime.date(2024, 3, 5)
    for source, published, line in (
        ("The Gazette", day, "The Gazette, 5 March 2024\n"),
        ("The Gazette", None, "The Gazette\n"),
        (None, day, "5 March 2024\n"),
        (None, None, ""),
    ):
        told = Article(id="a1", text="…", title="Rain", source=source, published=published)
        assert shown(render_quotes(told, ())) == f"Rain\n{line}\n   no quotes found\n\n"


def test_a_quote_hangs_under_the_statement_that_it_is_part_of_and_indirect_words_stand_without_marks():
    text = "Anna Brel said the vote was “a farce” and late. Paul Reid called it “slow.”"

    def said(words, speaker, kind):
        piece = Span.cut(text, text.index(words), text.index(words) + len(words))
        return quote(words, speaker, start=piece.start, end=piece.end, pieces=(piece,), kind=kind)

    statement = said("the vote was “a farce” and late", "Anna Brel", QuoteKind.INDIRECT)
    part, alone = said("a farce", "Anna Brel", QuoteKind.MIXED), said("slow.", "Paul Reid", QuoteKind.MIXED)
    assert shown(render_quotes(Article(id="a1", text=text), (statement, part, alone)), 80) == (
        "a1\n\n"
        "   the vote was “a farce” and late\n"
        "   — Anna Brel  (indirect; named, high confidence)\n"
        "      “a farce”\n"
        "      — Anna Brel  (mixed; named, high confidence)\n\n"
        "   “slow.”\n"
        "   — Paul Reid  (mixed; named, high confidence)\n\n"
    )


EVIDENCE = [
    ("“It rains,” said Anna Brel.", "said", "Anna Brel", "said Anna Brel"),
    ("“It rains,” Anna Brel, the mayor, said.", "said", "Anna Brel", "Anna Brel, the mayor, said"),
    ("According to the Brookvale Police, “it rains.”", "According to", "Brookvale Police", None),
    ("Anna Brel: “it rains,” she said.", "said", "Anna Brel", "Anna Brel … said"),
    (f"Anna Brel, {'far ' * 11}away, said “it rains.”", "said", "Anna Brel", "Anna Brel … said"),
    ("“It rains,”\nsaid\n\nAnna Brel.", "said", "Anna Brel", "said Anna Brel"),
    ("Anna Brel: “It rains.”", None, "Anna Brel", "Anna Brel"),
]


@pytest.mark.parametrize(("text", "cue", "mention", "said"), EVIDENCE)
def test_the_words_that_tell_the_speaker_are_shown_in_the_order_of_the_article(text, cue, mention, said):
    def cut(words):
        return None if words is None else Span.cut(text, text.index(words), text.index(words) + len(words))

    piece = cut(text[text.index("“") + 1 : text.index("”")])
    found = quote(
        piece.text, "Ann", start=piece.start, end=piece.end, pieces=(piece,), mention=cut(mention), cue=cut(cue)
    )
    printed = shown(render_quotes(Article(id="a1", text=text), (found,)))
    assert f"; {said or 'According to the Brookvale Police'})\n" in printed


@pytest.mark.parametrize(("words", "short"), [("a" * 80, "a" * 80), ("a" * 81, "a" * 79 + "…"), ("", "")])
def test_words_that_a_message_repeats_are_shortened_where_they_are_long(words, short):
    assert echoed(words) == short
    printed = shown(render_answer(abstention("unknown-speaker", speaker=words or "x")), 200)
    assert f"“{short or 'x'}”" in printed


@given(text=ANYTHING)
def test_nothing_that_was_typed_commands_the_terminal(text):
    reasons = ("unknown-speaker", "no-match")
    for renderable in (
        render_question(text),
        *(render_answer(abstention(reason, speaker=text, topic=text)) for reason in reasons),
    ):
        printed = shown(renderable, width=40).replace("\n", "")
        assert {unicodedata.category(character) for character in printed} & {"Cc", "Cs", "Zl", "Zp"} == set()
        assert not set(printed) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("\x1b[31mred\x07", r"\x1b[31mred\x07"),
        ("\x9b31m\x7f", r"\x9b31m\x7f"),
        ("two\nlines", r"two\nlines"),
        ("caf\udce9", r"caf\udce9"),
        ("\u202eabc\u2066", r"\u202eabc\u2066"),
        ("“Курды” — 👩\u200d👧 שלום\u200f\u00a0!", "“Курды” — 👩\u200d👧 שלום\u200f\u00a0!"),
    ],
)
def test_what_a_terminal_would_obey_becomes_visible_and_all_else_stays(text, safe):
    assert visible(text) == safe


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 articles"), (1, "1 article"), (2, "2 articles"), (1234, "1,234 articles")]
)
def test_numbers_are_said_with_their_noun(number, said):
    assert counted(number, "article") == said
