"""What changed between two states, and that nothing secret is told by the difference."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kit.analysis.comparison import Comparison, compare, section_of
from kit.model.content import Bank
from kit.model.workshop import Snapshot
from kit.workshop import open_workshop

DEPARTMENTS = [{"id": "pr", "name": "PR"}, {"id": "hr", "name": "People"}]


def snapshot(make_snapshot: Callable[..., Snapshot], day: str, **rows: object) -> Snapshot:
    return make_snapshot({"departments": DEPARTMENTS, **rows}, workshop_date=day)


def sentences(found: Comparison, kind: str) -> list[tuple[str, str]]:
    return [(one.sign, one.sentence) for one in found.of(kind)]


def test_a_workshop_compared_with_itself_has_not_changed(samples: Path, bank: Bank) -> None:
    with open_workshop(samples / "halden_pumps") as workshop:
        found = compare(workshop.snapshot, workshop.snapshot, bank)
    assert [one for one in found.changes if one.kind != "forecast"] == []


def test_commitments_come_move_and_are_kept(
    make_snapshot: Callable[..., Snapshot], bank: Bank
) -> None:
    old = snapshot(
        make_snapshot,
        "2027-01-15",
        commitments=[
            {"id": "film", "what": "The film", "owner": "Ann", "due": "2027-02-01"},
            {"id": "map", "what": "The map", "owner": "Bo", "due": "2027-02-01"},
        ],
    )
    new = snapshot(
        make_snapshot,
        "2027-04-15",
        commitments=[
            {"id": "film", "what": "The film", "owner": "Ann", "due": "2027-05-01"},
            {"id": "text", "what": "The text", "due": "2027-04-01"},
        ],
    )
    found = compare(old, new, bank)
    assert sentences(found, "commitment") == [
        ("changed", "The film: due 2027-02-01 then, 2027-05-01 now"),
        ("new", "The text (nobody named, open)"),
        ("gone", "The map"),
    ]
    assert ("new", "One commitment is overdue: The text.") in sentences(found, "finding")
    assert [(one.what, one.overdue) for one in found.due] == [
        ("The text", True),
        ("The film", False),
    ]


@pytest.mark.parametrize(
    ("happened", "words"),
    [
        (20, "Replies: 20 happened, 40 expected; less than expected"),
        (40, "Replies: 40 happened, 40 expected; as expected"),
        (90, "Replies: 90 happened, 40 expected; more than expected"),
    ],
)
def test_forecasts_are_set_against_what_happened(
    make_snapshot: Callable[..., Snapshot], bank: Bank, happened: float, words: str
) -> None:
    row = {"what": "Replies", "by": "2027-03-01", "low": 30, "likely": 40, "high": 60}
    old = snapshot(make_snapshot, "2027-01-15", forecasts=[row])
    new = snapshot(make_snapshot, "2027-04-15", forecasts=[{**row, "happened": happened}])
    assert sentences(compare(old, new, bank), "forecast") == [("changed", words)]


def test_three_months_of_a_coffee_roaster(samples: Path, bank: Bank) -> None:
    with (
        open_workshop(samples / "tannery_row_coffee") as before,
        open_workshop(samples / "tannery_row_coffee_april") as after,
    ):
        found = compare(before.snapshot, after.snapshot, bank)
        reasons = [
            str(row.values["reason_restricted"])
            for row in before.snapshot.rows("calendar_constraints")
            if row.values.get("reason_restricted")
        ]
    said = " ".join(one.sentence for one in found.changes)
    assert [reason for reason in reasons if reason in said] == []
    assert any(one.sign == "gone" for one in found.of("finding"))
    assert any("promised then, done now" in one.sentence for one in found.of("commitment"))
    view = section_of(found)
    assert view.headline.endswith("changed since 20 January 2027")


def test_what_the_group_decided_anew_is_said_with_before_and_after(
    make_snapshot: Callable[..., Snapshot], bank: Bank
) -> None:
    own = {"department": "hr", "platform": "linkedin", "decision": "own", "owner": "Ann"}
    old = snapshot(make_snapshot, "2027-01-15", decisions=[{**own, "decision": "contributor"}])
    new = snapshot(make_snapshot, "2027-04-15", decisions=[own, {"department": "pr"}])
    assert sentences(compare(old, new, bank), "decided") == [
        (
            "changed",
            "People on LinkedIn: it contributes to the main account (Ann) then, "
            "it has its own account (Ann) now",
        ),
        ("new", "PR: nothing decided (nobody named)"),
    ]


def test_a_finding_that_says_another_number_has_changed(
    make_snapshot: Callable[..., Snapshot], bank: Bank
) -> None:
    promises = [{"what": f"Promise {n}", "owner": "Ann", "due": "2027-01-01"} for n in range(3)]
    old = snapshot(make_snapshot, "2027-01-15", commitments=promises[:2])
    new = snapshot(make_snapshot, "2027-01-16", commitments=promises)
    assert sentences(compare(old, new, bank), "finding") == [
        (
            "changed",
            "Three commitments are overdue: Promise 0, Promise 1 and Promise 2. "
            "Before: Two commitments are overdue: Promise 0 and Promise 1.",
        )
    ]
