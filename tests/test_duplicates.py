"""Near-duplicates: what says the same is shown once, with where else it stands, and what differs is never hidden."""

from __future__ import annotations

import datetime
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from onrecord.corpus import Article, find_quotes, link_speakers, split_passages
from onrecord.index import Encoder, Retriever, build
from onrecord.index.duplicates import Distinct
from onrecord.index.store import SpeakerNumbers, StoredPassage

BRIDGE = (
    "“The old bridge over the Orvik will be closed to all lorries from the first of May, and nobody should expect it"
    " to open again this year,” Anna Brel said on Tuesday."
)


def stored(*texts):
    """Passages of articles of one paragraph each, and who speaks in them."""
    articles = [Article(id=f"a{number}", text=text) for number, text in enumerate(texts)]
    passages = [passage for article in articles for passage in split_passages(article)]
    assert [passage.text for passage in passages] == list(texts)
    speakers = link_speakers({article.id: list(find_quotes(article)) for article in articles})
    return SpeakerNumbers(speakers), [StoredPassage(*both) for both in zip(passages, articles, strict=True)]


def is_repeated(better, text):
    who, passages = stored(better, text)
    distinct = Distinct(who, 2)
    assert distinct.place(passages[0])
    return not distinct.place(passages[1])


REPEATED = {
    "to the letter": BRIDGE,
    "in other marks and blanks": BRIDGE.replace("“", '"').replace("”", '"').replace(" to all", "\u00a0to  all"),
    "cut at its end": BRIDGE.replace(" on Tuesday.", "."),
    "with a word changed": BRIDGE.replace("on Tuesday", "on Wednesday"),
    "the same quote, told otherwise": BRIDGE.replace(
        "Anna Brel said on Tuesday", "Brel told a meeting in the town hall"
    ),
}


@pytest.mark.parametrize("text", REPEATED.values(), ids=REPEATED)
def test_a_text_or_a_quote_is_repeated_where_nearly_all_its_words_are(text):
    assert is_repeated(BRIDGE, text)


DIFFERENT = {
    "a negation": BRIDGE.replace("will be", "will not be"),
    "a negation less": BRIDGE.replace("nobody", "everybody"),
    "another speaker": BRIDGE.replace("Anna Brel", "Paul Reid"),
    "more than that": BRIDGE.replace(" on Tuesday.", ". “The new one needs two summers more, and money,” she said."),
    "half of it": "“The old bridge over the Orvik will be closed, and I shall tell you why,” Anna Brel said.",
    "a subject in common": "“The bridge over the Orvik is old and I love it as it is,” Anna Brel said on Tuesday.",
}


@pytest.mark.parametrize("text", DIFFERENT.values(), ids=DIFFERENT)
def test_what_differs_in_what_it_says_is_kept(text):
    assert not is_repeated(BRIDGE, text)


def test_no_number_is_hidden_behind_another():
    prices = "The council said that prices of houses in Orvik rose by 14 percent from March to the end of September."
    assert is_repeated(prices, prices.replace("of houses", "of small houses"))
    assert not is_repeated(prices, prices.replace("14", "41"))
    killed = "The police said on Monday that three people were killed when a bus left the road near Orvik in the rain."
    assert is_repeated(killed, killed.replace("in the rain", "in heavy rain"))
    assert not is_repeated(killed, killed.replace("three", "thirteen"))


def test_no_name_is_hidden_behind_another():
    report = "The police said on Monday that some people were hurt when a bus left the road near Orvik in the rain."
    assert is_repeated(report, report.replace("Monday", "Friday"))
    assert not is_repeated(report, report.replace("Orvik", "Tarnow"))


def test_short_words_are_repeated_only_to_the_word():
    assert is_repeated("“No comment,” Anna Brel said.", "“No comment”, Anna Brel said.")
    assert not is_repeated("“No comment,” Anna Brel said.", "“No, comment it,” Anna Brel said.")


def test_an_excerpt_hides_nothing_of_the_whole():
    whole = "“The ferry will run all day and half of the night, and the bridge will open again in May,” Anna Brel said."
    excerpt = "“The ferry will run all day and half of the night,” Anna Brel said."
    assert is_repeated(whole, excerpt)
    assert not is_repeated(excerpt, whole)


def test_the_others_are_named_once_each_and_never_the_article_itself():
    who, (first, *others) = stored(BRIDGE, BRIDGE, BRIDGE)
    distinct = Distinct(who, 2)
    assert [distinct.place(each) for each in (first, *others, first, others[0])] == [True, *[False] * 4]
    assert distinct.also_in(0) == tuple(other.article for other in others)


def test_no_more_are_kept_than_asked_for_and_the_rest_still_counts_to_them():
    who, passages = stored(BRIDGE, "It rains in Orvik.", BRIDGE)
    distinct = Distinct(who, 1)
    assert [distinct.place(each) for each in passages] == [True, False, False]
    assert [article.id for article in distinct.also_in(0)] == ["a2"]


@given(texts=st.lists(st.lists(st.sampled_from("a b rain no 5 Orvik said".split()), min_size=1, max_size=12)))
def test_every_passage_is_kept_or_counted_to_one_that_is_kept(texts):
    who, passages = stored(*(" ".join(words).strip() for words in texts))
    distinct = Distinct(who, len(texts))
    kept = [each for each in passages if distinct.place(each)]
    counted = [article.id for place in range(len(kept)) for article in distinct.also_in(place)]
    assert sorted([*counted, *(each.article.id for each in kept)]) == sorted(each.article.id for each in passages)


# --- in answers -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def many_papers(tmp_path_factory):
    """One agency text in 60 papers, and two articles beside it."""
    others = [
        "“The ferry will carry the lorries over the Orvik until there is a bridge again,” Anna Brel told the council.",
        "“We looked at the bridge, and its pillars have stood in salt water for too long,” Paul Reid said.",
    ]
    lines = [
        {"id": f"paper-{number}", "title": "Bridge", "source": f"Paper {number}", "published": "2024-03-05"}
        | {"text": f"{BRIDGE}\n\nIssue {number} of this paper."}
        for number in range(60)
    ] + [{"id": f"other-{number}", "text": text} for number, text in enumerate(others)]
    folder = tmp_path_factory.mktemp("papers")
    (folder / "papers.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    build([folder / "papers.jsonl"], folder / "index", Encoder.load())
    return Retriever.open(folder / "index")


@pytest.mark.parametrize("question", ["What did Anna Brel say?", "Are lorries closed out of Orvik?"])
def test_one_text_in_many_papers_is_one_hit_that_names_the_others_and_leaves_room_for_the_rest(many_papers, question):
    hits = {hit.text[:10]: hit for hit in many_papers.ask(question, k=3).hits}
    assert {"“The old b", "“The ferry"} <= set(hits)
    copied = hits["“The old b"]
    named = {copied.article.id, *(card.id for card in copied.also_in)}
    assert len(named) == len(copied.also_in) + 1 > 30
    assert named <= {f"paper-{number}" for number in range(60)}
    assert copied.also_in[0].published == datetime.date(2024, 3, 5)
    assert hits["“The ferry"].also_in == ()


def test_the_filters_hold_for_the_articles_that_are_named_too(many_papers):
    (hit,) = many_papers.ask("What did Anna Brel say about the bridge?", source="Paper 7").hits
    assert (hit.article.source, hit.also_in) == ("Paper 7", ())
