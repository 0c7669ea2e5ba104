"""What depends on a fact: when a shop closes, every post, answer and yes about it."""

from __future__ import annotations

from dataclasses import dataclass

from kit.analysis.calendar.nouns import ALL_TIME, Calendar
from kit.analysis.calendar.table import NEVER, Table
from kit.model.content import Bank, Register
from kit.model.workshop import Row, Snapshot


@dataclass(frozen=True, slots=True)
class Affected:
    """One thing that rests on a subject.

    Attributes:
        owner: The department's id, or a person's name where no department is known.
        kind: The item's kind, `approval`, or the register it stands in.
        day: The local minute it is planned for; None without a day.
        found: Whether only its text names the subject.
    """

    owner: str
    kind: str
    name: str
    register: str
    id: str
    day: int | None = None
    found: bool = False


def ripple(
    snapshot: Snapshot, bank: Bank, calendar: Calendar, subject: str
) -> tuple[Affected, ...]:
    """Return everything that depends on a subject, by owner and day; what is over is left out.

    Args:
        snapshot: The workshop, whose other registers may name the subject too.
        bank: The content, which says what refers to what.
        calendar: The same workshop's calendar.
        subject: The id of the subject that changes.
    """
    table = Table(calendar)
    found: list[Affected] = []
    for row in table.about_subject(subject, calendar.today or NEVER, ALL_TIME):
        item = table.items[row]
        named = subject in table.about[row].found
        found.append(
            Affected(
                item.department,
                item.sort,
                item.title,
                "calendar_items",
                item.id,
                item.local_start,
                named,
            )
        )
        found += [
            Affected(person, "approval", item.title, "calendar_items", item.id, item.local_start)
            for person in item.approvers
        ]
        found += [
            Affected(asset.giver, "asks", asset.name, "asks", asset.id, asset.due)
            for key in item.needs
            if (asset := table.assets.get(key))
        ]
    found += _rows(snapshot, bank, subject)
    unique = {(one.owner, one.kind, one.id): one for one in found}
    return tuple(
        sorted(unique.values(), key=lambda one: (one.owner, one.day or 0, one.kind, one.name))
    )


def _rows(snapshot: Snapshot, bank: Bank, subject: str) -> list[Affected]:
    found = []
    for register in bank.registers.values():
        if register.id in {"calendar_constraints", "calendar_items"}:
            continue
        pointing = [
            column.id
            for column in register.columns
            if column.format.refers_to == "calendar_subjects" and column.id != "part_of"
        ]
        for row in snapshot.rows(register.id) if pointing else ():
            values = [row.values.get(column) for column in pointing]
            if any(subject == value or subject in _list(value) for value in values):
                found.append(_affected(register, row))
    return found


def _affected(register: Register, row: Row) -> Affected:
    owners = [
        str(row.values[column.id])
        for column in register.columns
        if column.format.refers_to == "departments"
        and not column.format.several
        and row.values.get(column.id)
    ]
    owner = next(iter(owners), str(row.values.get("owner") or ""))
    name = str(row.values.get(register.key[-1]) or row.values.get(register.key[0]) or row.id)
    return Affected(owner, register.id, name, register.id, row.id)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
