# ruff: noqa: ANN401  playwright may be missing, and with it its types
"""What the room sees in real browsers: the shared screen, the boxes, texts read first, no mouse."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from live_room import (
    DIFFERENCE,
    PATIENCE,
    Tabs,
    move,
    others_answer,
    overflow,
    saved,
    seated,
    sit_down,
    values,
    violations,
)
from serving_helpers import DEPARTMENTS, Served, forget_limits

from kit.facilitation import plan
from kit.live.hall import PRIVATE

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.slow


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    forget_limits()
    live = Served(tmp_path / "w.kit")
    yield live
    live.stop()


def press_until(page: Any, key: str, focused: str) -> None:
    """Press a key until something has the focus, as somebody without a mouse does."""
    for _ in range(60):
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", focused):
            return
        page.keyboard.press(key)
    pytest.fail(f"{key} never reaches {focused}")


def test_without_a_mouse_from_the_code_to_the_last_answer(served: Served, tabs: Tabs) -> None:
    page = tabs.open(1280)
    page.goto(f"http://127.0.0.1:{served.port}/")
    page.get_by_label("Code on the screen").wait_for()
    press_until(page, "Tab", "#code")
    page.keyboard.type(served.hall.room.code.lower())
    page.keyboard.press("Enter")
    page.get_by_label("What people call you").wait_for()
    press_until(page, "Tab", "#name")
    page.keyboard.type("Ada")
    press_until(page, "Tab", "select")
    page.keyboard.type("Public")
    page.keyboard.press("Tab")
    press_until(page, "Tab", "button.main")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="You have a seat").wait_for()
    move(served, 2, 0)
    page.locator(".card").first.wait_for()
    for level in range(4):
        press_until(page, "Tab", f".subject:nth-child({level + 1}) input[type=radio]")
        page.keyboard.press("Space")
        for _ in range(level):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Tab")
    press_until(page, "Tab", "textarea")
    page.keyboard.type("Our cooks decide")
    page.keyboard.press("Tab")
    saved(page)
    press_until(page, "Tab", ".boxes details:nth-of-type(1) summary")
    page.keyboard.press("Enter")
    press_until(page, "Tab", ".boxes textarea")
    page.keyboard.type("Who pays?")
    press_until(page, "Tab", ".boxes button")
    page.keyboard.press("Enter")
    page.get_by_text("Parked. The facilitator puts it on the list").wait_for()

    levels = [values(served)[DIFFERENCE, subject, 1] for subject in DEPARTMENTS]
    assert levels == [1, 2, 3, 4]
    assert values(served)["goals.not_shown", "pr", 1] == "Our cooks decide"
    assert [one.text for one in served.hall.room.parked.values()] == ["Who pays?"]


@pytest.mark.parametrize(("width", "dark"), [(1280, True), (390, False), (320, True)])
def test_axe_finds_nothing_whatever_the_full_day_asks(
    tmp_path: Path, tabs: Tabs, width: int, *, dark: bool
) -> None:
    """Every question and table of the longest plan, so every kind of answer and column it has."""
    forget_limits()
    live = Served(tmp_path / "w.kit", plan("full_day"))
    page = tabs.open(width, dark=dark)
    sit_down(page, live.port, live.hall.room.code, "Ada", "Marketing")
    found, looked_at = {}, set[str]()
    for at, block in enumerate(live.hall.plan.blocks):
        for number, step in enumerate(block.steps):
            asked = {*step.registers} - PRIVATE | (
                {*step.questions} if step.do == "answer" else set()
            )
            if not asked - looked_at or step.do == "reveal":
                continue
            looked_at |= asked
            move(live, at, number)
            page.get_by_role("heading", name=block.title, level=1).wait_for()
            page.locator(".card").first.wait_for(state="attached")
            page.evaluate(
                "document.querySelectorAll('.card').forEach((o) => o.classList.add('here'))"
            )
            page.evaluate(
                "document.querySelectorAll('.examples').forEach((o) => { o.open = true; })"
            )
            if wrong := violations(page, ".form") + ["wide"] * (overflow(page) > 0):
                found[block.id, number] = wrong
            for question in step.questions:
                live.thread.call(live.hall.reveal, question)
    live.stop()

    assert found == {}


def test_the_room_sees_what_people_typed_once_the_facilitator_lets_it(
    served: Served, tabs: Tabs
) -> None:
    page, (lead, screen) = seated(served, tabs), leading(served, tabs)
    move(served, 1, 0)
    for number in range(4):
        text = "Ben is to blame" if number == 2 else f"hope number {number}"
        served.seat(f"P{number}", "pr").answer("start_here.hopes", text, answer_id="h")
    move(served, 1, 2)
    lead.get_by_label("Leave out: Ben is to blame").check()
    assert violations(lead) == []
    assert page.get_by_text("hope number").count() == 0
    assert screen.get_by_text("hope number").count() == 0
    lead.get_by_role("button", name="Let the room see the rest").click()
    page.get_by_text("hope number 3").wait_for()
    screen.get_by_text("hope number 3").wait_for()

    for shown in (page, screen):
        assert shown.get_by_text("Ben is to blame").count() == 0
        assert shown.get_by_text("1 text is left out here by the facilitator").count() == 1
    lead.get_by_role("button", name="Leave something out").click()
    lead.get_by_label("Leave out: Ben is to blame").uncheck()
    lead.get_by_role("button", name="Let the room see the rest").click()
    screen.get_by_text("Ben is to blame").wait_for()


def test_the_screen_shows_one_picture_at_a_time_and_the_facilitator_says_which(
    served: Served, tabs: Tabs
) -> None:
    lead, screen = leading(served, tabs)
    move(served, 2, 0)
    others_answer(served, 6)
    move(served, 2, 2)
    screen.locator(".picture").first.wait_for()
    assert screen.locator(".picture").count() == 1
    assert violations(screen) == []
    first = screen.locator("figcaption").inner_text()
    screen.keyboard.press("ArrowRight")
    screen.wait_for_function(
        "(first) => document.querySelector('figcaption').innerText !== first", arg=first
    )
    screen.reload()
    screen.locator(".picture").first.wait_for()
    assert screen.locator("figcaption").inner_text() != first
    lead.get_by_role("button", name="Put on the screen").first.click()
    screen.wait_for_function(
        "(first) => document.querySelector('figcaption').innerText === first", arg=first
    )
    sync_api.expect(lead.locator("[data-look][aria-pressed=true]")).to_have_count(1)
    box = screen.locator(".sheet svg:visible").bounding_box()
    assert box["y"] + box["height"] <= screen.viewport_size["height"]


def test_parking_lot_decisions_and_dissent_are_one_click_away_everywhere(
    served: Served, tabs: Tabs
) -> None:
    page, (lead, screen) = seated(served, tabs), leading(served, tabs)
    seat = served.seat("Ben", "pr")
    seat.post("/park", {"text": "Who pays?", "id": "p"})
    lead.get_by_role("button", name="Show to all: Who pays?").click()
    log = {
        "kind": "row", "register": "decisions", "id": "d", "version": 0, "answer_id": "d",
        "cells": {"department": "pr", "decision": "own", "reason": "Its own people"},
    }  # fmt: skip
    served.lead().post("/rows", {"entries": [log]})
    for block, step in ((0, 0), (2, 0), (2, 3), (4, 0), (12, 3)):
        move(served, block, step)
        title = served.hall.room.present_block.title
        page.get_by_role("heading", name=title, level=1).wait_for()
        for shown, kind in ((page, "summary"), (screen, "button")):
            for board, words in (("Parking lot", "Who pays?"), ("Decision log", "Its own people")):
                place = shown.locator(kind, has_text=board)
                place.click()
                shown.get_by_text(words).first.wait_for()
                place.click()
            sync_api.expect(shown.locator(kind, has_text="Dissent box")).to_have_count(1)
        for heading in ("Parking lot", "Decision log", "Dissent box"):
            assert lead.get_by_role("heading", name=heading, exact=True).count() == 1
    box = page.locator(".boxes details", has_text="Dissent box")
    page.get_by_text("Question 1 of").first.wait_for(state="attached")
    open_box(box)
    box.locator("textarea").fill("I still think otherwise")
    page.get_by_role("heading", level=1).click()
    screen.get_by_role("button", name="Dissent box").click()
    screen.get_by_text("1 person has written one.").wait_for()
    assert screen.get_by_text("I still think otherwise").count() == 0


def test_the_facilitator_closes_a_seat_and_its_phone_says_so(served: Served, tabs: Tabs) -> None:
    page, (lead, _) = seated(served, tabs), leading(served, tabs)
    name = served.hall.participants()[0].values["name"]

    lead.get_by_role("button", name=f"Close the seat of {name}").click()
    lead.get_by_role("button", name=f"Keep the seat of {name}").click()
    lead.get_by_role("button", name=f"Close the seat of {name}").click()
    lead.get_by_role("button", name=f"Yes, close the seat of {name}").click()

    page.get_by_role("heading", name="Join the workshop").wait_for()
    page.get_by_text("the facilitator closed this seat").wait_for()
    lead.get_by_text("Expected: 1").click()
    lead.get_by_role("button", name=f"Code for {name}").click()
    code = lead.locator(".side b", has_text="-").inner_text()
    page.get_by_text("I was here before").click()
    page.get_by_label("Your resume code").fill(code)
    page.get_by_role("button", name="Take up my seat").click()
    page.get_by_text("My seat").wait_for()
    lead.get_by_text("1 connected, 1 seated").wait_for()


def open_box(box: Any) -> None:
    """Open a box; a click that the page moved away from under the pointer is made again."""
    ends = time.monotonic() + PATIENCE / 1000
    while not box.evaluate("(one) => one.open") and time.monotonic() < ends:
        box.locator("summary").first.click()
        box.page.wait_for_timeout(200)


def leading(served: Served, tabs: Tabs) -> tuple[Any, Any]:
    """Return the facilitator's page and the shared screen."""
    lead = tabs.open(1440)
    lead.goto(f"http://127.0.0.1:{served.lead_port}/#{served.keys.key}")
    lead.get_by_role("heading", name="Who is here").wait_for()
    screen = lead.context.new_page()
    screen.set_viewport_size({"width": 1920, "height": 1080})
    screen.goto(f"http://127.0.0.1:{served.lead_port}/screen")
    screen.locator(".deck").wait_for()
    return lead, screen


def test_a_button_survives_the_answers_that_come_while_it_is_pressed(
    served: Served, tabs: Tabs
) -> None:
    lead, screen = leading(served, tabs)
    move(served, 2, 0)
    reveal = lead.get_by_role("button", name="Reveal: How far do each department")
    reveal.wait_for()
    pressed = reveal.element_handle()
    board = screen.get_by_role("button", name="Parking lot").element_handle()
    others_answer(served, 4)
    lead.get_by_text("4 of 4 have answered").wait_for()
    screen.get_by_text("4 of 4").wait_for()

    assert pressed.evaluate("(one) => one.isConnected")
    assert board.evaluate("(one) => one.isConnected")
    pressed.click()
    lead.get_by_role("button", name="Ask again: How far do each department").wait_for()
    assert not pressed.evaluate("(one) => one.isConnected")
    lead.get_by_role("button", name="Next step").click()
    lead.locator(".now .text", has_text="corrects its own").wait_for()
    lead.get_by_role("button", name="Next step").click()
    lead.locator(".now .text", has_text="Reveal the picture").wait_for()


def test_meters_are_as_long_as_what_they_count(served: Served, tabs: Tabs) -> None:
    lead, screen = leading(served, tabs)
    move(served, 2, 0)
    lead.get_by_text("0 of 0 have answered").first.wait_for()
    screen.get_by_text("0 of 0").first.wait_for()
    others_answer(served, 4)
    served.seat("Silent", "pr")
    for shown in (lead, screen):
        shown.wait_for_function(
            """() => { const meter = document.querySelector(".meter"); return Math.abs(
              meter.firstChild.offsetWidth / meter.clientWidth - 0.8) < 0.02; }"""
        )


def test_the_facilitator_goes_on_in_the_same_tab_after_a_restart(
    tmp_path: Path, tabs: Tabs
) -> None:
    forget_limits()
    first = Served(tmp_path / "w.kit")
    lead, screen = leading(first, tabs)
    move(first, 2, 0)
    lead.get_by_role("heading", name="Goals", level=1).wait_for()
    lead_port = first.lead_port
    first.stop()
    lead.get_by_text("No connection to the workshop").wait_for()
    again = Served(tmp_path / "w.kit", lead_port=lead_port)
    try:
        lead.get_by_text("Open the link that kit live printed last").wait_for()
        lead.goto(f"http://127.0.0.1:{lead_port}/#{again.keys.key}")
        lead.get_by_text("0 of 0 have answered").first.wait_for()
        assert lead.get_by_text("kit live printed last").count() == 0
        move(again, 2, 1)
        lead.locator(".now .text", has_text="corrects its own").wait_for()
        screen.get_by_text("corrects its own").wait_for()
    finally:
        again.stop()
