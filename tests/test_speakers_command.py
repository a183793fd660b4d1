"""``onrecord speakers``: who is quoted in an index, for a person and for a program."""

from __future__ import annotations

import json

import pytest
from onrecord.index import Encoder, Retriever, build
from onrecord.index.console import render_profile, render_summary
from onrecord.index.errors import StoreError
from onrecord.index.roster import Roster

from tests.test_console import shown

ARTICLES = [
    {
        "id": "bridge",
        "title": "A new bridge",
        "source": "The Gazette",
        "published": "2024-03-05",
        "text": "“We will build,” Orvik Port spokeswoman Anna Brel said.\n\n“It is time,” Brel said.",
    },
    {"id": "budget", "source": "The Day", "published": "2023-01-09", "text": "“It is paid for,” said Anna R. Brel."},
    {"id": "rain", "text": "“It rains,” said Dmitri Vale.\n\n“No, it is the river,” said Anna Brel."},
    {"id": "snow", "published": "2022-02-02", "text": "“It snows,” said Dmitry Vale.\n\n“A lot,” a resident said."},
]


@pytest.fixture(scope="module")
def index(tmp_path_factory, tiny_encoder):
    folder = tmp_path_factory.mktemp("speakers")
    lines = "\n".join(json.dumps(article) for article in ARTICLES)
    (folder / "articles.jsonl").write_text(lines, encoding="utf-8")
    build([folder / "articles.jsonl"], folder / "index", Encoder.load(str(tiny_encoder)))
    return folder / "index"


def lines_of(ran):
    return [json.loads(line) for line in ran.out.splitlines()]


def test_everybody_is_listed_most_quoted_first_with_role_extent_and_aliases(onrecord, index):
    ran = onrecord("speakers", "--index", index)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == (
        "Anna Brel, Orvik Port spokeswoman\n"
        "   4 quotes in 3 articles, from 9 January 2023 to 5 March 2024 (1 without a date)\n"
        "   also Anna R. Brel, Brel\n"
        "\n"
        "Dmitri Vale\n"
        "   1 quote in 1 article, date unknown\n"
        "\n"
        "Dmitry Vale\n"
        "   1 quote in 1 article, 2 February 2022\n"
        "\n"
        "resident  (by role alone; perhaps several people)\n"
        "   1 quote in 1 article, 2 February 2022\n"
    )


def test_one_speaker_is_shown_with_what_supports_each_alias_and_where_he_is_quoted(onrecord, index):
    ran = onrecord("speakers", "ANNA BREL", "--index", index)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == (
        "Anna Brel, Orvik Port spokeswoman\n"
        "   4 quotes in 3 articles, from 9 January 2023 to 5 March 2024 (1 without a date)\n"
        "\n"
        "   known as\n"
        "      Anna Brel  (name; 2 articles: bridge, rain)\n"
        "      Anna R. Brel  (name; 1 article: budget)\n"
        "      Brel  (surname; 1 article: bridge)\n"
        "      Orvik Port spokeswoman  (role; 1 article: bridge)\n"
        "      Orvik Port  (spoken for; 1 article: bridge)\n"
        "\n"
        "   quoted in\n"
        "      A new bridge\n"
        "      The Gazette, 5 March 2024  (2 quotes)\n"
        "      budget\n"
        "      The Day, 9 January 2023  (1 quote)\n"
        "      rain\n"
        "      source unknown, date unknown  (1 quote)\n"
    )


def test_a_name_that_two_may_bear_shows_both_and_each_points_to_the_other(onrecord, index):
    shown = lines_of(onrecord("speakers", "Vale", "--json", "--index", index))
    assert [(speaker["name"], speaker["similar"]) for speaker in shown] == [
        ("Dmitri Vale", ["Dmitry Vale"]),
        ("Dmitry Vale", ["Dmitri Vale"]),
    ]
    either = lines_of(onrecord("speakers", "Dmitriy Vale", "--json", "--index", index))
    assert either == lines_of(onrecord("speakers", "Dmitri Vale", "--json", "--index", index)) == shown


SUMMARY = "name named description spellings aliases quotes article_count undated first last".split()


def test_json_is_one_object_a_speaker_in_a_fixed_form(onrecord, index):
    ran = onrecord("speakers", "--json", "--index", index)
    assert (ran.status, ran.err) == (0, "")
    everybody = lines_of(ran)
    assert [list(speaker) for speaker in everybody] == [SUMMARY] * 4
    assert [speaker["first"] for speaker in everybody] == ["2023-01-09", None, "2022-02-02", "2022-02-02"]
    assert everybody[0]["aliases"][0] == {
        "words": "anna brel",
        "kind": "name",
        "text": "Anna Brel",
        "articles": ["bridge", "rain"],
        "article_count": 2,
    }
    (brel,) = lines_of(onrecord("speakers", "Brel", "--json", "--index", index))
    assert list(brel) == [*SUMMARY, "similar", "articles"]
    assert [(seen["article"]["id"], seen["quotes"]) for seen in brel["articles"]] == [
        ("bridge", 2),
        ("budget", 1),
        ("rain", 1),
    ]


def test_no_more_are_shown_than_asked_for_and_a_person_is_told_of_the_rest(onrecord, index):
    ran = onrecord("speakers", "-n", "1", "--index", index)
    assert (ran.out.count("\n\n"), ran.err) == (0, "onrecord: 1 of 4 speakers shown; all of them: -n 4\n")
    ran = onrecord("speakers", "--limit", "2", "--json", "--index", index)
    assert (len(lines_of(ran)), ran.err) == (2, "")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Ana Brel", "did you mean Anna Brel?"),
        ("Orvik R. Brel " + "o" * 5_000, "for everybody who is: onrecord speakers"),
        ("Greta Holm", "for everybody who is: onrecord speakers"),
        ("?!", "for everybody who is: onrecord speakers"),
        ("\x1b[31m", "for everybody who is: onrecord speakers"),
    ],
)
def test_nobody_of_that_name_is_said_with_whom_it_may_have_meant(onrecord, index, name, hint):
    ran = onrecord("speakers", "--index", index, "--", name)
    safe = (f"{name[:79]}…" if len(name) > 80 else name).replace("\x1b", r"\x1b")
    assert ran == (1, "", f"onrecord: nobody known as “{safe}” is quoted here; {hint}\n")


def test_an_index_of_nobody_lists_nobody(onrecord, elsewhere, tiny_encoder):
    (elsewhere / "none").mkdir()
    onrecord("build", "none", "--index", "i", "--encoder", tiny_encoder)
    assert onrecord("speakers", "--json", "--index", "i") == (0, "", "")
    assert onrecord("speakers", "--index", "i") == (0, "nobody is quoted in this index\n", "")


def test_from_python_the_speakers_are_those_of_the_command(index, tiny_encoder):
    retriever = Retriever.open(index, encoder=str(tiny_encoder))
    roster = Roster.open(index)
    assert retriever.speakers() == roster.everybody()
    assert retriever.find_speakers("Brel") == roster.find("Brel")
    assert [profile.name for profile in retriever.find_speakers("Orvik Port spokeswoman")] == ["Anna Brel"]
    assert retriever.find_speakers("Greta Holm") == ()


def test_a_roster_is_closed_where_its_context_ends(index):
    with Roster.open(index) as roster:
        assert roster.find("Brel")
    with pytest.raises(StoreError):
        roster.find("Brel")


def test_nothing_in_a_speaker_commands_the_terminal(index):
    (brel,) = Roster.open(index).find("Brel")
    hostile = "\x1b[2J\u202eBrel\n"
    alias = brel.aliases[0].model_copy(update={"text": hostile, "articles": (hostile,)})
    role = next(a for a in brel.aliases if a.kind == "role").model_copy(update={"text": hostile})
    card = brel.articles[0].article.model_copy(update={"title": hostile, "source": hostile})
    changes = {
        "name": hostile,
        "description": hostile,
        "aliases": (alias, role),
        "similar": (hostile,),
        "articles": (brel.articles[0].model_copy(update={"article": card}),),
    }
    changed = brel.model_copy(update=changes)
    for printed in (shown(render_summary(changed)), shown(render_profile(changed))):
        assert not set(printed) & {"\x1b", "\u202e"}
        assert "Brel" in printed
