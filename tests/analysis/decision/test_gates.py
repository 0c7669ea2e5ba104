"""Hard conditions with gaps in numbers; unknown is not failed."""

from __future__ import annotations

import json

import numpy as np
import pytest

from kit.analysis.decision import Criterion, DecisionModel, Gate, check_gates
from kit.errors import DecisionInputError
from kit.model.decision import GateState

HOURS = Gate(
    "hours", ("own",), "Hours for the account", "Free {gap} hours.", "min", 6.5, "hours a week"
)
ADMIN = Gate("admin", ("own", "contributor"), "Second administrator", "Name one.")


def model() -> DecisionModel:
    table = Criterion("goals", values=[[100, 60, 0], [0, 60, 100]])
    return DecisionModel((table,), gates=(HOURS, ADMIN))


def states(facts: dict) -> list[str]:
    return [str(one.state) for one in check_gates(model(), ["hr"], {"hr": facts})]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, ["unknown", "unknown", "unknown"]),
        ({"hours": None, "admin": float("nan")}, ["unknown"] * 3),
        ({"hours": 6.5, "admin": True}, ["pass"] * 3),
        ({"hours": float("inf"), "admin": np.False_}, ["pass", "fail", "fail"]),
        ({"hours": np.float64(2), "admin": True}, ["fail", "pass", "pass"]),
        ({"hours": 0}, ["fail", "unknown", "unknown"]),
    ],
)
def test_gate_states(facts: dict, expected: list[str]) -> None:
    assert states(facts) == expected


def test_gap_is_in_numbers_with_unit_and_remedy() -> None:
    found = check_gates(model(), ["hr"], {"hr": {"hours": 2}})[0]

    assert (found.gap, found.unit, found.remedy) == (4.5, "hours a week", "Free {gap} hours.")
    assert found.sentence == "Hours for the account: 2 of 6.5 hours a week, 4.5 short"


def test_infinite_hours_can_be_written_as_json() -> None:
    found = check_gates(model(), ["hr"], {"hr": {"hours": float("inf")}})[0]

    assert found.to_dict()["measured"] == "unlimited"


def test_wrong_facts_are_refused_all_at_once() -> None:
    facts = {"hrr": {}, "hr": {"hours": -1, "admin": 3, "adminn": True}}

    with pytest.raises(DecisionInputError) as refused:
        check_gates(model(), ["hr"], facts)

    assert str(refused.value) == (
        "gate facts: 'hrr' is not a department of this decision. Did you mean 'hr'?\n"
        "gate facts of 'hr', 'hours': -1 is not zero or more. "
        "Give what is there, 0 when there is nothing.\n"
        "gate facts of 'hr', 'admin': '3' is not yes or no. "
        "Give True or False, or leave it out when not known.\n"
        "gate facts of 'hr', 'adminn': 'adminn' is not a gate of the decision model. "
        "Did you mean 'admin'?"
    )
    assert [problem.code for problem in refused.value.problems] == ["E07", "E10", "E02", "E02"]


def test_facts_from_arrays_can_be_written_as_json() -> None:
    facts = {"hours": np.int64(7), "admin": np.True_}

    found = [one.to_dict() for one in check_gates(model(), ["hr"], {"hr": facts})]

    assert [one["measured"] for one in json.loads(json.dumps(found))] == [7.0, True, True]


def test_hours_added_up_by_a_machine_reach_the_threshold_they_make() -> None:
    hours = Gate("hours", ("own",), "Hours", "Free some.", "min", 0.8, "hours a week")
    model = DecisionModel((Criterion("goals", values=[[1, 2, 3]] * 5),), gates=(hours,))

    (found,) = check_gates(model, ["hr"], {"hr": {"hours": 0.7 + 0.1}})

    assert 0.7 + 0.1 < 0.8
    assert (found.state, found.gap) == (GateState.PASS, 0.0)
