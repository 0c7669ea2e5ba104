"""What would change the advice really does."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from kit.analysis.decision import (
    Answers,
    Criterion,
    DecisionModel,
    Scores,
    flips,
    joint_answer_flip,
    joint_weight_flip,
    score,
    weight_flip,
)

from .cases import company, default_model, golden_answers, golden_model


def criterion_leads(scores: Scores, department: int, rival: int) -> np.ndarray:
    """Return (K,) value of a department's leader minus the rival's on each criterion."""
    values = scores.criterion_value[department]
    return values[:, scores.leader[department]] - values[:, rival]


def test_weight_flips_reproduce_golden_example_g1() -> None:
    found = flips(golden_model(), golden_answers())

    to_contributor = [11227 / 35003, 4247 / 16763, 18428 / 51637]
    assert found.weight[0, :, 1] == pytest.approx(to_contributor, abs=1e-12)
    assert found.weight[0, 2, 0] == pytest.approx(5 / 8, abs=1e-12)
    assert np.isnan(found.weight[0, :2, 0]).all()


def test_both_are_equal_at_the_flip_and_change_places_around_it() -> None:
    model, answers = default_model(), company(departments=20)
    scores, found = score(model, answers), flips(model, answers)

    for row, criterion, rival in np.argwhere(~np.isnan(found.weight)):
        lead = criterion_leads(scores, row, rival)
        at = found.weight[row, criterion, rival]
        gaps = []
        for weight in (at - 1e-6, at, at + 1e-6):
            moved = scores.weights * (1 - weight) / (1 - scores.weights[criterion])
            moved[criterion] = weight
            gaps.append(moved @ lead)
        assert gaps[1] == pytest.approx(0, abs=1e-9)
        assert gaps[0] * gaps[2] < 0


def test_answer_flip_makes_both_equal() -> None:
    model, answers = default_model(), company(departments=20)
    scores, found = score(model, answers), flips(model, answers)
    rows = np.argwhere(~np.isnan(found.answer))

    assert len(rows) > 10
    for row, question, rival in rows:
        leader = scores.leader[row]
        level = found.answer[row, question, rival]
        values = scores.question_value[row].copy()
        for one in (leader, rival):
            values[question, one] = np.interp(level, range(5), model.tables[question, :, one])
        total = scores.question_weights @ values
        assert total[leader] == pytest.approx(total[rival], abs=1e-9)


def test_that_many_people_moving_one_level_are_enough_and_one_fewer_are_not() -> None:
    model, answers = default_model(), company(people=9, departments=20, missing=0.0)
    scores, found = score(model, answers), flips(model, answers)
    rows = [place for place in np.argwhere(~np.isnan(found.people)) if found.people[*place] > 1]

    assert rows
    for row, question, rival in rows:
        leader, count = scores.leader[row], int(found.people[row, question, rival])
        way = found.direction[row, question, rival]
        lead = model.tables[question, :, rival] - model.tables[question, :, leader]
        levels = answers.answers[:, row, question].astype(int)
        gains = np.sort([lead[np.clip(at + way, 0, 4)] - lead[at] for at in levels])[::-1]
        share = scores.question_weights[question] / 9
        gap = scores.value[row, leader] - scores.value[row, rival]
        assert gains[:count].sum() * share >= gap - 1e-9
        assert gains[: count - 1].sum() * share < gap + 1e-9


def test_joint_weight_flip_finds_what_a_linear_programme_finds() -> None:
    generator = np.random.default_rng(2)
    for _ in range(30):
        weights, lead = generator.dirichlet(np.ones(5)), generator.normal(0, 30, 5)
        if weights @ lead <= 0:
            lead = -lead
        # x = weights moved, up and down parts; minimise their sum, at most no lead left
        parts = linprog(
            np.ones(10),
            A_ub=[[*lead, *-lead]],
            b_ub=[-weights @ lead],
            A_eq=[[*np.ones(5), *-np.ones(5)]],
            b_eq=[0],
            bounds=[(0, 1)] * 5 + [(0, weight) for weight in weights],
        )
        found = joint_weight_flip(weights, lead)
        if parts.status == 2:
            assert np.isnan(found).all()
        else:
            assert np.abs(found - weights).sum() == pytest.approx(parts.fun, abs=1e-8)


def test_joint_flip_of_a_department_is_that_of_its_weights() -> None:
    model, answers = default_model(), company(departments=8)
    scores, found = score(model, answers), flips(model, answers)

    for row, rival in np.ndindex(8, 3):
        if rival == scores.leader[row]:
            assert found.joint[row, rival] == 0
            continue
        lead = criterion_leads(scores, row, rival)
        then = joint_weight_flip(scores.weights, lead)
        change = np.abs(then - scores.weights).sum()
        if np.isnan(change):
            assert np.isnan(found.joint[row, rival])
        else:
            assert found.joint[row, rival] == pytest.approx(change, abs=1e-9)


def test_joint_answer_flip_is_no_larger_than_any_single_one() -> None:
    model, answers = default_model(), company(departments=3)
    scores, single = score(model, answers), flips(model, answers)

    for row, name in enumerate(answers.departments):
        rival = int(scores.runner_up[row])
        found = joint_answer_flip(model, answers, name, model.alternatives[rival])
        alone = np.abs(single.answer[row, :, rival] - scores.mean_level[row])
        assert found.change <= np.nanmin(alone) + 1e-9


def test_weight_flip_guards_a_weight_of_one_and_a_single_criterion() -> None:
    assert weight_flip(np.array([1.0, 0.0]), np.array([10.0, -10.0]), 0) == pytest.approx(0.5)
    assert np.isnan(weight_flip(np.array([1.0]), np.array([10.0]), 0))


def test_leader_everywhere_has_no_flips() -> None:
    model = DecisionModel((Criterion("goals", values=[[90, 10]] * 3),), ("a", "b"))

    found = flips(model, Answers([[[1]]]))

    assert np.isnan(found.weight).all()
    assert np.isnan(found.answer).all()
    assert np.isnan(found.people).all()
    assert np.isnan(found.joint[0, 1])


def test_joint_answer_flip_finds_what_a_fine_grid_finds() -> None:
    generator = np.random.default_rng(7)
    tried = 0
    for _ in range(20):
        tables = generator.integers(0, 101, (2, 5, 2)).astype(float)
        model = DecisionModel(
            tuple(Criterion(f"c{at}", values=one) for at, one in enumerate(tables)), ("a", "b")
        )
        answers = Answers(generator.integers(0, 5, (3, 1, 2)), [[100, 60]] * 3)
        scores = score(model, answers)
        rival = 1 - int(scores.leader[0])

        found = joint_answer_flip(model, answers, "1", model.alternatives[rival])

        least = least_move(scores, tables[:, :, 1 - rival] - tables[:, :, rival], rival)
        if np.isinf(least):
            assert np.isnan(found.change)
        else:
            tried += 1
            assert found.change == pytest.approx(least, abs=0.002)
    assert tried > 5


def least_move(scores: Scores, lead: np.ndarray, rival: int) -> float:
    """One question stays or takes a whole level, the other moves along its scale until equal."""
    step, least = np.linspace(0, 4, 4001), np.inf
    values = scores.question_value[0]
    today = scores.question_weights * (values[:, 1 - rival] - values[:, rival])
    for moving, other in ((0, 1), (1, 0)):
        along = scores.question_weights[moving] * np.interp(step, range(5), lead[moving])
        choices = [(today[other], 0.0)] + [
            (
                scores.question_weights[other] * lead[other, level],
                abs(level - scores.mean_level[0, other]),
            )
            for level in range(5)
        ]
        for rest, cost in choices:
            if rest + today[moving] <= 0:
                least = min(least, cost)
            crossed = np.flatnonzero(np.diff(np.sign(along + rest)))
            for at in crossed:
                least = min(least, cost + abs(step[at] - scores.mean_level[0, moving]))
    return float(least)
