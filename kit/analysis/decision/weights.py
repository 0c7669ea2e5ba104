"""What matters, as numbers: from swing ratings, from ranks, from nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.problems import numbers, refuse, refuse_if_any
from kit.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from kit.analysis.decision.answers import Answers
    from kit.analysis.decision.model import DecisionModel, FloatArray


def swing_weights(ratings: npt.ArrayLike) -> FloatArray:
    """Return each participant's weights: the ratings divided by their sum.

    Args:
        ratings: (P, K) or (K,), zero or more, the most wanted swing 100; only proportions count, so
            any other unit will do. A row with a gap (NaN) gives a row of NaN.

    Returns:
        The same shape; every row that is not missing sums to 1 over the criteria.

    Raises:
        DecisionInputError: All at once: E03 a negative rating, E04 a row of zeros, E09 an
            infinite one.

    Cost: P x K.

    Source: swing weighting, von Winterfeldt and Edwards 1986.

    >>> swing_weights([100, 80, 70]).round(3).tolist()
    [0.4, 0.32, 0.28]
    """
    table = numbers("swing ratings", ratings)
    refuse_if_any(_rating_problems(np.atleast_2d(table)))
    weights: FloatArray = table / table.sum(axis=-1, keepdims=True)
    return weights


def _rating_problems(rows: FloatArray) -> Iterator[Problem]:
    for row, column in np.argwhere(np.isinf(rows) | (rows < 0)):
        code = "E09" if np.isinf(rows[row, column]) else "E03"
        where, found = f"swing ratings row {row + 1}, criterion {column + 1}", rows[row, column]
        fix = "Rate the most wanted swing 100."
        yield Problem(where, f"{found:g}", "a number, zero or more", fix, code)
    for row in np.flatnonzero((rows == 0).all(axis=1)):
        where, allowed = f"swing ratings row {row + 1}", "a statement of what matters"
        yield Problem(where, "a row of zeros", allowed, "Rate the most wanted swing 100.", "E04")


def roc_weights(ranks: Sequence[float] | npt.ArrayLike) -> FloatArray:
    """Return weights from a mere ranking: the centre of all weights that respect it.

    w_k = (1/K) sum over i >= rank_k of 1/i. Tied ranks share the mean of their places.

    Args:
        ranks: (K,) rank of each criterion, 1 the most important.

    Returns:
        (K,) weights that sum to 1, in the order of `ranks`.

    Raises:
        DecisionInputError: E02 a rank is missing or not a number.

    Cost: K log K.

    Source: rank-order centroid, Edwards and Barron 1994.

    >>> roc_weights([1, 2, 3]).round(4).tolist()
    [0.6111, 0.2778, 0.1111]
    """
    given = numbers("ranks", ranks)
    if given.ndim != 1 or not given.size or not np.isfinite(given).all():
        refuse("E02", "ranks", given.tolist(), "one finite rank per criterion", "Rank them all.")
    count = len(given)
    by_place = np.cumsum((1.0 / np.arange(1, count + 1))[::-1])[::-1] / count
    order = np.argsort(given, kind="stable")
    weights = np.empty(count)
    weights[order] = by_place
    for rank in np.unique(given):
        tied = given == rank
        weights[tied] = weights[tied].mean()
    return weights


def one_vote_per_group(answers: Answers) -> FloatArray:
    """Return vote shares that give every group (department) one vote, split among its people.

    Only people who gave weights share a vote. Without groups everybody has the same share.

    Args:
        answers: P participants with groups.

    Returns:
        (P,) shares that sum to 1, or all zero when nobody gave weights.

    Raises:
        Nothing: answers were checked when they were made.

    Cost: P x groups.

    Source: our judgement; a department with many participants does not outvote the others.

    >>> from kit.analysis.decision import Answers
    >>> voters = Answers([[[0]]] * 3, [[100]] * 3, groups=["sales", "sales", "legal"])
    >>> one_vote_per_group(voters).tolist()
    [0.25, 0.25, 0.5]
    """
    voting = has_weights(answers)
    shares = voting.astype(np.float64)
    if answers.groups:
        groups = np.array(answers.groups)
        for group in np.unique(groups[voting]):
            member = voting & (groups == group)
            shares[member] = 1.0 / member.sum()
    even: FloatArray = shares / max(float(shares.sum()), 1.0)
    return even


def has_weights(answers: Answers) -> npt.NDArray[np.bool_]:
    """Return (P,) whether each participant gave usable swing ratings."""
    if not answers.swings.shape[1]:
        return np.zeros(len(answers.ids), dtype=np.bool_)
    usable: npt.NDArray[np.bool_] = np.all(~np.isnan(answers.swings), axis=1)
    return usable


def person_weights(
    model: DecisionModel, answers: Answers, shares: npt.ArrayLike | None = None
) -> tuple[FloatArray, FloatArray]:
    """Return the weights of those who gave any, and their vote shares.

    Args:
        model: Gives the number of criteria.
        answers: P participants.
        shares: (P,) vote shares, zero or more; equal when left out. Only their proportions count.

    Returns:
        (W, K) weights, each row summing to 1, and (W,) shares that sum to 1; W = 0 when nobody
        with a share gave weights.

    Raises:
        DecisionInputError: E02 shares of another length, or negative ones.
    """
    votes = np.ones(len(answers.ids)) if shares is None else numbers("shares", shares)
    if votes.shape != (len(answers.ids),) or not (votes >= 0).all() or np.isinf(votes).any():
        allowed = f"{len(answers.ids)} numbers, zero or more"
        refuse("E02", "shares", votes.tolist(), allowed, "Give one share per participant.")
    usable = has_weights(answers) & (votes > 0)
    if not usable.any():
        return np.empty((0, len(model.criteria))), np.empty(0)
    return swing_weights(answers.swings[usable]), votes[usable] / votes[usable].sum()


def group_weights(
    model: DecisionModel, answers: Answers, shares: npt.ArrayLike | None = None
) -> FloatArray:
    """Return (K,) the group's weights: the mean of everybody's, by vote shares; sums to 1.

    Nobody gave any: all criteria weigh the same.

    Args:
        model: Gives the number of criteria.
        answers: P participants.
        shares: (P,) vote shares, zero or more; equal when left out.

    Raises:
        DecisionInputError: E02 shares of another length, or negative ones.

    Cost: P x K.

    Source: arithmetic mean of individual weights, as Keeney and Raiffa 1976 for a group.

    >>> from kit.analysis.decision import Answers, Criterion, DecisionModel
    >>> table = [[100, 0], [0, 100]]
    >>> model = DecisionModel((Criterion("goals", values=table), Criterion("brand", values=table)),
    ...                       alternatives=("central", "own"))
    >>> group_weights(model, Answers([[[0, 0]]] * 2, [[100, 100], [100, 0]])).tolist()
    [0.75, 0.25]
    """
    weights, votes = person_weights(model, answers, shares)
    if not len(weights):
        return np.full(len(model.criteria), 1.0 / len(model.criteria))
    mean: FloatArray = (votes[:, None] * weights).sum(axis=0)
    return mean
