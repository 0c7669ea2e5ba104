"""The structure people choose from above is set beside what the departments add up to."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kit.analysis.company import Company
from kit.analysis.decide import Decision
from kit.analysis.decision import OrganisationalModel
from kit.analysis.sections.company import section
from kit.analysis.situation import Situation
from kit.analysis.structure_wanted import (
    COMES_TO,
    QUESTION,
    STRUCTURES,
    sentence,
    structure_wanted,
)
from kit.model.content import Bank
from kit.model.report import Paragraph
from kit.model.workshop import Snapshot

CRITERIA = (
    "goals.difference",
    "audiences.distinct",
    "resources.readiness",
    "content.original",
    "account_decision.voice",
)
SEEN = {"hr": 5, "sales": 1, "legal": 1}
Make = Callable[..., Company]


@pytest.fixture
def company(bank: Bank, make_snapshot: Callable[..., Snapshot]) -> Make:
    """Return a company with an own account for one of three departments, and people who choose."""

    def make(executives: list[str], others: list[str] | None = None) -> Company:
        people = [*(("executive", one) for one in executives)]
        people += [("staff", one) for one in others or []]
        names = [f"p{place:02}" for place in range(max(len(people), 4))]
        rows = {
            "departments": [{"id": key, "name": key.upper()} for key in SEEN],
            "participants": [
                {"id": name, "department": "hr", "level": level}
                for name, (level, _) in zip(names, people, strict=False)
            ],
        }
        answers: list[tuple[object, ...]] = [
            (name, question, key, level)
            for name in names[:4]
            for key, level in SEEN.items()
            for question in CRITERIA
        ]
        answers += [
            (name, QUESTION, "", choice) for name, (_, choice) in zip(names, people, strict=False)
        ]
        return Company(Decision(Situation(make_snapshot(rows, answers), bank)))

    return make


def told(made: Company) -> str:
    found = section(made)
    assert found is not None
    return " ".join(block.text for block in found.blocks if isinstance(block, Paragraph))


def test_executives_who_choose_otherwise_are_told_what_it_costs(company: Make) -> None:
    made = company(["hub_and_spoke"] * 4 + ["centralised"], ["decentralised"] * 9)

    assert made.organisational_model is OrganisationalModel.MULTIPLE_HUBS
    price = next(row for row in made.rows if row["structure"] == "hub-and-spoke")
    assert (
        "Asked for one structure for the whole company, 4 of 5 executives would choose "
        "hub-and-spoke; the plan comes to multiple hubs. Against a free choice, hub-and-spoke "
        f"costs {price['price_per_department']:.1f} points a department. "
        "Talk about the difference before anything is decided."
    ) in told(made)


def test_a_structure_nobody_can_afford_is_called_so(company: Make) -> None:
    made = company(["decentralised"] * 5)
    row = {"structure": "decentralised", "feasible": False, "price_per_department": -1.0}

    assert made.wanted is not None
    words = sentence(made.wanted, OrganisationalModel.CENTRALISED, [row])
    assert words.endswith(
        "would choose decentralised; the plan comes to centralised. Decentralised would take more "
        "than there is. Talk about the difference before anything is decided."
    )


def test_executives_who_choose_what_comes_out_are_told_so(company: Make) -> None:
    made = company(["multiple_hubs"] * 5)

    assert "would choose multiple hubs, which is what the plan comes to." in told(made)


def test_few_executives_are_not_shown_apart(company: Make) -> None:
    made = company(["centralised"] * 4, ["decentralised"] * 2)

    assert made.wanted is not None
    assert (made.wanted.who, made.wanted.people) == ("people", 6)
    assert "executives" not in told(made)
    assert "4 of 6 people would choose centralised" in told(made)


def test_fewer_than_five_people_say_nothing(company: Make) -> None:
    made = company(["centralised"] * 2, ["decentralised"] * 2)

    assert made.wanted is None
    assert "Asked for one structure" not in told(made)
    assert made.to_dict()["structure_wanted"] is None


def test_choices_that_are_level_are_all_named_simplest_first(company: Make) -> None:
    made = company(
        ["decentralised", "centralised", "decentralised", "centralised", "multiple_hubs"]
    )

    assert made.wanted is not None
    assert made.wanted.structures == ("centralised", "decentralised")
    assert "2 of 5 executives would choose centralised and decentralised each" in told(made)
    assert made.to_dict()["structure_wanted"] == {
        "structures": ["centralised", "decentralised"], "votes": 2, "people": 5,
        "who": "executives",
    }  # fmt: skip


def test_only_the_last_round_of_each_person_counts(
    bank: Bank, make_snapshot: Callable[..., Snapshot]
) -> None:
    people = {f"p{place}": "hr" for place in range(5)}
    answers = [(name, QUESTION, "", "centralised", 1) for name in people]
    answers += [(name, QUESTION, "", "multiple_hubs", 2) for name in people]
    snapshot = make_snapshot({"departments": [{"id": "hr", "name": "HR"}]}, answers, people)

    found = structure_wanted(Situation(snapshot, bank))

    assert found is not None
    assert (found.structures, found.votes, found.people) == (("multiple hubs",), 5, 5)


def test_every_choice_is_a_structure_the_plan_can_come_to(bank: Bank) -> None:
    assert [one.id for one in bank.questions[QUESTION].format.choices] == list(STRUCTURES)
    assert set(COMES_TO) == set(OrganisationalModel)
    assert set(COMES_TO.values()) == set(STRUCTURES.values())
