"""Which organisations: folders of them, single ones, tables that name them, or a list."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from kit.answers import short_hash, slug
from kit.errors import InputError, Problem, SourceError
from kit.model.workshop import Organisation
from kit.store import is_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LIST = "-"
ORGANISATION_FILE, ANSWERS_FILE = "organisation.toml", "answers.csv"
NOT_SOURCES = {".md", ".txt", ".lock", ".log", ".html", ".pdf", ".ipynb", ".py"}
DEPARTMENT = "department"
LONGEST_CELL = 1_000_000
BOOKS = {".xlsx", ".xls", ".ods"}
BOOK_SECONDS = 60.0
Lines = list[dict[str, str]]
Line = dict[str | None, str | None]
"""As read: under the key None stand cells beyond the header; a value None is a missing cell."""


def found_in(sources: Iterable[str], listed: Iterable[str] = ()) -> list[str]:
    """Return every single source, in the order given and by name within a folder.

    Args:
        sources: Folders of organisations, single sources, addresses; `-` for `listed`.
        listed: The lines of standard input.

    Raises:
        SourceError: One names nothing, or a folder without any organisation.
    """
    found: list[str] = []
    problems: list[Problem] = []
    for source in sources:
        if source == LIST:
            found += [line.strip() for line in listed if line.strip()]
        elif is_url(source) or Path(source).is_file():
            found.append(source)
        elif Path(source).is_dir():
            inside = _inside(Path(source))
            found += inside
            if not inside:
                what = "a folder without any organisation"
                problems.append(_problem(source, what, "a folder that holds some"))
        else:
            problems.append(_problem(source, "nothing", "a file, a folder or an address"))
    if problems:
        raise SourceError(problems)
    return list(dict.fromkeys(found))


def _inside(folder: Path) -> list[str]:
    if (folder / ORGANISATION_FILE).is_file():
        return [str(folder)]
    return [
        str(path)
        for path in sorted(folder.iterdir())
        if not path.name.startswith(".") and path.suffix.lower() not in NOT_SOURCES
    ]


def _problem(source: str, found: str, allowed: str) -> Problem:
    return Problem(source, found, allowed, "Check the path.", "source")


def split_tables(source: str, column: str, into: Path) -> list[str]:
    """Write each organisation of a table as a folder of its own and return the folders.

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
    tables: dict[str, dict[str, Lines]] = defaultdict(dict)
    problems: list[Problem] = []
    for where, name, lines in _tables(Path(source)):
        for organisation, found in _by_organisation(where, lines, column, problems).items():
            tables[organisation][name] = found
    if problems:
        raise InputError(problems)
    if not tables:
        raise SourceError([_problem(source, "a table without lines", "a table of organisations")])
    return [_write(into, name, parts) for name, parts in tables.items()]


def _tables(path: Path) -> Iterator[tuple[str, str, list[Line]]]:
    """Yield each table: what people call it, the file it would be in a folder, its lines."""
    if path.suffix.lower() in BOOKS:
        yield from _sheets(path)
    elif path.is_dir():
        for file in sorted(path.glob("*.csv")):
            yield file.name, file.name, list(_read(file))
    else:
        yield path.name, ANSWERS_FILE, list(_read(path))


def _sheets(path: Path) -> Iterator[tuple[str, str, list[Line]]]:
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
        lines: list[Line] = [
            {name: cells[column].text if column in cells else "" for column, name in names.items()}
            for row, cells in sheet.rows()
            if row != place
        ]
        name = ANSWERS_FILE if len(filled) == 1 else f"{slug(sheet.name)}.csv"
        yield f"{path.name}, {sheet.name}", name, lines


def _by_organisation(
    table: str, lines: list[Line], column: str, problems: list[Problem]
) -> dict[str, Lines]:
    grouped: dict[str, Lines] = defaultdict(list)
    if lines and column not in lines[0]:
        named = ", ".join(name for name in lines[0] if name)
        fix = f"Name it with --column; this table has: {named}."
        found = f"a table without the column '{column}'"
        problems.append(Problem(table, found, "one that names the organisation", fix))
        return {}
    for place, line in enumerate(lines, start=2):
        where = f"{table} row {place}"
        if None in line or None in line.values():
            fix = "Look for a missing or extra separator, or quote the text."
            problems.append(Problem(where, "a row of another length", "as long as the header", fix))
            continue
        cells = {key: cell for key, cell in line.items() if key is not None and cell is not None}
        name = cells.pop(column).strip()
        if name:
            grouped[name].append(cells)
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
    if not answers or DEPARTMENT not in answers[0]:
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
    columns = [name for name in lines[0] if name is not None]
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
