"""Forms in JupyterLab: answered, kept, and no key of theirs reaches the notebook."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from live_room import Tabs, launched, violations

from kit.workshop import new_workshop, open_workshop

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.slow
RUN = (
    "import sys; from pathlib import Path; from kit.live.lab import open_lab;"
    "sys.exit(open_lab(Path(sys.argv[3]), sys.argv[1], int(sys.argv[2]), browser=False,"
    " participant='p01'))"
)
GOALS = Path(__file__).parents[2] / "notebooks" / "01_goals.ipynb"
CELLS = "document.querySelectorAll('.jp-Notebook .jp-Cell').length"


@pytest.fixture
def workshop(tmp_path: Path) -> Path:
    file = tmp_path / "w.kit"
    made = new_workshop(file, "Harbour & Pine", ("marketing", "pr"))
    row = {"register": "participants", "id": "p01", "cells": {"name": "Ada", "department": "pr"}}
    assert made.record([{**row, "kind": "row", "answer_id": "a"}], "")[0]["ok"]
    made.close()
    return file


@pytest.fixture
def lab(workshop: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = workshop.with_name("lab.log")
    with log.open("w") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-c", RUN, str(workshop), str(port), str(GOALS)],
            stderr=stderr, start_new_session=True,
        )  # fmt: skip
    try:
        yield told_link(log)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def told_link(log: Path) -> str:
    for _ in range(120):
        time.sleep(0.5)
        if link := re.search(r"http://127\.0\.0\.1:\d+/\S*token=\S+", log.read_text()):
            return link[0]
    raise AssertionError(log.read_text())


def test_keys_pressed_in_a_form_change_no_cell_and_answers_are_kept(
    lab: str, workshop: Path
) -> None:
    with sync_api.sync_playwright() as playwright:
        browser: Any = launched(playwright)
        tabs = Tabs(browser)
        page = tabs.open(1280)
        page.goto(lab)
        page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=90000)
        page.get_by_text("| Idle").first.wait_for(timeout=90000)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        group = page.get_by_role("radiogroup", name="Marketing").first
        group.wait_for(timeout=90000)
        before = page.evaluate(CELLS)
        radio = group.get_by_role("radio").nth(2)
        radio.check()
        radio.focus()
        for keys in ("b", "a", "x", "d", "d", "0", "0", "m", "y"):
            page.keyboard.press(keys)
        page.wait_for_timeout(500)

        assert page.evaluate(CELLS) == before
        assert page.get_by_text("Restart Kernel?").count() == 0
        page.locator(".status[data-state=saved]").first.wait_for(timeout=10000)
        assert violations(page, ".kit .form") == []
        tabs.close()
        browser.close()
    with open_workshop(workshop) as kept:
        found = [(one.question, one.subject, one.value) for one in kept.snapshot.answers]
    assert found == [("goals.difference", "marketing", 3)]
