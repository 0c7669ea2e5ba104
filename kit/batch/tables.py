"""Tables that name an organisation on each line, taken apart into one folder for each."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kit.answers import short_hash, slug
from kit.batch.sources import ANSWERS_FILE, ORGANISATION_FILE
from kit.errors import InputError, Problem, SourceError
from kit.model.workshop import Organisation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kit.batch.checking import Checked

DEPARTMENT = "department"
LONGEST_CELL = 1_000_000
BOOKS = {".xlsx", ".xls", ".ods"}
BOOK_SECONDS = 60.0
ROW = re.compile(r"^(?P<file>[^,]+\.csv) row (?P<row>\d+)")
Lines = list[dict[str, str]]
Line = dict[str | None, str | None]
"""As read: under the key None stand cells beyond the header; a value None is a missing cell."""
Numbered = list[tuple[int, Line]]
"""Each line with its row as a spreadsheet numbers it."""


@dataclass(frozen=True, slots=True)
class Found:
    """One organisation's lines of one table, and the rows they stood in."""

    table: str
    lines: Lines
    numbers: list[int]


@dataclass(frozen=True, slots=True)
class Part:
    """One organisation of a table, as a folder that can be read like any other.

    Attributes:
        shown: What people know it by: the table and the organisation's name.
        rows: File of the folder to the table it came from and the rows of its lines there.
    """

    folder: str
    shown: str
    rows: dict[str, tuple[str, list[int]]] = field(default_factory=dict)

    def told(self, checked: Checked) -> Checked:
        """Return what was found, told by the table and its own rows instead of the folder's."""
        problems = tuple(replace(one, where=self._where(one.where)) for one in checked.problems)
        return replace(checked, source=self.shown, problems=problems)

    def _where(self, where: str) -> str:
        named = ROW.match(where)
        if named is None or named["file"] not in self.rows:
            return where.replace(self.folder, self.shown)
        table, numbers = self.rows[named["file"]]
        place = int(named["row"]) - 2
        row = numbers[place] if place < len(numbers) else named["row"]
        return f"{table} row {row}{where[named.end() :]}"


def split_tables(source: str, column: str, into: Path) -> list[Part]:
    """Write each organisation of a table as a folder of its own.

    Args:
        source: One table of answers, or several named for registers: a CSV file, a folder of CSV
            files, or a workbook whose sheets are the tables. Each has a column that names the
            organisation; the table `organisation` may say more about each.
        column: That column's name.
        into: Where the folders are made.

    Raises:
        InputError: A table lacks the column, or a line leaves it empty.
        SourceError: A file cannot be read.
    """
    tables: dict[str, dict[str, Found]] = defaultdict(dict)
    problems: list[Problem] = []
    for where, name, lines in _tables(Path(source)):
        for organisation, found in _by_organisation(where, lines, column, problems).items():
            tables[organisation][name] = Found(where, *found)
    if problems:
        raise InputError(problems)
    if not tables:
        fix = "Look whether it is the right file."
        found_what = "a table without lines"
        raise SourceError([Problem(source, found_what, "a table of organisations", fix, "source")])
    return [_part(source, into, name, found) for name, found in tables.items()]


def _part(source: str, into: Path, name: str, found: dict[str, Found]) -> Part:
    rows = {file: (one.table, one.numbers) for file, one in found.items()}
    folder = _write(into, name, {file: one.lines for file, one in found.items()})
    return Part(folder, f"{source}, {name}", rows)


def _tables(path: Path) -> Iterator[tuple[str, str, Numbered]]:
    """Yield each table: what people call it, the file it would be in a folder, its lines."""
    if path.suffix.lower() in BOOKS:
        yield from _sheets(path)
    elif path.is_dir():
        for file in sorted(path.glob("*.csv")):
            yield file.name, file.name, list(enumerate(_read(file), start=2))
    else:
        yield path.name, ANSWERS_FILE, list(enumerate(_read(path), start=2))


def _sheets(path: Path) -> Iterator[tuple[str, str, Numbered]]:
    """Yield the sheets of a workbook, which a limited process of its own reads."""
    from kit.exchange.reading import Reader  # noqa: PLC0415  only for workbooks

    with Reader(BOOK_SECONDS) as reader:
        book = reader.read(path)
    if book.problem is not None:
        raise SourceError([book.problem])
    filled = [sheet for sheet in book.sheets if sheet.lines]
    for sheet in filled:
        place, head = next(iter(sheet.rows()))
        names = {column: cell.text for column, cell in head.items()}
        lines: Numbered = [
            (row + 1, {name: cells[at].text if at in cells else "" for at, name in names.items()})
            for row, cells in sheet.rows()
            if row != place
        ]
        name = ANSWERS_FILE if len(filled) == 1 else f"{slug(sheet.name)}.csv"
        yield f"{path.name}, {sheet.name}", name, lines


def _by_organisation(
    table: str, lines: Numbered, column: str, problems: list[Problem]
) -> dict[str, tuple[Lines, list[int]]]:
    """Return each organisation's lines, and where each stood in the table."""
    grouped: dict[str, tuple[Lines, list[int]]] = defaultdict(lambda: ([], []))
    if lines and column not in lines[0][1]:
        named = ", ".join(name for name in lines[0][1] if name)
        fix = f"Name it with --column; this table has: {named}."
        found = f"a table without the column '{column}'"
        problems.append(Problem(table, found, "one that names the organisation", fix))
        return {}
    for place, line in lines:
        where = f"{table} row {place}"
        if None in line or None in line.values():
            fix = "Look for a missing or extra separator, or quote the text."
            problems.append(Problem(where, "a row of another length", "as long as the header", fix))
            continue
        cells = {key: cell for key, cell in line.items() if key is not None and cell is not None}
        name = cells.pop(column).strip()
        if name:
            own, numbers = grouped[name]
            own.append(cells)
            numbers.append(place)
        else:
            fix, where = "Fill in the cell.", f"{where}, {column}"
            problems.append(Problem(where, "nothing", "an organisation's name", fix))
    return grouped


def _read(file: Path) -> Iterator[Line]:
    try:
        data = file.read_bytes()
        encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
        text = data.decode(encoding)
    except (OSError, UnicodeDecodeError) as error:
        fix = "Save it again as CSV, choosing the encoding UTF-8."
        found = f"a file that cannot be read ({type(error).__name__})"
        raise SourceError([Problem(file.name, found, "a CSV file", fix, "source")]) from None
    csv.field_size_limit(LONGEST_CELL)
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    yield from csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)


def _write(into: Path, name: str, parts: dict[str, Lines]) -> str:
    folder = into / f"{slug(name)}-{short_hash(name)}"
    folder.mkdir(parents=True, exist_ok=True)
    known = {part.name for part in fields(Organisation)}
    about = {"name": name}
    for line in parts.pop("organisation.csv", []):
        about |= {key: value for key, value in line.items() if key in known and value}
    _add_registers(parts)
    (folder / ORGANISATION_FILE).write_text(_toml(about), encoding="utf-8")
    for file, lines in parts.items():
        _write_csv(folder / file, lines)
    return str(folder)


def _add_registers(parts: dict[str, Lines]) -> None:
    """Make the departments and participants of a table of answers that names both on each line."""
    answers = parts.get(ANSWERS_FILE, [])
    if not answers or not {DEPARTMENT, "participant"} <= answers[0].keys():
        return
    place = {line["participant"]: line.pop(DEPARTMENT) for line in answers}
    ids = {name: slug(name) for name in dict.fromkeys(place.values()) if name}
    parts.setdefault("departments.csv", [{"id": ids[name], "name": name} for name in ids])
    parts.setdefault(
        "participants.csv",
        [{"id": who, "department": ids.get(name, "")} for who, name in place.items()],
    )


def _toml(about: dict[str, str]) -> str:
    numbers = {"central_hours_a_week", "budget_a_month", "accounts_max"}
    lines = []
    for key, value in about.items():
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        escaped = "".join(c if c >= " " else f"\\u{ord(c):04x}" for c in escaped)
        lines.append(f"{key} = {value}" if key in numbers else f'{key} = "{escaped}"')
    return "\n".join(lines) + "\n"


def _write_csv(file: Path, lines: Lines) -> None:
    columns = list(lines[0])
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
