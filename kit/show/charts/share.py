"""Shares of one whole: one 100 % bar a row."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kit.show import lettering, palette, words
from kit.show.charts import svg
from kit.show.charts.lanes import Lanes
from kit.show.charts.picture import Picture
from kit.show.charts.tables import numbers

if TYPE_CHECKING:
    from kit.model.report import ShareChart, ShareRow, Table

HIGH = 17
ORDERS = {1: (4,), 2: (4, 2), 3: (4, 2, 1), 4: (4, 3, 2, 1)}


def draw_share(chart: ShareChart, *, narrow: bool = False) -> Picture:
    """Return the bars, parts from dark to light in the chart's own order."""
    lanes = Lanes(narrow, pitch=25, remarks=116)
    items = [(_swatch(_step(chart.parts, place)), part) for place, part in enumerate(chart.parts)]
    shown, top = svg.key(items, lanes.wide)
    body, bars = [shown], _Bars(chart.parts)
    for row in chart.rows:
        body.append(lanes.label(top, row.label, row.remark))
        bars.add(row, lanes, top)
        top += lanes.step
    body.append(bars.drawn())
    alt = " ".join(_sentence(row, chart.parts) for row in chart.rows) or "No shares yet."
    return Picture(svg.drawing(lanes.wide, top + 4, chart.title, alt, body), alt, _table(chart))


def _step(parts: tuple[str, ...], place: int) -> int:
    order = ORDERS.get(len(parts), (4, 3, 2, 1, 0))
    return order[place % len(order)]


def _swatch(step: int) -> str:
    return svg.rect(-6, -5, 12, 10, palette.STEPS[step], radius=1, stroke=palette.FAINT)


class _Bars:
    """The segments and their figures, gathered by step so that the picture stays small."""

    def __init__(self, parts: tuple[str, ...]) -> None:
        self.parts = parts
        self.empty: list[svg.Box] = []
        self.segments: defaultdict[int, list[svg.Box]] = defaultdict(list)
        self.said: defaultdict[str, list[tuple[float, float, str]]] = defaultdict(list)

    def add(self, row: ShareRow, lanes: Lanes, top: float) -> None:
        """Add one row's bar; without shares an empty one."""
        x, y, room = lanes.left, lanes.middle(top) - HIGH / 2, lanes.right - lanes.left
        total = max(100.0, sum(row.shares.get(part, 0) for part in self.parts))
        if not row.shares:
            self.empty.append((x, y, room, HIGH))
        for place, part in enumerate(self.parts):
            share, step = row.shares.get(part, 0), _step(self.parts, place)
            wide, said = room * share / total, words.per_cent(share)
            if share > 0:
                self.segments[step].append((x, y, max(1, wide - 1.5), HIGH))
            if lettering.width(said, svg.SMALL, bold=True) + 6 <= wide:
                self.said[palette.on_step(step)].append((x + (wide - 1.5) / 2, y + 12.5, said))
            x += wide

    def drawn(self) -> str:
        """Return all bars and figures; light steps stand on a darker edge."""
        drawn = [svg.boxes(palette.TINT, self.empty)]
        for step, found in self.segments.items():
            if step < 2:  # noqa: PLR2004  the light steps need an edge
                drawn.append(svg.boxes(palette.FAINT, found))
                found = [(x + 0.8, y + 0.8, w - 1.6, h - 1.6) for x, y, w, h in found if w > 2]  # noqa: PLR2004, PLW2901  too thin to be drawn
            drawn.append(svg.boxes(palette.STEPS[step], found))
        return "".join([*drawn, *(svg.figures(fill, said) for fill, said in self.said.items())])


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
