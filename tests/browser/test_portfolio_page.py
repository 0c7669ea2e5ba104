"""The page that compares organisations in a real browser: axe, widths, dark, sorting by links."""

from __future__ import annotations

from pathlib import Path

import pytest
from invented_portfolios import entry, summary, told
from live_room import Tabs, overflow, violations

from kit.show.portfolio import html

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
SHOWN = "[...document.querySelectorAll('.order')].filter(o => o.offsetParent).map(o => o.id)"
MANY = [
    entry(
        f"Organisation {place}",
        summary=summary(place % 100, models={"own": place % 3, "central": 2}),
    )
    for place in range(60)
]
FAILED = entry("L" * 300, "timeout", message="took longer than it may")
MANY[7] = entry("W" * 300, summary=summary(7, severities={"stop": 900}))
PAGES = {"one": MANY[:1], "few": [*MANY[30:44], FAILED], "many": [*MANY, FAILED], "none": []}


@pytest.mark.parametrize(
    ("width", "dark"), [(1280, False), (1280, True), (390, True), (320, False)]
)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_overflows(
    tabs: Tabs, tmp_path: Path, name: str, width: int, *, dark: bool
) -> None:
    file = tmp_path / "index.html"
    file.write_text(html(told(*PAGES[name])), encoding="utf-8")
    page = tabs.open(width, dark=dark)
    page.goto(file.as_uri())

    assert violations(page) == []
    assert overflow(page) == 0
    assert tabs.troubles == []


def test_a_link_shows_its_order_and_hides_the_others(tabs: Tabs, tmp_path: Path) -> None:
    file = tmp_path / "index.html"
    file.write_text(html(told(*PAGES["few"])), encoding="utf-8")
    page = tabs.open(1280)
    page.goto(file.as_uri())

    assert page.evaluate(SHOWN) == ["by-urgent"]
    page.get_by_role("link", name="How certain", exact=True).last.click()
    assert page.evaluate(SHOWN) == ["by-certain"]
    assert (
        page.get_by_role("columnheader", name="How certain").get_attribute("aria-sort")
        == "ascending"
    )
    page.go_back()
    assert page.evaluate(SHOWN) == ["by-urgent"]
