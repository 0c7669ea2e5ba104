"""Confidence factors: is an alternative first once its own ideal weights are granted?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.rank_tally import TIE
from kit.analysis.decision.stress import CHUNK, StressDraws, sparse_leads, sparse_parts

if TYPE_CHECKING:
    import numpy.typing as npt

    from kit.analysis.decision.answers import Answers
    from kit.analysis.decision.model import DecisionModel, FloatArray

ENOUGH = 2048
"""Draws: the factor is a rough figure, quoted in tens of 100."""


def confidence_factors(
    model: DecisionModel, answers: Answers, draws: StressDraws, central: FloatArray
) -> FloatArray:
    """Return (D, A) the share of drawn answers that put a first under its central weights.

    Args:
        model: Tables and alternatives.
        answers: P participants, D departments.
        draws: Those of the stress test; at most 2,048 of them are used.
        central: (D, A, K) central weights, NaN where an alternative is never first.

    Returns:
        Shares from 0 to 1, ties shared; NaN where there are no central weights.

    Source: SMAA-2, Lahdelma and Salminen 2001.
    """
    factors = np.full(central.shape[:2], np.nan)
    fewer = replace(draws.settings, n=min(draws.settings.n, ENOUGH), joint=False)
    some = replace(draws, settings=fewer, points=draws.points[: fewer.n])
    known = np.nan_to_num(model.spread_over_questions(central)).astype(np.float32)
    for columns, _, rows, indices in sparse_parts(model, answers, some):
        table = rows.leads.reshape(known.shape[2], -1, known.shape[1] - 1, len(columns))
        ones = np.ones(indices.shape, dtype=np.float32)
        for alternative in range(known.shape[1]):
            weights = known[columns, alternative].T
            scaled = (table * weights[:, None, None]).reshape(len(rows.leads), -1)
            first = np.zeros(len(columns))
            for at in range(0, fewer.n, CHUNK):
                leads = sparse_leads(ones[at : at + CHUNK], indices[at : at + CHUNK], scaled)
                first += _first_shares(leads.reshape(len(leads), -1, len(columns)), alternative)
            factors[columns, alternative] = first / fewer.n
    return np.where(np.isnan(central[..., 0]), np.nan, factors)


def _first_shares(leads: npt.NDArray[np.float32], alternative: int) -> FloatArray:
    """Return (D,) sums over draws of the alternative's share of the first place."""
    highest = np.maximum(leads.max(axis=1), 0)
    own = leads[:, alternative - 1] if alternative else np.zeros_like(highest)
    first = own >= highest - TIE
    equal = (leads >= highest[:, None] - TIE).sum(axis=1) + (highest <= TIE)
    shares: FloatArray = np.where(first, 1.0 / equal, 0.0).sum(axis=0)
    return shares
