"""A workshop as a folder of TOML and CSV that diffs well in git."""

from __future__ import annotations

import csv
import io
import os
import tempfile
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

from kit.answers import Intake, RawAnswer, RawRow
from kit.answers.cells import answer_cell, cell, unquoted
from kit.bank.tables import suggestion
from kit.errors import Problem, SourceError
from kit.model.content import Bank, Register
from kit.model.workshop import Organisation, Snapshot

ORGANISATION_FILE = "organisation.toml"
ANSWERS_FILE = "answers.csv"
ANSWER_COLUMNS = ("participant", "round", "question", "subject", "answer")
BIGGEST_FILE = 60_000_000
LONGEST_CELL = 1_000_000


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
    for file in sorted(folder.glob("*.csv")):
        lines = _read_csv(file, problems)
        if file.name == ANSWERS_FILE:
            answers = [RawAnswer(cells, where) for cells, where in lines]
        elif file.stem in bank.registers:
            rows += [RawRow(file.stem, cells, where) for cells, where in lines]
        else:
            problems.append(
                Problem(
                    file.name,
                    f"the file {file.name!r}",
                    "a register of this kit",
                    suggestion(file.stem, bank.registers),
                    "source",
                )
            )
    return Intake(folder.name, organisation, tuple(rows), tuple(answers), tuple(problems))


def write_folder(snapshot: Snapshot, bank: Bank, folder: Path) -> list[Path]:
    """Write the workshop as a folder; each file appears whole or not at all.

    Returns:
        The files written. Register files that have no rows any more are removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = [_write(folder / ORGANISATION_FILE, _organisation_toml(snapshot.organisation))]
    for register in bank.registers.values():
        file = folder / f"{register.id}.csv"
        if snapshot.rows(register.id):
            written.append(_write(file, _register_csv(snapshot, register)))
        else:
            file.unlink(missing_ok=True)
    file = folder / ANSWERS_FILE
    if snapshot.answers:
        written.append(_write(file, _answers_csv(snapshot, bank)))
    else:
        file.unlink(missing_ok=True)
    return written


def _read_organisation(file: Path, problems: list[Problem]) -> dict[str, Any] | None:
    found = len(problems)
    text = _decoded(file, problems)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.append(Problem(file.name, f"the text ({error})", "TOML", "Mend it.", "source"))
    if len(problems) > found:
        return None
    return {
        key: value.isoformat() if hasattr(value, "isoformat") else value
        for key, value in data.items()
    }


def _decoded(file: Path, problems: list[Problem]) -> str:
    size = file.stat().st_size
    if size > BIGGEST_FILE:
        found, allowed = f"a file of {size:,} bytes", f"one of at most {BIGGEST_FILE:,}"
        problems.append(Problem(file.name, found, allowed, "Split or shorten it.", "source"))
        return ""
    data = file.read_bytes()
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        found = f"a character that cannot be read (line {line})"
        fix = "Save the file again, choosing the encoding UTF-8."
        problems.append(Problem(file.name, found, "UTF-8 text", fix, "source"))
        return ""


def _read_csv(file: Path, problems: list[Problem]) -> list[tuple[dict[str, str], str]]:
    text = _decoded(file, problems)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[tuple[dict[str, str], str]] = []
    header: list[str] = []
    try:
        for line in reader:
            where = f"{file.name} row {reader.line_num}"
            if not header:
                header = [name.strip() for name in line]
                _check_header(file.name, header, problems)
            elif any(part.strip() for part in line):
                if len(line) != len(header):
                    found = f"a row of {len(line)} cells"
                    fix = "Look for a missing or extra separator, or quote the text."
                    allowed = f"one of {len(header)}, as the header has"
                    problems.append(Problem(where, found, allowed, fix, "source"))
                    continue
                cells = {
                    name: unquoted(part)
                    for name, part in zip(header, line, strict=True)
                    if name or part.strip()
                }
                lines.append((cells, where))
    except csv.Error as error:
        where = f"{file.name} row {reader.line_num}"
        fix = "Look for a quote that is not closed."
        problems.append(Problem(where, f"the text ({error})", "CSV", fix, "source"))
    return lines


def _check_header(name: str, header: list[str], problems: list[Problem]) -> None:
    for column in sorted({column for column in header if header.count(column) > 1}):
        fix = "Rename one of them or take it out."
        found = f"the column {column!r}, {header.count(column)} times,"
        problems.append(Problem(f"{name} row 1", found, "a column name used once", fix, "source"))


def _organisation_toml(organisation: Organisation) -> str:
    lines = []
    for part in fields(organisation):
        value = getattr(organisation, part.name)
        if isinstance(value, str) and value:
            lines.append(f"{part.name} = {_toml_text(value)}")
        elif isinstance(value, (int, float)):
            lines.append(f"{part.name} = {value}")
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


def _write(file: Path, text: str) -> Path:
    descriptor, temporary = tempfile.mkstemp(dir=file.parent, prefix=".kit-", suffix=".tmp")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return file
