"""The Strategy as plain nested data, in the order in which both the page and the PDF print it."""

from __future__ import annotations

from enum import Enum
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeAlias, assert_never

from kit.model.content import AccountModel
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
from kit.show.cleaning import CELL, SENTENCE, TEXT, breakable, cap, clean
from kit.show.report.extras import Extra, ExtraKind, pixel_size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kit.model.decision import Finding
    from kit.model.report import Block, Chart, Section, TableColumn
    from kit.model.strategy import Strategy

View: TypeAlias = dict[str, Any]

CALM_TABLE = 18
"""With more departments than this, what is to be settled stands before the decision table."""
LINK, NAME, TITLE, LONG_ALT = 48, 160, 400, 700
LONG_HEADING = 14
LARGE, GRID = 30, 2
"""Charts of more rows, or grids of more columns, are drawn once and scroll sideways on a phone."""


class Medium(Enum):
    """Where a report is read: what only others can show is left out, and never drawn."""

    PAGE = "a page on screens of any width, phones included"
    WIDE = "one width: a notebook's cell, a document, slides"
    PAPER = "a PDF, cut into printed pages"


def view(strategy: Strategy, extras: Sequence[Extra] = (), medium: Medium = Medium.PAGE) -> View:
    """Return everything a report says, for one medium."""
    told = change_texts(strategy, clean)
    sections = _unique([_section(section, medium) for section in told.sections])
    ids = {section["id"] for section in sections}
    _name_regions(sections)
    return {
        "organisation": cap(told.organisation, NAME) or "An organisation without a name",
        "headline": cap(told.headline, TITLE) or "Nothing has been decided yet",
        "summary": cap(told.summary, SENTENCE),
        "facts": [{"label": cap(f.label, NAME), "text": cap(f.text, CELL)} for f in told.facts],
        "tally": _tally(told),
        "groups": _groups(told),
        "reading": next((cap(c.how_to_read, SENTENCE) for c in _support(told)), ""),
        "one": bool(told.department) and len(told.recommendations) <= 2,  # noqa: PLR2004  a card
        "settle": [
            {
                "title": cap(item.title, CELL),
                "text": cap(item.text, CELL),
                "section": item.section if item.section in ids else "",
            }
            for item in told.to_settle[:3]
        ],
        "settle_first": len(told.recommendations) > CALM_TABLE,
        "sections": sections,
        "extras": [_extra(extra, medium) for extra in extras],
        "method": [cap(line, SENTENCE) for line in told.method],
        "sources": [cap(line, SENTENCE) for line in told.sources],
        "version": _version(told),
        "language": told.language,
        "date": told.workshop_date,
    }


def _version(strategy: Strategy) -> str:
    parts = []
    if strategy.kit_version:
        parts.append(f"Social Strategy Kit {strategy.kit_version}")
    if strategy.content_version:
        parts.append(f"content {strategy.content_version}")
    return ", ".join(parts)


def _unique(sections: list[View]) -> list[View]:
    """Return the sections with ids that can be linked to and occur once."""
    seen: set[str] = set()
    for place, section in enumerate(sections, start=1):
        wanted = "".join(c if c.isascii() and c.isalnum() else "-" for c in section["id"])[:40]
        section["id"] = wanted if wanted.strip("-") and wanted not in seen else f"part-{place}"
        seen.add(section["id"])
    return sections


def _support(strategy: Strategy) -> list[SupportChart]:
    """Return the charts that say how a certainty is counted."""
    blocks = [block for section in strategy.sections for block in section.blocks]
    return [block for block in blocks if isinstance(block, SupportChart)]


def _name_regions(sections: list[View]) -> None:
    """Give every table and picture that scrolls a name of its own for those who jump to it."""
    seen: dict[str, int] = {}
    blocks = [block for section in sections for block in section["blocks"]]
    tables = [block["table"] for block in blocks if "table" in block]
    for place, block in enumerate([*blocks, *tables], start=1):
        name = block.get("caption") or block.get("title") or ""
        seen[name] = seen.get(name, 0) + 1
        block["region"] = name if seen[name] == 1 else f"{name} ({seen[name]})"
        block["anchor"] = f"t{place}"


def _tally(strategy: Strategy) -> list[View]:
    """Return how many departments each account model holds, in the order of the table.

    A department counts once, as in the title: with its own account as soon as it has one anywhere.
    """
    models: dict[str, AccountModel | None] = {}
    for one in sorted(strategy.recommendations, key=lambda one: bool(one.platform)):
        if not one.platform or one.model is AccountModel.OWN:
            models[one.department] = one.model
    counts = list(models.values())
    return [
        {"model": look.key, "word": look.counted(count), "count": count}
        for model, look in palette.LOOKS.items()
        if (count := counts.count(model))
    ]


def _groups(strategy: Strategy) -> list[View]:
    names = {r.department: r.department_name for r in strategy.recommendations}
    return [
        {
            "model": look.key,
            "word": look.group,
            "note": look.note,
            "rows": _joined(
                [_decision(r, names) for r in strategy.recommendations if r.model is model]
            ),
        }
        for model, look in palette.LOOKS.items()
        if any(r.model is model for r in strategy.recommendations)
    ]


def _joined(rows: list[View]) -> list[View]:
    """Return the rows with those of one department that say the same on several platforms as one.

    A platform about which nothing of its own was said has its department's answers.
    """
    found: dict[tuple[Any, ...], View] = {}
    places: dict[int, list[str]] = {}
    for row in rows:
        same = tuple(str(value) for key, value in row.items() if key != "platform")
        first = found.setdefault((*same, bool(row["platform"])), row)
        places.setdefault(id(first), []).append(row["platform"])
    return [{**row, "platform": words.listed(places[id(row)])} for row in found.values()]


def _decision(recommendation: Any, names: dict[str, str]) -> View:  # noqa: ANN401  any of the report's dataclasses
    leader = recommendation.model or recommendation.leader
    share = recommendation.support.get(leader.value) if leader else None
    return {
        "name": cap(recommendation.department_name, NAME) or "A department without a name",
        "platform": cap(recommendation.platform_name, NAME),
        "model": palette.LOOKS[recommendation.model].key,
        "leader": palette.LOOKS[leader].key,
        "leader_word": palette.LOOKS[leader].word if leader else "",
        "label": recommendation.label.value,
        "unsure": recommendation.label in palette.UNSURE,
        "share": share,
        "share_text": "" if share is None else f"{share} of 100",
        "because": cap(recommendation.because, CELL),
        "look_again": cap(recommendation.look_again_if, CELL),
        "remarks": _remarks(recommendation, names),
        "evidence": (
            f"{recommendation.answered:,} of {recommendation.possible:,} answers"
            if recommendation.possible
            else ""
        ),
    }


def _remarks(recommendation: Any, names: dict[str, str]) -> list[str]:  # noqa: ANN401  any of the report's dataclasses
    """Return the small lines under a reason: who runs it, whom it is shared with, what is open."""
    said = []
    if recommendation.operator is not None and recommendation.operator.value == "central team":
        said.append("Run by the central team.")
    if recommendation.shared_with:
        shared = (names.get(name, name) for name in recommendation.shared_with)
        said.append(f"Shared with {words.listed(shared)}.")
    if facts := recommendation.not_known or recommendation.conditional_on:
        open_ = words.listed(facts)
        said.append(f"Provisional until known: {open_}.")
    return [cap(line, CELL) for line in said]


def _section(section: Section, medium: Medium) -> View:
    return {
        "id": section.id,
        "label": cap(section.label, NAME),
        "headline": cap(section.headline, TITLE) or section.label or "Untitled",
        "link": _brief(section.link or section.label or section.headline),
        "blocks": [_block(block, medium) for block in section.blocks],
    }


def _brief(words_: str) -> str:
    return words_ if len(words_) <= LINK else f"{words_[:LINK].rstrip()}…"


def _block(block: Block, medium: Medium) -> View:
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


def _extra(extra: Extra, medium: Medium) -> View:
    return {
        "kind": extra.kind.value,
        "text": cap(clean(extra.text), TEXT),
        "mime": extra.mime,
        "data": extra.data,
        "svg": framed(extra) if medium is Medium.PAPER else "",
    }


def framed(extra: Extra) -> str:
    """Return a picture inside an SVG, the form in which typst takes bytes written as text."""
    if extra.kind is not ExtraKind.PICTURE:
        return ""
    if extra.mime == "image/svg+xml":
        return extra.content().decode("utf-8", "replace")
    wide, high = pixel_size(extra.content())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"><image width="{wide}" '
        f'height="{high}" xlink:href="data:{extra.mime};base64,{extra.data}"/></svg>'
    )
