"""What a spreadsheet shows and its values alone do not say, in files LibreOffice wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.exchange.reading import Reader, address

SHOWN = Path(__file__).parent / "shown"


def flagged(file: str, reader: Reader) -> dict[str, str]:
    return {
        f"{sheet.name} {address(row, place)}": cell.kind
        for sheet in reader.read(SHOWN / file).sheets
        for row, place, cell in sheet.cells()
        if cell.kind in {"error", "percent", "formula"}
    }


@pytest.mark.parametrize("ending", ["xlsx", "ods", "xls"])
def test_errors_and_per_cents_are_seen_in_every_format(ending: str, reader: Reader) -> None:
    assert flagged(f"cells.{ending}", reader) == {
        "capacity B2": "error",
        "capacity E2": "percent",
        "capacity C3": "error",
        "capacity F3": "error",
    }


def test_they_are_seen_far_down_and_on_other_sheets_of_an_old_workbook(reader: Reader) -> None:
    assert flagged("long.xls", reader) == {
        "capacity B350": "error",
        "capacity B351": "percent",
        "capacity B352": "percent",
        "other A1": "percent",
    }


@pytest.mark.parametrize("ending", ["xlsx", "ods", "xls"])
def test_joined_cells_are_seen_in_every_format(ending: str, reader: Reader) -> None:
    (sheet,) = reader.read(SHOWN / f"joined.{ending}").sheets

    assert sheet.merged == ((1, 0, 2, 0),)


@pytest.mark.parametrize("cut", [100, 600, 1500, 3000, 5000])
def test_an_old_workbook_that_breaks_off_is_refused_or_read(
    cut: int, tmp_path: Path, reader: Reader
) -> None:
    file = tmp_path / "cut.xls"
    file.write_bytes((SHOWN / "cells.xls").read_bytes()[:cut])

    found = reader.read(file)

    assert (found.problem is None) == bool(found.sheets)
