"""The store: what is read back is what was written, and what does not fit its article is refused."""

from __future__ import annotations

import datetime
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onrecord.corpus import Article, find_quotes, link_speakers, read_articles, shipped_articles, split_passages
from onrecord.index import IndexDamaged
from onrecord.index.lexical import LexicalIndex
from onrecord.index.manifest import Counts
from onrecord.index.store import FILE_NAME, Store
from onrecord.index.store_writing import StoreWriter

ARTICLES = [
    *(article for article in read_articles(shipped_articles()) if isinstance(article, Article)),
    Article(id="rain", text="“It rains,” said Dmitry Peskov.", source="Tass", published=datetime.date(2014, 1, 2)),
]
QUOTES = [find_quotes(article) for article in ARTICLES]
PASSAGES = [p for article, found in zip(ARTICLES, QUOTES, strict=True) for p in split_passages(article, found)]
SPEAKERS = link_speakers({article.id: found for article, found in zip(ARTICLES, QUOTES, strict=True)})
BY_ID = {article.id: article for article in ARTICLES}


def write_store(folder, articles):
    with StoreWriter(folder, LexicalIndex.terms) as writer:
        for article in articles:
            writer.write(article, [passage for passage in PASSAGES if passage.article_id == article.id])
        writer.link(SPEAKERS if articles else ())
    return writer.counts


@pytest.fixture
def path(tmp_path):
    write_store(tmp_path, ARTICLES)
    return tmp_path / FILE_NAME


def change(path, statement, *values):
    with sqlite3.connect(path) as connection:
        assert connection.execute(statement, values).rowcount > 0
    connection.close()


@settings(max_examples=20)
@given(rows=st.lists(st.sampled_from(range(len(PASSAGES)))))
def test_passages_come_back_whole_and_in_the_order_asked_for(shared_store, rows):
    found = shared_store.passages(rows)
    assert [stored.passage for stored in found] == [PASSAGES[row] for row in rows]
    assert [stored.article for stored in found] == [BY_ID[PASSAGES[row].article_id] for row in rows]


@pytest.fixture(scope="module")
def shared_store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("store")
    write_store(folder, ARTICLES)
    return Store(folder / FILE_NAME)


def test_threads_may_read_at_once(shared_store):
    rows = list(range(len(shared_store))) * 20
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda row: shared_store.passages([row])[0].passage, rows))
    assert found == [PASSAGES[row] for row in rows]


def test_who_speaks_where_is_known_without_reading_a_passage(shared_store):
    assert shared_store.speakers == SPEAKERS
    for number, speaker in enumerate(SPEAKERS):
        quoting = [
            row for row, passage in enumerate(PASSAGES) if {q.speaker for q in passage.quotes} & set(speaker.spellings)
        ]
        assert quoting
        assert shared_store.spoken_by([number]).tolist() == quoting
    everybody = shared_store.spoken_by(range(len(SPEAKERS))).tolist()
    assert everybody == sorted({row for row, p in enumerate(PASSAGES) if any(q.speaker for q in p.quotes)})
    assert shared_store.spoken_by([]).tolist() == shared_store.spoken_by([len(SPEAKERS)]).tolist() == []


def test_where_a_speaker_is_quoted_is_known_and_how_often(shared_store):
    for number, speaker in enumerate(SPEAKERS):
        expected = [
            sum(
                quote.speaker in speaker.spellings for p in PASSAGES if p.article_id == article.id for quote in p.quotes
            )
            for article in ARTICLES
        ]
        assert shared_store.appearances(number) == {place: count for place, count in enumerate(expected) if count}
    assert shared_store.appearances(len(SPEAKERS)) == {}
    assert [shared_store.day(number) for number in range(len(ARTICLES))] == [article.published for article in ARTICLES]
    assert shared_store.articles([2, 0]) == [ARTICLES[2], ARTICLES[0]]


def test_an_article_that_is_not_there_is_refused(shared_store):
    with pytest.raises(IndexDamaged, match="no article of that number"):
        shared_store.articles([len(ARTICLES)])


def test_sources_and_dates_are_known_for_every_article(shared_store):
    assert [ARTICLES[number].id for number in shared_store.article_of] == [p.article_id for p in PASSAGES]
    assert shared_store.source_of == ["", "tass", "tass"]
    assert shared_store.sources == ["TASS", "Tass"]
    assert shared_store.published.tolist() == [
        article.published.toordinal() if article.published else 0 for article in ARTICLES
    ]
    assert shared_store.period == (datetime.date(2014, 1, 2), datetime.date(2015, 11, 28))


def test_a_store_of_nothing_is_a_store(tmp_path):
    counts = write_store(tmp_path, [])
    store = Store(tmp_path / FILE_NAME, counts)
    assert (len(store), store.period, store.speakers, store.sources) == (0, None, (), [])
    assert store.passages([]) == []


def test_counts_are_what_was_written_and_must_be_those_of_the_manifest(path):
    counts = Counts(
        articles=3, passages=len(PASSAGES), quotes=sum(len(p.quotes) for p in PASSAGES), speakers=len(SPEAKERS)
    )
    assert Store(path, counts).counts == counts
    with pytest.raises(IndexDamaged, match="its manifest promises"):
        Store(path, counts.model_copy(update={"quotes": 1}))


def test_a_store_is_never_written_over(path):
    with pytest.raises(sqlite3.OperationalError):
        write_store(path.parent, ARTICLES)


# Each is done to a store whose file nobody checked; the checksums of a generation come before.
HARM = {
    "another text": "UPDATE articles SET text = replace(text, 'Kurd', 'Turk')",
    "a shorter text": "UPDATE articles SET text = substr(text, 1, 40)",
    "another offset of a passage": "UPDATE passages SET end = end + 100000",
    "another offset of a quote": "UPDATE quotes SET quote = replace(quote, '\"start\":3', '\"start\":4')",
    "other words of a quote": "UPDATE quotes SET quote = replace(quote, 'Kurdish', 'Turkish')",
    "a quote that is no JSON": "UPDATE quotes SET quote = substr(quote, 2)",
    "a passage gone": "DELETE FROM passages WHERE row > 3",
    "an article gone": "DELETE FROM articles WHERE number = 1",
}


@pytest.mark.parametrize("harm", HARM)
def test_what_does_not_fit_its_article_is_refused_rather_than_shown(path, harm):
    change(path, HARM[harm])
    with pytest.raises(IndexDamaged, match=r"rebuild it: onrecord build SOURCE \.\.\. --index"):
        Store(path).passages(range(len(PASSAGES)))


@pytest.mark.parametrize(
    ("statement", "value"),
    [
        ("UPDATE articles SET published = ?", "yesterday"),
        ("UPDATE aliases SET kind = ?", "nickname"),
        ("UPDATE aliases SET articles = ?", "[1000000]"),
        ("UPDATE aliases SET articles = ?", "[["),
        ("UPDATE speakers SET named = ?", "perhaps"),
        ("UPDATE articles SET id = ?||number, published = 7", "x"),
        ("ALTER TABLE quotes RENAME TO sayings", None),
    ],
)
def test_what_cannot_be_loaded_is_refused_at_opening(path, statement, value):
    with sqlite3.connect(path) as connection:
        connection.execute(statement, (value,) if value else ())
    connection.close()
    with pytest.raises(IndexDamaged, match="is no store"):
        Store(path)


@pytest.mark.parametrize("data", [b"", b"SQLite format 3\0", b"\0" * 5_000, b"no database at all" * 100])
def test_a_file_of_another_kind_is_no_store(tmp_path, data):
    (tmp_path / "store").write_bytes(data)
    with pytest.raises(IndexDamaged, match="is no store"):
        Store(tmp_path / "store")


def test_a_missing_file_is_no_store(tmp_path):
    with pytest.raises(IndexDamaged, match="is no store"):
        Store(tmp_path / "store")


def test_the_words_of_a_passage_come_back_as_they_are_searched(shared_store):
    rows = range(len(PASSAGES))
    for passage, words in zip(PASSAGES, shared_store.words(rows), strict=True):
        assert set(words.text.split()) == set(LexicalIndex.terms(passage.text))
        assert words.length == len(passage.text)
        assert [said.verbatim for said in words.said] == [quote.kind != "indirect" for quote in passage.quotes]
        assert [said.length for said in words.said] == [sum(len(p.text) for p in q.pieces) for q in passage.quotes]
        for said, quote in zip(words.said, passage.quotes, strict=True):
            assert set(said.terms.split()) == set(LexicalIndex.terms(" ".join(piece.text for piece in quote.pieces)))
            assert said.speaker is None or quote.speaker in SPEAKERS[said.speaker].spellings


def test_the_words_of_an_article_are_those_of_its_title_and_its_text(shared_store):
    for number, article in enumerate(ARTICLES):
        whole = f"{article.title or ''}\n{article.text}"
        assert set(shared_store.article_words(number).split()) == set(LexicalIndex.terms(whole))


def test_the_surest_attribution_counts_for_a_passage(shared_store):
    steps = ["low", "medium", "high"]
    for number, speaker in enumerate(SPEAKERS):
        found = shared_store.surest([number])
        for row, sure in found.items():
            his = [quote.confidence for quote in PASSAGES[row].quotes if quote.speaker in speaker.spellings]
            assert steps.index(sure) == max(map(steps.index, his))
