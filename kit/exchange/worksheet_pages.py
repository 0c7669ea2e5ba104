"""What the sheets of a returned worksheet are read with: places, cells, what is beside the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kit.answers import folded, one_line
from kit.answers import lines as wording
from kit.answers.cells import unquoted
from kit.exchange.guard import letters
from kit.exchange.headers import Header, is_label_row
from kit.exchange.older import Older
from kit.exchange.reading import Book, Cell, Sheet, address
from kit.exchange.returned import OUTSIDE, Returned
from kit.model.content import Bank
from kit.model.workshop import Row, Snapshot


class Pages:
    """One returned file and the account of it, shared by all that read its sheets."""

    def __init__(self, book: Book, bank: Bank, present: Snapshot, older: Older) -> None:
        """Look at a file with the workshop it comes back to."""
        self.book, self.bank, self.present, self.older = book, bank, present, older
        self.found = Returned(book.file, remarks=list(book.remarks))
        self.who: dict[str, tuple[str, str]] = {}
        hidden = {sheet.name: sheet for sheet in book.sheets}
        self.meta = _pairs(hidden.get(wording.META))
        self.printed = _printed(hidden.get(wording.PRINTED))
        # A version is made of all content: under the same one nothing means another thing.
        same = self.meta.get("form_version") == bank.version
        now = {} if same else wording.meanings(bank)
        self.changed = {key for key in now if key in self.meta and self.meta[key] != now[key]}

    def _sheet(self, sheet: Sheet) -> str:
        return f"{self.book.file}, sheet {sheet.name}"

    def _cell(self, sheet: Sheet, row: int, place: int) -> str:
        return f"{self._sheet(sheet)}, cell {address(row, place)}"

    def _text(self, sheet: Sheet, row: int, place: int, cells: Mapping[int, Cell]) -> str | None:
        """Return what a row's cell says; None when it cannot be taken at its word."""
        text = self.found.word(cells.get(place), self._cell(sheet, row, place))
        return unquoted(text) if text and self.book.kind == "text" else text

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


def said(cells: Mapping[int, Cell], place: int | None) -> str:
    """Return what a cell says, on one line."""
    return one_line(cells[place].text) if place is not None and place in cells else ""


def subject_of(text: str, present: Snapshot) -> str:
    """Return a department's id, given its name, its id, or `name @ platform`."""
    departments = present.rows("departments")
    if whole := _department(text.strip(), departments):  # an @ may be part of its name
        return whole
    name, at, platform = (part.strip() for part in text.rpartition("@"))
    if not at:
        return platform
    return f"{_department(name, departments) or name}@{platform.casefold()}"


def _department(name: str, departments: Sequence[Row]) -> str:
    """Return the id of the department of that id or name; empty when there is none."""
    if any(row.id == name for row in departments):
        return name
    wanted = folded(name)
    return next(
        (row.id for row in departments
         if wanted in {folded(row.id), folded(str(row.values.get("name", "")))}),
        "",
    )  # fmt: skip


def _pairs(sheet: Sheet | None) -> dict[str, str]:
    if sheet is None:
        return {}
    return {
        cells[0].text: cells[1].text if 1 in cells else ""
        for _, cells in sheet.rows()
        if 0 in cells
    }


@dataclass(frozen=True, slots=True)
class Printed:
    """What a row was when the worksheet was made.

    Attributes:
        whole: The fingerprint of the row.
        cells: Those of its cells; empty on worksheets made before there were any.
    """

    whole: str
    cells: str = ""


def _printed(sheet: Sheet | None) -> dict[tuple[str, str], Printed]:
    if sheet is None:
        return {}
    return {
        (cells[0].text, cells[1].text): Printed(cells[2].text, said(cells, 3))
        for _, cells in sheet.rows()
        if {0, 1, 2} <= set(cells)
    }
