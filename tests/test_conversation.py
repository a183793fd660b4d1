"""Conversations over the shipped articles: what is carried from turn to turn, and what is not."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onrecord.corpus import Article, read_articles, shipped_articles
from onrecord.index import Answer, Context, Conversation, QuestionError
from onrecord.index.context import MOST_SHOWN

KURDS = "What did Peskov say about the Kurds?"
TEXTS = {article.id: article.text for article in read_articles(shipped_articles()) if isinstance(article, Article)}


@pytest.fixture
def conversation(shipped_retriever):
    return Conversation(shipped_retriever)


def ids(answer):
    return [hit.passage_id for hit in answer.hits]


FOLLOW_UPS = [
    ("and about Turkey?", "territory and political integrity"),
    ("what does he think of elections in Syria?", "it seems unrealistic to organise whatever elections"),
    ("and the Free Syrian Army?", "ephemeral Free Syrian Army"),
    ("and on international law", "strict compliance with the principles"),
]


@pytest.mark.parametrize(("turn", "words"), FOLLOW_UPS)
def test_a_follow_up_is_answered_as_if_it_had_been_asked_in_full(conversation, shipped_retriever, turn, words):
    conversation.ask(KURDS)
    answer = conversation.ask(turn)
    assert words in " ".join(answer.hits[0].text.split())
    assert (answer.question, answer.interpretation.speaker) == (turn, "Dmitry Peskov")
    (asked,) = conversation.reading.questions
    assert ids(answer) == ids(shipped_retriever.ask(asked))


def test_another_speaker_is_asked_on_the_same_topic(conversation):
    conversation.ask("What did Peskov say about cluster bombs?")
    answer = conversation.ask("and Human Rights Watch?")
    assert answer.interpretation.topic == "cluster bombs"
    assert "Human Rights Watch (HRW) said in a report" in " ".join(answer.hits[0].text.split())


def test_a_changed_subject_carries_nothing_over(conversation, shipped_retriever):
    conversation.ask(KURDS)
    asked = "What did Human Rights Watch say about cluster munitions?"
    answer = conversation.ask(asked)
    assert answer.model_copy(update={"took_ms": 0}) == shipped_retriever.ask(asked).model_copy(update={"took_ms": 0})
    assert conversation.context == Context().after(asked, answer, carried=False)


def test_more_shows_what_was_not_shown_until_there_is_no_more(conversation, shipped_retriever):
    asked = "What did Peskov say about Syria?"
    wanted = ids(shipped_retriever.ask(asked, 100))
    shown = ids(conversation.ask(asked, 2))
    while (answer := conversation.ask("more", 2)).answered:
        assert [hit.rank for hit in answer.hits] == list(range(1, len(answer.hits) + 1))
        shown += ids(answer)
    assert shown == wanted
    assert (answer.reason, answer.hits, answer.nearest) == ("no-match", (), ())


def test_else_leaves_out_what_was_shown_and_goes_on_to_other_topics(conversation):
    first = conversation.ask("What did Peskov say about Turkey?")
    answer = conversation.ask("what else did he say?")
    assert answer.answered
    assert not set(ids(first)) & set(ids(answer))
    assert {hit.speaker for hit in answer.hits} == {"Dmitry Peskov"}


def test_who_else_leaves_out_who_was_heard(conversation):
    conversation.ask("What did Peskov say about cluster bombs?")
    answer = conversation.ask("who else?")
    assert "Human Rights Watch" in {hit.speaker for hit in answer.hits}
    assert "Dmitry Peskov" not in {hit.speaker for hit in answer.hits}


@pytest.mark.parametrize("turn", ["when was that?", "where did he say that?", "Which paper was that in?"])
def test_when_and_where_are_answered_by_the_passages_spoken_of_with_their_source(conversation, turn):
    conversation.ask("What did Peskov say about Syria?", 2)
    spoken_of = conversation.ask("more", 2)
    answer = conversation.ask(turn, 2)
    assert ids(answer) == ids(spoken_of)
    assert answer.hits[0].article.published == datetime.date(2015, 11, 28)


def test_since_then_is_after_the_day_of_what_was_shown(conversation):
    conversation.ask(KURDS)
    answer = conversation.ask("and since then?")
    assert answer.interpretation.since == datetime.date(2015, 11, 28)
    assert not answer.answered


def test_a_source_is_kept_until_the_subject_changes(conversation):
    conversation.ask("What did Peskov say about Syria?")
    assert {hit.article.source for hit in conversation.ask("only from TASS").hits} == {"TASS"}
    assert conversation.ask("and about Turkey?").interpretation.source == "TASS"
    assert conversation.ask("What did Human Rights Watch say about cluster munitions?").interpretation.source is None


@pytest.mark.parametrize("turn", ["thanks!", "ok", "lol", "Good morning"])
def test_thanks_and_greetings_get_no_answer_and_change_nothing(conversation, turn):
    assert not conversation.ask(turn).answered
    conversation.ask(KURDS)
    before = conversation.context
    answer = conversation.ask(turn)
    assert (answer.reason, answer.hits, answer.nearest) == ("no-match", (), ())
    assert conversation.context == before


@pytest.mark.parametrize("turn", ["and about Turkey?", "what else did he say?", "more on Syria", "when was that?"])
def test_without_a_context_a_turn_gets_the_answer_of_the_plain_question(conversation, shipped_retriever, turn):
    assert ids(conversation.ask(turn)) == ids(shipped_retriever.ask(turn))


@pytest.mark.parametrize(("turn", "k"), [("?!", 5), ("x" * 5_000, 5), ("more", 0), ("more", 101), ("and Syria?", -1)])
def test_what_cannot_be_asked_is_refused_and_forgotten(conversation, turn, k):
    conversation.ask(KURDS)
    before = conversation.context
    with pytest.raises(QuestionError):
        conversation.ask(turn, k)
    assert conversation.context == before


def test_a_conversation_goes_on_from_what_another_one_remembered(conversation, shipped_retriever):
    conversation.ask(KURDS)
    kept = Context.model_validate_json(conversation.context.model_dump_json())
    assert kept == conversation.context
    later = Conversation(shipped_retriever, kept)
    assert ids(later.ask("and about Turkey?")) == ids(conversation.ask("and about Turkey?"))


def test_what_is_remembered_is_bounded(conversation):
    long = " ".join(["Syria"] * 600)
    answers = [conversation.ask(KURDS, 100)]
    answers += [conversation.ask(f"and about {topic}?", 100) for topic in ("Syria", "the mission", long[:200])]
    answers.append(conversation.ask(f"What did Peskov say about {long}?"))
    assert all(answer.answered for answer in answers[:3])
    context = conversation.context
    assert len(context.topic) <= 300
    assert max(len(context.shown), len(context.last), len(context.heard)) <= MOST_SHOWN


TURNS = st.sampled_from(
    [
        *(
            KURDS,
            "and about Turkey?",
            "and HRW?",
            "who else?",
            "more",
            "when was that?",
            "why?",
            "thanks!",
            "what of it?",
        ),
        *("what did he say about Syria?", "and since then?", "only from TASS", "What did HRW say?", "he?"),
    ]
)


@settings(max_examples=15, deadline=None)
@given(turns=st.lists(TURNS | st.text(st.characters(exclude_categories=()), max_size=40), max_size=6))
def test_any_turns_in_any_order_get_sound_answers(shipped_retriever, turns):
    conversation = Conversation(shipped_retriever)
    for turn in turns:
        if not any(character.isalnum() for character in turn):
            continue
        answer = conversation.ask(turn, 3)
        assert len(answer.hits) <= 3
        assert all(TEXTS[hit.article.id][hit.start : hit.end] == hit.text for hit in answer.hits)
        assert [hit.rank for hit in answer.hits] == list(range(1, len(answer.hits) + 1))
        assert answer.answered == bool(answer.hits) == (answer.reason is None)
        assert Answer.model_validate_json(answer.model_dump_json()) == answer
        assert Context.model_validate_json(conversation.context.model_dump_json()) == conversation.context
