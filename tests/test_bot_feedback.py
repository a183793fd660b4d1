"""Thumbs and comments: written down with question, passages and index, counted once, and nobody's name among them."""

from __future__ import annotations

import json

import pytest
from onrecord.bot.conversations import KEPT
from onrecord.bot.feedback import FeedbackBook, unanswered
from onrecord.bot.readers import FILE, ReaderFile
from onrecord.bot.wording import catalogue
from onrecord.index.evaluation import read_expectations

from tests.botapi.reading import KURDS, Reader

ENGLISH = catalogue("en")
GREENLAND = "What did Peskov say about Greenland?"


@pytest.fixture
def book(tmp_path):
    file = ReaderFile(tmp_path / FILE)
    yield FeedbackBook(file, lambda: KEPT)
    file.close()


@pytest.fixture
def ann(bot_api, run_bot, shipped_retriever):
    run_bot(shipped_retriever)
    return Reader(bot_api)


def kept(bot_api):
    file = ReaderFile(bot_api.state / FILE)
    try:
        return FeedbackBook(file).entries()
    finally:
        file.close()


def give(book, **fields):
    known = {"question": KURDS, "answered": True, "hits": ["a" * 16], "generation": "g1"}
    book.add(fields.pop("person", 1), fields.pop("kind", "up"), **{**known, **fields})


def test_a_thumb_counts_once_and_the_last_one_stands(book):
    give(book, message=(5, 6))
    give(book, message=(5, 6), kind="down")
    give(book, message=(5, 7))
    give(book, message=(5, 6), person=2)
    assert [(entry.kind, entry.reader) for entry in book.entries()] == [
        ("down", book.entries()[0].reader),
        ("up", book.entries()[0].reader),
        ("up", book.entries()[2].reader),
    ]
    assert len({entry.reader for entry in book.entries()}) == 2


def test_a_comment_stands_beside_others(book):
    give(book, kind="comment", comment="\ud800 not this")
    give(book, kind="comment", comment="x" * 10_000)
    first, second = book.entries()
    assert first.comment == "\ufffd not this"
    assert len(second.comment) == 4_096
    assert first.hits == ("a" * 16,)


def test_questions_without_an_answer_make_an_evaluation_file(book, tmp_path):
    give(book)
    give(book, question=GREENLAND, answered=False, kind="down")
    give(book, question=GREENLAND, answered=False, kind="comment", comment="he did")
    give(book, question="", answered=False)
    lines = list(unanswered(book.entries()))
    assert lines == [{"question": GREENLAND, "kind": "unanswered", "answerable": False, "comments": ["he did"]}]
    (tmp_path / "questions.jsonl").write_text(json.dumps(lines[0]))
    (expected,) = read_expectations(tmp_path / "questions.jsonl")
    assert (expected.question, expected.answerable) == (GREENLAND, False)


def test_a_thumb_under_an_answer_is_kept_with_question_passages_and_index(ann, shipped_retriever):
    _, thanks = ann.taps(ann.says(KURDS), "👍")
    assert thanks == ENGLISH.say("notices.thanks")
    (entry,) = kept(ann.api)
    answer = shipped_retriever.ask(KURDS, 3)
    assert (entry.kind, entry.question, entry.answered) == ("up", KURDS, True)
    assert entry.hits == tuple(hit.passage_id for hit in answer.hits)
    assert entry.generation == answer.index.generation
    assert str(ann.chat.id) not in entry.reader


def test_a_thumb_down_under_a_refusal_says_that_there_was_no_answer(ann):
    _, thanks = ann.taps(ann.says(GREENLAND), "👎")
    assert thanks == ENGLISH.say("notices.thanks_down")
    (entry,) = kept(ann.api)
    assert (entry.kind, entry.question, entry.answered) == ("down", GREENLAND, False)
    assert len(entry.hits) == 2


def test_a_comment_is_about_the_last_answer_or_the_one_that_it_replies_to(ann):
    first = ann.says(KURDS)
    ann.says("and about Greenland?")
    assert ann.says("/feedback nothing there?")["text"] == ENGLISH.say("feedback.thanks")
    ann.says("/feedback well found", reply_to_message=first)
    last, earlier = kept(ann.api)
    assert (last.question, last.answered, last.comment) == (GREENLAND, False, "nothing there?")
    assert (earlier.question, earlier.answered, earlier.comment) == (KURDS, True, "well found")
    assert last.generation == earlier.generation != ""


def test_a_comment_after_thanks_and_one_on_a_passage_in_its_place_are_about_their_answers(ann):
    first = ann.says(KURDS)
    ann.says("thanks!")
    ann.says("/feedback well found")
    placed, _ = ann.taps(first, "In context 1")
    ann.says(GREENLAND)
    ann.says("/feedback in its place, too", reply_to_message=placed)
    assert [(entry.question, entry.answered) for entry in kept(ann.api)] == [(KURDS, True)] * 2


def test_that_there_is_no_more_of_an_answer_is_no_question_without_one(ann):
    ann.says(KURDS)
    last = ann.says("more")
    assert ENGLISH.say("answer.no_more") in last["text"]
    assert "👍" not in json.dumps(last, ensure_ascii=False)
    ann.says("/feedback well found")
    assert [(entry.question, entry.answered) for entry in kept(ann.api)] == [(KURDS, True)]


def test_somebody_who_changes_his_mind_again_and_again_costs_nobody_his_feedback(book, monkeypatch):
    monkeypatch.setattr("onrecord.bot.feedback.MOST", 3)
    give(book, message=(5, 6), person=1)
    give(book, message=(5, 6), person=2)
    for kind in ["up", "down"] * 5:
        give(book, message=(5, 7), person=3, kind=kind)
    assert len({entry.reader for entry in book.entries()}) == len(book.entries()) == 3


def test_a_damaged_file_is_one_line_that_says_what_to_do(onrecord, elsewhere, monkeypatch):
    monkeypatch.setenv("ONRECORD_BOT_STATE", "state")
    path = elsewhere / "state" / FILE
    file = ReaderFile(path)
    give(FeedbackBook(file))
    file.close()
    data = path.read_bytes()
    path.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))
    error = onrecord("feedback").error
    assert error.startswith(f"what the bot keeps in state/{FILE} cannot be used (")
    assert error.endswith("); move the file away")


def test_a_comment_without_words_gets_a_hint_and_one_without_an_answer_is_kept(ann):
    assert ann.says("/feedback")["text"] == ENGLISH.say("feedback.hint")
    ann.says("/feedback I like it")
    (entry,) = kept(ann.api)
    assert (entry.question, entry.hits, entry.comment) == ("", (), "I like it")


def test_the_command_lists_feedback_and_writes_questions(onrecord, elsewhere, monkeypatch):
    assert "ONRECORD_BOT_STATE" in onrecord("feedback").error
    monkeypatch.setenv("ONRECORD_BOT_STATE", "state")
    file = ReaderFile(elsewhere / "state" / FILE)
    book = FeedbackBook(file)
    assert onrecord("feedback").out == "no feedback yet\n"
    give(book)
    give(book, question=GREENLAND, answered=False, kind="comment", comment="he did \x1b[31m")
    file.close()
    shown = onrecord("feedback")
    assert (shown.status, shown.err) == (0, "")
    assert "👍 1  👎 0  💬 1" in shown.out
    assert GREENLAND in shown.out
    assert "\x1b" not in shown.out
    lines = [json.loads(line) for line in onrecord("feedback", "--json").out.splitlines()]
    assert [line["question"] for line in lines] == [KURDS, GREENLAND]
    assert onrecord("feedback", "--questions", "q.jsonl").err == "1 question without an answer in q.jsonl\n"
    assert [each.question for each in read_expectations(elsewhere / "q.jsonl")] == [GREENLAND]
    assert "cannot be written" in onrecord("feedback", "--questions", "no/such/folder/q.jsonl").error
