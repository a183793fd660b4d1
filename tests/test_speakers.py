"""Speakers over a collection: who is one, who is not, and what stands for whom."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onrecord.corpus import AliasKind, Article, find_quotes, fold_name, link_speakers, read_articles, shipped_articles
from onrecord.corpus.speakers import Speaker, spoken_for

from tests.articles import article, texts


def speakers_of(*articles: str) -> dict[str, Speaker]:
    return {speaker.name: speaker for speaker in link_speakers(find_quotes(article(text)) for text in articles)}


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
    quotes = [find_quotes(told) for told in read_articles(shipped_articles()) if isinstance(told, Article)]
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
    quotes = [find_quotes(article(text)) for text in collection]
    speakers = link_speakers(quotes)
    names = [quote.speaker for found in quotes for quote in found if quote.speaker and fold_name(quote.speaker)]
    spellings = [spelling for speaker in speakers for spelling in speaker.spellings]
    assert sum(speaker.quotes for speaker in speakers) == len(names)
    assert len(spellings) == len(set(spellings))
    assert set(names) == set(spellings)
    assert all(AliasKind.NAME in {alias.kind for alias in speaker.aliases} for speaker in speakers)
