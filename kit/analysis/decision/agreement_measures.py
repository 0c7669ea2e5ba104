"""Coefficients of agreement among several people: for the analyst's appendix, not for slides."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import numpy as np

from kit.analysis.decision.problems import numbers, refuse, refuse_if_any, whole_number_problems

if TYPE_CHECKING:
    import numpy.typing as npt

    from kit.analysis.decision.model import FloatArray

ENOUGH_FOR_CHI_SQUARE = 7
PERMUTATIONS = 9999
LEVELS = ("nominal", "ordinal", "interval", "ratio")


@dataclass(frozen=True, slots=True)
class KendallW:
    """How alike several people rank the same things.

    Attributes:
        w: 0 no agreement to 1 complete, corrected for ties; NaN when everybody ties everything.
        w_uncorrected: The same without the correction.
        chi_square: m (n - 1) W.
        degrees: n - 1.
        p_value: Chance of at least this agreement among people who rank at random.
        method: `chi-square` from seven things on, otherwise `permutation`.
    """

    w: float
    w_uncorrected: float
    chi_square: float
    degrees: int
    p_value: float
    method: Literal["chi-square", "permutation"]


def kendall_w(ranks: npt.ArrayLike, *, seed: int = 0) -> KendallW:
    """Return Kendall's coefficient of concordance.

    Args:
        ranks: (m, n) ranks or ratings: one row per person, one column per thing; ties share the
            mean of their ranks. No gaps.
        seed: Of the permutations that give the p-value below seven things.

    Raises:
        DecisionInputError: E02 fewer than two people or two things, a gap, or no such seed.

    Cost: m x n log n; below seven things 9,999 permutations of each person's ranks besides.

    Source: Kendall and Babington Smith 1939; ties as in R packages irr and DescTools.

    >>> kendall_w([[1, 2, 3], [1, 2, 3], [1, 2, 3]]).w
    1.0
    """
    refuse_if_any(whole_number_problems("seed", seed, 0))
    table = numbers("ranks", ranks)
    if table.ndim != 2 or min(table.shape) < 2 or not np.isfinite(table).all():  # noqa: PLR2004 - pairs
        allowed = "two or more people x two or more things, all ranked"
        refuse("E02", "ranks", f"table of shape {table.shape}", allowed, "Leave out the gaps.")
    own = np.array([_mean_ranks(row) for row in table])
    people, things = own.shape
    squares, plain, corrected = _concordance(own)
    chi_square = people * (things - 1) * corrected
    if things >= ENOUGH_FOR_CHI_SQUARE:
        from scipy.special import chdtrc  # noqa: PLC0415  loaded when it is needed

        p_value = float(chdtrc(things - 1, chi_square))
        return KendallW(corrected, plain, chi_square, things - 1, p_value, "chi-square")
    p_value = _permutation_p(own, squares, seed)
    return KendallW(corrected, plain, chi_square, things - 1, p_value, "permutation")


def concordance(table: FloatArray) -> float:
    """Return Kendall's W of (m, n) ratings alone, corrected for ties, without its p-value."""
    return _concordance(np.array([_mean_ranks(row) for row in table]))[2]


def krippendorff_alpha(
    data: npt.ArrayLike,
    level: Literal["nominal", "ordinal", "interval", "ratio"] = "ordinal",
) -> float:
    """Return Krippendorff's alpha: 1 complete agreement, 0 as by chance.

    Is a question understood alike? Give its answers, one row per person, one column per
    department; below 0.667 reword it.

    Args:
        data: (raters, units) values, NaN where missing. Units with fewer than two values say
            nothing and are left out.
        level: How far apart two values are.

    Returns:
        Alpha; NaN when fewer than two values can be compared or all of them are the same.

    Raises:
        DecisionInputError: E02 not a table, or an unknown level; E09 an infinite value.

    Cost: raters x units, and different values squared.

    Source: Krippendorff 2011, Computing Krippendorff's alpha-reliability.

    >>> nan = float("nan")
    >>> a = [nan, nan, nan, nan, nan, 3, 4, 1, 2, 1, 1, 3, 3, nan, 3]
    >>> b = [1, nan, 2, 1, 3, 3, 4, 3, nan, nan, nan, nan, nan, nan, nan]
    >>> c = [nan, nan, 2, 1, 3, 4, 4, nan, 2, 1, 1, 3, 3, nan, 4]
    >>> round(krippendorff_alpha([a, b, c], "nominal"), 3)
    0.691
    """
    table = numbers("data", data)
    if level not in LEVELS:
        allowed = "nominal, ordinal, interval or ratio"
        refuse("E02", "level", level, allowed, "Use ordinal for a scale of levels.")
    if table.ndim != 2:  # noqa: PLR2004 - two axes
        refuse("E02", "data", f"shape {table.shape}", "raters x units", "Give two axes.")
    if np.isinf(table).any():
        refuse("E09", "data", "inf", "a finite number", "Correct the value.")
    several = (~np.isnan(table)).sum(axis=0) > 1
    columns = [column[~np.isnan(column)] for column in table[:, several].T]
    if not columns:
        return float("nan")
    values, places = np.unique(np.concatenate(columns), return_inverse=True)
    ends = np.cumsum([0, *(len(column) for column in columns)])
    together = np.zeros((len(values), len(values)))
    for start, end in pairwise(ends):
        counts = np.bincount(places[start:end], minlength=len(values)).astype(np.float64)
        together += (np.outer(counts, counts) - np.diag(counts)) / (counts.sum() - 1)
    totals = together.sum(axis=1)
    distance = _distances(values, totals, level)
    expected = (np.outer(totals, totals) * distance).sum() / (totals.sum() - 1)
    return float(1 - (together * distance).sum() / expected) if expected > 0 else float("nan")


@dataclass(frozen=True, slots=True)
class ICC:
    """The six intraclass correlations of Shrout and Fleiss.

    Attributes:
        one_way_single: ICC(1,1), each target rated by others.
        agreement_single: ICC(2,1), the same as ICC(A,1): one judge, levels count.
        consistency_single: ICC(3,1), the same as ICC(C,1): one judge, levels do not count.
        one_way_mean: ICC(1,k), of the mean of all judges.
        agreement_mean: ICC(2,k), the same as ICC(A,k).
        consistency_mean: ICC(3,k), the same as ICC(C,k).
    """

    one_way_single: float
    agreement_single: float
    consistency_single: float
    one_way_mean: float
    agreement_mean: float
    consistency_mean: float


def icc(x: npt.ArrayLike) -> ICC:
    """Return intraclass correlations: how much of the differences is between targets.

    Args:
        x: (n, k) one row per target, one column per judge; no gaps.

    Returns:
        All six forms; NaN where nothing differs at all.

    Raises:
        DecisionInputError: E02 fewer than two targets or judges, or a gap.

    Cost: n x k.

    Source: Shrout and Fleiss 1979; letters A and C of McGraw and Wong 1996.

    >>> judged = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8],
    ...           [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> found = icc(judged)
    >>> round(found.one_way_single, 2), round(found.agreement_single, 2)
    (0.17, 0.29)
    """
    table = numbers("ratings", x)
    if table.ndim != 2 or min(table.shape) < 2 or not np.isfinite(table).all():  # noqa: PLR2004 - pairs
        allowed = "two or more targets x two or more judges, no gaps"
        refuse("E02", "ratings", f"table of shape {table.shape}", allowed, "Leave out the gaps.")
    targets, judges = table.shape
    mean = table.mean()
    by_target, by_judge = table.mean(axis=1), table.mean(axis=0)
    between = judges * ((by_target - mean) ** 2).sum() / (targets - 1)
    within = ((table - by_target[:, None]) ** 2).sum() / (targets * (judges - 1))
    judge = targets * ((by_judge - mean) ** 2).sum() / (judges - 1)
    rest = table - by_target[:, None] - by_judge + mean
    error = (rest**2).sum() / ((targets - 1) * (judges - 1))
    excess = judges * (judge - error) / targets
    with np.errstate(invalid="ignore", divide="ignore"):
        found = (
            (between - within) / (between + (judges - 1) * within),
            (between - error) / (between + (judges - 1) * error + excess),
            (between - error) / (between + (judges - 1) * error),
            (between - within) / between,
            (between - error) / (between + excess / judges),
            (between - error) / between,
        )
    return ICC(*map(float, found))


def _concordance(own: FloatArray) -> tuple[float, float, float]:
    """Return the sum of squares of (m, n) ranks, and Kendall's W without and with ties."""
    people, things = own.shape
    squares = float(((own.sum(axis=0) - people * (things + 1) / 2) ** 2).sum())
    plain = 12 * squares / (people**2 * (things**3 - things))
    ties = sum(float((count**3 - count).sum()) for count in map(_tie_counts, own))
    room = people**2 * (things**3 - things) - people * ties
    corrected = 12 * squares / room if room > 0 else float("nan")
    return squares, plain, corrected


def _mean_ranks(row: FloatArray) -> FloatArray:
    _, places, counts = np.unique(row, return_inverse=True, return_counts=True)
    ranks: FloatArray = (np.cumsum(counts) - (counts - 1) / 2)[places]
    return ranks


def _tie_counts(row: FloatArray) -> npt.NDArray[np.int64]:
    return np.unique(row, return_counts=True)[1].astype(np.int64)


def _permutation_p(own: FloatArray, squares: float, seed: int) -> float:
    generator = np.random.Generator(np.random.PCG64(seed))
    sums = np.zeros((PERMUTATIONS, own.shape[1]))
    for row in own:
        sums += generator.permuted(np.tile(row, (PERMUTATIONS, 1)), axis=1)
    found = ((sums - sums.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
    return float((1 + (found >= squares - 1e-9).sum()) / (PERMUTATIONS + 1))


def _distances(values: FloatArray, totals: FloatArray, level: str) -> FloatArray:
    """Return squared distances between values at a level of measurement."""
    apart = np.abs(values[:, None] - values)
    if level == "nominal":
        return (apart > 0).astype(np.float64)
    if level == "interval":
        squared: FloatArray = apart**2
        return squared
    if level == "ratio":
        both = np.abs(values[:, None] + values)
        ratio: FloatArray = np.divide(apart, both, out=np.zeros_like(apart), where=both > 0) ** 2
        return ratio
    upto = np.cumsum(totals)
    middle = upto - totals / 2
    ranks: FloatArray = (middle[:, None] - middle) ** 2
    return ranks
