"""What rules look with: rows that lack something, dates against the workshop's day, names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kit.analysis.situation import Situation
from kit.model.workshop import Row, Value


def text(row: Row, column: str) -> str:
    """Return a cell's text, or ""."""
    value = row.values.get(column)
    return value.strip() if isinstance(value, str) else ""


def number(row: Row, column: str) -> float | None:
    """Return a cell's number, or None."""
    value = row.values.get(column)
    return float(value) if isinstance(value, (int, float)) else None


def several(row: Row, column: str) -> tuple[str, ...]:
    """Return the ids in a cell that may name several, or one."""
    value: Value = row.values.get(column)
    if isinstance(value, list):
        return tuple(str(one) for one in value)
    return (value,) if isinstance(value, str) and value else ()


def day(row: Row, column: str) -> date | None:
    """Return a cell's date, or None."""
    return as_day(row.values.get(column))


def span(row: Row, column: str) -> tuple[date, date] | None:
    """Return the first and last day of a cell's dates, or None."""
    value = row.values.get(column)
    if not isinstance(value, dict):
        return None
    first, last = as_day(value.get("from")), as_day(value.get("to"))
    return (first, last) if first and last else None


def as_day(value: object) -> date | None:
    """Return a date of its text, or None."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and value else None
    except ValueError:
        return None


def today(situation: Situation) -> date | None:
    """Return the workshop's day, or None when it was not written down."""
    return as_day(situation.snapshot.organisation.workshop_date)


def lacks(row: Row, *columns: str) -> bool:
    """Return whether any of a row's columns is empty."""
    return any(row.values.get(column) in {None, ""} for column in columns if not _list(row, column))


def _list(row: Row, column: str) -> bool:
    value = row.values.get(column)
    return isinstance(value, (list, dict)) and bool(value)


def labels(situation: Situation, choice_set: str) -> dict[str, str]:
    """Return a choice set's labels by id."""
    return {one.id: one.label for one in situation.bank.choice_sets.get(choice_set, ())}


def label(situation: Situation, register: str, column: str, value: str) -> str:
    """Return how a register's column words a choice."""
    found = situation.bank.registers[register].column(column)
    choices = found.format.choices if found else ()
    return next((one.label for one in choices if one.id == value), value)


def named(situation: Situation, ids: Iterable[str]) -> list[str]:
    """Return departments' names in the order of the ids; unknown ones as they are."""
    return [situation.names.get(one, one) for one in ids]


def started(situation: Situation, *registers: str) -> bool:
    """Return whether any of these registers has a row: nobody is chided for a topic not begun."""
    return any(situation.snapshot.rows(register) for register in registers)


def account_name(situation: Situation, account: str) -> str:
    """Return an account as people tell it from others of its name: `Skerry Line on Facebook`."""
    name = situation.row_name("accounts", account)
    platforms = labels(situation, "platforms")
    rows = [row for row in situation.snapshot.rows("accounts") if row.id == account]
    where = platforms.get(text(rows[0], "platform"), "") if rows else ""
    return f"{name} on {where}" if where and where.casefold() not in name.casefold() else name
