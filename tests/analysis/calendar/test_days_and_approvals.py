"""Days are those of the organisation's clock; approvals in turn take as long as all together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kit.analysis.calendar import read_calendar
from kit.analysis.calendar.conflicts import conflicts
from kit.analysis.calendar.nouns import Clash, Conflict
from kit.analysis.calendar_chapter import blocks, headline
from kit.analysis.situation import Situation
from kit.model.content import Bank
from kit.model.report import CalendarLanes, Table
from kit.model.workshop import Snapshot

Maker = Callable[..., Snapshot]
DEPARTMENTS = [{"id": "sales", "name": "Sales"}, {"id": "pr", "name": "PR"}]


@pytest.fixture
def clashes(make_snapshot: Maker, bank: Bank) -> Callable[..., list[Clash]]:
    def make(rows: dict[str, list[dict[str, Any]]], **organisation: str) -> list[Clash]:
        settings = {"workshop_date": "2027-01-19", "country": "GB"} | organisation
        snapshot = make_snapshot({"departments": DEPARTMENTS} | rows, **settings)
        return list(conflicts(read_calendar(snapshot, bank)))

    return make


def item(**values: object) -> dict[str, Any]:
    return {"id": "one", "title": "Big news", "kind": "post", "department": "sales"} | values


def said(found: list[Clash], conflict: Conflict) -> list[str]:
    return [one.sentence for one in found if one.conflict is conflict]


POLICIES = [
    {"sensitivity": "sensitive", "roles": ["legal"], "working_days": 3},
    {"sensitivity": "sensitive", "roles": ["executive"], "working_days": 4},
]
DELICATE = item(start="2027-01-26", sensitivity="sensitive", approvers="Legal; Executive")


def in_order(order: str) -> dict[str, list[dict[str, Any]]]:
    policies = [{"id": f"p{n}", "order": order} | one for n, one in enumerate(POLICIES)]
    return {"calendar_items": [DELICATE], "approval_policy": policies}


def test_approvals_one_after_the_other_take_the_sum(clashes: Callable[..., list[Clash]]) -> None:
    assert said(clashes(in_order("serial")), Conflict.APPROVAL_LATE) == [
        "“Big news” (Sales, 26 January 2027) has five working days left and its approval takes 7 "
        "(Legal 3, then Executive 4)"
    ]


def test_approvals_at_the_same_time_take_the_longest(clashes: Callable[..., list[Clash]]) -> None:
    assert said(clashes(in_order("parallel")), Conflict.APPROVAL_LATE) == []


def test_every_link_of_a_chain_must_be_named(clashes: Callable[..., list[Clash]]) -> None:
    rows = in_order("parallel")
    rows["calendar_items"] = [DELICATE | {"approvers": "Legal"}]
    assert said(clashes(rows), Conflict.APPROVAL_LATE) == [
        "“Big news” (Sales, 26 January 2027) is delicate and Executive is not named to approve it"
    ]


@pytest.mark.parametrize("country", ["GB", "DE", "NZ", "US"])
def test_working_days_left_are_counted_from_the_organisations_day(
    country: str, clashes: Callable[..., list[Clash]]
) -> None:
    """East of Greenwich, midnight of Tuesday is still Monday in UTC."""
    policy = [{"sensitivity": "routine", "roles": ["legal"], "working_days": 6}]
    rows = {"calendar_items": [item(start="2027-01-26", sensitivity="routine")]}
    found = said(clashes(rows | {"approval_policy": policy}, country=country),
                 Conflict.APPROVAL_LATE)  # fmt: skip
    assert found == [
        "“Big news” (Sales, 26 January 2027) has five working days left and its approval takes 6"
    ]


@pytest.mark.parametrize("country", ["GB", "DE", "US", "AU"])
def test_rights_end_on_the_day_that_was_written(
    country: str, clashes: Callable[..., list[Clash]]
) -> None:
    rows = {"calendar_items": [item(start="2027-03-16", rights_until="2027-03-14")]}
    assert said(clashes(rows, country=country), Conflict.MISSING_PARTNER) == [
        "“Big news” (Sales, 16 March 2027) uses pictures whose rights end on 14 March 2027"
    ]


CLOSING = {
    "id": "leeds",
    "name": "Leeds flagship",
    "kind": "location",
    "announced_on": "2027-02-16",
    "valid_to": "2027-03-14",
}


@pytest.mark.parametrize("country", ["GB", "DE", "US", "NZ"])
def test_the_ripple_names_the_day_that_was_written(
    country: str, make_snapshot: Maker, bank: Bank
) -> None:
    rows = {
        "departments": DEPARTMENTS,
        "calendar_subjects": [
            CLOSING,
            {"id": "york", "name": "York", "kind": "location", "changed_on": "2027-01-10"},
        ],
        "calendar_items": [
            item(start="2027-02-20", title="Leeds flagship"),
            item(id="two", start="2027-02-20", title="York"),
        ],
    }
    snapshot = make_snapshot(rows, workshop_date="2027-01-19", country=country)
    found = [one for one in blocks(Situation(snapshot, bank)) if isinstance(one, Table)]
    assert [one.caption for one in found][-2:] == [
        "Leeds flagship ends on 14 March 2027: what depends on it",
        "York changed on 10 January 2027: what depends on it",
    ]


@pytest.mark.parametrize("country", ["GB", "DE", "US", "NZ"])
def test_a_window_is_drawn_on_the_days_that_were_written(
    country: str, make_snapshot: Maker, bank: Bank
) -> None:
    rows = {
        "departments": DEPARTMENTS,
        "calendar_items": [item(start="2027-01-19")],
        "calendar_constraints": [
            {
                "name": "Results",
                "kind": "quiet_period",
                "effect": "block",
                "from_day": "2027-01-21",
                "to_day": "2027-01-22",
            }
        ],
    }
    snapshot = make_snapshot(rows, workshop_date="2027-01-19", country=country)
    lanes = next(one for one in blocks(Situation(snapshot, bank)) if isinstance(one, CalendarLanes))
    assert lanes.start == "2027-01-19"
    assert [(one.day, one.days) for one in lanes.windows] == [(2, 2)]


def test_an_advert_that_is_out_already_still_meets_the_closure(
    clashes: Callable[..., list[Clash]],
) -> None:
    running = item(
        kind="ad",
        title="See you at Leeds flagship",
        start="2027-01-10",
        end="2027-03-31",
        state="published",
    )
    over = running | {"id": "two", "end": "2027-01-15"}
    moment = item(id="three", title="Leeds flagship", start="2027-04-01", state="published")
    found = clashes({"calendar_subjects": [CLOSING], "calendar_items": [running, over, moment]})
    assert [one.items for one in found if one.conflict is Conflict.AFTER_END] == [("one",)]


def test_an_advert_across_the_announcement_is_looked_at_again(
    clashes: Callable[..., list[Clash]],
) -> None:
    advert = item(kind="ad", title="Leeds flagship", start="2027-02-01", end="2027-03-01")
    found = clashes({"calendar_subjects": [CLOSING], "calendar_items": [advert]})
    assert said(found, Conflict.BEFORE_END) == [
        "“Leeds flagship” (Sales, 1 February 2027) is about Leeds flagship (found in the text), "
        "whose end on 14 March 2027 becomes public on 16 February 2027, while it runs"
    ]


def test_a_party_that_ends_after_midnight_ends_on_the_next_day(
    make_snapshot: Maker, bank: Bank
) -> None:
    party = item(kind="event", start="2027-03-27", start_time="22:00", end_time="02:00")
    rows = {"departments": DEPARTMENTS, "calendar_items": [party]}
    snapshot = make_snapshot(rows, country="DE")
    (found,) = read_calendar(snapshot, bank).items
    assert (found.end or 0) - (found.start or 0) == 4 * 60


def test_two_letters_that_changed_places_are_asked_about(
    clashes: Callable[..., list[Clash]],
) -> None:
    slip = item(title="Coffee in Ledes", start="2027-03-20")
    found = said(clashes({"calendar_subjects": [CLOSING], "calendar_items": [slip]}),
                 Conflict.MAYBE_ABOUT)  # fmt: skip
    assert found == [
        "“Coffee in Ledes” (Sales, 20 March 2027) says “ledes”: is it perhaps about Leeds flagship?"
    ]


def test_a_holiday_and_a_night_are_both_said(clashes: Callable[..., list[Clash]]) -> None:
    late = item(start="2027-12-25", start_time="23:30")
    assert said(clashes({"calendar_items": [late]}), Conflict.HOLIDAY_OR_NIGHT) == [
        "“Big news” (Sales, 25 December 2027) falls on Christmas Day and goes out at 23:30, "
        "local time"
    ]


def test_a_day_without_an_hour_is_the_same_day_everywhere(
    clashes: Callable[..., list[Clash]],
) -> None:
    last = item(title="Leeds flagship", start="2027-03-14", zone="America/Los_Angeles")
    next_day = last | {"id": "two", "start": "2027-03-15", "zone": "Pacific/Auckland"}
    found = clashes({"calendar_subjects": [CLOSING], "calendar_items": [last, next_day]})
    assert [one.items for one in found if one.conflict is Conflict.AFTER_END] == [("two",)]


def test_an_evening_elsewhere_that_is_too_late_here_says_so(
    clashes: Callable[..., list[Clash]],
) -> None:
    evening = item(
        title="Leeds flagship",
        start="2027-03-14",
        start_time="20:00",
        zone="America/Los_Angeles",
    )
    found = clashes({"calendar_subjects": [CLOSING], "calendar_items": [evening]})
    assert said(found, Conflict.AFTER_END) == [
        "“Leeds flagship” (Sales, 14 March 2027) is about Leeds flagship (found in the text), "
        "which ends on 14 March 2027; by the clock of Europe/London it goes out on 15 March 2027"
    ]


@pytest.mark.parametrize(("department", "shown"), [("sales", True), ("pr", False)])
def test_a_reserved_keyword_is_for_one_department(
    clashes: Callable[..., list[Clash]], department: str, *, shown: bool
) -> None:
    kept = {
        "id": "repair",
        "term": "how to repair",
        "when": "2027-03-01/2027-03-31",
        "reserved_for": "pr",
    }
    post = item(start="2027-03-16", department=department, keywords=["repair"])
    found = said(clashes({"keywords": [kept], "calendar_items": [post]}), Conflict.KEYWORD_CLASH)
    words = "“Big news” (Sales, 16 March 2027) uses “how to repair”, which is kept for PR"
    assert (words in found) is shown


@pytest.mark.parametrize(("state", "late"), [("asked", True), ("not_needed", False)])
def test_what_is_not_needed_is_not_waited_for(
    clashes: Callable[..., list[Clash]], state: str, *, late: bool
) -> None:
    ask = {
        "id": "map",
        "what": "The map",
        "asset": "image_library",
        "giver": "pr",
        "receiver": "sales",
        "state": state,
    }
    post = item(start="2027-03-16", needs=["map"])
    found = said(clashes({"asks": [ask], "calendar_items": [post]}), Conflict.ASSET_LATE)
    assert bool(found) is late


def test_a_reservation_without_a_word_reserves_nothing(
    clashes: Callable[..., list[Clash]],
) -> None:
    empty = {"name": "Autumn", "kind": "keyword_reserved", "effect": "warn"}
    found = clashes({"calendar_constraints": [empty], "calendar_items": [item(start="2027-03-16")]})
    assert said(found, Conflict.KEYWORD_CLASH) == []


def test_what_is_over_is_no_longer_chided(clashes: Callable[..., list[Clash]]) -> None:
    yesterday = item(start="2027-01-18", start_time="23:30", kind="promotion")
    today = yesterday | {"id": "two", "start": "2027-01-19"}
    found = clashes({"calendar_items": [yesterday, today]})
    assert {key for one in found for key in one.items} == {"two"}


def test_a_post_that_is_out_counts_as_echo_and_uses_its_keyword(
    clashes: Callable[..., list[Clash]],
) -> None:
    word = {"id": "repair", "term": "how to repair", "when": "2027-01-01/2027-01-31"}
    release = item(kind="press_release", start="2027-01-19", subjects=["leeds"])
    out = item(
        id="two", start="2027-01-19", subjects=["leeds"], keywords=["repair"], state="published"
    )
    rows = {"keywords": [word], "calendar_subjects": [CLOSING], "calendar_items": [release, out]}
    found = clashes(rows)
    assert said(found, Conflict.MISSING_PARTNER) == []
    assert said(found, Conflict.KEYWORD_CLASH) == []


def test_an_approver_who_is_not_named_does_not_hide_that_the_time_is_too_short(
    clashes: Callable[..., list[Clash]],
) -> None:
    policy = {"id": "p", "sensitivity": "sensitive", "roles": ["legal"], "working_days": 7}
    rows = {
        "calendar_items": [item(start="2027-01-26", sensitivity="sensitive")],
        "approval_policy": [policy],
    }

    (late,) = [one for one in clashes(rows) if one.conflict is Conflict.APPROVAL_LATE]

    assert late.sentence == (
        "“Big news” (Sales, 26 January 2027) is delicate and Legal is not named to approve it; it "
        "has five working days left and its approval takes 7"
    )
    assert late.fix == (
        "name them, and move it, or ask the approvers now whether they can be quicker"
    )


@pytest.mark.parametrize(
    ("lift", "opens", "held"),
    [("9am", "08:59", 1), ("9.00 a.m.", "09:00", 0), ("", "00:00", 0)],
)
def test_an_embargo_ends_at_its_hour_however_that_is_written(
    lift: str, opens: str, held: int, clashes: Callable[..., list[Clash]]
) -> None:
    embargo = {"id": "e", "name": "Colours", "kind": "embargo", "effect": "block",
               "to_day": "2027-02-01", "lift_time": lift, "subjects": ["mugs"]}  # fmt: skip
    rows = {
        "calendar_subjects": [{"id": "mugs", "name": "Mugs", "kind": "product"}],
        "calendar_constraints": [embargo],
        "calendar_items": [item(start="2027-02-02", start_time=opens, subjects=["mugs"])],
    }

    found = [one for one in clashes(rows) if one.conflict is Conflict.BEFORE_LIFT]

    assert len(found) == held
    assert all(one.fix.startswith("hold it until 09:00 on 2 February 2027;") for one in found)


def test_what_is_only_worth_knowing_is_not_counted_as_a_clash(
    bank: Bank, make_snapshot: Maker
) -> None:
    rows = {
        "departments": DEPARTMENTS,
        "audiences": [{"id": "g", "people": "Gardeners"}],
        "calendar_items": [item(start="2027-02-20")],
    }
    snapshot = make_snapshot(rows, workshop_date="2027-01-19")

    (told,) = [one for one in blocks(Situation(snapshot, bank)) if isinstance(one, Table)]

    assert headline(Situation(snapshot, bank)) == "Nothing in the calendar has to change"
    assert (told.caption, told.note) == ("What to know about the calendar", "1 note.")
