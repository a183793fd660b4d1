"""CSV and TSV: columns by their names, rows by the header, and a bad row that costs only itself."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onrecord.corpus import Article, ArticleError, DateOrigin, Notice
from onrecord.corpus.reading.raw import MAX_FILE_BYTES

from tests.articles import found_in


@pytest.fixture
def read(tmp_path):
    def read(data, name="a.csv"):
        (tmp_path / name).write_bytes(data.encode() if isinstance(data, str) else data)
        return found_in(tmp_path / name)

    return read


def in_brief(found):
    return [
        one.text if isinstance(one, Article) else one.line if isinstance(one, ArticleError) else None for one in found
    ]


@pytest.mark.parametrize(
    ("name", "data", "wanted"),
    [
        ("a.csv", "id,title,text,source,author,published,url\nI,T,x,S,A,2015-11-28,U", "ITxSAU"),
        ("a.csv", "ID,Headline,Body,Publisher,Byline,Date,Link\nI,T,x,S,A,2015-11-28T10:00:00Z,U", "ITxSAU"),
        ("a.csv", "id;headline;content;outlet;authors;published_at;link\nI;T;x;S;A;2015-11-28 10:00;U", "ITxSAU"),
        (
            "a.csv",
            "id\theadline\tarticle\tpublication\tauthor\tpublish_date\tlink\nI\tT\tx\tS\tA\t2015-11-28\tU",
            "ITxSAU",
        ),
        ("a.tsv", "id\theadline\ttext\tsource\tauthor\tdate\turl\r\nI\tT\tx\tS\tA\t2015-11-28\tU\r\n", "ITxSAU"),
        ("a.csv", "\ufeff\n\n id , title ,text,source,author,date,url\nI,T,x,S,A,2015-11-28,U", "ITxSAU"),
        ("a.csv", "id,title,text,source,author,date,url\rI,T,x,S,A,2015-11-28,U\r", "ITxSAU"),
    ],
)
def test_columns_are_found_by_name(read, name, data, wanted):
    (article,) = read(data, name)
    assert "".join([article.id, article.title, article.text, article.source, article.author, article.url]) == wanted
    assert (str(article.published), article.published_from) == ("2015-11-28", DateOrigin.COLUMN)


def test_the_first_name_for_the_text_is_taken_and_the_others_are_kept(read):
    (article,) = read("content,text,id,id\nother,x,one,two")
    assert (article.text, article.id, article.extra) == ("x", "one", '{"content": "other"}')


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        ("", None, "an empty table"),
        ("\n\n", None, "an empty table"),
        (
            "title,date\na,b",
            1,
            "no column with the text: found 'title', 'date'; wanted one of text, body, content, article",
        ),
        ("\ntitle\na", 2, "no column with the text: found 'title'"),
        ("a" * 200_000, 1, "a header of more than 100000 characters"),
        (b"\xff\xfet\x00e\x00x\x00t\x00\n\x00a", 2, "not UTF-16"),
    ],
)
def test_a_table_without_a_column_for_the_text_is_one_fault(read, data, line, reason):
    (fault,) = read(data)
    assert fault.line == line
    assert fault.reason.startswith(reason)


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ('a,"x\ny, ""z"""\nb,w', ['x\ny, "z"', "w"]),
        ("a,x\n\n\nb,y", ["x", "y"]),
        ("a,x\nb,y,z\nc\nd,w", ["x", 3, 4, "w"]),
        ('a,"x" y\nb,z', [2, "z"]),
        ('a,x\nb,"never closed\nc,d', ["x", 3]),
        ("a,x\nb, \nc,y", ["x", 3, "y"]),
        ('a,"x\n\n"\n"b,\nc,y\n"b,c', ["x", 5]),
    ],
)
def test_a_bad_row_costs_only_itself(read, rows, wanted):
    assert in_brief(read(f"title,text\n{rows}")) == wanted


def test_a_quotation_mark_that_is_never_closed_says_that_the_rest_is_lost(read):
    article, fault = read('title,text\na,x\nb,"never closed\nc,d\ne,f\n')
    assert article.title == "a"
    assert (fault.line, fault.reason) == (
        3,
        "no row that can be read: a quotation mark that is never closed; the rest is not read",
    )


@pytest.mark.parametrize("date", ["2015/11/28", "November 28, 2015", "28 Nov 2015", "Sat, 28 Nov 2015 23:00:00 -0500"])
def test_a_date_that_can_be_only_one_day_is_read(read, date):
    (article,) = read(f'date,text\n"{date}",y')
    assert (str(article.published), article.published_from) == ("2015-11-28", DateOrigin.COLUMN)


def test_a_row_with_a_date_of_another_form_is_a_fault(read):
    article, fault = read("date,text\nunknown,x\n28.11.2015,y")
    assert (article.published, article.published_from) == (None, None)
    assert (fault.line, fault.reason) == (3, "date: found '28.11.2015'; wanted ISO 8601, such as 2015-11-28")


def test_a_damaged_byte_spoils_one_row(read):
    rows = "".join(f"{n},“{n} — naïve”\n" for n in range(1_000)).encode()
    found = read(b"id,text\n" + rows.replace("“500".encode(), b"\xff\xfe500"))
    (fault,) = (one for one in found if isinstance(one, ArticleError))
    assert (fault.line, fault.reason) == (502, "not UTF-8: byte 0xff; save the file as UTF-8")
    assert (len(found), found[1].text) == (1_000, "“1 — naïve”")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_a_byte_order_mark_is_believed(read, encoding):
    assert in_brief(read("text\ntitle\n“Čau”\n".encode(encoding))) == ["title", "“Čau”"]


def test_a_guessed_encoding_is_told(read):
    notice, article = read("text;title\n“It’s time,” she said.;\n".encode("cp1252"))
    assert isinstance(notice, Notice)
    assert "windows-1252, which was guessed" in notice.what
    assert article.text == "“It’s time,” she said."


@pytest.mark.slow
def test_a_table_larger_than_any_text_is_read_row_by_row(tmp_path):
    row = '"' + "It rains. " * 100_000 + '"\n'
    with (tmp_path / "a.csv").open("w") as file:
        file.write("text\n" + row * 34)
        file.write('"' + "x" * (MAX_FILE_BYTES + 1) + '"\n' + row)
    *articles, fault = found_in(tmp_path / "a.csv")
    assert len(articles) == 34
    assert (fault.line, fault.reason[:10], fault.reason[-20:]) == (36, "a cell of ", " the rest is not read"[1:])


cells = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=9).filter(str.strip)


@settings(deadline=None)
@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=5), st.sampled_from(",;\t"))
def test_what_is_written_as_a_table_is_read_back(tmp_path_factory, rows, delimiter):
    path = tmp_path_factory.getbasetemp() / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
        writer.writerows([("note", "text"), *rows])
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    found = found_in(path)
    assert len(found) == len(rows)
    assert all(isinstance(one, Article) or one.reason.startswith("no text") for one in found)
