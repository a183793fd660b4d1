"""Quotes and their speakers: tables of patterns, the shipped articles in every case, and what always holds."""

import itertools

import pytest
from hypothesis import given, settings
from onrecord.corpus import Attribution, Confidence, QuoteKind, find_quotes
from onrecord.corpus.text import clean, paragraphs

from tests.articles import article, in_brief, in_marks, stated, texts

PAY = "We will pay,"
OPENED = "Finance Minister Anna Brel opened the session on Monday. "
BOTH = "Mrs. Lena Storm met Mr. Tobin Hale. "


@pytest.mark.parametrize(
    "text",
    [
        "“We will pay,” Anna Brel said.",
        "“We will pay,” said Anna Brel.",
        "“We will pay,” said the engineer Anna Brel on Tuesday.",
        "“We will pay,” said Anna Brel, 41, a baker.",
        "“We will pay,” said Anna Brel, a spokeswoman for the port.",
        "“We will pay,” Anna Brel, a spokeswoman for the port, said.",
        "“We will pay,” Anna Brel, who runs the port, later said.",
        "“We will pay,” Kremlin spokeswoman Anna Brel said Monday.",
        "“We will pay,” Sen. Anna Brel (N-Orvik) said.",
        "“We will pay,” Prime Minister Anna Brel told reporters.",
        "“We will pay,” CTO Anna Brel told reporters.",
        "“We will pay,” guard Anna Brel said.",
        "“We will pay,” said one of the engineers, Anna Brel.",
        "“We will pay,” her neighbour, baroness Anna Brel, told reporters.",
        "The minister for ports, Anna Brel, turned to the opposition: “We will pay,”",
        "The minister for ports, Anna Brel, turned to the opposition:\n\n“We will pay,”",
        "“We will pay,” according to Anna Brel.",
        "“We will pay,” adds Anna Brel.",
        "“We will pay,” Brel replied. Anna Brel has run the port since May.",
        "Anna Brel runs the port. “We will pay,” Ms. Brel said.",
        "Anna Brel said: “We will pay,”",
        "Anna Brel said, “We will pay,”",
        "Anna Brel told reporters on Monday, “We will pay,”",
        "Anna Brel, asked about the debt, said “We will pay,”",
        "Asked about the debt, Anna Brel answered: “We will pay,”",
        "ANNA BREL: “We will pay,”",
        "According to Anna Brel, “We will pay,”",
        "In a letter to the port, Anna Brel wrote:\n\n“We will pay,”",
        "ORVIK, May 3 /NEWS/. “We will pay,” Anna Brel said.",
        "“We will pay,” Anna Brel wrote on Twitter late Monday.",
        "“We will pay,” tweeted Anna Brel.",
        "Gov. Anna Brel left. “We will pay,” Gov. Brel said.",
        "“We will pay,” Rep. Anna Brel, R-Wis., said.",
        "“We will pay,” said Rep. Anna Brel (R-Wis.).",
        "“We will pay,” former U.S. Sen. Anna Brel said.",
        "“We will pay,” says Lake Watch’s Anna Brel.",
        "“We will pay,” the port’s spokeswoman, Anna Brel, said.",
        "“We will pay,” Anna Brel was quoted by the Gazette as saying.",
        "Anna Brel (@annabrel) tweeted: “We will pay,”",
        "In the words of Anna Brel, “We will pay,”",
        "Anna Brel’s reply was short: “We will pay,”",
        "Asked by Tobin Hale who would pay for it, Anna Brel replied:\n\n“We will pay,”",
        "Here is what Anna Brel wrote:\n\n“We will pay,”",
        "“We will pay,”\n\n— Anna Brel",
        "“We will pay,” – Anna Brel (@annabrel) May 3, 2015",
        "Paul Reid\n\nPhoto: Gazette\n\n“We will pay,” Anna Brel said.",
    ],
)
def test_a_cue_after_before_or_above_the_words_names_their_speaker(text: str) -> None:
    assert in_marks(text) == [(PAY, "direct", "Anna Brel", "named")]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“We will pay,” the Orvik Port Authority said in a statement.", "Orvik Port Authority"),
        ("“We will pay,” Lake Watch (LW) said.", "Lake Watch"),
        ("“We will pay,” said O’Hara.", "O’Hara"),
        ("“We will pay,” said Jean-Luc Moreau-Brel.", "Jean-Luc Moreau-Brel"),
        ("“We will pay,” Anna de la Brel said.", "Anna de la Brel"),
        ("“We will pay,” Dr. Anna Brel Jr. said.", "Anna Brel Jr."),
        ("“We will pay,” Norman Coleman said.", "Norman Coleman"),
        ("A visit to the U.S. He left. “We will pay,” Brel said.", "Brel"),
        ("“We will pay,” the Glass House said.", "Glass House"),
        ("“We will pay,” said Vale & Reid.", "Vale & Reid"),
        ("“We will pay,” the University of Orvik said.", "University of Orvik"),
        ("“We will pay,” the Ministry of Fish and Lakes said.", "Ministry of Fish and Lakes"),
        ("“We will pay,” Mr Reid said.", "Reid"),
    ],
)
def test_names_of_every_shape_are_read_whole(text: str, speaker: str) -> None:
    assert in_marks(text) == [(PAY, "direct", speaker, "named")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (OPENED + "“We will pay,” she said.", (PAY, "direct", "Anna Brel", "pronoun")),
        (OPENED + "“We will pay,” the finance minister said.", (PAY, "direct", "Anna Brel", "role")),
        (OPENED + "“We will pay,” the minister said.", (PAY, "direct", "Anna Brel", "role")),
        (OPENED + "“We will pay,” he said.", (PAY, "direct", None, "unclear")),
        (OPENED + "“We will pay,” a minister said.", (PAY, "direct", "minister", "role")),
        (BOTH + "“We will pay,” she said.", (PAY, "direct", "Lena Storm", "pronoun")),
        (
            "Mr. Tobin Hale wept. Mrs. Lena Storm left. “We will pay,” he said.",
            (PAY, "direct", "Tobin Hale", "pronoun"),
        ),
        ("The Orvik Port Authority grew. “We will pay,” it said.", (PAY, "direct", "Orvik Port Authority", "pronoun")),
        (
            "Anna Brel read the Mirror. Mirror sales fell. “We will pay,” she said.",
            (PAY, "direct", "Anna Brel", "pronoun"),
        ),
        ("Anna Brel smiled. “We will pay,”", (PAY, "direct", "Anna Brel", "continued")),
        ("“We will pay,” people close to the talks said.", (PAY, "direct", "people", "role")),
        ("“We will pay,” one resident said.", (PAY, "direct", "resident", "role")),
        ("“We will pay,” the study said.", (PAY, "direct", "study", "role")),
        ("“We will pay,” a spokesman for Sen. Anna Brel said.", (PAY, "direct", "spokesman", "role")),
        ("“We will pay,” lawyers for Mr. Brel said.", (PAY, "direct", "lawyers", "role")),
        (OPENED + "“We will pay,” according to her.", (PAY, "direct", "Anna Brel", "pronoun")),
        ("“We will pay,” a source close to the talks said.", (PAY, "direct", "source", "role")),
        ("“We will pay,” Brel’s lawyer said.", (PAY, "direct", "Brel’s lawyer", "role")),
        ("“We will pay,” the ministry said.", (PAY, "direct", "ministry", "role")),
        ("Anna Brel in May. “We will pay,” she said. (Paul Reid/Gazette)", (PAY, "direct", "Anna Brel", "pronoun")),
        ("Sen. Anna Brel met Paul Reid. “We will pay,” the senator said.", (PAY, "direct", "Anna Brel", "role")),
    ],
)
def test_pronouns_and_roles_stand_for_who_was_met_last_and_fits(
    text: str, found: tuple[str, str, str | None, str]
) -> None:
    assert in_marks(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "“We will pay,” she said.",
        "“We will pay,” they said.",
        "“We will pay,” Monday said.",
        "“We will pay,”",
        BOTH + "“We will pay,” it said.",
    ],
)
def test_where_nothing_tells_the_speaker_stays_unclear(text: str) -> None:
    (quote,) = find_quotes(article(text))
    assert in_brief(quote) == (PAY, "direct", None, "unclear")
    assert (quote.mention, quote.cue, quote.confidence) == (None, None, Confidence.LOW)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("“We,” Anna Brel said, “will pay.”", "We,|will pay."),
        ("“We will pay,” Anna Brel said. “And soon.”", "We will pay,|And soon."),
        ("“We will pay” – Anna Brel said – “and soon.”", "We will pay|and soon."),
        ("“We will pay,” Anna Brel said. “And soon.” “Very soon.”", "We will pay,|And soon.|Very soon."),
        ("“We will pay,” Anna Brel said, adding: “And soon.”", "We will pay,|And soon."),
        ("“We will pay,” Anna Brel said in Orvik, when asked about it. “And soon.”", "We will pay,|And soon."),
        ("Anna Brel said: “One thing is trust.\n\n“Another is luck.", "One thing is trust.|Another is luck."),
        ("“One,” Anna Brel said. “Two.\n\n“Three.\n\n“Four.”", "One,|Two.|Three.|Four."),
        ("“It is ours.\n\n“And it is old,” Anna Brel said.", "It is ours.|And it is old,"),
        ("“We will pay,” Anna Brel said ... “And soon.”", "We will pay,|And soon."),
        ("„We will pay,“ said Anna Brel. „And soon.“", "We will pay,|And soon."),
        ("'We will pay,' Anna Brel said. 'It is Tobin's bridge.'", "We will pay,|It is Tobin's bridge."),
        ("“We will pay,\" Anna Brel said. ''And soon.''", "We will pay,|And soon."),
    ],
)
def test_a_split_quote_is_one_quote_with_its_pieces(text: str, pieces: str) -> None:
    assert in_marks(text) == [(pieces, "direct", "Anna Brel", "named")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Anna Brel said the plan was “a gift to nobody.”",
            [("a gift to nobody.", "mixed", "Anna Brel", "named")],
        ),
        (
            "Anna Brel called the plan “reckless” and “a gift to nobody.”",
            [("reckless", "mixed", "Anna Brel", "named"), ("a gift to nobody.", "mixed", "Anna Brel", "named")],
        ),
        (
            "Anna Brel said she would stay, adding “the work is not done.”",
            [("the work is not done.", "direct", "Anna Brel", "named")],
        ),
        (
            "“We will pay,” Anna Brel said, and Tobin Hale said, “We will not.”",
            [(PAY, "direct", "Anna Brel", "named"), ("We will not.", "direct", "Tobin Hale", "named")],
        ),
        (
            "“We will pay,” Anna Brel said. Tobin Hale disagreed. “That was never agreed.”",
            [(PAY, "direct", "Anna Brel", "named"), ("That was never agreed.", "direct", "Tobin Hale", "continued")],
        ),
        (
            "“We will pay,” Anna Brel said. She left the room. “But not soon.”",
            [(PAY, "direct", "Anna Brel", "named"), ("But not soon.", "direct", "Anna Brel", "continued")],
        ),
        (
            "“Will you pay?” asked Tobin Hale. “We will,” Anna Brel answered.",
            [("Will you pay?", "direct", "Tobin Hale", "named"), ("We will,", "direct", "Anna Brel", "named")],
        ),
        (
            "“We will pay,” Anna Brel said.\n\nTobin Hale disagreed. “We will not,” he said.",
            [(PAY, "direct", "Anna Brel", "named"), ("We will not,", "direct", "Tobin Hale", "pronoun")],
        ),
        (
            "“We will pay,” Anna Brel said.\n\n“We will not,” Tobin Hale said.\n\n“We will,” Brel said.",
            [
                (PAY, "direct", "Anna Brel", "named"),
                ("We will not,", "direct", "Tobin Hale", "named"),
                ("We will,", "direct", "Anna Brel", "named"),
            ],
        ),
    ],
)
def test_each_of_several_quotes_has_its_own_speaker(text: str, found: list[tuple[str, str, str | None, str]]) -> None:
    assert in_marks(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “green wall” runs along the coast.",
        "She starred in “The Long Winter Road” for years.",
        "Anna Brel said on “Morning With Friends” that nobody would pay.",
        "The paper’s motto is “Truth and Bread.”",
        "The words “we will pay” were written on the wall.",
        'The 12" pipe broke.',
        "The workers' rights and the owners' duties.",
        "He read “War of the Lakes” twice.",
        "Her novel, “The Bridge,” came out in May.",
        "A bill known as the “Bridge Act” passed.",
        "Tobin “Big Bear” Hale left.",
        "The “experts” left the room.",
        "The term “deep water” is older.",
        "The hashtag “#paynow” spread.",
    ],
)
def test_titles_and_scare_quotes_are_nobodys_words(text: str) -> None:
    assert in_marks(text) == []


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("“", "”"),
        ('"', '"'),
        ("«", "»"),
        ("„", "“"),
        ("„", "”"),
        ("''", "''"),
        ("``", "''"),
        ("'", "'"),
        ("‘", "’"),
        ("”", "”"),
    ],
)
def test_quotation_marks_of_every_style_are_read(opening: str, closing: str) -> None:
    assert in_marks(f"{opening}We will pay,{closing} Anna Brel said.") == [(PAY, "direct", "Anna Brel", "named")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Brel did not say “we are sorry.” Hale never said he would go.", []),
        ("The sign read “No entry”.", [("No entry", "sign", "medium")]),
        (
            "Lena Storm said: “I love it.” The sign read “No entry”.",
            [("I love it.", "Lena Storm", "high"), ("No entry", "sign", "medium")],
        ),
        ("The envoy, Tobin Hale, told the Gazette that Storm had said “we lost.”", [("we lost.", "Storm", "high")]),
        ("The minister, Paul Reid, replied: “There is none.”", [("There is none.", "Paul Reid", "high")]),
        ("Asked about Brel's claim that “growth is back”, Hale said: “No.”", [("No.", "Hale", "high")]),
        ("Anna Brel and Emma Brel won.\n\n“We are glad,” Brel said.", [("We are glad,", "Emma Brel", "low")]),
        ("David Brel and Emma Brel won.\n\n“We are glad,” Mr. Brel said.", [("We are glad,", "David Brel", "high")]),
        ("“Never,” said al-Orvik.", [("Never,", "al-Orvik", "high")]),
        ("Soon Brel said: “It is so.”", [("It is so.", "Brel", "high")]),
        ("Last week Brel said: “It is so.”", [("It is so.", "Brel", "high")]),
        ("Rep. Brel said: “It is so.”", [("It is so.", "Brel", "high")]),
        ("Anna Brel, a Lake Watch lawyer, said: “It is so.”", [("It is so.", "Anna Brel", "high")]),
        ("Anna Brel, Paul Reid’s sister, said: “It is so.”", [("It is so.", "Anna Brel", "high")]),
        ("“It is so,” Anna Brel told Orvik Radio’s Paul Reid.", [("It is so,", "Anna Brel", "high")]),
        ("Rep. Anna Brel, R-Wis., told Sen. Reid, D-Ohio: “It is so.”", [("It is so.", "Anna Brel", "high")]),
        ("Speaking to Paul Reid, Anna Brel said: “It is so.”", [("It is so.", "Anna Brel", "high")]),
        ("A spokesman for Anna Brel said: “It is so.”", [("It is so.", "spokesman", "medium")]),
    ],
)
def test_nobody_gets_words_that_the_article_does_not_give_him(text: str, found: list[tuple[str, str, str]]) -> None:
    quotes = find_quotes(article(text))
    direct = [quote for quote in quotes if quote.kind is not QuoteKind.INDIRECT]
    assert [(quote.text, quote.speaker, quote.confidence) for quote in direct] == found


@pytest.mark.parametrize(
    "words",
    [
        "He told me ‘no’ and left,",
        "‘It is ours,’ he told me,",
        "He told me, ‘It is ours,’",
        "We will ... pay,",
        "… and we will pay,",
        "We will . . . pay,",
        "[We] will pay,",
        "He [Tobin Hale] will pay,",
        "We will pay [sic],",
    ],
)
def test_nested_marks_ellipses_and_insertions_stay_in_the_words(words: str) -> None:
    assert in_marks(f"“{words}” Anna Brel said.") == [(words, "direct", "Anna Brel", "named")]


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("According to Anna Brel, the bridge is “a disgrace.”", "a disgrace."),
        ("The bridge is “a disgrace,” Anna Brel said.", "a disgrace,"),
        ("Anna Brel told the Gazette that Paul Reid was “a good man.”", "a good man."),
        ("Anna Brel, who called the bridge “a disgrace,” left.", "a disgrace,"),
        ("Anna Brel tweeted that she was “deeply sorry” for it.", "deeply sorry"),
        ("Anna Brel warned of “a long winter” in May.", "a long winter"),
        ("Anna Brel said on “Orvik Tonight” that “we will pay” for it.", "we will pay"),
    ],
)
def test_a_fragment_of_a_statement_is_a_mixed_quote(text: str, fragment: str) -> None:
    assert in_marks(text) == [(fragment, "mixed", "Anna Brel", "named")]


def test_a_transcript_gives_each_turn_to_its_speaker() -> None:
    text = "Anna Brel met Paul Reid in Orvik.\n\nREID: Will you pay for it?\n\nBREL: We will pay all of it."
    assert stated(text) == [
        ("Will you pay for it?", "indirect", "Paul Reid", "named"),
        ("We will pay all of it.", "indirect", "Anna Brel", "named"),
    ]


def test_the_evidence_for_a_speaker_is_cut_from_the_article() -> None:
    (quote,) = find_quotes(article(OPENED + "“We will pay,” the minister replied."))
    assert quote.mention is not None
    assert quote.cue is not None
    assert (quote.mention.text, quote.cue.text) == ("the minister", "replied")
    assert (quote.description, quote.confidence) == ("Finance Minister", Confidence.MEDIUM)


# --- the shipped articles, in every case ----------------------------------------------------------


@settings(deadline=None)
@given(texts)
def test_every_part_of_a_quote_is_a_slice_of_its_article(text: str) -> None:
    for quote in find_quotes(article(text)):
        for span in [quote, *quote.pieces, *filter(None, (quote.mention, quote.cue))]:
            assert span.text == text[span.start : span.end]
            assert span.text.strip()


@settings(deadline=None)
@given(texts)
def test_quotes_stand_in_the_order_of_the_text_and_direct_ones_apart(text: str) -> None:
    quotes = find_quotes(article(text))
    assert [quote.start for quote in quotes] == sorted(quote.start for quote in quotes)
    pieces = [piece for quote in quotes if quote.kind is not QuoteKind.INDIRECT for piece in quote.pieces]
    in_order = sorted(pieces, key=lambda piece: piece.start)
    assert all(left.end <= right.start for left, right in itertools.pairwise(in_order))


@settings(deadline=None)
@given(texts)
def test_a_speaker_is_named_only_with_mention_and_cue_in_reach(text: str) -> None:
    stretches = paragraphs(text)
    for quote in find_quotes(article(text)):
        unclear = quote.attribution is Attribution.UNCLEAR
        assert (quote.speaker is None) == (quote.mention is None) == unclear
        # The subject of the sentence before may go on without a cue.
        assert quote.cue is not None or quote.attribution in {Attribution.UNCLEAR, Attribution.CONTINUED}
        if quote.cue is not None and quote.kind is not QuoteKind.DIRECT:
            assert any(
                start <= quote.start and quote.cue.end <= end for start, end in stretches if start <= quote.cue.start
            )


@settings(deadline=None)
@given(texts)
def test_the_same_article_gives_the_same_quotes_wherever_it_is_read(text: str) -> None:
    assert find_quotes(article(clean(text) or "-")) == find_quotes(article(clean(text) or "-"))


# A quadratic step would take minutes on these.
LONG = {
    "quotation marks": '"' * 200_000,
    "opening marks": "“word " * 40_000,
    "nested marks": "“a " * 10_000 + "”" * 10_000,
    "apostrophes": " 'abc" * 40_000,
    "a paragraph without a full stop": "“We will pay,” Brel said, adding that “rates” fall " * 4_000,
    "a paragraph of many quotes": "“We will pay,” Brel said. " * 8_000,
    "many paragraphs": "“We will pay,” Anna Brel said.\n\n" * 8_000,
    "cues": "he said, adding " * 12_000,
    "roles": "The press secretary said it was so. " * 5_000,
    "one surname": "".join(f"Anna{number} Brel said it was so. Brel said no to it.\n" for number in range(3_000)),
    "brackets": "(AB) " * 40_000 + "said no",
    "relative clauses": "one who " * 24_000 + "said no",
    "an endless quotation": "Brel said: “one two three\n\n" + "“one two three four\n\n" * 8_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_long_texts_are_read_in_linear_time(text: str) -> None:
    for quote in find_quotes(article(text)):
        assert quote.text == text[quote.start : quote.end]
