"""Hours as ranges: what is counted has no doubt, what is not drives the answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.analysis.capacity import own_account_hours
from kit.analysis.facts import Capacity
from kit.analysis.hours_asked import asked_by_month
from kit.analysis.situation import Situation
from kit.analysis.staffing_ranges import formats_of, need_of, range_of, ranges
from kit.model.content import Bank
from kit.model.workshop import Snapshot


def facts(**values: float) -> Capacity:
    return Capacity(dict(values), rows=1)


def test_the_most_likely_need_is_the_one_the_decision_uses(bank: Bank) -> None:
    found = range_of(need_of(facts(posts_a_week=3, messages_a_week=20), None, bank), seed=1)
    assert found.likely == pytest.approx(own_account_hours(3, 20, bank))


def test_a_quiet_account_takes_the_six_to_eight_hours_of_the_surveys(bank: Bank) -> None:
    found = range_of(need_of(facts(posts_a_week=3, messages_a_week=0), None, bank), seed=1)
    assert found.low < 8 < found.high
    assert found.likely == pytest.approx(3.5 + 1.25 + 3)


def test_what_was_counted_drives_nothing(bank: Bank) -> None:
    found = range_of(need_of(facts(posts_a_week=3, messages_a_week=20), None, bank), seed=1)
    assert "posts a week" not in dict(found.drivers)
    assert [name for name, _ in found.drivers] == [
        "time for a post",
        "planning and reporting",
        "time for a reply",
    ]


def test_followers_stand_in_for_messages_nobody_counted(bank: Bank) -> None:
    need = need_of(facts(posts_a_week=3), 10_000, bank)
    assert need.messages.mode == pytest.approx(400 / (30.4375 / 7))


@given(st.integers(0, 2**31), st.floats(0, 40), st.floats(0, 500))
def test_a_range_is_in_order_and_repeatable(seed: int, posts: float, messages: float) -> None:
    from kit.bank import load  # noqa: PLC0415  hypothesis takes no fixtures

    need = need_of(facts(posts_a_week=posts, messages_a_week=messages), None, load())
    found = range_of(need, seed)
    assert found == range_of(need, seed)
    assert 0 < found.low <= found.high
    assert len(found.drivers) <= 3


def test_hours_asked_are_spread_over_the_months_they_are_for(
    make_snapshot: Callable[..., Snapshot], bank: Bank
) -> None:
    rows = {
        "departments": [{"id": "legal", "name": "Legal"}],
        "hours_asked": [
            {"department": "legal", "what": "Checks", "hours_a_month": 2},
            {
                "department": "legal",
                "what": "Terms",
                "hours_a_month": 5,
                "when": {"from": "2027-02-10", "to": "2027-03-05"},
            },
        ],
    }
    situation = Situation(make_snapshot(rows, workshop_date="2027-01-15"), bank)
    assert asked_by_month(situation) == {"legal": (2, 7, 7, 2, 2, 2)}


def test_videos_and_articles_take_their_share(
    make_snapshot: Callable[..., Snapshot], bank: Bank
) -> None:
    blog = {"title": "Long read", "kind": "blog", "department": "legal", "start": "2027-02-01"}
    post = {"title": "Short", "kind": "post", "department": "legal", "start": "2027-02-01"}
    rows = {
        "departments": [{"id": "legal", "name": "Legal"}],
        "design_requests": [{"department": "legal", "sort": "video", "number_a_month": 2}],
        "calendar_items": [blog, post],
    }
    situation = Situation(make_snapshot(rows), bank)
    posts = 4 / (30.4375 / 7)
    assert formats_of(situation, "legal", posts) == pytest.approx((0.25, 0.5, 0.25))
    assert formats_of(situation, "legal", None) == pytest.approx((0.5, 0, 0.5))
    need = need_of(facts(posts_a_week=1), None, bank, (0.25, 0.5, 0.25))
    plain = need_of(facts(posts_a_week=1), None, bank)
    hours = range_of(need, seed=1).likely - range_of(plain, seed=1).likely
    assert hours == pytest.approx(0.5 * 3 + 0.25 * 3 - 0.75 * 1)


def test_every_range_is_what_its_own_need_gives_however_many_are_asked_about(
    make_snapshot: Callable[..., Snapshot], bank: Bank
) -> None:
    rows = {
        "departments": [{"id": key, "name": key} for key in ("legal", "sales", "press")],
        "capacity": [{"department": "press", "posts_a_week": 4}],
        "accounts": [{"name": "Us", "platform": "x", "department": "sales", "followers": 9000}],
    }
    situation = Situation(make_snapshot(rows), bank)
    together = ranges(situation, situation.capacities)
    assert together == {key: ranges(situation, [key])[key] for key in situation.capacities}
    assert len(set(together.values())) == 3
    assert ranges(situation, []) == {}
