"""Registers as tables: nothing that was written is cut off, whatever their width."""

from __future__ import annotations

from kit.analysis.register_tables import FEW_ROWS, MOST_COLUMNS, register_tables
from kit.model.content import Bank
from kit.model.report import Table
from kit.model.workshop import Organisation, Row, Snapshot, Value

FACTS = {
    "department": "hr", "hours_a_week": 5, "hours_content": 3, "hours_replies": 1,
    "posts_a_week": 2, "messages_a_week": 12, "first_admin": "Bettina Craig",
    "second_admin": "Owen Farrant", "answerer": "Owen Farrant", "liaison": "Ann Reed",
}  # fmt: skip


def workshop(rows: int) -> Snapshot:
    capacity = tuple(
        Row("capacity", f"c{place}", FACTS | {"platform": "linkedin"}) for place in range(rows)
    )
    departments = (Row("departments", "hr", {"name": "Human resources"}),)
    return Snapshot(Organisation("A"), (), {"departments": departments, "capacity": capacity})


def capacity(bank: Bank, rows: int) -> tuple[Table, ...]:
    return register_tables(bank.registers["capacity"], workshop(rows), bank, folded=True)


def test_a_wide_register_is_several_tables_that_each_name_their_rows(bank: Bank) -> None:
    tables = capacity(bank, FEW_ROWS + 1)
    assert [table.caption for table in tables] == [
        "People and hours, part 1 of 2",
        "People and hours, part 2 of 2",
    ]
    assert all(len(table.columns) <= MOST_COLUMNS for table in tables)
    assert {row.cells[:2] for table in tables for row in table.rows} == {
        ("Human resources", "LinkedIn")
    }
    assert tables[0].note == ""
    assert tables[1].note.startswith("4 rows.")


def test_a_wide_register_of_one_row_is_read_downwards(bank: Bank) -> None:
    (table,) = capacity(bank, 1)
    assert [column.label for column in table.columns] == ["What", "Human resources, LinkedIn"]
    assert ("First administrator", "Bettina Craig") in [row.cells for row in table.rows]


def test_every_value_of_a_wide_register_is_printed(bank: Bank) -> None:
    cells = {cell for table in capacity(bank, 9) for row in table.rows for cell in row.cells}
    assert {"5", "3", "1", "2", "12", "Bettina Craig", "Owen Farrant", "Ann Reed"} <= cells


def test_a_unit_that_says_the_label_again_is_printed_once(bank: Bank) -> None:
    values: dict[str, Value] = {"name": "Kestrel", "followers": 3, "posts_a_month": 2}
    accounts = Snapshot(Organisation("A"), (), {"accounts": (Row("accounts", "a", values),)})
    (table,) = register_tables(bank.registers["accounts"], accounts, bank, folded=True)
    assert [column.label for column in table.columns] == ["Account", "Followers", "Posts a month"]


def test_dates_are_printed_as_people_write_them(bank: Bank) -> None:
    row = Row(
        "busy_periods",
        "b",
        {"department": "hr", "what": "x", "when": {"from": "2026-11-02", "to": "2026-12-01"}},
    )
    snapshot = Snapshot(Organisation("A"), (), {"busy_periods": (row,)})
    (table,) = register_tables(bank.registers["busy_periods"], snapshot, bank)
    assert "2 November 2026 to 1 December 2026" in table.rows[0].cells
