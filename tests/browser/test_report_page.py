"""The report in a real browser: axe finds nothing, nothing overflows, runs or phones."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from invented_strategies import company, empty, many, one_department, with_texts
from payloads import PAYLOADS

from kit import open_workshop
from kit.model.strategy import Strategy
from kit.show.report import html

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
SAMPLE = Path(__file__).parents[2] / "sample_data" / "brackwater_outfitters"
CHROMIUM = Path("/usr/bin/chromium")
QUIET = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"),
    *("--disable-component-update", "--disable-sync"),
]
AXE = Path(__file__).with_name("axe.min.js")
WIDTHS = pytest.mark.parametrize("width", [1280, 375, 320])
STRATEGIES = {
    "company": company(),
    "empty": empty(),
    "one department": one_department(),
    "fifty departments": many(),
    "hostile": with_texts(lambda text: f"{text} {PAYLOADS['closing tags']}"),
    "long names": with_texts(lambda text: (text + " " + PAYLOADS["long text"])[:300]),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[sync_api.Browser]:
    """Yield headless Chromium; its absence is an error where CI is set."""
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail(f"{CHROMIUM} is missing: apt-get install chromium")
        pytest.skip(f"NOT TESTED in a browser: {CHROMIUM} is missing (apt-get install chromium)")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: sync_api.Browser, tmp_path: Path) -> Iterator[Visit]:
    """Yield what opens a page and watches it."""
    visits = Visit(browser, tmp_path)
    yield visits
    visits.close()


class Visit:
    """A page open in the browser and everything it tried that it should not."""

    def __init__(self, browser: sync_api.Browser, folder: Path) -> None:
        """Keep where pages go."""
        self.browser, self.folder = browser, folder
        self.requests: list[str] = []
        self.events: list[str] = []
        self.contexts: list[sync_api.BrowserContext] = []

    def open(self, page: str, width: int = 1280, *, bypass: bool = False) -> sync_api.Page:
        """Return the page, opened from a file at this width."""
        path = self.folder / "report.html"
        path.write_text(page, encoding="utf-8")
        context = self.browser.new_context(
            viewport={"width": width, "height": 900}, bypass_csp=bypass
        )
        self.contexts.append(context)
        tab = context.new_page()
        tab.on("request", lambda request: self.requests.append(request.url))
        tab.on("dialog", lambda dialog: self.events.append(f"dialog {dialog.message}"))
        tab.on("console", lambda message: self.events.append(f"console {message.text}"))
        tab.on("pageerror", lambda error: self.events.append(f"error {error}"))
        tab.goto(path.as_uri())
        return tab

    @property
    def fetched(self) -> list[str]:
        """Return what was asked for beside the page and its own embedded data."""
        return [url for url in self.requests if not re.match(r"file:.*report\.html|data:", url)]

    def close(self) -> None:
        """Close every page."""
        for context in self.contexts:
            context.close()


def violations(tab: sync_api.Page) -> list[str]:
    """Return what axe-core finds, one line a rule with the first place."""
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = tab.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", tags)
    return [
        f"{rule['id']} ({len(rule['nodes'])}): {rule['nodes'][0]['html'][:200]}"
        for rule in found["violations"]
    ]


@WIDTHS
@pytest.mark.parametrize("name", ["company", "empty", "one department", "hostile"])
def test_axe_finds_no_violation(visit: Visit, name: str, width: int) -> None:
    tab = visit.open(html(STRATEGIES[name]), width, bypass=True)
    assert violations(tab) == []


@WIDTHS
def test_axe_finds_no_violation_with_every_table_open(visit: Visit, width: int) -> None:
    page = html(STRATEGIES["company"]).replace("<details>", "<details open>")
    assert violations(visit.open(page, width, bypass=True)) == []


@WIDTHS
def test_a_grown_workshop_is_accessible_with_every_table_open(visit: Visit, width: int) -> None:
    """Real registers hold what invented ones do not: links, two tables of one name, no names."""
    with open_workshop(SAMPLE) as workshop:
        page = html(workshop.strategy())
    assert len(page.encode()) < 500_000
    tab = visit.open(page.replace("<details>", "<details open>"), width, bypass=True)
    assert violations(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth") == width


@WIDTHS
@pytest.mark.parametrize("strategy", STRATEGIES.values(), ids=STRATEGIES)
def test_page_never_scrolls_sideways(visit: Visit, strategy: Strategy, width: int) -> None:
    tab = visit.open(html(strategy).replace("<details>", "<details open>"), width)
    assert tab.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("payload", ["long word", "right to left", "han", "emoji"])
def test_awkward_letters_stay_on_a_phone(visit: Visit, payload: str) -> None:
    tab = visit.open(html(with_texts(lambda _: PAYLOADS[payload])), 320)
    assert tab.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("start", range(0, len(PAYLOADS), 8))
def test_nothing_runs_and_nothing_is_fetched(visit: Visit, start: int) -> None:
    hostile = [
        text for name, text in list(PAYLOADS.items())[start : start + 8] if name != "long word"
    ]
    strategy = with_texts(lambda text: f"{text} {' '.join(hostile)}"[:1000])
    visit.open(html(strategy)).wait_for_timeout(50)
    assert visit.events == []
    assert visit.fetched == []


def test_axe_is_awake(visit: Visit) -> None:
    page = html(empty()).replace("</main>", "<img src=data:,></main>")
    assert any(found.startswith("image-alt") for found in violations(visit.open(page, bypass=True)))


def test_policy_stops_what_escaping_would_miss(visit: Visit) -> None:
    raw = "<img src=x onerror=alert(1)><script>alert(1)</script><style>body{display:none}</style>"
    page = html(company()).replace("</main>", f"{raw}</main>")
    tab = visit.open(page)
    tab.wait_for_timeout(100)
    assert tab.evaluate("getComputedStyle(document.body).display") == "block"
    assert not [event for event in visit.events if event.startswith(("dialog", "error"))]


def test_own_style_is_not_refused(visit: Visit) -> None:
    tab = visit.open(html(company()))
    assert tab.evaluate("getComputedStyle(document.body).margin") == "0px"
    assert tab.evaluate("document.fonts.ready.then(all => all.check('600 16px \"Kit Sans\"'))")
    assert visit.events == []


def test_one_picture_is_shown_at_a_time(visit: Visit) -> None:
    shown = "s => [...document.querySelectorAll(s)].filter(e => e.offsetParent).length"
    page = html(company())
    desk, phone = visit.open(page, 1280), visit.open(page, 375)
    assert [one.evaluate(shown, ".scroll.large") for one in (desk, phone)] == [1, 1]
    assert (desk.evaluate(shown, ".for-desk"), desk.evaluate(shown, ".for-phone")) == (7, 0)
    assert (phone.evaluate(shown, ".for-desk"), phone.evaluate(shown, ".for-phone")) == (0, 7)


def test_keyboard_reaches_the_report_first(visit: Visit) -> None:
    tab = visit.open(html(company()))
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.keyboard.press("Enter")
    tab.wait_for_url("**#main")


def test_letters_are_as_wide_as_the_charts_reckon(visit: Visit) -> None:
    """A drawn text wider than reckoned would run over its neighbour."""
    tab = visit.open(html(company()))
    tab.evaluate("document.fonts.ready.then(() => true)")
    wider = tab.evaluate(
        """() => [...document.querySelectorAll('.for-desk svg')].flatMap(svg => {
             const frame = svg.getBoundingClientRect();
             return [...svg.querySelectorAll('text')].filter(text => {
               const box = text.getBoundingClientRect();
               return box.left < frame.left - 2 || box.right > frame.right + 2;
             }).map(text => text.textContent);
           })"""
    )
    assert wider == []
