"""Support: in how many of 100 pairings of colleagues does each alternative come first?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.answers_check import refuse_mismatch
from kit.analysis.decision.pairs import count_pairs
from kit.analysis.decision.problems import numbers, refuse
from kit.analysis.decision.scores import score, votes
from kit.analysis.decision.stability import bootstrap_stability
from kit.analysis.decision.stress import stress
from kit.analysis.decision.stress_draws import (
    StressDraws,
    StressSettings,
    draw_stress,
    refuse_other_draws,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from kit.analysis.decision.answers import Answers
    from kit.analysis.decision.model import DecisionModel, FloatArray, IntArray
    from kit.analysis.decision.rank_tally import RankTally


@dataclass(frozen=True, eq=False)
class Support:
    """How the group's own disagreement bears on each department's decision.

    Attributes:
        rank_acceptability: (D, A, A) share of draws in which alternative a takes rank r (0 is
            first). Ties share their ranks equally: sums to 1 over each of the last two axes.
        central_weights: (D, A, K) mean weights of the draws an alternative wins: what you would
            have to care about to want it. NaN where it never wins.
        confidence_factor: (D, A) share of answers that put it first given its central weights.
        pairwise_winning: (D, A, A) share of draws in which a beats b, ties half; diagonal 0.
        votes: (P, D) everybody's own first choice, -1 for none; see `votes`.
        bootstrap_stability: (D,) share of similar groups with the same leader of the score.
        n: Draws; when exact participants squared, the most pairings there can be.
        standard_error: (D, A) of the first-rank share, as if the draws were independent (the
            even points do better: about 0.26 points of 100 at 8,192); 0 when exact.
        by_group: For each group its own rank acceptability, priorities and answers from its
            people only; empty unless asked for.
        settings: The errors assumed.
        exact: Whether pairings were enumerated and nothing was shaken.
    """

    rank_acceptability: FloatArray
    central_weights: FloatArray
    confidence_factor: FloatArray
    pairwise_winning: FloatArray
    votes: IntArray
    bootstrap_stability: FloatArray
    n: int
    standard_error: FloatArray
    settings: StressSettings
    by_group: dict[str, FloatArray] = field(default_factory=dict)
    exact: bool = False

    @property
    def first(self) -> FloatArray:
        """(D, A) share of pairings that put each alternative first; rows sum to 1."""
        return self.rank_acceptability[:, :, 0]


def support(  # noqa: PLR0913 - the field's settings, all named
    model: DecisionModel,
    answers: Answers,
    *,
    n: int = 8192,
    seed: int = 0,
    answer_error: float = 0.5,
    swing_error: float = 10.0,
    unheard: float = 1.0,
    joint: bool = False,
    by_group: bool = False,
    exact: bool = False,
    shares: npt.ArrayLike | None = None,
    draws: StressDraws | None = None,
) -> Support:
    """Return how often each alternative comes first as colleagues' views are paired at random.

    A draw takes one colleague's whole set of weights and one colleague's whole set of answers
    about the department (whole persons: people who see one question rosily tend to see all of
    them so). Ratings slip by up to `swing_error` points, answers by up to `answer_error` levels;
    a missing answer is drawn from the pooled answers to that item; and with probability
    unheard / (people + unheard) the weights, and separately the answers, are those of a colleague
    who was not heard and might say anything. So three unanimous people are less certain than 30.
    Colleagues who answered nothing about a department are not drawn for its answers. With one
    participant there is no unheard colleague and the figures are that person's view.

    Args:
        model: Criteria, tables, alternatives.
        answers: P participants, D departments; P may be 0: then everything is possible.
        n: Draws, 1 to 1,048,576.
        seed: Shifts the points; the same seed gives the same digits in whatever order people came.
        answer_error: Levels, zero or more; in a direct model one level is 20 points.
        swing_error: Points, zero or more.
        unheard: People, zero or more.
        joint: Pair everybody's priorities with their own answers only; who gave none takes
            everybody's.
        by_group: Also the figures within each group of participants.
        exact: Enumerate all pairings, with no slips and no unheard colleague; where nobody gave
            weights, with equal ones.
        shares: (P,) vote shares for the weights; equal when left out.
        draws: Draws of the same participants, to be used again with their own settings.

    Returns:
        Support; every row and every column of `rank_acceptability` sums to 1.

    Raises:
        DecisionInputError: E01, E02 as `score`.

    Cost: proportional to n x D x Q x A; 16 ms CPU for 8,192 x 50 x 6 x 3, 5 MB. Exact:
    participants squared x 5 to the power of the gaps a person left; 1.6 s for 30 x 50 x 6 with a
    tenth missing.

    Source: SMAA-2, Lahdelma and Salminen 2001; whole persons and the unheard colleague are ours.

    Four colleagues' answers and weights, all 16 pairings (golden example G1 of our design):

    >>> from kit.analysis.decision import Answers, Criterion, DecisionModel
    >>> steps = range(5)
    >>> model = DecisionModel((
    ...     Criterion("goals", values=[[100 - 25 * s, 70 - 5 * s, 25 * s] for s in steps]),
    ...     Criterion("audience", values=[[100 - 25 * s, 50 + 5 * s, 25 * s] for s in steps]),
    ...     Criterion("content", values=[[90, 70, 10], [80, 70, 30], [60, 65, 50], [40, 60, 75],
    ...                                  [20, 55, 100]])))
    >>> answers = Answers([[[3, 4, 1]], [[2, 4, 2]], [[4, 3, 1]], [[3, 1, 2]]],
    ...                   [[100, 80, 60], [60, 100, 80], [50, 100, 100], [100, 20, 70]])
    >>> (32 * support(model, answers, exact=True).first).round(9).tolist()
    [[1.0, 12.0, 19.0]]
    """
    refuse_mismatch(model, answers)
    settings = StressSettings(n, seed, answer_error, swing_error, unheard, joint)
    if exact:
        exactly = StressSettings(n, seed, 0.0, 0.0, 0.0, joint)
        return _exact_support(model, answers, exactly, by_group=by_group, shares=shares)
    drawn = draws or draw_stress(model, answers, settings, shares)
    refuse_other_draws(model, answers, drawn)
    n = drawn.settings.n
    tally, confidence = stress(model, answers, drawn)
    first = tally.ranks[:, :, 0] / n
    return Support(
        rank_acceptability=tally.ranks / n,
        central_weights=tally.central_weights(),
        confidence_factor=confidence,
        pairwise_winning=tally.wins / n,
        votes=votes(model, answers, score(model, answers, shares)),
        bootstrap_stability=bootstrap_stability(model, answers, seed=seed, shares=shares),
        n=n,
        standard_error=np.sqrt(first * (1 - first) / n),
        settings=drawn.settings,
        by_group={
            group: stress(model, part, draw_stress(model, part, drawn.settings, own))[0].ranks / n
            for group, part, own in (_groups(answers, shares) if by_group else ())
        },
    )


def out_of_100(shares: npt.ArrayLike) -> list[int]:
    """Return whole numbers that add up to exactly 100, each within one of its share.

    The largest remainders are rounded up; of equal ones the earlier.

    Args:
        shares: (n,) zero or more, in any unit; all zero gives all zero.

    Raises:
        DecisionInputError: E02 not a row of numbers; E10 a negative share, or one that is not
            finite.

    Cost: n log n.

    Source: largest remainder method (Hamilton).

    >>> out_of_100([1 / 3, 1 / 3, 1 / 3])
    [34, 33, 33]
    >>> out_of_100([1 / 32, 12 / 32, 19 / 32])
    [3, 38, 59]
    """
    given = numbers("shares", shares)
    if given.ndim != 1:
        refuse("E02", "shares", f"shape {given.shape}", "one row of numbers", "Give one row.")
    if not (np.isfinite(given) & (given >= 0)).all():
        refuse("E10", "shares", given.tolist(), "zero or more", "Correct the numbers.")
    if not given.sum() > 0:
        return [0] * len(given)
    exact = np.round(given / given.sum() * 100, 9)
    whole = np.floor(exact).astype(int)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: 100 - whole.sum()]] += 1
    return [int(one) for one in whole]


def _exact_support(
    model: DecisionModel,
    answers: Answers,
    settings: StressSettings,
    *,
    by_group: bool,
    shares: npt.ArrayLike | None,
) -> Support:
    tally = count_pairs(model, answers, shares, joint=settings.joint)
    return Support(
        rank_acceptability=tally.ranks,
        central_weights=tally.central_weights(),
        confidence_factor=_exact_confidence(model, answers, tally),
        pairwise_winning=tally.wins,
        votes=votes(model, answers, score(model, answers, shares)),
        bootstrap_stability=bootstrap_stability(model, answers, seed=settings.seed, shares=shares),
        n=max(len(answers.ids), 1) ** 2,
        standard_error=np.zeros(tally.ranks.shape[:2]),
        settings=settings,
        by_group={
            group: count_pairs(model, part, own, joint=settings.joint).ranks
            for group, part, own in (_groups(answers, shares) if by_group else ())
        },
        exact=True,
    )


def _exact_confidence(model: DecisionModel, answers: Answers, tally: RankTally) -> FloatArray:
    """Return (D, A) shares of assessments that put an alternative first at its own weights."""
    central = tally.central_weights()
    factors = np.full(central.shape[:2], np.nan)
    for department, alternative in np.argwhere(~np.isnan(central[..., 0])):
        asked = answers.about([answers.departments[department]])
        weights = central[department, alternative]
        same = np.tile(weights / weights.max() * 100, (len(answers.ids), 1))
        if not len(answers.ids):
            continue
        alike = type(answers)(
            asked.answers, same, asked.ids, asked.groups or None, asked.departments
        )
        factors[department, alternative] = count_pairs(model, alike, joint=True).ranks[
            0, alternative, 0
        ]
    return factors


def _groups(
    answers: Answers, shares: npt.ArrayLike | None
) -> Iterator[tuple[str, Answers, FloatArray | None]]:
    """Yield each group's answers and vote shares; nothing when nobody has a group."""
    groups = np.array(answers.groups)
    for group in np.unique(groups):
        own = None if shares is None else np.asarray(shares, dtype=np.float64)[groups == group]
        yield str(group), answers.only(groups == group), own
