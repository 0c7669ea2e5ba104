"""The smallest changes of several things at once that give another winner."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.answers import A_DEPARTMENT, unknown
from kit.analysis.decision.flipping import weights_and_leads
from kit.analysis.decision.model_check import direct_problems
from kit.analysis.decision.problems import refuse_if_any
from kit.analysis.decision.scores import score

if TYPE_CHECKING:
    import numpy.typing as npt

    from kit.analysis.decision.answers import Answers
    from kit.analysis.decision.model import DecisionModel, FloatArray

MOST_QUESTIONS = 6
TIE = 1e-9


@dataclass(frozen=True, eq=False)
class JointFlip:
    """Group levels on all questions at which a rival draws level, as near to today's as can be.

    Attributes:
        now: (Q,) today's mean level; NaN where nobody answered.
        then: (Q,) the levels that make them equal; the same as now where nothing need change.
        change: Sum of the moves in levels; NaN when no levels do it.
    """

    now: FloatArray
    then: FloatArray
    change: float


def joint_weight_flip(weights: npt.ArrayLike, leads: npt.ArrayLike) -> FloatArray:
    """Return the nearest weights (in sum of absolute changes) at which two alternatives are equal.

    Args:
        weights: (K,) today's weights; sum to 1.
        leads: (K,) value of the leader minus that of the rival on each criterion.

    Returns:
        (K,) weights that sum to 1; today's when the rival is level already; NaN where the leader
        leads on every criterion, so that no weights do it.

    Raises:
        DecisionInputError: E02 not two rows of as many finite numbers, or weights that do not sum
            to 1.

    Source: ours; the linear programme of the smallest change, solved by order.

    Cost: K log K: weight is taken first where the leader gains most, and given to the rival's
    best criterion; a linear programme finds nothing better (tested).

    >>> joint_weight_flip([0.5, 0.3, 0.2], [40, 10, -60]).round(3).tolist()
    [0.39, 0.3, 0.31]
    """
    now, lead = weights_and_leads(weights, leads)
    gap = float(now @ lead)
    if gap <= 0:
        return now.copy()
    best = int(lead.argmin())
    if lead[best] > 0:
        return np.full(len(now), np.nan)
    then = now.copy()
    for one in np.argsort(-lead, kind="stable"):
        gain = lead[one] - lead[best]
        if gain <= 0:
            break
        moved = min(then[one], gap / gain)
        then[one] -= moved
        then[best] += moved
        gap -= moved * gain
        if gap <= TIE:
            break
    return then


def joint_answer_flip(
    model: DecisionModel,
    answers: Answers,
    department: str,
    rival: str,
    *,
    shares: npt.ArrayLike | None = None,
) -> JointFlip:
    """Return the smallest total move of group answers that brings a rival level with the leader.

    Values are not convex in the level, so no linear programme would do: every combination of
    unchanged and whole levels is looked at, and the last question is solved exactly on its
    straight segments. Beyond six questions the six that can move most are tried.

    Args:
        model: Tables and alternatives.
        answers: P participants, D departments.
        department: One of the answers' departments.
        rival: The alternative that is to draw level.
        shares: (P,) vote shares for the weights; equal when left out.

    Raises:
        DecisionInputError: All at once: E07 or E02 an unknown name, E02 a direct model; as `score`.

    Cost: Q x (L + 1) to the power Q - 1: 15 ms for 6 questions of 5 levels.

    Source: ours.

    >>> from kit.analysis.decision import Answers, Criterion, DecisionModel
    >>> model = DecisionModel((Criterion("goals", values=[[100, 0], [0, 100]]),
    ...                        Criterion("brand", values=[[60, 40], [40, 60]])), ("central", "own"))
    >>> found = joint_answer_flip(model, Answers([[[1, 1]]], departments=["hr"]), "hr", "central")
    >>> found.then.round(3).tolist(), round(found.change, 3)
    ([0.4, 1.0], 0.6)
    """
    refuse_if_any(
        [
            *direct_problems(model),
            *unknown("joint flip, department", [department], answers.departments, A_DEPARTMENT),
            *unknown(
                "joint flip, rival", [rival], model.alternatives, "an alternative of the model"
            ),
        ]
    )
    scores = score(model, answers, shares)
    row, other = answers.departments.index(department), model.alternatives.index(rival)
    leader = int(scores.leader[row])
    table = scores.question_weights[:, None] * (
        model.tables[:, :, leader] - model.tables[:, :, other]
    )
    values = scores.question_value[row]
    today = scores.question_weights * (values[:, leader] - values[:, other])
    level = scores.mean_level[row]
    start = np.where(np.isnan(level), (model.levels - 1) / 2, level)
    if today.sum() <= TIE:
        return JointFlip(level, level.copy(), 0.0)
    ranges = [np.ptp(table[at, :count]) for at, count in enumerate(model.levels)]
    tried = sorted(np.argsort(ranges)[::-1][:MOST_QUESTIONS].tolist())
    best, then = np.inf, start
    for last in tried:
        cost, levels = _nearest_with_last(model, table, today, start, tried=tried, last=last)
        if cost < best - TIE:
            best, then = cost, levels
    if np.isinf(best):
        return JointFlip(level, np.full(len(level), np.nan), float("nan"))
    return JointFlip(level, np.where(then == start, level, then), float(best))


def _nearest_with_last(  # noqa: PLR0913 - one grid search
    model: DecisionModel,
    table: FloatArray,
    today: FloatArray,
    start: FloatArray,
    *,
    tried: list[int],
    last: int,
) -> tuple[float, FloatArray]:
    """Return the least total move, and its levels, when one question is solved exactly."""
    others = [question for question in tried if question != last]
    choices = [range(-1, int(model.levels[question])) for question in others]
    grid = np.array(list(product(*choices)), dtype=np.int64).reshape(-1, len(others))
    fixed = today.sum() - today[tried].sum()
    rest, cost = np.full(len(grid), fixed), np.zeros(len(grid))
    for column, question in enumerate(others):
        chosen = grid[:, column]
        rest += np.where(chosen < 0, today[question], table[question, chosen])
        cost += np.where(chosen < 0, 0.0, np.abs(chosen - start[question]))
    best, where, place = np.inf, 0, start[last]
    already = rest + today[last] <= TIE
    if already.any():
        where = int(np.where(already, cost, np.inf).argmin())
        best = float(cost[where])
    for level in range(int(model.levels[last]) - 1):
        low, high = rest + table[last, level], rest + table[last, level + 1]
        with np.errstate(invalid="ignore", divide="ignore"):
            part = low / (low - high)
        move = np.abs(level + part - start[last])
        total = np.where((part >= 0) & (part <= 1), cost + move, np.inf)
        at = int(np.nan_to_num(total, nan=np.inf).argmin())
        if total[at] < best - TIE:
            best, where, place = float(total[at]), at, level + float(part[at])
    levels = start.copy()
    for column, question in enumerate(others):
        if grid[where, column] >= 0:
            levels[question] = grid[where, column]
    levels[last] = place
    return best, levels
