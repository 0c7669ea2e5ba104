"""Portfolios against published knapsacks and against trying everything."""

from __future__ import annotations

import tracemalloc
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest

from kit.analysis.decision import (
    Answers,
    Criterion,
    DecisionModel,
    Limits,
    OrganisationalModel,
    Resources,
    StructureRule,
    organisational_model,
    portfolio,
    score,
    structures,
)
from kit.errors import DecisionInputError

from .cases import company, default_model

if TYPE_CHECKING:
    from kit.analysis.decision import Scores
    from kit.analysis.decision.portfolio_check import StructureName

YES_NO = DecisionModel((Criterion("worth"),), ("central", "own"), mode="direct")
BURKARDT = {  # KNAPSACK_01: capacity, weights, profits, optimum, chosen
    "p01": (
        165, (23, 31, 29, 44, 53, 38, 63, 85, 89, 82), (92, 57, 49, 68, 60, 43, 67, 84, 87, 72),
        309, "1111010000",
    ),
    "p02": (26, (12, 7, 11, 8, 9), (24, 13, 23, 15, 16), 51, "01110"),
    "p03": (190, (56, 59, 80, 64, 75, 17), (50, 50, 64, 46, 50, 5), 150, "110010"),
}  # fmt: skip


def scores_of(rows: list[list[float]], model: DecisionModel) -> Scores:
    return score(model, Answers([[[row] for row in rows]]))


@pytest.mark.parametrize("name", BURKARDT)
def test_portfolio_reproduces_the_knapsacks_of_burkardt(name: str) -> None:
    capacity, weights, profits, optimum, chosen = BURKARDT[name]
    scores = scores_of([[0.0, profit] for profit in profits], YES_NO)

    found = portfolio(YES_NO, scores, Resources(hub_hours=capacity, hub_hours_an_account=weights))

    assert found.value == optimum
    assert "".join(map(str, found.mode)) == chosen
    assert found.status == "optimal"


def small() -> tuple[DecisionModel, Scores, Resources]:
    model = default_model()
    scores = score(model, company(departments=4))
    resources = Resources(
        department_hours=[2, 6, 9, 4],
        hub_hours=6,
        department_hours_by_mode={"contributor": 1},
        hub_hours_by_mode={"central": 2, "contributor": 1.5, "own": 0.5},
        hours_an_account=[3, 2],
    )
    return model, scores, resources


def test_portfolio_finds_what_trying_everything_finds() -> None:
    model, scores, resources = small()
    fit = np.array([[1, 0.2], [0.4, 0.9], [0.5, 0.5], [0.1, 0.3]])

    found = portfolio(
        model, scores, resources, platforms=["x", "y"], fit=fit, limits=Limits(accounts=3)
    )

    choices = [(0, ()), (1, ()), (2, (0,)), (2, (1,)), (2, (0, 1))]
    best = -1.0
    for plan in product(choices, repeat=4):
        hub = sum((2, 1.5, 0.5)[mode] for mode, _ in plan)
        hours = [(mode == 1) + sum((3, 2)[at] for at in accounts) for mode, accounts in plan]
        accounts = sum(len(some) for _, some in plan)
        if (
            hub <= 6
            and accounts <= 3
            and all(h <= m for h, m in zip(hours, [2, 6, 9, 4], strict=True))
        ):
            worth = sum(
                scores.value[row, mode] + 10 * sum(fit[row, at] for at in some)
                for row, (mode, some) in enumerate(plan)
            )
            best = max(best, worth)
    assert found.value + found.fit_value == pytest.approx(best)


def test_every_department_gets_one_mode_and_accounts_only_when_own() -> None:
    model, scores, resources = small()

    found = portfolio(model, scores, resources, platforms=["x", "y"])

    assert ((found.accounts.any(axis=1)) == (found.mode == 2)).all()


def test_a_constant_added_to_a_departments_values_changes_nothing() -> None:
    model = DecisionModel((Criterion("worth"),), mode="direct")
    rows = [[30.0, 50, 40], [10, 20, 60], [45, 40, 50]]
    resources = Resources(
        hub_hours=3, hub_hours_by_mode={"contributor": 2, "own": 1, "central": 0.5}
    )

    plain = portfolio(model, scores_of(rows, model), resources)
    rows[1] = [value + 40 for value in rows[1]]
    shifted = portfolio(model, scores_of(rows, model), resources)

    assert plain.mode.tolist() == shifted.mode.tolist()


def test_shortage_is_an_answer_in_numbers() -> None:
    model = DecisionModel((Criterion("worth"),), mode="direct")
    resources = Resources(
        hub_hours=3,
        hub_hours_by_mode={"central": 5, "contributor": 6, "own": 5},
        department_hours=0,
        hours_an_account=4,
    )

    found = portfolio(model, scores_of([[50, 60, 70], [50, 60, 70]], model), resources)

    assert found.status == "short"
    assert found.shortfall == {"hub hours a week": 7.0}
    assert found.sentence == "7 hub hours a week short"
    assert found.mode.tolist() == [0, 0]


def test_infinite_hours_are_no_limit() -> None:
    model, scores, _ = small()

    found = portfolio(model, scores, Resources())

    assert found.status == "optimal"
    assert found.mode.tolist() == scores.leader.tolist()
    assert found.slack["hub hours a week"] == float("inf")
    assert found.to_dict()["slack"]["hub hours a week"] == "unlimited"


def test_equal_plans_are_settled_by_fewer_accounts() -> None:
    scores = scores_of([[50.0, 50.0]] * 3, YES_NO)

    found = portfolio(YES_NO, scores, Resources(), platforms=["x", "y"], fit=0)

    assert found.n_accounts == 0


def test_musts_gates_and_limits_are_kept() -> None:
    model, scores, _ = small()
    allowed = np.ones((4, 3), dtype=bool)
    allowed[0, 2] = False

    found = portfolio(
        model,
        scores,
        Resources(),
        departments=["hr", "it", "law", "pr"],
        platforms=["x", "y"],
        limits=Limits(accounts=2, on_platform={"x": 1}),
        musts=[("it", "x"), ("law", "central")],
        allowed=allowed,
    )

    assert found.mode[0] != 2
    assert found.accounts[1, 0]
    assert found.mode[2] == 0
    assert found.n_accounts <= 2
    assert found.accounts[:, 0].sum() == 1


def test_contradictory_musts_are_said_in_words() -> None:
    model, scores, _ = small()

    found = portfolio(
        model,
        scores,
        Resources(),
        departments=["hr", "it", "law", "pr"],
        musts=[("it", "own"), ("it", "central")],
        allowed=[[False] * 3, [True] * 3, [True] * 3, [True] * 3],
    )

    assert found.status == "impossible"
    assert found.mode[0] == -1
    assert found.contradictions == (
        "hr: no alternative passes its gates",
        "it: must be central and own at once",
    )


def test_shadow_prices_are_differences_between_solutions() -> None:
    model, scores, resources = small()

    found = portfolio(model, scores, resources, platforms=["x", "y"], shadow=True)

    assert set(found.shadow) == {"hub hours a week"}
    less, more = found.shadow["hub hours a week"]
    assert less >= 0
    assert more >= 0


def test_core_index_is_a_share_of_similar_groups() -> None:
    model, answers = default_model(), company(departments=4)
    scores = score(model, answers)

    found = portfolio(model, scores, Resources(), core_samples=20, answers=answers)

    assert found.core_index is not None
    assert found.core_index.sum(axis=1) == pytest.approx(np.ones(4))


def test_price_of_simplicity_is_never_negative_and_names_the_simplest_cheap_one() -> None:
    model, scores, _ = small()

    table = structures(model, scores, Resources(), hubs=2).set_index("structure")

    assert (table["price_of_simplicity"] >= -1e-9).all()
    assert table.loc["free choice", "price_of_simplicity"] == 0
    assert table["recommended"].sum() == 1


@pytest.mark.parametrize(
    ("mode", "coordinated", "name"),
    [
        ([0, 0, 0, 0, 1], True, OrganisationalModel.CENTRALISED),
        ([0, 1, 1, 1, 1], True, OrganisationalModel.HUB_AND_SPOKE),
        ([0, 1, 2, 1, 2], True, OrganisationalModel.MULTIPLE_HUBS),
        ([2, 2, 2, 2, 1], True, OrganisationalModel.HOLISTIC),
        ([2, 2, 2, 2, 1], False, OrganisationalModel.DECENTRALISED),
    ],
)
def test_organisational_model_of_the_literature(
    mode: list[int], name: OrganisationalModel, *, coordinated: bool
) -> None:
    model = DecisionModel((Criterion("worth"),), mode="direct")
    rows = [[100.0 * (at == one) for at in range(3)] for one in mode]

    found = portfolio(model, scores_of(rows, model), Resources())

    assert organisational_model(found, coordinated=coordinated) is name


def test_wrong_input_is_refused_all_at_once() -> None:
    model, scores, _ = small()

    with pytest.raises(DecisionInputError) as refused:
        portfolio(
            model,
            scores,
            Resources(hub_hours=-1, hub_hours_by_mode={"owen": 1}),
            departments=["hr", "it", "law", "pr"],
            musts=[("hrr", "own")],
        )

    assert str(refused.value) == (
        "hub_hours: -1 is not zero or more. Correct the number.\n"
        "hours by mode: 'owen' is not a name of this plan. Did you mean 'own'?\n"
        "musts: 'hrr' is not a department of this plan. Did you mean 'hr'?"
    )
    assert [problem.code for problem in refused.value.problems] == ["E10", "E02", "E07"]


def test_portfolio_reproduces_a_knapsack_of_large_numbers() -> None:
    # KNAPSACK_01 (Burkardt), problem 8: 24 things, capacity 6,404,180, optimum 13,549,094
    weights = [
        382745, 799601, 909247, 729069, 467902, 44328, 34610, 698150, 823460, 903959, 853665,
        551830, 610856, 670702, 488960, 951111, 323046, 446298, 931161, 31385, 496951, 264724,
        224916, 169684,
    ]  # fmt: skip
    profits = [
        825594, 1677009, 1676628, 1523970, 943972, 97426, 69666, 1296457, 1679693, 1902996,
        1844992, 1049289, 1252836, 1319836, 953277, 2067538, 675367, 853655, 1826027, 65731,
        901489, 577243, 466257, 369261,
    ]  # fmt: skip
    table = [[0, profit] for profit in profits]

    found = portfolio(YES_NO, table, Resources(hub_hours=6_404_180, hub_hours_an_account=weights))

    assert found.value == 13_549_094
    assert "".join(map(str, found.mode)) == "110111000110100100000111"


def test_table_of_values_with_another_number_of_alternatives_is_refused() -> None:
    with pytest.raises(DecisionInputError) as refused:
        portfolio(YES_NO, [[1, 2, 3]], Resources())

    assert str(refused.value) == (
        "scores: 'shape (1, 3)' is not departments x 2 alternatives. Give one row a department."
    )


def test_plans_as_good_with_fewer_accounts_are_preferred() -> None:
    platforms = ["a", "b", "c", "d"]

    found = portfolio(YES_NO, [[0, 10]] * 6, Resources(), platforms=platforms, fit=0)

    assert found.value == 60
    assert found.accounts.sum(axis=1).tolist() == [1] * 6


def test_among_plans_equally_short_the_best_is_taken() -> None:
    model = DecisionModel((Criterion("worth"),), mode="direct")
    resources = Resources(hub_hours=1, hub_hours_by_mode={"central": 2, "contributor": 2, "own": 3})

    found = portfolio(model, [[10, 30, 90], [40, 20, 90]], resources)

    assert found.status == "short"
    assert found.mode.tolist() == [1, 0]
    assert found.shortfall == {"hub hours a week": 3.0}


def test_overstepping_is_weighed_by_the_size_of_each_limit() -> None:
    # either 30 of 100 hub hours too many, or 2 of 2 department hours: the first is the smaller
    resources = Resources(
        department_hours=2,
        hub_hours=100,
        department_hours_by_mode={"own": 4},
        hub_hours_by_mode={"central": 130},
    )

    found = portfolio(YES_NO, [[0, 90]], resources)

    assert found.mode.tolist() == [0]
    assert found.shortfall == {"hub hours a week": 30.0}


def test_no_account_stands_where_it_has_no_place() -> None:
    found = portfolio(
        YES_NO,
        [[0, 10]] * 2,
        Resources(),
        platforms=["x", "y"],
        fit=[[1, 1], [0, 1]],
        places=[[1, 1], [0, 1]],
    )

    assert found.accounts.tolist() == [[True, True], [False, True]]


def test_core_index_keeps_what_the_caller_moved_from_the_score() -> None:
    model, answers = default_model(), company()
    value = score(model, answers).value.copy()
    value[:, 1] += 100.0

    found = portfolio(model, value, Resources(), core_samples=10, answers=answers)

    assert found.mode.tolist() == [1] * 5
    assert found.core_index is not None
    assert (found.core_index[:, 1] == 1.0).all()


def test_eight_hundred_departments_take_no_gigabyte_of_zeros() -> None:
    departments, generator = 800, np.random.default_rng(5)
    value = generator.random((departments, 3)) * 60
    hours = Resources(
        department_hours=generator.choice([2.0, 5, 8], departments),
        department_hours_by_mode={"contributor": 2.0},
        hours_an_account=generator.random((departments, 4)) * 6,
    )
    model = DecisionModel((Criterion("worth"),), mode="direct")

    tracemalloc.start()
    found = portfolio(model, value, hours, platforms=list("abcd"), limits=Limits(accounts=200))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert found.status == "optimal"
    assert found.n_accounts <= 200
    assert peak < 60e6


def test_what_a_fitting_platform_is_worth_can_be_said() -> None:
    model = DecisionModel((Criterion("worth"),), mode="direct")
    value = [[50.0, 45, 45]]

    def plan(points: float) -> list[int]:
        found = portfolio(model, value, Resources(), platforms=["x"], fit_points=points)
        return [int(found.mode[0]), found.n_accounts]

    assert plan(0) == [0, 0]
    assert plan(10) == [2, 1]
    with pytest.raises(DecisionInputError, match="fit_points"):
        plan(-1)


@pytest.mark.parametrize(
    ("structure", "must"),
    [("centralised", "own"), ("hub-and-spoke", "own"), ("decentralised", "central")],
)
def test_a_must_that_the_structure_forbids_is_said_and_never_dropped_in_silence(
    structure: StructureName, must: str
) -> None:
    model = DecisionModel((Criterion("worth"),), mode="direct")

    found = portfolio(
        model, [[1, 2, 3], [3, 2, 1]], Resources(), departments=["hr", "it"],
        musts=[("hr", must)], structure=StructureRule(structure),
    )  # fmt: skip

    assert found.status == "impossible"
    assert found.contradictions == (f"hr: must have {must}, which is not {structure}",)


def test_a_structure_that_a_must_forbids_is_not_feasible() -> None:
    model = DecisionModel((Criterion("worth"),), mode="direct")

    table = structures(
        model, [[1, 2, 3], [3, 2, 1]], Resources(), departments=["hr", "it"], musts=[("hr", "own")]
    ).set_index("structure")

    assert table["feasible"].to_dict() == {
        "centralised": False,
        "hub-and-spoke": False,
        "multiple hubs": True,
        "decentralised": True,
        "free choice": True,
    }


def test_a_department_that_gates_leave_no_other_choice_keeps_it_in_every_structure() -> None:
    model = DecisionModel((Criterion("worth"),), mode="direct")

    found = portfolio(
        model, [[9, 2, 3], [9, 2, 1]], Resources(), structure=StructureRule("centralised"),
        allowed=[[True, True, True], [False, True, True]],
    )  # fmt: skip

    assert (found.status, found.mode.tolist()) == ("optimal", [0, 1])


def test_one_of_a_resource_is_short_in_the_singular() -> None:
    model = DecisionModel((Criterion("worth"),), mode="direct")
    hours = Resources(hub_hours=0, hub_hours_by_mode={"central": 1, "contributor": 2, "own": 2})

    found = portfolio(model, [[0, 5, 9]], hours, limits=Limits(accounts=0), musts=[("1", "own")])

    assert found.sentence == "2 hub hours a week short; 1 account short"
    assert portfolio(model, [[0, 5, 9]], hours).sentence == "1 hub hour a week short"
    assert portfolio(model, [[0, 5, 9]], Resources()).sentence == "1 account within all limits"
