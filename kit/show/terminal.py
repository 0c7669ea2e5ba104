"""The decision in a terminal: a table, or one advice below another where it is narrow."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kit.model.decision import Recommendation
from kit.show.cleaning import CELL, cap, clean
from kit.show.palette import LOOKS

NARROW = 100
"""Columns that a pipe or a file gets at least."""
TABLE = 70
"""Columns from which on five columns of words can be read beside each other."""
HEADERS = ("Department", "Advice", "How sure", "Because", "Look again if")


def decision_table(organisation: str, found: Sequence[Recommendation]) -> None:
    """Print each recommendation: what, how certain, why, and what would change it.

    Text is printed as it is: no markup of the terminal is read out of names or reasons.
    """
    console = Console()
    width = None if console.is_terminal else max(NARROW, console.width)
    console = Console(width=width, highlight=False)
    console.print(Text(cap(clean(organisation), CELL), style="bold"))
    if not found:
        console.print("No department is listed yet, so nothing can be decided.")
    elif console.width < TABLE:
        for one in found:
            console.print(_block(one))
    else:
        console.print(_table(found))


def _table(found: Sequence[Recommendation]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0))
    for header in HEADERS:
        table.add_column(header, header_style="bold", overflow="fold")
    for one in found:
        table.add_row(*(Text(cell) for cell in _cells(one)))
    return table


def _block(one: Recommendation) -> Text:
    """Return one recommendation as lines that wrap."""
    name, *cells = (cell.replace("\n", " ") for cell in _cells(one))
    text = Text(f"\n{' '.join(name.split())}\n", style="bold")
    for header, cell in zip(HEADERS[1:], cells, strict=True):
        text.append(f"{header}: {cell}\n", style="not bold")
    return text


def _cells(one: Recommendation) -> list[str]:
    name = (
        f"{one.department_name}\n  on {one.platform_name}" if one.platform else one.department_name
    )
    advice = LOOKS[one.model].word if one.model else "not decided"
    leader = one.model or one.leader
    share = one.support.get(leader.value) if leader else None
    sure = one.label.value if share is None else f"{one.label.value}\n{share} of 100"
    if one.conditional_on:
        advice += "\n(provisional)"
    return [cap(clean(cell), CELL) for cell in (name, advice, sure, one.because, one.look_again_if)]
