"""The registers read as facts about departments: what is known, what is not, what contradicts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kit.model.content import Bank
from kit.model.workshop import Answer, Row, Snapshot, Value

UNNAMED = "other"
"""The choice that names no platform, in whatever words."""
NOBODY = {"nobody", "no one", "none", "no-one", "-", "–", "n/a"}


@dataclass(frozen=True, slots=True)
class Department:
    """A department as its row has it.

    Attributes:
        work: The kind of work it does, one of `work_kinds`; empty when not said.
        regulated: Whether its posts need legal sign-off; None when not said.
    """

    id: str
    name: str
    work: str = ""
    regulated: bool | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What an account model is decided for: a department, or a department on one platform."""

    department: Department
    platform: str = ""

    @property
    def key(self) -> str:
        """Return the subject as answers name it."""
        return f"{self.department.id}@{self.platform}" if self.platform else self.department.id


@dataclass(frozen=True, slots=True)
class Capacity:
    """What the capacity register says of one subject; every value may be missing (None).

    Attributes:
        values: Column to value; a platform's own row overrides the department's.
        rows: How many rows were read.
        contradictions: Columns for which two rows of the same place say different things.
    """

    values: dict[str, Value]
    rows: int
    contradictions: tuple[str, ...] = ()

    def number(self, column: str) -> float | None:
        """Return a number, or None when nobody gave it."""
        value = self.values.get(column)
        return float(value) if isinstance(value, (int, float)) else None

    def text(self, column: str) -> str:
        """Return a text, or "" when nobody gave it."""
        value = self.values.get(column)
        return value if isinstance(value, str) else ""

    def person(self, column: str) -> str | None:
        """Return a name, "" for an explicit nobody, None when nothing was said."""
        name = self.text(column)
        if not name:
            return None
        return "" if name.casefold().strip() in NOBODY else name


def departments(snapshot: Snapshot) -> tuple[Department, ...]:
    """Return the departments in the order of their register."""
    return tuple(_department(row) for row in snapshot.rows("departments"))


def _department(row: Row) -> Department:
    regulated = row.values.get("regulated")
    return Department(
        id=row.id,
        name=str(row.values.get("name") or row.id),
        work=str(row.values.get("work") or ""),
        regulated=None if regulated is None else regulated == "yes",
    )


def subjects(snapshot: Snapshot, bank: Bank) -> tuple[Subject, ...]:
    """Return what is decided: every department, then its platforms that have facts of their own.

    A platform has facts of its own when somebody answered for it or its capacity has a row.
    """
    order = [choice.id for choice in bank.choice_sets.get("platforms", ())]
    own: dict[str, set[str]] = {}
    for answer in snapshot.answers:
        key, at, place = answer.subject.partition("@")
        if at:
            own.setdefault(key, set()).add(place)
    for row in snapshot.rows("capacity"):
        if where := row.values.get("platform"):
            own.setdefault(str(row.values.get("department")), set()).add(str(where))
    found: list[Subject] = []
    for department in departments(snapshot):
        found.append(Subject(department))
        platforms = own.get(department.id, set())
        found += [Subject(department, platform) for platform in order if platform in platforms]
    return tuple(found)


def capacity(snapshot: Snapshot, subject: Subject) -> Capacity:
    """Return what is known of a subject's people and hours."""
    rows = [
        row
        for row in snapshot.rows("capacity")
        if row.values.get("department") == subject.department.id
    ]
    general = [row for row in rows if not row.values.get("platform")]
    special = [row for row in rows if row.values.get("platform") == subject.platform]
    values: dict[str, Value] = {}
    contradictions: set[str] = set()
    for group in (general, special if subject.platform else []):
        merged: dict[str, Value] = {}
        for row in group:
            for column, value in row.values.items():
                if column in merged and merged[column] != value:
                    contradictions.add(column)
                merged.setdefault(column, value)
        values |= merged
    used = len(general) + (len(special) if subject.platform else 0)
    return Capacity(values, used, tuple(sorted(contradictions)))


def latest(answers: Iterable[Answer]) -> dict[tuple[str, str, str], Answer]:
    """Return each participant's last word on each question and subject, whatever the round."""
    last: dict[tuple[str, str, str], Answer] = {}
    for answer in answers:
        place = (answer.participant, answer.question, answer.subject)
        if place not in last or last[place].round <= answer.round:
            last[place] = answer
    return last


def platform_names(bank: Bank) -> dict[str, str]:
    """Return the platforms' names by id, as they stand in a sentence: `on another platform`."""
    return {
        choice.id: choice.label if choice.id != UNNAMED else choice.label.lower()
        for choice in bank.choice_sets.get("platforms", ())
    }
