# ruff: noqa: ANN401  playwright may be missing, and with it its types
"""Forms in JupyterLab: answered, kept when a kernel dies, and no key of theirs reaches a cell."""

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
from live_room import PLAIN_KERNELS, Tabs, kernels, launched, violations

from kit.workshop import new_workshop, open_workshop

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.slow
RUN = (
    "import sys; from pathlib import Path; from kit.live.lab import open_lab;"
    "sys.exit(open_lab(Path(sys.argv[3]), sys.argv[1], int(sys.argv[2]), browser=False,"
    " participant='p01'))"
)
LONG = 90_000
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
            stderr=stderr, start_new_session=True, env={**os.environ, **PLAIN_KERNELS},
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


@pytest.fixture
def page(lab: str) -> Iterator[Any]:
    """Yield JupyterLab with every cell run once."""
    with sync_api.sync_playwright() as playwright:
        browser: Any = launched(playwright)
        tabs = Tabs(browser)
        opened = tabs.open(1280)
        opened.goto(lab)
        opened.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=LONG)
        opened.get_by_text("| Idle").first.wait_for(timeout=LONG)
        run_all(opened)
        yield opened
        tabs.close()
        browser.close()


def run_all(page: Any) -> None:
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.get_by_role("radiogroup", name="Marketing").first.wait_for(timeout=LONG)


def level(page: Any, number: int) -> Any:
    return (
        page.get_by_role("radiogroup", name="Marketing").first.get_by_role("radio").nth(number - 1)
    )


def saved(page: Any) -> None:
    page.locator(".status[data-state=saved]").first.wait_for(timeout=LONG)


def answers(workshop: Path) -> list[tuple[str, str, object]]:
    with open_workshop(workshop) as kept:
        return [(one.question, one.subject, one.value) for one in kept.snapshot.answers]


def test_keys_pressed_in_a_form_change_no_cell_and_answers_are_kept(
    page: Any, workshop: Path
) -> None:
    before = page.evaluate(CELLS)
    level(page, 3).check()
    page.get_by_role("button", name="Add to goals").click()
    for control in (
        level(page, 3),
        page.get_by_role("button", name="Add to goals"),
        page.get_by_role("button", name="Don't know").first,
        page.get_by_role("region", name="Goals, table"),
        page.locator("summary").filter(has_text="Why we ask").first,
        page.get_by_label("Whose goal, row 1", exact=True),
    ):
        control.focus()
        for keys in ("b", "a", "x", "d", "d", "0", "0", "m", "y"):
            page.keyboard.press(keys)
    saved(page)  # the last key's answer has been to the kernel and back

    assert page.evaluate(CELLS) == before
    assert page.get_by_text("Restart Kernel?").count() == 0
    assert violations(page, ".kit .form") == []
    assert answers(workshop) == [("goals.difference", "marketing", 3)]


def test_a_kernel_that_dies_loses_no_answer_and_forms_may_be_run_again(
    page: Any, workshop: Path
) -> None:
    level(page, 2).check()
    saved(page)
    for kernel in kernels():
        os.kill(kernel, signal.SIGKILL)
    restarted = page.get_by_role("button", name="Ok", exact=True)
    level(page, 5).check()
    kept = page.locator(".status").filter(has_text="kept on this device")
    kept.or_(restarted).first.wait_for(timeout=LONG)
    if restarted.count():
        restarted.click()
    kept.first.wait_for(timeout=LONG)
    assert answers(workshop) == [("goals.difference", "marketing", 2)]
    page.get_by_text("| Idle").first.wait_for(timeout=LONG)
    for _ in range(2):
        run_all(page)
        sync_api.expect(level(page, 5)).to_be_checked(timeout=LONG)

    last = time.monotonic() + LONG / 1000
    while answers(workshop) != [("goals.difference", "marketing", 5)]:
        assert time.monotonic() < last, answers(workshop)
        time.sleep(0.2)
