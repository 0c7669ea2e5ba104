# ruff: noqa: ANN401  playwright may be missing, and with it its types
"""The mailable worksheet: filled in from a disk, saved, and imported."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from live_room import Tabs, violations

from kit.errors import InputError
from kit.exchange import schema
from kit.sending import SheetFormat, write_worksheets
from kit.show.forms import question_item, register_item, worksheet
from kit.workshop import Workshop, new_workshop

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.slow


DIFFERENCE = "goals.difference"
RELOADS = 5


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    with new_workshop(tmp_path / "w.kit", "Acme", ("pr", "marketing")) as made:
        cells = {"name": "Ada", "department": "pr"}
        made.record([{"kind": "row", "register": "participants", "id": "p1", "cells": cells}], "")
        yield made


@pytest.fixture
def sheet(workshop: Workshop, tmp_path: Path) -> Path:
    bank, snapshot = workshop.bank, workshop.snapshot
    items = [
        question_item(bank.questions[DIFFERENCE], bank, snapshot, department="pr"),
        register_item(bank.registers["departments"], bank, snapshot),
    ]
    file = tmp_path / "sheet.html"
    file.write_text(worksheet("Acme", "p1", items, schema.WORKSHOP_SCHEMA), encoding="utf-8")
    return file


def choose(page: Any, department: str, level: int) -> None:
    group = page.get_by_role("radiogroup", name=department)
    group.get_by_role("radio").nth(level - 1).check()


def found_again(page: Any, answers: int) -> None:
    """Reload until a loaded machine's browser has its store together; not for ever."""
    for _ in range(RELOADS):
        page.reload()
        page.locator(".card").first.wait_for(state="attached")
        try:
            sync_api.expect(page.locator("input:checked")).to_have_count(answers, timeout=2000)
        except AssertionError:
            continue
        return
    pytest.fail(f"{answers} answers were given; after {RELOADS} reloads they were not there")


def saved_file(page: Any, file: Path) -> dict[str, Any]:
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save my answers").click()
    saved.value.save_as(file)
    told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return told


def test_a_worksheet_works_from_a_disk_and_its_file_is_imported(
    workshop: Workshop, sheet: Path, tabs: Tabs, tmp_path: Path
) -> None:
    page = tabs.open(390)
    page.goto(sheet.as_uri())
    choose(page, "Marketing", 4)
    assert violations(page) == []
    found_again(page, 1)
    told = saved_file(page, tmp_path / "answers.json")

    assert told["answers"][0]["subject"] == "marketing"
    workshop.import_from([tmp_path / "answers.json"])
    assert [(one.participant, one.subject, one.value) for one in workshop.snapshot.answers] == [
        ("p1", "marketing", 4)
    ]


def test_two_tabs_of_one_worksheet_keep_what_both_were_told(
    sheet: Path, tabs: Tabs, tmp_path: Path
) -> None:
    first = tabs.open(1280)
    second = first.context.new_page()
    for page in (first, second):
        page.goto(sheet.as_uri())
        page.locator(".card").first.wait_for()
    choose(first, "Marketing", 4)
    sync_api.expect(second.locator("input:checked")).to_have_count(1)
    choose(second, "Public relations", 2)
    sync_api.expect(first.locator("input:checked")).to_have_count(2)
    choose(second, "Marketing", 5)
    marketing = first.get_by_role("radiogroup", name="Marketing").get_by_role("radio")
    sync_api.expect(marketing.nth(4)).to_be_checked()
    found_again(first, 2)
    told = saved_file(first, tmp_path / "answers.json")

    assert {one["subject"]: one["answer"] for one in told["answers"]} == {"marketing": 5, "pr": 2}


def test_a_row_the_worksheet_came_with_is_found_as_it_was_changed(
    sheet: Path, tabs: Tabs, tmp_path: Path
) -> None:
    page = tabs.open(1280)
    page.goto(sheet.as_uri())
    made_of = page.get_by_label("Made of, row 1", exact=True)
    made_of.fill("Press office and events")
    page.get_by_role("heading", level=1).click()
    choose(page, "Marketing", 4)
    found_again(page, 1)

    sync_api.expect(made_of).to_have_value("Press office and events")
    assert page.locator("tr.line").count() == 2
    (row,) = saved_file(page, tmp_path / "answers.json")["registers"]["departments"]
    assert row["merged_from"] == "Press office and events"


def test_the_page_that_the_command_writes_comes_back_under_the_id_that_was_typed(
    workshop: Workshop, tabs: Tabs, tmp_path: Path
) -> None:
    (file,) = write_worksheets(
        workshop, workshop.bank, tmp_path / "out", [SheetFormat.HTML],
        departments=["pr"], topics=["start_here"],
    )  # fmt: skip
    page = tabs.open(1280)
    page.goto(file.as_uri())
    assert page.get_by_role("button", name="Take out row 1 of Departments").count() == 0
    page.get_by_role("button", name="Save my answers").click()
    page.get_by_text("Fill in the id on your invitation first").wait_for()
    page.get_by_label("Your id, as on your invitation").fill("p1")
    page.get_by_role("textbox", name=re.compile("hope", re.IGNORECASE)).first.fill("A calm queue")
    page.get_by_role("heading", level=1).click()
    saved_file(page, tmp_path / "answers.json")
    workshop.import_from([tmp_path / "answers.json"])

    (answer,) = workshop.snapshot.answers
    assert (answer.participant, answer.value) == ("p1", "A calm queue")


def test_a_page_for_nobody_is_refused(workshop: Workshop, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--format html: a page for nobody is not for a workshop"):
        list(write_worksheets(None, workshop.bank, tmp_path, [SheetFormat.HTML]))
