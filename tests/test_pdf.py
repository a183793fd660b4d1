"""PDF: the words of a document page by page, what its metadata say, and documents that hold no text."""

import datetime
import io
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onrecord.corpus import Article, ArticleError, DateOrigin, Notice
from pypdf import PdfReader, PdfWriter

from tests.articles import found_in

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def pdf(*pages, **metadata):
    """A document with these lines on its pages; a page is the words of its lines."""
    shown = ("".join(f"({line}) Tj T* " for line in lines) for lines in pages)
    return painted(*(f"14 TL 72 720 Td {lines}" for lines in shown), **metadata)


def painted(*pages, **metadata):
    """A document whose pages are painted by these operators."""
    contents = []
    for operators in pages:
        stream = f"BT /F1 12 Tf {operators}ET".encode("cp1252")
        contents.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    first = 4
    kids = b" ".join(b"%d 0 R" % (first + 2 * n) for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        FONT,
    ]
    for n, content in enumerate(contents):
        size = b"/Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >>"
        objects += [b"<< /Type /Page %s /Contents %d 0 R >>" % (size, first + 2 * n + 1), content]
    written = b"%PDF-1.4\n"
    offsets = []
    for place, value in enumerate(objects, start=1):
        offsets.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (place, value)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(written))
    plain = written + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + trailer
    if not metadata:
        return plain
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(plain)))
    writer.add_metadata({f"/{name}": value for name, value in metadata.items()})
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@pytest.fixture
def read(tmp_path):
    def read(data):
        (tmp_path / "rain.pdf").write_bytes(data)
        return found_in(tmp_path / "rain.pdf")

    return read


def test_a_document_is_an_article_with_its_metadata(read):
    made = pdf(
        ["“It rains,” she said."], Title="Rain at last", Author="A. Writer", CreationDate="D:20151128231500-08'00'"
    )
    (article,) = read(made)
    assert (article.id, article.text) == ("rain", "“It rains,” she said.")
    assert (article.title, article.author) == ("Rain at last", "A. Writer")
    assert (article.published, article.published_from) == (datetime.date(2015, 11, 28), DateOrigin.DOCUMENT)


@pytest.mark.parametrize(
    ("pages", "wanted"),
    [
        ([["It rains.", "It pours."], ["The sun shines."]], "It rains.\nIt pours.\n\nThe sun shines."),
        ([["It rains in"], ["most of the land."]], "It rains in\nmost of the land."),
        ([["It rains in"], ["Orvik."]], "It rains in\n\nOrvik."),
        ([["The govern-", "ment said no."]], "The govern-\nment said no."),
        ([["It rains."], [], ["It pours."]], "It rains.\n\nIt pours."),
    ],
)
def test_pages_are_joined_where_a_paragraph_runs_on_and_words_are_left_as_they_are(read, pages, wanted):
    (article,) = read(pdf(*pages))
    assert (article.text, article.published, article.title) == (wanted, None, None)


LEFT = ["We will build the", "bridge this year,", "said the mayor, as", "the council met in", "the old town hall."]
RIGHT = ["Never, said Paul", "Orr, who owns the", "ferry and fears for", "his trade, and so", "do the fishermen."]


def columns(rows):
    """Operators that paint lines at places."""
    return "".join(f"1 0 0 1 {across} {height} Tm ({line}) Tj " for line, across, height in rows)


def test_columns_that_are_painted_across_are_told_and_those_one_after_the_other_are_not(read):
    heights = range(720, 720 - 14 * len(LEFT), -14)
    left = [(line, 72, height) for line, height in zip(LEFT, heights, strict=True)]
    right = [(line, 320, height) for line, height in zip(RIGHT, heights, strict=True)]
    notice, _ = read(painted(columns(left), columns(row for both in zip(left, right, strict=True) for row in both)))
    assert "columns side by side on page 2 are read line by line" in notice.what
    (article,) = read(painted(columns([*left, *right])))
    assert article.text.split() == " ".join(LEFT + RIGHT).split()


def test_a_date_that_is_none_is_left_out_and_told(read):
    notice, article = read(pdf(["It rains."], CreationDate="yesterday"))
    assert isinstance(notice, Notice)
    assert (notice.what, article.published) == ("its date was left out: no date of a PDF", None)


def encrypted(password):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(["It rains."]))))
    writer.encrypt(password, algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf([], []), "no text in it, as where pages were scanned; wanted a PDF with text"),
        (encrypted("secret"), "encrypted; save it without a password"),
        (b"", "no PDF that can be read: "),
        (b"It rains.", "no PDF that can be read: "),
        (pdf(*[["x"]] * 2_001), "2001 pages; at most 2000 are read"),
    ],
)
def test_a_document_that_cannot_be_read_is_a_fault(read, data, reason):
    (fault,) = read(data)
    assert isinstance(fault, ArticleError)
    assert fault.reason.startswith(reason)


def test_a_document_that_opens_without_a_password_is_read(read):
    (article,) = read(encrypted(""))
    assert article.text == "It rains."


WHOLE = pdf(["It rains."], Title="T")


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=9), st.integers(1, len(WHOLE)))
def test_a_damaged_document_is_an_article_or_a_fault(tmp_path_factory, changes, length):
    data = bytearray(WHOLE)
    for place, byte in changes:
        data[place] = byte
    path = tmp_path_factory.getbasetemp() / "damaged.pdf"
    path.write_bytes(data[:length])
    for found in found_in(path):
        assert isinstance(found, Article | Notice) or "\n" not in str(found)


def test_without_the_library_one_line_says_what_to_install_and_nothing_is_written_beside(tmp_path):
    (tmp_path / "a.pdf").write_bytes(WHOLE)
    (tmp_path / "b.pdf").write_bytes(b"damaged")
    code = "import sys{}; from onrecord.corpus import read_articles; print(*read_articles('.'), sep='\\n')"
    how = {"cwd": tmp_path, "capture_output": True, "text": True, "check": True}
    ran = subprocess.run([sys.executable, "-c", code.format("; sys.modules['pypdf'] = None")], **how)
    assert ran.stdout.splitlines()[0] == "a.pdf: PDF needs pypdf; install it: pip install 'onrecord[pdf]'"
    ran = subprocess.run(
        [sys.executable, "-c", code.format("")], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert ran.stdout.splitlines()[1].startswith("b.pdf: no PDF that can be read")
    assert ran.stderr == ""
