"""What people say: the organisation, its answers and its register rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

Value: TypeAlias = str | float | int | bool | list[str] | dict[str, float] | dict[str, str] | None
"""What a cell or an answer holds, in the shape its `Kind` gives it:

choice, text, date (YYYY-MM-DD), person, link: str · choices, ranking, several references: list of
ids · scale: whole number from 1 · number: float · points, ratings: id to number ·
date_range: {"from": date, "to": date} · reference: the row's id · None: left empty.
"""


UNNAMED = "Our organisation"
"""What an organisation is called while nobody has named it; an import never renames to it."""


class AnswerState(StrEnum):
    """How a participant replied; only a given answer has a value."""

    GIVEN = "given"
    DONT_KNOW = "dont_know"
    DOES_NOT_APPLY = "does_not_apply"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who plans.

    Attributes:
        name: As it is printed; never used as a path.
        industry: One of the choice set `industries`, or empty.
        country: Two-letter code, for working days and holidays; or empty.
        decider: Who decides in the end: a name or a role.
        workshop_date: YYYY-MM-DD; the only date a report prints.
        central_department: Id of the department that runs the main account, or empty.
        central_hours_a_week: Hours that department can give to all social accounts; None: unknown.
        budget_a_month: Money for social accounts, in `currency`; None: unknown.
        currency: Three-letter code.
        accounts_max: Most accounts the organisation is willing to run; None: no limit.
    """

    name: str
    industry: str = ""
    country: str = ""
    decider: str = ""
    workshop_date: str = ""
    central_department: str = ""
    central_hours_a_week: float | None = None
    budget_a_month: float | None = None
    currency: str = ""
    accounts_max: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One participant's reply to one question about one subject in one round.

    Attributes:
        subject: "" for the organisation, a department's id, or `department@platform`.
        value: In the shape of the question's kind; None unless `state` is given.
        answer_id: Made by whoever sends it, so that a resend is not a second answer.
        form_version: The content version the question was asked under.
        written_at: UTC, ISO 8601; empty when not known.
    """

    participant: str
    question: str
    subject: str = ""
    round: int = 1
    value: Value = None
    state: AnswerState = AnswerState.GIVEN
    answer_id: str = ""
    form_version: str = ""
    written_at: str = ""

    @property
    def place(self) -> tuple[str, str, str, int]:
        """Return what a later answer must share to take this one's place."""
        return (self.participant, self.question, self.subject, self.round)


@dataclass(frozen=True, slots=True)
class Row:
    """One version of one line of a register.

    Attributes:
        version: 1 for the first; the store numbers them.
        deleted: A deletion is a version like any other.
        written_by: The participant's id, `facilitator`, or empty for an import.
    """

    register: str
    id: str
    values: dict[str, Value] = field(default_factory=dict)
    deleted: bool = False
    version: int = 0
    written_by: str = ""
    written_at: str = ""


Entry: TypeAlias = Organisation | Answer | Row
"""Whatever the one door lets into the store."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One workshop as it stands: what the analysis reads, whatever it was kept in.

    Attributes:
        answers: The latest of each place, withdrawn ones left out, in a fixed order.
        registers: Register id to its rows as they stand, deleted ones left out.
    """

    organisation: Organisation
    answers: tuple[Answer, ...] = ()
    registers: dict[str, tuple[Row, ...]] = field(default_factory=dict)

    def rows(self, register: str) -> tuple[Row, ...]:
        """Return a register's rows; none when it was never filled."""
        return self.registers.get(register, ())
