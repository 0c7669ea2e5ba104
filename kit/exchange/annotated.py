"""A copy of a returned file in which every cell to correct is marked, ready to be sent again.

The file itself is never touched: what was read is written anew, hidden sheets included.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.answers import clean_text
from kit.answers.lines import HIDDEN_SHEETS
from kit.errors import Problem
from kit.exchange.reading import Book, Reader, Sheet, address
from kit.exchange.returned import AT_CELL

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
LIST_SHEET = "To correct"
LONGEST_TITLE, LONGEST_NOTE, LONGEST_CELL = 31, 1500, 32_000
BAD = {"bg_color": "#f6c7c3", "border": 2, "border_color": "#b3261e"}
WIDEST, NARROWEST = 60, 8
COMMENT = {"x_scale": 2.2, "y_scale": 1.4, "font_size": 10, "author": "Social Strategy Kit"}


@dataclass(frozen=True, slots=True)
class Marked:
    """One problem and the cell it stands in."""

    sheet: str
    cell: str
    problem: Problem


def write_annotated(
    files: Iterable[tuple[Path, str]], problems: Sequence[Problem], folder: Path
) -> list[Path]:
    """Write a marked copy of each file in which a problem names a cell.

    Args:
        files: The files that were read, with the names they have in the problems.
        problems: What is wrong, as an import raised it.
        folder: Where the copies go; made when missing.

    Returns:
        The copies: `NAME (to correct).xlsx`.
    """
    by_file: dict[str, list[Marked]] = defaultdict(list)
    for problem in problems:
        found = AT_CELL.match(problem.where)
        if found:
            by_file[found["file"]].append(Marked(found["sheet"], found["cell"], problem))
    written = []
    taken: set[str] = set()
    with Reader() as reader:
        for path, name in files:
            if by_file.get(name):
                book = reader.read(path, name)
                target = folder / f"{_own_name(Path(name), taken)} (to correct).xlsx"
                folder.mkdir(parents=True, exist_ok=True)
                _write(book, by_file[name], target)
                written.append(target)
    return written


def _own_name(name: Path, taken: set[str]) -> str:
    """Return the file's name, with as much of its path as tells it from others of that name."""
    parts = [part for part in name.parts if part not in {name.anchor, ".."}]
    for stem in (name.stem, "-".join([*parts[:-1], name.stem]), "-".join(parts)):
        if stem.casefold() not in taken:
            break
    taken.add(stem.casefold())
    return stem


def _write(book: Book, marks: list[Marked], target: Path) -> None:
    from xlsxwriter import Workbook  # noqa: PLC0415  only when something is wrong

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(target, options) as workbook:
        workbook.set_properties({"created": EPOCH, "title": "To correct"})
        looks = _looks(workbook)
        sheets = {sheet.name: _copy(workbook, sheet, looks) for sheet in book.sheets}
        _list(workbook, marks, looks)
        for mark in marks:
            sheet = sheets.get(mark.sheet)
            cell = _cell_of(book, mark)
            if sheet is not None:
                sheet.write_string(mark.cell, cell, looks["bad"])
                note = f"{mark.problem.found} is not {mark.problem.allowed}. {mark.problem.fix}"
                sheet.write_comment(mark.cell, clean_text(note)[:LONGEST_NOTE], COMMENT)


def _looks(workbook: Workbook) -> dict[str, Format]:
    text: dict[str, Any] = {"num_format": "@", "valign": "top", "text_wrap": True}
    return {
        "plain": workbook.add_format(text),
        "bad": workbook.add_format({**text, **BAD}),
        "head": workbook.add_format({**text, "bold": True}),
        "link": workbook.add_format({"font_color": "#1d3f72", "underline": 1, "valign": "top"}),
    }


def _copy(workbook: Workbook, sheet: Sheet, looks: dict[str, Format]) -> Worksheet:
    copy = workbook.add_worksheet(sheet.name[:LONGEST_TITLE])
    widths: dict[int, int] = {}
    for row, place, cell in sheet.cells():
        text = clean_text(cell.text)[:LONGEST_CELL]
        if cell.kind not in {"error", "formula"}:
            copy.write_string(row, place, text, looks["plain"])
        widths[place] = max(widths.get(place, NARROWEST), min(len(text), WIDEST))
    for place, width in widths.items():
        copy.set_column(place, place, width)
    if sheet.name in HIDDEN_SHEETS:
        copy.hide()
    return copy


def _list(workbook: Workbook, marks: list[Marked], looks: dict[str, Format]) -> None:
    sheet = workbook.add_worksheet(LIST_SHEET)
    for place, (label, width) in enumerate((("Where", 34), ("Found", 40), ("Allowed", 40),
                                            ("What to do", 60))):  # fmt: skip
        sheet.write_string(0, place, label, looks["head"])
        sheet.set_column(place, place, width)
    for row, mark in enumerate(marks, start=1):
        title = mark.sheet[:LONGEST_TITLE].replace("'", "''")
        shown = f"{mark.sheet}, {mark.cell}"
        sheet.write_url(row, 0, f"internal:'{title}'!{mark.cell}", looks["link"], shown)
        parts = (mark.problem.found, mark.problem.allowed, mark.problem.fix)
        for place, part in enumerate(parts, start=1):
            sheet.write_string(row, place, clean_text(part)[:LONGEST_NOTE], looks["plain"])
    sheet.activate()
    sheet.set_first_sheet()


def _cell_of(book: Book, mark: Marked) -> str:
    for sheet in book.sheets:
        if sheet.name == mark.sheet:
            for row, place, cell in sheet.cells():
                if address(row, place) == mark.cell and cell.kind not in {"error", "formula"}:
                    return clean_text(cell.text)[:LONGEST_CELL]
    return ""
