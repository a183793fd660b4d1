"""Bad input: each gives one clear line or an abstention, the exit status of the contract, and loses nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from onrecord.index import Retriever

KURDS = "What did Peskov say about the Kurds?"
UNPRIVILEGED = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@pytest.fixture
def index(shipped_index, elsewhere):
    """A copy of the index of the shipped articles, to do harm to."""
    shutil.copytree(shipped_index, elsewhere / "index")
    return Path("index")


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def files_of(index):
    return sorted(path for path in index.rglob("*") if path.is_file() and path.name != ".lock")


# --- questions ------------------------------------------------------------------------------------

NO_QUESTIONS = {
    "": "the question has no words",
    " \n\t\u00a0": "the question has no words",
    "?!…": "the question has no words",
    "🦊🦊": "the question has no words",
    "\ud800": "the question has no words",
    "x" * 100_000: "the question has 100000 characters; at most 4096 are answered",
    "what " * 20_000: "the question has 100000 characters; at most 4096 are answered",
}


@pytest.mark.parametrize("question", NO_QUESTIONS, ids=lambda question: ascii(question[:10]))
def test_what_is_no_question_is_one_line_before_any_index_is_built(onrecord, elsewhere, question):
    assert onrecord("ask", "--", question).error.startswith(NO_QUESTIONS[question])
    assert not (elsewhere / ".onrecord").exists()


ODD_QUESTIONS = [
    "What did 🦊 say about 🇸🇾?",
    "ماذا قال بيسكوف عن الأكراد؟",
    "\u202eWhat did Peskov say\u202c about the Kurds?",
    "What did Peskov say about \ud83d\udc00?",
    "' OR 1=1; DROP TABLE articles; --",
    'Peskov" OR * NEAR(',
    "text:Kurds AND (speakers:[* TO *] -Syria)^2 ~",
    "{" * 200 + "a" + "}" * 200,
    "Что сказал Песков о курдах?",
    "Was sagte Peskow über die Kurden?",
    "佩斯科夫对库尔德人说了什么？",
    "\x1b[31mWhat did \x07\x9b31m Peskov say about\x00 the Kurds?",
    "What did \x1b]0;title\x07 say about the Kurds?",
    "Kurds " * 682,
    "%s %n {0} $(touch ran) `touch ran`",
]


def test_odd_questions_are_answered_or_declined_one_by_one(onrecord, shipped_index, elsewhere):
    lines = "\n".join(json.dumps({"question": question}) for question in ODD_QUESTIONS)
    (elsewhere / "odd.jsonl").write_text(lines, encoding="utf-8")
    ran = onrecord("ask", "--file", "odd.jsonl", "--json", "--index", shipped_index)
    assert (ran.status, ran.err) == (0, "")
    answers = [json.loads(line) for line in ran.out.splitlines()]
    assert [answer["question"] for answer in answers] == [
        re.sub("[\ud800-\udfff]", "\ufffd", json.loads(json.dumps(question))) for question in ODD_QUESTIONS
    ]
    assert CONTROLS.findall(ran.out) == []
    assert CONTROLS.findall(onrecord("ask", "--file", "odd.jsonl", "--index", shipped_index).out) == []
    assert not (elsewhere / "ran").exists()


BAD_QUESTION_FILES = {
    b"Kurds?\n\xff\xfe\n": "questions: not UTF-8 at byte 7; save the file as UTF-8",
    b'Kurds?\n{"question": ': 'questions:2: wanted a JSON object with a "question"',
    b'{"ask": "Kurds?"}': 'questions:1: wanted a JSON object with a "question"',
    b'{"question": 7}': 'questions:1: "question": found int; wanted text',
    b'{"question": ' + b"[" * 100_000: 'questions:1: wanted a JSON object with a "question"',
    b"\n \n": "questions: no questions; wanted one a line",
}


@pytest.mark.parametrize("data", BAD_QUESTION_FILES, ids=lambda data: ascii(data[:20]))
def test_a_bad_line_among_questions_is_named_before_any_is_answered(onrecord, shipped_index, elsewhere, data):
    (elsewhere / "questions").write_bytes(data)
    error = onrecord("ask", "--file", "questions", "--index", shipped_index).error
    assert error.startswith(BAD_QUESTION_FILES[data])


def test_a_question_that_cannot_be_asked_holds_up_no_other_and_keeps_its_place(onrecord, shipped_index, elsewhere):
    (elsewhere / "questions").write_text(f"Kurds?\n?\n{'x' * 5_000}\nWhat did Peskov say about elections?\n")
    ran = onrecord("ask", "--file", "questions", "--json", "--index", shipped_index)
    answers = [json.loads(line) for line in ran.out.splitlines()]
    assert [answer["answered"] for answer in answers] == [True, False, False, True]
    assert [answer["question"][:9] for answer in answers] == ["Kurds?", "?", "xxxxxxxxx", "What did "]
    assert "questions:2: the question has no words" in ran.err
    assert "questions:3: the question has 5000 characters" in ran.err


@pytest.mark.parametrize("arguments", [("\x1b[31m\x07\x9b",), ("ask", "x", "--file", "a\x1b]0;b\nc")])
def test_no_error_hands_the_terminal_what_it_would_obey(onrecord, arguments):
    assert CONTROLS.findall(onrecord(*arguments).error) == []


# --- an index that is not what was built ----------------------------------------------------------


def flip(position):
    def harm(data):
        flipped = bytearray(data)
        flipped[int(position * (len(data) - 1))] ^= 0x10
        return bytes(flipped)

    return harm


HARM = {
    "one bit flipped at the start": flip(0),
    "one bit flipped in the middle": flip(0.5),
    "one bit flipped at the end": flip(1),
    "cut in half": lambda data: data[: len(data) // 2],
    "emptied": lambda _: b"",
    "one byte longer": lambda data: data + b"\0",
    "removed": lambda _: None,
}


@pytest.mark.parametrize("harm", HARM)
def test_harm_to_any_file_is_refused_with_the_command_that_mends_it(onrecord, index, harm):
    for file in files_of(index):
        sound = file.read_bytes()
        harmed = HARM[harm](sound)
        file.unlink()
        if harmed is not None:
            file.write_bytes(harmed)
        for command in (("ask", KURDS), ("status",)):
            error = onrecord(*command, "--index", index).error
            pointer = file.name == "CURRENT"
            assert error.startswith("no generation of the index in index" if pointer else "the index in index "), file
            mends = "promote" if pointer else "build SOURCE ..."
            assert error.endswith(f"onrecord {mends} --index index"), file
        file.write_bytes(sound)
    assert onrecord("status", "--index", index).status == 0


def test_a_build_mends_a_damaged_index(onrecord, index):
    store = next(index.rglob("articles.sqlite"))
    store.write_bytes(b"")
    assert onrecord("build", "--index", index).status == 0
    assert onrecord("ask", KURDS, "--index", index).status == 0


def test_an_index_of_another_format_is_named_as_one_and_left_as_it_is(onrecord, index):
    manifest = next(index.rglob("manifest.json"))
    manifest.write_bytes(manifest.read_bytes().replace(b'"format_version": 5', b'"format_version": 99'))
    before = contents(index)
    assert onrecord("ask", KURDS, "--index", index).error == (
        "the index in index has format 99, and this version reads format 5;"
        " rebuild it: onrecord build SOURCE ... --index index"
    )
    assert contents(index) == before


def test_a_file_where_the_folder_of_the_index_should_be_is_one_line_and_stays(onrecord, elsewhere):
    (elsewhere / "index").write_text("mine")
    for command in (("ask", KURDS), ("build",), ("status",)):
        assert onrecord(*command, "--index", "index").error.startswith("the index in index cannot be ")
    assert (elsewhere / "index").read_text() == "mine"


def test_an_index_answers_only_with_the_encoder_that_it_was_built_with(onrecord, index, tiny_encoder, monkeypatch):
    before = contents(index)
    with monkeypatch.context() as settings:
        settings.setenv("ONRECORD_ENCODER", str(tiny_encoder))
        error = onrecord("ask", KURDS, "--index", index).error
    assert error.startswith(f"the index in index was built with the encoder 'all-MiniLM-L6-v2', and '{tiny_encoder}'")
    assert error.endswith(f"rebuild it: onrecord build SOURCE ... --index index --encoder {tiny_encoder}")
    assert contents(index) == before

    assert onrecord("build", "--index", index, "--encoder", tiny_encoder).status == 0
    error = onrecord("ask", KURDS, "--index", index).error
    assert error.startswith(f"the index in index was built with the encoder '{tiny_encoder}', and 'all-MiniLM-L6-v2'")
    monkeypatch.setenv("ONRECORD_ENCODER", str(tiny_encoder))
    assert onrecord("ask", KURDS, "--index", index, "--json").status in {0, 1}


@pytest.fixture
def read_only(shipped_index):
    """A read-only copy of an index, where anybody may read it, and how to run a command without privileges."""
    under = UNPRIVILEGED if os.geteuid() == 0 else ()
    if under and shutil.which(under[0]) is None:
        pytest.skip("run as root, which may write anywhere, without setpriv to become somebody else")
    if subprocess.run([*under, sys.executable, "-c", "import onrecord.bot.cli"], capture_output=True).returncode:
        pytest.skip("run as root, and nobody else may read this virtual environment")
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        shutil.copytree(shipped_index, index)
        for path in (index.parent, index, *index.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        yield index, under
        for path in (index.parent, index, *index.rglob("*")):
            path.chmod(0o755)


def test_a_read_only_index_answers_and_is_not_built_over(onrecord_process, read_only, monkeypatch):
    index, under = read_only
    monkeypatch.chdir(index)
    before = contents(index)
    build = onrecord_process("build", "--index", index, under=under)
    out, err = build.communicate()
    assert (build.returncode, out) == (2, b"")
    assert re.fullmatch(rf"onrecord: the index in {index} cannot be written: Permission denied .*\n", err.decode())
    ask = onrecord_process("ask", KURDS, "--json", "--index", index, under=under)
    out, err = ask.communicate()
    assert (ask.returncode, err) == (0, b"")
    assert json.loads(out)["answered"]
    assert contents(index) == before


# --- articles -------------------------------------------------------------------------------------

BAD_ARTICLES = {
    "bytes.txt": (b"It rains.\nIt \xff pours.", "bytes.txt:2: not UTF-8: byte 0xff; save the file as UTF-8"),
    "utf-16.txt": ("It rains.".encode("utf-16-le"), "utf-16.txt:1: no text: control characters"),
    "empty.txt": (b"", "empty.txt: no text"),
    "blank.md": (b"---\ntitle: Rain\n---\n \n\n", "blank.md: no text"),
    "date.md": (b"---\ndate: 31.12.2015\n---\nIt rains.", "date.md: date: found '31.12.2015'; wanted ISO 8601"),
    "day.md": (b"---\ndate: 2015-02-30\n---\nIt rains.", "day.md: date: found '2015-02-30'; wanted ISO 8601"),
    "open.md": (b"---\ntitle: Rain\nIt rains.", "open.md:1: the front matter is never closed"),
    "yaml.md": (b"---\ntitle: 'Rain\n---\nIt rains.", "yaml.md:"),
    "lines.jsonl": (b"\n{'text': 1}", "lines.jsonl:2: not JSON"),
    "list.jsonl": (b'["It rains."]', "list.jsonl:1: a JSON list"),
    "bytes.jsonl": (b'\n{"text": "It \xff rains."}', "bytes.jsonl:2: not UTF-8: byte 0xff"),
    "number.jsonl": (b'{"text": 7}', 'number.jsonl:1: no "text"'),
    "deep.jsonl": (b"[" * 100_000, "deep.jsonl:1: not JSON"),
    "picture.png": (b"\x89PNG", "picture.png: a file of kind '.png'"),
    "missing.md": (None, "missing.md: no such file or folder"),
}


@pytest.mark.parametrize("name", BAD_ARTICLES)
def test_a_bad_article_is_named_and_the_index_stays_as_it_was(onrecord, index, elsewhere, name):
    data, reason = BAD_ARTICLES[name]
    if data is not None:
        (elsewhere / name).write_bytes(data)
    before = contents(index)
    error = onrecord("build", name, "--index", index).error
    assert error.startswith(f"no article could be read: {reason}")
    assert error.endswith("; the index stays as it was")
    assert contents(index) == before


def test_bad_articles_beside_good_ones_cost_only_themselves(onrecord, elsewhere, tiny_encoder):
    folder = elsewhere / "articles"
    folder.mkdir()
    for name, (data, _) in BAD_ARTICLES.items():
        (folder / name).write_bytes(data or b"")
    (folder / "untitled.txt").write_bytes("“It rains,” Ann Lee said.\r\n\0\x1b[31m".encode())
    (folder / "surrogate.jsonl").write_bytes(b'{"text": "It rains \\ud800 again.", "title": "\\udfff"}')
    ran = onrecord("build", "articles", "--index", "index", "--encoder", tiny_encoder, "--json")
    built = json.loads(ran.out)
    assert (ran.status, built["articles"], len(built["skipped"])) == (0, 2, len(BAD_ARTICLES))
    assert len(ran.err.splitlines()) == len(BAD_ARTICLES)
    answer = Retriever.open("index", encoder=str(tiny_encoder)).ask("Ann Lee on rain")
    assert [(hit.text, hit.article.id, hit.article.title) for hit in answer.hits] == [
        ("“It rains,” Ann Lee said.", "untitled", None)
    ]
