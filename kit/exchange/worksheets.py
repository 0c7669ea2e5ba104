"""Worksheets on their way back: sheets of cells become raw answers and rows for the one door.

Nothing is repaired and nothing dropped in silence: every line is handed to the door, or counted
under the reason why not, or is a problem that names its cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from kit.answers import RawAnswer, RawRow, folded, one_line, short_hash, slug
from kit.answers import lines as wording
from kit.answers.lines import ABOUT, ANSWER, ID, PART, QUESTION_SHEET
from kit.bank.tables import suggestion
from kit.exchange.annotated import LIST_SHEET, LONGEST_TITLE
from kit.exchange.bound import FIRST_SHEET
from kit.exchange.headers import ANSWERS_SHEET, Header, find_header, is_label_row
from kit.exchange.older import Older, older_forms
from kit.exchange.reading import Book, Cell, Sheet, address
from kit.exchange.returned import EMPTY, Returned
from kit.exchange.worksheet_pages import said, subject_of
from kit.exchange.worksheet_tables import Tables
from kit.model.content import About, Bank, Kind, Question
from kit.model.workshop import Snapshot

NO_FORM = {*wording.HIDDEN_SHEETS, LIST_SHEET}
CALENDAR = "calendar_items"
PRINTED_COLUMNS = (ID, "code", ABOUT, "prompt", ANSWER, "how", "shown")


@dataclass(slots=True)
class _Group:
    """One answer, gathered from the lines it was asked on: part to text and cell."""

    question: Question
    about: str
    filled: dict[str, tuple[str, str]] = field(default_factory=dict)
    lines: int = 0


def is_worksheet(book: Book, bank: Bank) -> bool:
    """Say whether any sheet of the book carries a form of this kit.

    A table that is only called like our calendar is a calendar, which is read by more names.
    """
    sheets = [sheet for sheet in book.sheets if sheet.name not in wording.HIDDEN_SHEETS]
    return any(
        header.form != CALENDAR or ID in header.columns
        for sheet in sheets
        if (header := find_header(sheet, bank)) is not None
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


class _Worksheet(Tables):
    """One returned file being read."""

    def __init__(self, book: Book, bank: Bank, present: Snapshot, older: Older) -> None:
        super().__init__(book, bank, present, older)
        self.questions, self.registers = bank.questions, bank.registers
        self.codes = {wording.code_of(key): key for key in self.questions}
        self.groups: dict[tuple[str, str], _Group] = {}
        titles = [one.title for one in bank.registers.values()]
        titles += [wording.questions_title(topic) for topic in bank.topics if topic.questions]
        self.titles = {folded(title[:LONGEST_TITLE]) for title in titles}

    def read(self) -> Returned:
        """Read every sheet, then hand on the answers of the person they belong to."""
        self._check_form()
        tables = []
        for sheet in self.book.sheets:
            if sheet.name in NO_FORM or not sheet.lines:
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

    def _outside(self, sheet: Sheet) -> None:
        if folded(sheet.name) in self.titles:
            self.found.use()
            self.found.note(
                self._sheet(sheet),
                "a sheet of the worksheet without its row of ids and labels",
                "readable",
                "Copy the two rows above the answers from another worksheet, or delete the sheet.",
            )
            return
        self.found.leave_out(sheet, "has no form on it")

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
            if bottom <= header.row or left not in sheet.row(top):
                continue
            if any(left <= place <= right for place in inputs):
                joined = f"{address(top, left)}:{address(bottom, right)}"
                self.found.note(
                    self._cell(sheet, top, left),
                    f"one cell joined from {joined}",
                    "a cell of its own for each answer",
                    "Separate them and fill in each.",
                )

    def _inputs(self, header: Header) -> set[int]:
        if header.form == QUESTION_SHEET:
            return {place for name, place in header.columns.items() if name in {ID, ABOUT, ANSWER}}
        return set(header.columns.values())

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
            name = said(cells, at.get(ID)) or said(cells, at.get("code"))
            where = self._cell(sheet, row, at[ANSWER])
            if not name:
                self._line_without_id(sheet, row, cells, header)
                continue
            answer = self._text(sheet, row, at[ANSWER], cells)
            if answer is None:
                self.found.use()
            elif name in {wording.WHO_NAME, wording.WHO_DEPARTMENT, wording.WHO_LEVEL}:
                self._who(name, answer, where)
            else:
                self._line(name, said(cells, at.get(ABOUT)), answer, where)
                if ABOUT in at:  # a department nobody knows is shown where it is written
                    self.found.cells[f"{where}, subject"] = self._cell(sheet, row, at[ABOUT])
        if sheet.name != FIRST_SHEET:  # its list of sheets stands beside the form
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
                    "subject": subject_of(group.about or own, self.present) if each else "",
                    "answer": answer,
                }
                self.found.answers.append(RawAnswer(cells, where))

    def _value(self, group: _Group, where: str) -> object:
        form = group.question.format
        head, parts = group.filled.get(""), {k: v for k, v in group.filled.items() if k}
        noted = len(self.found.problems)
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
        for refusal in wording.refusals(form, {part: text for part, (text, _) in parts.items()}):
            cell = parts[refusal.args[1]][1] if refusal.args[1] in parts else where
            self.found.note(cell, refusal.found, refusal.allowed, refusal.fix)
        if len(self.found.problems) > noted:
            return None
        return wording.gather(form, {part: text for part, (text, _) in parts.items()})

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
        place = subject_of(department, self.present)
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
                self._add_person({"id": person.id}, name_cell, cell)
                return person.id
        if any(person.id == wanted for person in people):
            wanted = f"{wanted[:60]}_{slug(department)[:19]}"
        self._add_person(
            {"id": wanted, "name": one_line(name)[:200], "department": place}, name_cell, cell
        )
        return wanted

    def _add_person(self, person: dict[str, object], name_cell: str, department_cell: str) -> None:
        """Hand on who filled this in, unless everything is known of them already."""
        where = f"{self.book.file}, who answers"
        level, level_cell = self.who.get(wording.WHO_LEVEL, ("", ""))
        if level:
            person["level"] = level
        if set(person) == {"id"}:
            return
        self.found.cells[f"{where}, department"] = department_cell
        self.found.cells[f"{where}, level"] = level_cell
        self.found.cells[f"{where}, name"] = name_cell
        self.found.rows.append(RawRow("participants", person, where))
