"""Export: a build from what is exported makes the same index, and a file is whole or as it was."""

from __future__ import annotations

import datetime
import json
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onrecord.corpus import Article, DateOrigin, read_articles, shipped_articles
from onrecord.index.commands.shared import json_line
from onrecord.index.exporting import exported
from onrecord.index.generation import open_current
from onrecord.index.store import FILE_NAME, Store

from tests.admin import RAIN, SNOW
from tests.stores import generation

ODD = {
    "id": "odd",
    "title": "A\u202etitle",
    "text": "“It\u00a0rains,”\u2028 said Ann Lee.\r\n\n\tTab “and” \U0001f600.",
    "source": "The Gazette",
    "author": "A. Writer",
    "published": "2024-03-05",
    "url": "https://example.org/a?b=1",
    "tags": ["x", {"y": None}],
    "section": "Weather",
}


HAIL = "<p>“It hails,” said Eve Fox on Monday, and she said that it would go on for days, as it had before.</p>" * 3


def stored(index):
    """Everything that a store holds of articles, passages and quotes, but where the articles lay."""
    opened = open_current(index)
    with closing(Store(opened.path / FILE_NAME, opened.manifest.counts)) as store:
        articles = [
            article.model_copy(update={"origin": None}) for article in store.articles(range(store.counts.articles))
        ]
        passages = [(passage, article.id) for passage, article in store.passages(range(len(store)))]
        return articles, store.fingerprints(), passages, store.speakers


words = st.none() | st.text(max_size=20)
fields = st.fixed_dictionaries(
    {"text": st.text(min_size=1, max_size=60)},
    optional={
        "id": words,
        "title": words,
        "source": words,
        "author": words,
        "url": words | st.sampled_from(["https://example.org/a", "http://example.org/a?b#c"]),
        "published": st.none() | st.dates(max_value=datetime.date(2024, 1, 1)).map(str),
        "published_from": st.sampled_from([*DateOrigin, "x"]),
        "origin": words,
        "tags": st.recursive(words | st.integers() | st.booleans(), lambda inner: st.lists(inner, max_size=2)),
    },
)


@settings(max_examples=60, deadline=None)
@given(given_fields=fields)
def test_whatever_was_read_is_read_again_from_what_is_exported_of_it(tmp_path_factory, given_fields):
    folder = tmp_path_factory.mktemp("exported")

    def read(name, value):
        (folder / name).write_text(json_line(value) + "\n", encoding="utf-8", errors="surrogatepass")
        return [found for found in read_articles(folder / name) if isinstance(found, Article)]

    articles = read("given.jsonl", given_fields)
    exports = list(exported(generation(folder / "made", articles)))
    again = [article for one in exports for article in read("again.jsonl", one)]
    assert [article.fingerprint for article in again] == [article.fingerprint for article in articles]


@pytest.mark.parametrize("name", ["out.jsonl", "-"])
def test_a_build_from_an_export_makes_the_same_index(desk, name):
    page = desk.folder / "page.html"
    page.write_text(
        '<html><head><title>Hail</title><meta property="article:published_time" content="2024-01-02T10:00:00Z"></head>'
        f"<body><article><h1>Hail</h1>{HAIL}</article>"
        "</body></html>",
        encoding="utf-8",
    )
    source = desk.write("a.jsonl", ODD, RAIN, SNOW)
    built = desk.json("build", source, "page.html", shipped_articles())
    assert built["skipped"] == []
    before = built["generation"]
    was = stored(desk.index)
    if name == "-":
        (desk.folder / "out.jsonl").write_text(desk("export", "-").out, encoding="utf-8")
    else:
        assert desk("export", name).out == "6 articles exported to out.jsonl\n"
    built = desk.json("build", "out.jsonl")
    assert built["unchanged"] == built["articles"] == 6
    assert stored(desk.index) == was
    assert desk.json("build", "out.jsonl", "--full")["embedded"] > 0
    assert stored(desk.index) == was
    found = desk.json("diff", before, "current")
    assert found["articles"] == found["speakers"] == {"added": [], "changed": [], "gone": []}


def test_an_export_has_the_keys_of_the_contract_and_those_that_came_with_the_article(desk):
    desk.build(ODD)
    (line,) = desk.lines("export")
    contract = ["id", "title", "text", "source", "author", "published", "url", "published_from"]
    assert list(line)[:8] == contract
    assert {key: line[key] for key in ("tags", "section")} == {"tags": ["x", {"y": None}], "section": "Weather"}
    assert (line["published_from"], line["published"]) == ("json", "2024-03-05")
    desk.build(RAIN)
    (line,) = desk.lines("export")
    assert line == {**dict.fromkeys(contract), **RAIN}


def test_what_a_terminal_would_obey_is_escaped_and_stays_the_same_text(desk):
    desk.build({**RAIN, "tags": ["\u202e"]})
    out = desk("export").out
    assert "\u202e" not in out
    assert json.loads(out)["tags"] == ["\u202e"]


def test_a_file_that_cannot_be_written_stays_as_it_was_and_nothing_lies_beside_it(desk):
    desk.build(RAIN)
    (desk.folder / "there").mkdir()
    assert desk("export", "there").error == "there cannot be written: Is a directory"
    assert desk("export", "gone/out.jsonl").error == "gone/out.jsonl cannot be written: No such file or directory"
    assert sorted(path.name for path in desk.folder.iterdir()) == ["articles.jsonl", "i", "there"]


def test_a_file_keeps_what_it_has_where_the_index_is_damaged(desk):
    (desk.folder / "out.jsonl").write_text("mine")
    desk.damage(desk.build(RAIN))
    assert "is damaged" in desk("export", "out.jsonl").error
    assert (desk.folder / "out.jsonl").read_text() == "mine"


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="this system has no /dev/null")
def test_a_device_is_written_to_and_never_replaced(desk):
    desk.build(RAIN)
    assert desk("export", "/dev/null").status == 0
    assert Path("/dev/null").is_char_device()


def test_a_reader_who_has_seen_enough_of_an_export_is_no_error(desk, onrecord_process):
    desk.build(*({"text": f"“It rains on day {day},” said Ann Lee. {'It was cold. ' * 50}"} for day in range(300)))
    process = onrecord_process("export", "--index", "i")
    process.stdout.read(1)
    process.stdout.close()
    assert (process.stderr.read(), process.wait()) == (b"", 0)
    process.stderr.close()


def test_where_the_current_generation_is_damaged_the_last_good_one_is_exported_and_reported(desk, caplog):
    good, bad = desk.build(RAIN), desk.build(RAIN, SNOW)
    desk.damage(bad)
    assert [article["id"] for article in desk.lines("export")] == ["rain"]
    assert desk.json("report")["generation"] == good
    for record in caplog.records:
        assert record.message.endswith(f"Go back to it: onrecord rollback {good} --index i")
    assert len(caplog.records) == 2
