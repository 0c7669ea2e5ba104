"""Everything the topic analyses and rules look at, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from kit.analysis.accounts import Account, accounts
from kit.analysis.calendar import Clash, Reader, conflicts
from kit.analysis.capacity import Load, load
from kit.analysis.facts import (
    Capacity,
    Department,
    Subject,
    capacity,
    departments,
    latest,
    subjects,
)
from kit.model.content import Bank
from kit.model.decision import Recommendation
from kit.model.workshop import Answer, Snapshot


@dataclass(frozen=True)
class Situation:
    """One workshop with what follows from it.

    Attributes:
        snapshot: What people said.
        bank: The content it was said under.
        recommendations: What the account decision advises, in the order of the departments.
        viewer: The department for whose eyes it is told; empty: for everybody's.
    """

    snapshot: Snapshot
    bank: Bank
    recommendations: tuple[Recommendation, ...] = ()
    viewer: str = ""

    @cached_property
    def departments(self) -> tuple[Department, ...]:
        """Return the departments in the order of their register."""
        return departments(self.snapshot)

    @cached_property
    def names(self) -> dict[str, str]:
        """Return department names by id."""
        return {department.id: department.name for department in self.departments}

    @cached_property
    def subjects(self) -> tuple[Subject, ...]:
        """Return what is decided."""
        return subjects(self.snapshot, self.bank)

    @cached_property
    def accounts(self) -> tuple[Account, ...]:
        """Return today's accounts with their states."""
        return accounts(self.snapshot, self.bank)

    @cached_property
    def capacities(self) -> dict[str, Capacity]:
        """Return what is known of people and hours, by subject."""
        return {subject.key: capacity(self.snapshot, subject) for subject in self.subjects}

    @cached_property
    def loads(self) -> dict[str, Load]:
        """Return need against offer, by subject."""
        work = {subject.key: subject.department.work for subject in self.subjects}
        return {key: load(facts, self.bank, work[key]) for key, facts in self.capacities.items()}

    @cached_property
    def answers(self) -> tuple[Answer, ...]:
        """Return each participant's last word on each question and subject."""
        return tuple(latest(self.snapshot.answers).values())

    @cached_property
    def _by_question(self) -> dict[str, list[Answer]]:
        found: dict[str, list[Answer]] = {}
        for answer in self.answers:
            found.setdefault(answer.question, []).append(answer)
        return found

    def answers_to(self, question: str) -> list[Answer]:
        """Return each participant's last word on a question, those without a value included."""
        return self._by_question.get(question, [])

    @cached_property
    def department_of(self) -> dict[str, str]:
        """Return the department each participant speaks for."""
        return {
            row.id: str(row.values.get("department") or "")
            for row in self.snapshot.rows("participants")
        }

    @cached_property
    def reader(self) -> Reader:
        """Return what the viewer may know of the calendar."""
        return Reader(self.snapshot, self.bank, self.viewer)

    @cached_property
    def shown(self) -> Snapshot:
        """Return the workshop as the viewer may see it."""
        return self.reader.seen()

    @cached_property
    def open_clashes(self) -> tuple[Clash, ...]:
        """Return the clashes nobody has settled, whoever may know of them, strictest first."""
        settled = {
            (str(row.values.get("item")), str(row.values.get("rule")))
            for row in self.snapshot.rows("clash_decisions")
            if row.values.get("state") in {"accepted", "fixed"}
        }
        return tuple(
            clash
            for clash in conflicts(self.reader.calendar)
            if not any((item, clash.conflict.value) in settled for item in clash.items)
        )

    @cached_property
    def clashes(self) -> tuple[Clash, ...]:
        """Return the open clashes as the viewer may know them, strictest first."""
        return self.reader.told_once(self.open_clashes)

    def given(self, question: str) -> tuple[Answer, ...]:
        """Return the answers to a question that carry a value."""
        return tuple(answer for answer in self.answers_to(question) if answer.value is not None)

    def row_name(self, register: str, row_id: str) -> str:
        """Return what people call a row; its id when it has no name."""
        key = self.bank.registers[register].key
        for row in self.snapshot.rows(register):
            if row.id == row_id:
                return str(row.values.get(key[0]) or row_id)
        return row_id
