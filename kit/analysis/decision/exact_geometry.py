"""Exact shares of all possible weights, without drawing any."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.problems import numbers, refuse

if TYPE_CHECKING:
    import numpy.typing as npt


def halfspace_volume(d: npt.ArrayLike) -> float:
    """Return the share of all weights under which one alternative beats another.

    P(w . d > 0) for weights spread uniformly over all that sum to 1.

    Args:
        d: (K,) value of the one minus that of the other on each criterion; equal entries and
            zeros are fine.

    Returns:
        A share from 0 to 1; 0 when all differences are zero, for then neither beats the other.

    Raises:
        DecisionInputError: E02 not a row of finite numbers.

    Cost: K squared.

    Source: Varsi 1973, Ali 1973: the volume of a simplex cut by a half-space.

    >>> halfspace_volume([1, -1, 0.5])
    0.6666666666666666
    >>> round(halfspace_volume([3, -2, -1, 1]) * 120, 9)
    71.0
    """
    differences = numbers("differences", d)
    if differences.ndim != 1 or not differences.size or not np.isfinite(differences).all():
        refuse(
            "E02", "differences", differences.tolist(), "finite numbers", "Give one a criterion."
        )
    if not (differences > 0).any():
        return 0.0
    above, below = differences[differences >= 0], differences[differences < 0]
    shares = np.zeros(len(below) + 1)
    shares[0] = 1.0
    for high in above:
        for place, low in enumerate(below, start=1):
            shares[place] = (low * shares[place] - high * shares[place - 1]) / (low - high)
    return float(shares[-1])
