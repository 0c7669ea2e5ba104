# ruff: noqa: ANN401  playwright may be missing, and with it its types
"""Real browsers in a served workshop, and what axe-core says of what they see."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "live"))

from serving_helpers import Served

DIFFERENCE = "goals.difference"
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
AXE = Path(__file__).with_name("axe.min.js").read_text(encoding="utf-8")
PATIENCE = 30_000
"""Milliseconds: a condition that is met ends the wait; a machine under load gets there late."""
PLAIN_KERNELS = {"JUPYTER_DEFAULT_PROVISIONER_NAME": "local-provisioner"}
"""Kernels as processes of their own, which a test can find and kill."""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def launched(playwright: Any) -> Any:
    """Return Chromium; its absence is an error where CI is set."""
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail(f"{CHROMIUM} is missing: apt-get install chromium")
        pytest.skip(f"NOT TESTED in a browser: {CHROMIUM} is missing (apt-get install chromium)")
    return playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)


class Tabs:
    """Open pages, and everything they tried that they should not."""

    def __init__(self, browser: Any) -> None:
        """Open pages in this browser."""
        self.browser = browser
        self.contexts: list[Any] = []
        self.troubles: list[str] = []

    def open(self, width: int = 390, *, dark: bool = False, **more: Any) -> Any:
        """Return an empty page of its own browser profile."""
        scheme = "dark" if dark else "light"
        size = {"width": width, "height": 844}
        context = self.browser.new_context(viewport=size, color_scheme=scheme, **more)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.troubles.append(f"error {error}"))
        page.on(
            "console",
            lambda told: (
                self.troubles.append(f"policy {told.text}")
                if "Content Security Policy" in told.text
                else None
            ),
        )
        page.on("dialog", lambda dialog: self.troubles.append(f"dialog {dialog.message}"))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith(("http://127.0.0.1", "data:", "file:", "blob:"))
                else self.troubles.append(f"fetched {request.url}")
            ),
        )
        return page

    def close(self) -> None:
        """Close every page."""
        for context in self.contexts:
            context.close()


def violations(page: Any, inside: str = "") -> list[str]:
    """Return what axe-core finds, one line a rule with the first place."""
    page.evaluate(AXE)
    found = page.evaluate(
        "([tags, inside]) => axe.run(inside || document, {runOnly: {type: 'tag', values: tags}})",
        [TAGS, inside],
    )
    return [
        f"{rule['id']} ({len(rule['nodes'])}): {rule['nodes'][0]['html'][:160]}"
        for rule in found["violations"]
    ]


def overflow(page: Any) -> int:
    """Return by how many pixels the page is wider than the window."""
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return int(page.evaluate(wide))


def sit_down(page: Any, port: int, code: str, name: str, department: str) -> None:
    """Join as a person would."""
    page.goto(f"http://127.0.0.1:{port}/#{code}")
    page.get_by_label("What people call you").fill(name)
    page.get_by_label("Department", exact=True).select_option(label=department)
    page.get_by_role("button", name="Take a seat").click()
    page.locator(".who").wait_for()


def saved(page: Any) -> None:
    """Wait until the page says that everything is saved."""
    page.locator(".status[data-state=saved]").first.wait_for(timeout=PATIENCE)


def move(served: Served, block: int, step: int) -> None:
    """Go to a step of the plan."""
    served.thread.call(served.hall.move, block, step)


def seated(served: Served, tabs: Tabs, width: int = 390) -> Any:
    """Return the page of somebody who has just sat down."""
    page = tabs.open(width)
    sit_down(page, served.port, served.hall.room.code, "Ada", "Marketing")
    return page


def values(served: Served) -> dict[tuple[str, str, int], object]:
    """Return what is kept, by question, subject and round."""
    found = served.workshop.store.snapshot().answers
    return {(one.question, one.subject, one.round): one.value for one in found}


def values_of(served: Served, answers: int) -> dict[tuple[str, str, int], object]:
    """Wait until so many answers are kept: "saved" may be said between the first and the last."""
    last = time.monotonic() + PATIENCE / 1000
    while len(values(served)) < answers and time.monotonic() < last:
        time.sleep(0.05)
    return values(served)


def others_answer(served: Served, people: int = 4) -> None:
    """Have others answer how far goals differ."""
    for number in range(people):
        seat = served.seat(f"P{number}", "pr")
        for at, subject in enumerate(("marketing", "pr", "human_resources")):
            seat.answer(DIFFERENCE, 1 + (number + at) % 5, subject=subject, answer_id=f"{at}")


def kernels() -> list[int]:
    """Return the notebooks' kernels that this process has started, through others."""
    listed = subprocess.check_output(["ps", "-eo", "pid=,ppid=,args="], text=True)
    rows = [line.split(None, 2) for line in listed.splitlines()]
    ours = {os.getpid()}
    for _ in range(4):
        ours |= {int(pid) for pid, parent, _ in rows if int(parent) in ours}
    return [int(pid) for pid, _, args in rows if int(pid) in ours and "ipykernel" in args]
