"""Counting who comes first, second, third in every draw, ties shared equally."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from kit.analysis.decision.model import FloatArray

    Leads = npt.NDArray[np.float32]
    Flags = npt.NDArray[np.bool_]

THREE = 3
TIE = 2e-5
"""Leads this small (in points of 100) are rounding of 32-bit numbers, so a tie."""

ROWS_A_PRODUCT = 64
"""Small products stay on one thread: more threads wait for each other and save nothing here."""


class RankTally:
    """Sums over draws: ranks, wins in pairs, and the weights that put each one first.

    Attributes:
        ranks: (D, A, A) draws in which alternative a takes rank r; ties share their ranks, so
            rows and columns each sum to the number of draws.
        wins: (D, A, A) draws in which a beats b, ties half.
        weight_sums: (D, A, K) sum of the weights of the draws in which a comes first.
        draws: How many were counted.
    """

    def __init__(self, departments: int, alternatives: int, criteria: int) -> None:
        """Start from nothing."""
        self.ranks = np.zeros((departments, alternatives, alternatives))
        self.wins = np.zeros((departments, alternatives, alternatives))
        self.weight_sums = np.zeros((departments, alternatives, criteria))
        self.draws = 0

    def count(self, leads: Leads, weights: FloatArray, tie: float = TIE) -> None:
        """Add a chunk of draws.

        Args:
            leads: (C, A-1, D) value of each alternative minus that of the first one.
            weights: (C, K) weights of the same draws.
            tie: Leads up to this count as equal.
        """
        self.draws += len(leads)
        if leads.shape[1] != THREE - 1:
            self._count_any(leads, weights, slice(None), tie)
            return
        second, third = leads[:, 0], leads[:, 1]
        between = third - second
        near = np.minimum(np.abs(second), np.abs(third))
        np.minimum(near, np.abs(between), out=near)
        tied = near.min(axis=0) <= tie
        self._count_three(second, third, between, weights, tied)
        if tied.any():
            self._count_any(leads[:, :, tied], weights, tied, tie)

    def _count_three(
        self, second: Leads, third: Leads, between: Leads, weights: FloatArray, tied: Flags
    ) -> None:
        """Count departments without ties: three comparisons give all ranks."""
        draws, departments = second.shape
        flags = np.empty((draws, 5, departments), dtype=np.float32)
        over_first, third_over_first, third_over_second = second > 0, third > 0, between > 0
        flags[:, 0], flags[:, 1], flags[:, 2] = over_first, third_over_first, third_over_second
        np.logical_and(over_first, ~third_over_second, out=flags[:, 3], casting="unsafe")
        np.logical_and(third_over_first, third_over_second, out=flags[:, 4], casting="unsafe")
        counted = np.ones((1 + weights.shape[1], draws), dtype=np.float32)
        counted[1:] = weights.T
        sums = np.zeros((len(counted), 5 * departments))
        for at in range(0, draws, ROWS_A_PRODUCT):
            part = slice(at, at + ROWS_A_PRODUCT)
            sums += counted[:, part] @ flags[part].reshape(-1, 5 * departments)
        self._add_three(sums.reshape(-1, 5, departments), counted[1:].sum(axis=1), draws, ~tied)

    def _add_three(self, sums: FloatArray, weights: FloatArray, draws: int, free: Flags) -> None:
        """Turn sums (1+K, 5, D) of comparisons into ranks of the departments without ties."""
        wins_21, wins_31, wins_32, first_2, first_3 = (sums[0, row] for row in range(5))
        wins = np.empty((len(free), THREE, THREE))
        for one in range(THREE):
            wins[:, one, one] = 0.0
        for (high, low), won in (((1, 0), wins_21), ((2, 0), wins_31), ((2, 1), wins_32)):
            wins[:, high, low], wins[:, low, high] = won, draws - won
        firsts = np.stack([draws - first_2 - first_3, first_2, first_3], axis=1)
        middles = wins.sum(axis=2) - 2 * firsts
        ranks = np.stack([firsts, middles, draws - firsts - middles], axis=2)
        first_weights = np.stack(
            [weights[:, None] - sums[1:, 3] - sums[1:, 4], sums[1:, 3], sums[1:, 4]], axis=0
        ).transpose(2, 0, 1)
        self.wins[free] += wins[free]
        self.ranks[free] += ranks[free]
        self.weight_sums[free] += first_weights[free]

    def _count_any(
        self, leads: Leads, weights: FloatArray, where: slice | npt.NDArray[np.bool_], tie: float
    ) -> None:
        """Count any number of alternatives, with ties."""
        value = np.concatenate([np.zeros_like(leads[:, :1]), leads], axis=1)
        alternatives = value.shape[1]
        for one in range(alternatives):
            over = value[:, one, None] - value
            better, equal = (over < -tie).sum(axis=1), (np.abs(over) <= tie).sum(axis=1)
            for rank in range(alternatives):
                share = np.where((better <= rank) & (rank < better + equal), 1.0 / equal, 0.0)
                self.ranks[where, one, rank] += share.sum(axis=0)
                if not rank:
                    self.weight_sums[where, one] += share.T @ weights
            for other in range(alternatives):
                if other != one:
                    won, even = over[:, other] > tie, np.abs(over[:, other]) <= tie
                    self.wins[where, one, other] += won.sum(axis=0) + 0.5 * even.sum(axis=0)

    def central_weights(self) -> FloatArray:
        """Return (D, A, K) mean weights of the draws an alternative wins; NaN if it never does."""
        firsts = self.ranks[:, :, 0]
        # first counts and weight sums of the last of three are differences: below half a draw
        # they are rounding
        won = firsts[..., None] > 1e-6 * max(self.draws, 1)
        sums = np.where(won, self.weight_sums, np.nan)
        central: FloatArray = sums / np.where(won, firsts[..., None], 1.0)
        return central
