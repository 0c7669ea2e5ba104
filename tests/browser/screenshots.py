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


STAGES = {
    "2-asked": (2, 0), "3-table": (2, 1), "4-shown": (2, 2), "5-weights": (6, 1),
    "6-results": (7, 0), "7-disputed": (9, 0), "8-close": (12, 3),
}  # fmt: skip


def workshop(tabs: Tabs, place: Path, out: Path) -> None:
    """Keep the screens of a room: waiting, asking, sent, typed, shown, results, boards."""
    file = place / "w.kit"
    made = new_workshop(file, "Brackwater Outfitters")
    made.import_from([SAMPLE])
    made.close()
    served = Served(file, k=5)
    departments = [row.id for row in served.hall.taking.rows("departments")]
    seats = [served.seat(f"P{n}", departments[n % len(departments)]) for n in range(24)]
    pages = phones(tabs, served, out)
    lead, dark = tabs.open(1440), tabs.open(1440, dark=True)
    lead.goto(f"http://127.0.0.1:{served.lead_port}/#{served.keys.key}")
    dark.goto(f"http://127.0.0.1:{served.lead_port}/#{served.keys.key}")
    screen = lead.context.new_page()
    screen.goto(f"http://127.0.0.1:{served.lead_port}/screen")
    screen.locator(".code").wait_for()
    projector = {"width": 1920, "height": 1080}
    screen.set_viewport_size(projector)
    pages |= {"facilitator": lead, "facilitator-dark": dark, "screen": screen}
    keep(screen, out / "1-join-screen.png")
    typed(served, seats, lead, out)
    for stage, (block, step) in STAGES.items():
        served.thread.call(served.hall.move, block, step)
        answer_all(served, seats, departments)
        for name, page in pages.items():
            page.wait_for_timeout(1500)
            if stage == "7-disputed" and name == "facilitator":
                what_if(page)
            keep(page, out / f"{stage}-{name}.png", whole=name != "screen")
        for number in range(12):
            following = screen.get_by_role("button", name="Next", exact=True)
            if following.count() == 0 or following.is_disabled():
                break
            following.click()
            screen.wait_for_timeout(700)
            keep(screen, out / f"{stage}-screen-{number + 2}.png", whole=False)
    for board in ("Parking lot", "Decision log", "Dissent box"):
        screen.get_by_role("button", name=board).click()
        screen.wait_for_timeout(700)
        keep(screen, out / f"9-board-{board[:4].lower()}-screen.png", whole=False)
        pages["phone-390"].locator("summary", has_text=board).click()
    pages["phone-390"].wait_for_timeout(700)
    keep(pages["phone-390"], out / "9-boards-phone-390.png")
    served.stop()


def phones(tabs: Tabs, served: Served, out: Path) -> dict[str, Any]:
    """Return seated participants' pages at three widths, light and dark."""
    pages = {f"phone-{width}": tabs.open(width) for width in WIDTHS}
    pages |= {f"phone-{width}-dark": tabs.open(width, dark=True) for width in WIDTHS}
    for name, page in pages.items():
        page.goto(f"http://127.0.0.1:{served.port}/")
        page.get_by_label("Code on the screen").wait_for()
        keep(page, out / f"0-code-{name}.png")
        page.goto(f"http://127.0.0.1:{served.port}/#{served.hall.room.code}")
        page.get_by_label("What people call you").wait_for()
        keep(page, out / f"1-join-{name}.png")
        sit_down(page, served.port, served.hall.room.code, "Ada", "Marketing")
        keep(page, out / f"1-waiting-{name}.png")
    return pages


def typed(served: Served, seats: list[Any], lead: Any, out: Path) -> None:
    """Have people type hopes, park thoughts, and keep what the facilitator reads first."""
    served.thread.call(served.hall.move, 1, 0)
    for number, seat in enumerate(seats):
        seat.answer("start_here.hopes", HOPES[number % len(HOPES)], answer_id="h")
    for number, text in enumerate(THOUGHTS):
        seats[number].post("/park", {"text": text, "id": f"t{number}"})
        served.thread.call(lambda key: served.hall.show_parked(key, shown=True), f"t{number}")
    served.thread.call(served.hall.move, 1, 2)
    lead.locator(".reading").first.wait_for()
    keep(lead, out / "2-typed-facilitator.png")


HOPES = (
    "Fewer accounts, and each of them alive",
    "That the workshop's craft is seen at last",
    "One calendar that everybody believes",
    "To be asked before a campaign, not after it",
    "Replies on the same day, also at weekends",
    "Nothing that I would not say to their face",
)
THOUGHTS = ("Who pays for the new camera?", "What happens to the old Pinterest account?")


def answer_all(served: Served, seats: list[Any], departments: list[str]) -> None:
    """Have every seat answer whatever scale is open."""
    bank = served.workshop.bank
    for question, asked in list(served.hall.room.asked.items()):
        form = bank.questions[question].format
        about = departments if bank.questions[question].about.value == "each_department" else [""]
        if not asked.open or not form.levels:
            continue
        for number, seat in enumerate(seats):
            entries = [
                {
                    "kind": "answer", "question": question, "subject": subject,
                    "round": asked.round, "state": "given",
                    "value": 1 + (number * (at + 2) + at) % 5 if (number + at) % 3 else 1 + at % 5,
                    "answer_id": f"{question}{subject}{asked.round}",
                }
                for at, subject in enumerate(about)
            ]  # fmt: skip
            seat.post("/replies", {"entries": entries})


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
            for group in (
                page.locator(".card.here, .card:visible").locator("[role=radiogroup]").all()
            ):
                if group.is_visible():
                    group.get_by_role("radio").nth(3).check(force=True)
            for at, box in enumerate(page.locator(".amounts input:visible").all()):
                box.fill(str(100 - 15 * at))
            page.wait_for_timeout(900)
            keep(page, out / f"9-assessment-{width}-{number}.png")
    thread.stop()
    alone.workshop.close()


def keep(page: Any, file: Path, *, whole: bool = True) -> None:
    """Write the page, or only what is in its window."""
    page.screenshot(path=str(file), full_page=whole)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots"))
