"""The mailable worksheet: filled in from a disk, saved, and imported."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from live_room import Tabs, launched, violations

from kit.exchange import schema
from kit.show.forms import question_item, worksheet
from kit.workshop import new_workshop

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.slow


def test_a_worksheet_works_from_a_disk_and_its_file_is_imported(tmp_path: Path) -> None:
    with new_workshop(tmp_path / "w.kit", "Acme", ("pr", "marketing")) as workshop:
        cells = {"name": "Ada", "department": "pr"}
        row = {"kind": "row", "register": "participants", "id": "p1", "cells": cells}
        workshop.record([row], "")
        question = workshop.bank.questions["goals.difference"]
        item = question_item(question, workshop.bank, workshop.snapshot, department="pr")
        file = tmp_path / "sheet.html"
        file.write_text(worksheet("Acme", "p1", [item], schema.WORKSHOP_SCHEMA), encoding="utf-8")
        with sync_api.sync_playwright() as playwright:
            browser = launched(playwright)
            tabs = Tabs(browser)
            page = tabs.open(390)
            page.goto(file.as_uri())
            page.get_by_role("radiogroup").nth(1).get_by_role("radio").nth(3).check()
            assert violations(page) == []
            page.reload()
            assert page.locator("input:checked").count() == 1
            with page.expect_download() as saved:
                page.get_by_role("button", name="Save my answers").click()
            saved.value.save_as(tmp_path / "answers.json")
            assert tabs.troubles == []
            tabs.close()
            browser.close()
        told = json.loads((tmp_path / "answers.json").read_text(encoding="utf-8"))
        assert told["answers"][0]["subject"] == "marketing"
        workshop.import_from([tmp_path / "answers.json"])
        assert [(one.participant, one.subject, one.value) for one in workshop.snapshot.answers] == [
            ("p1", "marketing", 4)
        ]
