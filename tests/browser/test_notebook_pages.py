# ruff: noqa: ANN401  playwright may be missing, and with it its types
"""The notebooks as pages without code: looked at, answered, killed, reloaded."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from live_room import PATIENCE, PLAIN_KERNELS, Tabs, kernels, overflow, violations

from kit.workshop import new_workshop, open_workshop

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("voila", reason="Voila is not installed: the extra `live` brings it")
pytestmark = pytest.mark.slow
FOLDER = Path(__file__).parents[2] / "notebooks"
SAMPLE = Path(__file__).parents[2] / "sample_data" / "quillmere_university"
PAGES = [*(file.stem for file in sorted(FOLDER.glob("0*.ipynb"))), "self_assessment"]
LONG = 6 * PATIENCE
RUN = """
import sys
from pathlib import Path
from kit.live.without_code import open_without_code
tell = lambda link: print(link, flush=True)
sys.exit(open_without_code(
    Path(sys.argv[1]), sys.argv[2], 0, tell, participant=sys.argv[3], dark=sys.argv[4] == "dark"))
"""
Serve = Callable[..., str]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Yield what serves the notebooks and returns the link of the first."""
    running: list[subprocess.Popen[str]] = []

    def start(source: Path, participant: str = "", theme: str = "light", first: str = "") -> str:
        notebook = FOLDER / f"{first or '01_goals'}.ipynb"
        with (tmp_path / "voila.log").open("a") as log:
            process = subprocess.Popen(
                [sys.executable, "-c", RUN, str(notebook), str(source), participant, theme],
                stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True,
                env={**os.environ, **PLAIN_KERNELS},
            )  # fmt: skip
        running.append(process)
        assert process.stdout is not None
        return process.stdout.readline().strip()

    yield start
    for process in running:
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=20)


@pytest.fixture
def workshop(tmp_path: Path) -> Path:
    file = tmp_path / "w.kit"
    with new_workshop(file, "Harbour & Pine", ("marketing", "pr")) as made:
        cells = {"name": "Ada", "department": "pr"}
        row = {"register": "participants", "id": "p01", "cells": cells}
        assert made.record([{**row, "kind": "row", "answer_id": "a"}], "")[0]["ok"]
    return file


def visited(page: Any, link: str) -> None:
    page.goto(link, timeout=LONG)
    page.locator(".kit.words").first.wait_for(timeout=LONG)
    page.locator("#rendered_cells").wait_for()


@pytest.mark.parametrize(("theme", "widths"), [("light", (1280, 320)), ("dark", (390,))])
def test_every_notebook_is_a_page_without_code_and_axe_finds_nothing(
    serve: Serve, tabs: Tabs, theme: str, widths: tuple[int, ...], tmp_path: Path
) -> None:
    file = tmp_path / "b.kit"
    with new_workshop(file, "Quillmere University") as made:
        made.import_from([SAMPLE])
    link = serve(file, "p01", theme, PAGES[0])
    page = tabs.open(1280, dark=theme == "dark")
    for name in PAGES:
        page.set_viewport_size({"width": 1280, "height": 844})
        visited(page, link.replace(PAGES[0], name))
        assert page.locator(".words details[open]").count() == 0, name
        assert page.locator(".jp-InputArea-editor:visible").count() == 0, name
        assert page.locator("[data-mime-type='application/vnd.jupyter.stderr']").count() == 0, name
        for width in widths:
            page.set_viewport_size({"width": width, "height": 844})
            assert violations(page) == [], (name, width)
            assert overflow(page) == 0, (name, width)
        grounds = page.locator(".ssk tbody tr").evaluate_all(
            "rows => [...new Set(rows.map((row) => getComputedStyle(row).backgroundColor))]"
        )
        assert set(grounds) <= {"rgb(255, 255, 255)"}, name


def test_a_kernel_that_dies_is_told_and_what_was_typed_is_there_after_a_reload(
    serve: Serve, tabs: Tabs, workshop: Path
) -> None:
    page = tabs.open(1280)
    link = serve(workshop, "p01")
    visited(page, link)
    answer = page.get_by_role("radiogroup", name="Marketing").first.get_by_role("radio")
    answer.nth(2).check()
    page.locator(".status[data-state=saved]").first.wait_for(timeout=LONG)
    for kernel in kernels():
        os.kill(kernel, signal.SIGKILL)
    answer.nth(4).check()
    goal = "Fill every kitchen job"
    page.get_by_role("button", name="Add to goals").click()
    page.get_by_label("Goal, row 1", exact=True).fill(goal)
    status = page.locator(".status").first
    sync_api.expect(status).to_contain_text("kept on this device", timeout=LONG)
    with open_workshop(workshop) as before:
        assert [one.value for one in before.snapshot.answers] == [3]
    visited(page, link)
    page.locator(".status[data-state=saved]").first.wait_for(timeout=LONG)

    assert page.get_by_label("Goal, row 1", exact=True).input_value() == goal
    last = time.monotonic() + LONG / 1000
    found: object = None
    while time.monotonic() < last and found != ([5], [goal]):
        with open_workshop(workshop) as after:
            rows = [str(row.values["goal"]) for row in after.snapshot.rows("goals")]
            found = ([one.value for one in after.snapshot.answers], rows)
        time.sleep(0.2)
    assert found == ([5], [goal])


def test_a_workshop_that_cannot_be_read_is_said_in_plain_words(
    serve: Serve, tabs: Tabs, workshop: Path
) -> None:
    whole = workshop.read_bytes()
    workshop.write_bytes(whole[: len(whole) // 2])
    page = tabs.open(1280)
    page.goto(serve(workshop), timeout=LONG)
    page.get_by_text("Use a saved copy of the workshop.").first.wait_for(timeout=LONG)

    said = page.locator("body").inner_text()
    assert "Traceback" not in said
    assert "NameError" not in said


def test_a_stranger_without_the_key_sees_nothing(serve: Serve, tabs: Tabs, workshop: Path) -> None:
    link, _, _ = serve(workshop, "p01").partition("?token=")
    page = tabs.open(1280)
    page.goto(link, timeout=LONG)

    assert "/login" in page.url
    assert "Harbour" not in page.locator("body").inner_text()
