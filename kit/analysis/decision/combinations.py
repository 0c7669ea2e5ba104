"""Every combination of possible answers, for the exact modes: small problems only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.problems import refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kit.analysis.decision.model import FloatArray

MOST_COMBINATIONS = 1 << 21
"""Values held at once; beyond it sampling is the better way."""


def combined_values(
    weights: FloatArray, values: Sequence[FloatArray], chances: Sequence[FloatArray]
) -> tuple[FloatArray, FloatArray]:
    """Return the total value of every combination under every set of weights, and its chance.

    Args:
        weights: (W, Q) question weights.
        values: For each question (m, A) the values of its possible answers.
        chances: For each question (m,) their probabilities.

    Returns:
        (W, R, A) total values and (R,) chances, R the product of all m.

    Raises:
        DecisionInputError: E02 more combinations than can be enumerated.

    >>> value, chance = combined_values(np.array([[0.5, 0.5]]), [np.eye(2), np.eye(2)],
    ...                                 [np.array([0.5, 0.5]), np.array([0.25, 0.75])])
    >>> value[0].tolist(), chance.tolist()
    ([[1.0, 0.0], [0.5, 0.5], [0.5, 0.5], [0.0, 1.0]], [0.125, 0.375, 0.125, 0.375])
    """
    count = int(np.prod([float(len(one)) for one in values]))
    if count * len(weights) > MOST_COMBINATIONS:
        found = f"{count:,} combinations of answers under {len(weights)} sets of weights"
        fix = "Leave exact out: sampling takes any number."
        refuse("E02", "exact", found, "few enough to enumerate", fix)
    total = np.zeros((len(weights), 1, values[0].shape[1]))
    chance = np.ones(1)
    for question, (possible, likely) in enumerate(zip(values, chances, strict=True)):
        part = weights[:, question, None, None] * possible
        total = (total[:, :, None] + part[:, None]).reshape(len(weights), -1, possible.shape[1])
        chance = np.multiply.outer(chance, likely).ravel()
    return total, chance
