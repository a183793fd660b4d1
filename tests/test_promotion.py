"""Promotion: what is asked before a generation becomes current, and what is said where it does not."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from onrecord.index import Encoder
from onrecord.index.errors import EncoderMismatch
from onrecord.index.generation import open_current
from onrecord.index.promotion import Tally, encoder_of

from tests.admin import RAIN, SNOW, WIND
from tests.generations import rewritten

QUESTIONS = (
    {"question": "What did Ann Lee say?", "kind": "quote", "expect": ["It rains"]},
    {"question": "What did Bob Day say?", "kind": "quote", "expect": ["It snows"]},
    {"question": "What did Carl May say?", "answerable": False},
)


@pytest.fixture
def questions(desk):
    return desk.write("questions.jsonl", *QUESTIONS)


def aside(desk, *articles):
    return desk.build(*articles, options=("--no-promote",))


def test_the_newest_generation_is_promoted_and_only_a_newer_one_unless_it_is_named(desk):
    first = desk.build(RAIN)
    aside(desk, RAIN, SNOW)
    newest = aside(desk, SNOW)
    assert desk("promote").out == f"promoted {newest}, in the place of {first}\n"
    assert desk.current == newest
    error = desk("promote").error
    assert error.startswith(f"the index in i stays as it is: no generation is newer than the current one, {newest};")
    assert desk.json("promote", first[:-1]) == {"promoted": True, "generation": first, "before": newest, "gate": None}
    assert desk("promote", "current").out == f"{first} is the current one already\n"


def test_what_answers_worse_is_not_promoted_and_the_questions_are_named(desk, questions):
    current = desk.build(RAIN, SNOW)
    candidate = aside(desk, RAIN, WIND)
    ran = desk("promote", "--gate", questions)
    assert (ran.status, ran.err, desk.current) == (1, "", current)
    said = " ".join(ran.out.split())
    assert said.startswith(
        f"not promoted: with {candidate}, fewer questions are answered right at the first place;"
        " more questions are wrongly refused; more questions are wrongly answered than with"
    )
    assert "quote 2 2 to 1 0 0 to 1 0" in said
    assert "unanswerable 1 0 1 to 0 0 0 to 1" in said
    assert "all 3 2 to 1 1 to 0 0 to 1 0 to 1" in said
    assert ran.out.splitlines()[-3:] == [
        "2 questions became wrong:",
        "   What did Bob Day say? (line 2): right, now wrongly refused",
        "   What did Carl May say? (line 3): right, now wrongly answered",
    ]
    report = json.loads(desk("promote", "--gate", questions, "--json").out)
    assert (report["promoted"], report["generation"]) == (False, candidate)
    gate = report["gate"]
    assert [one["line"] for one in gate["became_wrong"]] == [2, 3]
    assert gate["became_right"] == gate["wrong_otherwise"] == []
    assert gate["became_wrong"][0]["first_before"].startswith("“It snows,”")
    assert gate["kinds"]["quote"][0]["right_first"] == 2


def test_what_answers_as_well_or_better_is_promoted_and_what_became_right_is_named(desk, questions):
    desk.build(RAIN)
    candidate = aside(desk, RAIN, SNOW)
    ran = desk("promote", "--gate", questions)
    assert (ran.status, desk.current) == (0, candidate)
    assert ran.out.splitlines()[-2:] == [
        "1 question became right:",
        "   What did Bob Day say? (line 2): wrongly refused, now right",
    ]
    same = aside(desk, SNOW, RAIN)
    assert desk.json("promote", "--gate", questions)["gate"]["worse"] == []
    assert desk.current == same


def test_one_that_became_wrong_may_be_made_up_for_by_one_that_became_right(desk, questions):
    desk.build(RAIN)
    aside(desk, SNOW)
    gate = desk.json("promote", "--gate", questions)["gate"]
    assert [len(gate[part]) for part in ("became_wrong", "became_right")] == [1, 1]


def test_without_a_current_generation_there_is_nothing_to_be_held_to(desk, questions):
    candidate = aside(desk, WIND)
    ran = desk("promote", "--gate", questions)
    assert (ran.status, desk.current) == (0, candidate)
    assert ran.err == "onrecord: there was no other generation to hold it to\n"


def test_a_candidate_is_held_to_what_is_served_where_the_current_generation_is_damaged(desk, questions):
    served = desk.build(RAIN, SNOW)
    desk.damage(desk.build(RAIN))
    aside(desk, WIND)
    ran = desk("promote", "--gate", questions, "--json")
    assert (ran.status, json.loads(ran.out)["gate"]["current"]) == (1, served)


def test_a_damaged_candidate_is_not_promoted(desk):
    current = desk.build(RAIN)
    desk.damage(aside(desk, SNOW))
    assert "is damaged: articles.sqlite" in desk("promote").error
    assert desk.current == current


def test_a_file_without_questions_is_an_error_before_anything_else(desk):
    desk.build(RAIN)
    aside(desk, SNOW)
    assert desk("promote", "--gate", "gone.jsonl").error == "gone.jsonl: No such file or directory"


@pytest.mark.slow
def test_each_generation_is_asked_with_the_encoder_that_it_was_built_with(desk, questions, monkeypatch):
    desk.build(RAIN)
    monkeypatch.delenv("ONRECORD_ENCODER")
    candidate = aside(desk, RAIN, SNOW)
    assert desk.json("promote", "--gate", questions)["generation"] == candidate


def test_an_encoder_that_is_not_here_is_named_with_what_mends_it(desk, tiny_encoder):
    desk.build(RAIN)
    opened = open_current(desk.index)
    tiny = Encoder.load(str(tiny_encoder))
    assert encoder_of(opened, tiny) is tiny
    built_with = opened.manifest.encoder.model_copy(update={"name": "somebody/model", "weights_sha256": "a" * 64})
    other = type(opened)(opened.path, opened.manifest.model_copy(update={"encoder": built_with}))
    with pytest.raises(EncoderMismatch, match=r"'somebody/model'.*rebuild it: onrecord build SOURCE ..."):
        encoder_of(other, tiny)


def test_what_another_version_laid_out_is_nothing_to_hold_a_generation_to(desk, questions):
    desk.build(RAIN)
    rewritten(open_current(desk.index), lambda old: old.update(format_version=4))
    candidate = aside(desk, RAIN)
    assert (desk("promote", "--gate", questions).status, desk.current) == (0, candidate)


tallies = st.builds(
    Tally,
    questions=st.just(10),
    right_first=st.integers(0, 5),
    rightly_refused=st.integers(0, 5),
    wrongly_refused=st.integers(0, 5),
    wrongly_answered=st.integers(0, 5),
)


@given(tallies, tallies)
def test_of_two_tallies_each_is_worse_in_what_it_has_less_right_or_more_wrong(one, other):
    assert one.worse_than(one) == ()
    as_good = (
        one.right_first >= other.right_first
        and one.wrongly_refused <= other.wrongly_refused
        and one.wrongly_answered <= other.wrongly_answered
    )
    assert (one.worse_than(other) == ()) is as_good


# --- verify ---------------------------------------------------------------------------------------


def test_a_sound_generation_is_said_to_be_sound(desk):
    made = desk.build(RAIN, SNOW)
    assert desk("verify").out == f"{made} is sound\n"
    (told,) = desk.lines("verify", "--json")
    assert told["encoder"].endswith("tiny")
    assert (told["generation"], told["sound"], told["faults"]) == (made, True, [])


def test_every_fault_is_named_and_what_mends_it(desk):
    made = desk.build(RAIN)
    desk.damage(made, "articles.sqlite")
    desk.damage(made, "passages.faiss")
    ran = desk("verify")
    assert ran.status == 2
    assert ran.out.splitlines() == [
        f"{made} is damaged: 2 faults",
        "   articles.sqlite is not the file that was built",
        "   passages.faiss is not the file that was built",
    ]
    damaged = f"something in the index in i is damaged: {made}"
    assert ran.err == f"onrecord: {damaged}; rebuild it: onrecord build SOURCE ... --index i\n"
    assert desk("build", "articles.jsonl").status == 0
    assert desk("verify").status == 0


def test_where_a_sound_generation_is_there_going_back_mends_it(desk):
    sound = desk.build(RAIN)
    desk.damage(desk.build(SNOW), "manifest.json")
    ran = desk("verify", "--json")
    assert (ran.status, json.loads(ran.out)["sound"]) == (2, False)
    assert ran.err.endswith("; go back to a sound one: onrecord rollback --index i\n")
    assert desk("rollback").status == 0
    assert (desk.current, desk("verify").status) == (sound, 0)


def test_all_generations_are_verified_and_one_that_is_not_current_can_be_removed(desk):
    bad = desk.build(RAIN)
    good = desk.build(SNOW)
    desk.damage(bad)
    ran = desk("verify", "--all", "--json")
    assert ran.status == 2
    assert [(told["generation"], told["sound"]) for told in map(json.loads, ran.out.splitlines())] == [
        (good, True),
        (bad, False),
    ]
    assert ran.err.endswith("remove those before it: onrecord prune --keep 1 --index i\n")
    assert desk("prune", "--keep", "1").status == 0
    assert desk("verify", "--all").status == 0
    assert desk("verify", "current", "--all").error.startswith("both a GENERATION and --all were given")


@pytest.mark.parametrize("pointer", ["nonsense", "20151128T101530000000Z-5b86072a720afab0\n", None])
def test_a_pointer_that_leads_nowhere_is_named_and_going_back_mends_it(desk, pointer):
    made = desk.build(RAIN)
    (desk.index / "CURRENT").unlink()
    if pointer is not None:
        (desk.index / "CURRENT").write_text(pointer.replace("2015", "2999"))
    ran = desk("verify")
    assert (ran.status, ran.out.splitlines()[0]) == (2, "CURRENT is damaged: 1 fault")
    assert ran.err.endswith("is damaged: CURRENT; go back to a sound one: onrecord rollback --index i\n")
    assert (desk("verify", "--all").status, desk("verify", made).status) == (2, 0)
    assert desk("rollback").status == 0
    assert (desk.current, desk("verify").status) == (made, 0)


def test_without_the_encoder_all_else_is_verified_and_that_is_said(desk, monkeypatch, tmp_path, tiny_encoder):
    moved = tmp_path / "moved"
    moved.symlink_to(tiny_encoder)
    monkeypatch.setenv("ONRECORD_ENCODER", str(moved))
    made = desk.build(RAIN)
    moved.unlink()
    monkeypatch.delenv("ONRECORD_ENCODER")
    ran = desk("verify")
    assert (ran.status, ran.out) == (0, f"{made} is sound\n")
    assert ran.err.endswith("is not here: no text is encoded, and no question asked\n")
