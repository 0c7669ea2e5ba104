"""Need against offer: a grey bar of hours, a filled mark for the decision, hollow ones else."""

from __future__ import annotations

from collections import defaultdict
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
    lanes = Lanes(narrow, pitch=25, remarks=116)
    axis = Axis.upto(max((_most(row) for row in chart.rows), default=1))
    shown, first = svg.key(_key(), lanes.wide)
    top, names, bullets = first, [], _Bullets()
    before = chart.rows[0].model if chart.rows else None
    for row in chart.rows:
        top += 10 if row.model != before else 0
        names.append(lanes.label(top, row.label, row.remark, alert=row.short))
        bullets.add(row, lanes, axis, top)
        top, before = top + lanes.step, row.model
    body = [shown, axis.drawn(lanes, first + 2, top + 2, chart.unit), bullets.drawn(), *names]
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


class _Bullets:
    """Bars, rings and marks, gathered by shape so that the picture stays small."""

    def __init__(self) -> None:
        self.bars: list[svg.Box] = []
        self.spans: list[svg.Box] = []
        self.others: defaultdict[AccountModel, list[svg.Spot]] = defaultdict(list)
        self.needs: defaultdict[AccountModel | None, list[svg.Spot]] = defaultdict(list)

    def add(self, row: CapacityRow, lanes: Lanes, axis: Axis, top: float) -> None:
        """Add one department's bullet."""
        y, at = lanes.middle(top), lanes.x(row.needs / axis.most)
        if row.has is not None:
            wide = lanes.x(row.has / axis.most) - lanes.left
            self.bars.append((lanes.left, y - 8, wide, 16))
        ends = [at]
        for model in AccountModel:
            if model.value in row.others and model is not row.model:
                x = lanes.x(row.others[model.value] / axis.most)
                self.others[model].append((x, y))
                ends.append(x)
        if len(ends) > 1:
            self.spans.append((min(ends), y - 0.5, max(ends) - min(ends), 1))
        self.needs[row.model].append((at, y))

    def drawn(self) -> str:
        """Return all of them, the marks of the decisions on top."""
        parts = [svg.boxes(palette.BAR, self.bars), svg.boxes(palette.FAINT, self.spans)]
        for model, spots in self.others.items():
            own, fill = model is AccountModel.OWN, palette.LOOKS[model].fill
            parts.append(svg.dots(fill, 7.4 if own else 8, spots, square=own))
            parts.append(svg.dots(palette.WHITE, 4.6 if own else 5.2, spots, square=own))
        for decided, spots in self.needs.items():
            parts.append(svg.dots(palette.WHITE, 15, spots) + svg.marks(decided, spots, 6))
        return "".join(parts)


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
        chart.title,
        "Department",
        [*columns, "Remark"],
        map(cells, chart.rows),
    )
