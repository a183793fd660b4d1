"""Building upon what there is: the same as from scratch, with nothing read twice, and what is gone is gone."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onrecord.index import Built, Encoder, EncoderError, Options, add, build, refresh, remove
from onrecord.index.generation import Generation, open_generation
from onrecord.index.journal import PREFIX
from onrecord.index.manifest import Changes

from tests.collections_of_articles import CountingEncoder, Fields, assert_same, many, rows_of, write

QUESTIONS = ("What did Ann Lee say about the rain?", "Who said it rains?", "What did Bob Day say about Syria?")
RAIN = {"id": "rain", "title": "Rain", "text": "“It rains on the Kurds,” said Ann Lee.\n\nLee, a minister, left."}
SNOW = {"id": "snow", "text": "“It snows in Syria,” said Bob Day.\n\nIt was cold.", "published": "2015-11-28"}
HAIL = {"id": "hail", "text": "“What did they say about the rain?” asked Cy Kim, the mayor.", "source": "TASS"}
WIND = {"url": "https://example.org/wind", "text": "“Wind over Syria,” Ann Lee said. “And rain,” she said."}


@pytest.fixture
def encoder(tiny_encoder: Path) -> Encoder:
    return Encoder.load(str(tiny_encoder))


class Index:
    """An index that is changed step by step, with the articles that it should hold by then."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self.path = folder / "index"
        self._file = folder / "articles.jsonl"
        self._encoder = encoder

    def build(self, *articles: Fields, **options: Any) -> Built:
        return build([write(self._file, articles)], self.path, self._encoder, options=Options(**options))

    def add(self, *articles: Fields, **options: Any) -> Built:
        return add([write(self._file, articles)], self.path, self._encoder, options=Options(**options))

    def refresh(self, *articles: Fields) -> Built:
        return refresh([write(self._file, articles)], self.path, self._encoder)

    def remove(self, *ids: str) -> Built:
        return remove(ids, self.path, self._encoder)

    def afresh(self, *articles: Fields) -> Generation:
        """The same articles from the same file in an index of their own."""
        folder = self.path.with_name("afresh")
        shutil.rmtree(folder, ignore_errors=True)
        return build([write(self._file, articles)], folder, self._encoder).generation

    def assert_as_from_scratch(self, built: Built, *articles: Fields) -> None:
        opened = open_generation(self.path, built.generation.id)
        assert_same(opened, self.afresh(*articles), QUESTIONS, self._encoder)


@pytest.fixture
def index(tmp_path: Path, encoder: Encoder) -> Index:
    return Index(tmp_path, encoder)


NEW_RAIN = {**RAIN, "text": "“It no longer rains,” said Ann Lee."}
SHOWERS = {**RAIN, "title": "Showers"}
BREEZE = {**WIND, "text": "“A breeze,” said Bob Day."}


@pytest.mark.parametrize(
    ("change", "left", "changes"),
    [
        pytest.param(lambda i: i.build(RAIN, SNOW, HAIL), [RAIN, SNOW, HAIL], {"unchanged": 3}, id="nothing"),
        pytest.param(lambda i: i.build(HAIL, RAIN, SNOW), [HAIL, RAIN, SNOW], {"unchanged": 3}, id="another order"),
        pytest.param(
            lambda i: i.build(NEW_RAIN, SNOW), [NEW_RAIN, SNOW], {"updated": 1, "unchanged": 1, "removed": 1}, id="text"
        ),
        pytest.param(
            lambda i: i.build(SHOWERS, SNOW, HAIL), [SHOWERS, SNOW, HAIL], {"updated": 1, "unchanged": 2}, id="title"
        ),
        pytest.param(
            lambda i: i.build({**RAIN, "id": "other"}, RAIN, SNOW),
            [{**RAIN, "id": "other"}, SNOW],
            {"added": 1, "unchanged": 1, "removed": 2, "repeated": 1},
            id="the same text under another id, before its own",
        ),
        pytest.param(
            lambda i: i.build(RAIN, RAIN, {**RAIN, "id": "other"}),
            [RAIN],
            {"unchanged": 1, "removed": 2, "repeated": 2},
            id="repeated",
        ),
        pytest.param(lambda i: i.build(), [], {"removed": 3}, id="all gone"),
        pytest.param(lambda i: i.add(WIND), [RAIN, SNOW, HAIL, WIND], {"added": 1, "unchanged": 3}, id="added"),
        pytest.param(
            lambda i: i.add(NEW_RAIN, WIND),
            [NEW_RAIN, SNOW, HAIL, WIND],
            {"added": 1, "updated": 1, "unchanged": 2},
            id="added and replaced",
        ),
        pytest.param(
            lambda i: i.add(WIND, BREEZE),
            [RAIN, SNOW, HAIL, BREEZE],
            {"added": 1, "unchanged": 3, "repeated": 1},
            id="one address without an id twice, the later one counts",
        ),
        pytest.param(
            lambda i: i.add({**SNOW, "text": RAIN["text"]}, NEW_RAIN),
            [NEW_RAIN, {**SNOW, "text": RAIN["text"]}, HAIL],
            {"updated": 2, "unchanged": 1},
            id="a text that moved on to another article",
        ),
        pytest.param(
            lambda i: i.add({**HAIL, "text": RAIN["text"]}),
            [RAIN, SNOW],
            {"unchanged": 2, "removed": 1, "repeated": 1},
            id="replaced by what another one says",
        ),
        pytest.param(
            lambda i: i.add({"id": "new", "text": RAIN["text"]}, NEW_RAIN),
            [NEW_RAIN, SNOW, HAIL, {"id": "new", "text": RAIN["text"]}],
            {"added": 1, "updated": 1, "unchanged": 2},
            id="a text that moved on to a new article",
        ),
        pytest.param(lambda i: i.refresh(SNOW, HAIL), [SNOW, HAIL], {"unchanged": 2, "removed": 1}, id="refreshed"),
        pytest.param(
            lambda i: i.refresh({**RAIN, "id": "other"}, SNOW, HAIL),
            [SNOW, HAIL, {**RAIN, "id": "other"}],
            {"added": 1, "unchanged": 2, "removed": 1},
            id="refreshed under another id",
        ),
        pytest.param(lambda i: i.remove("rain", "hail"), [SNOW], {"unchanged": 1, "removed": 2}, id="removed"),
        pytest.param(lambda i: i.remove("rain", "snow", "hail"), [], {"removed": 3}, id="all removed"),
        pytest.param(lambda i: i.build(RAIN, SNOW, HAIL, full=True), [RAIN, SNOW, HAIL], {"unchanged": 3}, id="full"),
        pytest.param(
            lambda i: i.add(WIND, full=True), [RAIN, SNOW, HAIL, WIND], {"added": 1, "unchanged": 3}, id="full addition"
        ),
    ],
)
def test_whatever_changes_the_generation_is_the_one_that_is_built_from_scratch(
    index: Index, change: Callable[[Index], Built], left: list[Fields], changes: dict[str, int]
) -> None:
    index.build(RAIN, SNOW, HAIL)
    built = change(index)
    assert built.changes == Changes(**changes, embedded=built.changes.embedded)
    assert built.generation.manifest.changes == built.changes
    index.assert_as_from_scratch(built, *left)


TEXTS = st.sampled_from(
    [
        "“It rains,” said Ann Lee.",
        "“It rains,” said Bob Day, a minister.\n\n“It rains,” said Ann Lee.",
        "The minister said that it rained in Syria.\n\nBob Day left.",
        "“It snows,” said Mayor Cy Kim.\n\nKim said about the Kurds: “It hails.”",
    ]
)
ARTICLES = st.lists(
    st.builds(
        lambda id_, text, title: {**id_, "text": text, "title": title},
        st.sampled_from([{"id": name} for name in "abcd"] + [{"url": "https://example.org/a"}]),
        TEXTS,
        st.sampled_from([None, "Rain"]),
    ),
    max_size=5,
    unique_by=lambda article: article.get("id"),  # another article under a taken id is an error, told elsewhere
)
STEPS = st.lists(st.tuples(st.sampled_from(["build", "add", "remove", "refresh"]), ARTICLES), min_size=1, max_size=4)


@pytest.mark.slow
@settings(max_examples=6, deadline=None)
@given(first=ARTICLES, steps=STEPS)
def test_any_sequence_of_changes_ends_where_one_build_of_what_is_left_begins(
    tiny_encoder: Path, first: list[Fields], steps: list[tuple[str, list[Fields]]]
) -> None:
    encoder = Encoder.load(str(tiny_encoder))
    with tempfile.TemporaryDirectory() as folder:
        index = Index(Path(folder), encoder)
        built = index.build(*first)
        for command, articles in steps:
            there = {row[1] for row in rows_of(built.generation)["articles"]}
            if command == "remove":
                gone = sorted(there & {article.get("id", "") for article in articles})
                built = index.remove(*gone) if gone else built
            elif articles or command == "build":  # a place without any article is away, and told elsewhere
                built = getattr(index, command)(*articles)
        left = [_fields(row) for row in rows_of(built.generation)["articles"]]
        index.assert_as_from_scratch(built, *left)


def _fields(row: tuple[Any, ...]) -> Fields:
    """An article as it was given, of its row in the store."""
    given: Fields = {"title": row[2], "text": row[12]}
    return given | ({"id": row[1]} if row[6] is None else {"url": row[6]})


def test_passages_that_still_stand_keep_their_names_and_others_come_and_go(index: Index) -> None:
    def names(built: Built) -> set[str]:
        return {row[1] for row in rows_of(built.generation)["passages"]}

    before = names(index.build(RAIN, SNOW))
    assert len(before) == 4
    after = names(index.add({**RAIN, "text": RAIN["text"] + "\n\nIt rained on."}))
    assert before < after
    assert names(index.remove("snow")) < after


def test_what_is_gone_is_in_no_file_of_the_generation(index: Index) -> None:
    index.build({"id": "z", "text": "“Xylophones quake,” said Zebulon Quirk, the vexillologist."}, RAIN, SNOW)
    built = index.remove("z")
    gone = (b"ylophon", b"exillolog", b"ebulon", b"uirk")
    for name in built.generation.manifest.files:
        data = (built.generation.path / name).read_bytes()
        assert not [word for word in gone if word in data or word.upper() in data.upper()], name
    assert [row[1] for row in rows_of(built.generation)["speakers"]] == ["Ann Lee", "Bob Day"]


def test_an_article_is_embedded_once_and_a_sentence_once_in_however_many(tmp_path: Path, tiny_encoder: Path) -> None:
    encoder = CountingEncoder(tiny_encoder)
    index = Index(tmp_path, encoder)
    same = "“It rains on the Kurds and on Syria,” said Ann Lee."
    built = index.build(*({"id": str(n), "text": f"{same}\n\nDay {n} was long."} for n in range(10)))
    assert built.changes.embedded == 11
    _, *read = encoder.read[:12]  # what follows is read when the generation is looked over
    assert (len(set(read)), read.count(same)) == (11, 1)

    encoder.read.clear()
    built = index.add({"id": "10", "text": f"{same}\n\nDay 10 was long."})
    assert built.changes.embedded == 1
    assert encoder.read[0] == "Day 10 was long."
    titled = index.add({"id": "3", "text": f"{same}\n\nDay 3 was long.", "title": "Another title"})
    assert (titled.changes.updated, titled.changes.embedded) == (1, 0)
    assert index.remove("1", "2").changes.embedded == 0
    assert index.build(*many(3)).changes.embedded == 6
    assert not list(index.path.glob(f"{PREFIX}*"))


def test_an_unchanged_build_loads_no_encoder(index: Index, tmp_path: Path, tiny_encoder: Path) -> None:
    first = index.build(RAIN, SNOW)
    copy = tmp_path / "copy"
    shutil.copytree(tiny_encoder, copy)
    encoder = CountingEncoder(copy)
    articles = tmp_path / "articles.jsonl"
    built = build([articles], index.path, encoder)
    assert built.changed
    assert built.generation.id != first.generation.id
    assert (built.changes, encoder.read, hasattr(encoder, "loaded")) == (Changes(unchanged=2), [], False)
    assert_same(built.generation, first.generation, QUESTIONS, encoder)

    idle = build([articles], index.path, CountingEncoder(copy), options=Options(idle=True))
    assert (idle.changed, idle.generation.id, idle.changes) == (False, built.generation.id, Changes(unchanged=2))


def test_what_another_version_made_is_made_anew_from_the_articles_that_it_holds(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.build(RAIN, SNOW)
    with monkeypatch.context() as patch:
        patch.setattr("importlib.metadata.version", lambda _: "99.0")
        built = index.add(WIND)
        assert built.generation.manifest.version == "99.0"
        assert built.changes == Changes(added=1, unchanged=2, embedded=1)
        index.assert_as_from_scratch(built, RAIN, SNOW, WIND)


def test_only_the_last_of_the_same_address_stays_and_nothing_is_lost_when_a_file_is_renamed(
    tmp_path: Path, encoder: Encoder
) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    write(folder / "a.jsonl", [RAIN, SNOW])
    build([folder], tmp_path / "index", encoder)
    (folder / "a.jsonl").rename(folder / "b.jsonl")
    write(folder / "a.jsonl", [{**HAIL, "text": SNOW["text"]}])
    write(folder / "b.jsonl", [RAIN])
    built = refresh([folder], tmp_path / "index", encoder)
    ids = [row[1] for row in rows_of(built.generation)["articles"]]
    assert ids == ["rain", "hail"]
    assert json.loads((built.generation.path / "rejections.json").read_text()) == []


def test_an_encoder_whose_files_say_that_it_is_another_is_asked_for_itself(
    index: Index, tmp_path: Path, tiny_encoder: Path
) -> None:
    index.build(RAIN)
    broken = tmp_path / "broken"
    shutil.copytree(tiny_encoder, broken)
    (broken / "tokenizer.json").write_text("{}")
    with pytest.raises(EncoderError, match="cannot be loaded"):
        build([tmp_path / "articles.jsonl"], index.path, Encoder.load(str(broken)))
