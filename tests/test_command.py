"""The ``onrecord`` command: its contract, run as a person, a script and a shell run it."""

from __future__ import annotations

import importlib.metadata
import io
import json
import os
import signal
import sys
from pathlib import Path

import pytest
from onrecord.corpus import shipped_articles
from onrecord.index.generation import generation_ids

KURDS = "What did Peskov say about the Kurds?"
GREENLAND = "What did Peskov say about Greenland?"
ARTICLES = shipped_articles()
TASS = ARTICLES / "tass-2015-11-28-syria.md"

# The form of an answer, key by key and in order; a list holds the form of each of its items.
SPAN = ["text", "start", "end"]
QUOTE = {
    **dict.fromkeys(SPAN),
    "pieces": [dict.fromkeys(SPAN)],
    **dict.fromkeys(["kind", "speaker", "description", "attribution", "confidence"]),
    "mention": dict.fromkeys(SPAN),
    "cue": dict.fromkeys(SPAN),
}
HIT = {
    **dict.fromkeys(["rank", "score", "strength", *SPAN, "speaker"]),
    "quotes": [QUOTE],
    "article": dict.fromkeys(["id", "title", "source", "author", "published", "url"]),
    "also_in": [dict.fromkeys(["id", "title", "source", "author", "published", "url"])],
    "passage_id": None,
    "why": {
        "words": [None],
        **dict.fromkeys(["lexical", "meaning", "meaning_rank", "article", "verbatim", "speaker"]),
        "filters": [],
        **dict.fromkeys(["evidence", "needed"]),
    },
}
ANSWER = {
    **dict.fromkeys(["question", "answered", "reason"]),
    "interpretation": dict.fromkeys(["speaker", "topic", "source", "since", "until"]),
    "hits": [HIT],
    "nearest": [HIT],
    "suggestions": [],
    "index": dict.fromkeys(["generation", "encoder"]),
    "took_ms": None,
}

BUILT = """
generation articles passages quotes speakers skipped repeated added updated removed unchanged rejected embedded notices
promoted seconds
""".split()


def assert_has_form(value, form):
    """Whether JSON has exactly these keys, in this order; ``null`` stands for a missing object."""
    if isinstance(form, dict) and value is not None:
        assert list(value) == list(form)
        for key, inner in form.items():
            assert_has_form(value[key], inner)
    elif isinstance(form, list):
        assert isinstance(value, list)
        for item in value:
            assert_has_form(item, form[0] if form else None)


def answers(ran):
    return [json.loads(line) for line in ran.out.splitlines()]


# --- ask ------------------------------------------------------------------------------------------


def test_how_a_passage_was_found_is_told_where_it_is_asked(onrecord, shipped_index):
    asked = ("ask", KURDS, "--index", shipped_index, "-k", "1")
    plain, told = onrecord(*asked), onrecord(*asked, "--source", "TASS", "--why")
    assert told.out.startswith(plain.out)
    assert [line.split()[0] for line in told.out.removeprefix(plain.out).splitlines()] == [
        *("words", "meaning", "speaker", "filters", "evidence")
    ]
    assert "words      Kurds (" in told.out
    assert "filters    source TASS" in told.out
    assert "that an answer needs here" in told.out


def test_an_answer_shows_the_words_and_then_who_where_and_when(onrecord, shipped_index):
    ran = onrecord("ask", KURDS, "--index", shipped_index)
    assert (ran.status, ran.err) == (0, "")
    words, _, rest = ran.out.partition("   — Dmitry Peskov, Russia’s presidential press secretary")
    assert " ".join(words.split()) in " ".join(TASS.read_text(encoding="utf-8").split())
    assert "They are a more realistic force in fighting IS" in words
    assert "TASS" in rest.split("\n\n")[0]
    assert [line for line in ran.out.splitlines() if line != line.rstrip() or len(line) > 100] == []


def test_no_answer_says_why_shows_what_comes_nearest_and_exits_with_1(onrecord, shipped_index):
    ran = onrecord("ask", GREENLAND, "--index", shipped_index)
    assert (ran.status, ran.err) == (1, "")
    why, instead, empty, nearest, *_ = ran.out.splitlines()
    assert why == "Nothing by Dmitry Peskov on “Greenland” in these articles."
    assert instead.startswith("Dmitry Peskov spoke of: Free Syrian Army, ")
    assert (empty, nearest) == ("", "What comes nearest:")


def test_json_has_the_keys_of_the_contract_in_their_order(onrecord, shipped_index, elsewhere):
    (elsewhere / "questions").write_text(f"{KURDS}\n{GREENLAND}\nWho spoke about rebels?\n", encoding="utf-8")
    ran = onrecord("ask", "--file", "questions", "--json", "--index", shipped_index)
    assert (ran.status, ran.err) == (0, "")
    kurds, greenland, _ = printed = answers(ran)
    for answer in printed:
        assert_has_form(answer, ANSWER)
    assert [answer["question"] for answer in printed[:2]] == [KURDS, GREENLAND]
    assert (kurds["answered"], kurds["reason"], kurds["nearest"]) == (True, None, [])
    assert [hit["rank"] for hit in kurds["hits"]] == list(range(1, len(kurds["hits"]) + 1))
    assert (greenland["answered"], greenland["reason"], greenland["hits"]) == (False, "no-match", [])
    assert greenland["nearest"]
    assert kurds["interpretation"]["speaker"] == "Dmitry Peskov"
    assert kurds["hits"][0]["article"]["published"] == "2015-11-28"


@pytest.mark.parametrize(("since", "reason"), [("2015-11-28", None), ("2015-11-29", "outside-dates")])
def test_every_filter_reaches_the_articles(onrecord, shipped_index, since, reason):
    filters = {"speaker": "press secretary", "source": "tass", "since": since, "until": "2015-12-31"}
    options = [word for name, value in filters.items() for word in (f"--{name}", value)]
    ran = onrecord("ask", "the Kurds", *options, "--json", "--index", shipped_index)
    (answer,) = answers(ran)
    assert (ran.status, answer["reason"]) == (1 if reason else 0, reason)
    understood = {"topic": "the Kurds", **filters, "speaker": "Dmitry Peskov"}
    assert {name: answer["interpretation"][name] for name in understood} == understood


def test_after_two_dashes_a_question_may_begin_with_one_and_no_more_is_shown_than_asked_for(onrecord, shipped_index):
    ran = onrecord("ask", "--json", "-k", "1", "--index", shipped_index, "--", f"-- {KURDS}")
    (answer,) = answers(ran)
    assert (answer["question"], len(answer["hits"])) == (f"-- {KURDS}", 1)


QUESTION_FILES = {
    "plain": (f"{KURDS}\n\n  {GREENLAND}  \r\n", [KURDS, GREENLAND]),
    "JSON Lines": (
        json.dumps({"question": KURDS, "id": 7}) + "\n" + json.dumps({"question": " -k «Курды»?"}),
        [KURDS, " -k «Курды»?"],
    ),
    "both, after a byte order mark": ('\ufeff{"question": "Kurds?"}\nSyria?', ["Kurds?", "Syria?"]),
}


@pytest.mark.parametrize("form", QUESTION_FILES)
def test_a_file_of_questions_gets_one_answer_a_line_in_order(onrecord, shipped_index, elsewhere, form):
    text, questions = QUESTION_FILES[form]
    (elsewhere / "questions").write_bytes(text.encode())
    ran = onrecord("ask", "--file", "questions", "--json", "--index", shipped_index)
    assert [answer["question"] for answer in answers(ran)] == questions


def test_questions_may_come_through_a_pipe(onrecord, shipped_index, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("«Курды»?\n".encode())))
    ran = onrecord("ask", "--file", "-", "--json", "--index", shipped_index)
    assert [answer["question"] for answer in answers(ran)] == ["«Курды»?"]


def test_a_file_of_questions_read_by_a_person_has_each_above_its_answer(onrecord, shipped_index, elsewhere):
    (elsewhere / "questions").write_text(f"{GREENLAND}\n{KURDS}\n", encoding="utf-8")
    ran = onrecord("ask", "--file", "questions", "--index", shipped_index)
    assert ran.status == 0
    assert ran.out.startswith(f"{GREENLAND}\nNothing by Dmitry Peskov")
    assert f"\n\n{KURDS}\n   “The Kurdish militia" in ran.out


# --- the first question, and the index that it builds ---------------------------------------------


def test_the_first_question_builds_the_index_and_says_so_on_standard_error(onrecord_process, elsewhere):
    out, err = (process := onrecord_process("ask", "--json", "--", KURDS)).communicate()
    assert process.returncode == 0
    assert json.loads(out)["answered"]
    assert err.decode().splitlines() == ["onrecord: no index in .onrecord yet: building one from the shipped articles"]
    assert len(generation_ids(elsewhere / ".onrecord")) == 1


def test_what_an_interrupted_first_build_left_is_no_obstacle(onrecord, elsewhere):
    (elsewhere / ".onrecord" / "generations" / ".building-0123").mkdir(parents=True)
    assert onrecord("ask", KURDS).status == 0


@pytest.mark.parametrize(
    ("there", "said"),
    [
        ("notes.txt", "there is no index in folder; build one: onrecord build --index folder"),
        (
            "generations/20151128T101530000000Z-5b86072a720afab0/manifest.json",
            "no generation of the index in folder is current: CURRENT is missing; make the newest so:"
            " onrecord promote --index folder",
        ),
    ],
)
def test_a_folder_that_holds_something_else_is_left_alone(onrecord, elsewhere, there, said):
    file = elsewhere / "folder" / there
    file.parent.mkdir(parents=True)
    file.write_text("mine")
    assert onrecord("ask", KURDS, "--index", "folder").error == said
    assert [path for path in (elsewhere / "folder").rglob("*") if path.is_file()] == [file]


# --- build, status, quotes ------------------------------------------------------------------------


def test_build_makes_the_index_hold_exactly_its_sources_and_status_says_what_it_holds(onrecord, elsewhere):
    assert onrecord("build", ARTICLES, "--index", "i").status == 0
    ran = onrecord("build", TASS, TASS, "--index", "i", "--json")
    assert (ran.status, ran.err) == (0, "")
    built = json.loads(ran.out)
    assert list(built) == BUILT
    assert (built["articles"], built["skipped"], built["repeated"]) == (1, [], 1)

    status = json.loads(onrecord("status", "--index", "i", "--json").out)
    assert (status["index"], status["generation"], status["sources"]) == ("i", built["generation"], [str(TASS)] * 2)
    assert status["counts"] == {key: built[key] for key in ("articles", "passages", "quotes", "speakers")}
    assert "probe" not in status["encoder"]
    shown = onrecord("status", "--index", "i").out
    assert f"generation  {built['generation']}\n" in shown
    assert "articles    1\n" in shown


def test_build_names_what_it_skips_by_file_line_and_reason_and_builds_the_rest(onrecord, elsewhere):
    lines = ['{"text": "It rains.", "date": "yesterday"}', '{"text": "“It rains,” said Ann Lee."}', '{"title": "x"}']
    (elsewhere / "new.jsonl").write_text("\n".join(lines), encoding="utf-8")
    ran = onrecord("build", "new.jsonl", "gone.txt", "--index", "i")
    assert ran.status == 0
    assert ran.err.splitlines() == [
        "onrecord: skipped new.jsonl:1: date: found 'yesterday'; wanted ISO 8601, such as 2015-11-28",
        'onrecord: skipped new.jsonl:3: no "text"; every article needs one',
        "onrecord: skipped gone.txt: no such file or folder",
    ]
    assert ran.out.splitlines()[0].endswith(": 1 article, 1 passage, 1 quote by 1 speaker")
    assert ran.out.splitlines()[1:] == ["1 added, 0 updated, 0 removed, 0 unchanged, 0 repeated, 3 rejected"]


def test_where_nothing_can_be_read_the_former_generation_is_served_on(onrecord, elsewhere):
    onrecord("build", "--index", "i")
    served = onrecord("status", "--index", "i", "--json").out
    (elsewhere / "bad.txt").write_bytes(b"\xff")
    error = onrecord("build", "bad.txt", "gone.txt", "--index", "i").error
    assert error.startswith("no article could be read: bad.txt:1: not UTF-8: byte 0xff")
    assert error.endswith("(and 1 more); the index stays as it was")
    assert onrecord("status", "--index", "i", "--json").out == served


def test_an_empty_folder_makes_an_empty_index_which_says_that_it_is_empty(onrecord, elsewhere):
    (elsewhere / "none").mkdir()
    assert " 0 articles, 0 passages, 0 quotes by 0 speakers\n" in onrecord("build", "none", "--index", "i").out
    ran = onrecord("ask", KURDS, "--index", "i", "--json")
    assert (ran.status, answers(ran)[0]["reason"]) == (1, "empty-index")
    assert onrecord("ask", KURDS, "--index", "i").out.startswith("The index is empty; add articles: onrecord build")


def test_quotes_prints_one_object_an_article_in_the_form_of_an_answer(onrecord, elsewhere):
    ran = onrecord("quotes", ARTICLES, "--json")
    assert (ran.status, ran.err) == (0, "")
    printed = answers(ran)
    for article in printed:
        assert_has_form(article, {"article_id": None, "quotes": [QUOTE]})
        assert article["quotes"]
    assert [article["article_id"] for article in printed] == ["kremlin-denies-cluster-bombs", TASS.stem]
    shown = onrecord("quotes", TASS).out
    assert "   — Dmitry Peskov  (direct; named, high confidence; Peskov replied)\n" in shown
    assert [line for line in shown.splitlines() if line != line.rstrip()] == []


def test_quotes_names_what_it_cannot_read_and_fails_only_where_that_is_everything(onrecord, elsewhere):
    ran = onrecord("quotes", "gone.txt", TASS, "--json")
    assert (ran.status, ran.err) == (0, "onrecord: skipped gone.txt: no such file or folder\n")
    assert len(answers(ran)) == 1
    ran = onrecord("quotes", "gone.txt")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == "onrecord: no article could be read: gone.txt: no such file or folder\n"


# --- help, and what is typed wrongly --------------------------------------------------------------


COMMANDS = """
ask chat build add remove status history diff promote rollback verify prune export speakers quotes serve
""".split()


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_every_command_has_help_with_an_example(onrecord, command, option):
    ran = onrecord(command, option)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith(f"Usage: onrecord {command} ")
    assert f"onrecord {command}" in ran.out.partition("\n  Example: ")[2]


def test_the_bare_command_shows_its_help_with_every_command(onrecord):
    ran = onrecord()
    assert ran == onrecord("--help")
    assert ran.status == 0
    assert "..." not in ran.out.partition("\nCommands:\n")[2]  # nothing is too long for its line


def test_the_version_is_the_one_that_is_installed(onrecord):
    assert onrecord("--version") == (0, f"onrecord {importlib.metadata.version('onrecord')}\n", "")


MISTYPED = {
    ("frobnicate",): "No such command 'frobnicate' (see: onrecord --help)",
    ("ask", "--frob", "x"): "No such option: --frob (see: onrecord ask --help)",
    ("ask", "two", "words"): "(words) (see: onrecord ask --help)",
    ("ask",): 'no question; ask one in quotation marks: onrecord ask "What did Peskov say about the Kurds?"',
    ("ask", "x", "--file", "y"): "both a question and --file were given; give one of them",
    ("ask", "--file", "gone"): "gone: No such file or directory",
    ("ask", "--file", "."): ".: Is a directory",
    ("ask", "--file", os.devnull): f"{os.devnull}: no questions; wanted one a line",
    ("ask", "x", "-k", "0"): "(see: onrecord ask --help)",
    ("ask", "x", "-k", "101"): "(see: onrecord ask --help)",
    ("ask", "x", "-k", "many"): "(see: onrecord ask --help)",
    ("ask", "x", "--since", "28.11.2015"): "--since: found '28.11.2015'; wanted a date such as 2015-11-28",
    ("ask", "x", "--until", ""): "--until: found ''; wanted a date such as 2015-11-28",
    ("quotes", ""): "a SOURCE is empty; give a file or a folder, the current one as .",
    ("quotes", "gone", " "): "a SOURCE is empty; give a file or a folder, the current one as .",
    ("build", ""): "a SOURCE is empty; give a file or a folder, the current one as .",
    ("quotes",): "(see: onrecord quotes --help)",
    ("speakers", "--index", "nowhere"): "there is no index in nowhere; build one: onrecord build --index nowhere",
    ("speakers", " "): "the name is empty; give one, or leave it out to list everybody",
    ("speakers", "-n", "0"): "(see: onrecord speakers --help)",
    ("add", ""): "a SOURCE is empty; give a file or a folder, the current one as .",
    ("add",): "(see: onrecord add --help)",
    ("remove",): "(see: onrecord remove --help)",
    **{
        (
            command,
            *words,
            "--index",
            "nowhere",
        ): "there is no index in nowhere; build one: onrecord build --index nowhere"
        for command, *words in (
            *(("remove", "x"), ("history",), ("diff",), ("promote",), ("promote", "2"), ("rollback",), ("verify",)),
            *(("verify", "--all"), ("prune",), ("export",)),
        )
    },
    ("status", "--index", "nowhere"): "there is no index in nowhere; build one: onrecord build --index nowhere",
    ("build", "--encoder", "./nowhere"): "the encoder './nowhere' cannot be used: there is no such folder",
}


@pytest.mark.parametrize("arguments", MISTYPED, ids=" ".join)
def test_what_is_typed_wrongly_is_one_line_that_says_what_to_do(onrecord, elsewhere, arguments):
    assert onrecord(*arguments).error.endswith(MISTYPED[arguments])
    assert list(elsewhere.iterdir()) == []


def test_a_period_that_ends_before_it_begins_is_an_error(onrecord, shipped_index):
    error = onrecord("ask", KURDS, "--since", "2016-01-01", "--until", "2015-01-01", "--index", shipped_index).error
    assert error == "the period from 2016-01-01 to 2015-01-01 is empty; the first day comes first"


# --- pipes, signals, full disks -------------------------------------------------------------------


@pytest.mark.parametrize("options", [(), ("--json",)], ids=["plain", "json"])
def test_a_reader_who_has_seen_enough_is_no_error(onrecord_process, elsewhere, options):
    many = "\n".join(json.dumps({"text": f"“It rains on day {day},” said Ann Lee."}) for day in range(500))
    (elsewhere / "many.jsonl").write_text(many, encoding="utf-8")
    process = onrecord_process("quotes", "many.jsonl", *options)
    process.stdout.read(1)
    process.stdout.close()
    assert (process.stderr.read(), process.wait()) == (b"", 0)
    process.stderr.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_under_the_output_is_one_line(onrecord_process):
    with open("/dev/full", "wb") as full:
        process = onrecord_process("quotes", ARTICLES, stdout=full.fileno())
        _, err = process.communicate()
    assert (process.returncode, err) == (2, b"onrecord: the system refuses: No space left on device\n")


def test_ctrl_c_during_a_build_leaves_what_was_there(onrecord, onrecord_process, elsewhere):
    onrecord("build", "--index", "i")
    served = onrecord("status", "--index", "i", "--json").out
    process = onrecord_process("build", TASS, "--index", "i")
    while not any(elsewhere.glob("i/generations/.building-*")):
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert (process.returncode, out, err.strip()) == (130, b"", b"")
    assert onrecord("status", "--index", "i", "--json").out == served
    assert len(list((elsewhere / "i" / "generations").iterdir())) == 1
