"""The cast of an article: whom a surname, a pronoun and a role stand for."""

import pytest
from hypothesis import given, settings
from onrecord.corpus import Attribution, Confidence
from onrecord.corpus.cast import UNCLEAR, Cast, Resolved
from onrecord.corpus.frames import frames, topics

from tests.articles import texts
from tests.readings import parsed


def resolved(text: str, *, asked_by: str | None = None) -> list[Resolved]:
    """Whom the mention at each cue stands for, everybody met in the order of the text."""
    paragraphs = parsed(text)
    cast = Cast(text, (sentence for paragraph in paragraphs for sentence in paragraph))
    cued = [frame.mention for paragraph in paragraphs for frame in frames(paragraph)]
    met = cued + [topic for paragraph in paragraphs for topic in topics(paragraph)]
    met = list({(mention.start, mention.end): mention for mention in reversed(met)}.values())
    for mention in sorted(met, key=lambda mention: mention.start):
        cast.describe(mention)
    found: list[Resolved] = []
    for mention in sorted(met, key=lambda mention: mention.start):
        if mention in cued:
            if asked_by is not None:
                cast.note_speaker(asked_by, mention.start - 1, asks=True)
            found.append(cast.resolve(mention))
        cast.note(mention)
    return found


def speaker(text: str) -> str | None:
    """Whom the mention at the last cue stands for."""
    return resolved(text)[-1].speaker


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Anna Brel left. Brel said so.", "Anna Brel"),
        ("Brel said so. Anna Brel left.", "Anna Brel"),
        ("Pope Marcel came. The pope said so.", "Pope Marcel"),
        ("King Olaf came. Olaf said so.", "King Olaf"),
        ("They met Anna Brel. Brel said so.", "Anna Brel"),
        ("Anna Brel left. Mrs. Brel said so.", "Anna Brel"),
        ("Gov. Anna Brel left. Gov. Brel said so.", "Anna Brel"),
        ("Anna Brel left. Anna said so.", "Anna Brel"),
        ("Ilva Brel left. Ilva said so.", "Ilva Brel"),
        ("They met Ilva Brel. Ilva said so.", "Ilva"),
        ("Ilva Brel left. Ms. Ilva said so.", "Ilva"),
        ("Orvik Tower fell. Orvik said so.", "Orvik"),
        ("Sir Ilva Brel left. Sir Ilva said so.", "Ilva Brel"),
        ("Maria Teresa dela Brel left. Brel said so.", "Maria Teresa dela Brel"),
        ("Anna Brel Jr. left. Brel said so.", "Anna Brel Jr."),
        ("Anna Brel’s port fell. Brel said so.", "Anna Brel"),
        ("Anna Brel Opens Port of Orvik\n\nBrel said so.", "Anna Brel"),
        ("Anna Brel left. Vale said so.", "Vale"),
        ("Anna Brel met Emma Brel. Emma Brel said so.", "Emma Brel"),
        ("Anna Brel left. Paul Brel left. Mrs. Brel said so.", "Anna Brel"),
        ("Anna Brel left. Paul Brel left. Mr. Brel said so.", "Paul Brel"),
        ("Anna Brel left. Emma Brel wept. Brel said so.", "Emma Brel"),
        ("the Gazette left. the Gazette said so.", "Gazette"),
    ],
)
def test_a_short_name_is_the_fullest_that_fits(text: str, name: str) -> None:
    assert speaker(text) == name


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("Anna Brel left. Brel said so.", Confidence.HIGH),
        ("Anna Brel left. Emma Brel wept. Brel said so.", Confidence.LOW),
        ("Anna Brel left. Emma Brel wept. Emma Brel said so.", Confidence.HIGH),
        ("Paul Brel left. Emma Brel wept. Mr. Brel said so.", Confidence.HIGH),
        ("Anna Brel left. Emma Brel wept. Mrs. Brel said so.", Confidence.LOW),
    ],
)
def test_a_surname_that_two_bear_is_never_sure(text: str, sure: Confidence) -> None:
    assert resolved(text)[-1].confidence is sure


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Anna Brel left. She said so.", "Anna Brel"),
        ("Anna Brel left. Paul Reid wept. She said so.", "Anna Brel"),
        ("Anna Brel left. Paul Reid wept. He said so.", "Paul Reid"),
        ("Mrs. Brel left. She said so.", "Brel"),
        ("Mr. Brel left. Mrs. Vale wept. He said so.", "Brel"),
        ("Ivo Karlsen left. He said so.", "Ivo Karlsen"),
        ("Ivo Karlsen, an actress, left. He said so.", None),
        ("Ivo Karlsen met Anna Brel. She said so.", "Anna Brel"),
        ("They told Anna Brel of Paul Reid. She said so.", "Anna Brel"),
        ("Ivo Karlsen met Marta Lindqvist. He said so.", "Ivo Karlsen"),
        ("Anna Brel asked Martha Vale about it. She said so.", "Martha Vale"),
        ("Anna Brel’s sister left. She said so.", "Anna Brel"),
        ("When they met Ilva Brel at home, all was well. She said so.", "Ilva Brel"),
        ("When they met Ilva Brel and Marta Lindqvist, all was well. She said so.", None),
        ("Her neighbour, Marta Lindqvist, nodded. She said so.", "Marta Lindqvist"),
        ("Brel’s girl, Ilva, 15, nodded. She said so.", "Ilva"),
        ("Ivo Karlsen said no. An engineer said yes. She said so.", "engineer"),
        ("Anna Brel said no. An engineer said yes. She said so.", "Anna Brel"),
        ("An engineer said yes. Ivo Karlsen said no. She said so.", "Ivo Karlsen"),
        ("For Anna Brel, the port was home. She said so.", "Anna Brel"),
        ("Anna Brel left. He said so.", None),
        ("The port fell. She said so.", None),
        ("Lake Watch left. It said so.", "Lake Watch"),
        ("The ministry fell silent. It said so.", "ministry"),
        ("Two officials left. They said so.", "officials"),
        ("Anna Brel left. It said so.", None),
        ("Anna Brel left. I said so.", None),
    ],
)
def test_a_pronoun_is_whoever_was_met_last_and_fits(text: str, name: str | None) -> None:
    assert speaker(text) == name


def test_a_pronoun_reaches_over_a_few_paragraphs_and_no_further() -> None:
    near, far = ("Anna Brel left.\n\n" + "nothing is known of it\n\n" * count + "She said so." for count in (20, 200))
    assert (speaker(near), speaker(far)) == ("Anna Brel", None)


def test_who_has_asked_is_not_the_one_to_answer() -> None:
    text = "Anna Brel left. Emma Vale wept. She said so."
    assert resolved(text)[-1].speaker == "Emma Vale"
    assert resolved(text, asked_by="Emma Vale")[-1].speaker == "Anna Brel"


@pytest.mark.parametrize(
    ("text", "name", "how"),
    [
        ("Mayor Anna Brel left. The mayor said so.", "Anna Brel", Attribution.ROLE),
        ("Anna Brel, the mayor of Orvik, left. The mayor said so.", "Anna Brel", Attribution.ROLE),
        ("They met Anna Brel, the mayor. The mayor said so.", "Anna Brel", Attribution.ROLE),
        ("Sen. Anna Brel left. The senator said so.", "Anna Brel", Attribution.ROLE),
        ("Anna Brel left. The billionaire said so.", "Anna Brel", Attribution.ROLE),
        ("Anna Brel left. The mayor said so.", "Anna Brel", Attribution.ROLE),
        ("Mr. Vale left. The actress said so.", "actress", Attribution.ROLE),
        ("Mayor Anna Brel left. A mayor said so.", "mayor", Attribution.ROLE),
        ("Anna Brel left. The spokesman said so.", "spokesman", Attribution.ROLE),
        ("Anna Brel left. The report said so.", "report", Attribution.ROLE),
        ("Anna Brel left. Officials said so.", "Officials", Attribution.ROLE),
        ("Anna Brel left. The diplomat said so.", "Anna Brel", Attribution.ROLE),
        ("Anna Brel left. A general said no. The general said so.", "general", Attribution.ROLE),
    ],
)
def test_a_role_is_who_bears_it_or_else_itself(text: str, name: str, how: Attribution) -> None:
    found = resolved(text)[-1]
    assert (found.speaker, found.attribution) == (name, how)


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("Mayor Anna Brel said so.", "Mayor"),
        ("Anna Brel, a spokeswoman for the port, said so.", "a spokeswoman for the port"),
        ("Mayor Anna Brel said so. Brel said no.", "Mayor"),
        ("Mayor Anna Brel left. She said so.", "Mayor"),
        ("Mayor Anna Brel left. Anna Brel, a baker and activist, said so.", "a baker and activist"),
        ("Mrs. Brel said so.", None),
    ],
)
def test_a_speaker_is_described_as_the_article_does(text: str, description: str | None) -> None:
    found = resolved(text)[-1].description
    assert (text[slice(*found)] if found else None) == description


def test_a_word_that_is_a_name_nowhere_else_is_none() -> None:
    assert resolved("They left on Monday. “It is so,” Monday said.") == [UNCLEAR]


@settings(deadline=None)
@given(texts)
def test_nobody_is_resolved_who_is_not_in_the_text(text: str) -> None:
    for found in resolved(text):
        assert (found.speaker is None) == (found.attribution is Attribution.UNCLEAR)
        assert found.speaker is None or all(word.casefold() in text.casefold() for word in found.speaker.split())
        assert found.description is None or text[slice(*found.description)].strip()
