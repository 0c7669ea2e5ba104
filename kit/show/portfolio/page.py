"""The page that compares organisations, in the report's look.

It is sorted without a script, so that it opens wherever a report opens and its policy can forbid
all of them: the table stands in the page once for each order, and a link shows the one it names
(CSS `:target`). What is read aloud and what Tab reaches is then in the order that is seen, which
moving rows by style alone would break. A long portfolio has all rows by name and the first of
each other order, so that the page stays small; the workbook has all of them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kit.show.cleaning import cap, clean
from kit.show.portfolio import pictures
from kit.show.report import page as report

TEMPLATES = Path(__file__).parent / "templates"
FIRST_ROWS, ALL_ROWS, SHORT = 100, 2000, 150
NAME, SENTENCE = 120, 260
Told = dict[str, Any]


def render_page(told: Told) -> str:
    """Return the comparison as one HTML document."""
    told = _cleaned(told)
    style = report.faces(report.scripts_of(repr(told))) + report.report_style() + _own_style()
    page = (
        _environment()
        .get_template("portfolio.html")
        .render(
            told=told,
            orders=[_order(order, told["rows"]) for order in told["orders"]],
            style=Markup(style),  # noqa: S704  our own style sheet
            style_hash=report.style_hash(style),
            **_tools(),
        )
    )
    return page.encode("utf-8", "replace").decode("utf-8")


def render_display(told: Told) -> str:
    """Return the headline, the picture and the first table for a notebook cell."""
    told = _cleaned(told)
    scoped = " ".join((TEMPLATES / "display.css").read_text(encoding="utf-8").split())
    return (
        _environment()
        .get_template("display.html")
        .render(
            told=told,
            order=_order(told["orders"][-1], told["rows"]),
            style=Markup(scoped),  # noqa: S704  our own style sheet
            **_tools(),
        )
    )


def _tools() -> dict[str, Any]:
    return {
        "icon": report.icon,
        "whole_icon": report.whole_icon,
        "severity_icon": report.severity_icon,
        "symbols": report.symbols,
        "models_bar": pictures.models_bar,
        "share_bar": pictures.share_bar,
        "gap_bar": pictures.gap_bar,
        "spread": pictures.spread,
        "address": address,
        "words": WORDS,
        "look": LOOKS,
    }


WORDS = {"own": "own", "contributor": "contributor", "central": "central", "open": "not decided"}
LOOKS = {"own": "own", "contributor": "contributor", "central": "central", "open": "undecided"}
"""The name under which the report draws each account model's shape."""


def address(path: str) -> str:
    """Return a path below the page as a link; it can never lead to another place."""
    return "./" + quote(path) if path else ""


def _order(order: Told, rows: list[Told]) -> Told:
    """Return one order of the table with the rows it shows."""
    most = ALL_ROWS if order["id"] == "name" or len(order["rows"]) <= SHORT else FIRST_ROWS
    shown = [rows[place] for place in order["rows"][:most]]
    return {**order, "rows": shown, "of": len(order["rows"])}


def _cleaned(told: Told) -> Told:
    """Return the same without what cannot be printed, names and sentences at a length to read."""
    found: Told = _each_text(told)
    for row in found["rows"]:
        row["name"] = cap(row["name"], NAME)
        row["worst"] = [cap(line, SENTENCE) for line in row["worst"]]
    return found


def _each_text(told: Any) -> Any:  # noqa: ANN401  plain data of any shape
    if isinstance(told, str):
        return clean(told)
    if isinstance(told, list):
        return [_each_text(one) for one in told]
    if isinstance(told, dict):
        return {key: _each_text(one) for key, one in told.items()}
    return told


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _own_style() -> str:
    return (TEMPLATES / "portfolio.css").read_text(encoding="utf-8")
