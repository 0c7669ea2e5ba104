"""What people call a row, and how its values are printed."""

from __future__ import annotations

from collections.abc import Mapping

from kit.analysis.wording import long_date
from kit.model.content import Bank, Format, Kind, Register
from kit.model.workshop import Snapshot, Value


def row_names(snapshot: Snapshot, register: Register, bank: Bank) -> dict[str, str]:
    """Return the names of all rows that a register's references may show."""
    targets = {column.format.refers_to for column in register.columns if column.format.refers_to}
    return {
        row_id: name
        for target in sorted(targets)
        for row_id, name in titles(target, snapshot, bank).items()
    }


def titles(register_id: str, snapshot: Snapshot, bank: Bank) -> dict[str, str]:
    """Return what people call the rows of a register, by id: what names them, in words."""
    register = bank.registers[register_id]
    columns = [column for key in register.key if (column := register.column(key))]
    if columns[0].format.kind in {Kind.TEXT, Kind.PERSON}:
        columns = columns[:1]
    names = {
        row_id: name
        for column in columns
        if (target := column.format.refers_to) and target != register_id
        for row_id, name in titles(target, snapshot, bank).items()
    }
    found = {}
    for row in snapshot.rows(register_id):
        parts = [shown(column.format, row.values.get(column.id), names) for column in columns]
        found[row.id] = ", ".join(part for part in parts if part) or row.id
    return found


def shown(form: Format, value: Value, names: dict[str, str]) -> str:  # noqa: PLR0911  one case a shape
    """Return a value as a report prints it."""
    if value is None:
        return ""
    if isinstance(value, dict):
        if form.kind is Kind.DATE_RANGE:
            return days_of(value)
        parts = ((_label(form, key, names), amount) for key, amount in value.items())
        return ", ".join(f"{label} {amount:g}" for label, amount in parts)
    if isinstance(value, list):
        joint = " > " if form.kind is Kind.RANKING else ", "
        return joint.join(_label(form, key, names) for key in value)
    if isinstance(value, (int, float)):
        return f"{value:,.10g}"
    if form.kind is Kind.DATE:
        return long_date(value)
    if form.kind in {Kind.CHOICE, Kind.REFERENCE}:
        return _label(form, value, names)
    return value


def _label(form: Format, key: str, names: Mapping[str, str]) -> str:
    return names.get(key, form.labels.get(key, key))


def days_of(value: Mapping[str, object]) -> str:
    """Return two days as people write them; one day is written once."""
    first, last = long_date(str(value["from"])), long_date(str(value["to"]))
    return first if first == last else f"{first} to {last}"
