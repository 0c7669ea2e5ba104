"""The view as data: a snapshot in words, so that a change of what is printed is seen in review."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from invented_strategies import company, empty, one_department

from kit.model.report import Section, Table, TableColumn
from kit.model.strategy import Strategy
from kit.show.report.view import Medium, View, view

SNAPSHOTS = Path(__file__).parent / "snapshots"
MEDIA = {"page": Medium.PAGE, "print": Medium.PAPER}
STRATEGIES = {"company": company(), "empty": empty(), "one_department": one_department()}


def without_pictures(told: View) -> View:
    """Return the view with its drawings left out; their words and tables stay."""
    text = json.dumps(told, ensure_ascii=False)
    parsed: View = json.loads(
        text,
        object_hook=lambda part: {
            name: value for name, value in part.items() if name not in {"svg", "narrow"}
        },
    )
    return parsed


@pytest.mark.parametrize("name", STRATEGIES)
@pytest.mark.parametrize("printed", MEDIA)
def test_view_says_what_the_snapshot_says(name: str, printed: str) -> None:
    strategy: Strategy = STRATEGIES[name]
    told = without_pictures(view(strategy, medium=MEDIA[printed]))
    path = SNAPSHOTS / f"{name}_{printed}.json"
    if os.environ.get("KIT_SNAPSHOTS") == "write":
        SNAPSHOTS.mkdir(exist_ok=True)
        written = json.dumps(told, ensure_ascii=False, indent=1)
        path.write_text(written + "\n", encoding="utf-8")
    assert told == json.loads(path.read_text(encoding="utf-8")), (
        "what the report prints has changed; if it should, KIT_SNAPSHOTS=write pytest tests/show"
    )


def test_screen_only_tables_stay_out_of_print() -> None:
    chart = view(company(), medium=Medium.PAPER)["sections"][0]["blocks"][0]
    assert "table" not in chart
    assert [set(picture) for picture in chart["pictures"]] == [{"svg", "alt"}]


def test_long_headings_over_numbers_may_break_and_short_ones_stay() -> None:
    name = "https://example.org/a-very-long-name"
    table = Table("T", (TableColumn(name), TableColumn(name, number=True)), ())
    strategy = replace(company(), sections=(Section("t", "T", "T", "T", (table,)),))
    columns = view(strategy)["sections"][0]["blocks"][0]["columns"]
    assert columns[0]["label"] == name
    assert columns[1]["label"] != name
    assert columns[1]["label"].replace("\u200b", "") == name


def test_only_a_page_has_a_drawing_for_phones_and_only_print_has_widths_for_columns() -> None:
    charts = {
        medium: [
            block
            for section in view(company(), medium=medium)["sections"]
            for block in section["blocks"]
            if block["kind"] == "chart"
        ]
        for medium in (Medium.PAGE, Medium.WIDE)
    }
    assert all(bool(chart["narrow"]) is not chart["scrolls"] for chart in charts[Medium.PAGE])
    assert [chart["narrow"] for chart in charts[Medium.WIDE]] == [""] * len(charts[Medium.PAGE])
    table = Table("T", (TableColumn("Name"),), ())
    strategy = replace(company(), sections=(Section("t", "T", "T", "T", (table,)),))
    for medium in Medium:
        (column,) = view(strategy, medium=medium)["sections"][0]["blocks"][0]["columns"]
        assert ("share" in column) is (medium is Medium.PAPER)
