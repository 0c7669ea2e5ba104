"""A worksheet as a spreadsheet: one sheet per topic and register, ids beside every cell to fill.

Cells to fill are text cells, so that a spreadsheet keeps what is typed and turns neither 1/2 into
a date nor 007 into 7. Ids stand in the first column and the id row, never in an address, so rows
and columns may be sorted, moved and inserted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from kit.answers import lines as wording
from kit.answers.lines import LABEL_ID, QUESTION_SHEET, Line
from kit.model.content import Column, Register, Topic
from kit.show.cleaning import clean
from kit.show.worksheets import guidance
from kit.show.worksheets.form import Form
from kit.show.worksheets.looks import Looks, looks

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

LONGEST_TITLE = 31
NOT_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
SPARE_ROWS, LEAST_ROWS, LISTED_TO = 6, 12, 400
A4, LETTER = 9, 1
MESSAGE = 250
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
HEAD_ROWS = 6
WIDTHS = {"id": 9, "code": 7, "about": 18, "prompt": 58, "answer": 42, "how": 52, "shown": 20}


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of a question sheet, ready to be drawn."""

    line: Line
    first: bool
    help: str
    shown: str = ""
    value: str = ""


def draw_book(form: Form, *, letter: bool = False) -> bytes:
    """Return the worksheet as an .xlsx file; the same form gives the same bytes.

    Args:
        form: What is asked and what is known.
        letter: Print on US Letter instead of A4.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415  only when a spreadsheet is drawn

    stream = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(stream, options) as workbook:
        workbook.set_properties({"title": guidance.title(form), "created": EPOCH})
        _Book(workbook, form, LETTER if letter else A4).draw()
    return stream.getvalue()


class _Book:
    """One workbook being drawn."""

    def __init__(self, workbook: Workbook, form: Form, paper: int) -> None:
        self.workbook = workbook
        self.form = form
        self.paper = paper
        self.looks: Looks = looks(workbook)
        self.lists: dict[tuple[str, ...], str] = {}
        self.titles: set[str] = set()
        self.printed: list[tuple[str, str, str, str]] = []

    def draw(self) -> None:
        """Draw every sheet; the first one lists the others."""
        start = self._sheet("Start here")
        index: list[tuple[str, str]] = []
        for topic in self.form.topics:
            if topic.questions:
                sheet = self._sheet(wording.questions_title(topic))
                self._questions(sheet, topic)
                index.append((sheet.get_name(), topic.purpose))
            for register in topic.registers:
                sheet = self._sheet(register.title)
                self._register(sheet, register)
                index.append((sheet.get_name(), register.purpose))
        self._start(start, index)
        self._hidden()

    # --- sheets -------------------------------------------------------------------------------

    def _sheet(self, title: str) -> Worksheet:
        sheet = self.workbook.add_worksheet(sheet_title(title, self.titles))
        sheet.set_landscape()
        sheet.set_paper(self.paper)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        footer = (
            f"{self.form.organisation or 'Social Strategy Kit'} · form {self.form.bank.version}"
        )
        sheet.set_footer(f"&L{footer.replace('&', '&&')}&C&A&RPage &P of &N")
        sheet.hide_gridlines(2)
        return sheet

    def _top(self, sheet: Worksheet, title: str, lines: tuple[str, ...]) -> None:
        sheet.write_string(0, 1, clean(title), self.looks.title)
        sheet.set_row(0, 28)
        for place, line in enumerate(lines, start=1):
            sheet.write_string(place, 1, clean(line), self.looks.plain)

    def _start(self, sheet: Worksheet, index: list[tuple[str, str]]) -> None:
        self._top(sheet, guidance.title(self.form), (guidance.PURPOSE, guidance.RETURN))
        top = self._answers(sheet, 3, list(self._who(whole=True)))
        for line in guidance.HOW_TO:
            top += 1
            sheet.write_string(top, 3, line, self.looks.plain)
        top += 2
        sheet.write_string(top, 3, "The sheets", self.looks.heading)
        for name, purpose in index:
            top += 1
            sheet.write_url(top, 3, f"internal:'{name}'!A1", self.looks.link, name)
            sheet.write_string(top, 5, clean(purpose), self.looks.plain)
        sheet.print_area(0, 1, top, len(WIDTHS) - 1)
        sheet.activate()

    def _questions(self, sheet: Worksheet, topic: Topic) -> None:
        self._top(sheet, topic.title, (topic.purpose, guidance.QUESTIONS))
        shown = {question.id: guidance.privacy(question) for question in topic.questions}
        asked = list(self._who(whole=False))
        for line, first, help_ in self.form.lines(topic):
            said = shown[line.id] if first and line.id in shown else ""
            asked.append(Asked(line, first, help_ if first else "", said))
        bottom = self._answers(sheet, 3, asked)
        sheet.print_area(0, 1, bottom, len(WIDTHS) - 1)

    def _who(self, *, whole: bool) -> Iterator[Asked]:
        names = tuple(self.form.departments.values())
        name = "Your name, initials or role" + ("" if whole else guidance.ALONE)
        yield Asked(Line(wording.WHO_NAME, "", "", name, guidance.NAME), first=True, help="")
        department = Line(
            wording.WHO_DEPARTMENT, "", "", "The department you speak for", "Pick one", names
        )
        yield Asked(department, first=True, help="", value=self.form.department_name)
        levels = self.form.bank.choice_sets.get("levels", ())
        if whole:
            level = Line(wording.WHO_LEVEL, "", "", "What you do there", "Pick one",
                         wording.labels(levels))  # fmt: skip
            yield Asked(level, first=True, help="Only used to see whether levels think alike.")

    def _answers(self, sheet: Worksheet, top: int, asked: list[Asked]) -> int:
        """Draw the id row, the labels and one line a cell to fill; return the last row."""
        ids = (f"{QUESTION_SHEET}:{wording.ID}", *list(WIDTHS)[1:])
        for place, (column, label) in enumerate(zip(ids, guidance.LABELS, strict=True)):
            sheet.write_string(top, place, column, self.looks.ids)
            sheet.write_string(top + 1, place, label, self.looks.label)
            sheet.set_column(place, place, list(WIDTHS.values())[place])
        sheet.set_column(0, 0, WIDTHS["id"], None, {"level": 1, "hidden": False})
        sheet.set_row(top, 11)
        sheet.repeat_rows(top + 1)
        sheet.freeze_panes(top + 2, 0)
        row = top + 1
        for one in asked:
            row += 1
            self._line(sheet, row, one)
        sheet.ignore_errors({"number_stored_as_text": f"E{top + 3}:E{row + 1}"})
        return row

    def _line(self, sheet: Worksheet, row: int, one: Asked) -> None:
        line, look = one.line, self.looks
        about = self.form.departments.get(line.subject, line.subject)
        how = line.how + (f". {one.help}" if one.help else "")
        prompt, text = clean(line.prompt), look.question if one.first else look.part
        sheet.write_string(row, 0, line.id, look.ids)
        sheet.write_string(row, 1, line.code, look.code)
        sheet.write_string(row, 2, clean(about), look.text)
        sheet.write_string(row, 3, prompt, text)
        self._cell(sheet, row, 4, one.value)
        sheet.write_string(row, 5, clean(how), look.small)
        sheet.write_string(row, 6, one.shown, look.small)
        sheet.set_row(row, _height((prompt, WIDTHS["prompt"]), (how, WIDTHS["how"])))
        self._pick(sheet, (row, 4, row, 4), line.options, line.how)

    def _register(self, sheet: Worksheet, register: Register) -> None:
        named = any(one.id == "department" and one.required for one in register.columns)
        own = guidance.OWN_ROWS if self.form.department and named else ""
        self._top(sheet, register.title, (register.purpose, guidance.TABLE + own))
        fields = list(_fields(register, self.form))
        rows = self.form.rows.get(register.id, ())
        last = HEAD_ROWS + max(LEAST_ROWS, len(rows) + SPARE_ROWS) - 1
        heads = [(f"{register.id}:{wording.ID}", LABEL_ID, "", 9, ()), *fields]
        for place, (column, label, help_, width, _) in enumerate(heads):
            sheet.set_column(place, place, width, self.looks.free if place else self.looks.ids)
            if place:
                sheet.write_string(3, place, clean(help_), self.looks.help)
            sheet.write_string(4, place, column, self.looks.ids)
            sheet.write_string(5, place, clean(label), self.looks.label)
            for row in range(HEAD_ROWS, last + 1):
                self._cell(sheet, row, place, "", self.looks.ids if not place else None)
        self._rows(sheet, register, rows, [column for column, *_ in fields])
        for place, (_, _, help_, _, options) in enumerate(fields, start=1):
            self._pick(sheet, (HEAD_ROWS, place, LISTED_TO, place), options, help_)
        sheet.set_row(3, _height(*((help_, width) for _, _, help_, width, _ in fields)))
        sheet.set_row(4, 11)
        sheet.repeat_rows(4, 5)
        sheet.freeze_panes(HEAD_ROWS, 2)
        sheet.autofilter(5, 0, last, len(fields))
        sheet.ignore_errors({"number_stored_as_text": f"A{HEAD_ROWS}:ZZ{LISTED_TO}"})
        sheet.print_area(0, 1, last, len(fields))

    def _rows(self, sheet: Worksheet, register: Register, rows: tuple, order: list[str]) -> None:  # type: ignore[type-arg]  # rows of the register
        formats = tuple((column.id, column.format) for column in register.columns)
        for place, row in enumerate(rows, start=HEAD_ROWS):
            cells = wording.row_cells(formats, row.values, self.form.names)
            cells = {column: clean(text) for column, text in cells.items()}
            marks = (wording.printed_hash(cells), wording.printed_cells(cells))
            self.printed.append((register.id, row.id, *marks))
            sheet.write_string(place, 0, row.id, self.looks.ids)
            for at, column in enumerate(order, start=1):
                self._cell(sheet, place, at, cells.get(column, ""))

    def _cell(self, sheet: Worksheet, row: int, place: int, text: str, look: object = None) -> None:
        chosen = look or self.looks.answer
        if text:
            sheet.write_string(row, place, clean(text), chosen)
        else:
            sheet.write_blank(row, place, None, chosen)

    # --- lists and what only the reader of the file needs -----------------------------------------

    def _pick(
        self, sheet: Worksheet, area: tuple[int, int, int, int], options: tuple[str, ...], how: str
    ) -> None:
        message = {"input_message": clean(how)[:MESSAGE]} if how else {}
        if not options:
            if message:
                sheet.data_validation(*area, {"validate": "any", **message})
            return
        name = self.lists.setdefault(options, f"kit_list_{len(self.lists) + 1}")
        sheet.data_validation(
            *area,
            {
                "validate": "list",
                "source": f"={name}",
                "error_title": "Not in the list",
                "error_message": guidance.PICK,
                **message,
            },
        )

    def _hidden(self) -> None:
        lists = self.workbook.add_worksheet(wording.LISTS)
        for place, (options, name) in enumerate(self.lists.items()):
            lists.write_string(0, place, name)
            for row, option in enumerate(options, start=1):
                lists.write_string(row, place, clean(option))
            column = _letters(place)
            area = f"='{wording.LISTS}'!${column}$2:${column}${len(options) + 1}"
            self.workbook.define_name(name, area)
        meta = self.workbook.add_worksheet(wording.META)
        form = self.form
        facts = {
            "form": wording.FORM_SCHEMA,
            "form_version": form.bank.version,
            "organisation": form.organisation,
            "department": form.department,
            "round": str(form.round),
        }
        told = [*facts.items(), *wording.meanings(form.bank).items()]
        for row, (key, value) in enumerate(told):
            meta.write_string(row, 0, key)
            meta.write_string(row, 1, clean(value))
        printed = self.workbook.add_worksheet(wording.PRINTED)
        for row, parts in enumerate(self.printed):
            for place, part in enumerate(parts):
                printed.write_string(row, place, part)
        for sheet in (lists, meta, printed):
            sheet.hide()


def sheet_title(title: str, taken: set[str]) -> str:
    """Return a title that a spreadsheet accepts and no other sheet has; `taken` learns it.

    The full title stands in the sheet's first row, its id in the id row.
    """
    plain = " ".join(clean(title).translate(NOT_IN_TITLES).split()) or "Sheet"
    short, number = _first(plain, LONGEST_TITLE), 2
    while short.casefold() in taken or short.casefold() == "history":
        short = f"{_first(plain, LONGEST_TITLE - 4)} {number}"
        number += 1
    taken.add(short.casefold())
    return short


def _first(text: str, most: int) -> str:
    """Return the beginning of a text, counted as spreadsheets count: an emoji is two."""
    while len(text.encode("utf-16-le")) > 2 * most:
        text = text[:-1]
    return text.strip()


def _fields(register: Register, form: Form) -> Iterator[tuple[str, str, str, int, tuple[str, ...]]]:
    """Yield a register's columns: id, label, help, width, and what may be picked."""
    for column in register.columns:
        spread = wording.column_parts(column.format)
        if not spread:
            options = wording.options_of(column.format, form.names)
            yield (column.id, _label(column), _help(column), _width(column), options)
        for part in spread:
            label = f"{column.label}: {part.label}" + (" *" if column.required else "")
            yield (f"{column.id}{wording.PART}{part.id}", label, part.help, 14, ())


def _label(column: Column) -> str:
    return f"{column.label} *" if column.required else column.label


def _help(column: Column) -> str:
    how = wording.how_to_fill(column.format)
    several = ""
    if column.format.choices and column.format.kind.value == "choices":
        several = ": " + "; ".join(wording.labels(column.format.choices))
    return f"{how}{several}. {column.help}".strip()


def _width(column: Column) -> int:
    match column.format.kind.value:
        case "number" | "scale" | "date":
            return 14
        case "text":
            return 34
        case _:
            return 22


def _height(*texts: tuple[str, int]) -> float:
    """Return a row's height in points for wrapped texts in columns of these widths."""
    rows = max((sum(-(-max(len(part), 1) // max(width - 1, 1)) for part in text.split("\n"))
                for text, width in texts), default=1)  # fmt: skip
    return min(15.0 * rows + 4, 400.0)


def _letters(place: int) -> str:
    from xlsxwriter.utility import xl_col_to_name  # noqa: PLC0415  as above

    return str(xl_col_to_name(place))
