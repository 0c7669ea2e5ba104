"""One department's own pages: what they say of hours, platforms and what is not known."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kit.analysis.departmental import for_department
from kit.analysis.strategy import compose
from kit.model.content import Bank
from kit.model.report import Paragraph
from kit.model.strategy import Strategy
from kit.model.workshop import Snapshot

MakeSnapshot = Callable[..., Snapshot]
CRITERIA = ("goals.difference", "audiences.distinct", "content.original", "account_decision.voice")
PEOPLE = {f"p{place}": "hr" for place in range(4)}
READY = {
    "hours_a_week": 12,
    "posts_a_week": 3,
    "first_admin": "Ann",
    "second_admin": "Bo",
    "liaison": "Ed",
    "approver": "Cy",
    "crisis_contact": "Di",
    "reply_within_hours": 24,
}


@pytest.fixture
def pages(make_snapshot: MakeSnapshot, bank: Bank) -> Callable[..., Strategy]:
    """Return the pages of HR, all its subjects answered at one level each."""

    def make(
        levels: dict[str, int], capacity: dict[str, object] | None = None, **organisation: object
    ) -> Strategy:
        given = READY if capacity is None else capacity
        rows = {
            "departments": [{"id": "hr", "name": "HR"}, {"id": "sales", "name": "Sales"}],
            "capacity": [{"department": "hr", **given}] if given else [],
        }
        answers = [
            (person, question, key, level)
            for person in PEOPLE
            for key, level in levels.items()
            for question in CRITERIA
        ]
        snapshot = make_snapshot(rows, answers, PEOPLE, **organisation)
        return for_department(compose(snapshot, bank), snapshot, bank, "hr")

    return make


def asked(strategy: Strategy) -> tuple[str, str]:
    found = next(one for one in strategy.sections if one.id == "ask")
    first = next(block for block in found.blocks if isinstance(block, Paragraph))
    return found.headline, first.text


def test_two_own_accounts_take_the_hours_of_both(pages: Callable[..., Strategy]) -> None:
    one = asked(pages({"hr": 5}))
    two = asked(pages({"hr@instagram": 5, "hr@linkedin": 5, "hr": 3}))
    assert one[0] == "We ask for about 34 hours a month"
    assert two == (
        "We ask for about 67 hours a month",
        "About 67 hours a month: 67 for what is advised. HR offers 52.",
    )


def test_an_account_run_by_the_central_team_takes_no_hours_of_a_department_without_any(
    pages: Callable[..., Strategy],
) -> None:
    found = pages({"hr": 5}, {**READY, "hours_a_week": 0}, central_hours_a_week=100)
    assert asked(found) == (
        "We ask for no regular hours",
        "The central team runs its account. HR offers 0.",
    )


def test_hours_nobody_can_mean_are_asked_about(pages: Callable[..., Strategy]) -> None:
    busy = {**READY, "hours_a_week": 400, "messages_a_week": 100_000}
    _, told = asked(pages({"hr": 5}, busy, central_hours_a_week=10_000))
    assert "people all week: look again at the posts and messages a week that were given." in told


def test_a_platform_decided_alone_does_not_stand_for_the_whole(
    pages: Callable[..., Strategy],
) -> None:
    assert pages({"hr@instagram": 5}).headline == (
        "HR should have its own account on Instagram; in general it cannot be decided yet"
    )
    assert pages({"hr@instagram": 1}).headline == "HR cannot be decided in general yet"


def test_what_is_not_known_is_named_as_facts(pages: Callable[..., Strategy]) -> None:
    item = pages({"hr": 5}, {}).to_settle[0]
    assert (item.title, item.text) == (
        "HR is provisional.",
        "Not known yet: hours offered, administrators, posts a week, an approver and a reply time "
        "and a crisis contact.",
    )
