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

ROWS_A_PRODUCT = 512
"""Small products stay on one thread: more threads wait for each other and save nothing here."""
COMPARISONS = 5


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
        # with three alternatives and no tie, all ranks follow from the wins of the second over
        # the first, the third over the first and over the second, and from how often the second
        # and the third come first; row 0 counts draws, the others add up weights
        self._wins = np.zeros((THREE, departments))
        self._firsts = np.zeros((THREE - 1, 1 + criteria, departments))
        self._all = np.zeros((1 + criteria, departments))

    def count(self, leads: Leads, weights: FloatArray, tie: float = TIE) -> None:
        """Add a chunk of draws; call `finish` after the last.

        Args:
            leads: (C, A-1, D) value of each alternative minus that of the first one.
            weights: (C, K) weights of the same draws.
            tie: Leads up to this count as equal.
        """
        self.draws += len(leads)
        if leads.shape[1] != THREE - 1:
            self._count_any(leads, weights, slice(None), tie)
            return
        between = leads[:, 1] - leads[:, 0]
        tied = np.zeros(leads.shape[2], dtype=np.bool_)
        if min(np.abs(leads).min(), np.abs(between).min()) <= tie:
            # only now ask which departments: a minimum per column costs ten times as much
            near = np.minimum(np.abs(leads).min(axis=(0, 1)), np.abs(between).min(axis=0))
            tied = near <= tie
        self._compare_three(leads, between, weights, ~tied)
        if tied.any():
            self._count_any(leads[:, :, tied], weights, tied, tie)

    def _compare_three(
        self, leads: Leads, between: Leads, weights: FloatArray, free: Flags
    ) -> None:
        """Add the comparisons of departments without ties in this chunk."""
        draws, _, departments = leads.shape
        flags = np.empty((COMPARISONS, draws, departments), dtype=np.bool_)
        np.greater(leads[:, 0], 0, out=flags[0])
        np.greater(leads[:, 1], 0, out=flags[1])
        np.greater(between, 0, out=flags[2])
        np.greater(flags[0], flags[2], out=flags[3])  # the second is first of all
        np.logical_and(flags[1], flags[2], out=flags[4])  # the third is
        table = flags.astype(np.float32)
        counted = np.ones((1 + weights.shape[1], draws), dtype=np.float32)
        counted[1:] = weights.T
        for at in range(0, draws, ROWS_A_PRODUCT):
            part = slice(at, at + ROWS_A_PRODUCT)
            # two rows, one unused: a product of a single row would wake a second thread
            self._wins += np.matmul(counted[:2, part], table[:THREE, part])[:, 0] * free
            self._firsts += np.matmul(counted[:, part], table[THREE:, part]) * free
        self._all += counted.sum(axis=1, dtype=np.float64)[:, None] * free

    def finish(self) -> None:
        """Turn the comparisons of departments without ties into ranks."""
        if self.ranks.shape[1] != THREE:
            return
        draws, over = self._all[0], self._wins
        for (high, low), beats in zip(((1, 0), (2, 0), (2, 1)), over, strict=True):
            self.wins[:, high, low] += beats
            self.wins[:, low, high] += draws - beats
        second, third = self._firsts
        firsts = np.stack([draws - second[0] - third[0], second[0], third[0]])
        # pairs won are two of a first and one of a middle
        won = np.stack(
            [2 * draws - over[0] - over[1], over[0] + draws - over[2], over[1] + over[2]]
        )
        middles = won - 2 * firsts
        self.ranks += np.stack([firsts, middles, draws - firsts - middles]).transpose(2, 1, 0)
        weights = np.stack([self._all[1:] - second[1:] - third[1:], second[1:], third[1:]])
        self.weight_sums += weights.transpose(2, 0, 1)

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
