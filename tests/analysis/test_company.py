from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from kit.analysis.company import Company
from kit.analysis.decide import Decision
from kit.analysis.sections.company import section
from kit.analysis.situation import Situation
from kit.analysis.staffing import main_account_hours
from kit.analysis.together import over_limits
from kit.analysis.wording import hours_text
from kit.model.content import Bank
from kit.model.report import Paragraph, Table
from kit.model.workshop import Snapshot

MakeSnapshot = Callable[..., Snapshot]
CRITERIA = (
    "goals.difference",
    "audiences.distinct",
    "resources.readiness",
    "content.original",
    "account_decision.voice",
)
PEOPLE = {f"p{place}": "hr" for place in range(4)}
LEVELS = {"hr": 5, "sales": 5, "legal": 1}
CAPACITY = {
    "hours_a_week": 12,
    "posts_a_week": 3,
    "first_admin": "Ann",
    "second_admin": "Bo",
    "liaison": "Ed",
}


@pytest.fixture
def company(bank: Bank, make_snapshot: MakeSnapshot) -> Callable[..., Company]:
    """Return a company of three departments, two of which want accounts of their own."""

    def make(
        hours: float = 12,
        levels: dict[str, int] | None = None,
        accounts: list[dict[str, object]] | None = None,
        **organisation: object,
    ) -> Company:
        levels = levels or LEVELS
        rows: dict[str, list[dict[str, object]]] = {
            "accounts": accounts or [],
            "departments": [{"id": key, "name": key.upper()} for key in LEVELS],
            "capacity": [{"department": key, **CAPACITY, "hours_a_week": hours} for key in LEVELS],
        }
        answers = [
            (person, question, key, level)
            for person in PEOPLE
            for key, level in levels.items()
            for question in CRITERIA
            if "@" not in key or question != "resources.readiness"
        ]
        snapshot = make_snapshot(rows, answers, PEOPLE, **organisation)
        return Company(Decision(Situation(snapshot, bank)))

    return make


def modes(made: Company) -> dict[str, str]:
    return {
        name: made.plan.alternatives[place]
        for name, place in zip(made.plan.departments, made.plan.mode, strict=True)
    }


def told(made: Company) -> str:
    found = section(made)
    assert found is not None
    return " ".join(block.text for block in found.blocks if isinstance(block, Paragraph))


def test_without_limits_everybody_gets_what_is_advised(company: Callable[..., Company]) -> None:
    made = company()
    assert modes(made) == {"hr": "own", "sales": "own", "legal": "central"}
    assert section(made).headline == "Everything that is advised can be afforded together"  # type: ignore[union-attr]  # it is there, or the test fails here
    assert "two departments with an own account" in told(made)


def test_a_limit_on_accounts_leaves_one_of_two(company: Callable[..., Company]) -> None:
    made = company(accounts_max=1)
    assert sorted(modes(made).values()) == ["central", "contributor", "own"]
    assert section(made).headline == (  # type: ignore[union-attr]  # it is there, or the test fails here
        "What is advised takes two own accounts, where at most one may be run"
    )
    assert "All that is advised would take two own accounts, where at most one" in told(made)


def test_too_few_hub_hours_are_said_in_numbers(company: Callable[..., Company]) -> None:
    made = company(central_hours_a_week=0.5)
    assert made.plan.status == "short"
    assert made.plan.shortfall == {"hub hours a week": pytest.approx(0.25)}
    assert section(made).headline == (  # type: ignore[union-attr]  # it is there, or the test fails here
        "What is advised takes 0.8 hours a week of the central team, which has 0.5 hours"
    )
    assert told(made).startswith("No plan keeps within all hours and limits")
    assert "The main account alone" not in told(made)


def test_a_main_account_that_takes_all_hours_is_said_to(
    company: Callable[..., Company],
) -> None:
    accounts = [{"name": "Main", "platform": "x", "main": "yes", "posts_a_month": 1}]
    made = company(central_hours_a_week=3.0, accounts=accounts)
    there = main_account_hours(made.decision.situation)
    assert there > 3
    assert (
        told(made).count(
            f"The main account alone takes {hours_text(there)} a week of the central team, "
            "which has 3 hours: nothing is left for the departments."
        )
        == 1
    )
    assert section(made).headline.endswith("the main account included, which has 3 hours")  # type: ignore[union-attr]  # as above


def test_simplicity_has_a_price_and_the_freest_plan_none(
    company: Callable[..., Company],
) -> None:
    rows = {row["structure"]: row for row in company().rows}
    assert rows["free choice"]["price_of_simplicity"] == 0
    assert rows["centralised"]["price_of_simplicity"] > 0
    assert sum(row["recommended"] for row in rows.values()) == 1


def test_the_company_is_json(company: Callable[..., Company]) -> None:
    data = json.loads(json.dumps(company(central_hours_a_week=0.5).to_dict(), allow_nan=False))
    assert data["organisational_model"]


def test_nobody_heard_means_no_section(bank: Bank, make_snapshot: MakeSnapshot) -> None:
    snapshot = make_snapshot({"departments": [{"id": "hr", "name": "HR"}]})
    assert section(Company(Decision(Situation(snapshot, bank)))) is None


def test_departments_without_an_advice_are_not_planned_for(company: Callable[..., Company]) -> None:
    made = company(levels={"hr": 5, "legal": 1})
    assert [subject.key for subject in made.subjects] == ["hr", "legal"]
    assert "one department with an own account and one department" in told(made)


def test_without_limits_one_platform_of_a_central_department_changes_nothing(
    company: Callable[..., Company],
) -> None:
    made = company(levels={"hr@instagram": 5, "hr": 1, "sales": 1})
    assert section(made).headline == "Everything that is advised can be afforded together"  # type: ignore[union-attr]  # it is there, or the test fails here
    assert modes(made) == {"hr": "own", "sales": "central"}


def test_one_own_account_among_others_is_called_multiple_hubs(
    company: Callable[..., Company],
) -> None:
    made = company(levels={"hr": 5, "sales": 1, "legal": 1})
    assert "The literature calls this multiple hubs (dandelion)." in told(made)
    assert (
        " no " not in told(made).split(". ", maxsplit=1)[0]
    )  # what there is, not what there is not


def test_every_platform_counts_against_the_limit_on_accounts(
    company: Callable[..., Company],
) -> None:
    levels = {"hr@instagram": 5, "hr@linkedin": 5, "hr": 3, "legal": 1}
    assert over_limits(company(levels=levels, accounts_max=2).decision) == ()
    assert over_limits(company(levels=levels, accounts_max=1).decision) == (
        "two own accounts, where at most one may be run",
    )


def test_two_accounts_may_take_more_hours_than_a_department_offers(
    company: Callable[..., Company],
) -> None:
    levels = {"hr@instagram": 5, "hr@linkedin": 5, "hr": 3, "legal": 1}
    assert over_limits(company(levels=levels, hours=5).decision) == (
        "9.3 hours a week of HR for two accounts, where it offers 5 hours",
    )


def test_the_central_team_needs_hours_for_every_department(company: Callable[..., Company]) -> None:
    assert over_limits(company(central_hours_a_week=0.5).decision) == (
        "0.8 hours a week of the central team, which has 0.5 hours",
    )


def test_an_account_is_never_put_on_a_platform_nobody_named_for_it(
    company: Callable[..., Company],
) -> None:
    made = company(levels={"hr@instagram": 5, "hr": 3, "sales": 5, "legal": 1})
    assert made.plan.to_dict()["accounts"] == {
        "hr": ["instagram"],
        "sales": ["not named yet"],
        "legal": [],
    }


def test_the_table_of_hours_says_that_it_counts_the_start(company: Callable[..., Company]) -> None:
    table = next(block for block in section(company()).blocks if isinstance(block, Table))  # type: ignore[union-attr]  # it is there, or the test fails here
    assert "counted with the 60 % of its hours with which it may start" in table.note


def test_accounts_that_exist_already_do_not_stand_otherwise(
    bank: Bank, make_snapshot: MakeSnapshot
) -> None:
    rows = {
        "departments": [{"id": "hr", "name": "HR"}],
        "capacity": [{"department": "hr", **CAPACITY}],
        "accounts": [
            {"name": f"HR {platform}", "platform": platform, "department": "hr"}
            for platform in ("x", "instagram", "linkedin", "tiktok")
        ],
    }
    answers = [(person, question, "hr", 5) for person in PEOPLE for question in CRITERIA]
    made = Company(Decision(Situation(make_snapshot(rows, answers, PEOPLE), bank)))
    assert section(made).headline == "Everything that is advised can be afforded together"  # type: ignore[union-attr]  # it is there, or the test fails here


def test_where_no_account_may_be_run_it_is_said_in_english(company: Callable[..., Company]) -> None:
    made = company(accounts_max=0)

    assert section(made).headline == (  # type: ignore[union-attr]  # it is there, or the test fails here
        "What is advised takes two own accounts, where none may be run"
    )


def test_what_is_taken_and_what_is_left_add_up_as_shown(company: Callable[..., Company]) -> None:
    made = company(central_hours_a_week=2.1)
    found = section(made)
    assert found is not None

    taken = next(
        block
        for block in found.blocks
        if isinstance(block, Table) and block.caption == "What the common plan takes"
    )
    shown = next(row.cells for row in taken.rows if row.cells[0] == "Hub hours a week")
    assert shown[1:4] == ("0.75", "2.1", "1.35")


def test_own_accounts_that_no_central_team_coordinates_are_decentralised(
    company: Callable[..., Company],
) -> None:
    levels = {"hr": 5, "sales": 5, "legal": 5}

    assert company(levels=levels).to_dict()["organisational_model"] == "holistic (honeycomb)"
    alone = company(levels=levels, central_hours_a_week=0)
    assert alone.to_dict()["organisational_model"] == "decentralised"
