"""The blocks of a section as plain data: paragraphs, tables, findings, quotes and pictures."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, assert_never

from kit.model.report import (
    AccountMap,
    CalendarLanes,
    CapacityChart,
    FindingList,
    MatrixChart,
    Paragraph,
    Quotes,
    SettlingChart,
    ShareChart,
    SpreadChart,
    SupportChart,
    Table,
    TriageFlow,
    WeightChart,
)
from kit.model.texts import change_texts
from kit.show import charts, palette, words
from kit.show.cleaning import CELL, NAME, SENTENCE, TEXT, TITLE, breakable, cap
from kit.show.report.medium import Medium

if TYPE_CHECKING:
    from kit.model.decision import Finding
    from kit.model.report import Block, Chart, TableColumn
    from kit.show.report.medium import View

LONG_ALT = 700
LONG_HEADING = 14
LARGE, GRID = 30, 2
"""Charts of more rows, or grids of more columns, are drawn once and scroll sideways on a phone."""


def block_view(block: Block, medium: Medium) -> View:
    """Return a block as plain data: its texts cut to size, its pictures drawn for the medium."""
    match block:
        case Paragraph():
            return {"kind": "paragraph", "text": cap(block.text, TEXT)}
        case Table():
            return {"kind": "table", **_table(block, medium)}
        case FindingList():
            return _findings(block)
        case Quotes():
            return _quotes(block)
        case (
            SupportChart()
            | SpreadChart()
            | MatrixChart()
            | CapacityChart()
            | ShareChart()
            | WeightChart()
            | SettlingChart()
            | AccountMap()
            | TriageFlow()
            | CalendarLanes()
        ):
            return _chart(block, medium)
        case _:
            assert_never(block)


def _findings(block: FindingList) -> View:
    items = [_finding(finding) for finding in block.findings]
    return {
        "kind": "findings",
        "title": cap(block.title, NAME),
        "items": items,
        "gathered": _gathered(items),
    }


def _gathered(items: list[View]) -> list[View]:
    """Return findings with those of one severity that ask for the same as one, in their order."""
    found: dict[tuple[str, str], View] = {}
    for item in items:
        alike = (item["severity"], item["advice"] or item["sentence"])
        first = found.setdefault(alike, {**item, "said": []})
        first["said"].append({"sentence": item["sentence"], "evidence": item["evidence"]})
    for one in found.values():
        shared = {said["evidence"] for said in one["said"]}
        one["evidence"] = one["evidence"] if len(shared) == 1 else ""
        for said in one["said"]:
            said["evidence"] = "" if one["evidence"] else said["evidence"]
    return list(found.values())


def _finding(finding: Finding) -> View:
    return {
        "severity": finding.severity.value,
        "word": palette.SEVERITY_WORDS[finding.severity],
        "sentence": cap(finding.sentence, SENTENCE),
        "advice": cap(finding.advice, SENTENCE),
        "evidence": words.evidence(finding.evidence),
    }


def _quotes(block: Quotes) -> View:
    left = words.count(block.left_out, "more answer is", "more answers are")
    return {
        "kind": "quotes",
        "title": cap(block.title, NAME),
        "texts": [cap(text, TEXT) for text in block.texts],
        "left_out": f"{left} not printed here." if block.left_out else "",
    }


def _chart(chart: Chart, medium: Medium) -> View:
    readable = _readable(chart)
    told: View = {
        "kind": "chart",
        "name": type(chart).__name__,
        "title": cap(chart.title, TITLE),
        "how": cap(chart.how_to_read, SENTENCE),
    }
    if medium is Medium.PAPER:
        pictures = [charts.draw(part) for part in charts.parts(readable)]
        return {**told, "pictures": [{"svg": p.svg, "alt": p.alt} for p in pictures]}
    picture, scrolls = charts.draw(readable), _scrolls(chart)
    told["table"] = _table(picture.table, medium)
    svg = picture.svg.replace(escape(picture.alt), escape(_brief_alt(picture.alt)), 1)
    on_phones = medium is Medium.PAGE and not scrolls
    narrow = charts.draw(readable, narrow=True).svg if on_phones else ""
    return {**told, "scrolls": scrolls, "svg": svg, "narrow": narrow}


def _scrolls(chart: Chart) -> bool:
    """Say whether a chart is drawn once and scrolls on a phone: large grids, flows and lanes.

    A second, narrow drawing of these would be as wide as the first and twice as heavy.
    """
    match chart:
        case AccountMap() | SettlingChart():
            return False
        case TriageFlow() | CalendarLanes():
            return True
        case MatrixChart():
            return len(chart.columns) > GRID or len(chart.rows) > LARGE
        case _:
            return len(chart.rows) > LARGE


def _brief_alt(alt: str) -> str:
    """Return the first sentences of a long description; the table beside it has every row."""
    if len(alt) <= LONG_ALT:
        return alt
    return f"{alt[: alt.rfind('. ', 0, LONG_ALT) + 1]} The table below has every row."


def _readable(chart: Chart) -> Chart:
    """Return the chart with names of a length that alt text and table can carry."""
    return change_texts(chart, lambda text: cap(text, NAME))


def _table(table: Table, medium: Medium) -> View:
    count = len(table.columns)
    groups = [
        {"label": cap(label, NAME), "rows": [_cells(row.cells, count) for row in rows]}
        for label, rows in groupby(table.rows, key=lambda row: row.group)
    ]
    return {
        "caption": cap(table.caption, TITLE),
        "columns": [_column(table, place, medium) for place in range(count)],
        "groups": groups,
        "note": cap(table.note, SENTENCE),
        "folded": table.folded,
    }


def _column(table: Table, place: int, medium: Medium) -> View:
    column = table.columns[place]
    told = {"label": _heading(column), "number": column.number, "wide": column.wide}
    if medium is Medium.PAPER:
        cells = [row.cells[place] for row in table.rows if place < len(row.cells)]
        told["share"] = _share([column.label, *cells])
    return told


def _heading(column: TableColumn) -> str:
    """Return a column's heading; over numbers, which never wrap, long words may be broken."""
    label = cap(column.label, NAME)
    return breakable(label, LONG_HEADING) if column.number else label


def _share(texts: list[str]) -> int:
    """Return how much of a printed table's width a column of these texts deserves."""
    words_ = max((len(word) for text in texts for word in text.split()), default=1)
    filled = [text for text in texts if text] or [""]  # one long text among gaps needs room too
    mean = sum(min(len(text), 120) for text in filled) / len(filled)
    return round(max(7, min(words_, 16), min(44, 1.2 * mean)))


def _cells(cells: tuple[str, ...], count: int) -> list[str]:
    """Return exactly as many cells as there are columns."""
    return [cap(cell, CELL) for cell in (*cells, *[""] * count)[:count]]
