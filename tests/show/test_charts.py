"""Every chart: its words carry its numbers, its letters stay inside, its table says the same."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from invented_blocks import (
    account_map,
    capacity_chart,
    matrix_chart,
    settling_chart,
    share_chart,
    spread_chart,
    weight_chart,
)
from invented_strategies import company, many
from payloads import PAYLOADS

from kit.model.content import AccountModel
from kit.model.report import (
    AccountMap,
    CapacityChart,
    MatrixChart,
    SettlingChart,
    ShareChart,
    SpreadChart,
    SupportChart,
    WeightChart,
)
from kit.model.texts import change_texts
from kit.show import charts, lettering
from kit.show.charts import Picture, draw, parts, svg

if TYPE_CHECKING:
    from kit.model.report import Chart

SVG = "{http://www.w3.org/2000/svg}"
FIRM = next(b for s in company().sections for b in s.blocks if isinstance(b, SupportChart))
CHARTS = {
    "support": FIRM,
    "spread": spread_chart(),
    "matrix": matrix_chart(),
    "capacity": capacity_chart(),
    "share": share_chart(),
    "weight": weight_chart(),
    "settling": settling_chart(),
    "map": account_map(),
}
LARGE = {
    f"large {type(block).__name__}": block
    for block in many().sections[0].blocks
    if hasattr(block, "how_to_read")
}
EMPTY = {
    "support": SupportChart("t", "h", ()),
    "spread": SpreadChart("t", "h", "low", "high", 5, ()),
    "matrix": MatrixChart("t", "h", (), (), (), ()),
    "capacity": CapacityChart("t", "h", "hours", ()),
    "share": ShareChart("t", "h", (), ()),
    "weight": WeightChart("t", "h", ()),
    "settling": SettlingChart("t", "h", ()),
    "map": AccountMap("t", "h", (), ()),
}
EVERY = pytest.mark.parametrize("chart", [*CHARTS.values(), *LARGE.values()], ids=[*CHARTS, *LARGE])
BOTH = pytest.mark.parametrize("size", [{}, {"narrow": True}], ids=["wide", "narrow"])


def parsed(picture: Picture) -> ET.Element:
    return ET.fromstring(picture.svg)  # noqa: S314  our own drawing


def texts_outside(root: ET.Element) -> list[str]:
    """Return the texts that stick out of the picture to the left or right, or below."""
    left, top, wide, high = map(float, root.get("viewBox", "").split())
    found = []

    def look(node: ET.Element, size: float, weight: str, anchor: str, shift: float) -> None:
        size = float(node.get("font-size", size))
        weight = node.get("font-weight", weight)
        anchor = node.get("text-anchor", anchor)
        moved = re.match(r"translate\(([\d.-]+)", node.get("transform", ""))
        shift += float(moved.group(1)) if moved else 0
        if node.tag == f"{SVG}text":
            said = "".join(node.itertext())
            long = lettering.width(said, size, bold=weight == "600")
            start = float(node.get("x", 0)) + shift
            start -= long * {"middle": 0.5, "end": 1.0}.get(anchor, 0)
            y = float(node.get("y", 0))
            if start < left - 1.5 or start + long > left + wide + 1.5 or y > top + high:
                found.append(said)
        for child in node:
            look(child, size, weight, anchor, shift)

    look(root, 12.5, "", "start", 0)
    return found


@EVERY
@BOTH
def test_picture_is_sound_svg_with_name_and_description(
    chart: Chart, size: dict[str, bool]
) -> None:
    root = parsed(draw(chart, **size))
    assert root.get("role") == "img"
    assert root[0].tag == f"{SVG}title"
    assert root[0].text == chart.title
    assert root[1].tag == f"{SVG}desc"
    assert root[1].text
    nodes = list(root.iter())
    assert not [node for node in nodes if {"id", "style", "class", "onload"} & set(node.attrib)]


@EVERY
@BOTH
def test_no_text_leaves_the_picture(chart: Chart, size: dict[str, bool]) -> None:
    assert texts_outside(parsed(draw(chart, **size))) == []


@BOTH
@pytest.mark.parametrize("payload", ["long text", "long word", "han", "right to left", "script"])
@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)
def test_hostile_names_stay_inside_and_escaped(
    chart: Chart, payload: str, size: dict[str, bool]
) -> None:
    hostile = change_texts(chart, lambda _: PAYLOADS[payload])
    picture = draw(hostile, **size)
    root = parsed(picture)
    assert texts_outside(root) == []
    assert not [node for node in root.iter() if node.tag.lower().endswith("script")]


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_every_payload_gives_sound_svg(payload: str) -> None:
    for chart in CHARTS.values():
        for narrow in (False, True):
            parsed(draw(change_texts(chart, lambda _: payload), narrow=narrow))


@pytest.mark.parametrize("chart", EMPTY.values(), ids=EMPTY)
@BOTH
def test_empty_chart_is_drawn_and_says_so(chart: Chart, size: dict[str, bool]) -> None:
    picture = draw(chart, **size)
    parsed(picture)
    assert picture.alt


def test_narrow_pictures_fit_a_phone() -> None:
    for chart in [*CHARTS.values(), *LARGE.values()]:
        assert float(parsed(draw(chart, narrow=True)).get("width", "")) <= 341
        assert float(parsed(draw(chart)).get("width", "")) == 692


@EVERY
def test_table_twin_has_a_cell_for_every_column(chart: Chart) -> None:
    table = draw(chart).table
    assert table.folded
    assert table.rows
    assert {len(row.cells) for row in table.rows} == {len(table.columns)}


def test_support_alt_carries_every_figure() -> None:
    alt = draw(FIRM).alt
    assert "Customer service: own account 78, contributor 22 of 100; leaning." in alt
    assert "Advertising: not enough answers." in alt
    for row in FIRM.rows:
        for share in row.support.values():
            assert not share or str(share) in alt


def test_spread_alt_counts_people_on_each_level() -> None:
    alt = draw(CHARTS["spread"]).alt
    assert "Scale from the same people (1) to entirely other people (5)." in alt
    assert "Sales: 9 on 1, 4 on 2, 3 on 4, 8 on 5; middle answer 2; far apart." in alt
    assert "Legal: fewer than four answers: not shown." in alt


def test_hidden_counts_appear_nowhere() -> None:
    chart = SpreadChart("t", "h", "low", "high", 5, (replace(spread_chart().rows[-1]),))
    picture = draw(chart)
    assert picture.table.rows[0].cells[1:6] == ("–", "–", "–", "–", "–")
    assert "stroke-linecap" not in picture.svg


def test_capacity_alt_tells_has_need_and_gap() -> None:
    alt = draw(CHARTS["capacity"]).alt
    assert (
        "Human resources: has 6.5 hours a week, needs 10 as own account "
        "(central 5, contributor 9); 3.5 h short." in alt
    )
    assert "Executive office: has not said what it has" in alt


def test_matrix_alt_and_cells_tell_unknown_from_zero() -> None:
    chart = MatrixChart("t", "h", ("a", "b"), ("row",), ((0.0, None),), (("0%", ""),))
    picture = draw(chart)
    assert picture.alt == "row: a 0%."
    assert picture.table.rows[0].cells == ("row", "0%", "–")


def test_matrix_alt_of_a_large_grid_names_the_strongest() -> None:
    alt = draw(LARGE["large MatrixChart"]).alt
    assert alt.startswith("The strongest of each row. Human resources 1: ")
    assert len(alt) < 8000


def test_share_alt_never_rounds_a_little_to_nothing() -> None:
    assert (
        "Sales: original 0%, adapted <1%, repeated 100%; 12 posts a month."
        in draw(CHARTS["share"]).alt
    )


def test_weight_alt_gives_mean_and_range() -> None:
    chart = CHARTS["weight"]
    alt = draw(chart).alt
    assert alt.startswith("Goals of its own: 27% in the mean, 14% to 41% among 27 people.")


def test_settling_alt_places_the_named_points_and_counts_the_rest() -> None:
    picture = draw(CHARTS["settling"])
    largest = max(CHARTS["settling"].points, key=lambda point: point.value)
    assert f"{largest.label}: {largest.place}; apart {largest.disagreement:.2f}" in picture.alt
    assert picture.alt.endswith("And 11 smaller points.")
    assert len(picture.table.rows) == 27


def test_map_alt_tells_who_speaks_where_and_who_does_not() -> None:
    alt = draw(CHARTS["map"]).alt
    assert alt.startswith("11 departments, 3 accounts. Harbour & Pine: on Instagram, Facebook,")
    assert "Without an account: Design and Advertising." in alt


def test_shapes_stand_beside_colours() -> None:
    shapes = {svg.mark(model, 0, 0) for model in (*AccountModel, None)}
    bare = {re.sub(r"#[0-9a-f]{6}", "", shape) for shape in shapes}
    assert len(bare) == 4


def test_printed_pieces_hold_every_row_once() -> None:
    for chart in LARGE.values():
        pieces = parts(chart)
        if hasattr(chart, "rows"):
            assert sum(len(piece.rows) for piece in pieces) == 50
            assert max(len(piece.rows) for piece in pieces) <= charts.MOST_ROWS
            assert tuple(row for piece in pieces for row in piece.rows) == chart.rows


def test_same_chart_gives_same_bytes() -> None:
    for chart in CHARTS.values():
        assert draw(chart) == draw(chart)


def test_one_department_without_figures_is_not_an_empty_bar_of_zero() -> None:
    row = draw(FIRM).table.rows[-1]
    assert row.cells == ("Advertising", "–", "–", "–", "not enough answers")
