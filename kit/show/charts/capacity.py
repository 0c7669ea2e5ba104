"""Need against offer: a grey bar of hours, a filled mark for the decision, hollow ones else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kit.model.content import AccountModel
from kit.show import palette, words
from kit.show.charts import svg
from kit.show.charts.lanes import Axis, Lanes
from kit.show.charts.picture import Picture
from kit.show.charts.tables import numbers

if TYPE_CHECKING:
    from kit.model.report import CapacityChart, CapacityRow, Table


def draw_capacity(chart: CapacityChart, *, narrow: bool = False) -> Picture:
    """Return one bullet a department with what is short or to spare in words."""
    lanes = Lanes(narrow, pitch=27, remarks=116)
    axis = Axis.upto(max((_most(row) for row in chart.rows), default=1))
    shown, first = svg.key(_key(), lanes.wide)
    top, marks = first, []
    before = chart.rows[0].model if chart.rows else None
    for row in chart.rows:
        top += 10 if row.model != before else 0
        marks.append(_row(row, lanes, axis, top))
        top, before = top + lanes.step, row.model
    body = [shown, axis.drawn(lanes, first + 2, top + 2, chart.unit), *marks]
    alt = " ".join(_sentence(row, chart.unit) for row in chart.rows) or "No department yet."
    return Picture(svg.drawing(lanes.wide, top + 38, chart.title, alt, body), alt, _table(chart))


def _most(row: CapacityRow) -> float:
    return max(row.has or 0, row.needs, *row.others.values(), 0)


def _key() -> list[tuple[str, str]]:
    bar = svg.rect(-6, -5, 12, 10, palette.BAR, radius=1)
    filled = svg.circle(0, 0, 5, palette.INK)
    hollow = svg.circle(0, 0, 3.6, palette.WHITE, stroke=palette.MUTED, weight=1.4)
    return [
        (bar, "time it has"),
        (filled, "needed as decided"),
        (hollow, "needed otherwise"),
        *((svg.mark(model, 0, 0, 4.5), palette.LOOKS[model].word) for model in palette.DECIDED),
    ]


def _row(row: CapacityRow, lanes: Lanes, axis: Axis, top: float) -> str:
    y = lanes.middle(top)
    parts = [lanes.label(top, row.label, row.remark, alert=row.short)]
    if row.has is not None:
        wide = lanes.x(row.has / axis.most) - lanes.left
        parts.append(svg.rect(lanes.left, y - 8, wide, 16, palette.BAR, radius=1.5))
    others = {
        model: lanes.x(row.others[model.value] / axis.most)
        for model in AccountModel
        if model.value in row.others and model is not row.model
    }
    at = lanes.x(row.needs / axis.most)
    if others:
        ends = [*others.values(), at]
        parts.append(svg.line(min(ends), y, max(ends), y, palette.FAINT))
    parts.extend(_hollow(model, x, y) for model, x in others.items())
    parts.append(svg.circle(at, y, 7.6, palette.WHITE) + svg.mark(row.model, at, y, 6))
    return "".join(parts)


def _hollow(model: AccountModel, x: float, y: float) -> str:
    fill = palette.LOOKS[model].fill
    if model is AccountModel.OWN:
        return (
            f'<rect x="{svg.fixed(x - 3)}" y="{svg.fixed(y - 3)}" width="6" height="6" '
            f'fill="#ffffff" stroke="{fill}" stroke-width="1.4"/>'
        )
    return svg.circle(x, y, 3.4, palette.WHITE, stroke=fill, weight=1.4)


def _word(model: AccountModel | None) -> str:
    return palette.LOOKS[model].word


def _sentence(row: CapacityRow, unit: str) -> str:
    has = "has not said what it has" if row.has is None else f"has {words.number(row.has)} {unit}"
    others = ", ".join(
        f"{_word(model)} {words.number(row.others[model.value])}"
        for model in AccountModel
        if model.value in row.others and model is not row.model
    )
    rest = f" ({others})" if others else ""
    remark = f"; {row.remark}" if row.remark else ""
    need = f"needs {words.number(row.needs)} as {_word(row.model)}{rest}"
    return f"{row.label}: {has}, {need}{remark}."


def _table(chart: CapacityChart) -> Table:
    def cells(row: CapacityRow) -> tuple[str, ...]:
        needs = {**row.others, **({row.model.value: row.needs} if row.model else {})}
        models = (
            words.number(needs[model.value]) if model.value in needs else "–"
            for model in palette.DECIDED
        )
        has = "not given" if row.has is None else words.number(row.has)
        return (row.label, has, words.number(row.needs), *models, row.remark)

    columns = ["Has", "Needs as decided", *(f"As {_word(model)}" for model in palette.DECIDED)]
    return numbers(
        f"{chart.title} ({chart.unit})" if chart.unit else chart.title,
        "Department",
        [*columns, "Remark"],
        map(cells, chart.rows),
    )
