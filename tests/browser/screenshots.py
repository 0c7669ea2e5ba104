# ruff: noqa: ANN401, E402  playwright's types; a script finds its own neighbours
"""Write what people see to a folder, for a person to look at.

Run: python tests/browser/screenshots.py [FOLDER]
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "live")]

from live_room import Tabs, launched, sit_down
from serving_helpers import Served, alone_site

from kit.workshop import new_workshop

SAMPLE = Path(__file__).parents[2] / "sample_data" / "brackwater_outfitters"
WIDTHS = (1280, 390, 320)


def main(out: Path) -> None:
    """Walk through a workshop and an assessment, and keep a picture of every screen."""
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as place:
        tabs = Tabs(launched(playwright))
        workshop(tabs, Path(place), out)
        assessment(tabs, Path(place), out)
        tabs.close()
    for file in sorted(out.glob("*.png")):
        print(file)  # noqa: T201  what was asked for


def workshop(tabs: Tabs, place: Path, out: Path) -> None:
    """Keep the screens of a room: waiting, asking, shown, results."""
    file = place / "w.kit"
    made = new_workshop(file, "Brackwater Outfitters")
    made.import_from([SAMPLE])
    made.close()
    served = Served(file, k=5)
    pages = {f"phone-{width}": tabs.open(width) for width in WIDTHS}
    pages["phone-390-dark"] = tabs.open(390, dark=True)
    for name, page in pages.items():
        page.goto(f"http://127.0.0.1:{served.port}/#{served.hall.room.code}")
        page.get_by_label("What people call you").wait_for()
        keep(page, out / f"1-join-{name}.png")
        sit_down(page, served.port, served.hall.room.code, "Ada", "Marketing")
    lead = tabs.open(1440)
    lead.goto(f"http://127.0.0.1:{served.lead_port}/#{served.keys.key}")
    screen = lead.context.new_page()
    screen.goto(f"http://127.0.0.1:{served.lead_port}/screen")
    screen.locator(".code").wait_for()
    pages |= {"facilitator": lead, "screen": screen}
    keep(screen, out / "1-join-screen.png")
    for stage, (block, step) in {
        "2-asked": (2, 0), "3-table": (2, 1), "4-shown": (2, 2), "5-weights": (6, 1),
        "6-results": (7, 0), "7-disputed": (9, 0), "8-close": (12, 3),
    }.items():  # fmt: skip
        served.thread.call(served.hall.move, block, step)
        for name, page in pages.items():
            page.wait_for_timeout(1500)
            if stage == "7-disputed" and name == "facilitator":
                what_if(page)
            keep(page, out / f"{stage}-{name}.png")
    served.stop()


def what_if(page: Any) -> None:
    """Move the slider."""
    slider = page.locator("input[type=range]")
    slider.wait_for(timeout=20000)
    slider.fill("5")
    page.get_by_text(re.compile("Of 100 pairings")).wait_for()


def assessment(tabs: Tabs, place: Path, out: Path) -> None:
    """Keep every page of the assessment, and its result."""
    thread, alone, key = alone_site(place / "alone.kit")
    for width in (1280, 390):
        page = tabs.open(width)
        page.goto(f"http://127.0.0.1:{thread.ports[0]}/#{key}")
        page.get_by_label("Your department").fill("Human resources")
        page.get_by_role("button", name="Save").click()
        for number, part in enumerate(alone.asked.parts):
            page.get_by_role("button", name=part.title, exact=True).click()
            page.wait_for_timeout(300)
            for group in page.locator("fieldset.card [role=radiogroup]").all():
                group.get_by_role("radio").nth(3).check(force=True)
            for at, box in enumerate(page.locator(".amounts input").all()):
                box.fill(str(100 - 15 * at), force=True)
            page.wait_for_timeout(900)
            keep(page, out / f"9-assessment-{width}-{number}.png")
    thread.stop()
    alone.workshop.close()


def keep(page: Any, file: Path) -> None:
    """Write the whole page."""
    page.screenshot(path=str(file), full_page=True)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots"))
