"""Worksheets on their way back: sheets of cells become raw answers and rows for the one door.

Nothing is repaired and nothing dropped in silence: every line is handed to the door, or counted
under the reason why not, or is a problem that names its cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from kit.answers import RawAnswer, RawRow, Refusal, clean_text, folded, one_line, short_hash, slug
from kit.answers import lines as wording
from kit.answers.cells import unquoted
from kit.answers.lines import ABOUT, ANSWER, ID, PART, QUESTION_SHEET
from kit.bank.tables import suggestion
from kit.exchange.guard import letters
from kit.exchange.headers import ANSWERS_SHEET, Header, find_header, is_label_row
from kit.exchange.older import Older, older_forms
from kit.exchange.reading import Book, Cell, Sheet, address
from kit.exchange.returned import AS_PRINTED, EMPTIED, EMPTY, OUTSIDE, Returned
from kit.model.content import About, Bank, Column, Kind, Question, Register
from kit.model.workshop import Snapshot

WRONG_CELLS = {
    "error": ("a value", "Correct the formula, or type the value."),
    "formula": ("a value: its result was not saved", "Type the value, or save it again in Excel."),
    "percent": ("a plain number", "Write the figure you mean without the % sign: 40, not 40%."),
    "long": ("a number kept exactly", "Make the cell a text cell and type it again."),
    "time": ("a value", "A time of day cannot stand here; type the value as text."),
}
PRINTED_COLUMNS = (ID, "code", ABOUT, "prompt", ANSWER, "how", "shown")
START = "Start here"
"""Its list of sheets stands beside the form."""


@dataclass(slots=True)
class _Group:
    """One answer, gathered from the lines it was asked on: part to text and cell."""

    question: Question
    about: str
    filled: dict[str, tuple[str, str]] = field(default_factory=dict)
    lines: int = 0


def is_worksheet(book: Book, bank: Bank) -> bool:
    """Say whether any sheet of the book carries a form of this kit."""
    return any(
        find_header(sheet, bank) for sheet in book.sheets if sheet.name not in wording.HIDDEN_SHEETS
    )


def read_worksheet(
    book: Book, bank: Bank, present: Snapshot, older: Older | None = None
) -> Returned:
    """Return what a worksheet holds, with the account of every line.

    Args:
        book: The file's cells.
        bank: What may be answered.
        present: The workshop it comes back to; its people and rows are recognised.
        older: What became of questions of older forms; the kit's own when left out.
    """
    return _Worksheet(book, bank, present, older or older_forms()).read()


class _Worksheet:
    """One returned file being read."""

    def __init__(self, book: Book, bank: Bank, present: Snapshot, older: Older) -> None:
        self.book, self.bank, self.present, self.older = book, bank, present, older
        self.found = Returned(book.file, remarks=list(book.remarks))
        self.questions, self.registers = bank.questions, bank.registers
        self.codes = {wording.code_of(key): key for key in self.questions}
        self.who: dict[str, tuple[str, str]] = {}
        self.groups: dict[tuple[str, str], _Group] = {}
        hidden = {sheet.name: sheet for sheet in book.sheets}
        self.meta = _pairs(hidden.get(wording.META))
        self.printed = _printed(hidden.get(wording.PRINTED))
        now = wording.meanings(bank)
        self.changed = {key for key in now if key in self.meta and self.meta[key] != now[key]}

    def read(self) -> Returned:
        """Read every sheet, then hand on the answers of the person they belong to."""
        self._check_form()
        tables = []
        for sheet in self.book.sheets:
            if sheet.name in wording.HIDDEN_SHEETS or not sheet.cells:
                continue
            header = find_header(sheet, self.bank)
            if header is None:
                self._outside(sheet)
                continue
            if sheet.hidden:
                self.found.remarks.append(f"{self._sheet(sheet)} is hidden and was read.")
            self._check_header(sheet, header)
            if header.form == QUESTION_SHEET:
                self._question_sheet(sheet, header)
            else:
                tables.append((sheet, header))
        for sheet, header in tables:
            if header.form == ANSWERS_SHEET:
                self._answer_table(sheet, header)
            else:
                self._register_sheet(sheet, header, self.registers[header.form])
        self._answers()
        return self.found

    # --- the whole file -----------------------------------------------------------------------

    def _check_form(self) -> None:
        theirs, ours = self.meta.get("organisation", ""), self.present.organisation.name
        if theirs and ours and folded(theirs) != folded(ours):
            self.found.note(
                self.book.file,
                f"a worksheet of '{theirs}'",
                f"one of '{ours}'",
                "Import it into that organisation's workshop; if it was renamed, copy the answers "
                "into a fresh worksheet.",
            )
        version = self.meta.get("form_version", "")
        if version and version != self.bank.version:
            self.found.remarks.append(
                f"{self.book.file}: an older form ({version}); what is asked as before was read."
            )

    def _sheet(self, sheet: Sheet) -> str:
        return f"{self.book.file}, sheet {sheet.name}"

    def _cell(self, sheet: Sheet, row: int, place: int) -> str:
        return f"{self._sheet(sheet)}, cell {address(row, place)}"

    def _outside(self, sheet: Sheet) -> None:
        rows = sum(1 for _ in sheet.rows())
        self.found.skip(OUTSIDE, rows)
        self.found.remarks.append(
            f"{self._sheet(sheet)} has no form on it; its {rows:,} rows were not read."
        )

    def _check_header(self, sheet: Sheet, header: Header) -> None:
        for name in header.twice:
            self.found.note(
                f"{self._sheet(sheet)}, row {header.row + 1}",
                f"the column '{name}', twice,",
                "a column that stands once",
                "Take one of the two out.",
            )
        inputs = self._inputs(header)
        for top, left, bottom, right in sheet.merged:
            if bottom <= header.row or (top, left) not in sheet.cells:
                continue
            if any(left <= place <= right for place in inputs):
                joined = f"{address(top, left)}:{address(bottom, right)}"
                self.found.note(
                    self._cell(sheet, top, left),
                    f"the cells {joined}, joined into one,",
                    "a cell of its own for each answer",
                    "Separate them and fill in each.",
                )

    def _inputs(self, header: Header) -> set[int]:
        if header.form == QUESTION_SHEET:
            return {place for name, place in header.columns.items() if name in {ID, ABOUT, ANSWER}}
        return set(header.columns.values())

    def _text(self, cell: Cell | None, where: str) -> str | None:
        """Return what a cell says; None when it cannot be taken at its word."""
        if cell is None:
            return ""
        text = clean_text(cell.text)
        if self.book.kind == "text":
            text = unquoted(text)
        if cell.kind in WRONG_CELLS:
            allowed, fix = WRONG_CELLS[cell.kind]
            shown = cell.text if cell.kind in {"error", "formula"} else f"'{cell.text}'"
            self.found.note(where, shown, allowed, fix)
            return None
        return text

    # --- sheets of questions ------------------------------------------------------------------

    def _question_sheet(self, sheet: Sheet, header: Header) -> None:
        at = header.columns
        if ANSWER not in at or not {ID, "code"} & set(at):
            fix = "Put the labels back as they were: (id), Code, About, Question, Your answer."
            self.found.note(f"{self._sheet(sheet)}, row {header.row + 1}", "a header without them",
                            "one with ids and answers", fix)  # fmt: skip
            return
        for row, cells in sheet.rows():
            if row == header.row or is_label_row(cells):
                continue
            name = _said(cells, at.get(ID)) or _said(cells, at.get("code"))
            where = self._cell(sheet, row, at[ANSWER])
            if not name:
                self._line_without_id(sheet, row, cells, header)
                continue
            answer = self._text(cells.get(at[ANSWER]), where)
            if answer is None:
                self.found.use()
            elif name in {wording.WHO_NAME, wording.WHO_DEPARTMENT, wording.WHO_LEVEL}:
                self._who(name, answer, where)
            else:
                self._line(name, _said(cells, at.get(ABOUT)), answer, where)
        if sheet.name != START:
            self._beside(sheet, header, {at[one] for one in PRINTED_COLUMNS if one in at})

    def _line_without_id(
        self, sheet: Sheet, row: int, cells: Mapping[int, Cell], header: Header
    ) -> None:
        """A line that says nothing of ours: above the header or beside the form."""
        place = header.columns[ANSWER]
        if row < header.row or place not in cells:
            return
        self.found.use()
        self.found.note(
            self._cell(sheet, row, place),
            f"'{one_line(cells[place].text)[:60]}' without an id beside it",
            "an answer whose question is known",
            "Put the question's id or code back into its row, or take the answer out.",
        )

    def _who(self, name: str, text: str, where: str) -> None:
        before, _ = self.who.get(name, ("", ""))
        if text and before and folded(before) != folded(text):
            self.found.note(where, f"'{text}'", f"what stands elsewhere in the file: '{before}'",
                            "Say it once, or alike everywhere.")  # fmt: skip
        if text or name not in self.who:
            self.who[name] = (text or before, where)

    def _line(self, name: str, about: str, answer: str, where: str) -> None:
        key, _, part = name.partition(PART)
        key = self.older.moved.get(key, self.codes.get(key.upper(), key))
        question = self.questions.get(key)
        if question is None:
            self._unknown(key, answer, where)
            return
        subject = about if question.about is About.EACH_DEPARTMENT else ""
        group = self.groups.setdefault((key, folded(subject)), _Group(question, subject))
        group.lines += 1
        before = group.filled.get(part)
        if not answer:
            return
        if before is None:
            group.filled[part] = (answer, where)
        elif folded(before[0]) != folded(answer):
            found = f"a second answer, '{one_line(answer)[:60]}',"
            allowed = f"allowed beside the first, '{one_line(before[0])[:60]}' in {before[1]}"
            self.found.note(where, found, allowed, "Take one of the two out.")

    def _unknown(self, key: str, answer: str, where: str) -> None:
        if not answer:
            return
        if key in self.older.retired:
            self.found.skip(self.older.retired[key])
        else:
            self.found.use()
            self.found.note(where, f"an answer to '{key}'", "one to a question of this kit",
                            suggestion(key, self.questions))  # fmt: skip

    def _answers(self) -> None:
        """Hand on each answer that was given, in the name of the person of this file."""
        given = []
        for group in self.groups.values():
            if group.filled:
                given.append(group)
                self.found.use()
            else:
                self.found.skip(EMPTY)
        if not given:
            return
        participant = self._participant()
        round_no = self.meta.get("round", "") or "1"
        own = self.who.get(wording.WHO_DEPARTMENT, ("", ""))[0]
        for group in given:
            where = next(iter(group.filled.values()))[1]
            answer = self._value(group, where)
            if answer is not None:
                each = group.question.about is About.EACH_DEPARTMENT
                cells = {
                    "participant": participant,
                    "round": round_no,
                    "question": group.question.id,
                    "subject": _subject(group.about or own, self.present) if each else "",
                    "answer": answer,
                }
                self.found.answers.append(RawAnswer(cells, where))

    def _value(self, group: _Group, where: str) -> object:
        form = group.question.format
        head, parts = group.filled.get(""), {k: v for k, v in group.filled.items() if k}
        if head and parts:
            place = head[1]
            both = f"'{one_line(head[0])[:60]}' as well as answers on the lines"
            fix = "Empty this cell, or the lines below it."
            self.found.note(place, both, "one or the other", fix)
            return None
        if head:
            if group.question.id in self.changed and self._means_another(group.question, head[0]):
                old = f"'{head[0]}' on an older form, where it meant another thing"
                fix = "Answer it on a fresh worksheet, or empty the cell."
                self.found.note(where, old, "an answer to the question as it is asked now", fix)
                return None
            return wording.picked(form, head[0])
        try:
            return wording.gather(form, {part: text for part, (text, _) in parts.items()})
        except Refusal as refusal:
            cell = parts[refusal.args[1]][1] if refusal.args[1] in parts else where
            self.found.note(cell, refusal.found, refusal.allowed, refusal.fix)
            return None

    def _means_another(self, question: Question, text: str) -> bool:
        """Say whether a reply under another meaning cannot be understood by its own words."""
        form = question.format
        if wording.is_state(text):
            return False
        if form.kind is Kind.SCALE:
            return wording.picked(form, text) == text and folded(text) not in {
                folded(level) for level in form.levels
            }
        return form.kind is Kind.NUMBER

    def _participant(self) -> str:
        """Return the id of whoever filled this in, adding the person where they are new."""
        name, name_cell = self.who.get(wording.WHO_NAME, ("", self.book.file))
        department, cell = self.who.get(wording.WHO_DEPARTMENT, ("", self.book.file))
        place = _subject(department, self.present)
        stem = PurePath(self.book.file).stem
        if not name:
            name = f"{department or 'Somebody'} (worksheet {stem})"
            self.found.remarks.append(f"{name_cell}: no name is given; kept as '{name}'.")
            wanted = f"{slug(department or 'somebody')}_{short_hash(stem)}"
        else:
            wanted = slug(name)
        people = self.present.rows("participants")
        for person in people:
            same = folded(str(person.values.get("name", ""))) == folded(name)
            if (same or person.id == name) and person.values.get("department") == place:
                return person.id
        if any(person.id == wanted for person in people):
            wanted = f"{wanted[:60]}_{slug(department)[:19]}"
        cells = {"id": wanted, "name": one_line(name)[:200], "department": place}
        level = self.who.get(wording.WHO_LEVEL, ("", ""))
        where = f"{self.book.file}, who answers"
        if level[0]:
            cells["level"] = level[0]
        self.found.cells[f"{where}, department"] = cell
        self.found.cells[f"{where}, level"] = level[1]
        self.found.cells[f"{where}, name"] = name_cell
        self.found.rows.append(RawRow("participants", cells, where))
        return wanted

    # --- sheets of rows -----------------------------------------------------------------------

    def _register_sheet(self, sheet: Sheet, header: Header, register: Register) -> None:
        known = {column.id: column for column in register.columns}
        columns: dict[str, int] = {}
        for name, place in header.columns.items():
            moved = self.older.moved.get(f"{register.id}/{name}", f"/{name}").partition("/")[2]
            if moved == ID or moved.partition(PART)[0] in known:
                columns[moved] = place
        for row, cells in sheet.rows():
            if row > header.row and not is_label_row(cells):
                self._register_row(sheet, row, cells, columns, register)
        self._beside(sheet, header, set(columns.values()))

    def _beside(self, sheet: Sheet, header: Header, read: set[int]) -> None:
        """Count what stands beside the form, column by column."""
        names = {place: f"'{name}'" for name, place in header.columns.items()}
        beside: dict[int, int] = {}
        for row, cells in sheet.rows():
            if row > header.row and not is_label_row(cells):
                for place in cells.keys() - read:
                    beside[place] = beside.get(place, 0) + 1
        for place, count in sorted(beside.items()):
            name = names.get(place, f"{letters(place)}, which has no name,")
            cells_said = "its one cell was" if count == 1 else f"its {count:,} cells were"
            self.found.skip(OUTSIDE, count)
            self.found.remarks.append(
                f"{self._sheet(sheet)}: the column {name} is not part of the form; {cells_said} "
                "not read."
            )

    def _register_row(
        self,
        sheet: Sheet,
        row: int,
        cells: Mapping[int, Cell],
        columns: Mapping[str, int],
        register: Register,
    ) -> None:
        where = f"{self._sheet(sheet)}, row {row + 1}"
        noted, texts = len(self.found.problems), {}
        for name, place in columns.items():
            text = self._text(cells.get(place), self._cell(sheet, row, place))
            texts[name] = text or ""
            self.found.cells[f"{where}, {name}"] = self._cell(sheet, row, place)
        row_id = texts.pop(ID, "")
        if len(self.found.problems) > noted:
            self.found.use()
        elif not any(texts.values()):
            if row_id:
                self.found.skip(EMPTIED if (register.id, row_id) in self.printed else EMPTY)
        elif self.printed.get((register.id, row_id)) == wording.printed_hash(texts):
            self.found.skip(AS_PRINTED)
        else:
            self.found.use()
            values = self._row_values(texts, register, where)
            if len(self.found.problems) == noted:
                if row_id:
                    values["id"] = row_id
                self.found.rows.append(RawRow(register.id, values, where))

    def _row_values(
        self, texts: Mapping[str, str], register: Register, where: str
    ) -> dict[str, object]:
        values: dict[str, object] = {}
        asked = {name.partition(PART)[0] for name in texts}
        for column in register.columns:
            if f"{register.id}/{column.id}" in self.changed and texts.get(column.id):
                self._check_changed(column, texts[column.id], f"{where}, {column.id}")
            filled = {
                name.partition(PART)[2]: text
                for name, text in texts.items()
                if text and PART in name and name.partition(PART)[0] == column.id
            }
            try:
                value = wording.gather(column.format, filled) if filled else texts.get(column.id)
            except Refusal as refusal:
                part = f"{where}, {column.id}{PART}{refusal.args[1]}"
                cell = self.found.cells.get(part, f"{where}, {column.id}")
                self.found.note(cell, refusal.found, refusal.allowed, refusal.fix)
                continue
            for name in filled:
                self.found.cells.setdefault(
                    f"{where}, {column.id}", self.found.cells[f"{where}, {column.id}{PART}{name}"]
                )
            if value:
                values[column.id] = value
            elif not _is_own(column):
                if column.id in asked:
                    values[column.id] = ""  # emptied on purpose, or never filled in
            else:
                own = self.who.get(wording.WHO_DEPARTMENT, ("", ""))[0]
                values[column.id] = _subject(own, self.present) if own else ""
        return values

    def _check_changed(self, column: Column, text: str, where: str) -> None:
        if column.format.kind is Kind.NUMBER:
            self.found.note(
                self.found.cells.get(where, where),
                f"'{text}' on an older form, where the column meant another thing",
                "a value of the column as it is now",
                "Fill it in on a fresh worksheet, or empty the cell.",
            )

    def _answer_table(self, sheet: Sheet, header: Header) -> None:
        """A list of answers with the person on every line, as `kit export` writes it."""
        for row, cells in sheet.rows():
            if row <= header.row:
                continue
            where = f"{self._sheet(sheet)}, row {row + 1}"
            raw: dict[str, object] = {}
            for name, place in header.columns.items():
                text = self._text(cells.get(place), self._cell(sheet, row, place))
                self.found.cells[f"{where}, {name}"] = self._cell(sheet, row, place)
                if text:
                    raw[name] = text
            self.found.cells[f"{where}, {raw.get('question')}"] = self._cell(
                sheet, row, header.columns["answer"]
            )
            if "answer" in raw:
                self.found.use()
                self.found.answers.append(RawAnswer(raw, where))
            else:
                self.found.skip(EMPTY)


def _is_own(column: Column) -> bool:
    return column.id == "department" and column.required


def _said(cells: Mapping[int, Cell], place: int | None) -> str:
    return one_line(cells[place].text) if place is not None and place in cells else ""


def _subject(text: str, present: Snapshot) -> str:
    """Return a department's id, given its name, its id, or `name @ platform`."""
    name, at, platform = (part.strip() for part in text.partition("@"))
    for row in present.rows("departments"):
        if folded(name) in {folded(row.id), folded(str(row.values.get("name", "")))}:
            name = row.id
            break
    return f"{name}@{platform.casefold()}" if at else name


def _pairs(sheet: Sheet | None) -> dict[str, str]:
    if sheet is None:
        return {}
    return {
        cells[0].text: cells[1].text if 1 in cells else ""
        for _, cells in sheet.rows()
        if 0 in cells
    }


def _printed(sheet: Sheet | None) -> dict[tuple[str, str], str]:
    if sheet is None:
        return {}
    return {
        (cells[0].text, cells[1].text): cells[2].text
        for _, cells in sheet.rows()
        if {0, 1, 2} <= set(cells)
    }
