"""The account map on a phone: one card an account with the departments it speaks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kit.show import lettering, palette
from kit.show.charts import svg

if TYPE_CHECKING:
    from kit.model.report import AccountMap, MapAccount, MapDepartment

ROOM = svg.NARROW - 32


def draw_cards(chart: AccountMap) -> tuple[list[str], float]:
    """Return the drawn cards and their height."""
    drawn: list[str] = []
    top = 2.0
    known = {account.id for account in chart.accounts}
    for account in sorted(chart.accounts, key=lambda a: not a.main):
        mine = [d for d in chart.departments if d.account == account.id]
        card, top = _card(account, mine, top)
        drawn.append(card)
        top += 14
    rest = [d for d in chart.departments if d.account not in known]
    if rest:
        drawn.append(svg.text(0, top + 12, "Without an account", bold=True))
        lines, top = _members(rest, 2, top + 26)
        drawn.append(lines)
    return drawn, top


def _card(account: MapAccount, mine: list[MapDepartment], top: float) -> tuple[str, float]:
    look = palette.LOOKS[palette.DECIDED[-1] if account.main else palette.DECIDED[0]]
    name = lettering.wrap(account.name, 14, ROOM, 2, bold=True)
    head = 16 + len(name) * 17.5
    said = [
        (label, lettering.wrap(text, svg.SIZE, ROOM - 66, 3))
        for label, text in (
            ("On", ", ".join(account.platforms)),
            ("Run by", account.run_by),
            ("Speaks to", account.audience),
        )
        if text
    ]
    parts = [svg.paragraph(16, top + 23, name, size=14, bold=True, fill=look.on_fill)]
    y = top + head + 20
    for label, lines in said:
        parts.append(svg.text(16, y, label, fill=palette.MUTED))
        parts.append(svg.paragraph(82, y, lines))
        y += len(lines) * svg.SIZE * 1.25 + 5
    members, y = _members(mine, 16, y + 2)
    behind = svg.rect(0, top, svg.NARROW, y + 4 - top, palette.TINT, radius=5)
    band = svg.rect(0, top, svg.NARROW, head, look.fill, radius=5)
    square = svg.rect(0, top + head - 5, svg.NARROW, 5, look.fill)
    return "".join([behind, band, square, *parts, members]), y + 4


def _members(mine: list[MapDepartment], left: float, y: float) -> tuple[str, float]:
    parts = []
    for department in mine:
        word = "open" if department.open else ""
        parts.append(svg.mark(department.model, left + 6, y - 1))
        room = ROOM - 24 - (44 if word else 0)
        parts.append(svg.text(left + 20, y + 3.5, department.name, room=room))
        if word:
            end = svg.NARROW - 16
            parts.append(
                svg.text(
                    end,
                    y + 3.5,
                    word,
                    size=svg.SMALL,
                    bold=True,
                    fill=palette.ALERT,
                    anchor="end",
                )
            )
        y += 20
    return "".join(parts), y
