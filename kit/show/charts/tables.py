"""The table that stands beside every chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kit.model.report import Table, TableColumn, TableRow

if TYPE_CHECKING:
    from collections.abc import Iterable


def numbers(title: str, head: str, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> Table:
    """Return a folded table of the chart's numbers, the first column naming the rows."""
    labels = [TableColumn(head), *(TableColumn(label, number=True) for label in columns)]
    lines = tuple(TableRow(tuple(cells)) for cells in rows)
    return Table(f"The numbers behind “{title}”", tuple(labels), lines, folded=True)
