"""Reading a turn of a conversation: what it asks once it stands alone, and what it leaves behind."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from onrecord.index.context import Context, subject_of
from onrecord.index.follow_up import Act, read
from onrecord.index.question import understand

DAY = datetime.date(2024, 3, 5)
BRIDGE = Context(
    asked="What did Anna Brel say about the bridge?",
    speaker="Anna Brel",
    full_name="Anna Brel",
    topic="the bridge",
    day=DAY,
    last=("p1",),
    shown=("p1",),
)
# She spoke of somebody; the topic is a person.
OF_KARLSEN = BRIDGE.model_copy(update={"asked": "What did Anna Brel say about Ivo Karlsen?", "topic": "Ivo Karlsen"})
FACT = Context(asked="How long did the strike in Orvik last?", topic="the strike in Orvik last")
PEOPLE = {"brel", "anna brel", "karlsen", "ivo karlsen", "paul reid", "reid", "marta lindqvist", "lindqvist"}
PEOPLE |= {"the harbour company", "tomas vale", "turkey"}


class Gazette:
    """A collection that quotes those people, from two papers."""

    def has_speaker(self, words):
        return words.lower() in PEOPLE

    def has_source(self, words):
        return words.lower().removeprefix("the ") in {"orvik gazette", "harbour post"}


def reading(turn, context=BRIDGE):
    return read(turn, context, Gazette())


ABOUT_THE_BRIDGE = "What did Anna Brel say about the bridge?"
TURNS = [
    # Another topic of the same speaker.
    ("and about the tolls?", "What did Anna Brel say about the tolls?"),
    ("And on taxes", "What did Anna Brel say about taxes?"),
    ("what about the ferry timetable?", "What did Anna Brel say about the ferry timetable?"),
    ("how about wages?", "What did Anna Brel say about wages?"),
    ("ok, and regarding the harbour?", "What did Anna Brel say about the harbour?"),
    ("about the old pier?", "What did Anna Brel say about the old pier?"),
    ("tell me more about the tunnel", "What did Anna Brel say about the tunnel?"),
    ("thanks! and about schools?", "What did Anna Brel say about schools?"),
    # Another speaker on the same topic.
    ("what about Karlsen?", "What did Karlsen say about the bridge?"),
    ("And Marta Lindqvist?", "What did Marta Lindqvist say about the bridge?"),
    ("and Reid's?", "What did Reid say about the bridge?"),
    ("but Tomas Vale?", "What did Tomas Vale say about the bridge?"),
    ("Paul Reid?", "What did Paul Reid say about the bridge?"),
    ("and the harbour company?", "What did the harbour company say about the bridge?"),
    ("and Karlsen's spokesman?", "What did Karlsen's spokesman say about the bridge?"),
    ("what about the mayor?", "What did the mayor say about the bridge?"),
    ("and her lawyer?", "What did Anna Brel's lawyer say about the bridge?"),
    ("What did Reid say?", "What did Reid say about the bridge?"),
    ("what does Lindqvist think?", "What did Lindqvist say about the bridge?"),
    ("What's Vale's reaction?", "What did Vale say about the bridge?"),
    ("Has Karlsen replied yet?", "What did Karlsen say about the bridge?"),
    ("how did Karlsen respond?", "What did Karlsen say about the bridge?"),
    ("How did the council react to it?", "How did the council react to the bridge?"),
    ("does Reid agree?", "What did Reid say about the bridge?"),
    ("Is Lindqvist more hopeful?", "What did Lindqvist say about the bridge?"),
    ("where does Vale stand?", "where does Vale stand on the bridge?"),
    ("anything from Lindqvist?", "What did Lindqvist say about the bridge?"),
    ("same question for Reid", "What did Reid say about the bridge?"),
    ("did Reid say the same?", "What did Reid say about the bridge?"),
    ("does Karlsen also think that?", "What did Karlsen say about the bridge?"),
    ("any reaction from the council?", "What did the council say about the bridge?"),
    # Questions cut short.
    ("how much?", "What did Anna Brel say about the bridge, how much?"),
    ("and by whom?", "What did Anna Brel say about the bridge, by whom?"),
    # Pronouns.
    ("did she say so?", "What did Anna Brel say about the bridge?"),
    ("did she also talk about schools?", "did Anna Brel also talk about schools?"),
    ("what did she say about the ferry?", "what did Anna Brel say about the ferry?"),
    ("What does she think of it?", "What does Anna Brel think of the bridge?"),
    ("what's her view on that?", "what's Anna Brel's view on the bridge?"),
    ("what is Reid's view on this?", "what is Reid's view on the bridge?"),
    ("Did Karlsen say anything about it?", "Did Karlsen say about the bridge?"),
    ("how much does it cost?", "how much does the bridge cost?"),
    ("What did Vale tweet about that?", "What did Vale tweet about the bridge?"),
    ("who is she?", "who is Anna Brel?"),
    ("did she say when it opens?", "did Anna Brel say when the bridge opens?"),
    # Periods and sources.
    ("and in October 2016?", "What did Anna Brel say about the bridge in October 2016?"),
    ("only since 2019", "What did Anna Brel say about the bridge since 2019?"),
    ("and last week?", "What did Anna Brel say about the bridge last week?"),
    ("and in Orvik?", "What did Anna Brel say about the bridge in Orvik?"),
]


@pytest.mark.parametrize(("turn", "question"), TURNS, ids=[turn for turn, _ in TURNS])
def test_a_follow_up_is_put_so_that_it_stands_alone(turn, question):
    read_as = reading(turn)
    assert (read_as.act, read_as.questions[0]) == (Act.FOLLOW_UP, question)


ON_PEOPLE = [
    # Who responds is another person than who spoke; and then he responds to who spoke.
    ("how did he respond?", OF_KARLSEN, "What did Ivo Karlsen say about Anna Brel?"),
    ("and Karlsen?", OF_KARLSEN, "What did Karlsen say about Ivo Karlsen?"),
    # "She" is Anna, "him" is Ivo, as their names tell.
    ("did she meet him?", OF_KARLSEN, "did Anna Brel meet Ivo Karlsen?"),
    ("what did he say about taxes?", OF_KARLSEN, "what did Ivo Karlsen say about taxes?"),
    # Questions of fact go on with another name.
    ("and in Harbourtown?", FACT, "How long did the strike in Orvik last in Harbourtown?"),
    ("and Harbourtown?", FACT, "How long did the strike in Harbourtown last?"),
    ("What did Reid say about it?", FACT, "What did Reid say about the strike in Orvik last?"),
]


@pytest.mark.parametrize(("turn", "context", "question"), ON_PEOPLE, ids=[turn for turn, *_ in ON_PEOPLE])
def test_whom_and_what_a_turn_means_depends_on_what_was_spoken_of(turn, context, question):
    assert reading(turn, context).questions[0] == question


ACTS = [
    *[(turn, Act.MORE) for turn in ("more", "More, please", "show me more", "next", "go on", "anything else?")],
    *[(turn, Act.MORE) for turn in ("what else?", "what else did she say?", "Did she say anything else?", "why?")],
    *[
        (turn, Act.MORE)
        for turn in ("and since then?", "before that?", "tell me more about it", "why did she say that?")
    ],
    *[(turn, Act.OTHERS) for turn in ("who else?", "anybody else?", "Who else said that?", "who disagreed?")],
    *[(turn, Act.AGAIN) for turn in ("when was that?", "where?", "When did she say that?", "which paper was that in?")],
    *[(turn, Act.AGAIN) for turn in ("who said that?", "source?", "and when?")],
    *[
        (turn, Act.CHAT)
        for turn in ("thanks!", "ok", "lol", "Thank you very much.", "great, thanks", "hello", "hahaha")
    ],
]


@pytest.mark.parametrize(("turn", "act"), ACTS, ids=[turn for turn, _ in ACTS])
def test_what_a_turn_does_is_told_from_its_words(turn, act):
    assert reading(turn).act is act


WHOLE = [
    "What did the mayor say about the ferry?",
    "And what does Reid say about dog licences?",
    "Who spoke about the storm?",
    "How many people live in Orvik?",
    "Did Karlsen say that taxes rise?",
    "Lindqvist on wages",
    "harbour dredging costs",
    "Is it true that the mayor resigned?",
    "Why does Reid oppose the stadium?",
]


@pytest.mark.parametrize("turn", WHOLE)
def test_a_whole_question_carries_nothing_over(turn):
    narrowed = BRIDGE.model_copy(update={"source": "Orvik Gazette", "since": DAY})
    read_as = reading(turn, narrowed)
    assert (read_as.act, read_as.questions) == (Act.QUESTION, (turn,))
    assert (read_as.source, read_as.since, read_as.until) == (None, None, None)


@pytest.mark.parametrize("turn", [turn for turn, *_ in (*TURNS, *ACTS)])
def test_without_a_context_every_turn_is_the_plain_question(turn):
    read_as = reading(turn, Context())
    assert read_as.questions == (turn,)
    assert read_as.act in {Act.QUESTION, Act.CHAT}


@pytest.mark.parametrize(
    "turn", ["only from the Orvik Gazette", "and in the Orvik Gazette?", "according to the Orvik Gazette?"]
)
def test_a_source_narrows_the_last_question(turn):
    read_as = reading(turn)
    assert read_as.questions == (ABOUT_THE_BRIDGE,)
    assert read_as.source == "the Orvik Gazette"


def test_filters_are_carried_with_the_subject_and_give_way_to_those_of_the_turn():
    narrowed = BRIDGE.model_copy(update={"source": "Orvik Gazette", "since": DAY})
    carried, dated = reading("and Reid?", narrowed), reading("and in October 2016?", narrowed)
    assert (carried.source, carried.since) == ("Orvik Gazette", DAY)
    assert (dated.source, dated.since) == ("Orvik Gazette", None)
    assert reading("and the Harbour Post?", narrowed).source == "the Harbour Post"


def test_since_then_and_before_that_are_counted_from_what_was_shown_first():
    assert (reading("and since then?").since, reading("and since then?").until) == (DAY, None)
    assert reading("and before that?").until == DAY - datetime.timedelta(days=1)
    undated = BRIDGE.model_copy(update={"day": None})
    assert reading("and since then?", undated).since is None


def test_what_may_be_a_speaker_or_a_topic_is_tried_as_both_where_nothing_tells():
    assert reading("and turkey?").questions == (
        "What did turkey say about the bridge?",
        "What did Anna Brel say about turkey?",
    )
    assert reading("and Turkey?").questions == ("What did Turkey say about the bridge?",)


def test_somebody_called_by_a_role_alone_is_looked_for_on_the_topic_as_well():
    read_as = reading("and the coroner?")
    assert (read_as.role, read_as.questions[-1]) == ("coroner", "Who spoke about the bridge?")


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("How long did the strike in Orvik last?", "the strike in Orvik last"),
        ("What's new in the harbour dispute?", "the harbour dispute"),
        ("Is there a ferry on Sundays?", "a ferry on Sundays"),
        ("Why won't Reid resign?", "Reid resign"),
        ("the bridge", "the bridge"),
    ],
)
def test_the_subject_of_a_question_of_fact_is_what_its_frame_leaves(question, subject):
    assert subject_of(question) == subject


ANYTHING = st.text(st.characters(exclude_categories=()), max_size=120)
WORDS = "and what about did she he it that say Karlsen bridge who else only from more since then her why ' , ?".split()
SPOKEN = st.lists(st.sampled_from(WORDS), max_size=20).map(" ".join)


@example(turn="THAT", speaker=None, topic=":")
@given(turn=ANYTHING | SPOKEN, speaker=st.none() | ANYTHING, topic=st.none() | ANYTHING)
def test_whatever_is_typed_and_remembered_is_read_as_a_question_that_can_be_asked(turn, speaker, topic):
    if not any(character.isalnum() for character in turn):
        return
    read_as = reading(turn, BRIDGE.model_copy(update={"speaker": speaker or None, "topic": topic or None}))
    assert read_as.questions
    for question in read_as.questions:
        understand(question)


@pytest.mark.parametrize("turn", ["and in 2016?", "it " * 100, "her " * 75, "and Reid?", "more", "why?", "and the A?"])
def test_what_is_asked_never_outgrows_a_question(turn):
    asked = f"Is A {'A ' * 2_000}?"
    long = Context(asked=asked, speaker="A" * 100, topic="the B " * 50)
    for context in (long, long.model_copy(update={"speaker": None})):
        for question in reading(turn, context).questions:
            assert len(question) <= max(len(asked), 4_000)
            understand(question)


@pytest.mark.parametrize(
    "turn", ["and " * 80, "," * 290 + "x", "ok " * 95 + "x", "what about " * 27, "it " * 1_300, "her own " * 35]
)
def test_a_long_turn_is_read_at_once(turn):
    # A pattern that backtracks over them would take minutes here.
    assert reading(turn).questions
