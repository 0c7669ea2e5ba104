"""Plans combined from departments' choices are those of an optimiser, whatever the limits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kit.analysis.decision import Criterion, DecisionModel, Limits, Resources
from kit.analysis.decision import portfolio_choices as choosing
from kit.analysis.decision import portfolio_combining as combining
from kit.analysis.decision.portfolio_choices import choices_of, nondominated
from kit.analysis.decision.portfolio_combining import best_plan, combine
from kit.analysis.decision.portfolio_parts import Programme, StructureRule, build_programme
from kit.analysis.decision.portfolio_solving import Solution, solve, solve_elastic

MODEL = DecisionModel((Criterion("worth"),), mode="direct")
STRUCTURES = ("centralised", "hub-and-spoke", "multiple hubs", "decentralised", None)


def invented(seed: int, departments: int | None = None) -> Programme:
    """Return a programme with any mix of values, limits, closed doors, musts and structures."""
    rng = np.random.default_rng(seed)
    count = departments or int(rng.integers(1, 7))
    platforms = tuple("xyzu"[: int(rng.integers(0, 5))])
    names = [f"d{at}" for at in range(count)]
    width = max(len(platforms), 1)

    def some(most: float) -> float:
        return float("inf") if rng.random() < 0.3 else float(np.round(rng.uniform(0, most), 2))

    structure: Any = STRUCTURES[rng.integers(len(STRUCTURES))]
    musts = [
        (names[rng.integers(count)], rng.choice([*MODEL.alternatives, *platforms]))
        for _ in range(rng.integers(0, 3))
    ]
    return build_programme(
        MODEL,
        rng.choice([rng.uniform(0, 100, (count, 3)), rng.integers(0, 4, (count, 3)).astype(float)]),
        Resources(
            department_hours=[some(12) for _ in range(count)],
            hub_hours=some(3.0 * count),
            budget=some(300.0 * count),
            department_hours_by_mode={"contributor": 2.0, "own": 1.5},
            hub_hours_by_mode={"central": 2.0, "contributor": 1.0, "own": 0.5},
            hours_an_account=np.round(rng.uniform(0, 6, (count, width)), 1),
            hub_hours_an_account=np.round(rng.uniform(0, 2, (count, width)), 1),
            cost_an_account=rng.choice([0.0, 100.0, 250.0], (count, width)),
        ),
        departments=names,
        stakes=rng.choice([0.0, 1.0, 2.0], count),
        platforms=platforms,
        fit=np.round(rng.uniform(0, 1, (count, width)), 1) if platforms else None,
        places=rng.random((count, width)) < 0.8 if platforms else None,
        fit_points=10.0,
        limits=Limits(
            accounts=float(rng.integers(0, 2 * count)) if rng.random() < 0.5 else np.inf,
            on_platform={"x": 1.0} if "x" in platforms and rng.random() < 0.3 else {},
        ),
        musts=musts,
        allowed=rng.random((count, 3)) < 0.85,
        structure=None if structure is None else StructureRule(structure, 2),
    )


def overstepped(programme: Programme, solution: Solution) -> float:
    """Return the shortfall of a plan, each limit's weighed by one over it."""
    over = programme.resource_rows @ solution.plan - programme.resource_limits
    return float(np.maximum(over, 0.0) @ (1.0 / np.maximum(programme.resource_limits, 1.0)))


@pytest.mark.parametrize("seed", range(150))
def test_a_combined_plan_is_worth_what_the_optimisers_is_and_is_no_shorter(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(combining, "MOST_PARTIAL_PLANS", 10_000)  # none of these is given up
    programme = invented(seed)
    choices = choices_of(programme)
    assert choices is not None

    combined = combine(programme, choices)
    within = solve(programme)
    optimised = within or solve_elastic(programme)

    assert combined is not None
    assert combined.short == (within is None)
    assert overstepped(programme, combined) == pytest.approx(
        overstepped(programme, optimised), abs=1e-5
    )
    assert combined.objective == pytest.approx(optimised.objective, abs=1e-4)
    if within is not None:
        part = programme.account_part
        assert combined.plan[part].sum() == within.plan[part].sum()
    assert (programme.rows @ combined.plan <= programme.upper + 1e-9).all()
    assert (programme.rows @ combined.plan >= programme.lower - 1e-9).all()
    assert (combined.plan <= programme.fixed_high).all()


@pytest.mark.parametrize("seed", range(20))
def test_choices_written_down_once_serve_other_values_and_other_shared_limits(seed: int) -> None:
    programme = invented(seed)
    choices = choices_of(programme)
    assert choices is not None
    other = programme.with_value(programme.value[::-1].copy())

    found = best_plan(other, choices)

    optimised = solve(other) or solve_elastic(other)
    assert found.objective == pytest.approx(optimised.objective, abs=1e-4)


def test_where_partial_plans_are_too_many_an_optimiser_finds_the_plan() -> None:
    rng = np.random.default_rng(1)
    costs = rng.uniform(1, 9, (40, 1))
    programme = build_programme(
        MODEL,
        rng.uniform(0, 100, (40, 3)),
        Resources(
            hub_hours=60,
            budget=90,
            hub_hours_by_mode={"central": 1.1, "contributor": 1.7},
            hub_hours_an_account=costs,
            cost_an_account=rng.uniform(1, 9, (40, 1)),
        ),
        departments=None,
        stakes=None,
        platforms=(),
        fit=None,
        places=None,
        fit_points=10.0,
        limits=Limits(),
        musts=(),
        allowed=None,
        structure=None,
    )
    choices = choices_of(programme)
    assert choices is not None
    assert combine(programme, choices) is None

    found, optimised = best_plan(programme, choices), solve(programme)

    assert optimised is not None
    assert found.plan.tolist() == optimised.plan.tolist()


def test_where_accounts_could_stand_in_too_many_ways_none_are_written_down(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    programme = invented(3, departments=4)
    monkeypatch.setattr(choosing, "MOST_CHOICES", 0)

    choices = choices_of(programme)

    assert choices is None
    assert best_plan(programme, choices).objective == pytest.approx(
        (solve(programme) or solve_elastic(programme)).objective
    )


def test_what_nobody_beats_is_kept_as_comparing_every_pair_finds_it() -> None:
    rng = np.random.default_rng(4)
    for _ in range(50):
        worth = rng.integers(0, 5, 12).astype(float)
        taken = rng.integers(0, 4, (12, 2)).astype(float)

        kept = set(nondominated(worth, taken).tolist())

        for one in range(12):
            beaten = [
                other
                for other in range(12)
                if worth[other] >= worth[one]
                and (taken[other] <= taken[one]).all()
                and (worth[other] > worth[one] or (taken[other] < taken[one]).any())
            ]
            same = [
                other
                for other in range(one)
                if worth[other] == worth[one] and (taken[other] == taken[one]).all()
            ]
            assert (one in kept) == (not beaten and not same)
