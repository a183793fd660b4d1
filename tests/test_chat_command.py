"""``onrecord chat``: typed, piped, and from a file of dialogues."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import pytest

KURDS = "What did Peskov say about the Kurds?"
DIALOGUES: list[dict[str, Any]] = [
    {"turns": [{"question": KURDS}, {"question": "and about Turkey?"}, {"question": "thanks!"}]},
    {"id": 7, "turns": [{"question": "and about Turkey?"}, {"question": "!!"}]},
]


@pytest.fixture
def typed(monkeypatch):
    """Pipe some lines into the command."""

    def typed(*lines):
        raw = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))

    return typed


@pytest.fixture
def dialogues(elsewhere):
    file = elsewhere / "dialogues.jsonl"
    file.write_text("".join(f"{json.dumps(dialogue)}\n\n" for dialogue in DIALOGUES), encoding="utf-8")
    return file


def test_a_chat_answers_follow_ups_and_says_how_it_took_them(onrecord, shipped_index, typed):
    typed(KURDS, "", "and about Turkey?", "more", "who else?", "thanks!", "bye", "never read")
    ran = onrecord("chat", "--index", shipped_index, "-k", "1")
    assert (ran.status, ran.err) == (0, "")
    kurds, turkey = ran.out.split("→ What did Peskov say about Turkey?\n")[:2]
    assert "They are a more realistic" in kurds
    assert "the territory and political" in " ".join(turkey.split())
    assert "\n→ What did Peskov say about Turkey?\nThere is no more on that in these articles.\n" in ran.out
    assert "\n→ Who spoke about Turkey?\nNobody else is quoted on that in these articles.\n" in ran.out
    assert ran.out.endswith("\nAsk away.\n\n")


def test_what_cannot_be_asked_is_one_line_and_the_chat_goes_on(onrecord, shipped_index, typed):
    typed("?!", "x" * 5_000, KURDS)
    ran = onrecord("chat", "--index", shipped_index, "--json")
    assert ran.status == 0
    (answer,) = map(json.loads, ran.out.splitlines())
    assert (answer["question"], answer["answered"]) == (KURDS, True)
    no_words, too_long = ran.err.splitlines()
    assert no_words.startswith("onrecord: the question has no words; ")
    assert too_long == "onrecord: the question has 5000 characters; at most 4096 are answered"


@pytest.mark.parametrize("line", ["\x1b[2J\x9b1mKurds\u202e", "caf\udce9 Kurds"])
def test_what_a_terminal_would_obey_is_shown_as_its_escape(onrecord, shipped_index, typed, line):
    typed(KURDS, f"and about {line}?")
    ran = onrecord("chat", "--index", shipped_index)
    assert (ran.status, ran.err) == (0, "")
    assert not set(ran.out) & {"\x1b", "\x9b", "\u202e", "\udce9"}


def test_each_dialogue_of_a_file_is_a_conversation_of_its_own(onrecord, shipped_index, dialogues):
    ran = onrecord("chat", "--file", dialogues, "--json", "--index", shipped_index)
    assert ran.status == 0
    answers = [json.loads(line) for line in ran.out.splitlines()]
    assert [answer["question"] for answer in answers] == [
        turn["question"] for dialogue in DIALOGUES for turn in dialogue["turns"]
    ]
    speakers = [answer["interpretation"]["speaker"] for answer in answers]
    assert speakers == ["Dmitry Peskov", "Dmitry Peskov", None, None, None]
    assert [answer["answered"] for answer in answers][:3] == [True, True, False]
    (warning,) = ran.err.splitlines()
    assert warning.startswith(f"onrecord: {dialogues}:3: turn 2: the question has no words; ")


def test_a_file_read_by_a_person_has_each_question_above_its_answer(onrecord, shipped_index, dialogues):
    ran = onrecord("chat", "--file", dialogues, "--index", shipped_index)
    assert ran.out.startswith(f"{KURDS}\n   “The Kurdish militia")
    assert "\n\nand about Turkey?\n→ What did Peskov say about Turkey?\n   Russia is for territory" in ran.out


def test_dialogues_may_come_through_a_pipe(onrecord, shipped_index, typed):
    typed(json.dumps(DIALOGUES[0]))
    ran = onrecord("chat", "--file", "-", "--json", "--index", shipped_index)
    assert (ran.status, len(ran.out.splitlines())) == (0, 3)


def test_where_no_turn_has_an_answer_the_exit_status_says_so(onrecord, shipped_index, typed):
    typed('{"turns": [{"question": "thanks!"}]}')
    assert onrecord("chat", "--file", "-", "--json", "--index", shipped_index).status == 1


WANTED = 'wanted a JSON object with "turns": [{"question": ...}, ...]'
BAD = {
    "hello": f"found no JSON; {WANTED}",
    "[" * 100_000: f"found no JSON; {WANTED}",
    "[1]": f"found list; {WANTED}",
    "{}": f"found no turns; {WANTED}",
    '{"turns": []}': f"found no turns; {WANTED}",
    '{"turns": "x"}': f'found "turns": str; {WANTED}',
    '{"turns": ["x"]}': f"turn 1: found str; {WANTED}",
    '{"turns": [{"question": "x"}, {}]}': f"turn 2: found NoneType; {WANTED}",
    '{"turns": [{"question": 3}]}': f"turn 1: found int; {WANTED}",
}


@pytest.mark.parametrize("line", BAD, ids=lambda line: line[:30])
def test_a_bad_line_is_named_by_file_and_line_with_what_was_found_and_wanted(onrecord, elsewhere, line):
    (elsewhere / "d.jsonl").write_text(f"{json.dumps(DIALOGUES[0])}\n{line}\n", encoding="utf-8")
    assert onrecord("chat", "--file", "d.jsonl").error == f"d.jsonl:2: {BAD[line]}"
    assert [path.name for path in elsewhere.iterdir()] == ["d.jsonl"]


def test_a_file_without_dialogues_or_that_cannot_be_read_is_an_error(onrecord, elsewhere):
    (elsewhere / "empty").write_text("\n")
    (elsewhere / "latin").write_bytes(b"caf\xe9")
    assert onrecord("chat", "--file", "empty").error == 'empty: no dialogues; wanted JSON Lines with "turns"'
    assert onrecord("chat", "--file", "latin").error == "latin: not UTF-8 at byte 3; save the file as UTF-8"
    assert onrecord("chat", "--file", "gone").error == "gone: No such file or directory"
    assert onrecord("chat", "-k", "0").error.endswith("(see: onrecord chat --help)")
