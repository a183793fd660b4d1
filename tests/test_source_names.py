"""Names of sources, as questions have them and as articles have them."""

import pytest
from onrecord.index.source_names import is_part_of_source, means_source


@pytest.mark.parametrize(
    ("words", "source", "whole", "part"),
    [
        ("the Orvik Gazette", "orvik gazette", True, True),
        ("Gazette", "orvik gazette", False, True),
        ("Orvik Gazette", "orv gazette", True, True),
        ("the Orvik Gazette", "og", True, True),
        ("the Times of Orvik", "to", True, True),
        ("the Hill Post", "orvik gazette", False, False),
        ("Orvik", "og", False, False),
        ("Orvik Gazette", "or gazette", False, False),
        ("azette", "orvik gazette", False, False),
        ("", "orvik gazette", False, False),
        ("Gazette", "", False, False),
    ],
)
def test_a_source_is_named_whole_in_part_or_where_the_articles_abbreviate_it(words, source, whole, part):
    assert (means_source(words, source), is_part_of_source(words, source)) == (whole, part)
