"""Make the files in `returned/` anew: a worksheet filled in as people do, re-saved by LibreOffice.

Run by hand where LibreOffice is installed: `python tests/exchange/make_returned.py`.
"""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

import openpyxl

from kit.bank import load
from kit.model.workshop import Organisation, Row, Snapshot
from kit.show.worksheets.book import draw_book
from kit.show.worksheets.form import make_form

FOLDER = Path(__file__).parent / "returned"
TOPICS = {"start_here", "goals", "resources", "account_decision"}
REGISTERS = {"departments", "goals", "capacity", "busy_periods"}


def present() -> Snapshot:
    """Return the workshop the worksheet was made for: that of conftest."""
    return Snapshot(
        Organisation("Copper Quince"),
        (),
        {
            "departments": (
                Row("departments", "hr", {"name": "Human resources"}),
                Row("departments", "marketing", {"name": "Marketing"}),
            ),
            "goals": (
                Row("goals", "bookings", {"goal": "Fill tables", "level": "company"}),
                Row("goals", "cooks", {"goal": "Find cooks", "level": "company"}),
            ),
        },
    )


def small_form() -> bytes:
    """Return a worksheet of three topics, so that the files stay small."""
    bank = load()
    topics = tuple(
        replace(
            topic,
            questions=() if topic.id == "start_here" else topic.questions,
            registers=tuple(one for one in topic.registers if one.id in REGISTERS),
        )
        for topic in bank.topics
        if topic.id in TOPICS
    )
    return draw_book(make_form(replace(bank, topics=topics), present(), "hr"))


def fill(file: Path) -> None:
    """Fill the worksheet in the way it is done: blanks, commas, sorted and added rows."""
    book = openpyxl.load_workbook(file)
    for sheet in book:
        rows = list(sheet.iter_rows())
        heads = [row for row in rows if any(str(cell.value).endswith(":id") for cell in row)]
        if heads:
            at = {str(cell.value): cell.column for cell in heads[0] if cell.value}
            first = heads[0][0].row + 2
            if "question:id" in at:
                _answers(sheet, first, at["answer"])
                if sheet.title.startswith("Goals"):
                    _sort(sheet, first)
            elif "capacity:id" in at:
                sheet.cell(first, at["hours_a_week"]).value = " 6,5 "
                sheet.cell(first, at["life"]).value = "Permanent"
                sheet.cell(first, at["posts_a_week"]).value = 3
            elif "busy_periods:id" in at:
                sheet.cell(first, at["what"]).value = "Summer menu"
                sheet.cell(first, at["when#from"]).value = "2026-06-01"
                sheet.cell(first, at["when#to"]).value = "2026-06-14"
                sheet.insert_cols(2)
                sheet.cell(first, 2).value = "my note"
    book["People and hours"].title = "Hours"
    book.save(file)


def _answers(sheet: openpyxl.worksheet.worksheet.Worksheet, first: int, answer: int) -> None:
    replies = {
        "goals.difference": ["3 – Half shared, half its own", "don't know"],
        "goals.importance#bookings": ["40"],
        "goals.importance#cooks": [60],
        "goals.shared_direction": ["people smile – everywhere\n=not a formula"],
        "resources.readiness": ["4 ", " 2"],
        "account_decision.weights#audience": ["100"],
        "account_decision.weights#goals": ["12,5"],
        "account_decision.weights#brand": [80],
        "account_decision.weights#content": ["60.0"],
        "account_decision.weights#resources": ["0"],
        "account_decision.first_position": ["It has its own account", "central"],
        "account_decision.both_sides_read": ["Yes"],
    }
    if sheet.title == "Start here":
        replies["who.name"] = [" Ruth  Okafor "]
    for row in range(first, sheet.max_row + 1):
        waiting = replies.get(str(sheet.cell(row, 1).value), [])
        if waiting:
            sheet.cell(row, answer).value = waiting.pop(0)
            sheet.cell(row, answer).data_type = (
                "s" if isinstance(sheet.cell(row, answer).value, str) else "n"
            )


def _sort(sheet: openpyxl.worksheet.worksheet.Worksheet, first: int) -> None:
    """Turn the rows round, as sorting by the answers would."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=first)]
    for at, row in enumerate(reversed(rows), start=first):
        for place, value in enumerate(row, start=1):
            sheet.cell(at, place).value = value
            if isinstance(value, str):
                sheet.cell(at, place).data_type = "s"


def main() -> None:
    """Write the worksheet and LibreOffice's re-saves of it."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "hr.xlsx"
        file.write_bytes(small_form())
        fill(file)
        for ending in ("xlsx", "ods", "xls"):
            command = ["soffice", "--headless", "--convert-to", ending, "--outdir", str(FOLDER)]
            subprocess.run([*command, str(file)], check=True, capture_output=True)
        table = [
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):59,34,0,1,,0,false,true,false,false,false,3",
        ]
        subprocess.run(
            ["soffice", "--headless", *table, "--outdir", str(FOLDER), str(file)],
            check=True, capture_output=True,
        )  # fmt: skip
        every = [*table[:-1], table[-1].removesuffix("3") + "-1"]
        subprocess.run(
            ["soffice", "--headless", *every, "--outdir", str(FOLDER / "sheets"), str(file)],
            check=True, capture_output=True,
        )  # fmt: skip


if __name__ == "__main__":
    main()
