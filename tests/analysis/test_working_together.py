"""The chapters beyond the account decision, and what of them stands on page one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kit.analysis.strategy import compose
from kit.model.content import Bank
from kit.model.report import CalendarLanes, MatrixChart, Section, TriageFlow
from kit.model.strategy import Strategy
from kit.model.workshop import Snapshot
from kit.workshop import open_workshop


def strategy(samples: Path, sample: str, department: str = "") -> Strategy:
    with open_workshop(samples / sample) as workshop:
        return workshop.strategy(department)


def part(whole: Strategy, section_id: str) -> Section:
    return next(section for section in whole.sections if section.id == section_id)


@pytest.mark.parametrize("sample", ["restaurant_chain", "skerry_line_ferries"])
def test_a_missing_crisis_plan_stands_on_page_one(samples: Path, sample: str) -> None:
    titles = [thing.title for thing in strategy(samples, sample).to_settle]
    assert len(titles) <= 3
    assert any(title.startswith("There is no crisis plan for social media") for title in titles)


def test_how_much_departments_agreed_stands_on_page_one(samples: Path) -> None:
    facts = {fact.label: fact.text for fact in strategy(samples, "brackwater_outfitters").facts}
    assert facts["Working together"].endswith("asks agreed")


def test_every_chapter_is_there_with_its_picture(samples: Path) -> None:
    whole = strategy(samples, "brackwater_outfitters")
    kinds = {
        "working_together": MatrixChart,
        "replies_and_crises": TriageFlow,
        "shared_calendar": CalendarLanes,
        "resources": MatrixChart,
    }
    for section_id, kind in kinds.items():
        assert any(isinstance(block, kind) for block in part(whole, section_id).blocks), section_id
    assert {"launches", "follow_up", "in_short", "start_here"} <= {one.id for one in whole.sections}


def test_a_department_reads_what_it_gives_gets_and_plans(samples: Path) -> None:
    pages = strategy(samples, "brackwater_outfitters", "legal")
    ask = part(pages, "ask")
    assert ask.headline.startswith("We ask for about ")
    assert ask.headline.endswith(" a month")
    assert part(pages, "your_calendar").department == "legal"
    assert {one.department for one in pages.findings} == {"legal"}


def test_figures_of_the_articles_are_never_printed_as_facts(samples: Path) -> None:
    for sample in ("brackwater_outfitters", "restaurant_chain", "public_body"):
        said = repr(strategy(samples, sample)).casefold()
        assert not re.search(r"(trust|leader)[^.]{0,80}\b14 ?%", said)
        assert not re.search(r"\b14 ?%[^.]{0,80}(trust|leader)", said)
        assert "almost half" not in said


def test_a_workshop_without_these_topics_has_none_of_the_chapters(
    make_snapshot: Callable[..., Snapshot], bank: Bank
) -> None:
    rows = {"departments": [{"id": "pr", "name": "PR"}, {"id": "shop", "name": "Shop"}]}
    ids = {one.id for one in compose(make_snapshot(rows), bank).sections}
    assert "participation" in ids
    assert not ids & {
        *("working_together", "launches", "replies_and_crises", "shared_calendar", "follow_up"),
        *("in_short", "start_here", "ask"),
    }
