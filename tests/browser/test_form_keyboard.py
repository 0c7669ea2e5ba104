# ruff: noqa: ANN401  playwright may be missing, and with it its types
"""Every kind of control is reached and filled with the keyboard alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from live_room import PATIENCE, Tabs

from kit.exchange import schema
from kit.model.content import Kind
from kit.show.forms import question_item, register_item, worksheet
from kit.workshop import Workshop, new_workshop

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.slow
MOST_TABS = 60
SPACE, ENTER, DOWN, TAB = "Space", "Enter", "ArrowDown", "Tab"
DAY = ("05", "04", "2027")
QUESTIONS: dict[str, tuple[str, list[str], object]] = {
    "text": ("start_here.hopes", ["A calm queue"], "A calm queue"),
    "scale": ("start_here.trust", [SPACE, DOWN, DOWN], 3),
    "choice": ("account_decision.structure_wanted", [SPACE, DOWN], 1),
    "choices": ("account_decision.for_one_account", [SPACE, TAB, TAB, SPACE], [0, 2]),
    "ratings": (
        "account_decision.weights", ["40", TAB, "100", TAB, "60", TAB, "80", TAB, "20"],
        ["40", "100", "60", "80", "20"],
    ),
    "points": ("goals.importance", ["70", TAB, "30"], ["70", "30"]),
    "reference": ("audiences.same_people", [TAB, SPACE], [1]),
    "ranking": ("", [ENTER, ENTER, ENTER], [0, 1, 2]),
}  # fmt: skip
COLUMNS: dict[str, tuple[str, str, list[str], object]] = {
    "number": ("sites", "people", ["7,5"], "7,5"),
    "person": ("sites", "speaks", ["Ada"], "Ada"),
    "link": ("accounts", "link", ["https://example.org/a"], "https://example.org/a"),
    "date": ("voices", "until", [*DAY], "2027-05-04"),
    "date_range": (
        "busy_periods", "when", [*DAY, TAB, TAB, *DAY], {"from": "2027-05-04", "to": "2027-05-04"},
    ),
}  # fmt: skip


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    with new_workshop(tmp_path / "w.kit", "Acme", ("pr", "marketing")) as made:
        for row, goal in (("g1", "Sell boots"), ("g2", "Fill jobs")):
            cells = {"goal": goal, "level": "company"}
            made.record([{"kind": "row", "register": "goals", "id": row, "cells": cells}], "")
        yield made


def shown(item: dict[str, Any], tabs: Tabs, folder: Path) -> Any:
    file = folder / "sheet.html"
    file.write_text(worksheet("Acme", "p1", [item], schema.WORKSHOP_SCHEMA), encoding="utf-8")
    page = tabs.open(1280)
    page.goto(file.as_uri())
    page.locator(".card").first.wait_for()
    return page


def tabbed_to(page: Any, selector: str) -> None:
    for _ in range(MOST_TABS):
        page.keyboard.press(TAB)
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
    pytest.fail(f"{MOST_TABS} presses of Tab do not reach {selector}")


def pressed(page: Any, keys: list[str]) -> None:
    for key in keys:
        if key in {SPACE, ENTER, DOWN, TAB}:
            page.keyboard.press(key)
        else:
            page.keyboard.type(key)


def kept(page: Any, folder: Path) -> dict[str, Any]:
    tabbed_to(page, "#page > p button.main")
    with page.expect_download(timeout=PATIENCE) as saved:
        page.keyboard.press(ENTER)
    saved.value.save_as(folder / "answers.json")
    told: dict[str, Any] = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    return told


def test_every_kind_is_tried_here() -> None:
    assert set(QUESTIONS) | set(COLUMNS) == {kind.value for kind in Kind}


@pytest.mark.parametrize("kind", QUESTIONS)
def test_a_question_is_answered_with_the_keyboard(
    workshop: Workshop, tabs: Tabs, tmp_path: Path, kind: str
) -> None:
    question, keys, wanted = QUESTIONS[kind]
    bank, snapshot = workshop.bank, workshop.snapshot
    if kind == "ranking":  # no question of the content asks for an order yet; the next one may
        item = question_item(bank.questions[QUESTIONS["choice"][0]], bank, snapshot)
        choices = item["field"]["choices"][:3]
        item = {**item, "field": {**item["field"], "kind": "ranking", "choices": choices}}
    else:
        item = question_item(bank.questions[question], bank, snapshot, department="pr")
    page = shown(item, tabs, tmp_path)
    tabbed_to(page, ".subject input, .subject textarea, .subject select, .subject .unsure button")
    pressed(page, keys)
    page.keyboard.press(TAB)
    (answer,) = kept(page, tmp_path)["answers"]

    ids = [choice["id"] for choice in item["field"]["choices"]]
    given = answer["answer"]
    if isinstance(given, dict):
        assert list(given.values()) == wanted
    elif isinstance(given, list):
        assert [ids.index(one) for one in given] == wanted
    else:
        assert (ids.index(given) if kind == "choice" else given) == wanted


@pytest.mark.parametrize("kind", COLUMNS)
def test_a_cell_is_filled_with_the_keyboard(
    workshop: Workshop, tabs: Tabs, tmp_path: Path, kind: str
) -> None:
    register, column, keys, wanted = COLUMNS[kind]
    item = register_item(workshop.bank.registers[register], workshop.bank, workshop.snapshot)
    columns = [one for one in item["columns"] if one["id"] == column]
    item = {**item, "columns": [{**columns[0], "required": False}], "rows": []}
    page = shown(item, tabs, tmp_path)
    tabbed_to(page, ".bar button")
    page.keyboard.press(ENTER)
    pressed(page, keys)
    (row,) = kept(page, tmp_path)["registers"][register]

    assert row[column] == wanted


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_way_back_from_an_answer_stands_over_no_other_control(
    workshop: Workshop, tabs: Tabs, tmp_path: Path, width: int
) -> None:
    question = workshop.bank.questions["goals.difference"]
    item = question_item(question, workshop.bank, workshop.snapshot)
    page = shown(item, tabs, tmp_path)
    page.set_viewport_size({"width": width, "height": 844})
    page.get_by_role("radiogroup", name="Marketing").get_by_role("radio").nth(1).check()
    clear = page.get_by_role("button", name="Clear my answer: Marketing").bounding_box()
    boxes = [one.bounding_box() for one in page.locator(".subject .pick").all()]

    assert not [
        box
        for box in boxes
        if box["x"] < clear["x"] + clear["width"] and clear["x"] < box["x"] + box["width"]
        and box["y"] < clear["y"] + clear["height"] and clear["y"] < box["y"] + box["height"]
    ]  # fmt: skip
