"""The score: plain means that anybody can check by hand. Nothing here is sampled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.answers_check import refuse_mismatch
from kit.analysis.decision.weights import group_weights, person_weights

if TYPE_CHECKING:
    import numpy.typing as npt

    from kit.analysis.decision.answers import Answers
    from kit.analysis.decision.model import BoolArray, DecisionModel, FloatArray, IntArray

TIE = 1e-9


@dataclass(frozen=True, eq=False)
class Scores:
    """The value of every alternative for every department, with all steps in between.

    Attributes:
        value: (D, A) 0 to 100: sum over questions of weight x mean value.
        weights: (K,) the group's weights; sum to 1.
        question_weights: (Q,) the same, spread evenly over each criterion's questions.
        criterion_value: (D, K, A) mean value of each criterion's questions.
        question_value: (D, Q, A) mean value over those who answered; where nobody did, the mean
            over the levels.
        mean_level: (D, Q) mean answer in levels from 0; NaN where nobody answered.
        n_answers: (D, Q) how many answered.
        people: (D,) how many answered anything about the department.
        leader: (D,) position of the highest value; of equals the least committed.
        runner_up: (D,) position of the next.
        gap: (D,) lead of the leader in points, zero or more.
        default: (D,) the least committed of all within the indifference of the leader: what to
            do until more is known, equal to the leader when the gap is wide enough.
        no_answers: (D, Q) True where nobody answered.
    """

    value: FloatArray
    weights: FloatArray
    question_weights: FloatArray
    criterion_value: FloatArray
    question_value: FloatArray
    mean_level: FloatArray
    n_answers: IntArray
    people: IntArray
    leader: IntArray
    runner_up: IntArray
    gap: FloatArray
    default: IntArray
    no_answers: BoolArray


def score(model: DecisionModel, answers: Answers, shares: npt.ArrayLike | None = None) -> Scores:
    """Return the value of each alternative for each department, in plain means.

    V[d,a] = sum over k of w_k x v[d,k,a]; w_k is the mean of everybody's weights, v[d,k,a] the
    mean of the table's values over those who answered. Whoever did not answer an item is left
    out of that item only; weights are never rescaled to the criteria that happen to be answered.
    Adding a department, or an alternative, changes no other value by a digit.

    Args:
        model: Criteria, tables, alternatives.
        answers: P participants, D departments, Q questions; P may be 0.
        shares: (P,) vote shares for the weights; equal when left out, see `one_vote_per_group`.
            Answers are observations and count alike.

    Returns:
        Scores, arrays in the order of the answers' departments and the model's alternatives.

    Raises:
        DecisionInputError: E01 an answer off its scale, E02 shapes that disagree.

    Cost: proportional to P x D x Q; 0.5 ms for 30 x 50 x 6.

    Source: additive value function, Keeney and Raiffa 1976; von Winterfeldt and Edwards 1986.

    One colleague, one criterion, answer "in the middle":

    >>> from kit.analysis.decision import Answers, Criterion, DecisionModel
    >>> table = [[100, 70, 0], [75, 65, 25], [50, 60, 50], [25, 55, 75], [0, 50, 100]]
    >>> model = DecisionModel((Criterion("goals", values=table),))
    >>> score(model, Answers([[[2]]])).value.tolist()
    [[50.0, 60.0, 50.0]]
    """
    refuse_mismatch(model, answers)
    given = answers.given
    counts = given.sum(axis=0)
    if model.mode == "direct":
        by_question, level = _mean_ratings(model, answers, given, counts)
    else:
        by_question, level = _mean_table_values(model, answers, given, counts)
    weights = group_weights(model, answers, shares)
    spread = model.spread_over_questions(weights)
    value = (by_question * spread[:, None]).sum(axis=1)
    by_criterion = model.gather_to_criteria(np.moveaxis(by_question, 1, 2) * model.question_share)
    leader, runner_up, gap, default = standings(value, model.indifference)
    return Scores(
        value=value,
        weights=weights,
        question_weights=spread,
        criterion_value=np.moveaxis(by_criterion, 2, 1),
        question_value=by_question,
        mean_level=level,
        n_answers=counts,
        people=given.any(axis=2).sum(axis=0),
        leader=leader,
        runner_up=runner_up,
        gap=gap,
        default=default,
        no_answers=counts == 0,
    )


def standings(
    value: FloatArray, indifference: float
) -> tuple[IntArray, IntArray, FloatArray, IntArray]:
    """Return leader, runner-up, gap and default for (D, A) values; ties go to less commitment."""
    best = value.max(axis=1, keepdims=True)
    leader = (value >= best - TIE).argmax(axis=1)
    others = value.copy()
    others[np.arange(len(value)), leader] = -np.inf
    runner_up = (others >= others.max(axis=1, keepdims=True) - TIE).argmax(axis=1)
    gap = np.maximum(best[:, 0] - others.max(axis=1), 0.0)
    default = (value > best - max(indifference - TIE, TIE)).argmax(axis=1)
    return leader, runner_up, gap, default


def votes(model: DecisionModel, answers: Answers, scores: Scores | None = None) -> IntArray:
    """Return everybody's own first choice: their own weights on their own answers.

    Args:
        model: Criteria, tables, alternatives.
        answers: P participants, D departments.
        scores: The score of the same answers, if at hand.

    Returns:
        (P, D) position of the alternative, -1 for who answered nothing about the department.
        An item somebody left out takes the group's mean value, somebody without weights the
        group's weights. Equals go to the least committed.

    Raises:
        DecisionInputError: As `score`.

    Cost: proportional to P x D x Q x A; 1 ms for 30 x 50 x 6 x 3.

    Source: plurality, with the score's own formula for each person.

    >>> from kit.analysis.decision import Answers, Criterion, DecisionModel
    >>> model = DecisionModel((Criterion("goals", values=[[100, 0], [0, 100]]),), ("a", "b"))
    >>> votes(model, Answers([[[0]], [[1]], [[float("nan")]]])).ravel().tolist()
    [0, 1, -1]
    """
    known = score(model, answers) if scores is None else scores
    values = item_values(model, answers)
    values = np.where(answers.given[..., None], values, known.question_value)
    weights = np.tile(known.weights, (len(answers.ids), 1))
    if answers.swings.shape[1]:
        rated = ~np.isnan(answers.swings).any(axis=1)
        weights[rated] = answers.swings[rated] / answers.swings[rated].sum(axis=1, keepdims=True)
    spread = model.spread_over_questions(weights)
    own = np.einsum("pq,pdqa->pda", spread, values)
    choice = (own >= own.max(axis=2, keepdims=True) - TIE).argmax(axis=2)
    return np.where(answers.heard, choice, -1)


def item_values(model: DecisionModel, answers: Answers) -> FloatArray:
    """Return (P, D, Q, A) the value of each alternative by each answer; NaN where missing."""
    if model.mode == "direct":
        return np.where(answers.given[..., None], answers.answers, np.nan)
    return table_values(model, answers.answers)


def table_values(model: DecisionModel, levels: FloatArray) -> FloatArray:
    """Return (..., Q, A) values at (..., Q) levels, between whole levels on a straight line."""
    lower = np.clip(np.nan_to_num(np.floor(levels)), 0, model.levels - 2).astype(np.intp)
    part = (levels - lower)[..., None]
    question = np.arange(len(model.questions))
    below, above = model.tables[question, lower], model.tables[question, lower + 1]
    values: FloatArray = below + part * (above - below)
    return values


def level_counts(model: DecisionModel, answers: Answers) -> FloatArray:
    """Return (D, Q, L) how many answered each level; an answer between two counts in parts."""
    highest = model.tables.shape[1]
    table = answers.answers
    given = ~np.isnan(table)
    lower = np.clip(np.nan_to_num(np.floor(table)), 0, model.levels - 2).astype(np.intp)
    part = np.where(given, table - lower, 0.0)
    counts = np.empty((*table.shape[1:], highest))
    for level in range(highest):
        below, above = given & (lower == level), given & (lower == level - 1)
        counts[..., level] = np.where(below, 1.0 - part, 0.0).sum(axis=0) + np.where(
            above, part, 0.0
        ).sum(axis=0)
    return counts


def _mean_table_values(
    model: DecisionModel, answers: Answers, given: BoolArray, counts: IntArray
) -> tuple[FloatArray, FloatArray]:
    """Return mean values (D, Q, A) and mean levels (D, Q) by counting answers per level."""
    per_level = level_counts(model, answers)
    total = np.einsum("dql,qla->dqa", per_level, model.tables)
    several = np.maximum(counts, 1)
    values = np.where(counts[..., None] > 0, total / several[..., None], model.neutral_values)
    sums = np.where(given, answers.answers, 0.0).sum(axis=0)
    return values, np.where(counts > 0, sums / several, np.nan)


def _mean_ratings(
    model: DecisionModel, answers: Answers, given: BoolArray, counts: IntArray
) -> tuple[FloatArray, FloatArray]:
    """Return mean ratings (D, Q, A); levels have no meaning in a direct model."""
    total = np.where(given[..., None], answers.answers, 0.0).sum(axis=0)
    mean = total / np.maximum(counts, 1)[..., None]
    values = np.where(counts[..., None] > 0, mean, model.neutral_values)
    return values, np.full(counts.shape, np.nan)


def voting_weights(
    model: DecisionModel, answers: Answers, shares: npt.ArrayLike | None
) -> tuple[FloatArray, FloatArray]:
    """Return (W, Q) question weights and (W,) shares of those who gave weights."""
    weights, votes_of = person_weights(model, answers, shares)
    return model.spread_over_questions(weights), votes_of
