# ruff: noqa: ANN401  playwright may be missing, and with it its types
"""One person alone with the assessment: bad input, a dead server, phones, what is not saved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from live_room import Tabs
from serving_helpers import Thread, alone_site

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.slow


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Thread, str]]:
    thread, alone, key = alone_site(tmp_path / "alone.kit")
    yield thread, f"http://127.0.0.1:{thread.ports[0]}/#{key}"
    thread.stop()
    alone.taking.writer.close()
    alone.workshop.close()


def settled(tabs: Tabs, link: str, width: int) -> Any:
    page = tabs.open(width)
    page.goto(link)
    page.get_by_label("Your department").fill("Human resources")
    page.get_by_role("button", name="Save").click()
    page.locator(".card").first.wait_for()
    return page


def opened(page: Any, part: str) -> None:
    page.get_by_role("button", name=part, exact=True).click()
    page.get_by_role("heading", name=part, level=1).wait_for()


def mistyped(page: Any) -> None:
    """Give an answer that is refused, and wait for the reason."""
    opened(page, "People and hours")
    page.get_by_label("Hours offered").fill("lots")
    page.get_by_role("heading", level=1).click()
    page.get_by_text("'lots' is not a number").wait_for()


def test_what_is_refused_is_named_on_every_page_and_leads_back(
    served: tuple[Thread, str], tabs: Tabs
) -> None:
    page = settled(tabs, served[1], 1280)
    mistyped(page)
    opened(page, "Content")
    page.get_by_text("1 answer not saved: the page People and hours").wait_for()
    page.get_by_role("button", name="Show me").click()

    hours = page.get_by_label("Hours offered")
    sync_api.expect(hours).to_be_focused()
    assert hours.input_value() == "lots"
    page.get_by_text("'lots' is not a number").wait_for()


def test_a_dead_server_is_told_beside_what_was_refused(
    served: tuple[Thread, str], tabs: Tabs
) -> None:
    page = settled(tabs, served[1], 1280)
    mistyped(page)
    served[0].stop()
    page.locator("fieldset.card [role=radiogroup]").first.get_by_role("radio").nth(3).check()
    status = page.locator(".status").first

    sync_api.expect(status).to_contain_text("1 answer not saved: people and hours")
    sync_api.expect(status).to_contain_text(re.compile(r"No connection\. 1 answer is kept"))


def test_a_cell_that_was_emptied_stays_empty_when_the_page_is_turned(
    served: tuple[Thread, str], tabs: Tabs
) -> None:
    page = settled(tabs, served[1], 1280)
    opened(page, "People and hours")
    page.get_by_label("Hours offered").fill("8")
    page.get_by_label("First administrator").fill("Ada")
    page.locator(".status[data-state=saved]").wait_for()
    page.reload()
    page.locator(".progress").wait_for()
    opened(page, "People and hours")
    page.get_by_label("First administrator").fill("")
    page.locator(".status[data-state=saved]").wait_for()
    opened(page, "Content")
    opened(page, "People and hours")

    assert page.get_by_label("First administrator").input_value() == ""
    assert page.get_by_label("Hours offered").input_value() == "8"


def test_on_a_phone_one_pair_of_buttons_leads_through_every_page(
    served: tuple[Thread, str], tabs: Tabs
) -> None:
    page = settled(tabs, served[1], 390)
    heads = page.locator(".progress button").all_inner_texts()
    seen = []
    for _ in range(40):
        title = page.get_by_role("heading", level=1).inner_text()
        if title not in seen:
            seen.append(title)
        if title == "Thank you":
            break
        onward = page.get_by_role("button", name=re.compile("^(Next|Next page|Done)$"))
        sync_api.expect(onward).to_have_count(1)
        onward.click()

    assert seen == [*heads, "Thank you"]


def test_two_people_answer_one_after_the_other_and_come_back_to_their_own(
    served: tuple[Thread, str], tabs: Tabs
) -> None:
    page = settled(tabs, served[1], 1280)
    page.get_by_label("Your name or role").fill("Ada")
    page.get_by_role("button", name="Save", exact=True).click()
    opened(page, "Goals")
    page.locator("fieldset.card [role=radiogroup]").first.get_by_role("radio").nth(3).check()
    page.locator(".status[data-state=saved]").wait_for()
    page.get_by_text("Go on later").click()
    page.get_by_role("button", name="Somebody else answers now").click()
    told = page.get_by_text("You come back to your own answers with this code").inner_text()
    page.get_by_role("button", name="Begin anew for them").click()
    sync_api.expect(page.get_by_label("Your name or role")).to_have_value("")
    assert page.get_by_label("Your department").input_value() == ""
    page.get_by_text("Go on later").click()
    page.get_by_label("Resume code").fill("WRONG-CODES")
    page.get_by_role("button", name="Go on with a code").click()
    page.get_by_text("This code does not open anything here.").wait_for()
    page.get_by_label("Resume code").fill(told.split(": ")[1].split(".")[0])
    page.get_by_role("button", name="Go on with a code").click()
    page.get_by_role("heading", name="Goals", level=1).wait_for()
    opened(page, "Who you are")
    assert page.get_by_label("Your name or role").input_value() == "Ada"
    opened(page, "Goals")

    sync_api.expect(page.locator("fieldset.card input:checked")).to_have_count(1)


def test_what_one_tab_could_not_send_the_other_sends_when_it_is_gone(
    served: tuple[Thread, str], tabs: Tabs
) -> None:
    first = settled(tabs, served[1], 1280)
    second = first.context.new_page()
    second.goto(served[1])
    for page in (first, second):
        opened(page, "Goals")
    levels = "fieldset.card [role=radiogroup] >> nth=0"
    # This tab alone is cut off, as a tab that the system has put to sleep.
    first.route("**/replies", lambda route: route.abort())
    first.locator(levels).get_by_role("radio").nth(1).check()
    first.locator(levels).get_by_role("radio").nth(3).check()
    sync_api.expect(second.locator(levels).get_by_role("radio").nth(3)).to_be_checked()
    first.close()
    second.locator(".status[data-state=saved]").wait_for()
    second.reload()
    second.locator(".progress").wait_for()
    opened(second, "Goals")

    sync_api.expect(second.locator(levels).get_by_role("radio").nth(3)).to_be_checked()
