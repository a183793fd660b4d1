"""Subjects: whose words a cue announces, read without a parser from what stands around it."""

import pytest
from hypothesis import given, settings
from onrecord.corpus.full_names import last_name
from onrecord.corpus.mentions import Mention
from onrecord.corpus.subjects import after, before, leading, opening
from onrecord.corpus.tokens import Token

from tests.articles import texts
from tests.readings import Told, tokens_of, told

SPOKESWOMAN = ("person", "Anna Brel", "a spokeswoman for the port")
HEAD = ("person", "Anna Brel", "head of the Orvik Port Authority")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Anna Brel", ("person", "Anna Brel", None)),
        ("Sen. Anna Brel (N-Orvik)", ("person", "Anna Brel", "Sen.")),
        ("Rep. Anna Brel, R-Wis.,", ("person", "Anna Brel", "Rep.")),
        ("Finance Minister Anna Brel", ("person", "Anna Brel", "Finance Minister")),
        ("Secretary of State Anna Brel", ("person", "Anna Brel", "Secretary of State")),
        ("head of the Lake Council Anna Brel", ("person", "Anna Brel", "head of the Lake Council")),
        ("Anna Brel, a spokeswoman for the port,", SPOKESWOMAN),
        ("Anna Brel, head of the Orvik Port Authority,", HEAD),
        ("Anna Brel, the head of the port", ("person", "Anna Brel", "the head of the port")),
        ("the minister, Anna Brel,", ("person", "Anna Brel", "the minister")),
        ("Anna Brel, who runs the port,", ("person", "Anna Brel", None)),
        ("Anna Brel, speaking in Orvik,", ("person", "Anna Brel", None)),
        ("Anna Brel, 41, a baker from Orvik, who wept,", ("person", "Anna Brel", None)),
        ("Anna Brel, a Lake Watch lawyer,", ("person", "Anna Brel", "a Lake Watch lawyer")),
        ("Anna Brel, Tomas Vale’s sister,", ("person", "Anna Brel", "Tomas Vale’s sister")),
        ("Anna Brel has repeatedly", ("person", "Anna Brel", None)),
        ("Anna Brel of the port", ("person", "Anna Brel", None)),
        ("told Tomas Vale that Anna Brel", ("person", "Anna Brel", None)),
        ("Soon Brel", ("person", "Brel", None)),
        ("Last week Brel", ("person", "Brel", None)),
        ("the Orvik Port Authority", ("organisation", "Orvik Port Authority", None)),
        ("Lake Watch (LW)", ("organisation", "Lake Watch", None)),
        ("the Institute for Lakes and Rivers", ("organisation", "Institute for Lakes and Rivers", None)),
        ("the University of Orvik", ("organisation", "University of Orvik", None)),
        ("the press secretary", ("role", "press secretary", "the press secretary")),
        ("the minister of defence", ("role", "minister", "the minister of defence")),
        ("a spokesman for Lake Watch", ("role", "spokesman", "a spokesman for Lake Watch")),
        ("people close to the talks", ("role", "people", "people close to the talks")),
        ("the report", ("role", "report", "the report")),
        ("She also", ("pronoun", "she", None)),
        ("the green bridge", ("role", "green bridge", "the green bridge")),
    ],
)
def test_the_subject_before_a_cue_is_read(words: str, found: Told) -> None:
    text = f"{words} said"
    tokens = tokens_of(text)
    assert told(text, before(tokens, len(tokens) - 1)) == found


@pytest.mark.parametrize(
    "words", ["", "Brel’s", ",", "Anna Brel never", "Anna Brel did not", "“We will,”", "the long day"]
)
def test_a_cue_without_a_subject_or_with_a_negation_has_none_before_it(words: str) -> None:
    tokens = tokens_of(f"{words} said")
    assert before(tokens, len(tokens) - 1) is None


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Anna Brel.", ("person", "Anna Brel", None)),
        ("Anna Brel on Tuesday.", ("person", "Anna Brel", None)),
        ("Brel Monday.", ("person", "Brel", None)),
        ("Mr. Vale, who left.", ("person", "Vale", None)),
        ("the engineer Anna Brel.", ("person", "Anna Brel", "the engineer")),
        ("Anna Brel, a spokeswoman for the port.", SPOKESWOMAN),
        ("Anna Brel, head of the Orvik Port Authority.", HEAD),
        ("Anna Brel, 41, a baker.", ("person", "Anna Brel", None)),
        ("the port’s lawyer, Anna Brel.", ("person", "Anna Brel", "the port’s lawyer")),
        ("master of ceremonies Anna Brel.", ("person", "Anna Brel", "master of ceremonies")),
        ("the press secretary in Orvik.", ("role", "press secretary", "the press secretary")),
        ("one senior official.", ("role", "senior official", "one senior official")),
        ("Orvik Bank.", ("organisation", "Orvik Bank", None)),
        ("she.", ("pronoun", "she", None)),
        ("nothing.", None),
        (".", None),
    ],
)
def test_the_subject_after_a_cue_is_read(words: str, found: Told | None) -> None:
    text = f"said {words}"
    assert told(text, after(tokens_of(text), 0)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Anna Brel left the port.", ("person", "Anna Brel", None)),
        ("— Anna Brel left the port.", ("person", "Anna Brel", None)),
        ("In reply to the mayor, Anna Brel left.", ("person", "Anna Brel", None)),
        ("When Tomas Vale fell, Anna Brel left.", ("person", "Anna Brel", None)),
        ("Unfortunately, Anna Brel left.", ("person", "Anna Brel", None)),
        ("Finance Minister Anna Brel left.", ("person", "Anna Brel", "Finance Minister")),
        ("Lake Watch lawyer Anna Brel left.", ("person", "Anna Brel", "Lake Watch lawyer")),
        ("Anna Brel’s answer was short.", ("person", "Anna Brel", None)),
        ("The press secretary left.", ("role", "press secretary", "The press secretary")),
        ("Orvik Bank left the port.", ("organisation", "Orvik Bank", None)),
        ("He left.", ("pronoun", "he", None)),
        ("In reply to nobody", None),
        ("nothing is known", None),
        ("—", None),
        ("", None),
    ],
)
def test_the_subject_of_a_sentence_is_read(text: str, found: Told | None) -> None:
    assert told(text, leading(tokens_of(text))) == found


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Anna Brel left.", ["Anna Brel"]),
        ("Anna Brel’s sister left.", ["Anna Brel", "Anna Brel’s sister"]),
        ("For Anna Brel, the port was home.", ["Anna Brel"]),
        ("nothing is known", []),
        ("", []),
    ],
)
def test_a_sentence_brings_up_its_subject_and_whose_it_is(text: str, names: list[str]) -> None:
    assert [mention.name for mention in opening(tokens_of(text))] == names


def test_a_lone_word_in_capitals_at_the_head_of_a_sentence_is_a_doubtful_name() -> None:
    doubtful, sure = (leading(tokens_of(text)) for text in ("Videos of the port fell.", "Anna Brel of the port fell."))
    assert doubtful is not None
    assert sure is not None
    assert (doubtful.loose, sure.loose) == (True, False)


@pytest.mark.parametrize(
    ("name", "surname"),
    [
        ("Anna Brel", "brel"),
        ("Tobin Hale Jr.", "hale"),
        ("Anna Brel’s", "brel"),
        ("Jean Moreau-Brel", "moreau-brel"),
        ("—", "—"),
    ],
)
def test_a_surname_is_the_last_word_of_a_name_without_suffixes(name: str, surname: str) -> None:
    assert last_name(name) == surname


def readings(tokens: list[Token], places: range | tuple[int, ...]) -> list[Mention]:
    """Every subject that can be read at some places."""
    found = [leading(tokens), *opening(tokens)]
    for index in places:
        found += [before(tokens, index), after(tokens, index)]
    return [mention for mention in found if mention is not None]


@settings(deadline=None)
@given(texts)
def test_a_mention_is_read_inside_the_text_or_not_at_all(text: str) -> None:
    tokens = tokens_of(text)
    for mention in readings(tokens, range(len(tokens))):
        assert 0 <= mention.whole.start <= mention.start < mention.end <= len(text)
        assert mention.name


@pytest.mark.parametrize("words", ["(AB) ", "one who ", "minister of ", "a ", ", ", "Anna ", "also "])
def test_no_phrase_is_too_long_or_too_deep_to_read(words: str) -> None:
    tokens = tokens_of(words * 20_000 + "said")
    found = readings(tokens, (0, len(tokens) // 2, len(tokens) - 1))
    assert all(mention.whole.end - mention.whole.start < 1_000 for mention in found)
