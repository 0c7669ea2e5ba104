"""Remarks on answers and weights that an analyst should see beside the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.problems import DecisionWarning, quoted
from kit.analysis.decision.weights import group_weights

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from kit.analysis.decision.answers import Answers
    from kit.analysis.decision.model import DecisionModel, FloatArray

HEAVY = 0.6
FLAT = 5.0
SEVERAL_ITEMS = 6


def remarks(
    model: DecisionModel, answers: Answers, shares: npt.ArrayLike | None = None
) -> tuple[DecisionWarning, ...]:
    """Return every remark: W01 and W09 on ratings, W02, W03, W05 on answers, W06, W07 on weights.

    W05 needs six answers or more; W06 is a weight above 0.6; W07 a table whose alternatives keep
    their distances within 5 points at every level.

    Args:
        model: Tables and criteria.
        answers: P participants, D departments.
        shares: (P,) vote shares for the weights; equal when left out.

    Raises:
        DecisionInputError: As `group_weights`.

    Cost: P x D x Q.

    Source: our judgement, each border.

    >>> from kit.analysis.decision import Answers, Criterion, DecisionModel
    >>> model = DecisionModel((Criterion("goals", values=[[50, 50, 50]] * 5),))
    >>> [one.code for one in remarks(model, Answers([[[2]]], departments=["hr"]))]
    ['W03', 'W06', 'W07']
    """
    return (
        *answers.warnings,
        *_about_departments(answers),
        *_about_people(answers),
        *_about_weights(model, group_weights(model, answers, shares)),
        *_about_tables(model),
    )


def _about_departments(answers: Answers) -> Iterator[DecisionWarning]:
    few = 3
    for name, people in zip(answers.departments, answers.heard.sum(axis=0), strict=True):
        if not people:
            yield DecisionWarning("W02", name, f"Nobody answered anything about {quoted(name)}.")
        elif people < few:
            who = "one person" if people == 1 else "two people"
            yield DecisionWarning("W03", name, f"Only {who} answered about {quoted(name)}.")


def _about_people(answers: Answers) -> Iterator[DecisionWarning]:
    for row, name in enumerate(answers.ids):
        found = answers.answers[row][answers.given[row]]
        if len(found) >= SEVERAL_ITEMS and np.ptp(found) == 0:
            message = f"{quoted(name)} gave the same answer to all {len(found)} items."
            yield DecisionWarning("W05", name, message)


def _about_weights(model: DecisionModel, weights: FloatArray) -> Iterator[DecisionWarning]:
    for name, weight in zip(model.criterion_ids, weights, strict=True):
        if weight > HEAVY:
            message = f"{quoted(name)} carries {weight:.0%} of the weight and decides nearly alone."
            yield DecisionWarning("W06", name, message)


def _about_tables(model: DecisionModel) -> Iterator[DecisionWarning]:
    if model.mode == "direct":
        return
    for criterion in model.criteria:
        table = np.asarray(criterion.values)
        leads = table - table[:, :1]
        if np.ptp(leads, axis=0).max() < FLAT:
            message = f"Answers on {quoted(criterion.id)} cannot change the decision: flat table."
            yield DecisionWarning("W07", criterion.id, message)
