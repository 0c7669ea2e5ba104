"""Shares of one whole: one 100 % bar a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kit.show import lettering, palette, words
from kit.show.charts import svg
from kit.show.charts.lanes import Lanes
from kit.show.charts.picture import Picture
from kit.show.charts.tables import numbers

if TYPE_CHECKING:
    from kit.model.report import ShareChart, ShareRow, Table

HIGH = 18
ORDERS = {1: (4,), 2: (4, 2), 3: (4, 2, 1), 4: (4, 3, 2, 1)}


def draw_share(chart: ShareChart, *, narrow: bool = False) -> Picture:
    """Return the bars, parts from dark to light in the chart's own order."""
    lanes = Lanes(narrow, pitch=27, remarks=116)
    items = [
        (_swatch(_step(chart.parts, place)), part) for place, part in enumerate(chart.parts)
    ]
    shown, top = svg.key(items, lanes.wide)
    body = [shown]
    for row in chart.rows:
        body.append(_row(row, chart.parts, lanes, top))
        top += lanes.step
    alt = " ".join(_sentence(row, chart.parts) for row in chart.rows) or "No shares yet."
    return Picture(svg.drawing(lanes.wide, top + 4, chart.title, alt, body), alt, _table(chart))


def _step(parts: tuple[str, ...], place: int) -> int:
    order = ORDERS.get(len(parts), (4, 3, 2, 1, 0))
    return order[place % len(order)]


def _swatch(step: int) -> str:
    return svg.rect(-6, -5, 12, 10, palette.STEPS[step], radius=1, stroke=palette.FAINT)


def _row(row: ShareRow, parts: tuple[str, ...], lanes: Lanes, top: float) -> str:
    y = lanes.middle(top) - HIGH / 2
    drawn = [lanes.label(top, row.label, row.remark)]
    total = max(100.0, sum(row.shares.get(part, 0) for part in parts))
    x = lanes.left
    if not row.shares:
        drawn.append(svg.rect(x, y, lanes.right - x, HIGH, palette.TINT, radius=1.5))
    for place, part in enumerate(parts):
        share = row.shares.get(part, 0)
        wide = (lanes.right - lanes.left) * share / total
        if share > 0:
            drawn.append(_segment(x, y, wide, share, _step(parts, place)))
        x += wide
    return "".join(drawn)


def _segment(x: float, y: float, wide: float, share: float, step: int) -> str:
    edge = palette.FAINT if step < 2 else ""  # noqa: PLR2004  the light steps need an edge
    bar = svg.rect(x, y, max(1, wide - 1.5), HIGH, palette.STEPS[step], radius=1.5, stroke=edge)
    said = words.per_cent(share)
    if lettering.width(said, svg.SMALL, bold=True) + 6 > wide:
        return bar
    return bar + svg.text(
        x + (wide - 1.5) / 2,
        y + 13,
        said,
        size=svg.SMALL,
        bold=True,
        fill=palette.on_step(step),
        anchor="middle",
    )


def _sentence(row: ShareRow, parts: tuple[str, ...]) -> str:
    said = ", ".join(
        f"{part} {words.per_cent(row.shares[part])}" for part in parts if part in row.shares
    )
    remark = f"; {row.remark}" if row.remark else ""
    return f"{row.label}: {said or 'nothing known'}{remark}."


def _table(chart: ShareChart) -> Table:
    return numbers(
        chart.title,
        "Row",
        [*chart.parts, "Remark"],
        (
            (
                row.label,
                *(
                    words.per_cent(row.shares[part]) if part in row.shares else "–"
                    for part in chart.parts
                ),
                row.remark,
            )
            for row in chart.rows
        ),
    )
