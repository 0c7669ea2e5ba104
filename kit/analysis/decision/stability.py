"""Would a similar group say the same? People re-weighted at random, the score recomputed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kit.analysis.decision.problems import refuse_if_any, whole_number_problems
from kit.analysis.decision.products import one_thread_product
from kit.analysis.decision.scores import TIE, Scores, item_values, score

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from kit.analysis.decision.answers import Answers
    from kit.analysis.decision.model import DecisionModel, FloatArray

ENTRIES_AT_ONCE = 1 << 18


def bootstrap_stability(
    model: DecisionModel,
    answers: Answers,
    *,
    replicates: int = 256,
    seed: int = 0,
    shares: npt.ArrayLike | None = None,
) -> FloatArray:
    """Return (D,) the share of similar groups whose score has the same leader, 0 to 1.

    Each replicate gives the participants random shares (Dirichlet with all parameters 1) and
    recomputes weights and mean values. An item whose answers all got a share of nothing keeps
    its mean. NaN where fewer than two people assessed the department.

    Args:
        model: Tables and alternatives.
        answers: P participants, D departments.
        replicates: Similar groups to draw; 256 give a standard error of at most 3 points of 100.
        seed: Of the random shares.
        shares: (P,) vote shares for the weights, multiplied by the random ones; equal when left
            out.

    Raises:
        DecisionInputError: E02 replicates below one or a negative seed; as `score`.

    Cost: replicates x P x D x Q x A multiplications, 3 ms for 256 x 30 x 50 x 6 x 3.

    Source: Bayesian bootstrap, Rubin 1981.

    Everybody agrees, so would any similar group:

    >>> from kit.analysis.decision import Answers, Criterion, DecisionModel
    >>> model = DecisionModel((Criterion("goals", values=[[100, 0], [0, 100]]),), ("a", "b"))
    >>> bootstrap_stability(model, Answers([[[1]], [[1]], [[1]]])).tolist()
    [1.0]
    """
    refuse_if_any(
        [
            *whole_number_problems("replicates", replicates, 1),
            *whole_number_problems("seed", seed, 0),
        ]
    )
    people = len(answers.ids)
    known = score(model, answers, shares)
    if not people:
        return np.full(len(answers.departments), np.nan)
    same = np.empty(len(answers.departments))
    for part, value in _replicates(model, answers, known, _Groups(replicates, seed, shares)):
        first = (value >= value.max(axis=2, keepdims=True) - TIE).argmax(axis=2)
        same[part] = (first == known.leader[part]).mean(axis=0)
    several = 2
    return np.where(known.people >= several, same, np.nan)


def sampled_values(
    model: DecisionModel,
    answers: Answers,
    samples: int,
    seed: int = 0,
    shares: npt.ArrayLike | None = None,
) -> FloatArray:
    """Return (S, D, A) values that similar groups would give, for the core index of a portfolio.

    Values of each department count from the first alternative's, which leaves every comparison
    within the department, and every portfolio, as it is. Without anybody: the score itself.
    """
    known = score(model, answers, shares)
    values = np.tile(known.value - known.value[:, :1], (samples, 1, 1))
    if len(answers.ids):
        for part, value in _replicates(model, answers, known, _Groups(samples, seed, shares)):
            values[:, part] = value
    return values


class _Groups(NamedTuple):
    """How many similar groups to draw, from which seed, with which vote shares."""

    number: int
    seed: int
    shares: npt.ArrayLike | None


def _replicates(
    model: DecisionModel, answers: Answers, known: Scores, groups: _Groups
) -> Iterator[tuple[slice, FloatArray]]:
    """Yield blocks of departments with their (B, D, A) values under random shares."""
    replicates, people = groups.number, len(answers.ids)
    generator = np.random.Generator(np.random.PCG64(groups.seed))
    exponential = generator.standard_exponential((replicates, people))
    shares = exponential / exponential.sum(axis=1, keepdims=True)
    voting = np.ones(people) if groups.shares is None else np.asarray(groups.shares, dtype=float)
    spread = _replicate_weights(model, answers, shares * voting)
    values = item_values(model, answers)
    leads = np.nan_to_num(values[..., 1:] - values[..., :1])
    given = answers.given.astype(np.float64)
    width = len(model.questions) * len(model.alternatives)
    block = max(ENTRIES_AT_ONCE // (width * max(replicates, people)), 1)
    for at in range(0, len(answers.departments), block):
        part = slice(at, at + block)
        yield (
            part,
            _replicate_values(
                shares, spread, leads[:, part], given[:, part], known=known, part=part
            ),
        )


def _replicate_values(  # noqa: PLR0913 - two of them named
    shares: FloatArray,
    spread: FloatArray,
    leads: FloatArray,
    given: FloatArray,
    *,
    known: Scores,
    part: slice,
) -> FloatArray:
    """Return (B, D, A) values under each replicate's shares, as leads over the first one."""
    people, departments, questions, others = leads.shape
    flat = np.moveaxis(leads, 3, 0).reshape(others, people, -1)
    if given.all():
        answered = np.ones((1, departments * questions))
    else:
        answered = one_thread_product(shares, given.reshape(people, -1))
    usual = known.question_value[part]
    value = np.zeros((len(shares), departments, others + 1))
    for other in range(others):
        means = one_thread_product(shares, flat[other])
        np.divide(means, answered, out=means, where=answered > 0)
        if not answered.all():
            lead = (usual[..., other + 1] - usual[..., 0]).ravel()
            means = np.where(answered > 0, means, lead)
        shaped = means.reshape(-1, departments, questions)
        value[..., other + 1] = np.einsum("sq,sdq->sd", spread, shaped)
    return value


def _replicate_weights(model: DecisionModel, answers: Answers, shares: FloatArray) -> FloatArray:
    """Return (B, Q) the group's question weights under each replicate's shares."""
    criteria = len(model.criteria)
    even = model.spread_over_questions(np.full((len(shares), criteria), 1.0 / criteria))
    if not answers.swings.shape[1]:
        return even
    rated = ~np.isnan(answers.swings).any(axis=1) & (shares > 0).any(axis=0)
    if not rated.any():
        return even
    own = answers.swings[rated] / answers.swings[rated].sum(axis=1, keepdims=True)
    mean = one_thread_product(shares[:, rated], own) / shares[:, rated].sum(axis=1, keepdims=True)
    return model.spread_over_questions(mean)
