"""What the report announces is what happens: fewest people, nearest weight, not one less."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kit.analysis.decision import Answers, Gate, StressSettings, Study
from kit.analysis.tables import decision_model
from kit.analysis.turning_points import Move, TurningPoints
from kit.model.content import Bank

OWN, GOALS = 2, 0
SEEDS = range(12)
FEW_DRAWS = StressSettings(n=64, seed=1)


def study(bank: Bank, seed: int, *, blocked: bool = False, missing: float = 0.1) -> Study:
    """Return a study of random, personally biased answers with some missing."""
    rng = np.random.default_rng(seed)
    people, departments = int(rng.integers(3, 14)), 6
    truth = rng.uniform(0, 4, (1, departments, 5))
    noise = rng.normal(0, 0.8, (people, departments, 5)) + rng.normal(0, 0.5, (people, 1, 1))
    levels = np.clip(np.rint(truth + noise), 0, 4)
    levels[rng.random(levels.shape) < missing] = np.nan
    model = decision_model(bank)
    facts = None
    if blocked:
        model = replace(model, gates=(Gate("admin", ("own",)),))
        facts = {str(place + 1): {"admin": False} for place in range(departments)}
    answers = Answers(levels, rng.uniform(5, 100, (people, 5)))
    return Study(model, answers, facts, FEW_DRAWS)


def engine_choice(made: Study, row: int) -> int:
    advice = made.recommendations[row]
    return -1 if advice.alternative is None else made.model.alternatives.index(advice.alternative)


def moved(made: Study, row: int, move: Move, count: int) -> Study:
    """Return the study after the first `count` people of a move have answered differently."""
    table = made.answers.answers.copy()
    for level in move.levels[:count]:
        column = table[:, row, move.question]
        person = int(np.flatnonzero(column == level)[0])
        column[person] = level + move.step + 100  # marked, so that nobody moves twice
    shifted = table[:, row, move.question]
    shifted[shifted > 50] -= 100
    answers = Answers(table, made.answers.swings, made.answers.ids)
    return Study(made.model, answers, made.facts, FEW_DRAWS)


@pytest.mark.parametrize("blocked", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_quick_rule_names_what_the_engine_names(
    bank: Bank, seed: int, *, blocked: bool
) -> None:
    made = study(bank, seed, blocked=blocked, missing=0)
    turning = TurningPoints(made, OWN, None)
    allowed = np.array([True, True, not blocked])
    for row in range(len(made.answers.departments)):
        assert turning.today(row, allowed) == engine_choice(made, row)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_people_announced_turn_the_advice_and_one_fewer_does_not(bank: Bank, seed: int) -> None:
    made = study(bank, seed, missing=0)
    turning = TurningPoints(made, OWN, None)
    everything = np.ones(3, dtype=np.bool_)
    checked = 0
    for row in range(len(made.answers.departments)):
        for move in turning.moves(row, everything)[:2]:
            count = len(move.levels)
            assert engine_choice(moved(made, row, move, count), row) == move.to
            assert engine_choice(moved(made, row, move, count - 1), row) == turning.today(
                row, everything
            )
            checked += 1
    assert checked


@pytest.mark.parametrize("seed", SEEDS)
def test_the_weight_announced_turns_the_advice(bank: Bank, seed: int) -> None:
    made = study(bank, seed, missing=0)
    turning = TurningPoints(made, OWN, None)
    everything = np.ones(3, dtype=np.bool_)
    for row in range(len(made.answers.departments)):
        for change in turning.reweightings(row, everything)[:2]:
            others = made.scores.weights / (1 - change.now) * (1 - change.then)
            others[change.criterion] = change.then
            swings = np.tile(
                np.minimum(100 * others / others.max(), 100), (len(made.answers.ids), 1)
            )
            again = Study(made.model, Answers(made.answers.answers, swings), None, FEW_DRAWS)
            assert engine_choice(again, row) == change.to


@pytest.mark.parametrize("others", [20, 0])
def test_goals_alone_never_make_an_own_account(bank: Bank, others: float) -> None:
    levels = np.array([[[4, 1, 1, 1, 1]]] * 4, dtype=float)
    heavy = np.array([[100, others, others, others, others]] * 4, dtype=float)
    made = Study(decision_model(bank), Answers(levels, heavy), None, FEW_DRAWS)
    guarded = TurningPoints(made, OWN, GOALS)
    free = TurningPoints(made, OWN, None)
    everything = np.ones(3, dtype=np.bool_)
    assert free.today(0, everything) == OWN
    assert guarded.today(0, everything) != OWN
    assert not [one for one in guarded.reweightings(0, everything) if one.to == OWN]
