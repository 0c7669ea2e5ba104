"""A grid of strengths: five steps of one hue, the figure printed in the cell."""

from __future__ import annotations

from collections import defaultdict
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
SMALLEST_CELL = 17
PHONE_COLUMNS = 12
WORDED_CELLS = 240


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
    """Return the grid; None is an empty cell with a dash.

    With many columns a phone gets the strongest of each row instead.
    """
    alt = _alt(chart)
    if narrow and len(chart.columns) > PHONE_COLUMNS:
        high, body = _strongest_only(chart)
        picture = svg.drawing(svg.NARROW, high, chart.title, alt, body)
        return Picture(picture, alt, _table(chart))
    grid = _grid(chart, narrow=narrow)
    shown, top = svg.key(_key(), grid.wide)
    heads, top = _heads(chart, grid, top)
    body, cells = [shown, heads], _Cells(grid)
    for place, name in enumerate(chart.rows):
        shown = f"{place + 1}  {name}" if grid.same else name
        size = min(svg.SIZE, grid.high * 0.72)
        body.append(_name(shown, top + grid.high / 2, size, grid.left - 10))
        for column, value in enumerate(chart.values[place]):
            cells.add(column, top, value, chart.texts[place][column] if chart.texts else "")
        top += grid.high
    cells.lay_ground(top, len(chart.rows), len(chart.columns))
    body.append(cells.drawn())
    if grid.numbered and not grid.same:
        listed, top = _names_below(chart.columns, grid.wide, top + 18)
        body.append(listed)
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
    if cell < SMALLEST_CELL:
        cell = float(max(2, int(cell)))  # whole numbers keep a large grid small
    return Grid(wide, left, cell, max(12.0, min(26.0, cell + 6)), numbered, same)


def _key() -> list[tuple[str, str]]:
    words = ("none or weak", "some", "half", "strong", "very strong")
    steps = [
        (svg.rect(-6, -6, 12, 12, fill, radius=1.5, stroke=palette.FAINT), word)
        for fill, word in zip(palette.STEPS, words, strict=True)
    ]
    unknown = svg.line(-4, 0, 4, 0, palette.MUTED, weight=1.4)
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
    size = _head_size(chart.columns, grid.cell - 6)
    wrapped = [lettering.wrap(name, size, grid.cell - 6, 3) for name in chart.columns]
    deepest = max((len(lines) for lines in wrapped), default=1)
    drawn = [
        svg.paragraph(
            grid.left + (place + 0.5) * grid.cell,
            top + 10 + (deepest - len(lines)) * svg.SMALL * 1.25,
            lines,
            size=size,
            fill=palette.MUTED,
            anchor="middle",
        )
        for place, lines in enumerate(wrapped)
    ]
    return "".join(drawn), top + 8 + deepest * svg.SMALL * 1.25


def _head_size(names: tuple[str, ...], room: float) -> float:
    """Return the size at which the longest word of the column heads is not broken."""
    longest = max((lettering.width(word, 1) for name in names for word in name.split()), default=1)
    return max(SMALLEST_FIGURE, min(svg.SMALL, 0.98 * room / max(longest, 0.1)))


def _name(shown: str, y: float, size: float, room: float) -> str:
    """Return a row's name, on two small lines where one would cut it."""
    if lettering.width(shown, size, bold=True) <= room or size < svg.SIZE:
        return svg.text(0, y + size * 0.36, shown, size=size, bold=True, room=room)
    lines = lettering.wrap(shown, 10.5, room, 2, bold=True)
    top = y + 3.8 - (len(lines) - 1) * 6.5
    return svg.paragraph(0, top, lines, size=10.5, bold=True)


class _Cells:
    """The cells, gathered by step, and their figures, by colour and size."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.ground: list[svg.Box] = []
        self.unknown: list[svg.Box] = []
        self.boxes: defaultdict[int, list[svg.Box]] = defaultdict(list)
        self.said: defaultdict[tuple[str, float], list[tuple[float, float, str]]]
        self.said = defaultdict(list)

    def add(self, column: int, top: float, value: float | None, figure: str) -> None:
        """Add one cell."""
        grid = self.grid
        x, gap = grid.left + column * grid.cell, 2 if grid.cell > 16 else 1  # noqa: PLR2004  narrow cells stand closer
        middle, base = x + (grid.cell - gap) / 2, top + grid.high / 2 + 4
        if value is None:
            self.said[palette.MUTED, min(svg.SMALL, grid.cell)].append((middle, base, "–"))
            self.unknown.append((x, top + gap / 2, grid.cell - gap, grid.high - gap))
            return
        step = palette.step(value)
        if not step and grid.cell < SMALLEST_CELL:
            return
        box = (x, top + gap / 2, grid.cell - gap, grid.high - gap)
        self.boxes[step].append(box)
        size = svg.SMALL
        while size >= SMALLEST_FIGURE and lettering.width(figure, size) > grid.cell - gap - 4:
            size -= 0.5
        if grid.cell > SMALLEST_CELL and size >= SMALLEST_FIGURE and grid.high >= size + 3:
            self.said[palette.on_step(step), size].append((middle, base, figure))

    def lay_ground(self, bottom: float, rows: int, columns: int) -> None:
        """Lay the lightest step under a dense grid, so that its many weak cells cost nothing."""
        grid = self.grid
        if grid.cell < SMALLEST_CELL and rows:
            high = rows * grid.high
            self.ground.append((grid.left, bottom - high, columns * grid.cell - 1, high))

    def drawn(self) -> str:
        """Return all cells and figures."""
        ground = svg.boxes(palette.STEPS[0], self.ground) + svg.boxes(palette.WHITE, self.unknown)
        cells = ground + "".join(
            svg.boxes(palette.STEPS[s], found) for s, found in self.boxes.items()
        )
        return cells + "".join(
            svg.figures(fill, found, size=size) for (fill, size), found in self.said.items()
        )


def _strongest(chart: MatrixChart, row: int) -> list[int]:
    """Return the columns of a row's three highest values, highest first."""
    known = [
        (-value, column)
        for column, value in enumerate(chart.values[row])
        if value is not None and value > 0
    ]
    return [column for _, column in sorted(known)[:3]]


def _strongest_only(chart: MatrixChart) -> tuple[float, list[str]]:
    drawn = [svg.text(0, 10, "The three strongest of each row", fill=palette.MUTED)]
    y = 32.0
    for place, name in enumerate(chart.rows):
        drawn.append(svg.text(0, y, name, bold=True, room=svg.NARROW))
        for column in _strongest(chart, place):
            y += 17
            said = _figure(chart, place, column)
            room = svg.NARROW - lettering.width(said, svg.SMALL) - 34
            step = palette.STEPS[palette.step(chart.values[place][column] or 0)]
            drawn.append(svg.rect(0, y - 9, 10, 10, step))
            drawn.append(svg.text(16, y, chart.columns[column], size=svg.SMALL, room=room))
            drawn.append(svg.text(svg.NARROW, y, said, size=svg.SMALL, anchor="end"))
        y += 25
    return y - 12, drawn


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


def _alt(chart: MatrixChart) -> str:
    """Return every figure in words; of a large grid the strongest of each row."""
    large = len(chart.rows) * len(chart.columns) > WORDED_CELLS
    said = []
    for row, name in enumerate(chart.rows):
        columns = _strongest(chart, row) if large else list(range(len(chart.columns)))
        known = [
            f"{chart.columns[column]} {_figure(chart, row, column)}"
            for column in columns
            if chart.values[row][column] is not None
        ]
        said.append(f"{name}: {', '.join(known) or 'nothing known'}.")
    opening = "The strongest of each row. " if large else ""
    return opening + " ".join(said) if said else "Empty grid."


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
