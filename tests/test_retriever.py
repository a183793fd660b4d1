"""The retriever: whatever is asked, what is shown stands in an article, and an abstention has its reason."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from onrecord.corpus import Article, read_articles, shipped_articles
from onrecord.index import Answer, Encoder, IndexDamaged, Options, QuestionError, Retriever, build
from onrecord.index.generation import KEEP

KURDS = "What did Peskov say about the Kurds?"
TASS = "tass-2015-11-28-syria"
TEXTS = {article.id: article.text for article in read_articles(shipped_articles()) if isinstance(article, Article)}
DAY = datetime.date(2015, 11, 28)

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=80)
NAMES = st.sampled_from(["Peskov", "the Kremlin", "press secretary", "TASS", "Human Rights Watch", "Nobody Known"])
TOPICS = st.sampled_from(["the Kurds", "Syria", "cluster bombs", "Greenland", "elections in Syria", "it", "U.S.-led"])
FORMS = st.sampled_from(
    [
        "What did {} say about {}?",
        "{} on {}",
        "Who said {}{}?",
        "{}: {}",
        "Is {} in {}?",
        "According to {}, {}",
    ]
)
QUESTIONS = ANYTHING | st.builds(lambda form, *words: form.format(*words), FORMS, NAMES | ANYTHING, TOPICS | ANYTHING)


def spans_of(hit):
    yield hit
    for quote in hit.quotes:
        yield from (quote, *quote.pieces)
        yield from (span for span in (quote.mention, quote.cue) if span is not None)


def assert_sound(answer, k):
    """What holds for every answer: it is verbatim, complete in itself, and survives JSON."""
    for hit in (*answer.hits, *answer.nearest):
        assert all(TEXTS[hit.article.id][span.start : span.end] == span.text for span in spans_of(hit))
        assert hit.speaker is None or hit.speaker in {quote.speaker for quote in hit.quotes}
    for hits in (answer.hits, answer.nearest):
        assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        assert len({hit.passage_id for hit in hits}) == len(hits) <= k
    assert answer.answered == bool(answer.hits) == (answer.reason is None)
    assert Answer.model_validate_json(answer.model_dump_json()) == answer


@settings(max_examples=40, deadline=None)
@given(question=QUESTIONS, k=st.integers(1, 20))
def test_any_text_gets_a_sound_answer_or_is_no_question(shipped_retriever, question, k):
    if not any(character.isalnum() for character in question):
        with pytest.raises(QuestionError, match=r"^the question has no words; .*$"):
            shipped_retriever.ask(question, k)
        return
    answer = shipped_retriever.ask(question, k)
    assert_sound(answer, k)
    assert answer.question == "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in question)


@settings(max_examples=25, deadline=None)
@given(
    speaker=st.none() | NAMES | ANYTHING,
    source=st.none() | NAMES | ANYTHING,
    since=st.none() | st.dates(),
    until=st.none() | st.dates(),
)
@example(speaker="\udcff", source=None, since=None, until=None)
@example(speaker=None, source="\udcff", since=None, until=None)
def test_any_filters_get_a_sound_answer_that_keeps_to_them(shipped_retriever, speaker, source, since, until):
    filters = {"speaker": speaker, "source": source, "since": since, "until": until}
    blank = any(name is not None and not name.strip() for name in (speaker, source))
    if blank or (since and until and since > until):
        with pytest.raises(QuestionError):
            shipped_retriever.ask(KURDS, **filters)
        return
    answer = shipped_retriever.ask(KURDS, **filters)
    assert_sound(answer, 5)
    for hit in answer.hits:
        if since or until:
            assert (since or DAY) <= hit.article.published <= (until or DAY)
        assert source is None or hit.article.source == "TASS"
        assert speaker is None or hit.speaker is not None


FILTERS = [
    ({"source": "tass"}, {TASS}, None),
    ({"source": "Reuters"}, set(), "no-match"),
    ({"since": DAY, "until": DAY}, {TASS}, None),
    ({"since": DAY + datetime.timedelta(1)}, set(), "outside-dates"),
    ({"until": DAY - datetime.timedelta(1)}, set(), "outside-dates"),
    ({"speaker": "press secretary"}, {TASS}, None),
    ({"speaker": "PESKOV"}, {TASS}, None),
    ({"speaker": "Greta Thunberg"}, set(), "unknown-speaker"),
]


@pytest.mark.parametrize(("filters", "articles", "reason"), FILTERS, ids=str)
def test_filters_leave_only_what_they_name(shipped_retriever, filters, articles, reason):
    answer = shipped_retriever.ask(KURDS, **filters)
    assert ({hit.article.id for hit in answer.hits}, answer.reason) == (articles, reason)
    assert answer.hits or answer.nearest


@pytest.mark.parametrize("k", [0, -1, 101])
def test_a_number_of_hits_that_cannot_be_shown_is_refused(shipped_retriever, k):
    with pytest.raises(QuestionError, match=rf"^{k} hits were asked for; from 1 to 100 can be shown$"):
        shipped_retriever.ask(KURDS, k)


def test_threads_get_the_answers_that_each_would_get_alone(shipped_index):
    questions = [f"What did Peskov say about {topic}?" for topic in ("the Kurds", "Assad", "Greenland", "France")] * 6
    retriever = Retriever.open(shipped_index)  # its encoder not yet loaded

    def ask(question):
        return retriever.ask(question).model_copy(update={"took_ms": 0})

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(ask, questions))
    assert together == [ask(question) for question in questions]


def test_an_open_index_answers_on_while_newer_ones_replace_and_remove_it(tmp_path, tiny_encoder):
    build([shipped_articles()], tmp_path, encoder := Encoder.load(str(tiny_encoder)))
    retriever = Retriever.open(tmp_path, encoder=str(tiny_encoder))
    before = retriever.ask(KURDS)
    for _ in range(KEEP):
        build([shipped_articles() / f"{TASS}.md"], tmp_path, encoder)
        build([shipped_articles() / "kremlin-denies-cluster-bombs.md"], tmp_path, encoder)
    assert not (tmp_path / "generations" / retriever.stamp.generation).exists()
    after = retriever.ask(KURDS)
    assert after.model_copy(update={"took_ms": before.took_ms}) == before


def test_a_retriever_tells_what_it_answers_from(shipped_index, shipped_retriever):
    assert shipped_retriever.stamp.encoder == "all-MiniLM-L6-v2"
    assert shipped_retriever.stamp.generation == (shipped_index / "CURRENT").read_text().strip()
    assert shipped_retriever.counts.articles == 2
    assert shipped_retriever.sources == ("TASS",)
    assert shipped_retriever.period == (DAY, DAY)
    assert shipped_retriever.most_quoted(1) == ("Dmitry Peskov",)


def test_the_index_and_the_encoder_come_from_the_settings_unless_they_are_given(
    elsewhere, monkeypatch, shipped_index, tiny_encoder
):
    monkeypatch.setenv("ONRECORD_INDEX", str(shipped_index))
    assert Retriever.open().counts.articles == 2
    build([shipped_articles()], elsewhere / "tiny", Encoder.load(str(tiny_encoder)))
    monkeypatch.setenv("ONRECORD_ENCODER", str(tiny_encoder))
    assert Retriever.open("tiny").stamp.encoder == str(tiny_encoder)
    assert Retriever.open(encoder="all-MiniLM-L6-v2").stamp.encoder == "all-MiniLM-L6-v2"


def test_an_index_without_articles_says_so(tmp_path, tiny_encoder):
    (tmp_path / "none").mkdir()
    build([tmp_path / "none"], tmp_path / "index", Encoder.load(str(tiny_encoder)))
    retriever = Retriever.open(tmp_path / "index", encoder=str(tiny_encoder))
    answer = retriever.ask(KURDS)
    assert (answer.answered, answer.reason, answer.hits, answer.nearest) == (False, "empty-index", (), ())
    assert (retriever.period, retriever.sources, retriever.most_quoted()) == (None, (), ())


@pytest.fixture(scope="module")
def two_papers(tmp_path_factory):
    """Two articles, each of a paper of its own, with three speakers."""
    folder = tmp_path_factory.mktemp("papers")
    (folder / "plums.md").write_text(
        "---\nsource: The Orvik Gazette\ndate: 2024-03-05\n---\n“The plums are ripe,” Ann Lee said.\n\n"
        "Nobody expected such a harvest of plums and pears in the hills, where it had rained for weeks.\n\n"
        "“We shall pick them all by Friday, whatever the weather may bring us then,” Bob Ray said.\n",
        encoding="utf-8",
    )
    (folder / "roads.md").write_text(
        "---\nsource: Hill Post\ndate: 2020-01-02\n---\n“The roads are closed to lorries,” Carl Fox said.\n",
        encoding="utf-8",
    )
    build([folder], folder / "index", Encoder.load())
    return Retriever.open(folder / "index")


@pytest.mark.parametrize("question", ["Ann Lee", "What did Ann Lee say?"])
def test_a_bare_name_gets_the_words_of_its_bearer_alone(two_papers, question):
    assert [hit.speaker for hit in two_papers.ask(question).hits] == ["Ann Lee"]


def test_dates_are_the_reason_only_where_the_source_is_not(two_papers):
    plums = "What did Ann Lee say about plums?"
    late = datetime.date(2025, 1, 1)
    assert two_papers.ask(plums, source="Gazette", since=late).reason == "outside-dates"
    assert two_papers.ask(plums, source="Hill Post", since=late).reason == "no-match"


TODAY = datetime.date(2024, 3, 8)


@pytest.mark.parametrize("when", ["in March 2024", "this week", "on 5 March", "since 2021"])
def test_a_question_may_name_its_period(two_papers, when):
    answer = two_papers.ask(f"What did Ann Lee say about plums {when}?", today=TODAY)
    assert [hit.speaker for hit in answer.hits] == ["Ann Lee"]
    assert answer.interpretation.topic == "plums"
    assert answer.interpretation.since is not None


def test_what_lies_outside_the_period_of_a_question_is_said_to(two_papers):
    answer = two_papers.ask("What did Ann Lee say about plums in January 2020?", today=TODAY)
    assert (answer.answered, answer.reason) == (False, "outside-dates")
    assert [hit.speaker for hit in answer.nearest] == ["Ann Lee"]
    assert (answer.interpretation.since, answer.interpretation.until) == (
        datetime.date(2020, 1, 1),
        datetime.date(2020, 1, 31),
    )


def test_days_that_are_given_win_over_those_in_the_question(two_papers):
    asked = "What did Ann Lee say about plums in January 2020?"
    answer = two_papers.ask(asked, since=datetime.date(2024, 1, 1), today=TODAY)
    assert (answer.answered, answer.interpretation.until) == (True, None)


def test_a_time_that_no_article_is_from_is_what_a_question_of_fact_is_about(two_papers):
    answer = two_papers.ask("Who won the war in 1945?", today=TODAY)
    assert (answer.interpretation.since, answer.interpretation.topic) == (None, "Who won the war in 1945?")


def test_a_question_may_name_its_source(two_papers):
    answer = two_papers.ask("What did Ann Lee say about plums in the Orvik Gazette?", today=TODAY)
    assert [hit.speaker for hit in answer.hits] == ["Ann Lee"]
    assert (answer.interpretation.source, answer.interpretation.topic) == ("the Orvik Gazette", "plums")
    assert not two_papers.ask("What did Ann Lee say about plums in the Hill Post?", today=TODAY).answered


def test_a_paper_is_a_source_by_its_whole_name_and_no_speaker(two_papers):
    assert two_papers.ask("What did The Orvik Gazette report about plums?").interpretation.source == "The Orvik Gazette"
    assert two_papers.ask("What did Orvik report about plums?").reason == "unknown-speaker"


def test_the_speaker_given_is_who_is_meant_by_a_pronoun(two_papers):
    answer = two_papers.ask("What did he say?", speaker="Bob Ray")
    assert [hit.speaker for hit in answer.hits] == ["Bob Ray"]
    assert two_papers.ask("What did he say?", speaker="Hill Post").reason == "unknown-speaker"


@pytest.mark.parametrize("names", [{"speaker": " "}, {"source": ""}])
def test_an_empty_name_is_refused(two_papers, names):
    with pytest.raises(QuestionError, match="is empty; give a name"):
        two_papers.ask("What about plums?", **names)


def test_every_hit_tells_how_it_was_found(shipped_retriever):
    answer = shipped_retriever.ask("What did Peskov say about the Kurds?", source="TASS")
    for hit in (*answer.hits, *shipped_retriever.ask("What did Peskov say about bitcoin?").nearest):
        assert hit.why is not None
        assert (hit.why.evidence >= hit.why.needed) == answer.answered or hit not in answer.hits
    for told in ({"source": "Reuters"}, {"since": DAY + datetime.timedelta(1)}):
        outside = shipped_retriever.ask(KURDS, **told)
        assert {hit.why.filters for hit in outside.nearest} == {()}
    first = answer.hits[0].why
    assert (first.words, first.filters, first.speaker) == (("Kurds",), ("source TASS",), 1.0)
    assert first.verbatim > 0.9
    refused = shipped_retriever.ask("What did Peskov say about bitcoin?")
    assert all(hit.why.evidence < hit.why.needed and hit.why.words == () for hit in refused.nearest)


def damaged(index):
    """Flip a byte of the current generation."""
    current = (index / "CURRENT").read_text().strip()
    file = index / "generations" / current / "articles.sqlite"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data))
    return current


def test_a_damaged_generation_is_refused_and_the_last_good_one_answers_loudly(tmp_path, tiny_encoder, caplog):
    encoder = Encoder.load(str(tiny_encoder))
    good, bad, worse = (build([shipped_articles()], tmp_path, encoder).generation.id for _ in range(3))
    assert damaged(tmp_path) == worse
    (tmp_path / "CURRENT").write_text(f"{bad}\n")
    assert damaged(tmp_path) == bad
    (tmp_path / "CURRENT").write_text(f"{worse}\n")
    retriever = Retriever.open(tmp_path, encoder=str(tiny_encoder))
    assert retriever.stamp.generation == good
    assert retriever.ask(KURDS).hits
    (record,) = caplog.records
    assert (record.levelname, record.name) == ("ERROR", "onrecord.index.generation")
    assert record.message.startswith("DAMAGED: articles.sqlite is not the file that was built; ")
    assert record.message.endswith(f"onrecord rollback {good} --index {tmp_path}")


def test_where_no_generation_is_good_what_is_wrong_with_the_current_one_is_said(tmp_path, tiny_encoder):
    for _ in range(2):
        build([shipped_articles()], tmp_path, Encoder.load(str(tiny_encoder)), options=Options(full=True))
        damaged(tmp_path)
    with pytest.raises(IndexDamaged, match=r"articles\.sqlite is not the file that was built"):
        Retriever.open(tmp_path, encoder=str(tiny_encoder))
