"""Rows are called by what names them, whatever order their values come in."""

from __future__ import annotations

from kit.analysis.row_names import titles
from kit.bank import load
from kit.model.workshop import Organisation, Row, Snapshot


def _snapshot(*rows: Row) -> Snapshot:
    registers = {
        register: tuple(row for row in rows if row.register == register)
        for register in {row.register for row in rows}
    }
    return Snapshot(Organisation("Anywhere"), (), registers)


def test_a_department_is_called_by_its_name_not_by_what_it_was_made_of() -> None:
    row = Row("departments", "sales", {"merged_from": "Thirty shops", "name": "Sales"})
    assert titles("departments", _snapshot(row), load()) == {"sales": "Sales"}


def test_a_row_named_by_its_department_and_platform_is_called_in_words() -> None:
    snapshot = _snapshot(
        Row("departments", "hr", {"name": "Human resources"}),
        Row(
            "pilots", "hr_linkedin", {"department": "hr", "option": "pilot", "platform": "linkedin"}
        ),
    )
    assert titles("pilots", snapshot, load()) == {"hr_linkedin": "Human resources, LinkedIn"}


def test_a_row_without_a_name_is_called_by_its_id() -> None:
    snapshot = _snapshot(Row("participants", "p01", {"department": "hr"}))
    assert titles("participants", snapshot, load()) == {"p01": "p01"}
