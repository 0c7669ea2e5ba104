"""A copy of a returned file in which every cell to correct is marked, ready to be sent again.

The file itself is never touched: what was read is written anew, hidden sheets included.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.answers import clean_text
from kit.answers.lines import HIDDEN_SHEETS
from kit.errors import Problem
from kit.exchange.reading import Book, Cell, Reader, Sheet, address
from kit.exchange.returned import AT_CELL
from kit.exchange.shown_cells import AUTHOR

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
LIST_SHEET = "To correct"
COLUMNS = {"Where": 34, "Found": 40, "Allowed": 40, "What to do": 60}
A4 = 9
HIGHEST = 400.0
NO_VALUE = frozenset({"error", "formula"})
LONGEST_TITLE, LONGEST_NOTE, LONGEST_CELL = 31, 1500, 32_000
BAD = {"bg_color": "#f6c7c3", "border": 2, "border_color": "#b3261e"}
WIDEST, NARROWEST = 60, 8
COMMENT = {"x_scale": 2.2, "y_scale": 1.4, "font_size": 10, "author": AUTHOR}


@dataclass(frozen=True, slots=True)
class Marked:
    """One problem and the cell it stands in; a problem of a whole sheet or file has none."""

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
        file, _, sheet = problem.where.partition(", sheet ")
        place = (found["sheet"], found["cell"]) if found else (sheet, "")
        by_file[found["file"] if found else file].append(Marked(*place, problem))
    written = []
    taken: set[str] = set()
    with Reader() as reader:
        for path, name in files:
            if any(mark.cell for mark in by_file.get(name, ())):
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
        workbook.set_properties({"created": EPOCH, "title": LIST_SHEET})
        looks = _looks(workbook)
        _list(workbook, marks, looks)
        sheets = {
            sheet.name: _copy(workbook, sheet, looks)
            for sheet in book.sheets
            if sheet.name != LIST_SHEET  # the list of an earlier copy
        }
        for mark in marks:
            sheet = sheets.get(mark.sheet)
            if sheet is not None and mark.cell:
                sheet.set_tab_color(BAD["border_color"])
                sheet.write_string(mark.cell, _cell_of(book, mark), looks["bad"])
                note = f"{mark.problem.found} is not {mark.problem.allowed}. {mark.problem.fix}"
                sheet.write_comment(mark.cell, clean_text(note)[:LONGEST_NOTE], COMMENT)


def _looks(workbook: Workbook) -> dict[str, Format]:
    text: dict[str, Any] = {"num_format": "@", "valign": "top", "text_wrap": True}
    return {
        "plain": workbook.add_format(text),
        "title": workbook.add_format({**text, "text_wrap": False}),
        "bad": workbook.add_format({**text, **BAD}),
        "head": workbook.add_format({**text, "bold": True}),
        "link": workbook.add_format({"font_color": "#1d3f72", "underline": 1, "valign": "top"}),
    }


def _copy(workbook: Workbook, sheet: Sheet, looks: dict[str, Format]) -> Worksheet:
    copy = workbook.add_worksheet(sheet.name[:LONGEST_TITLE])
    widths: dict[int, int] = {}
    for _, line in sheet.rows():
        for place, text in _texts(line) if len(line) > 1 else ():
            widths[place] = max(widths.get(place, NARROWEST), min(len(text), WIDEST))
    for row, line in sheet.rows():
        # A line of one text is a title: it may run over the cells beside it.
        look = looks["plain"] if len(line) > 1 else looks["title"]
        for place, text in _texts(line):
            copy.write_string(row, place, text, look)
        if len(line) > 1:
            copy.set_row(row, _height((text, widths[place]) for place, text in _texts(line)))
    for place, width in widths.items():
        copy.set_column(place, place, width)
    _for_paper(copy)
    if sheet.name in HIDDEN_SHEETS:
        copy.hide()
    return copy


def _texts(line: Mapping[int, Cell]) -> Iterator[tuple[int, str]]:
    for place, cell in line.items():
        if cell.kind not in NO_VALUE:
            yield place, clean_text(cell.text)[:LONGEST_CELL]


def _height(texts: Iterable[tuple[str, int]]) -> float:
    """Return a row's height in points for wrapped texts in columns of these widths."""
    rows = max(
        (sum(-(-max(len(part), 1) // width) for part in text.split("\n")) for text, width in texts),
        default=1,
    )
    return min(15.0 * rows + 3, HIGHEST)


def _list(workbook: Workbook, marks: list[Marked], looks: dict[str, Format]) -> None:
    sheet = workbook.add_worksheet(LIST_SHEET)
    for place, (label, width) in enumerate(COLUMNS.items()):
        sheet.write_string(0, place, label, looks["head"])
        sheet.set_column(place, place, width)
    for row, mark in enumerate(marks, start=1):
        shown = ", ".join(filter(None, (mark.sheet, mark.cell))) or "the whole file"
        if mark.cell:
            title = mark.sheet[:LONGEST_TITLE].replace("'", "''")
            sheet.write_url(row, 0, f"internal:'{title}'!{mark.cell}", looks["link"], shown)
        else:
            sheet.write_string(row, 0, shown, looks["plain"])
        found = (mark.problem.found, mark.problem.allowed, mark.problem.fix)
        texts = [clean_text(part)[:LONGEST_NOTE] for part in found]
        for place, text in enumerate(texts, start=1):
            sheet.write_string(row, place, text, looks["plain"])
        widths = COLUMNS.values()
        sheet.set_row(row, _height(zip([shown, *texts], widths, strict=True)))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    _for_paper(sheet)
    sheet.activate()


def _for_paper(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)


def _cell_of(book: Book, mark: Marked) -> str:
    for sheet in book.sheets:
        if sheet.name == mark.sheet:
            for row, place, cell in sheet.cells():
                if address(row, place) == mark.cell and cell.kind not in NO_VALUE:
                    return clean_text(cell.text)[:LONGEST_CELL]
    return ""
