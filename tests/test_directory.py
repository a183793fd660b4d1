"""Who is meant: names before roles, roles before bodies, and nobody rather than somebody else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from onrecord.corpus import link_speakers
from onrecord.index.directory import SpeakerDirectory, is_full_name

from tests.answers import quote

SAID = [
    *[("Dmitry Peskov", "Kremlin spokesman")] * 3,
    *[("Hillary Clinton", "former secretary of state")] * 2,
    ("Bill Clinton", "former president"),
    ("John Podesta", "chairman of the Clinton campaign"),
    ("Human Rights Watch", None),
    ("José Álvarez", "mayor of Springfield"),
    ("a resident", "a resident"),
    (None, None),
]
DIRECTORY = SpeakerDirectory(link_speakers({"one": [quote("Yes.", *speaker) for speaker in SAID]}))


def directory(*names):
    """A directory of people who are quoted once each."""
    return SpeakerDirectory(link_speakers({str(n): [quote("Yes.", name)] for n, name in enumerate(names)}))


def found(words):
    return [DIRECTORY.name(number) for number in DIRECTORY.find(words)]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("Dmitry Peskov", ["Dmitry Peskov"]),
        ("PESKOV", ["Dmitry Peskov"]),
        ("Mr. Peskov's", ["Dmitry Peskov"]),
        ("Dmitri Peskov", ["Dmitry Peskov"]),
        ("Dmitrij Peskow", ["Dmitry Peskov"]),
        ("Peskow", ["Dmitry Peskov"]),
        ("Hillary Rodham Clinton", ["Hillary Clinton"]),
        ("quote Hillary Clinton", ["Hillary Clinton"]),
        ("Senator Clinton", ["Hillary Clinton", "Bill Clinton"]),
        ("Kremlin spokesman Peskov", ["Dmitry Peskov"]),
        ("the Kremlin spokesman", ["Dmitry Peskov"]),
        ("the Kremlin's press secretary", ["Dmitry Peskov"]),
        ("the official spokesperson for the Kremlin", ["Dmitry Peskov"]),
        ("the press secretary", ["Dmitry Peskov"]),
        ("the Kremlin spokeswoman", []),
        ("the White House press secretary", []),
        ("the Kremlin", ["Dmitry Peskov"]),
        ("Clinton", ["Hillary Clinton", "Bill Clinton"]),
        ("Hillary", ["Hillary Clinton"]),
        ("Alvarez", ["José Álvarez"]),
        ("the mayor of Springfield", ["José Álvarez"]),
        ("the mayor", ["José Álvarez"]),
        ("the Clinton campaign chairman", ["John Podesta"]),
        ("HRW", ["Human Rights Watch"]),
        ("Ivan Peskov", []),
        ("Greta Thunberg", []),
        ("the campaign", []),
        ("Springfield", []),
        ("Springfield Kremlin", []),
        ("", []),
        ("?!", []),
    ],
)
def test_words_stand_for_whom_they_name_the_most_quoted_first(words, names):
    assert found(words) == names


PEOPLE = directory(
    "Dmitry Vale", "Sergei Orlin", "Yuri Tamm", "Ihor Zelinsky", "Muhammad Karim", "Jan Müller", "Aylin Özgür",
    "Lech Wałniak", "Owen O’Hara", "Tarik al-Vasir", "Paul Reid", "Anna Reed", "Kim Lee", "Ida Lew", "Brian Holt",
    "Bryan Holt", "Robert Weston", "Tomas Hansen", "Ivo Hanson", "Joseph R. Stade Jr.", "Paul W. Marten",
    "Paul H. W. Marten", "Paul Marten",
)  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("Dmitriy Vale", "Dmitry Vale"),
        ("Sergey Orlin", "Sergei Orlin"),
        ("Iouri Tamm", "Yuri Tamm"),
        ("Yury Tamm", "Yuri Tamm"),
        ("Zelinskyy", "Ihor Zelinsky"),
        ("Zelinskiy", "Ihor Zelinsky"),
        ("Mohammed Karim", "Muhammad Karim"),
        ("Mohamed Karim", "Muhammad Karim"),
        ("Mueller", "Jan Müller"),
        ("MULLER", "Jan Müller"),
        ("Ozgur", "Aylin Özgür"),
        ("Walniak", "Lech Wałniak"),
        ("O'Hara", "Owen O’Hara"),
        ("OHara", "Owen O’Hara"),
        ("Vasir", "Tarik al-Vasir"),
        ("Tarik Al Vasir", "Tarik al-Vasir"),
        ("Westn", ""),
        ("Weston", "Robert Weston"),
        ("Westom", "Robert Weston"),
        ("Roberta Weston", ""),
        ("Ivan Weston", ""),
        # the very name wins
        ("Robert Weston", "Robert Weston"),
        ("Reid", "Paul Reid"),
        ("Anna Reed", "Anna Reed"),
        ("Kim Lee", "Kim Lee"),
        ("Tomas Hansen", "Tomas Hansen"),
        ("Paul Reed", ""),
        ("Lew", "Ida Lew"),
        ("Lev", ""),
        # one name by two systems of spelling: no guess, so both
        ("Brian Holt", "Brian Holt; Bryan Holt"),
        # an initial
        ("R. Weston", "Robert Weston"),
        ("r. weston", "Robert Weston"),
        ("R Weston", "Robert Weston"),
        ("B. Holt", "Brian Holt; Bryan Holt"),
        ("P. Reid", "Paul Reid"),
        ("P. W. Marten", "Paul W. Marten; Paul Marten"),
        ("A. Reed", "Anna Reed"),
        ("T. al-Vasir", "Tarik al-Vasir"),
        ("Senator O. O'Hara", "Owen O’Hara"),
        ("W. Weston", ""),
        ("R. Westom", ""),
        # equally near: both
        ("Hansan", "Tomas Hansen; Ivo Hanson"),
        ("Brien Holt", "Brian Holt; Bryan Holt"),
        # more or fewer middle names and suffixes
        ("Joseph Stade", "Joseph R. Stade Jr."),
        ("Joseph Stade Sr.", ""),
        ("Paul W. Marten", "Paul W. Marten"),
        ("Paul Walter Marten", "Paul W. Marten; Paul Marten"),
        ("Paul Marten", "Paul Marten; Paul H. W. Marten; Paul W. Marten"),
        ("Paul X. Marten", "Paul Marten"),
    ],
)
def test_a_name_that_is_spelt_alike_leads_to_the_nearest_and_the_very_name_to_its_bearer(asked, names):
    assert {PEOPLE.name(number) for number in PEOPLE.find(asked)} == {name for name in names.split("; ") if name}


def test_a_name_leads_to_all_its_spellings_and_is_called_as_the_most_quoted_of_them():
    alike = directory("Dmitri Vale", "Dmitri Vale", "Dmitry Vale", "Dmitrij Vale", "Darya Vale")
    spellings = [alike.find(name) for name in ("Dmitri Vale", "Dmitry Vale", "Dmitriy Vale", "DMITRIJ VALE")]
    assert len(set(spellings)) == 1
    names = [alike.name(number) for number in spellings[0]]
    assert (names[0], {*names[1:]}) == ("Dmitri Vale", {"Dmitry Vale", "Dmitrij Vale"})
    assert [alike.name(number) for number in alike.alike(spellings[0][0])] == names[1:]
    assert alike.names(spellings[0]) == ("Dmitri Vale",)
    assert alike.names(alike.find("Vale")) == ("Dmitri Vale", "Darya Vale")
    assert alike.names(alike.find("Vale"), most=1) == ("Dmitri Vale",)
    short = directory("Kim Lew", "Kym Lew")
    assert set(short.names(short.find("Lew"))) == {"Kim Lew", "Kym Lew"}
    numbers, rest = alike.first_named("bridge, says Dmitry Vale")
    assert (numbers, rest) == (spellings[0], "bridge, says")


def test_an_initial_is_everybody_it_may_be_whether_or_not_it_is_a_speaker_of_its_own():
    vales = directory("Anna Vale", "Arne Vale", "A. Vale", "Dmitri Brel", "Darya Brel", "D. Brel", "Olga Brel")
    by_initial = {vales.name(number) for number in vales.find("D. Brel")}
    assert by_initial == {"Dmitri Brel", "Darya Brel", "D. Brel"}
    assert {"Anna Vale", "Arne Vale"} <= {vales.name(number) for number in vales.find("A. Vale")}
    assert "Dmitri Brel" not in {vales.name(number) for number in vales.find("O. Brel")}
    numbers, rest = vales.first_named("D. Brel bridge")
    assert ({vales.name(number) for number in numbers}, rest) == (by_initial, "bridge")


@pytest.mark.parametrize(
    ("words", "names", "rest"),
    [
        ("Peskov Kurds", ["Dmitry Peskov"], "Kurds"),
        ("rain, says Hillary Clinton", ["Hillary Clinton"], "rain, says"),
        ("a resident of Springfield", [], "a resident of Springfield"),
        ("rain", [], "rain"),
        ("", [], ""),
    ],
)
def test_a_name_among_other_words_is_found_and_taken_out(words, names, rest):
    numbers, left = DIRECTORY.first_named(words)
    assert ([DIRECTORY.name(number) for number in numbers], left) == (names, rest)


@pytest.mark.parametrize(
    ("words", "names"), [("Peskow", ("Dmitry Peskov",)), ("Hilary Clinton", ("Hillary Clinton",)), ("Xyzzy", ())]
)
def test_names_of_nearly_this_spelling_are_suggested(words, names):
    assert DIRECTORY.nearest(words)[: len(names) or None] == names


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("brookvale police", {"Brookvale Police Department"}),
        ("the Police", {"Brookvale Police Department", "Orvik Port Police"}),
        ("Orvik Police", {"Orvik Port Police"}),
        ("Anna", {"Anna Police Vale"}),
        ("brookvale rain", set()),
    ],
)
def test_names_that_hold_all_the_words_are_suggested(words, names):
    bodies = directory("Brookvale Police Department", "Orvik Port Police", "Anna Police Vale")
    assert names <= set(bodies.nearest(words))
    assert names or not bodies.nearest(words)


def test_those_quoted_most_are_people_and_bodies_with_a_name():
    assert DIRECTORY.most_quoted(2) == ("Dmitry Peskov", "Hillary Clinton")
    assert "a resident" not in DIRECTORY.most_quoted(100)
    assert len(DIRECTORY.most_quoted(100)) == 6


KNOWN_WORDS = [word for speaker in SAID for words in speaker if words for word in words.split()]


@given(words=st.text(st.characters(exclude_categories=())) | st.lists(st.sampled_from(KNOWN_WORDS)).map(" ".join))
def test_any_words_stand_for_somebody_known_or_nobody(words):
    numbers = DIRECTORY.find(words)
    assert len(set(numbers)) == len(numbers)
    assert set(found(words)) <= {name for name, _ in SAID}
    named, rest = DIRECTORY.first_named(words)
    assert bool(named) == (rest != words)
    assert len(DIRECTORY.nearest(words)) <= 3


def test_nobody_is_known_where_nobody_speaks():
    empty = SpeakerDirectory(())
    assert (empty.find("Peskov"), empty.nearest("Peskov"), empty.most_quoted()) == ((), (), ())
    assert empty.first_named("Peskov Kurds") == ((), "Peskov Kurds")


LEES = directory("Kenneth Lee", "Jacob Vale", "Orvik Police", "Brian Jack")


@pytest.mark.parametrize(
    ("asked", "names"),
    [("Ken Lee", ["Kenneth Lee"]), ("Jack Vale", ["Jacob Vale"]), ("Karl Lee", []), ("Jim Vale", [])],
)
def test_a_short_form_of_a_given_name_leads_to_its_bearer(asked, names):
    assert [LEES.name(number) for number in LEES.find(asked)] == names


@pytest.mark.parametrize(
    ("words", "name", "rest"),
    [
        ("Kenneth Lee refuse to pay", "Kenneth Lee", "refuse to pay"),
        ("the late Mr. Lee refuse", "", "the late Mr. Lee refuse"),
        ("professor Lee's forecast for May", "Lee's", "forecast for May"),
        ("Jack Holt's complaint about rain", "", "Jack Holt's complaint about rain"),
        ("Orvik Police arrest", "", "Orvik Police arrest"),
        ("", "", ""),
    ],
)
def test_a_person_is_found_at_the_head_of_words_and_not_by_half_a_name(words, name, rest):
    people, found, behind = LEES.leading(words)
    assert (found, behind, bool(people)) == (name, rest, bool(name))


def test_a_surname_means_those_who_are_quoted_much_and_the_others_are_namesakes():
    said = [("Anna Brel", None)] * 10 + [("Paul Brel", None)]
    brels = SpeakerDirectory(
        link_speakers({"one": [quote("Yes.", *speaker) for speaker in said], "two": [quote("No.", "Brel")]})
    )
    both = brels.find("Brel")
    assert [brels.name(number) for number in brels.prominent(both)] == ["Anna Brel"]
    assert [brels.name(number) for number in brels.namesakes(brels.find("Anna Brel"))] == ["Brel"]


@pytest.mark.parametrize(
    ("words", "full"),
    [("Anna Brel", True), ("anna brel", False), ("Anna", False), ("Orvik Harbour", False), ("Anna Brel Police", False)],
)
def test_a_full_name_is_told_from_other_capitals(words, full):
    assert is_full_name(words) == full
