"""A grid of strengths: five steps of one hue, the figure printed in the cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kit.show import lettering, palette
from kit.show.charts import svg
from kit.show.charts.picture import Picture
from kit.show.charts.tables import numbers

if TYPE_CHECKING:
    from kit.model.report import MatrixChart, Table

NAMED_COLUMNS = 8
"""More columns than this are numbered, and their names stand in a list below."""
SMALLEST_FIGURE = 9


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the cells of a matrix stand."""

    wide: int
    left: float
    cell: float
    high: float
    numbered: bool
    same: bool


def draw_matrix(chart: MatrixChart, *, narrow: bool = False) -> Picture:
    """Return the grid; None is an empty cell with a dash."""
    grid = _grid(chart, narrow=narrow)
    shown, top = svg.key(_key(), grid.wide)
    heads, top = _heads(chart, grid, top)
    body = [shown, heads]
    for place, name in enumerate(chart.rows):
        body.append(_row(chart, grid, place, name, top))
        top += grid.high
    if grid.numbered and not grid.same:
        listed, top = _names_below(chart.columns, grid.wide, top + 18)
        body.append(listed)
    alt = " ".join(_sentence(chart, place) for place in range(len(chart.rows))) or "Empty grid."
    return Picture(svg.drawing(grid.wide, top + 4, chart.title, alt, body), alt, _table(chart))


def _grid(chart: MatrixChart, *, narrow: bool) -> Grid:
    wide = svg.NARROW if narrow else svg.WIDE
    count = max(1, len(chart.columns))
    same = chart.columns == chart.rows and count > (3 if narrow else NAMED_COLUMNS)
    numbered = count > (3 if narrow else NAMED_COLUMNS)
    left = 118 if narrow else 190
    if count > 20 and narrow:  # noqa: PLR2004  leave the cells some room
        left = 90
    cell = min(96.0, (wide - left) / count)
    return Grid(wide, left, cell, max(11.0, min(26.0, cell + 6)), numbered, same)


def _key() -> list[tuple[str, str]]:
    words = ("none or weak", "some", "half", "strong", "very strong")
    steps = [
        (svg.rect(-6, -6, 12, 12, fill, radius=1.5, stroke=palette.FAINT), word)
        for fill, word in zip(palette.STEPS, words, strict=True)
    ]
    unknown = svg.text(0, 4, "–", fill=palette.MUTED, anchor="middle")
    return [*steps, (unknown, "not known")]


def _heads(chart: MatrixChart, grid: Grid, top: float) -> tuple[str, float]:
    if grid.numbered:
        size = min(svg.SMALL, grid.cell * 0.62)
        drawn = [
            svg.text(
                grid.left + (place + 0.5) * grid.cell,
                top + 12,
                str(place + 1),
                size=size,
                fill=palette.MUTED,
                anchor="middle",
            )
            for place in range(len(chart.columns))
        ]
        return "".join(drawn), top + 18
    wrapped = [lettering.wrap(name, svg.SMALL, grid.cell - 6, 3) for name in chart.columns]
    deepest = max((len(lines) for lines in wrapped), default=1)
    drawn = [
        svg.paragraph(
            grid.left + (place + 0.5) * grid.cell,
            top + 10 + (deepest - len(lines)) * svg.SMALL * 1.25,
            lines,
            size=svg.SMALL,
            fill=palette.MUTED,
            anchor="middle",
        )
        for place, lines in enumerate(wrapped)
    ]
    return "".join(drawn), top + 8 + deepest * svg.SMALL * 1.25


def _row(chart: MatrixChart, grid: Grid, place: int, name: str, top: float) -> str:
    y = top + grid.high / 2
    size = min(svg.SIZE, grid.high * 0.72)
    shown = f"{place + 1}  {name}" if grid.same else name
    parts = [_name(shown, y, size, grid.left - 10)]
    for column in range(len(chart.columns)):
        value = chart.values[place][column]
        figure = chart.texts[place][column] if chart.texts else ""
        parts.append(_cell(grid, column, top, value, figure))
    return "".join(parts)


def _name(shown: str, y: float, size: float, room: float) -> str:
    """Return a row's name, on two small lines where one would cut it."""
    if lettering.width(shown, size, bold=True) <= room or size < svg.SIZE:
        return svg.text(0, y + size * 0.36, shown, size=size, bold=True, room=room)
    lines = lettering.wrap(shown, 10.5, room, 2, bold=True)
    top = y + 3.8 - (len(lines) - 1) * 6.5
    return svg.paragraph(0, top, lines, size=10.5, bold=True)


def _cell(grid: Grid, column: int, top: float, value: float | None, figure: str) -> str:
    x, gap = grid.left + column * grid.cell, 2 if grid.cell > 16 else 1  # noqa: PLR2004
    middle, base = x + grid.cell / 2, top + grid.high / 2 + 4
    if value is None:
        return svg.text(middle, base, "–", size=svg.SMALL, fill=palette.MUTED, anchor="middle")
    step = palette.step(value)
    size = svg.SMALL
    while size >= SMALLEST_FIGURE and lettering.width(figure, size) > grid.cell - gap - 4:
        size -= 0.5
    box = svg.rect(
        x, top + gap / 2, grid.cell - gap, grid.high - gap, palette.STEPS[step], radius=1.5
    )
    if size < SMALLEST_FIGURE or grid.high < size + 3:
        return box
    return box + svg.text(
        middle - gap / 2, base, figure, size=size, fill=palette.on_step(step), anchor="middle"
    )


def _names_below(names: tuple[str, ...], wide: float, top: float) -> tuple[str, float]:
    columns = 2 if wide == svg.NARROW else 3
    deep = -(-len(names) // columns)
    drawn = [
        svg.text(
            (place // deep) * wide / columns,
            top + (place % deep) * 16,
            f"{place + 1}  {name}",
            size=svg.SMALL,
            room=wide / columns - 12,
        )
        for place, name in enumerate(names)
    ]
    return "".join(drawn), top + deep * 16 - 8


def _figure(chart: MatrixChart, row: int, column: int) -> str:
    value = chart.values[row][column]
    if value is None:
        return "–"
    return (chart.texts[row][column] if chart.texts else "") or f"{value:.2f}"


def _sentence(chart: MatrixChart, row: int) -> str:
    said = ", ".join(
        f"{name} {_figure(chart, row, column)}"
        for column, name in enumerate(chart.columns)
        if chart.values[row][column] is not None
    )
    return f"{chart.rows[row]}: {said or 'nothing known'}."


def _table(chart: MatrixChart) -> Table:
    return numbers(
        chart.title,
        "",
        chart.columns,
        (
            (name, *(_figure(chart, row, column) for column in range(len(chart.columns))))
            for row, name in enumerate(chart.rows)
        ),
    )
