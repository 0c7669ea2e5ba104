"""The value of information for any decision given as a table of net benefits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.problems import numbers, refuse

if TYPE_CHECKING:
    import numpy.typing as npt

    from kit.analysis.decision.model import FloatArray, IntArray


def evpi(net_benefit: npt.ArrayLike, probabilities: npt.ArrayLike | None = None) -> float:
    """Return the expected value of perfect information: what knowing the state is worth.

    Args:
        net_benefit: (S, A) what each alternative brings in each state or draw, in any unit.
        probabilities: (S,) of the states; equal when left out. Rescaled to sum to 1.

    Returns:
        E[max over a] - max over a of E; zero or more, in the unit of the benefits.

    Raises:
        DecisionInputError: E02 shapes that disagree, E09 a value that is not finite.

    Cost: S x A.

    Source: Raiffa and Schlaifer 1961; the oil company of Hillier and Lieberman:

    >>> evpi([[700, 90], [-100, 90]], [0.25, 0.75])
    142.5
    """
    benefit, chances = _checked(net_benefit, probabilities)
    informed = float(chances @ benefit.max(axis=1))
    return max(informed - float((chances @ benefit).max()), 0.0)


def evppi_discrete(
    net_benefit: npt.ArrayLike,
    parameter: npt.ArrayLike,
    probabilities: npt.ArrayLike | None = None,
) -> float:
    """Return the value of learning one thing that takes a few values, everything else left open.

    Args:
        net_benefit: (S, A) what each alternative brings in each state or draw.
        parameter: (S,) the value that would be learnt in each of them: a survey's result, an
            answer, or a number put into classes.
        probabilities: (S,) of the states; equal when left out.

    Returns:
        E over values of [max over a of E[benefit | value]] - max over a of E; 0 to `evpi`.

    Raises:
        DecisionInputError: E02 shapes that disagree, E09 a value that is not finite.

    Cost: S x (A + log S).

    Source: Hillier and Lieberman: a seismic survey of the oil company's land.

    >>> land = [[700, 90], [700, 90], [-100, 90], [-100, 90]]
    >>> survey = ["good", "bad", "good", "bad"]
    >>> round(evppi_discrete(land, survey, [0.25 * 0.6, 0.25 * 0.4, 0.75 * 0.2, 0.75 * 0.8]), 6)
    53.0
    """
    benefit, chances = _checked(net_benefit, probabilities)
    group = _classes(parameter)
    if group.shape != chances.shape:
        allowed = f"{len(chances)} values, one per state"
        refuse("E02", "parameter", f"shape {group.shape}", allowed, "Give one for each.")
    sums = np.zeros((int(group.max(initial=-1)) + 1, benefit.shape[1]))
    np.add.at(sums, group, chances[:, None] * benefit)
    return max(float(sums.max(axis=1).sum()) - float(sums.sum(axis=0).max()), 0.0)


def _classes(parameter: npt.ArrayLike) -> IntArray:
    """Return for each state the number of the value that would be learnt in it."""
    try:
        known = np.asarray(parameter)
        group: IntArray = np.unique(known, return_inverse=True)[1].reshape(known.shape)
    except (TypeError, ValueError):
        allowed = "values of one kind, one per state"
        refuse("E02", "parameter", parameter, allowed, "Give numbers only, or texts only.")
        raise
    return group


def _checked(
    net_benefit: npt.ArrayLike, probabilities: npt.ArrayLike | None
) -> tuple[FloatArray, FloatArray]:
    benefit = numbers("net_benefit", net_benefit)
    if benefit.ndim != 2 or not benefit.size:  # noqa: PLR2004 - two axes
        refuse(
            "E02", "net_benefit", f"shape {benefit.shape}", "states x alternatives", "Give both."
        )
    even = np.full(len(benefit), 1.0 / len(benefit))
    chances = even if probabilities is None else numbers("probabilities", probabilities)
    if (
        chances.shape != (len(benefit),)
        or not (chances >= 0).all()
        or not 0 < chances.sum() < np.inf
    ):
        allowed = f"{len(benefit)} numbers, zero or more, not all zero"
        refuse("E02", "probabilities", chances.tolist(), allowed, "Give one per state.")
    if not np.isfinite(benefit).all():
        refuse("E09", "net_benefit", "not finite", "finite", "Correct the values.")
    return benefit, chances / chances.sum()
