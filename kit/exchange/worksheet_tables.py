"""The tables of a returned worksheet: registers line by line, and lists of answers."""

from __future__ import annotations

from collections.abc import Mapping

from kit.answers import RawAnswer, RawRow
from kit.answers import lines as wording
from kit.answers.lines import ID, PART
from kit.exchange.headers import Header, is_label_row
from kit.exchange.reading import Cell, Sheet
from kit.exchange.returned import AS_PRINTED, EMPTIED, EMPTY
from kit.exchange.worksheet_pages import Pages, subject_of
from kit.model.content import Column, Kind, Register


class Tables(Pages):
    """What reads sheets of rows."""

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

    def _register_row(
        self,
        sheet: Sheet,
        row: int,
        cells: Mapping[int, Cell],
        columns: Mapping[str, int],
        register: Register,
    ) -> None:
        where = f"{self._sheet(sheet)}, row {row + 1}"
        noted = len(self.found.problems)
        texts = {
            name: self._text(sheet, row, place, cells) or "" for name, place in columns.items()
        }
        row_id = texts.pop(ID, "")
        printed = self.printed.get((register.id, row_id))
        as_printed = printed is not None and printed.whole == wording.printed_hash(texts)
        said = None if as_printed else self._said_anew(register, row_id, texts)
        if len(self.found.problems) > noted:
            self.found.use()
        elif not any(texts.values()):
            if row_id:
                self.found.skip(EMPTIED if printed else EMPTY)
        elif as_printed or said == set():
            self.found.skip(AS_PRINTED)
        else:
            self.found.use()
            for name, place in columns.items():
                self.found.cells[f"{where}, {name}"] = self._cell(sheet, row, place)
            named = next((columns[key] for key in register.key if key in columns), None)
            if named is not None:  # what is wrong with the whole row is shown at its name
                self.found.cells[where] = self._cell(sheet, row, named)
            values = self._row_values(texts, register, where)
            if said is not None:
                values = {column: value for column, value in values.items() if column in said}
            if len(self.found.problems) == noted:
                if row_id:
                    values["id"] = row_id
                self.found.rows.append(RawRow(register.id, values, where))

    def _said_anew(
        self, register: Register, row_id: str, texts: Mapping[str, str]
    ) -> set[str] | None:
        """Return the columns a person changed, so that the others stay as they are by now.

        None where all of them count: the row is new, is gone, or was printed without fingerprints.
        """
        printed = self.printed.get((register.id, row_id))
        if not printed or not printed.cells:
            return None
        if all(row.id != row_id for row in self.present.rows(register.id)):
            return None
        return {name.partition(PART)[0] for name in wording.changed_cells(printed.cells, texts)}

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
            wrong = wording.refusals(column.format, filled) if filled else []
            for refusal in wrong:
                part = f"{where}, {column.id}{PART}{refusal.args[1]}"
                cell = self.found.cells.get(part, f"{where}, {column.id}")
                self.found.note(cell, refusal.found, refusal.allowed, refusal.fix)
            if wrong:
                continue
            whole = wording.picked(column.format, texts.get(column.id, ""))
            value = wording.gather(column.format, filled) if filled else whole
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
                values[column.id] = subject_of(own, self.present) if own else ""
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
                text = self._text(sheet, row, place, cells)
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
