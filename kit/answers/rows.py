"""Rows at the door: named, checked against their register, and joined with what stands."""

from __future__ import annotations

from collections.abc import Mapping

from kit.answers.intake import Raw, RawRow
from kit.answers.joining import Line, another_person
from kit.answers.text import ROW_ID, clean_text, folded, one_line, short_hash, slug
from kit.answers.values import Refusal, parse, shown
from kit.bank.tables import suggestion
from kit.errors import Problem
from kit.model.content import Bank, Column, Format, Register
from kit.model.workshop import Row, Snapshot, Value

PERSON_COLUMNS = ("name", "department")
PEOPLE = "participants"


class Rows:
    """The rows of all sources of one import; gathers problems and the names to refer to.

    Attributes:
        source: The number of the source that is looked at.
        problems: Everything found wrong so far.
        unread: Registers of which something could not be read; what refers to them is not judged.
        columns: Register id to the columns a row may name.
        known: Register id to its rows, id to name.
        lines: What the sources say of each row.
        department_of: Participant id to the department they speak for.
    """

    def __init__(self, bank: Bank, present: Snapshot | None, *, keep_names: bool = False) -> None:
        """Begin with the rows that stand; `keep_names` refuses other people under known ids."""
        self.keep_names = keep_names
        self.registers = bank.registers
        self.columns = {
            register.id: frozenset(["id", *(column.id for column in register.columns)])
            for register in bank.registers.values()
        }
        self.problems: list[Problem] = []
        self.unread: set[str] = set()
        self.odd: set[tuple[int, str, str]] = set()
        self.source = 0
        self.known: dict[str, dict[str, str]] = {key: {} for key in self.registers}
        self.seen_rows: dict[tuple[int, str, str], str] = {}
        self.lines: dict[tuple[str, str], Line] = {}
        self.department_of: dict[str, str] = {}
        self.present = {
            (row.register, row.id): row.values
            for rows in (present.registers if present else {}).values()
            for row in rows
        }
        for (register, row_id), values in self.present.items():
            self.learn(register, row_id, values)

    def register(self, raw: RawRow) -> bool:
        """Say whether the row's register exists; note it when not, and columns it has not."""
        register = self.registers.get(raw.register)
        if register is None:
            self.note(
                raw.where,
                f"the register {raw.register!r}",
                "a register of this kit",
                suggestion(raw.register, self.registers),
            )
            return False
        columns = self.columns[raw.register]
        self.check_columns(raw.cells, columns, raw.register, register.title, raw.where)
        return True

    def check_columns(
        self, cells: Raw, known: frozenset[str], table: str, title: str, where: str
    ) -> None:
        """Note each column that a table has not, once; what refers to it is not judged then."""
        if cells.keys() <= known:
            return
        for name in cells:
            if name not in known and self.first(table, name):
                self.unread.add(table)
                self.note(
                    f"{where}, {name}",
                    f"the column {name!r}",
                    f"a column of {title}",
                    suggestion(name, [one for one in known if one != "answer_id"]),
                )

    def first(self, table: str, name: str) -> bool:
        """Say whether this is the first time that a source is told this of a table."""
        key = (self.source, table, name)
        new = key not in self.odd
        self.odd.add(key)
        return new

    def row_id(self, raw: RawRow) -> str:
        """Return the row's id, its own or made of its key, and learn it; "" when it has none."""
        register = self.registers[raw.register]
        given = raw.cells.get("id")
        if given is None or not clean_text(str(given)):
            row_id = self._derived_id(register, raw)
        else:
            row_id = one_line(str(given))
            if not ROW_ID.fullmatch(row_id):
                self.note(
                    f"{raw.where}, id",
                    shown(given),
                    "an id of letters, digits, dots, dashes and underscores (80 at most)",
                    "Shorten or simplify it; the name may hold anything.",
                )
                row_id = ""
        place = (self.source, raw.register, row_id)
        if row_id and place in self.seen_rows:
            self.note(
                f"{raw.where}, id",
                f"the id '{row_id}', already used in {self.seen_rows[place]},",
                "an id of its own",
                "Rename one of the two, or take one out.",
            )
            return ""
        if row_id:
            self.seen_rows[place] = raw.where
            self.learn(raw.register, row_id, raw.cells)
        else:
            self.unread.add(raw.register)
        return row_id

    def row(self, raw: RawRow, row_id: str) -> None:
        """Take a row, its cells parsed; what is wrong is noted, in a row without an id too."""
        register = self.registers[raw.register]
        said = {
            column.id: self._cell(column, raw.cells[column.id], f"{raw.where}, {column.id}")
            for column in register.columns
            if column.id in raw.cells and (row_id or column.id not in register.key)
        }
        if row_id:
            self.take_row(raw.register, row_id, said, raw.where)

    def take_row(self, register: str, row_id: str, said: Mapping[str, Value], where: str) -> None:
        """Take what one source says of a row; note where another source differs."""
        fix = f"Make the two say the same, or give one of the two an id other than '{row_id}'."
        line = self.lines.setdefault((register, row_id), Line(where, fix))
        self.problems.extend(line.add(self.source, said, where))

    def rows(self) -> list[Row]:
        """Return the rows as they stand now; note what they lack and whom they change."""
        found = []
        for (name, row_id), line in self.lines.items():
            before = self.present.get((name, row_id), {})
            register = self.registers.get(name)
            for column in register.columns if register and name not in self.unread else ():
                if column.required and column.id not in {*before, *line.said}:
                    self._lacks(name, column, line)
            for column_id in PERSON_COLUMNS if name == PEOPLE and self.keep_names else ():
                said, stood = line.said.get(column_id), before.get(column_id)
                if said is not None and stood is not None and said != stood:
                    self.problems.append(another_person(line, row_id, column_id, stood))
            found.append(Row(register=name, id=row_id, values=line.over(before)))
        return found

    def _lacks(self, register: str, column: Column, line: Line) -> None:
        (self.source,) = sorted(line.sources)[:1]
        if self.first(register, column.id):
            found = f"a row without {column.id!r}"
            self.note(line.where, found, "allowed", f"Fill in: {column.label}.")

    def _cell(self, column: Column, raw: object, where: str) -> Value:
        noted = len(self.problems)
        value = self.parsed(column.format, raw, where)
        judged = column.format.refers_to not in self.unread
        if column.required and value is None and len(self.problems) == noted and judged:
            self.note(where, "an empty cell", "allowed here", f"Fill in: {column.label}.")
        return value

    def _derived_id(self, register: Register, raw: RawRow) -> str:
        parts = [one_line(str(raw.cells.get(name) or "")) for name in register.key]
        if not any(parts):
            needed = " and ".join(register.key)
            told = not set(register.key) & raw.cells.keys()
            if register.id in self.unread or (told and not self.first(register.id, needed)):
                return ""
            self.note(raw.where, "a row without a name", "allowed", f"Fill in id or {needed}.")
            return ""
        name = " ".join(part for part in parts if part)
        row_id = "-".join(slug(part) for part in parts if part)[:80].rstrip("-")
        known = self.known[register.id].get(row_id)
        taken = (self.source, register.id, row_id) in self.seen_rows
        if known is not None and taken and folded(known) != folded(self._name(register, raw.cells)):
            # Two names that differ only in signs an id cannot hold ("R&D", "R-D").
            row_id = f"{row_id[:70]}_{short_hash(name)}"
        return row_id

    def learn(self, register_id: str, row_id: str, cells: Mapping[str, object]) -> None:
        """Let references name a row."""
        register = self.registers.get(register_id)
        if register is not None:
            rows = self.known[register_id]
            rows[row_id] = self._name(register, cells) or rows.get(row_id, "")

    @staticmethod
    def _name(register: Register, cells: Mapping[str, object]) -> str:
        return " ".join(one_line(str(cells.get(key) or "")) for key in register.key).strip()

    def note_departments(self) -> None:
        """Learn which department each participant speaks for."""
        people = {key: values for key, values in self.present.items() if key[0] == PEOPLE}
        said = {key: line.said for key, line in self.lines.items() if key[0] == PEOPLE}
        for key in people | said:
            department = (people.get(key, {}) | said.get(key, {})).get("department")
            self.department_of[key[1]] = str(department or "")

    def parsed(self, form: Format, raw: object, where: str) -> Value:
        """Return a value parsed; None, and a problem noted, when it cannot be accepted."""
        try:
            return parse(form, raw, self.known)
        except Refusal as refusal:
            if form.refers_to not in self.unread:
                self.note(where, refusal.found, refusal.allowed, refusal.fix)
            return None

    def note(self, where: str, found: str, allowed: str, fix: str) -> None:
        """Keep a problem."""
        self.problems.append(Problem(where, found, allowed, fix, "input"))
