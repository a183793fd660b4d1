"""Building: every article once, what is wrong left out and said, and nothing lost when a build ends early."""

from __future__ import annotations

import fcntl
import json
import os
import threading

import pytest
from onrecord.corpus import shipped_articles
from onrecord.index import Encoder, EncoderError, IndexBusy, Retriever, StoreError, add, build
from onrecord.index.generation import KEEP, current_id, generation_ids, new_generation
from onrecord.index.progress import Step
from onrecord.index.store import FILE_NAME, Store

RAIN = {"id": "rain", "title": "Rain", "text": "“It rains,” said Ann Lee."}
SNOW = {"id": "snow", "text": "“It snows,” said Bob Day.\n\nIt was cold."}


@pytest.fixture
def encoder(tiny_encoder):
    return Encoder.load(str(tiny_encoder))


@pytest.fixture
def write(tmp_path):
    """Write articles into a file of JSON Lines."""

    def write(name, *articles):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(json.dumps(article) + "\n" for article in articles), encoding="utf-8")
        return file

    return write


def counts(built):
    return built.generation.manifest.counts.model_dump()


def test_what_is_built_is_what_its_counts_and_its_manifest_say(tmp_path, write, encoder):
    source = write("articles.jsonl", RAIN, SNOW)
    built = build([source], tmp_path / "index", encoder)
    assert counts(built) == {"articles": 2, "passages": 3, "quotes": 2, "speakers": 2}
    assert (built.skipped, built.repeated) == ((), 0)
    manifest = built.generation.manifest
    assert manifest.sources == (str(source),)
    assert manifest.encoder == encoder.fingerprint
    assert Retriever.open(tmp_path / "index", encoder=encoder.name).stamp.generation == built.generation.id


def test_an_article_that_comes_twice_is_one_article(tmp_path, write, encoder):
    once = write("a/one.jsonl", RAIN, SNOW, RAIN)
    again = write("b/two.jsonl", {**RAIN, "id": "another", "title": "Another"})
    built = build([once, again, once.parent], tmp_path / "index", encoder)
    assert (counts(built)["articles"], built.skipped, built.repeated) == (2, (), 5)


def test_another_article_under_a_taken_id_is_skipped_and_named(tmp_path, write, encoder):
    source = write("articles.jsonl", RAIN, {**SNOW, "id": "rain"})
    built = build([source], tmp_path / "index", encoder)
    assert counts(built)["articles"] == 1
    assert [str(error) for error in built.skipped] == [
        f"{source}: another article has the id 'rain'; give each its own"
    ]


def test_a_file_that_replaces_another_of_its_name_is_told(tmp_path, encoder):
    files = [tmp_path / day / "1.txt" for day in ("monday", "tuesday")]
    for file, words in zip(files, ("It rains.", "It snows."), strict=True):
        file.parent.mkdir()
        file.write_text(words, encoding="utf-8")
    assert build(files[:1], tmp_path / "index", encoder).notices == ()
    (notice,) = add(files[1:], tmp_path / "index", encoder).notices
    assert notice.where == str(files[1])
    assert (
        notice.what == f"replaces the article '1' from {files[0]}, a file of the same name; to keep both, give them ids"
    )
    files[1].write_text("It thaws.", encoding="utf-8")
    assert add(files[1:], tmp_path / "index", encoder).notices == ()
    assert counts(build([tmp_path], tmp_path / "both", encoder))["articles"] == 2


def test_a_rebuild_of_the_same_articles_keeps_the_names_of_their_passages(tmp_path, write, encoder):
    def names(*articles):
        built = build([write("a.jsonl", *articles)], tmp_path / "index", encoder)
        store = Store(built.generation.path / FILE_NAME, built.generation.manifest.counts)
        return {stored.passage.text: stored.passage.id for stored in store.passages(range(len(store)))}

    before = names(RAIN, SNOW)
    assert len(set(before.values())) == 3
    assert names(SNOW, {**RAIN, "title": "Showers"}) == before


def test_progress_is_told_from_the_first_text_to_the_last(tmp_path, write, encoder):
    told = []
    articles = [{"text": f"“It rains on day {day},” said Ann Lee."} for day in range(300)]
    build([write("a.jsonl", *articles)], tmp_path / "index", encoder, lambda *progress: told.append(progress))
    assert list(dict.fromkeys(step for step, _, _ in told)) == list(Step)
    for step in Step:
        done, of = zip(*((done, of) for at, done, of in told if at is step), strict=True)
        assert set(of) == {None if step is Step.READING else 300}
        assert list(done) == sorted(set(done))
        assert done[-1] == 300


@pytest.mark.parametrize("end", [KeyboardInterrupt, MemoryError])
def test_a_build_that_ends_early_leaves_what_was_there_and_nothing_else(tmp_path, write, encoder, end):
    index = tmp_path / "index"
    build([write("a.jsonl", RAIN)], index, encoder)
    before = current_id(index)

    def stop(step, done, of):
        raise end

    with pytest.raises(end):
        build([write("b.jsonl", SNOW)], index, encoder, stop)
    assert current_id(index) == before
    assert os.listdir(index / "generations") == [before]
    assert Retriever.open(index, encoder=encoder.name).ask("Who said it rains?").answered


def test_sources_that_cannot_be_read_at_all_are_an_error_and_no_new_generation(tmp_path, write, encoder):
    index = tmp_path / "index"
    before = build([write("a.jsonl", RAIN)], index, encoder).generation.id
    with pytest.raises(StoreError, match=r"no article could be read: .*gone: no such file.* \(and 1 more\); the index"):
        build([tmp_path / "gone", tmp_path / "lost"], index, encoder)
    assert generation_ids(index) == [before]


def test_an_encoder_that_cannot_be_loaded_leaves_what_was_there(tmp_path, write, encoder, tiny_encoder):
    index = tmp_path / "index"
    before = build([write("a.jsonl", RAIN)], index, encoder).generation.id
    (tmp_path / "empty").mkdir()
    with pytest.raises(EncoderError):
        build([write("b.jsonl", SNOW)], index, Encoder.load(str(tmp_path / "empty")))
    assert os.listdir(index / "generations") == [before]


def test_two_builds_at_once_are_one_build_and_one_clear_refusal(tmp_path, write, encoder):
    with new_generation(tmp_path / "index"), pytest.raises(IndexBusy):
        build([write("a.jsonl", RAIN)], tmp_path / "index", encoder)


def test_a_build_that_another_one_follows_at_once_has_still_succeeded(tmp_path, write, encoder):
    index, articles = tmp_path / "index", write("a.jsonl", RAIN)
    build([articles], index, encoder)
    followed = threading.Event()

    def follow():
        """Wait for the lock as the next build would, and hold it from the moment that this one lets go."""
        with (index / ".lock").open("rb+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            followed.wait()

    follower = threading.Thread(target=follow)

    def begin(step, done, of):
        if follower.ident is None:
            follower.start()

    try:
        built = build([articles], index, encoder, begin)
        assert current_id(index) == built.generation.id
    finally:
        followed.set()
        follower.join()


def test_only_the_newest_generations_are_kept(tmp_path, write, encoder):
    ids = [build([write("a.jsonl", RAIN)], tmp_path / "index", encoder).generation.id for _ in range(KEEP + 1)]
    assert generation_ids(tmp_path / "index") == ids[1:]


def test_a_folder_whose_name_is_no_text_is_built_from_and_named_as_far_as_it_can_be(tmp_path, write, encoder):
    try:
        folder = write(os.fsdecode(b"caf\xe9") + "/a.jsonl", RAIN).parent
    except OSError:
        pytest.skip("this file system takes no such name")
    built = build([folder], tmp_path / "index", encoder)
    assert built.generation.manifest.sources == (f"{tmp_path}/caf\ufffd",)


def test_the_shipped_articles_make_an_index_of_their_quotes_by_their_speakers(tmp_path, encoder):
    built = build([shipped_articles()], tmp_path / "index", encoder)
    assert counts(built)["articles"] == 2
    assert (built.skipped, built.repeated) == ((), 0)
    retriever = Retriever.open(tmp_path / "index", encoder=encoder.name)
    assert retriever.most_quoted(2) == ("Dmitry Peskov", "Human Rights Watch")
