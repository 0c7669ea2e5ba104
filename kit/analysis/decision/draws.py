"""The points of the stress test: evenly spread, the same for every department and every run.

The same points on every slider move mean that a figure changes only because an answer did.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from kit.analysis.decision.model import FloatArray, IntArray

# Components of F. Kuo's extensible lattice vector (lattice-32001), recalled, not read in a copy;
# the accuracy it gives was measured against plain Monte Carlo (tests: 25 times fewer points for
# the expected maximum). Any other good odd components would do.
LATTICE = (
    1, 182667, 469891, 498753, 110745, 446247, 250185, 118627,
    245333, 283199, 408519, 391023, 246327, 126539, 399185,
)  # fmt: skip
BITS = 20
HIGHEST_POINT = 1 << BITS


@lru_cache(maxsize=8)
def even_points(count: int, dimensions: int, seed: int) -> FloatArray:
    """Return (count, dimensions) points in [0, 1), each axis evenly covered.

    A rank-1 lattice in van der Corput order, shifted by the seed. Axes beyond the lattice's 15
    are independent stratified permutations: they carry the least important sub-questions.
    The array is read-only and remembered.
    """
    generator = np.random.Generator(np.random.PCG64(seed))
    shift = generator.random(max(dimensions, len(LATTICE)))
    points = np.empty((count, dimensions))
    fraction = _mirrored_bits(count)
    for axis in range(dimensions):
        if axis < len(LATTICE):
            points[:, axis] = fraction * LATTICE[axis] + shift[axis]
        else:
            places = generator.permutation(count) + generator.random(count)
            points[:, axis] = places / count
    points -= np.floor(points)
    points.setflags(write=False)
    return points


def folded(points: FloatArray) -> FloatArray:
    """Return the points folded in the middle of each axis (the baker's or tent transformation).

    Means of continuous functions, such as an expected maximum, then come out closer (RMSE of EVPI
    0.015 instead of 0.019 to 0.038 points at 8,192); shares, which jump, do not, so the stress
    test does without.

    Source: Hickernell 2002.
    """
    below_one = 1.0 - 2.0**-53
    return np.minimum(np.where(points < 0.5, 2 * points, 2 - 2 * points), below_one)  # noqa: PLR2004 - the middle


def _mirrored_bits(count: int) -> FloatArray:
    """Return the first numbers of the van der Corput sequence: i with its bits mirrored."""
    number = np.arange(count, dtype=np.int64)
    mirrored = np.zeros(count, dtype=np.int64)
    for _ in range(BITS):
        mirrored = (mirrored << 1) | (number & 1)
        number >>= 1
    return mirrored / HIGHEST_POINT


def draw_colleagues(points: FloatArray, shares: FloatArray, unheard: float) -> IntArray:
    """Return (S,) who is drawn; the number of people itself stands for the unheard colleague.

    Args:
        points: (S,) in [0, 1).
        shares: (W,) probabilities among those heard; sum to 1.
        unheard: How many people the unheard colleague counts as, beside W heard ones.
    """
    heard = len(shares)
    if not heard:
        return np.zeros(len(points), dtype=np.int64)
    upto = np.cumsum(shares) * (heard / (heard + unheard))
    if not unheard:
        upto[-1] = 1.0
    return np.searchsorted(upto, points, side="right").astype(np.int64)


def draw_weights(
    points: FloatArray, who: IntArray, ratings: FloatArray, error: float
) -> FloatArray:
    """Return (S, K) drawn weights; every row sums to 1.

    Args:
        points: (S, K) in [0, 1): how each rating is shaken.
        who: (S,) whose ratings; W itself is the unheard colleague, whose weights may be any.
        ratings: (W, K) swing ratings, 0 to 100, of those who gave any.
        error: Half-width in points of the uniform error of a rating; clipped at 0.
    """
    weights = np.empty((len(points), ratings.shape[1]))
    if len(ratings):
        shaken = ratings[np.minimum(who, len(ratings) - 1)]
        if error:
            shaken = np.maximum(shaken + (2 * error) * points - error, 0.0)
        sums = shaken.sum(axis=1, keepdims=True)
        empty = sums[:, 0] <= 0
        if empty.any():  # every rating shaken to nothing: only possible with tiny ratings
            shaken[empty], sums[empty] = 1.0, ratings.shape[1]
        np.divide(shaken, sums, out=weights)
    silent = who >= len(ratings)
    if silent.any():
        weights[silent] = uniform_simplex(points[silent])
    return weights


def uniform_simplex(points: FloatArray) -> FloatArray:
    """Return weights spread uniformly over all weights that sum to 1, from (S, K) points."""
    exponential = -np.log1p(-points)
    exponential = np.maximum(exponential, np.finfo(np.float64).tiny)
    weights: FloatArray = exponential / exponential.sum(axis=1, keepdims=True)
    return weights
