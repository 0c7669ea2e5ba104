"""What reading one file gave: an intake for the door, and the account of every line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from kit.answers import Intake, RawAnswer, RawRow, clean_text
from kit.errors import Problem
from kit.exchange.reading import Cell, Sheet

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


WRONG_CELLS = {
    "error": ("a value", "Correct the formula, or type the value."),
    "formula": ("a value: its result was not saved", "Type the value, or save it again in Excel."),
    "percent": ("a plain number", "Write the figure you mean without the % sign: 40, not 40%."),
    "long": ("a number kept exactly", "Make the cell a text cell and type it again."),
    "time": ("a value", "A time of day cannot stand here; type the value as text."),
}


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
        if count:
            self.read += count
            self.skipped[reason] += count

    def leave_out(self, sheet: Sheet, why: str) -> None:
        """Count the rows of a sheet that is not read; what nobody sees is counted only."""
        rows = len(sheet.lines)
        if not rows:
            return
        self.skip(OUTSIDE, rows)
        told = "its one row was" if rows == 1 else f"its {rows:,} rows were"
        if not sheet.hidden:
            self.remarks.append(f"{self.file}, sheet {sheet.name} {why}; {told} not read.")

    def note(self, where: str, found: str, allowed: str, fix: str) -> None:
        """Keep a problem of reading; its line is counted as used, for nothing of it is dropped."""
        self.problems.append(Problem(where, found, allowed, fix, "input"))

    def word(self, cell: Cell | None, where: str, but: str = "") -> str | None:
        """Return what a cell says; None, and a problem, when it cannot be taken at its word.

        Args:
            cell: What stands there; nothing says nothing.
            where: Its place for messages.
            but: A kind of cell that is right here though it is wrong elsewhere.
        """
        if cell is None:
            return ""
        if cell.kind in WRONG_CELLS and cell.kind != but:
            allowed, fix = WRONG_CELLS[cell.kind]
            shown = cell.text if cell.kind in {"error", "formula"} else f"'{cell.text}'"
            self.note(where, shown, allowed, fix)
            return None
        return clean_text(cell.text)

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
