"""Understanding a question: who is asked about, what about, and what is no question."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from onrecord.index import QuestionError
from onrecord.index.periods import Period
from onrecord.index.question import MAX_QUESTION_LENGTH, QuestionKind, subject_places, understand

SAID_BY, WHO_SAID = QuestionKind.SAID_BY, QuestionKind.WHO_SAID
FACT, KEYWORDS = QuestionKind.FACT, QuestionKind.KEYWORDS

# Question, kind, words in the speaker's place, topic.
QUESTIONS = [
    ("What did Ann Lee say about the rain?", SAID_BY, "Ann Lee", "the rain"),
    ("what has the mayor of Springfield said on taxes", SAID_BY, "the mayor of Springfield", "taxes"),
    ("What did Ann Lee really say about the topic of rain?", SAID_BY, "Ann Lee", "rain"),
    ("Please tell me what did Ann Lee say about rain", SAID_BY, "Ann Lee", "rain"),
    ("How did Ann Lee react to the flood?", SAID_BY, "Ann Lee", "the flood"),
    ("What is Ann Lee's view on rain?", SAID_BY, "Ann Lee", "rain"),
    ("What is the position of Ann Lee on rain?", SAID_BY, "Ann Lee", "rain"),
    ("Quotes by Ann Lee about rain", SAID_BY, "Ann Lee", "rain"),
    ("According to Ann Lee, will it rain?", SAID_BY, "Ann Lee", "will it rain"),
    ("Ann Lee on rain", SAID_BY, "Ann Lee", "rain"),
    ("Ann Lee: rain", SAID_BY, "Ann Lee", "rain"),
    ("What did Ann Lee say?", SAID_BY, "Ann Lee", ""),
    ("What did Ann Lee refuse to answer?", SAID_BY, "Ann Lee", "refuse to answer"),
    ("What did Ann Lee want to say about the rain?", SAID_BY, "Ann Lee", "the rain"),
    ("What did the envoy to Orvik say about the rain?", SAID_BY, "the envoy to Orvik", "the rain"),
    ("What did she say about the rain?", WHO_SAID, None, "the rain"),
    ("In her letters, what did Ann Lee say about rain?", SAID_BY, "Ann Lee", "rain In her letters"),
    ("Will it rain in May? What did Ann Lee say?", SAID_BY, "Ann Lee", "Will it rain in May"),
    ("Which poet said that it rains?", WHO_SAID, None, "poet it rains"),
    ("Who said that it rains?", WHO_SAID, None, "it rains"),
    ("Who spoke about rain?", WHO_SAID, None, "rain"),
    ("What was said about rain?", WHO_SAID, None, "rain"),
    ("Did anyone comment on the rain?", WHO_SAID, None, "the rain"),
    ("Where does it rain?", FACT, None, "Where does it rain?"),
    ("Lee rain", KEYWORDS, None, "Lee rain"),
]


@pytest.mark.parametrize(("question", "kind", "speaker", "topic"), QUESTIONS)
def test_a_question_is_a_speaker_and_a_topic(question, kind, speaker, topic):
    understood = understand(question)
    assert (understood.kind, understood.speaker, understood.topic) == (kind, speaker, topic)


@pytest.mark.parametrize("change", [str.upper, str.lower, lambda q: f"  {q}\n", lambda q: q.replace(" ", " \t ")])
def test_case_and_blanks_change_nothing_about_what_is_asked(change):
    for question, kind, speaker, topic in QUESTIONS:
        understood = understand(change(question))
        assert (understood.kind, (understood.speaker or "").casefold()) == (kind, (speaker or "").casefold())
        assert understood.topic.casefold() == topic.casefold()


@given(text=st.text(st.characters(exclude_categories=()), max_size=200))
def test_any_text_is_understood_or_is_no_question(text):
    if not any(character.isalnum() for character in text):
        with pytest.raises(QuestionError, match=r"^the question has no words; ask something like: "):
            understand(text)
        return
    understood = understand(text)
    understood.model_dump_json()  # so it holds no lone surrogate
    assert len(understood.text) == len(text)
    assert (understood.speaker is None) == (understood.kind is not SAID_BY)


@given(words=st.lists(st.sampled_from("what did who said Ann Lee say about on : , ' ? the".split()), max_size=40))
def test_words_of_questions_in_any_order_are_understood_at_once(words):
    if any(word.isalpha() for word in words):
        assert understand(" ".join(words)).text == " ".join(words)


@pytest.mark.parametrize("question", ["x" * MAX_QUESTION_LENGTH, "what did " * 455, ("who said " * 455) + "?"])
def test_the_longest_question_is_still_understood(question):
    assert understand(question).text == question


def test_a_longer_one_is_refused_with_its_length():
    with pytest.raises(QuestionError, match=r"^the question has 4097 characters; at most 4096 are answered$"):
        understand("x" * (MAX_QUESTION_LENGTH + 1))


@pytest.mark.parametrize("words", ["and" + "," * 4_000 + "x", "so " + ", " * 1_900 + "x", "Bob: " + "." * 4_000 + "x"])
def test_runs_of_punctuation_are_understood_at_once(words):
    # A pattern that backtracks over them would take minutes here.
    assert understand(words).text == words


TODAY = datetime.date(2016, 11, 22)
SOURCES = frozenset({"orvik gazette", "tass"})
MAY = Period(since=datetime.date(2016, 5, 1), until=datetime.date(2016, 5, 31))

# Question, words in the speaker's place, topic, period, source.
NARROWED = [
    ("What did Ann Lee say about rain in May 2016?", "Ann Lee", "rain", MAY, None),
    ("In May 2016, what did Ann Lee say about rain?", "Ann Lee", "rain", MAY, None),
    ("What did Ann Lee say in May 2016 about rain?", "Ann Lee", "rain", MAY, None),
    ("What did Ann Lee say in May 2016?", "Ann Lee", "", MAY, None),
    ("What did Ann Lee say about the May 2016 floods?", "Ann Lee", "the May 2016 floods", Period(), None),
    ("In the Orvik Gazette, what did Ann Lee say about rain?", "Ann Lee", "rain", Period(), "the Orvik Gazette"),
    ("What did Ann Lee say about rain in the Orvik Gazette?", "Ann Lee", "rain", Period(), "the Orvik Gazette"),
    ("What did Ann Lee say about rain in the orvik gazette in May 2016?", "Ann Lee", "rain", MAY, "the orvik gazette"),
    ("What did Ann Lee say about rain in May 2016 in TASS?", "Ann Lee", "rain", MAY, "TASS"),
    ("What did Ann Lee say about rain in the Vale Courier?", "Ann Lee", "rain in the Vale Courier", Period(), None),
    ("What did Ann Lee say about the Orvik Gazette?", "Ann Lee", "the Orvik Gazette", Period(), None),
    ("Where does it rain in May 2016?", None, "Where does it rain?", MAY, None),
]


@pytest.mark.parametrize(("text", "speaker", "topic", "period", "source"), NARROWED)
def test_a_period_and_a_source_are_taken_out_of_the_topic(text, speaker, topic, period, source):
    question = understand(text, TODAY, SOURCES)
    assert (question.speaker, question.topic) == (speaker, topic)
    assert (question.period, question.source) == (period, source)


def test_without_a_day_times_stay_in_the_topic():
    question = understand("What did Ann Lee say about rain in May 2016?")
    assert (question.topic, question.period) == ("rain in May 2016", Period())


@pytest.mark.parametrize("text", ["in May 2016", "In the Orvik Gazette?", "in TASS, in May 2016"])
def test_something_is_left_of_a_question_that_names_nothing_but_a_filter(text):
    question = understand(text, TODAY, SOURCES)
    assert any(character.isalnum() for character in question.topic)


@given(st.text(min_size=1, max_size=80).filter(lambda text: any(map(str.isalnum, text))))
def test_any_words_leave_a_question_with_words(text):
    question = understand(f"in the Orvik Gazette, {text} in May 2016", TODAY, SOURCES)
    assert any(character.isalnum() for character in question.bare)


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("Why does Ann Lee refuse to pay?", ["Ann Lee refuse to pay"]),
        ("how did Ann Lee go after the mayor", ["Ann Lee go after the mayor"]),
        ("What's Ann Lee's forecast for May?", ["Ann Lee's forecast for May"]),
        ("Has Ann Lee paid?", ["Ann Lee paid"]),
        ("When did Ann Lee pay?", []),
        ("How many people did Ann Lee pay?", []),
        ("Ann Lee rain", []),
    ],
)
def test_a_subject_may_stand_behind_the_frame_of_a_question_that_asks_for_no_fact(question, places):
    assert list(subject_places(understand(question))) == places
