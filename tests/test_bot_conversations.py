"""What is remembered of readers: bounded, expiring, kept over a restart, and nobody's name in it."""

from __future__ import annotations

import sqlite3
import threading

import pytest
from onrecord.bot import conversations as module
from onrecord.bot.conversations import KEPT, MAX_BYTES, Conversations, LastAnswer, Place
from onrecord.bot.errors import BotError
from onrecord.bot.readers import ReaderFile
from onrecord.index import Context

ANN, BOB = Place(-5001, 77_000_001), Place(-5001, 77_000_002)
KURDS = Context(asked="What did Peskov say about the Kurds?", speaker="Peskov", topic="the Kurds", shown=("a" * 16,))
ANSWER = LastAnswer(question=KURDS.asked, answered=True, hits=("a" * 16,), generation="g1")


class Clock:
    def __init__(self):
        self.time = 1_000_000.0

    def __call__(self):
        return self.time


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def file(tmp_path):
    file = ReaderFile(tmp_path / "state" / "readers.sqlite")
    yield file
    file.close()


@pytest.fixture
def kept(file, clock):
    return Conversations(file, clock)


def test_a_conversation_belongs_to_a_person_in_a_chat(kept):
    kept.keep(ANN, KURDS, ANSWER)
    assert kept.context(ANN) == KURDS
    assert kept.last_answer(ANN) == ANSWER
    for other in (BOB, Place(ANN.person, ANN.person)):
        assert kept.context(other).is_empty
        assert kept.last_answer(other) is None


def test_what_is_forgotten_is_gone(kept):
    kept.keep(ANN, KURDS, ANSWER)
    kept.keep(BOB, KURDS, None)
    kept.answered(ANN, 5, Context(), KURDS)
    kept.answered(BOB, 6, Context(), KURDS)
    kept.forget(ANN)
    assert kept.answer_to(ANN.chat, 5) is None
    assert kept.answer_to(BOB.chat, 6) == (Context(), KURDS)
    assert kept.context(ANN).is_empty
    assert kept.last_answer(ANN) is None
    assert kept.context(BOB) == KURDS


def test_a_conversation_and_an_answer_expire(kept, clock):
    kept.keep(ANN, KURDS, ANSWER)
    kept.answered(ANN, 5, Context(), KURDS)
    clock.time += KEPT - 1
    assert kept.context(ANN) == KURDS
    assert kept.answer_to(ANN.chat, 5) == (Context(), KURDS)
    clock.time += 1
    assert kept.context(ANN).is_empty
    assert kept.answer_to(ANN.chat, 5) is None


def test_only_the_latest_are_kept(kept, clock, monkeypatch):
    monkeypatch.setattr(module, "MOST", 3)
    for person in range(5):
        clock.time += 1
        kept.keep(Place(1, person), KURDS, None)
        kept.answered(Place(1, person), 10 * person, Context(), KURDS)
    assert [kept.context(Place(1, person)).is_empty for person in range(5)] == [True, True, False, False, False]
    assert [kept.answer_to(1, 10 * person) is None for person in range(5)] == [True, True, False, False, False]


def test_a_context_is_kept_in_so_many_bytes(kept):
    heard = tuple(f"{number} {'Ж' * 300}" for number in range(100))
    large = KURDS.model_copy(update={"heard": heard, "last": ("b" * 16,)})
    kept.keep(ANN, large, None)
    assert kept.context(ANN) == large.model_copy(update={"heard": (), "shown": ("b" * 16,)})
    kept.keep(ANN, large.model_copy(update={"topic": "Ж" * MAX_BYTES}), None)
    assert kept.context(ANN).is_empty


def test_what_was_known_is_found_by_the_question(kept):
    kept.answered(Place(1, 1), 5, Context(), KURDS)
    assert kept.answer_to(1, 5) == (Context(), KURDS)
    assert kept.answer_to(2, 5) is kept.answer_to(1, 6) is None
    kept.answered(Place(1, 1), 5, KURDS, Context())
    assert kept.answer_to(1, 5) == (KURDS, Context())


def test_everything_survives_a_restart_and_the_salt_stays_the_same(tmp_path, clock):
    path = tmp_path / "readers.sqlite"
    first = ReaderFile(path)
    Conversations(first, clock).keep(ANN, KURDS, ANSWER)
    hashed = first.hashed(*ANN)
    first.close()
    again = ReaderFile(path)
    assert again.hashed(*ANN) == hashed
    assert Conversations(again, clock).context(ANN) == KURDS
    again.close()
    other = ReaderFile(tmp_path / "other.sqlite")
    assert other.hashed(*ANN) != hashed
    other.close()


def test_the_file_is_closed_once_whoever_works_with_it_is_through(tmp_path):
    file = ReaderFile(tmp_path / "readers.sqlite")
    with file.transaction() as connection:
        closing = threading.Thread(target=file.close)
        closing.start()
        assert connection.execute("SELECT count(*) FROM salt").fetchone() == (1,)
    closing.join()
    with pytest.raises(sqlite3.ProgrammingError), file.transaction():
        pass


def test_no_number_of_a_person_or_a_chat_stands_in_the_file(tmp_path, kept, file):
    kept.keep(ANN, KURDS, ANSWER)
    kept.answered(ANN, 5, Context(), KURDS)
    file.close()
    content = b"".join(path.read_bytes() for path in (tmp_path / "state").iterdir())
    assert str(ANN.person).encode() not in content
    assert ANN.person.to_bytes(4, "big") not in content


def test_a_context_of_another_version_is_an_empty_one(kept, file):
    kept.keep(ANN, KURDS, None)
    with file.transaction() as connection:
        connection.execute("""UPDATE conversations SET context = '{"unheard of": 1}'""")
    assert kept.context(ANN).is_empty


def test_a_file_that_is_none_is_one_line_that_says_what_mends_it(tmp_path):
    (tmp_path / "readers.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(BotError, match="move the file away") as caught:
        ReaderFile(tmp_path / "readers.sqlite")
    assert "\n" not in str(caught.value)
    (tmp_path / "taken").write_text("")
    with pytest.raises(BotError, match="ONRECORD_BOT_STATE"):
        ReaderFile(tmp_path / "taken" / "readers.sqlite")
