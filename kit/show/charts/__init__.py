"""One function per kind of chart, and `draw`, which picks the right one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias, assert_never

from kit.model.report import (
    AccountMap,
    CalendarLanes,
    CapacityChart,
    MatrixChart,
    SettlingChart,
    ShareChart,
    SpreadChart,
    SupportChart,
    TriageFlow,
    WeightChart,
)
from kit.show.charts.account_map import draw_account_map
from kit.show.charts.calendar import draw_calendar
from kit.show.charts.capacity import draw_capacity
from kit.show.charts.matrix import draw_matrix
from kit.show.charts.picture import Picture
from kit.show.charts.settling import draw_settling
from kit.show.charts.share import draw_share
from kit.show.charts.spread import draw_spread
from kit.show.charts.support import draw_support
from kit.show.charts.triage import draw_triage
from kit.show.charts.weight import draw_weight

if TYPE_CHECKING:
    from kit.model.report import Chart

    Rows: TypeAlias = (
        SupportChart
        | SpreadChart
        | MatrixChart
        | CapacityChart
        | ShareChart
        | WeightChart
        | TriageFlow
        | CalendarLanes
    )

__all__ = ["Picture", "draw", "parts"]

MOST_ROWS = 26
"""Rows of a chart that fit on one printed page with its heading."""


MOST_QUESTIONS = 9
"""The same for a triage, whose rows are boxes."""


def draw(chart: Chart, *, narrow: bool = False) -> Picture:  # noqa: C901, PLR0911  one line a kind
    """Return the chart as a picture, its words and its table; narrow for phones."""
    match chart:
        case SupportChart():
            return draw_support(chart, narrow=narrow)
        case SpreadChart():
            return draw_spread(chart, narrow=narrow)
        case MatrixChart():
            return draw_matrix(chart, narrow=narrow)
        case CapacityChart():
            return draw_capacity(chart, narrow=narrow)
        case ShareChart():
            return draw_share(chart, narrow=narrow)
        case WeightChart():
            return draw_weight(chart, narrow=narrow)
        case SettlingChart():
            return draw_settling(chart, narrow=narrow)
        case AccountMap():
            return draw_account_map(chart, narrow=narrow)
        case TriageFlow():
            return draw_triage(chart, narrow=narrow)
        case CalendarLanes():
            return draw_calendar(chart, narrow=narrow)
        case _:
            assert_never(chart)


def parts(chart: Chart, most: int = MOST_ROWS) -> list[Chart]:
    """Return the chart cut into pieces that each fit on a printed page, of even length."""
    if isinstance(chart, TriageFlow):
        most = min(most, MOST_QUESTIONS)
    if isinstance(chart, (SettlingChart, AccountMap)) or len(chart.rows) <= most:
        return [chart]
    pieces = -(-len(chart.rows) // most)
    size = -(-len(chart.rows) // pieces)
    return [_piece(chart, start, start + size) for start in range(0, len(chart.rows), size)]


def _piece(chart: Rows, start: int, end: int) -> Chart:
    rows: Any = chart.rows[start:end]  # of the chart's own kind, which a union cannot say
    piece = replace(chart, rows=rows)
    if isinstance(piece, MatrixChart):
        return replace(piece, values=piece.values[start:end], texts=piece.texts[start:end])
    if isinstance(piece, TriageFlow):
        return replace(piece, first=piece.first + start)
    return piece
