"""Transcripts and interviews: tables of turns, of lines that are none, and what always holds."""

import pytest
from hypothesis import given, settings
from onrecord.corpus.text import paragraphs
from onrecord.corpus.transcripts import turns

from tests.articles import texts

INTRO = "Anna Brel met the reporter Paul Reid in Orvik on Monday.\n\n"
ASKED = "Will you pay for the bridge?"
ANSWERED = "We will pay all of it."


def spoken(text: str) -> list[tuple[str | None, str]]:
    """Who says what in a transcript."""
    return [(turn.name, text[turn.words.start : turn.words.end]) for turn in turns(text, paragraphs(text))]


@pytest.mark.parametrize(
    "text",
    [
        f"REID: {ASKED}\n\nBREL: {ANSWERED}",
        f"REID: {ASKED}\nBREL: {ANSWERED}",
        f"Reid: {ASKED}\n\nBrel: {ANSWERED}",
        f'"REID: {ASKED}\n\n"BREL: {ANSWERED}',
        f'"REID: {ASKED}\n\n"BREL: {ANSWERED}"',
        f"“REID: {ASKED}\n\n“BREL: {ANSWERED}”",
        f"“REID: {ASKED}”\n\n“BREL: {ANSWERED}”",
        f"**Reid:** {ASKED}\n\n**Brel:** {ANSWERED}",
        f"**Reid**: {ASKED}\n\n**Brel**: {ANSWERED}",
        f"[Reid]: {ASKED}\n\n[Brel]: {ANSWERED}",
        f"MR. REID: {ASKED}\n\nMS. BREL: {ANSWERED}",
        f"REID (via video): {ASKED}\n\nSEN. BREL (N-Orvik): {ANSWERED}",
        f"REID: {ASKED}\n\nSEN. BREL (N), ORVIK: {ANSWERED}",
        f"REID, ANCHOR, THE GAZETTE: {ASKED}\n\nREP. BREL, (N) NEW VALDIA: {ANSWERED}",
        f"REID, THE GAZETTE: {ASKED}\n\nBREL: {ANSWERED}",
        f"REID: “{ASKED}”\n\nBREL: “{ANSWERED}”",
        f"REID: {ASKED}\n\n(CROSSTALK)\n\nBREL: {ANSWERED}\n\n(END VIDEO CLIP)",
        f'"REID: {ASKED}\n\n"(APPLAUSE.)\n\n"BREL: {ANSWERED}',
    ],
)
def test_labels_of_every_style_name_who_speaks(text: str) -> None:
    assert spoken(INTRO + text) == [("Reid", ASKED), ("Brel", ANSWERED)]


@pytest.mark.parametrize(
    "text",
    [
        f"Q: {ASKED}\n\nA: {ANSWERED}",
        f"Q. {ASKED}\n\nA. {ANSWERED}",
        f"QUESTION: {ASKED}\n\nANSWER: {ANSWERED}",
        f"Question. {ASKED}\n\nAnswer. {ANSWERED}",
        f"Q: {ASKED}\n\nUNIDENTIFIED MALE: {ANSWERED}",
    ],
)
def test_question_and_answer_tell_nobody(text: str) -> None:
    assert spoken(INTRO + text) == [(None, ASKED), (None, ANSWERED)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            f"CHRIS REID: {ASKED}\n\nMcBREL: {ANSWERED}\n\nREID: You said so.",
            [("Chris Reid", ASKED), ("Mcbrel", ANSWERED), ("Reid", "You said so.")],
        ),
        (f"MODERATOR: {ASKED}\n\nO'HARA: {ANSWERED}", [("moderator", ASKED), ("O'Hara", ANSWERED)]),
        (f"Moderator: {ASKED}\n\nBrel: {ANSWERED}", [("moderator", ASKED), ("Brel", ANSWERED)]),
        ("BREL: We will pay.\n\n(APPLAUSE)\n\nBREL: I mean it.", [("Brel", "We will pay."), ("Brel", "I mean it.")]),
        ("Anna Brel, Orvik Gazette: “It was a rout.”", [("Anna Brel", "It was a rout.")]),
        ("Brel: “It was a rout.”", [("Brel", "It was a rout.")]),
    ],
)
def test_names_are_spelled_as_names(text: str, found: list[tuple[str | None, str]]) -> None:
    assert spoken(INTRO + text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            f"REID: {ASKED}\n\nPeople wait for it.\n\nBREL: {ANSWERED}\n\nThe bridge opens in May.",
            [("Reid", ASKED), ("Reid", "People wait for it."), ("Brel", ANSWERED)],
        ),
        (
            f'"REID: {ASKED}\n\n"BREL: We will.\n\n"And soon."\n\n"A late quotation," Tobin Hale said.',
            [("Reid", ASKED), ("Brel", "We will."), ("Brel", "And soon.")],
        ),
        (
            f'"REID: {ASKED}\n\n"BREL: {ANSWERED}\n\n"Follow our reporter on the web.',
            [("Reid", ASKED), ("Brel", ANSWERED)],
        ),
        (
            f"REID: {ASKED}\n\nBREL: {ANSWERED}\n\nLater she was asked again:\n\nREID: Will you?\n\nBREL: I will.",
            [("Reid", ASKED), ("Brel", ANSWERED), ("Reid", "Will you?"), ("Brel", "I will.")],
        ),
        (
            f"REID: {ASKED}\n\nThe second part\n\nBREL: {ANSWERED}\n\nREID: Will you?",
            [("Reid", ASKED), ("Brel", ANSWERED), ("Reid", "Will you?")],
        ),
        (
            f"REID: {ASKED}\n\nBREL: {ANSWERED}\n\nTHE FACTS: The bridge has no owner.\n\nREID: Will you?",
            [("Reid", ASKED), ("Brel", ANSWERED), ("Reid", "Will you?")],
        ),
    ],
)
def test_a_paragraph_without_a_label_belongs_to_the_last_speaker(
    text: str, found: list[tuple[str | None, str]]
) -> None:
    assert spoken(INTRO + text) == found


def test_what_a_label_adds_to_the_name_describes_the_speaker() -> None:
    text = f"{INTRO}REID: {ASKED}\n\nSEN. ANNA BREL (N-Orvik): {ANSWERED}"
    last = turns(text, paragraphs(text))[-1]
    assert last.description is not None
    assert (text[slice(*last.label)], text[slice(*last.description)]) == ("SEN. ANNA BREL", "N-Orvik")


def test_marks_inside_a_turn_stay_in_it() -> None:
    text = (
        f'{INTRO}"REID: {ASKED}\n\n"BREL: We live in “The Long Winter Road.” Do you?\n\n"REID: He calls it “a fact.”"'
    )
    assert spoken(text)[1:] == [
        ("Brel", "We live in “The Long Winter Road.” Do you?"),
        ("Reid", "He calls it “a fact.”"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Note: we will pay you.\n\nUpdate: you will pay us.",
        "Photo: Anna Brel.\n\nRelated: What will you pay?\n\nPhoto: our bridge.",
        "WASHINGTON: the senate will pay us, you know.",
        "The bridge: what will you pay?\n\nThe road: what will we get?",
        "Brel told journalists:\n\nWe will pay.\n\nReid told journalists:\n\nYou will.",
        "First: we will pay.\n\nSecond: you will pay.\n\nFirst: I will pay.",
        "At 9:30 we left.\n\n10:15 You came.",
        "Brel: Win in a walk.\n\nReid: A miracle.",
        "Brel: Taxes rise.\n\nReid: Taxes fall.\n\nBrel: Ports close.\n\nReid: Ports open.",
        "PROS: The port opens.\n\nCONS: The port closes.\n\nPROS: Trade grows.\n\nCONS: Noise grows.",
        "CLAIM: We will pay.\n\nFACT: You will not.\n\nCLAIM: We won.\n\nFACT: You did not.",
        "Brel: I will pay for the bridge",
        "BRIDGE FUND: Sign up for our list.\n\nROAD FUND: You can pay here.",
        "Motto: “Truth and bread for all of you.”",
        "Anna Brel, a baker, replied: “We will pay.”",
        "Continued Brel: “We will pay.”",
        "A: one of us.",
        "",
    ],
)
def test_other_lines_with_a_colon_are_no_turns(text: str) -> None:
    assert spoken(INTRO + text) == []


@settings(deadline=None)
@given(texts)
def test_turns_are_slices_in_order_that_do_not_overlap(text: str) -> None:
    position = 0
    for turn in turns(text, paragraphs(text)):
        assert position <= turn.words.start < turn.words.end <= len(text)
        assert text[slice(*turn.words)] == text[slice(*turn.words)].strip() != ""
        assert turn.label.start < turn.label.end <= turn.words.start
        position = turn.words.end


@pytest.mark.parametrize(
    "text",
    [
        "REID: Will you?\n\n" * 20_000,
        "REID: Will you?\n" * 20_000,
        "REID: Will you?\n\n" + "We will.\n\n" * 40_000,
        '"REID: Will you?\n\n' + '"We will.\n\n' * 40_000,
        "A" * 400_000,
        ":" * 400_000,
        "A:" * 200_000,
        "(A " * 100_000 + ": no",
        "\n".join(["A b"] * 100_000),
    ],
    ids=[
        "turns",
        "lines",
        "unlabelled",
        "open marks",
        "a word",
        "colons",
        "labels",
        "brackets",
        "lines without labels",
    ],
)
def test_long_transcripts_are_read_in_linear_time(text: str) -> None:
    for turn in turns(text, paragraphs(text)):
        assert turn.words.end <= len(text)
