"""Frames: a table for each thing that signals speech, each cue with whose words it announces."""

import pytest
from hypothesis import given, settings
from onrecord.corpus.frames import topics

from tests.articles import texts
from tests.readings import frames_of, parsed


def cues(text: str) -> list[tuple[str, str]]:
    """The cues of a text, each with the name at it."""
    return [(text[slice(*frame.cue)], frame.mention.name) for frame in frames_of(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Brel said so.", ("said", "Brel")),
        ("Brel wrote a letter.", ("wrote", "Brel")),
        ("Brel tweeted it.", ("tweeted", "Brel")),
        ("“We will,” Brel told Tomas Vale.", ("told", "Brel")),
        ("“We will,” said Brel.", ("said", "Brel")),
        ("The port will pay, said Brel.", ("said", "Brel")),
        ("“We will,” Brel, a baker, later said.", ("said", "Brel")),
        ("“We will,” Brel went on.", ("went on", "Brel")),
        ("According to Brel, nobody pays.", ("According to", "Brel")),
        ("Nobody pays, according to the mayor.", ("according to", "mayor")),
        ("In the words of Brel, nobody pays.", ("words of", "Brel")),
        ("As Brel put it, nobody pays.", ("put it", "Brel")),
        ("Said Brel: “We will.”", ("Said", "Brel")),
        ("The sign reads “No entry.”", ("reads", "sign")),
        ("Vale, whose port it is, said so.", ("said", "Vale")),
    ],
)
def test_a_listed_cue_has_the_mention_beside_it(text: str, found: tuple[str, str]) -> None:
    assert cues(text) == [found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Brel left, saying so.", [("saying", "Brel")]),
        ("Brel said so, adding more.", [("said", "Brel"), ("adding", "Brel")]),
        ("Brel said no and added more.", [("said", "Brel"), ("added", "Brel")]),
        ("Brel nodded, then said no.", [("said", "Brel")]),
        ("They met in May, with Brel saying no.", [("saying", "Brel")]),
        ("Brel said no, with Vale saying yes.", [("said", "Brel"), ("saying", "Vale")]),
        ("Brel said Vale had told him.", [("said", "Brel"), ("told", "Vale")]),
    ],
)
def test_a_cue_may_go_on_with_the_speaker_before_it(text: str, found: list[tuple[str, str]]) -> None:
    assert cues(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Brel left.",
        "Brel never said so.",
        "Brel did not say so.",
        "a ship called “Marta”",
        "The port was called “Old Orvik.”",
        "Brel went home.",
        "according to nobody",
        "what was said",
        "Brel put the port on a map.",
        "He bought the Said house.",
        "",
    ],
)
def test_other_words_are_no_cues(text: str) -> None:
    assert cues(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("“We will,” Brel fumed.", "verb", ("fumed", "Brel")),
        ("“We will,” fumed Brel.", "verb", ("fumed", "Brel")),
        ("“Will we?” snapped Brel.", "verb", ("snapped", "Brel")),
        ("“We will,” the mayor smiled.", "verb", ("smiled", "mayor")),
        ("Brel was blunt: “We will.”", "colon", (":", "Brel")),
        ("When Vale fell, Brel was blunt: “We will.”", "colon", (":", "Brel")),
        ("Brel’s answer: “We will.”", "colon", (":", "Brel")),
        ("“We will.” — Anna Brel", "dash", ("—", "Anna Brel")),
        ("— Anna Brel, Orvik", "dash", ("—", "Anna Brel")),
        ("“We will.” -- Anna Brel (@brel) May 3", "dash", ("--", "Anna Brel")),
    ],
)
def test_beside_a_quotation_any_verb_a_colon_or_a_dash_will_do(text: str, kind: str, found: tuple[str, str]) -> None:
    assert [frame.kind.value for frame in frames_of(text)] == [kind]
    assert cues(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "“We will,” a site linked to the port.",
        "“We will?” Brel left.",
        "He sang “We will,” and Brel wept.",
        "The road runs — Orvik is near — to the port.",
        "“We will” — so it stood on the wall.",
    ],
)
def test_words_near_a_quotation_that_nobody_speaks_are_no_frame(text: str) -> None:
    assert cues(text) == []


@pytest.mark.parametrize(
    ("text", "words", "inverted"),
    [
        ("“We will,” Anna Brel, a baker, said.", "Anna Brel, a baker, said", False),
        ("“We will,” said Mayor Anna Brel.", "said Mayor Anna Brel", True),
        ("According to Anna Brel, nobody pays.", "According to Anna Brel", True),
    ],
)
def test_a_frame_runs_over_cue_and_mention(text: str, words: str, inverted: bool) -> None:
    (frame,) = frames_of(text)
    assert (text[frame.start : frame.end], frame.inverted) == (words, inverted)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Anna Brel left. Tomas Vale wept.", ["Anna Brel", "Tomas Vale"]),
        ("She left. The mayor wept.", ["she", "mayor"]),
        ("Anna Brel asked Tomas Vale about it.", ["Anna Brel", "Tomas Vale"]),
        ("Anna Brel’s sister left.", ["Anna Brel", "Anna Brel’s sister"]),
        ("When Vale fell, Anna Brel left.", ["Anna Brel"]),
        ("Brel Opens Port of Orvik", []),
        ("", []),
    ],
)
def test_a_paragraph_is_about_its_subjects_and_whoever_is_asked(text: str, names: list[str]) -> None:
    assert [mention.name for sentences in parsed(text) for mention in topics(sentences)] == names


@settings(deadline=None)
@given(texts)
def test_a_frame_stands_in_one_sentence_with_its_cue_in_order(text: str) -> None:
    held = {(sentence[0].start, sentence[-1].end) for sentences in parsed(text) for sentence in sentences}
    position = 0
    for frame in frames_of(text):
        assert frame.sentence in held
        assert position <= frame.cue.start < frame.cue.end
        assert frame.sentence.start <= frame.start < frame.end <= frame.sentence.end
        position = frame.cue.start
