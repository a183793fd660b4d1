"""Which generation is meant, which there are, and going back from one to another."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st
from onrecord.index.console_generations import sized
from onrecord.index.errors import (
    GenerationMissing,
    GenerationUnclear,
    IndexBusy,
    IndexDamaged,
    IndexMissing,
    NowhereToGo,
)
from onrecord.index.generation import current_id, new_generation, promote
from onrecord.index.history import history, newest_unpromoted, previous, resolve, roll_back

from tests.admin import RAIN, SNOW, WIND
from tests.generations import build, fill, manifest, rewritten


def made(index, *, parent=None, promote=True, content=""):
    """Make a generation out of another one."""
    with new_generation(index) as draft:
        fill(draft)
        return draft.publish(lambda **known: manifest(parent=parent, content=content, **known), promote=promote).id


def test_a_generation_is_meant_by_its_id_a_beginning_current_or_previous(tmp_path):
    one, two, three = made(tmp_path), made(tmp_path), made(tmp_path)
    assert [resolve(tmp_path, name) for name in (one, "current", "previous")] == [one, three, two]
    shared = max(len(short) for short in (one[:place] for place in range(len(one))) if two.startswith(short))
    assert resolve(tmp_path, one[: shared + 1]) == one or three.startswith(one[: shared + 1])
    assert resolve(tmp_path, one.lower()) == one


def test_what_no_generation_or_several_are_called_is_refused_with_what_shows_them(tmp_path):
    with pytest.raises(IndexMissing):
        resolve(tmp_path, "2")
    made(tmp_path)
    made(tmp_path)
    with pytest.raises(
        GenerationUnclear, match=r"2 generations .* begin with '2'; .* onrecord history --index"
    ) as unclear:
        resolve(tmp_path, "2")
    assert len(unclear.value.matches) == 2
    for name in ("x", "", "latest"):
        with pytest.raises(GenerationMissing, match=r"onrecord history --index"):
            resolve(tmp_path, name)


def test_the_previous_generation_is_the_one_that_the_current_was_made_from(tmp_path):
    one = made(tmp_path)
    with pytest.raises(NowhereToGo, match="no generation before the current one"):
        previous(tmp_path)
    two = made(tmp_path, parent=one)
    made(tmp_path, parent=one)
    assert previous(tmp_path) == one
    made(tmp_path, parent="20151128T101530000000Z-5b86072a720afab0")
    assert previous(tmp_path) > two


def test_what_waits_to_be_promoted_is_the_newest_after_the_current_one(tmp_path):
    made(tmp_path)
    current = made(tmp_path)
    with pytest.raises(NowhereToGo, match=r"no generation is newer .* onrecord build SOURCE ... --no-promote --index"):
        newest_unpromoted(tmp_path)
    made(tmp_path, promote=False)
    waiting = made(tmp_path, promote=False)
    assert (newest_unpromoted(tmp_path), current_id(tmp_path)) == (waiting, current)


def test_rolling_back_again_and_again_goes_on_to_what_each_was_made_from_and_then_refuses(tmp_path):
    one = made(tmp_path)
    aside = made(tmp_path, parent=one)
    two = made(tmp_path, parent=one)
    three = made(tmp_path, parent=two)
    went = [roll_back(tmp_path) for _ in range(2)]
    assert [(step.before, step.now) for step in went] == [(three, two), (two, one)]
    assert aside not in {step.now for step in went}
    with pytest.raises(NowhereToGo, match="none is older than the current one"):
        roll_back(tmp_path)
    assert current_id(tmp_path) == one
    assert roll_back(tmp_path, three).now == current_id(tmp_path) == three


def test_going_back_passes_over_what_is_damaged(tmp_path):
    one, two = build(tmp_path), build(tmp_path)
    three = made(tmp_path, parent=two.id)
    (two.path / "empty").write_text("no longer")
    went = roll_back(tmp_path)
    assert (went.before, went.now, went.passed_over) == (three, one.id, (two.id,))
    with pytest.raises(IndexDamaged):
        roll_back(tmp_path, two.id)
    assert current_id(tmp_path) == one.id


def test_where_all_before_it_is_damaged_nothing_is_changed(tmp_path):
    one, two = build(tmp_path), build(tmp_path)
    (one.path / "empty").write_text("no longer")
    with pytest.raises(NowhereToGo, match="every one before the current is damaged"):
        roll_back(tmp_path)
    assert current_id(tmp_path) == two.id


def test_where_it_is_not_known_which_is_current_the_newest_sound_one_is_gone_back_to(tmp_path):
    build(tmp_path)
    newest = build(tmp_path)
    (tmp_path / "CURRENT").write_text("nonsense")
    went = roll_back(tmp_path)
    assert (went.before, went.now, current_id(tmp_path)) == (None, newest.id, newest.id)


def test_going_back_to_the_same_articles_says_where_others_are(tmp_path):
    others = made(tmp_path, content="a")
    same = made(tmp_path, content="b", parent=others)
    made(tmp_path, content="b", parent=same)
    went = roll_back(tmp_path)
    assert (went.now, went.same_articles, went.others) == (same, True, others)
    went = roll_back(tmp_path)
    assert (went.same_articles, went.others) == (False, None)


def test_history_names_each_generation_newest_first_and_why_one_cannot_be_read(tmp_path):
    one, two, three = build(tmp_path), build(tmp_path), build(tmp_path)
    (one.path / "manifest.json").write_text("{}")
    rewritten(two, lambda manifest: manifest.update(format_version=99))
    entries = history(tmp_path)
    assert [entry.id[:22] for entry in entries] == [found.id[:22] for found in (three, two, one)]
    assert [entry.fault for entry in entries] == [
        None,
        "format 99, and this version reads format 5",
        "manifest.json cannot be read",
    ]
    assert entries[0].manifest == three.manifest
    assert entries[0].created == three.manifest.created
    assert [entry.current for entry in entries] == [False, True, False]  # the rewritten one has been made current


@given(st.integers(min_value=0, max_value=10**18))
def test_a_size_is_read_in_few_digits(count):
    number, unit = sized(count).split()
    assert float(number.replace(",", "")) == pytest.approx(
        count / 1000 ** ["bytes", "kB", "MB", "GB", "TB"].index(unit), abs=0.06
    )


# --- at the command -------------------------------------------------------------------------------


def test_history_is_shown_with_what_each_build_did(desk):
    first = desk.build(RAIN, SNOW)
    second = desk.json("add", desk.write("b.jsonl", WIND, {**RAIN, "title": "Showers"}))["generation"]
    third = desk.json("remove", "snow")["generation"]
    assert desk("rollback").status == 0
    shown = " ".join(desk("history").out.split())
    places = [shown.index(part) for part in (third, f"* {second} current", first)]
    assert places == sorted(places)
    assert "remove: 2 articles, 2 passages, 2 quotes by 2 speakers; +0 ~0 -1;" in shown
    assert "add: 3 articles, 4 passages, 3 quotes by 3 speakers; +1 ~1 -0;" in shown
    entries = desk.lines("history", "--json")
    assert [(entry["id"], entry["current"], entry["command"]) for entry in entries] == [
        (third, False, "remove"),
        (second, True, "add"),
        (first, False, "build"),
    ]
    assert [entry["parent"] for entry in entries] == [second, first, None]
    assert all(entry["size"] > 0 and entry["fault"] is None and "files" not in entry for entry in entries)


def test_history_says_which_generation_cannot_be_read(desk):
    first, _ = desk.build(RAIN), desk.build(RAIN, SNOW)
    desk.damage(first, "manifest.json")
    assert "cannot be read: manifest.json " in " ".join(desk("history").out.split())
    entry = desk.lines("history", "--json")[-1]
    assert entry["id"] == first
    assert entry["fault"].startswith("manifest.json ")
    assert list(entry) == ["id", "current", "fault", "created"]


def test_rollback_says_where_it_led_and_a_retriever_follows(desk):
    first, _ = desk.build(RAIN), desk.build(RAIN, SNOW)
    ran = desk("rollback")
    assert ran.status == 0
    assert ran.out.startswith(f"went back to {first}, made 20")
    assert desk.current == first
    error = desk("rollback").error
    assert error.startswith("the index in i stays as it is: there is no generation to go back to, none is older")
    assert json.loads(desk("rollback", desk.generations[-1][:-2], "--json").out)["before"] == first


def test_rollback_between_generations_of_the_same_articles_hints_at_others(desk):
    others, _, _ = desk.build(SNOW), desk.build(RAIN), desk.build(RAIN, options=("--full",))
    out = desk("rollback").out
    assert out.splitlines()[1].endswith(f"; to those of before: onrecord rollback {others} --index i")


def test_prune_says_what_it_removed_and_frees_what_no_other_generation_shares(desk):
    first, second, third = desk.build(RAIN), desk.build(RAIN, SNOW), desk.build(RAIN, SNOW)
    on_disk = sum(path.stat().st_size for path in (desk.index / "generations" / second).rglob("*") if path.is_file())
    pruned = desk.json("prune", "--keep", "1")
    assert pruned["removed"] == [first, second]
    assert pruned["freed"] > 0
    assert desk.generations == [third]
    assert on_disk > 0
    assert desk("prune").out == "0 generations, 0 bytes freed\n"
    desk.build(WIND)
    out = desk("prune", "--keep", "1").out.splitlines()
    assert out[0] == f"removed {third}"
    assert out[1].startswith("1 generation, ")
    assert "--keep" in desk("prune", "--keep", "0").error


def test_of_several_who_go_back_at_once_no_two_go_the_same_step(tmp_path):
    ids = [build(tmp_path).id for _ in range(4)]
    together = Barrier(4)

    def step(_):
        together.wait()
        try:
            return roll_back(tmp_path)
        except (IndexBusy, NowhereToGo):
            return None

    for _ in range(10):
        promote(tmp_path, ids[-1])
        with ThreadPoolExecutor(4) as pool:
            went = sorted(((one.before, one.now) for one in pool.map(step, range(4)) if one), reverse=True)
        assert went == list(zip(ids[:0:-1], ids[-2::-1], strict=True))[: len(went)]
        assert current_id(tmp_path) == went[-1][1]
