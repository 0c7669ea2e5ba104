"""Asks: late, old, given and got; a delivery counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from kit.analysis.asks import asks, balances, exchanges
from kit.analysis.situation import Situation
from kit.analysis.working_together import coverage, headline
from kit.model.content import Bank
from kit.model.workshop import Snapshot


@pytest.fixture
def situation(make_snapshot: Callable[..., Snapshot], bank: Bank) -> Situation:
    common = {"giver": "pr", "receiver": "social", "asset": "blog_posts"}
    rows = {
        "departments": [
            {"id": "pr", "name": "PR"},
            {"id": "social", "name": "Social"},
            {"id": "legal", "name": "Legal"},
        ],
        "asks": [
            {"id": "there", "what": "There", "state": "have", **common},
            {"id": "late", "what": "Late", "state": "promised", "due": "2027-01-10", **common},
            {"id": "soon", "what": "Soon", "state": "promised", "due": "2027-02-10", **common},
            {"id": "vague", "what": "Vague", "state": "promised", **common},
            {"id": "never", "what": "Never", "state": "not_needed", **common},
            {
                "id": "note",
                "what": "Note",
                "state": "have",
                "giver": "social",
                "receiver": "pr",
                "asset": "insight_note",
                "received_on": "2026-01-01",
            },
        ],
        "deliveries": [
            {"ask": "there", "due": "2027-01-12"},
            {"ask": "note", "due": "2027-01-05", "delivered_on": "2027-01-06", "state": "accepted"},
        ],
    }
    return Situation(make_snapshot(rows, workshop_date="2027-01-15"), bank)


def test_late_is_what_was_due_and_has_not_come(situation: Situation) -> None:
    assert [ask.id for ask in asks(situation) if ask.late] == ["there", "late"]


def test_a_delivery_makes_something_fresh_again(situation: Situation) -> None:
    note = next(ask for ask in asks(situation) if ask.id == "note")
    assert note.received == date(2027, 1, 6)
    assert note.old is None


def test_what_is_not_needed_counts_nowhere(situation: Situation) -> None:
    assert coverage(situation) == (4, 5)
    assert (
        headline(situation) == "4 of 5 things departments ask of each other are there or have a day"
    )


def test_pairs_count_what_is_owed_arrived_and_late(situation: Situation) -> None:
    assert [
        (one.giver, one.receiver, one.owed, one.arrived, one.late) for one in exchanges(situation)
    ] == [("pr", "social", 4, 0, 2), ("social", "pr", 1, 1, 0)]


def test_a_department_without_any_part_gives_and_gets_nothing(situation: Situation) -> None:
    assert [(one.department, one.gives, one.gets) for one in balances(situation)] == [
        ("pr", 4, 1),
        ("social", 1, 4),
        ("legal", 0, 0),
    ]
