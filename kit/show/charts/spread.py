"""Where people agree and where not: one dot a person."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kit.show import lettering, palette, words
from kit.show.charts import svg
from kit.show.charts.lanes import Lanes
from kit.show.charts.picture import Picture
from kit.show.charts.tables import numbers

if TYPE_CHECKING:
    from kit.model.report import SpreadChart, SpreadRow, Table

RADIUS, PITCH, DEEP = 3.2, 8, 3
MOST_DOTS = 24


def draw_spread(chart: SpreadChart, *, narrow: bool = False) -> Picture:
    """Return dots clustered on each level, the middle answer as a pointer above."""
    lanes = Lanes(narrow, pitch=30, remarks=104)
    ends, top = _ends(chart, lanes)
    body, people = [ends], _People(lanes, chart.levels)
    for row in chart.rows:
        said = row.remark if row.counts else ""
        said = said or ("far apart" if row.apart else "")
        body.append(lanes.label(top, row.label, said, alert=row.apart))
        people.add(row, lanes.middle(top))
        top += lanes.step
    body.append(people.drawn())
    alt = f"Scale from {chart.low} (1) to {chart.high} ({chart.levels}). " + " ".join(
        _sentence(row) for row in chart.rows
    )
    return Picture(svg.drawing(lanes.wide, top + 2, chart.title, alt, body), alt, _table(chart))


def _inset(lanes: Lanes) -> float:
    return 34 / (lanes.right - lanes.left)


def _x(lanes: Lanes, level: float, levels: int) -> float:
    inset = _inset(lanes)
    return lanes.x(inset + (1 - 2 * inset) * (level - 1) / max(1, levels - 1))


def _ends(chart: SpreadChart, lanes: Lanes) -> tuple[str, float]:
    """Return what the ends of the scale mean, on two lines at most, and where the rows begin."""
    room = (lanes.right - lanes.left) / 2 - 24
    low, high = (lettering.wrap(end, svg.SMALL, room, 2) for end in (chart.low, chart.high))
    parts = [
        svg.text(lanes.left, 11, "←", size=svg.SMALL, fill=palette.MUTED),
        svg.paragraph(lanes.left + 15, 11, low, size=svg.SMALL, fill=palette.MUTED),
        svg.paragraph(lanes.right - 15, 11, high, size=svg.SMALL, fill=palette.MUTED, anchor="end"),
        svg.text(lanes.right, 11, "→", size=svg.SMALL, fill=palette.MUTED, anchor="end"),
    ]
    return "".join(parts), 21.0 if len(low) == len(high) == 1 else 36.0


def _silence(remark: str, lanes: Lanes, y: float) -> str:
    shown = lettering.shorten(remark, svg.SMALL, lanes.right - lanes.left - 40)
    wide = lettering.width(shown, svg.SMALL)
    middle = (lanes.left + lanes.right) / 2
    behind = svg.rect(middle - wide / 2 - 8, y - 8, wide + 16, 16, palette.WHITE)
    return behind + svg.text(
        middle, y + 4, shown, size=svg.SMALL, fill=palette.MUTED, anchor="middle"
    )


class _People:
    """The dots of all rows, gathered by colour so that the picture stays small."""

    def __init__(self, lanes: Lanes, levels: int) -> None:
        self.lanes, self.levels = lanes, levels
        apart = _x(lanes, 2, levels) - _x(lanes, 1, levels) if levels > 1 else 99
        self.most = min(MOST_DOTS, DEEP * max(1, int((apart - RADIUS) / PITCH)))
        self.rules: list[svg.Box] = []
        self.pointers: list[str] = []
        self.silent: list[str] = []
        self.dots: defaultdict[str, list[tuple[float, float, int]]] = defaultdict(list)
        self.discs: defaultdict[str, list[svg.Spot]] = defaultdict(list)
        self.said: list[tuple[float, float, str]] = []

    def add(self, row: SpreadRow, y: float) -> None:
        """Add one row's people, or why they are not shown."""
        lanes = self.lanes
        self.rules.append((lanes.left, y - 0.5, lanes.right - lanes.left, 1))
        if not row.counts:
            self.silent.append(_silence(row.remark or "no answers", lanes, y))
            return
        colour = palette.ALERT if row.apart else palette.STEPS[3]
        for level, people in enumerate(row.counts, start=1):
            self._cluster(round(_x(lanes, level, self.levels)), y, people, colour)
        if row.median is not None:
            x = _x(lanes, row.median, self.levels)
            self.pointers.append(f"M{svg.fixed(x - 4)} {svg.fixed(y - 16.5)}h8l-4 4.7z")

    def _cluster(self, x: float, y: float, people: int, colour: str) -> None:
        """Add the people on one level as a block of dots, or a disc with their number."""
        if people > self.most:
            self.discs[colour].append((x, y))
            self.said.append((x, y + 4, str(people)))
            return
        deep = min(DEEP, people)
        for line in range(deep):
            count = people // deep + (line < people % deep)
            left = x - (count - 1) / 2 * PITCH
            self.dots[colour].append((left, y + (line - (deep - 1) / 2) * PITCH, count))

    def drawn(self) -> str:
        """Return rules, dots, discs with their numbers, and the middle answers."""
        parts = [svg.boxes(palette.HAIR, self.rules), *self.silent]
        parts += [svg.rows_of_dots(c, RADIUS * 2, PITCH, rows) for c, rows in self.dots.items()]
        parts += [svg.dots(colour, 23, spots) for colour, spots in self.discs.items()]
        parts.append(svg.figures(palette.WHITE, self.said))
        if self.pointers:
            parts.append(svg.path("".join(self.pointers), fill=palette.INK))
        return "".join(parts)


def _sentence(row: SpreadRow) -> str:
    if not row.counts:
        return f"{row.label}: {row.remark or 'no answers'}."
    said = ", ".join(f"{people} on {level}" for level, people in enumerate(row.counts, 1) if people)
    middle = "" if row.median is None else f"; middle answer {words.number(row.median)}"
    apart = "; far apart" if row.apart else ""
    return f"{row.label}: {said or 'nobody'}{middle}{apart}."


def _table(chart: SpreadChart) -> Table:
    levels = [str(level) for level in range(1, chart.levels + 1)]
    if levels:
        levels[0], levels[-1] = f"1 {chart.low}", f"{chart.levels} {chart.high}"
    return numbers(
        chart.title,
        "About",
        [*levels, "Middle", "Remark"],
        (
            (
                row.label,
                *(
                    str(row.counts[level]) if level < len(row.counts) else "–"
                    for level in range(chart.levels)
                ),
                "–" if row.median is None else words.number(row.median),
                row.remark or ("far apart" if row.apart else ""),
            )
            for row in chart.rows
        ),
    )
