"""How firm each decision is: one stacked bar a department."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kit.show import lettering, palette
from kit.show.charts import svg
from kit.show.charts.lanes import Lanes
from kit.show.charts.picture import Picture
from kit.show.charts.tables import numbers

if TYPE_CHECKING:
    from kit.model.report import SupportChart, SupportRow, Table

GAP = 10
HIGH = 17
UNSURE = {label.value for label in palette.UNSURE}


def draw_support(chart: SupportChart, *, narrow: bool = False) -> Picture:
    """Return the stacked bars, own account first, in the order of the decision table."""
    lanes = Lanes(narrow, pitch=25, remarks=104)
    items = [
        (svg.mark(model, 0, 0), f"{palette.LOOKS[model].word} first") for model in palette.DECIDED
    ]
    shown, top = svg.key(items, lanes.wide)
    body, bars = [shown], _Bars()
    before = chart.rows[0].model if chart.rows else None
    for row in chart.rows:
        top += GAP if row.model != before else 0
        body.append(lanes.label(top, row.label, row.word, alert=row.word in UNSURE))
        bars.add(row, lanes, top)
        top, before = top + lanes.step, row.model
    body.append(bars.drawn())
    alt = " ".join(_sentence(row) for row in chart.rows) or "No department yet."
    return Picture(svg.drawing(lanes.wide, top + 4, chart.title, alt, body), alt, _table(chart))


class _Bars:
    """The segments and their figures, gathered by colour so that the picture stays small."""

    def __init__(self) -> None:
        self.segments: defaultdict[str, list[svg.Box]] = defaultdict(list)
        self.said: defaultdict[str, list[tuple[float, float, str]]] = defaultdict(list)

    def add(self, row: SupportRow, lanes: Lanes, top: float) -> None:
        """Add one department's bar; without figures an empty one."""
        y, room = lanes.middle(top) - HIGH / 2, lanes.right - lanes.left
        total = sum(row.support.values())
        if not total:
            self.segments[palette.TINT].append((lanes.left, y, room, HIGH))
            return
        x = lanes.left
        for model in palette.DECIDED:
            share, look = row.support.get(model.value, 0), palette.LOOKS[model]
            wide = room * share / total
            if share:
                self.segments[look.fill].append((x, y, max(1.2, wide - 1.5), HIGH))
            if lettering.width(str(share), svg.SMALL, bold=True) + 8 <= wide:
                self.said[look.on_fill].append((x + (wide - 1.5) / 2, y + 12.5, str(share)))
            x += wide

    def drawn(self) -> str:
        """Return all bars and figures."""
        bars = "".join(svg.boxes(fill, found) for fill, found in self.segments.items())
        return bars + "".join(svg.figures(fill, found) for fill, found in self.said.items())


def _sentence(row: SupportRow) -> str:
    said = ", ".join(
        f"{palette.LOOKS[model].word} {row.support[model.value]}"
        for model in palette.DECIDED
        if row.support.get(model.value)
    )
    return f"{row.label}: {said} of 100; {row.word}." if said else f"{row.label}: {row.word}."


def _table(chart: SupportChart) -> Table:
    columns = [*(palette.LOOKS[model].word.capitalize() for model in palette.DECIDED), "Certainty"]
    return numbers(
        chart.title,
        "Department",
        columns,
        (
            (
                row.label,
                *(
                    str(row.support.get(model.value, 0)) if row.support else "–"
                    for model in palette.DECIDED
                ),
                row.word,
            )
            for row in chart.rows
        ),
    )
