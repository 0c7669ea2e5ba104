"""The page: nothing runs, nothing is fetched, headings and landmarks are in order."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html import escape
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from invented_strategies import company, empty, many, one_department, with_texts
from payloads import PAYLOADS

from kit.model.decision import Evidence, Finding, Operator, Severity
from kit.model.report import FindingList, Section, Table, TableColumn, TableRow
from kit.model.strategy import Strategy
from kit.show.report import html
from kit.show.report.page import wrappable
from kit.show.report.view import view

STRATEGIES = {
    "company": company(),
    "empty": empty(),
    "one department": one_department(),
    "fifty departments": many(),
}
EVERY = pytest.mark.parametrize("strategy", STRATEGIES.values(), ids=STRATEGIES)
HTML_TAGS = {
    *("html", "head", "meta", "title", "style", "body", "a", "header", "p", "bdi", "h1", "h2"),
    *("h3", "ul", "ol", "li", "b", "strong", "span", "small", "dl", "div", "dt", "dd", "nav"),
    *("main", "section", "table", "caption", "thead", "tbody", "tr", "th", "td", "figure"),
    *("figcaption", "details", "summary", "footer", "q", "pre", "img", "wbr"),
}
SVG_TAGS = {"svg", "title", "desc", "g", "text", "tspan", "rect", "circle", "line", "path"}
SVG_TAGS |= {"polygon", "symbol", "use"}
EMPTY_TAGS = {"meta", "img", "wbr", "rect", "circle", "line", "path", "polygon", "use"}
ATTRIBUTES = {
    *("lang", "http-equiv", "content", "charset", "name", "class", "href", "id", "role", "scope"),
    *(
        "aria-labelledby",
        "aria-describedby",
        "aria-label",
        "aria-hidden",
        "colspan",
        "tabindex",
        "alt",
        "src",
    ),
    *("width", "height", "viewbox", "focusable", "xmlns", "font-family", "font-size", "d"),
    *("font-weight", "fill", "stroke", "stroke-width", "stroke-linecap", "stroke-dasharray"),
    *("text-anchor", "transform", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx"),
    "points",
}


class Page(HTMLParser):
    """A page taken apart: tags, attributes, text; complains about what is never closed."""

    def __init__(self, page: str) -> None:
        """Read the page."""
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.problems: list[str] = []
        self.said: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in {"td", "th"}:
            self.close_cells("td", "th")
        if tag == "tr":
            self.close_cells("td", "th", "tr")
        if tag not in EMPTY_TAGS:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def close_cells(self, *names: str) -> None:
        """End what HTML lets end without a tag."""
        while self.open and self.open[-1] in names:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in {"tbody", "table"}:
            self.close_cells("td", "th", "tr")
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] != "style":
            self.said.append(data)

    def named(self, *names: str) -> list[tuple[str, dict[str, str | None]]]:
        """Return the elements of these names, in order."""
        return [(tag, attributes) for tag, attributes in self.tags if tag in names]

    @property
    def text(self) -> str:
        """Return everything the page says."""
        return "".join(self.said)


def check_harmless(page: str) -> None:
    """Refuse anything a text could have smuggled in."""
    told = Page(page)
    assert told.problems == []
    assert told.open == []
    assert {tag for tag, _ in told.tags} <= HTML_TAGS | SVG_TAGS
    used = {name for _, attributes in told.tags for name in attributes}
    assert used <= ATTRIBUTES
    links = [str(a["href"]) for _, a in told.tags if "href" in a]
    assert [link for link in links if not link.startswith("#")] == []
    sources = [str(a["src"]) for _, a in told.tags if "src" in a]
    assert [source for source in sources if not source.startswith("data:image/")] == []
    assert len(told.named("style")) == 1
    assert "@import" not in page


@EVERY
def test_page_is_well_formed_and_harmless(strategy: Strategy) -> None:
    check_harmless(html(strategy))


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_hostile_text_in_every_field_stays_text(payload: str) -> None:
    page = html(with_texts(lambda _: payload))
    check_harmless(page)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page)
    page.encode("utf-8")


def test_hostile_section_ids_become_ids_that_occur_once() -> None:
    told = company()
    sections = tuple(replace(part, id='x" onclick="y') for part in told.sections)
    page = Page(html(replace(told, sections=sections)))
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[\w-]+", str(id_)) for id_ in ids)


def test_policy_allows_only_our_own_style() -> None:
    page = html(company())
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style.group(1).encode()).digest()).decode()
    head = page[page.index("<head>") + 6 :].lstrip()
    assert head.startswith('<meta http-equiv="Content-Security-Policy" content="')
    policy = head.split('content="')[1].split('"')[0].replace("&#39;", "'")
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; font-src data:; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    assert "url(http" not in style.group(1)


@EVERY
def test_headings_begin_once_and_skip_no_level(strategy: Strategy) -> None:
    levels = [int(tag[1]) for tag, _ in Page(html(strategy)).named("h1", "h2", "h3")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@EVERY
def test_every_link_leads_somewhere_and_ids_occur_once(strategy: Strategy) -> None:
    page = Page(html(strategy))
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))
    assert {str(a["href"])[1:] for _, a in page.named("a")} <= set(ids)


@EVERY
def test_header_cells_have_a_scope(strategy: Strategy) -> None:
    for _, attributes in Page(html(strategy)).named("th"):
        assert attributes["scope"] in {"col", "row", "rowgroup"}


@EVERY
def test_second_run_gives_the_same_bytes(strategy: Strategy) -> None:
    assert html(strategy) == html(strategy)


@EVERY
def test_page_stays_under_half_a_megabyte(strategy: Strategy) -> None:
    assert len(html(strategy).encode()) < 500_000


def test_page_one_holds_the_whole_decision() -> None:
    told = Page(html(company())).text
    for recommendation in company().recommendations:
        assert recommendation.department_name in told
        assert recommendation.because in told
        assert recommendation.look_again_if in told
        assert recommendation.label in told
    assert "97 of 100" in told
    assert "Provisional until known: hours of the Christmas weeks." in told
    assert told.index("Own accounts") < told.index("Contributors") < told.index("Not decided")


def test_a_department_without_figures_gets_words_and_no_bar() -> None:
    page = html(company())
    row = page[page.index("<bdi>Advertising</bdi>") :].split("</tr>")[0]
    assert 'class="bar"' not in row
    assert "not enough answers" in row
    assert "of 100" not in row


def test_operator_and_sharing_are_told() -> None:
    told = company()
    first = replace(
        told.recommendations[0],
        operator=Operator.CENTRAL_TEAM,
        shared_with=("customer_service", "unknown"),
        platform_name="LinkedIn",
    )
    text = Page(html(replace(told, recommendations=(first, *told.recommendations[1:])))).text
    assert "Run by the central team." in text
    assert "Shared with Customer service and unknown." in text
    assert "on LinkedIn" in " ".join(text.split())


def test_findings_show_word_and_evidence() -> None:
    told = " ".join(Page(html(company())).text.split())
    assert "from 23 of 27 answers" in told
    assert "from 11 of 11 answers and 2 rows" in told
    for word in ("Stop", "Take care", "Note", "Good"):
        assert word in told


def test_at_most_three_things_to_settle() -> None:
    told = company()
    page = Page(html(replace(told, to_settle=told.to_settle * 2)))
    assert page.text.count("Nobody speaks for Advertising.") == 1


def test_large_table_stands_after_what_must_be_settled() -> None:
    told = Page(html(many())).text
    assert told.index("Settle first") < told.index("Because")


def test_one_department_gets_a_card_with_its_evidence() -> None:
    page = Page(html(one_department()))
    assert [a for _, a in page.named("div") if a.get("class") == "card own"]
    assert not [a for _, a in page.named("table") if a.get("class") == "decisions"]
    assert "from 22 of 24 answers" in page.text


def test_empty_company_says_what_cannot_be_said() -> None:
    told = Page(html(empty())).text
    assert "No department has been looked at yet." in told
    assert "Nothing has been decided yet" in told


def test_only_scripts_that_occur_are_embedded() -> None:
    latin = html(company())
    greek = html(replace(company(), organisation="Ελληνικά"))
    assert latin.count("font/woff2") == 3
    assert greek.count("font/woff2") == 6


def test_overlong_texts_are_cut_and_say_so() -> None:
    page = html(replace(company(), summary="x" * 5000))
    assert "[3,800 more characters]" in page


def test_extra_blanks_and_missing_cells_do_not_shift_columns() -> None:
    table = company().sections[-1].blocks[0]
    rows = (replace(table.rows[0], cells=("only",)), replace(table.rows[0], cells=("x",) * 9))
    told = replace(company().sections[-1], blocks=(replace(table, rows=rows),))
    page = Page(html(replace(company(), sections=(told,))))
    assert page.problems == []


def test_an_endless_word_may_be_broken_and_is_copied_whole() -> None:
    link = "https://www.example.org/a/long/way/to/go?x=<b>"
    assert wrappable("short words only") == "short words only"
    assert str(wrappable(link)).count("<wbr>") == 3
    assert str(wrappable(link)).replace("<wbr>", "") == str(escape(link))


def test_findings_that_ask_for_the_same_are_said_together() -> None:
    one = Finding("r", Severity.WARN, "Sales is late", "Ask for a day", Evidence(rows=2), "s")
    two = replace(one, sentence="Legal is late")
    other = replace(one, sentence="Press is late", advice="Wait")
    section = Section("f", "F", "F", "F", (FindingList("F", (one, other, two)),))
    items = view(replace(empty(), sections=(section,)))["sections"][0]["blocks"][0]["gathered"]
    assert [([said["sentence"] for said in item["said"]], item["advice"]) for item in items] == [
        (["Sales is late", "Legal is late"], "Ask for a day"),
        (["Press is late"], "Wait"),
    ]
    page = html(replace(empty(), sections=(section,)))
    assert page.count("Ask for a day") == 1
    assert "each from 2 rows" in page


def test_platforms_that_stand_alike_share_a_line() -> None:
    first = company().recommendations[0]
    places = [
        replace(first, platform=name.lower(), platform_name=name) for name in ("X", "Threads")
    ]
    (group,) = view(replace(company(), recommendations=(first, *places)))["groups"]
    assert [row["platform"] for row in group["rows"]] == ["", "X and Threads"]


def test_two_tables_of_one_name_are_told_apart_by_those_who_jump_to_them() -> None:
    table = Table("Hours", tuple(TableColumn(c) for c in "abcd"), (), folded=False)
    section = Section("f", "F", "F", "F", (table, table))
    page = html(replace(empty(), sections=(section,)))
    assert re.findall('role="region" aria-label="(.*?)"', page) == ["Hours", "Hours (2)"]


def test_a_row_without_a_name_has_no_empty_heading() -> None:
    table = Table("Hours", (TableColumn("a"), TableColumn("b")), (TableRow(("", "1")),))
    page = html(replace(empty(), sections=(Section("f", "F", "F", "F", (table,)),)))
    assert "<th scope=row><td>" not in page
    assert "<tr><td><td>1" in page
