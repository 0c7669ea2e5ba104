"""The comparison as a workbook: every text is text, never a formula; the same bytes each time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeAlias

import xlsxwriter

from kit.show.cleaning import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Link:
    """A path below the workbook; only paths that the batch made become links."""

    path: str


Cell: TypeAlias = str | float | Link | None
EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001  what xlsxwriter takes
LONGEST = 32_000
ORGANISATIONS = (
    ("Organisation", 34), ("Ended", 14), ("Departments", 13), ("Own", 8), ("Contributor", 12),
    ("Central", 9), ("Not decided", 12), ("Certainty, of 100", 17), ("Clear or leaning", 16),
    ("Answers missing, %", 18), ("To stop", 9), ("To take care of", 15), ("Stands out", 30),
    ("Worst findings", 70), ("Why not", 40), ("Report", 40),
)  # fmt: skip
GAPS = (("Condition", 46), ("Missing in", 12), ("Not known in", 14))
AGAIN = (
    ("Finding", 46), ("Severity", 12), ("Organisations", 14), ("For example", 80), ("Where", 34),
)  # fmt: skip
FAILED = (
    ("Organisation", 34), ("Why", 40), ("What was found", 90), ("What to do", 60), ("Source", 40),
)  # fmt: skip


def write_workbook(told: Told) -> bytes:
    """Return the workbook's bytes."""
    data = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(data, options)
    book.set_properties({"title": clean(told["headline"])[:250], "created": EPOCH})
    looks = {
        "head": book.add_format({"bold": True, "bottom": 2, "valign": "bottom", "text_wrap": True}),
        "text": book.add_format({"valign": "top", "text_wrap": True}),
        "link": book.get_default_url_format(),
    }
    _sheet(book, looks, "Organisations", ORGANISATIONS, map(_organisation, told["rows"]))
    _sheet(book, looks, "Gaps", GAPS, map(_gap, told["gaps"]["items"]))
    _sheet(book, looks, "Findings", AGAIN, (_found(one, told) for one in told["again"]["items"]))
    _sheet(book, looks, "No report", FAILED, _failures(told["failed"]))
    book.close()
    return data.getvalue()


def _sheet(
    book: Any,  # noqa: ANN401  xlsxwriter has no types
    looks: dict[str, Any],
    name: str,
    columns: tuple[tuple[str, int], ...],
    lines: Iterable[tuple[Cell, ...]],
) -> None:
    sheet = book.add_worksheet(name)
    for place, (column, wide) in enumerate(columns):
        sheet.write_string(0, place, column, looks["head"])
        sheet.set_column(place, place, wide)
    last = 0
    for cells in lines:
        last += 1
        for place, cell in enumerate(cells):
            _write(sheet, (last, place), cell, looks)
    sheet.autofilter(0, 0, max(1, last), len(columns) - 1)
    sheet.freeze_panes(1, 1)


def _write(
    sheet: Any,  # noqa: ANN401  xlsxwriter has no types
    at: tuple[int, int],
    cell: Cell,
    looks: dict[str, Any],
) -> None:
    match cell:
        case None:
            pass
        case Link(path):
            sheet.write_url(*at, f"external:{path}", looks["link"], path)
        case str():
            sheet.write_string(*at, clean(cell)[:LONGEST], looks["text"])
        case _:
            sheet.write_number(*at, cell, looks["text"])


def _organisation(row: Told) -> tuple[Cell, ...]:
    compared = row["departments"] > 0
    models = (row["models"].get(name, 0) for name in ("own", "contributor", "central", "open"))
    figures = (row["departments"], *models) if compared else (None,) * 5
    return (
        row["name"],
        row["status"],
        *figures,
        row["support"],
        row["firm"] if compared else None,
        row["missing"],
        row["stops"] if compared else None,
        row["cares"] if compared else None,
        ", ".join(row["stands_out"]),
        "\n".join(row["worst"]),
        row["why"],
        Link(row["link"]) if row["link"] else "",
    )


def _gap(item: Told) -> tuple[Cell, ...]:
    return item["label"], item["fail"], item["unknown"]


def _found(item: Told, told: Told) -> tuple[Cell, ...]:
    example = item["example"]
    said = (example["sentence"], told["rows"][example["row"]]["name"]) if example else ("", "")
    return item["label"], item["severity"], item["count"], *said


def _failures(failed: Told) -> Iterable[tuple[Cell, ...]]:
    for group in failed["groups"]:
        for item in group["items"]:
            lines = "\n".join(item["lines"])
            yield item["name"], group["why"], lines, group["fix"], item["source"]
