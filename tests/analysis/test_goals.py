"""The goals tree: which department's goal carries which of the company's."""

from __future__ import annotations

from collections.abc import Callable

from kit.analysis.goals import alignment, headline, tree
from kit.analysis.situation import Situation
from kit.model.content import Bank
from kit.model.workshop import Snapshot

DEPARTMENTS = [{"id": "people", "name": "People"}, {"id": "shops", "name": "Shops"}]
COMPANY = [
    {"id": "sell", "goal": "Sell more", "level": "company"},
    {"id": "hire", "goal": "Be hired from", "level": "company"},
]


def situation(
    make_snapshot: Callable[..., Snapshot], bank: Bank, goals: list[dict[str, str]]
) -> Situation:
    return Situation(make_snapshot({"departments": DEPARTMENTS, "goals": goals}), bank)


def test_each_company_goal_names_who_carries_it(
    make_snapshot: Callable[..., Snapshot], bank: Bank
) -> None:
    own = [
        {"goal": "Fill Mondays", "level": "department", "department": "shops", "supports": "sell"},
        {"goal": "Be left alone", "level": "department", "department": "people"},
    ]
    found = tree(situation(make_snapshot, bank, [*COMPANY, *own]))
    assert found is not None
    assert [row.cells for row in found.rows] == [
        ("Sell more", "Shops: Fill Mondays"),
        ("Be hired from", "nobody yet"),
        ("No goal of the company", "People: Be left alone"),
    ]


def test_without_goals_of_departments_there_is_no_tree(
    make_snapshot: Callable[..., Snapshot], bank: Bank
) -> None:
    assert tree(situation(make_snapshot, bank, COMPANY)) is None


def test_one_goal_is_one_in_the_headline(
    make_snapshot: Callable[..., Snapshot], bank: Bank
) -> None:
    def said(goals: list[dict[str, str]]) -> str:
        found = situation(make_snapshot, bank, goals)
        return headline(found, alignment(found))

    assert said(COMPANY[:1]) == "One company goal written down; nobody has weighed it yet"
    assert said(COMPANY) == "Two company goals written down; nobody has weighed them yet"
    own = [{"goal": "Fill Mondays", "level": "department", "department": "shops"}]
    assert said(own) == "No goal of the whole company is written down yet"
