"""JSON Lines of any length: read line by line, in the memory of one, with each fault in its place."""

import json
import tracemalloc

import pytest
from onrecord.corpus import Article, ArticleError
from onrecord.corpus.reading.raw import MAX_FILE_BYTES

from tests.articles import found_in


def test_one_bad_line_among_ten_thousand_costs_only_itself(tmp_path):
    lines = [json.dumps({"id": f"a{n}", "text": f"It rains for the {n}th time."}) for n in range(10_000)]
    lines[7_000] = lines[7_000][:-3]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    found = found_in(tmp_path / "a.jsonl")
    (fault,) = (one for one in found if isinstance(one, ArticleError))
    assert (len(found), found.index(fault), fault.line) == (10_000, 7_000, 7_001)
    assert fault.reason.startswith("not JSON: ")


@pytest.mark.parametrize("mark", ["utf-16", "utf-32"])
def test_another_encoding_is_one_fault_and_not_one_a_line(tmp_path, mark):
    (tmp_path / "a.jsonl").write_bytes('{"text": "x"}\n{"text": "y"}\n'.encode(mark))
    (fault,) = found_in(tmp_path / "a.jsonl")
    assert fault.reason == "not UTF-8, which JSON Lines is; save the file as UTF-8"


def test_lines_may_end_in_any_way(tmp_path):
    (tmp_path / "a.ndjson").write_bytes(b'{"text": "a"}\r{"text": "b"}\r\n\n{"text": "c"}\n{"text": 0}')
    *articles, fault = found_in(tmp_path / "a.ndjson")
    assert ([one.text for one in articles], fault.line) == (["a", "b", "c"], 5)


@pytest.mark.slow
def test_a_line_too_long_is_one_fault_in_bounded_memory(tmp_path):
    with (tmp_path / "a.jsonl").open("wb") as file:
        file.write(b'{"text": "first"}\n')
        file.truncate(5 * MAX_FILE_BYTES)
        file.seek(0, 2)
        file.write(b'\n{"text": "last"}\n')
    tracemalloc.start()
    first, fault, last = found_in(tmp_path / "a.jsonl")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(first, Article)
    assert (first.text, fault.line, last.text) == ("first", 2, "last")
    assert fault.reason == f"a line of more than {MAX_FILE_BYTES} bytes"
    assert peak < 3 * MAX_FILE_BYTES
