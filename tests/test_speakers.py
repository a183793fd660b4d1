"""Speakers over a collection: who is one, who is not, and what stands for whom."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onrecord.corpus import AliasKind, Article, find_quotes, fold_name, link_speakers, read_articles, shipped_articles
from onrecord.corpus.speakers import MOST_CITED, Speaker, spoken_for

from tests.answers import quote
from tests.articles import article, texts


def speakers_of(*articles: str) -> dict[str, Speaker]:
    quotes = {str(number): find_quotes(article(text)) for number, text in enumerate(articles)}
    return {speaker.name: speaker for speaker in link_speakers(quotes)}


def linked(*names: str) -> dict[str, tuple[str, ...]]:
    """The speakers of a collection in which each article quotes somebody under one of these names."""
    quotes = {str(number): [quote("Yes.", name)] for number, name in enumerate(names)}
    return {speaker.name: speaker.spellings for speaker in link_speakers(quotes)}


def aliases(speaker: Speaker) -> set[tuple[str, str]]:
    return {(alias.words, alias.kind.value) for alias in speaker.aliases}


@pytest.mark.parametrize(
    ("words", "folded"),
    [
        ("Anna Brel", "anna brel"),
        ("  ANNA   BREL ", "anna brel"),
        ("Änna Brél", "anna brel"),
        ("Anna Brel’s", "anna brel"),
        ("the Kremlin", "kremlin"),
        ("Mr. Hale", "hale"),
        ("O’Hara-Brel", "o hara brel"),
        ("The", "the"),
        ("U.S.", "u s"),
        ("Wałęsa Øst", "walesa ost"),
        ("…", ""),
        ("", ""),
    ],
)
def test_names_fold_to_what_is_compared(words: str, folded: str) -> None:
    assert fold_name(words) == folded


@settings(deadline=None)
@given(st.text(st.characters()))
def test_a_folded_name_stays_as_it_is(words: str) -> None:
    assert fold_name(fold_name(words)) == fold_name(words)


def test_a_speaker_has_one_entry_however_the_articles_name_him() -> None:
    found = speakers_of("“We will pay,” said Anna Brel.", "“We will,” ANNA BREL said.", "“Soon,” Brel said.")
    assert {name: speaker.quotes for name, speaker in found.items()} == {"Anna Brel": 3}
    assert found["Anna Brel"].spellings == ("ANNA BREL", "Anna Brel", "Brel")


def test_a_surname_that_two_bear_stays_a_speaker_of_its_own() -> None:
    found = speakers_of("“One,” said Anna Brel.", "“Two,” said Olga Brel.", "“Three,” Brel said.")
    assert set(found) == {"Anna Brel", "Olga Brel", "Brel"}


ONE_PERSON = [
    ("Anna Brel", "Brel", "Mr. Brel", "Senator Brel", "Sen. Anna Brel", "Orvik Bank spokeswoman Anna Brel"),
    ("Anna Brel", "ANNA BREL", "Änna Brél", "Anna Brel’s"),
    ("Paul Reid", "Paul J. Reid", "Paul James Reid", "P. Reid", "Reid"),
    ("Paul Reid Jr.", "Reid", "Reid Jr."),
    ("Ivo de Vries", "De Vries", "Vries"),
    ("Tarik al-Vasir", "al-Vasir", "Vasir"),
    ("Owen O'Hara", "Owen O’Hara", "O’Hara"),
    ("Jean-Luc Vale", "Jean-Luc P. Vale", "Vale"),
    ("Ministry of Fish", "the Ministry of Fish", "The Ministry of Fish"),
    ("Lake Watch United", "LWU", "L.W.U."),
]


@pytest.mark.parametrize("names", ONE_PERSON, ids="; ".join)
def test_names_that_only_one_person_can_bear_are_one_speaker(names: tuple[str, ...]) -> None:
    for order in (names, names[::-1]):
        assert linked(*order, names[0]) == {names[0]: tuple(sorted(names))}


SEVERAL_PEOPLE = [
    ("Paul W. Reid", "Paul H. W. Reid"),
    ("Paul Reid", "Paul W. Reid", "Paul H. W. Reid", "Reid"),
    ("Paul R. Reid", "Paul Ray Reid", "Paul Roy Reid"),
    ("Paul Reid", "Paul Reid Jr.", "Reid"),
    ("Paul Reid", "Paula Reid", "P. Reid"),
    ("Paul Reid", "Paul Reed", "Paul Read"),
    ("Dmitri Vale", "Dmitry Vale"),
    ("Jean-Luc Vale", "Jean Vale"),
    ("Marta Lindqvist-Vale", "Marta Lindqvist", "Marta Vale"),
    ("Bill Karlsen", "William Karlsen"),
    ("Pope Paul", "Anna Paul"),
    ("former officials", "Officials"),
    ("Lake Watch United", "Lund Workers Union", "LWU"),
    ("Orvik Bank", "Anna Bank"),
]


@pytest.mark.parametrize("names", SEVERAL_PEOPLE, ids="; ".join)
def test_names_that_may_be_those_of_two_people_never_merge(names: tuple[str, ...]) -> None:
    assert linked(*names) == {name: (name,) for name in names}


def test_a_speaker_bears_the_full_name_that_is_used_most() -> None:
    assert list(linked("Paul J. Reid", "Paul Reid", "Paul Reid", "Senator Paul Reid", *["Reid"] * 9)) == ["Paul Reid"]


@pytest.mark.parametrize(
    ("names", "best"),
    [
        ({"Soren Vale": 1, "Søren Vale": 1}, "Søren Vale"),
        ({"Soren Vale": 4, "Søren Vale": 3}, "Søren Vale"),
        ({"Soren Vale": 4, "Søren Vale": 2}, "Soren Vale"),
        ({"Soren Odar": 3, "Søren Odar": 3, "Søren Ødår": 3}, "Søren Ødår"),
        ({"Soren Vale": 1, "SØREN VALE": 1}, "Soren Vale"),
        ({"Soren O'Hara": 2, "Soren O’Hara": 2, "Soren": 9}, "Soren O’Hara"),
    ],
)
def test_of_two_spellings_that_are_used_about_as_often_the_one_with_diacritics_is_the_name(
    names: dict[str, int], best: str
) -> None:
    assert best in linked(*(name for name, times in names.items() for _ in range(times)))


def test_a_role_has_no_capital_that_it_owes_to_the_beginning_of_a_sentence() -> None:
    (brel,) = link_speakers({"1": [quote("Yes.", "Anna Brel", "The deputy minister of transport")]})
    assert brel.description == "the deputy minister of transport"
    (body,) = link_speakers({"1": [quote("Yes.", "The Orvik Gazette", "An old paper")]})
    assert (body.name, body.description) == ("The Orvik Gazette", "an old paper")


def test_an_alias_names_the_articles_that_support_it() -> None:
    quotes = {
        f"day-{day:03}": [quote("Yes.", "Anna Brel", "the port’s spokeswoman" if day % 2 else "Lake Watch spokeswoman")]
        for day in range(101)
    }
    (brel,) = link_speakers(quotes)
    roles = [alias for alias in brel.aliases if alias.kind is AliasKind.ROLE]
    assert [(alias.text, alias.article_count) for alias in roles] == [
        ("Lake Watch spokeswoman", 51),
        ("the port’s spokeswoman", 50),
    ]
    assert roles[1].articles == tuple(f"day-{day:03}" for day in range(1, 2 * MOST_CITED, 2))
    assert brel.description == "Lake Watch spokeswoman"
    assert next(alias for alias in brel.aliases if alias.kind is AliasKind.GIVEN).article_count == 0


def test_words_that_the_articles_use_for_a_speaker_are_cited_as_they_stand() -> None:
    (brel,) = speakers_of("“One,” said Anna Brel. She left. “Two,” Brel said.", "“Three,” said Anna Brel.").values()
    assert {(alias.text, alias.kind.value, alias.articles) for alias in brel.aliases} == {
        ("Anna Brel", "name", ("0", "1")),
        ("Brel", "surname", ("0",)),
        ("Anna", "given", ()),
    }


def test_a_role_that_only_points_is_not_looked_for_beyond_its_article() -> None:
    (brel,) = link_speakers({"1": [quote("Yes.", "Anna Brel", "his wife"), quote("No.", "Anna Brel", "the mayor")]})
    assert [alias.text for alias in brel.aliases if alias.kind is AliasKind.ROLE] == ["the mayor"]


def test_who_is_known_by_a_role_alone_has_no_name() -> None:
    said = {"1": [quote("Yes.", "a resident", "a resident"), quote("No.", "Fish Ministry", "the Fish Ministry")]}
    assert {speaker.name: speaker.named for speaker in link_speakers(said)} == {
        "a resident": False,
        "Fish Ministry": True,
    }


@given(st.lists(st.sampled_from([name for names in (*ONE_PERSON, *SEVERAL_PEOPLE) for name in names]), unique=True))
def test_the_order_of_the_articles_changes_no_speaker(names: list[str]) -> None:
    forward, backward = linked(*names), linked(*reversed(names))
    assert set(forward.values()) == set(backward.values())
    assert sorted(spelling for spellings in forward.values() for spelling in spellings) == sorted(names)


def test_a_role_that_nobody_bears_is_no_surname() -> None:
    found = speakers_of("“One,” the press secretary said.", "“Two,” said Secretary.")
    assert all(len(speaker.spellings) == 1 for speaker in found.values())


def test_what_stands_for_a_speaker_is_known() -> None:
    found = speakers_of("“We will pay,” Kremlin spokeswoman Anna Brel said.", "“No,” Lake Watch United said.")
    assert aliases(found["Anna Brel"]) == {
        ("anna brel", "name"),
        ("brel", "surname"),
        ("anna", "given"),
        ("kremlin spokeswoman", "role"),
        ("kremlin", "spoken-for"),
    }
    assert ("lwu", "acronym") in aliases(found["Lake Watch United"])


@pytest.mark.parametrize(
    ("description", "bodies"),
    [
        ("Kremlin spokesman", {"kremlin"}),
        ("the Kremlin’s spokesman", {"kremlin"}),
        ("Russia’s presidential press secretary", {"russia"}),
        ("a spokeswoman for the Orvik Port Authority", {"orvik port authority"}),
        ("press secretary of Lake Watch", {"lake watch"}),
        ("Finance Minister of Orvik", set()),
        ("secretary of Orvik", set()),
        ("a spokesman", set()),
        ("", set()),
    ],
)
def test_only_a_spokesperson_speaks_for_somebody(description: str, bodies: set[str]) -> None:
    assert spoken_for(description) == bodies


def test_the_speakers_of_the_shipped_articles() -> None:
    quotes = {told.id: find_quotes(told) for told in read_articles(shipped_articles()) if isinstance(told, Article)}
    found = {speaker.name: speaker for speaker in link_speakers(quotes)}
    assert {name: speaker.quotes for name, speaker in found.items()} == {
        "Dmitry Peskov": 17,
        "Human Rights Watch": 1,
        "Russian military": 1,
        "anchorman": 1,
    }
    peskov = aliases(found["Dmitry Peskov"])
    assert {("peskov", "surname"), ("kremlin spokesman", "role"), ("kremlin", "spoken-for")} <= peskov
    assert {("russia s presidential press secretary", "role"), ("russia", "spoken-for")} & peskov
    assert ("hrw", "acronym") in aliases(found["Human Rights Watch"])


@settings(deadline=None)
@given(st.lists(texts, max_size=4))
def test_every_attributed_quote_belongs_to_one_speaker(collection: list[str]) -> None:
    quotes = {str(number): find_quotes(article(text)) for number, text in enumerate(collection)}
    speakers = link_speakers(quotes)
    names = [
        quote.speaker for found in quotes.values() for quote in found if quote.speaker and fold_name(quote.speaker)
    ]
    spellings = [spelling for speaker in speakers for spelling in speaker.spellings]
    assert sum(speaker.quotes for speaker in speakers) == len(names)
    assert len(spellings) == len(set(spellings))
    assert set(names) == set(spellings)
    assert all(AliasKind.NAME in {alias.kind for alias in speaker.aliases} for speaker in speakers)
