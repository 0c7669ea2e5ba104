"""Who speaks where: departments on the left, accounts in the middle, audiences on the right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kit.show import lettering, palette, words
from kit.show.charts import svg
from kit.show.charts.map_cards import draw_cards
from kit.show.charts.picture import Picture
from kit.show.charts.tables import numbers

if TYPE_CHECKING:
    from kit.model.content import AccountModel
    from kit.model.report import AccountMap, MapAccount, MapDepartment, Table

LEFT, CARD, CARD_END, RIGHT = 206.0, 300.0, 506.0, 556.0
ORDER = (*reversed(palette.DECIDED), None)
"""Central and contributors stand at the top, beside the main account."""


@dataclass(frozen=True, slots=True)
class Place:
    """A thing on the map and the height of its middle."""

    top: float
    high: float

    @property
    def middle(self) -> float:
        """Return the height of the middle."""
        return self.top + self.high / 2


def draw_account_map(chart: AccountMap, *, narrow: bool = False) -> Picture:
    """Return the map; on a phone one card an account instead."""
    alt = _alt(chart)
    if narrow:
        drawn, high = draw_cards(chart)
        picture = svg.drawing(svg.NARROW, high, chart.title, alt, drawn)
        return Picture(picture, alt, _table(chart))
    left, places, low = _departments(chart)
    cards = _stack(chart, places)
    low = max([low, *(card.top + card.high for card in cards.values())])
    body = [_heads(), *_links(chart, places, cards), *left]
    body.extend(_account(account, cards[account.id]) for account in chart.accounts)
    return Picture(svg.drawing(svg.WIDE, low + 6, chart.title, alt, body), alt, _table(chart))


def _heads() -> str:
    heads = ((0, "Departments"), (CARD, "Accounts that speak"), (RIGHT + 12, "Who they speak to"))
    return "".join(
        svg.text(x, 10, said, size=svg.SMALL, fill=palette.MUTED, bold=True) for x, said in heads
    )


def _groups(chart: AccountMap) -> list[tuple[AccountModel | None, list[tuple[int, MapDepartment]]]]:
    order = {account.id: place for place, account in enumerate(_main_first(chart))}
    groups = []
    for model in ORDER:
        found = [(i, d) for i, d in enumerate(chart.departments) if d.model is model]
        if found:
            found.sort(key=lambda pair: order.get(pair[1].account, len(order)))
            groups.append((model, found))
    return groups


def _main_first(chart: AccountMap) -> list[MapAccount]:
    return sorted(chart.accounts, key=lambda account: not account.main)


def _departments(chart: AccountMap) -> tuple[list[str], dict[int, Place], float]:
    """Return the left column, where each department stands, and how far down it goes."""
    high = 22.0 if len(chart.departments) <= 24 else 18.0  # noqa: PLR2004  still fits one page
    drawn: list[str] = []
    places: dict[int, Place] = {}
    y = 26.0
    for model, found in _groups(chart):
        look = palette.LOOKS[model]
        drawn.append(svg.mark(model, 6, y + 6))
        drawn.append(svg.text(18, y + 10, look.group, bold=True, room=LEFT - 20))
        y += 20
        for place, department in found:
            places[place] = Place(y, high - 3)
            drawn.append(_chip(department, look, y, high - 3))
            y += high
        y += 12
    return drawn, places, y - 8


def _chip(department: MapDepartment, look: palette.Look, y: float, high: float) -> str:
    edge = look.fill if department.model else palette.FAINT
    size = min(svg.SIZE, high * 0.62)
    word = "open" if department.open else ""
    taken = lettering.width(word, svg.SMALL, bold=True) + 12 if word else 0
    parts = [
        svg.rect(0, y, LEFT, high, look.tint),
        svg.rect(0, y, 4, high, edge),
        svg.text(14, y + high / 2 + 4.3, department.name, size=size, room=LEFT - 22 - taken),
    ]
    if word:
        parts.append(
            svg.text(
                LEFT - 8,
                y + high / 2 + 4,
                word,
                size=svg.SMALL,
                bold=True,
                fill=palette.ALERT,
                anchor="end",
            )
        )
    return "".join(parts)


def _lines(account: MapAccount) -> list[tuple[str, bool]]:
    """Return what stands on an account's card, and whether it is its name."""
    room = CARD_END - CARD - 26
    name = [(line, True) for line in lettering.wrap(account.name, svg.SIZE, room, 2, bold=True)]
    if account.platforms:
        shown = lettering.wrap(", ".join(account.platforms), svg.SMALL, room, 2)
        name += [(line, False) for line in shown]
    if account.run_by:
        shown = lettering.wrap(f"Run by {account.run_by}", svg.SMALL, room, 2)
        name += [(line, False) for line in shown]
    return name


def _stack(chart: AccountMap, places: dict[int, Place]) -> dict[str, Place]:
    """Return where each card stands: at the height of its departments, none on another."""
    wished = []
    for account in chart.accounts:
        mine = [
            places[place]
            for place, department in enumerate(chart.departments)
            if department.account == account.id
        ]
        high = len(_lines(account)) * 15.5 + 17
        middle = (mine[0].middle + mine[-1].middle) / 2 if mine else 1e6
        wished.append((middle, high, account.id))
    cards: dict[str, Place] = {}
    low = 26.0
    for middle, high, name in sorted(wished):
        top = max(low, middle - high / 2) if middle < 1e6 else low  # noqa: PLR2004  no department
        cards[name] = Place(top, high)
        low = top + high + 12
    return cards


def _links(chart: AccountMap, places: dict[int, Place], cards: dict[str, Place]) -> list[str]:
    """Return the curves, their ends spread along the card so that they can be told apart."""
    drawn = []
    for name, card in cards.items():
        mine = [
            (places[place].middle, department)
            for place, department in enumerate(chart.departments)
            if department.account == name
        ]
        mine.sort(key=lambda pair: pair[0])
        spread = min(11.0, (card.high - 16) / max(1, len(mine)))
        for place, (y, department) in enumerate(mine):
            end = card.middle + (place - (len(mine) - 1) / 2) * spread
            drawn.append(_curve(y, end, department))
    return drawn


def _curve(start: float, end: float, department: MapDepartment) -> str:
    colour = palette.LOOKS[department.model].fill if department.model else palette.FAINT
    bend = (LEFT + CARD) / 2
    a, b = svg.fixed(start), svg.fixed(end)
    points = f"M{svg.fixed(LEFT)} {a}C{svg.fixed(bend)} {a} {svg.fixed(bend)} {b} "
    drawn = svg.path(f"{points}{svg.fixed(CARD - 2)} {b}", stroke=colour)
    return drawn.replace("/>", ' stroke-dasharray="4 3"/>') if department.open else drawn


def _account(account: MapAccount, card: Place) -> str:
    model = palette.DECIDED[-1] if account.main else palette.DECIDED[0]
    look = palette.LOOKS[model]
    parts = [svg.rect(CARD, card.top, CARD_END - CARD, card.high, look.fill, radius=4)]
    y = card.top + 21
    for said, bold in _lines(account):
        size = svg.SIZE if bold else svg.SMALL
        parts.append(svg.text(CARD + 13, y, said, size=size, bold=bold, fill=look.on_fill))
        y += 15.5
    if account.audience:
        parts.append(_audience(account.audience, card.middle, look.fill))
    return "".join(parts)


def _audience(audience: str, middle: float, colour: str) -> str:
    lines = lettering.wrap(audience, svg.SMALL, svg.WIDE - RIGHT - 14, 4, bold=True)
    y = middle + 4 - (len(lines) - 1) * svg.SMALL * 0.625
    y_text = svg.fixed(middle)
    tip = f"M{RIGHT - 2:.0f} {svg.fixed(middle - 4)}L{RIGHT + 5:.0f} {y_text}"
    head = svg.path(f"{tip}L{RIGHT - 2:.0f} {svg.fixed(middle + 4)}Z", fill=colour)
    arrow = svg.line(CARD_END + 6, middle, RIGHT - 1, middle, colour, weight=1.8)
    return arrow + head + svg.paragraph(RIGHT + 12, y, lines, size=svg.SMALL, bold=True)


def _alt(chart: AccountMap) -> str:
    said = [
        words.count(len(chart.departments), "department", "departments")
        + ", "
        + words.count(len(chart.accounts), "account", "accounts")
        + "."
    ]
    for account in _main_first(chart):
        mine = [d.name for d in chart.departments if d.account == account.id]
        parts = [f"on {words.listed(account.platforms)}"] if account.platforms else []
        parts += [f"run by {account.run_by}"] if account.run_by else []
        parts += [f"speaks to {account.audience}"] if account.audience else []
        parts += [f"for {words.listed(mine)}"] if mine else ["for no department"]
        said.append(f"{account.name}: {', '.join(parts)}.")
    nowhere = [d.name for d in chart.departments if d.account not in _ids(chart)]
    if nowhere:
        said.append(f"Without an account: {words.listed(nowhere)}.")
    return " ".join(said)


def _ids(chart: AccountMap) -> set[str]:
    return {account.id for account in chart.accounts}


def _table(chart: AccountMap) -> Table:
    accounts = {account.id: account for account in chart.accounts}

    def cells(department: MapDepartment) -> tuple[str, ...]:
        account = accounts.get(department.account)
        model = palette.LOOKS[department.model].word + (", open" if department.open else "")
        if account is None:
            return (department.name, model, "–", "–", "–", "–")
        platforms = words.listed(account.platforms)
        return (department.name, model, account.name, platforms, account.run_by, account.audience)

    table = numbers(
        chart.title,
        "Department",
        ["Account model", "Account", "Platforms", "Run by", "Speaks to"],
        map(cells, chart.departments),
    )
    columns = tuple(replace(column, number=False) for column in table.columns)
    return replace(table, columns=columns)
