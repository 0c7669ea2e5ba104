"""Does the advice hold when the scale is read as a mere order?"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.model_check import direct_problems
from kit.analysis.decision.problems import refuse_if_any, whole_number_problems
from kit.analysis.decision.scores import level_counts, score, standings

if TYPE_CHECKING:
    import numpy.typing as npt

    from kit.analysis.decision.answers import Answers
    from kit.analysis.decision.model import DecisionModel, FloatArray, IntArray

READINGS = 100


@dataclass(frozen=True, eq=False)
class OrdinalStress:
    """How often the score's leader stays first when only the order of the values is trusted.

    Attributes:
        holds: (D,) readings in which the same alternative leads.
        first: (D, A) share of readings each alternative leads; rows sum to 1.
        readings: Readings of the scale drawn: "holds for N of 100 readings".
    """

    holds: IntArray
    first: FloatArray
    readings: int


def ordinal_stress(
    model: DecisionModel,
    answers: Answers,
    *,
    readings: int = READINGS,
    seed: int = 0,
    shares: npt.ArrayLike | None = None,
) -> OrdinalStress:
    """Return how often each department's leader stays first under other readings of the scale.

    Every column of every value table keeps its two ends and its order; what lies between is
    drawn anew (sorted uniform numbers). A column that rises and falls keeps its peak, or its
    lowest point, and is drawn on both sides of it.

    Args:
        model: Tables; a direct model has none and is refused.
        answers: P participants, D departments.
        readings: How many to draw.
        seed: Of the readings.
        shares: (P,) vote shares for the weights; equal when left out.

    Raises:
        DecisionInputError: E02 a direct model, readings below one, a negative seed; as `score`.

    Cost: readings x D x Q x L x A: 15 ms for 100 x 50 x 6 x 5 x 3.

    Source: SMAA-O, Lahdelma, Miettinen and Salminen 2003.

    >>> from kit.analysis.decision import Answers, Criterion, DecisionModel
    >>> table = [[100, 70, 0], [75, 65, 25], [50, 60, 50], [25, 55, 75], [0, 50, 100]]
    >>> model = DecisionModel((Criterion("goals", values=table),))
    >>> ordinal_stress(model, Answers([[[4]], [[4]], [[4]]])).holds.tolist()
    [100]
    """
    refuse_if_any(
        [
            *direct_problems(model),
            *whole_number_problems("readings", readings, 1),
            *whole_number_problems("seed", seed, 0),
        ]
    )
    known = score(model, answers, shares)
    counts = level_counts(model, answers)
    even = (np.arange(counts.shape[2]) < model.levels[:, None]) / model.levels[:, None]
    total = counts.sum(axis=2, keepdims=True)
    shares = np.where(total > 0, counts / np.maximum(total, 1), even)
    generator = np.random.Generator(np.random.PCG64(seed))
    first = np.zeros(known.value.shape)
    rows = np.arange(len(first))
    for _ in range(readings):
        tables = _another_reading(model, generator)
        value = np.einsum("q,dql,qla->da", known.question_weights, shares, tables)
        first[rows, standings(value, 0.0)[0]] += 1
    holds = first[rows, known.leader].astype(np.int64)
    return OrdinalStress(holds, first / readings, readings)


def _another_reading(model: DecisionModel, generator: np.random.Generator) -> FloatArray:
    """Return (Q, L, A) tables with the same ends, peaks and order, otherwise drawn anew."""
    tables = model.tables.copy()
    for question, count in enumerate(model.levels):
        for alternative in range(tables.shape[2]):
            column = tables[question, :count, alternative]
            for low, high in _monotone_parts(column):
                inside = generator.random(high - low - 1)
                inside.sort()
                column[low + 1 : high] = column[low] + (column[high] - column[low]) * inside
    return tables


def _monotone_parts(column: FloatArray) -> list[tuple[int, int]]:
    """Return the stretches on which a column only rises or only falls."""
    steps = np.sign(np.diff(column))
    turns = [0]
    direction = 0.0
    for place, step in enumerate(steps):
        if step and direction and step != direction:
            turns.append(place)
        direction = step or direction
    turns.append(len(column) - 1)
    return list(pairwise(turns))
