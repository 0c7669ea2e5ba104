"""Any register as tables of a report, so that a new register needs no code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kit.analysis.row_names import row_names, shown
from kit.analysis.wording import capital, counted
from kit.model.content import Bank, Column, Kind, Register
from kit.model.report import Table, TableColumn, TableRow
from kit.model.workshop import Row, Snapshot

MOST_COLUMNS = 7
FEW_ROWS = 3
"""A wide register of no more rows is printed with its rows side by side."""


def register_tables(
    register: Register,
    snapshot: Snapshot,
    bank: Bank,
    *,
    folded: bool = False,
    department: str = "",
) -> tuple[Table, ...]:
    """Return a register's rows as a table, a wide one as several; none when nobody filled it.

    Args:
        register: The register; columns that are empty in every row are left out.
        snapshot: The workshop.
        bank: The content, which knows what names a row.
        folded: Whether the tables are folded away until the reader opens them.
        department: Only the rows that name this department.
    """
    rows = [row for row in snapshot.rows(register.id) if _names(row, register, department)]
    used = [
        column
        for column in register.columns
        if any(row.values.get(column.id) is not None for row in rows)
    ]
    if not used:
        return ()
    names = row_names(snapshot, register, bank)
    lines = [
        [shown(column.format, row.values.get(column.id), names) for column in used] for row in rows
    ]
    note = f"{counted(len(rows), 'row')}. {register.purpose}"
    if len(used) <= MOST_COLUMNS:
        return (_cut(register.title, used, lines, range(len(used)), note, folded=folded),)
    if len(rows) <= FEW_ROWS:
        return (_turned(register, used, lines, note, folded=folded),)
    return _cuts(register, used, lines, note, folded=folded)


def _cut(  # noqa: PLR0913  a table's parts
    caption: str,
    used: list[Column],
    lines: list[list[str]],
    places: Iterable[int],
    note: str,
    *,
    folded: bool,
) -> Table:
    """Return some columns of a register as a table."""
    picked = tuple(places)
    return Table(
        caption=caption,
        columns=tuple(
            TableColumn(_header(used[place]), number=used[place].format.kind is Kind.NUMBER)
            for place in picked
        ),
        rows=tuple(TableRow(tuple(line[place] for place in picked)) for line in lines),
        note=note,
        folded=folded,
    )


def _cuts(
    register: Register, used: list[Column], lines: list[list[str]], note: str, *, folded: bool
) -> tuple[Table, ...]:
    """Return a wide register as tables that each begin with what names a row."""
    keys = [place for place, column in enumerate(used) if column.id in register.key][:2]
    rest = [place for place in range(len(used)) if place not in keys]
    pieces = -(-len(rest) // (MOST_COLUMNS - len(keys)))
    size = -(-len(rest) // pieces)
    cuts = []
    for piece in range(pieces):
        mine = rest[piece * size : (piece + 1) * size]
        said = [line for line in lines if any(line[place] for place in mine)]
        caption = f"{register.title}, part {piece + 1} of {pieces}"
        cuts.append(_cut(caption, used, said, (*keys, *mine), "", folded=folded))
    return (*cuts[:-1], replace(cuts[-1], note=note))


def _turned(
    register: Register, used: list[Column], lines: list[list[str]], note: str, *, folded: bool
) -> Table:
    """Return a wide register of few rows with a line for each of its columns."""
    keys = [place for place, column in enumerate(used) if column.id in register.key]
    heads = [", ".join(line[place] for place in keys if line[place]) for line in lines]
    rows = tuple(
        TableRow((_header(column), *(line[place] for line in lines)))
        for place, column in enumerate(used)
        if place not in keys
    )
    columns = (TableColumn("What"), *(TableColumn(head or "What was said") for head in heads))
    return Table(register.title, columns, rows, note, folded=folded)


def _names(row: Row, register: Register, department: str) -> bool:
    if not department:
        return True
    return any(
        row.values.get(column.id) == department
        for column in register.columns
        if column.format.refers_to == "departments"
    )


def _header(column: Column) -> str:
    """Return a column's label with its unit; `Posts`, in posts a month, is `Posts a month`."""
    unit = column.format.unit
    if unit.startswith(column.label.lower()):
        return capital(unit)
    return f"{column.label} ({unit})" if unit else column.label
