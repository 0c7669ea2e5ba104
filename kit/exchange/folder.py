"""A workshop as a folder of TOML and CSV that diffs well in git."""

from __future__ import annotations

import csv
import io
import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from kit.answers import Intake, RawAnswer, RawRow
from kit.answers.cells import answer_cell, cell, unquoted
from kit.bank.tables import suggestion
from kit.errors import Problem, SourceError, StoreError, system_problem
from kit.exchange.plain_files import read_plain, write_together
from kit.model.content import Bank, Register
from kit.model.workshop import Organisation, Snapshot

ORGANISATION_FILE = "organisation.toml"
ANSWERS = "answers"
ANSWER_COLUMNS = ("participant", "round", "question", "subject", "answer")
BIGGEST_FILE = 60_000_000
LONGEST_CELL = 1_000_000
SEPARATOR = re.compile(r"\"?sep=(.)\"?\r?$", re.IGNORECASE | re.MULTILINE)
"""The first line that Excel writes to say what parts the cells."""

EXAMPLES = {
    "industry": '"retail"',
    "country": '"GB"',
    "decider": '"the managing director"',
    "workshop_date": '"2026-03-14"',
    "central_department": '"marketing"',
    "central_hours_a_week": "40",
    "budget_a_month": "500",
    "currency": '"GBP"',
    "accounts_max": "4",
}
"""How each setting of an organisation is written, for a blank to be filled in."""


def read_folder(folder: Path, bank: Bank) -> Intake:
    """Return what a folder holds, unvalidated but for its files being readable.

    Raises:
        SourceError: The folder has no organisation.toml.
    """
    if not (folder / ORGANISATION_FILE).is_file():
        raise SourceError(
            [
                Problem(
                    str(folder),
                    f"a folder without {ORGANISATION_FILE}",
                    "a workshop",
                    "Name a folder that `kit export` wrote, or add that file.",
                    "source",
                )
            ]
        )
    problems: list[Problem] = []
    organisation = _read_organisation(folder / ORGANISATION_FILE, problems)
    rows: list[RawRow] = []
    answers: list[RawAnswer] = []
    unread: set[str] = set()
    read: dict[str, str] = {}
    for file in _tables(folder):
        noted, table = len(problems), _table(file)
        if table not in {*bank.registers, ANSWERS}:
            fix = suggestion(table, [*bank.registers, ANSWERS])
            found, allowed = f"the file {file.name!r}", "a table of this kit"
            problems.append(Problem(file.name, found, allowed, fix, "source"))
            continue
        if first := read.get(table):
            found, allowed = f"the same table as {first},", "allowed in one folder"
            fix = "Bring the two together in one file."
            problems.append(Problem(file.name, found, allowed, fix, "source"))
            continue
        read[table] = file.name
        lines = read_table(file, _columns(table, bank), problems)
        if table == ANSWERS:
            answers += [RawAnswer(cells, where) for cells, where in lines]
        else:
            rows += [RawRow(table, cells, where) for cells, where in lines]
        if len(problems) > noted:
            unread.add(table)
    return Intake(
        folder.name,
        organisation,
        tuple(rows),
        tuple(answers),
        tuple(problems),
        frozenset(unread),
    )


def files_not_read(folder: Path) -> list[str]:
    """Return the names of files and folders beside a workshop's own, but for hidden ones."""
    own = {ORGANISATION_FILE, *(file.name for file in _tables(folder))}
    return sorted(
        entry.name
        for entry in folder.iterdir()
        if entry.name not in own and not entry.name.startswith((".", "~$"))
    )


def write_folder(
    snapshot: Snapshot, bank: Bank, folder: Path, *, blank: bool = False
) -> list[Path]:
    """Write the workshop as a folder: all its files, or none.

    Args:
        snapshot: What is written.
        bank: Whose registers.
        folder: Where.
        blank: Also write tables that hold nothing yet, their header alone, to be filled in, and
            name the settings that nobody gave.

    Returns:
        The files written. Register files that have no rows any more are removed.

    Raises:
        StoreError: Files of somebody else, or of another organisation, stand in the way; or
            something cannot be written. What was there is as it was.
    """
    texts: dict[Path, str | None] = {
        folder / f"{register.id}.csv": _register_csv(snapshot, register)
        if blank or snapshot.rows(register.id)
        else None
        for register in bank.registers.values()
    }
    answers = _answers_csv(snapshot, bank) if blank or snapshot.answers else None
    texts[folder / f"{ANSWERS}.csv"] = answers
    texts[folder / ORGANISATION_FILE] = _organisation_toml(snapshot.organisation, blank=blank)
    try:
        problems = list(_in_the_way(snapshot.organisation, bank, folder, list(texts)))
    except OSError as error:
        problems = [system_problem(str(folder), error)]
    if problems:
        raise StoreError(problems)
    return write_together(texts)


def _tables(folder: Path) -> list[Path]:
    return sorted(file for file in folder.iterdir() if _is_table(file))


def _is_table(file: Path) -> bool:
    return file.suffix.lower() == ".csv" and not file.name.startswith(".")


def _table(file: Path) -> str:
    """Return which table a file holds; some systems write its name in capitals."""
    return file.stem.lower()


def _in_the_way(
    organisation: Organisation, bank: Bank, folder: Path, files: list[Path]
) -> Iterator[Problem]:
    """Yield a problem for each file that an earlier export of this organisation did not write."""
    fix = "Name an empty folder, or move that file away."
    allowed = "one that `kit export` wrote for this organisation"
    named = folder / ORGANISATION_FILE
    there = [file for file in files if os.path.lexists(file)]
    problems: list[Problem] = []
    before = _read_organisation(named, problems) if named in there else None
    ours = before is not None and before.get("name") == organisation.name
    if named in there and not ours:
        name = f"of '{before['name']}'" if before and "name" in before else "of nobody"
        yield Problem(str(named), f"a file {name}", allowed, fix, "export")
    for file in there:
        if file != named and not (ours and _is_ours(file, bank)):
            yield Problem(str(file), "a file that is there already", allowed, fix, "export")


def _is_ours(file: Path, bank: Bank) -> bool:
    """Say whether a table's header is one that the kit could have written."""
    columns = _columns(file.stem, bank)
    problems: list[Problem] = []
    header = _header(_decoded(file, problems))
    return not problems and {columns[0]} <= set(header) <= set(columns)


def _columns(table: str, bank: Bank) -> tuple[str, ...]:
    """Return the columns of a table, that which no line is without first."""
    if table == ANSWERS:
        return ANSWER_COLUMNS
    return ("id", *(column.id for column in bank.registers[table].columns))


def _header(text: str) -> list[str]:
    for line in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
        return [name.strip() for name in line]
    return []


def _read_organisation(file: Path, problems: list[Problem]) -> dict[str, Any] | None:
    found = len(problems)
    text = _decoded(file, problems)
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        problems.append(Problem(file.name, f"the text ({error})", "TOML", "Mend it.", "source"))
    if len(problems) > found:
        return None
    return {
        key: value.isoformat() if hasattr(value, "isoformat") else value
        for key, value in data.items()
    }


def _decoded(file: Path, problems: list[Problem]) -> str:
    try:
        data = read_plain(file, BIGGEST_FILE)
    except SourceError as error:
        problems.extend(error.problems)
        return ""
    try:
        return data.decode(_encoding(data))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        found = f"a character that cannot be read (line {line})"
        fix = "Save the file again, choosing the encoding UTF-8."
        problems.append(Problem(file.name, found, "UTF-8 text", fix, "source"))
        return ""


def _encoding(data: bytes) -> str:
    """Return UTF-8, or the encoding that older spreadsheets call Unicode text."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return "utf-16"
    if data[1:2] == b"\0":
        return "utf-16-le"
    return "utf-16-be" if data[:1] == b"\0" else "utf-8-sig"


def _delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    return named[1] if (named := SEPARATOR.match(first)) else max(",;\t", key=first.count)


def read_table(
    file: Path, columns: tuple[str, ...], problems: list[Problem]
) -> list[tuple[dict[str, str], str]]:
    """Return the lines of a CSV file with their places; what cannot be read is noted."""
    text = _decoded(file, problems)
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    lines: list[tuple[dict[str, str], str]] = []
    header: list[str] = []
    name = file.name  # a path takes itself apart whenever it is asked
    row = 0  # as a spreadsheet counts: a cell of several lines is in one row
    try:
        for row, line in enumerate(reader, start=1):
            where = f"{name} row {row}"
            if row == 1 and SEPARATOR.match(text):
                continue
            if not header:
                header = [name.strip() for name in line]
                if not _is_header(where, header, columns, problems):
                    break
            elif any(part.strip() for part in line):
                if len(line) != len(header):
                    found = f"a row of {len(line)} {'cell' if len(line) == 1 else 'cells'}"
                    fix = "Look for a missing or extra separator, or quote the text."
                    allowed = f"one of {len(header)}, as the header has"
                    problems.append(Problem(where, found, allowed, fix, "source"))
                    continue
                cells = {
                    column: unquoted(part)
                    for column, part in zip(header, line, strict=True)
                    if column or part.strip()
                }
                lines.append((cells, where))
    except csv.Error as error:
        where = f"{name} row {row + 1}"  # where it begins: an open quote is missed at the very end
        fix = "Look for a quote that is not closed."
        problems.append(Problem(where, f"the text ({error})", "CSV", fix, "source"))
    return lines


def _is_header(
    where: str, header: list[str], columns: tuple[str, ...], problems: list[Problem]
) -> bool:
    """Say whether a row names columns; note those that stand in it twice."""
    if not set(header) & set(columns):
        fix = f"Put the names of the columns in the first row: {', '.join(columns)}."
        found = "a first row without a column of this table"
        problems.append(Problem(where, found, "a header", fix, "source"))
        return False
    for column in sorted({column for column in header if header.count(column) > 1}):
        fix = "Rename one of them or take it out."
        found = f"the column {column!r}, {header.count(column)} times,"
        problems.append(Problem(where, found, "a column name used once", fix, "source"))
    return True


def _organisation_toml(organisation: Organisation, *, blank: bool) -> str:
    lines, left = [], []
    for part in fields(organisation):
        value = getattr(organisation, part.name)
        if isinstance(value, str) and value:
            lines.append(f"{part.name} = {_toml_text(value)}")
        elif isinstance(value, (int, float)):
            lines.append(f"{part.name} = {value}")
        elif part.name in EXAMPLES:
            left.append(f"# {part.name} = {EXAMPLES[part.name]}")
    if blank and left:
        lines += ["", "# Not given yet: take the # away and write what holds.", *left]
    return "\n".join(lines) + "\n"


def _toml_text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'.replace("\n", "\\n").replace("\t", "\\t")


def _register_csv(snapshot: Snapshot, register: Register) -> str:
    lines = [["id", *(column.id for column in register.columns)]]
    lines += [
        [row.id, *(cell(column.format, row.values.get(column.id)) for column in register.columns)]
        for row in snapshot.rows(register.id)
    ]
    return _csv_text(lines)


def _answers_csv(snapshot: Snapshot, bank: Bank) -> str:
    questions = bank.questions
    lines = [list(ANSWER_COLUMNS)]
    lines += [
        [
            answer.participant,
            str(answer.round),
            answer.question,
            answer.subject,
            answer_cell(questions[answer.question].format, answer),
        ]
        for answer in snapshot.answers
        if answer.question in questions
    ]
    return _csv_text(lines)


def _csv_text(lines: list[list[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue()
