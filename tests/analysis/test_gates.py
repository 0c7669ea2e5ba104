from __future__ import annotations

import pytest

from kit.analysis.capacity import load, own_account_hours
from kit.analysis.facts import Capacity, Department, Subject
from kit.analysis.gates import gates
from kit.model.content import AccountModel, Bank
from kit.model.decision import GateState
from kit.model.workshop import Value

PASS, FAIL, UNKNOWN = GateState.PASS, GateState.FAIL, GateState.UNKNOWN


def look(
    bank: Bank, gate: str, work: str = "expert", *, regulated: bool = False, **facts: Value
) -> tuple[GateState, str, float | None] | None:
    """Return state, sentence and gap of one gate, None when it does not apply."""
    subject = Subject(Department("d", "D", work, regulated))
    capacity = Capacity(dict(facts), 1)
    found = gates(subject, capacity, load(capacity, bank), bank)
    return next(((one.state, one.sentence, one.gap) for one in found if one.gate == gate), None)


@pytest.mark.parametrize(
    ("gate", "facts", "expected"),
    [
        ("hours", {}, (UNKNOWN, "hours offered are not known", None)),
        # need: 3.5 fixed + 1.25 watching + 2 posts x 1 h = 6.75; the minimum is 60 % of it, 4.05
        (
            "hours",
            {"hours_a_week": 2, "posts_a_week": 2},
            (
                FAIL,
                "2 hours a week of the 4.1 hours with which an account may start "
                "(it takes 6.8 hours)",
                2.05,
            ),
        ),
        (
            "hours",
            {"hours_a_week": 4.05, "posts_a_week": 2},
            (PASS, "4 hours a week of the 6.8 hours an account takes", 0.0),
        ),
        ("admins", {}, (UNKNOWN, "administrators are not known", None)),
        ("admins", {"first_admin": "Ann"}, (FAIL, "1 of 2 administrators named", 1.0)),
        ("admins", {"first_admin": "nobody"}, (FAIL, "0 of 2 administrators named", 2.0)),
        (
            "admins",
            {"first_admin": "Ann", "second_admin": "ANN"},
            (FAIL, "the same person named as both administrators", 1.0),
        ),
        (
            "admins",
            {"first_admin": "Ann", "second_admin": "Bo"},
            (PASS, "2 of 2 administrators named", 0.0),
        ),
        ("posts", {"posts_a_week": 0.5}, (FAIL, "0.5 posts a week", 0.5)),
        ("posts", {"posts_a_week": 1}, (PASS, "1 post a week", 0.0)),
        (
            "life",
            {"life": "temporary", "life_months": 9},
            (FAIL, "the work lasts 9 of at least 12 months", 3.0),
        ),
        ("life", {"life": "permanent"}, None),
        (
            "approver",
            {"approver": "Cy"},
            (UNKNOWN, "a reply time not named yet", None),
        ),
        (
            "liaison",
            {"liaison": "-"},
            (FAIL, "there is nobody for a contact for the main account", 1.0),
        ),
        (
            "contributor_hours",
            {"hours_a_week": 0},
            (FAIL, "0 hours a week of the 0.5 hours contributing takes", 0.5),
        ),
    ],
)
def test_a_gate_says_what_is_missing_in_numbers(
    bank: Bank,
    gate: str,
    facts: dict[str, Value],
    expected: tuple[GateState, str, float | None] | None,
) -> None:
    assert look(bank, gate, **facts) == expected


def test_service_and_recruiting_live_on_replies_not_on_posts(bank: Bank) -> None:
    assert look(bank, "posts", "service", posts_a_week=0) is None
    assert look(bank, "posts", "recruiting", posts_a_week=0) is None


def test_a_service_account_must_be_watched_and_answer_in_time(bank: Bank) -> None:
    assert look(bank, "monitoring", "expert") is None
    found = look(bank, "monitoring", "service", reply_within_hours=30)
    assert found == (FAIL, "replies promised within 30 hours", 6.0)
    watched = look(bank, "monitoring", "service", monitoring="some_days")
    assert watched == (FAIL, "watched on some days only", None)


def test_regulated_departments_need_legal_sign_off(bank: Bank) -> None:
    assert look(bank, "legal") is None
    assert look(bank, "legal", regulated=True) == (UNKNOWN, "legal sign-off not named yet", None)


def test_the_main_account_speaking_for_a_department_needs_nothing_of_it(bank: Bank) -> None:
    subject, capacity = Subject(Department("d", "D")), Capacity({}, 0)
    found = gates(subject, capacity, load(capacity, bank), bank)
    assert not [one for one in found if one.model is AccountModel.CENTRAL]


def test_unknown_posts_take_the_published_fallback(bank: Bank) -> None:
    assert own_account_hours(None, None, bank) == 5.0
    assert own_account_hours(3, 50, bank) == pytest.approx(3.5 + 1.25 + 3 + 50 * 0.4 * 6 / 60)
