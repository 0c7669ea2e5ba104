# ruff: noqa: ANN401  playwright may be missing, and with it its types
"""Chromium for a file's tests, and pages that say what they tried and should not have."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
# The invented strategies, the served workshop and our own room are importable here too.
sys.path[:0] = [str(HERE), str(HERE.parent / "show"), str(HERE.parent / "live")]

from live_room import PATIENCE, Tabs, launched  # noqa: E402  found by the line above


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Yield one Chromium for all tests of a file."""
    reason = "playwright is not installed"
    sync_api = pytest.importorskip("playwright.sync_api", reason=reason)
    sync_api.expect.set_options(timeout=PATIENCE)
    with sync_api.sync_playwright() as playwright:
        chromium = launched(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def tabs(browser: Any) -> Iterator[Tabs]:
    """Yield pages in profiles of their own; no error, dialog or foreign request is allowed."""
    opened = Tabs(browser)
    yield opened
    opened.close()
    assert opened.troubles == []
