"""Refreshing: what changed below a source comes in, what is gone goes, and nothing else does."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path

import pytest
from onrecord.index import Encoder, Options, StoreError, add, build, refresh
from onrecord.index.generation import generation_ids, open_current
from onrecord.index.origins import Place, lasting, lies_in
from onrecord.index.store import FILE_NAME, Store

IDLE = Options(idle=True)


@pytest.fixture
def encoder(tiny_encoder):
    return Encoder.load(str(tiny_encoder))


@pytest.fixture
def news(tmp_path, monkeypatch):
    """A folder of three articles, in the current folder."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "news"
    for name in ("rain", "snow", "wind/gale"):
        put(folder / f"{name}.md", f"“It is {name},” said Ann Lee.", id=name.rpartition("/")[2])
    return folder


def put(file: Path, text: str, **known: str) -> Path:
    """Write an article with front matter."""
    file.parent.mkdir(parents=True, exist_ok=True)
    front = "".join(f"{name}: {value}\n" for name, value in known.items())
    file.write_text(f"---\n{front}---\n{text}\n", encoding="utf-8")
    return file


def held(index: Path) -> dict[str, str | None]:
    """The ids in an index, each with the name of the file that its article came from."""
    opened = open_current(index)
    store = Store(opened.path / FILE_NAME)
    articles = store.articles(range(store.counts.articles))
    return {article.id: article.origin and os.path.relpath(article.origin) for article in articles}


NEWS = {"rain": "news/rain.md", "snow": "news/snow.md", "gale": "news/wind/gale.md"}


@pytest.mark.parametrize(
    ("built_from", "followed"),
    [
        ("news", "{here}/news/"),
        ("./news/", "news//"),
        ("{here}/news", "../{name}/news"),
        ("news/**/*.md", "news/*.md"),
        (".", "news/[rs]*"),
        ("news", "."),
        ("news", "news/rain.md"),
    ],
)
def test_what_is_gone_goes_however_a_folder_is_spelt(news, encoder, built_from, followed):
    here, name = news.parent, news.parent.name
    build([built_from.format(here=here, name=name)], here / ".index", encoder)
    assert held(here / ".index") == NEWS
    (news / "snow.md").unlink()
    built = refresh([followed.format(here=here, name=name)], here / ".index", encoder, options=IDLE)
    snow_stays = followed == "news/rain.md"
    assert (built.changed, built.skipped) == (not snow_stays, ())
    assert held(here / ".index") == {id_: file for id_, file in NEWS.items() if snow_stays or id_ != "snow"}


def test_what_came_from_elsewhere_stays_even_from_a_folder_of_that_name(news, encoder, monkeypatch):
    index = news.parent / ".index"
    put(news.parent / "other" / "news" / "hail.md", "“It hails,” said Bob Day.", id="hail")
    put(news.parent / "newsreel" / "fog.md", "“It is foggy,” said Bob Day.", id="fog")
    build(["news", "newsreel"], index, encoder)
    monkeypatch.chdir(news.parent / "other")
    assert refresh(["news"], index, encoder).changes.model_dump() == {
        "added": 1,
        "updated": 0,
        "removed": 0,
        "unchanged": 4,
        "repeated": 0,
        "rejected": 0,
        "embedded": 1,
    }
    monkeypatch.chdir(news.parent)
    assert list(held(index)) == ["rain", "snow", "gale", "fog", "hail"]


class Unread(Encoder):
    """An encoder that reads nothing."""

    def _encoded(self, texts, _method):
        raise AssertionError(texts)


def test_nothing_is_made_and_no_model_loaded_where_nothing_changed(news, encoder, tiny_encoder):
    index = news.parent / ".index"
    before = build(["news"], index, encoder).generation.id
    built = refresh(["news"], index, Unread.load(str(tiny_encoder)), options=IDLE)
    assert (built.changed, built.generation.id, generation_ids(index)) == (False, before, [before])


def test_a_folder_without_any_article_is_reported_and_empties_nothing(news, encoder):
    index = news.parent / ".index"
    put(news.parent / "more" / "hail.md", "“It hails,” said Bob Day.", id="hail")
    build(["news", "more"], index, encoder)
    shutil.rmtree(news)
    news.mkdir()
    built = refresh(["news", "more"], index, encoder, options=IDLE)
    assert [str(error) for error in built.skipped] == ["news: no article is there; what was stays in the index"]
    assert (built.changed, list(held(index))) == (False, [*NEWS, "hail"])
    with pytest.raises(StoreError, match="no article could be read: news: no article is there"):
        refresh(["news"], index, encoder, options=IDLE)
    news.rmdir()
    with pytest.raises(StoreError, match="no article could be read: news: no such file or folder"):
        refresh(["news"], index, encoder, options=IDLE)
    assert list(held(index)) == [*NEWS, "hail"]


def test_what_cannot_be_read_now_stays_with_all_that_is_in_it(news, encoder):
    index = news.parent / ".index"
    with zipfile.ZipFile(news / "old.zip", "w") as archive:
        archive.writestr("a[1].md", "---\nid: hail\n---\n“It hails,” said Bob Day.")
        archive.writestr("b.md", "---\nid: fog\n---\n“It is foggy,” said Bob Day.")
    build(["news"], index, encoder)
    assert held(index) == {"fog": "news/old.zip/b.md", "hail": "news/old.zip/a[1].md", **NEWS}
    (news / "old.zip").write_bytes(b"PK\3\4 no archive any more")
    (news / "rain.md").write_bytes(b"")
    (news / "snow.md").unlink()
    built = refresh(["news"], index, encoder)
    assert [error.where for error in built.skipped] == ["news/old.zip", "news/rain.md"]
    assert set(held(index)) == {"fog", "hail", "rain", "gale"}


def test_what_an_archive_has_no_longer_goes(news, encoder):
    index = news.parent / ".index"
    for members in (("hail", "fog"), ("fog",)):
        with zipfile.ZipFile(news / "old.zip", "w") as archive:
            for member in members:
                archive.writestr(f"{member}.md", f"---\nid: {member}\n---\n“It is {member},” said Bob Day.")
        refresh(["news"], index, encoder)
    assert set(held(index)) == {*NEWS, "fog"}


@pytest.mark.parametrize("rest", [1, 0])
def test_an_article_under_another_id_takes_the_place_of_its_former_self(news, encoder, rest):
    index = news.parent / ".index"
    build(["news"], index, encoder)
    text = "“It is rain,” said Ann Lee."
    put(news / "rain.md", text, id="showers")
    for copy in range(rest):
        put(news / f"copy-{copy}.md", text, id=f"copy-{copy}")
    built = refresh(["news"], index, encoder)
    changes = built.changes
    assert (changes.added, changes.removed, changes.repeated, changes.embedded) == (1, 1, rest, 0)
    assert set(held(index)) == {"snow", "gale", "copy-0" if rest else "showers"}
    assert not refresh(["news"], index, encoder, options=IDLE).changed


def test_a_copy_beside_the_first_is_repeated_for_as_long_as_that_is_there(news, encoder):
    index = news.parent / ".index"
    put(news / "a-copy.md", "“It is rain,” said Ann Lee.", id="copy")
    (news / "rain.md").rename(news.parent / "rain.md")
    build(["news", "rain.md"], index, encoder)
    assert set(held(index)) == {"copy", "snow", "gale"}
    (news / "a-copy.md").unlink()
    assert refresh(["news", "rain.md"], index, encoder).changes.removed == 1
    assert held(index) == {"snow": "news/snow.md", "gale": "news/wind/gale.md", "rain": "rain.md"}


def test_a_damaged_generation_is_replaced_even_where_no_article_changed(news, encoder):
    index = news.parent / ".index"
    build(["news"], index, encoder)
    damaged = build(["news"], index, encoder).generation
    (damaged.path / FILE_NAME).unlink()
    built = refresh(["news"], index, encoder, options=IDLE)
    assert built.changed
    assert open_current(index) == built.generation
    assert held(index) == NEWS


def test_everything_can_be_made_anew_upon_what_is_there(news, encoder):
    index = news.parent / ".index"
    before = build(["news"], index, encoder).generation.manifest
    put(news.parent / "hail.md", "“It hails,” said Bob Day.", id="hail")
    built = add(["hail.md"], index, encoder, options=Options(full=True))
    assert (built.changes.added, built.changes.unchanged) == (1, 3)
    assert built.changes.embedded == before.counts.passages + 1
    assert held(index) == {**NEWS, "hail": "hail.md"}


@pytest.mark.parametrize(
    ("where", "stands"),
    [
        ("https://example.org/a/../b", "https://example.org/a/../b"),
        ("-", "-"),
        ("a.md", "{here}/a.md"),
        ("./news//a.md", "{here}/news/a.md"),
        ("news/../a.md", "{here}/a.md"),
        ("link/../a.md", "{here}/far/a.md"),
        ("link/a.md", "{here}/link/a.md"),
        ("/a/b.zip/c.md", "/a/b.zip/c.md"),
    ],
)
def test_an_origin_stands_whatever_folder_one_works_in(tmp_path, monkeypatch, where, stands):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "far" / "away").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "far" / "away")
    assert lasting(where) == stands.format(here=os.path.realpath(tmp_path))


def test_a_place_holds_what_its_name_says_and_not_what_only_begins_like_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "odd[1]").mkdir()
    assert Place("news").holds(lasting("news/a.md"))
    assert not Place("news").holds(lasting("newsreel/a.md"))
    assert Place("odd[1]").holds(lasting("odd[1]/a.md"))
    assert Place("od?/*.zip").holds(lasting("odd/a.zip/b/c.md"))
    assert not Place("od?/*.zip").holds(lasting("odd/b/a.zip"))
    assert not Place(".").holds("https://example.org/a")
    assert not Place("/").holds("-")
    assert lies_in("/a/b.zip/c", {"/a/b.zip"})
    assert not lies_in("/a/b.zip.md", {"/a/b.zip"})
