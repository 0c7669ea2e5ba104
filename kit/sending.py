"""What leaves a workshop on files for people: worksheets, guides and calendars.

Each department gets what it may know: rows on hold for it are neither printed nor named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from kit.answers import slug
from kit.errors import InputError, Problem
from kit.model.content import Bank
from kit.model.workshop import Snapshot
from kit.workshop import Workshop

if TYPE_CHECKING:
    from kit.show.worksheets.form import Form


class SheetFormat(StrEnum):
    """What worksheets can be written as."""

    XLSX = "xlsx"
    PDF = "pdf"
    XLSFORM = "xlsform"
    MARKDOWN = "md"


def known_to(snapshot: Snapshot, bank: Bank, department: str) -> Snapshot:
    """Return the rows that a department may know as they stand, for printing and picking.

    Rows that it may only know in part are left out: sent back, they would overwrite the whole.
    """
    from kit.analysis.calendar.secrets import Reader  # noqa: PLC0415  only when something is sent

    seen = Reader(snapshot, bank, department).seen()
    whole = {key: set(map(id, rows)) for key, rows in snapshot.registers.items()}
    registers = {
        key: tuple(row for row in rows if id(row) in whole.get(key, set()))
        for key, rows in seen.registers.items()
    }
    return replace(seen, registers=registers)


def write_worksheets(  # noqa: PLR0913  the last two have their usual values
    workshop: Workshop | None,
    bank: Bank,
    out: Path,
    formats: Sequence[SheetFormat],
    *,
    departments: Sequence[str] = (),
    round_no: int = 1,
) -> Iterator[Path]:
    """Write worksheets and yield the files.

    Args:
        workshop: The workshop they belong to; None for blanks.
        bank: What is asked.
        out: The folder for them.
        formats: What to write.
        departments: Ids or names; empty for every department of the workshop.
        round_no: The round the answers will belong to.

    Raises:
        SourceError: There is no such department.
    """
    from kit.show.worksheets import form as drawing  # noqa: PLC0415  only when one is drawn

    out.mkdir(parents=True, exist_ok=True)
    if workshop is None:
        form = drawing.make_form(bank, round_no=round_no)
        yield from _write(out, "worksheet", form, formats)
        yield from _write_guide(out, form, formats)
        return
    wanted = [workshop.department_id(name) for name in departments]
    rows = workshop.snapshot.rows("departments")
    for key in wanted or [row.id for row in rows] or [""]:
        seen = known_to(workshop.snapshot, bank, key)
        form = drawing.make_form(bank, seen, key, round_no)
        yield from _write(out, f"worksheet-{slug(key or 'anybody')}", form, formats)
    if not departments:
        form = drawing.make_form(bank, known_to(workshop.snapshot, bank, ""), "", round_no)
        yield from _write_guide(out, form, formats)


def _write(out: Path, stem: str, form: Form, formats: Sequence[SheetFormat]) -> Iterator[Path]:
    from kit.show.worksheets import draw  # noqa: PLC0415  as above

    for wanted in formats:
        for suffix, data in draw(form, wanted.value):
            file = out / f"{stem}{suffix}"
            file.write_bytes(data)
            yield file


def _write_guide(out: Path, form: Form, formats: Sequence[SheetFormat]) -> Iterator[Path]:
    from kit.show.worksheets import draw_guide  # noqa: PLC0415  as above

    for wanted in formats:
        for name, data in draw_guide(form, wanted.value):
            file = out / name
            file.write_bytes(data)
            yield file


def parse_sheet_formats(text: str) -> list[SheetFormat]:
    """Return the formats named in a list with commas.

    Raises:
        InputError: One of them is no format.
    """
    known = {one.value: one for one in SheetFormat}
    names = [name.strip().lower() for name in text.split(",") if name.strip()]
    wrong = [name for name in names if name not in known]
    if wrong or not names:
        allowed, fix = f"one of {', '.join(known)}", "Write them with commas: xlsx,pdf,md."
        raise InputError(
            [Problem("--format", f"'{name}'", allowed, fix) for name in wrong or [text]]
        )
    return [known[name] for name in dict.fromkeys(names)]
