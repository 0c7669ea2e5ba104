"""Cover against promises, worked by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kit.analysis.cover import broken_hours, promises, slot_hours, week_of
from kit.analysis.situation import Situation
from kit.model.content import Bank
from kit.model.workshop import Snapshot

NINE_TO_FIVE = [day < 5 and 9 <= hour < 17 for day in range(7) for hour in range(24)]


def test_the_slots_of_a_week_add_up_to_168_hours(bank: Bank) -> None:
    assert sum(slot_hours(bank).values()) == 168


@pytest.mark.parametrize(
    ("promise", "broken"),
    [
        (0, 128),  # the whole uncovered time
        (1, 123),  # five gaps, each last hour of which is soon enough
        (16, 48),  # four nights of 16 hours hold; of the weekend's 64 hours the last 16 do
        (64, 0),  # the longest gap, Friday 17:00 to Monday 9:00
    ],
)
def test_a_promise_breaks_where_the_wait_is_longer(promise: float, broken: float) -> None:
    assert broken_hours(NINE_TO_FIVE, promise) == broken


def test_nobody_at_all_breaks_every_hour() -> None:
    assert broken_hours([False] * 168, 100) == 168


def test_somebody_always_there_breaks_none() -> None:
    assert broken_hours([True] * 168, 0) == 0


def test_a_row_that_says_nobody_is_no_cover(
    make_snapshot: Callable[..., Snapshot], bank: Bank
) -> None:
    rows = {
        "cover": [
            {"slot": "working_hours", "person": "Ann"},
            {"slot": "saturday", "person": "Nobody"},
        ],
        "escalation": [{"level": "crisis", "first_reply_hours": 1}],
        "triage_actions": [
            {"action": "Answer", "owner": "Ann", "first_reply_hours": 1, "out_of_hours": "Duty"}
        ],
    }
    situation = Situation(make_snapshot(rows), bank)
    assert sum(week_of(situation)) == 40
    (promise,) = promises(situation)
    assert (promise.what, promise.broken_hours) == ("4 Crisis", 123)


@pytest.mark.parametrize(("night", "breaks"), [("Duty telephone", False), ("nobody", True)])
def test_an_action_for_nobody_at_night_breaks_its_promise(
    make_snapshot: Callable[..., Snapshot], bank: Bank, night: str, *, breaks: bool
) -> None:
    rows = {
        "cover": [{"slot": "working_hours", "person": "Ann"}],
        "triage_actions": [
            {
                "action": "Escalate",
                "owner": "Press",
                "channel": "public",
                "first_reply_hours": 1,
                "out_of_hours": night,
            }
        ],
    }
    assert bool(promises(Situation(make_snapshot(rows), bank))) is breaks
