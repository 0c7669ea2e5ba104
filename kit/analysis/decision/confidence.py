"""Confidence factors: is an alternative first once its own ideal weights are granted?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.rank_tally import TIE
from kit.analysis.decision.sparse_parts import CHUNK, sparse_leads

if TYPE_CHECKING:
    import numpy.typing as npt

    from kit.analysis.decision.model import DecisionModel, FloatArray
    from kit.analysis.decision.sparse_parts import SparsePart

ENOUGH = 2048
"""Draws: the factor is a rough figure, quoted in tens of 100."""


def confidence_factors(model: DecisionModel, part: SparsePart, central: FloatArray) -> FloatArray:
    """Return (D, A) the share of drawn answers that put a first under its central weights.

    Args:
        model: Tables and alternatives.
        part: Departments that the same people assessed, with the drawn answers; at most 2,048
            draws are used.
        central: (D, A, K) central weights of these departments, NaN where never first.

    Returns:
        Shares from 0 to 1, ties shared; NaN where there are no central weights.

    Source: SMAA-2, Lahdelma and Salminen 2001.
    """
    departments, alternatives = central.shape[:2]
    factors = np.full((departments, alternatives), np.nan)
    known = np.nan_to_num(model.spread_over_questions(central)).astype(np.float32)
    leads = part.rows.leads
    table = leads.reshape(known.shape[2], -1, alternatives - 1, departments)
    indices = part.indices[:ENOUGH]
    ones = np.ones(indices.shape, dtype=np.float32)
    for alternative in range(alternatives):
        weights = known[:, alternative].T
        scaled = (table * weights[:, None, None]).reshape(leads.shape)
        first = np.zeros(departments)
        for at in range(0, len(indices), CHUNK):
            drawn = sparse_leads(ones[at : at + CHUNK], indices[at : at + CHUNK], scaled)
            first += _first_shares(drawn.reshape(len(drawn), -1, departments), alternative)
        factors[:, alternative] = first / len(indices)
    factors[np.isnan(central[..., 0])] = np.nan
    return factors


def _first_shares(leads: npt.NDArray[np.float32], alternative: int) -> FloatArray:
    """Return (D,) sums over draws of the alternative's share of the first place."""
    highest = np.maximum(leads[:, 0], 0)
    for other in range(1, leads.shape[1]):
        np.maximum(highest, leads[:, other], out=highest)
    own = leads[:, alternative - 1] if alternative else np.zeros_like(highest)
    first = own >= highest - TIE
    near = leads >= highest[:, None] - TIE
    equal = near[:, 0].astype(np.int8) + (highest <= TIE)
    for other in range(1, leads.shape[1]):
        equal += near[:, other]
    if equal.max() == 1:
        alone: FloatArray = np.count_nonzero(first, axis=0).astype(np.float64)
        return alone
    shares: FloatArray = np.where(first, 1.0 / equal, 0.0).sum(axis=0)
    return shares
