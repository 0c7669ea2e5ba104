"""What one worksheet is about: whose, which topics, what the workshop knows already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kit.answers.lines import Line, lines, names_of
from kit.model.content import Bank, Kind, Register, Topic
from kit.model.workshop import Row, Snapshot

OWN = {"": "your department"}


@dataclass(frozen=True, slots=True)
class Form:
    """One worksheet before it is drawn.

    Attributes:
        department: Id of the department it is for; empty for anybody.
        departments: Id to name of those in the workshop; empty on a blank.
        names: Register id to its rows' names, for lists to pick from.
        rows: Register id to the rows printed; those a department has to do with.
        round: The round its answers belong to.
        chosen: Ids of the topics asked; empty for all.
    """

    bank: Bank
    organisation: str = ""
    department: str = ""
    departments: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    round: int = 1
    date: str = ""
    chosen: tuple[str, ...] = ()

    @property
    def topics(self) -> tuple[Topic, ...]:
        """Return the topics asked: the chosen ones, or all."""
        return tuple(
            topic for topic in self.bank.topics if not self.chosen or topic.id in self.chosen
        )

    @property
    def department_name(self) -> str:
        """Return the name of the department it is for, or nothing."""
        return self.departments.get(self.department, self.department)

    def lines(self, topic: Topic) -> list[tuple[Line, bool, str]]:
        """Return a topic's lines: the line, whether its question begins here, and the help."""
        found = []
        for question in topic.questions:
            for place, line in enumerate(lines(question, self.names, self.departments or OWN)):
                found.append((line, place == 0, question.help))
        return found


def make_form(
    bank: Bank, snapshot: Snapshot | None = None, department: str = "", round_no: int = 1
) -> Form:
    """Return the worksheet for a department of a workshop, or a blank one.

    Args:
        bank: What is asked.
        snapshot: The workshop whose departments, goals and rows are filled in; None for a blank.
        department: The department's id; empty for a worksheet that anybody can fill.
        round_no: The round its answers belong to.
    """
    if snapshot is None:
        return Form(bank, round=round_no)
    names = names_of(bank, snapshot)
    return Form(
        bank=bank,
        organisation=snapshot.organisation.name,
        department=department,
        departments=names.get("departments", {}),
        names=names,
        rows={
            register.id: tuple(
                row for row in snapshot.rows(register.id) if _concerns(register, row, department)
            )
            for register in bank.registers.values()
        },
        round=round_no,
        date=snapshot.organisation.workshop_date,
    )


def _concerns(register: Register, row: Row, department: str) -> bool:
    """Say whether a row is printed for a department: it names it, or names none at all."""
    if not department:
        return True
    if register.id == "departments":
        return row.id == department
    named: set[str] = set()
    for column in register.columns:
        if column.format.kind is Kind.REFERENCE and column.format.refers_to == "departments":
            value = row.values.get(column.id)
            named |= set(map(str, value)) if isinstance(value, list) else {str(value or "")} - {""}
    return department in named or not named
