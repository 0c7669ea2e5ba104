"""What would have to change for another alternative to come first: in weights and in people."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.problems import Collected, is_whole, numbers, refuse
from kit.analysis.decision.scores import Scores, score, table_values

if TYPE_CHECKING:
    import numpy.typing as npt

    from kit.analysis.decision.answers import Answers
    from kit.analysis.decision.model import BoolArray, DecisionModel, FloatArray, IntArray

TIE = 1e-9
SUM_DIGITS = 1e-6
"""Weights printed with six digits still sum to 1."""


@dataclass(frozen=True, eq=False)
class Flips:
    """The smallest single changes that bring each rival level with today's leader.

    Attributes:
        weight: (D, K, A) weight of criterion k, the others in proportion, at which alternative a
            and the leader are equal; NaN where no weight from 0 to 1 does it, and for the leader.
        answer: (D, Q, A) group level on question q, nearest to today's mean level, at which they
            are equal; NaN where none does it. In levels from 0.
        people: (D, Q, A) how many would have to answer one level differently on question q,
            the most effective first; NaN where even all of them would not do.
        direction: (D, Q, A) +1 one level higher, -1 one level lower, 0 where `people` is NaN.
        joint: (D, A) smallest sum of absolute changes of all weights together (0 to 2) that makes
            them equal; NaN where no weights do, 0 for the leader.
        leader: (D,) position of today's leader.
    """

    weight: FloatArray
    answer: FloatArray
    people: FloatArray
    direction: IntArray
    joint: FloatArray
    leader: IntArray


def flips(model: DecisionModel, answers: Answers, scores: Scores | None = None) -> Flips:
    """Return what would bring each rival level with the leader of each department's score.

    Weight of criterion k to t, others in proportion: with D_k the leader's lead on k and
    rest = (gap - w_k D_k) / (1 - w_k), they are equal at t = rest / (rest - D_k). Answers: the
    table is straight between levels, so the group level is solved exactly on each segment.
    People: each moved by one level, taken in the order of what it changes. Sets of
    gates whose clearing changes the advice are among a recommendation's flips: they need facts.

    Args:
        model: Tables and alternatives.
        answers: P participants, D departments.
        scores: The score of the same answers, if at hand.

    Returns:
        Flips. In a direct model, answers have no levels: `answer` and `people` are NaN.

    Raises:
        DecisionInputError: As `score`.

    Cost: proportional to P x D x Q x A; 2.5 ms for 30 x 50 x 6 x 3.

    Source: one-way sensitivity of an additive value function, solved instead of drawn; ours in
    levels and people.

    Two criteria, own leads on the first and trails on the second; they meet at a weight of 1/3:

    >>> from kit.analysis.decision import Answers, Criterion, DecisionModel
    >>> model = DecisionModel((Criterion("goals", values=[[60, 0], [0, 60]]),
    ...                        Criterion("brand", values=[[0, 30], [30, 0]])),
    ...                       alternatives=("central", "own"))
    >>> flips(model, Answers([[[1, 1]]])).weight.round(4).tolist()
    [[[0.3333, nan], [0.6667, nan]]]
    """
    known = score(model, answers) if scores is None else scores
    departments = np.arange(len(known.leader))
    led = known.question_value[departments, :, known.leader]
    item_lead = led[:, :, None] - known.question_value
    gap = known.value[departments, known.leader][:, None] - known.value
    rival = np.arange(len(model.alternatives)) != known.leader[:, None]
    criterion_lead = np.moveaxis(
        model.gather_to_criteria(np.moveaxis(item_lead, 1, 2) * model.question_share), 2, 1
    )
    shape = item_lead.shape
    if model.mode == "direct":
        answer, people = np.full(shape, np.nan), np.full(shape, np.nan)
        direction = np.zeros(shape, dtype=np.int64)
    else:
        answer = _answer_flips(model, known, item_lead, gap, rival)
        people, direction = _people_flips(model, answers, known, gap, rival)
    return Flips(
        weight=_weight_flips(known.weights, criterion_lead, gap, rival),
        answer=answer,
        people=people,
        direction=direction,
        joint=_joint_flips(known.weights, criterion_lead, gap, rival),
        leader=known.leader,
    )


def weight_flip(weights: npt.ArrayLike, leads: npt.ArrayLike, criterion: int) -> float:
    """Return the weight of one criterion at which two alternatives are equal; NaN if none.

    Args:
        weights: (K,) weights that sum to 1; the others keep their proportions.
        leads: (K,) value of one alternative minus that of the other on each criterion.
        criterion: Position of the criterion that changes.

    Raises:
        DecisionInputError: E02 not two rows of as many finite numbers, weights that do not sum to
            1, or no such criterion.

    Cost: K.

    Source: as `flips`.

    >>> weight_flip(np.array([0.5, 0.5]), np.array([60.0, -30.0]), 0)
    0.3333333333333333
    """
    weights, leads = weights_and_leads(weights, leads)
    if not (is_whole(criterion) and 0 <= criterion < len(weights)):
        allowed = f"a position from 0 to {len(weights) - 1}"
        refuse("E02", "criterion", criterion, allowed, "Count from 0.")
    gap = np.array([[float(weights @ leads)]])
    every = _weight_flips(weights, leads[None, :, None], gap, np.ones((1, 1), dtype=np.bool_))
    return float(every[0, criterion, 0])


def weights_and_leads(
    weights: npt.ArrayLike, leads: npt.ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Return weights and leads as rows of as many numbers.

    Raises:
        DecisionInputError: E02 something else was given.
    """
    found = Collected()
    given = [
        found.take(partial(numbers, name, row), np.zeros(1))
        for name, row in (("weights", weights), ("leads", leads))
    ]
    found.refuse()
    shapes = {row.shape for row in given}
    if len(shapes) > 1 or given[0].ndim != 1 or not np.isfinite(given).all():
        several = " and ".join(f"shape {row.shape}" for row in given)
        allowed = "two rows of as many finite numbers"
        refuse("E02", "weights and leads", several, allowed, "Give one of each a criterion.")
    if not (given[0] >= 0).all() or abs(given[0].sum() - 1.0) > SUM_DIGITS:
        allowed = "numbers, zero or more, that sum to 1"
        refuse("E02", "weights", given[0].tolist(), allowed, "Divide them by their sum.")
    return given[0], given[1]


def _weight_flips(
    weights: FloatArray, lead: FloatArray, gap: FloatArray, rival: BoolArray
) -> FloatArray:
    """Return (D, K, A) weights at which the rival draws level; guards a weight of 1."""
    own = weights[None, :, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        rest = (gap[:, None] - own * lead) / (1.0 - own)
        # one criterion with all the weight: the others share what it gives up equally
        others = (lead.sum(axis=1, keepdims=True) - lead) / max(len(weights) - 1, 1)
        rest = np.where(own > 1.0 - TIE, others, rest)
        meet = rest / (rest - lead)
    possible = rival[:, None] & np.isfinite(meet) & (meet >= 0) & (meet <= 1)
    if len(weights) == 1:
        possible &= False
    return np.where(possible, meet, np.nan)


def _answer_flips(
    model: DecisionModel, scores: Scores, lead: FloatArray, gap: FloatArray, rival: BoolArray
) -> FloatArray:
    """Return (D, Q, A) group levels nearest to today's mean at which the rival draws level."""
    leader = model.tables[:, :, scores.leader].transpose(2, 0, 1)
    spread = scores.question_weights[None, :, None]
    nearest = np.full(lead.shape, np.nan)
    today = scores.mean_level[..., None]
    middle = (model.levels[None, :, None] - 1) / 2
    today = np.where(np.isnan(today), middle, today)
    others = gap[:, None] - spread * lead
    at_level = others[:, :, None] + spread[..., None] * (
        leader[..., None] - model.tables[None, :, :, :]
    )
    for level in range(model.tables.shape[1] - 1):
        low, high = at_level[:, :, level], at_level[:, :, level + 1]
        with np.errstate(invalid="ignore", divide="ignore"):
            part = np.where(low == high, np.where(low == 0, 0.0, np.nan), low / (low - high))
        inside = (part >= 0) & (part <= 1) & (level + 1 < model.levels)[None, :, None]
        place = np.where(inside & rival[:, None], level + part, np.nan)
        closer = np.isnan(nearest) | (np.abs(place - today) < np.abs(nearest - today))
        nearest = np.where(~np.isnan(place) & closer, place, nearest)
    return nearest


def _people_flips(
    model: DecisionModel, answers: Answers, scores: Scores, gap: FloatArray, rival: BoolArray
) -> tuple[FloatArray, IntArray]:
    """Return how many people moved one level suffice, and which way; the fewer of both ways."""
    fewest = np.full((*scores.n_answers.shape, gap.shape[1]), np.inf)
    direction = np.zeros(fewest.shape, dtype=np.int64)
    now = table_values(model, answers.answers)
    departments = np.arange(len(gap))
    # a tie goes to the less committed, so a more committed rival must get past the leader
    beyond = np.where(np.arange(gap.shape[1]) > scores.leader[:, None], 2 * TIE, -TIE)
    needed = (gap + beyond)[:, None]
    weight = scores.question_weights[:, None] / np.maximum(scores.n_answers, 1)[..., None]
    for way in (-1, 1):
        moved = np.clip(answers.answers + way, 0, model.levels - 1.0)
        change = table_values(model, moved) - now
        led = change[:, departments, :, scores.leader].transpose(1, 0, 2)
        gain = np.nan_to_num(change - led[..., None]) * weight
        most_first = -np.sort(-gain, axis=0)
        reached = np.cumsum(most_first, axis=0) >= needed
        if not len(reached):
            break
        count = np.where(reached.any(axis=0), reached.argmax(axis=0) + 1.0, np.inf)
        better = (count < fewest) & rival[:, None]
        fewest, direction = np.where(better, count, fewest), np.where(better, way, direction)
    return np.where(np.isinf(fewest), np.nan, fewest), direction


def _joint_flips(
    weights: FloatArray, lead: FloatArray, gap: FloatArray, rival: BoolArray
) -> FloatArray:
    """Return (D, A) smallest total change of weights: mass moves to the rival's best criterion.

    Every unit moved from criterion k to the rival's best gains the difference of their leads at a
    cost of 2, so taking from the leader's best criteria first is optimal (a linear programme over
    the simplex gives the same figure; a test compares them).
    """
    best = lead.min(axis=1, keepdims=True)
    gain = lead - best
    order = np.argsort(-gain, axis=1)
    gains = np.take_along_axis(gain, order, axis=1)
    mass = np.take_along_axis(np.broadcast_to(weights[None, :, None], lead.shape), order, axis=1)
    before = np.cumsum(gains * mass, axis=1) - gains * mass
    with np.errstate(invalid="ignore", divide="ignore"):
        needed = np.clip((gap[:, None] - before) / gains, 0.0, mass)
    needed = np.where(gains > 0, needed, 0.0)
    enough = (gains * mass).sum(axis=1) >= gap - TIE
    moved = 2 * needed.sum(axis=1)
    return np.where(rival, np.where(enough, moved, np.nan), 0.0)
