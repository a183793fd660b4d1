"""Attribution: the frame of every quoted stretch, seen from where the cue stands."""

import pytest
from hypothesis import given, settings
from onrecord.corpus.attribution import Line, assign
from onrecord.corpus.frames import frames
from onrecord.corpus.marks import segments
from onrecord.corpus.text import paragraphs

from tests.articles import texts
from tests.readings import parsed

WILL = "“We will pay,”"
OURS = "“It is ours.”"


def lines(text: str) -> list[Line]:
    """The stretches in marks of a text with their frames."""
    stretches, sentences = paragraphs(text), parsed(text)
    framed = [frames(paragraph) for paragraph in sentences]
    return assign(text, segments(text, stretches), stretches, framed, sentences)


def places(text: str) -> list[tuple[str, str | None]]:
    """Where the cue of each stretch stands, and who is named at it."""
    return [(line.place.value, line.frame.mention.name if line.frame else None) for line in lines(text)]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f"{WILL} Brel said.", "after"),
        (f"{WILL} said Brel.", "after"),
        ("“We will pay” – Brel said.", "after"),
        (f"{WILL} according to Brel.", "after"),
        (f"{OURS}\n\n— Anna Brel", "after"),
        (f"{OURS} – Anna Brel", "after"),
        (f"Brel said: {OURS}", "before"),
        (f"Brel said, {OURS}", "before"),
        (f"Brel said {OURS}", "before"),
        (f"Asked about it, Brel told Tomas Vale: {OURS}", "before"),
        (f"Brel told journalists:\n\n{OURS}", "before"),
        (f"Brel was blunt:\n\n{OURS}", "before"),
        (f"Brel wept. {OURS}", "near"),
        (f"Brel wept.\n\n{OURS}", "near"),
        (f"Brel said no.\n\n{OURS}", "near"),
    ],
)
def test_the_cue_of_a_quotation_stands_after_before_or_near_it(text: str, place: str) -> None:
    (line,) = lines(text)
    assert line.frame is not None
    assert line.frame.mention.name.endswith("Brel")
    assert (line.place.value, line.embedded, line.joins) == (place, False, False)


@pytest.mark.parametrize(
    ("text", "second"),
    [
        (f"“We,” Brel said, {OURS}", ("around", "Brel")),
        (f"{WILL} Brel said. {OURS}", ("around", "Brel")),
        (f"{WILL} said Brel, a baker. {OURS}", ("around", "Brel")),
        (f"{WILL} Brel said in Orvik. {OURS}", ("around", "Brel")),
        (f"{WILL} Brel said, adding: {OURS}", ("around", "Brel")),
        (f"{WILL} Brel said. She wept. {OURS}", ("continued", "Brel")),
        (f"{WILL} Brel said.\n\n{OURS}", ("continued", "Brel")),
        (f"{WILL} Brel said on Monday.\n\n{OURS}", ("continued", "Brel")),
        (f"{WILL} Brel said. Tomas Vale wept. {OURS}", ("near", "Tomas Vale")),
        (f"{WILL} Brel said. {OURS} Tomas Vale wept.", ("around", "Brel")),
        (f"{WILL} Brel said, and Vale said: {OURS}", ("before", "Vale")),
        (f"{WILL} Brel said. {OURS} said Vale.", ("after", "Vale")),
        (f"{WILL} Brel said. The port of Orvik was built for ships and not for trains.\n\n{OURS}", ("none", None)),
    ],
)
def test_a_second_quotation_goes_on_with_the_first_unless_somebody_else_speaks(
    text: str, second: tuple[str, str | None]
) -> None:
    assert places(text) == [("after", "Brel"), second]


@pytest.mark.parametrize(
    ("text", "joins"),
    [
        (f"“We,” Brel said, {OURS}", True),
        (f"{WILL} Brel said. {OURS}", True),
        ("Brel said: “We will.\n\n“It is ours.”", True),
        ("“We will.\n\n“It is ours,” Brel said.", True),
        (f"{WILL} Brel said. She wept. {OURS}", False),
        (f"{WILL} Brel said.\n\n{OURS}", False),
        (f"{WILL} Brel said. Vale said: {OURS}", False),
    ],
)
def test_only_its_frame_or_a_paragraph_splits_a_quote(text: str, joins: bool) -> None:
    assert [line.joins for line in lines(text)] == [False, joins]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Brel called it “a gift.”", ("before", "Brel", True)),
        ("Brel called the port “a gift.”", ("before", "Brel", True)),
        ("Brel said the port was “a gift” to all.", ("before", "Brel", True)),
        ("According to Brel, the port is “a gift.”", ("before", "Brel", True)),
        ("The port is “a gift” to all of us, Brel said.", ("after", "Brel", True)),
        ("The “gift” is old.", ("none", None, True)),
        ("Asked about the “gift,” Brel said no.", ("none", None, True)),
    ],
)
def test_a_part_of_a_sentence_in_marks_is_embedded_in_it(text: str, found: tuple[str, str | None, bool]) -> None:
    (line,) = lines(text)
    assert (line.place.value, line.frame.mention.name if line.frame else None, line.embedded) == found


@pytest.mark.parametrize(
    "text",
    [
        OURS,
        f"The port is old. {OURS}",
        f"The mayor wept. {OURS}",
        f"Brel.\n\n{OURS}",
        f"{WILL} so it stood there.",
        f"Tomas Vale wept. {WILL} nobody said.",
    ],
)
def test_a_quotation_that_nothing_announces_has_no_frame(text: str) -> None:
    (line,) = lines(text)
    assert (line.frame, line.place.value) == (None, "none")


@settings(deadline=None)
@given(texts)
def test_every_stretch_has_one_line_and_a_place_only_with_a_frame(text: str) -> None:
    found = lines(text)
    assert [line.segment for line in found] == segments(text, paragraphs(text))
    for before, line in zip([None, *found], found, strict=False):
        assert (line.frame is None) == (line.place.value == "none")
        assert not line.joins or (before is not None and before.frame == line.frame)
