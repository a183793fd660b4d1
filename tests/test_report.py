"""The report: figures that are counted, and a page that stands by itself and that no article can change."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from onrecord.index import Encoder, build
from onrecord.index.generation import generation_ids, open_current
from onrecord.index.report_charts import HEIGHT, MOST_COLUMNS, WIDTH, axis_of, columns, share
from onrecord.index.report_page import MOST_SHOWN, render_page
from onrecord.index.reporting import MOST_REJECTIONS, MOST_SOURCES, MonthCount, report
from onrecord.index.roster import Roster

EVIL = "<script>alert(1)</script>"
TURNED = "News \u202etxet"
VOID = {"meta"}


@pytest.fixture(scope="module")
def index(tmp_path_factory, tiny_encoder):
    """An index of hostile articles: twelve sources, some without a date, and more faults than are listed."""
    folder = tmp_path_factory.mktemp("report")
    names = ["TASS", "AP", EVIL, TURNED, "L" * 5000, *(f"Paper {number}" for number in range(7))]
    lines = []
    for place, name in enumerate(names):
        for copy in range(len(names) - place):
            text = f"“It rains on day {place} and {copy},” said mayor Ann Lee.\n\nHe said that it was fine."
            day = None if copy == 1 else f"2024-{copy + 1:02}-02"
            lines.append({"title": EVIL, "text": text, "source": name, "published": day})
    lines.append({"text": f"“It snows,” said {EVIL} Day.", "url": "javascript:alert(1)"})
    source = folder / "articles.jsonl"
    source.write_text("".join(json.dumps(line) + "\n" for line in lines) + "{<img src=x onerror=alert(1)>\n" * 60)
    build([source], folder / "index", Encoder.load(str(tiny_encoder)))
    return folder / "index"


@pytest.fixture(scope="module")
def found(index):
    return report(open_current(index))


class Page(HTMLParser):
    """The elements of a page, which must be balanced."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] not in {"style", "title"}:
            self.words.append(data)

    def all(self, tag):
        return [known for name, known in self.elements if name == tag]


# --- figures --------------------------------------------------------------------------------------


def test_articles_are_counted_by_source_and_month_and_those_without_a_date_apart(found):
    tass, *_ = found.sources
    assert (tass.name, tass.articles, tass.undated) == ("TASS", 12, 1)
    assert [each.month for each in tass.months] == [f"2024-{month:02}" for month in (1, *range(3, 13))]
    assert len(found.sources) == MOST_SOURCES
    assert found.others
    assert (found.others.sources, found.others.articles) == (4, 4 + 3 + 2 + 1 + 1)
    assert (found.all_articles.articles, found.all_articles.sources) == (found.counts.articles, 12)
    parts = [*found.sources, found.others]
    assert sum(part.articles for part in parts) == found.counts.articles == 79
    assert sum(part.undated for part in parts) == found.all_articles.undated
    assert (str(found.first), str(found.last)) == ("2024-01-02", "2024-12-02")


def test_speakers_are_those_of_the_roster_and_quotes_are_counted_each_once(found, index):
    with Roster.open(index) as roster:
        every = roster.everybody()
    assert [(s.name, s.description, s.quotes, s.articles) for s in found.speakers] == [
        (s.name, s.description, s.quotes, s.article_count) for s in every
    ]
    for counts in (found.quotes.kind, found.quotes.attribution, found.quotes.confidence):
        assert sum(counts.values()) == found.counts.quotes > 0
    assert found.quotes.kind["direct"] > found.quotes.kind["mixed"]


def test_the_last_build_and_what_it_could_not_read_are_told(found, index):
    assert (found.generation,) == tuple(generation_ids(index))
    assert (found.last_build.command, found.last_build.changes.added) == ("build", 79)
    assert (len(found.rejections), found.rejected) == (MOST_REJECTIONS, 60)
    assert found.rejections[0].line == 80


# --- charts ---------------------------------------------------------------------------------------


def months(*names):
    return [MonthCount(month=name, articles=1) for name in names]


@pytest.mark.parametrize(
    ("named", "unit", "size", "ends"),
    [
        (("2015-11",), "month", 1, ("2015-11", "2015-11")),
        (("2015-11", "2016-02"), "month", 4, ("2015-11", "2016-02")),
        (("2013-01", "2015-12"), "month", 36, ("2013-01", "2015-12")),
        (("2012-12", "2015-12"), "year", 4, ("2012", "2015")),
        (("1970-01", "2015-12"), "decade", 5, ("1970s", "2010s")),
        (("0001-01", "9999-12"), "century", 100, ("0000–0099", "9900–9999")),
    ],
)
def test_periods_are_as_short_as_fit(named, unit, size, ends):
    axis = axis_of(months(*named))
    assert axis
    assert (axis.unit, len(axis.periods), (axis.periods[0], axis.periods[-1])) == (unit, size, ends)
    assert axis.counts(months(*named))[0] >= 1


def test_without_a_date_there_is_no_chart():
    assert axis_of([]) is None


@given(st.dictionaries(st.dates().map(lambda day: f"{day:%Y-%m}".zfill(7)), st.integers(1, 10**6), min_size=1))
def test_every_article_is_in_one_column_and_every_column_in_the_chart(counted):
    listed = [MonthCount(month=month, articles=count) for month, count in counted.items()]
    axis = axis_of(listed)
    assert axis
    counts = axis.counts(listed)
    assert len(axis.periods) == len(set(axis.periods)) <= max(MOST_COLUMNS, 100)
    laid = columns(axis, counts, max(counts))
    assert sum(column.count for column in laid) == sum(counts) == sum(counted.values())
    for column in laid:
        assert 0 <= column.x <= column.x + column.width <= WIDTH + 0.02
        assert 0 <= column.y <= column.y + column.height <= HEIGHT + 0.02


def test_a_bar_is_as_long_as_its_share():
    assert (share(1, 4), share(0, 0), share(4, 4)) == (25.0, 0.0, 100.0)


# --- the page -------------------------------------------------------------------------------------


def test_the_page_is_balanced_has_no_script_and_refers_to_nothing(found):
    page = Page(render_page(found))
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form", "a", "base", "image", "use"}
    names = {name for _, known in page.elements for name in known}
    assert not [name for name in names if name.startswith("on")]
    assert not names & {"src", "href", "srcset", "xlink:href", "action", "style"}
    assert "url(" not in render_page(found)
    assert "@import" not in render_page(found)
    (policy,) = [known["content"] for known in page.all("meta") if known.get("http-equiv")]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"
    assert page.all("html") == [{"lang": "en"}]


def test_every_chart_has_a_text_alternative_and_headings_have_their_order(found):
    page = Page(render_page(found))
    ids = [known["id"] for known in page.all("title") if "id" in known]
    charts = [known for known in page.all("svg") if known.get("role") == "img"]
    assert [known["aria-labelledby"] for known in charts] == ids
    assert len(set(ids)) == MOST_SOURCES + 2
    assert all(known.get("role") == "img" or known.get("aria-hidden") == "true" for known in page.all("svg"))
    levels = [int(tag[1]) for tag, _ in page.elements if tag in {"h1", "h2", "h3"}]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert {known.get("scope") for known in page.all("th")} == {"row", "col"}


def test_what_articles_hold_is_shown_as_text_bounded_and_unturned(found):
    # Reading leaves out what turns the direction of writing; the page does not rely on that.
    turned = found.sources[3].model_copy(update={"name": TURNED})
    text = render_page(found.model_copy(update={"sources": (*found.sources, turned)}))
    page = Page(text)
    assert EVIL in page.words
    assert "News \\u202etxet" in page.words
    assert "\u202e" not in text
    assert "<img" not in text
    assert "L" * MOST_SHOWN not in text
    assert f"{'L' * (MOST_SHOWN - 1)}…" in page.words
    assert "and 10 more" in page.words


def test_the_same_report_is_the_same_page(found, index):
    assert render_page(found) == render_page(report(open_current(index)))


def test_an_empty_index_and_one_without_dates_have_a_page(tmp_path, tiny_encoder):
    encoder = Encoder.load(str(tiny_encoder))
    (tmp_path / "none").mkdir()
    empty = report(build([tmp_path / "none"], tmp_path / "index", encoder).generation)
    assert "The index is empty." in Page(render_page(empty)).words
    (tmp_path / "none" / "a.txt").write_text("It rained.")
    undated = report(build([tmp_path / "none"], tmp_path / "index", encoder).generation)
    words = Page(render_page(undated)).words
    assert "1 article, none of them with a date." in words
    assert "Source unknown" in words
    assert "Nobody is quoted." in words


# --- the command ----------------------------------------------------------------------------------


def test_the_command_writes_the_page_whole_and_prints_the_same_figures(onrecord, elsewhere, index, found):
    (elsewhere / "report.html").write_text("old")
    ran = onrecord("report", "--html", "report.html", "--index", index)
    assert (ran.status, ran.out, ran.err) == (0, f"wrote report.html: generation {found.generation}\n", "")
    assert (elsewhere / "report.html").read_text(encoding="utf-8") == render_page(found)
    assert os.listdir(elsewhere) == ["report.html"]
    assert json.loads(onrecord("report", "--json", "--index", index).out) == found.model_dump(mode="json")


def test_a_page_goes_to_a_device_as_it_is_and_through_a_link_to_its_file(onrecord, elsewhere, index, found):
    (elsewhere / "device").symlink_to("/dev/null")
    (elsewhere / "link").symlink_to("page.html")
    for name in ("device", "link"):
        assert onrecord("report", "--html", name, "--index", index).status == 0
        assert (elsewhere / name).is_symlink()
    assert (elsewhere / "page.html").read_text(encoding="utf-8") == render_page(found)


def test_what_cannot_be_reported_or_written_is_one_line(onrecord, elsewhere, index):
    assert onrecord("report", "--index", index).error.endswith("say which: --html FILE or --json")
    assert "there is no index in" in onrecord("report", "--json").error
    for file in (".", "gone/report.html", "x" * 300):
        assert "cannot be written" in onrecord("report", "--html", file, "--index", index).error
    assert os.listdir(elsewhere) == []


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium is installed to open the page in")
@pytest.mark.parametrize("width", [360, 1200])
def test_a_browser_shows_the_page_without_a_sideways_scroll_and_runs_nothing(found, tmp_path, width):
    page = tmp_path / "page.html"
    page.write_text(render_page(found), encoding="utf-8")
    # The page forbids scripts; one around it, of another file, looks at it in a frame of a phone's width.
    look = "const p = f.contentDocument; document.title = [p.title, p.documentElement.scrollWidth].join('|')"
    frame = tmp_path / "frame.html"
    frame.write_text(f'<iframe id="f" src="page.html" width="{width}" height="800" onload="{look}"></iframe>')
    options = "--headless --no-sandbox --disable-gpu --allow-file-access-from-files --virtual-time-budget=3000"
    command = ["chromium", *options.split(), f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", frame.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    title, shown = done.stdout.split("<title>")[1].split("</title>")[0].split("|")
    assert title == "On the Record: what the index holds"
    assert int(shown) <= width
