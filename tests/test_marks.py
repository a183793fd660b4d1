"""Quotation marks: what stands inside them."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onrecord.corpus.marks import Segment, segments
from onrecord.corpus.pairing import Action, Boundary, Mark, pair
from onrecord.corpus.text import paragraphs

from tests.articles import texts


def inside(text: str) -> list[str]:
    return [text[segment.start : segment.end] for segment in segments(text, paragraphs(text))]


def parts(text: str) -> list[tuple[str, bool]]:
    return [(text[segment.start : segment.end], segment.closed) for segment in segments(text, paragraphs(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("“one” and “two”", ["one", "two"]),
        ('"one" and "two"', ["one", "two"]),
        ("«one» and «two»", ["one", "two"]),
        ("« one » and « two »", ["one", "two"]),
        ("»one« and »two«", ["one", "two"]),
        ("»one» and »two»", ["one", "two"]),
        ("„one“ and „two“", ["one", "two"]),
        ("„one” and „two”", ["one", "two"]),
        ('„one" and „two"', ["one", "two"]),
        ("``one'' and ``two''", ["one", "two"]),
        ("''one'' and ''two''", ["one", "two"]),
        ("‘‘one’’ and ‘‘two’’", ["one", "two"]),
        ("”one” and ”two”", ["one", "two"]),
        ("”one“ and ”two“", ["one", "two"]),
        ("“one,“ and “two,“", ["one,", "two,"]),
        ("‟one” and ‟two”", ["one", "two"]),
        ("‹one› and 「two」", ["one", "two"]),
        ("'one.' and 'two,'", ["one.", "two,"]),
        ("‘one.’ and ‘two,’", ["one.", "two,"]),
        ("‚one‘ and ‚two’", ["one", "two"]),
        ("‘one’ and ‘two’", ["one", "two"]),
    ],
)
def test_marks_of_every_style_enclose(text: str, found: list[str]) -> None:
    assert inside(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('“one," he said. "two,” she said.', ["one,", "two,"]),
        ("\"one,'' he said. ''two,\" she said.", ["one,", "two,"]),
        ("“one,” he said. 'two,' she said.", ["one,", "two,"]),
        ("““one””", ["one"]),
        ('""one""', ["one"]),
        ('"one""two"', ["one", "two"]),
        ("“ one ”", ["one"]),
        ('Brel said " one two " on Monday.', ["one two"]),
        ("“one,”said Brel", ["one,"]),
        ('Brel said,"One two," and left.', ["One two,"]),
        ('"one "said Brel. "two".', ["one", "two"]),
        ('Brel told them," Here is one". Reid had a "two".', ["Here is one", "two"]),
        ('Brel said," [The port] is one".', ["[The port] is one"]),
        ("Brel said:” Here is one.”", ["Here is one."]),
        ('"... and one," he said', ["... and one,"]),
        ('Orvik—"one two"—is', ["one two"]),
        ("(“one”)", ["one"]),
        ("“” and “...” and “one”", ["one"]),
    ],
)
def test_marks_that_are_mixed_doubled_or_set_wrongly_enclose(text: str, found: list[str]) -> None:
    assert inside(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("“one ‘two’ three”", ["one ‘two’ three"]),
        ("“one 'two' three”", ["one 'two' three"]),
        ("“one “two” three”", ["one “two” three"]),
        ("“one “two “three” four” five”", ["one “two “three” four” five"]),
        ('"If they say, "I am one," you know, it is," she said.', ['If they say, "I am one," you know, it is,']),
        ('"It was in “Orvik News.” So it is," he said.', ["It was in “Orvik News.” So it is,"]),
        ("«one ‹two› three»", ["one ‹two› three"]),
        ("„one ‚two‘ three“", ["one ‚two‘ three"]),
        ("''One 'two,''' he said. ''Three.''", ["One 'two,'", "Three."]),
        ("‘I read ‘Orvik’ twice,’ she said", ["I read ‘Orvik’ twice,"]),
        ("'I told him \"no\",' she said. 'He told me \"yes\".'", ['I told him "no",', 'He told me "yes".']),
        ("“‘Yes,’ he said”", ["‘Yes,’ he said"]),
        ("“it's one”", ["it's one"]),
    ],
)
def test_nested_marks_belong_to_what_is_around_them(text: str, found: list[str]) -> None:
    assert inside(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("‘The workers’ rights are ours,’ she said", ["The workers’ rights are ours,"]),
        (
            "'I don't think the workers' rights matter,' he said. 'They don't.'",
            ["I don't think the workers' rights matter,", "They don't."],
        ),
        ("'Rock 'n' roll was big in the '90s,' he said", ["Rock 'n' roll was big in the '90s,"]),
        ("“We fed 'em in the '90s,” he said", ["We fed 'em in the '90s,"]),
        ('He has a 55" screen and "it is big", he said.', ["it is big"]),
        ('"I\'m 6\'2"," he said. "And you?"', ["I'm 6'2\",", "And you?"]),
        ('"He is 6\'2"" is what they said.', ["He is 6'2\""]),
        ('She won "by 20" and left.', ["by 20"]),
        ("Minister: ‘No deal’ on water", ["No deal"]),
        ("Minister: 'No deal' on workers' rights", ["No deal"]),
    ],
)
def test_apostrophes_and_inches_neither_open_nor_close(text: str, found: list[str]) -> None:
    assert inside(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no marks",
        'a 12" pipe',
        "one is 6'2\" and one 5' 10\" tall",
        "from 59°54'30\" north",
        "it's the workers' day",
        "the workers' rights and the owners' rights",
        "rock 'n roll",
        "rock 'n' roll in the '90s, as they called 'em",
        "’twas late",
        "'twas late for the workers' friends",
        "one ” two",
        'one " two',
        '" " "',
        "'",
        '"' * 100,
        "one ''''''''''' two",
    ],
)
def test_what_is_no_quotation_encloses_nothing(text: str) -> None:
    assert inside(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Brel said: “one.\n\n“Two.”", [("one.", False), ("Two.", True)]),
        ("''One.\n\n''Two.''", [("One.", False), ("Two.", True)]),
        ("‘One.\n\n‘Two,’ she said.", [("One.", False), ("Two,", True)]),
        ("“One.\n\nTwo,” she said. “Three.”", [("One.", False), ("Two,", True), ("Three.", True)]),
        ("“One.\n\nTwo.\n\nThree,” she said.", [("One.", False), ("Two.", False), ("Three,", True)]),
        ('"Red is one\nBlue is two," she said.', [("Red is one", False), ("Blue is two,", True)]),
        ('"One is “two.” It is.\n\n"Three," she said.', [("One is “two.” It is.", False), ("Three,", True)]),
        # What stands in the last line before the mark is who said it.
        ('"It is so.\nAnna Brel."\n\nHe left.', [("It is so.", False)]),
        ("“One.\n\nHe left.\n\n“Two,” she said.", [("One.", False), ("Two,", True)]),
        ("“One.", [("One.", False)]),
    ],
)
def test_a_quotation_that_runs_over_paragraphs_stands_in_each(text: str, found: list[tuple[str, bool]]) -> None:
    assert parts(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("“one two “three four”", [("one two", False), ("three four", True)]),
        ("He “went. Then “came” and “saw” it.", [("went.", True), ("came", True), ("saw", True)]),
        ('One is lost," she said. "Two is not."', [("Two is not.", True)]),
        ("“One, he said. “Two,” he added.", [("One", True), ("Two,", True)]),
        ('"There is no need, said Reid, who left.', [("There is no need", True)]),
        ("“We go. We do.’ Reid was on the “Marta” then.", [("We go. We do.", True), ("Marta", True)]),
        ('"One," he said. "Two.\n\nHe left.', [("One,", True), ("Two.", False)]),
        ('He "left.\n\nThen "came" and "saw".', [("left.", False), ("came", True), ("saw", True)]),
    ],
)
def test_a_mark_that_is_lost_costs_no_more_than_its_own_quotation(text: str, found: list[tuple[str, bool]]) -> None:
    assert parts(text) == found


@settings(deadline=None)
@given(texts)
def test_stretches_stand_in_order_inside_their_paragraph_and_never_overlap(text: str) -> None:
    stretches = paragraphs(text)
    position = 0
    for segment in segments(text, stretches):
        assert position <= segment.outer_start <= segment.start < segment.end <= segment.outer_end
        assert any(start <= segment.outer_start and segment.outer_end <= end for start, end in stretches)
        words = text[segment.start : segment.end]
        assert words == words.strip()
        assert any(character.isalnum() for character in words)
        position = segment.outer_end


@settings(deadline=None)
@given(st.lists(st.sampled_from(["“a b,” c. ", '"a b," c. ', "it's ", "A b. ", "\n\n"]), max_size=30).map("".join))
def test_pairs_that_stand_as_they_should_are_found_one_and_all(text: str) -> None:
    assert inside(text) == ["a b,"] * text.count("a b,")


@settings(deadline=None)
@given(st.lists(st.sampled_from(["“a b,” he said. ", '"a b," he said. ']), min_size=1, max_size=8), st.data())
def test_one_mark_lost_leaves_the_other_quotations_as_they_are(quotes: list[str], data: st.DataObject) -> None:
    lost = data.draw(st.integers(0, len(quotes) - 1))
    harmed = data.draw(st.sampled_from(["a b,” he said. ", 'a b," he said. ', "“a b, he said. ", '"a b, he said. ']))
    text = "".join([*quotes[:lost], harmed, *quotes[lost + 1 :]]).strip()
    assert [words for words in inside(text) if words == "a b,"] == ["a b,"] * (len(quotes) - 1)


HEAPS = {
    "straight": '"' * 100_000,
    "opening": "“" * 100_000,
    "straight and blanks": '" ' * 100_000,
    "straight and letters": '"a' * 100_000,
    "nested": "“a " * 10_000 + "”" * 10_000,
    "nested words": "“these words “and these " * 5_000 + "” " * 10_000,
    "single": " 'abc" * 30_000,
    "lines that open": "“a\n" * 10_000,
    "lines that open single": "'a\n" * 10_000,
    "lines that run on": '“a\nb” "' * 10_000,
    "frames": "“ab, said A " * 10_000,
}


@pytest.mark.parametrize("heap", HEAPS)
def test_marks_by_the_ten_thousand_are_read(heap: str) -> None:
    text = HEAPS[heap]
    found: list[Segment] = segments(text, paragraphs(text))
    assert all(left.outer_end <= right.outer_start for left, right in itertools.pairwise(found))
    assert all(segment.start < segment.end for segment in found)


OPENS, CLOSES = (0, 30), (30, 0)


def chosen(*marks: tuple[int, int]) -> list[Action]:
    read = [Mark(at, at + 1, 0, opens, closes, 26, 26) for at, (opens, closes) in enumerate(marks)]
    return pair([*read, Boundary(ends=15, stays=45, paragraph=0, following=0)])


@pytest.mark.parametrize(
    ("marks", "actions"),
    [
        ([], [Action.PASS]),
        ([OPENS, CLOSES], [Action.OPEN, Action.CLOSE, Action.PASS]),
        ([OPENS], [Action.OPEN, Action.CLOSE]),
        ([CLOSES], [Action.PASS, Action.PASS]),
        ([OPENS, OPENS, CLOSES, CLOSES], [Action.OPEN, Action.PASS, Action.PASS, Action.CLOSE, Action.PASS]),
        ([OPENS, OPENS, CLOSES], [Action.OPEN, Action.REOPEN, Action.CLOSE, Action.PASS]),
        ([CLOSES, OPENS, CLOSES], [Action.PASS, Action.OPEN, Action.CLOSE, Action.PASS]),
    ],
)
def test_the_likeliest_pairs_are_chosen(marks: list[tuple[int, int]], actions: list[Action]) -> None:
    assert chosen(*marks) == actions


@given(st.lists(st.tuples(st.integers(0, 45), st.integers(0, 45)), max_size=40))
def test_every_mark_has_one_action_and_what_opens_ends(marks: list[tuple[int, int]]) -> None:
    actions = chosen(*marks)
    assert len(actions) == len(marks) + 1
    opened = False
    for action in actions:
        assert action is Action.PASS or opened is (action is not Action.OPEN)
        opened = {Action.OPEN: True, Action.CLOSE: False}.get(action, opened)
    # An end that costs less than a mark that runs on ends whatever is open.
    assert not opened
