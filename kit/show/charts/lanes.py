"""The grid that row charts share: a name, a plot and a remark in every row.

Wide, the three stand side by side; narrow, name and remark stand above the plot.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from kit.show import lettering, palette, words
from kit.show.charts import svg


@dataclass(frozen=True, slots=True)
class Lanes:
    """Where things stand in a chart of rows."""

    narrow: bool
    pitch: float = 30
    remarks: float = 116

    @property
    def wide(self) -> int:
        """Return the width of the whole picture."""
        return svg.NARROW if self.narrow else svg.WIDE

    @property
    def left(self) -> float:
        """Return where plots begin."""
        return 0 if self.narrow else 190

    @property
    def right(self) -> float:
        """Return where plots end."""
        return self.wide if self.narrow else self.wide - self.remarks - 14

    @property
    def step(self) -> float:
        """Return the height of one row."""
        return self.pitch + 20 if self.narrow else self.pitch

    def middle(self, top: float) -> float:
        """Return the height at which a row's plot is centred."""
        return top + (self.pitch / 2 + 18 if self.narrow else self.pitch / 2)

    def x(self, share: float) -> float:
        """Return the place of a share from 0 to 1 along the plot."""
        return self.left + (self.right - self.left) * min(1, max(0, share))

    def label(self, top: float, name: str, remark: str = "", *, alert: bool = False) -> str:
        """Return a row's name and its remark, each fitted to its room."""
        colour = palette.ALERT if alert else palette.MUTED
        if self.narrow:
            room = min(150.0, lettering.width(remark, svg.SMALL, bold=alert) + 1) if remark else 0
            name_room = self.wide - room - (14 if remark else 0)
            return svg.text(0, top + 14, name, bold=True, room=name_room) + svg.text(
                self.wide,
                top + 14,
                remark,
                size=svg.SMALL,
                bold=alert,
                fill=colour,
                anchor="end",
                room=room,
            )
        return self._beside(
            0, top, name, (svg.SIZE, self.left - 14), bold=True, fill=palette.INK
        ) + self._beside(
            self.right + 14, top, remark, (svg.SMALL, self.remarks), bold=alert, fill=colour
        )

    def _beside(  # noqa: PLR0913  place, text, fit, look
        self,
        x: float,
        top: float,
        said: str,
        fit: tuple[float, float],
        *,
        bold: bool,
        fill: str,
    ) -> str:
        size, room = fit
        size = next(
            (s for s in (size, 11.5, 11) if lettering.width(said, s, bold=bold) <= room),
            min(size, self.pitch / 2.5),
        )
        lines = lettering.wrap(said, size, room, 2, bold=bold)
        y = self.middle(top) + size * 0.36 - (len(lines) - 1) * size * 0.625
        return svg.paragraph(x, y, lines, size=size, bold=bold, fill=fill)


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale from 0 to a round number."""

    most: float
    step: float

    @classmethod
    def upto(cls, value: float) -> Axis:
        """Return the scale that holds `value` in at most six round steps."""
        value = max(value, 1e-9)
        power = 10 ** (math.floor(math.log10(value)) - 1)
        steps = (round_ * power for round_ in (2, 2.5, 5, 10, 20, 50))
        step = next(step for step in steps if value <= 6 * step + 1e-9)
        return cls(step * math.ceil(value / step - 1e-9), step)

    def ticks(self) -> list[float]:
        """Return the values written along the axis."""
        return [place * self.step for place in range(round(self.most / self.step) + 1)]

    def drawn(self, lanes: Lanes, top: float, bottom: float, unit: str = "") -> str:
        """Return light grid lines with their values below and the unit under them."""
        parts = []
        for tick in self.ticks():
            x = lanes.x(tick / self.most)
            anchor = "start" if lanes.narrow and not tick else "middle"
            anchor = "end" if lanes.narrow and tick == self.most else anchor
            parts.append(svg.line(x, top, x, bottom, palette.HAIR))
            parts.append(
                svg.text(
                    x,
                    bottom + 15,
                    words.number(tick, 2),
                    size=svg.SMALL,
                    fill=palette.MUTED,
                    anchor=anchor,
                )
            )
        parts.append(
            svg.text(
                lanes.left,
                bottom + 31,
                unit,
                size=svg.SMALL,
                fill=palette.MUTED,
                room=lanes.right - lanes.left,
            )
            if unit
            else ""
        )
        return "".join(parts)
