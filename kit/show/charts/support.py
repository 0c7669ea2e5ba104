"""How firm each decision is: one stacked bar a department."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kit.model.decision import Label
from kit.show import lettering, palette
from kit.show.charts import svg
from kit.show.charts.lanes import Lanes
from kit.show.charts.picture import Picture
from kit.show.charts.tables import numbers

if TYPE_CHECKING:
    from kit.model.report import SupportChart, SupportRow, Table

GAP = 12
HIGH = 18
UNSURE = {label.value for label in palette.UNSURE}


def draw_support(chart: SupportChart, *, narrow: bool = False) -> Picture:
    """Return the stacked bars, own account first, in the order of the decision table."""
    lanes = Lanes(narrow, pitch=27, remarks=104)
    items = [
        (svg.mark(model, 0, 0), f"{palette.LOOKS[model].word} first") for model in palette.DECIDED
    ]
    shown, top = svg.key(items, lanes.wide)
    body = [shown]
    before = chart.rows[0].model if chart.rows else None
    for row in chart.rows:
        top += GAP if row.model != before else 0
        body.append(_row(row, lanes, top))
        top, before = top + lanes.step, row.model
    alt = " ".join(_sentence(row) for row in chart.rows) or "No department yet."
    return Picture(
        svg.drawing(lanes.wide, top + 4, chart.title, alt, body), alt, _table(chart)
    )


def _row(row: SupportRow, lanes: Lanes, top: float) -> str:
    y = lanes.middle(top) - HIGH / 2
    name = lanes.label(top, row.label, row.word, alert=row.word in UNSURE)
    total = sum(row.support.values())
    if not total:
        empty = svg.rect(lanes.left, y, lanes.right - lanes.left, HIGH, palette.TINT, radius=1.5)
        why = "" if row.word == Label.NOT_ENOUGH_ANSWERS else "no figure"
        return name + empty + svg.text(
            lanes.left + 8, y + 13, why, size=svg.SMALL, fill=palette.MUTED
        )
    parts, x = [name], lanes.left
    for model in palette.DECIDED:
        share = row.support.get(model.value, 0)
        wide = (lanes.right - lanes.left) * share / total
        if share:
            parts.append(_segment(x, y, wide, share, palette.LOOKS[model]))
        x += wide
    return "".join(parts)


def _segment(x: float, y: float, wide: float, share: int, look: palette.Look) -> str:
    bar = svg.rect(x, y, max(1.2, wide - 1.5), HIGH, look.fill, radius=1.5)
    if lettering.width(str(share), svg.SMALL, bold=True) + 8 > wide:
        return bar
    return bar + svg.text(
        x + (wide - 1.5) / 2,
        y + 13,
        str(share),
        size=svg.SMALL,
        bold=True,
        fill=look.on_fill,
        anchor="middle",
    )


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
