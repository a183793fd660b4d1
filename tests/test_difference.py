"""What two generations differ in, article by article and speaker by speaker."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from onrecord.corpus import Article
from onrecord.index.difference import difference

from tests.admin import RAIN, SNOW, WIND
from tests.stores import generation

TEXTS = [
    "“It rains,” said Ann Lee.",
    "“It rains again,” said Ann Lee. “It pours,” said Bob Day.",
    "“It snows,” said Bob Day.",
    "Nobody said anything.",
]


collections = st.dictionaries(
    st.sampled_from("abcd"), st.tuples(st.sampled_from(TEXTS), st.sampled_from([None, "One", "Two"])), max_size=4
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(before=collections, after=collections)
def test_every_article_is_added_changed_gone_or_the_same(tmp_path_factory, before, after):
    folder = tmp_path_factory.mktemp("pair")
    made = [
        generation(folder / name, [Article(id=id_, text=text, title=title) for id_, (text, title) in held.items()])
        for name, held in (("before", before), ("after", after))
    ]
    found = difference(*made).articles
    assert {one.id for one in found.added} == after.keys() - before.keys()
    assert {one.id for one in found.gone} == before.keys() - after.keys()
    expected = {
        id_: tuple(name for name, place in (("title", 1), ("text", 0)) if before[id_][place] != after[id_][place])
        for id_ in before.keys() & after.keys()
        if before[id_] != after[id_]
    }
    assert {one.id: one.fields for one in found.changed} == expected
    assert difference(made[0], made[0]).is_empty
    backwards = difference(*reversed(made))
    assert {one.id for one in backwards.articles.added} == {one.id for one in found.gone}
    assert {one.name for one in backwards.speakers.gone} == {one.name for one in difference(*made).speakers.added}


def test_each_field_of_an_article_is_named_where_it_changed(desk):
    changed = {
        "title": "Showers",
        "source": "TASS",
        "author": "A. Writer",
        "published": "2020-01-02",
        "url": "https://example.org/a",
        "tags": ["x"],
    }
    desk.build(RAIN, SNOW)
    desk.build({**RAIN, **changed}, SNOW)
    found = desk.json("diff")
    (one,) = found["articles"]["changed"]
    assert (one["id"], one["title"]) == ("rain", "Showers")
    assert one["fields"] == ["title", "source", "author", "published", "url", "published_from", "extra"]
    assert found["articles"]["added"] == found["articles"]["gone"] == []


def test_diff_compares_the_previous_and_the_current_generation_unless_told_otherwise(desk):
    first = desk.build(RAIN, SNOW)
    more = {"id": "more", "title": "More", "text": "“It rains on,” said Ann Lee. “It pours,” said Bob Day."}
    second = desk.build(RAIN, WIND, more)
    found = desk.json("diff")
    assert (found["before"], found["after"]) == (first, second)
    assert found["articles"] == {
        "added": [{"id": "wind", "title": None}, {"id": "more", "title": "More"}],
        "changed": [],
        "gone": [{"id": "snow", "title": "Snow"}],
    }
    assert found["speakers"] == {
        "added": [{"name": "Carl May", "before": 0, "after": 1}],
        "changed": [{"name": "Ann Lee", "before": 1, "after": 2}],
        "gone": [],
    }
    assert desk.json("diff", second[:-1], first)["articles"]["added"] == found["articles"]["gone"]
    assert desk.json("diff", first) == found
    assert desk.json("diff", "current", "current")["articles"] == {"added": [], "changed": [], "gone": []}
    assert desk("diff").out.splitlines() == [
        f"from {first} to {second}",
        "articles: 2 added, 0 changed, 1 gone",
        "   + wind",
        "   + More (more)",
        "   - Snow (snow)",
        "speakers: 1 added, 1 changed, 0 gone",
        "   + Carl May: 1 quote",
        "   ~ Ann Lee: 1 to 2 quotes",
    ]


def test_a_long_list_is_shown_by_its_beginning_and_json_has_all_of_it(desk):
    desk.build(RAIN)
    desk.build(RAIN, *({"id": f"a{number}", "text": f"It is day {number}."} for number in range(30)))
    shown = desk("diff").out.splitlines()
    assert shown[21:23] == ["   + a19", "   + and 10 more; --json has them all"]
    assert len(desk.json("diff")["articles"]["added"]) == 30


def test_a_title_that_a_terminal_would_obey_is_escaped(desk):
    desk.build(SNOW)
    desk.build({**RAIN, "id": "a\u2066b"})
    assert "\u2066" not in desk("diff").out
    assert "\u2066" not in desk("diff", "--json").out
    assert json.loads(desk("diff", "--json").out)["articles"]["added"][0]["id"].startswith("a")


def test_without_a_generation_before_the_current_one_there_is_nothing_to_compare(desk):
    desk.build(RAIN)
    assert desk("diff").error.startswith("the index in i stays as it is: there is no generation before the current one")
    assert "has no generation 'x'" in desk("diff", "x").error
