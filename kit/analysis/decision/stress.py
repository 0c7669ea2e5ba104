"""The stress test itself: colleagues' priorities paired with colleagues' answers, many times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.confidence import confidence_factors
from kit.analysis.decision.rank_tally import RankTally
from kit.analysis.decision.sparse_parts import CHUNK, SparsePart, sparse_leads, sparse_parts

if TYPE_CHECKING:
    from kit.analysis.decision.answers import Answers
    from kit.analysis.decision.model import DecisionModel, FloatArray
    from kit.analysis.decision.stress_draws import StressDraws


def stress(
    model: DecisionModel, answers: Answers, draws: StressDraws
) -> tuple[RankTally, FloatArray]:
    """Return the counts of ranks over all draws, and the (D, A) confidence factors.

    Departments that the same people assessed share one product per chunk of draws.
    """
    total = RankTally(len(answers.departments), len(model.alternatives), len(model.criteria))
    total.draws = draws.settings.n
    factors = np.full((len(answers.departments), len(model.alternatives)), np.nan)
    for part in sparse_parts(model, answers, draws):
        tally = count_part(model, part)
        total.ranks[part.columns] = tally.ranks
        total.wins[part.columns] = tally.wins
        total.weight_sums[part.columns] = tally.weight_sums
        factors[part.columns] = confidence_factors(model, part, tally.central_weights())
    return total, factors


def count_part(model: DecisionModel, part: SparsePart) -> RankTally:
    """Return the counts of ranks of one block of departments."""
    departments = len(part.columns)
    tally = RankTally(departments, len(model.alternatives), len(model.criteria))
    spread = model.spread_over_questions(part.weights).astype(np.float32)
    for at in range(0, len(spread), CHUNK):
        chunk = slice(at, at + CHUNK)
        leads = sparse_leads(spread[chunk], part.indices[chunk], part.rows.leads)
        tally.count(leads.reshape(len(leads), -1, departments), part.weights[chunk])
    tally.finish()
    return tally
