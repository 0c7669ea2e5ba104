"""What the group believes about one item: everybody's answers pooled, plus the one not heard."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from kit.analysis.decision.model import DecisionModel, FloatArray


def level_probabilities(model: DecisionModel, counts: FloatArray, unheard: float) -> FloatArray:
    """Return (D, Q, L) how probable each level is, pooled over people.

    Args:
        model: Gives the number of levels of each question.
        counts: (D, Q, L) how many answered each level.
        unheard: How many people the unheard colleague counts as, all levels equally probable.
            An item that nobody answered has only that colleague, whatever the number.
    """
    levels = np.arange(model.tables.shape[1])
    even = (levels < model.levels[:, None]) / model.levels[:, None]
    nobody = counts.sum(axis=2, keepdims=True) == 0
    masses = counts + np.where(nobody, 1.0, unheard) * even
    probabilities: FloatArray = masses / masses.sum(axis=2, keepdims=True)
    return probabilities


def belief_quantiles(
    model: DecisionModel, probabilities: FloatArray, error: float, places: FloatArray
) -> FloatArray:
    """Return (D, Q, M) the answers at M places (0 to 1) of each item's pooled distribution.

    Args:
        model: Gives the number of levels of each question.
        probabilities: (D, Q, L), each summing to 1 over the levels.
        error: See `item_quantiles`.
        places: (M,) places in (0, 1).
    """
    answers = np.empty((*probabilities.shape[:2], len(places)))
    for question, count in enumerate(model.levels):
        for department, chances in enumerate(probabilities[:, question]):
            answers[department, question] = item_quantiles(chances, int(count), error, places)
    return answers


def item_quantiles(chances: FloatArray, count: int, error: float, places: FloatArray) -> FloatArray:
    """Return the answers at some places (0 to 1) of one item's pooled distribution.

    An answer may be wrong by up to `error` levels either way, truncated to the scale.

    Args:
        chances: (L,) probability of each level, zero beyond `count`.
        count: Levels of the scale.
        error: Half-width in levels; 0 keeps whole levels.
        places: Places in (0, 1), of any shape.

    >>> half = np.array([0.5, 0.0, 0.5])
    >>> item_quantiles(half, 3, 0.0, np.array([0.2, 0.8])).tolist()
    [0.0, 2.0]
    """
    if not error:
        upto = np.cumsum(chances[:count])[:-1]
        return np.searchsorted(upto, places, side="right").astype(np.float64)
    knots, share_below = _knots(count, error)
    return np.interp(places, chances[:count] @ share_below, knots)


def mean_values(model: DecisionModel, probabilities: FloatArray, error: float) -> FloatArray:
    """Return (D, Q, A) expected values of the pooled distribution, exactly (no sampling)."""
    smoothed = np.stack(
        [
            smoothed_table(table[:count], error, longest=table.shape[0])
            for table, count in zip(model.tables, model.levels, strict=True)
        ]
    )
    means: FloatArray = np.einsum("dql,qla->dqa", probabilities, smoothed)
    return means


def smoothed_table(table: FloatArray, error: float, longest: int = 0) -> FloatArray:
    """Return (L, A) the expected value when an answer of level l is wrong by up to `error`.

    The mean of a straight-line table over a truncated interval, in closed form.

    >>> smoothed_table(np.array([[100.0], [80.0], [0.0]]), 0.5).ravel().tolist()
    [95.0, 72.5, 20.0]
    """
    count = len(table)
    smoothed = np.zeros((max(longest, count), table.shape[1]))
    if not error:
        smoothed[:count] = table
        return smoothed
    area = np.vstack([np.zeros(table.shape[1]), np.cumsum((table[1:] + table[:-1]) / 2, axis=0)])
    for level in range(count):
        low, high = max(level - error, 0.0), min(level + error, count - 1.0)
        between = _area_upto(table, area, high) - _area_upto(table, area, low)
        smoothed[level] = between / (high - low)
    return smoothed


def _area_upto(table: FloatArray, area: FloatArray, place: float) -> FloatArray:
    """Return the integral of each straight-line column from the lowest level up to a place."""
    whole = min(int(place), len(table) - 2)
    part = place - whole
    slope = table[whole + 1] - table[whole]
    upto: FloatArray = area[whole] + part * table[whole] + part * part / 2 * slope
    return upto


@lru_cache(maxsize=64)
def _knots(count: int, error: float) -> tuple[FloatArray, FloatArray]:
    """Return the places where a pooled distribution bends, and each level's share below them."""
    levels = np.arange(count)
    low, high = np.maximum(levels - error, 0.0), np.minimum(levels + error, count - 1.0)
    knots = np.unique(np.concatenate([low, high]))
    width = (high - low)[:, None]
    return knots, np.clip((knots - low[:, None]) / width, 0.0, 1.0)
