"""Tables as spreadsheets and CSV that nothing in them can run, break or cut.

Texts are written as texts, whatever they begin with. One that is longer than a cell holds goes on
in a sheet of its own. A sheet's title is made valid; the first sheet says what it stands for.
"""

from __future__ import annotations

import csv
import io
import math
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kit.answers import slug
from kit.answers.cells import quoted
from kit.show import palette
from kit.show.cleaning import clean
from kit.show.worksheets.book import sheet_title

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from kit.show.office.tidy import Cell, Tidy

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
LONGEST = 32_000
"""Characters in a cell; Excel holds 32,767."""
LONG_TEXTS = "Long texts"
MOST_ROWS = 1_048_000
OLDEST = (1980, 1, 1, 0, 0, 0)
WIDEST, NARROWEST, LOOKED_AT = 60, 9, 200


def write_book(title: str, tables: Iterable[Tidy]) -> bytes:
    """Return the tables as an .xlsx file, one a sheet, the first listing the others."""
    from xlsxwriter import Workbook  # noqa: PLC0415  only when a book is written

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(stream, options) as workbook:
        workbook.set_properties({"title": clean(title)[:250], "created": EPOCH})
        _Book(workbook, title).write(tables)
    return stream.getvalue()


class _Book:
    """One data book being written."""

    def __init__(self, workbook: Workbook, title: str) -> None:
        self.workbook = workbook
        self.title = title
        self.taken = {"sheets", LONG_TEXTS.casefold()}
        self.head: Format = workbook.add_format(
            {
                "bold": True,
                "bottom": 1,
                "bg_color": palette.TINT,
                "text_wrap": True,
                "valign": "top",
            }
        )
        self.long: list[str] = []
        self.long_row = 1

    def write(self, tables: Iterable[Tidy]) -> None:
        """Write every table, then the list of them and what was too long for a cell."""
        index = self.workbook.add_worksheet("Sheets")
        listed: list[tuple[str, str, str, int]] = []
        for table in tables:
            name = sheet_title(table.name, self.taken)
            sheet = self.workbook.add_worksheet(name)
            listed.append((name, table.name, table.about, self._table(sheet, table)))
        self._index(index, listed)
        if self.long:
            sheet = self.workbook.add_worksheet(LONG_TEXTS)
            sheet.set_column(0, 0, 120)
            sheet.write_string(0, 0, "What is too long for a cell, piece after piece", self.head)
            for row, piece in enumerate(self.long, start=1):
                sheet.write_string(row, 0, piece)

    def _table(self, sheet: Worksheet, table: Tidy) -> int:
        widths = [min(max(len(name), NARROWEST), WIDEST) for name in table.columns]
        for place, name in enumerate(table.columns):
            sheet.write_string(0, place, clean(name)[:LONGEST], self.head)
        count = 0
        for row in table.rows:
            count += 1
            if count > MOST_ROWS:
                message = f"'{table.name}' has more rows than a sheet holds"
                raise ValueError(message)
            for place, value in enumerate(row):
                self._cell(sheet, count, place, value)
                if count <= LOOKED_AT and isinstance(value, str):
                    widths[place] = min(max(widths[place], len(value)), WIDEST)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width + 2)
        sheet.freeze_panes(1, 1)
        if count:
            sheet.autofilter(0, 0, count, len(table.columns) - 1)
        return count

    def _cell(self, sheet: Worksheet, row: int, place: int, value: Cell) -> None:
        if value is None or value == "":
            return
        if isinstance(value, (int, float)):
            if math.isfinite(value):
                sheet.write_number(row, place, value)
            else:
                sheet.write_string(row, place, str(value))
            return
        text = clean(value)
        sheet.write_string(row, place, text if len(text) <= LONGEST else self._spill(text))

    def _spill(self, text: str) -> str:
        """Return a text's beginning with where the whole stands."""
        first = len(self.long) + 2
        self.long += [text[at : at + LONGEST] for at in range(0, len(text), LONGEST)]
        last = len(self.long) + 1
        return f"{text[: LONGEST - 100]}… [the whole: sheet {LONG_TEXTS}, rows {first} to {last}]"

    def _index(self, sheet: Worksheet, listed: list[tuple[str, str, str, int]]) -> None:
        sheet.write_string(0, 0, clean(self.title), self.workbook.add_format({"bold": True}))
        for place, (label, width) in enumerate(
            (("sheet", 34), ("table", 60), ("what a row is", 70), ("rows", 9))
        ):
            sheet.write_string(2, place, label, self.head)
            sheet.set_column(place, place, width)
        for row, (name, table, about, count) in enumerate(listed, start=3):
            sheet.write_url(row, 0, f"internal:'{name}'!A1", string=name)
            sheet.write_string(row, 1, clean(table)[:LONGEST])
            sheet.write_string(row, 2, clean(about)[:LONGEST])
            sheet.write_number(row, 3, count)


def write_csv_zip(tables: Iterable[Tidy]) -> bytes:
    """Return the tables as UTF-8 CSV files in a zip, live-looking texts quoted reversibly."""
    stream = io.BytesIO()
    taken: set[str] = set()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables:
            info = zipfile.ZipInfo(f"{_file_name(table.name, taken)}.csv", OLDEST)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, _csv(table).encode("utf-8-sig"))
    return stream.getvalue()


def _file_name(name: str, taken: set[str]) -> str:
    plain = slug(name)
    chosen, number = plain, 2
    while chosen in taken:
        chosen, number = f"{plain}_{number}", number + 1
    taken.add(chosen)
    return chosen


def _csv(table: Tidy) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([quoted(clean(name)) for name in table.columns])
    for row in table.rows:
        writer.writerow([quoted(clean(one)) if isinstance(one, str) else one for one in row])
    return text.getvalue()
