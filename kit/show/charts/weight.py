"""What matters how much to whom: the group's mean and one dot a person."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kit.show import palette, words
from kit.show.charts import svg
from kit.show.charts.lanes import Axis, Lanes
from kit.show.charts.picture import Picture
from kit.show.charts.tables import numbers

if TYPE_CHECKING:
    from kit.model.report import Table, WeightChart, WeightRow

DEEP = 5
"""Dots that may stand on each other before they are drawn closer."""


def draw_weight(chart: WeightChart, *, narrow: bool = False) -> Picture:
    """Return a bar to the group's mean and each person's weight as a dot on it."""
    lanes = Lanes(narrow, pitch=36, remarks=60)
    most = max((max(row.mean, *row.people, 0) for row in chart.rows), default=1)
    axis = Axis.upto(most)
    shown, first = svg.key(_key(), lanes.wide)
    top, marks = first, []
    for row in chart.rows:
        marks.append(_row(row, lanes, axis, top))
        top += lanes.step
    body = [shown, axis.drawn(lanes, first + 2, top + 2, "per cent of the weight"), *marks]
    alt = " ".join(_sentence(row) for row in chart.rows) or "No weights yet."
    return Picture(svg.drawing(lanes.wide, top + 38, chart.title, alt, body), alt, _table(chart))


def _key() -> list[tuple[str, str]]:
    bar = svg.rect(-6, -4, 12, 8, palette.STEPS[2], radius=1)
    dot = svg.circle(0, 0, 3.4, palette.WHITE, stroke=palette.INK, weight=1.3)
    return [(bar, "mean of the group"), (dot, "one person")]


def _row(row: WeightRow, lanes: Lanes, axis: Axis, top: float) -> str:
    y = lanes.middle(top)
    wide = lanes.x(row.mean / axis.most) - lanes.left
    parts = [lanes.label(top, row.label, words.per_cent(row.mean))]
    parts.append(svg.rect(lanes.left, y - 8, wide, 16, palette.STEPS[2], radius=1.5))
    spots = []
    for weight, people in sorted(Counter(round(value, 1) for value in row.people).items()):
        pitch = 6.4 if people <= DEEP else 26 / (people - 1)
        x = lanes.x(weight / axis.most)
        spots += [(x, y + (place - (people - 1) / 2) * pitch) for place in range(people)]
    rings = svg.dots(palette.INK, 7, spots) + svg.dots(palette.WHITE, 4.6, spots)
    return "".join(parts) + rings


def _sentence(row: WeightRow) -> str:
    mean = f"{row.label}: {words.per_cent(row.mean)} in the mean"
    if not row.people:
        return f"{mean}."
    low, high = (words.per_cent(value) for value in (min(row.people), max(row.people)))
    people = words.count(len(row.people), "person", "people")
    return f"{mean}, {low} to {high} among {people}."


def _table(chart: WeightChart) -> Table:
    def cells(row: WeightRow) -> tuple[str, ...]:
        ends = (min(row.people), max(row.people)) if row.people else ()
        low, high = (words.per_cent(value) for value in ends) if ends else ("–", "–")
        return (row.label, words.per_cent(row.mean), low, high, str(len(row.people)))

    columns = ["Mean", "Lowest", "Highest", "People"]
    return numbers(chart.title, "Criterion", columns, map(cells, chart.rows))
