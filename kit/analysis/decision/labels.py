"""The one word that says how certain a recommendation is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.acceptability import out_of_100
from kit.model.decision import Label

if TYPE_CHECKING:
    from kit.analysis.decision.model import BoolArray, DecisionModel, FloatArray

TIE = 1e-9


@dataclass(frozen=True, eq=False)
class Standing:
    """Everything a label rests on, for one department.

    Attributes:
        value: (A,) score of each alternative.
        leader: Position of the score's leader.
        gap: Its lead in points.
        believed: Position of the alternative with the highest expected value once the colleague
            not heard is counted.
        first: (A,) share of pairings that put each alternative first.
        allowed: (A,) False where a gate fails.
        people: How many answered anything about the department.
        answered: Share of these people's items that were answered, 0 to 1.
    """

    value: FloatArray
    leader: int
    gap: float
    believed: int
    first: FloatArray
    allowed: BoolArray
    people: int
    answered: float


def label(model: DecisionModel, standing: Standing) -> tuple[Label, int | None]:
    """Return how certain the decision is, and which alternative to name.

    In this order, the first that holds: nobody answered, `not enough answers` and nothing is
    named; the leader fails a gate, `blocked`, the best that passes is named, or nothing;
    too few people or answers, `not enough answers`; the gap is below the indifference or the
    expected values name another leader, `too close to call`; then by support, in whole numbers out
    of 100 as it is printed, `clear`, `leaning`, `contested`. Where it is too close, the least
    committed of those level is named.

    Args:
        model: Thresholds and indifference.
        standing: What is known about the department.

    Returns:
        The label, and the position of the alternative named, None for nothing.

    Raises:
        Nothing: what it rests on was checked before.

    Cost: next to nothing.

    Source: thresholds and order are ours, calibrated by simulation (`calibrate`).

    >>> from kit.analysis.decision import Criterion, DecisionModel
    >>> model = DecisionModel((Criterion("goals", values=[[50, 50, 50]] * 5),))
    >>> close = Standing(np.array([58.0, 60, 61]), 2, 1.0, 2, np.array([0, 0.2, 0.8]),
    ...                  np.ones(3, dtype=bool), people=5, answered=1.0)
    >>> label(model, close)
    (<Label.TOO_CLOSE: 'too close to call'>, 1)
    """
    enough = standing.people >= model.min_people and standing.answered >= model.min_answered
    if not standing.people:
        return Label.NOT_ENOUGH_ANSWERS, None
    if not standing.allowed[standing.leader]:
        return Label.BLOCKED, _best_allowed(standing)
    if not enough:
        return Label.NOT_ENOUGH_ANSWERS, _least_committed(model, standing)
    if standing.gap < model.indifference - TIE or standing.believed != standing.leader:
        return Label.TOO_CLOSE, _least_committed(model, standing)
    return _by_support(model, out_of_100(standing.first)[standing.leader]), standing.leader


def _by_support(model: DecisionModel, printed: int) -> Label:
    """Return the word for a support out of 100, so that the word never contradicts the figure."""
    clear, leaning = (100 * share - TIE for share in model.thresholds)
    if printed >= clear:
        return Label.CLEAR
    return Label.LEANING if printed >= leaning else Label.CONTESTED


def _best_allowed(standing: Standing) -> int | None:
    if not standing.allowed.any():
        return None
    value = np.where(standing.allowed, standing.value, -np.inf)
    return int((value >= value.max() - TIE).argmax())


def _least_committed(model: DecisionModel, standing: Standing) -> int:
    level = standing.value > standing.value.max() - max(model.indifference - TIE, TIE)
    level[standing.believed] = True
    return int((level & standing.allowed).argmax())
