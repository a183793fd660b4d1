"""The word lists: each word once, as the code looks it up, and none that could be a person or an outlet."""

import ast
from collections import Counter
from pathlib import Path

import pytest
from onrecord.corpus import lexicon

SOURCE = ast.parse(Path(lexicon.__file__).read_text(encoding="utf-8"))
LISTS = {
    f"{node.func.id} in line {node.lineno}": node.args[0].value
    for node in ast.walk(SOURCE)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and isinstance(node.args[0], ast.Constant)
    if isinstance(node.args[0].value, str)
}


@pytest.mark.parametrize("name", LISTS)
def test_every_word_of_a_list_stands_in_it_once_and_in_small_letters(name: str) -> None:
    words = str(LISTS[name]).split()
    assert [word for word, times in Counter(words).items() if times > 1 or word != word.lower()] == []


def test_no_given_name_tells_two_genders() -> None:
    assert lexicon.GENDER_OF_GIVEN_NAME["anna"] == "f"
    assert lexicon.GENDER_OF_GIVEN_NAME["paul"] == "m"
    assert "jean" not in lexicon.GENDER_OF_GIVEN_NAME
