"""SMAA-2 as the field knows it: sampled values and weights in, acceptabilities out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.draws import even_points, uniform_simplex
from kit.analysis.decision.problems import (
    numbers,
    refuse,
    refuse_if_any,
    whole_number_problems,
)
from kit.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from kit.analysis.decision.model import FloatArray

TIE = 1e-9
CHUNK = 4096
DRAWS = 1 << 16
SAMPLED_AXES = 3


@dataclass(frozen=True, eq=False)
class SMAA2Result:
    """What sampled values and weights say about m alternatives.

    Attributes:
        rank_acceptability: (m, m) share of draws in which alternative i takes rank r; ties share
            their ranks, so rows and columns each sum to 1.
        central_weights: (m, n) mean weights of the draws it wins; NaN where it never does.
        confidence_factor: (m,) share of draws it wins at its central weights; NaN likewise.
        pairwise_winning: (m, m) share of draws in which i beats j, ties half; diagonal 0.
        n: Draws.
    """

    rank_acceptability: FloatArray
    central_weights: FloatArray
    confidence_factor: FloatArray
    pairwise_winning: FloatArray
    n: int


def smaa2(
    values: npt.ArrayLike, weights: npt.ArrayLike | None = None, *, seed: int = 0
) -> SMAA2Result:
    """Return rank acceptabilities, central weights and confidence factors.

    The low-level entry, for people who know R's smaa; `support` does the same over a group.

    Args:
        values: (S, m, n) sampled values of m alternatives on n criteria, more is better, or
            (m, n) where they are certain.
        weights: (S, n) sampled weights, zero or more, each draw rescaled to sum to 1; when left
            out, S (65,536 for certain values) evenly spread over all weights.
        seed: Of these weights.

    Raises:
        DecisionInputError: E02 shapes that disagree, or no such seed; then all at once E09 a
            value or weight that is not finite, E10 weights below zero, or all zero in a draw.

    Cost: S x m x m x n.

    Source: Lahdelma and Salminen 2001. Three alternatives whose acceptabilities are exactly
    25/66, 263/990 and 16/45:

    >>> found = smaa2([[1, 0, 0.5], [0.5, 0.6, 0.6], [0, 1, 0.5]])
    >>> found.rank_acceptability[:, 0].round(3).tolist()
    [0.379, 0.266, 0.356]
    """
    refuse_if_any(whole_number_problems("seed", seed, 0))
    table = numbers("values", values)
    if table.ndim not in (SAMPLED_AXES - 1, SAMPLED_AXES) or not table.size:
        allowed = "draws x alternatives x criteria"
        refuse("E02", "values", f"shape {table.shape}", allowed, "Give two or three axes.")
    certain = table.ndim < SAMPLED_AXES
    if weights is None:
        draws = DRAWS if certain else len(table)
        weights = uniform_simplex(even_points(draws, table.shape[-1], seed))
    drawn = numbers("weights", weights)
    if drawn.ndim != 2 or drawn.shape[1] != table.shape[-1]:  # noqa: PLR2004 - two axes
        allowed = f"draws x {table.shape[-1]} criteria"
        refuse("E02", "weights", f"shape {drawn.shape}", allowed, "Give one row per draw.")
    if not certain and len(table) != len(drawn):
        found = f"{len(drawn)} draws"
        refuse("E02", "weights", found, f"{len(table)}, as the values", "Draw as many of both.")
    refuse_if_any(_wrong_numbers(table, drawn))
    drawn = drawn / drawn.sum(axis=1, keepdims=True)
    first = table if not certain else np.broadcast_to(table, (len(drawn), *table.shape))
    return _summary(first, drawn)


def _wrong_numbers(values: FloatArray, weights: FloatArray) -> Iterator[Problem]:
    """Yield what is wrong with numbers of the right shapes."""
    for name, table in (("values", values), ("weights", weights)):
        if not np.isfinite(table).all():
            found = f"{table[~np.isfinite(table)][0]}"
            yield Problem(name, found, "a finite number", "Correct it.", "E09")
    if (weights < 0).any() or (weights == 0).all(axis=1).any():
        found = "a draw of zeros" if (weights >= 0).all() else f"{np.nanmin(weights):g}"
        allowed = "zero or more, some above zero in each draw"
        yield Problem("weights", found, allowed, "Correct the weights.", "E10")


def _summary(values: FloatArray, weights: FloatArray) -> SMAA2Result:
    draws, count, criteria = values.shape
    ranks, wins = np.zeros((count, count)), np.zeros((count, count))
    sums = np.zeros((count, criteria))
    for at in range(0, draws, CHUNK):
        part = slice(at, at + CHUNK)
        value = np.einsum("smn,sn->sm", values[part], weights[part])
        shares = _rank_shares(value)
        ranks += shares.sum(axis=0)
        sums += np.einsum("sm,sn->mn", shares[..., 0], weights[part])
        over = value[:, :, None] - value[:, None]
        wins += (over > TIE).sum(axis=0) + 0.5 * (np.abs(over) <= TIE).sum(axis=0)
    np.fill_diagonal(wins, 0.0)
    won = ranks[:, :1] > 0
    central = np.where(won, sums / np.where(won, ranks[:, :1], 1.0), np.nan)
    return SMAA2Result(
        rank_acceptability=ranks / draws,
        central_weights=central,
        confidence_factor=_confidence(values, central),
        pairwise_winning=wins / draws,
        n=draws,
    )


def _rank_shares(value: FloatArray) -> FloatArray:
    """Return (S, m, m) each alternative's share of each rank, ties shared equally."""
    over = value[:, :, None] - value[:, None]
    better = (over < -TIE).sum(axis=2)[..., None]
    equal = (np.abs(over) <= TIE).sum(axis=2)[..., None]
    rank = np.arange(value.shape[1])
    shares: FloatArray = np.where((better <= rank) & (rank < better + equal), 1.0 / equal, 0.0)
    return shares


def _confidence(values: FloatArray, central: FloatArray) -> FloatArray:
    factors = np.full(len(central), np.nan)
    for alternative in np.flatnonzero(~np.isnan(central[:, 0])):
        first = 0.0
        for at in range(0, len(values), CHUNK):
            value = values[at : at + CHUNK] @ central[alternative]
            top = value >= value.max(axis=1, keepdims=True) - TIE
            first += float((top[:, alternative] / top.sum(axis=1)).sum())
        factors[alternative] = first / len(values)
    return factors
