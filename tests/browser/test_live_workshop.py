"""The workshop in real browsers: join, answer, lose the network, reveal, decide, report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

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
    values_of,
    violations,
)
from serving_helpers import Served, alone_site, forget_limits

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.slow
WIDTHS = pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (390, "light"), (320, "dark")]
)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    forget_limits()
    live = Served(tmp_path / "w.kit")
    yield live
    live.stop()


@WIDTHS
def test_axe_finds_nothing_on_the_participants_pages(
    served: Served, tabs: Tabs, width: int, scheme: str
) -> None:
    page = tabs.open(width, dark=scheme == "dark")
    page.goto(f"http://127.0.0.1:{served.port}/")
    page.get_by_label("Code on the screen").wait_for()
    assert violations(page) == []
    sit_down(page, served.port, served.hall.room.code, "Ada", "Marketing")
    assert violations(page) == []
    move(served, 2, 1)
    move(served, 2, 0)
    page.locator(".card").first.wait_for()
    assert violations(page) == []
    assert overflow(page) == 0
    move(served, 2, 1)
    page.locator(".grid").first.wait_for(state="attached")
    page.evaluate("document.querySelectorAll('.card').forEach((one) => one.classList.add('here'))")
    page.get_by_role("button", name="Add to goals").click()
    assert violations(page) == []
    others_answer(served)
    move(served, 2, 2)
    page.locator(".picture").first.wait_for()
    assert violations(page) == []
    assert overflow(page) == 0


@WIDTHS
def test_axe_finds_nothing_on_the_facilitators_and_the_shared_screen(
    served: Served, tabs: Tabs, width: int, scheme: str
) -> None:
    others_answer_first = served.seat("Ben", "pr")
    lead = tabs.open(width, dark=scheme == "dark")
    lead.goto(f"http://127.0.0.1:{served.lead_port}/#{served.keys.key}")
    lead.get_by_role("button", name="Begin").wait_for()
    assert violations(lead) == []
    move(served, 2, 0)
    others_answer_first.answer(DIFFERENCE, 2, subject="pr")
    others_answer(served)
    move(served, 2, 2)
    lead.locator(".picture").first.wait_for()
    lead.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    lead.locator(".grid").first.wait_for(state="attached")
    assert violations(lead) == []
    screen = lead.context.new_page()
    screen.goto(f"http://127.0.0.1:{served.lead_port}/screen")
    screen.locator(".picture").first.wait_for()
    assert violations(screen) == []


@WIDTHS
def test_axe_finds_nothing_on_the_assessment(
    tmp_path: Path, tabs: Tabs, width: int, scheme: str
) -> None:
    thread, alone, key = alone_site(tmp_path / "alone.kit")
    page = tabs.open(width, dark=scheme == "dark")
    page.goto(f"http://127.0.0.1:{thread.ports[0]}/#{key}")
    page.get_by_label("Your department").fill("Human resources")
    page.get_by_role("button", name="Save").click()
    page.locator(".card").first.wait_for()
    for part in alone.asked.parts:
        page.get_by_role("button", name=part.title, exact=True).click()
        page.get_by_role("heading", name=part.title, level=1).wait_for()
        if part.result:
            page.locator(".verdict").wait_for()
        assert violations(page) == [], part.title
        assert overflow(page) == 0, part.title
    thread.stop()
    alone.workshop.close()


def test_nothing_is_chosen_beforehand_and_every_kind_can_be_unsure(
    served: Served, tabs: Tabs
) -> None:
    page = seated(served, tabs, 1280)
    move(served, 6, 1)
    page.locator(".card").first.wait_for()

    assert page.locator("input:checked").count() == 0
    assert page.locator("select").evaluate_all("some => some.every((one) => !one.value)")
    assert page.locator("input[type=text]").evaluate_all("some => some.every((one) => !one.value)")
    for card in page.locator("fieldset.card").all():
        assert card.get_by_text("Don't know").count() >= 1
        assert card.get_by_text("Does not apply").count() >= 1


def test_a_form_is_filled_with_the_keyboard_alone(served: Served, tabs: Tabs) -> None:
    page = seated(served, tabs, 1280)
    move(served, 2, 0)
    page.locator(".card").first.wait_for()
    page.get_by_role("radiogroup", name="Marketing").first.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    saved(page)

    found = values_of(served, 2)
    assert found[DIFFERENCE, "marketing", 1] == 3
    assert (DIFFERENCE, "pr", 1) in found


def test_typed_text_survives_a_refusal_and_a_reload(served: Served, tabs: Tabs) -> None:
    page = seated(served, tabs, 1280)
    move(served, 2, 1)
    page.get_by_role("button", name="Add to goals").click()
    goal = page.get_by_label("Goal, row 1", exact=True)
    goal.fill("Fill every kitchen job within four weeks")
    due = page.get_by_label("How it is counted, row 1")
    due.fill("x" * 20_001)
    page.get_by_role("heading", level=1).click()
    page.get_by_text("Shorten it").first.wait_for()
    page.get_by_text(re.compile("not saved: goals")).wait_for()
    page.reload()
    page.get_by_label("Goal, row 1", exact=True).wait_for()

    assert (
        page.get_by_label("Goal, row 1", exact=True).input_value()
        == "Fill every kitchen job within four weeks"
    )
    assert page.get_by_label("How it is counted, row 1").input_value() == "x" * 20_001


def test_answers_given_offline_arrive_later_exactly_once(served: Served, tabs: Tabs) -> None:
    page = seated(served, tabs, 390)
    move(served, 2, 0)
    page.locator(".card").first.wait_for()
    page.context.set_offline(True)
    page.get_by_role("radiogroup", name="Marketing").first.get_by_role("radio").nth(3).check()
    page.get_by_role("radiogroup", name="Public relations").get_by_role("radio").nth(1).check()
    page.get_by_text(re.compile("2 answers are kept on this device")).wait_for(timeout=PATIENCE)
    assert values(served) == {}
    page.context.set_offline(False)
    saved(page)

    assert values(served) == {(DIFFERENCE, "marketing", 1): 4, (DIFFERENCE, "pr", 1): 2}


def test_the_server_dies_in_the_middle_and_the_room_goes_on(tmp_path: Path, tabs: Tabs) -> None:
    forget_limits()
    first = Served(tmp_path / "w.kit")
    page = seated(first, tabs)
    move(first, 2, 0)
    page.locator(".card").first.wait_for()
    port = first.port
    first.stop()
    page.get_by_role("radiogroup", name="Marketing").first.get_by_role("radio").nth(3).check()
    page.get_by_text(re.compile("kept on this device")).wait_for(timeout=PATIENCE)
    again = Served(tmp_path / "w.kit", port=port)
    try:
        saved(page)
        assert values(again) == {(DIFFERENCE, "marketing", 1): 4}
    finally:
        again.stop()


def test_where_i_stand_is_shown_beside_what_the_room_said(served: Served, tabs: Tabs) -> None:
    page = seated(served, tabs)
    others_before = served.hall.room.code
    assert others_before
    move(served, 2, 0)
    page.locator(".card").first.wait_for()
    page.get_by_role("radiogroup", name="Marketing").first.get_by_role("radio").nth(3).check()
    saved(page)
    others_answer(served)
    assert page.get_by_text("Where you stand").count() == 0
    move(served, 2, 2)
    stand = page.locator(".stand").filter(has_text="Mostly its own")
    stand.wait_for()

    assert stand.inner_text().split("\n") == ["Where you stand", "", "4, Mostly its own"]


def test_hostile_answers_are_shown_as_text_everywhere(served: Served, tabs: Tabs) -> None:
    text = "</script><img src=x onerror=alert(1)><svg onload=alert(2)>"
    move(served, 1, 0)
    for number in range(3):
        seat = served.seat(f"<b onmouseover=alert(3)>P{number}</b>", "pr")
        seat.answer("start_here.hopes", f"{text} {number}", answer_id="h")
        seat.post("/park", {"text": text, "id": f"p{number}"})
    move(served, 1, 2)
    served.thread.call(served.hall.let, ("start_here.hopes", 1), [])
    page = seated(served, tabs)
    page.get_by_text(f"{text} 1").wait_for()
    lead = tabs.open(1280)
    lead.goto(f"http://127.0.0.1:{served.lead_port}/#{served.keys.key}")
    lead.get_by_text(text).first.wait_for()

    assert page.locator("main img").count() == 0
    assert lead.locator("main img").count() == 0
    sync_api.expect(lead.locator(".side")).to_contain_text("P0")


def test_three_rounds_with_twelve_seats_end_in_a_report(served: Served, tabs: Tabs) -> None:
    departments = ("marketing", "pr", "human_resources", "customer_service")
    seats = [served.seat(f"Seat {n}", departments[n % 4]) for n in range(11)]
    page = seated(served, tabs, 1280)
    lead = tabs.open(1440)
    lead.goto(f"http://127.0.0.1:{served.lead_port}/#{served.keys.key}")
    lead.get_by_role("button", name="Begin").click()
    everything = {
        2: [DIFFERENCE], 3: ["audiences.distinct"], 5: ["resources.readiness", "content.original"],
        6: ["account_decision.voice"],
    }  # fmt: skip
    for block, questions in everything.items():
        step = 1 if block == 6 else 0
        move(served, block, step)
        for at, seat in enumerate(seats):
            for question in questions:
                for subject in departments:
                    level = 1 + (at + len(subject)) % 3 + (subject == "human_resources") * 2
                    seat.answer(question, level, subject=subject, answer_id=f"{question}{subject}")
            if block == 6:
                weights = {
                    "goals": 40,
                    "audience": 100,
                    "resources": 60,
                    "content": 80,
                    "brand": 20,
                }
                seat.answer("account_decision.weights", weights, answer_id="w")
        page.get_by_role("radiogroup").first.get_by_role("radio").nth(2).check()
        saved(page)
        for question in questions:
            served.thread.call(served.hall.reveal, question)
    served.thread.call(served.hall.open, (DIFFERENCE,), 2)
    page.get_by_text("Question 1 of").first.wait_for()
    assert seats[0].answer(DIFFERENCE, 5, subject="pr", round=2, answer_id="r2")["ok"]
    for question in ("account_decision.weights", DIFFERENCE):
        served.thread.call(served.hall.reveal, question)
    move(served, 7, 0)
    lead.get_by_role("heading", name="Results").wait_for()
    lead.locator(".picture svg").first.wait_for(timeout=PATIENCE)
    lead.get_by_role("button", name="Work it out").click()
    lead.locator("input[type=range]").wait_for(timeout=PATIENCE)
    lead.locator("input[type=range]").fill("5")
    lead.get_by_text(re.compile("Of 100 pairings")).wait_for()
    with lead.context.expect_page() as opened:
        lead.get_by_role("link", name="Report as it stands").click()
    report = opened.value
    report.locator("h1").wait_for()

    assert "Harbour & Pine" in report.locator("body").inner_text()
    rounds = {one.round for one in served.workshop.store.snapshot().answers}
    assert rounds == {1, 2}


def test_the_assessment_goes_on_where_it_was_left(tmp_path: Path, tabs: Tabs) -> None:
    thread, alone, key = alone_site(tmp_path / "alone.kit", "quick")
    page = tabs.open(1280)
    page.goto(f"http://127.0.0.1:{thread.ports[0]}/#{key}")
    page.get_by_label("Your department").fill("Human resources")
    page.get_by_role("button", name="Save").click()
    page.locator(".card").first.wait_for()
    for group in page.locator("fieldset.card [role=radiogroup]").all():
        group.get_by_role("radio").nth(4).check()
    for number, box in enumerate(page.locator(".amounts input").all()):
        box.fill(str(20 * number + 20))
    page.get_by_label("Hours offered").or_(
        page.locator("input[inputmode=decimal]").first
    ).first.fill("8")
    page.get_by_role("heading", level=1).click()
    saved(page)
    page.reload()
    page.locator(".progress").wait_for()
    page.get_by_role("button", name="Eight questions").click()
    page.locator(".card").first.wait_for()

    sync_api.expect(page.locator("fieldset.card input:checked")).to_have_count(5)
    page.get_by_role("button", name="Your result").click()
    page.get_by_text("Your answers point to").wait_for(timeout=PATIENCE)
    verdict = page.locator(".verdict").inner_text()
    assert "One person's view" in verdict
    assert "Eight questions, so low certainty" in verdict
    assert page.locator(".verdict li").count() >= 2
    thread.stop()
    alone.workshop.close()
