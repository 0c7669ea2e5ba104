"""The tables of a calendar: where they stand, and what is wrong with them as a whole."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kit.answers import clean_text, folded, one_line
from kit.exchange.calendar_days import EITHER, NUMERIC, is_zone, order_of
from kit.exchange.guard import letters
from kit.exchange.reading import Book, Cell, Sheet, address
from kit.exchange.returned import OUTSIDE, Returned


@dataclass(frozen=True, slots=True)
class CalendarWishes:
    """What a calendar does not say itself.

    Attributes:
        department: The department whose items they are, id or name.
        kind: The kind of items that name none: a choice of `item_kinds`.
        dates: `day-first` or `month-first`, for columns that could be either.
        zone: The time zone of times that name none.
        keep_personal: Keep the names of people who are assigned.
    """

    department: str = ""
    kind: str = ""
    dates: str = ""
    zone: str = ""
    keep_personal: bool = False


@cache
def aliases() -> dict[str, str]:
    """Return what a column may be called, folded, to the field it is."""
    text = (files("kit.exchange") / "calendar_aliases.toml").read_text(encoding="utf-8")
    return {folded(name): field for field, names in tomllib.loads(text).items() for name in names}


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with planned things.

    Attributes:
        at: Where each field stands.
        header: The header's row; -1 for a table without one, as Hootsuite takes it.
    """

    sheet: Sheet
    at: Mapping[str, int]
    header: int


def find_calendar(book: Book) -> list[Table]:
    """Return the sheets with planned things: a plan may have one a month."""
    found = (_find_table(sheet) for sheet in book.sheets if not sheet.hidden)
    return [table for table in found if table is not None]


def _find_table(sheet: Sheet) -> Table | None:
    rows = list(sheet.rows())[:15]
    for at, cells in rows:
        named = _fields(cells)
        if "start" in named and ("title" in named or "snippet" in named):
            return Table(sheet, named, at)
    if rows and all(_is_bulk(cells) for _, cells in rows):
        return Table(sheet, {"start": 0, "snippet": 1, "note": 2}, -1)
    return None


def _fields(cells: Mapping[int, Cell]) -> dict[str, int]:
    """Return where each field stands; of two columns for one field, the likelier."""
    order = list(aliases())
    places = {folded(cell.text): place for place, cell in reversed(list(cells.items()))}
    named: dict[str, int] = {}
    for word in sorted(places.keys() & aliases().keys(), key=order.index):
        named.setdefault(aliases()[word], places[word])
    if "due" in named:
        field = "start" if "start" not in named else "end"
        named.setdefault(field, named.pop("due"))
    return named


def _is_bulk(cells: Mapping[int, Cell]) -> bool:
    """Say whether a row is a date, a message and perhaps a link, as bulk composers take them."""
    return set(cells) <= {0, 1, 2} and {0, 1} <= set(cells) and bool(
        NUMERIC.match(cells[0].text.strip())
    )  # fmt: skip


class CalendarFile:
    """One calendar and the account of it, shared by all that read its tables."""

    def __init__(self, book: Book, tables: Sequence[Table], wishes: CalendarWishes) -> None:
        """Look at a file, beginning with its first table."""
        self.book, self.tables, self.wishes = book, tables, wishes
        self.sheet, self.at = tables[0].sheet, tables[0].at
        self.found = Returned(book.file, remarks=list(book.remarks))
        self.order = wishes.dates

    def _check_zone(self) -> None:
        if self.wishes.zone and not is_zone(self.wishes.zone):
            self.found.note("--zone", f"'{self.wishes.zone}'", "a time zone of the world's list",
                            "Write it like Europe/London.")  # fmt: skip

    def _settle_order(self) -> None:
        """Find whether days or months come first, over all dates of the file."""
        dates = [
            clean_text(cells[place].text)
            for table in self.tables
            for at, cells in table.sheet.rows()
            for place in sorted({table.at["start"], table.at.get("end", table.at["start"])})
            if at > table.header and place in cells
        ]
        self.order = self.order or order_of(dates)
        if self.order == EITHER:
            shown = next(text for text in dates if order_of([text]) == EITHER)
            self.found.note(
                f"{self.book.file}, the dates",
                f"'{shown}'",
                "a date that can be read one way only",
                "Say which it is: --dates day-first or --dates month-first.",
            )

    def _check_joined(self, header: int) -> None:
        """Note cells joined downwards: all but the first of their rows look empty."""
        places = set(self.at.values())
        for top, left, bottom, right in self.sheet.merged:
            if header < top < bottom and any(left <= place <= right for place in places):
                joined = f"{address(top, left)}:{address(bottom, right)}"
                self.found.note(self._cell(top, left), f"one cell joined from {joined}",
                                "a cell of its own for each item",
                                "Separate them and fill in each.")  # fmt: skip

    def _look_at_dates(self, rows: Sequence[tuple[int, Mapping[int, Cell]]]) -> None:
        """Warn where a spreadsheet may have swapped days and months before anybody saw it."""
        cells = [line[self.at["start"]] for _, line in rows if self.at["start"] in line]
        real = sum(cell.kind == "date" for cell in cells)
        texts = sum(bool(order_of([cell.text])) for cell in cells if not cell.kind)
        if real and texts:
            self.found.remarks.append(
                f"{self._place()}: {real:,} of the dates are dates and {texts:,} are texts like "
                "14/03/2026. A spreadsheet that reads the month first may have swapped the others; "
                "compare them with the calendar."
            )

    def _check_needed(self, options: Mapping[str, str]) -> None:
        """Say once what every item lacks: a field, and the option that gives it to all."""
        rows = self.found.rows
        lacking = {
            field: option
            for field, option in options.items()
            if rows and not any(row.cells.get(field) for row in rows)
        }
        items = "an item" if len(rows) == 1 else f"{len(rows):,} items"
        for field, option in lacking.items():
            fix = f"Add {option} to the command, or a column '{field}' to the file."
            self.found.note(self.book.file, f"{items} without a {field}", "complete", fix)
        if lacking:
            self.found.rows = []  # the door would say so of each

    def _place(self) -> str:
        return f"{self.book.file}, sheet {self.sheet.name}"

    def _cell(self, at: int, place: int) -> str:
        return f"{self._place()}, cell {address(at, place)}"

    def _said(self, cells: Mapping[int, Cell], field: str) -> str:
        place = self.at.get(field)
        return clean_text(cells[place].text) if place is not None and place in cells else ""

    def _remark_unread(
        self, head: Mapping[int, Cell], rows: Sequence[tuple[int, Mapping[int, Cell]]]
    ) -> None:
        for name, count in self._unread(head, rows):
            self.found.skip(OUTSIDE, count)
            self.found.remarks.append(f"{self.book.file}: the column {name} was not read.")

    def _unread(
        self, head: Mapping[int, Cell], rows: Sequence[tuple[int, Mapping[int, Cell]]]
    ) -> Iterator[tuple[str, int]]:
        taken = set(self.at.values())
        places = sorted({*head, *(place for _, cells in rows for place in cells)} - taken)
        for place in places:
            name = one_line(head[place].text) if place in head else ""
            if aliases().get(folded(name)) != "ignored":
                count = sum(place in cells for _, cells in rows)
                if count:
                    yield f"'{name}'" if name else f"{letters(place)}, which has no name,", count
