"""All organisations on one page and in one workbook: `index.html`, `index.xlsx`.

The page has no script, so it is sorted by links: one table for each order, of which the one that
was asked for is shown. The workbook sorts and filters by itself.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from kit.analysis.portfolio_page import compare
from kit.errors import Problem, SourceError
from kit.show.cleaning import clean

if TYPE_CHECKING:
    from collections.abc import Callable

PORTFOLIO_MIME = "application/vnd.strategy-kit.portfolio+json"
EPOCH = (2000, 1, 1)
Row = dict[str, Any]
ORDERS: dict[str, tuple[str, Callable[[Row], Any]]] = {
    "urgent": ("most urgent findings", lambda row: (-row["urgent"], row["name"])),
    "name": ("name", lambda row: row["name"].casefold()),
    "status": ("how it ended", lambda row: (row["status"] in {"ok", "unchanged"}, row["status"])),
    "certainty": ("least certain", lambda row: row["support"] if row["support"] is not None else 0),
    "missing": ("most answers missing", lambda row: -(row["missing"] or 0)),
}
COLUMNS = (
    "Organisation", "Ended", "Departments", "Account models", "How certain", "Mean support",
    "Answers missing, %", "Urgent findings", "Worst findings", "Stands out",
)  # fmt: skip
STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:80rem;padding:0 1rem}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid #bbb}
td.n{text-align:right}
section.order{display:none}
section.order:target,section.first{display:block}
body:has(section.order:target) section.first:not(:target){display:none}
tr.bad th,tr.bad td{background:#fdecea}
nav a{margin-right:1rem}
"""


@dataclass(frozen=True, slots=True)
class Portfolio:
    """What a batch's organisations have in common; a notebook shows it and stores it."""

    told: dict[str, Any]

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:  # noqa: ARG002  IPython's
        """Return the comparison for a notebook, where the batch finds it again."""
        return {
            PORTFOLIO_MIME: self.told,
            "text/html": _table(self.told["rows"]),
            "text/plain": f"{len(self.told['rows'])} organisations",
        }


def portfolio(manifest: str) -> Portfolio:
    """Return the comparison of a batch's organisations, given its manifest's path.

    Raises:
        SourceError: There is no manifest there.
    """
    try:
        told = json.loads(Path(manifest).read_text(encoding="utf-8"))
        return Portfolio(compare(told))
    except (OSError, ValueError, KeyError, TypeError) as error:
        found = f"a file that cannot be read ({type(error).__name__})"
        fix = "Name the manifest.json that `kit batch` wrote."
        raise SourceError([Problem(manifest, found, "a batch's manifest", fix)]) from error


def page(told: dict[str, Any]) -> bytes:
    """Return the page that compares all organisations."""
    csp = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    orders = "".join(
        f'<section class="order{" first" if place == 0 else ""}" id="{key}">'
        f"<h2>By {label}</h2>{_table(sorted(told['rows'], key=rule))}</section>"
        for place, (key, (label, rule)) in enumerate(ORDERS.items())
    )
    links = "".join(f'<a href="#{key}">{label}</a>' for key, (label, _) in ORDERS.items())
    counts = "".join(
        f"<h2>{title}</h2><ul>{''.join(_count(*item) for item in told[key].items())}</ul>"
        for key, title in (
            ("models", "Account models advised"),
            ("labels", "How certain"),
            ("gaps", "Gates missed or unknown most often"),
            ("rules", "Urgent findings seen most often"),
        )
    )
    return (
        '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        f"style-src 'sha256-{csp}'; base-uri 'none'; form-action 'none'\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>All organisations</title><style>{STYLE}</style></head><body><main>"
        f"<h1>{len(told['rows'])} organisations</h1>"
        f'<nav aria-label="Sort by">Sort by: {links}</nav>{orders}{counts}</main></body></html>\n'
    ).encode("utf-8", "replace")


def _count(name: str, count: int) -> str:
    return f"<li>{escape(clean(name.replace('_', ' ')))}: {count}</li>"


def _table(rows: list[Row]) -> str:
    head = "".join(f'<th scope="col">{column}</th>' for column in COLUMNS)
    return (
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(map(_line, rows))}</tbody></table>"
    )


def _line(row: Row) -> str:
    name, *cells = _cells(row)
    told = escape(clean(str(name)))
    first = f'<a href="{escape(quote(row["link"]))}">{told}</a>' if row["link"] else told
    bad = "" if row["status"] in {"ok", "unchanged"} else ' class="bad"'
    rest = "".join(
        f'<td class="n">{cell:g}</td>'
        if isinstance(cell, (int, float))
        else f"<td>{escape(clean(cell))}</td>"
        for cell in cells
    )
    return f'<tr{bad}><th scope="row"><bdi>{first}</bdi></th>{rest}</tr>'


def _cells(row: Row) -> tuple[str | float, ...]:
    why = f": {row['why']}" if row["why"] else ""
    return (
        row["name"],
        f"{row['status']}{why}",
        row["departments"],
        _words(row["models"]),
        _words(row["labels"]),
        "" if row["support"] is None else row["support"],
        "" if row["missing"] is None else row["missing"],
        row["urgent"],
        " ".join(row["worst"]),
        "; ".join(row["stands_out"]),
    )


def _words(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items())


def workbook(told: dict[str, Any]) -> bytes:
    """Return the same as an Excel workbook; every text is text and never a formula."""
    from datetime import datetime  # noqa: PLC0415

    import xlsxwriter  # noqa: PLC0415  only for the workbook

    data = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(data, options)
    book.set_properties({"created": datetime(*EPOCH)})  # noqa: DTZ001  the same bytes each time
    sheet = book.add_worksheet("Organisations")
    for place, column in enumerate(COLUMNS):
        sheet.write_string(0, place, column, book.add_format({"bold": True}))
    for line, row in enumerate(told["rows"], start=1):
        for place, cell in enumerate(_cells(row)):
            if isinstance(cell, str):
                sheet.write_string(line, place, clean(cell)[:32_000])
            else:
                sheet.write_number(line, place, cell)
    sheet.autofilter(0, 0, max(1, len(told["rows"])), len(COLUMNS) - 1)
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(COLUMNS) - 1, 24)
    book.close()
    return data.getvalue()
