"""Several articles in one text: parted by front matter or by a separator, and named so that none is renamed."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onrecord.corpus import Article, ArticleError
from onrecord.corpus.reading.fields import Reading
from onrecord.corpus.reading.identity import content_id
from onrecord.corpus.reading.plain import read_text

from tests.articles import found_in

VOTES = "---\ntitle: Council votes\n---\nThe council voted.\n"
RAIN = "---\ntitle: It rains!\ndate: 2015-11-28\n---\nIt rains.\n"
PLAIN = "Nobody said a word.\n"


def read(text: str, separator: str | None = None) -> list[Any]:
    return [
        found.article if isinstance(found, Reading) else found
        for found in read_text(text, where="wire.md", stem="wire", separator=separator)
    ]


def named(text, separator=None):
    return {found.text: found.id for found in read(text, separator)}


PLAIN_ID = f"wire-{content_id('Nobody said a word.')[:8]}"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (f"{VOTES}\n{RAIN}", {"The council voted.": "wire-council-votes", "It rains.": "wire-it-rains"}),
        (f"{RAIN}\n\n\n{VOTES}", {"It rains.": "wire-it-rains", "The council voted.": "wire-council-votes"}),
        (f"{PLAIN}\n{RAIN}", {"Nobody said a word.": PLAIN_ID, "It rains.": "wire-it-rains"}),
        (f"\n\n{RAIN}\n{VOTES}", {"It rains.": "wire-it-rains", "The council voted.": "wire-council-votes"}),
        (f"{RAIN}\n---\nid: given\n---\nx", {"It rains.": "wire-it-rains", "x": "given"}),
        (
            f"{RAIN}\n---\nurl: https://a.example/b\n---\nx",
            {"It rains.": "wire-it-rains", "x": f"wire-{content_id('x')[:8]}"},
        ),
        (f"\n{RAIN}", {"It rains.": "wire"}),
    ],
)
def test_front_matter_begins_another_article(text, wanted):
    assert named(text) == wanted


@pytest.mark.parametrize(
    "tail",
    [
        "\n---\n",
        "\n---\nmore\n---\nand more",
        "---\ntitle: x\n---\nno blank line before it",
        "\n---\nmood: grey\n---\nno field that articles have",
        "\n---\ntitle: x\nnever closed",
        "\n---\ntitle: x\n\nsource: y\n---\na blank line in it",
        "\n---\ntitle: x\n- a\n---\nno field",
        "\n----\ntitle: x\n----\nx",
        "\n---\ntitle:x\n---\nx",
        "\n---\nSource: Agency\n---\n",
    ],
)
def test_any_other_line_of_dashes_is_part_of_the_text(tail):
    (article,) = read(f"{RAIN}{tail}")
    assert article.text == f"It rains.\n{tail}".strip("\n")
    assert article.id == "wire"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (f"{PLAIN}***\n{RAIN}", ["Nobody said a word.", "It rains."]),
        (f"***\n\n{PLAIN}*** \t\n***\n{RAIN}\n***\n", ["Nobody said a word.", "It rains."]),
        (f"{PLAIN} ***\n{RAIN}", [f"{PLAIN} ***\n{RAIN}".strip()]),
        (f"{RAIN}\n{VOTES}***\nx", [f"It rains.\n\n{VOTES}".strip(), "x"]),
    ],
)
def test_a_separator_parts_articles(text, wanted):
    assert [found.text for found in read(text, separator="***")] == wanted


def test_fields_and_faults_of_each_part_stay_its_own():
    text = f"{RAIN}\n---\ntitle: T\ndate: soon\n---\nx\n\n---\ntitle: 'a\n---\ny\n\n---\nsource: S\n---\n\n\n{VOTES}"
    rains, dated, torn, empty, votes = read(text)
    assert (rains.title, str(rains.published), votes.title, votes.published) == (
        "It rains!",
        "2015-11-28",
        "Council votes",
        None,
    )
    assert [(fault.line, fault.reason[:20]) for fault in (dated, torn, empty)] == [
        (7, "date: found 'soon'; "),
        (15, "the front matter is "),
        (18, "no text; every artic"),
    ]


def test_one_more_article_renames_no_other():
    before = named(f"{RAIN}\n{VOTES}")
    after = named(f"---\ntitle: New\n---\nNew.\n\n{RAIN}\n---\nsource: S\n---\nx\n\n{VOTES}")
    assert before.items() <= after.items()


def test_articles_of_one_title_are_told_apart_by_their_words():
    assert named(f"{RAIN}\n{RAIN.replace('It rains.', 'It still rains.')}") == {
        "It rains.": f"wire-{content_id('It rains.')[:8]}",
        "It still rains.": f"wire-{content_id('It still rains.')[:8]}",
    }


def test_a_separator_reaches_the_files_of_a_folder(tmp_path):
    (tmp_path / "a.txt").write_text("one\n%%\ntwo")
    assert [found.text for found in found_in(tmp_path, separator="%%") if isinstance(found, Article)] == [
        "one",
        "two",
    ]
    assert len(found_in(tmp_path)) == 1


def test_many_lines_of_dashes_take_no_time():
    assert len(read("x\n\n" + "---\n\n" * 200_000 + "x")) == 1
    assert len(read("x\n\n" + "---\ntitle: x\n" * 100_000)) == 2


rows = st.lists(st.sampled_from(["---", "title: a", "date: x", "text", "", "- a", "***", "...", "id: b"]), max_size=14)


@settings(deadline=None)
@given(rows, st.sampled_from([None, "***", "---", "text"]))
def test_no_word_of_the_texts_is_lost_or_comes_twice(rows, separator):
    found = read("\n".join(rows), separator)
    if not any(isinstance(one, ArticleError) for one in found):
        read_rows = [row for one in found for row in one.text.split("\n")]
        for word in {"text", "- a"} - {separator}:
            assert read_rows.count(word) == rows.count(word) or word == "- a"
