"""Weights imported from pairwise comparisons (AHP), with their consistency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from kit.analysis.decision.problems import (
    Collected,
    DecisionWarning,
    numbers,
    quoted,
    refuse_if_any,
)
from kit.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from kit.analysis.decision.model import FloatArray

RANDOM_INDEX = {
    "saaty1980": (
        0.0, 0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59,
    ),
}  # fmt: skip
CONSISTENT = 0.10
RECIPROCAL = 0.05
"""8 against a printed 0.13 passes, as 1/8 is in two digits; 3 against 0.4 does not."""


@dataclass(frozen=True, eq=False)
class AHPResult:
    """Priorities from pairwise comparisons.

    Attributes:
        weights: (K,) sum to 1.
        lambda_max: Principal eigenvalue; K when perfectly consistent.
        ci: Consistency index.
        cr: Consistency ratio; above 0.10 look again (W04). NaN beyond the random index's table.
        method: The one that gave the weights; the two differ in the third digit.
        random_index: The table that gave the ratio.
        warnings: W04 when inconsistent, and always W10: importance without ranges.
    """

    weights: FloatArray
    lambda_max: float
    ci: float
    cr: float
    method: str
    random_index: str
    warnings: tuple[DecisionWarning, ...]


def ahp_priorities(
    matrix: npt.ArrayLike,
    method: Literal["eigenvector", "geometric_mean"] = "eigenvector",
    random_index: Literal["saaty1980"] = "saaty1980",
) -> AHPResult:
    """Return priorities from a matrix of pairwise comparisons: an import format for weights only.

    AHP never decides here: adding a copy of an alternative can turn its winner (Belton and Gear
    1983), and "how many times more important" is asked without saying over what range.

    Args:
        matrix: (K, K) positive; entry (i, j) says how many times i matters more than j, its
            mirror entry is one over it (within 5 %, for books print 1/8 as 0.13).
        method: Principal eigenvector (Saaty), or the rows' geometric means.
        random_index: Whose mean index of random matrices divides the consistency index.

    Returns:
        AHPResult. Divided by their largest and times 100, the weights can stand in for a
        participant's swing ratings.

    Raises:
        DecisionInputError: E08 not square, positive and reciprocal, with every pair; E02 an
            unknown method or random index.

    Cost: K cubed; under 0.1 ms for 9 criteria.

    Source: Saaty 1980; drink consumption example of Saaty 2008, IJSSCI 1(1).

    >>> upper = {(0, 1): 9, (0, 2): 5, (0, 3): 2, (0, 4): 1, (0, 5): 1, (0, 6): 1/2, (1, 2): 1/3,
    ...          (1, 3): 1/9, (1, 4): 1/9, (1, 5): 1/9, (1, 6): 1/9, (2, 3): 1/3, (2, 4): 1/4,
    ...          (2, 5): 1/3, (2, 6): 1/9, (3, 4): 1/2, (3, 5): 1, (3, 6): 1/3, (4, 5): 2,
    ...          (4, 6): 1/2, (5, 6): 1/3}
    >>> drinks = np.eye(7)
    >>> for (i, j), times in upper.items():
    ...     drinks[i, j], drinks[j, i] = times, 1 / times
    >>> found = ahp_priorities(drinks)
    >>> found.weights.round(3).tolist(), round(found.cr, 3)
    ([0.177, 0.019, 0.042, 0.116, 0.19, 0.129, 0.327], 0.022)
    """
    found = Collected()
    table = found.take(lambda: numbers("pairwise comparisons", matrix, "E08"), np.ones((1, 1)))
    refuse_if_any([*_problems(table, method, random_index), *found.problems])
    count = len(table)
    values, vectors = np.linalg.eig(table)
    first = int(values.real.argmax())
    lambda_max = float(values[first].real)
    if method == "eigenvector":
        weights = np.abs(vectors[:, first].real)
    else:
        weights = np.exp(np.log(table).mean(axis=1))
    ci = (lambda_max - count) / (count - 1) if count > 1 else 0.0
    known = RANDOM_INDEX[random_index]
    index = known[count] if count < len(known) else float("nan")
    cr = ci / index if index else 0.0
    return AHPResult(
        weights=weights / weights.sum(),
        lambda_max=lambda_max,
        ci=ci,
        cr=cr,
        method=method,
        random_index=random_index,
        warnings=tuple(_remarks(cr)),
    )


def _remarks(cr: float) -> Iterator[DecisionWarning]:
    if cr > CONSISTENT:
        message = f"The comparisons contradict each other: consistency ratio {cr:.2f}, above 0.10."
        yield DecisionWarning("W04", "pairwise comparisons", message)
    message = "Importance was compared without saying over what range from worst to best."
    yield DecisionWarning("W10", "pairwise comparisons", message)


def _problems(table: FloatArray, method: str, random_index: str) -> Iterator[Problem]:
    if method not in ("eigenvector", "geometric_mean"):
        fix = "Use eigenvector when in doubt."
        yield Problem("method", quoted(method), "eigenvector or geometric_mean", fix, "E02")
    if random_index not in RANDOM_INDEX:
        fix = "Use saaty1980."
        yield Problem("random_index", quoted(random_index), "a table known here", fix, "E02")
    if table.ndim != 2 or table.shape[0] != table.shape[1] or not table.size:  # noqa: PLR2004 - two axes
        shape = " x ".join(map(str, table.shape))
        fix = "Compare every criterion with every other."
        yield Problem("pairwise comparisons", f"a table of {shape}", "a square", fix, "E08")
        return
    for one, other in np.argwhere(~(np.isfinite(table) & (table > 0))):
        where = f"comparison of {one + 1} with {other + 1}"
        fix = "Use 1/9 to 9."
        yield Problem(where, f"{table[one, other]:g}", "a positive number", fix, "E08")
    product = table * table.T
    for one, other in np.argwhere(np.triu(np.abs(product - 1) > RECIPROCAL)):
        where = f"comparison of {one + 1} with {other + 1}"
        found = f"{table[one, other]:g} against {table[other, one]:g}"
        fix = "Make each entry one over its mirror entry; 1 on the diagonal."
        yield Problem(where, found, "a pair of reciprocals", fix, "E08")
