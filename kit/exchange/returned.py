"""What reading one file gave: an intake for the door, and the account of every line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from kit.answers import Intake, RawAnswer, RawRow
from kit.errors import Problem

EMPTY = "left empty"
AS_PRINTED = "as it was printed"
EMPTIED = "emptied (an import deletes nothing)"
OUTSIDE = "not part of the form"
WAS_READ = "read already from another file"
PERSONAL = "personal data, not kept"
UNFINISHED = "unfinished or a preview"
REPEATED = "said already in another column"
UNMATCHED = "in a column matched to no question"
CALENDAR_ONLY = "no date, so nothing for a calendar"
AT_CELL = re.compile(r"^(?P<file>.*?), sheet (?P<sheet>.*), cell (?P<cell>[A-Z]{1,3}\d+)")

AT_ROW = re.compile(r"^(?P<file>.*?), sheet (?P<sheet>.*), row (?P<row>\d+)")


@dataclass(slots=True)
class Returned:
    """One file's answers and rows, not yet admitted.

    Attributes:
        file: Its name for messages.
        cells: Where the door says something is wrong, to the cell as people find it.
        read: Lines looked at; always `used` and `skipped` added up.
        remarks: What a reader should know and need not mend.
    """

    file: str
    organisation: dict[str, object] | None = None
    rows: list[RawRow] = field(default_factory=list)
    answers: list[RawAnswer] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)
    read: int = 0
    used: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)

    @property
    def intake(self) -> Intake:
        """Return it for the one door."""
        return Intake(self.file, None, tuple(self.rows), tuple(self.answers), tuple(self.problems))

    def use(self, count: int = 1) -> None:
        """Count lines that go to the door."""
        self.read += count
        self.used += count

    def skip(self, reason: str, count: int = 1) -> None:
        """Count lines that are left out, and why."""
        self.read += count
        self.skipped[reason] += count

    def note(self, where: str, found: str, allowed: str, fix: str) -> None:
        """Keep a problem of reading; its line is counted as used, for nothing of it is dropped."""
        self.problems.append(Problem(where, found, allowed, fix, "input"))

    def located(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return the door's problems with the cells in which they stand."""
        return [
            Problem(
                self.cells.get(problem.where, problem.where),
                problem.found,
                problem.allowed,
                problem.fix,
                problem.code,
            )
            for problem in problems
        ]
