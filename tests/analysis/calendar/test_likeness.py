"""Figures are compared and shown as people write them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kit.analysis.calendar import read_calendar
from kit.analysis.calendar.conflicts import conflicts
from kit.analysis.calendar.nouns import Conflict
from kit.model.content import Bank
from kit.model.workshop import Snapshot

Maker = Callable[..., Snapshot]
DEPARTMENTS = [{"id": "sales", "name": "Sales"}, {"id": "pr", "name": "PR"}]
MUGS = {"id": "mugs", "name": "Harvest Mugs", "kind": "product"}


def contradictions(make_snapshot: Maker, bank: Bank, one: str, other: str) -> list[str]:
    items = [
        {"id": who, "title": f"Harvest Mugs, {price} each while stocks last in every showroom",
         "kind": "post", "department": who, "start": day, "subjects": ["mugs"]}
        for who, price, day in (("sales", one, "2027-09-01"), ("pr", other, "2027-09-02"))
    ]  # fmt: skip
    rows = {"departments": DEPARTMENTS, "calendar_subjects": [MUGS], "calendar_items": items}
    snapshot = make_snapshot(rows, workshop_date="2027-01-19", country="GB")
    found = conflicts(read_calendar(snapshot, bank))
    return [clash.sentence.rpartition("about ")[2] for clash in found
            if clash.conflict is Conflict.CONTRADICTION]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "shown"),
    [
        ("12.50", "14.00", "12.50 and 14.00"),
        ("12.50", "50.12", "12.50 and 50.12"),
        ("1,200", "12,00", "1,200 and 12,00"),
        ("20 % off, 3 kinds", "15 % off, 3 kinds", "20 and 15"),
        ("20", "20 or 3 for 50", "20 and 20, 3, 50"),
        ("half price", "10", "half and 10"),
    ],
)
def test_figures_that_differ_are_shown_as_they_were_written(
    one: str, other: str, shown: str, make_snapshot: Maker, bank: Bank
) -> None:
    assert contradictions(make_snapshot, bank, one, other) == [f"Harvest Mugs: {shown}"]


@pytest.mark.parametrize("other", ["12.50 for 2", "2 for 12,50"])
def test_the_same_figures_written_otherwise_do_not_differ(
    other: str, make_snapshot: Maker, bank: Bank
) -> None:
    assert not contradictions(make_snapshot, bank, "2 for 12.50", other)
