"""The lexical index: BM25 by the book, words that fold alike, no syntax, and folders that it never writes into."""

from __future__ import annotations

import math
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onrecord.index.errors import IndexDamaged, StoreError
from onrecord.index.lexical import STOP_WORDS, LexicalDocument, LexicalIndex

PASSAGES = (
    ("The Kurds fight the terrorists in Syria, Peskov said.", (1,), 0),
    ("Turkey shot down a Russian bomber; Turkey denies it.", (2, 3), 0),
    ("Peskov called the U.S.-led coalition in Syria a mistake.", (1, 2), 1),
    ("They told us nothing.", (), 1),
    ("Peskov spoke of Turkey.", (1,), 2),
)
ANYTHING = st.text(st.characters(exclude_categories=()))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    return LexicalIndex.build(tmp_path_factory.mktemp("index") / "lexical", documents())


def documents() -> Iterator[LexicalDocument]:
    for row, (text, speakers, article) in enumerate(PASSAGES):
        yield LexicalDocument(row=row, text=text, speakers=speakers, article=article)


def asked(question: str) -> list[set[str]]:
    return [{term} for term in dict.fromkeys(LexicalIndex.content_terms(question))]


def rows(index: LexicalIndex, question: str) -> list[int]:
    return [row for row, _ in index.search(asked(question), 10)]


def bm25(question: str) -> dict[int, float]:
    """The formula of the paper, on the passages; their lengths are exact in tantivy up to 40 words."""
    texts = [LexicalIndex.terms(text) for text, _, _ in PASSAGES]
    average = sum(map(len, texts)) / len(texts)
    scores: defaultdict[int, float] = defaultdict(float)
    for term in set(LexicalIndex.content_terms(question)):
        holding = sum(term in terms for terms in texts)
        rarity = math.log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
        for row, terms in enumerate(texts):
            if count := terms.count(term):
                length = 1.2 * (0.25 + 0.75 * len(terms) / average)
                scores[row] += rarity * count * 2.2 / (count + length)
    return dict(scores)


@pytest.mark.parametrize(
    "question",
    [
        "Kurds",
        "Turkey",
        "What did Peskov say about Syria?",
        "Turkey Turkey turkey",
        "US terrorists in Turkey or Russian coalition",
        "told us nothing",
    ],
)
def test_scores_are_bm25_best_first(index: LexicalIndex, question: str) -> None:
    expected = sorted(bm25(question).items(), key=lambda hit: -hit[1])
    found = index.search(asked(question), 10)
    assert [row for row, _ in found] == [row for row, _ in expected]
    assert [score for _, score in found] == pytest.approx([score for _, score in expected], rel=1e-5)
    assert index.search(asked(question), 1) == found[:1]


def test_words_that_stand_for_one_another_count_once_by_the_best(index: LexicalIndex) -> None:
    syria, kurds, turkey = (dict(index.search([{term}], 10)) for term in ("syria", "kurd", "turkey"))
    best = {0: max(syria[0], kurds[0]), 2: syria[2]}
    assert dict(index.search([{"syria", "kurd", "nowhere"}], 10)) == pytest.approx(best, rel=1e-5)
    assert dict(index.search([{"syria", "kurd"}, set(), {"turkey"}], 10)) == pytest.approx(best | turkey, rel=1e-5)


@pytest.mark.parametrize("concepts", [[], [set()], [set(), set()]])
def test_no_words_find_nothing(index: LexicalIndex, concepts: list[set[str]]) -> None:
    assert index.search(concepts, 10) == []
    assert index.search(concepts, 10, speakers=[1]) == []


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, [4, 0, 2]),
        ({"speakers": [1]}, [4, 0, 2]),
        ({"speakers": [2]}, [2]),
        ({"speakers": [2, 3]}, [2]),
        ({"speakers": [9]}, []),
        ({"speakers": []}, []),
        ({"articles": [0, 2]}, [4, 0]),
        ({"articles": [1], "speakers": [1]}, [2]),
        ({"articles": [0], "speakers": [3]}, []),
    ],
)
def test_filters_leave_passages_out_and_scores_alone(
    index: LexicalIndex, filters: dict[str, list[int]], expected: list[int]
) -> None:
    scores = dict(index.search(asked("Peskov"), 10))
    assert index.search(asked("Peskov"), 10, **filters) == [(row, scores[row]) for row in expected]


def test_equal_scores_come_in_the_order_of_rows_also_where_the_list_ends(tmp_path: Path) -> None:
    same = [LexicalDocument(row=row, text="the same words") for row in range(300)]
    index = LexicalIndex.build(tmp_path / "lexical", same)
    for k in (1, 7, 299, 300, 1000):
        assert [row for row, _ in index.search(asked("words"), k)] == list(range(min(k, 300)))


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Peskov’s", "peskov"),
        ("Peskov's", "peskov"),
        ("PESKOV'S", "peskov"),
        ("the soldiers’ boots", "the soldier boot"),
        ("don’t", "dont"),
        ("O'Brien", "obrien"),
        ("U.S.", "usa"),
        ("U.S.'s", "usa"),
        ("u.s.", "usa"),
        ("US", "usa"),
        ("USA", "usa"),
        ("U.S.A.", "usa"),
        ("the us", "usa"),
        ("the United  States of America", "the usa"),
        ("united states", "usa"),
        ("told us", "told us"),
        ("Us", "us"),
        ("BUS", "bus"),
        ("U.N. and UN", "un and un"),
        ("J.K. Rowling", "jk rowl"),
        ("at 5 p.m. sharp", "at 5 pm sharp"),
        ("the end.Then", "the end then"),
        ("Erdoğan Łódź Straße naïve İzmir", "erdogan lodz strass naiv izmir"),
        ("ﬁve ＵＳ", "five usa"),
        ("ter\u00adror\u200bists", "terrorist"),
        ("anti-terrorist Su-24 U.S.-led", "anti terrorist su 24 usa led"),
        ("1,000 and 1,00 and 12,345,678", "1000 and 1 00 and 12345678"),
        ("fighting fights fought", "fight fight fought"),
        ("снова Путина", "снова путина"),
        ("\ud800 😀 \0 _ ' \"", ""),
        ("a" * 65, ""),
        ("a" * 64, "a" * 64),
    ],
    ids=ascii,
)
def test_words_fold_alike(text: str, terms: str) -> None:
    assert LexicalIndex.terms(text) == terms.split()


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("What did he say about the Kurds?", "say kurd"),
        ("What did they tell us?", "tell"),
        ("What about the US?", "usa"),
        ("Who is he?", "who is he"),
        ("What don’t they like?", "like"),
        ("?", ""),
    ],
)
def test_stop_words_are_left_out_of_a_question_unless_nothing_else_is_left(question: str, terms: str) -> None:
    assert LexicalIndex.content_terms(question) == terms.split()


def test_every_stop_word_is_a_word_as_a_question_is_split() -> None:
    assert LexicalIndex.content_terms(" ".join(STOP_WORDS) + " Kurds") == ["kurd"]


def test_the_united_states_are_found_by_any_of_their_names_and_not_by_the_pronoun(index: LexicalIndex) -> None:
    for name in ("US", "U.S.", "USA", "the United States", "the us"):
        assert rows(index, name) == [2]
    assert rows(index, "us") == [3]


def test_a_question_of_stop_words_alone_still_finds_them(index: LexicalIndex) -> None:
    assert rows(index, "they") == [3]


def test_document_frequency_counts_the_passages_that_hold_a_term(index: LexicalIndex) -> None:
    assert index.count == len(PASSAGES)
    frequencies = {term: index.document_frequency(term) for term in ("turkey", "peskov", "usa", "Turkey", "nobody")}
    assert frequencies == {"turkey": 2, "peskov": 3, "usa": 1, "Turkey": 0, "nobody": 0}


def test_two_words_find_the_compound_that_passages_write_as_one(tmp_path: Path) -> None:
    index = LexicalIndex.build(tmp_path / "lexical", [LexicalDocument(row=0, text="Ceasefires hold.")])
    assert index.question_terms("the cease-fires today") == {"ceas": {"ceasefir"}, "fire": {"ceasefir"}, "today": set()}
    assert index.question_terms("the truce of today") == {"truce": set(), "today": set()}
    assert index.question_terms("the") == {"the": set()}
    assert index.question_terms("") == {}


@pytest.mark.parametrize(
    "question",
    [
        '" OR * NEAR(',
        "text:Turkey",
        "+Turkey -Peskov",
        "Turkey~2^5",
        "/tur.*/",
        "[a TO z]",
        "turk*",
        "IN [1]",
        "(((",
        "\\",
    ],
)
def test_operators_are_words_or_nothing(index: LexicalIndex, question: str) -> None:
    assert dict(index.search(asked(question), 10)) == pytest.approx(bm25(question), rel=1e-5)


@settings(deadline=None)
@given(question=ANYTHING, k=st.integers(-1, 10))
def test_any_string_can_be_asked(index: LexicalIndex, question: str, k: int) -> None:
    found = index.search(asked(question), k)
    assert len(found) <= max(k, 0)
    assert all(score > 0 for _, score in found)


@given(text=ANYTHING)
def test_terms_are_stable_words(text: str) -> None:
    terms = LexicalIndex.terms(text)
    assert all(term and not any(map(str.isspace, term)) for term in terms)
    assert LexicalIndex.terms(text.replace("'", "’")) == terms


@settings(deadline=None, max_examples=25)
@given(texts=st.lists(ANYTHING, max_size=8))
def test_any_text_can_be_indexed_and_is_found_by_its_own_words(texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        passages = [LexicalDocument(row=row, text=text) for row, text in enumerate(texts)]
        index = LexicalIndex.build(Path(folder) / "lexical", passages)
        for row, text in enumerate(texts):
            assert (row in rows(index, text)) == bool(LexicalIndex.terms(text))


def test_a_question_of_100_000_characters_is_answered(index: LexicalIndex) -> None:
    assert rows(index, "x" * 100_000) == []
    assert rows(index, "a." * 50_000) == []
    assert set(rows(index, "Turkey " * 14_000)) == {1, 4}


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    index = LexicalIndex.build(tmp_path / "lexical", [])
    assert (index.count, index.search(asked("Turkey"), 5), index.document_frequency("turkey")) == (0, [], 0)


def test_what_is_built_is_needed_unchanged_by_use_and_readable_by_others(tmp_path: Path) -> None:
    def state() -> dict[str, tuple[int, int]]:
        return {file.name: (file.stat().st_mtime_ns, file.stat().st_mode) for file in (tmp_path / "lexical").iterdir()}

    LexicalIndex.build(tmp_path / "lexical", documents())
    built = state()
    assert sum(name.endswith(".term") for name in built) == 1
    assert not any(name.startswith(".") for name in built)
    assert len({mode for _, mode in built.values()}) == 1
    assert rows(LexicalIndex.open(tmp_path / "lexical"), "Kurds") == [0]
    assert state() == built


def test_an_open_index_outlives_its_folder(tmp_path: Path) -> None:
    index = LexicalIndex.build(tmp_path / "lexical", documents())
    (tmp_path / "lexical").rename(tmp_path / "elsewhere")
    assert rows(index, "Kurds") == [0]
    shutil.rmtree(tmp_path / "elsewhere")
    assert rows(index, "Peskov Turkey") == [4, 1, 0, 2]
    assert index.document_frequency("turkey") == 2


def test_an_index_is_searched_on_a_folder_that_nobody_may_write() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder) / "lexical"
        LexicalIndex.build(path, documents())
        path.chmod(0o555)
        code = f"""
import os
from pathlib import Path
from onrecord.index.lexical import LexicalIndex
if os.getuid() == 0:  # whom no permission stops
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
path = Path({str(path)!r})
assert not os.access(path, os.W_OK)
print([row for row, _ in LexicalIndex.open(path).search([["kurd"]], 5)])
"""
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        path.chmod(0o755)
    assert (done.stdout, done.stderr) == ("[0]\n", "")


@pytest.mark.parametrize("place", ["file", "file/lexical", "folder"])
def test_an_index_is_written_into_a_new_folder_or_not_at_all(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreError, match=place) as caught:
        LexicalIndex.build(tmp_path / place, documents())
    assert "\n" not in str(caught.value)


def test_a_full_disk_is_an_error_in_one_line(tmp_path: Path) -> None:
    code = f"""
import resource
from pathlib import Path
from onrecord.index.errors import StoreError
from onrecord.index.lexical import LexicalDocument, LexicalIndex
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))  # files may not grow further, as on a full disk
try:
    texts = (" ".join(f"{{row}}w{{word}}" for word in range(100)) for row in range(2_000))
    passages = (LexicalDocument(row=row, text=text) for row, text in enumerate(texts))
    LexicalIndex.build(Path({str(tmp_path / "lexical")!r}), passages)
except StoreError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.startswith(f"the index in {tmp_path / 'lexical'} cannot be used: ")
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def test_an_error_of_the_passages_is_not_mistaken_for_one_of_the_index(tmp_path: Path) -> None:
    def failing() -> Iterator[LexicalDocument]:
        yield from documents()
        raise ValueError("a passage of one's own")

    with pytest.raises(ValueError, match="of one's own") as caught:
        LexicalIndex.build(tmp_path / "lexical", failing())
    assert caught.type is ValueError


@pytest.mark.parametrize("kind", ["meta.json", "*.term", "*.idx", "*.store", "*.fast", "*.fieldnorm"])
@pytest.mark.parametrize(
    "damage",
    [Path.unlink, lambda file: file.write_bytes(b""), lambda file: file.write_bytes(file.read_bytes()[:-20])],
    ids=["missing", "empty", "cut"],
)
def test_a_missing_or_cut_file_is_refused(tmp_path: Path, kind: str, damage: Callable[[Path], object]) -> None:
    LexicalIndex.build(tmp_path / "lexical", documents())
    (file,) = (tmp_path / "lexical").glob(kind)
    damage(file)
    with pytest.raises(IndexDamaged, match="no readable full-text index") as caught:
        LexicalIndex.open(tmp_path / "lexical")
    assert "\n" not in str(caught.value)


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexDamaged, match="the folder lexical is missing"):
        LexicalIndex.open(tmp_path / "lexical")


def test_threads_find_the_same(index: LexicalIndex) -> None:
    questions = ["Peskov Turkey", "Kurds in Syria", "US", "nothing"] * 100
    alone = [index.search(asked(question), 5) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda question: index.search(asked(question), 5), questions)) == alone


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("IS is there", ["is0", "is", "there"]),
        ("the WHO knows who", ["the", "who0", "know", "who"]),
        ("WHO IS THERE", ["who", "is", "there"]),
    ],
)
def test_an_acronym_is_not_the_stop_word_that_it_looks_like(text: str, terms: list[str]) -> None:
    assert LexicalIndex.terms(text) == terms
