"""The decision as a table in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kit.model.decision import Recommendation
from kit.show.cleaning import CELL, cap, clean
from kit.show.palette import LOOKS

NARROW = 100


def decision_table(organisation: str, found: Sequence[Recommendation]) -> None:
    """Print one line a recommendation: what, how certain, why, and what would change it.

    Text is printed as it is: no markup of the terminal is read out of names or reasons.
    """
    console = Console()
    width = None if console.is_terminal else max(NARROW, console.width)
    console = Console(width=width, highlight=False)
    console.print(Text(cap(clean(organisation), CELL), style="bold"))
    if not found:
        console.print("No department is listed yet, so nothing can be decided.")
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0))
    for header in ("Department", "Advice", "How sure", "Because", "Look again if"):
        table.add_column(header, header_style="bold", overflow="fold")
    for one in found:
        name = (
            f"{one.department_name}\n  on {one.platform_name}"
            if one.platform
            else one.department_name
        )
        advice = LOOKS[one.model].word if one.model else "not decided"
        leader = one.model or one.leader
        share = one.support.get(leader.value) if leader else None
        sure = one.label.value if share is None else f"{one.label.value}\n{share} of 100"
        if one.conditional_on:
            advice += "\n(provisional)"
        cells = (name, advice, sure, one.because, one.look_again_if)
        table.add_row(*(Text(cap(clean(cell), CELL)) for cell in cells))
    console.print(table)
