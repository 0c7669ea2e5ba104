"""Models and answers that several tests share; sources are named where they are used."""

from __future__ import annotations

import numpy as np

from kit.analysis.decision import Answers, Criterion, DecisionModel

LEVELS = range(5)

# the default value tables proposed in the design, central, contributor, own
DEFAULT_TABLES = {
    "goals": ((100, 80, 55, 30, 10), (65, 75, 75, 60, 40), (5, 25, 50, 80, 100)),
    "audience": ((100, 80, 50, 25, 5), (70, 75, 70, 50, 30), (0, 20, 50, 80, 100)),
    "resources": ((100, 85, 70, 55, 45), (40, 60, 70, 70, 65), (0, 20, 50, 80, 100)),
    "content": ((100, 75, 50, 30, 15), (35, 65, 85, 75, 55), (0, 20, 45, 80, 100)),
    "brand": ((100, 85, 60, 40, 25), (75, 80, 75, 60, 45), (0, 20, 45, 75, 100)),
}


def default_model(**settings: object) -> DecisionModel:
    criteria = [Criterion(name, values=np.array(table).T) for name, table in DEFAULT_TABLES.items()]
    return DecisionModel(tuple(criteria), **settings)


def golden_model() -> DecisionModel:
    """G1 of the design: three criteria, exact fractions worked by enumeration."""
    content = [[90, 70, 10], [80, 70, 30], [60, 65, 50], [40, 60, 75], [20, 55, 100]]
    return DecisionModel(
        (
            Criterion("goals", values=[[100 - 25 * at, 70 - 5 * at, 25 * at] for at in LEVELS]),
            Criterion("audience", values=[[100 - 25 * at, 50 + 5 * at, 25 * at] for at in LEVELS]),
            Criterion("content", values=content),
        )
    )


def golden_answers() -> Answers:
    return Answers(
        [[[3, 4, 1]], [[2, 4, 2]], [[4, 3, 1]], [[3, 1, 2]]],
        [[100, 80, 60], [60, 100, 80], [50, 100, 100], [100, 20, 70]],
    )


def tied_model() -> DecisionModel:
    """G3 of the design: one criterion flat, one on which two levels tie all three."""
    return DecisionModel(
        (
            Criterion("flat", values=[[50, 50, 50]] * 5),
            Criterion("goals", values=[[100 - 25 * at, 50, 25 * at] for at in LEVELS]),
        )
    )


def tied_answers() -> Answers:
    return Answers([[[2, 2]], [[2, 2]], [[2, 4]]], [[100, 100], [50, 100], [100, 50]])


def company(
    people: int = 12,
    departments: int = 5,
    *,
    seed: int = 1,
    missing: float = 0.1,
    questions: int = 5,
) -> Answers:
    """An invented company whose people disagree, some answers missing."""
    generator = np.random.default_rng(seed)
    truth = generator.uniform(0, 4, (1, departments, questions))
    noise = generator.normal(0, 1, (people, departments, questions))
    answers = np.clip(np.round(truth + noise), 0, 4)
    answers[generator.random(answers.shape) < missing] = np.nan
    swings = generator.integers(1, 11, (people, questions)) * 10.0
    swings[np.arange(people), generator.integers(0, questions, people)] = 100.0
    return Answers(answers, swings, departments=[f"d{at}" for at in range(departments)])
