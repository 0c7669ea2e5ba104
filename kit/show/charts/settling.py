"""What to discuss now, check quickly, agree to differ on or leave: points with numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kit.show import lettering, palette, words
from kit.show.charts import svg
from kit.show.charts.lanes import Axis
from kit.show.charts.picture import Picture
from kit.show.charts.tables import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kit.model.report import SettlingChart, SettlingPoint, Table

MOST_NAMED = 16
"""Points that get a number and a line in the list; the rest stay small dots."""
URGENT = "discuss now"
"""The place of points that are worth the room's time; they alone are red."""
Placed = tuple[float, float]


def draw_settling(chart: SettlingChart, *, narrow: bool = False) -> Picture:
    """Return the field with numbered points and the list that names them."""
    points = sorted(chart.points, key=lambda p: (p.value, p.disagreement), reverse=True)
    named, rest = points[:MOST_NAMED], points[MOST_NAMED:]
    field = _Field(points, narrow=narrow)
    body = [field.frame(chart)]
    body.append(svg.dots(palette.FAINT, 5.2, [field.place(point) for point in rest]))
    body.extend(_numbered(named, field))
    listed, bottom = _list(named, len(rest), field, narrow=narrow)
    body.append(listed)
    wide = svg.NARROW if narrow else svg.WIDE
    high = max(bottom, field.bottom + 40)
    smaller = words.count(len(rest), "smaller point", "smaller points")
    said = [_sentence(point) for point in named] + ([f"And {smaller}."] if rest else [])
    alt = " ".join(said) or "Nothing to settle."
    return Picture(svg.drawing(wide, high, chart.title, alt, body), alt, _table(chart))


class _Field:
    """The square in which points stand: disagreement to the right, value upwards."""

    def __init__(self, points: list[SettlingPoint], *, narrow: bool) -> None:
        self.left, self.top = 36.0, 26.0
        self.right = 331.0 if narrow else 366.0
        self.bottom = 270.0 if narrow else 330.0
        self.across = Axis.upto(max((p.disagreement for p in points), default=1) or 1)
        self.up = Axis.upto(max((p.value for p in points), default=1) or 1)

    def x(self, disagreement: float) -> float:
        return self.left + (self.right - self.left) * disagreement / self.across.most

    def y(self, value: float) -> float:
        return self.bottom - (self.bottom - self.top) * value / self.up.most

    def place(self, point: SettlingPoint) -> Placed:
        return self.x(point.disagreement), self.y(point.value)

    def frame(self, chart: SettlingChart) -> str:
        """Return the axes, their values and names, and the lines that part the field."""
        parts = [
            svg.text(0, 11, "↑ what agreeing would gain", size=svg.SMALL, fill=palette.MUTED),
            svg.text(
                self.right,
                self.bottom + 33,
                "how far people are apart →",
                size=svg.SMALL,
                fill=palette.MUTED,
                anchor="end",
            ),
            *self._ticks(),
        ]
        if chart.disagreement_line is not None:
            x = self.x(min(chart.disagreement_line, self.across.most))
            parts.append(svg.line(x, self.top, x, self.bottom, palette.MUTED, dash="4 3"))
        if chart.value_line is not None:
            y = self.y(min(chart.value_line, self.up.most))
            parts.append(svg.line(self.left, y, self.right, y, palette.MUTED, dash="4 3"))
        return "".join(parts)

    def _ticks(self) -> Iterator[str]:
        for tick in self.across.ticks():
            x = self.x(tick)
            yield svg.line(x, self.top, x, self.bottom, palette.HAIR)
            yield svg.text(
                x,
                self.bottom + 16,
                words.number(tick, 2),
                size=svg.SMALL,
                fill=palette.MUTED,
                anchor="middle",
            )
        for tick in self.up.ticks():
            y = self.y(tick)
            yield svg.line(self.left, y, self.right, y, palette.HAIR)
            yield svg.text(
                self.left - 6,
                y + 4,
                words.number(tick, 2),
                size=svg.SMALL,
                fill=palette.MUTED,
                anchor="end",
            )


def _bubble(number: int, x: float, y: float, *, urgent: bool) -> str:
    fill, ink = (palette.ALERT, palette.WHITE) if urgent else (palette.WHITE, palette.INK)
    edge = palette.ALERT if urgent else palette.INK
    disc = svg.circle(x, y, 8, fill, stroke=edge, weight=1.2)
    return disc + svg.text(x, y + 3.6, str(number), size=10, bold=True, fill=ink, anchor="middle")


def _numbered(named: list[SettlingPoint], field: _Field) -> Iterator[str]:
    """Yield the numbered points, moved aside where two would cover each other."""
    taken: list[Placed] = []
    for number, point in enumerate(named, start=1):
        x, y = _free(field.place(point), taken)
        taken.append((x, y))
        yield _bubble(number, x, y, urgent=point.place == URGENT)


def _free(spot: Placed, taken: list[Placed]) -> Placed:
    tries = [(0, 0)] + [
        (reach * across, reach * up)
        for reach in (9, 17, 25, 33)
        for across, up in ((1, 0), (0, -1), (-1, 0), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1))
    ]
    for across, up in tries:
        x, y = spot[0] + across, spot[1] + up
        if all((x - a) ** 2 + (y - b) ** 2 >= 17**2 for a, b in taken):
            return x, y
    return spot


def _list(
    named: list[SettlingPoint], others: int, field: _Field, *, narrow: bool
) -> tuple[str, float]:
    """Return the named points under their places, and where the list ends."""
    left, y = (0.0, field.bottom + 66) if narrow else (402.0, 12.0)
    room = (svg.NARROW if narrow else svg.WIDE) - left - 24
    parts: list[str] = []
    for place in dict.fromkeys(point.place for point in named):
        colour = palette.ALERT if place == URGENT else palette.INK
        parts.append(svg.text(left, y, place.capitalize(), bold=True, fill=colour, room=room))
        y += 20
        for number, point in enumerate(named, start=1):
            if point.place == place:
                lines = lettering.wrap(point.label, svg.SMALL, room, 2)
                parts.append(_bubble(number, left + 9, y - 4, urgent=place == URGENT))
                parts.append(svg.paragraph(left + 24, y, lines, size=svg.SMALL))
                y += 20 + (len(lines) - 1) * 14
        y += 8
    if others:
        said = f"and {words.count(others, 'smaller point', 'smaller points')}"
        parts.append(svg.circle(left + 9, y - 4, 2.6, palette.FAINT))
        parts.append(svg.text(left + 24, y, said, size=svg.SMALL, fill=palette.MUTED))
        y += 20
    return "".join(parts), y


def _sentence(point: SettlingPoint) -> str:
    apart, gain = words.number(point.disagreement, 2), words.number(point.value, 2)
    return f"{point.label}: {point.place}; apart {apart}, gain {gain}."


def _table(chart: SettlingChart) -> Table:
    return numbers(
        chart.title,
        "Question",
        ["How far apart", "Gain", "Place"],
        (
            (p.label, words.number(p.disagreement, 2), words.number(p.value, 2), p.place)
            for p in chart.points
        ),
    )
