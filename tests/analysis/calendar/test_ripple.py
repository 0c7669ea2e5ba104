"""A fact changes: everything that rests on it is found, by owner."""

from __future__ import annotations

from collections.abc import Callable

from kit.analysis.calendar import read_calendar, ripple
from kit.model.content import Bank
from kit.model.workshop import Snapshot


def test_the_leeds_site_closes(make_snapshot: Callable[..., Snapshot], bank: Bank) -> None:
    snapshot = make_snapshot(
        {
            "departments": [{"id": "pr", "name": "PR"}, {"id": "shops", "name": "Shops"}],
            "calendar_subjects": [
                {
                    "id": "leeds",
                    "name": "Leeds flagship",
                    "kind": "location",
                    "valid_to": "2027-03-14",
                },
                {"id": "york", "name": "York", "kind": "location"},
            ],
            "asks": [
                {
                    "id": "pictures",
                    "what": "Pictures of the shop",
                    "asset": "image_library",
                    "giver": "shops",
                    "receiver": "pr",
                    "state": "promised",
                }
            ],
            "calendar_items": [
                {
                    "id": "post",
                    "title": "Coffee at Leeds flagship",
                    "kind": "post",
                    "department": "shops",
                    "start": "2027-02-01",
                },
                {
                    "id": "advert",
                    "title": "Spring offer",
                    "kind": "ad",
                    "department": "pr",
                    "start": "2027-04-01",
                    "subjects": ["leeds"],
                    "approvers": "Ann",
                    "needs": ["pictures"],
                },
                {
                    "id": "over",
                    "title": "Leeds flagship, last year",
                    "kind": "post",
                    "department": "pr",
                    "start": "2026-04-01",
                },
                {
                    "id": "other",
                    "title": "York in spring",
                    "kind": "post",
                    "department": "pr",
                    "start": "2027-04-01",
                },
            ],
            "faq": [
                {
                    "id": "q",
                    "question": "Where do I park in Leeds?",
                    "answer": "Behind",
                    "owner": "shops",
                    "subject": "leeds",
                }
            ],
        },
        workshop_date="2027-01-15",
        country="GB",
    )
    found = ripple(snapshot, bank, read_calendar(snapshot, bank), "leeds")
    assert [(one.owner, one.kind, one.name, one.found) for one in found] == [
        ("Ann", "approval", "Spring offer", False),
        ("pr", "ad", "Spring offer", False),
        ("shops", "asks", "Pictures of the shop", False),
        ("shops", "faq", "Where do I park in Leeds?", False),
        ("shops", "post", "Coffee at Leeds flagship", True),
    ]
