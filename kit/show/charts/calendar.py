"""Everybody's plans side by side: one lane a department, one mark a planned thing."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kit.model.report import Table, TableColumn, TableRow
from kit.show import lettering, palette, words
from kit.show.charts import svg
from kit.show.charts.lanes import Lanes
from kit.show.charts.picture import Picture

if TYPE_CHECKING:
    from kit.model.report import CalendarLanes, Lane

DEEPEST = 4
"""Things on one day drawn above one another; more are counted."""


def draw_calendar(chart: CalendarLanes, *, narrow: bool = False) -> Picture:
    """Return the lanes with the months below and, shaded, the times when something must wait."""
    lanes = Lanes(narrow, pitch=30, remarks=96)
    shown, first = svg.key(_key(chart), lanes.wide)
    top = first + 6
    bottom = top + lanes.step * len(chart.rows)
    body = [shown, _windows(chart, lanes, top, bottom), _months(chart, lanes, top, bottom)]
    for lane in chart.rows:
        body.append(lanes.label(top, lane.label, lane.remark, alert=_clashes(lane) > 0))
        body.append(_marks(lane, chart, lanes, lanes.middle(top)))
        top += lanes.step
    alt = " ".join(_said(lane, chart) for lane in chart.rows) or "Nothing is planned yet."
    return Picture(svg.drawing(lanes.wide, bottom + 22, chart.title, alt, body), alt, _table(chart))


def _key(chart: CalendarLanes) -> list[tuple[str, str]]:
    items = [
        (svg.circle(0, 0, 4, palette.STEPS[4]), "planned"),
        (svg.circle(0, 0, 4, palette.WHITE, stroke=palette.ALERT, weight=2.4), "clashes"),
        (svg.rect(-6, -2, 12, 4, palette.STEPS[3], radius=2), "over several days"),
    ]
    if chart.windows:
        items += [
            (svg.rect(-6, -6, 12, 12, palette.ALERT_PALE), "something must wait"),
            (svg.rect(-6, -6, 12, 12, palette.TINT), "with care"),
        ]
    return items


def _x(chart: CalendarLanes, lanes: Lanes, day: float) -> float:
    return lanes.x(day / max(1, chart.days))


def _windows(chart: CalendarLanes, lanes: Lanes, top: float, bottom: float) -> str:
    drawn = []
    for window in sorted(chart.windows, key=lambda one: one.strict):
        left = _x(chart, lanes, window.day)
        right = max(left + 2, _x(chart, lanes, window.day + window.days))
        fill = palette.ALERT_PALE if window.strict else palette.TINT
        drawn.append(svg.rect(left, top, right - left, bottom - top, fill))
    return "".join(drawn)


def _months(chart: CalendarLanes, lanes: Lanes, top: float, bottom: float) -> str:
    begin = date.fromisoformat(chart.start)
    month = begin.replace(day=1)
    parts, marks = [], []
    while (month - begin).days < chart.days:
        marks.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    places = [_x(chart, lanes, max(0, (mark - begin).days)) for mark in marks]
    for mark, x, end in zip(marks, places, [*places[1:], lanes.right + 60], strict=True):
        parts.append(svg.line(x, top, x, bottom, palette.HAIR))
        year = f" {mark:%Y}" if mark is marks[0] or mark.month == 1 else ""
        fitting = (
            name
            for name in (f"{mark:%B}{year}", f"{mark:%b}{year}", f"{mark:%b}")
            if lettering.width(name, svg.SMALL) + 6 <= end - x
        )
        name = next(fitting, "")
        parts.append(svg.text(x + 3, bottom + 15, name, size=svg.SMALL, fill=palette.MUTED))
    return "".join(parts)


def _marks(lane: Lane, chart: CalendarLanes, lanes: Lanes, y: float) -> str:
    days: defaultdict[int, list[str]] = defaultdict(list)
    bars = []
    for item in lane.items:
        if item.days > 1:
            left, right = (_x(chart, lanes, item.day + n) for n in (0, item.days))
            colour = palette.ALERT if item.clash else palette.STEPS[3]
            bars.append((left, y + 8, max(3.0, right - left), 3, colour))
        days[item.day].append(item.clash)
    drawn = [
        svg.rect(left, top, wide, high, colour, radius=1.5)
        for left, top, wide, high, colour in bars
    ]
    plain: list[svg.Spot] = []
    ringed: list[svg.Spot] = []
    crowds: list[tuple[float, float, str]] = []
    for day, clashes in sorted(days.items()):
        x = _x(chart, lanes, day + 0.5)
        for place, clash in enumerate(sorted(clashes, key=bool)[:DEEPEST]):
            (ringed if clash else plain).append((x, y + 3 - place * 6))
        if len(clashes) > DEEPEST:
            crowds.append((x, y + 14, str(len(clashes))))
    drawn.append(svg.dots(palette.STEPS[4], 7, plain))
    drawn.append(svg.dots(palette.ALERT, 9.4, ringed) + svg.dots(palette.WHITE, 4.6, ringed))
    drawn.append(svg.figures(palette.MUTED, crowds, size=9))
    return "".join(drawn)


def _clashes(lane: Lane) -> int:
    return sum(bool(item.clash) for item in lane.items)


def _day(chart: CalendarLanes, day: int) -> str:
    when = date.fromisoformat(chart.start) + timedelta(days=day)
    return f"{when.day} {when:%B %Y}"


def _said(lane: Lane, chart: CalendarLanes) -> str:
    count = words.count(len(lane.items), "item", "items")
    clashing = _clashes(lane)
    rest = f", {clashing} of them clash" if clashing else ""
    when = ""
    if lane.items:
        days = [item.day for item in lane.items]
        when = f" from {_day(chart, min(days))} to {_day(chart, max(days))}"
    return f"{lettering.shorten(lane.label, svg.SIZE, 400)}: {count}{when}{rest}."


def _table(chart: CalendarLanes) -> Table:
    rows = tuple(
        TableRow((_day(chart, item.day), lane.label, item.name, item.clash))
        for lane in chart.rows
        for item in sorted(lane.items, key=lambda one: (one.day, one.name))
    )
    columns = (
        TableColumn("Day"),
        TableColumn("Department"),
        TableColumn("What", wide=True),
        TableColumn("Clash", wide=True),
    )
    return Table(f"The items behind “{chart.title}”", columns, rows, folded=True)
