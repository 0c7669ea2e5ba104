# ruff: noqa: ANN401  playwright may be missing, and with it its types
"""The table of a register: filled by keyboard, pasted into, sorted, undone; nothing is lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from live_room import Tabs, overflow, violations

from kit.exchange import schema
from kit.show.forms import register_item, worksheet
from kit.workshop import new_workshop

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.slow
COLUMNS = ("goal", "department", "shared_with", "due")
PASTE = """(cell, text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  return cell.dispatchEvent(
    new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    with new_workshop(tmp_path / "w.kit", "Acme", ("pr", "marketing", "human_resources")) as made:
        item = register_item(made.bank.registers["goals"], made.bank, made.snapshot, COLUMNS)
    file = tmp_path / "sheet.html"
    file.write_text(worksheet("Acme", "p1", [item], schema.WORKSHOP_SCHEMA), encoding="utf-8")
    return file


@pytest.fixture
def page(sheet: Path, tabs: Tabs) -> Any:
    opened = tabs.open(1280)
    opened.goto(sheet.as_uri())
    opened.locator(".grid").wait_for()
    return opened


def goals(page: Any) -> list[str]:
    found: list[str] = page.locator("tr.line textarea[aria-label^='Goal,']").evaluate_all(
        "all => all.map((one) => one.value)"
    )
    return found


def filled(page: Any, *names: str) -> None:
    for number, name in enumerate(names, start=1):
        page.get_by_role("button", name="Add to goals").click()
        page.get_by_label(f"Goal, row {number}", exact=True).fill(name)
    page.get_by_role("heading", level=1).click()


def test_a_block_copied_from_a_spreadsheet_fills_rows_and_is_undone_at_once(page: Any) -> None:
    filled(page, "Sell boots")
    block = (
        "Fill every job\thuman resources\tMarketing; Public relations\t2027-05-04\r\n"
        '"Two ""lines""\nof text"\tPublic relations\t\r\n'
    )
    assert page.get_by_label("Goal, row 1", exact=True).evaluate(PASTE, block) is False

    assert goals(page) == ["Fill every job", 'Two "lines"\nof text']
    department = page.get_by_label("Department, row 1", exact=True)
    assert department.input_value() == "human_resources"
    assert page.locator("tr.line").first.locator("input:checked").count() == 2
    page.get_by_role("button", name="Undo: 2 rows pasted").click()
    assert goals(page) == ["Sell boots"]
    assert department.input_value() == ""


def test_what_a_column_does_not_offer_is_told_and_not_guessed(page: Any) -> None:
    filled(page, "Sell boots")
    goal = page.get_by_label("Goal, row 1", exact=True)
    goal.evaluate(PASTE, "Sell\tFinance\tMarketing, Finance\t4 May\tfar")
    told = page.get_by_text("Not taken").inner_text()

    assert "Department, row 1: Finance" in told
    assert "row 1: Marketing, Finance" in told
    assert "row 1: 4 May" in told
    assert "right of the table, row 1: far" in told
    assert page.get_by_label("Department, row 1", exact=True).input_value() == ""


def test_lines_pasted_into_a_long_text_stay_one_text(page: Any) -> None:
    filled(page, "")
    goal = page.get_by_label("Goal, row 1", exact=True)

    assert goal.evaluate(PASTE, "one\ntwo") is True
    assert page.locator("tr.line").count() == 1


def test_a_table_is_sorted_up_and_down_with_empty_cells_last(page: Any) -> None:
    filled(page, "Sell", "", "Apply 10", "Apply 9")
    page.get_by_label("Department, row 2", exact=True).select_option(label="Marketing")
    head = page.get_by_role("columnheader", name="Goal")
    head.get_by_role("button").focus()
    page.keyboard.press("Enter")
    assert goals(page) == ["Apply 9", "Apply 10", "Sell", ""]
    assert head.get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Enter")

    assert goals(page) == ["Sell", "Apply 10", "Apply 9", ""]
    assert violations(page) == []


def test_a_row_is_filled_taken_out_and_brought_back_with_the_keyboard_alone(page: Any) -> None:
    page.get_by_role("button", name="Add to goals").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Sell boots")
    page.keyboard.press("Tab")
    page.keyboard.type("Public")
    page.get_by_role("button", name="Take out row 1 of Goals").focus()
    page.keyboard.press("Enter")
    assert goals(page) == []
    page.keyboard.press("Enter")

    assert goals(page) == ["Sell boots"]
    assert page.get_by_label("Department, row 1", exact=True).input_value() == "pr"


def test_changes_of_a_row_are_undone(page: Any, tmp_path: Path) -> None:
    filled(page, "Sell boots")
    page.get_by_label("Goal, row 1", exact=True).fill("Sell tents")
    page.get_by_role("heading", level=1).click()
    page.get_by_role("button", name="Undo: changes in row 1").click()
    assert goals(page) == ["Sell boots"]
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save my answers").click()
    saved.value.save_as(tmp_path / "answers.json")

    told = json.loads((tmp_path / "answers.json").read_text(encoding="utf-8"))
    assert [row["goal"] for row in told["registers"]["goals"]] == ["Sell boots"]


def test_every_table_of_the_content_is_legible_and_accessible(tmp_path: Path, tabs: Tabs) -> None:
    with new_workshop(tmp_path / "all.kit", "Acme", ("pr", "marketing")) as made:
        registers = made.bank.registers.values()
        items = [register_item(one, made.bank, made.snapshot) for one in registers]
    file = tmp_path / "all.html"
    file.write_text(worksheet("Acme", "p1", items, schema.WORKSHOP_SCHEMA), encoding="utf-8")
    page = tabs.open(1280)
    page.goto(file.as_uri())
    page.evaluate("document.querySelectorAll('.card').forEach((one) => one.classList.add('here'))")
    page.evaluate(
        "document.querySelectorAll('.card .bar button:first-child').forEach((one) => one.click())"
    )
    # A column squeezed to a letter a line makes its row tall.
    tall = page.locator("tr.line td, tr.line th").evaluate_all(
        "cells => cells.filter((one) => one.offsetHeight > 420).map((one) => one.dataset.label)"
    )

    assert page.locator("tr.line").count() >= len(items)
    assert tall == []
    assert violations(page) == []
    assert overflow(page) == 0


@pytest.mark.parametrize(("width", "dark"), [(1280, True), (390, False), (320, True)])
def test_a_table_is_accessible_and_never_wider_than_the_page(
    sheet: Path, tabs: Tabs, width: int, *, dark: bool
) -> None:
    page = tabs.open(width, dark=dark)
    page.goto(sheet.as_uri())
    filled(page, "Sell boots " * 30, "")

    assert violations(page) == []
    assert overflow(page) == 0
